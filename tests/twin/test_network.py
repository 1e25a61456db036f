"""A region compiled for the kernel: suppliers before consumers, whatever the order of the rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import area, drawn_twin, read_library, site, small_region, story
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.region import Region
from weerbaar.region.tables import LINKS
from weerbaar.twin.ensemble import run_once, sites_hit
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
