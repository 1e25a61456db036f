"""The command `weerbaar agenda spreading`: how firms learn from stronger ones, year by year."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.agenda.registers.files import (
    read_lists,
    read_register,
    read_spreading_figures,
)
from weerbaar.agenda.registers.spreading.asked import MOST_MORE
from weerbaar.agenda.registers.spreading.courses import (
    MONTHS,
    MOST_YEARS,
    YEARS,
    Spread,
    band_of,
    figures_of,
    gaps,
    means,
    reached,
)
from weerbaar.agenda.registers.spreading.firms import (
    Network,
    firm_places,
    network_of,
    overdue,
)
from weerbaar.agenda.registers.spreading.shown import (
    Ahead,
    ahead_words,
    firm_table,
    look_ahead,
    more_table,
    part_table,
)
from weerbaar.agenda.runner import today
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.twin.cli import AsJson, out_of_range

SUPPLIERS, CAPABILITIES = "suppliers", "capabilities"
NO_FIRMS = ProblemKind(
    "no-measured-firms",
    mark("In {value} no firm has a level."),
    mark("Give at least one row with a level; what the columns are says: agenda list suppliers."),
)


def spreading(
    file: Annotated[
        Path, typer.Argument(help=say(mark("CSV or XLSX file of firms and their levels.")))
    ],
    years: Annotated[int, typer.Option(help=say(mark("How many years ahead.")))] = YEARS,
    more: Annotated[
        float, typer.Option(help=say(mark("How many exercises a year more to try.")))
    ] = 1.0,
    on: Annotated[
        datetime | None,
        typer.Option("--today", formats=["%Y-%m-%d"], help=say(mark("The day that it is."))),
    ] = None,
    missing: Annotated[
        Path | None,
        typer.Option(help=say(mark("File of missing capabilities: who stands ready teaches too."))),
    ] = None,
    json: AsJson = False,
) -> None:
    """Prints how far firms come, who stays behind and what more exercise would bring."""
    with run_or_refuse(json) as words:
        refuse_if(
            [
                *out_of_range("--years", years, 1, MOST_YEARS),
                *out_of_range("--more", more, 0, MOST_MORE),
            ]
        )
        register, day = read_lists()[SUPPLIERS], on.date() if on else today()
        pools = list(read_register(read_lists()[CAPABILITIES], missing)) if missing else []
        network = network_of(list(read_register(register, file)), pools)
        refuse_if([] if firm_places(network) else [Problem(NO_FIRMS, value=file.name)])
        figures = read_spreading_figures()
        ahead = look_ahead(network, figures_of(figures), day, years, more)
        if json:
            print_json(_record(ahead, network, day))
            return
        print_table(*_parts(firm_table(register, ahead, words)))
        print_table(*_parts(more_table(ahead, words, more)))
        print_table(*_parts(part_table(register, ahead, words)))
        for line in ahead_words(ahead, list(figures), words):
            print_note(f"• {line}")


def _parts(table: Any) -> tuple[Any, Any, str]:
    return table.headings, table.rows, table.title


def _record(ahead: Ahead, network: Network, day: date) -> dict[str, Any]:
    """For another program: each firm by year, in shares of the scale, and what more would bring."""
    return {
        "top_of_scale": network.top,
        "learns": asdict(ahead.rate),
        "as_it_goes": _course(ahead.now),
        "more_exercises": _course(ahead.more),
        "one_more_leader": None if ahead.led is None else _course(ahead.led),
        "leaders": [one.name for one in ahead.leaders],
        "overdue": [{"firm": one.name, "days_late": late} for one, late in overdue(network, day)],
    }


def _course(found: Spread) -> dict[str, Any]:
    return {
        "mean_by_year": [asdict(band_of(row)) for row in means(found)[::MONTHS]],
        "apart_by_year": [asdict(band_of(row)) for row in gaps(found)[::MONTHS]],
        "firms_at_asked_by_year": [
            asdict(band_of(row)) for row in reached(found).sum(axis=1)[::MONTHS]
        ],
        "firms": [
            {
                "firm": one.name,
                "level_by_year": [asdict(band_of(row)) for row in found.levels[::MONTHS, at]],
            }
            for at, one in enumerate(found.network.firms)
        ],
    }
