"""A region's own figures of measures: they go before those of the catalogue.

Rules:
1. An own figure stands for one figure of a measure: how long until it works, one of its costs, or
   how much one of its effects brings, by the place in which these stand in the catalogue.
2. It has an owner who stands for it, how sure that owner is, a source and a year; an owner is an
   organisation or a function, never a person.
3. Of one number, how sure one is makes the band, by the table of widths (ours, an assumption). Who
   gives a band has that band. What is a share of people stays between 0 and 1.
4. Each figure has at most one own figure. What the catalogue does not have is refused.
5. Its evidence is that an organisation says so, and ours where the width made the band.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.measures.catalogue import COST_KEYS, MEASURE_KEYS, Effect, Measure
from weerbaar.region.region import Library
from weerbaar.region.sessions import band_of
from weerbaar.region.stating import PERSONAL_DATA, holds_personal_data
from weerbaar.region.tables import CONFIDENCE, UNKNOWN
from weerbaar.twin.levers import RAISE, SCALE, SET, STOCK
from weerbaar.twin.reading import Figure

COST, EFFECT, LEAD = PARTS = ("cost", "effect", "lead")
STATED = "O"
ASSUMED = "A"
SHARES = (RAISE, STOCK)
"""Levers of which the amount is a share of people."""
MOST_AMOUNT = 1e6
EARLIEST, LATEST = 1990, 2100
MOST_ROWS = 5000
WHAT = "what"
"""The column of the file that says what a row is about; it is written and not read."""

OWN_FIGURES = Table(
    "own_figures",
    "A region's own figures of measures, which go before those of the catalogue.",
    ("measure", "part", "row"),
    (
        Column("measure", "text", "", "Measure, as in the catalogue."),
        Column("part", "choice", "", "What it is a figure of.", choices=PARTS),
        Column(
            "row",
            "integer",
            "",
            "Which cost or effect of the measure, from 1 as they are shown; 0 for the lead time.",
            0,
            low=0,
            high=99,
        ),
        Column("p50", "number", "that of the catalogue", "The figure, or its middle."),
        Column("p10", "number", "that of the catalogue", "1 of 10 cases is lower.", UNKNOWN),
        Column("p90", "number", "that of the catalogue", "1 of 10 cases is higher.", UNKNOWN),
        Column("owner", "text", "", "Organisation or function that stands for it."),
        Column("confidence", "choice", "", "How sure it is.", choices=CONFIDENCE),
        Column("source", "text", "", "Where it comes from."),
        Column("year", "integer", "", "Of which year it is.", low=EARLIEST, high=LATEST),
    ),
    others=True,
)

NO_MEASURE = ProblemKind(
    "own-figure-no-measure",
    mark("There is an own figure of “{value}”, which is no measure of the catalogue."),
    mark("weerbaar measure list names them all."),
)
NO_PART = ProblemKind(
    "own-figure-no-part",
    mark("{measure} has no {expected} with number {value}."),
    mark("weerbaar measure show {measure} tells its costs and effects, from 1."),
)
OUTSIDE = ProblemKind(
    "own-figure-outside",
    mark("The own figure of {measure} is {value}; it must lie between {low} and {high}."),
    mark("Check the figure and its unit."),
)
FALLS = ProblemKind(
    "own-figure-falls",
    mark("The own figure of {measure} falls: {value}."),
    mark("Give p10, p50 and p90 from low to high, or p50 alone."),
)
NOT_SURE = ProblemKind(
    "own-figure-confidence",
    mark("How sure the own figure of {measure} is, is “{value}”."),
    mark("Use one of: {known}."),
)
NO_OWNER = ProblemKind(
    "own-figure-no-owner",
    mark("The own figure of {measure} does not say {why}."),
    mark("Say who stands for it, where it comes from and of which year it is."),
)
TWICE = ProblemKind(
    "own-figure-twice",
    mark("{measure} has two own figures for the same {expected} ({value})."),
    mark("Keep one of them."),
)
TOO_MANY = ProblemKind(
    "too-many-own-figures-in-file",
    mark("There are {value} own figures; at most {high} are read."),
    mark("Keep those of measures that you weigh."),
)

PART_WORDS: Mapping[str, str] = {
    COST: mark("cost"),
    EFFECT: mark("effect"),
    LEAD: mark("lead time"),
}
SAID: Mapping[str, str] = {
    "owner": mark("who stands for it"),
    "source": mark("where it comes from"),
    "year": mark("of which year it is"),
}


@dataclass(frozen=True)
class OwnFigure:
    """What a region says of one figure of a measure.

    `part` is one of PARTS; `key` is the place of the cost or effect, "0" for the first, and empty
    for the lead time. `assumed` says that the width of the band is ours.
    """

    measure: str
    part: str
    key: str
    figure: Figure
    owner: str
    confidence: str
    source: str
    year: int
    assumed: bool = False

    @property
    def evidence(self) -> str:
        """The evidence codes of the figure (rule 5)."""
        return f"{STATED} {ASSUMED}" if self.assumed else STATED

    @property
    def told_source(self) -> str:
        """The source of the figure as it stands beside it."""
        return f"{self.owner}: {self.source} ({self.year})"


def with_own(catalogue: Mapping[str, Measure], own: Sequence[OwnFigure]) -> dict[str, Measure]:
    """The catalogue with these figures in the place of its own; raises Refused with every problem.

    The catalogue that was given is left as it was.
    """
    refuse_if(own_problems(catalogue, own))
    found = dict(catalogue)
    for one in own:
        found[one.measure] = _replaced(found[one.measure], one)
    return found


def _replaced(measure: Measure, own: OwnFigure) -> Measure:
    source, evidence, at = own.told_source, own.evidence, int(own.key or 0)
    if own.part == LEAD:
        return replace(
            measure,
            lead_months=own.figure,
            lead_source_nl=source,
            lead_source_en=source,
            lead_evidence=evidence,
        )
    if own.part == COST:
        # The key of its draws hangs on none of these: it stays.
        cost = replace(measure.costs[at], eur=own.figure, source_nl=source, source_en=source)
        costs = list(measure.costs)
        costs[at] = replace(cost, evidence=evidence)
        return replace(measure, costs=tuple(costs))
    effect = replace(measure.effects[at], amount=own.figure, source_nl=source, source_en=source)
    effects = list(measure.effects)
    effects[at] = replace(effect, evidence=evidence)
    return replace(measure, effects=tuple(effects))


def own_problems(catalogue: Mapping[str, Measure], own: Sequence[OwnFigure]) -> list[Problem]:
    """Everything that is wrong with own figures, in their order."""
    if len(own) > MOST_ROWS:
        return [Problem(TOO_MANY, value=len(own), params={"high": MOST_ROWS})]
    problems: list[Problem] = []
    seen: set[tuple[str, str, str]] = set()
    for one in own:
        found = _problems(catalogue, one)
        where = (one.measure, one.part, one.key)
        if not found and where in seen:
            params = {"measure": one.measure, "expected": PART_WORDS[one.part]}
            found = [Problem(TWICE, value=_number(one), params=params)]
        seen.add(where)
        problems += found
    return problems


def _problems(catalogue: Mapping[str, Measure], own: OwnFigure) -> list[Problem]:
    measure = catalogue.get(own.measure)
    if measure is None:
        return [Problem(NO_MEASURE, value=own.measure)]
    about = {"measure": own.measure}
    if not _has(measure, own):
        part = PART_WORDS.get(own.part, own.part)
        return [Problem(NO_PART, value=_number(own), params=about | {"expected": part})]
    problems = []
    if own.confidence not in CONFIDENCE:
        params = about | {"known": ", ".join(CONFIDENCE)}
        problems.append(Problem(NOT_SURE, value=own.confidence, params=params))
    for name, text in (("owner", own.owner), ("source", own.source)):
        if not text.strip():
            problems.append(Problem(NO_OWNER, params=about | {"why": SAID[name]}))
        elif holds_personal_data(text):
            problems.append(Problem(PERSONAL_DATA, column=name, value=text))
    if not EARLIEST <= own.year <= LATEST:
        problems.append(Problem(NO_OWNER, params=about | {"why": SAID["year"]}))
    return problems + _figure_problems(measure, own)


def _figure_problems(measure: Measure, own: OwnFigure) -> list[Problem]:
    about = {"measure": own.measure}
    figure = own.figure
    values = (figure.p10, figure.p50, figure.p90)
    if any(math.isnan(value) for value in values) or not values[0] <= values[1] <= values[2]:
        shown = ", ".join(f"{value:g}" for value in values)
        return [Problem(FALLS, value=shown, params=about)]
    low, high = ends_of(measure, own.part, own.key)
    wrong = [value for value in values if not low <= value <= high]
    if wrong:
        params = about | {"low": f"{low:g}", "high": f"{high:g}"}
        return [Problem(OUTSIDE, value=f"{wrong[0]:g}", params=params)]
    return []


def _has(measure: Measure, own: OwnFigure) -> bool:
    """Whether the measure has such a figure."""
    if own.part == LEAD:
        return own.key in ("", "0")
    count = {COST: len(measure.costs), EFFECT: len(measure.effects)}.get(own.part, 0)
    return own.key in {str(i) for i in range(count)}


def ends_of(measure: Measure, part: str, key: str) -> tuple[float, float]:
    """Between which ends an own figure must lie."""
    if part == EFFECT:
        return 0.0, 1.0 if _is_share(measure, measure.effects[int(key)]) else MOST_AMOUNT
    keys = COST_KEYS if part == COST else MEASURE_KEYS
    name = "eur" if part == COST else "lead_months"
    column = next(column for column in keys if column.name == name)
    return column.low, column.high


def _is_share(measure: Measure, effect: Effect) -> bool:
    """Whether the amount is a share: of who is reached, of what is left, or of what is set.

    What scales or sets has one where the catalogue gives one for a knob that is a share.
    """
    if effect.lever in SHARES:
        return True
    ends = {knob.knob: knob.high for knob in measure.knobs}
    shares = effect.amount.p90 <= 1.0 and ends.get(effect.knob, MOST_AMOUNT) <= 1.0
    return effect.lever in (SCALE, SET) and shares


def band(
    measure: Measure, part: str, key: str, middle: float, confidence: str, library: Library
) -> Figure:
    """The band of one number (rule 3); raises KeyError for a confidence that is not known."""
    low, high = ends_of(measure, part, key)
    p10, p50, p90 = band_of(middle, confidence, library)
    return Figure(max(low, p10), p50, max(p50, min(high, p90)))


def own_figures_of(
    rows: Rows, catalogue: Mapping[str, Measure], library: Library
) -> tuple[list[OwnFigure], list[Problem]]:
    """The own figures in the rows of OWN_FIGURES, and every problem with them."""
    found, problems = [], []
    for row in rows:
        key = "" if row["part"] == LEAD and row["row"] == 0 else str(row["row"] - 1)
        middle = float(row["p50"])
        ends = float(row["p10"]), float(row["p90"])
        told = (row["owner"], row["confidence"], row["source"], row["year"])
        lone = math.isnan(ends[0]) and math.isnan(ends[1])
        one = OwnFigure(
            row["measure"], row["part"], key, Figure(ends[0], middle, ends[1]), *told, lone
        )
        if lone:
            one = replace(one, figure=Figure(middle, middle, middle))
        wrong = own_problems(catalogue, [one])
        if lone and not wrong:
            made = band(catalogue[one.measure], one.part, key, middle, one.confidence, library)
            one = replace(one, figure=made)
        found.append(one)
        problems += wrong
    return found, problems or own_problems(catalogue, found)


def record_of(own: OwnFigure) -> dict[str, object]:
    """The row of OWN_FIGURES of an own figure; a band that is ours is left out."""
    ends = (UNKNOWN, UNKNOWN) if own.assumed else (own.figure.p10, own.figure.p90)
    return {
        "measure": own.measure,
        "part": own.part,
        "row": 0 if own.part == LEAD else int(own.key) + 1,
        "p50": own.figure.p50,
        "p10": ends[0],
        "p90": ends[1],
        "owner": own.owner,
        "confidence": own.confidence,
        "source": own.source,
        "year": own.year,
    }


def what_of(own: OwnFigure, catalogue: Mapping[str, Measure]) -> str:
    """What an own figure is about, for who reads the file."""
    measure = catalogue[own.measure]
    if own.part == COST:
        cost = measure.costs[int(own.key)]
        return f"{cost.what_nl}, {cost.payer}, {cost.when}, {cost.per}"
    if own.part == EFFECT:
        effect = measure.effects[int(own.key)]
        return f"{effect.lever} {effect.of}"
    return "months"


def _number(own: OwnFigure) -> str:
    return str(int(own.key) + 1) if own.key.isdecimal() and len(own.key) < 5 else own.key
