"""One function for each thing that a person does to a place and its facts.

What the rules say no to raises Refused; whether the person may was asked at the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.trail import record
from weerbaar.region.difference import estimated_share
from weerbaar.region.files import own_file, read_library
from weerbaar.region.importing import Imported, Options, OwnFile, import_facts
from weerbaar.region.region import Region
from weerbaar.region.sessions import Said, with_said
from weerbaar.region.stating import PERSONAL_DATA, holds_personal_data
from weerbaar.region.web import queries
from weerbaar.region.web.facts import bundle_path, hash_of, keep_region, region_of
from weerbaar.region.web.forms import COMPLETE_IN_REGION
from weerbaar.region.web.held import Held
from weerbaar.region.web.models import (
    MOST_ABOUT,
    Bundle,
    ChainAnswer,
    ChainSession,
    Shared,
)

CHANGED_MEANWHILE = ProblemKind(
    "facts-changed-meanwhile",
    mark("The facts changed while you were looking: {value}."),
    mark("Nothing of yours is lost. Look at what would change now, and choose again."),
)
OTHER_PLACE = ProblemKind(
    "facts-of-another-place",
    mark("These are facts of another region: {value}."),
    mark("Choose that region as your place first, or put another state back."),
)
NOTHING_CHANGES = ProblemKind(
    "nothing-changes",
    mark("With this the facts stay as they are."),
    mark("Nothing to do."),
)
NOTHING_SENT = ProblemKind(
    "nothing-sent",
    mark("There is nothing here yet."),
    mark("Choose a file, or paste cells in the box."),
)
NO_PARTNER = ProblemKind(
    "no-partner-below",
    mark("{value} is no partner or neighbourhood group below this organisation."),
    mark("Choose one from the list."),
)
SAID_MEANWHILE = ProblemKind(
    "said-meanwhile",
    mark("While you wrote, somebody else wrote down another answer of {value}; it stands above."),
    mark(
        "Yours is still in the form. Write it down once more to put it in the place of the other."
    ),
)
SAID_ANEW = ProblemKind(
    "said-anew",
    mark("While you looked, somebody wrote down another answer of {value}."),
    mark("It is in the list now. Take it back if you still want to."),
)
SESSION_OVER = ProblemKind(
    "session-over",
    mark("This session is finished."),
    mark("Start a new one to add to it."),
)


@transaction.atomic
def share_facts(organisation: Organisation, partner: Organisation, by: Person | None) -> None:
    """Lets a partner or group below an organisation see its facts; others raise Refused."""
    known = partner in queries.partners_of(organisation)
    refuse_if([] if known else [Problem(NO_PARTNER, value=partner.name)])
    _, is_new = Shared.objects.get_or_create(organisation=organisation, partner=partner)
    if is_new:
        record("share-facts", by, organisation)


@transaction.atomic
def stop_sharing_facts(
    organisation: Organisation, partner: Organisation, by: Person | None
) -> None:
    """Lets a partner or group see the facts no longer."""
    gone, _ = Shared.objects.filter(organisation=organisation, partner=partner).delete()
    if gone:
        record("stop-sharing-facts", by, organisation)


def look_at(region: Region, held: Held, pasted_name: str, municipality: str) -> Imported:
    """The region with what was sent in it; changes nothing. Raises Refused with all problems.

    `municipality` is the one that the organisation is about, or empty.
    """
    files: list[OwnFile] = []
    problems: list[Problem] = []
    contents = list(held.files)
    pasted = str(held.filled.get("pasted") or "")
    if pasted.strip():
        contents.append((pasted_name, pasted.encode()))
    for name, content in contents:
        try:
            files.append(own_file(content, name))
        except Refused as refused:
            problems += refused.problems
    if not contents:
        problems.append(Problem(NOTHING_SENT))
    refuse_if(problems)
    return import_facts(region, read_library(), files, _options(held.filled, municipality))


def _options(filled: Mapping[str, Any], municipality: str) -> Options:
    complete = filled.get("complete")
    return Options(
        sort=str(filled.get("sort") or ""),
        source=str(filled.get("source") or ""),
        within_km=float(filled.get("within_km") or 0.0),
        complete=bool(complete),
        municipality="" if complete == COMPLETE_IN_REGION else municipality,
        today=date.today().isoformat(),
    )


def keep_import(
    organisation: Organisation, held: Held, parent: str, by: Person | None, pasted_name: str
) -> Bundle:
    """Takes in what was sent, on the facts of hash `parent`; raises Refused where they changed."""
    before, place = region_of(queries.facts_of(organisation)), queries.place_of(organisation)
    found = look_at(before, held, pasted_name, place.municipality)
    lines = [f"{sort}\t{file}" for file, sort in found.sorts]
    extra = [str(held.filled[name]) for name in ("source", "as_of") if held.filled.get(name)]
    about = "\n".join([*lines, *([f"\t{', '.join(extra)}"] if extra else [])])
    what = "import" if held.files else "paste"
    return add_bundle(organisation, found.region, parent, what, about, by)


def add_bundle(
    organisation: Organisation,
    region: Region,
    parent: str,
    what: str,
    about: str,
    by: Person | None,
) -> Bundle:
    """A new state of the facts that follows the one of hash `parent`.

    Raises Refused where another one stands by now, or where nothing differs.
    """
    kept = keep_region(region)
    place = queries.place_of(organisation)
    with transaction.atomic():
        # Whoever comes second waits here, and then finds the bundle of whoever came first.
        list(Organisation.objects.select_for_update().filter(pk=organisation.pk))
        standing = queries.facts_of(organisation)
        if hash_of(standing) != parent:
            raise Refused([Problem(CHANGED_MEANWHILE, value=_who_changed(organisation))])
        if kept == parent:
            raise Refused([Problem(NOTHING_CHANGES)])
        if not bundle_path(parent).is_file():
            # What ships changes with the program; what a bundle followed must stay readable.
            keep_region(region_of(standing))
        made = Bundle.objects.create(
            organisation=organisation,
            region=place.region,
            hash=kept,
            parent=parent,
            person=by,
            what=what,
            about=about[:MOST_ABOUT],
            estimated=estimated_share(region),
        )
        deed = "restore-facts" if what == "restore" else "change-facts"
        record(deed, by, organisation, details={"facts": kept})
    return made


def _who_changed(organisation: Organisation) -> str:
    bundle = queries.bundle_of(organisation)
    if bundle is None:
        return "-"
    at = timezone.localtime(bundle.made_at)
    return f"{bundle.person or '-'}, {date_format(at, 'j F Y, H:i')}"


def restore_facts(bundle: Bundle, parent: str, by: Person | None) -> Bundle:
    """Puts the facts of an earlier bundle back, as a new bundle that follows what stands."""
    place = queries.place_of(bundle.organisation)
    refuse_if([Problem(OTHER_PLACE, value=bundle.region)] if bundle.region != place.region else [])
    about = f"\t{timezone.localtime(bundle.made_at):%Y-%m-%d %H:%M}"
    return add_bundle(bundle.organisation, region_of(bundle.hash), parent, "restore", about, by)


def restore_shipped(organisation: Organisation, parent: str, by: Person | None) -> Bundle:
    """Puts the facts back as they ship with the program, as a new bundle."""
    region = queries.place_of(organisation).region
    return add_bundle(organisation, region_of(region), parent, "restore", f"\t{region}", by)


# Chain sessions


@transaction.atomic
def start_chain_session(organisation: Organisation, name: str, by: Person | None) -> ChainSession:
    """A new session on the facts that stand now."""
    if holds_personal_data(name):
        raise Refused([Problem(PERSONAL_DATA, column="name", value=name)])
    facts = queries.standing_hash(organisation)
    if not bundle_path(facts).is_file():
        keep_region(region_of(queries.facts_of(organisation)))
    made = ChainSession.objects.create(
        organisation=organisation, name=name.strip(), facts=facts, person=by
    )
    record("start-chain-session", by, organisation)
    return made


@transaction.atomic
def answer_in_chain_session(
    session: ChainSession, said: Said, by: Person | None, seen: str | None = None
) -> ChainAnswer:
    """Writes down what an organisation says, in the place of what it said before.

    `seen` is the state of the session that the writer saw, see `queries.state_of`. Raises Refused
    where the same organisation said otherwise after it: then there are two versions to choose from.
    """
    _hold_open(session)
    refuse_if(_said_meanwhile(session, said, seen))
    # What does not fit the region is refused here, and not at the end of the day.
    with_said(region_of(session.facts), read_library(), [said], session.name)
    p10, p50, p90 = said.hours
    values = {
        **{"t_p10": p10, "t_p50": p50, "t_p90": p90, "confidence": said.confidence},
        **{"role": said.role, "leans_on": said.leans_on, "note": said.note},
    }
    key = {"consumer": said.consumer, "input": said.input, "owner": said.owner}
    made, _ = ChainAnswer.objects.update_or_create(session=session, **key, defaults=values)
    record("answer-in-chain-session", by, session.organisation)
    return made


def _said_meanwhile(session: ChainSession, said: Said, seen: str | None) -> list[Problem]:
    # Two who write at once wait for each other here.
    list(ChainSession.objects.select_for_update().filter(pk=session.pk))
    key = {"consumer": said.consumer, "input": said.input, "owner": said.owner}
    stands = session.answers.filter(**key).first()
    if seen is None or stands is None or stands.said_at.isoformat() <= seen:
        return []
    hours = (stands.t_p10, stands.t_p50, stands.t_p90)
    mine = (said.hours, said.confidence, said.role, said.leans_on, said.note)
    theirs = (hours, stands.confidence, stands.role, stands.leans_on, stands.note)
    return [] if mine == theirs else [Problem(SAID_MEANWHILE, value=said.owner)]


@transaction.atomic
def forget_chain_answer(
    session: ChainSession, number: int, by: Person | None, seen: str | None = None
) -> None:
    """Takes an answer back; one that is not of this session stays.

    Raises Refused where it was said anew after `seen`, see `queries.state_of`.
    """
    _hold_open(session)
    anew = session.answers.filter(pk=number).first()
    if seen is not None and anew is not None and anew.said_at.isoformat() > seen:
        raise Refused([Problem(SAID_ANEW, value=anew.owner)])
    session.answers.filter(pk=number).delete()
    record("forget-chain-answer", by, session.organisation)


@transaction.atomic
def finish_chain_session(session: ChainSession, by: Person | None) -> Bundle:
    """Makes what was said the facts from now on, whole or not at all.

    Raises Refused where nothing was said, or where the session is finished.
    """
    _hold_open(session)
    organisation = session.organisation
    parent = queries.standing_hash(organisation)
    before = region_of(queries.facts_of(organisation))
    after = with_said(before, read_library(), queries.said_in(session), session.name)
    made = add_bundle(organisation, after, parent, "session", f"\t{session.name}", by)
    over = {"ended_at": timezone.now(), "bundle": made}
    ChainSession.objects.filter(pk=session.pk).update(**over)
    record("finish-chain-session", by, organisation)
    return made


def _hold_open(session: ChainSession) -> None:
    """Nobody else changes or finishes this session until this is over; raises Refused where it is
    finished."""
    # Whoever comes second waits here, and then finds what whoever came first did.
    stands = ChainSession.objects.select_for_update().get(pk=session.pk)
    refuse_if([Problem(SESSION_OVER)] if stands.ended_at else [])
