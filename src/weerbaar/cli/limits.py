"""The commands `weerbaar twin beds` and `convoys`: what limits hospitals, and what convoys need."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.twin.bed_limits import STAFF, BedLimits, Limit, find_limits, limits_of
from weerbaar.twin.beds import HOSPITAL
from weerbaar.twin.building import ordered
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    AsJson,
    Options,
    RegionName,
    ScenarioName,
    Seed,
    out_of_range,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.route_trials import ALL, STRENGTHEN, WIDEN, Moved, Tried, band_of, try_routes
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

RUNS = 10
TRANSIT = "doorvoer"
MOST_BEDS = 10_000
MOST_MORE = 1_000
PER_CENT = 100
LIMIT_WORDS = {
    STAFF: mark("staff"),
    "power": mark("power"),
    "water": mark("water"),
    "oxygen": mark("oxygen"),
}
TRIAL_WORDS = {
    STRENGTHEN: mark("{route}: bridges strengthened"),
    WIDEN: mark("{route}: more room"),
    ALL: mark("all of these together"),
}
NO_HOSPITAL = ProblemKind(
    "no-hospital-here",
    mark("{value} has no hospital."),
    mark("Choose a region with a hospital, or add it to the sites."),
)
NO_ROUTES = ProblemKind(
    "no-routes-here",
    mark("{value} has no roads or railways that carry convoys."),
    mark("Add the table of routes to the region."),
)
NO_ROUTE = ProblemKind(
    "no-such-route",
    mark("There is no route “{value}” here."),
    mark("Choose one of: {known}."),
)
Runs = Annotated[int, typer.Option(help=say(mark("How many courses to draw of each.")))]
BEDS_ALONE = mark(
    "Even without these limits up to {people} patients wait for a bed: beds themselves are too few."
)
FIRST = mark("First binds: {limit}.")
NO_FIRST = mark("What binds first differs from course to course.")
NEVER = mark("Nothing here keeps beds from working.")
SIDE_BY_SIDE = mark(
    "Routes stand side by side: one that bears convoys and has room is enough. Where each leads is "
    "left out."
)
CLASSES = mark("What a bridge bears is an assumption, until its owner says it.")


def beds(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    more: Annotated[int, typer.Option(help=say(mark("So many emergency beds more.")))] = 0,
    runs: Runs = RUNS,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Says what keeps hospital beds from working first: staff, power, water or oxygen."""
    with run_or_refuse(json) as words:
        refuse_if(out_of_range("--more", more, 0, MOST_BEDS))
        twin = prepare_twin(region, scenario, Options(runs=runs, seed=seed))
        if not ordered(twin, HOSPITAL):
            raise Refused([Problem(NO_HOSPITAL, value=twin.network.region.name)])
        with show_progress((2 + len(limits_of(twin))) * runs, json) as tell:
            found = find_limits(twin, runs, float(more), tell)
        if json:
            print_json(asdict(found))
            return
        heads = [mark("Limit"), mark("Binds"), mark("From"), mark("Bed-days lost"), mark("First")]
        rows = [_limit_row(one, words) for one in found.limits]
        print_table([words.text(head) for head in heads], rows, _title(twin, runs, words))
        for line in _bed_lines(found, words):
            print_note(f"• {line}")
        print_note(words.text(SIMULATED))


def _limit_row(one: Limit, words: Language) -> list[str]:
    name = words.text(LIMIT_WORDS[one.limit]) if one.limit in LIMIT_WORDS else one.limit
    from_h = ""
    if one.first_h is not None:
        from_h = words.text(mark("hour {hour}"), hour=_band(one.first_h, words))
    lost = one.lost_bed_h
    days = Band(lost.p10 / 24, lost.p50 / 24, lost.p90 / 24)
    return [
        name,
        _share(one.binds_in, words),
        from_h,
        _band(days, words),
        _share(one.first_in, words),
    ]


def _bed_lines(found: BedLimits, words: Language) -> list[str]:
    lines = []
    if found.first is not None:
        lines.append(words.text(FIRST, limit=words.text(LIMIT_WORDS.get(found.first, found.first))))
    else:
        some = any(one.binds_in for one in found.limits)
        lines.append(words.text(NO_FIRST if some else NEVER))
    waiting = mark("Patients who wait for a bed at the worst moment: {people}.")
    lines.append(words.text(waiting, people=_band(found.waiting, words)))
    if found.too_few.p50 >= 1:
        lines.append(words.text(BEDS_ALONE, people=words.number(found.too_few.p50)))
    return lines


