"""What moves between two answers: the same scenario and draws, on two regions or two variants.

Rules:
1. Answers are compared draw by draw: a band is of the differences of runs, not the difference of
   two bands. What chance gives to both cancels out.
2. A need moves only where that band, from p10 to p90, leaves out zero. All else is “no difference
   that stands out from chance”.
3. Where the two do not have the same people, hours per person are compared and no totals: more
   people is no worse outcome.
4. The share that rests on estimates is told beside it: better facts may move nothing else.
5. Survival needs come before channels, the largest move first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.twin.ensemble import Run
from weerbaar.twin.outcome import BESIDE_HEADLINE, SUPPRESS_BELOW, band, causes_in, hidden_band
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import band_in_words, people_in_words

Floats = NDArray[np.float64]

SCHEMA = 1
SAME = 1e-6
"""Part of a figure below which two are the same: curves are kept in single precision."""
MINUTES = 60
FEWEST_RUNS = 10
"""Draws below which no band of differences tells anything."""

LACKING = {
    "power": mark("Without power"),
    "water": mark("Without drinking water"),
    "water_basic": mark("Without basic water"),
    "water_hygiene": mark("Without water for hygiene"),
    "food": mark("Without food"),
    "heat": mark("Without heat"),
    "medicine": mark("Without medicine"),
    "device": mark("Without power for a medical device"),
    "help_call": mark("Unable to call for help"),
    "information": mark("Without information"),
    "payment": mark("Unable to pay"),
    "care": mark("Without care at home"),
    "sewage": mark("Without a sewer that takes anything"),
    "transport": mark("Without transport"),
}


@dataclass(frozen=True)
class Change:
    """A figure before and after, and the band of its difference per draw (after minus before)."""

    before: Band
    after: Band
    difference: Band

    @property
    def stands_out(self) -> bool:
        """Whether the band of the difference leaves out zero (rule 2)."""
        return self.difference.p10 > 0 or self.difference.p90 < 0


@dataclass(frozen=True)
class Move:
    """How one need differs: person-hours, hours per person, and persons at the worst moment.

    The shares that rest on estimates are None where nobody lacks the need.
    """

    need: str
    family: str
    same_people: bool
    runs: int
    person_hours: Change
    per_head: Change
    peak: Change
    estimated_before: float | None
    estimated_after: float | None

    @property
    def moves(self) -> bool:
        """Whether it differs by more than chance would give (rules 2 and 3)."""
        if self.runs < FEWEST_RUNS:
            return False
        if self.same_people:
            return self.person_hours.stands_out or self.peak.stands_out
        return self.per_head.stands_out

    @property
    def estimates_move(self) -> bool:
        """Whether the share that rests on estimates differs by a whole percent."""
        return _percent(self.estimated_before) != _percent(self.estimated_after)


def compare_answers(
    before: Twin, after: Twin, runs_before: Sequence[Run], runs_after: Sequence[Run]
) -> list[Move]:
    """How each need differs between two twins on the same draws, in the order of rule 5.

    Raises ValueError where seed, scenario, step or run numbers differ: then no draw has a partner.
    """
    _check_draws(before, after, runs_before, runs_after)
    same = _same_people(before, after)
    moves = [_move(before, after, runs_before, runs_after, name, same) for name in NEED_ORDER]
    return sorted(moves, key=_largest_first)


def _check_draws(
    before: Twin, after: Twin, runs_before: Sequence[Run], runs_after: Sequence[Run]
) -> None:
    facts = [(t.seed, t.scenario.scenario, t.dt, t.hours) for t in (before, after)]
    numbers = [[run.run for run in runs] for runs in (runs_before, runs_after)]
    if facts[0] != facts[1] or numbers[0] != numbers[1] or not numbers[0]:
        raise ValueError("the two answers are not made of the same draws")


def _same_people(before: Twin, after: Twin) -> bool:
    one, other = (twin.network.region.areas for twin in (before, after))
    return all(np.array_equal(one[column], other[column]) for column in ("code", "inhabitants"))


def _move(
    before: Twin,
    after: Twin,
    runs_before: Sequence[Run],
    runs_after: Sequence[Run],
    name: str,
    same_people: bool,
) -> Move:
    n = NEED_ORDER.index(name)
    hours = [_hours(runs, n) for runs in (runs_before, runs_after)]
    heads = [_persons(runs, n) for runs in (runs_before, runs_after)]
    peaks = [_peaks(runs, n) for runs in (runs_before, runs_after)]
    return Move(
        need=name,
        family=str(after.library.needs["family"][n]),
        same_people=same_people,
        runs=len(runs_before),
        person_hours=_change(*hours),
        per_head=_change(*(h / np.maximum(p, SAME) for h, p in zip(hours, heads, strict=True))),
        peak=_change(*peaks),
        estimated_before=_estimated(before, runs_before, n, hours[0]),
        estimated_after=_estimated(after, runs_after, n, hours[1]),
    )


def _hours(runs: Sequence[Run], n: int) -> Floats:
    return np.array([run.cells[n].sum() for run in runs])


def _persons(runs: Sequence[Run], n: int) -> Floats:
    return np.array([run.persons[n].sum() for run in runs])


def _peaks(runs: Sequence[Run], n: int) -> Floats:
    return np.array([run.unmet[n].sum(axis=1, dtype=np.float64).max() for run in runs])


def _change(before: Floats, after: Floats) -> Change:
    difference = after - before
    difference[np.abs(difference) <= SAME * np.maximum(before, after)] = 0.0
    return Change(band(before.tolist()), band(after.tolist()), band(difference.tolist()))


def _estimated(twin: Twin, runs: Sequence[Run], n: int, hours: Floats) -> float | None:
    if hours.sum() <= 0:
        return None
    return causes_in(twin, runs, n, np.arange(len(twin.network.region.areas)))[1]


def _largest_first(move: Move) -> tuple[bool, bool, bool, float, int]:
    return (
        not move.moves,
        move.family != "survival",
        move.need in BESIDE_HEADLINE,
        -abs(move.per_head.difference.p50),
        NEED_ORDER.index(move.need),
    )


def sentences(moves: Sequence[Move], words: Language) -> list[str]:
    """What moves, one sentence for each need, in the order given; one sentence where nothing does.

    The norms for water beside the headline are left to the record.
    """
    told = [move for move in moves if move.need not in BESIDE_HEADLINE]
    lines = [_sentence(move, words) for move in told if move.moves or move.estimates_move]
    if not lines:
        lines = [words.text(mark("No difference stands out from chance."))]
    if not all(move.same_people for move in moves):
        note = mark("The two do not have the same people, so what is compared is hours per person.")
        lines.append(words.text(note))
    return lines


def headline_sentence(moves: Sequence[Move], words: Language) -> str:
    """The survival need that most people lack at the worst moment, before and after."""
    survival = [m for m in moves if m.family == "survival" and m.need not in BESIDE_HEADLINE]
    worst = max(survival, key=lambda move: move.peak.before.p50)
    line = mark("Headline, {need}: {before} people at the worst moment, now {after}; {moves}.")
    return words.text(
        line,
        need=words.text(LACKING[worst.need]).lower(),
        before=people_in_words(worst.peak.before.p50, words),
        after=people_in_words(worst.peak.after.p50, words),
        moves=words.text(mark("that moves") if worst.moves else mark("no difference stands out")),
    )


def _sentence(move: Move, words: Language) -> str:
    text = words.text
    lacking = text(LACKING[move.need])
    if not move.moves:
        told = text(mark("{lacking}: no difference that stands out from chance"), lacking=lacking)
    elif move.same_people and _tells_people(move.peak):
        told = _people_sentence(lacking, move.peak.difference, words)
    else:
        told = _time_sentence(lacking, move.per_head.difference, words)
    before, after = _percent(move.estimated_before), _percent(move.estimated_after)
    if before is None or after is None or before == after:
        return text(mark("{told}."), told=told)
    falls = mark("{told}; the share that rests on estimates falls from {before} % to {after} %.")
    rises = mark("{told}; the share that rests on estimates rises from {before} % to {after} %.")
    message = falls if after < before else rises
    return text(message, told=told, before=words.number(before), after=words.number(after))


def _tells_people(peak: Change) -> bool:
    return peak.stands_out and abs(peak.difference.p50) >= SUPPRESS_BELOW


def _people_sentence(lacking: str, difference: Band, words: Language) -> str:
    size = _size(difference)
    message = mark("{lacking}: {people} more people at the worst moment ({band})")
    if difference.p50 < 0:
        message = mark("{lacking}: {people} fewer people at the worst moment ({band})")
    people = people_in_words(size.p50, words)
    return words.text(message, lacking=lacking, people=people, band=band_in_words(size, words))


def _time_sentence(lacking: str, difference: Band, words: Language) -> str:
    size, less = _size(difference), difference.p50 < 0
    hours = (size.p10, size.p50, size.p90)
    if size.p50 >= 1:
        message = mark("{lacking}: {time} hours more per person (between {low} and {high})")
        if less:
            message = mark("{lacking}: {time} hours less per person (between {low} and {high})")
        low, time, high = (words.number(h, 1) for h in hours)
        return words.text(message, lacking=lacking, time=time, low=low, high=high)
    if size.p50 * MINUTES < 1:
        message = mark("{lacking}: less than a minute more per person")
        if less:
            message = mark("{lacking}: less than a minute less per person")
        return words.text(message, lacking=lacking)
    message = mark("{lacking}: {time} minutes more per person (between {low} and {high})")
    if less:
        message = mark("{lacking}: {time} minutes less per person (between {low} and {high})")
    low, time, high = (words.number(MINUTES * h) for h in hours)
    return words.text(message, lacking=lacking, time=time, low=low, high=high)


def _size(difference: Band) -> Band:
    """The band of how large a difference is, whichever way it goes."""
    if difference.p50 >= 0:
        return difference
    return Band(-difference.p90, -difference.p50, -difference.p10)


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def moves_record(moves: Sequence[Move]) -> dict[str, Any]:
    """The moves as plain values with a schema version; small counts are None, with their hours."""
    return {
        "schema": SCHEMA,
        "simulation": True,
        "same_people": all(move.same_people for move in moves),
        "needs": [_move_record(move) for move in moves],
    }


def _move_record(move: Move) -> dict[str, Any]:
    size = _size(move.peak.difference)
    hidden = any(hidden_band(persons) for persons in (move.peak.before, move.peak.after, size))
    figures = {"person_hours": move.person_hours, "hours_per_head": move.per_head}
    figures["peak_persons"] = move.peak
    return {
        "need": move.need,
        "family": move.family,
        "moves": move.moves,
        **{name: None if hidden else asdict(change) for name, change in figures.items()},
        "estimated_share_before": move.estimated_before,
        "estimated_share_after": move.estimated_after,
    }
