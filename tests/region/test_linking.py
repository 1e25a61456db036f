"""Linking: every site gets what its kind needs, every area is served."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.csv_cells import canonical_text
from weerbaar.common.tables import Rows
from weerbaar.region.build import build_region
from weerbaar.region.files import read_library, read_region, read_sources
from weerbaar.region.linking import divided, placed_of, relink, relink_sites
from weerbaar.region.placing import place_sites
from weerbaar.region.region import Library, Region
from weerbaar.region.sources import SourceSet


def suppliers(region: Region, consumer: str, input_: str) -> dict[str, float]:
    own = (region.links["consumer"] == consumer) & (region.links["input"] == input_)
    links = region.links.where(own)
    return dict(zip(links["supplier"], links["weight"], strict=True))


def test_a_hospital_hangs_on_a_feeder_of_its_area_that_hangs_on_a_station(region: Region) -> None:
    (feeder,) = suppliers(region, "hospital:zandbank-ziekenhuis-veldmeer", "power")
    assert feeder.startswith("mv_feeder:WK900101:")
    assert suppliers(region, feeder, "power") == {"hv_station:veldmeer-150-kv": 1.0}
    assert suppliers(region, "hv_station:veldmeer-150-kv", "power") == {
        "ehv_station:hoogdal-380-kv": 1.0,
        "grid:outside": 1.0,
    }
    assert suppliers(region, "ehv_station:hoogdal-380-kv", "power") == {"grid:outside": 1.0}


def test_a_pump_hangs_on_the_feeder_of_its_own_block(region: Region) -> None:
    assert suppliers(region, "hydrophore:WK900100:3", "power") == {"mv_feeder:WK900100:3": 1.0}


def test_a_lone_supplier_gives_all_where_two_would_share(region: Region) -> None:
    (weight,) = suppliers(region, "pressure_zone:WK900100:1", "water").values()
    assert weight == 1.0

    shared = read_region("gelderland-zuid").links
    zones = np.array([c.startswith("pressure_zone:") for c in shared["consumer"]])
    assert set(shared["weight"][zones]) == {0.7}


def test_numbered_sites_of_an_area_take_its_feeders_in_turn(region: Region) -> None:
    taken = [
        next(iter(suppliers(region, f"supermarket:WK900100:{n}", "power"))) for n in (1, 2, 3, 4)
    ]

    assert len(set(taken)) == 4


def test_the_centre_of_the_chain_is_drawn_by_market_share() -> None:
    links = read_region("gelderland-zuid").links
    goods = links.where(links["input"] == "goods")
    shops = goods.where(np.array([c.startswith("supermarket:") for c in goods["consumer"]]))

    assert set(shops["weight"]) == {1.0}
    own = (shops["supplier"] == "food_dc:distributiecentrum-geldermalsen").mean()
    assert own == pytest.approx(0.37, abs=0.08)


def test_a_planned_site_needs_power_but_supplies_nothing(region: Region) -> None:
    assert suppliers(region, "noodsteunpunt:WK900100:1", "power")
    assert not any(s.startswith("noodsteunpunt:") for s in region.links["supplier"])


def test_an_area_is_divided_over_the_nearest_sites(region: Region, library: Library) -> None:
    shops = region.service.where(
        (region.service["place"] == "WK900300") & (region.service["service"] == "shop")
    )

    assert len(shops) == 4
    assert shops["weight"].sum() == pytest.approx(1, abs=1e-9)
    assert shops["site"][np.argmax(shops["weight"])].startswith("supermarket:WK900300:")
    not_stored = set(library.services["service"][library.services["reach"] == 0])
    assert not not_stored & set(region.service["service"])


def test_upper_floors_are_served_by_the_pump_of_their_block(region: Region) -> None:
    upper = region.service.where(region.service["service"] == "upper_tap")

    assert dict(zip(upper["place"], upper["site"], strict=True))["WK900100/2"] == (
        "hydrophore:WK900100:2"
    )
    assert not any(place.startswith("WK900201/") for place in upper["place"])


@given(st.lists(st.floats(0, 300), min_size=1, max_size=9).map(sorted))
def test_shares_add_up_to_1_and_nearer_never_gets_less(km: list[float]) -> None:
    shares = divided(km)

    assert round(sum(shares), 9) == 1
    assert all(share >= 0 for share in shares)
    for near, far in pairwise(shares[1:]):
        assert near >= far


def same_links(one: Region, other: Region) -> bool:
    return all(
        canonical_text(a) == canonical_text(b)
        for a, b in ((one.links, other.links), (one.service, other.service))
    )


def without(region: Region, site: str) -> Region:
    return replace(region, sites=region.sites.where(region.sites["site"] != site))


def test_when_a_station_goes_its_feeders_take_the_next(region: Region, library: Library) -> None:
    gone = "hv_station:veldmeer-150-kv"
    hung = set(region.links["consumer"][region.links["supplier"] == gone])

    again = relink_sites(without(region, gone), library, {"hv_station"})

    assert hung
    assert gone not in set(again.links["supplier"])
    for feeder in hung:
        (other,) = suppliers(again, feeder, "power")
        assert other.startswith("hv_station:")
    others = [c not in hung and c != gone for c in region.links["consumer"]]
    still = [c not in hung for c in again.links["consumer"]]
    assert canonical_text(again.links.where(np.array(still))) == canonical_text(
        region.links.where(np.array(others))
    )


def test_what_is_kept_stays_as_it_was(region: Region, library: Library) -> None:
    hospital = ("hospital:zandbank-ziekenhuis-veldmeer", "power")
    own = (region.links["consumer"] == hospital[0]) & (region.links["input"] == hospital[1])
    feeder = next(iter(set(region.blocks["feeder"]) - set(region.links["supplier"][own])))
    stated = region.links["supplier"].copy()
    stated[own] = feeder
    links = Rows(region.links.table, {**region.links.columns, "supplier": stated})
    changed = replace(region, links=links)

    kept = relink_sites(changed, library, {"hospital"}, {hospital})
    anew = relink_sites(changed, library, {"hospital"})

    assert set(suppliers(kept, *hospital)) == {feeder}
    assert same_links(anew, region)


def test_an_area_that_lost_its_shop_is_divided_over_the_others(
    region: Region, library: Library
) -> None:
    lost = "supermarket:WK900300:1"

    again = relink_sites(without(region, lost), library, {"supermarket"})

    shops = again.service.where(again.service["service"] == "shop")
    assert lost not in set(again.service["site"])
    for place in region.areas["code"]:
        assert shops["weight"][shops["place"] == place].sum() == pytest.approx(1, abs=1e-9)
    assert lost not in set(again.links["consumer"])


@given(st.data())
def test_finding_links_anew_changes_nothing_that_was_made_by_rule(
    region: Region, library: Library, data
) -> None:
    kinds = data.draw(st.sets(st.sampled_from(sorted(library.kinds["kind"]))))

    assert same_links(relink_sites(region, library, kinds), region)


def test_all_links_of_the_default_region_are_as_the_rules_say(library: Library) -> None:
    region = read_region("gelderland-zuid")

    assert same_links(relink_sites(region, library, set(library.kinds["kind"])), region)


@pytest.mark.shared
def test_all_links_of_a_region_just_built_are_as_the_rules_say(shared: Path) -> None:
    library = read_library()
    built = build_region(read_sources(shared / "data"), library, "VR08")

    assert same_links(relink_sites(built, library, set(library.kinds["kind"])), built)


def test_nothing_asked_for_leaves_the_region_as_it_is(region: Region, library: Library) -> None:
    assert same_links(relink(region, library, set(), set()), region)


def test_which_block_a_site_belongs_to_follows_from_the_region(
    region: Region, sources: SourceSet, library: Library
) -> None:
    placed = place_sites(region.areas, sources, library)

    assert placed_of(region, library).block_of == placed.block_of


def test_a_feeder_of_two_blocks_serves_both(region: Region, library: Library) -> None:
    feeders = region.blocks["feeder"].copy()
    feeders[1] = feeders[0]
    blocks = Rows(region.blocks.table, {**region.blocks.columns, "feeder": feeders})

    again = relink_sites(replace(region, blocks=blocks), library, {"mv_feeder"})

    power = again.service.where(again.service["service"] == "power")
    assert set(power["place"]) == set(region.blocks["block"])
    served = dict(zip(power["place"], power["site"], strict=True))
    assert served[blocks["block"][0]] == served[blocks["block"][1]] == feeders[0]


def chosen_centres(region: Region, library: Library, reach_km: float) -> set[str]:
    """The distribution centres of the shops where the chain's own serves so many kilometres."""
    needs = library.dependencies
    own = needs["supplier"] == "food_dc"
    reach = np.where(own, reach_km, np.nan)
    bounded = replace(library, dependencies=Rows(needs.table, {**needs.columns, "reach_km": reach}))
    again = relink_sites(region, bounded, {"supermarket"})
    goods = again.links.where(again.links["input"] == "goods")
    shops = [c.startswith("supermarket:") for c in goods["consumer"]]
    return set(goods["supplier"][np.array(shops)])


def test_a_centre_serves_only_the_shops_within_its_reach(library: Library) -> None:
    region = read_region("gelderland-zuid")
    own, other = "food_dc:distributiecentrum-geldermalsen", "food_dc_outside:outside"

    assert chosen_centres(region, library, 55) == {own, other}
    assert chosen_centres(region, library, 0) == {other}


def test_where_no_centre_is_in_reach_one_still_supplies(library: Library) -> None:
    region = without(read_region("gelderland-zuid"), "food_dc_outside:outside")

    assert chosen_centres(region, library, 0) == {"food_dc:distributiecentrum-geldermalsen"}
