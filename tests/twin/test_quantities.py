"""What is drawn once for a run, by name, and designs over it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.small import blackout, drawn_twin
from weerbaar.common.refusals import Refused
from weerbaar.twin.quantities import (
    make_design,
    named,
    quantile_column,
    quantities_of,
    run_numbers,
)
from weerbaar.twin.sampling import LATIN, Design, matrix_design
from weerbaar.twin.twin import parameter_values


def codes(refused) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_quantity_gives_the_value_that_the_run_draws() -> None:
    """Surge at its middle is 5 times normal; what each run draws is its value at the quantile."""
    twin = drawn_twin(blackout())
    (surge,) = named(twin, ["surge"])
    assert (surge.p10, surge.p50, surge.p90, surge.unit) == (3.0, 5.0, 8.0, "times normal")
    assert float(surge.value(np.array(0.5))) == 5.0
    drawn = surge.value(quantile_column(twin, range(4), "surge"))
    assert drawn.tolist() == [parameter_values(twin, run)["surge"] for run in range(4)]


def test_what_has_no_spread_is_no_quantity() -> None:
    names = {one.name for one in quantities_of(drawn_twin(blackout()))}
    assert {"rho", "surge", "resource:crews_power"} <= names
    assert "phone_charge_h" not in names
    # The region of the tests states that it is brought nothing.
    assert "resource:fuel_trucks" not in names
    told = replace(drawn_twin(blackout()), fixed={"surge": 1.0})
    assert "surge" not in {one.name for one in quantities_of(told)}


def test_a_design_over_everything_leaves_rho_where_it_is() -> None:
    twin = drawn_twin(blackout())
    design = make_design(twin, "latin", 8)
    assert "rho" not in design.names
    assert set(design.names) == {one.name for one in quantities_of(twin)} - {"rho"}
    assert make_design(twin, "latin", 8, ["rho"]).names == ("rho",)


def test_the_order_of_the_names_does_not_matter() -> None:
    twin = drawn_twin(blackout())
    one = make_design(twin, "sobol", 8, ["surge", "headroom"])
    assert one == make_design(twin, "sobol", 8, ["headroom", "surge"])


def test_columns_of_quantiles_are_those_of_the_design_or_of_the_key() -> None:
    quantiles = np.array([[0.2], [0.4], [0.6]])
    twin = replace(drawn_twin(blackout()), design=matrix_design(["surge"], quantiles, [0, 0, 1]))
    assert quantile_column(twin, [2, 0], "surge").tolist() == [0.6, 0.2]
    assert run_numbers(twin, [0, 1, 2]).tolist() == [0, 0, 1]
    keyed = quantile_column(drawn_twin(blackout()), [0, 0, 1], "headroom")
    assert np.array_equal(quantile_column(twin, [0, 1, 2], "headroom"), keyed)
    latin = replace(drawn_twin(blackout()), design=Design(LATIN, 4, ("surge",)))
    assert sorted((quantile_column(latin, range(4), "surge") * 4).astype(int)) == [0, 1, 2, 3]


def test_a_name_that_is_not_drawn_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused) as refused:
        named(drawn_twin(blackout()), ["surg", "surge", "surge", "phone_charge_h"])
    assert codes(refused) == ["no-such-quantity", "named-twice", "no-spread"]
    assert "surge" in str(refused.value.problems[0].params["known"])


@pytest.mark.parametrize("runs", [0, 1, 3, 100])
def test_a_sobol_design_asks_a_power_of_two(runs) -> None:
    with pytest.raises(Refused) as refused:
        make_design(drawn_twin(blackout()), "sobol", runs, ["surge"])
    assert codes(refused) == ["not-a-power-of-two"]


def test_the_powers_on_both_sides_are_told() -> None:
    with pytest.raises(Refused) as refused:
        make_design(drawn_twin(blackout()), "sobol", 100, ["surge"])
    assert refused.value.problems[0].params == {"low": 64, "high": 128}


def test_an_unknown_design_and_one_run_of_a_hypercube_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        make_design(drawn_twin(blackout()), "random", 8)
    assert codes(refused) == ["no-such-design"]
    with pytest.raises(Refused) as refused:
        make_design(drawn_twin(blackout()), "latin", 1)
    assert codes(refused) == ["too-few-runs"]
