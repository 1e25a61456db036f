"""Which quantities decide: Sobol' indices and a screening, on functions whose answers are known."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from weerbaar.common.refusals import Refused
from weerbaar.twin.draws import key_of, uniform_over
from weerbaar.twin.sampling import Design
from weerbaar.twin.sensitivity import (
    REST,
    Index,
    morris_design,
    morris_effects,
    path_problems,
    point_problems,
    saltelli_design,
    saltelli_runs,
    sobol_indices,
)

THREE = ["one", "two", "three"]


def rest_of(design: Design) -> np.ndarray:
    """What all else comes to in each run: even over 0..1, by the number of the run."""
    return uniform_over(5, np.array(design.keyed), key_of("else"), key_of("else"))


def by_name(found: list[Index]) -> dict[str, Index]:
    return {one.name: one for one in found}


def test_in_a_weighted_sum_the_indices_are_the_squares_of_the_weights() -> None:
    """Y = X1 + 2 X2 + 3 X3, each even over 0..1: variances of 1, 4 and 9 twelfths.

    The indices are 1/14, 4/14 and 9/14. Nothing works together, so the totals are the same; and
    all else plays no part.
    """
    design = saltelli_design(THREE, 1024, 1)
    assert design.runs == saltelli_runs(3, 1024) == 1024 * 6
    found = sobol_indices(THREE, design.matrix @ np.array([1.0, 2.0, 3.0]), 1)
    assert [one.name for one in found] == ["three", "two", "one", REST]
    for name, square in zip(THREE, (1.0, 4.0, 9.0), strict=True):
        one = by_name(found)[name]
        assert one.first == pytest.approx(square / 14, abs=0.02)
        assert one.total == pytest.approx(square / 14, abs=0.02)
        assert 0.0 < one.first_error < 0.15
    assert by_name(found)[REST].total == 0.0


def test_the_function_of_ishigami_has_its_published_indices() -> None:
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 (Ishigami and Homma 1990): 0.314, 0.442 and 0 by

    themselves, 0.558, 0.442 and 0.244 in all.
    """
    design = saltelli_design(THREE, 2048, 3)
    one, two, three = (2.0 * np.pi * (design.matrix - 0.5)).T
    outcome = np.sin(one) + 7.0 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)
    found = by_name(sobol_indices(THREE, outcome, 3))
    assert [found[n].first for n in THREE] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert [found[n].total for n in THREE] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_what_is_not_named_has_an_index_of_its_own() -> None:
    """Y = X1 + E, both even over 0..1: each explains half."""
    design = saltelli_design(["one"], 2048, 1)
    found = by_name(sobol_indices(["one"], design.matrix[:, 0] + rest_of(design), 1))
    for name in ("one", REST):
        assert found[name].first == pytest.approx(0.5, abs=0.03)
        assert found[name].total == pytest.approx(0.5, abs=0.03)


def test_runs_that_differ_in_one_named_quantity_differ_in_nothing_else() -> None:
    design = saltelli_design(["one", "two"], 16, 1)
    blocks = design.matrix.reshape(16, 5, 2)
    numbers = np.array(design.keyed).reshape(16, 5)
    for block, number in zip(blocks, numbers, strict=True):
        a, first, second, rest, b = block
        assert first.tolist() == [b[0], a[1]]
        assert second.tolist() == [a[0], b[1]]
        assert rest.tolist() == a.tolist()
        assert number[0] == number[1] == number[2] != number[3] == number[4]
    assert len(set(design.keyed)) == 32


def test_what_moves_nothing_and_an_outcome_that_never_moves_have_nothing() -> None:
    design = saltelli_design(THREE, 256, 1)
    found = by_name(sobol_indices(THREE, design.matrix[:, 0] ** 3, 1))
    assert found["two"].total == found["three"].total == 0.0
    assert sobol_indices(["one"], np.ones(16 * 4), 1)[0] == Index("one", 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_the_same_seed_gives_the_same_design_and_the_same_errors(seed) -> None:
    one, again = (saltelli_design(THREE, 16, seed) for _ in range(2))
    assert one == again
    assert one != saltelli_design(THREE, 16, seed + 1)
    outcome = one.matrix.sum(axis=1)
    assert sobol_indices(THREE, outcome, seed) == sobol_indices(THREE, outcome, seed)
    assert morris_design(THREE, 4, seed) == morris_design(THREE, 4, seed)


def test_a_screening_of_a_weighted_sum_finds_the_weights_and_no_spread() -> None:
    """Over its whole range a quantity with weight 3 moves the sum by 3, wherever the others are."""
    design = morris_design(THREE, 6, 2)
    outcome = design.matrix @ np.array([1.0, -2.0, 3.0]) + 10.0 * rest_of(design)
    found = morris_effects(design, outcome, 2)
    assert [one.name for one in found] == ["three", "two", "one"]
    assert [one.effect for one in found] == pytest.approx([3.0, 2.0, 1.0])
    assert [one.spread for one in found] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_what_hangs_on_another_has_spread() -> None:
    design = morris_design(["one", "two"], 10, 2)
    found = morris_effects(design, design.matrix[:, 0] * design.matrix[:, 1], 2)
    assert min(one.spread for one in found) > 0.1


def test_too_few_points_no_power_of_two_and_too_many_runs_are_refused() -> None:
    assert [p.code for p in point_problems(8, 10_000, 3)] == ["too-few-runs"]
    assert [p.code for p in point_problems(100, 10_000, 3)] == ["not-a-power-of-two"]
    assert [p.code for p in point_problems(4096, 10_000, 3)] == ["too-many-runs"]
    assert point_problems(64, 10_000, 3) == []
    assert [p.code for p in path_problems(3, 10_000, 3)] == ["too-few-runs"]
    assert [p.code for p in path_problems(10_000, 10_000, 3)] == ["too-many-runs"]
    assert path_problems(4, 10_000, 3) == []


def test_where_the_library_is_missing_the_answer_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    with pytest.raises(Refused) as refused:
        saltelli_design(THREE, 16, 1)
    (problem,) = refused.value.problems
    assert (problem.code, problem.value) == ("not-installed", "SALib")
    assert "weerbaar[explore]" in problem.remedy()
