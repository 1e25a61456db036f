"""How long a firm keeps going when something fails, and which of its points are weakest.

Rules:
1. What is not known lies between no time at all and for ever; so every outcome is a least and a
   most, and where both are the same it is known.
2. A part goes on as long as the longest of its questions (OR). `yes` is for ever and `no` is no
   time. Another supplier takes over for ever where it delivers before the stock is gone, else it
   adds nothing.
3. A failure stops the firm when the first of its parts stops (AND). A question that is not asked of
   a firm of this size counts for nothing; a part of which none is asked is left out.
4. A point is a part, or a question with yes or no that stands in no chain; of that `no` is no time.
   The weakest is the one that goes on for the shortest time at least known. Those of the same time
   are equally weak, and said to be so; they stand in order of how many failures they stop, then as
   in the table. What is not answered at all is no weak point: it has to be found out.
5. What to do first at a part is what the first of its questions says that is not arranged.

That the least counts is arithmetic on what a firm says itself; nothing of it was checked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.audits.questions import FAILS, LEAD, YES_NO, Audit, Question

FOREVER = math.inf
Answer = float | bool


@dataclass(frozen=True)
class Lasts:
    """Hours that something goes on: at least and at most."""

    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of it."""
        return self.low == 0 and self.high == FOREVER


NOTHING_KNOWN = Lasts(0.0, FOREVER)


@dataclass(frozen=True)
class Failure:
    """How long the firm goes on when something fails, and the parts that stop it first."""

    fails: str
    lasts: Lasts
    stops: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """A part or a question: how long it goes on, what it stops, and what to do first."""

    name: str
    lasts: Lasts
    fails: tuple[str, ...]
    question: Question


@dataclass(frozen=True)
class Checked:
    """What a light audit comes to. `weakest` are points, the weakest first; `find_out` are
    questions that were not answered."""

    size: str
    failures: tuple[Failure, ...]
    weakest: tuple[Point, ...]
    find_out: tuple[Question, ...]


def check_firm(audit: Audit, size: str, answers: Mapping[str, Answer]) -> Checked:
    """What the answers of a firm of a size come to; `answers` are hours, or yes and no."""
    asked = {one.question: one for one in audit.asked(size)}
    failures = tuple(f for f in (_failure(audit, n, asked, answers) for n in FAILS) if f)
    points = _points(audit, asked, answers, failures)
    order = {point.name: at for at, point in enumerate(points)}
    known = [p for p in points if not p.lasts.unknown and p.lasts.low < FOREVER]
    known.sort(key=lambda p: (p.lasts.low, -len(p.fails), order[p.name]))
    return Checked(
        size,
        failures,
        tuple(known),
        tuple(one for name, one in asked.items() if name not in answers),
    )


def part_lasts(
    audit: Audit,
    fails: str,
    part: str,
    asked: Mapping[str, Question],
    answers: Mapping[str, Answer],
) -> Lasts | None:
    """How long a part goes on when something fails (rule 2); None where nothing of it is asked."""
    names = [
        link.question
        for link in audit.chains
        if (link.fails, link.part) == (fails, part) and link.question in asked
    ]
    plain = [_lasts(asked[n], answers) for n in names if asked[n].answer != LEAD]
    if not plain:
        return None
    best = Lasts(max(one.low for one in plain), max(one.high for one in plain))
    for name in names:
        if asked[name].answer == LEAD:
            best = _taken_over(best, answers.get(name))
    return best


def _taken_over(stock: Lasts, lead: Answer | None) -> Lasts:
    """A stock that another supplier follows up after `lead` hours."""
    if lead is None:
        return Lasts(stock.low, FOREVER)
    hours = float(lead)
    if hours == FOREVER:
        return stock
    low, high = (FOREVER if hours <= end else end for end in (stock.low, stock.high))
    return Lasts(low, high)


def _lasts(question: Question, answers: Mapping[str, Answer]) -> Lasts:
    answer = answers.get(question.question)
    if answer is None:
        return NOTHING_KNOWN
    arranged = FOREVER if answer else 0.0
    hours = arranged if question.answer == YES_NO else float(answer)
    return Lasts(hours, hours)


def _failure(
    audit: Audit, fails: str, asked: Mapping[str, Question], answers: Mapping[str, Answer]
) -> Failure | None:
    """How long the firm goes on when something fails (rule 3)."""
    parts = dict.fromkeys(link.part for link in audit.chains if link.fails == fails)
    found = {part: part_lasts(audit, fails, part, asked, answers) for part in parts}
    kept = {part: lasts for part, lasts in found.items() if lasts is not None}
    if not kept:
        return None
    lasts = Lasts(min(one.low for one in kept.values()), min(one.high for one in kept.values()))
    stops = tuple(part for part, one in kept.items() if one.low == lasts.low < FOREVER)
    return Failure(fails, lasts, stops)


def _points(
    audit: Audit,
    asked: Mapping[str, Question],
    answers: Mapping[str, Answer],
    failures: tuple[Failure, ...],
) -> list[Point]:
    """The parts, each where it is weakest, and the questions that stand in no chain (rule 4)."""
    found: dict[str, Point] = {}
    for link in audit.chains:
        lasts = part_lasts(audit, link.fails, link.part, asked, answers)
        stood = found.get(link.part)
        if lasts is None or (stood is not None and stood.lasts.low <= lasts.low):
            continue
        stops = tuple(f.fails for f in failures if link.part in f.stops)
        question = _to_do(audit, link.fails, link.part, asked, answers)
        found[link.part] = Point(link.part, lasts, stops, question)
    chained = {link.question for link in audit.chains}
    alone = [one for name, one in asked.items() if name not in chained]
    return [*found.values(), *(Point(q.question, _lasts(q, answers), (), q) for q in alone)]


def _to_do(
    audit: Audit,
    fails: str,
    part: str,
    asked: Mapping[str, Question],
    answers: Mapping[str, Answer],
) -> Question:
    """The question of a part that says what to do first (rule 5)."""
    own = [
        asked[link.question]
        for link in audit.chains
        if (link.fails, link.part) == (fails, part) and link.question in asked
    ]
    open_ones = [one for one in own if _lasts(one, answers).low == 0]
    return (open_ones or own)[0]
