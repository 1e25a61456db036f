"""Neighbours who share water and food: who has some left helps who ran out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, drawn_twin, flat_library, small_twin
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, run_once
from weerbaar.twin.kernel import simulate
from weerbaar.twin.neighbours import give, left_over, met_by_neighbours, part_offered
from weerbaar.twin.state import FOOD, WATER, WATER_NEEDS, no_trace

DRY = ["pressure_zone"]
GENEROUS = {"share_willing": 1.0, "share_a_day": 1.0}


def unmet(need, kinds, **parameters):
    twin = small_twin(blackout(48.0, kinds), library=flat_library(**parameters))
    return run_once(twin, 0).unmet[need, :, 0]


def test_who_has_a_kit_helps_who_has_none():
    # 692 people without a kit have 2.5 L, gone after 20 hours at 3 L a day; 308 have 11 L. In the
    # hour after that 692 x 0.125 = 86.5 L are lacked; those with a kit have 8.375 L each.
    assert unmet(WATER, DRY)[20] == pytest.approx(692)
    # Half of them give at most 15 % a day: 308 x 8.375 x 0.5 x 0.15 / 24 = 8.06 L.
    part = unmet(WATER, DRY, share_willing=0.5, share_a_day=0.15)
    assert part[20] == pytest.approx(692 * (1 - 308 * 8.375 * 0.5 * 0.15 / 24 / 86.5), rel=1e-6)
    # If all would give a whole stock in a day it were 107.5 L, enough for everybody in that hour.
    assert unmet(WATER, DRY, **GENEROUS)[20] == 0.0


def test_when_all_that_is_left_is_shared_the_water_of_the_area_lasts_once():
    # 692 x 2.5 + 308 x 11 = 5,118 L, at 125 L an hour: of 48 hours 7.06 are lacked by all.
    lacked = unmet(WATER, DRY, share_willing=1.0, share_a_day=24.0)
    assert lacked.sum() == pytest.approx(1000 * (48 - 5118 / 125), rel=1e-5)


def test_food_is_shared_too():
    # 2.5 days of food without a kit, 5 with one: after 60 hours 692 people lack, unless given.
    scenario = blackout(96.0, ["supermarket"])
    alone = run_once(small_twin(scenario), 0).unmet[FOOD, :, 0]
    library = flat_library(share_willing=1.0, share_a_day=24.0)
    together = run_once(small_twin(scenario, library=library), 0).unmet[FOOD, :, 0]
    assert alone[59] == 0.0
    assert alone[60] == pytest.approx(692)
    # (692 x 2.5 + 308 x 5) x 24 = 78,480 hours of food for 1,000 people and 96 hours.
    assert alone.sum() == pytest.approx(692 * 36)
    assert together.sum() == pytest.approx(96_000 - 78_480, rel=1e-6)


def test_upstairs_only_people_upstairs_share():
    # Only the pump of the flats is out: downstairs all have a tap, and upstairs 692 in 1,000 of 55
    # people ran out. Those with a kit there give the same part as above.
    assert unmet(WATER, ["hydrophore"])[20] == pytest.approx(55 * 0.692)
    part = unmet(WATER, ["hydrophore"], share_willing=0.5, share_a_day=0.15)
    met = 308 * 8.375 * 0.5 * 0.15 / 24 / 86.5
    assert part[20] == pytest.approx(55 * 0.692 * (1 - met), rel=1e-6)


def test_without_anybody_who_gives_nothing_changes():
    base = run_once(small_twin(blackout(48.0)), 0)
    for off in ({"share_willing": 0.5, "share_a_day": 0.0}, {"share_willing": 0.0}):
        run = run_once(small_twin(blackout(48.0), library=flat_library(**off)), 0)
        for name in ("unmet", "cells", "weighted", "counts"):
            assert np.array_equal(getattr(run, name), getattr(base, name))


@pytest.mark.parametrize("seed", range(6))
def test_no_litre_and_no_meal_appears_or_vanishes(seed):
    # Without a tap or a shop, what people need is what they took from stocks or lacked.
    kinds = ["pressure_zone", "supermarket"]
    twin = drawn_twin(blackout(72.0, kinds), seed=seed, hours=72.0)
    case, _ = make_case(twin, 0)
    state = fresh_state(case, len(twin.network.kinds))
    simulate(case, *state, no_trace())
    people, places, used = case.people, case.places, state.used
    upper = case.knobs.upper_floor
    up = people.by_kit[:, 2] * upper
    low = people.by_kit.sum(axis=1) - up
    strata = used.food.shape[-1]
    for n, need in enumerate(WATER_NEEDS):
        rate = case.water_norm[n] / 24
        share = places.block_share[:, None] * up[places.block_area]
        taken = (used.water_low[n].sum(axis=2) * low).sum() / strata
        taken += (used.water_up[n].sum(axis=2) * share).sum() / strata
        lacked = state.record.unmet[need].sum() * rate
        assert taken + lacked == pytest.approx(people.total.sum() * 72 * rate, rel=1e-9)
    kits = people.by_kit.sum(axis=1)
    eaten = (used.food.sum(axis=2) * kits).sum() / strata
    hungry = state.record.unmet[FOOD].sum() / 24
    assert eaten + hungry == pytest.approx(people.total.sum() * 3, rel=1e-9)
    for own, stock in ((used.food, case.stocks.food), (used.water_low[0], case.stocks.water)):
        assert (own <= stock[None] + used.hoarded.max() + 1e-12).all()
        assert (own >= 0).all()


@given(
    st.lists(st.floats(0, 20), min_size=1, max_size=10),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 200),
)
def test_what_is_given_is_what_is_met(stock, drunk, willing, a_day, short):
    knobs = make_case(small_twin(), 0)[0].knobs
    knobs = knobs._replace(share_willing=willing, share_a_day=a_day)
    own = np.array(stock)
    used = own * drunk
    left = left_over(own, used, 0.0)
    met, part = met_by_neighbours(part_offered(knobs, 1.0), short, left)
    assert 0.0 <= met <= 1.0
    assert 0.0 <= part <= 1.0
    give(own, used, 0.0, part)
    assert left - left_over(own, used, 0.0) == pytest.approx(met * short, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_who_shares_never_makes_more_people_lack_water(seed):
    before = None
    for willing in (0.0, 0.3, 1.0):
        fixed = {"share_willing": willing}
        run = run_once(drawn_twin(blackout(72.0, DRY), seed=seed, fixed=fixed), 0)
        lacked = run.unmet[WATER].astype(float).sum()
        assert before is None or lacked <= before * (1 + 1e-9)
        before = lacked


def test_of_people_with_and_without_a_kit_the_prepared_lack_less_before_and_after():
    # Those who are prepared help those who are not; they run out later, and never the other way.
    gaps = {}
    for willing in (0.0, 1.0):
        library = flat_library(share_willing=willing, share_a_day=0.3)
        norms = small_twin(blackout(96.0, DRY), library=library, hours=96.0)
        case, _ = make_case(norms, 0)
        state = fresh_state(case, len(norms.network.kinds))
        simulate(case, *state, no_trace())
        hours = state.used.water_low_lacked[0, 0].mean(axis=1)
        gaps[willing] = hours
        assert hours[1] < hours[0]
    assert gaps[1.0][0] < gaps[0.0][0]
    assert gaps[1.0][1] > gaps[0.0][1]
