"""What a letter of an organisation is made of: its answers, weighings, decisions and agenda."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse

from weerbaar.agenda.answers import finding_of
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.letters.council_letter import council_letter
from weerbaar.agenda.letters.decision_memo import decision_memo
from weerbaar.agenda.letters.files import (
    basis_of_answer,
    names_in,
    read_mayor_steps,
    read_mayor_words,
)
from weerbaar.agenda.letters.kit import Kit, Step, kit_of, steps_of
from weerbaar.agenda.letters.matter import (
    LABELS,
    NO_SUCH_PROPOSAL,
    Decided,
    Matter,
    matter_problems,
    proposed_side,
)
from weerbaar.agenda.letters.mayor_kit import mayor_kit
from weerbaar.agenda.letters.progress_letter import ideas_told, progress_letter
from weerbaar.agenda.letters.resting import Basis
from weerbaar.agenda.letters.sending import Sending
from weerbaar.agenda.letters.situation import Situation, page_of, situation_of
from weerbaar.agenda.letters.town_map import telling_need, town_map
from weerbaar.agenda.letters.town_sheet import town_sheet
from weerbaar.agenda.letters.work import Work, work_of
from weerbaar.agenda.registers.files import read_portfolio
from weerbaar.agenda.web import queries
from weerbaar.agenda.web.letter_models import KeptLetter
from weerbaar.agenda.web.offers import PUBLIC, answering
from weerbaar.agenda.web.register_queries import statuses_of
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.drawing.documents import Document
from weerbaar.measures.deciding import DECIDERS, POWERS, frozen_from_data, power_words
from weerbaar.measures.files import catalogue_by_name, read_budget_moments
from weerbaar.measures.moments import moments_of
from weerbaar.measures.web.models import Decision
from weerbaar.measures.web.stored_models import Weighed
from weerbaar.measures.web.weighed_queries import name_weighed, told_weighed
from weerbaar.measures.weighing import Weighing
from weerbaar.measures.weighing_form import weighing_from_data
from weerbaar.platform.files import read_table
from weerbaar.platform.web.models import Organisation
from weerbaar.region.web.queries import place_of
from weerbaar.twin.files import read_profile
from weerbaar.twin.web.answering import answer_path, has_answer, sheet_kept
from weerbaar.twin.web.models import Run
from weerbaar.twin.web.queries import region_of_run, runs_of

KINDS = ("council", "sheet", "decision", "progress", "kit")
COUNCIL, SHEET, DECISION, PROGRESS, KIT = KINDS
TITLES = {
    COUNCIL: mark("Letter to inform the council"),
    SHEET: mark("One page for mayor and council"),
    DECISION: mark("Decision memo"),
    PROGRESS: mark("Letter on progress"),
    KIT: mark("Kit for the mayor"),
}
ABOUT = {
    COUNCIL: mark("What would happen here, who can do what, what is done, and what you ask."),
    SHEET: mark("The largest shortfalls on one sheet of A4, to print."),
    DECISION: mark(
        "Decision points, power, costs and cover, alternatives, rights, risks, who gains."
    ),
    PROGRESS: mark("How far the agenda is, what is late, the money, and the ideas."),
    KIT: mark("The picture of the own municipality, next steps and words to use, to print."),
}
RUN, WEIGHED, DECIDED = "run", "weighed", "decision"
PROPOSED = "/"
MOST_SOURCES = 50

NO_SOURCE = ProblemKind(
    "letter-rests-on-nothing",
    mark("These figures are not there any more, or are of another organisation."),
    mark("Choose others from the list."),
)
NO_SHEET = ProblemKind(
    "answer-without-sheet",
    mark("This answer was made by an earlier version, and cannot be told in a letter."),
    mark("Ask the same question again, and write the letter of that answer."),
)
NO_WEIGHING = ProblemKind(
    "decision-without-weighing",
    mark("This decision holds no weighing, so a memo of it would have no figures."),
    mark("Weigh the variant, and write the memo of that comparison."),
)

Absolute = Callable[[str], str]
"""Gives the whole address of a page, with the name of the site."""


@dataclass(frozen=True)
class Wanted:
    """Which letter somebody wants: its source and proposal, by the keys that the form offers.

    What is proposed is of that source; "" leaves the choice open.
    """

    kind: str
    source: str
    proposed: str
    sending: Sending
    language: Language


def sources_of(organisation: Organisation, kind: str, words: Language) -> list[tuple[str, str]]:
    """What a letter of this kind can rest on, the newest first: its key and what it is called."""
    if kind == DECISION:
        return [*_decisions(organisation, words), *_weighings(organisation, words)]
    if kind == PROGRESS:
        return []
    told = [one for one in runs_of(organisation, words) if one.done and not one.run.choices]
    return [
        (f"{RUN}:{one.run.pk}", f"{one.title}, {one.run.made_at:%d-%m-%Y}")
        for one in told[:MOST_SOURCES]
    ]


def _decisions(organisation: Organisation, words: Language) -> list[tuple[str, str]]:
    called = mark("Decision of {day}: {title}")
    rows = organisation.decisions.all()[:MOST_SOURCES]
    return [
        (
            f"{DECIDED}:{one.pk}",
            words.text(called, day=words.day(one.decided_on.isoformat()), title=one.title),
        )
        for one in rows
        if one.frozen.get("weighing")
    ]


def _weighings(organisation: Organisation, words: Language) -> list[tuple[str, str]]:
    rows = Weighed.objects.filter(organisation=organisation, data__isnull=False)
    return [
        (f"{WEIGHED}:{one.pk}", f"{told.title} ({told.about})")
        for one in rows[:MOST_SOURCES]
        for told in [told_weighed(one, words)]
    ]


def proposals_of(
    organisation: Organisation, words: Language
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a memo can propose: under each comparison its variants, each with its key and name."""
    rows = Weighed.objects.filter(organisation=organisation, data__isnull=False).defer("data")
    return [
        (
            f"{told.title} ({told.about})",
            [
                (proposal_key(f"{WEIGHED}:{one.pk}", label), f"{label}: {name}")
                for label, name in zip(LABELS, _names(one, words), strict=False)
            ],
        )
        for one in rows[:MOST_SOURCES]
        for told in [told_weighed(one, words)]
    ]


