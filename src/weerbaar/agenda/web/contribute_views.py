"""The public question: what could you contribute? It needs no account, and asks for no name.

Who offers something gets a receipt: with it they read the answer, and take the offer back.
"""

from __future__ import annotations

import uuid
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from weerbaar.agenda.offering import ANSWER_DAYS
from weerbaar.agenda.web import offers as offering
from weerbaar.agenda.web.models import MOST_NAME, MOST_TEXT
from weerbaar.agenda.web.offer_views import needed_by
from weerbaar.agenda.web.offered_views import told_offer
from weerbaar.agenda.web.views import tell
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.words import words

RATE = "offer-as-visitor"
"""The name of the limit in settings.ACCOUNT_RATE_LIMITS."""
FOR_MACHINES = "website"
"""A field that no person sees: who fills it in is a machine."""
TOO_FAST = ProblemKind(
    "too-many-offers-in-an-hour",
    mark("From here many offers were sent in the last hour or day."),
    mark("Wait an hour, or until tomorrow, and send it again; what you typed is still here."),
)
NO_PERSON = ProblemKind(
    "offer-of-a-machine",
    mark("Nothing was sent yet: a field was filled in that people do not see."),
    mark("Perhaps your browser did that. The field is empty again: send your offer once more."),
)


class VisitorForm(WordedForm):
    """What a visitor could contribute."""

    title = forms.CharField(label=mark("What could you contribute?"), max_length=MOST_NAME)
    quantities = forms.CharField(
        label=mark("How much"),
        help_text=mark("A number, its unit and of what: 200 m3 water; 3 pieces generator."),
        required=False,
        max_length=MOST_TEXT,
    )
    note = forms.CharField(
        label=mark("When, where and for how long"),
        help_text=mark("No names, addresses or telephone numbers, and nothing about health."),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    offer = forms.UUIDField(widget=forms.HiddenInput)


@require_safe
def contribute(request: HttpRequest) -> HttpResponse:
    """Who asks what you could contribute, and how else you can join."""
    return render(request, "agenda/contribute.html", {"asking": offering.asking_visitors()})


@require_http_methods(["GET", "HEAD", "POST"])
def contribute_to(request: HttpRequest, organisation: int) -> HttpResponse:
    """Asks a visitor what they could contribute to a municipality or region."""
    found = get_object_or_404(Organisation, pk=organisation, kind__in=offering.PUBLIC)
    if not offering.answering([found]):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = VisitorForm(sent, initial={"offer": uuid.uuid4()})
    if form.is_valid():
        try:
            code = _offer(request, found, form.cleaned_data)
        except Refused as refused:
            tell(form, refused)
        else:
            return redirect("contribute-receipt", code)
    shown: dict[str, Any] = {
        "organisation": found,
        "form": form,
        "asked": needed_by([found]),
        "days": ANSWER_DAYS,
    }
    status = 400 if form.errors else 200
    return render(request, "agenda/contribute_to.html", shown, status=status)


def _offer(request: HttpRequest, to: Organisation, filled: dict[str, Any]) -> str:
    """The receipt of an offer; raises Refused for a machine, a flood, and what does not hold."""
    refuse_if([Problem(NO_PERSON)] if request.POST.get(FOR_MACHINES) else [])
    before = offering.receipt_sent_before(to, filled, filled["offer"])
    if before:
        return before
    refuse_if([] if ratelimit.consume(request, action=RATE) else [Problem(TOO_FAST)])
    by_whom = words().text(mark("a visitor of the site"))
    source = words().text(mark("offered on the site"))
    texts = offering.pledge_texts(filled, by_whom, source)
    return offering.offer_as_visitor(to, texts, filled["offer"])


@require_http_methods(["GET", "HEAD", "POST"])
def contribute_receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """What was answered to the offer with this receipt; and takes it back."""
    found = offering.offer_with(receipt)
    if found is None:
        raise Http404
    if request.method == "POST":
        taken_up = found.commitment_id is not None
        offering.take_back(found)
        told = mark("Your offer is erased.")
        if taken_up:
            told = mark("Your offer is erased, also from the agenda and its history.")
        messages.success(request, words().text(told))
        return redirect("contribute")
    shown = {"told": told_offer(found), "organisation": found.organisation}
    response = render(request, "agenda/contribute_receipt.html", shown)
    # The address is the receipt: no cache keeps it, and no page of this site tells it to another.
    # Were the site itself not told either, a browser would hide where the form below came from,
    # and it would be refused as one of somebody else.
    response["Cache-Control"] = "no-store"
    return response
