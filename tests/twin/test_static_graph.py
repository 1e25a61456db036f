"""The arrays of a graph: what is taken, what is refused and how, and the answer in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.random_static import arrays_of, random_case
from weerbaar.common.refusals import Problem, Refused
from weerbaar.twin.static_graph import (
    ARRAYS,
    DISRUPTED,
    KIND_COLUMNS,
    MOST_DEPENDENCIES,
    MOST_KINDS,
    NEVER,
    SUPPLIED,
    USER_COLUMNS,
    Header,
    answer_graph,
    check_headers,
    given_graph,
    good_to_know,
    kind_rows,
    outcome_arrays,
    totals,
    user_rows,
)

Arrays = dict[str, Any]


def village() -> Arrays:
    """Two stations, the first hit; a pump on it; three streets, of which one never had water."""
    return {
        "kinds": np.array(["power", "water", "people"]),
        "kind": np.array([0, 0, 1, 2, 2, 2], np.int32),
        "works": np.array([False, True, True, True, True, True]),
        "people": np.array([0, 0, 0, 120, 80, 40.5]),
        "source": np.array([0, 0, 1, 2, 2], np.int32),
        "target": np.array([2, 3, 4, 3, 4], np.int32),
        "dependency_source": np.array([0, 0, 1], np.int32),
        "dependency_target": np.array([1, 2, 2], np.int32),
        "dependency_threshold": np.array([1.0, 1.0, 1.0]),
        "dependency_end_user": np.array([False, True, True]),
    }


def headers(arrays: Arrays) -> dict[str, Header]:
    return {name: Header(values.dtype, values.shape) for name, values in arrays.items()}


def problems(arrays: Arrays) -> list[Problem]:
    """What is wrong with the arrays: by their headers, and else by their values."""
    found = check_headers(headers(arrays), "g.npz")
    if found:
        return found
    try:
        given_graph(arrays, "g.npz")
    except Refused as refused:
        return list(refused.problems)
    return []


def test_a_village_is_told_by_kind_and_by_who_lacks_what():
    answer = answer_graph(given_graph(village(), "g.npz"))
    # The pump hangs on the station that was hit, so both streets it served are without water.
    assert totals(answer) == {
        "sites": 6,
        "links": 5,
        "hit": 1,
        "fell": 1,
        "works": 4,
        "rounds": 2,
    }
    assert kind_rows(answer) == [
        ("power", 2, 1, 0, 1),
        ("water", 1, 0, 1, 0),
        ("people", 3, 0, 0, 3),
    ]
    power, water = (dict(zip(USER_COLUMNS, row, strict=True)) for row in user_rows(answer))
    assert (power["lacks"], power["who"], power["threshold"]) == ("power", "people", 1.0)
    # Street 3 lost power, street 4 has the other station, street 5 is linked to nothing at all.
    assert (power["supplied"], power["disrupted"], power["no_base_access"]) == (1, 1, 1)
    assert (power["people_supplied"], power["people_disrupted"]) == (80.0, 120.0)
    assert (water["supplied"], water["disrupted"], water["no_base_access"]) == (0, 2, 1)
    assert (water["people_disrupted"], water["people_no_base_access"]) == (200.0, 40.5)


def test_the_outcome_is_written_site_by_site():
    arrays = outcome_arrays(answer_graph(given_graph(village(), "g.npz")))
    assert arrays["works"].tolist() == [False, True, False, True, True, True]
    assert arrays["round"].tolist() == [0, -1, 1, -1, -1, -1]
    assert arrays["rounds"].tolist() == [2]
    users = ("end_user_dependency", "end_user_site", "end_user_state")
    assert list(zip(*(arrays[name].tolist() for name in users), strict=True)) == [
        (1, 3, DISRUPTED),
        (1, 4, SUPPLIED),
        (1, 5, NEVER),
        (2, 3, DISRUPTED),
        (2, 4, DISRUPTED),
        (2, 5, NEVER),
    ]


def test_sites_stand_for_one_person_where_nothing_is_said():
    arrays = village()
    del arrays["people"]
    row = dict(zip(USER_COLUMNS, user_rows(answer_graph(given_graph(arrays, "")))[0], strict=True))
    assert (row["people"], row["people_disrupted"]) == (3.0, 1.0)


@given(st.integers(0, 10**9))
def test_every_site_and_end_user_is_counted_once(number):
    answer = answer_graph(given_graph(arrays_of(random_case(number)), "g.npz"))
    for row in kind_rows(answer):
        kind = dict(zip(KIND_COLUMNS, row, strict=True))
        assert kind["sites"] == kind["hit"] + kind["fell"] + kind["works"]
    for user in answer.users:
        assert user.sites == user.supplied + user.disrupted + user.never
        assert user.people == user.people_supplied + user.people_disrupted + user.people_never


def test_a_graph_without_links_end_users_or_dependencies_is_taken():
    arrays = village() | {name: np.zeros(0, np.int32) for name in ("source", "target")}
    arrays["dependency_end_user"] = np.zeros(3, bool)
    answer = answer_graph(given_graph(arrays, "g.npz"))
    assert answer.users == ()
    assert outcome_arrays(answer)["end_user_site"].tolist() == []
    for form in ARRAYS:
        if form.of == "dependency_source":
            arrays[form.name] = arrays[form.name][:0]
    assert problems(arrays) == []
    assert totals(answer_graph(given_graph(arrays, "g.npz")))["fell"] == 0


@pytest.mark.parametrize("name", [form.name for form in ARRAYS if not form.optional])
def test_each_array_is_asked_for(name):
    arrays = village()
    del arrays[name]
    (found,) = (p for p in problems(arrays) if p.code == "array-missing")
    assert found.value == name
    assert found.remedy().startswith("Add it: ")


def put(name: str, at: int, value: object) -> Callable[[Arrays], None]:
    def change(arrays: Arrays) -> None:
        arrays[name] = arrays[name].copy()
        arrays[name][at] = value

    return change


def become(name: str, values: Any) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.__setitem__(name, np.asarray(values))


REFUSED: tuple[tuple[str, Callable[[Arrays], None], str, str], ...] = (
    ("no such array", become("colour", [1]), "array-unknown", "colour"),
    ("text for numbers", become("kind", ["a"] * 6), "array-type", "<U1"),
    ("fractions for places", become("source", [0.0] * 5), "array-type", "whole numbers"),
    ("numbers for names", become("kinds", [1, 2, 3]), "array-type", "texts"),
    ("a table", become("works", np.ones((6, 1), bool)), "array-shape", "(6, 1)"),
    ("a single value", become("works", np.bool_(True)), "array-shape", "()"),
    ("one too few", become("works", [True] * 5), "array-length", "5"),
    ("links of two lengths", become("target", [2] * 4), "array-length", "4"),
    ("no sites", become("kind", np.zeros(0, int)), "array-empty", "empty"),
    ("too many kinds", become("kinds", ["a"] * (MOST_KINDS + 1)), "array-too-long", "201"),
    (
        "too many dependencies",
        become("dependency_source", np.zeros(MOST_DEPENDENCIES + 1, int)),
        "array-too-long",
        "1001",
    ),
    ("a kind that is not there", put("kind", 2, 3), "array-value", "Value 2"),
    ("a place below 0", put("source", 1, -1), "array-value", "-1"),
    ("a site that is not there", put("target", 0, 6), "array-value", "6"),
    (
        "a very large place",
        become("source", np.full(5, 2**63, np.uint64)),
        "array-value",
        "Value 0",
    ),
    ("half working", become("works", [2, 1, 1, 1, 1, 1]), "array-value", "2"),
    ("no number", put("people", 3, np.nan), "array-value", "nan"),
    ("without end", put("people", 3, np.inf), "array-value", "∞"),
    ("fewer than nobody", put("people", 3, -1), "array-value", "-1"),
    ("a threshold of no number", put("dependency_threshold", 0, np.nan), "array-value", "nan"),
    ("a huge threshold", put("dependency_threshold", 0, 1e30), "array-value", "1e30"),
    ("a name twice", become("kinds", ["a", "a", "b"]), "array-name", "Value 1"),
    ("an empty name", become("kinds", ["a", "", "b"]), "array-name", "Value 1"),
    ("a name that steers", become("kinds", ["a", "\x1b[2J", "b"]), "array-name", "\\x1b"),
    ("a long name", become("kinds", ["a", "x" * 61, "b"]), "array-name", "60"),
)


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
def test_what_is_wrong_is_refused_with_its_array_and_a_remedy(change, code, told):
    arrays = village()
    change(arrays)
    found = [problem for problem in problems(arrays) if problem.code == code]
    assert found, problems(arrays)
    assert told in found[0].message() + found[0].remedy()
    assert found[0].place().startswith("g.npz")
    assert found[0].remedy()


def test_a_dependency_that_is_said_twice_is_refused():
    arrays = village() | {
        "dependency_target": np.array([1, 1, 2]),
        "dependency_end_user": np.zeros(3, bool),
    }
    (found,) = problems(arrays)
    assert found.code == "dependency-twice"
    assert found.message() == "Row 1 (counted from 0) says again what power gives to water."


def test_all_that_is_wrong_is_told_at_once():
    arrays = village() | {"works": np.ones(5, bool), "target": np.zeros(5)}
    assert {problem.place() for problem in problems(arrays)} == {"g.npz [works]", "g.npz [target]"}


@pytest.mark.parametrize(("name", "fits"), [("MOST_SLOTS", 12), ("MOST_COUNTED", 5)])
def test_dependencies_that_together_look_at_too_much_are_refused(monkeypatch, name, fits):
    # Two givers for one pump, two for three streets, one for three streets: 12; and five links.
    monkeypatch.setattr(f"weerbaar.twin.static_graph.{name}", fits)
    assert problems(village()) == []
    monkeypatch.setattr(f"weerbaar.twin.static_graph.{name}", fits - 1)
    assert [problem.code for problem in problems(village())] == ["graph-too-large"]


def test_it_is_told_what_the_published_rules_make_of_links_within_a_kind():
    arrays = village() | {
        "dependency_target": np.array([1, 2, 1]),
    }
    notes = good_to_know(given_graph(arrays, "g.npz"), "g.npz")
    assert [note.code for note in notes] == ["dependency-of-itself"]
    arrays = village() | {"source": np.array([0, 0, 1, 2, 3])}
    (note,) = good_to_know(given_graph(arrays, "g.npz"), "g.npz")
    assert note.message().startswith("1 links run between sites of the kind people")
    assert good_to_know(given_graph(village(), "g.npz"), "g.npz") == []