def _names(weighed: Weighed, words: Language) -> list[str]:
    return [str(one["data"][f"name_{words.code}"]) for one in weighed.variants]


def proposal_key(source: str, label: str) -> str:
    """By what a variant of a comparison is proposed: that comparison and its letter there."""
    return f"{source}{PROPOSED}{label}"


def letter_of(organisation: Organisation, wanted: Wanted, absolute: Absolute) -> Document:
    """The letter that somebody wants; raises Refused where it cannot be written."""
    place, words = place_of(organisation).municipality, wanted.language
    if wanted.kind == DECISION:
        matter = _matter(organisation, wanted, absolute)
        return decision_memo(replace(matter, place=place), wanted.sending, words)
    work = work_told(organisation, words, absolute)
    if wanted.kind == PROGRESS:
        ideas = _ideas(organisation, words, absolute)
        return progress_letter(work, ideas, wanted.sending, organisation.name, words)
    if wanted.kind == KIT:
        return mayor_kit(
            kit_for(organisation, wanted.source, words, absolute), wanted.sending, words
        )
    situation = _situation(organisation, wanted.source, words, absolute)
    compose = council_letter if wanted.kind == COUNCIL else town_sheet
    return compose(situation, work, wanted.sending, place, words)


def kit_for(organisation: Organisation, source: str, words: Language, absolute: Absolute) -> Kit:
    """The kit of the mayor of an organisation's place; without a source it has no picture."""
    found = place_of(organisation)
    situation, drawn, need = None, "", ""
    place = found.municipality or organisation.name
    if source:
        run = _run(organisation, source)
        situation = _situation(organisation, source, words, absolute)
        region, _ = region_of_run(run)
        gaps, rows = situation.page.gaps, _answer(run).get("areas", ())
        if gaps and region is not None and rows:
            need = telling_need(rows, [gap.need for gap in gaps], found.municipality)
            drawn = town_map(region, rows, need, found.municipality, words)
    work = work_told(organisation, words, absolute)
    steps = steps_for(organisation, words)
    named = names_in(words).need(need) if need else ""
    told, asked = read_mayor_words(), asked_at(organisation, absolute)
    return kit_of(place, situation, drawn, steps, work, told, words, named, asked)


