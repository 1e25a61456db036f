"""A region compiled for the kernel: suppliers before consumers, whatever the order of the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import (
    ALL_STAFF,
    area,
    blackout,
    drawn_twin,
    read_library,
    site,
    small_region,
    story,
)
from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AUTONOMIES, DEPENDENCIES, LINKS
from weerbaar.twin.drawing_case import make_case, sites_hit
from weerbaar.twin.ensemble import run_once, trace_once
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.network import Network, compile_network, to_km, topological_groups
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.twin import Twin

TABLES = ("areas", "blocks", "sites", "links", "service")


def shuffled(region: Region, seed: int) -> Region:
    """The same facts with the rows of every table in another order."""
    numbers = np.random.default_rng(seed)
    tables = {}
    for name in TABLES:
        rows: Rows = getattr(region, name)
        order = numbers.permutation(len(rows))
        tables[name] = Rows(rows.table, {key: v[order] for key, v in rows.columns.items()})
    return replace(region, **tables)


def wide_region() -> Region:
    """The small region with three more areas on the feeder of B, and three planned points."""
    lon, lat = (5.05, 5.093, 5.211), (51.913, 51.871, 51.937)
    more = zip("CDE", lon, lat, (731.0, 1313.0, 2917.0), strict=True)
    areas = [area(c, x, y, inhabitants=p, share_65_plus=0.23) for c, x, y, p in more]
    base = small_region()
    served = [
        dict(row, place=str(row["place"]).replace("B", c))
        for row in base.service
        for c in "CDE"
        if str(row["place"]).startswith("B")
    ]
    blocks = [{"block": f"{c}/1", "area": c, "feeder": "fB", "share": 1.0} for c in "CDE"]
    points = [
        site(f"n{c}", "noodsteunpunt", c, lon=x, lat=y, planned=True)
        for c, x, y in zip("CDE", lon, lat, strict=True)
    ]
    links = [_link(f"n{c}", "power", "fB") for c in "CDE"]
    return small_region(areas=areas, service=served, blocks=blocks, sites=points, links=links)


def _link(consumer: str, name: str, supplier: str) -> dict[str, object]:
    return {"consumer": consumer, "input": name, "supplier": supplier, "weight": 1.0}


def test_every_supplier_stands_before_its_consumers():
    network = compile_network(small_region(), read_library())
    place = {name: i for i, name in enumerate(network.sites)}
    links = network.region.links
    for consumer, supplier in zip(links["consumer"], links["supplier"], strict=True):
        assert place[supplier] < place[consumer]
    # grid first; the feeder behind its station; the pump of high-rise last in its row.
    row = ["grid", "hv", "fA", "wA", "zA", "hA"]
    assert sorted(row, key=place.__getitem__) == row


def test_sites_without_a_link_between_them_stand_by_name():
    assert topological_groups(["c", "b", "a"], []) == [("a",), ("b",), ("c",)]
    assert topological_groups(["c", "b", "a"], [("a", "b")]) == [("b",), ("c",), ("a",)]


def test_a_site_keeps_its_own_row_in_the_table_of_sites():
    network = compile_network(wide_region(), read_library())
    rows = network.region.sites
    assert [rows["site"][i] for i in network.site_rows] == list(network.sites)
    shifted = compile_network(shuffled(wide_region(), 3), read_library())
    rows = shifted.region.sites
    assert [rows["site"][i] for i in shifted.site_rows] == list(shifted.sites)


def test_a_shock_hits_its_kind_in_its_areas_also_when_planned_sites_stand_before_them():
    scenario = parse_scenario(story(kinds=["waterworks"], areas=["A"]), "test.toml")
    for seed in range(5):
        twin = drawn_twin(scenario, shuffled(wide_region(), seed))
        hit = sites_hit(twin.network, scenario.shocks[0])
        assert [twin.network.sites[i] for i in hit] == ["wA"]


def test_a_shock_on_a_municipality_hits_the_sites_in_its_areas():
    scenario = parse_scenario(story(kinds=["mv_feeder"], municipalities=["Testdorp"]), "t.toml")
    twin = drawn_twin(scenario)
    hit = sites_hit(twin.network, scenario.shocks[0])
    assert [twin.network.sites[i] for i in hit] == ["fA", "fB"]


def test_planned_sites_are_off_until_their_kind_is_switched_on():
    off = compile_network(wide_region(), read_library())
    assert not {"nC", "nD", "nE"} & set(off.sites)
    assert len(off.places.support) == 0
    on = compile_network(wide_region(), read_library(), ["noodsteunpunt"])
    assert {on.sites[i] for i in on.places.support} == {"nC", "nD", "nE"}
    other = compile_network(wide_region(), read_library(), ["mobile_macro"])
    assert other.sites == off.sites


REMOTE = {"consumer": "hv_station", "input": "control", "supplier": "fixed_pop", "linking": "all"}
"""A station that is worked from afar, and so needs what it feeds."""


def with_need(**figures) -> Library:
    """The library with one more thing that stations need."""
    library = read_library()
    rows = [*library.dependencies, REMOTE | {"evidence": "A"} | figures]
    return replace(library, dependencies=rows_of(DEPENDENCIES, rows))


def remote_region() -> Region:
    """The wide region, of which the station is worked over a line that it feeds."""
    region = wide_region()
    rows = [*region.links, _link("hv", "control", "pA")]
    return replace(region, links=rows_of(LINKS, rows))


def remote_twin(region: Region, hours: float = 30.0, **figures) -> Twin:
    figures = {"t_p10": 4, "t_p50": 8, "t_p90": 12, "floor": 0.2, "lag_h": 2, **figures}
    network = compile_network(region, with_need(**figures))
    return Twin(network, read_twin_library(), blackout(hours), norms=())


def parts_of(network: Network) -> list[tuple[str, ...]]:
    return [network.sites[first:past] for first, past in network.graph.parts.tolist()]


def test_sites_that_hold_each_other_up_stand_side_by_side_as_one_part():
    network = remote_twin(remote_region()).network
    assert parts_of(network) == [("fA", "hv", "pA")]
    place = {name: i for i, name in enumerate(network.sites)}
    assert place["grid"] < place["fA"] < place["wA"] < place["zA"]
    assert parts_of(compile_network(wide_region(), read_library())) == []


def test_a_region_with_a_circle_goes_down_and_comes_back_and_every_hour_has_its_cause():
    # The feeders are lost for 30 h. The line of the station lasts some hours, the station some
    # more; with it the other area goes down. After the shock all is back within the lags.
    twin = remote_twin(remote_region())
    run, trace = trace_once(twin, 0)
    at = {name: i for i, name in enumerate(twin.network.sites)}
    assert trace[29, at["hv"]] < 0.5
    assert (trace[33:, [at[name] for name in ("hv", "fA", "fB")]] == 1.0).all()
    assert run.unsettled == 0
    causes = np.zeros(run.unmet.shape[::2])
    np.add.at(causes, (run.causes.need, run.causes.area), run.causes.hours)
    assert causes == pytest.approx(run.unmet.astype(float).sum(axis=1), rel=1e-5, abs=1e-3)


def test_a_circle_that_nothing_hits_changes_nothing_for_people():
    # Only the hydrophores fail; the circle stays whole, so people fare as without it.
    scenario = blackout(12.0, ["hydrophore"])
    with_circle = replace(remote_twin(remote_region()), scenario=scenario)
    without = replace(with_circle, network=compile_network(wide_region(), read_library()))
    first, second = run_once(with_circle, 2), run_once(without, 2)
    assert np.array_equal(first.unmet, second.unmet)


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_a_circle_comes_out_the_same_to_the_last_bit_whatever_the_order_of_rows(seed):
    first = remote_twin(remote_region())
    second = remote_twin(shuffled(remote_region(), seed))
    assert parts_of(first.network) == parts_of(second.network)
    run, other = run_once(first, 1), run_once(second, 1)
    for name in ("unmet", "cells", "weighted", "kinds", "mobile"):
        assert np.array_equal(getattr(run, name), getattr(other, name))
    assert np.array_equal(run.causes.hours, other.causes.hours)


def test_what_a_supplier_loses_can_cost_a_site_a_part_by_its_weight():
    # Losing its line costs the station 0.3, also where it has power: no circle, but losses add up.
    region = wide_region()
    rows = [*region.links, _link("hv", "control", "net") | {"weight": 0.3}]
    needs = with_need(supplier="internet_core", form="linear")
    network = compile_network(replace(region, links=rows_of(LINKS, rows)), needs)
    scenario = blackout(6.0, ["internet_core"])
    _, trace = trace_once(Twin(network, read_twin_library(), scenario, norms=()), 0)
    assert parts_of(network) == [("hv",)]
    assert trace[2, network.sites.index("hv")] == pytest.approx(0.7)


def test_a_back_up_that_does_not_start_bridges_nothing():
    region = stating(with_hospitals(), lasts("hospA", 24.0, 24.0, 24.0, fail_start=1.0))
    sure = stating(with_hospitals(), lasts("hospA", 24.0, 24.0, 24.0, fail_start=0.0))
    levels = []
    for said in (region, sure):
        twin = drawn_twin(blackout(12.0), said)
        levels.append(trace_once(twin, 0)[1][3, twin.network.sites.index("hospA")])
    assert levels == [0.0, 1.0]


def test_a_back_up_fails_to_start_in_its_share_of_the_runs():
    # 400 runs at 0.25: 100 expected, with a deviation of 8.7.
    region = stating(with_hospitals(), lasts("hospA", 24.0, 24.0, 24.0, fail_start=0.25))
    twin = drawn_twin(blackout(12.0), region)
    at = twin.network.inputs.names.index("hospA|power")
    failed = sum(make_case(twin, run)[0].buffers.size[at] == 0.0 for run in range(400))
    assert 65 <= failed <= 135


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))), st.randoms())
def test_the_groups_do_not_depend_on_the_order_of_rows(links, numbers):
    names = list("abcdef")
    groups = topological_groups(names, links)
    at = {name: i for i, group in enumerate(groups) for name in group}
    assert sorted(at) == names
    for consumer, supplier in links:
        assert at[supplier] <= at[consumer]
    mixed = links[:]
    numbers.shuffle(mixed)
    assert topological_groups(names[::-1], mixed) == groups


@pytest.mark.parametrize("seed", range(4))
def test_a_run_is_bit_identical_whatever_the_order_of_the_rows(seed):
    scenario = parse_scenario(story(30.0, kinds=["mv_feeder"], areas=["A"]), "test.toml")
    base, other = wide_region(), shuffled(wide_region(), seed)
    first, second = (run_once(drawn_twin(scenario, region), 1) for region in (base, other))
    # Results stand by the network's own order of areas: compare by code.
    codes = [list(drawn_twin(scenario, r).network.region.areas["code"]) for r in (base, other)]
    at = [codes[1].index(code) for code in codes[0]]
    assert first.steps == second.steps
    assert np.array_equal(first.unmet, second.unmet[:, :, at])
    assert np.array_equal(first.cells, second.cells[:, at])
    assert np.array_equal(first.weighted, second.weighted[:, at])
    assert np.array_equal(first.counts, second.counts[:, at])
    assert np.array_equal(first.mobile, second.mobile[:, at])
    assert np.array_equal(first.kinds, second.kinds)
    assert np.array_equal(first.cell_curve, second.cell_curve)


def test_only_links_between_sites_that_are_there_count():
    region = small_region()
    links = Rows(LINKS, {k: v.copy() for k, v in region.links.columns.items()})
    extra = rows_of(LINKS, [_link("fA", "power", "nowhere")])
    joined = {k: np.concatenate([links[k], extra[k]]) for k in LINKS.names}
    network = compile_network(replace(region, links=Rows(LINKS, joined)), read_library())
    assert network.sites == compile_network(region, read_library()).sites


def test_a_degree_of_latitude_is_111_km_and_one_of_longitude_less():
    # 0.1 degree north: 11.12 km. 0.1 degree east at 51.9: 11.12 x cos 51.9 = 6.861 km.
    km = to_km(np.array([5.1, 5.0]), np.array([51.9, 52.0]), 5.0, 51.9)
    assert km[0] == pytest.approx([6.861, 0.0], abs=1e-3)
    assert km[1] == pytest.approx([0.0, 11.1195], abs=1e-3)


def with_hospitals() -> Region:
    """The small region with a hospital in each area, on its feeder."""
    sites = [site("hospA", "hospital", "A"), site("hospB", "hospital", "B", lon=5.146)]
    return small_region(sites=sites, links=[_link(f"hosp{x}", "power", f"f{x}") for x in "AB"])


def stating(region: Region, *rows: dict[str, object]) -> Region:
    """The region in which organisations say how long they last."""
    words = {"organisation": "ziekenhuis", "confidence": "high", "date": "2026-11-21"}
    return replace(region, autonomies=rows_of(AUTONOMIES, [words | row for row in rows]))


def lasts(
    consumer: str, *hours: float, name: str = "power", **changes: object
) -> dict[str, object]:
    figures = zip(("t_p10", "t_p50", "t_p90"), hours, strict=True)
    return {"consumer": consumer, "input": name, **dict(figures), **changes}


def hours_up(region: Region, name: str, run: int = 0) -> float:
    """Hours of level that a site gives in the first 150 of a long blackout."""
    twin = drawn_twin(blackout(200.0), region, fixed=ALL_STAFF)
    _, levels = trace_once(twin, run)
    return float(levels[:150, twin.network.sites.index(name)].sum())


def test_a_hospital_that_says_it_lasts_five_days_keeps_power_longer() -> None:
    """The library gives 24, 48 or 96 hours; the hospital itself 100, 120 or 140."""
    region = with_hospitals()
    said = stating(region, lasts("hospA", 100.0, 120.0, 140.0, fail_start=0.0))
    for run in range(5):
        assert hours_up(region, "hospA", run) < 110.0
        # Each end is extended by a quarter of the nearest interval: 95 to 145 hours.
        assert 95.0 <= hours_up(said, "hospA", run) <= 145.0
        assert hours_up(said, "hospB", run) == hours_up(region, "hospB", run)


def test_a_statement_about_a_kind_holds_for_all_its_sites_and_a_site_goes_before_it() -> None:
    kind = lasts("hospital", 100.0, 100.0, 100.0, fail_start=0.0)
    own = lasts("hospA", 60.0, 60.0, 60.0, fail_start=0.0)
    wide = stating(with_hospitals(), kind)
    assert [hours_up(wide, f"hosp{x}") for x in "AB"] == pytest.approx([100.0, 100.0])
    for rows in ((kind, own), (own, kind)):
        region = stating(with_hospitals(), *rows)
        assert [hours_up(region, f"hosp{x}") for x in "AB"] == pytest.approx([60.0, 100.0])


def test_what_a_statement_leaves_open_is_as_in_the_library() -> None:
    region = with_hospitals()
    said = stating(region, lasts("hospA", 1.0, 2.0, 3.0, lag_h=9.0))
    before, after = (compile_network(r, read_library()).inputs for r in (region, said))
    at = before.names.index("hospA|power")
    assert (after.p10[at], after.p50[at], after.p90[at], after.lag[at]) == (1.0, 2.0, 3.0, 9.0)
    assert after.floor[at] == before.floor[at] == 0.0
    assert after.fail_start[at] == before.fail_start[at] == 0.035
    assert after.evidence[at] == "O"
    # All else is untouched, and the draws keep their keys.
    others = np.arange(len(before.names)) != at
    assert after.names == before.names
    assert np.array_equal(after.keys, before.keys)
    assert np.array_equal(after.parameter_keys, before.parameter_keys)
    for name in ("p10", "p50", "p90", "floor", "lag", "refill", "fail_start"):
        assert np.array_equal(getattr(after, name)[others], getattr(before, name)[others])


def test_who_says_what_the_library_says_changes_nothing_to_the_last_bit() -> None:
    region = with_hospitals()
    said = stating(region, lasts("hospital", 24.0, 48.0, 96.0), lasts("gone", 1.0, 1.0, 1.0))
    first, second = (run_once(drawn_twin(blackout(96.0), r), 3) for r in (region, said))
    for name in ("unmet", "cells", "weighted", "counts", "kinds", "mobile"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


ON_NO_POWER = sorted(
    name
    for name in compile_network(with_hospitals(), read_library()).inputs.names
    if not name.startswith(("f", "hv"))
)


@given(
    st.sampled_from(ON_NO_POWER),
    st.floats(0, 120),
    st.floats(0, 120),
    st.integers(0, 100),
    st.sampled_from(("mv_feeder", "internet_core", "waterworks")),
)
def test_a_longer_stated_autonomy_never_worsens_a_total(
    pair: str, hours: float, more: float, seed: int, kind: str
) -> None:
    """Feeders are left out: they share the queue of 112, where later calls can meet others.

    So is hoarding: who is alarmed later may have bought less in time.
    """
    consumer, name = pair.split("|")
    totals = []
    for t in (hours, hours + more):
        region = stating(with_hospitals(), lasts(consumer, t, t, t, name=name))
        calm = {"hoard_demand": 1.0}
        run = run_once(drawn_twin(blackout(96.0, [kind]), region, seed=seed, fixed=calm), 0)
        totals.append(run.unmet.astype(float).sum(axis=(1, 2)))
    assert (totals[1] <= totals[0] * (1 + 1e-6) + 1e-3).all()
