"""Linking: every site gets what its kind needs, every area is served."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.region.files import read_region
from weerbaar.region.linking import divided
from weerbaar.region.region import Library, Region


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
