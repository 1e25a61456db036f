"""Ways that ask people of the labour market: to serve, to make an order, to keep a stock.

Rules:
1. A scheme is a duty to serve for everyone, the same on a voluntary footing, a duty to be a
   reservist, more reservists as they are planned, a long order with a firm, or an agreement to keep
   a stock. All of it are figures of a table; a region's own figures go before them, one by one. Of
   orders and stocks none ships.
2. So many begin a year: a number for the region; else one for the country, by inhabitants; else
   a tenth of the people of 15 to 24 years, who are ten years of birth.
3. Shares that go to sectors are at most 1 together, and so are those of sectors that people come
   from; the rest is elsewhere. What is not filled in is 0, and is said.
4. Months, and times a year in which a group begins, are fixed whole numbers; 12 is divisible by the
   latter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table, rows_of
from weerbaar.twin.reading import Figure, fixed

DUTY, VOLUNTARY, RESERVE_DUTY, RESERVISTS, ORDERS, STOCKS = SCHEMES = (
    "duty",
    "voluntary",
    "reserve-duty",
    "reservists",
    "orders",
    "stocks",
)
ASKS = (ORDERS, STOCKS)
"""The ways in which nobody serves: they ask for paid work."""
SCHEME_WORDS: Mapping[str, str] = {
    DUTY: mark("a duty to serve"),
    VOLUNTARY: mark("voluntary service"),
    RESERVE_DUTY: mark("a duty to be a reservist"),
    RESERVISTS: mark("more reservists"),
    ORDERS: mark("long orders"),
    STOCKS: mark("agreements on stocks"),
}
SECTORS = ("care", "security", "it", "logistics", "defence", "industry")
ELSEWHERE = "elsewhere"
MOST_PEOPLE = 10_000_000.0
YEARS_OF_BIRTH = 10
MONTHS = 12
AGED = "share_15_24"
WHOLE = ("months", "intakes", "lasts", "grows")
CLOSE = 1e-9

OF_ASKS: Mapping[str, tuple[float, float, str]] = {
    "units": (0, 1e9, mark("units ordered a year, or kept in stock")),
    "jobs": (0, 1e6, mark("full-time jobs to make 1,000 units a year, or to keep 1,000 units")),
    "lasts": (0, 40, mark("years that it stands; 0 goes on")),
    "grows": (0, 120, mark("months until all of it runs")),
    "new": (0, 1, mark("share of the workers who had no paid work before")),
    "rotates": (0, 12, mark("times a year that the stock is replaced")),
    "moves": (0, 1e6, mark("full-time jobs for a year to replace 1,000 units once")),
}
"""Of each figure of an order or stock its least and most, and what it is."""
BOUNDS: Mapping[str, tuple[float, float, str]] = {
    "cohort": (0, MOST_PEOPLE, mark("people asked a year in this region")),
    "cohort_nation": (0, MOST_PEOPLE, mark("people asked a year in the whole country")),
    "nation": (1, 1e9, mark("inhabitants of the whole country")),
    "takes_part": (0, 1, mark("share of them that begins")),
    "months": (0, 36, mark("months of full-time service")),
    "week": (0, 1, mark("share of a working week after that")),
    "years_after": (0, 40, mark("years that this goes on")),
    "intakes": (1, 12, mark("groups that begin in a year")),
    "drops_service": (0, 1, mark("share that stops during the months of service")),
    "drops_year": (0, 1, mark("share that stops in each year after")),
    "gives_up": (0, 1, mark("paid work that somebody gives up for full-time service")),
    "worth_service": (0, 1, mark("what they do in service, of the work of a trained worker")),
    "worth_after": (0, 1, mark("what they do after that, of the work of a trained worker")),
    "guides": (0, 1, mark("trained workers who guide, for each who serves full-time")),
    "comes": (0, 1, mark("share of those after service who come when called")),
    **OF_ASKS,
    **{f"to_{name}": (0, 1, mark("share that serves in this sector")) for name in SECTORS},
    **{f"from_{name}": (0, 1, mark("share that works in this sector")) for name in SECTORS},
}
"""The same of all figures."""

LABOUR_FIGURES = Table(
    "labour_figures",
    "What a period of service is made of, for each way to do it.",
    ("scheme", "figure"),
    (
        Column("scheme", "choice", "", "The way to let people serve.", choices=SCHEMES),
        Column("figure", "choice", "", "What it is a figure of.", choices=tuple(BOUNDS)),
        Column("p10", "number", "", "1 of 10 cases is lower.", math.nan),
        Column("p50", "number", "", "The middle; unknown: see the rules of the model.", math.nan),
        Column("p90", "number", "", "1 of 10 cases is higher.", math.nan),
        Column("source", "text", "", "Where it comes from, alike in both languages.", ""),
        Column("source_nl", "text", "", "The same in Dutch; an assumption says so.", ""),
        Column("source_en", "text", "", "The same in English.", ""),
        Column("evidence", "text", "", "Evidence codes.", ""),
    ),
    others=True,
)
LABOUR_SECTORS = Table(
    "labour_sectors",
    "Sectors in which people serve, and how many vacancies are open in the whole country.",
    ("sector",),
    (
        Column("sector", "choice", "", "Its name in the code.", choices=SECTORS),
        Column("name_nl", "text", "", "Its name in Dutch."),
        Column("name_en", "text", "", "Its name in English."),
        Column("vacancies", "number", "vacancies", "Open ones; may be unknown.", math.nan, low=0),
        Column("inhabitants", "number", "inhabitants", "Of how many people.", math.nan, low=1),
        Column("year", "number", "", "Of which year that is.", math.nan),
        Column("source_nl", "text", "", "Where it comes from, in Dutch.", ""),
        Column("source_en", "text", "", "Where it comes from, in English.", ""),
        Column("evidence", "text", "", "Evidence codes.", ""),
    ),
)
LIBRARY_TABLES = (LABOUR_FIGURES, LABOUR_SECTORS)

OUTSIDE = ProblemKind(
    "labour-figure-outside",
    mark("{column} of {why} is {value}; it must lie between {low} and {high}."),
    mark("Check the figure: shares are from 0 to 1."),
)
FALLS = ProblemKind(
    "labour-figure-falls",
    mark("{column} of {why} falls: {value}."),
    mark("Give p10, p50 and p90 from low to high, or p50 alone."),
)
NOT_WHOLE = ProblemKind(
    "labour-figure-not-whole",
    mark("{column} of {why} is {value}; this is one whole number."),
    mark("Give the same whole number as p10, p50 and p90."),
)
NOT_IN_A_YEAR = ProblemKind(
    "labour-intakes",
    mark("{why} begins {value} times a year, which does not fit in twelve months."),
    mark("Give 1, 2, 3, 4, 6 or 12."),
)
MORE_THAN_ALL = ProblemKind(
    "labour-shares-above-one",
    mark("In {why} more than everybody is in a sector: {value} together."),
    mark("Let the shares be at most 1 together."),
)


@dataclass(frozen=True)
class Place:
    """The people of a region: all inhabitants, and those of 15 to 24."""

    inhabitants: float
    aged_15_to_24: float


@dataclass(frozen=True)
class Stated:
    """A figure of a scheme with its source; None where it is not known."""

    figure: Figure | None
    source_nl: str
    source_en: str
    evidence: str


@dataclass(frozen=True)
class Scheme:
    """A way to let people serve. `begins` are persons a year who are asked; `stated` are its
    figures by name, as in BOUNDS."""

    scheme: str
    begins: Figure
    stated: Mapping[str, Stated]

    def figure(self, name: str) -> Figure:
        """A figure; 0 where it is not filled in."""
        one = self.stated.get(name)
        return fixed(0.0) if one is None or one.figure is None else one.figure

    @property
    def asks(self) -> bool:
        """Whether it asks for paid work instead of letting people serve."""
        return self.scheme in ASKS

    def whole(self, name: str) -> int:
        """A figure that is one whole number."""
        return round(self.figure(name).p50)

    def share_of(self, way: str, sector: str) -> float:
        """The middle of the share that goes to a sector, or comes from it; also ELSEWHERE."""
        if sector == ELSEWHERE:
            return max(0.0, 1.0 - self.share(way))
        return self.figure(f"{way}{sector}").p50

    def share(self, way: str) -> float:
        """The middles of the shares that go to sectors (`to_`) or come from them, together."""
        return math.fsum(self.figure(f"{way}{sector}").p50 for sector in SECTORS)


def place_of(inhabitants: NDArray[np.float64], shares: NDArray[np.float64]) -> Place:
    """The people of a region, from the inhabitants of its areas and the share of 15 to 24."""
    known = np.isfinite(shares)
    aged = float((inhabitants[known] * shares[known]).sum())
    part = float(inhabitants[known].sum())
    total = float(inhabitants.sum())
    return Place(total, aged * (total / part) if part > 0 else 0.0)


def vacancies_in(rows: Rows, place: Place) -> dict[str, float | None]:
    """How many vacancies each sector has in the region, by inhabitants; None where not known."""
    found: dict[str, float | None] = {}
    for row in rows:
        count, people = float(row["vacancies"]), float(row["inhabitants"])
        known = math.isfinite(count) and math.isfinite(people)
        found[str(row["sector"])] = count * min(1.0, place.inhabitants / people) if known else None
    return found


def schemes_of(rows: Rows, place: Place) -> list[Scheme]:
    """The schemes in a table of figures; raises ValueError for rows that would be refused."""
    if figure_problems(rows):
        raise ValueError("the figures are not right")
    found = []
    for scheme in SCHEMES:
        own = [row for row in rows if row["scheme"] == scheme]
        stated = {
            str(row["figure"]): Stated(
                figure_in(row), _source(row, "nl"), _source(row, "en"), str(row["evidence"])
            )
            for row in own
        }
        if stated:
            begins = fixed(0.0) if scheme in ASKS else _begins(stated, place)
            found.append(Scheme(scheme, begins, stated))
    return found


def _source(row: Mapping[str, object], code: str) -> str:
    """Where a figure comes from in a language; as it is where it is not told in that one."""
    told = (str(row[name]) for name in (f"source_{code}", "source", "source_en", "source_nl"))
    return next(filter(None, told), "")


def _begins(stated: Mapping[str, Stated], place: Place) -> Figure:
    """How many are asked a year (rule 2)."""
    own = stated.get("cohort")
    if own is not None and own.figure is not None:
        return own.figure
    nation = stated.get("cohort_nation")
    if nation is not None and nation.figure is not None:
        whole = stated.get("nation")
        people = whole.figure.p50 if whole is not None and whole.figure is not None else 0.0
        part, one = min(1.0, place.inhabitants / people) if people else 0.0, nation.figure
        return Figure(one.p10 * part, one.p50 * part, one.p90 * part)
    return fixed(place.aged_15_to_24 / YEARS_OF_BIRTH)


def overlaid(rows: Rows, own: Rows) -> Rows:
    """The figures with those of `own` in their place, or behind them."""
    keys = {(row["scheme"], row["figure"]): row for row in own}
    kept = [keys.pop((row["scheme"], row["figure"]), row) for row in rows]
    return rows_of(LABOUR_FIGURES, [*kept, *keys.values()])


def figure_in(row: Mapping[str, float]) -> Figure | None:
    """The figure of a row, of which p50 alone will do; None where it is not known."""
    middle = float(row["p50"])
    if math.isnan(middle):
        return None
    ends = (float(row["p10"]), float(row["p90"]))
    low, high = (middle if math.isnan(end) else end for end in ends)
    return Figure(low, middle, high)


def figure_problems(rows: Rows, file: str = "") -> list[Problem]:
    """Everything that is wrong with the figures, of the whole table."""
    problems = list[Problem]()
    for i, row in enumerate(rows):
        at = (str(row["scheme"]), str(row["figure"]))
        problems += _row_problems(row, at, file, i)
    for scheme in SCHEMES:
        own = [row for row in rows if row["scheme"] == scheme]
        problems += _sum_problems(scheme, own, file)
    return problems


def _row_problems(
    row: Mapping[str, float], at: tuple[str, str], file: str, i: int
) -> list[Problem]:
    one = figure_in(row)
    if one is None:
        return []
    low, high, _ = BOUNDS[at[1]]
    told = (one.p10, one.p50, one.p90)
    wrong = [value for value in told if not low <= value <= high]
    if wrong:
        return [_problem(OUTSIDE, at, f"{wrong[0]:g}", file, i, low=f"{low:g}", high=f"{high:g}")]
    written = ", ".join(f"{value:g}" for value in told)
    if not one.p10 <= one.p50 <= one.p90:
        return [_problem(FALLS, at, written, file, i)]
    if at[1] in WHOLE and (not one.fixed or one.p50 != round(one.p50)):
        return [_problem(NOT_WHOLE, at, written, file, i)]
    if at[1] == "intakes" and MONTHS % round(one.p50):
        return [_problem(NOT_IN_A_YEAR, at, f"{one.p50:g}", file, i)]
    return []


def _sum_problems(scheme: str, rows: Sequence[Mapping[str, float]], file: str) -> list[Problem]:
    """Rule 3, by the highest ends, so that no draw goes above 1."""
    found = []
    for way in ("to_", "from_"):
        figures = [figure_in(row) for row in rows if str(row["figure"]).startswith(way)]
        total = math.fsum(one.p90 for one in figures if one is not None)
        if total > 1 + CLOSE:
            params = {"why": SCHEME_WORDS[scheme]}
            found.append(Problem(MORE_THAN_ALL, file, value=f"{total:g}", params=params))
    return found


def _problem(
    kind: ProblemKind, at: tuple[str, str], value: str, file: str, i: int, **more: str
) -> Problem:
    params = {"why": SCHEME_WORDS[at[0]], **more}
    return Problem(kind, file, i + 2, at[1], value, params)
