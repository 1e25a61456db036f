"""The page of the firm check: few questions, and what to do first. Nothing is stored.

Answers are sent as a form and come back in it, so they stand in no address and in no record of the
site. Who wants to keep them takes them along as a file.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from weerbaar.audits.files import read_audit
from weerbaar.audits.questions import FULL, YES_NO, Audit, Question
from weerbaar.audits.reckoning import check_firm
from weerbaar.audits.telling import failure_rows, failures_svg, notes, tied_words, weakest
from weerbaar.audits.typed import OFFERS, SPLIT, STAFF, Firm, Read, answers_table, read_firm, row_of
from weerbaar.common.csv_cells import csv_text
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem
from weerbaar.measures.files import catalogue_by_name
from weerbaar.platform.web.queries import organisation_of
from weerbaar.platform.web.words import words
from weerbaar.region.tables import SIZE_ORDER

MOST_KEPT = 100
KEEP, ASKED = "keep", "asked"
OFFER_PAGE = "offer-pledge"
YES_NO_WORDS = (("yes", mark("yes")), ("no", mark("no")))
FILE = mark("firm-check")


@require_http_methods(["GET", "HEAD", "POST"])
def firm_check(request: HttpRequest) -> HttpResponse:
    """Asks how many people work there, then the questions, and tells what comes of them."""
    audit, spoken = read_audit(), words()
    sent = request.POST if request.method == "POST" else request.GET
    names = [STAFF, *(one.question for one in audit.questions)]
    typed = {name: sent.get(name, "").strip()[:MOST_KEPT] for name in names}
    typed[OFFERS] = SPLIT.join(one for one in sent.getlist(OFFERS)[:50] if one in audit.offers)
    if request.method != "POST":
        # An address may name the size alone: answers do not belong there.
        typed = {name: value if name == STAFF else "" for name, value in typed.items()}
    read = read_firm(audit, typed, spoken.code)
    if request.method == "POST" and request.POST.get("do") == KEEP and not read.problems:
        return _file(audit, typed, spoken)
    started = STAFF in sent or request.method == "POST"
    shown: dict[str, Any] = {
        "staff": typed[STAFF],
        "problems": _told(read, spoken) if started else [],
        "size": None,
    }
    # Who empties the number of people keeps the questions, and what was typed at them.
    asked = read.firm.size if read.firm else sent.get(ASKED, "")
    if asked in SIZE_ORDER:
        shown |= _form(audit, asked, typed, read, spoken)
    if read.firm is not None and request.method == "POST" and not read.problems:
        shown |= _outcome(request, audit, read.firm, spoken)
    status = 400 if started and read.problems else 200
    return render(request, "audits/firm_check.html", shown, status=status)


def _told(read: Read, spoken: Language) -> list[tuple[str, str, str]]:
    return [(name, *_words(one, spoken)) for name, one in read.problems.items()]


def _words(problem: Problem, spoken: Language) -> tuple[str, str]:
    return problem.message(spoken), problem.remedy(spoken)


def _form(
    audit: Audit, asked: str, typed: dict[str, str], read: Read, spoken: Language
) -> dict[str, Any]:
    size = audit.size(asked)
    chosen = typed[OFFERS].split(SPLIT)
    return {
        "size": size.names[spoken.code],
        "asked": asked,
        "is_full": size.audit == FULL,
        "fields": [_field(one, typed, read, spoken) for one in audit.asked(asked)],
        "offers": [
            (name, told[spoken.code], name in chosen) for name, told in audit.offers.items()
        ],
    }


def _field(
    question: Question, typed: dict[str, str], read: Read, spoken: Language
) -> dict[str, Any]:
    value, name = typed[question.question], question.question
    yes_no = [(key, spoken.text(told), key == value) for key, told in YES_NO_WORDS]
    wrong = read.problems.get(name)
    return {
        "name": name,
        "ask": question.ask[spoken.code],
        "help": question.help[spoken.code],
        "value": value,
        "choices": yes_no if question.answer == YES_NO else [],
        "fault": " ".join(_words(wrong, spoken)) if wrong else "",
    }


def _outcome(request: HttpRequest, audit: Audit, firm: Firm, spoken: Language) -> dict[str, Any]:
    checked = check_firm(audit, firm.size, firm.answers)
    heads, rows = failure_rows(checked, spoken)
    catalogue = catalogue_by_name()
    found = [
        (weak, catalogue[weak.measure].name(spoken.code))
        for weak in weakest(audit, checked, spoken)
    ]
    return {
        "answered": True,
        "headings": heads,
        "rows": rows,
        "picture": failures_svg(checked, spoken),
        "weakest": found,
        "tied": tied_words(checked, spoken),
        "notes": notes(audit, checked, spoken),
        "offered": [audit.offers[one][spoken.code] for one in firm.offers],
        "offer_page": _offer_page(request),
    }


def _offer_page(request: HttpRequest) -> str:
    """Where somebody with an organisation can offer something; "" for others."""
    own = organisation_of(request.user)
    if own is None:
        return ""
    try:
        return str(reverse(OFFER_PAGE, args=[own.pk]))
    except NoReverseMatch:
        return ""


def _file(audit: Audit, typed: dict[str, str], spoken: Language) -> HttpResponse:
    """The answers as a file, as `weerbaar firm` reads it."""
    text = csv_text(answers_table(audit).names, [row_of(audit, typed)])
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{spoken.text(FILE)}.csv"'
    return answer
