"""What is scarce is divided by the scenario's rule, and the log says who asked and who got."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, small_twin
from weerbaar.region.tables import RESOURCE_ORDER
from weerbaar.sharing.claims import Rule, lot_of
from weerbaar.sharing.rules import make_terms
from weerbaar.sharing.tables import RULE_ORDER
from weerbaar.twin.dividing import (
    LOG_ENDS,
    MILITARY,
    MILITARY_NAME,
    OF_AREAS,
    SUPPLY,
    fresh_division,
    lots_of,
    make_division,
    rule_of,
    share_out,
    terms_of,
)
from weerbaar.twin.state import Trace, no_trace

WATER = RESOURCE_ORDER.index("crews_water")


def trace_of(room):
    """A trace with room for so many rows of the log."""
    return Trace(np.zeros((0, 0)), np.zeros((room, 5)), np.zeros(1, np.int64))


def three(rule="priority", whole=True, classes=(2, 1, 2)):
    """Sites 5, 3 and 9, called c, a and b, that ask for crews of water."""
    terms = make_terms(Rule(rule, whole, 0.5))
    return make_division(terms, "crews_water", [5, 3, 9], ["c", "a", "b"], classes, [1.0] * 3)


def rows_of(trace):
    return trace.grants[: int(trace.given[0])].tolist()


def test_two_crews_go_to_the_first_class_and_by_lot_to_one_of_the_second():
    division, trace = three(), trace_of(20)
    division.claims.amount[:] = 1.0
    share_out(division, 2.0, 7, 1.0, trace)
    # In the order of their names: 3 is of the first class, of 9 and 5 the lower lot comes first.
    first = 9 if lot_of(1, 7, "b") < lot_of(1, 7, "c") else 5
    assert rows_of(trace) == [
        [7, WATER, SUPPLY, 0, 2],
        [7, WATER, 3, 1, 1],
        [7, WATER, 9, 1, float(first == 9)],
        [7, WATER, 5, 1, float(first == 5)],
    ]
    assert division.grant.sum() == 2.0


def test_who_asks_nothing_is_not_in_the_log_and_where_nobody_asks_nothing_is():
    division, trace = three(), trace_of(20)
    share_out(division, 2.0, 0, 1.0, trace)
    assert rows_of(trace) == []
    division.claims.amount[1] = 1.0
    share_out(division, 0.0, 1, 1.0, trace)
    assert rows_of(trace) == [[1, WATER, SUPPLY, 0, 0], [1, WATER, 9, 1, 0]]


def test_without_a_trace_all_is_divided_and_nothing_logged():
    division, trace = three(), no_trace()
    division.claims.amount[:] = 1.0
    share_out(division, 1.0, 0, 1.0, trace)
    assert division.grant.tolist() == [1.0, 0.0, 0.0]
    assert trace.given[0] == 0


@given(st.integers(1, 14))
def test_a_log_that_is_full_says_so_and_keeps_whole_divisions_only(room):
    division, trace = three(), trace_of(room)
    division.claims.amount[:] = 1.0
    for step in range(5):
        share_out(division, 1.0, step, 1.0, trace)
    # A division takes 4 rows and the sign that the log is full 1.
    whole = (room - 1) // 4
    assert trace.given[0] == 4 * whole + 1
    assert [row[2] for row in rows_of(trace)] == [SUPPLY, 3, 9, 5] * whole + [LOG_ENDS]
    # A small division that would fit does not come after one that did not.
    division.claims.amount[:] = [1.0, 0.0, 0.0]
    share_out(division, 1.0, 9, 1.0, trace)
    assert trace.given[0] == 4 * whole + 1


@given(
    st.sampled_from(RULE_ORDER),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=8),
    st.floats(0, 2e6),
)
def test_no_more_is_given_than_asked_and_than_there_is(rule, amounts, supply):
    n = len(amounts)
    terms = make_terms(Rule(rule, False, 0.5))
    names, classes = [f"s{i}" for i in range(n)], [1 + i % 3 for i in range(n)]
    division = make_division(terms, "fuel_trucks", range(n), names, classes, [1.0] * n)
    division.claims.amount[:] = amounts
    trace = trace_of(20)
    share_out(division, supply, 0, 1.0, trace)
    log = np.array(rows_of(trace)).reshape(-1, 5)
    given = log[log[:, 2] != SUPPLY]
    assert (given[:, 4] <= given[:, 3]).all()
    assert given[:, 4].sum() == pytest.approx(min(supply, sum(amounts)), rel=1e-9, abs=1e-6)


def test_areas_and_the_forces_can_ask_too():
    terms = make_terms(Rule("sides", False, 0.75))
    division = make_division(
        terms,
        "water_tankers",
        [MILITARY, 0],
        [MILITARY_NAME, "A"],
        [1, 1],
        [1.0, 1.0],
        [1, 0],
        OF_AREAS,
    )
    division.claims.amount[:] = 10.0
    share_out(division, 8.0, 0, 1.0, no_trace())
    assert division.claimants.tolist() == [0, MILITARY]
    assert division.grant.tolist() == [6.0, 2.0]
    assert division.whose == OF_AREAS


def test_the_terms_are_those_of_the_scenario_and_every_run_has_its_own_lots():
    twin = small_twin(blackout(sharing_rule="sides", civil_share=0.25), seed=7)
    assert rule_of(twin, 3, True) == Rule("sides", True, 0.25, 10)
    assert terms_of(twin, 3, True) == make_terms(Rule("sides", True, 0.25, 10))
    assert rule_of(twin, 4, False).seed == 11


def test_a_division_that_was_prepared_gives_a_run_its_own_lots_and_room():
    twin = small_twin(blackout(sharing_rule="lottery"), seed=7)
    prepared = three("lottery")
    prepared.claims.amount[:] = 1.0
    fresh = fresh_division(twin, 3, prepared, np.array([True, False, True]))
    made = make_division(
        terms_of(twin, 3, True), "crews_water", [5, 3], ["c", "a"], (2, 1), [1.0] * 2
    )
    assert fresh.terms == made.terms
    for name in ("claims", "scratch"):
        for one, other in zip(getattr(fresh, name), getattr(made, name), strict=True):
            assert (one.dtype, one.tolist()) == (other.dtype, other.tolist())
    assert (fresh.claimants.tolist(), fresh.grant.tolist()) == ([3, 5], [0.0, 0.0])
    again = fresh_division(twin, 4, prepared)
    assert again.claimants.tolist() == [3, 9, 5]
    assert again.claims.amount.tolist() == [0.0] * 3
    assert again.terms.seed == 11
    for written in ("amount", "weight"):
        shared = np.shares_memory(getattr(again.claims, written), getattr(prepared.claims, written))
        assert shared == (written == "weight")


def test_the_lots_of_an_hour_hold_for_all_its_steps():
    winners = []
    for step, dt in ((7, 1.0), (14, 0.5), (15, 0.5), (28, 0.25), (31, 0.25)):
        division = three()
        division.claims.amount[:] = 1.0
        share_out(division, 2.0, step, dt, no_trace())
        winners.append(division.grant.tolist())
    assert all(winner == winners[0] for winner in winners)
    assert lots_of(32, 0.25) == 8
