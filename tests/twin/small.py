"""A made-up region, small enough to compute by hand."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from weerbaar.common.parsing import parse
from weerbaar.common.refusals import Problem, Refused
from weerbaar.common.tables import Rows, Table, rows_of
from weerbaar.region.files import read_library as read_whole_library
from weerbaar.region.files import read_region
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import (
    AREAS,
    BLOCKS,
    DEPENDENCIES,
    EXTENTS,
    KINDS,
    LINKS,
    PROVENANCE,
    RESOURCES,
    SERVICE,
    SERVICES,
    SITES,
    SOURCES,
)
from weerbaar.twin.checking import check_against
from weerbaar.twin.files import read_scenario, read_twin_library, scenario_names
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.network import compile_network
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.profile import Norm
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.twin import Twin

AREA = {
    "municipality_code": "GM9001",
    "municipality": "Testdorp",
    "safety_region": "VR99",
    "area_km2": 4.0,
    "urbanity": "not urbanised",
    "inhabitants": 1000.0,
    "dwellings": 450.0,
    "share_0_14": 0.16,
    "share_15_24": 0.12,
    "share_25_44": 0.24,
    "share_45_64": 0.28,
    "share_65_plus": 0.20,
    "income_low": 0.4,
    "income_high": 0.2,
    "household_size": 2.2,
    "single_households": 0.3,
    "built_before_1945": 0.2,
    "built_1945_1964": 0.2,
    "built_1965_1984": 0.3,
    "built_1985_2004": 0.2,
    "built_2005_on": 0.1,
    "apartments": 0.2,
    "high_rise": 0.1,
    "cars_per_household": 1.1,
}


def read_library() -> Library:
    """The library that ships with the package."""
    first = (_read(KINDS), _read(DEPENDENCIES), _read(SERVICES))
    return Library(*first, *([None] * 10), _read(EXTENTS), None, None)  # type: ignore


def _read(table: Table) -> Rows:
    path = files("weerbaar") / "library" / "tables" / table.file
    header, *lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    rows, problems = parse(table, header, lines, table.file)
    assert not problems
    return rows


def area(code: str, lon: float, lat: float = 51.9, **changes: Any) -> dict[str, Any]:
    """One area of a thousand people, changed as told."""
    return AREA | {"code": code, "name": f"Wijk {code}", "lon": lon, "lat": lat} | changes


def site(name: str, kind: str, where: str = "", **changes: Any) -> dict[str, Any]:
    """One site; outside the region when no area is given."""
    return {"site": name, "kind": kind, "area": where, "lon": 5.0, "lat": 51.9} | changes


BROUGHT = ("mobile_generators", "fuel_trucks", "water_tankers")
BROUGHT += ("defence_generators", "defence_trucks", "defence_tankers")
"""What may be brought in; a hand-made region has none of it, unless a test says so."""


def resources(**amounts: float) -> list[dict[str, Any]]:
    """What a region has of what may be brought in: nothing but what is told."""
    wanted = dict.fromkeys(BROUGHT, 0.0) | amounts
    return [{"resource": name, "amount": amount} for name, amount in wanted.items()]


def small_region(**changes: list[dict[str, Any]]) -> Region:
    """Two areas 10 km apart, each with its own feeder, mast, shop and pump; `changes` add rows.

    Nothing is brought in; `resources` says otherwise.
    """
    brought = changes.pop("resources", resources())
    areas = [area("A", 5.0), area("B", 5.146)]
    sites = [site("grid", "grid"), site("net", "internet_core"), site("core", "mobile_core")]
    sites += [site("switch", "payment_switch"), site("112", "control_room_112")]
    sites += [site("dc", "food_dc_outside"), site("wholesale", "medicine_wholesale")]
    sites += [site("hv", "hv_station", "A")]
    links: list[dict[str, Any]] = [_link("hv", "power", "grid")]
    links += [_link("net", "power", "grid"), _link("core", "power", "grid")]
    links += [_link("core", "data", "net"), _link("switch", "data", "net")]
    links += [_link("112", "power", "grid"), _link("dc", "data", "net")]
    service: list[dict[str, Any]] = []
    for where, lon in (("A", 5.0), ("B", 5.146)):
        local = [("f", "mv_feeder"), ("m", "mobile_macro"), ("s", "supermarket")]
        local += [("p", "fixed_pop"), ("c", "card_payment"), ("a", "pharmacy")]
        local += [("w", "waterworks"), ("z", "pressure_zone"), ("h", "hydrophore")]
        local += [("r", "broadcaster"), ("t", "atm")]
        sites += [site(f"{x}{where}", kind, where, lon=lon) for x, kind in local]
        feeder = f"f{where}"
        links += [_link(feeder, "power", "hv")]
        links += [_link(f"{x}{where}", "power", feeder) for x in "mspawhrt"]
        links += [_link(f"m{where}", "core", "core"), _link(f"p{where}", "data", "net")]
        links += [_link(f"c{where}", "data", f"p{where}"), _link(f"c{where}", "switch", "switch")]
        links += [_link(f"s{where}", "goods", "dc"), _link(f"a{where}", "goods", "wholesale")]
        links += [_link(f"a{where}", "data", f"p{where}"), _link(f"t{where}", "data", f"p{where}")]
        links += [_link(f"z{where}", "water", f"w{where}")]
        links += [_link(f"h{where}", "water", f"z{where}")]
        pairs = [("tap", "z"), ("shop", "s"), ("card", "c"), ("cash_machine", "t")]
        pairs += [("pharmacy", "a"), ("fixed", "p"), ("radio", "r")]
        service += [_serve(where, name, f"{x}{where}") for name, x in pairs]
        service += [_serve(where, "answer", "112"), _serve(f"{where}/1", "upper_tap", f"h{where}")]
        service += [_serve(f"{where}/1", "power", feeder)]
    blocks = [
        {"block": f"{where}/1", "area": where, "feeder": f"f{where}", "share": 1.0}
        for where in "AB"
    ]
    base = {"areas": areas, "sites": sites, "links": links, "service": service, "blocks": blocks}
    rows = {name: base[name] + changes.get(name, []) for name in base}
    return Region(
        region="klein",
        name="Kleine regio",
        timezone="Europe/Amsterdam",
        areas=rows_of(AREAS, rows["areas"]),
        blocks=rows_of(BLOCKS, rows["blocks"]),
        sites=rows_of(SITES, rows["sites"]),
        links=rows_of(LINKS, rows["links"]),
        service=rows_of(SERVICE, rows["service"]),
        provenance=rows_of(PROVENANCE, []),
        sources=rows_of(SOURCES, []),
        resources=rows_of(RESOURCES, brought),
    )


def _link(consumer: str, name: str, supplier: str, weight: float = 1.0) -> dict[str, Any]:
    return {"consumer": consumer, "input": name, "supplier": supplier, "weight": weight}


def _serve(place: str, service: str, name: str, weight: float = 1.0) -> dict[str, Any]:
    return {"place": place, "service": service, "site": name, "weight": weight}


def blackout(
    hours: float = 48.0, kinds: Sequence[str] = ("mv_feeder",), **changes: Any
) -> Scenario:
    """The feeders of both areas lost at noon for so many hours, at 5 degrees below zero."""
    return parse_scenario(story(hours, kinds, **changes), "klein.toml")


def story(
    hours: float = 48.0, kinds: Sequence[str] = ("mv_feeder",), **changes: Any
) -> dict[str, Any]:
    """What the TOML of a small scenario holds; `areas`, `depth` and `from_h` change its shock."""
    shock = {"name": "klap", "kinds": list(kinds), "duration_h": hours}
    own = ("areas", "municipalities", "depth", "from_h", "restoration", "weibull_k")
    own += ("circle", "sites", "element")
    shock |= {key: changes.pop(key) for key in own if key in changes}
    words = ("scenario", "name_nl", "name_en", "summary_nl", "summary_en", "source", "evidence")
    base: dict[str, Any] = {"schema": 1} | dict.fromkeys(words, "klein")
    base |= {"start_hour": 12.0, "temperature_c": -5.0, "amplitude_c": 0.0, "shocks": [shock]}
    return base | changes


def cuts(
    *spans: tuple[float, float], kinds: Sequence[str], areas: Sequence[str] = (), **changes: Any
) -> Scenario:
    """The same loss again and again; each span is its first and its last hour."""
    shocks = [
        story(end - start, kinds, from_h=start, areas=list(areas))["shocks"][0]
        | {"name": f"klap {i}"}
        for i, (start, end) in enumerate(spans)
    ]
    return parse_scenario(story(**changes) | {"shocks": shocks}, "klein.toml")


def changed(rows: Rows, **columns: Any) -> Rows:
    """The rows with whole columns replaced; one value fills a column."""
    new = {
        name: np.full(len(rows), value, rows[name].dtype) if np.isscalar(value) else value
        for name, value in columns.items()
    }
    return Rows(rows.table, {**rows.columns, **new})


def flat_dependencies() -> Library:
    """The library with every autonomy at its median: nothing is left to draw."""
    library = read_library()
    rows = library.dependencies
    middle = rows["t_p50"]
    floor = np.where(rows["shape"] == "D", 0.0, rows["floor"])
    changes = {"t_p10": middle, "t_p90": middle, "floor": floor, "fail_start": 0.0}
    return replace(library, dependencies=changed(rows, **changes))


ALL_STAFF = {
    "staff_home": 0.0,
    "staff_parents": 0.0,
    "staff_travel": 0.0,
    "fatigue_effect": 0.0,
}
"""Staff is at work whatever happens, but for what a scenario says of absence."""
NEUTRAL = ALL_STAFF | {
    "hoard_demand": 1.0,
    "share_willing": 0.0,
    "battery_islands": 0.0,
    "support_patience_h": 0.0,
    "support_stock_l": 1e12,
    "machine_eur": 1e12,
}
"""What people do of themselves, and staff that stays away, is off in hand-made examples, unless a
test turns it on."""


def flat_library(
    stocks: Mapping[str, float] | None = None, tau: float = 60.0, **parameters: float
) -> TwinLibrary:
    """The twin's library with every figure at its median, changed as told; all homes cool alike.

    What people do for themselves is off (NEUTRAL).
    """
    library = read_twin_library()
    stock = library.stocks["p50"].copy()
    for name, value in (stocks or {}).items():
        stock[library.stocks["stock"] == name] = value
    resource, work = library.resources["p50"], library.operations["work_p50"]
    figure = library.parameters["p50"].copy()
    for name, value in (NEUTRAL | parameters).items():
        figure[library.parameters["parameter"] == name] = value
    return replace(
        library,
        stocks=changed(library.stocks, p10=stock, p50=stock, p90=stock),
        homes=changed(library.homes, tau_p10=tau, tau_p50=tau, tau_p90=tau),
        parameters=changed(library.parameters, p10=figure, p50=figure, p90=figure),
        resources=changed(library.resources, p10=resource, p90=resource),
        operations=changed(library.operations, work_p10=work, work_p90=work),
    )


def small_twin(
    scenario: Scenario | None = None,
    region: Region | None = None,
    library: TwinLibrary | None = None,
    switched_on: Collection[str] = (),
    norms: tuple[Norm, ...] = (),
    **changes: Any,
) -> Twin:
    """A twin of the small region in which everything is at its median."""
    network = compile_network(region or small_region(), flat_dependencies(), switched_on)
    return Twin(network, library or flat_library(), scenario or blackout(), norms=norms, **changes)


def drawn_twin(scenario: Scenario, region: Region | None = None, **changes: Any) -> Twin:
    """A twin of the small region in which everything uncertain is drawn."""
    network = compile_network(region or small_region(), read_library())
    return Twin(network, read_twin_library(), scenario, **({"norms": ()} | changes))


def hours_lacked(run: Any, need: int, dt: float = 1.0) -> Any:
    """Person-hours in which each area lacked a need."""
    return run.unmet[need].astype(float).sum(axis=0) * dt


def scenarios_here() -> list[str]:
    """The shipped scenarios that fit the default region; others replay what happened elsewhere."""
    region, library = read_region("gelderland-zuid"), read_whole_library()
    return [
        name for name in scenario_names() if not check_against(read_scenario(name), region, library)
    ]


# Area A lies at 5.000 and area B at 5.146 degrees east, 10.0 km apart.
AROUND_A = {"lon": 5.0, "lat": 51.9, "km": 5.0}


def refusal(data: Mapping[str, Any]) -> Sequence[Problem]:
    """The problems for which this content of a scenario is refused."""
    with pytest.raises(Refused) as info:
        parse_scenario(data, "test.toml")
    return info.value.problems


def only(data: Mapping[str, Any]) -> Problem:
    """The one problem for which this content is refused."""
    problems = refusal(data)
    assert len(problems) == 1
    return problems[0]


def without(key: str) -> dict[str, Any]:
    """The content of a small scenario without one key."""
    return {name: value for name, value in story().items() if name != key}


def unknown(region: Region | None, **changes: Any) -> list[Problem]:
    """What a small scenario names that this region, or the library, does not have."""
    scenario = parse_scenario(story(**changes), "test.toml")
    return check_against(scenario, region, read_library())


def longer(library: Library, factor: float) -> Library:
    """The region's library with every autonomy so many times as long."""
    rows = library.dependencies
    changes = {f"t_p{q}": rows[f"t_p{q}"] * factor for q in (10, 50, 90)}
    return replace(library, dependencies=changed(rows, **changes))


def flat_far_region() -> Region:
    """The small region with B at 60 km, where no mast of the other area reaches."""
    region = small_region()
    areas, sites = region.areas, region.sites
    far = areas["lon"] + np.where(areas["code"] == "B", 0.75, 0.0)
    moved = sites["lon"] + np.where(sites["area"] == "B", 0.75, 0.0)
    return replace(region, areas=changed(areas, lon=far), sites=changed(sites, lon=moved))
