"""Who does best: only where the draws say so, pair by pair."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.made import WATER, side
from weerbaar.measures.differing import difference_of, need_differences
from weerbaar.measures.verdicts import verdict_on
from weerbaar.measures.weighing import Beaten, Verdict

RUNS = 50
CHANCE = np.random.default_rng(7).normal(0, 1, (6, RUNS))


def verdict(*hours) -> Verdict:
    """The verdict on hours per person by side, each a value for each draw."""
    held = {
        (i, j): difference_of(np.asarray(hours[i], float), np.asarray(hours[j], float))
        for i, j in combinations(range(len(hours)), 2)
    }
    return verdict_on("water", range(len(hours)), held)


def test_who_is_lower_in_every_draw_does_best_although_the_bands_of_both_overlap() -> None:
    # Courses differ by ten hours, the variants by one: held run by run it is sure.
    now = 20 + 10 * CHANCE[0]
    found = verdict(now, now - 2, now - 3)
    assert found.best == 2
    assert found.unbeaten == (2,)
    assert set(found.beaten) == {Beaten(1, 0), Beaten(2, 0), Beaten(2, 1)}


def test_a_lower_middle_wins_nothing_where_the_draws_go_either_way() -> None:
    now = 20 + 10 * CHANCE[0]
    found = verdict(now, now - 3 + 2 * CHANCE[1], now - 4 + 2 * CHANCE[2])
    assert found.best is None
    assert found.unbeaten == (1, 2)
    assert {one.side for one in found.beaten} == {0}


def test_of_three_one_is_beaten_by_one_and_cannot_be_told_from_another() -> None:
    now = np.full(RUNS, 30.0)
    a, b = now - 10 + 3 * CHANCE[1], now - 8 + 3 * CHANCE[1]
    c = now - 9 + 3 * CHANCE[2]
    found = verdict(now, a, b, c)
    # a beats b, but c overlaps with both: nobody beats a, and yet it does not win.
    assert Beaten(1, 2) in found.beaten
    assert not {Beaten(1, 3), Beaten(3, 1), Beaten(2, 3), Beaten(3, 2)} & set(found.beaten)
    assert found.unbeaten == (1, 3)
    assert found.best is None


def test_who_beats_who_beats_a_third_need_not_beat_the_third() -> None:
    # In 8 of 100 draws b is lowest, in 8 others c: a loses to each seldom, and to c in both.
    runs = np.arange(100)
    a, b = np.zeros(100), np.where(runs < 8, -1.0, 1.0)
    c = np.where(runs < 8, -0.5, np.where(runs >= 92, -1.0, 3.0))
    found = verdict(a, b, c)
    assert set(found.beaten) == {Beaten(0, 1), Beaten(1, 2)}
    assert found.unbeaten == (0,)
    assert found.best is None


def test_what_is_the_same_in_every_draw_is_alike_and_nobody_wins() -> None:
    now = 20 + 10 * CHANCE[0]
    found = verdict(now, now.copy(), now * (1 + 1e-9))
    assert found.alike == ((0, 1), (0, 2), (1, 2))
    assert (found.best, found.beaten) == (None, ())


def test_a_variant_that_makes_it_worse_leaves_how_it_is_now_the_best() -> None:
    now = 20 + CHANCE[0]
    found = verdict(now, now + 1, now + 2)
    assert (found.best, found.unbeaten) == (0, (0,))


def test_fewer_than_ten_draws_name_nobody() -> None:
    assert verdict(np.full(9, 5.0), np.zeros(9)).best is None
    assert verdict(np.full(10, 5.0), np.zeros(10)).best == 1


def test_of_one_side_alone_nothing_is_the_best() -> None:
    assert verdict_on("cost", range(1, 2), {}).best is None


SIDES = st.lists(st.lists(st.integers(-3, 3), min_size=12, max_size=12), min_size=2, max_size=5)


@given(SIDES)
@settings(max_examples=30)
def test_nobody_wins_whose_band_covers_zero_and_someone_is_never_beaten(hours) -> None:
    found = verdict(*hours)
    assert found.unbeaten
    for one in found.beaten:
        assert one.side not in found.unbeaten
        low, high = hours[one.by], hours[one.side]
        apart = np.subtract(high, low)
        assert np.quantile(apart, 0.1) > 0
    if found.best is not None:
        others = [hours[i] for i in range(len(hours)) if i != found.best]
        assert all(np.quantile(np.subtract(o, hours[found.best]), 0.1) > 0 for o in others)


@given(st.lists(st.floats(0, 100), min_size=10, max_size=20))
@settings(max_examples=20)
def test_a_side_held_against_itself_differs_nowhere(hours) -> None:
    one = side(hours, peak=hours, beyond=hours)
    (found,) = need_differences(one, one, [WATER])
    for apart in (found.per_head, found.peak, found.beyond, found.elder_gap, found.income_gap):
        assert apart is not None
        assert (apart.lower, apart.higher, apart.stands_out) == (0, 0, False)
        assert (apart.band.p10, apart.band.p50, apart.band.p90) == (0, 0, 0)


def test_a_difference_of_a_few_people_is_kept_as_fewer_than_ten() -> None:
    now, after = side(np.ones(20), peak=np.full(20, 1000)), side(np.ones(20), peak=np.full(20, 993))
    (found,) = need_differences(now, after, [WATER])
    assert found.peak.band.p50 == -5
    assert found.peak.sign == -1
