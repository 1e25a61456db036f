"""The page on which anybody with a role says what they could contribute, and who answers that."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from weerbaar.agenda.commitments import OVER, Commitment, standing, standing_in_words
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.registers.cover_shown import PLEDGE
from weerbaar.agenda.registers.files import read_registers
from weerbaar.agenda.registers.register import shown
from weerbaar.agenda.web import actions, queries
from weerbaar.agenda.web import register_queries as registers
from weerbaar.agenda.web.models import MOST_NAME, MOST_TEXT
from weerbaar.agenda.web.views import tell
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.platform.web.forms import WordedForm
from weerbaar.platform.web.models import Membership, Organisation, Person
from weerbaar.platform.web.queries import above
from weerbaar.platform.web.words import words

ANSWERS = "programme_manager"
ANSWER_DAYS = 14
"""Within so many days somebody answers an offer: our assumption."""
MOST_OFFERS = 20
OF_OTHERS = ("partner", "neighbourhood_group")
"""Kinds of organisations that offer in their own name."""
TOO_MANY_OFFERS = ProblemKind(
    "too-many-offers",
    mark("You have {value} offers that nobody has finished yet; there may be {most}."),
    mark("Wait until somebody answers, or ask the programme manager."),
)


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
    able = _able(reached)
    sent = request.POST if request.method == "POST" else None
    form = OfferForm(able, sent, initial={"offer": uuid.uuid4()})
    if form.is_valid():
        to = next(one for one in able if one.pk == form.cleaned_data["to"])
        texts = _texts(form.cleaned_data, found)
        try:
            _offer(to, texts, request.user, form.cleaned_data["offer"])
        except Refused as refused:
            tell(form, refused)
        else:
            told = mark("Thank you. The programme manager of {name} is asked to answer by {day}.")
            day = words().day(texts["until"])
            messages.success(request, words().text(told, name=to.name, day=day))
            return redirect("offer-pledge", found.pk)
    given = {
        "organisation": found,
        "form": form,
        "answered": bool(able),
        "asked": _asked(reached),
        "offers": [
            (one.title, to.name, standing_in_words(one, read_kinds(), queries.today(), words()))
            for to, one in queries.offers_of(request.user)
        ],
    }
    return render(request, "agenda/offer.html", given, status=400 if form.errors else 200)


@transaction.atomic
def _offer(to: Organisation, texts: dict[str, str], by: Person, key: uuid.UUID) -> None:
    """Puts an offer on the agenda; sent twice with one number it is one. Raises Refused."""
    # What the same person sends meanwhile waits here, and then finds this one.
    Person.objects.select_for_update().get(pk=by.pk)
    if to.commitments.filter(key=key.hex).exists():
        return
    waiting = sum(not _is_over(one) for _, one in queries.offers_of(by))
    problem = Problem(TOO_MANY_OFFERS, value=waiting, params={"most": MOST_OFFERS})
    refuse_if([problem] if waiting >= MOST_OFFERS else [])
    actions.add_commitment(to, texts, by, queries.OFFERED, key.hex)


def _reached(found: Organisation) -> list[Organisation]:
    """Whom an offer from here can reach: who is above, the nearest first; else the own."""
    over = list(reversed(above(found)))
    return [*over, found] if found.kind in OF_OTHERS else [found, *over]


def _able(reached: list[Organisation]) -> list[Organisation]:
    """Those of them where somebody answers: with a programme manager who can sign in."""
    there = Membership.objects.filter(role=ANSWERS, person__is_active=True)
    answering = set(there.filter(organisation__in=reached).values_list("organisation", flat=True))
    return [one for one in reached if one.pk in answering]


def _texts(filled: dict[str, Any], found: Organisation) -> dict[str, str]:
    """The pledge: who answers it, and before which day."""
    until = queries.today() + timedelta(days=ANSWER_DAYS)
    by = found.name
    if found.kind not in OF_OTHERS:
        by = words().text(mark("somebody of {name}"), name=found.name)
    return {
        "kind": PLEDGE,
        "title": filled["title"],
        "partners": by.replace(";", ","),
        "quantities": filled["quantities"],
        "note": filled["note"],
        "role": ANSWERS,
        "until": until.isoformat(),
        "source": words().text(mark("offered on the site")),
        "status": "open",
        "shared": "no",
    }


def _is_over(one: Commitment) -> bool:
    return standing(one, read_kinds(), queries.today()) in OVER


def _asked(reached: list[Organisation]) -> list[str]:
    """What those whom an offer can reach have published that they need."""
    register, found = read_registers()["priorities"], []
    for one in reached:
        for row in registers.published_by(one, register, queries.today()):
            amount = shown(register, "amount", row["amount"], words())
            told = " ".join(filter(None, (amount, row["unit"] if amount else "", row["what"])))
            found.append(f"{one.name}: {told}")
    return found
