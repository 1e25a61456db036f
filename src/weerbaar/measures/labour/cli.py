"""The command `weerbaar measure labour`: what a period of service takes and brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows
from weerbaar.measures.labour.files import read_figures, read_own, read_sectors
from weerbaar.measures.labour.flow import (
    DRAWS,
    MOST_DRAWS,
    MOST_YEARS,
    Flow,
    at_sector,
    by_year,
    calendar,
    run_scheme,
    swings,
)
from weerbaar.measures.labour.given import read_vacancies, with_given
from weerbaar.measures.labour.schemes import (
    AGED,
    BOUNDS,
    ELSEWHERE,
    SCHEMES,
    SECTORS,
    Place,
    place_of,
    schemes_of,
    vacancies_in,
)
from weerbaar.measures.labour.telling import scheme_table, sector_table, sentences
from weerbaar.region.files import read_region
from weerbaar.twin.cli import DEFAULT_REGION, AsJson, RegionName, Seed, out_of_range

NO_WAY = ProblemKind(
    "no-such-way-to-serve",
    mark("There is no way “{value}” to let people serve."),
    mark("Choose one of: {known}."),
)
SIMULATED = mark("Computed from the figures in the table; much of it is an assumption (A).")


def labour(
    region: RegionName = DEFAULT_REGION,
    way: Annotated[
        list[str] | None,
        typer.Option(
            help=say(mark("Only these: duty, voluntary, reserve-duty, reservists, orders, stocks."))
        ),
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help=say(mark("A figure of the duty and of voluntary service, such as months=6.")),
        ),
    ] = None,
    vacancies: Annotated[
        list[str] | None,
        typer.Option(help=say(mark("Open vacancies in your region, such as care=800."))),
    ] = None,
    own: Annotated[
        Path | None, typer.Option(help=say(mark("CSV file with your own figures of service.")))
    ] = None,
    years: Annotated[int, typer.Option(help=say(mark("How many years.")))] = 10,
    draws: Annotated[int, typer.Option(help=say(mark("How many courses.")))] = DRAWS,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Sets service, reservists, long orders and agreements on stocks side by side."""
    with run_or_refuse(json) as words:
        refuse_if(
            [
                *out_of_range("--years", years, 1, MOST_YEARS),
                *out_of_range("--draws", draws, 1, MOST_DRAWS),
            ]
        )
        areas = read_region(region).areas
        place = place_of(areas["inhabitants"], areas[AGED])
        rows = with_given(read_own(own) if own else read_figures(), change or ())
        counts = {**vacancies_in(read_sectors(), place), **read_vacancies(vacancies or ())}
        flows = _flows(rows, place, _ways(way), years, draws, seed)
        if json:
            print_json([_record(flow, counts) for flow in flows])
            return
        print_table(*scheme_table(flows, words))
        print_table(*sector_table(flows, read_sectors(), counts, words))
        for line in sentences(flows, read_sectors(), counts, words):
            print_note(f"• {line}")
        print_note(words.text(SIMULATED))


def _flows(
    rows: Rows, place: Place, ways: Sequence[str], years: int, draws: int, seed: int
) -> list[Flow]:
    chosen = [one for one in schemes_of(rows, place) if one.scheme in ways]
    return [run_scheme(one, years, draws, seed) for one in chosen]


def _ways(given: Sequence[str] | None) -> Sequence[str]:
    if not given:
        return SCHEMES
    params = {"known": ", ".join(SCHEMES)}
    wrong = [Problem(NO_WAY, value=one, params=params) for one in given if one not in SCHEMES]
    refuse_if(wrong)
    return list(given)


def _record(flow: Flow, counts: Mapping[str, float | None]) -> dict[str, Any]:
    """A way for another program: each year, the sectors and months of the last, its figures."""
    parts = ("serving", "after", "bound", "brings", "gives_up", "guides", "net", "called", "leaves")
    stated = {
        name: asdict(one) | {"meaning": BOUNDS[name][2]} for name, one in flow.scheme.stated.items()
    }
    return {
        "way": flow.scheme.scheme,
        "begins_a_year": asdict(flow.scheme.begins),
        "by_year": {
            part: [asdict(band) for band in by_year(flow, getattr(flow, part))] for part in parts
        },
        "sectors": [
            asdict(at_sector(flow, name, counts.get(name))) for name in (*SECTORS, ELSEWHERE)
        ],
        "called_by_month": [asdict(band) for band in calendar(flow)],
        "turns_on": [asdict(one) for one in swings(flow.scheme, flow.years)],
        "figures": stated,
    }
