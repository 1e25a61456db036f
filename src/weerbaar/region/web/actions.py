"""One function for each thing that a person does to a place and its facts.

What the rules say no to raises Refused; whether the person may was asked at the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.trail import record
from weerbaar.region.difference import estimated_share
from weerbaar.region.files import own_file, read_library
from weerbaar.region.importing import Imported, Options, OwnFile, import_facts
from weerbaar.region.region import Region
from weerbaar.region.web import queries
from weerbaar.region.web.facts import bundle_path, hash_of, keep_region, region_of
from weerbaar.region.web.held import Held
from weerbaar.region.web.models import (
    MOST_ABOUT,
    Bundle,
    Place,
)

CHANGED_MEANWHILE = ProblemKind(
    "facts-changed-meanwhile",
    mark("The facts changed while you were looking: {value}."),
    mark("Nothing of yours is lost. Look at what would change now, and choose again."),
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
PASTED = mark("pasted cells")


@transaction.atomic
def choose_place(
    organisation: Organisation, region: str, municipality: str, by: Person | None
) -> None:
    """The place that an organisation is about from now on."""
    values = {"region": region, "municipality": municipality}
    Place.objects.update_or_create(organisation=organisation, defaults=values)
    record("choose-place", by, organisation)


def look_at(region: Region, held: Held, pasted_name: str) -> Imported:
    """The region with what was sent in it; changes nothing. Raises Refused with all problems."""
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
    return import_facts(region, read_library(), files, _options(held.filled))


def _options(filled: Mapping[str, Any]) -> Options:
    return Options(
        sort=str(filled.get("sort") or ""),
        source=str(filled.get("source") or ""),
        within_km=float(filled.get("within_km") or 0.0),
        complete=bool(filled.get("complete")),
        today=date.today().isoformat(),
    )


def keep_import(
    organisation: Organisation, held: Held, parent: str, by: Person | None, pasted_name: str
) -> Bundle:
    """Takes in what was sent, on the facts of hash `parent`; raises Refused where they changed."""
    found = look_at(region_of(queries.facts_of(organisation)), held, pasted_name)
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
    return f"{bundle.person or '-'}, {at:%Y-%m-%d %H:%M}"


def restore_facts(bundle: Bundle, parent: str, by: Person | None) -> Bundle:
    """Puts the facts of an earlier bundle back, as a new bundle that follows what stands."""
    about = f"\t{timezone.localtime(bundle.made_at):%Y-%m-%d %H:%M}"
    return add_bundle(bundle.organisation, region_of(bundle.hash), parent, "restore", about, by)


def restore_shipped(organisation: Organisation, parent: str, by: Person | None) -> Bundle:
    """Puts the facts back as they ship with the program, as a new bundle."""
    region = queries.place_of(organisation).region
    return add_bundle(organisation, region_of(region), parent, "restore", f"\t{region}", by)
