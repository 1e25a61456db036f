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
    kinds_in,
    on_or_off,
    step_sites,
)


def graph_of(inputs, estimated=(), linear=()):
    """A graph from, for each site, a list of inputs, each a list of (supplier, weight).

    Site i is of kind row i, so that a chain of kinds names the sites.
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
        np.arange(1, n + 1, dtype=np.int64),
        np.array([int(i in estimated) for i in range(n)], np.int64),
    )


def buffers_of(graph, size=(), floor=0.0, lag=0.0, switch=()):
    m = len(graph.linear)
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
    m = len(graph.linear)
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
