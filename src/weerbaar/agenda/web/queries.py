"""One function for each question that a page or another room asks of the agenda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone

from weerbaar.agenda.board import Asked, Board, make_board
from weerbaar.agenda.commitment_table import Known
from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.gaps import Care, Gap, fold_answers, gap_state
from weerbaar.agenda.taking_up import Decided, Line, lines_of
from weerbaar.agenda.web import models
from weerbaar.agenda.web.rows import answer_of, care_of, commitment_of
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.measures.deciding import frozen_from_data
from weerbaar.measures.files import measure_names, read_measure
from weerbaar.measures.web.models import Decision
from weerbaar.measures.web.queries import catalogue_of, read_frozen
from weerbaar.platform.web.models import Conflict, Membership, Organisation, Person
from weerbaar.platform.web.queries import above, open_conflicts
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.pillar_tags import LETTER
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.web.answering import has_answer
from weerbaar.twin.web.models import Run

MOST_FOLDED = 64
"""Agendas of which the folded gaps are kept in memory: some hundred kilobytes each at the most."""
MOST_CHANGES = 100
OFFERED = "offer"
"""How a change came that somebody made who offered something."""
MOST_NOTICES = 20
DECISION = mark("Decision “{title}” of {day}")
NOT_READ_ANY_MORE = ProblemKind(
    "decision-not-read",
    mark("This version of Weerbaar does not read what was decided: {value}."),
    mark("Add the lines by hand; the decision itself stays as it is."),
)


@dataclass(frozen=True)
class KeptGap:
    """A gap of an organisation: its row, what the answers show, what people decided, its state."""

    row: models.Gap
    gap: Gap
    care: Care
    state: str
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True)
class KeptCommitment:
    """A commitment with the number of its row, by which its page is found."""

    pk: int
    commitment: Commitment


def today() -> date:
    """The day by which the agenda goes: here, not in UTC."""
    return timezone.localdate()


def folded_gaps(organisation: Organisation) -> tuple[Gap, ...]:
    """What the answers on an organisation's agenda show, the worst open gap first."""
    runs = organisation.answers_taken_in.order_by("run").values_list("run", flat=True)
    return _folded(organisation.pk, tuple(runs))


@lru_cache(maxsize=MOST_FOLDED)
def _folded(organisation: int, runs: tuple[UUID, ...]) -> tuple[Gap, ...]:
    """The gaps in the answers of these runs; an answer that was taken in never changes.

    So all of them are read and folded once for each that is taken in, and not for each page.
    """
    rows = models.Answered.objects.filter(organisation=organisation)
    known = set(runs)
    return fold_answers(answer_of(row) for row in rows if row.run in known)


def new_runs(organisation: Organisation) -> list[Run]:
    """All answered runs that the agenda has not taken in, the oldest first; of how it is now,
    without choices."""
    known = organisation.answers_taken_in.values("run")
    runs = organisation.runs.filter(choices={}).exclude(pk__in=known).order_by("made_at", "pk")
    return [run for run in runs.defer("scenario") if has_answer(run.pk)]


def gaps_of(organisation: Organisation) -> list[KeptGap]:
    """The gaps of an organisation, the worst open one first."""
    rows = {row.key: row for row in organisation.gaps.all()}
    accepted: dict[int, models.Acceptance] = {}
    standing = models.Acceptance.objects.filter(gap__organisation=organisation, ended_at=None)
    for one in standing.order_by("pk"):
        accepted[one.gap_id] = one
    for_gap: dict[str, list[Commitment]] = {}
    for commitment in commitments_of(organisation):
        for_gap.setdefault(commitment.gap, []).append(commitment)
    found = []
    for gap in folded_gaps(organisation):
        row = rows.get(gap.gap)
        if row is not None:
            care, own = care_of(row, accepted.get(row.pk)), tuple(for_gap.get(gap.gap, ()))
            state = gap_state(gap, care, own, read_kinds(), today())
            found.append(KeptGap(row, gap, care, state, own))
    return found


def gap_of(row: models.Gap) -> KeptGap | None:
    """A gap with this row; None where the answers that showed it are gone."""
    return next((one for one in gaps_of(row.organisation) if one.row == row), None)


def commitments_of(organisation: Organisation) -> list[Commitment]:
    """The commitments of an organisation, in the order in which they were made."""
    return [commitment_of(row) for row in organisation.commitments.all()]


def known_commitments(organisation: Organisation) -> list[Commitment]:
    """The commitments of an organisation, and those that the ones above it share."""
    over = (one for _, shared in shared_above(organisation) for one in shared)
    return [*commitments_of(organisation), *over]


