"""Euros for each person who is spared: never a division by people who may be none."""

import numpy as np
import pytest

from tests.measures.made import WATER, side
from weerbaar.common.finding import Band
from weerbaar.measures.sparing import per_person, price_turns
from weerbaar.measures.weighing import FREE, SPARED, UNSURE, WORSE

RUNS = 20
HOURS = np.full(RUNS, 5.0)
MILLION = np.full(RUNS, 1e6)
SPREAD = np.linspace(-1, 1, RUNS)


def now(people: float = 3000.0):
    return side(HOURS, peak=np.full(RUNS, people), beyond=np.full(RUNS, people))


def spared(after, eur=MILLION):
    (found,) = per_person(1, now(), after, eur, [WATER])
    return found


def test_a_million_over_a_thousand_people_is_a_thousand_euros_each() -> None:
    after = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=np.full(RUNS, 2000.0))
    found = spared(after)
    assert (found.state, found.what) == (SPARED, "beyond")
    assert (found.persons.p50, found.p50) == (1000.0, 1000.0)


def test_people_at_the_worst_moment_count_where_nobody_is_spared_the_tolerance() -> None:
    after = side(HOURS, peak=np.full(RUNS, 2500.0), beyond=np.full(RUNS, 3000.0))
    found = spared(after)
    assert (found.what, found.p50) == ("peak", 2000.0)


@pytest.mark.parametrize(
    ("fewer", "state"),
    [
        (np.zeros(RUNS), UNSURE),
        # More people in some draws and fewer in others, with a middle that is fewer.
        (100 + 1000 * SPREAD, UNSURE),
        (np.full(RUNS, -400.0), WORSE),
    ],
)
def test_nothing_is_divided_where_it_helps_nobody_for_sure(fewer, state: str) -> None:
    after = side(HOURS, peak=3000 - fewer, beyond=3000 - fewer)
    found = spared(after)
    assert found.state == state
    assert (found.p10, found.p50, found.p90) == (None, None, None)


def test_fewer_for_long_and_more_at_the_worst_moment_is_no_gain() -> None:
    after = side(HOURS, peak=np.full(RUNS, 4000.0), beyond=np.full(RUNS, 2000.0))
    found = spared(after)
    assert (found.state, found.what) == (WORSE, "peak")
    assert found.persons.p50 == 1000.0


def test_a_sum_has_no_end_where_some_draws_spare_nobody() -> None:
    fewer = np.full(RUNS, 1000.0)
    fewer[:2] = 0.0
    found = spared(side(HOURS, peak=np.full(RUNS, 3000.0), beyond=3000 - fewer))
    assert found.state == SPARED
    assert found.p50 == 1000.0
    assert found.p90 is None


def test_what_costs_nothing_is_told_without_a_sum() -> None:
    after = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=np.full(RUNS, 2000.0))
    found = spared(after, np.zeros(RUNS))
    assert (found.state, found.p50) == (FREE, None)


def test_the_price_at_which_another_does_as_well_is_reckoned_from_people_for_each_euro() -> None:
    one = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=np.full(RUNS, 2000.0))
    other = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=np.full(RUNS, 2500.0))
    # 1,000 people for a million, 500 for two: the first keeps its lead until it costs four.
    (turn,) = price_turns([now(), one, other], [0 * MILLION, MILLION, 2 * MILLION], [WATER])
    assert (turn.side, turn.against) == (1, 2)
    assert turn.eur == 1e6
    assert turn.turns_at == Band(4e6, 4e6, 4e6)


def test_nobody_leads_for_each_euro_where_the_draws_go_either_way() -> None:
    one = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=2000 + 600 * SPREAD)
    other = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=2100 - 600 * SPREAD)
    # In the middle the first spares a hundred more for the same money, in the draws either does.
    assert price_turns([now(), one, other], [0 * MILLION, MILLION, MILLION], [WATER]) == ()


def test_euros_that_vary_with_the_draws_are_held_against_people_of_the_same_draw() -> None:
    one = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=np.full(RUNS, 2000.0))
    other = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=np.full(RUNS, 2500.0))
    eur = MILLION * (1 + 0.5 * SPREAD)
    (turn,) = price_turns([now(), one, other], [0 * MILLION, eur, eur], [WATER])
    # The bands of both sums overlap, and yet in each draw the first spares twice as many.
    assert turn.side == 1
    assert turn.turns_at is not None
    assert (turn.turns_at.p10, turn.turns_at.p90) == pytest.approx((2e6, 2e6))
    free = 1 - np.linspace(0, 1, RUNS)
    assert price_turns([now(), one, other], [0 * MILLION, eur, eur * free], [WATER]) == ()


def test_a_lead_without_end_has_no_price_at_which_it_turns() -> None:
    one = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=np.full(RUNS, 2000.0))
    fewer = np.full(RUNS, 500.0)
    fewer[:2] = 0.0
    other = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=3000 - fewer)
    (turn,) = price_turns([now(), one, other], [0 * MILLION, MILLION, MILLION], [WATER])
    assert (turn.side, turn.turns_at) == (1, None)


def test_no_price_is_asked_where_one_of_the_two_spares_nobody_for_sure() -> None:
    one = side(HOURS, peak=np.full(RUNS, 3000.0), beyond=np.full(RUNS, 2000.0))
    worse = side(HOURS, peak=np.full(RUNS, 3500.0), beyond=np.full(RUNS, 3500.0))
    for other in (worse, now()):
        eur = [0 * MILLION, MILLION, MILLION]
        assert price_turns([now(), one, other], eur, [WATER]) == ()
