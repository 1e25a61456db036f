"""The page on which anybody with a role says what they could contribute, and who answers that."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from weerbaar.agenda.commitments import standing_in_words
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.registers.files import read_registers
from weerbaar.agenda.registers.register import shown
from weerbaar.agenda.web import queries
from weerbaar.agenda.web import register_queries as registers
from weerbaar.agenda.web.models import MOST_NAME, MOST_TEXT
from weerbaar.agenda.web.offer_models import Offer
from weerbaar.agenda.web.offers import answering, offer_as_person, pledge_texts
from weerbaar.agenda.web.views import tell
from weerbaar.common.language import mark
from weerbaar.common.refusals import Refused
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.queries import above
from weerbaar.platform.web.words import words

OF_OTHERS = ("partner", "neighbourhood_group")
"""Kinds of organisations that offer in their own name."""


class OfferForm(WordedForm):
    """What somebody could contribute, to whom, and how much of it."""

    title = forms.CharField(label=mark("What could you contribute?"), max_length=MOST_NAME)
    quantities = forms.CharField(
        label=mark("How much"),
        help_text=mark("A number, its unit and of what: 200 m3 water; 3 pieces generator."),
        required=False,
        max_length=MOST_TEXT,
    )
    note = forms.CharField(
        label=mark("When, where and for how long"),
        help_text=mark("No names of people, and nothing about their health."),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    to = forms.TypedChoiceField(label=mark("To whom"), coerce=int)
    offer = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, able: list[Organisation], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["to"].choices = [(one.pk, one.name) for one in able]


@require_http_methods(["GET", "HEAD", "POST"])
def offer_pledge(request: HttpRequest, organisation: int) -> HttpResponse:
    """Asks what somebody could contribute; an offer comes on the agenda, with who answers it."""
    found = get_object_or_404(Organisation, pk=organisation)
    reached = _reached(found)
    able = answering(reached)
    sent = request.POST if request.method == "POST" else None
    form = OfferForm(able, sent, initial={"offer": uuid.uuid4()})
    if form.is_valid():
        to = next(one for one in able if one.pk == form.cleaned_data["to"])
        by_whom = _by_whom(found)
        source = words().text(mark("offered on the site"))
        texts = pledge_texts(form.cleaned_data, by_whom, source)
        try:
            offer_as_person(to, texts, request.user, by_whom, form.cleaned_data["offer"])
        except Refused as refused:
            tell(form, refused)
        else:
            told = mark("Thank you. The programme manager of {name} is asked to answer by {day}.")
            day = words().day(texts["until"])
            messages.success(request, words().text(told, name=to.name, day=day))
            return redirect("offer-pledge", found.pk)
    answers = _answers(request.user)
    given = {
        "organisation": found,
        "form": form,
        "answered": bool(able),
        "asked": needed_by(reached),
        "offers": [
            (
                one.title,
                to.name,
                standing_in_words(one, read_kinds(), queries.today(), words()),
                answers.get((to.pk, one.commitment), ""),
            )
            for to, one in queries.offers_of(request.user)
        ],
    }
    return render(request, "agenda/offer.html", given, status=400 if form.errors else 200)


def _answers(person: Person) -> dict[tuple[int, str], str]:
    """What was answered to each offer of somebody, by organisation and line."""
    rows = Offer.objects.filter(person=person, commitment__isnull=False).exclude(answer="")
    told = rows.values_list("organisation", "commitment__key", "answer")
    return {(place, key): answer for place, key, answer in told}


def _reached(found: Organisation) -> list[Organisation]:
    """Whom an offer from here can reach: who is above, the nearest first; else the own."""
    over = list(reversed(above(found)))
    return [*over, found] if found.kind in OF_OTHERS else [found, *over]


def _by_whom(found: Organisation) -> str:
    """In whose name somebody of an organisation offers."""
    if found.kind in OF_OTHERS:
        return found.name
    return words().text(mark("somebody of {name}"), name=found.name)


def needed_by(reached: list[Organisation]) -> list[str]:
    """What these have published that they need."""
    register, found = read_registers()["priorities"], []
    for one in reached:
        for row in registers.published_by(one, register, queries.today()):
            amount = shown(register, "amount", row["amount"], words())
            told = " ".join(filter(None, (amount, row["unit"] if amount else "", row["what"])))
            found.append(f"{one.name}: {told}")
    return found
