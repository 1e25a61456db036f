"""The pages on which facts change: import, preview, bundles, and the first hour of a newcomer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, Refused
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may, organisation_of, organisations_of
from weerbaar.platform.web.words import words
from weerbaar.region.difference import compare_regions
from weerbaar.region.difference_words import SORT_NAMES, gone_warning
from weerbaar.region.example import example_text
from weerbaar.region.files import bundle_bytes, read_library
from weerbaar.region.importing import Imported
from weerbaar.region.telling import told_problem
from weerbaar.region.web import actions, queries
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.forms import ImportForm
from weerbaar.region.web.held import Held, held, hold, let_go
from weerbaar.region.web.models import Bundle
from weerbaar.region.web.views import attached

PASTED = mark("pasted cells")
MOST_TOLD = 100
ASKED = {"import-facts": "change_facts", "region": "see_facts"}
NOT_YOUR_ROLE = mark(
    "In your role you do not change facts. Ask the crisis adviser or the programme manager."
)


@require_safe
def own_facts(request: HttpRequest) -> HttpResponse:
    """Goes on to where one fills in facts of one's own organisation; else to what one may see."""
    works_for, every = organisation_of(request.user), organisations_of(request.user)
    mine = sorted(every, key=lambda one: one != works_for)
    for page in ("import-facts", "region"):
        for one in mine:
            if may(request.standing, one.pk)[ASKED[page]]:
                return redirect(page, one.pk)
    messages.info(request, words().text(NOT_YOUR_ROLE))
    return redirect("mine")


@require_http_methods(["GET", "HEAD", "POST"])
def import_facts(request: HttpRequest, organisation: int) -> HttpResponse:
    """Takes files or pasted cells, and goes on to what would change; keeps what is refused."""
    found = get_object_or_404(Organisation, pk=organisation)
    if request.method != "POST":
        before = _held(organisation, request.GET.get("held", ""))
        initial = dict(before.filled) | {"held": before.token} if before else {}
        form = _form(found, initial=initial)
        return _import_page(request, found, form, before)
    form = _form(found, request.POST, request.FILES)
    valid = form.is_valid()
    kept = _hold_sent(organisation, form)
    if not valid:
        return _import_page(request, found, form, kept, status=400)
    try:
        _look_at(found, kept)
    except Refused as refused:
        return _import_page(request, found, form, kept, refused.problems, 400)
    return redirect("preview-facts", organisation, kept.token)


def _form(found: Organisation, *args: Any, **named: Any) -> ImportForm:
    place = queries.place_of(found)
    return ImportForm(place.municipality, region_of(place.region).name, *args, **named)


def _look_at(found: Organisation, kept: Held) -> Imported:
    before, place = region_of(queries.facts_of(found)), queries.place_of(found)
    return actions.look_at(before, kept, words().text(PASTED), place.municipality)


def _hold_sent(organisation: int, form: ImportForm) -> Held:
    """Keeps what was sent; where no file came along, the files of the time before stay."""
    files = [(file.name or "-", file.read()) for file in form.cleaned_data.get("files") or []]
    before = _held(organisation, form.cleaned_data.get("held"))
    if not files and before and not form.data.get("without_files"):
        files = list(before.files)
    filled = form.filled()
    token = hold(organisation, files, filled)
    if before:
        let_go(organisation, before.token)
    return Held(token, tuple(files), filled)


def _held(organisation: int, token: Any) -> Held | None:
    try:
        return held(organisation, uuid.UUID(str(token)))
    except ValueError:
        return None


