"""The pages of gaps: what falls short, whose it is, and what is done about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.agenda.commitments import done_by
from weerbaar.agenda.files import read_gap_names, read_kinds
from weerbaar.agenda.gap_words import gap_title, persons_in_words, share_in_words
from weerbaar.agenda.gaps import GAP_STATES, Seen
from weerbaar.agenda.web import actions, models, queries
from weerbaar.agenda.web.forms import AcceptanceForm, GapForm
from weerbaar.agenda.web.views import SAVED, card_of, page_asked, tell, told_changes
from weerbaar.common.language import mark, upper
from weerbaar.common.refusals import Refused
from weerbaar.drawing.charts import percent
from weerbaar.platform.edits import version_of
from weerbaar.platform.web import views as platform_views
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.pillar_tags import (
    LETTER,
    NONE,
    NOT_ASSIGNED,
    fits,
    pillar_numbered,
    track_choices,
    tracks_in_words,
)
from weerbaar.twin.web.models import Run

MOST_GAPS = 50


@require_safe
def gaps(request: HttpRequest, organisation: int) -> HttpResponse:
    """The gaps of an organisation, the worst open one first."""
    found = get_object_or_404(Organisation, pk=organisation)
    areas = queries.letter_pillars(words().code) | {NONE: words().text(NOT_ASSIGNED)}
    asked, track = request.GET.get("pillar", ""), request.GET.get("track", "")
    kept = [one for one in queries.gaps_of(found) if _is_asked(one, asked, track)]
    pages = max(1, -(-len(kept) // MOST_GAPS))
    page = min(page_asked(request), pages)
    shown = {
        "organisation": found,
        "gaps": [_told(one) for one in kept[(page - 1) * MOST_GAPS : page * MOST_GAPS]],
        "count": len(kept),
        "next_page": _address(page + 1, asked, track) if page < pages else "",
        "back_page": _address(page - 1, asked, track) if page > 1 else "",
        "areas": areas,
        "asked": asked,
        "tracks": track_choices(words()),
        "asked_track": track,
        "new": len(queries.new_runs(found)),
        "answers": found.answers_taken_in.count(),
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/gaps.html", shown)


def _is_asked(one: queries.KeptGap, pillar: str, track: str) -> bool:
    """Whether a gap stands in the pillar (its number, or NONE) and the track that are asked."""
    named = pillar if pillar in ("", NONE) else f"{LETTER}{pillar}"
    pillars = (pillar_numbered(one.gap.finding.pillar),) if one.gap.finding.pillar else ()
    return fits(pillars, read_twin_library().taxonomy, named, track)


def _address(page: int, pillar: str, track: str) -> str:
    asked = {"page": str(page), "pillar": pillar, "track": track}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _told(one: queries.KeptGap) -> dict[str, Any]:
    """A gap as a list or page shows it."""
    finding, names = one.gap.finding, read_gap_names(words().code)
    return {
        "area": queries.letter_pillars(words().code).get(str(finding.pillar), ""),
        "track": tracks_in_words(
            (pillar_numbered(finding.pillar),), read_twin_library().taxonomy, words()
        ),
        "by_when": done_by(one.commitments, read_kinds(), queries.today()),
        "kept": one,
        "title": gap_title(one.gap, names, words()),
        "need": upper(names.need(one.gap.need)),
        "wording": names.wording(finding),
        "state": words().text(GAP_STATES[one.state]),
        "persons": persons_in_words(finding, words()),
        "share": share_in_words(finding.share, words()) if finding.share.p90 else "",
        "estimated": percent(finding.estimated_share, words()) if finding.estimated_share else "",
        "count": len(one.commitments),
    }


@require_POST
def take_answers(request: HttpRequest, organisation: int) -> HttpResponse:
    """Takes in the answers that are new."""
    found = get_object_or_404(Organisation, pk=organisation)
    taken = actions.take_answers(found, request.user)
    told = mark("Answers taken in: {count}.")
    messages.success(request, words().text(told, count=taken))
    return redirect("agenda-gaps", organisation)


@require_safe
def gap(request: HttpRequest, gap: int) -> HttpResponse:
    """A gap: how it was seen, whose it is, and what is done about it."""
    return _page(request, _kept(gap))


def _kept(gap: int) -> queries.KeptGap:
    row = get_object_or_404(models.Gap.objects.select_related("organisation"), pk=gap)
    kept = queries.gap_of(row)
    if kept is None:
        raise Http404
    return kept


def _page(
    request: HttpRequest,
    kept: queries.KeptGap,
    form: GapForm | None = None,
    acceptance: AcceptanceForm | None = None,
) -> HttpResponse:
    row, organisation = kept.row, kept.row.organisation
    about = f"{actions.GAP}:{row.pk}"
    stands = platform_views.seen_before(about, organisation)
    initial = {**stands, "saw": stands["measures"], "measures": stands["measures"].split()}
    changes, count = queries.changes_of(organisation, row.key)
    keys = queries.kept_commitments(organisation)
    wrong = (form and form.errors) or (acceptance and acceptance.errors)
    shown = {
        "organisation": organisation,
        "row": row,
        "told": _told(kept),
        "groups": _groups(kept),
        "seen": [_seen(one) for one in kept.gap.seen],
        "measures": [queries.measures(words().code).get(name, name) for name in kept.care.measures],
        "commitments": [card_of(one, keys.get(one.commitment)) for one in kept.commitments],
        "acceptances": row.acceptances.select_related("person"),
        "accepted": row.acceptances.filter(ended_at=None).first(),
        "today": queries.today(),
        "form": form or GapForm(initial=initial),
        "acceptance": acceptance or AcceptanceForm(),
        "changes": told_changes(changes),
        "more": count - len(changes),
        "may": may(request.standing, organisation.pk),
    }
    return render(request, "agenda/gap.html", shown, status=400 if wrong else 200)


def _groups(kept: queries.KeptGap) -> list[tuple[str, str]]:
    names = read_gap_names(words().code)
    return [
        (upper(names.group(part.group)), share_in_words(part.share, words()))
        for part in kept.gap.finding.by_group
        if part.share.p90
    ]


def _seen(one: Seen) -> dict[str, Any]:
    """What the latest answer to a question says, with its run where that is still there."""
    run = UUID(one.run)
    return {
        "one": one,
        "question": read_gap_names(words().code).question(one.question, words()),
        "persons": persons_in_words(one.finding, words()) if one.finding else "",
        "run": run if Run.objects.filter(pk=run).exists() else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def change_gap(request: HttpRequest, gap: int) -> HttpResponse:
    """Changes who sees to a gap and with which measures; its form stands on the gap's page."""
    kept = _kept(gap)
    if request.method != "POST":
        return redirect("gap", gap)
    form = GapForm(request.POST)
    if_match = request.headers.get("If-Match", "")
    version = version_of(if_match, request.POST.get("version"))
    if form.is_valid() and version is not None:
        try:
            conflict = actions.change_gap(kept.row, form.facts, version, request.user)
        except Refused as refused:
            tell(form, refused)
        else:
            if conflict is not None:
                return platform_views.both(request, conflict, 412 if if_match else 409)
            messages.success(request, words().text(SAVED))
            return redirect("gap", gap)
    return _page(request, kept, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def accept_gap(request: HttpRequest, gap: int) -> HttpResponse:
    """Accepts a gap: by whom, why and until when; its form stands on the gap's page."""
    kept = _kept(gap)
    if request.method != "POST":
        return redirect("gap", gap)
    form = AcceptanceForm(request.POST)
    if form.is_valid():
        try:
            actions.accept_gap(kept.row, **form.cleaned_data, by=request.user)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, words().text(SAVED))
            return redirect("gap", gap)
    return _page(request, kept, acceptance=form)


@require_POST
def end_acceptance(request: HttpRequest, gap: int) -> HttpResponse:
    """Takes back that a gap is accepted."""
    kept = _kept(gap)
    actions.end_acceptance(kept.row, request.user)
    messages.success(request, words().text(SAVED))
    return redirect("gap", gap)
