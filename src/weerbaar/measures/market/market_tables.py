"""A market as tables to keep: options, groups of people, early to late, and the figures."""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.common.finding import Band
from weerbaar.drawing.spreadsheets import Cell
from weerbaar.measures.market.products import Figures
from weerbaar.measures.market.scoring import ASPECTS, Answer, Later, Outcome

Sheet = tuple[list[str], list[list[Cell]]]
BANDED = ("people_days", "peak", *ASPECTS, "low", "other")
OPTION = ("option", "instrument", "indicator", "threshold", "days_in_row", "ends_days")
ENDS = ("p10", "p50", "p90")
LATER = ("more_mean", "more_p10", "more_p50", "more_p90", "share_worse", "share_better")
"""Of what each threshold leaves missed more than the earliest, in days a person."""


def market_sheets(answer: Answer, figures: Figures) -> Mapping[str, Sheet]:
    """The tables by name; the first is that of the options."""
    along = answer.curve.outcomes if answer.curve else ()
    later = answer.curve.later if answer.curve else ()
    until = answer.curve.not_apart_until if answer.curve else -1
    marks = ["front", "reaches", "lightest"]
    told = [
        [*_row(one), *("yes" if _name(one) in among else "no" for among in _marks(answer))]
        for one in answer.outcomes
    ]
    groups: list[list[Cell]] = [
        [_name(one), group, *_ends(band)]
        for one in answer.outcomes
        for group, band in one.groups.items()
    ]
    stated: list[list[Cell]] = [
        [of, name, *_ends(Band(each.figure.p10, each.figure.p50, each.figure.p90)), each.evidence]
        for (of, name), each in figures.items()
    ]
    waits = [
        [*_row(one), *_later(more), "yes" if at <= until else "no"]
        for at, (one, more) in enumerate(zip(along, later, strict=True))
    ]
    return {
        "options": ([*_heads(), *marks], told),
        "groups": (["option", "group", *ENDS], groups),
        "early-late": ([*_heads(), *LATER, "not_told_apart"], waits),
        "figures": (["of", "figure", *ENDS, "evidence"], stated),
    }


def _marks(answer: Answer) -> tuple[tuple[str, ...], ...]:
    return answer.verdict.front, answer.verdict.reach, answer.verdict.lightest


def _heads() -> list[str]:
    banded = [f"{name}_{end}" for name in BANDED for end in ENDS]
    return [*OPTION, *banded, *(f"first_day_{end}" for end in ENDS), "never"]


def _row(one: Outcome) -> list[Cell]:
    option = one.option
    rule: list[Cell] = [option.option, option.instrument]
    rule += [option.indicator, option.threshold, option.days_in_row, option.ends_days]
    if not option.acts:
        rule[2:] = [None] * 4
    bands = [one.bands[name] if name in one.bands else getattr(one, name) for name in BANDED]
    first: list[Cell] = _ends(one.first) if one.first else [None] * 3
    return [*rule, *(end for band in bands for end in _ends(band)), *first, one.never]


def _later(more: Later) -> list[Cell]:
    return [more.mean, *_ends(more.band), more.worse, more.better]


def _name(one: Outcome) -> str:
    return one.option.option


def _ends(band: Band) -> list[Cell]:
    return [band.p10, band.p50, band.p90]
