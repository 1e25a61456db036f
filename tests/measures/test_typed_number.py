"""One number that a person types: the same reading and the same refusals for every tool."""

from __future__ import annotations

import math

import pytest

from weerbaar.common.language import ENGLISH
from weerbaar.measures.typed_number import number_in


def test_people_are_typed_in_thousands_and_an_empty_field_is_no_mistake() -> None:
    assert number_in("500.000", "People", (0, 1e9), counts=True) == (500_000, [])
    assert number_in("500,000", "People", (0, 1e9), counts=True) == (500_000, [])
    assert number_in(" 1,5 ", "Days", (0, 10)) == (1.5, [])
    assert number_in("1.500", "Days", (0, 10)) == (1.5, [])
    assert number_in("  ", "Days", (0, 10)) == (None, [])


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("many", "typed-no-number", "Share: “many” is not a number."),
        ("nan", "typed-no-number", "Share: “nan” is not a number."),
        ("9" * 400, "typed-no-number", "is not a number."),
        ("2", "typed-outside", "from 0 to 0.9."),
        ("0.3", "typed-not-listed", "0.5"),
    ],
)
def test_what_is_wrong_is_told_by_a_code_that_is_of_no_one_tool(
    text: str, code: str, told: str
) -> None:
    value, problems = number_in(text, "Share", (0, 0.9), known=(0.5,))
    assert value is None
    assert [one.code for one in problems] == [code]
    assert told in problems[0].message(ENGLISH) + problems[0].remedy(ENGLISH)


def test_the_highest_that_can_be_is_written_out() -> None:
    _, problems = number_in("-1", "People", (0, 1e9))
    assert "1000000000" in problems[0].remedy(ENGLISH)
    assert number_in("5", "Anything", (-math.inf, math.inf)) == (5, [])
    assert number_in("-1", "Goods", (0, math.inf))[0] is None
