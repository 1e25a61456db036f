"""A region compiled for the kernel: suppliers before consumers, whatever the order of the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import (
    area,
    blackout,
    drawn_twin,
    read_library,
    site,
    small_region,
    story,
)
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.region import Region
from weerbaar.region.tables import AUTONOMIES, LINKS
from weerbaar.twin.ensemble import run_once, sites_hit, trace_once
from weerbaar.twin.network import compile_network, to_km, topological_order
from weerbaar.twin.scenario import parse_scenario

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
    assert topological_order(["c", "b", "a"], []) == ["a", "b", "c"]
    assert topological_order(["c", "b", "a"], [("a", "b")]) == ["b", "c", "a"]


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


def test_sites_that_depend_on_each_other_are_refused_with_the_whole_circle():
    links = [_link("fA", "power", "zA")]
    with pytest.raises(Refused) as info:
        compile_network(small_region(links=links), read_library())
    problem = info.value.problems[0]
    assert problem.code == "cyclic-dependency"
    # The feeder on the zone, the zone on the works, the works on the feeder.
    assert "fA → zA → wA → fA" in problem.message()


def test_a_site_that_depends_on_itself_is_refused():
    with pytest.raises(Refused) as info:
        topological_order(["a", "b"], [("a", "a")])
    assert "a → a" in info.value.problems[0].message()


@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_the_order_does_not_depend_on_the_order_of_rows(numbers, n):
    names = [f"s{i}" for i in range(n)]
    links = [(names[i], names[j]) for i in range(n) for j in range(i) if numbers.random() < 0.4]
    order = topological_order(names, links)
    for consumer, supplier in links:
        assert order.index(supplier) < order.index(consumer)
    turned, mixed = names[::-1], links[:]
    numbers.shuffle(mixed)
    assert topological_order(turned, mixed) == order


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
    twin = drawn_twin(blackout(200.0), region)
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
    """Feeders are left out: they share the queue of 112, where later calls can meet others."""
    consumer, name = pair.split("|")
    totals = []
    for t in (hours, hours + more):
        region = stating(with_hospitals(), lasts(consumer, t, t, t, name=name))
        run = run_once(drawn_twin(blackout(96.0, [kind]), region, seed=seed), 0)
        totals.append(run.unmet.astype(float).sum(axis=(1, 2)))
    assert (totals[1] <= totals[0] * (1 + 1e-6) + 1e-3).all()
