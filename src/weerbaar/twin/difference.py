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
6. Beside each need stands in how many runs it is better and worse, and for whom: how the gap moves
   between the hours per person of the vulnerable (65 and over or dependent on care; low income) and
   those of all others. Both gaps are taken in each run. A gap that grows is worse for them.
7. Each run is asked once, so that runs may come from a store. In a part of the region the needs of
   the whole region only are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.twin.apart import FEWEST_RUNS, SAME, apart_of, leaves_out_zero, per_head
from weerbaar.twin.ensemble import Run
from weerbaar.twin.outcome import (
    BESIDE_HEADLINE,
    ELDER_CELLS,
    LOW_INCOME_CELLS,
    REGION_ONLY,
    SUPPRESS_BELOW,
    Scope,
    band,
    hidden_band,
)
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import band_in_words, people_in_words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SCHEMA = 1
MINUTES = 60
NOT_PAIRED = "the two answers are not made of the same draws"

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
        return leaves_out_zero(self.difference)


@dataclass(frozen=True)
class Move:
    """How one need differs: person-hours, hours per person, and persons at the worst moment.

    The shares that rest on estimates are None where nobody lacks the need. `better` and `worse` are
    in how many runs people lack it for less and for longer; the gaps are in hours per person (rule
    6), None where one of the two groups has nobody.
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
    better: int = 0
    worse: int = 0
    elder_gap: Change | None = None
    income_gap: Change | None = None

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
        before, after = _percent(self.estimated_before), _percent(self.estimated_after)
        return before is not None and after is not None and before != after


@dataclass(frozen=True)
class _Figures:
    """What is compared of the runs of one answer: (R, N), and cells (R, N, 10).

    `guessed` (N) is the share of all runs together that rests on estimates; NaN where nobody lacks.
    """

    hours: Floats
    persons: Floats
    peak: Floats
    cell_hours: Floats
    cell_persons: Floats
    guessed: Floats


def compare_answers(
    before: Twin,
    after: Twin,
    runs_before: Sequence[Run],
    runs_after: Sequence[Run],
    scope: Scope | None = None,
    other_scenario: bool = False,
) -> list[Move]:
    """How each need differs between two twins on the same draws, in the order of rule 5.

    `scope` is a part of the region that both have; without it the whole region is compared. Raises
    ValueError where seed, step or run numbers differ: then no draw has a partner. Another scenario
    or number of hours is taken for a mistake too, unless it is said to be meant.
    """
    _check_draws(before, after, runs_before, runs_after, other_scenario)
    same = _same_people(before, after)
    whole = scope is None or scope.whole
    at = None if scope is None or scope.whole else scope.areas
    (numbers, one), (others, other) = _figures(runs_before, at), _figures(runs_after, at)
    if numbers != others:
        raise ValueError(NOT_PAIRED)
    moves = [
        _move(after, one, other, name, same)
        for name in NEED_ORDER
        if whole or name not in REGION_ONLY
    ]
    return sorted(moves, key=_largest_first)


def _check_draws(
    before: Twin,
    after: Twin,
    runs_before: Sequence[Run],
    runs_after: Sequence[Run],
    other_scenario: bool,
) -> None:
    twins = (before, after)
    draws = [(t.seed, t.dt) for t in twins]
    stories = [(t.scenario.scenario, t.hours) for t in twins]
    same_story = other_scenario or stories[0] == stories[1]
    one, other = len(runs_before), len(runs_after)
    if draws[0] != draws[1] or not same_story or one != other or not one:
        raise ValueError(NOT_PAIRED)


def _same_people(before: Twin, after: Twin) -> bool:
    one, other = (twin.network.region.areas for twin in (before, after))
    return all(np.array_equal(one[column], other[column]) for column in ("code", "inhabitants"))


def _figures(runs: Sequence[Run], at: Ints | None) -> tuple[tuple[int, ...], _Figures]:
    """The numbers of the runs and their figures, in areas `at` (None: in all)."""
    numbers, hours, persons, peaks, cell_hours, cell_persons = [], [], [], [], [], []
    total, sure = np.zeros(len(NEED_ORDER)), np.zeros(len(NEED_ORDER))
    for run in runs:
        cells, heads, unmet = run.cells, run.persons, run.unmet
        if at is not None:
            cells, heads, unmet = cells[:, at], heads[:, at], unmet[:, :, at]
        numbers.append(run.run)
        hours.append([cells[n].sum() for n in range(len(NEED_ORDER))])
        persons.append([heads[n].sum() for n in range(len(NEED_ORDER))])
        peaks.append(unmet.sum(axis=2, dtype=np.float64).max(axis=1))
        cell_hours.append(cells.sum(axis=1))
        cell_persons.append(heads.sum(axis=1))
        rows = run.causes
        keep = np.full(len(rows.need), True) if at is None else np.isin(rows.area, at)
        lost, known = rows.hours * keep, rows.hours * keep * (1 - rows.estimated)
        total += np.bincount(rows.need, lost, len(NEED_ORDER))
        sure += np.bincount(rows.need, known, len(NEED_ORDER))
    guessed = np.where(total > 0, 1.0 - sure / np.where(total > 0, total, 1.0), np.nan)
    figures = _Figures(
        hours=np.array(hours),
        persons=np.array(persons),
        peak=np.array(peaks),
        cell_hours=np.array(cell_hours),
        cell_persons=np.array(cell_persons),
        guessed=guessed,
    )
    return tuple(numbers), figures


def _move(after: Twin, one: _Figures, other: _Figures, name: str, same_people: bool) -> Move:
    n = NEED_ORDER.index(name)
    person_hours = (one.hours[:, n], other.hours[:, n])
    heads = [per_head(f.hours[:, n], f.persons[:, n]) for f in (one, other)]
    judged = apart_of(*person_hours) if same_people else apart_of(*heads)
    return Move(
        need=name,
        family=str(after.library.needs["family"][n]),
        same_people=same_people,
        runs=len(one.hours),
        person_hours=_change(*person_hours),
        per_head=_change(*heads),
        peak=_change(one.peak[:, n], other.peak[:, n]),
        estimated_before=_estimated(one, n),
        estimated_after=_estimated(other, n),
        better=int(np.count_nonzero(judged < 0)),
        worse=int(np.count_nonzero(judged > 0)),
        elder_gap=_gap_change(one, other, n, ELDER_CELLS),
        income_gap=_gap_change(one, other, n, LOW_INCOME_CELLS),
    )


def _gap_change(one: _Figures, other: _Figures, n: int, cells: Sequence[int]) -> Change | None:
    """How the hours per person of some cells differ more, or less, from those of all others."""
    gaps = [_gap(figures, n, cells) for figures in (one, other)]
    if np.isnan(gaps).any():
        return None
    # A gap may be below zero, so that what is the same is judged by the hours themselves.
    least = SAME * max(float(f.hours[:, n].max(initial=0.0)) for f in (one, other))
    least /= max(float(one.persons[:, n].max(initial=0.0)), SAME)
    difference = gaps[1] - gaps[0]
    difference[np.abs(difference) <= least] = 0.0
    return Change(band(gaps[0].tolist()), band(gaps[1].tolist()), band(difference.tolist()))


def _gap(figures: _Figures, n: int, cells: Sequence[int]) -> Floats:
    """Hours per person of the cells less those of others, in each run; NaN where one is empty."""
    chosen = np.isin(np.arange(CELLS), cells)
    rates = []
    for part in (chosen, ~chosen):
        people = figures.cell_persons[:, n, part].sum(axis=1)
        hours = figures.cell_hours[:, n, part].sum(axis=1)
        enough = people >= SUPPRESS_BELOW
        rates.append(np.where(enough, per_head(hours, people), np.nan))
    gap: Floats = rates[0] - rates[1]
    return gap


def _change(before: Floats, after: Floats) -> Change:
    difference = apart_of(before, after)
    return Change(band(before.tolist()), band(after.tolist()), band(difference.tolist()))


def _estimated(figures: _Figures, n: int) -> float | None:
    share = float(figures.guessed[n])
    return None if figures.hours[:, n].sum() <= 0 else (0.0 if share != share else share)


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
    elif move.same_people and tells_people(move):
        told = people_sentence(lacking, move.peak.difference, words)
    else:
        told = time_sentence(lacking, move.per_head.difference, words)
    before, after = _percent(move.estimated_before), _percent(move.estimated_after)
    if before is None or after is None or before == after:
        return text(mark("{told}."), told=told)
    falls = mark("{told}; the share that rests on estimates falls from {before} % to {after} %.")
    rises = mark("{told}; the share that rests on estimates rises from {before} % to {after} %.")
    message = falls if after < before else rises
    return text(message, told=told, before=words.number(before), after=words.number(after))


def tells_people(move: Move) -> bool:
    """Whether people at the worst moment tell the move: enough of them to be shown."""
    peak = move.peak
    return peak.stands_out and abs(peak.difference.p50) >= SUPPRESS_BELOW


def people_sentence(lacking: str, difference: Band, words: Language) -> str:
    """How many people more or fewer lack it at the worst moment, without a full stop."""
    size = _size(difference)
    message = mark("{lacking}: {people} more people at the worst moment ({band})")
    if difference.p50 < 0:
        message = mark("{lacking}: {people} fewer people at the worst moment ({band})")
    people = people_in_words(size.p50, words)
    return words.text(message, lacking=lacking, people=people, band=band_in_words(size, words))


def time_sentence(lacking: str, difference: Band, words: Language) -> str:
    """How much longer or shorter each person lacks it, without a full stop."""
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
        "needs": [move_record(move) for move in moves],
    }


def move_record(move: Move) -> dict[str, Any]:
    """One move as plain values; where a count is small, it and its hours are None."""
    size = _size(move.peak.difference)
    hidden = any(hidden_band(persons) for persons in (move.peak.before, move.peak.after, size))
    figures = {"person_hours": move.person_hours, "hours_per_head": move.per_head}
    figures["peak_persons"] = move.peak
    gaps = {"elder_gap": move.elder_gap, "income_gap": move.income_gap}
    return {
        "need": move.need,
        "family": move.family,
        "moves": move.moves,
        "better_runs": move.better,
        "worse_runs": move.worse,
        **{name: None if hidden else asdict(change) for name, change in figures.items()},
        **{name: None if hidden or gap is None else asdict(gap) for name, gap in gaps.items()},
        "estimated_share_before": move.estimated_before,
        "estimated_share_after": move.estimated_after,
    }
