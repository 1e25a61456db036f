"""The commands `weerbaar scenario`: list, show, check and compose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows
from weerbaar.region.files import read_library, read_region, shipped_regions
from weerbaar.twin.checking import check_against
from weerbaar.twin.cli import AsJson, prepare_twin, read_named
from weerbaar.twin.composing import OFFSET_OUTSIDE, Part, compose
from weerbaar.twin.files import (
    make_room,
    output_problems,
    read_scenario,
    read_twin_library,
    scenario_names,
    write_file,
)
from weerbaar.twin.indicator_words import NATO, OBJECTIVES
from weerbaar.twin.reading import Circle, Figure
from weerbaar.twin.scenario import KEYS, LOAD_KEYS, MAX_HOURS, SHOCK_KEYS, Scenario
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.wording import exact_number
from weerbaar.twin.writing import content_of, toml_of

FILE_THERE = ProblemKind(
    "file-is-there",
    mark("{value} is there already."),
    mark("Choose another file with --out, or say --replace to write over it."),
)

app = typer.Typer()

ScenarioName = Annotated[str, typer.Argument(help=say(mark("Name of a scenario, or a TOML file.")))]


@app.command("list", help=say(mark("List the scenarios that ship with Weerbaar.")))
def list_scenarios(
    tags: Annotated[
        bool, typer.Option("--tags", help=say(mark("Show pillars and interests too.")))
    ] = False,
    json: AsJson = False,
) -> None:
    """Lists the scenarios by name."""
    with run_or_refuse(json) as words:
        found = [read_scenario(name) for name in scenario_names()]
        if json:
            taxonomy, fits = read_twin_library().taxonomy, _regions_by_scenario(found)
            print_json([_listed(s, fits[s.scenario], taxonomy, words) for s in found])
            return
        fits = _regions_by_scenario(found)
        headings = (mark("Scenario"), mark("Name"), mark("NATO objectives"), mark("Regions"))
        rows = [
            (
                s.scenario,
                s.name(words.code),
                _objective_names(s, words),
                ", ".join(fits[s.scenario]) or words.text(mark("a region of its own")),
            )
            for s in found
        ]
        print_table([words.text(heading) for heading in headings], rows)
        if tags:
            taxonomy = read_twin_library().taxonomy
            heads = (mark("Scenario"), mark("Pillars"), mark("National security interests"))
            print_table(
                [words.text(head) for head in heads],
                [_tag_row(scenario, taxonomy, words) for scenario in found],
            )
        else:
            print_note(words.text(mark("--tags shows pillars and interests as well.")))


def _tag_row(scenario: Scenario, taxonomy: Rows, words: Language) -> tuple[str, ...]:
    """A scenario with its pillars and interests in words, each on a line of its own."""
    cells = [scenario.scenario]
    for name in ("pillars", "interests"):
        names = tag_names(taxonomy, name, words.code)
        told = dict.fromkeys(names[tag] for tag in scenario.tags[name])
        cells.append("; ".join(told))
    return tuple(cells)


def _listed(
    scenario: Scenario, regions: Sequence[str], taxonomy: Rows, words: Language
) -> dict[str, Any]:
    """A scenario with its tags as in its file, and in words."""
    lists = {name: tag_names(taxonomy, name, words.code) for name in scenario.tags}
    return {
        "scenario": scenario.scenario,
        "name": scenario.name(words.code),
        "pillars": list(scenario.pillars),
        "interests": list(scenario.interests),
        "objectives": list(scenario.objectives),
        "in_words": {
            name: [lists[name][tag] for tag in tags] for name, tags in scenario.tags.items()
        },
        "regions": list(regions),
    }


def _regions_by_scenario(scenarios: Sequence[Scenario]) -> dict[str, list[str]]:
    """The shipped regions in which each scenario finds all that it names, by scenario."""
    library = read_library()
    regions = {name: read_region(name) for name in sorted(shipped_regions())}
    return {
        scenario.scenario: [
            name for name, region in regions.items() if not check_against(scenario, region, library)
        ]
        for scenario in scenarios
    }


@app.command("show", help=say(mark("Show a scenario with all its defaults.")))
def show_scenario(scenario: ScenarioName, json: AsJson = False) -> None:
    """Shows every key of a scenario, filled in."""
    with run_or_refuse(json) as words:
        found = read_scenario(scenario)
        if json:
            print_json(asdict(found))
            return
        print_table(
            [words.text(head) for head in (mark("Key"), mark("Value"), mark("What it is"))],
            _scenario_rows(found, words),
            found.name(words.code),
        )


@app.command("check", help=say(mark("Check a scenario file, on a region if you name one.")))
def check_scenario(
    scenario: ScenarioName,
    region: Annotated[
        str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))
    ] = "",
    json: AsJson = False,
) -> None:
    """Checks a scenario; lists all problems at once."""
    with run_or_refuse(json) as words:
        if region:
            prepare_twin(region, scenario)
        found = read_scenario(scenario)
        refuse_if(check_against(found, None, read_library()))
        if json:
            print_json({"scenario": found.scenario, "problems": []})
        else:
            print_note(words.text(mark("{name} is in order."), name=found.name(words.code)))


@app.command(
    "compose", help=say(mark("Bring scenarios together into one, each from its own hour."))
)
def compose_scenarios(
    parts: Annotated[
        list[str],
        typer.Argument(help=say(mark("Scenarios or TOML files, each as NAME or NAME@HOURS."))),
    ],
    out: Annotated[
        Path | None, typer.Option(help=say(mark("TOML file to write; default: the screen.")))
    ] = None,
    name: Annotated[
        str, typer.Option(help=say(mark("Identifier of the new scenario: letters and dashes.")))
    ] = "",
    name_nl: Annotated[
        str, typer.Option(help=say(mark("Name of the new scenario in Dutch.")))
    ] = "",
    name_en: Annotated[
        str, typer.Option(help=say(mark("Name of the new scenario in English.")))
    ] = "",
    leave_out_element: Annotated[
        list[int] | None,
        typer.Option(help=say(mark("Number of an element that is left out, 1 to 7."))),
    ] = None,
    take: Annotated[
        list[str] | None,
        typer.Option(help=say(mark("Scenario that gives a setting, as temperature_c=NAME."))),
    ] = None,
    replace_it: Annotated[
        bool, typer.Option("--replace", help=say(mark("Write over a file that stands there.")))
    ] = False,
    json: AsJson = False,
) -> None:
    """Composes scenarios; writes a TOML file and says what was chosen."""
    with run_or_refuse(json) as words:
        found: list[Problem] = output_problems([("--out", out)] if out else [])
        if out and out.is_file() and not replace_it:
            found.append(Problem(FILE_THERE, column="--out", value=out))
        read = [_part(text, found) for text in parts]
        taken = {key: value for key, _, value in (text.partition("=") for text in take or ())}
        refuse_if(found)
        named = {"scenario": name, "name_nl": name_nl, "name_en": name_en}
        made = compose(
            [part for part in read if part],
            {key: text for key, text in named.items() if text},
            leave_out_element or (),
            taken,
        )
        text = toml_of(content_of(made.scenario))
        notes = [note.say(words) for note in made.notes]
        if out:
            make_room([out])
            write_file(out, text.encode())
        if json:
            print_json({"scenario": asdict(made.scenario), "notes": notes, "toml": text})
            return
        for note in notes:
            print_note(note)
        if out:
            print_note(words.text(mark("Scenario: {path}"), path=out))
        else:
            typer.echo(text, nl=False)


def _part(text: str, problems: list[Problem]) -> Part | None:
    """The scenario and hour that NAME@HOURS says, or none where problems are added."""
    name, at, hours = text.rpartition("@")
    try:
        offset = float(hours) if at else 0.0
    except ValueError:
        problems.append(Problem(OFFSET_OUTSIDE, value=text, params={"high": MAX_HOURS}))
        return None
    scenario = read_named(read_scenario, name if at else text, problems)
    return Part(scenario, offset) if scenario else None


def _scenario_rows(scenario: Scenario, words: Language) -> list[tuple[str, str, str]]:
    rows = []
    for column in KEYS:
        meaning = words.text(column.meaning)
        if column.name in scenario.tags:
            text = _tag_text(column.name, scenario.tags[column.name], words)
            rows.append((column.name, text, meaning))
        elif column.name != "schema":
            text = _value_text(getattr(scenario, column.name), words)
            rows.append((column.name, text, meaning))
    for i, shock in enumerate(scenario.shocks):
        for column in SHOCK_KEYS:
            key = f"shocks[{i + 1}].{column.name}"
            text = _value_text(getattr(shock, column.name), words)
            rows.append((key, text, words.text(column.meaning)))
    for i, load in enumerate(scenario.loads):
        for column in LOAD_KEYS:
            key = f"loads[{i + 1}].{column.name}"
            text = _value_text(getattr(load, column.name), words)
            rows.append((key, text, words.text(column.meaning)))
    return rows


def _objective_names(scenario: Scenario, words: Language) -> str:
    """NATO's objectives that a scenario tests, each in a word or two."""
    return ", ".join(words.text(OBJECTIVES[f"{NATO}{tag}"]) for tag in scenario.objectives)


def _tag_text(name: str, tags: Sequence[str], words: Language) -> str:
    """Tags of one list, each with its name."""
    names = tag_names(read_twin_library().taxonomy, name, words.code)
    return "; ".join(f"{tag} {names[tag]}" for tag in tags)


def _value_text(value: object, words: Language) -> str:
    if isinstance(value, Figure):
        parts = (value.p50,) if value.fixed else (value.p10, value.p50, value.p90)
        return " / ".join(exact_number(part, words) for part in parts)
    if isinstance(value, Circle):
        lon, lat, km = (exact_number(part, words) for part in (value.lon, value.lat, value.km))
        return f"{lon}; {lat}: {km} km"
    if isinstance(value, tuple):
        return ", ".join(str(v) for v in value)
    if value is None:
        return "–"
    return exact_number(value, words) if isinstance(value, int | float) else str(value)
