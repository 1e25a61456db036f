"""The command `weerbaar twin grants`: who asked how much of what, who got how much, and why."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.sharing.files import read_rules
from weerbaar.sharing.reasons import figure
from weerbaar.sharing.tabulate import rule_names
from weerbaar.twin.answer_tables import SIMULATION
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    MOST_NUMBER,
    AsJson,
    Options,
    RegionName,
    ScenarioName,
    Seed,
    With,
    out_of_range,
    prepare_twin,
)
from weerbaar.twin.files import make_room, write_file
from weerbaar.twin.grants import (
    Shared,
    Total,
    Trail,
    grant_columns,
    grant_rows,
    in_order,
    label_of,
    totals_of,
    trail_of,
    trail_record,
    words_of,
)
from weerbaar.twin.indicator_words import amount_in_words, number_in_words, unit_in_words
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

MOST_SHOWN = 40
GIVEN = {
    "fuel_trucks": "L",
    "water_tankers": "L",
    "hospital_beds": "patients",
    "road_room": "lorries",
    "rail_room": "wagons",
}
"""Resources of which something else is divided than what there is of them: what trucks bring, and
who lies in a bed; and the unit of room on routes."""
ROOM = {"road_room": mark("room on roads"), "rail_room": mark("room on railways")}


def grants(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    run: Annotated[int, typer.Option(help=say(mark("Which course to trace.")))] = 0,
    hour: Annotated[
        float | None,
        typer.Option(help=say(mark("Only this hour after the start, with the reasons."))),
    ] = None,
    resource: Annotated[
        str, typer.Option(help=say(mark("Only this resource, such as crews_power.")))
    ] = "",
    seed: Seed = 1,
    planned: With = None,
    csv: Annotated[Path | None, typer.Option(help=say(mark("File to write.")))] = None,
    full: Annotated[
        bool, typer.Option("--full", help=say(mark("Name objects too; confidential.")))
    ] = False,
    json: AsJson = False,
) -> None:
    """Traces one course and tells who asked how much of what, and who got how much."""
    with run_or_refuse(json) as words:
        outputs = (("--csv", csv),) if csv else ()
        options = Options(seed=seed, planned=tuple(planned or ()), outputs=outputs)
        wrong = out_of_range("--run", run, 0, MOST_NUMBER)
        twin = prepare_twin(region, scenario, options, wrong)
        make_room([csv] if csv else [])
        trail = trail_of(twin, run, resource, hour)
        if csv:
            rows = [["yes", *row] for row in grant_rows(trail.shared, full)]
            write_file(csv, table_csv((SIMULATION, *grant_columns(full)), rows).encode())
        if json:
            print_json(trail_record(twin, trail, words, full))
            return
        _print_heading(twin, words)
        if hour is None:
            _print_totals(twin, trail, words, full)
        else:
            _print_reasons(twin, trail.shared, words, full)
        if not trail.shared:
            print_note(words.text(mark("Nobody asked for anything.")))
        if not trail.whole:
            print_note(words.text(mark("The log is full: what came later is not in it.")))
        if full:
            print_note(
                words.text(mark("This names objects: share it only with people who may know them."))
            )


def _print_heading(twin: Twin, words: Language) -> None:
    console = Console()
    told = words.text(SIMULATED)
    console.print(Text(told, style="yellow"))
    rule = rule_names(read_rules(), words)[twin.scenario.sharing_rule]
    console.print(Text(words.text(mark("Divided by the rule: {rule}."), rule=rule), style="bold"))


def _print_totals(twin: Twin, trail: Trail, words: Language, full: bool) -> None:
    """A table for each resource, one row for all who got alike; at most MOST_SHOWN rows in all."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    totals = totals_of(trail, twin.dt)
    alike = Counter((t.resource, _total_row(twin, t, words, full)) for t in totals)
    for (resource, row), count in list(alike.items())[:MOST_SHOWN]:
        many = words.text(mark("{who} ({count} times)"), count=words.number(count), who=row[0])
        rows.setdefault(resource, []).append((row[0] if count == 1 else many, *row[1:]))
    headings = (
        mark("Who asks"),
        mark("Asks from hour"),
        mark("Gets from hour"),
        mark("Hours short"),
    )
    for resource, lines in rows.items():
        title = upper(_resource_name(twin, resource, words))
        unit = unit_in_words(_unit(twin, resource), words)
        got = words.text(mark("Got ({unit})"), unit=unit) if unit else words.text(mark("Got"))
        print_table([*(words.text(heading) for heading in headings), got], lines, title)
    if len(alike) > MOST_SHOWN:
        more = mark("And {count} more rows: write all of them with --csv.")
        print_note(words.text(more, count=words.number(len(alike) - MOST_SHOWN)))


def _total_row(twin: Twin, total: Total, words: Language, full: bool) -> tuple[str, ...]:
    first = total.first_got_h
    return (
        label_of(twin, total.claimant, words, full),
        figure(total.first_asked_h, words),
        figure(first, words) if math.isfinite(first) else words.text(mark("never")),
        figure(total.short_h, words),
        number_in_words(total.granted, _unit(twin, total.resource), words),
    )


def _unit(twin: Twin, resource: str) -> str:
    """What is divided of a resource: crews and generators, litres, patients."""
    rows = twin.library.resources
    if resource in GIVEN:
        return GIVEN[resource]
    return str(rows["unit"][rows.positions("resource")[resource]])


def _resource_name(twin: Twin, resource: str, words: Language) -> str:
    rows = twin.library.resources
    if resource in ROOM:
        return words.text(ROOM[resource])
    return str(rows.row(rows.positions("resource")[resource])[f"name_{words.code}"])


def _print_reasons(twin: Twin, shared: tuple[Shared, ...], words: Language, full: bool) -> None:
    """Of each division of one hour what there was, and of each claimant what it got and why."""
    console = Console()
    for part in shared:
        line = words.text(
            mark("{resource}: {supply} to divide; those who asked: {count}."),
            resource=upper(_resource_name(twin, part.resource, words)),
            supply=amount_in_words(part.supply, _unit(twin, part.resource), words),
            count=words.number(len(part.grants)),
        )
        console.print(Text(line, style="bold"))
        if not part.supply > 0.0:
            _print_idle(twin, part, words)
            continue
        for grant in in_order(part, full)[:MOST_SHOWN]:
            got = words.text(
                mark("{who} asked {asked} and got {granted}."),
                who=label_of(twin, grant.claimant, words, full),
                asked=amount_in_words(grant.asked, _unit(twin, part.resource), words),
                granted=amount_in_words(grant.granted, _unit(twin, part.resource), words),
            )
            console.print(Text(f"  {got} {words_of(grant, words, full)}"))


def _print_idle(twin: Twin, part: Shared, words: Language) -> None:
    """One line where there is nothing to divide: everyone got nothing for the same reason."""
    asked = amount_in_words(
        math.fsum(grant.asked for grant in part.grants), _unit(twin, part.resource), words
    )
    said = words.text(mark("There was nothing to divide; asked was {asked}."), asked=asked)
    Console().print(Text(f"  {said}"))
