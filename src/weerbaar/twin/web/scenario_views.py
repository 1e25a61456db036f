"""The pages of scenarios: choose one, read it with its sources, compose one, take it along."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, Refused, refuse_if
from weerbaar.drawing.timeline import timeline_svg
from weerbaar.platform.edits import version_of
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import may
from weerbaar.platform.web.words import words
from weerbaar.region.files import read_library
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.queries import facts_of
from weerbaar.sharing.files import read_rules
from weerbaar.sharing.tabulate import rule_names
from weerbaar.twin.checking import check_against
from weerbaar.twin.composing import Part
from weerbaar.twin.composing import compose as bring_together
from weerbaar.twin.files import (
    MAX_BYTES,
    parse_content,
    parse_scenario_text,
    read_scenario,
    read_twin_library,
    replay_names,
    scenario_names,
    scenario_text,
)
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.origins import origins_of
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.scenario_words import (
    TAGS,
    happenings,
    kind_names,
    lasts_in_words,
    season_in_words,
    settings_told,
    spans_of,
    tags_in_words,
)
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.typed import (
    LOADS,
    SHOCKS,
    TypedScenario,
    content_of_typed,
    differing_lines,
    read_typed,
    renamed,
    typed_of,
    with_part,
    without_part,
)
from weerbaar.twin.typed_difference import differences, merged
from weerbaar.twin.web import actions, composer, queries
from weerbaar.twin.web.forms import UploadForm
from weerbaar.twin.web.models import OwnScenario
from weerbaar.twin.web.run_views import number_of, told
from weerbaar.twin.writing import content_of, toml_of

TAG_LISTS = {
    "pillars": mark("Pillars"),
    "interests": mark("National security interests"),
    "objectives": mark("NATO objectives"),
}
MAY_COME = mark("What could come")
HAPPENED = mark("What happened here")
ELSEWHERE = mark("Of other regions")
NOT_HERE = mark("You can read these; they name places that are not in your region.")
TAKE = "take-"
TOML = "application/toml"
MOST_TOLD = 20
REMOVE = re.compile(rf"remove-({SHOCKS}|{LOADS})-(\d{{1,4}})", re.ASCII)


# Choose


@require_safe
def scenarios(request: HttpRequest, organisation: int) -> HttpResponse:
    """The scenarios to choose from: an organisation's own first, then those that ship."""
    found = get_object_or_404(Organisation, pk=organisation)
    wanted = request.GET.get("tag", "")
    fitting = queries.fitting(found)
    cards = [
        _card(scenario) | {"name": name, "fits": name in fitting}
        for name, scenario in queries.shipped().items()
    ]
    own = [_own_card(row) for row in queries.own_scenarios(found)]
    shown = {
        "organisation": found,
        "own": [card for card in own if _has(card, wanted)],
        "groups": _grouped([card for card in cards if _has(card, wanted)]),
        "tags": _all_tags(wanted),
        "wanted": wanted,
        "may": may(request.standing, organisation),
    }
    return render(request, "twin/scenarios.html", shown)


def _own_card(own: OwnScenario) -> dict[str, Any]:
    """The card of an own scenario; of one that this version does not read what is wrong."""
    parsed, wrong = queries.read_stored(own.text)
    if parsed is None:
        said = [problem.message(words()) for problem in wrong[:MOST_TOLD]]
        return {"title": own.name, "row": own, "wrong": said}
    return _card(parsed) | {"row": own}


