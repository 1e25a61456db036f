"""Gaps: what answers of the twin find to fall short of a norm, followed from answer to answer.

Rules:
1. A gap is what falls short, where and of which norm; the same three in a later answer are the same
   gap. What an answer tells of it otherwise (how many, for whom, when) is only how it was seen.
2. An answer is to a question: a scenario in a place. Of each question the latest answer counts, by
   the moment in which it was asked, to the microsecond; of two of one moment the one whose run
   comes last by name. So answers may be told in any order, and again, and give the same gaps.
3. A gap is found where the latest answer to at least one question finds it. It closes when none
   does any more, and is open again when one does again. An answer says nothing of another question,
   nor of a norm that it was not held against: these leave a gap as it is.
4. What is shown of a gap is how its worst open question sees it; of a closed gap, how it was seen
   last.
5. Nothing that people write down closes or opens a gap. What they decide stands beside it: an
   owner, measures, commitments, or that it is accepted by somebody, for a reason, until a day.
   After that day it is accepted no longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from weerbaar.agenda.commitments import DONE, OVER, Commitment, Kinds, standing
from weerbaar.common.finding import Finding
from weerbaar.common.language import mark

FOUND, ACCEPTED, TAKEN_UP, UNMEASURED, STILL_THERE, CLOSED = (
    *("found", "accepted", "taken-up"),
    *("unmeasured", "still-there", "closed"),
)
GAP_STATES: Mapping[str, str] = {
    FOUND: mark("open"),
    TAKEN_UP: mark("taken up"),
    UNMEASURED: mark("done, not measured again yet"),
    STILL_THERE: mark("done, and found again afterwards"),
    ACCEPTED: mark("accepted"),
    CLOSED: mark("closed: a later answer finds it no longer"),
}


@dataclass(frozen=True)
class Answered:
    """An answer as far as gaps go: when it was asked, by which run, to which question.

    `at` is aware. `place` is the region or municipality; `held` are the norms that it was held
    against, `findings` those that are missed.
    """

    at: datetime
    run: str
    place: str
    question: str
    held: frozenset[str]
    findings: tuple[Finding, ...]

    @property
    def order(self) -> tuple[datetime, str]:
        """By what two answers to one question are told apart: the later one is larger (rule 2)."""
        return (self.at, self.run)


@dataclass(frozen=True)
class Seen:
    """What the latest answer to a question says of a gap; `finding` is None where it is gone."""

    question: str
    at: datetime
    run: str
    finding: Finding | None


@dataclass(frozen=True)
class Gap:
    """A shortfall, as the answers show it; see the rules.

    `finding` is how it is shown and `run` the answer in which that stands. `first_seen` and
    `last_seen` are the first and last moment in which an answer found it; `checked` is the last in
    which it was looked for. `seen` holds each question that ever found it, by name.
    """

    gap: str
    need: str
    place: str
    norm: str
    finding: Finding
    run: str
    first_seen: datetime
    last_seen: datetime
    checked: datetime
    seen: tuple[Seen, ...]

    @property
    def is_found(self) -> bool:
        """Whether the latest answer to any question finds it (rule 3)."""
        return any(one.finding is not None for one in self.seen)


@dataclass(frozen=True)
class Acceptance:
    """Somebody accepts a gap: by which function, why, and until which day."""

    by_whom: str
    why: str
    until: date


@dataclass(frozen=True)
class Care:
    """What people decided about a gap: whose it is, its measures, and whether it is accepted."""

    owner: str = ""
    measures: tuple[str, ...] = ()
    acceptance: Acceptance | None = None


NO_CARE = Care()


def gap_name(place: str, finding: Finding) -> str:
    """What a gap is called: what falls short, where and of which norm (rule 1)."""
    return f"{finding.need}|{place}|{finding.norm}"


def fold_answers(answers: Iterable[Answered]) -> tuple[Gap, ...]:
    """The gaps that these answers show, the worst open one first; in whatever order they come."""
    known = sorted(set(answers), key=lambda one: (one.order, one.question, one.place))
    found: dict[str, list[tuple[Answered, Finding]]] = {}
    for answer in known:
        for finding in answer.findings:
            found.setdefault(gap_name(answer.place, finding), []).append((answer, finding))
    gaps = [_gap(name, seen, known) for name, seen in found.items()]
    return tuple(sorted(gaps, key=worst_first))


def worst_first(gap: Gap) -> tuple[bool, float, float, str]:
    """By what gaps are sorted: open ones first, by severity in whole per cents, then by people."""
    finding = gap.finding
    return (not gap.is_found, -round(finding.severity, 2), -finding.persons.p50, gap.gap)


def gap_state(
    gap: Gap, care: Care, commitments: Sequence[Commitment], kinds: Kinds, today: date
) -> str:
    """How a gap stands on a day; `commitments` are those that are for it."""
    if not gap.is_found:
        return CLOSED
    if is_accepted(care, today):
        return ACCEPTED
    standings = [standing(one, kinds, today) for one in commitments]
    if any(one not in OVER for one in standings):
        return TAKEN_UP
    done = [one for one in commitments if one.status == DONE]
    if not done:
        return FOUND
    # Who wrote no day down has not said that it was done before the answer.
    last = max(one.done_on or date.max for one in done)
    return STILL_THERE if gap.last_seen.date() > last else UNMEASURED


def is_accepted(care: Care, today: date) -> bool:
    """Whether a gap is accepted on this day (rule 5)."""
    return care.acceptance is not None and today <= care.acceptance.until


def _gap(name: str, found: Sequence[tuple[Answered, Finding]], known: Sequence[Answered]) -> Gap:
    """A gap of the answers that found it, and of all answers in their order."""
    first, last = found[0], found[-1]
    place, norm = last[0].place, last[1].norm
    questions = {answer.question for answer, _ in found}
    latest = {
        answer.question: Seen(answer.question, answer.at, answer.run, _in(answer, name))
        for answer in known
        if answer.place == place
        and answer.question in questions
        and (norm in answer.held or _in(answer, name) is not None)
    }
    seen = tuple(latest[question] for question in sorted(latest))
    still = [one for one in seen if one.finding is not None]
    shown = max(still, key=_badness) if still else None
    return Gap(
        gap=name,
        need=last[1].need,
        place=place,
        norm=norm,
        finding=shown.finding if shown and shown.finding else last[1],
        run=shown.run if shown else last[0].run,
        first_seen=first[0].at,
        last_seen=last[0].at,
        checked=max(one.at for one in seen),
        seen=seen,
    )


def _in(answer: Answered, name: str) -> Finding | None:
    return next((one for one in answer.findings if gap_name(answer.place, one) == name), None)


def _badness(seen: Seen) -> tuple[float, float, datetime, str]:
    assert seen.finding is not None
    return (seen.finding.severity, seen.finding.persons.p50, seen.at, seen.question)