def asked_at(organisation: Organisation, absolute: Absolute) -> str:
    """The address at which inhabitants offer an organisation something; "" where nobody answers."""
    if organisation.kind not in PUBLIC or not answering([organisation]):
        return ""
    return absolute(reverse("contribute-to", kwargs={"organisation": organisation.pk}))


def steps_for(organisation: Organisation, words: Language) -> tuple[Step, ...]:
    """The steps of a mayor as they stand on the agenda of an organisation."""
    lines = queries.commitments_of(organisation)
    return steps_of(read_mayor_steps(), lines, read_kinds(), queries.today(), words)


def work_told(organisation: Organisation, words: Language, absolute: Absolute) -> Work:
    """The agenda of an organisation as it stands today, for a letter."""
    kept, today = queries.gaps_of(organisation), queries.today()
    address = absolute(reverse("agenda", kwargs={"organisation": organisation.pk}))
    shown = {str(run) for one in kept for run in [one.gap.run]}
    rows = Run.objects.filter(pk__in=[key for key in shown if _is_number(key)])
    return work_of(
        [one.gap for one in kept],
        {one.gap.gap: one.care for one in kept},
        queries.commitments_of(organisation),
        read_kinds(),
        today,
        Basis("agenda", address=address, on=today.isoformat()),
        words,
        norms={norm.norm: norm.wording(words.code) for norm in read_profile().norms},
        runs={str(run.pk): basis_of_run(run, absolute) for run in rows},
    )


def basis_of_run(run: Run, absolute: Absolute) -> Basis:
    """What the figures of a stored answer rest on; what its files say as far as they are there."""
    address = absolute(reverse("run", kwargs={"run": run.pk}))
    data = _answer(run)
    region, _ = region_of_run(run)
    basis = basis_of_answer(data, str(run.pk), address)
    name = region.name if region is not None else basis.region
    own = {"draws": run.draws, "seed": run.seed, "facts": run.facts, "place": run.municipality}
    return replace(basis, region=name, **own)


def _answer(run: Run) -> dict[str, Any]:
    path = answer_path(run.pk, "answer.json")
    if not path.is_file():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _situation(
    organisation: Organisation, source: str, words: Language, absolute: Absolute
) -> Situation:
    run = _run(organisation, source)
    sheet, data = sheet_kept(run.pk, words.code), _answer(run)
    if sheet is None or "findings" not in data:
        raise Refused([Problem(NO_SHEET)])
    findings = [finding_of(item) for item in data["findings"]["items"]]
    return situation_of(page_of(sheet["page"]), findings, basis_of_run(run, absolute))


def _run(organisation: Organisation, source: str) -> Run:
    """The answered run that a source names; raises Refused where there is none."""
    key = _key(source, RUN)
    run = organisation.runs.filter(pk=key).first() if key and _is_number(key) else None
    if run is None or not has_answer(run.pk):
        raise Refused([Problem(NO_SOURCE)])
    return run


