"""The page of heavy transport: ways over bridges and railways, and what strengthening brings.

What somebody knows of a bridge comes in a form that is sent, never in an address, and is not kept:
what vital objects lack is not for everybody. Only answers that rest on what ships alone are kept,
for who asks the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Refused
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv
from weerbaar.measures.measure_words import figure_in_words
from weerbaar.measures.routes.files import read_figures, read_network
from weerbaar.measures.routes.given import (
    CHOICES,
    LABELS,
    NUMBERS,
    STATED,
    names_of,
    read_typed,
)
from weerbaar.measures.routes.network import Network
from weerbaar.measures.routes.passing import DRAWS, Asked
from weerbaar.measures.routes.pictures import lost_svg, network_svg
from weerbaar.measures.routes.railways import Line, Upgraded, lines_of
from weerbaar.measures.routes.sheets import sheet_of
from weerbaar.measures.routes.telling import (
    TRACK_WORDS,
    UNKNOWN_WORDS,
    WAY_WORDS,
    bridge_table,
    gain_table,
    line_table,
    sentences,
    upgrade_table,
)
from weerbaar.measures.routes.trials import Answer, answer_of
from weerbaar.platform.web.words import words
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.views import attached
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.reading import Figure
from weerbaar.twin.web.knob_queries import facts_for
from weerbaar.twin.wording import SIMULATED

MOST_KEPT, MOST_LINES = 100, 20_000
MOST_ANSWERS = 32
FILES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX_TYPE}
CHOICE_WORDS = {"way": WAY_WORDS, "unknown": UNKNOWN_WORDS, "tracks": TRACK_WORDS}
Made = tuple[Answer, list[Line], list[Upgraded]]


@require_http_methods(["GET", "HEAD", "POST"])
def routes(request: HttpRequest) -> HttpResponse:
    """The form, and what comes of it for one's own region, or the one that the site is about."""
    facts, _ = facts_for(request.user, request.standing)
    spoken, region = words(), region_of(facts)
    shown: dict[str, Any] = {"region": region.name}
    try:
        network = read_network(region.region)
    except Refused as refused:
        shown["problems"] = _told(refused.problems, spoken)
        return render(request, "measures/routes.html", shown)
    values = {name: value[:MOST_LINES] for name, value in request.POST.items()}
    typed = read_typed(values, network)
    if typed.asked is not None:
        known = values.get("known", "").strip()
        made = _made(typed.network, typed.asked) if known else shipped(region.region, typed.asked)
        if values.get("take") in FILES:
            return _file(made, values["take"], spoken)
        shown |= _answer(made, typed.network, spoken)
    shown |= {
        "problems": _told(typed.problems, spoken),
        "places": [
            _choice("start", network, values, spoken),
            _choice("end", network, values, spoken),
        ],
        "choices": [_choice(name, network, values, spoken) for name in CHOICES],
        "numbers": [_number(name, values, spoken) for name in NUMBERS],
        "known": values.get("known", ""),
        "names": names_of(network),
        "figures": _figures(spoken),
        "courses": DRAWS,
    }
    return render(request, "measures/routes.html", shown, status=400 if typed.problems else 200)


def _told(problems: Any, spoken: Language) -> list[tuple[str, str]]:
    return [(one.message(spoken), one.remedy(spoken)) for one in problems]


def _choice(
    name: str, network: Network, values: dict[str, str], spoken: Language
) -> dict[str, Any]:
    """A field with a list: its name, label and options, and which of them was chosen."""
    if name in ("start", "end"):
        options = [(one.place, one.name) for one in network.places]
        stated = network.gates[0 if name == "start" else -1].place
    else:
        told = CHOICE_WORDS.get(name, {})
        options = [(one, spoken.text(told[one]) if told else one) for one in CHOICES[name]]
        stated = STATED[name]
    label = spoken.text(LABELS[name])
    return {"name": name, "label": label, "options": options, "value": values.get(name) or stated}


def _number(name: str, values: dict[str, str], spoken: Language) -> dict[str, str]:
    value = values.get(name, STATED[name])[:MOST_KEPT]
    return {"name": name, "label": spoken.text(LABELS[name]), "value": value}


@lru_cache(maxsize=MOST_ANSWERS)
def shipped(region: str, asked: Asked) -> Made:
    """The answer over the network that ships for a region, kept for who asks the same."""
    return _made(read_network(region), asked)


def _made(network: Network, asked: Asked) -> Made:
    return answer_of(network, asked, DRAWS), *lines_of(network, asked, DRAWS)


def _file(made: Made, ending: str, spoken: Language) -> HttpResponse:
    heads, rows = sheet_of(*made, spoken)
    sheet = ["simulation", *heads], [["yes", *row] for row in rows]
    name = spoken.text(mark("routes"))
    if ending == "csv":
        text = "\ufeff" + table_csv(*sheet, decimal_comma=spoken.code == "nl")
        return attached(text.encode(), f"{name}.csv", FILES[ending])
    book = table_xlsx_bytes({name: sheet}, spoken.text(SIMULATED))
    return attached(book, f"{name}.xlsx", FILES[ending])


def _answer(made: Made, network: Network, spoken: Language) -> dict[str, Any]:
    answer, lines, upgrades = made
    told = {
        mark("What strengthening each bridge brings"): gain_table(answer, spoken),
        mark("What is felt when a bridge is lost"): bridge_table(answer, spoken),
        mark("Railways as they are"): line_table(lines, network, spoken),
        mark("What upgrading each railway does, for military and civil trains"): upgrade_table(
            upgrades, spoken
        ),
    }
    return {
        "map": network_svg(answer, spoken, "network"),
        "lost": lost_svg(answer, spoken, "lost") if answer.lost else "",
        "tables": [
            {"title": spoken.text(title), "headings": heads, "rows": rows, "open": not at}
            for at, (title, (heads, rows)) in enumerate(told.items())
            if rows
        ],
        "sentences": sentences(answer, spoken),
    }


def _figures(spoken: Language) -> list[tuple[str, str, str, str]]:
    """Each figure: what it is, the figure, its source and its evidence."""
    found = []
    for row in read_figures():
        figure = Figure(float(row["p10"]), float(row["p50"]), float(row["p90"]))
        told = f"{figure_in_words(figure, spoken)} {row['unit'] if row['unit'] != '1' else ''}"
        source = str(row[f"source_{spoken.code}"])
        evidence = evidence_in_words(str(row["evidence"]), spoken)
        found.append((str(row[f"meaning_{spoken.code}"]), told.strip(), source, evidence))
    return found
