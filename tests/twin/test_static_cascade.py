"""The cascade without time: who fails with whom, by the published rules, and the same every way."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.random_static import arrays_of, graph_of, large_case, random_case
from tests.twin.slow import static_cascade as slow
from weerbaar.twin.static_cascade import (
    NEVER_FAILED,
    Cascade,
    Dependencies,
    links_that_count,
    run_cascade,
    who_is_supplied,
)

STREET = ("street", 1.0, True)


def run(plain: slow.Plain) -> Cascade:
    return run_cascade(graph_of(plain), np.array(plain.works, np.int8))


def agrees(plain: slow.Plain) -> None:
    """The kernel says of every site, round and end user what the plain second one says."""
    graph, found = graph_of(plain), run(plain)
    works, failed_in, rounds = slow.cascade(plain)
    assert found.works.astype(bool).tolist() == works
    when = {i: int(r) for i, r in enumerate(found.round) if r != NEVER_FAILED}
    assert (when, found.rounds) == (failed_in, rounds)
    for row, wanted in enumerate(slow.end_users(plain, works)):
        if wanted is not None:
            sites, enough = who_is_supplied(graph, found, row)
            assert dict(zip(sites.tolist(), (enough == 1).tolist(), strict=True)) == wanted


def test_a_failure_runs_on_and_a_second_supplier_stops_it():
    # Station 0 is hit. Mast 2 has only that one and fails; mast 3 has station 1 too. Pump 4 needs a
    # mast and a station: it has station 1, but only mast 2. Street 5 has the pump, street 6 mast 3.
    plain = slow.Plain(
        ["power", "power", "mast", "mast", "pump", "street", "street"],
        [False, True, True, True, True, True, True],
        [(0, 2), (0, 3), (1, 3), (1, 4), (2, 4), (4, 5), (3, 6)],
        [
            ("power", "mast", 1.0, False),
            ("power", "pump", 1.0, False),
            ("mast", "pump", 1.0, False),
            ("pump", *STREET),
            ("mast", *STREET),
        ],
    )
    found = run(plain)
    assert found.works.tolist() == [0, 1, 0, 1, 0, 1, 1]
    # Masts come before pumps in the table: one round sees both fail, the next changes nothing.
    assert found.round.tolist() == [0, -1, 1, -1, 1, -1, -1]
    assert found.rounds == 2
    sites, water = who_is_supplied(graph_of(plain), found, 3)
    assert (sites.tolist(), water.tolist()) == ([5, 6], [0, 0])
    assert who_is_supplied(graph_of(plain), found, 4)[1].tolist() == [0, 1]


CHAIN = slow.Plain(
    ["a", "b", "c", "d"],
    [False, True, True, True],
    [(0, 1), (1, 2), (2, 3)],
    [("a", "b", 1.0, False), ("b", "c", 1.0, False), ("c", "d", 1.0, False)],
)


def test_the_order_of_the_dependencies_makes_rounds_and_not_the_outcome():
    forwards, backwards = CHAIN, replace(CHAIN, dependencies=CHAIN.dependencies[::-1])
    assert run(forwards).round.tolist() == [0, 1, 1, 1]
    assert run(backwards).round.tolist() == [0, 1, 2, 3]
    assert run(forwards).works.tolist() == run(backwards).works.tolist() == [0, 0, 0, 0]
    assert (run(forwards).rounds, run(backwards).rounds) == (2, 4)


def test_a_circle_holds_itself_up_until_one_of_it_is_hit():
    # Power and telecom need each other, as in the published example of such a graph.
    needs = [("power", "telecom", 1.0, False), ("telecom", "power", 1.0, False)]
    whole = slow.Plain(["power", "telecom"], [True, True], [(0, 1), (1, 0)], needs)
    assert run(whole).works.tolist() == [1, 1]
    assert run(replace(whole, works=[True, False])).works.tolist() == [0, 0]


def test_a_site_without_a_supplier_fails_at_once_where_its_kind_needs_one():
    plain = slow.Plain(["a", "b"], [True, True], [], [("a", "b", 1.0, False)])
    assert run(plain).works.tolist() == [1, 0]
    assert run(replace(plain, dependencies=[("a", "b", 0.0, False)])).works.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("threshold", "suppliers", "works"),
    [(1.0, 1, 1), (1.5, 1, 0), (1.5, 2, 1), (0.6, 1, 1), (3.0, 2, 0)],
)
def test_a_threshold_counts_suppliers_that_work(threshold, suppliers, works):
    needs = [("a", "b", threshold, False)]
    plain = slow.Plain(["a", "a", "b"], [True] * 3, [(0, 2), (1, 2)][:suppliers], needs)
    assert run(plain).works[2] == works


def test_two_links_between_the_same_sites_count_twice():
    needs = [("a", "b", 2.0, False)]
    assert run(slow.Plain(["a", "b"], [True, True], [(0, 1)] * 2, needs)).works[1] == 1


def test_a_link_from_a_fellow_consumer_takes_one_away_and_no_longer_when_that_fails():
    # Consumers 2 and 3 each have supplier 0; 2 is linked to 3, so that 3 receives 1 - 1.
    needs = [("a", "b", 1.0, False)]
    plain = slow.Plain(["a", "a", "b", "b"], [True] * 4, [(0, 2), (0, 3), (2, 3)], needs)
    assert run(plain).works.tolist() == [1, 1, 1, 0]
    assert run(replace(plain, works=[True, True, False, True])).works.tolist() == [1, 1, 0, 1]


def test_a_kind_that_depends_on_itself_gets_nothing_of_itself():
    needs = [("a", "a", 1.0, False)]
    assert run(slow.Plain(["a", "a"], [True, True], [(0, 1), (1, 0)], needs)).works.sum() == 0


def test_an_end_user_does_not_fail_and_gives_nothing_up():
    # The street is also a supplier: what it lacks as an end user does not stop that.
    needs = [("power", "street", 1.0, True), ("street", "shop", 1.0, False)]
    plain = slow.Plain(["power", "street", "shop"], [False, True, True], [(0, 1), (1, 2)], needs)
    found = run(plain)
    assert found.works.tolist() == [0, 1, 1]
    assert who_is_supplied(graph_of(plain), found, 0)[1].tolist() == [0]


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_the_kernel_agrees_with_the_plain_second_implementation(first):
    for number in range(first, first + 50):
        agrees(random_case(number))


@pytest.mark.parametrize("number", range(12))
def test_it_agrees_where_many_and_few_fail_by_turns(number):
    agrees(large_case(number))


@given(st.integers(0, 10**9))
def test_it_agrees_on_any_graph(number):
    agrees(random_case(number))


@given(st.integers(0, 10**9))
def test_no_order_of_sites_or_links_makes_a_difference(number):
    plain, chance = random_case(number), random.Random(number)
    new = list(range(len(plain.kinds)))
    chance.shuffle(new)
    old = {site: at for at, site in enumerate(new)}
    shuffled = slow.Plain(
        [plain.kinds[old[i]] for i in range(len(new))],
        [plain.works[old[i]] for i in range(len(new))],
        [(new[i], new[j]) for i, j in chance.sample(plain.links, len(plain.links))],
        plain.dependencies,
    )
    before, after = run(plain), run(shuffled)
    assert before.works.tolist() == after.works[new].tolist()
    assert before.round.tolist() == after.round[new].tolist()


@given(st.integers(0, 10**9))
def test_one_more_supplier_never_costs_anybody_where_no_kind_is_linked_to_itself(number):
    plain = random_case(number)
    kinds = plain.kinds
    plain.links[:] = [(i, j) for i, j in plain.links if kinds[i] != kinds[j]]
    plain.dependencies[:] = [row for row in plain.dependencies if row[0] != row[1]]
    chance = random.Random(number)
    more = (chance.randrange(len(kinds)), chance.randrange(len(kinds)))
    if kinds[more[0]] != kinds[more[1]]:
        richer = replace(plain, links=[*plain.links, more])
        assert (run(richer).works >= run(plain).works).all()


def test_what_was_given_stays_as_it_was():
    plain = large_case(1)
    graph, works = graph_of(plain), np.array(plain.works, np.int8)
    spare = graph.spare.copy()
    first, second = run_cascade(graph, works), run_cascade(graph, works)
    assert works.tolist() == [int(fine) for fine in plain.works]
    assert graph.spare.tolist() == spare.tolist()
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("number", range(20))
def test_links_that_count_are_foretold(number):
    plain = random_case(number)
    arrays, graph = arrays_of(plain), graph_of(plain)
    pairs = (arrays["dependency_source"], arrays["dependency_target"])
    links = (arrays[name] for name in ("kind", "source", "target"))
    needs = Dependencies(*pairs, pairs[0], arrays["dependency_end_user"].astype(np.int8))
    assert links_that_count(len(arrays["kinds"]), *links, needs) == len(graph.slot)
