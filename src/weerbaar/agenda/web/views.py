"""The pages of the board: commitments, the plan in time, how it goes, and what changed when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.agenda.board import COLUMNS, Asked, Board, make_board, status_of
from weerbaar.agenda.commitment_table import texts_of
from weerbaar.agenda.commitments import (
    DONE,
    DROPPED,
    Commitment,
    is_in_force,
    is_late,
    standing,
    standing_in_words,
)
from weerbaar.agenda.files import read_gap_names, read_kinds
from weerbaar.agenda.gap_words import gap_title
from weerbaar.agenda.letters.draft_agreement import MADE_OF
from weerbaar.agenda.money_words import money_in_words
from weerbaar.agenda.pictures import plan_picture, status_pictures
from weerbaar.agenda.plan import Plan, PlanRow, days_in_words, make_plan
from weerbaar.agenda.reminders import Reminder, reminder_in_words
from weerbaar.agenda.web import actions, models, offers, queries
from weerbaar.agenda.web.field_words import changed_in_words, label_of, value_in_words
from weerbaar.agenda.web.forms import CommitmentForm, FilterForm
from weerbaar.agenda.web.rows import commitment_of
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, Refused
from weerbaar.platform.edits import version_of
from weerbaar.platform.web import views as platform_views
from weerbaar.platform.web.edited import edited
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.pillar_tags import pillars_in

BUDGET_LINE = "budget_line"
SAVED = mark("Saved.")
WAYS: Mapping[str, str] = {
    "form": mark("on a page"),
    "import": mark("from a file"),
    "decision": mark("from a decision"),
    "offer": mark("offered"),
    "accept": mark("accepted"),
    "end-acceptance": mark("accepted no longer"),
}


@require_safe
def agenda(request: HttpRequest, organisation: int) -> HttpResponse:
    """The board of an organisation, and what stands above it and shares with it."""
    found = get_object_or_404(Organisation, pk=organisation)
    asked, form = _asked(request, found)
    page = queries.board_of(found, asked, page_asked(request))
    keys = queries.kept_commitments(found)
    shown = {
        "organisation": found,
        "board": page,
        "columns": [_told_column(column, keys) for column in page.columns],
        "form": form,
        "filtered": asked != Asked(),
        **_turning(request, page),
        "shared": _shared(found, asked),
        "notices": _notices(request, found),
        "conflicts": _conflicts(found),
        "new": len(queries.new_runs(found)),
        "offers": offers.waiting_at(found),
        "escalated": offers.escalated_to(found),
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/board.html", shown)


def _asked(request: HttpRequest, organisation: Organisation) -> tuple[Asked, FilterForm]:
    """What the address asks of the board; what cannot be chosen asks nothing."""
    form = FilterForm(organisation, queries.owners_of(organisation), request.GET)
    form.is_valid()
    names = ("text", "owner", "kind", "pillar", "gap", "late")
    filled = {name: v for name in names if (v := form.cleaned_data.get(name))}
    track = form.cleaned_data.get("track", "")
    pillars = pillars_in(track, read_twin_library().taxonomy) if track else ()
    return Asked(**filled, pillars=pillars), form


def page_asked(request: HttpRequest) -> int:
    """The page in the address; 1 where it is no number of a page."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _turning(request: HttpRequest, page: Board | Plan) -> dict[str, Any]:
    """The addresses of the pages before and after this one, with what is asked."""
    found = {}
    for name, number in (("back_page", page.page - 1), ("next_page", page.page + 1)):
        query = request.GET.copy()
        query["page"] = str(number)
        found[name] = f"?{query.urlencode()}" if 1 <= number <= page.pages else ""
    return found


def _told_column(column: Any, keys: Mapping[str, int]) -> dict[str, Any]:
    cards = [
        card_of(card.commitment, keys.get(card.commitment.commitment)) for card in column.cards
    ]
    return {"column": column, "name": words().text(COLUMNS[column.column]), "cards": cards}


def card_of(one: Commitment, pk: int | None = None) -> dict[str, Any]:
    """A commitment as a card shows it."""
    kinds, today = read_kinds(), queries.today()
    ends = kinds[one.kind].ends
    return {
        "one": one,
        "pk": pk,
        "kind": kinds[one.kind].name(words().code),
        "standing": standing_in_words(one, kinds, today, words()),
        "late": is_late(one, kinds, today),
        "in_force": ends and is_in_force(one, kinds, today),
        "ends": ends,
        "until": words().day(one.until.isoformat()) if one.until else "",
        "year": one.starts.year if one.kind == BUDGET_LINE and one.starts else "",
        "done_on": words().day(one.done_on.isoformat()) if one.done_on else "",
        "over": standing(one, kinds, today) in (DONE, DROPPED),
        "money": money_in_words(one.money, words()) if one.money else "",
    }


