"""Who lives in an area: sixty rows of people in which nobody is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import area
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import AREAS
from weerbaar.twin.population import group_shares, home_shares, kits_by_group, spread_people
from weerbaar.twin.tables import GROUP_ORDER, HOME_ORDER

DRAWN = {
    "care_65_plus": 0.12,
    "care_under_65": 0.015,
    "alone_65_plus": 0.34,
    "single_national": 0.4,
    "parents_per_child": 0.95,
    "youth_at_home": 0.5,
    "prepared_low_income": 0.2,
    "prepared_other": 0.38,
}
AGES = ("share_0_14", "share_15_24", "share_25_44", "share_45_64", "share_65_plus")
BUILT = tuple(name for name in AREAS.names if name.startswith("built_"))


def areas_of(*changes):
    return rows_of(AREAS, [area(f"A{i}", 5.0, **change) for i, change in enumerate(changes)])


def split(rows):
    """Areas x homes x groups x income x preparedness."""
    return rows.reshape(len(rows), len(HOME_ORDER), len(GROUP_ORDER), 2, 2)


def test_a_village_of_a_thousand_by_hand():
    areas = areas_of({})
    # 20 % is 65+, 12 % of them need care, and 1.5 % of the other 80 %: 0.024 + 0.012 = 0.036.
    # Single households 0.3 against 0.4: alone 0.34 x 0.75 = 0.255 of the 0.176 left: 0.04488;
    # in company 0.176 x 0.745 = 0.13112. Children 0.16 with 0.95 parents each and half of the
    # 0.12 aged 15 to 24: 0.372, of whom 98.5 % need no care: 0.36642. The rest: 0.42158.
    expected = [0.036, 0.04488, 0.13112, 0.36642, 0.42158]
    assert group_shares(areas, DRAWN)[0] == pytest.approx(expected)
    # 10 % high-rise; of the rest 70 % was built before 1985: 0.63 and 0.27.
    assert home_shares(areas)[0] == pytest.approx([0.63, 0.27, 0.1])
    rows = spread_people(areas, DRAWN)
    assert rows.shape == (1, 60)
    # Care, old low-rise, low income (0.4), with a kit (0.2): 1000 x 0.036 x 0.63 x 0.4 x 0.2.
    assert rows[0, 0 * 20 + 0 * 4 + 1 * 2 + 1] == pytest.approx(1.8144)
    # Other adults, high-rise, other income, no kit: 1000 x 0.42158 x 0.1 x 0.6 x 0.62.
    assert rows[0, 2 * 20 + 4 * 4 + 0 * 2 + 0] == pytest.approx(15.6828, abs=1e-4)


shares = st.floats(0, 1)


@st.composite
def any_area(draw):
    ages = np.array(draw(st.lists(st.floats(0.001, 1), min_size=5, max_size=5)))
    built = np.array(draw(st.lists(shares, min_size=5, max_size=5)))
    built = built / built.sum() if built.sum() > 0 else np.full(5, 0.2)
    change = dict(zip(AGES, (float(a) for a in ages / ages.sum()), strict=True))
    change |= dict(zip(BUILT, (float(b) for b in built), strict=True))
    change["inhabitants"] = float(draw(st.integers(1, 200_000)))
    for name in ("income_low", "high_rise", "single_households"):
        change[name] = draw(shares)
    return change


@given(any_area())
def test_persons_are_conserved_and_every_share_lies_between_0_and_1(change):
    areas = areas_of(change)
    rows = spread_people(areas, DRAWN)
    persons = change["inhabitants"]
    assert rows.sum() == pytest.approx(persons, rel=1e-12)
    assert (rows >= 0).all()
    assert (rows <= persons * (1 + 1e-12)).all()
    for found in (group_shares(areas, DRAWN), home_shares(areas)):
        assert ((found >= 0) & (found <= 1)).all()
        assert found.sum() == pytest.approx(1.0)


@given(any_area())
def test_low_income_and_kits_come_back_from_the_rows(change):
    people = split(spread_people(areas_of(change), DRAWN))
    persons, low = change["inhabitants"], change["income_low"]
    assert people[:, :, :, 1].sum() == pytest.approx(persons * low, abs=1e-6)
    assert people[:, :, :, 1, 1].sum() == pytest.approx(persons * low * 0.2, abs=1e-6)
    assert people[:, :, :, 0, 1].sum() == pytest.approx(persons * (1 - low) * 0.38, abs=1e-6)


@given(any_area())
def test_high_rise_and_people_of_65_and_over_come_back_from_the_rows(change):
    people = split(spread_people(areas_of(change), DRAWN))
    persons = change["inhabitants"]
    assert people[:, 2].sum() == pytest.approx(persons * change["high_rise"], abs=1e-6)
    # Those who need no care are in the two groups of 65 and over.
    expected = persons * change["share_65_plus"] * 0.88
    assert people[:, :, 1:3].sum() == pytest.approx(expected, rel=1e-9)


def test_who_needs_care_is_counted_there_and_nowhere_else():
    everyone = DRAWN | {"care_65_plus": 1.0, "care_under_65": 1.0}
    assert group_shares(areas_of({}), everyone)[0] == pytest.approx([1, 0, 0, 0, 0])
    nobody = DRAWN | {"care_65_plus": 0.0, "care_under_65": 0.0}
    # Then 65+ alone comes before 65+ in company, and both before families.
    expected = [0, 0.2 * 0.255, 0.2 * 0.745, 0.372, 0.428]
    assert group_shares(areas_of({}), nobody)[0] == pytest.approx(expected)


def test_more_single_households_mean_more_people_of_65_and_over_alone():
    few, many = group_shares(
        areas_of({"single_households": 0.2}, {"single_households": 0.6}), DRAWN
    )
    assert many[1] > few[1]
    assert many[1] + many[2] == pytest.approx(few[1] + few[2])


def test_families_are_never_more_than_the_people_under_65():
    ages = dict(zip(AGES, (0.7, 0.1, 0.05, 0.05, 0.1), strict=True))
    shares_found = group_shares(areas_of(ages), DRAWN)[0]
    # 0.7 x 1.95 + 0.05 = 1.415 is more than the 0.9 there are: all of them, less those in care.
    assert shares_found[3] == pytest.approx(0.9 * 0.985)
    assert shares_found[4] == 0.0


def test_without_children_there_are_no_families():
    ages = dict(zip(AGES, (0.0, 0.4, 0.3, 0.2, 0.1), strict=True))
    assert group_shares(areas_of(ages), DRAWN)[0][3] == 0.0


def test_who_is_older_has_a_kit_as_measures_reach_older_people() -> None:
    drawn = {**DRAWN, "prepared_other": 0.4, "prepared_low_income": 0.2}
    drawn |= {"prepared_other:65_plus": 0.8, "prepared_low_income:65_plus": 0.2}
    elder = np.array([False, True, True, False, False])
    kits = kits_by_group(drawn, elder, old_in_care=0.5)
    # Of who needs care half is old: 60 in 100 of those with a higher income.
    assert kits == pytest.approx(np.array([[0.6, 0.2], *[[0.8, 0.2]] * 2, *[[0.4, 0.2]] * 2]))
    same = kits_by_group({**DRAWN}, elder, old_in_care=0.5)
    areas = areas_of({})
    assert np.array_equal(spread_people(areas, DRAWN, same), spread_people(areas, DRAWN))
    assert spread_people(areas, drawn, kits).sum() == pytest.approx(areas["inhabitants"].sum())
