"""The answer as one table of figures to take along, and as data for another program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.measures.routes.railways import UPGRADE_WORDS, Line, Upgraded
from weerbaar.measures.routes.telling import gained_words, way_names
from weerbaar.measures.routes.trials import Answer

Row = tuple[str, str, str, float | None, float | None, float | None]


def sheet_of(
    answer: Answer, lines: Sequence[Line], upgrades: Sequence[Upgraded], words: Language
) -> tuple[list[str], list[list[str | float | None]]]:
    """Every figure of the answer, a row each: what it is about, which figure, and its band."""
    heads = (mark("What"), mark("Which"), mark("Figure"), mark("Low"), mark("Middle"), mark("High"))
    rows = [*_own_rows(answer, words), *_bridge_rows(answer, words), *_gain_rows(answer, words)]
    rows += _line_rows(lines, words) + _upgrade_rows(upgrades, words)
    return [words.text(head) for head in heads], [list(row) for row in rows]


def _row(what: str, which: str, figure: str, band: Band | float, words: Language) -> Row:
    ends = (band.p10, band.p50, band.p90) if isinstance(band, Band) else (band, band, band)
    low, middle, high = (None if end != end else round(end, 3) for end in ends)
    return words.text(what), which, words.text(figure), low, middle, high


def _own_rows(answer: Answer, words: Language) -> list[Row]:
    ends = (answer.asked.start, answer.asked.end)
    which = " – ".join(answer.network.place(one).name for one in ends)
    figures = (
        (mark("share of courses with a way"), answer.joined),
        (mark("hours"), answer.hours),
        (mark("vehicles a day"), answer.room),
        (mark("hours until the last vehicle is there"), answer.last),
    )
    what = mark("transport")
    return [_row(what, which, name, value, words) for name, value in figures]


def _bridge_rows(answer: Answer, words: Language) -> list[Row]:
    what = mark("bridge lost")
    rows = []
    for one in answer.lost:
        figures = (
            (mark("share of courses that lose their way"), one.cut),
            (mark("hours longer"), one.longer),
            (mark("share of other trips cut"), one.trips_cut),
            (mark("hours longer of other trips"), one.trips_longer),
        )
        rows += [_row(what, one.bridge.name, name, value, words) for name, value in figures]
    return rows


def _gain_rows(answer: Answer, words: Language) -> list[Row]:
    what = mark("bridge strengthened")
    rows = []
    for one in answer.gained:
        figures = (
            (mark("share of courses that get a way"), one.opened),
            (mark("hours spared"), one.spared),
            (mark("vehicles a day more"), one.more),
            (mark("share of other trips that get a way"), one.trips_opened),
        )
        which = gained_words(one, words)
        rows += [_row(what, which, name, value, words) for name, value in figures]
    return rows


def _line_rows(lines: Sequence[Line], words: Language) -> list[Row]:
    what = mark("railway")
    rows = []
    for one in lines:
        figures = (
            (mark("share of courses in which the transport passes"), one.passes),
            (mark("military trains asked a day"), one.asked),
            (mark("military trains a day, civil trains first"), one.military),
            (mark("civil trains a day taken off, military trains first"), one.displaced),
        )
        rows += [_row(what, one.name, name, value, words) for name, value in figures]
    return rows


def _upgrade_rows(upgrades: Sequence[Upgraded], words: Language) -> list[Row]:
    what = mark("railway upgraded")
    rows = []
    for one in upgrades:
        figures = (
            (mark("military trains a day more, civil trains first"), one.military),
            (mark("civil trains a day spared, military trains first"), one.spared),
            (mark("hours spared"), one.hours),
            (mark("share of courses that get a way"), one.opened),
        )
        which = f"{one.line.name}: {words.text(UPGRADE_WORDS[one.upgrade])}"
        rows += [_row(what, which, name, value, words) for name, value in figures]
    return rows


def record_of(
    answer: Answer, lines: Sequence[Line], upgrades: Sequence[Upgraded]
) -> dict[str, Any]:
    """The answer for another program."""
    return {
        "simulation": True,
        "asked": asdict(answer.asked),
        "joined": answer.joined,
        "hours": asdict(answer.hours),
        "vehicles_a_day": asdict(answer.room),
        "last_vehicle_hours": asdict(answer.last),
        "way": way_names(answer),
        "way_in": answer.chosen,
        "most_trips_hang_on": [one.name for one in answer.most],
        "most_in": answer.most_in,
        "other_trips": answer.trips,
        "lost": [asdict(one) for one in answer.lost],
        "strengthened": [asdict(one) for one in answer.gained],
        "railways": [asdict(one) for one in lines],
        "upgrades": [asdict(one) | {"line": one.line.name} for one in upgrades],
    }
