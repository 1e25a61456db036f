"""Keyed draws: the same name gives the same draw for ever, whatever else is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.draws import correlated, key_of, keys_of, normal, quantile, strata, uniform

MASK = 2**64 - 1
GOLDEN_KEYS = [5539472353378319778, 4625390080870270024, 13020603013274838756, 17011823581630075052]
GOLDEN_DRAWS = [
    0.3131101954325988,
    0.5586285535508211,
    0.37358350850136374,
    0.7482749156488595,
    0.20741291159940095,
    0.9787160807073398,
]


def mix(x: int) -> int:
    """splitmix64 in plain integers, from Steele, Lea and Flood (2014)."""
    z = (x + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def plain_uniform(seed: int, run: int, entity: int, parameter: int) -> float:
    """One draw, written out in plain integers."""
    state = mix((seed + 0x9E3779B97F4A7C15) & MASK)
    state = mix(state ^ mix((run + 0x9E3779B97F4A7C15) & MASK))
    mixed = mix(mix(entity ^ state) ^ parameter)
    return ((mixed >> 11) + 0.5) / 2**53


def one(p10: float, p50: float, p90: float, q: float, **clip: float) -> float:
    values = (np.array([p]) for p in (p10, p50, p90))
    return float(quantile(*values, np.array([q]), **clip)[0])


def test_a_draw_is_a_hash_of_seed_run_entity_and_parameter():
    mast, hours = key_of("mobile_macro:WK021400:1"), key_of("mobile_macro|power")
    first = uniform(1, 0, np.array([mast]), hours)
    assert first == plain_uniform(1, 0, int(mast), int(hours))
    assert uniform(1, 0, np.array([mast]), hours) == first
    assert uniform(2, 0, np.array([mast]), hours) != first
    assert uniform(1, 1, np.array([mast]), hours) != first
    assert uniform(1, 0, np.array([hours]), mast) != first


def test_known_draws_stay_what_they_were():
    # Golden: these figures stand in every result ever kept; a change here breaks them all.
    assert [int(k) for k in keys_of(["rho", "surge", "", "Tiel"])] == GOLDEN_KEYS
    keys = keys_of(["rho", "surge", "Tiel"])
    got = [float(u) for u in uniform(1, 0, keys, key_of("parameter"))]
    got += [float(u) for u in uniform(20250101, 999, keys, key_of("parameter"))]
    assert got == GOLDEN_DRAWS


def test_the_quantile_function_by_hand():
    # p10 10, p50 20, p90 60. Ends: 10 - 10/4 = 7.5 and 60 + 40/4 = 70.
    assert one(10, 20, 60, 0.1) == pytest.approx(10)
    assert one(10, 20, 60, 0.5) == pytest.approx(20)
    assert one(10, 20, 60, 0.9) == pytest.approx(60)
    assert one(10, 20, 60, 0.3) == pytest.approx(15)  # half of the way from 10 to 20
    assert one(10, 20, 60, 0.7) == pytest.approx(40)  # half of the way from 20 to 60
    assert one(10, 20, 60, 0.0) == pytest.approx(7.5)
    assert one(10, 20, 60, 0.05) == pytest.approx(8.75)
    assert one(10, 20, 60, 0.95) == pytest.approx(65)
    assert one(10, 20, 60, 1.0) == pytest.approx(70)


def test_the_lower_end_is_clipped_at_zero_unless_told_otherwise():
    # 1 - (20 - 1)/4 = -3.75: below zero, so 0.
    assert one(1, 20, 30, 0.0) == 0.0
    # From -8 and -4: the end is -8 - 4/4 = -9. A temperature may be below zero.
    assert one(-8, -4, 0, 0.0, least=-np.inf) == pytest.approx(-9)
    # From 0.8 to 1.0: the end would be 1.05. A share is at most 1.
    assert one(0.5, 0.8, 1.0, 1.0) == pytest.approx(1.05)
    assert one(0.5, 0.8, 1.0, 1.0, most=1.0) == 1.0


@given(
    st.tuples(*[st.floats(0, 1000)] * 3).map(sorted),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_a_higher_quantile_is_never_a_lower_value(parts, q, r):
    low, high = one(*parts, min(q, r)), one(*parts, max(q, r))
    assert 0.0 <= low <= high + 1e-9


@given(st.integers(0, 2**63), st.integers(0, 10**6))
def test_draws_lie_strictly_between_0_and_1(seed, run):
    drawn = uniform(seed, run, keys_of("abcdefgh"), key_of("x"))
    assert ((drawn > 0) & (drawn < 1)).all()
    assert len(set(drawn)) == 8


def test_draws_are_uniform():
    # 20,000 draws in 20 bins: chi-square with 19 degrees of freedom stays under 43.8 (p 0.001).
    names = [f"site:{i}" for i in range(2000)]
    drawn = np.concatenate([uniform(7, run, keys_of(names), key_of("t")) for run in range(10)])
    counts, _ = np.histogram(drawn, bins=20, range=(0, 1))
    assert ((counts - 1000) ** 2 / 1000).sum() < 43.8
    # The mean has standard error 0.2887 / sqrt(20,000) = 0.002; four of them.
    assert drawn.mean() == pytest.approx(0.5, abs=0.0082)


def test_draws_of_neighbouring_runs_and_names_are_unrelated():
    keys = keys_of(f"site:{i}" for i in range(5000))
    for other in (normal(3, 12, keys, key_of("t")), normal(3, 11, keys, key_of("u"))):
        # A correlation of 5,000 independent pairs has standard error 0.014; four of them.
        found = np.corrcoef(normal(3, 11, keys, key_of("t")), other)[0, 1]
        assert abs(found) < 0.057


@given(st.lists(st.text(max_size=8), unique=True, min_size=1, max_size=12), st.data())
def test_inserting_an_entity_leaves_all_other_draws_alone(names, data):
    at = data.draw(st.integers(0, len(names)))
    more = [*names[:at], "inserted in between", *names[at:]]
    before = dict(zip(names, uniform(5, 3, keys_of(names), key_of("t")), strict=True))
    after = dict(zip(more, uniform(5, 3, keys_of(more), key_of("t")), strict=True))
    assert all(after[name] == before[name] for name in names)


def test_with_rho_0_entities_go_their_own_way_and_with_rho_1_together():
    own = normal(1, 0, keys_of(f"site:{i}" for i in range(4000)), key_of("t"))
    assert len(set(correlated(1.3, own, 1.0))) == 1
    # Phi(1.3) = 0.9032
    assert correlated(1.3, own, 1.0)[0] == pytest.approx(0.9032, abs=1e-4)
    alone = correlated(1.3, own, 0.0)
    assert (alone == correlated(-2.0, own, 0.0)).all()
    assert alone.mean() == pytest.approx(0.5, abs=0.02)


def test_with_rho_a_half_two_entities_correlate_by_a_half():
    runs = range(4000)
    common = np.array([normal(1, r, keys_of(["p"]), key_of("t"))[0] for r in runs])
    a, b = (
        np.sqrt(0.5) * common
        + np.sqrt(0.5) * np.array([normal(1, r, keys_of([n]), key_of("t"))[0] for r in runs])
        for n in "ab"
    )
    # Standard error of a correlation of 0.5 over 4,000 pairs: 0.75 / 63 = 0.012; four of them.
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(0.5, abs=0.048)


def test_strata_are_equally_likely_and_lie_around_the_middle():
    # Ten strata at quantiles 0.05, 0.15 … 0.95: Phi^-1(0.05) = -1.6449.
    values = strata(10)
    assert values[0] == pytest.approx(-1.6449, abs=1e-4)
    assert values + values[::-1] == pytest.approx(np.zeros(10), abs=1e-12)
    assert (np.diff(values) > 0).all()
