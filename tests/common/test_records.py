"""Records read back as they were written, and nothing else does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.common.records import as_data, from_data
from weerbaar.common.refusals import ProblemKind, Refused

NONE = ProblemKind("no-box", "{column} cannot be read.", "Make it again.")


@dataclass(frozen=True)
class Lid:
    wide: float


@dataclass(frozen=True)
class Box:
    name: str
    count: int
    sound: bool
    lid: Lid | None
    sizes: tuple[float, ...]
    corner: tuple[int, float]
    marks: Mapping[str, int]


BOX = Box("crate", 3, True, Lid(0.5), (1.0, 2.5), (1, 2.0), {"b": 2, "a": 1})
FINITE = st.floats(allow_nan=False, allow_infinity=False)
BOXES = st.builds(
    Box,
    st.text(max_size=5),
    st.integers(),
    st.booleans(),
    st.none() | st.builds(Lid, FINITE),
    st.lists(FINITE, max_size=3).map(tuple),
    st.tuples(st.integers(), FINITE),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
)


def test_a_record_is_written_and_read() -> None:
    data = json.loads(json.dumps(as_data(BOX, 2)))
    assert (data["schema"], data["simulation"], data["lid"]) == (2, True, {"wide": 0.5})
    assert list(data["marks"]) == ["a", "b"]
    assert from_data(Box, data, 2, NONE) == BOX


@given(BOXES)
@settings(max_examples=30, deadline=None)
def test_any_record_reads_back_the_same(box: Box) -> None:
    assert from_data(Box, json.loads(json.dumps(as_data(box, 1))), 1, NONE) == box


def test_a_whole_number_may_be_written_either_way() -> None:
    data = {**as_data(BOX, 1), "count": 3.0, "sizes": [1, 2.5], "corner": [1.0, 2]}
    read = from_data(Box, data, 1, NONE)
    assert read == BOX
    kinds = [type(one) for one in (read.count, *read.sizes, *read.corner)]
    assert kinds == [int, float, float, int, float]


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("name", 3, "box.name"),
        ("count", 3.5, "box.count"),
        ("count", True, "box.count"),
        ("count", "3", "box.count"),
        ("count", float("inf"), "box.count"),
        ("sound", 1, "box.sound"),
        ("lid", {}, "box.lid.wide"),
        ("lid", [], "box.lid"),
        ("lid", {"wide": float("nan")}, "box.lid.wide"),
        ("lid", {"wide": 10**400}, "box.lid.wide"),
        ("lid", {"wide": False}, "box.lid.wide"),
        ("sizes", [1.0, None], "box.sizes[2]"),
        ("sizes", "12", "box.sizes"),
        ("corner", [1], "box.corner"),
        ("marks", [], "box.marks"),
        ("marks", {"x" * 100: "y"}, "box.marks." + "x" * 20),
    ],
)
def test_what_has_another_type_is_refused_with_its_place(
    field: str, value: object, at: str
) -> None:
    with pytest.raises(Refused) as refused:
        from_data(Box, {**as_data(BOX, 1), field: value}, 1, NONE)
    (problem,) = refused.value.problems
    assert (problem.code, problem.column) == ("no-box", at)


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_what_is_no_table_is_refused(data: object) -> None:
    with pytest.raises(Refused) as refused:
        from_data(Box, data, 1, NONE)
    assert refused.value.problems[0].column == "schema"


@pytest.mark.parametrize("schema", [None, 2, "1" * 5000, [1]])
def test_another_form_is_refused_and_told_short(schema: object) -> None:
    with pytest.raises(Refused) as refused:
        from_data(Box, {**as_data(BOX, 1), "schema": schema}, 1, NONE)
    (problem,) = refused.value.problems
    assert problem.code == "other-schema"
    assert len(str(problem.value)) <= 20
