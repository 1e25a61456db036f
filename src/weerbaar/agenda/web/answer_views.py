"""The page of answers to a dependency: what helps when a supplier or a country falls away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from weerbaar.agenda.registers.answers.asked import MOST_TYPED, Question, read_question
from weerbaar.agenda.registers.answers.shown import NO_SHARE, answers_shown, hand_name
from weerbaar.agenda.registers.answers.weighed import (
    CUTS,
    MOST_ANSWERS,
    Row,
    answers_to,
    weigh_answers,
)
from weerbaar.agenda.registers.dependencies import (
    COUNTRY,
    DEPENDENCIES,
    SUPPLIER,
    hands_of,
    things,
)
from weerbaar.agenda.registers.files import read_registers
from weerbaar.agenda.registers.shown import Shown
from weerbaar.agenda.web import register_queries as queries
from weerbaar.agenda.web.register_views import can_change, file_of
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem
from weerbaar.common.tables import rows_of
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words

ANSWERS = "answers"
TITLE = mark("What helps when one falls away")
CUT_WORDS = {SUPPLIER: mark("a supplier"), COUNTRY: mark("a country")}


@dataclass(frozen=True)
class Asked:
    """What was asked of which rows: the question, what is wrong with it, the rows of each thing by
    how it is known, and the answers to the one that was chosen."""

    question: Question
    problems: list[Problem]
    rows: dict[str, list[Row]]
    answers: list[Row]

    @property
    def chosen(self) -> list[Row]:
        """The rows of the thing that was chosen."""
        return self.rows.get(self.question.what, [])


@require_safe
def answers(request: HttpRequest, organisation: int) -> HttpResponse:
    """The form, and the answers to one dependency side by side."""
    found = get_object_or_404(Organisation, pk=organisation)
    asked, spoken = _asked(request, found), words()
    rights = may(request.standing, found.pk)
    given = {
        "organisation": found,
        "title": spoken.text(TITLE),
        "problems": [(one.message(spoken), one.remedy(spoken)) for one in asked.problems],
        "fields": _fields(asked, spoken),
        "days": request.GET.get("days", "")[:MOST_TYPED] or asked.question.days,
        "answers": [str(row["answer"]) for row in asked.answers[:MOST_ANSWERS]],
        "together": asked.question.together,
        "above": Shown() if asked.problems else _shown(asked, spoken),
        "can_change": can_change(read_registers()[ANSWERS], rights),
        "query": request.GET.urlencode(),
        "may": rights,
    }
    return render(request, "agenda/answers.html", given)


@require_safe
def answers_file(request: HttpRequest, organisation: int, ending: str) -> HttpResponse:
    """The same as a file to keep: the answers side by side, in XLSX also the need met by day."""
    found = get_object_or_404(Organisation, pk=organisation)
    asked, spoken = _asked(request, found), words()
    tables = () if asked.problems else _shown(asked, spoken).tables
    return file_of(TITLE, tables, ending, spoken)


def _asked(request: HttpRequest, found: Organisation) -> Asked:
    rows = things(rows_of(DEPENDENCIES.table, queries.plain_rows_of(found, DEPENDENCIES)))
    known = {key: str(own[0]["what"]) for key, own in rows.items()}
    values = {name: value for name, value in request.GET.items() if value}
    question, problems = read_question(values, request.GET.getlist("with"), known)
    own = queries.plain_rows_of(found, read_registers()[ANSWERS])
    chosen: dict[str, list[Row]] = {key: list(each) for key, each in rows.items()}
    return Asked(question, problems, chosen, answers_to(own, question.what))


def _shown(asked: Asked, spoken: Language) -> Shown:
    question = asked.question
    if not asked.chosen:
        told = mark("The register of dependencies is still empty: begin there.")
        return Shown([spoken.text(told)])
    given = (question.over, question.days, question.together, question.cut)
    weighed = weigh_answers(asked.chosen, asked.answers, *given)
    if weighed is None:
        return Shown([spoken.text(NO_SHARE, what=asked.chosen[0]["what"])])
    return answers_shown(weighed, spoken)


def _fields(asked: Asked, spoken: Language) -> list[dict[str, Any]]:
    """The choices of the form: of what, whether a supplier or a country, and which one."""
    question = asked.question
    names = [(key, str(own[0]["what"])) for key, own in asked.rows.items()]
    hands = hands_of(asked.chosen, question.over) if asked.chosen else None
    known = [(n, hand_name(n, question.over, spoken)) for n in (hands.totals if hands else {})]
    largest = ("", spoken.text(mark("the largest")))
    cuts = [(over, spoken.text(CUT_WORDS[over])) for over in CUTS]
    return [
        _choice("what", spoken.text(mark("What")), names, question.what),
        _choice("over", spoken.text(mark("What falls away")), cuts, question.over),
        _choice("cut", spoken.text(mark("Which one")), [largest, *known], question.cut),
    ]


def _choice(name: str, label: str, values: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {"name": name, "label": label, "values": values, "chosen": chosen}