def _import_page(
    request: HttpRequest,
    found: Organisation,
    form: ImportForm,
    kept: Held | None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    shown = {
        "organisation": found,
        "form": form,
        "held": kept,
        "problems": _told_problems(problems, words()),
        "more": max(len(problems) - MOST_TOLD, 0),
        "region": region_of(queries.facts_of(found)),
        "whose": queries.whose(found),
        "changes": True,
    }
    return render(request, "region/import.html", shown, status=status)


def _told_problems(problems: tuple[Problem, ...], spoken: Language) -> list[tuple[str, list[Any]]]:
    """The problems by file: the place in it, what is wrong and what to do."""
    by_file: dict[str, list[Any]] = {}
    for problem in problems[:MOST_TOLD]:
        told = told_problem(problem, read_library(), spoken)
        by_file.setdefault(problem.file, []).append(told)
    return list(by_file.items())


@require_safe
def example_facts(request: HttpRequest, organisation: int) -> HttpResponse:
    """Made-up fire stations of this region, to see how a list looks."""
    found = get_object_or_404(Organisation, pk=organisation)
    here = region_of(queries.facts_of(found))
    text = "\ufeff" + example_text(here, read_library(), words())
    name = words().text(mark("example-fire-stations"))
    return attached(text.encode(), f"{name}.csv", "text/csv; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def preview_facts(request: HttpRequest, organisation: int, held: uuid.UUID) -> HttpResponse:
    """What would change; confirmed, it becomes the new state of the facts."""
    found = get_object_or_404(Organisation, pk=organisation)
    kept = _held(organisation, held)
    if kept is None:
        messages.warning(request, words().text(GONE))
        return redirect("import-facts", organisation)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            parent = request.POST.get("parent", "")
            pasted = words().text(PASTED)
            made = actions.keep_import(found, kept, parent, request.user, pasted)
            let_go(organisation, held)
            messages.success(request, words().text(mark("Done. These are the facts from now on.")))
            return redirect("bundle", made.pk)
        except Refused as refused:
            problems = refused.problems
    return _preview_page(request, found, kept, problems)


GONE = mark("What you sent is kept for one day, and is gone now. Send it again.")


def _preview_page(
    request: HttpRequest, found: Organisation, kept: Held, problems: tuple[Problem, ...]
) -> HttpResponse:
    spoken = words()
    before = region_of(queries.facts_of(found))
    again = f"{reverse('import-facts', args=[found.pk])}?{urlencode({'held': kept.token})}"
    try:
        result = _look_at(found, kept)
    except Refused as refused:
        # What stands changed meanwhile, and with it what fits.
        for problem in refused.problems[:MOST_TOLD]:
            messages.error(request, f"{problem.message(spoken)} {problem.remedy(spoken)}")
        return redirect(again)
    facts, place = compare_regions(before, result.region), queries.place_of(found)
    shown = {
        "organisation": found,
        "told": queries.told_difference(before, result.region, spoken),
        "warning": gone_warning(facts, before, place.municipality, read_library(), spoken),
        "sorts": [(file, spoken.text(SORT_NAMES[sort])) for file, sort in result.sorts],
        "notes": [told_problem(note, read_library(), spoken) for note in result.notes],
        "problems": [(p.message(spoken), p.remedy(spoken)) for p in problems],
        "parent": queries.standing_hash(found),
        "again": again,
        "whose": queries.whose(found),
        "changes": True,
        "most": queries.MOST_LINES,
    }
    return render(request, "region/preview.html", shown, status=409 if problems else 200)


@require_safe
def bundles(request: HttpRequest, organisation: int) -> HttpResponse:
    """Who changed the facts, when and from what."""
    found = get_object_or_404(Organisation, pk=organisation)
    spoken = words()
    own = queries.bundles_of(found)
    standing = queries.bundle_of(found)
    shown = {
        "organisation": found,
        "bundles": [_bundle_words(one, spoken) for one in own],
        "standing": standing,
        "whose": queries.whose(found),
        "parent": queries.standing_hash(found),
        "region": region_of(queries.place_of(found).region),
        "may": may(request.standing, found.pk),
    }
    return render(request, "region/bundles.html", shown)


@require_safe
def bundle(request: HttpRequest, bundle: int) -> HttpResponse:
    """One state of the facts: who made it, and what differs from the one before."""
    found = _bundle(bundle)
    spoken = words()
    standing = queries.bundle_of(found.organisation)
    told = queries.told_difference(region_of(found.parent), region_of(found.hash), spoken)
    shown = {
        "organisation": found.organisation,
        "bundle": _bundle_words(found, spoken),
        "told": told,
        "is_standing": standing == found,
        "parent": queries.standing_hash(found.organisation),
        "may": may(request.standing, found.organisation_id),
        "most": queries.MOST_LINES,
    }
    return render(request, "region/bundle.html", shown)


def _bundle(number: int) -> Bundle:
    rows = Bundle.objects.select_related("organisation", "person")
    return get_object_or_404(rows, pk=number)


def _bundle_words(found: Bundle, spoken: Language) -> dict[str, Any]:
    return {
        "row": found,
        "what": spoken.text(Bundle.WAYS[found.what]),
        "about": queries.about_bundle(found, spoken),
        "estimated": spoken.number(100 * found.estimated, 1),
    }


@require_POST
def restore_facts(request: HttpRequest, bundle: int) -> HttpResponse:
    """Puts the facts of an earlier bundle back."""
    found = _bundle(bundle)
    try:
        made = actions.restore_facts(found, request.POST.get("parent", ""), request.user)
    except Refused as refused:
        return _told_above(request, refused, "bundle", bundle)
    messages.success(request, words().text(mark("Put back. These are the facts from now on.")))
    return redirect("bundle", made.pk)


@require_POST
def restore_shipped(request: HttpRequest, organisation: int) -> HttpResponse:
    """Puts the facts back as they ship with the program."""
    found = get_object_or_404(Organisation, pk=organisation)
    try:
        made = actions.restore_shipped(found, request.POST.get("parent", ""), request.user)
    except Refused as refused:
        return _told_above(request, refused, "bundles", organisation)
    messages.success(request, words().text(mark("Put back. These are the facts from now on.")))
    return redirect("bundle", made.pk)


def _told_above(request: HttpRequest, refused: Refused, page: str, key: int) -> HttpResponse:
    for problem in refused.problems:
        told = f"{problem.message(words())} {problem.remedy(words())}"
        messages.error(request, told)
    return redirect(page, key)


@require_http_methods(["GET", "HEAD", "POST"])
def share_facts(request: HttpRequest, organisation: int) -> HttpResponse:
    """Which partners and groups see the facts of an organisation, and a button for each."""
    found = get_object_or_404(Organisation, pk=organisation)
    seeing = {one.partner for one in queries.shared_by(found)}
    partners = queries.partners_of(found)
    # Who was moved elsewhere in the tree can still be taken off.
    every = partners + [one for one in seeing if one not in partners]
    if request.method == "POST":
        asked = request.POST.get("partner", "")
        partner = next((one for one in every if str(one.pk) == asked), None)
        if partner is None:
            return redirect("share-facts", organisation)
        act = actions.share_facts if "show" in request.POST else actions.stop_sharing_facts
        try:
            act(found, partner, request.user)
        except Refused as refused:
            return _told_above(request, refused, "share-facts", organisation)
        messages.success(request, words().text(mark("Saved.")))
        return redirect("share-facts", organisation)
    shown = {"organisation": found, "partners": [(one, one in seeing) for one in every]}
    return render(request, "region/shared.html", shown)


@require_safe
def download_bundle(request: HttpRequest, bundle: int) -> HttpResponse:
    """The facts as one zip file, which the command line reads too."""
    found = _bundle(bundle)
    region = region_of(found.hash)
    name = f"{region.region}-{found.hash[:12]}.zip"
    return attached(bundle_bytes(region), name, "application/zip")


@require_safe
def first_hour(request: HttpRequest, organisation: int) -> HttpResponse:
    """Five steps for a newcomer; how far one is follows from what there is."""
    found = get_object_or_404(Organisation, pk=organisation)
    facts = queries.facts_of(found)
    here, spoken = region_of(facts), words()
    standing = queries.bundle_of(found)
    if standing and standing.organisation != found:
        # Who stands above made it, and shows its pages to its own people.
        standing = None
    shown = {
        "organisation": found,
        "whose": queries.whose(found),
        "place": queries.place_of(found),
        "town": slugify(queries.place_of(found).municipality),
        "chose": hasattr(found, "place"),
        "region": here,
        "bundle": _bundle_words(standing, spoken) if standing else None,
        "told": queries.told_difference(region_of(standing.parent), here, spoken)
        if standing
        else None,
        "example": example_text(here, read_library(), spoken),
        "may": may(request.standing, found.pk),
    }
    return render(request, "region/first_hour.html", shown)
