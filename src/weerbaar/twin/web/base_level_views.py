"""The page of the base level: what each municipality lacks, with thresholds and sources."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, Refused
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.platform.web.words import words
from weerbaar.region.web.views import attached
from weerbaar.twin.files import profile_names, read_profile
from weerbaar.twin.finding_words import allowed_in_words
from weerbaar.twin.town_findings import (
    Town,
    beyond,
    estimated_in_words,
    lack_in_words,
    not_told,
    share_bars,
    source_in_words,
    town_sheet,
    town_table,
)
from weerbaar.twin.web import knob_queries, turns
from weerbaar.twin.web.base_level import Level, asked_profile, level_of
from weerbaar.twin.web.turned_part import BUSY, RETRY_S, told_problems, with_retry
from weerbaar.twin.wording import SIMULATED, exact_number

FILES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX_TYPE}


@require_safe
def base_level(request: HttpRequest) -> HttpResponse:
    """What each municipality lacks, or one of them; as a page, or as a table to take along."""
    spoken, asked = words(), request.GET
    facts, own = knob_queries.facts_for(request.user, request.standing)
    try:
        place, problems = knob_queries.asked_place(facts, asked.get("place", own))
        scenario, twin, wrong = knob_queries.asked_story(facts, asked.get("scenario", ""))
        profile, unknown = asked_profile(asked.get("profile", ""))
        problems = [*problems, *wrong, *unknown]
        shown = _form(facts, place, scenario, profile, spoken)
        level = None if problems else level_of(facts, scenario, profile)
    except Refused as refused:
        shown, level, problems = {}, None, list(refused.problems)
    except turns.Busy:
        return with_retry(_page(request, shown | {"busy": True, "retry_s": RETRY_S}, BUSY))
    if level is None:
        return _refused(request, shown, problems, spoken)
    towns = [one for one in level.towns if place in ("", one.name)]
    if asked.get("take") in FILES:
        return _file(towns, asked["take"], spoken)
    shown |= _answer(level, towns, spoken) | {
        "scenario_name": twin.scenario.name(spoken.code),
        "hours": spoken.number(level.hours),
        "draws": spoken.number(turns.ALL),
        "query": asked.urlencode(),
    }
    return _page(request, shown, 200)


def _page(request: HttpRequest, shown: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "twin/base_level.html", shown, status=status)


def _refused(
    request: HttpRequest, shown: dict[str, Any], problems: list[Problem], spoken: Language
) -> HttpResponse:
    return _page(request, shown | {"problems": told_problems(problems, spoken)}, 400)


def _form(facts: str, place: str, scenario: str, profile: str, spoken: Language) -> dict[str, Any]:
    page = _Asked(facts, scenario, place)
    return {
        "scenarios": knob_queries.scenario_choices(page, spoken),
        "places": knob_queries.place_choices(page, spoken),
        "profiles": [
            (name, read_profile(name).name(spoken.code), name == profile)
            for name in profile_names()
        ],
    }


class _Asked:
    """What the lists of the form ask for (`knob_queries.Shown`)."""

    def __init__(self, facts: str, scenario: str, place: str) -> None:
        self.facts, self.scenario, self.place = facts, scenario, place


def _answer(level: Level, towns: list[Town], spoken: Language) -> dict[str, Any]:
    lacked = {one.norm.norm: one.norm for town in towns for one in town.lacking}
    heads, rows = town_table(towns, spoken)
    return {
        "profile_name": level.profile.name(spoken.code),
        "profile_source": spoken.text(level.profile.source),
        "headings": heads,
        "rows": rows,
        "towns": [
            {
                "name": town.name,
                "count": len(town.lacking),
                "all": len(town.all),
                "open": town.open,
                "lacks": [
                    (
                        one.norm.wording(spoken.code),
                        lack_in_words(one, spoken),
                        estimated_in_words(one, spoken),
                        source_in_words(one.norm, spoken),
                    )
                    for one in town.lacking
                ],
            }
            for town in towns
        ],
        "bars": [
            (norm.wording(spoken.code), share_bars(towns, norm, spoken, f"bars-{norm.norm}"))
            for norm in lacked.values()
        ],
        "norms": [
            (
                norm.wording(spoken.code),
                exact_number(norm.longer_than_h, spoken),
                allowed_in_words(norm.at_most_share, spoken),
                exact_number(norm.within_h, spoken),
                source_in_words(norm, spoken),
            )
            for norm in level.profile.norms
        ],
        "whole_only": [norm.wording(spoken.code) for norm in not_told(level.profile, level.towns)],
        "beyond": [norm.wording(spoken.code) for norm in beyond(level.profile, level.hours)],
        "simulated": spoken.text(SIMULATED),
    }


def _file(towns: list[Town], ending: str, spoken: Language) -> HttpResponse:
    heads, rows = town_sheet(towns, spoken.code)
    sheet = ["simulation", *heads], [["yes", *row] for row in rows]
    name = spoken.text(mark("base-level"))
    if ending == "csv":
        text = "\ufeff" + table_csv(*sheet, decimal_comma=spoken.code == "nl")
        return attached(text.encode(), f"{name}.csv", FILES[ending])
    content = table_xlsx_bytes({name: sheet}, spoken.text(SIMULATED))
    return attached(content, f"{name}.xlsx", FILES[ending])
