"""What a person fills in on the page of a market: figures, a rule of their own, what is wanted.

Rules:
1. An empty field keeps the figure that ships, with its band; a filled one is one number.
2. Shares are typed as per cent.
3. A rule of one's own is an instrument, an indicator and a threshold; days in a row and days until
   it ends are those of the figures (RECKONING) where they are left empty. It stands beside the
   options that ship, and its instrument and indicator are drawn from early to late. Without one the
   release of a reserve is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows
from weerbaar.measures.market.products import (
    MOST_ENDS,
    MOST_IN_ROW,
    PRODUCT,
    PRODUCT_BOUNDS,
    SHIPPED,
    WANTED,
    Key,
    counts,
)
from weerbaar.measures.market.rules import (
    ENDS,
    IN_ROW,
    INDICATORS,
    PER_CENT,
    STOCK,
    THRESHOLD,
    Option,
    day_problems,
)
from weerbaar.measures.typed_number import number_in

HUNDRED = 100.0
OWN = "own"
RESERVE = "reserve"
MOST_SHOWN = 20

NOT_LISTED = ProblemKind(
    "market-not-listed",
    mark("{why}: “{value}” is not on the list."),
    mark("Choose one of the list."),
)
NO_LIMIT = ProblemKind(
    "market-no-threshold",
    mark("{why}: fill in when your own rule starts."),
    mark("Fill in a number from {low} to {high}."),
)
WHAT, LOOKS_AT = mark("What is done"), mark("What the rule looks at")
WANTED_WORDS = mark("At most this share of the missed days may be left, in %")


@dataclass(frozen=True)
class Field:
    """A field: its name, its label, and what one of it is of the figure."""

    name: str
    label: str
    unit: float = 1.0

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and highest that can be filled in."""
        low, high, _ = PRODUCT_BOUNDS[self.name]
        return low * self.unit, high * self.unit

    @property
    def counts(self) -> bool:
        """Whether people are counted."""
        return counts((PRODUCT, self.name))


FIELDS = (
    Field("people", mark("People who use it")),
    Field("stock_days", mark("Usual stock in trade, in days of normal sale")),
    Field("supply", mark("What comes in during the scarcity, in % of normal"), HUNDRED),
    Field("lasts", mark("Days that the scarcity lasts")),
    Field("news", mark("People whom the news makes hoard, in %"), HUNDRED),
    Field("hoard_demand", mark("What people who hoard want to buy, in times normal")),
    Field("reserve_days", mark("Reserve outside trade, in days of normal sale")),
)


@dataclass(frozen=True)
class Typed:
    """What was filled in: figures with their number, a rule of one's own, the curve and what is
    wanted, and what is wrong."""

    given: tuple[tuple[Key, float], ...]
    own: Option | None
    curve: Option
    wanted: float
    problems: tuple[Problem, ...]


def read_typed(values: Mapping[str, str], indicators: Rows, usual: Mapping[str, float]) -> Typed:
    """What was filled in by name of the field; of what is wrong nothing is taken.

    `usual` are the choices of RECKONING, which hold where nothing is filled in.
    """
    given, problems = list[tuple[Key, float]](), list[Problem]()
    for field in FIELDS:
        value, wrong = number_in(
            values.get(field.name, ""), field.label, field.ends, counts=field.counts
        )
        problems += wrong
        if value is not None:
            given.append(((PRODUCT, field.name), value / field.unit))
    wanted, wrong = number_in(values.get("wanted", ""), WANTED_WORDS, (0.0, HUNDRED))
    problems += wrong
    own, wrong = _own_rule(values, indicators, usual)
    problems += wrong
    wanted = usual[WANTED] if wanted is None else wanted / HUNDRED
    return Typed(tuple(given), own, own or usual_curve(usual), wanted, tuple(problems))


def usual_curve(usual: Mapping[str, float]) -> Option:
    """What is drawn from early to late where nobody chose (rule 3)."""
    in_row, ends = round(usual["days_in_row"]), round(usual["ends_days"])
    return Option(RESERVE, RESERVE, STOCK, HUNDRED, in_row, ends)


def _own_rule(
    values: Mapping[str, str], indicators: Rows, usual: Mapping[str, float]
) -> tuple[Option | None, list[Problem]]:
    """The rule of one's own, None where no instrument is chosen (rule 3)."""
    instrument = values.get("instrument", "").strip()
    if not instrument:
        return None, []
    indicator = values.get("indicator", "").strip() or STOCK
    lists = ((WHAT, instrument, SHIPPED), (LOOKS_AT, indicator, INDICATORS))
    problems = [
        Problem(NOT_LISTED, value=value[:MOST_SHOWN], params={"why": label})
        for label, value, known in lists
        if value not in known
    ]
    if problems:
        return None, problems
    row = indicators.row(indicators.positions("indicator")[indicator])
    ends = (float(row["low"]), float(row["high"]))
    threshold, wrong = number_in(values.get("threshold", ""), THRESHOLD, ends)
    if threshold is None and not wrong:
        params = {"why": THRESHOLD, "low": f"{ends[0]:g}", "high": f"{ends[1]:g}"}
        wrong = [Problem(NO_LIMIT, params=params)]
    in_row, more = _days(values.get("days_in_row", ""), IN_ROW, MOST_IN_ROW, usual["days_in_row"])
    ends_days, last = _days(values.get("ends_days", ""), ENDS, MOST_ENDS, usual["ends_days"])
    problems = [*wrong, *more, *last]
    if problems or threshold is None:
        return None, problems
    return Option(OWN, instrument, indicator, threshold, in_row, ends_days), []


def _days(text: str, label: str, most: int, usual: float) -> tuple[int, list[Problem]]:
    value, wrong = number_in(text, label, (1.0, float(most)))
    if value is not None and value != round(value):
        wrong = day_problems(label, value, most)
    return round(usual if value is None else value), wrong


def unit_of(indicator: str, indicators: Rows) -> str:
    """The unit of the threshold of an indicator."""
    row = indicators.row(indicators.positions("indicator")[indicator])
    return PER_CENT if row["unit"] == PER_CENT else ""
