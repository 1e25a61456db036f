"""The page that puts a register of banks into the model: who can pay, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from weerbaar.agenda.registers.banking.said import ENDS, MIDDLE, banks_of
from weerbaar.agenda.registers.banking.shown import END_WORDS, banks_shown
from weerbaar.agenda.registers.files import read_lists
from weerbaar.agenda.web import register_queries as queries
from weerbaar.agenda.web.register_views import seen_by
from weerbaar.common.refusals import Problem, Refused
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.web.queries import facts_shown_to, place_of
from weerbaar.twin.payments import Banks, twins_of
from weerbaar.twin.twin import Twin
from weerbaar.twin.web import turns
from weerbaar.twin.web.knob_queries import (
    asked_place,
    asked_story,
    place_choices,
    scenario_choices,
)
from weerbaar.twin.web.turned_part import (
    GONE,
    asked_draws,
    part_of,
    told_problems,
    with_retry,
)
from weerbaar.twin.web.turns import ALL, Question

BANKS = "banks"
PART, SHOW = "part", "show"


@dataclass(frozen=True)
class AskedPayments(Question):
    """A question with what banks say."""

    said: Banks

    @property
    def nothing(self) -> bool:
        """Whether the banks say nothing that the model takes."""
        return not self.said

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the people who are customers of each."""
        return self.said.shares

    def turns(self, twin: Twin) -> list[Twin]:
        """The twin for the customers of each bank; raises Refused."""
        return twins_of(twin, self.said)


@require_safe
def paying(request: HttpRequest, organisation: int) -> HttpResponse:
    """What goes to the model of what banks say, and what becomes different by it.

    A script asks for the part with the answer (`part`); without one a button gives all (`show`).
    """
    found = get_object_or_404(Organisation, pk=organisation)
    one, spoken = seen_by(read_lists()[BANKS], may(request.standing, found.pk)), words()
    rows = queries.plain_rows_of(found, one)
    staff = request.GET.get("staff", MIDDLE)
    end = staff if staff in ENDS else MIDDLE
    shown: dict[str, Any] = {
        "organisation": found,
        "register": one,
        "register_title": one.say(one.title, spoken),
        "above": banks_shown(one, rows, spoken, BANKS),
        "ends": [(one, spoken.text(told), one == end) for one, told in END_WORDS.items()],
    }
    said, status = banks_of(rows, end), 200
    if said:
        try:
            answer, status = _answer(request, found, said, end)
        except Refused as refused:
            answer, status = {"problems": told_problems(refused.problems, spoken)}, 400
        shown |= answer
    if status == GONE:
        return HttpResponse(status=GONE)
    page = "twin/explore_answer.html" if PART in request.GET else "agenda/paying.html"
    return with_retry(render(request, page, shown, status=status))


def _answer(
    request: HttpRequest, found: Organisation, said: Banks, end: str
) -> tuple[dict[str, Any], int]:
    """What the page shows of the model, and its status; raises Refused where nothing can be."""
    facts, spoken, sent = facts_shown_to(request.standing, found), words(), request.GET
    place, wrong = asked_place(facts, sent.get("place", place_of(found).municipality))
    scenario, twin, more = asked_story(facts, sent.get("scenario", ""))
    question = AskedPayments(facts, scenario, place, said)
    problems: list[Problem] = [*wrong, *more]
    address = reverse("paying", args=[found.pk])
    shown: dict[str, Any] = {
        "region": twin.network.region.name,
        "scenario_name": twin.scenario.name(spoken.code),
        "scenarios": scenario_choices(question, spoken),
        "places": place_choices(question, spoken),
        "shared": turns.ground_of(question, spoken).shared,
        "address": f"{address}?{PART}=yes",
        "computed": True,
    }
    if problems:
        return shown | {"problems": told_problems(problems, spoken)}, 400
    if PART not in sent and SHOW not in sent:
        return shown, 200
    asked = urlencode({PART: "yes", "scenario": scenario, "place": place, "staff": end})
    draws = asked_draws(request) if PART in sent else ALL
    part, status = part_of(
        request, question, draws, spoken, lambda n: f"{address}?{asked}&draws={n}"
    )
    return shown | part | {"answered": True}, status
