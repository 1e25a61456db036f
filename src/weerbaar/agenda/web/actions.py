"""One function for each thing that a person does on the agenda.

What the rules say no to raises Refused; whether the person may was asked at the gate. Each change
of each commitment or gap has a line of its own in the history, also where many change at once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from weerbaar.agenda.answers import NOT_AN_ANSWER, answered, question_of
from weerbaar.agenda.commitment_table import changed_columns
from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.gaps import Answered, gap_name
from weerbaar.agenda.taking_up import Line
from weerbaar.agenda.web import models, queries
from weerbaar.agenda.web.edited import read_one
from weerbaar.agenda.web.rows import commitment_of, values_of
from weerbaar.common.language import mark
from weerbaar.common.parsing import EMPTY_CELL, NOT_A_DATE, is_date, strange_text
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.measures.web.models import Decision
from weerbaar.platform.web import actions as platform_actions
from weerbaar.platform.web.edited import edited
from weerbaar.platform.web.models import Conflict, Organisation, Person
from weerbaar.platform.web.trail import record
from weerbaar.region.stating import PERSONAL_DATA, holds_personal_data
from weerbaar.twin.files import read_profile, scenario_names, scenario_text
from weerbaar.twin.outcome import REGION_ONLY
from weerbaar.twin.tabulate import finding_record
from weerbaar.twin.web.answering import answer_path
from weerbaar.twin.web.models import Run

COMMITMENT, GAP = "commitment", "gap"
BY_HAND, BY_IMPORT, BY_DECISION, BY_ANSWER = "form", "import", "decision", "answer"
MOST_COMMITMENTS = 5_000
STATE_DIGITS = 16

TOO_MANY = ProblemKind(
    "too-many-commitments",
    mark("The agenda would hold {value} lines; it may hold at most {high}."),
    mark("Remove what is over, or import less."),
)
ENDS_IN_PAST = ProblemKind(
    "acceptance-in-the-past",
    mark("{column} is {value}, which is past."),
    mark("Choose a day that is still to come: on that day somebody looks at it again."),
)
TOO_LATE = ProblemKind(
    "acceptance-too-long",
    mark("{column} is {value}; a gap can be accepted until {last} at most."),
    mark("Choose an earlier day: then it is looked at again."),
)
CHANGED_SINCE = ProblemKind(
    "agenda-changed-since",
    mark("The agenda changed while you were looking."),
    mark("Nothing of yours is lost. Look at what would change now, and save again."),
)
MOST_YEARS_ACCEPTED = 10
MOST_TAKEN = 200


# Answers


@transaction.atomic
def take_answers(organisation: Organisation, by: Person | None) -> int:
    """Takes in the answers of runs that are new to the agenda, the oldest first; how many.

    It takes MOST_TAKEN at once; what is left stands on the page of gaps and goes with the next.
    """
    list(Organisation.objects.select_for_update().filter(pk=organisation.pk))
    taken = 0
    for run in queries.new_runs(organisation):
        if taken == MOST_TAKEN:
            break
        try:
            answer = answer_of_run(run)
        except Refused:
            # An answer that an earlier version of the program wrote in another form.
            continue
        keep_answer(organisation, answer)
        taken += 1
    if taken:
        record("take-in-answers", by, organisation)
    return taken


def answer_of_run(run: Run) -> Answered:
    """What gaps need of the answer of a run; raises Refused where it holds no findings."""
    try:
        text = answer_path(run.pk, "answer.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        scenario = str(found["scenario"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused([Problem(NOT_AN_ANSWER)]) from None
    shipped = scenario_text(scenario) if scenario in scenario_names() else ""
    question = question_of(scenario, run.scenario, shipped)[: models.MOST_NAME]
    whole = not run.municipality
    held = [n.norm for n in read_profile().norms if whole or n.need not in REGION_ONLY]
    return answered(found, run.made_at, str(run.pk), held, question)


def keep_answer(organisation: Organisation, answer: Answered) -> None:
    """Puts an answer on the agenda, and a row for each gap that it finds; again it is once."""
    models.Answered.objects.get_or_create(
        organisation=organisation,
        run=UUID(answer.run),
        defaults={
            "at": answer.at,
            "place": answer.place[: models.MOST_NAME],
            "question": answer.question,
            "held": sorted(answer.held),
            "findings": [finding_record(finding) for finding in answer.findings],
        },
    )
    for finding in answer.findings:
        key = gap_name(answer.place, finding)[: models.MOST_GAP]
        models.Gap.objects.get_or_create(organisation=organisation, key=key)


# Gaps


@transaction.atomic
def change_gap(
    row: models.Gap, values: Mapping[str, str], version: int, by: Person | None
) -> Conflict | None:
    """Changes who sees to a gap and with which measures; see `change_together`."""
    about = f"{GAP}:{row.pk}"
    before = edited(about).stands(row.organisation)
    conflict = platform_actions.change_together(about, row.organisation, values, version, by)
    after = edited(about).stands(row.organisation)
    _tell(row.organisation, GAP, row.key, row.key, _differing(before, after), by, BY_HAND)
    return conflict


@transaction.atomic
def accept_gap(
    row: models.Gap, by_whom: str, why: str, until: str, by: Person | None
) -> models.Acceptance:
    """Accepts a gap until a day; raises Refused with every problem found."""
    refuse_if(_acceptance_problems({"by_whom": by_whom, "why": why, "until": until}))
    made = models.Acceptance.objects.create(
        gap=row,
        by_whom=by_whom.strip(),
        why=why.strip(),
        until=date.fromisoformat(until),
        person=by,
    )
    values = {"by_whom": ("", made.by_whom), "why": ("", made.why), "until": ("", until)}
    _tell(row.organisation, GAP, row.key, row.key, values, by, "accept")
    record("accept-gap", by, row.organisation)
    return made


def _acceptance_problems(filled: Mapping[str, str]) -> list[Problem]:
    problems = []
    for name, text in filled.items():
        meaning = {"meaning": mark("who, why and until when")}
        strange = strange_text(text.strip(), "", None, name)
        if not text.strip():
            problems.append(Problem(EMPTY_CELL, column=name, value="", params=meaning))
        elif strange is not None:
            problems.append(strange)
        elif holds_personal_data(text):
            problems.append(Problem(PERSONAL_DATA, column=name, value=text))
    until, first = filled["until"], queries.today()
    last = f"{first.year + MOST_YEARS_ACCEPTED}-12-31"
    if until and not is_date(until):
        problems.append(Problem(NOT_A_DATE, column="until", value=until[: models.MOST_KEY]))
    elif until and until < first.isoformat():
        problems.append(Problem(ENDS_IN_PAST, column="until", value=until))
    elif until > last:
        problems.append(Problem(TOO_LATE, column="until", value=until, params={"last": last}))
    return problems


@transaction.atomic
def end_acceptance(row: models.Gap, by: Person | None) -> None:
    """Takes back that a gap is accepted."""
    standing = row.acceptances.filter(ended_at=None)
    if standing.update(ended_at=timezone.now()):
        _tell(row.organisation, GAP, row.key, row.key, {}, by, "end-acceptance")
        record("end-acceptance", by, row.organisation)


# Commitments


@transaction.atomic
def add_commitment(
    organisation: Organisation,
    texts: Mapping[str, str],
    by: Person | None,
    way: str = BY_HAND,
    key: str = "",
) -> models.Commitment:
    """A commitment from its cells by column; raises Refused with every problem in them.

    `way` is how it came: by hand, or offered by somebody. `key` is its identifier, empty makes one.
    """
    given = {**texts, "commitment": key, "decision": ""}
    made = read_one(given, organisation)
    _hold(organisation, 1)
    row = _keep(organisation, made, None, by, way)
    record("change-agenda", by, organisation)
    return row


@transaction.atomic
def change_commitment(
    row: models.Commitment, values: Mapping[str, str], version: int, by: Person | None
) -> Conflict | None:
    """Changes cells of a commitment, see `change_together`; raises Refused."""
    about = f"{COMMITMENT}:{row.pk}"
    before = commitment_of(models.Commitment.objects.select_for_update().get(pk=row.pk))
    conflict = platform_actions.change_together(about, row.organisation, values, version, by)
    after = commitment_of(models.Commitment.objects.get(pk=row.pk))
    changed = changed_columns(before, after)
    _tell(row.organisation, COMMITMENT, row.key, after.title, changed, by, BY_HAND)
    return conflict


@transaction.atomic
def settle_agenda(
    conflict: Conflict, picks: Mapping[str, str], version: int, by: Person | None
) -> bool:
    """Carries out what was picked of two versions, see `settle_conflict`."""
    one, organisation = edited(conflict.about), conflict.organisation
    before = one.stands(organisation)
    done = platform_actions.settle_conflict(conflict, picks, version, by)
    what, _, key = conflict.about.partition(":")
    model = models.Commitment if what == COMMITMENT else models.Gap
    row = model.objects.get(pk=int(key))
    changed = _differing(before, one.stands(organisation))
    _tell(organisation, what, row.key, str(row), changed, by, BY_HAND)
    return done


@transaction.atomic
def keep_commitments(
    organisation: Organisation,
    found: Sequence[Commitment],
    by: Person | None,
    way: str,
    seen: str | None = None,
) -> int:
    """Adds or changes these commitments, all of them or none; how many differ from what stood.

    `seen` is `queries.state_of` as the person saw it; raises Refused where it changed since.
    """
    list(Organisation.objects.select_for_update().filter(pk=organisation.pk))
    # Who changes one line by hand holds that line alone: it waits too.
    rows = {row.key: row for row in organisation.commitments.select_for_update()}
    if seen is not None and seen != state_of(organisation):
        raise Refused([Problem(CHANGED_SINCE)])
    _hold(organisation, sum(one.commitment not in rows for one in found))
    count = 0
    for one in found:
        row = rows.get(one.commitment)
        if row is None or changed_columns(commitment_of(row), one):
            _keep(organisation, one, row, by, way)
            count += 1
    if count:
        record("import-agenda" if way == BY_IMPORT else "take-up-decision", by, organisation)
    return count


def take_up(
    decision: Decision, lines: Sequence[Line], left: Collection[str], by: Person | None, seen: str
) -> int:
    """Puts a decided variant on the agenda; `left` are the lines that stay as they are.

    Raises Refused where the agenda changed since it was `seen`, see `state_of`.
    """
    found = [
        line.after for line in lines if line.before is None or line.after.commitment not in left
    ]
    return keep_commitments(decision.organisation, found, by, BY_DECISION, seen)


def state_of(organisation: Organisation) -> str:
    """How the commitments of an organisation stand: another text where one of them changed."""
    rows = organisation.commitments.order_by("pk").values_list("pk", "version")
    return sha256(repr(list(rows)).encode()).hexdigest()[:STATE_DIGITS]


def _hold(organisation: Organisation, more: int) -> None:
    count = organisation.commitments.count() + more
    params = {"high": MOST_COMMITMENTS}
    refuse_if(
        [Problem(TOO_MANY, value=count, params=params)] if more and count > MOST_COMMITMENTS else []
    )


def _keep(
    organisation: Organisation,
    one: Commitment,
    row: models.Commitment | None,
    by: Person | None,
    way: str,
) -> models.Commitment:
    before = commitment_of(row) if row else None
    if row is None:
        row = models.Commitment.objects.create(organisation=organisation, **values_of(one))
    else:
        kept = models.Commitment.objects.filter(pk=row.pk)
        kept.update(**values_of(one), version=F("version") + 1)
    changed = changed_columns(before, one)
    _tell(organisation, COMMITMENT, one.commitment, one.title, changed, by, way, before is None)
    return row


def _tell(
    organisation: Organisation,
    what: str,
    about: str,
    title: str,
    changed: Mapping[str, tuple[str, str]],
    by: Person | None,
    way: str,
    always: bool = False,
) -> None:
    """Adds a line to the history, where anything changed."""
    if not changed and not always and way in (BY_HAND, BY_IMPORT, BY_DECISION):
        return
    models.Change.objects.create(
        organisation=organisation,
        what=what,
        about=about,
        title=title[: models.MOST_GAP],
        values={name: list(pair) for name, pair in changed.items()},
        way=way,
        person=by,
    )


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {
        name: (before.get(name, ""), text)
        for name, text in after.items()
        if before.get(name, "") != text
    }


# Reminders


def put_away(notice: models.Notice) -> None:
    """Puts a reminder away: it is not shown any more."""
    models.Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
