"""The page that says what would help most: gaps, what was computed, and what others offer."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from weerbaar.agenda.answers import question_of
from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import (
    measured_in,
    read_gap_names,
    read_kinds,
    read_norms,
    read_offer_units,
)
from weerbaar.agenda.gaps import Gap
from weerbaar.agenda.helping import (
    COMPARED,
    OFFERED,
    PROMISED,
    SEARCHED,
    Around,
    Computed,
    Help,
    Helping,
    Measured,
    Placed,
    Short,
    helping_of,
)
from weerbaar.agenda.helping_shown import (
    SORT_WORDS,
    at_most_in_words,
    gaps_pictures,
    headlines,
    help_hours_in_words,
    help_name,
    helping_sheets,
    helps_pictures,
    hours_in_words,
    marked_sheets,
    place_in_words,
    titles_of,
    worst_in_words,
)
from weerbaar.agenda.web import queries
from weerbaar.common.files import LANGUAGES, read_language
from weerbaar.common.language import mark
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.measures.search.found import Found
from weerbaar.measures.web.models import Searched, Weighed
from weerbaar.measures.web.search_queries import found_of
from weerbaar.measures.web.weighed_queries import weighing_of
from weerbaar.measures.weighing import Weighing
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.web.views import attached
from weerbaar.twin.files import scenario_names, scenario_text
from weerbaar.twin.web.answering import answer_path

MOST_COMPUTED = 20
MOST_GAPS = 30
MOST_HELPS = 30
MOST_KEPT = 64
SEARCH_OF = mark("Set found on {day}")


def helping_for(organisation: Organisation) -> Helping:
    """What would help an organisation most, from what its agenda and comparisons hold."""
    gaps = queries.gaps_of(organisation)
    lines: dict[str, list[Commitment]] = {}
    for one in queries.known_commitments(organisation):
        lines.setdefault(one.gap, []).append(one)
    around = Around(
        lines,
        {one.gap.gap: one.care.measures for one in gaps},
        read_offer_units(),
        read_norms(),
        read_kinds(),
        queries.today(),
    )
    told = [(one.gap, one.state) for one in gaps]
    return helping_of(told, _measured, computed_of(organisation), around)


def _measured(gap: Gap) -> Measured | None:
    """What the answer of a gap tells of its need; None where that answer is kept no longer."""
    try:
        run = UUID(gap.run)
    except ValueError:
        return None
    return dict(_needs_of(run)).get(gap.need)


@lru_cache(maxsize=MOST_KEPT)
def _read_needs(run: UUID) -> tuple[tuple[str, Measured | None], ...]:
    """All needs of an answer that is there; its file never changes."""
    found = json.loads(answer_path(run, "answer.json").read_text(encoding="utf-8"))
    names = [str(one["need"]) for one in found.get("needs", ())]
    return tuple((name, measured_in(found, name)) for name in names)


def _needs_of(run: UUID) -> tuple[tuple[str, Measured | None], ...]:
    try:
        return _read_needs(run)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def computed_of(organisation: Organisation) -> list[Computed]:
    """The newest comparisons and searches of an organisation that are there."""
    rows = organisation.pk
    weighed = Weighed.objects.filter(organisation=rows, data__isnull=False).defer("data")
    searched = Searched.objects.filter(organisation=rows, data__isnull=False).defer("data")
    found = [_computed(one.pk, False) for one in weighed[:MOST_COMPUTED]]
    found += [_computed(one.pk, True) for one in searched[:MOST_COMPUTED]]
    return [one for one in found if one is not None]


@lru_cache(maxsize=MOST_KEPT)
def _computed(key: UUID, is_search: bool) -> Computed | None:
    """A comparison or search that is there, which never changes; None where it is not read."""
    row = (Searched if is_search else Weighed).objects.get(pk=key)
    answer = found_of(row)[0] if is_search else weighing_of(row)[0]
    if not isinstance(answer, Weighing | Found):
        return None
    own = answer.asked.scenario if isinstance(answer, Found) else answer.identity.scenario
    shipped = scenario_text(own) if own in scenario_names() else ""
    day = row.made_at.date().isoformat()
    dutch, english = (
        spoken.text(SEARCH_OF, day=spoken.day(day)) for spoken in map(read_language, LANGUAGES)
    )
    question = question_of(own, row.scenario, shipped)
    return Computed(str(key), question, answer, (dutch, english))


@require_safe
def helps(request: HttpRequest, organisation: int) -> HttpResponse:
    """What would help most, by gap and all together; drawn and as tables."""
    found = get_object_or_404(Organisation, pk=organisation)
    helping, names, spoken = helping_for(found), read_gap_names(words().code), words()
    measures = queries.measures(spoken.code)
    allowed = may(request.standing, organisation)
    drawn = helps_pictures(helping, names, measures, spoken)
    of_gaps = gaps_pictures(helping, names, spoken)
    see = bool(allowed.get("see_variants"))
    shown = {
        "organisation": found,
        "needs": [
            {
                "headline": told,
                "picture": drawn.get(need, ""),
                "gaps_picture": of_gaps.get(need, ""),
                "helps": [
                    _help_told(one, helping, found, see)
                    for one in helping.helps
                    if one.need == need
                ][:MOST_HELPS],
            }
            for need, told in headlines(helping, names, measures, spoken).items()
        ],
        "gaps": [_told(one, found) for one in helping.shorts[:MOST_GAPS]],
        "more_gaps": max(0, len(helping.shorts) - MOST_GAPS),
        "accepted": helping.accepted,
        "may": allowed,
    }
    return render(request, "agenda/helps.html", shown)


def _help_told(
    one: Placed, helping: Helping, organisation: Organisation, see: bool
) -> dict[str, str]:
    """Something that helps as the page shows it; `see` says whether it may lead on."""
    names, spoken = read_gap_names(words().code), words()
    return {
        "place": place_in_words(one.place, one.shared, spoken) if one.place else "",
        "name": help_name(one.help, queries.measures(spoken.code), spoken),
        "sort": spoken.text(SORT_WORDS[one.help.sort]),
        "gap": titles_of(helping, names, spoken)[one.help.gap],
        "hours": help_hours_in_words(one.help, spoken),
        "left": hours_in_words(one.help.left, spoken) if one.help.left else "",
        "by_whom": one.help.by_whom,
        "address": _address(one.help, organisation) if see else "",
    }


def _told(short: Short, organisation: Organisation) -> dict[str, Any]:
    names, spoken = read_gap_names(words().code), words()
    measures = queries.measures(spoken.code)
    computed = [one for one in short.helps if one.is_computed]
    row = organisation.gaps.filter(key=short.gap.gap).values_list("pk", flat=True).first()
    return {
        "pk": row,
        "title": titles_of(Helping((short,), (), 0), names, spoken)[short.gap.gap],
        "place": place_in_words(short.place, short.shared, spoken),
        "hours": hours_in_words(short.measured.hours if short.measured else None, spoken),
        "worst": worst_in_words(short.measured, names, spoken),
        "agreed": at_most_in_words(short.covered(PROMISED), spoken),
        "offered": at_most_in_words(short.covered(OFFERED), spoken),
        "left": hours_in_words(short.left, spoken),
        "known": short.left is not None,
        "computed": [
            (help_name(one, measures, spoken), hours_in_words(one.hours, spoken))
            for one in computed
        ],
        "offers": [
            (one.names[0], one.by_whom, help_hours_in_words(one, spoken))
            for one in short.helps
            if not one.is_computed
        ],
        "uncounted": short.uncounted,
        "named": [measures.get(name, name) for name in short.named],
    }


def _address(one: Help, organisation: Organisation) -> str:
    """Where what helps stands: its comparison or search; "" for an offer."""
    if one.sort == COMPARED:
        return reverse("weighed", kwargs={"weighed": UUID(one.key)})
    if one.sort == SEARCHED:
        return reverse("searched", kwargs={"searched": UUID(one.key)})
    pk = organisation.commitments.filter(key=one.key).values_list("pk", flat=True).first()
    return reverse("commitment", args=[pk]) if pk else ""


@require_safe
def helps_file(request: HttpRequest, organisation: int, ending: str) -> HttpResponse:
    """Both tables to take along: as a workbook, or what helps as CSV."""
    found, spoken = get_object_or_404(Organisation, pk=organisation), words()
    names, measures = read_gap_names(spoken.code), queries.measures(spoken.code)
    sheets = marked_sheets(helping_sheets(helping_for(found), names, measures, spoken), spoken)
    file = f"{slugify(found.name)}-{slugify(spoken.text(mark('what helps')))}.{ending}"
    if ending == "csv":
        text = "\ufeff" + table_csv(*next(iter(sheets.values())), decimal_comma=spoken.code == "nl")
        return attached(text.encode(), file, "text/csv; charset=utf-8")
    return attached(table_xlsx_bytes(sheets), file, XLSX_TYPE)