def _shared(organisation: Organisation, asked: Asked) -> list[tuple[Organisation, list[Any], int]]:
    """What is shared by those above, as far as it is asked and fits on a page."""
    found = []
    for over, commitments in queries.shared_above(organisation):
        page = make_board(commitments, read_kinds(), queries.today(), asked)
        cards = [card_of(card.commitment) for column in page.columns for card in column.cards]
        found.append((over, cards, page.count - len(cards)))
    return found


def _notices(request: HttpRequest, organisation: Organisation) -> list[tuple[Any, str]]:
    told = []
    for notice in queries.notices_for(organisation, request.user):
        one = commitment_of(notice.commitment)
        reminder = Reminder(one, notice.moment, notice.until, notice.role)
        told.append((notice, reminder_in_words(reminder, read_kinds()[one.kind].ends, words())))
    return told


def _conflicts(organisation: Organisation) -> list[tuple[str, str]]:
    """The changes between which nobody has chosen yet, each with the page on which one does."""
    return [
        (words().text(edited(one.about).title), reverse("settle-agenda", args=[one.pk]))
        for one in queries.open_agenda_edits(organisation)
    ]


@require_safe
def plan(request: HttpRequest, organisation: int) -> HttpResponse:
    """What lasts from when until when: drawn, and as a table."""
    found = get_object_or_404(Organisation, pk=organisation)
    asked, form = _asked(request, found)
    fitting = [
        one
        for one in queries.commitments_of(found)
        if asked.fits(one, read_kinds(), queries.today())
    ]
    page = make_plan(fitting, read_kinds(), queries.today(), page_asked(request))
    keys = queries.kept_commitments(found)
    shown = {
        "organisation": found,
        "plan": page,
        "picture": plan_picture(page, queries.today(), words()) if page.rows else "",
        "rows": [_plan_row(row, keys) for row in page.rows],
        "without": [card_of(one, keys.get(one.commitment)) for one in page.without],
        "form": form,
        "filtered": asked != Asked(),
        **_turning(request, page),
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/plan.html", shown)


def _plan_row(row: PlanRow, keys: Mapping[str, int]) -> tuple[dict[str, Any], str]:
    told = card_of(row.commitment, keys.get(row.commitment.commitment))
    return told, days_in_words(row, words())


@require_safe
def status(request: HttpRequest, organisation: int) -> HttpResponse:
    """How it goes: how many stand how, what is late, and the money."""
    found = get_object_or_404(Organisation, pk=organisation)
    picture = status_of(queries.commitments_of(found), read_kinds(), queries.today())
    gaps = [one.state for one in queries.gaps_of(found)]
    shown = {
        "organisation": found,
        "picture": picture,
        "pictures": status_pictures(picture, gaps, words()),
        "total": money_in_words(picture.total, words()),
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/status.html", shown)


@require_safe
def history(request: HttpRequest, organisation: int) -> HttpResponse:
    """Who changed what on the agenda, the newest first."""
    found = get_object_or_404(Organisation, pk=organisation)
    page = page_asked(request)
    start = (page - 1) * queries.MOST_CHANGES
    changes, count = queries.changes_of(found, "", start)
    more = start + len(changes) < count
    shown = {
        "organisation": found,
        "changes": told_changes(changes),
        "count": count,
        "next_page": f"?page={page + 1}" if more else "",
        "back_page": f"?page={page - 1}" if page > 1 else "",
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/history.html", shown)


def told_changes(changes: Sequence[models.Change]) -> list[dict[str, Any]]:
    """Changes as a page shows them."""
    return [
        {
            "change": change,
            "way": words().text(WAYS.get(change.way, change.way)),
            "values": changed_in_words(change.values, words()),
        }
        for change in changes
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def add_commitment(request: HttpRequest, organisation: int) -> HttpResponse:
    """Adds a line; without a kind in the address one chooses that first."""
    found = get_object_or_404(Organisation, pk=organisation)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    shown: dict[str, Any] = {"organisation": found, "may": may(request.standing, organisation)}
    if kind not in read_kinds() and request.method != "POST":
        code = words().code
        shown["kinds"] = [(k.kind, k.name(code), k.meaning(code)) for k in read_kinds().values()]
        shown["asked"] = request.GET.urlencode()
        return render(request, "agenda/choose_kind.html", shown)
    sent = request.POST if request.method == "POST" else None
    form = CommitmentForm(found, sent, initial=_initial(request, kind))
    if form.is_valid():
        try:
            made = actions.add_commitment(found, form.texts, request.user)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, words().text(mark("Added.")))
            return redirect("commitment", made.pk)
    return _form(request, form, kind, shown)


def _initial(request: HttpRequest, kind: str) -> dict[str, Any]:
    named = {name: request.GET.get(name, "") for name in ("gap", "measure", "pillar", "title")}
    return {"kind": kind, "status": "open", "shared": "no", "version": 0, **named}


def _form(
    request: HttpRequest, form: CommitmentForm, kind: str, shown: dict[str, Any]
) -> HttpResponse:
    first, others = form.parted(kind)
    known = read_kinds().get(kind)
    shown |= {
        "form": form,
        "first": first,
        "others": others,
        "others_wrong": any(field.errors for field in others),
        "meaning": known.meaning(words().code) if known else "",
        "kind": known.name(words().code) if known else "",
    }
    return render(request, "agenda/commitment_form.html", shown, status=400 if form.errors else 200)


def tell_refused(request: HttpRequest, refused: Refused) -> None:
    """Says each problem above the page, where there is no form to say it at."""
    for problem in refused.problems:
        messages.error(request, f"{problem.message(words())} {problem.remedy(words())}")


def tell(form: forms.Form, refused: Refused) -> None:
    """Puts each problem at the field that it is about, in the words of that field."""
    for problem in refused.problems:
        name = problem.column if problem.column in form.fields else None
        label = form.fields[name].label if name else problem.column
        told: Problem = replace(problem, column=str(label))
        form.add_error(name, f"{told.message(words())} {told.remedy(words())}")


@require_safe
def commitment(request: HttpRequest, commitment: int) -> HttpResponse:
    """A commitment, and what changed of it."""
    row = get_object_or_404(models.Commitment.objects.select_related("organisation"), pk=commitment)
    one = commitment_of(row)
    gaps = queries.gaps_of(row.organisation) if one.gap else []
    gap = next((found for found in gaps if found.gap.gap == one.gap), None)
    changes, count = queries.changes_of(row.organisation, row.key)
    skipped = ("commitment", "title", "kind", "gap", "shared", "decision")
    shown = {
        "organisation": row.organisation,
        "row": row,
        "told": card_of(one, row.pk),
        "gap": gap,
        "gap_title": gap_title(gap.gap, read_gap_names(words().code), words()) if gap else "",
        "facts": [
            (label_of(name, one.kind, words()), value_in_words(name, text, words()))
            for name, text in texts_of(one).items()
            if text and name not in skipped
        ],
        "drafts": one.kind in MADE_OF,
        "changes": told_changes(changes),
        "more": count - len(changes),
        "may": may(request.standing, row.organisation_id),
    }
    return render(request, "agenda/commitment.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def change_commitment(request: HttpRequest, commitment: int) -> HttpResponse:
    """Changes a commitment; on an older version both are shown side by side."""
    row = get_object_or_404(models.Commitment.objects.select_related("organisation"), pk=commitment)
    found, about = row.organisation, f"{actions.COMMITMENT}:{row.pk}"
    sent = request.POST if request.method == "POST" else None
    form = CommitmentForm(found, sent, initial=platform_views.seen_before(about, found))
    if_match = request.headers.get("If-Match", "")
    version = version_of(if_match, request.POST.get("version"))
    if form.is_valid() and version is not None:
        try:
            conflict = actions.change_commitment(row, form.facts, version, request.user)
        except Refused as refused:
            tell(form, refused)
        else:
            if conflict is not None:
                return platform_views.both(request, conflict, 412 if if_match else 409)
            messages.success(request, words().text(SAVED))
            return redirect("commitment", row.pk)
    shown = {"organisation": found, "row": row, "may": may(request.standing, found.pk)}
    kind = request.POST.get("kind", "") or row.kind
    answer = _form(request, form, kind, shown)
    answer["ETag"] = f'"{row.version}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def settle_agenda(request: HttpRequest, conflict: int) -> HttpResponse:
    """Shows two versions side by side, and carries out which one picks for each field."""
    return platform_views.settle_edits(request, conflict, settle=actions.settle_agenda)


@require_POST
def put_away(request: HttpRequest, notice: int) -> HttpResponse:
    """Puts a reminder away."""
    found = get_object_or_404(models.Notice, pk=notice)
    actions.put_away(found)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    there = back if safe else reverse("agenda", args=[found.organisation_id])
    return HttpResponseRedirect(there)
