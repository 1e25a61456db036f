"""The page on which whoever answers finds what was offered, and answers it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.agenda.offering import STATE_WORDS, state_of
from weerbaar.agenda.web import offers as offering
from weerbaar.agenda.web import queries
from weerbaar.agenda.web.models import MOST_TEXT
from weerbaar.agenda.web.offer_models import Offer
from weerbaar.agenda.web.views import tell
from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words

YES, NO = "yes", "no"


class AnswerForm(WordedForm):
    """What is answered to who offered something, and whether it is taken up."""

    answer = forms.CharField(
        label=offering.MEANING,
        help_text=mark("Who offered it reads this. No names or addresses."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    taken = forms.ChoiceField(label=mark("Do you take it up?"))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["taken"].choices = [
            (YES, words().text(mark("Yes, it goes on the agenda"))),
            (NO, words().text(mark("No, not now"))),
        ]


@require_safe
def offers(request: HttpRequest, organisation: int) -> HttpResponse:
    """What was offered to an organisation: what waits for an answer first."""
    found = get_object_or_404(Organisation, pk=organisation)
    told = [told_offer(one) for one in offering.offers_of(found)]
    shown = {
        "organisation": found,
        "waiting": [one for one in told if not one["answer"]],
        "answered": [one for one in told if one["answer"]],
        "more": offering.waiting_at(found)[0] - sum(not one["answer"] for one in told),
        "of_visitors": any(one["of_visitor"] and not one["answer"] for one in told),
        "ticked": request.GET.get("tick") == "all",
        "public": found.kind in offering.PUBLIC and bool(offering.answering([found])),
        "may": may(request.standing, organisation),
    }
    return render(request, "agenda/offers.html", shown)


@require_POST
def throw_away(request: HttpRequest, organisation: int) -> HttpResponse:
    """Throws the offers of visitors that were ticked away, without an answer."""
    found = get_object_or_404(Organisation, pk=organisation)
    numbers = [one for one in map(_number, request.POST.getlist("throw_away")) if one]
    count = offering.throw_away(found, numbers[: offering.MOST_SHOWN], request.user)
    if count:
        told = words().text(mark("Thrown away: {count}."), count=count)
        messages.success(request, told)
    else:
        messages.warning(request, words().text(mark("Tick first what you want to throw away.")))
    return redirect("agenda-offers", organisation)


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def told_offer(offer: Offer) -> dict[str, Any]:
    """An offer as a page shows it."""
    plain = offering.offered_of(offer)
    return {
        "offer": offer,
        "of_visitor": bool(offer.receipt),
        "by_whom": offer.by_whom or words().text(mark("a visitor of the site")),
        "state": words().text(STATE_WORDS[state_of(plain, queries.today())]),
        "answer_by": words().day(plain.answer_by.isoformat()),
        "made_on": words().day(plain.made_on.isoformat()),
        "answer": offer.answer,
        "commitment": offer.commitment_id,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def answer_offer(request: HttpRequest, offered: UUID) -> HttpResponse:
    """Answers an offer; once answered it shows what was said."""
    row = get_object_or_404(Offer.objects.select_related("organisation", "commitment"), pk=offered)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"taken": YES})
    if form.is_valid():
        filled = form.cleaned_data
        try:
            offering.answer_offer(row, filled["answer"], filled["taken"] == YES, request.user)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, words().text(mark("Answered.")))
            return redirect("agenda-offers", row.organisation_id)
    shown = {
        "organisation": row.organisation,
        "told": told_offer(row),
        "form": form,
        "may": may(request.standing, row.organisation_id),
    }
    return render(request, "agenda/answer_offer.html", shown, status=400 if form.errors else 200)
