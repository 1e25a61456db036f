"""What stands on the agenda, for a letter: gaps with their state, and who does what by when.

Rules:
1. A gap is told with its owner and how it stands; one without an owner says so.
2. A line is told with its owner, its last day and how it stands; one that is late says so.
3. What was promised to the council is told apart, and so is what must still be decided.
4. Nothing is told of a gap but what its answer says; its people keep their band.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from weerbaar.agenda.board import StatusPicture, status_of
from weerbaar.agenda.commitments import (
    OVER,
    STANDINGS,
    STATUSES,
    Commitment,
    Kinds,
    Money,
    is_late,
    standing,
)
from weerbaar.agenda.gaps import GAP_STATES, NO_CARE, Care, Gap, gap_state, is_accepted
from weerbaar.agenda.letters.resting import Basis
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.twin.outcome import hidden_band

AGENDA = "agenda"
"""The mark of the footnote of the agenda."""
NOTHING: Mapping[str, Any] = {}
PROMISED, QUESTION = "council", "open_question"
"""Kinds of lines: what was promised to the council, and what must still be found out or decided."""


@dataclass(frozen=True)
class GapTold:
    """A gap in words; `people` is None where fewer than ten are hit, `run` the answer it is of.

    `accepted` says by whom, why and until when somebody accepts it, and is empty otherwise;
    `is_known` whether it is known what that answer rests on.
    """

    what: str
    place: str
    state: str
    state_told: str
    owner: str
    people: Band | None
    estimated: float
    run: str
    accepted: str = ""
    is_known: bool = False

    @property
    def note(self) -> str:
        """The mark of the footnote of its answer; "" where no more is known of that."""
        return run_mark(self.run) if self.is_known else ""


@dataclass(frozen=True)
class LineTold:
    """A line of the agenda in words; `money` is a band in cents."""

    kind: str
    kind_told: str
    title: str
    owner: str
    until: date | None
    standing: str
    standing_told: str
    is_late: bool
    payer: str
    money: Money | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.standing in OVER


@dataclass(frozen=True)
class Work:
    """The agenda of an organisation on a day.

    `runs` says of each answer in which a gap was seen what that rests on, by the name of its run.
    """

    gaps: tuple[GapTold, ...]
    lines: tuple[LineTold, ...]
    money: StatusPicture
    basis: Basis
    runs: Mapping[str, Basis] = field(default_factory=dict)

    def bases(self) -> dict[str, Basis]:
        """What its figures rest on, by the mark of a footnote."""
        return {AGENDA: self.basis} | {run_mark(run): one for run, one in self.runs.items()}

    def open_of(self, kind: str) -> tuple[LineTold, ...]:
        """The lines of a kind that are not over (rule 3)."""
        return tuple(one for one in self.lines if one.kind == kind and not one.is_over)

    def counted(self) -> tuple[tuple[str, int], ...]:
        """How many gaps stand in each state, in the order of the states; none are left out."""
        named = {one.state: one.state_told for one in self.gaps}
        counts = [(state, sum(one.state == state for one in self.gaps)) for state in GAP_STATES]
        return tuple((named[state], count) for state, count in counts if count)


def work_of(
    gaps: Sequence[Gap],
    cares: Mapping[str, Care],
    commitments: Sequence[Commitment],
    kinds: Kinds,
    today: date,
    basis: Basis,
    language: Language,
    *,
    norms: Mapping[str, str] = NOTHING,
    runs: Mapping[str, Basis] = NOTHING,
) -> Work:
    """The agenda in words on a day; `cares` are by the name of a gap.

    `norms` are the words of norms in this language; without them a gap is told in those of its
    answer.
    """
    of_gap: dict[str, list[Commitment]] = {}
    for one in commitments:
        of_gap.setdefault(one.gap, []).append(one)
    told = tuple(
        replace(
            _gap(gap, cares.get(gap.gap, NO_CARE), of_gap.get(gap.gap, []), kinds, today, language),
            what=norms.get(gap.norm, gap.finding.wording),
            is_known=gap.run in runs,
        )
        for gap in gaps
    )
    lines = [_line(one, kinds, today, language) for one in commitments if one.kind in kinds]
    lines.sort(key=lambda one: (one.is_over, one.until or date.max, one.title))
    picture = status_of(commitments, kinds, today)
    return Work(told, tuple(lines), picture, basis, dict(runs))


def run_mark(run: str) -> str:
    """The mark of the footnote of an answer."""
    return f"run-{run}"


def _gap(
    gap: Gap,
    care: Care,
    lines: Sequence[Commitment],
    kinds: Kinds,
    today: date,
    language: Language,
) -> GapTold:
    state = gap_state(gap, care, lines, kinds, today)
    accepted = ""
    if care.acceptance is not None and is_accepted(care, today):
        told = mark("Accepted by {whom} until {day}: {why}")
        one = care.acceptance
        day = language.day(one.until.isoformat())
        accepted = language.text(told, whom=one.by_whom, day=day, why=one.why)
    return GapTold(
        what=gap.finding.wording,
        place=gap.place,
        state=state,
        state_told=language.text(GAP_STATES[state]),
        owner=care.owner,
        people=None if hidden_band(gap.finding.persons) else gap.finding.persons,
        estimated=gap.finding.estimated_share,
        run=gap.run,
        accepted=accepted,
    )


def _line(one: Commitment, kinds: Kinds, today: date, language: Language) -> LineTold:
    stands = standing(one, kinds, today)
    return LineTold(
        kind=one.kind,
        kind_told=kinds[one.kind].name(language.code),
        title=one.title,
        owner=one.owner,
        until=one.until,
        standing=stands,
        standing_told=language.text(STANDINGS.get(stands, STATUSES[one.status])),
        is_late=is_late(one, kinds, today),
        payer=one.payer,
        money=one.money,
    )