def _grouped(cards: list[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """The cards under headings: what may come, what happened, and what fits another region only.

    With each heading stands what to say of it; where that is not empty the group is folded.
    """
    replays = set(replay_names())
    groups: dict[str, list[dict[str, Any]]] = {MAY_COME: [], HAPPENED: [], ELSEWHERE: []}
    for card in sorted(cards, key=lambda card: card["title"]):
        here = HAPPENED if card["name"] in replays else MAY_COME
        groups[here if card["fits"] else ELSEWHERE].append(card)
    told = {ELSEWHERE: words().text(NOT_HERE)}
    return [
        (words().text(heading), told.get(heading, ""), listed)
        for heading, listed in groups.items()
        if listed
    ]


def _has(card: dict[str, Any], wanted: str) -> bool:
    """Whether a card has a tag; one that is not read is never left out."""
    return not wanted or "wrong" in card or wanted in [tag for tag, _ in card["tags"]]


def _card(scenario: Scenario) -> dict[str, Any]:
    return {
        "title": scenario.name(words().code) or scenario.scenario,
        "summary": scenario.summary(words().code),
        "lasts": lasts_in_words(scenario, words()),
        "season": season_in_words(scenario, words()),
        "source": words().text(scenario.source),
        "evidence": evidence_in_words(scenario.evidence, words()),
        "tags": tags_in_words(scenario, read_twin_library().taxonomy, words()),
    }


def _all_tags(wanted: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The tags to filter by, list by list."""
    taxonomy = read_twin_library().taxonomy
    return [
        (
            words().text(TAG_LISTS[name]),
            [
                (f"{name}:{tag}", text, f"{name}:{tag}" == wanted)
                for tag, text in tag_names(taxonomy, name, words().code).items()
            ],
        )
        for name in TAGS
    ]


# Read


@require_safe
def shipped_scenario(request: HttpRequest, organisation: int, name: str) -> HttpResponse:
    """A scenario that ships, whole."""
    found = get_object_or_404(Organisation, pk=organisation)
    scenario = _shipped(name)
    fits = name in queries.fitting(found)
    return _whole(request, found, scenario, {"name": name, "fits": fits})


@require_safe
def scenario(request: HttpRequest, scenario: int) -> HttpResponse:
    """An organisation's own scenario, whole."""
    own = _own_or_404(scenario)
    parsed, _ = queries.read_stored(own.text)
    if parsed is None:
        rights = may(request.standing, own.organisation_id)
        shown = {"own": own, "card": _own_card(own), "may": rights}
        return render(request, "twin/scenario_not_read.html", shown)
    region = region_of(facts_of(own.organisation))
    fits = not check_against(parsed, region, read_library())
    return _whole(request, own.organisation, parsed, {"own": own, "fits": fits})


def _whole(
    request: HttpRequest, organisation: Organisation, scenario: Scenario, more: dict[str, Any]
) -> HttpResponse:
    region = region_of(facts_of(organisation))
    kinds = [str(kind) for kind in read_library().kinds["kind"]]
    names = dict(zip(kinds, kind_names(kinds, read_library(), words()), strict=True))
    given, usual = settings_told(scenario, words(), names | rule_names(read_rules(), words()))
    shown = {
        "organisation": organisation,
        "scenario": scenario,
        "context": scenario.context(words().code),
        "timeline": _timeline(scenario),
        "happenings": happenings(scenario, read_library(), region, words()),
        "given": given,
        "usual": usual,
        "may": may(request.standing, organisation.pk),
    }
    return render(request, "twin/scenario.html", shown | _card(scenario) | more)


def _timeline(scenario: Scenario) -> str:
    label = words().text(mark("What happens, hour by hour"))
    return timeline_svg(spans_of(scenario, words()), label=label, language=words())


def _shipped(name: str) -> Scenario:
    if name not in scenario_names():
        raise Http404
    return read_scenario(name)


def _own_or_404(scenario: int) -> OwnScenario:
    return get_object_or_404(OwnScenario.objects.select_related("organisation"), pk=scenario)


@require_safe
def shipped_file(request: HttpRequest, organisation: int, name: str) -> HttpResponse:
    """A scenario that ships, as TOML."""
    _shipped(name)
    return _toml(scenario_text(name), name)


@require_safe
def file(request: HttpRequest, scenario: int) -> HttpResponse:
    """An organisation's own scenario, as TOML."""
    own = _own_or_404(scenario)
    return _toml(own.text, slugify(own.name) or "scenario")


def _toml(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{TOML}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return response


# Make


@require_POST
def copy_scenario(request: HttpRequest, organisation: int, name: str) -> HttpResponse:
    """Makes an own scenario of one that ships, to change."""
    found = get_object_or_404(Organisation, pk=organisation)
    made = content_of(_shipped(name))
    for code, own in (("nl", "eigen"), ("en", "own")):
        made[f"name_{code}"] = f"{made[f'name_{code}']} ({own})"
    try:
        added = actions.add_scenario(found, toml_of(made), request.user)
    except Refused as refused:
        for line in told(refused):
            messages.error(request, line)
        return redirect("shipped-scenario", organisation, name)
    return redirect("compose-scenario", added.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def upload_scenario(request: HttpRequest, organisation: int) -> HttpResponse:
    """Takes a TOML file in as an own scenario."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    refused: list[tuple[str, str]] = []
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            scenario = parse_scenario_text(sent.read(MAX_BYTES + 1), sent.name)
            text = toml_of(content_of(scenario))
            return redirect("scenario", actions.add_scenario(found, text, request.user).pk)
        except Refused as problem:
            refused = [_placed(p) for p in problem.problems]
    shown = {"organisation": found, "form": form, "refused": refused}
    status = 400 if request.method == "POST" else 200
    return render(request, "twin/upload_scenario.html", shown, status=status)


def _placed(problem: Problem) -> tuple[str, str]:
    """Where something is wrong, and what to do about it."""
    line = f"{problem.message(words())} {problem.remedy(words())}"
    return problem.column, line


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, scenario: int) -> HttpResponse:
    """Removes an own scenario, after asking."""
    own = _own_or_404(scenario)
    if request.method != "POST":
        return render(request, "twin/remove_scenario.html", {"own": own})
    if_match = request.headers.get("If-Match", "")
    version = version_of(if_match, request.POST.get("version"))
    if version is not None and actions.remove_scenario(own, version, request.user):
        messages.success(request, words().text(mark("The scenario is removed.")))
        return redirect("scenarios", own.organisation_id)
    own.refresh_from_db()
    status = 412 if if_match else 409
    return render(request, "twin/remove_scenario.html", {"own": own, "stale": True}, status=status)


# Compose


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest, scenario: int) -> HttpResponse:
    """Changes an own scenario: its disruptions and what comes, over the hours."""
    own = _own_or_404(scenario)
    if "text" in request.POST:
        return _save_text(request, own, request.POST["text"].replace("\r\n", "\n"))
    if request.method != "POST":
        stands, wrong = queries.read_stored(own.text)
        if stands is None:
            return _text_form(request, own, own.text, {"problems": wrong})
        return _form(request, own, _typed_of(stands), {})
    sent = read_typed({key: request.POST.getlist(key) for key in request.POST})
    typed = renamed(sent, {words().text(name): name for name in _known_names(own)})
    do = request.POST.get("do", "save")
    if do == "save":
        return _save(request, own, typed)
    try:
        return _form(request, own, _changed(request, typed, do), {})
    except Refused as refused:
        return _form(request, own, typed, {"problems": refused.problems}, 400)


def _known_names(own: OwnScenario) -> set[str]:
    """Texts that a page shows in its own language, and that stay as they are where they are kept:
    draws are keyed by the name of a shock."""
    stands, _ = queries.read_stored(own.text)
    every = [*queries.shipped().values(), *([stands] if stands else [])]
    shocks = {shock.name for scenario in every for shock in scenario.shocks}
    loads = {load.name for scenario in every for load in scenario.loads}
    return shocks | loads | {scenario.source for scenario in every}


def _changed(request: HttpRequest, typed: TypedScenario, do: str) -> TypedScenario:
    """What was typed with one part more or less, or with another scenario in it."""
    if do in (f"add-{SHOCKS}", f"add-{LOADS}"):
        return with_part(typed, do.removeprefix("add-"))
    if removed := REMOVE.fullmatch(do):
        return without_part(typed, removed[1], int(removed[2]))
    if do != "add-scenario":
        return typed
    mine = parse_content(content_of_typed(typed, words().code), "")
    other = request.POST.get("part", "")
    hour = number_of(request.POST.get("part-hour", "").replace(",", ".") or "0")
    offset = -1.0 if hour is None else hour
    names = {"scenario": mine.scenario, "name_nl": mine.name_nl, "name_en": mine.name_en}
    made = bring_together([Part(mine), Part(_shipped(other), offset)], names)
    for note in made.notes:
        messages.info(request, note.say(words()))
    return typed_of(content_of(made.scenario), words().code)


def _save(request: HttpRequest, own: OwnScenario, typed: TypedScenario) -> HttpResponse:
    stands, _ = queries.read_stored(own.text)
    version = version_of(request.headers.get("If-Match", ""), request.POST.get("version"))
    if stands is not None and version == own.version:
        typed = merged(typed, _typed_of(stands), _kept(request))
    try:
        made = parse_content(content_of_typed(typed, words().code), "")
        text = toml_of(content_of(made))
        if _is_saved(request, own, made, text):
            return redirect("scenario", own.pk)
    except Refused as refused:
        return _form(request, own, typed, {"problems": refused.problems}, 400)
    own.refresh_from_db()
    stands, _ = queries.read_stored(own.text)
    differ = differences(_typed_of(stands), typed) if stands else ()
    return _form(request, own, typed, {"stale": True, "differ": differ}, _stale_status(request))


def _save_text(request: HttpRequest, own: OwnScenario, text: str) -> HttpResponse:
    """Writes the text of a scenario as it was mended by hand."""
    try:
        if _is_saved(request, own, parse_scenario_text(text, ""), text):
            return redirect("scenario", own.pk)
    except Refused as refused:
        return _text_form(request, own, text, {"problems": refused.problems}, 400)
    return _text_form(request, own, text, *_both(request, own, text))


def _is_saved(request: HttpRequest, own: OwnScenario, made: Scenario, text: str) -> bool:
    """Saves a text; False where another version stands by now. Raises Refused."""
    version = version_of(request.headers.get("If-Match", ""), request.POST.get("version"))
    region = region_of(facts_of(own.organisation))
    refuse_if(check_against(made, region, read_library()))
    if version is None or not actions.change_scenario(own, text, version, request.user):
        return False
    messages.success(request, words().text(mark("Saved.")))
    return True


def _both(request: HttpRequest, own: OwnScenario, text: str) -> tuple[dict[str, Any], int]:
    """What a page shows where another saved first, and its status."""
    own.refresh_from_db()
    both = {"stale": True, "both": differing_lines(own.text, text)}
    return both, _stale_status(request)


def _stale_status(request: HttpRequest) -> int:
    """By If-Match a program said on what its change was made; a form did so by itself."""
    return 412 if request.headers.get("If-Match") else 409


def _text_form(
    request: HttpRequest, own: OwnScenario, text: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    wrong = [_placed(problem) for problem in more.pop("problems", ())[:MOST_TOLD]]
    shown = {"own": own, "text": text, "wrong": wrong, "most": MAX_BYTES}
    answer = render(request, "twin/mend_scenario.html", shown | more, status=status)
    answer["ETag"] = f'"{own.version}"'
    return answer


def _typed_of(scenario: Scenario) -> TypedScenario:
    """What the form shows of a scenario."""
    return typed_of(content_of(scenario), words().code)


def _kept(request: HttpRequest) -> set[str]:
    """Of which differences a person chose what stands instead of what they typed."""
    chosen = (key for key in request.POST if key.startswith(TAKE))
    return {key.removeprefix(TAKE) for key in chosen if request.POST[key] == "stands"}


def _form(
    request: HttpRequest,
    own: OwnScenario,
    typed: TypedScenario,
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    by_field, others = composer.faults_of(more.pop("problems", ()), words())
    region = region_of(facts_of(own.organisation))
    names = {name: words().text(name) for name in _known_names(own)}
    spoken = renamed(typed, names)
    titles = _sources_by_title()
    origins = origins_of(typed, _typed_shipped(words().code))
    shelf = composer.Shelf(
        choices=composer.choices_of(read_library(), region, words()),
        origins=origins,
        faults=by_field,
        words=words(),
    )
    shown = {
        "own": own,
        "organisation": own.organisation,
        "top": composer.shown_top(spoken, shelf),
        "parts": composer.shown_parts(spoken, shelf),
        "both": composer.shown_both(more.pop("differ", ()), shelf),
        "sources": [(t, *titles[t]) for t in dict.fromkeys(filter(None, origins.values()))],
        "others": others,
        "wrong": bool(by_field or others),
        "timeline": _timeline_of(typed),
        "shipped": sorted(
            ((s.name(words().code), n) for n, s in queries.fitting(own.organisation).items())
        ),
        "may": may(request.standing, own.organisation_id),
    }
    answer = render(request, "twin/compose.html", shown | more, status=status)
    answer["ETag"] = f'"{own.version}"'
    return answer


@lru_cache(maxsize=2)
def _typed_shipped(code: str) -> dict[str, TypedScenario]:
    """The scenarios that ship as the form shows them, by their name in a language."""
    shipped = queries.shipped().values()
    return {scenario.name(code): typed_of(content_of(scenario), code) for scenario in shipped}


def _sources_by_title() -> dict[str, tuple[str, str]]:
    """Of each scenario that ships its source and how sure that is."""
    return {
        scenario.name(words().code): (
            words().text(scenario.source),
            evidence_in_words(scenario.evidence, words()),
        )
        for scenario in queries.shipped().values()
    }


def _timeline_of(typed: TypedScenario) -> str:
    """The timeline of what was typed; nothing where it cannot be read yet."""
    try:
        return _timeline(parse_content(content_of_typed(typed, words().code), ""))
    except Refused:
        return ""
