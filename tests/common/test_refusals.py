"""Refusals: what is wrong, where, and what to do, in the reader's language."""

import math

import pytest

from weerbaar.common.language import Language
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if

TOO_DEEP = ProblemKind("too-deep", "{column} is {value}.", "Use at most {most}, as {meaning}")
DUTCH = Language(
    "nl",
    {
        "{column} is {value}.": "{column} is nu {value}.",
        "row {row}": "regel {row}",
        "column {column}": "kolom {column}",
        "How deep.": "Hoe diep.",
    },
)


def test_a_problem_says_what_where_and_what_to_do() -> None:
    params = {"most": 9, "meaning": "How deep."}
    problem = Problem(TOO_DEEP, "wells.csv", 3, "depth_m", 12, params)

    assert problem.place() == "wells.csv, row 3, column depth_m"
    assert problem.message() == "depth_m is 12."
    assert problem.remedy() == "Use at most 9, as How deep."
    assert problem.place(DUTCH) == "wells.csv, regel 3, kolom depth_m"
    assert problem.message(DUTCH) == "depth_m is nu 12."
    assert problem.remedy(DUTCH) == "Use at most 9, as Hoe diep."
    assert problem.as_record(DUTCH)["code"] == "too-deep"


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert Problem(TOO_DEEP, column="a", value="{x}").message() == "a is {x}."


def test_what_would_steer_a_terminal_is_escaped() -> None:
    problem = Problem(TOO_DEEP, "a\x1b.csv", 2, "b\0", "\x1b[31mc\n", {"most": "\x07"})

    assert problem.place() == r"a\x1b.csv, row 2, column b\x00"
    assert problem.message() == r"b\x00 is \x1b[31mc\n."
    assert Problem(TOO_DEEP, column="é", value="→ “ß”").message() == "é is → “ß”."


def test_a_number_too_long_to_write_is_still_refused_in_words() -> None:
    params = {"most": 1, "meaning": ""}
    problem = Problem(TOO_DEEP, column="a", value=10**5000, params=params)

    assert problem.message() == "a is …."
    assert problem.as_record()["value"] == "…"


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (52.125, "52,125", "52.125"),
        (1e7, "10.000.000", "10,000,000"),
        (12_000_000, "12.000.000", "12,000,000"),
        (2026, "2026", "2026"),
        (0.1 + 0.2, "0,3", "0.3"),
        (-0.0, "0", "0"),
        (1.5e300, "1,5e300", "1.5e300"),
        (1e-9, "1e-9", "1e-9"),
        (math.inf, "∞", "∞"),
        ("52.125", "52.125", "52.125"),
    ],
)
def test_numbers_are_written_as_the_reader_writes_them(
    value: object, dutch: str, english: str
) -> None:
    problem = Problem(TOO_DEEP, column="a", value=value, params={"most": 1, "meaning": ""})

    assert problem.message(DUTCH) == f"a is nu {dutch}."
    assert problem.message() == f"a is {english}."
    assert problem.as_record(DUTCH)["value"] == str(value)


def test_a_unit_is_translated_and_falls_away_where_there_is_none() -> None:
    kind = ProblemKind("far", "At most {most} {unit}.", "")
    dutch = Language("nl", {"At most {most} {unit}.": "Hooguit {most} {unit}.", "h": "uur"})

    for unit, told in (("h", "Hooguit 2,5 uur."), ("1", "Hooguit 2,5."), ("", "Hooguit 2,5.")):
        assert Problem(kind, params={"most": 2.5, "unit": unit}).message(dutch) == told


def test_all_problems_are_raised_together_and_none_when_there_are_none() -> None:
    problems = [Problem(TOO_DEEP, "a.csv", params={"most": 1}), Problem(TOO_DEEP, "b.csv")]
    refuse_if([])

    with pytest.raises(Refused, match=r"a\.csv.*b\.csv") as refused:
        refuse_if(iter(problems))

    assert refused.value.problems == tuple(problems)
