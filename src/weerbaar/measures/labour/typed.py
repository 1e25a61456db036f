"""What a person fills in on the page of service, orders and stocks: figures in everyday units.

Rules:
1. An empty field keeps the figure that ships, with its band; a filled one is one number, for the
   duty and for voluntary service. Figures of reservists stay as they are.
2. A field with a way is of that way alone. Days a week and hours of paid work are shares of a week
   of DAYS days and HOURS hours.
3. Vacancies that are filled in go before those of the country.
4. Where people work otherwise is filled in as per cents, together at most 100. Then each sector is
   told on balance, and against its vacancies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.measures.labour.given import COUNTS, MOST_VACANCIES
from weerbaar.measures.labour.schemes import (
    ASKS,
    BOUNDS,
    MONTHS,
    ORDERS,
    SECTORS,
    STOCKS,
    WHOLE,
)
from weerbaar.measures.typed_number import MOST_TYPED, number_in

DAYS, HOURS = 5.0, 40.0
VACANCIES, WORKS = "vacancies_", "works_"
PER_CENT = 100.0

NO_SECTOR = ProblemKind(
    "service-no-sector",
    mark("There is no sector “{value}”."),
    mark("Choose one from the list."),
)
MORE_THAN_ALL = ProblemKind(
    "service-more-than-all",
    mark("Of these people {value} % together would work in these sectors otherwise."),
    mark("Let it be at most 100; the rest works elsewhere."),
)


@dataclass(frozen=True)
class Field:
    """A field: its name, the figure it fills, its label, and what one of it is of that figure."""

    name: str
    figure: str
    label: str
    unit: float = 1.0
    way: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and highest that can be filled in."""
        if self.name.startswith(VACANCIES):
            return 0.0, MOST_VACANCIES
        low, high, _ = BOUNDS[self.figure]
        return low * self.unit, high * self.unit

    @property
    def counts(self) -> bool:
        """Whether people or vacancies are counted."""
        return self.figure in ("", *COUNTS)

    @property
    def known(self) -> tuple[int, ...]:
        """The numbers of which one has to be filled in; none where any number will do."""
        if self.figure not in WHOLE:
            return ()
        low, high = (round(end) for end in self.ends)
        of_year = self.figure == "intakes"
        return tuple(n for n in range(low, high + 1) if not of_year or MONTHS % n == 0)


FIELDS = (
    Field("cohort", "cohort", mark("People who are asked a year")),
    Field("months", "months", mark("Months of full-time service")),
    Field("days", "week", mark("Days a week after that"), DAYS),
    Field("years_after", "years_after", mark("For how many years after that")),
    Field("intakes", "intakes", mark("Groups that begin in a year")),
    Field("hours", "gives_up", mark("Hours of paid work a week that somebody gives up"), HOURS),
)
OF_WAYS = (
    Field("orders_units", "units", mark("Long order: units a year"), way=ORDERS),
    Field("orders_jobs", "jobs", mark("Long order: full-time jobs for 1,000 units"), way=ORDERS),
    Field("orders_lasts", "lasts", mark("Long order: for how many years"), way=ORDERS),
    Field("orders_grows", "grows", mark("Long order: months until all of it runs"), way=ORDERS),
    Field(
        "orders_new",
        "new",
        mark("Long order: of those workers without paid work before, %"),
        PER_CENT,
        ORDERS,
    ),
    Field("stocks_units", "units", mark("Stock: units kept"), way=STOCKS),
    Field("stocks_jobs", "jobs", mark("Stock: full-time jobs to keep 1,000 units"), way=STOCKS),
    Field("stocks_lasts", "lasts", mark("Stock: for how many years"), way=STOCKS),
    Field("stocks_rotates", "rotates", mark("Stock: times a year it is replaced"), way=STOCKS),
    Field(
        "stocks_moves",
        "moves",
        mark("Stock: full-time jobs for a year to replace 1,000 units once"),
        way=STOCKS,
    ),
)
SECTOR_OF = {f"{way}_sector": way for way in ASKS}
"""The fields that say in which sector an order or stock is, each with its way."""
FROM_SECTOR = {
    sector: Field(WORKS + sector, f"from_{sector}", mark("Works there otherwise, %"), PER_CENT)
    for sector in SECTORS
}
OF_SECTOR = {sector: Field(VACANCIES + sector, "", mark("Vacancies")) for sector in SECTORS}


@dataclass(frozen=True)
class Typed:
    """What was filled in: figures as figure=number, vacancies by sector, and what is wrong."""

    given: tuple[str, ...]
    vacancies: Mapping[str, float]
    problems: tuple[Problem, ...]


def read_typed(values: Mapping[str, str]) -> Typed:
    """What was filled in by name of the field; of what is wrong nothing is taken."""
    given, vacancies, problems = list[str](), dict[str, float](), list[Problem]()
    for field in (*FIELDS, *OF_WAYS, *FROM_SECTOR.values()):
        value, wrong = _number_in(field, values.get(field.name, ""))
        problems += wrong
        if value is not None:
            name = f"{field.way}.{field.figure}" if field.way else field.figure
            given.append(f"{name}={value / field.unit!r}")
    for name, way in SECTOR_OF.items():
        sector = values.get(name, "")
        if sector in SECTORS:
            given.append(f"{way}.to_{sector}=1")
        elif sector:
            problems.append(Problem(NO_SECTOR, value=sector[:MOST_TYPED]))
    for sector, field in OF_SECTOR.items():
        value, wrong = _number_in(field, values.get(field.name, ""))
        problems += wrong
        if value is not None:
            vacancies[sector] = value
    works = _together(given)
    if works > PER_CENT:
        problems.append(Problem(MORE_THAN_ALL, value=f"{works:g}"))
    return Typed(tuple(given), vacancies, tuple(problems))


def _together(given: Sequence[str]) -> float:
    """The per cents of people who work in any of the sectors otherwise."""
    shares = [one.partition("=")[2] for one in given if one.startswith("from_")]
    return round(PER_CENT * math.fsum(map(float, shares)), 6)


def _number_in(field: Field, text: str) -> tuple[float | None, list[Problem]]:
    return number_in(text, field.label, field.ends, field.known, field.counts)
