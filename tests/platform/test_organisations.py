"""The tree of organisations."""

import pytest

from weerbaar.platform.organisations import BELOW, KINDS, kinds_below, place_problems


def test_a_municipality_stands_below_its_safety_region_and_a_group_below_the_municipality():
    assert place_problems("municipality", (1, 2), "safety_region", None) == []
    assert place_problems("neighbourhood_group", (1, 2, 3), "municipality", None) == []


def test_a_municipality_can_run_the_site_for_itself_alone():
    assert place_problems("municipality", (), "", None) == []


def test_every_kind_has_a_place_and_every_place_is_of_a_kind():
    assert set(BELOW) == set(KINDS)
    assert {kind for above in BELOW.values() for kind in above} <= {"", *KINDS}
    assert kinds_below("country") == ("safety_region", "municipality", "partner")


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        ("country", "municipality"),
        ("safety_region", "municipality"),
        ("neighbourhood_group", ""),
        ("municipality", "partner"),
        ("club", "municipality"),
    ],
)
def test_a_kind_in_a_place_where_it_cannot_stand_is_refused(kind: str, above: str):
    found = place_problems(kind, (1,), above, None)
    assert [problem.code for problem in found] == ["wrong-place-in-tree"]


def test_an_organisation_below_itself_is_refused():
    found = place_problems("partner", (1, 7, 9), "partner", 7)
    assert [problem.code for problem in found] == ["below-itself"]
