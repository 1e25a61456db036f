"""Sites in topological order: a failure runs through all its hops, and its cause stays known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.twin.cascade import (
    Buffers,
    Graph,
    Sites,
    fresh_sites,
    keep_awake,
    kinds_in,
    on_or_off,
    step_sites,
    with_consumers,
)


def graph_of(inputs, estimated=(), linear=(), adds=(), parts=()):
    """A graph from, for each site, a list of inputs, each a list of (supplier, weight).

    Site i is of kind row i, so that a chain of kinds names the sites. `parts` are (first, past).
    """
    starts, links, supplier, weight = [0], [0], [], []
    for of_site in inputs:
        for of_input in of_site:
            supplier += [s for s, _ in of_input]
            weight += [w for _, w in of_input]
            links.append(len(supplier))
        starts.append(len(links) - 1)
    n, m = len(inputs), len(links) - 1
    return Graph(
        np.array(starts, np.int64),
        np.array(links, np.int64),
        np.array(supplier, np.int64),
        np.array(weight, float),
        np.array([int(k in linear) for k in range(m)], np.int64),
        np.array([int(k in adds) for k in range(m)], np.int64),
        np.arange(1, n + 1, dtype=np.int64),
        np.array([int(i in estimated) for i in range(n)], np.int64),
        np.array(parts, np.int64).reshape(-1, 2),
    )


def buffers_of(graph, size=(), floor=0.0, lag=0.0, switch=()):
    m = len(graph.fades)
    sizes = np.zeros(m)
    sizes[: len(size)] = size
    switches = np.zeros(len(graph.kind))
    switches[: len(switch)] = switch
    return Buffers(sizes, np.full(m, floor), np.full(m, lag), np.full(m, 1.0), switches)


def run(graph, conditions, buffers=None, dt=1.0) -> tuple[Sites, list[np.ndarray]]:
    """The sites after a step for each row of conditions, and the levels of every step."""
    buffers = buffers or buffers_of(graph)
    sites, levels = fresh_sites(graph, buffers), []
    for condition in conditions:
        hit = np.array(condition, float)
        step_sites(graph, buffers, sites, hit, hit, dt)
        levels.append(sites.level.copy())
    return sites, levels


ROW = [[]] + [[[(i, 1.0)]] for i in range(4)]


def test_a_failure_runs_through_all_its_hops_in_one_step():
    # station -> feeder -> works -> zone -> pump; the station is hit.
    sites, levels = run(graph_of(ROW), [[0, 1, 1, 1, 1]])
    assert levels[0].tolist() == [0, 0, 0, 0, 0]
    assert kinds_in(int(sites.chain[4])) == (4, 3, 2, 1, 0)
    assert sites.root.tolist() == [0, 0, 0, 0, 0]


def test_all_is_whole_where_nothing_is_hit():
    sites, levels = run(graph_of(ROW), [[1] * 5] * 3)
    assert (np.array(levels) == 1.0).all()
    assert (sites.root == -1).all()


def test_two_full_feeders_weigh_1_each_and_losing_one_changes_nothing():
    graph = graph_of([[], [], [[(0, 1.0), (1, 1.0)]]])
    assert run(graph, [[0, 1, 1]])[1][0].tolist() == [0, 1, 1]
    assert run(graph, [[0, 0, 1]])[1][0].tolist() == [0, 0, 0]


def test_satisfaction_is_the_weighted_sum_of_suppliers():
    # Works of 0.7 each; the first at half: 0.7 x 0.5 + 0.7 x 1 = 1.05, so 1. Both at half: 0.7.
    graph = graph_of([[], [], [[(0, 0.7), (1, 0.7)]]])
    assert run(graph, [[0.5, 1, 1]])[1][0][2] == 1.0
    assert run(graph, [[0.5, 0.5, 1]])[1][0][2] == pytest.approx(0.7)


def test_the_level_is_condition_times_the_smallest_input():
    # Inputs at 0.6 and 0.3, condition 0.5: 0.5 x 0.3 = 0.15.
    graph = graph_of([[], [], [[(0, 1.0)], [(1, 1.0)]]])
    sites, levels = run(graph, [[0.6, 0.3, 0.5]])
    assert levels[0][2] == pytest.approx(0.15)
    assert kinds_in(int(sites.chain[2])) == (2, 1)


def test_a_consumer_sees_the_average_of_a_supplier_that_dies_within_the_step():
    # A battery of 0.25 h in the supplier: it averages 0.25, and so does who hangs on it.
    graph = graph_of([[], [[(0, 1.0)]], [[(1, 1.0)]]])
    _, levels = run(graph, [[0, 1, 1]], buffers_of(graph, [0.25, 0.0]))
    assert levels[0].tolist() == [0.0, 0.25, 0.25]


def test_the_cause_is_latched_until_the_site_is_whole_again():
    graph = graph_of([[], [], [[(0, 1.0)], [(1, 1.0)]]])
    first, _ = run(graph, [[0, 1, 1], [0, 0, 1], [1, 0, 1]])
    assert kinds_in(int(first.chain[2])) == (2, 0)
    # Whole for an hour in between: then the second is a new spell with its own cause.
    second, _ = run(graph, [[0, 1, 1], [1, 1, 1], [1, 0, 1]])
    assert kinds_in(int(second.chain[2])) == (2, 1)


def test_of_inputs_that_lost_as_much_the_first_is_the_cause():
    graph = graph_of([[], [], [[(1, 1.0)], [(0, 1.0)]]])
    assert run(graph, [[0, 0, 1]])[0].root[2] == 1
    graph = graph_of([[], [], [[(0, 1.0)], [(1, 1.0)]]])
    assert run(graph, [[0, 0, 1]])[0].root[2] == 0


def test_of_suppliers_the_one_that_lost_most_by_weight_is_the_cause_and_ties_go_to_the_first():
    # Losses 0.4 x 0.5 = 0.2 and 0.6 x 0.5 = 0.3.
    graph = graph_of([[], [], [[(0, 0.4), (1, 0.6)]]])
    assert run(graph, [[0.5, 0.5, 1]])[0].root[2] == 1
    graph = graph_of([[], [], [[(0, 0.5), (1, 0.5)]]])
    assert run(graph, [[0.5, 0.5, 1]])[0].root[2] == 0


def test_a_site_that_was_hit_itself_is_its_own_cause():
    graph = graph_of([[], [[(0, 1.0)]]])
    sites, _ = run(graph, [[0.5, 0.5]])
    assert (sites.root[1], kinds_in(int(sites.chain[1]))) == (1, (1,))
    sites, _ = run(graph, [[0.5, 0.6]])
    assert (sites.root[1], kinds_in(int(sites.chain[1]))) == (0, (1, 0))


def test_a_site_that_waits_out_its_lag_keeps_the_cause_that_emptied_it():
    graph = graph_of([[], [[(0, 1.0)]]])
    sites, levels = run(graph, [[0, 1]] * 2 + [[1, 1]], buffers_of(graph, [1.0], lag=3.0))
    assert levels[2].tolist() == [1.0, 0.0]
    assert sites.root[1] == 0


def test_a_site_whose_buffer_empties_just_as_the_power_returns_is_its_own_cause():
    # One hour of battery and one hour of loss: only the lag shows, when the supplier is back.
    graph = graph_of([[], [[(0, 1.0)]]])
    sites, levels = run(graph, [[0, 1], [1, 1]], buffers_of(graph, [1.0], lag=3.0))
    assert [float(level[1]) for level in levels] == [1.0, 0.0]
    assert (sites.root[1], kinds_in(int(sites.chain[1]))) == (1, (1,))


def test_a_loss_rests_on_estimates_when_its_root_is_estimated():
    graph = graph_of(ROW, estimated=[0])
    assert run(graph, [[0, 1, 1, 1, 1]])[0].estimated.tolist() == [1, 1, 1, 1, 1]


def test_an_estimated_site_on_the_way_counts_only_when_its_buffer_set_the_timing():
    graph = graph_of(ROW[:4], estimated=[1])
    hit = [[0, 1, 1, 1]] * 3
    assert run(graph, hit)[0].estimated.tolist() == [0, 0, 0, 0]
    with_battery = run(graph, hit, buffers_of(graph, [2.0, 0.0, 0.0]))[0]
    assert with_battery.estimated.tolist() == [0, 1, 1, 1]


def test_a_chain_too_long_to_pack_keeps_the_kinds_nearest_the_root():
    graph = graph_of([[]] + [[[(i, 1.0)]] for i in range(12)])
    sites, _ = run(graph, [[0] + [1] * 12])
    assert kinds_in(int(sites.chain[9])) == (9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
    assert kinds_in(int(sites.chain[12])) == (9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
    assert sites.root[12] == 0


def test_with_half_of_the_power_feeders_that_ask_more_are_wholly_off_and_the_others_on():
    # A station at half feeds three feeders that need 0.3, 0.5 and 0.9 of it, and a pump on the
    # last: 0.5 is enough for the first two.
    graph = graph_of([[]] + [[[(0, 1.0)]]] * 3 + [[[(3, 1.0)]]])
    buffers = buffers_of(graph, switch=[0, 0.3, 0.5, 0.9])
    sites, levels = run(graph, [[0.5, 1, 1, 1, 1]], buffers)
    assert levels[0].tolist() == [0.5, 1, 1, 0, 0]
    # The root of what is off is the station, not the feeder that was switched off.
    assert sites.root.tolist() == [0, -1, -1, 0, 0]
    assert kinds_in(int(sites.chain[4])) == (4, 3, 0)


def test_without_any_power_every_feeder_is_off_and_with_all_of_it_every_one_is_on():
    graph = graph_of([[]] + [[[(0, 1.0)]]] * 3)
    buffers = buffers_of(graph, switch=[0, 1e-9, 0.5, 1.0])
    _, levels = run(graph, [[0, 1, 1, 1], [1, 1, 1, 1]], buffers)
    assert levels[0].tolist() == [0, 0, 0, 0]
    assert levels[1].tolist() == [1, 1, 1, 1]


def test_a_feeder_that_goes_off_within_the_step_was_on_for_its_first_part():
    # Offered 1, from a quarter of the step on 0.2: a mean of 0.25 + 0.75 x 0.2 = 0.4.
    assert on_or_off(1.0, 0.4, 0.2, 0.6) == pytest.approx((0.25, 0.0))
    # One that asks 0.1 stays on. One that comes back for the last quarter: the same the other way.
    assert on_or_off(1.0, 0.4, 0.2, 0.1) == (1.0, 1.0)
    assert on_or_off(0.2, 0.4, 1.0, 0.6) == pytest.approx((0.25, 1.0))


def test_what_is_offered_stays_below_what_a_feeder_asks_and_it_stays_off():
    assert on_or_off(0.5, 0.5, 0.5, 0.6) == (0.0, 0.0)
    assert on_or_off(0.5, 0.5, 0.5, 0.5) == (1.0, 1.0)
    assert on_or_off(0.0, 0.0, 0.0, 0.5) == (0.0, 0.0)


def test_a_cut_that_begins_and_ends_within_the_step_is_not_lost():
    # All power gone for a quarter of the hour.
    assert on_or_off(1.0, 0.75, 1.0, 0.5) == pytest.approx((0.75, 1.0))


def test_a_feeder_is_off_for_as_long_as_the_station_is_short():
    # Half of the power for two hours, all of it after: off, off, on.
    graph = graph_of([[], [[(0, 1.0)]]])
    buffers = buffers_of(graph, switch=[0, 0.7])
    sites, levels = run(graph, [[0.5, 1], [0.5, 1], [1, 1]], buffers)
    assert [float(level[1]) for level in levels] == [0, 0, 1]
    assert sites.root[1] == -1


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(1e-6, 1), st.floats(0, 1))
def test_a_feeder_that_is_offered_more_is_never_on_for_less(before, after, part, switch, lift):
    """The same moment of change within the step, with more power on both sides of it."""

    def on(before, after):
        return on_or_off(before, part * before + (1 - part) * after, after, switch)

    mean, end = on(before, after)
    more, more_end = on(before + lift * (1 - before), after + lift * (1 - after))
    assert end in (0.0, 1.0)
    assert 0.0 <= mean <= more + 1e-6
    assert more <= 1.0
    assert end <= more_end


@st.composite
def random_graphs(draw):
    n = draw(st.integers(2, 9))
    inputs = [[]]
    for i in range(1, n):
        inputs.append(
            [
                [(s, draw(st.floats(0.1, 2))) for s in sorted(suppliers)]
                for suppliers in draw(
                    st.lists(st.sets(st.integers(0, i - 1), min_size=1, max_size=3), max_size=2)
                )
            ]
        )
    graph = graph_of(inputs)
    m = len(graph.fades)
    sizes = draw(st.lists(st.floats(0, 6), min_size=m, max_size=m))
    steps = draw(st.integers(1, 5))
    rows = st.lists(st.floats(0, 1), min_size=n, max_size=n)
    return graph, sizes, draw(st.lists(rows, min_size=steps, max_size=steps))


@given(random_graphs(), st.floats(0, 1))
def test_levels_stay_within_0_and_condition_and_every_loss_has_a_root(case, floor):
    graph, sizes, conditions = case
    buffers = buffers_of(graph, sizes, floor, lag=1.0)
    sites, levels = run(graph, conditions, buffers)
    for level, condition in zip(levels, conditions, strict=True):
        assert ((level >= 0) & (level <= np.array(condition) + 1e-12)).all()
    lost = sites.level < 1.0 - 1e-9
    assert ((sites.root >= 0) == lost).all()
    for i in np.flatnonzero(lost):
        chain = kinds_in(int(sites.chain[i]))
        assert (chain[0], chain[-1]) == (i, sites.root[i])


@given(random_graphs(), st.floats(0, 1))
def test_better_conditions_never_lower_a_level(case, lift):
    graph, sizes, conditions = case
    better = [[c + (1 - c) * lift for c in row] for row in conditions]
    worse_levels = run(graph, conditions, buffers_of(graph, sizes))[1]
    better_levels = run(graph, better, buffers_of(graph, sizes))[1]
    for worse, good in zip(worse_levels, better_levels, strict=True):
        assert (good >= worse - 1e-9).all()


@given(random_graphs(), st.floats(0, 1), st.floats(0.01, 1))
def test_better_conditions_never_switch_a_site_off(case, lift, switch):
    """Sites without batteries that are all on or off, as feeders are."""
    graph, _, conditions = case
    buffers = buffers_of(graph, switch=np.full(len(graph.kind), switch))
    better = [[c + (1 - c) * lift for c in row] for row in conditions]
    worse_levels, better_levels = (run(graph, c, buffers)[1] for c in (conditions, better))
    for worse, good in zip(worse_levels, better_levels, strict=True):
        assert set(worse) | set(good) <= {0.0, 1.0}
        assert (good >= worse).all()


# Sites that hold each other up


def plain_levels(inputs, condition, adds=(), rounds=3000):
    """The highest levels that a graph without buffers can hold: slow, and all sites at once."""
    level = [1.0] * len(inputs)
    for _ in range(rounds):
        new, k = [], 0
        for of_site, whole in zip(inputs, condition, strict=True):
            lowest, lost = 1.0, 0.0
            for of_input in of_site:
                if k in adds:
                    lost += min(1.0, sum(w * (1 - level[s]) for s, w in of_input))
                else:
                    lowest = min(lowest, sum(w * level[s] for s, w in of_input))
                k += 1
            new.append(max(0.0, whole * lowest - lost))
        level = new
    return level


GAS_AND_POWER = [[], [[(2, 1.0)]], [[(0, 0.6), (1, 0.5)]]]
"""A grid; gas works on the power of a station; the station gets 0.6 from the grid, 0.5 from gas."""
PAIR = [[[(1, 1.0)]], [[(0, 1.0)]]]
"""Two sites that each need all of the other."""


def test_sites_that_hold_each_other_up_settle_within_the_step_and_return_with_the_grid():
    # At half of the grid the station has 0.3 + 0.5 of what the works do, and they do what it does:
    # y = 0.3 + 0.5 y, so 0.6. Without the grid, y = 0.5 y, so 0.
    graph = graph_of(GAS_AND_POWER, parts=[(1, 3)])
    sites, levels = run(graph, [[0.5, 1, 1], [0, 1, 1], [1, 1, 1]])
    assert levels[0] == pytest.approx([0.5, 0.6, 0.6], abs=1e-5)
    assert levels[1] == pytest.approx([0, 0, 0], abs=1e-5)
    assert levels[2].tolist() == [1, 1, 1]
    assert (sites.unsettled[0], sites.root.tolist()) == (0, [-1, -1, -1])


def test_a_pair_that_went_down_together_is_back_when_the_shock_is_over():
    # From the levels of the step before, each would wait for the other for ever.
    _, levels = run(graph_of(PAIR, parts=[(0, 2)]), [[1, 1], [0, 1], [0, 1], [1, 1]])
    assert [level.tolist() for level in levels] == [[1, 1], [0, 0], [0, 0], [1, 1]]


def test_a_pair_waits_out_its_lags_side_by_side():
    # One waits 3 h and one 2 h from the end of the shock: both are back after 3 h, as one after
    # the other could not be.
    graph = graph_of(PAIR, parts=[(0, 2)])
    buffers = buffers_of(graph, lag=2.0)
    buffers.lag[0] = 3.0
    sites, levels = run(graph, [[0, 1]] + [[1, 1]] * 4, buffers)
    assert [level.tolist() for level in levels] == [[0, 0]] * 4 + [[1, 1]]
    assert sites.lag_left.tolist() == [0, 0]


def test_a_battery_in_a_circle_drains_once_a_step_however_often_it_is_swept():
    # The second lasts 3 h without the first; the first is lost for good.
    graph = graph_of(PAIR, parts=[(0, 2)])
    buffers = buffers_of(graph, [0.0, 3.0])
    for hours, left in ((1, 2), (2, 1), (3, 0), (4, 0)):
        sites, levels = run(graph, [[0, 1]] * hours, buffers)
        assert sites.left.tolist() == [0, left]
        assert levels[-1].tolist() == [0, float(hours <= 3)]


def test_a_battery_bridges_a_circle_that_is_cut_for_a_while():
    graph = graph_of(PAIR, parts=[(0, 2)])
    _, levels = run(graph, [[0.5, 1]] * 3 + [[1, 1]], buffers_of(graph, [0.0, 2.0], lag=2.0))
    # Half of the first costs half an hour of battery in each hour: 1.5 of the 2 h.
    assert [level.tolist() for level in levels] == [[0.5, 1]] * 3 + [[1, 1]]


def test_a_site_that_needs_itself_loses_all_by_any_loss_and_returns():
    _, levels = run(graph_of([[[(0, 1.0)]]], parts=[(0, 1)]), [[1], [0.5], [1]])
    assert [float(level[0]) for level in levels] == pytest.approx([1, 0, 1], abs=1e-5)


def test_a_part_that_does_not_settle_is_counted_and_its_levels_are_too_high():
    # Without the grid y = 0.99 y: after 50 sweeps 0.99^50 = 0.605 where the truth is 0.
    graph = graph_of([[], [[(0, 0.01), (2, 0.99)]], [[(1, 1.0)]]], parts=[(1, 3)])
    sites, levels = run(graph, [[0, 1, 1]] * 2 + [[1, 1, 1]])
    assert levels[1][1:] == pytest.approx([0.605, 0.605], abs=1e-3)
    assert levels[2].tolist() == [1, 1, 1]
    assert sites.unsettled[0] == 2


def test_a_switch_in_a_circle_goes_wholly_off_and_on():
    # A feeder that asks 0.7 of its station; the station takes half of its power from that feeder.
    graph = graph_of([[], [[(0, 0.5), (2, 0.5)]], [[(1, 1.0)]]], parts=[(1, 3)])
    buffers = buffers_of(graph, switch=[0, 0, 0.7])
    _, levels = run(graph, [[0.5, 1, 1], [0.2, 1, 1], [1, 1, 1]], buffers)
    # The grid at half leaves 0.75, which is enough; at 0.2 it is 0.6, and without the feeder 0.1.
    assert levels[0].tolist() == [0.5, 0.75, 1]
    assert levels[1][1] == pytest.approx(0.1)
    assert levels[1][2] == 0
    assert levels[2].tolist() == [1, 1, 1]


def test_what_came_into_a_circle_from_outside_is_its_cause():
    sites, _ = run(graph_of(GAS_AND_POWER, parts=[(1, 3)]), [[0, 1, 1]])
    assert sites.root.tolist() == [0, 0, 0]
    assert kinds_in(int(sites.chain[2])) == (2, 0)
    assert kinds_in(int(sites.chain[1])) == (1, 2, 0)


def test_causes_that_go_round_are_told_by_the_loss_from_outside():
    # The station loses 0.3 by the grid and 0.75 by the works, which lost all by the station.
    graph = graph_of([[], [[(2, 1.0)]], [[(0, 0.3), (1, 0.75)]]], parts=[(1, 3)])
    sites, _ = run(graph, [[0, 1, 1]] * 3)
    assert kinds_in(int(sites.chain[2])) == (2, 0)
    assert kinds_in(int(sites.chain[1])) == (1, 2, 0)


def test_what_a_battery_still_bridges_is_not_the_cause_in_a_circle():
    # The first is hit itself. Its station outside is lost too, but its battery holds.
    graph = graph_of([[], [[(0, 1.0)], [(2, 1.0)]], [[(1, 1.0)]]], parts=[(1, 3)])
    sites, _ = run(graph, [[0, 1, 0.5]], buffers_of(graph, [5.0]))
    assert sites.root.tolist() == [0, 2, 2]


def test_of_sites_in_a_circle_that_are_hit_alike_the_first_is_the_cause():
    sites, _ = run(graph_of(PAIR, parts=[(0, 2)]), [[0.5, 0.5]])
    assert sites.root.tolist() == [0, 0]
    assert kinds_in(int(sites.chain[1])) == (1, 0)


def test_a_circle_keeps_the_cause_of_the_site_that_lost_first():
    # The second is hit in the second hour, when the circle is down by the first.
    sites, _ = run(graph_of(PAIR, parts=[(0, 2)]), [[0, 1], [0, 0], [1, 0]])
    assert sites.root.tolist() == [0, 0]


def test_a_lag_in_a_circle_is_told_by_the_loss_that_emptied_the_battery():
    graph = graph_of(PAIR, parts=[(0, 2)])
    buffers = buffers_of(graph, [0.0, 1.0])
    buffers.lag[1] = 3.0
    sites, levels = run(graph, [[0, 1], [1, 1]], buffers)
    assert [level.tolist() for level in levels] == [[0, 1], [0, 0]]
    assert sites.root.tolist() == [0, 0]


# Losses that add up (the linear form of inoperability)

PUBLISHED = [
    # Haimes and Jiang 2001: three examples. Lian and Haimes 2006: one.
    ([[0, 0.8], [0.2, 0]], [0, 0.6], [0.571, 0.714]),
    (
        [[0, 0.9, 0, 0], [0.4, 0, 0, 0], [1, 0.8, 0, 0], [1, 0.9, 0, 0]],
        [0, 0.5, 0, 0],
        [0.703, 0.781, 1, 1],
    ),
    ([[0, 0, 0.3], [0.4, 0, 0], [0.2, 0.6, 0]], [0, 0, 0.12], [0.0409, 0.0164, 0.1380]),
    ([[0.15, 0.50], [0.10, 0.05]], [0, 0.1], [0.066, 0.112]),
]


@pytest.mark.parametrize(("a", "c", "q"), PUBLISHED)
def test_a_lasting_shock_settles_to_the_published_inoperability(a, c, q):
    inputs = [[[(j, w) for j, w in enumerate(row) if w > 0]] for row in a]
    graph = graph_of(inputs, adds=range(len(a)), parts=[(0, len(a))])
    sites, levels = run(graph, [[1 - hit for hit in c]] * 3)
    for level in levels:
        assert 1 - level == pytest.approx(q, abs=1e-3)
    assert sites.unsettled[0] == 0


def test_losses_that_add_up_come_beside_the_condition_and_the_worst_input():
    # Condition 0.9, one input at 0.8, and half of what the third lost: 0.72 - 0.5 x 0.4 = 0.52.
    graph = graph_of([[], [], [[(0, 1.0)], [(1, 0.5)]]], adds=[1], parts=[(2, 3)])
    sites, levels = run(graph, [[0.8, 0.6, 0.9]])
    assert levels[0][2] == pytest.approx(0.52)
    # A fifth is lost by each of the two inputs; the first of them is the cause.
    assert sites.root[2] == 0


def test_an_input_of_which_losses_add_up_has_its_battery_and_floor_too():
    graph = graph_of([[], [[(0, 0.5)]]], adds=[0], parts=[(1, 2)])
    _, levels = run(graph, [[0, 1]] * 5, buffers_of(graph, [1.0], floor=0.2))
    # Half is lost: 1 h of full loss lasts 2 h; then 0.2 + 0.8 x 0.5 = 0.6.
    assert [float(level[1]) for level in levels] == pytest.approx([1, 1, 0.6, 0.6, 0.6])


@st.composite
def random_circles(draw):
    """Graphs in which any site may need any other, with figures at which sweeps settle fast."""
    n = draw(st.integers(1, 7))
    suppliers = st.sets(st.integers(0, n - 1), min_size=1, max_size=3)
    of_site = st.lists(suppliers, max_size=2)
    weight = st.sampled_from([0.5, 1.0, 2.0])
    inputs = [
        [[(s, draw(weight)) for s in sorted(found)] for found in draw(of_site)] for _ in range(n)
    ]
    m = sum(len(found) for found in inputs)
    adds = draw(st.sets(st.integers(0, m - 1))) if m else set()
    steps = draw(st.integers(1, 6))
    rows = st.lists(st.sampled_from([0, 0.25, 0.5, 1, 1, 1]), min_size=n, max_size=n)
    return inputs, adds, draw(st.lists(rows, min_size=steps, max_size=steps))


@given(random_circles())
def test_circles_reach_the_highest_levels_they_can_hold(case):
    inputs, adds, conditions = case
    graph = graph_of(inputs, adds=adds, parts=[(0, len(inputs))])
    sites, levels = run(graph, conditions)
    if sites.unsettled[0] == 0:
        for level, condition in zip(levels, conditions, strict=True):
            assert level == pytest.approx(plain_levels(inputs, condition, adds), abs=1e-4)


@given(random_circles(), st.floats(0, 1), st.data())
def test_levels_in_circles_stay_within_bounds_and_every_loss_has_a_root(case, floor, data):
    inputs, adds, conditions = case
    graph = graph_of(inputs, adds=adds, parts=[(0, len(inputs))])
    m = len(graph.fades)
    hours = st.lists(st.floats(0, 6), min_size=m, max_size=m)
    buffers = buffers_of(graph, data.draw(hours), floor)
    buffers.lag[:] = data.draw(hours)
    sites, levels = run(graph, conditions, buffers)
    for level, condition in zip(levels, conditions, strict=True):
        assert ((level >= 0) & (level <= np.array(condition) + 1e-12)).all()
    assert ((sites.left >= 0) & (sites.left <= buffers.size)).all()
    assert ((sites.lag_left >= 0) & (sites.lag_left <= buffers.lag)).all()
    lost = sites.level < 1.0 - 1e-9
    assert ((sites.root >= 0) == lost).all()
    for i in np.flatnonzero(lost):
        chain = kinds_in(int(sites.chain[i]))
        assert len(chain) <= 10
        assert chain[-1] == sites.root[i]
        if len(chain) < 10:
            assert chain[0] == i


@given(random_circles(), st.data())
def test_a_circle_returns_within_its_longest_lag_once_nothing_outside_is_lost(case, data):
    """And one that is fed fully from the start stays whole, to the last bit."""
    inputs, adds, conditions = case
    inputs = [
        [
            of_input if sum(w for _, w in of_input) >= 1 else [(of_input[0][0], 1.0)]
            for of_input in of_site
        ]
        for of_site in inputs
    ]
    graph = graph_of(inputs, adds=adds, parts=[(0, len(inputs))])
    m = len(graph.fades)
    hours = st.lists(st.floats(0, 6), min_size=m, max_size=m)
    buffers = buffers_of(graph, data.draw(hours))
    buffers.lag[:] = data.draw(hours)
    whole = [[1] * len(inputs)]
    _, levels = run(graph, conditions + whole * 7, buffers)
    assert (levels[-1] == 1.0).all()
    _, levels = run(graph, whole * 4, buffers)
    assert (np.array(levels) == 1.0).all()


@given(random_circles(), st.sampled_from([0.5, 1.0]))
def test_better_conditions_never_lower_a_level_in_a_circle_without_lags(case, lift):
    inputs, adds, conditions = case
    graph = graph_of(inputs, adds=adds, parts=[(0, len(inputs))])
    sizes = buffers_of(graph, np.arange(len(graph.fades)) % 3)
    better = [[c + (1 - c) * lift for c in row] for row in conditions]
    (worse_sites, worse), (good_sites, good) = (run(graph, c, sizes) for c in (conditions, better))
    if worse_sites.unsettled[0] == good_sites.unsettled[0] == 0:
        for low, high in zip(worse, good, strict=True):
            assert (high >= low - 1e-4).all()


@given(random_graphs(), st.floats(0, 1), st.floats(0, 3))
def test_sites_without_a_circle_come_out_alike_when_they_are_swept(case, floor, lag):
    graph, sizes, conditions = case
    n = len(graph.kind)
    swept = graph._replace(parts=np.array([(i, i + 1) for i in range(n)], np.int64))
    found = [run(g, conditions, buffers_of(g, sizes, floor, lag)) for g in (graph, swept)]
    (plain, levels), (sites, swept_levels) = found
    assert np.allclose(levels, swept_levels, rtol=0, atol=1e-9)
    assert np.allclose(plain.left, sites.left, rtol=0, atol=1e-9)
    assert np.allclose(plain.lag_left, sites.lag_left, rtol=0, atol=1e-9)


@given(random_graphs(), st.floats(0, 1))
def test_sites_without_a_circle_or_lag_come_out_the_same_as_one_part(case, floor):
    graph, sizes, conditions = case
    whole = graph._replace(parts=np.array([(0, len(graph.kind))], np.int64))
    (plain, levels), (sites, swept) = (
        run(g, conditions, buffers_of(g, sizes, floor)) for g in (graph, whole)
    )
    # A sweep stops where no level moves more than a millionth.
    assert np.allclose(levels, swept, rtol=0, atol=2e-6)
    for name in ("root", "chain", "estimated", "left"):
        assert np.array_equal(getattr(plain, name), getattr(sites, name))


SAID = ("level", "end", "offered", "chain", "root", "estimated", "left", "lag_left", "unsettled")


def test_a_site_falls_asleep_where_nothing_changes_and_wakes_with_its_supplier():
    graph = with_consumers(graph_of(ROW))
    buffers = buffers_of(graph, [0.0, 3.0])
    sites = fresh_sites(graph, buffers)
    whole, hit = np.ones(5), np.array([0.0, 1, 1, 1, 1])
    step_sites(graph, buffers, sites, whole, whole, 1.0)
    assert sites.awake.tolist() == [0, 0, 0, 0, 0]
    # The second has a battery of 3 hours and is awake while that drains; who is behind it sleeps.
    step_sites(graph, buffers, sites, hit, hit, 1.0)
    assert sites.awake.tolist() == [1, 1, 1, 0, 0]
    for _ in range(4):
        step_sites(graph, buffers, sites, hit, hit, 1.0)
    assert sites.level.tolist() == [0, 0, 0, 0, 0]
    assert sites.awake.tolist() == [0, 0, 0, 0, 0]


def test_a_buffer_that_fills_up_does_not_keep_its_site_awake():
    graph = with_consumers(graph_of(ROW[:2]))
    buffers = buffers_of(graph, [4.0])._replace(refill=np.array([8.0]))
    sites = fresh_sites(graph, buffers)
    for condition in ([0.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]):
        step_sites(graph, buffers, sites, np.array(condition), np.array(condition), 1.0)
    # One hour lost of four; at 4 / 8 an hour it is back after two, the site asleep meanwhile.
    assert (sites.left[0], sites.awake[1], sites.filled[0]) == (4.0, 0, 0)


def test_sites_that_others_reach_into_stay_awake():
    graph = with_consumers(graph_of(ROW))
    sites = fresh_sites(graph, buffers_of(graph))
    keep_awake(graph, sites, np.array([2]))
    step_sites(graph, buffers_of(graph), sites, np.ones(5), np.ones(5), 1.0)
    assert sites.awake.tolist() == [0, 0, 0, 2, 0]


@given(st.one_of(random_graphs(), random_circles()), st.floats(0, 1), st.floats(0, 3), st.data())
def test_sleeping_changes_nothing_to_the_last_bit(case, floor, lag, data):
    if isinstance(case[0], list):
        inputs, adds, conditions = case
        graph = graph_of(inputs, adds=adds, parts=[(0, len(inputs))])
        sizes: object = [1.5] * len(graph.fades)
    else:
        graph, sizes, conditions = case
    buffers = buffers_of(graph, sizes, floor, lag)
    buffers.refill[:] = data.draw(st.sampled_from([0.0, 1.0, 5.0]))
    drowsy = with_consumers(graph)
    awake, sleepy = fresh_sites(graph, buffers), fresh_sites(drowsy, buffers)
    for row in [row for row in conditions for _ in range(3)]:
        condition = np.array(row, float)
        step_sites(graph, buffers, awake, condition, condition, 1.0)
        step_sites(drowsy, buffers, sleepy, condition, condition, 1.0)
        for name in SAID:
            assert np.array_equal(getattr(awake, name), getattr(sleepy, name)), name