def _matter(organisation: Organisation, wanted: Wanted, absolute: Absolute) -> Matter:
    key, words = _key(wanted.source, WEIGHED), wanted.language
    if key and _is_number(key):
        row = Weighed.objects.filter(organisation=organisation, pk=key).first()
        if row is None or row.data is None:
            raise Refused([Problem(NO_SOURCE)])
        weighing = weighing_from_data(row.data)
        address = absolute(reverse("weighed", kwargs={"weighed": row.pk}))
        proposed = _proposed(weighing, wanted.proposed.rpartition(PROPOSED)[2])
        return _matter_of(weighing, "weighing", address, proposed, None, words)
    number = _key(wanted.source, DECIDED)
    known = number.isascii() and number.isdigit() and len(number) < 10
    decision = organisation.decisions.filter(pk=int(number)).first() if known else None
    if decision is None:
        raise Refused([Problem(NO_SOURCE)])
    return _decided_matter(decision, words, absolute)


def _decided_matter(decision: Decision, words: Language, absolute: Absolute) -> Matter:
    """The matter of a decision: its frozen figures, and no others.

    What was decided is the own variant under the identifier by which it was weighed: that of its
    frozen data may be of the shipped one from which it was copied.
    """
    frozen = frozen_from_data(decision.frozen)
    if frozen.weighing is None:
        raise Refused([Problem(NO_WEIGHING)])
    weighing = weighing_from_data(frozen.weighing)
    decided = Decided(
        what=decision.what,
        why=decision.why,
        by_whom=_row_name(DECIDERS, "decider", decision.by_whom, words),
        power=_power(decision.power, words),
        on=decision.decided_on.isoformat(),
    )
    proposed = proposed_side(weighing, name_weighed(decision.variant_id))
    address = absolute(reverse("decision", kwargs={"decision": decision.pk}))
    return _matter_of(weighing, "decision", address, proposed, decided, words)


def _matter_of(
    weighing: Weighing,
    kind: Any,
    address: str,
    proposed: int | None,
    decided: Decided | None,
    words: Language,
) -> Matter:
    refuse_if(matter_problems(weighing, "", decided))
    identity = weighing.identity
    basis = Basis(
        kind,
        address=address,
        region=identity.region_name,
        facts=identity.region_hash,
        scenario=identity.scenario,
        draws=identity.draws,
        seed=identity.seed,
        version=identity.version,
    )
    moments, today = read_budget_moments(), queries.today()
    asked = {i: moments_of(s.cost.spent, moments, today) for i, s in enumerate(weighing.sides)}
    return Matter(weighing, basis, names_in(words), asked, proposed, decided)


def _proposed(weighing: Weighing, letter: str) -> int | None:
    """The place of the side with this letter; None where none is proposed. Raises Refused."""
    if not letter:
        return None
    sides = LABELS[: len(weighing.sides) - 1]
    if letter not in sides:
        params = {"known": ", ".join(sides)}
        raise Refused([Problem(NO_SUCH_PROPOSAL, value=letter, params=params)])
    return LABELS.index(letter) + 1


def _ideas(organisation: Organisation, words: Language, absolute: Absolute) -> Any:
    address = absolute(
        reverse("register", kwargs={"organisation": organisation.pk, "register": "portfolio"})
    )
    basis = Basis("portfolio", address=address, on=queries.today().isoformat())
    statuses = statuses_of(organisation)
    return ideas_told(read_portfolio(), statuses, catalogue_by_name(), basis, words)


def _row_name(table: Any, key: str, value: str, words: Language) -> str:
    rows = read_table(table)
    found = next((row for row in rows if row[key] == value), None)
    return str(found[f"name_{words.code}"]) if found else value


def _power(power: str, words: Language) -> str:
    found = next((row for row in read_table(POWERS) if row["power"] == power), None)
    if found is None:
        return power
    return power_words(found, words.code)


def kept_letters(organisation: Organisation) -> list[KeptLetter]:
    """The letters that an organisation keeps, the newest first, without their files."""
    rows = organisation.letters.select_related("person").defer("pdf", "docx", "record")
    return list(rows[:MOST_SOURCES])


def _key(source: str, kind: str) -> str:
    sort, _, key = source.partition(":")
    return key if sort == kind else ""


def _is_number(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True