def convoys(
    region: RegionName = DEFAULT_REGION,
    scenario: Annotated[
        str, typer.Argument(help=say(mark("Name of a scenario with convoys, or a TOML file.")))
    ] = TRANSIT,
    vehicles: Annotated[
        float | None,
        typer.Option(help=say(mark("Load class of the vehicles; default: that of the scenario."))),
    ] = None,
    more: Annotated[
        int, typer.Option(help=say(mark("Per cent of room more on a railway that is widened.")))
    ] = 50,
    closed: Annotated[
        list[str] | None, typer.Option(help=say(mark("A route that is shut, such as road:a15.")))
    ] = None,
    runs: Runs = RUNS,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Compares works on each road and railway, for convoys and civil freight in a scenario.

    Routes stand side by side here; where each leads, and its bridges, is of `measure routes`.
    """
    with run_or_refuse(json) as words:
        bears = 1.0 if vehicles is None else vehicles
        refuse_if(
            [
                *out_of_range("--more", more, 0, MOST_MORE),
                *out_of_range("--vehicles", bears, 1, 200),
            ]
        )
        twin = prepare_twin(region, scenario, Options(runs=runs, seed=seed))
        shut = _known_routes(twin, closed or [])
        if vehicles is not None:
            twin = replace(twin, scenario=replace(twin.scenario, convoy_class=vehicles))
        with show_progress(runs, json) as tell:
            base, tried = try_routes(twin, runs, more / PER_CENT, shut, tell)
        if json:
            print_json({"now": _moved(base), "trials": [asdict(one) for one in tried]})
            return
        heads = [mark("Change"), mark("Waiting vehicle-days spared")]
        heads += [mark("Vehicles more that pass"), mark("Freight spared, t")]
        rows = [_tried_row(one, twin, words) for one in tried]
        print_table([words.text(head) for head in heads], rows, _title(twin, runs, words))
        for line in (_now(base, words), words.text(SIDE_BY_SIDE), words.text(CLASSES)):
            print_note(f"• {line}")
        print_note(words.text(SIMULATED))


def _known_routes(twin: Twin, closed: list[str]) -> list[str]:
    """The routes that are shut; raises Refused where there is no such route, or none at all."""
    names = [str(name) for name in twin.network.region.routes["site"]]
    if not names:
        raise Refused([Problem(NO_ROUTES, value=twin.network.region.name)])
    params = {"known": ", ".join(names)}
    refuse_if([Problem(NO_ROUTE, value=one, params=params) for one in closed if one not in names])
    return closed


def _tried_row(one: Tried, twin: Twin, words: Language) -> list[str]:
    sites = twin.network.region.sites
    name = str(sites["name"][sites.positions("site")[one.trial.sites[0]]])
    days = Band(*(end / 24 for end in (one.waiting.p10, one.waiting.p50, one.waiting.p90)))
    told = words.text(TRIAL_WORDS[one.trial.what], route=name)
    return [told, *(_band(band, words) for band in (days, one.passed, one.displaced))]


def _now(base: Moved, words: Language) -> str:
    told = mark(
        "As it is: {waiting} vehicle-days of waiting, {passed} vehicles pass, and {freight} t of "
        "freight is displaced."
    )
    return words.text(
        told,
        waiting=_band(band_of(base.waiting / 24), words),
        passed=_band(band_of(base.passed), words),
        freight=_band(band_of(base.displaced), words),
    )


def _moved(base: Moved) -> dict[str, Any]:
    return {name: asdict(band_of(values)) for name, values in vars(base).items()}


def _title(twin: Twin, runs: int, words: Language) -> str:
    name = twin.scenario.name_nl if words.code == "nl" else twin.scenario.name_en
    told = mark("{region}, {scenario}: {draws} courses")
    return words.text(told, region=twin.network.region.name, scenario=name, draws=runs)


def _share(share: float, words: Language) -> str:
    return f"{words.number(PER_CENT * share)} %"


def _band(band: Band, words: Language) -> str:
    """A band in two digits: the middle, and 8 of 10 courses."""
    ends = (float(f"{end:.2g}") + 0.0 for end in (band.p10, band.p50, band.p90))
    low, middle, high = (words.number(end) for end in ends)
    return middle if low == middle == high else f"{middle} ({low}–{high})"
