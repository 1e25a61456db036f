"""The command `weerbaar measure routes`: heavy transport over bridges and railways."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.measures.routes.files import read_network, read_own
from weerbaar.measures.routes.given import read_typed
from weerbaar.measures.routes.passing import DRAWS, MOST_DRAWS
from weerbaar.measures.routes.railways import lines_of
from weerbaar.measures.routes.sheets import record_of, sheet_of
from weerbaar.measures.routes.telling import (
    bridge_table,
    gain_table,
    line_table,
    sentences,
    upgrade_table,
)
from weerbaar.measures.routes.trials import answer_of
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    AsJson,
    RegionName,
    Seed,
    out_of_range,
    write_tables,
)
from weerbaar.twin.files import make_room

PLACES_ALONE = ProblemKind(
    "places-without-legs",
    mark("--places was given without --legs."),
    mark("Give the file with legs too."),
)

File = Path | None


def routes(
    region: RegionName = DEFAULT_REGION,
    start: Annotated[str, typer.Option("--from", help=say(mark("Place where it begins.")))] = "",
    end: Annotated[str, typer.Option("--to", help=say(mark("Place where it ends.")))] = "",
    load_class: Annotated[
        str, typer.Option("--class", help=say(mark("Military load class, such as 60.")))
    ] = "",
    tracks: Annotated[str, typer.Option(help=say(mark("On wheels or tracks.")))] = "",
    vehicles: Annotated[str, typer.Option(help=say(mark("Vehicles a day.")))] = "",
    way: Annotated[str, typer.Option(help=say(mark("By road, rail or either.")))] = "",
    profile: Annotated[
        str, typer.Option(help=say(mark("Profile that the load needs: G1, GA, GB or GC.")))
    ] = "",
    axle: Annotated[str, typer.Option(help=say(mark("Load of an axle on rail, in t.")))] = "",
    unknown: Annotated[
        str, typer.Option(help=say(mark("What is not known: drawn, bears or weak.")))
    ] = "",
    known: Annotated[
        list[str] | None,
        typer.Option("--set", help=say(mark("What you know, such as “Waalbrug = 60”."))),
    ] = None,
    legs: Annotated[File, typer.Option(help=say(mark("CSV file with your own legs.")))] = None,
    places: Annotated[File, typer.Option(help=say(mark("CSV file with their places.")))] = None,
    csv: Annotated[File, typer.Option(help=say(mark("CSV file for all figures.")))] = None,
    xlsx: Annotated[File, typer.Option(help=say(mark("XLSX file for all figures.")))] = None,
    draws: Annotated[int, typer.Option(help=say(mark("How many courses.")))] = DRAWS,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Finds ways for heavy transport, and compares strengthening each bridge and railway."""
    with run_or_refuse(json) as words:
        refuse_if(out_of_range("--draws", draws, 1, MOST_DRAWS))
        refuse_if([Problem(PLACES_ALONE)] if places and not legs else [])
        network = read_own(legs, places) if legs else read_network(region)
        asked = {"start": start, "end": end, "load_class": load_class, "tracks": tracks}
        asked |= {"vehicles": vehicles, "way": way, "profile": profile, "axle_t": axle}
        asked |= {"unknown": unknown, "known": "\n".join(known or ())}
        typed = read_typed(asked, network)
        refuse_if(typed.problems)
        assert typed.asked is not None
        make_room(path for path in (csv, xlsx) if path)
        answer = answer_of(typed.network, typed.asked, draws, seed)
        lines, upgrades = lines_of(typed.network, typed.asked, draws, seed)
        sheet = sheet_of(answer, lines, upgrades, words)
        write_tables({words.text(mark("routes")): sheet}, words, csv, xlsx)
        if json:
            print_json(record_of(answer, lines, upgrades))
            return
        print_table(*bridge_table(answer, words))
        print_table(*gain_table(answer, words))
        print_table(*line_table(lines, typed.network, words))
        print_table(*upgrade_table(upgrades, words))
        for line in sentences(answer, words):
            print_note(f"• {line}")
