"""Designs: at which quantile each run draws what is named, and what goes together."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from tests.twin.small import blackout, drawn_twin
from weerbaar.twin.draws import key_of, quantile, uniform, uniform_over
from weerbaar.twin.ensemble import make_case, run_once
from weerbaar.twin.sampling import (
    KEYED,
    LATIN,
    SOBOL,
    Design,
    Pair,
    design_of,
    latin,
    lay_out,
    matrix_design,
    possible,
)
from weerbaar.twin.twin import (
    PARAMETER,
    correlated_pairs,
    draw_figure,
    draw_resource,
    parameter_values,
    prepare_design,
)

NAMES = ("alpha", "beta", "gamma", "delta")


def drawn(name: str, runs: int = 64) -> np.ndarray:
    return uniform_over(7, np.arange(runs), PARAMETER, key_of(name))


def laid(design: Design, *pairs: Pair):
    return lay_out(design, 7, lambda name: drawn(name, design.runs), pairs)


def strata(column: np.ndarray) -> list[int]:
    """Which of as many strata as there are runs each draw lies in, sorted."""
    return sorted(np.floor(column * len(column)).astype(int).tolist())


def test_four_runs_of_a_matrix_draw_what_is_written_in_it() -> None:
    """Surge has p10, p50 and p90 of 3, 5 and 8: at quantiles .1, .5, .7 and .9 it is 3, 5, 6.5, 8.

    Runs 1 and 2 have one number, so all that is not named is the same in both.
    """
    quantiles = np.array([[0.1], [0.5], [0.7], [0.9]])
    twin = replace(drawn_twin(blackout()), design=matrix_design(["surge"], quantiles, [0, 1, 1, 2]))
    values = [parameter_values(twin, run) for run in range(4)]
    assert [v["surge"] for v in values] == pytest.approx([3.0, 5.0, 6.5, 8.0])
    assert {k: v for k, v in values[1].items() if k != "surge"} == {
        k: v for k, v in values[2].items() if k != "surge"
    }
    assert values[0]["headroom"] != values[1]["headroom"]
    one, other = (make_case(twin, run)[0] for run in (1, 2))
    assert np.array_equal(one.buffers.size, other.buffers.size)
    assert one.knobs.surge != other.knobs.surge


def test_without_a_design_every_draw_is_the_keyed_one() -> None:
    twin = drawn_twin(blackout())
    q = uniform(twin.seed, 3, np.array([PARAMETER]), key_of("surge"))
    ends = (np.array([p]) for p in (3.0, 5.0, 8.0))
    assert parameter_values(twin, 3)["surge"] == float(quantile(*ends, q)[0])
    assert twin.placed(3) == (twin, 3)


def test_a_keyed_design_changes_only_what_goes_together() -> None:
    twin = drawn_twin(blackout())
    designed = replace(twin, design=Design(KEYED, 5, ("surge",)))
    together = {name for pair in correlated_pairs(twin) for name in pair[:2]}
    for run in range(5):
        as_ever, now = parameter_values(twin, run), parameter_values(designed, run)
        moved = {name for name in as_ever if as_ever[name] != now[name]}
        assert moved < together
        # The first of a group keeps its draw; the second goes along.
        assert "surge" not in moved
        assert "surge_half_life_h" in moved


def test_a_figure_of_the_scenario_and_a_resource_are_drawn_where_the_design_says() -> None:
    twin = drawn_twin(blackout())
    names = ["start_hour", "resource:crews_power"]
    designed = replace(twin, design=matrix_design(names, np.array([[0.5, 0.9]])))
    figure = replace(twin.scenario.start_hour, p10=0.0, p50=10.0, p90=20.0)
    assert draw_figure(designed, 0, "start_hour", figure) == 10.0
    rows = twin.library.resources
    most = rows["p90"][rows.positions("resource")["crews_power"]]
    each = twin.network.region.inhabitants / 1e5
    assert draw_resource(designed, 0, "crews_power") == pytest.approx(most * each)


def test_rho_lies_from_a_tenth_to_nine_tenths_where_it_is_named() -> None:
    quantiles = np.array([[0.0], [0.5], [1.0]])
    twin = replace(drawn_twin(blackout()), design=matrix_design(["rho"], quantiles))
    assert [parameter_values(twin, run)["rho"] for run in range(3)] == [0.1, 0.5, 0.9]
    assert parameter_values(drawn_twin(blackout()), 0)["rho"] == 0.5


@given(st.integers(2, 80), st.integers(0, 2**32), st.lists(st.sampled_from(NAMES), unique=True))
def test_a_latin_hypercube_has_one_draw_in_each_stratum_for_each_name(runs, seed, names) -> None:
    pairs = [Pair("alpha", "beta", 0.6), Pair("beta", "gamma", -0.3)]
    design = Design(LATIN, runs, tuple(names))
    found = lay_out(design, seed, lambda name: drawn(name, runs), pairs)
    for name in names:
        assert strata(found.column(name)) == list(range(runs))


@given(st.integers(2, 80), st.integers(0, 2**32))
def test_another_name_leaves_the_other_columns_alone(runs, seed) -> None:
    pairs = [Pair("alpha", "beta", 0.6)]
    few = lay_out(Design(LATIN, runs, ("alpha", "gamma")), seed, lambda n: drawn(n, runs), pairs)
    more = lay_out(Design(LATIN, runs, NAMES), seed, lambda n: drawn(n, runs), pairs)
    for name in ("alpha", "gamma"):
        assert np.array_equal(few.column(name), more.column(name))


@pytest.mark.parametrize("kind", [KEYED, LATIN, SOBOL])
def test_what_goes_together_correlates_as_the_table_says(kind) -> None:
    pairs = [Pair("alpha", "beta", 0.6), Pair("beta", "gamma", -0.4), Pair("alpha", "gamma", 0.2)]
    found = laid(Design(kind, 4096, NAMES), *pairs)
    ranks = spearmanr(np.array([found.column(name) for name in NAMES]).T).statistic
    # The standard error of a rank correlation of 4,096 draws is about 0.016.
    for first, second, asked in pairs:
        assert ranks[NAMES.index(first), NAMES.index(second)] == pytest.approx(asked, abs=0.05)
    assert np.abs(ranks[3, :3]).max() < 0.05


def test_a_name_that_goes_with_another_takes_part_though_the_design_does_not_name_it() -> None:
    found = laid(Design(LATIN, 512, ("alpha",)), Pair("alpha", "beta", 0.8))
    assert spearmanr(found.column("alpha"), found.column("beta")).statistic > 0.7


def test_points_of_a_sobol_sequence_fill_every_half_and_quarter_alike() -> None:
    found = laid(Design(SOBOL, 64, NAMES))
    assert found.quantiles.shape == (64, 4)
    for name in NAMES:
        assert np.bincount((found.column(name) * 4).astype(int)).tolist() == [16] * 4
    again = lay_out(Design(SOBOL, 64, NAMES), 8, drawn, [])
    assert not np.array_equal(found.quantiles, again.quantiles)


def test_a_design_of_no_names_only_says_what_goes_together() -> None:
    assert laid(Design(SOBOL, 4)).names == ()
    assert laid(Design(LATIN, 4)).row(3) == {}


def test_a_design_travels_and_says_what_it_is() -> None:
    design = matrix_design(["surge"], np.array([[0.25], [0.75]]))
    assert pickle.loads(pickle.dumps(design)) == design
    assert hash(design) == hash(matrix_design(["surge"], np.array([[0.25], [0.75]])))
    other = matrix_design(["surge"], np.array([[0.25], [0.5]]))
    assert other.facts() != design.facts()
    assert Design(LATIN, 8, ("surge",)).facts() == {"kind": "latin", "runs": 8, "names": ["surge"]}


def test_a_design_is_made_again_of_its_facts_but_not_a_matrix() -> None:
    design = Design(SOBOL, 8, ("headroom", "surge"))
    assert design_of(json.loads(json.dumps(design.facts()))) == design
    with pytest.raises(ValueError, match="matrix"):
        design_of(matrix_design(["surge"], np.array([[0.25]])).facts())


def test_a_run_of_a_design_is_the_same_on_any_copy_of_the_twin() -> None:
    twin = replace(drawn_twin(blackout()), design=Design(LATIN, 8, ("surge", "start_hour")))
    there = pickle.loads(pickle.dumps(twin))
    assert np.array_equal(run_once(twin, 5).unmet, run_once(there, 5).unmet)


def test_what_a_design_lays_out_does_not_travel() -> None:
    twin = replace(drawn_twin(blackout()), design=Design(LATIN, 20_000, ("surge",)))
    small = len(pickle.dumps(twin))
    column = twin.once(prepare_design).column("surge")
    assert len(pickle.dumps(twin)) < small + 10_000
    there = pickle.loads(pickle.dumps(twin))
    assert np.array_equal(there.once(prepare_design).column("surge"), column)


def test_every_run_shares_what_is_made_once() -> None:
    twin = replace(drawn_twin(blackout()), design=Design(LATIN, 8, ("surge",)))
    own, number = twin.placed(5)
    assert number == 5
    assert own.once(prepare_design_of_nothing) is twin.once(prepare_design_of_nothing)
    assert own.at["surge"] == twin.once(prepare_design).column("surge")[5]


def prepare_design_of_nothing(twin) -> list[int]:
    return []


def test_a_run_outside_the_design_is_refused() -> None:
    twin = replace(drawn_twin(blackout()), design=Design(LATIN, 8, ("surge",)))
    with pytest.raises(IndexError):
        parameter_values(twin, 8)


def test_a_matrix_of_another_shape_or_with_a_quantile_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="row"):
        matrix_design(["a", "b"], np.zeros((3, 1)))
    with pytest.raises(ValueError, match="row"):
        matrix_design(["a"], np.zeros((3, 1)), [0, 1])
    with pytest.raises(ValueError, match="0 to 1"):
        matrix_design(["a"], np.full((3, 1), 1.5))
    with pytest.raises(ValueError, match="twice"):
        matrix_design(["a", "a"], np.zeros((3, 2)))
    with pytest.raises(ValueError, match="no such design"):
        lay_out(Design("random", 4, ("alpha",)), 1, drawn, [])


def test_three_that_each_go_against_the_others_are_not_possible() -> None:
    names = ("alpha", "beta"), ("beta", "gamma"), ("alpha", "gamma")
    assert possible([Pair(*pair, 0.5) for pair in names])
    assert not possible([Pair(*pair, -0.8) for pair in names])
    assert possible([])


def test_a_latin_column_hangs_on_its_name_and_the_seed_alone() -> None:
    assert np.array_equal(latin(1, 16, "alpha"), latin(1, 16, "alpha"))
    assert not np.array_equal(latin(1, 16, "alpha"), latin(1, 16, "beta"))
    assert not np.array_equal(latin(1, 16, "alpha"), latin(2, 16, "alpha"))
