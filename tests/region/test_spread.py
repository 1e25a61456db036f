"""Spreading: a municipality's figures over its areas, by the rules of the module."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.tables import Rows
from weerbaar.region.files import read_region
from weerbaar.region.region import Library, Region
from weerbaar.region.sources import SourceSet
from weerbaar.region.spread import rounded_shares, spread_areas
from weerbaar.region.tables import AGES, BUILT


def of(region: Region, code: str) -> dict:
    return region.areas.row(region.areas.positions("code")[code])


def test_household_size_follows_people_per_home_around_the_municipality(region: Region) -> None:
    # Veldmeer: 2.0 persons per household; 21,000 people in 10,000 homes.
    assert of(region, "WK900100")["household_size"] == round(2.0 * (12000 / 6000) / 2.1, 2)
    assert of(region, "WK900101")["household_size"] == round(2.0 * (9000 / 4000) / 2.1, 2)


def test_a_merged_municipality_has_the_mean_of_its_former_ones(region: Region) -> None:
    mean = (2100 * 2.3 + 900 * 2.6) / 3000
    per_home = (5200 / 2200) / (7710 / 3190)

    assert of(region, "WK900200")["household_size"] == pytest.approx(mean * per_home, abs=0.005)


def test_larger_households_are_as_large_as_in_the_municipality(region: Region) -> None:
    area = of(region, "WK900101")
    single = area["single_households"]
    larger = (area["household_size"] - single) / (1 - single)

    assert larger == pytest.approx((2.0 - 0.42) / 0.58, abs=0.02)


def test_apartments_of_a_municipality_keep_their_number(region: Region) -> None:
    for code, apartments, homes in (("GM9001", 4500, 10000), ("GM9003", 460, 4080)):
        own = region.areas.where(region.areas["municipality_code"] == code)
        share = apartments / {"GM9001": 10000, "GM9003": 4200}[code]
        total = (own["apartments"] * own["dwellings"]).sum()
        assert total == pytest.approx(share * homes, rel=0.001)


def test_high_rise_stands_in_towns_only(region: Region) -> None:
    assert of(region, "WK900100")["high_rise"] > of(region, "WK900300")["high_rise"] > 0
    assert of(region, "WK900201")["high_rise"] == 0


def test_cars_and_energy_keep_the_municipality_s_total(region: Region) -> None:
    own = region.areas.where(region.areas["municipality_code"] == "GM9003")
    households = own["inhabitants"] / own["household_size"]

    assert (households * own["cars_per_household"]).sum() == pytest.approx(5600, rel=0.01)
    assert set(own["electricity_kwh"]) == {round(48e12 / 3.6e6 / 4200)}
    assert set(own["gas_kwh"]) == {round(110e12 / 3.6e6 / 4200)}


def test_a_missing_percentage_is_the_mean_of_the_others_and_says_so(region: Region) -> None:
    area = of(region, "WK900202")
    mean = (5200 * 0.385 + 2400 * 0.368) / 7600
    said = {row["column"]: row for row in region.provenance if row["key"] == "WK900202"}

    assert area["income_low"] == pytest.approx(mean, abs=1e-4)
    assert set(said) == {"income_low", "income_high", "dwelling_value_keur"}
    assert all(row["estimated"] and row["rule"] for row in said.values())


@pytest.mark.parametrize("name", ["gelderland-zuid"])
def test_spread_figures_stay_within_reason(name: str) -> None:
    areas = read_region(name).areas

    assert (areas["household_size"] >= 1.5).all()
    assert (areas["household_size"] <= 3.5).all()
    assert (areas["electricity_kwh"] > 2000).all()
    assert (areas["electricity_kwh"] < 4000).all()
    assert (areas["gas_kwh"] > 6000).all()
    assert (areas["gas_kwh"] < 13000).all()
    assert (areas["high_rise"] <= areas["apartments"]).all()
    assert sum(areas[column] for column in BUILT) == pytest.approx(1)


def test_west_betuwe_has_the_households_of_three_former_municipalities() -> None:
    areas = read_region("gelderland-zuid").areas
    own = areas.where(areas["municipality"] == "West Betuwe")
    mean = (own["household_size"] * own["dwellings"]).sum() / own["dwellings"].sum()

    assert len(own) == 12
    assert 2.4 < mean < 2.6


def test_ages_of_which_most_are_withheld_count_as_not_given(
    sources: SourceSet, library: Library
) -> None:
    wijken = sources.tables["wijken"]
    withheld = wijken["pop_65plus"].copy()
    withheld[wijken.positions("code")["WK900202"]] = math.nan
    changed = Rows(wijken.table, {**wijken.columns, "pop_65plus": withheld})

    areas, problems = spread_areas(
        replace(sources, tables={**sources.tables, "wijken": changed}), library, "VR99"
    )

    assert problems == []
    filled = areas.rows.row(areas.rows.positions("code")["WK900202"])
    assert sum(filled[age] for age in AGES) == pytest.approx(1, abs=0.01)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=9).filter(lambda values: sum(values) > 1))
def test_rounded_shares_add_up_to_1_and_stay_near(values: list[float]) -> None:
    shares = rounded_shares(values)

    assert round(math.fsum(shares) * 1e4) == 10_000
    for share, value in zip(shares, values, strict=True):
        assert share == pytest.approx(value / sum(values), abs=1.01e-4)
