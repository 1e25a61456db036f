"""The page that puts a register of banks into the model: who can pay, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from weerbaar.agenda.registers.banking.said import ENDS, HIGH, LOW, MIDDLE, payments_of
from weerbaar.agenda.registers.banking.shown import banks_shown
from weerbaar.agenda.registers.files import read_lists
from weerbaar.agenda.web import register_queries as queries
from weerbaar.agenda.web.register_views import seen_by
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, Refused
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.web.queries import facts_shown_to, place_of
from weerbaar.twin.payments import Payments, with_payments
from weerbaar.twin.twin import Twin
from weerbaar.twin.web import turns
from weerbaar.twin.web.knob_queries import (
    asked_place,
    asked_story,
    place_choices,
    scenario_choices,
)
from weerbaar.twin.web.turned_part import part_of, told_problems, with_retry
from weerbaar.twin.web.turns import ALL, Question

BANKS = "banks"
END_WORDS = {
    LOW: mark("as few as can be"),
    MIDDLE: mark("the middle"),
    HIGH: mark("as many as can be"),
}


@dataclass(frozen=True)
class AskedPayments(Question):
    """A question with what banks say."""

    said: Payments

    @property
    def nothing(self) -> bool:
        """Whether the banks say nothing that the model takes."""
        return not self.said

    def turn(self, twin: Twin) -> Twin:
        """The twin as the banks say that it is; raises Refused."""
        return with_payments(twin, self.said)


@require_safe
def paying(request: HttpRequest, organisation: int) -> HttpResponse:
    """What goes to the model of what banks say, and what becomes different by it."""
    found = get_object_or_404(Organisation, pk=organisation)
    one, spoken = seen_by(read_lists()[BANKS], may(request.standing, found.pk)), words()
    rows = queries.plain_rows_of(found, one)
    shown: dict[str, Any] = {
        "organisation": found,
        "register": one,
        "register_title": one.say(one.title, spoken),
        "above": banks_shown(one, rows, spoken, BANKS),
    }
    staff = request.GET.get("staff", MIDDLE)
    end = staff if staff in ENDS else MIDDLE
    shown["ends"] = [(one, spoken.text(told), one == end) for one, told in END_WORDS.items()]
    said, status = payments_of(rows, end), 200
    if said:
        try:
            answer, status = _answer(request, found, said)
            shown |= answer
        except Refused as refused:
            shown |= {"problems": told_problems(refused.problems, spoken)}
            status = 400
    return with_retry(render(request, "agenda/paying.html", shown, status=status))


def _answer(
    request: HttpRequest, found: Organisation, said: Payments
) -> tuple[dict[str, Any], int]:
    """The part with the answer, and its status; raises Refused where nothing can be shown."""
    facts, spoken = facts_shown_to(request.standing, found), words()
    typed = request.GET
    place, wrong = asked_place(facts, typed.get("place", place_of(found).municipality))
    scenario, twin, more = asked_story(facts, typed.get("scenario", ""))
    question = AskedPayments(facts, scenario, place, said)
    problems: list[Problem] = [*wrong, *more]
    shown: dict[str, Any] = {
        "region": twin.network.region.name,
        "scenario_name": twin.scenario.name(spoken.code),
        "scenarios": scenario_choices(question, spoken),
        "places": place_choices(question, spoken),
        "shared": turns.ground_of(question, spoken).shared,
        "computed": True,
    }
    if problems:
        return shown | {"problems": told_problems(problems, spoken)}, 400
    address = reverse("paying", args=[found.pk])
    part, status = part_of(request, question, ALL, spoken, lambda _: address)
    return shown | part, status
