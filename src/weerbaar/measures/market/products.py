"""A product that is scarce, and how instruments work on its market: figures with their source.

Rules:
1. All is reckoned in days of normal use: what one user uses in a day is one, the normal sale is one
   for each, and stocks are in days of it. So litres, packs and tablets need no rules of their own.
2. A figure is of the product, or of an instrument. What stands in the column `as_in` is a parameter
   or a household stock of the twin, with its band: one figure, one place.
3. HOUSEHOLDS are not uncertain but differ by household: p10 to p90 is from little to much.
4. People who use the product are those of the region, and so is the share with low incomes, unless
   the figures say otherwise. A figure of one's own goes before ours, one by one.
5. Figures of RECKONING are choices, not estimates: how many days are looked at, what is wanted, and
   a rule of one's own where little is said of it. They are one number; days are whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Column, Rows, Table, rows_of
from weerbaar.measures.labour.schemes import figure_in
from weerbaar.measures.typed_number import number_in
from weerbaar.twin.reading import Figure, fixed

PRODUCT = "product"
RECKONING = "reckoning"
NOTHING = "nothing"
MOST_PEOPLE = 1e9
MOST_DAYS = 120
MOST_IN_ROW, MOST_ENDS = 60, 365
HOUSEHOLDS = ("home_kit", "home_no_kit")
GIVEN = "O"
WRITTEN = 60
SHIPPED: Sequence[str] = (
    "inform",
    "maximum",
    "reserve",
    "priority",
    "allotment",
    "take-over",
)
"""The instruments that ship, beside doing nothing."""
OF = (PRODUCT, RECKONING, *SHIPPED)

PRODUCT_BOUNDS: Mapping[str, tuple[float, float, str]] = {
    "people": (1, MOST_PEOPLE, mark("people who use it")),
    "low": (0, 1, mark("share of them with a low income")),
    "stock_days": (0.1, 365, mark("usual stock in trade, in days of normal sale")),
    "supply": (0, 1, mark("share of the normal supply that comes in during the scarcity")),
    "lasts": (1, MOST_DAYS, mark("days that the scarcity lasts")),
    "news": (0, 1, mark("share of people whom the news of it makes hoard")),
    "notices": (0.01, 1, mark("share of the usual stock below which people see empty places")),
    "hoard_demand": (1, 10, mark("what people who hoard want to buy, in times normal")),
    "hoard_hearsay": (0, 1, mark("share of other people who hoard because of what they hear")),
    "hoard_days": (0, 365, mark("extra days at home at which hoarding stops")),
    "refill": (0, 30, mark("days that somebody refills in a day")),
    "kit_low": (0, 1, mark("share of people with a low income who have a kit")),
    "kit_other": (0, 1, mark("share of other people who have a kit")),
    "home_kit": (0, 365, mark("days at home of who has a kit, from little to much")),
    "home_no_kit": (0, 365, mark("days at home of who has none, from little to much")),
    "low_extra": (0, 1, mark("what people with a low income can hoard, of what others do")),
    "catch_up": (1, 10, mark("most that ordinary supply can bring, in times normal")),
    "vital": (0, 0.9, mark("share of the normal sale that goes to vital users")),
    "vital_home": (0, 365, mark("days that vital users have in stock")),
    "day_spread": (0, 1, mark("spread of the sale from day to day, as a share")),
    "busy_weeks": (0, 1, mark("share of ordinary weeks with busy days")),
    "busy_demand": (1, 10, mark("use on busy days, in times normal")),
    "missed": (0, 0.9, mark("share of ordinary days on which nothing comes in")),
    "reserve_days": (0, 365, mark("reserve outside trade, in days of normal sale")),
}
INSTRUMENT_BOUNDS: Mapping[str, tuple[float, float, str]] = {
    "lag": (0, MOST_DAYS, mark("days until it works")),
    "calms": (-1, 1, mark("share of the hoarding that it takes away; below 0 it adds")),
    "most": (1, 10, mark("most that a customer gets, in times what is used in a day")),
    "complies": (0, 1, mark("share of customers who keep to it")),
    "releases": (0, 10, mark("days of normal sale that are released in a day")),
    "keeps": (0, 1, mark("share of what comes in that it brings to its place")),
}
WANTED = "wanted"
RECKONING_BOUNDS: Mapping[str, tuple[float, float, str]] = {
    "quiet_days": (0, MOST_DAYS, mark("ordinary days before the scarcity")),
    "after_days": (0, MOST_DAYS, mark("ordinary days after the scarcity")),
    "ordinary_days": (7, 730, mark("ordinary days in which false alarms are counted")),
    WANTED: (0, 1, mark("share of the missed days that may be left")),
    "days_in_row": (1, MOST_IN_ROW, mark("days in a row, where a rule of your own says none")),
    "ends_days": (1, MOST_ENDS, mark("days until a rule of your own ends, where it says none")),
}
BOUNDS = {**PRODUCT_BOUNDS, **INSTRUMENT_BOUNDS, **RECKONING_BOUNDS}
"""Of each figure its least and most, and what it is."""
WITHOUT: Mapping[str, float] = {
    "lag": 0.0,
    "calms": 0.0,
    "most": math.inf,
    "complies": 0.0,
    "releases": 0.0,
    "keeps": 1.0,
}
"""What an instrument does where nothing is said of it."""

MARKET_FIGURES = Table(
    "market_figures",
    "A market of a scarce product, and how instruments work on it.",
    ("of", "figure"),
    (
        Column(
            "of", "choice", "", "The product, how it is reckoned, or an instrument.", choices=OF
        ),
        Column("figure", "choice", "", "What it is a figure of.", choices=tuple(BOUNDS)),
        Column("p10", "number", "", "1 of 10 cases is lower.", math.nan),
        Column("p50", "number", "", "The middle; empty: see as_in, or the region.", math.nan),
        Column("p90", "number", "", "1 of 10 cases is higher.", math.nan),
        Column("as_in", "text", "", "A parameter or household stock of the twin.", ""),
        Column("source", "text", "", "Where it comes from, alike in both languages.", ""),
        Column("source_nl", "text", "", "The same in Dutch; an assumption says so.", ""),
        Column("source_en", "text", "", "The same in English.", ""),
        Column("evidence", "text", "", "Evidence codes.", ""),
    ),
    others=True,
)

OUTSIDE = ProblemKind(
    "market-figure-outside",
    mark("{column} of {why} is {value}; it must lie between {low} and {high}."),
    mark("Check the figure: shares are from 0 to 1."),
)
FALLS = ProblemKind(
    "market-figure-falls",
    mark("{column} of {why} falls: {value}."),
    mark("Fill in p10 (low), p50 (the middle) and p90 (high) in that order, or p50 alone."),
)
NOT_CHOSEN = ProblemKind(
    "market-figure-not-chosen",
    mark("{column} is a choice, not an estimate, and cannot be {value}."),
    mark("Fill in one number in p50 alone; days are whole."),
)
NOT_OF_IT = ProblemKind(
    "market-figure-elsewhere",
    mark("{column} is no figure of {why}."),
    mark("Figures of it are: {known}."),
)
NOT_A_FIGURE = ProblemKind(
    "not-a-market-figure",
    mark("“{value}” is no figure of a market."),
    mark("Write a figure, = and a number, such as stock_days=3. Figures are: {known}."),
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """The people of a region, and the share of them with a low income."""

    inhabitants: float
    low: float


@dataclass(frozen=True)
class Stated:
    """A figure with its source."""

    figure: Figure
    source_nl: str
    source_en: str
    evidence: str


Key = tuple[str, str]
"""Whose a figure is, and its name."""
Figures = Mapping[Key, Stated]
Typed = tuple[Key, float]
"""A figure and the number that was filled in for it."""


def place_of(inhabitants: Floats, low: Floats) -> Place:
    """The people of a region, from the inhabitants of its areas and their share of low incomes."""
    known = np.isfinite(low)
    part = float(inhabitants[known].sum())
    mean = float((inhabitants[known] * low[known]).sum()) / part if part > 0 else 0.0
    return Place(float(inhabitants.sum()), mean)


def figures_of(rows: Rows, place: Place) -> Figures:
    """The figures of a table, with those of the region where it says none (rule 4).

    Raises ValueError for rows that would be refused.
    """
    if figure_problems(rows):
        raise ValueError("the figures are not right")
    region = {"people": max(1.0, place.inhabitants), "low": place.low}
    found = dict[tuple[str, str], Stated]()
    for row in rows:
        key = (str(row["of"]), str(row["figure"]))
        one = figure_in(row) or (fixed(region[key[1]]) if key[1] in region else None)
        if one is not None:
            told = (_source(row, "nl"), _source(row, "en"), str(row["evidence"]))
            found[key] = Stated(one, *told)
    return found


def reckoning_of(rows: Rows) -> Mapping[str, float]:
    """The choices of a table (rule 5), by name."""
    return {str(row["figure"]): float(row["p50"]) for row in rows if row["of"] == RECKONING}


def _source(row: Mapping[str, object], code: str) -> str:
    told = (str(row[name]) for name in (f"source_{code}", "source", "source_en", "source_nl"))
    return next(filter(None, told), "")


def filled(rows: Rows, look_up: Callable[[str], tuple[float, float, float]]) -> Rows:
    """The rows with what `as_in` names in the place of an empty figure (rule 2).

    Raises KeyError where the twin has no such figure.
    """
    records = []
    for row in rows:
        if row["as_in"] and math.isnan(row["p50"]):
            low, middle, high = look_up(str(row["as_in"]))
            row = row | {"p10": low, "p50": middle, "p90": high}
        records.append(row)
    return rows_of(MARKET_FIGURES, records)


def overlaid(rows: Rows, own: Rows) -> Rows:
    """The figures with those of `own` in their place, or behind them; ours where one is empty."""
    keys = {(row["of"], row["figure"]): row for row in own if not math.isnan(row["p50"])}
    kept = [keys.pop((row["of"], row["figure"]), row) for row in rows]
    return rows_of(MARKET_FIGURES, [*kept, *keys.values()])


def with_given(rows: Rows, given: Sequence[str]) -> Rows:
    """The figures with those that were typed as figure=number, or instrument.figure=number.

    Raises Refused with every problem.
    """
    problems, found = list[Problem](), list[Typed]()
    for text in given:
        one, wrong = typed_figure(text)
        problems += wrong
        if one is not None:
            found.append(one)
    refuse_if(problems)
    return with_numbers(rows, found)


def with_numbers(rows: Rows, numbers: Sequence[Typed]) -> Rows:
    """The figures with these in their place; raises Refused with every problem."""
    own = rows_of(
        MARKET_FIGURES,
        [
            {"of": of, "figure": name, "p10": value, "p50": value, "p90": value, "evidence": GIVEN}
            for (of, name), value in numbers
        ],
    )
    refuse_if(figure_problems(own, numbered=False))
    return overlaid(rows, own)


def typed_figure(text: str) -> tuple[Typed | None, list[Problem]]:
    """A figure that was typed as figure=number, read as a page does, and what is wrong with it."""
    name, _, number = text.partition("=")
    of, dot, figure = name.strip().partition(".")
    key = (of, figure) if dot else (PRODUCT, of)
    unread = [Problem(NOT_A_FIGURE, value=text[:WRITTEN], params={"known": ", ".join(BOUNDS)})]
    if key[0] not in OF or key[1] not in BOUNDS:
        return None, unread
    value, wrong = number_in(number, BOUNDS[key[1]][2], (-math.inf, math.inf), counts=counts(key))
    if value is None:
        return None, wrong or unread
    return (key, value), []


def counts(key: Key) -> bool:
    """Whether a figure counts people, who are typed in thousands."""
    return key == (PRODUCT, "people")


def figure_problems(rows: Rows, file: str = "", numbered: bool = True) -> list[Problem]:
    """Everything that is wrong with the figures; `numbered` tells the row of the file too."""
    problems = list[Problem]()
    for i, row in enumerate(rows):
        problems += _row_problems(row, file, i + 2 if numbered else None)
    return problems


def _row_problems(row: Mapping[str, object], file: str, at: int | None) -> list[Problem]:
    of, name = str(row["of"]), str(row["figure"])
    known = {PRODUCT: PRODUCT_BOUNDS, RECKONING: RECKONING_BOUNDS}.get(of, INSTRUMENT_BOUNDS)
    if name not in known:
        params = {"why": of, "known": ", ".join(known)}
        return [Problem(NOT_OF_IT, file, at, name, "", params)]
    one = figure_in(row)  # type: ignore[arg-type]
    if one is None:
        return []
    low, high, _ = known[name]
    told = (one.p10, one.p50, one.p90)
    wrong = [value for value in told if not low <= value <= high]
    if wrong:
        params = {"why": of, "low": f"{low:g}", "high": f"{high:g}"}
        return [Problem(OUTSIDE, file, at, name, f"{wrong[0]:g}", params)]
    if not one.p10 <= one.p50 <= one.p90:
        written = ", ".join(f"{value:g}" for value in told)
        return [Problem(FALLS, file, at, name, written, {"why": of})]
    if of == RECKONING and not (one.fixed and (name == WANTED or one.p50 == round(one.p50))):
        written = f"{one.p50:g}" if one.fixed else ", ".join(f"{value:g}" for value in told)
        return [Problem(NOT_CHOSEN, file, at, name, written)]
    return []
