"""Cycles: found whole, one for each group, and none where there are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.region.cycles import find_cycles


def test_a_circle_is_named_from_consumer_to_supplier() -> None:
    #  pump -> power -> gas -> pump, and a bystander.
    consumers = ["pump", "power", "gas", "school"]
    suppliers = ["power", "gas", "pump", "power"]

    assert find_cycles(list(zip(consumers, suppliers, strict=True))) == [["gas", "pump", "power"]]


def test_the_shortest_circle_of_each_group_is_given() -> None:
    consumers = ["a", "b", "c", "b", "x", "y"]
    suppliers = ["b", "c", "a", "a", "x", "a"]

    assert find_cycles(list(zip(consumers, suppliers, strict=True))) == [["a", "b"], ["x"]]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda p: p[0] < p[1])))
def test_links_that_all_run_one_way_have_no_circle(pairs: list[tuple[int, int]]) -> None:
    assert find_cycles([(f"{a:02}", f"{b:02}") for a, b in pairs]) == []


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))))
def test_a_circle_follows_links(pairs: list[tuple[str, str]]) -> None:
    for cycle in find_cycles(pairs):
        assert len(set(cycle)) == len(cycle)
        for consumer, supplier in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert (consumer, supplier) in pairs


def test_no_links_have_no_circle() -> None:
    assert find_cycles([]) == []


@pytest.mark.parametrize("length", [1, 2, 500])
def test_a_circle_of_any_length_is_found(length: int) -> None:
    names = [f"{i:04}" for i in range(length)]

    assert find_cycles(list(zip(names, [*names[1:], names[0]], strict=True))) == [names]
