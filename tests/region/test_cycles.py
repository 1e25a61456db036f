"""Cycles: found whole, one for each group, and none where there are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.language import ENGLISH
from weerbaar.region.cycles import circle_notes, find_cycles, group_sites


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


def test_names_that_depend_on_each_other_share_a_group() -> None:
    # a and c hold each other up; b hangs on them and needs itself.
    links = [("a", "c"), ("c", "a"), ("b", "a"), ("b", "b")]

    assert group_sites(["d", "c", "b", "a"], links) == [("a", "c"), ("b",), ("d",)]
    assert group_sites([], []) == []


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))))
def test_a_group_of_more_than_one_name_holds_one_circle(pairs: list[tuple[str, str]]) -> None:
    groups = group_sites("abcdef", pairs)
    several = [group for group in groups if len(group) > 1 or (group[0], group[0]) in pairs]

    assert sorted(name for group in groups for name in group) == list("abcdef")
    cycles = find_cycles(pairs)
    assert len(cycles) == len(several)
    for cycle, group in zip(cycles, several, strict=True):
        assert set(cycle) <= set(group)


def test_circles_are_told_in_words_and_of_very_many_the_first() -> None:
    assert circle_notes([], ENGLISH) == []
    assert circle_notes([["a", "b"]], ENGLISH) == ["These sites hold each other up: a → b → a."]

    many = circle_notes([[str(i)] for i in range(25)], ENGLISH)

    assert len(many) == 11
    assert many[-1] == "And 15 more circles; see --json."
