"""Mobile service: the best live mast by distance, cut by congestion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import small_twin
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.mobile import (
    chance,
    cover_chances,
    level_in_part,
    open_mobile,
    serve_surge,
    site_capacity,
    surge_in_step,
)
from weerbaar.twin.state import Cover

RANGE = 4.5


def cover_of(km, per_area=1, small=None):
    """A cover in which mast k lies km[q][k] from point q."""
    km = np.array(km, float)
    site = np.tile(np.arange(km.shape[1], dtype=np.int64), (km.shape[0], 1))
    site[np.isinf(km)] = -1
    kind = np.zeros(km.shape, np.int64) if small is None else np.array(small, np.int64)
    return Cover(per_area, site, km, kind)


def opened(cover, people, sites, **knobs):
    """Mobile service of these people; surge 5 with a half-life of 1 h, headroom 1.5 unless told."""
    case, _ = make_case(small_twin(), 0)
    told = {"surge": 5.0, "surge_half_life_h": 1.0, "headroom": 1.5, "call_steepness": 4.0}
    told |= {"range_macro_km": RANGE, "range_small_km": 0.5} | knobs
    return open_mobile(cover, np.array(people, float), case.knobs._replace(**told), sites)


def serve(cover, level, people, calls=None):
    """Coverage and congestion of each area at these calls, in times normal."""
    level = np.array(level, float)
    # A surge of 5 that hardly falls: of whom a quarter of c - 1 is stirred makes c times the calls.
    mobile = opened(cover, people, len(level), surge_half_life_h=1e7)
    calls = np.ones(len(people)) if calls is None else np.array(calls, float)
    serve_surge(mobile, level, level, level, (calls - 1.0) / 4.0, 1.0)
    return mobile.coverage, mobile.congestion


def surge(stirred, level=None, before=None, dt=1.0):
    """Calls, coverage and congestion of areas that each have their own mast, far apart."""
    stirred = np.array(stirred, float)
    areas = len(stirred)
    km = np.where(np.eye(areas) == 1, 0.0, 1000.0)
    mobile = opened(cover_of(km), np.full(areas, 1000.0), areas)
    level = np.ones(areas) if level is None else np.array(level, float)
    before = level if before is None else np.array(before, float)
    serve_surge(mobile, level, before, level, stirred, dt)
    return stirred, mobile.calls, mobile.coverage, mobile.congestion


def test_in_the_first_hour_the_surge_cuts_service_to_four_in_ten():
    # Surge 5, half-life 1 h: the mean of 1 + 4 x 0.5^t over the first hour is
    # 1 + 4 (1 - 0.5) / ln 2 = 3.885. Headroom 1.5: 1.5 / 3.885 = 0.386.
    calls = surge_in_step(0.0, 1.0, 5.0, 1.0)
    assert calls == pytest.approx(3.885, abs=5e-4)
    coverage, congestion = serve(cover_of([[0.0]]), [1.0], [1000], [calls])
    assert coverage[0] == 1.0
    assert congestion[0] == pytest.approx(0.386, abs=5e-4)


def test_the_surge_halves_every_half_life():
    # Second hour: 1 + 4 (0.5 - 0.25) / ln 2 = 2.443; long after: 1.
    assert surge_in_step(1.0, 1.0, 5.0, 1.0) == pytest.approx(2.443, abs=5e-4)
    assert surge_in_step(48.0, 1.0, 5.0, 1.0) == pytest.approx(1.0)
    # Four quarters of an hour are on average the hour.
    parts = [surge_in_step(0.25 * i, 0.25, 5.0, 1.0) for i in range(4)]
    assert np.mean(parts) == pytest.approx(surge_in_step(0.0, 1.0, 5.0, 1.0))


def test_a_mast_that_dies_within_the_hour_works_in_its_first_quarters():
    # Six tenths of the hour are 2.4 quarters; one that returns works in the last ones.
    dying = [level_in_part(0.6, 1.0, 0.0, part, 4) for part in range(4)]
    assert dying == pytest.approx([1.0, 1.0, 0.4, 0.0])
    back = [level_in_part(0.6, 0.0, 1.0, part, 4) for part in range(4)]
    assert back == pytest.approx([0.0, 0.4, 1.0, 1.0])
    # One that fell and came back within the hour has its mean in every quarter.
    assert level_in_part(0.6, 1.0, 1.0, 2, 4) == 0.6


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(1, 8))
def test_the_parts_of_an_hour_average_to_the_hour(mean, before, after, parts):
    levels = [level_in_part(mean, before, after, part, parts) for part in range(parts)]
    assert np.mean(levels) == pytest.approx(mean, abs=1e-6)


def test_half_of_the_calls_succeed_at_the_range():
    # 1 / (1 + (d/R)^4): 1 at the mast, half at the range, 1/17 at twice the range.
    assert [chance(x * RANGE, RANGE, 4.0) for x in (0, 1, 2)] == pytest.approx([1, 1 / 2, 1 / 17])


def test_a_small_cell_has_its_own_range():
    cover = cover_of([[4.5, 0.5]], small=[[0, 1]])
    assert cover_chances(cover, 4.5, 0.5, 4.0) == pytest.approx(np.array([[0.5, 0.5]]))


def test_normal_service_is_1_however_far_the_mast():
    coverage, congestion = serve(cover_of([[0.1, 9.0], [8.0, 7.0]]), [1, 1], [1000, 500])
    assert coverage.tolist() == [1.0, 1.0]
    assert congestion.tolist() == [1.0, 1.0]


def test_the_edge_of_an_outage_keeps_at_least_twice_the_signal_of_its_core():
    # Areas 2.5 km apart in a row, a mast in each; the mast of the first works, the rest are dead.
    row = np.arange(5) * 2.5
    cover = cover_of(np.abs(row[:, None] - row[None, :]))
    coverage, _ = serve(cover, [1, 0, 0, 0, 0], [1000] * 5)
    # Edge, 2.5 km: 1 / (1 + (2.5/4.5)^4) = 0.913. Core, 10 km: 1 / (1 + (10/4.5)^4) = 0.039.
    assert coverage[1] == pytest.approx(0.913, abs=1e-3)
    assert coverage[4] == pytest.approx(0.039, abs=1e-3)
    assert coverage[4] < 0.1
    assert (np.diff(coverage) < 0).all()
    assert coverage[1] >= 2 * coverage[4]


def test_the_load_of_a_dead_mast_moves_to_its_live_neighbour():
    # Two masts 1 km apart with a thousand people each; with one dead the other has nearly 2,000
    # and carries 1,500. Calls reach it with chance 1 / (1 + (1/4.5)^4) = 0.9976.
    coverage, congestion = serve(cover_of([[0, 1], [1, 0]]), [1, 0], [1000, 1000])
    assert coverage == pytest.approx([1.0, 0.9976], abs=1e-4)
    assert congestion == pytest.approx([0.75, 0.75], abs=1e-3)


def test_calls_that_cannot_reach_a_mast_do_not_load_it():
    # 60 km away the chance is 1 / (1 + (60/4.5)^4) = 0.00003: the neighbour notices nothing.
    coverage, congestion = serve(cover_of([[0, 60], [60, 0]]), [1, 0], [1000, 1000], [1, 4])
    assert coverage == pytest.approx([1.0, 0.0], abs=1e-4)
    assert congestion[0] == 1.0


def test_a_mast_carries_at_least_what_a_typical_mast_carries():
    # Normal loads 1,500 and 500, typical 1,000; both serve the 1,500 and the 500 of their own.
    # The small one gets three times its calls: 1,500, and carries 1.5 x 1,000.
    cover = cover_of([[0, 50], [50, 0]])
    assert serve(cover, [1, 1], [1500, 500], [1, 3])[1] == pytest.approx([1, 1], abs=1e-6)
    # The large one: 1.5 x 1,500 for 3 x 1,500 calls.
    assert serve(cover, [1, 1], [1500, 500], [3, 1])[1] == pytest.approx([0.5, 1], abs=1e-6)


def test_a_small_cell_is_built_for_what_small_cells_carry():
    # Masts with 1,000 and 600 people, small cells with 20 and 40: at least the mean of their own
    # kind, 800 and 30, and not the 415 of all four.
    km = np.zeros((1, 4))
    cover = cover_of(km, small=[[0, 0, 1, 1]])
    usual = np.array([1000.0, 600.0, 20.0, 40.0])
    assert site_capacity(cover, usual).tolist() == [1000, 800, 30, 40]


def test_a_mast_that_normally_serves_nobody_is_built_like_the_others_of_its_kind():
    cover = cover_of(np.zeros((1, 3)), small=[[0, 0, 1]])
    # A kind that serves nobody at all has a capacity of one person: never zero.
    assert site_capacity(cover, np.array([1000.0, 0.0, 0.0])).tolist() == [1000, 1000, 1]


def test_a_small_cell_that_takes_over_from_a_mast_is_swamped():
    # A dead mast with 1,000 people, a small cell with 40. At 100 m from the 1,000 their calls reach
    # the cell with chance 1 / (1 + (0.1/0.5)^4) = 0.9984: 1,038.4 in all, and it carries 1.5 x 40:
    # 60 / 1,038.4 = 0.0578. At 30 km nothing of them reaches it.
    near = cover_of([[0.0, 0.1], [30.0, 0.0]], small=[[0, 1], [0, 1]])
    assert serve(near, [0, 1], [1000, 40])[1] == pytest.approx([0.0578] * 2, abs=1e-4)
    far = cover_of([[0.0, 30.0], [30.0, 0.0]], small=[[0, 1], [0, 1]])
    assert serve(far, [0, 1], [1000, 40])[1][1] == pytest.approx(1.0, abs=1e-4)


def test_a_surge_loads_the_masts_and_has_halved_an_hour_later():
    # All of the first area lost power, a quarter of the second, none of the third. The mean of the
    # first hour is 3.885 times normal: 1 + 2.885 x 1, x 0.25 and x 0.
    stirred, calls, coverage, congestion = surge([1.0, 0.25, 0.0])
    assert calls == pytest.approx([3.885, 1.721, 1.0], abs=1e-3)
    assert stirred == pytest.approx([0.5, 0.125, 0.0])
    assert coverage.tolist() == [1, 1, 1]
    # By quarters of an hour 4.673, 4.088, 3.597 and 3.184: 1.5 over them, on average 0.394; a
    # quarter of it is 1.918, 1.772, 1.649 and 1.546: 0.782, 0.846, 0.909 and 0.970.
    assert congestion == pytest.approx([0.394, 0.877, 1.0], abs=1e-3)


def test_what_is_left_of_a_surge_goes_on_from_hour_to_hour():
    first, _, _, _ = surge([1.0])
    # Second hour: 1 + 4 (0.5 - 0.25) / ln 2 = 2.443.
    assert surge(first)[1] == pytest.approx([surge_in_step(1.0, 1.0, 5.0, 1.0)])
    assert surge([1.0], dt=3.0)[0] == pytest.approx([0.125])


def test_calls_of_those_who_keep_their_power_are_normal():
    stirred, calls, coverage, congestion = surge([0.0, 0.0], level=[1.0, 0.25], before=[1.0, 1.0])
    assert (stirred.tolist(), calls.tolist()) == ([0, 0], [1, 1])
    assert coverage == pytest.approx([1.0, 0.25])
    assert congestion.tolist() == [1, 1]


def test_without_any_mast_in_reach_there_is_no_service():
    cover = cover_of([[np.inf]])
    assert serve(cover, [1.0], [1000])[0][0] == 0.0
    assert serve(cover_of([[1.0]]), [0.0], [1000])[0][0] == 0.0


def test_service_of_an_area_is_the_mean_over_its_points():
    # Two points: one at its own live mast, one whose mast is dead with the other 4.5 km away: half.
    coverage, _ = serve(cover_of([[0, 4.5], [4.5, 0]], per_area=2), [1, 0], [1000])
    assert coverage[0] == pytest.approx((1 + 0.5) / 2)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.floats(0, 40), min_size=n, max_size=n), min_size=n, max_size=n),
            st.lists(st.floats(0, 1), min_size=n, max_size=n),
            st.lists(st.floats(1, 5000), min_size=n, max_size=n),
            st.lists(st.floats(1, 8), min_size=n, max_size=n),
        )
    )
)
def test_service_lies_between_0_and_1(case):
    km, level, people, calls = case
    for share in serve(cover_of(km), level, people, calls):
        assert ((share >= 0) & (share <= 1 + 1e-12)).all()