def kept_commitments(organisation: Organisation) -> dict[str, int]:
    """For each commitment of an organisation, by its name, the number of its row."""
    return dict(organisation.commitments.values_list("key", "pk"))


def board_of(organisation: Organisation, asked: Asked = Asked(), page: int = 1) -> Board:  # noqa: B008 - it holds nothing that changes
    """A page of the board of an organisation."""
    return make_board(commitments_of(organisation), read_kinds(), today(), asked, page)


def shared_above(organisation: Organisation) -> list[tuple[Organisation, list[Commitment]]]:
    """What the organisations above this one share with those below them, from the top down."""
    found = []
    for over in above(organisation):
        rows = over.commitments.filter(shared=True)
        if rows:
            found.append((over, [commitment_of(row) for row in rows]))
    return found


def known_to(organisation: Organisation) -> Known:
    """What a commitment of an organisation may refer to."""
    gaps = frozenset(organisation.gaps.values_list("key", flat=True))
    return Known(gaps, frozenset(measure_names()), frozenset(pillars("nl")))


def lines_of_decision(
    decision: Decision, words: Language
) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The lines that a decision brings to the agenda of its organisation, and what is wrong.

    There are none where this version of the program does not read what was decided.
    """
    organisation = decision.organisation
    catalogue = catalogue_of(organisation)
    try:
        frozen = frozen_from_data(decision.frozen)
        variant, problems = read_frozen(frozen.variant, catalogue)
        if variant is None:
            return (), problems
        day = words.day(decision.decided_on.isoformat())
        source = words.text(DECISION, title=decision.title, day=day)[: models.MOST_NAME]
        decided = Decided(str(decision.pk), variant, frozen.costs, source)
        standing = commitments_of(organisation)
        lines = lines_of(decided, catalogue, list(pillars(words.code)), standing, words)
    except (KeyError, TypeError, ValueError, AttributeError):
        return (), (Problem(NOT_READ_ANY_MORE, value=decision.title),)
    return lines, problems


@lru_cache(maxsize=4)
def pillars(code: str) -> Mapping[str, str]:
    """The pillars of the taxonomy by name, in words of this language."""
    return tag_names(read_twin_library().taxonomy, "pillars", code)


def letter_pillars(code: str) -> dict[str, str]:
    """The pillars of the letter of the cabinet by their number, in words of this language."""
    named = ((name.removeprefix(LETTER), told) for name, told in pillars(code).items())
    return {number: told for number, told in named if number.isdigit()}


@lru_cache(maxsize=4)
def measures(code: str) -> Mapping[str, str]:
    """The measures of the catalogue by name, in words of this language, sorted by these."""
    told = {name: read_measure(name).name(code) for name in measure_names()}
    return dict(sorted(told.items(), key=lambda pair: pair[1].casefold()))


def owners_of(organisation: Organisation) -> list[str]:
    """Who sees to something on the agenda of an organisation, each once."""
    return sorted({one.owner for one in commitments_of(organisation)} - {""}, key=str.casefold)


def changes_of(
    organisation: Organisation, about: str = "", start: int = 0
) -> tuple[Sequence[models.Change], int]:
    """MOST_CHANGES changes from the one numbered `start` on, the newest first; how many in all."""
    rows = organisation.agenda_changes.select_related("person")
    rows = rows.filter(about=about) if about else rows
    return list(rows[start : start + MOST_CHANGES]), rows.count()


def notices_for(organisation: Organisation, person: Person) -> list[models.Notice]:
    """Reminders that somebody in an organisation has not put away yet, for the roles they hold."""
    roles = Membership.objects.filter(person=person, organisation=organisation)
    rows = organisation.agenda_notices.filter(
        read_at=None, role__in=roles.values_list("role", flat=True)
    )
    return list(rows.select_related("commitment")[:MOST_NOTICES])


def offers_of(person: Person) -> list[tuple[Organisation, Commitment]]:
    """What somebody offered, and to whom, the newest first; without what was removed.

    An identifier belongs to one agenda: an import of it elsewhere is another commitment.
    """
    made = models.Change.objects.filter(person=person, way=OFFERED)
    pairs = set(made.values_list("organisation", "about")[:MOST_CHANGES])
    rows = models.Commitment.objects.filter(key__in=[about for _, about in pairs])
    own = [row for row in rows.order_by("-pk") if (row.organisation_id, row.key) in pairs]
    prefetch_related_objects(own, "organisation")
    return [(row.organisation, commitment_of(row)) for row in own]


def open_agenda_edits(organisation: Organisation) -> list[Conflict]:
    """Changes of the agenda between which nobody has chosen yet."""
    kinds = ("commitment:", "gap:")
    return [one for one in open_conflicts(organisation) if one.about.startswith(kinds)]
