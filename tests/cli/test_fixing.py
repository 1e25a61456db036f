"""Parameters that are not drawn, as `--fixed` gives them."""

from __future__ import annotations

import pytest

from weerbaar.cli.fixing import fixed_values
from weerbaar.twin.files import read_twin_library


def test_every_wrong_value_is_told_and_every_right_one_taken() -> None:
    asked = ["rho=0.9", "rho=9", "x=1", "surge=5"]
    values, problems = fixed_values(asked, read_twin_library())
    assert values == {"rho": 0.9, "surge": 5.0}
    assert [problem.code for problem in problems] == ["fixed-outside", "no-such-parameter"]


def test_what_others_divide_by_cannot_be_nothing() -> None:
    for text in ("walking_km=0", "phone_charge_h=0", "homes_per_generator=0"):
        values, problems = fixed_values([text], read_twin_library())
        assert (values, [problem.code for problem in problems]) == ({}, ["fixed-outside"])
    assert fixed_values(["staff_home=0"], read_twin_library()) == ({"staff_home": 0.0}, [])


@pytest.mark.parametrize(
    "text", ["rho=nan", "rho=inf", "rho=-0.1", "rho=x", "rho", "=1", "rho==1", ""]
)
def test_what_is_no_name_and_number_in_range_is_refused_and_not_taken(text: str) -> None:
    values, problems = fixed_values([text], read_twin_library())
    assert values == {}
    assert len(problems) == 1
