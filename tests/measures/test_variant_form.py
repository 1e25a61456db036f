"""A variant as data: read, written and read back, and every refusal told at once."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.example import radio
from weerbaar.common.refusals import Refused
from weerbaar.measures.files import (
    catalogue_by_name,
    parse_variant_text,
    read_variant,
    variant_names,
    variant_text,
    write_variant,
)
from weerbaar.measures.variant_form import variant_as_data, variant_from_data
from weerbaar.measures.variants import Choice, Variant

CATALOGUE = {"radio": radio()}


def content(**changes: Any) -> dict[str, Any]:
    """A variant that is in order, with some keys changed."""
    choices = [{"measure": "radio", "year": 2027, "knobs": {"share": 0.5}}]
    words = {"name_nl": "Proef", "name_en": "Trial", "summary_nl": "", "summary_en": ""}
    whole = {"schema": 1, "variant": "proef", **words, "first_year": 2027, "years": 4}
    return {**whole, "choices": choices, **changes}


def choice(**changes: Any) -> dict[str, Any]:
    return {"measure": "radio", "year": 2027, "knobs": {"share": 0.5}, **changes}


def codes(data: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        variant_from_data(data, "proef.toml", CATALOGUE)
    assert all(problem.message() and problem.remedy() for problem in refused.value.problems)
    return [problem.code for problem in refused.value.problems]


def test_a_variant_is_read_from_its_file_and_written_back(tmp_path: Path) -> None:
    made = variant_from_data(content(), "proef.toml", CATALOGUE)
    assert made.choices == (Choice("radio", {"share": 0.5}, 2027),)
    assert made.last_year == 2030
    write_variant(made, tmp_path / "proef.toml")
    assert read_variant(str(tmp_path / "proef.toml"), CATALOGUE) == made


def test_every_variant_that_ships_is_in_order_and_is_called_as_its_file() -> None:
    catalogue = catalogue_by_name()
    shipped = [read_variant(name, catalogue) for name in variant_names()]
    assert {"114-lichte-punten", "36-kazernepunten"} <= {one.variant for one in shipped}
    assert [one.variant for one in shipped] == variant_names()
    assert all(one.name("nl") != one.name("en") and one.summary("nl") for one in shipped)


def test_a_variant_without_choices_is_how_it_goes_on_now() -> None:
    assert variant_from_data(content(choices=[]), "", CATALOGUE).choices == ()


VARIANTS = st.builds(
    lambda first, years, values: Variant(
        "proef",
        "Proef “é”",
        'Trial\\"',
        "",
        "",
        first,
        years,
        tuple(
            Choice("radio", {"share": value}, first + i) for i, value in enumerate(values[:years])
        ),
    ),
    st.integers(2020, 2070),
    st.integers(1, 30),
    st.lists(st.floats(0, 1, allow_nan=False), max_size=30),
)


@given(VARIANTS)
@settings(max_examples=30)
def test_what_is_written_reads_back_the_same_as_json_and_as_toml(made: Variant) -> None:
    again = json.loads(json.dumps(variant_as_data(made)))
    assert variant_from_data(again, "", CATALOGUE) == made
    assert parse_variant_text(variant_text(made), "", CATALOGUE) == made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"choices": [choice(measure="toverstaf")]}, "unknown-measure-in-variant"),
        ({"choices": [choice(measure="x\0y")]}, "control-character"),
        ({"choices": [choice(knobs={"share": 1.5})]}, "knob-of-measure-outside"),
        ({"choices": [choice(knobs={"share": float("inf")})]}, "knob-not-a-number"),
        ({"choices": [choice(knobs={"share": float("nan")})]}, "knob-not-a-number"),
        ({"choices": [choice(knobs={"share": 10**400})]}, "knob-not-a-number"),
        ({"choices": [choice(knobs={"share": "veel"})]}, "knob-not-a-number"),
        ({"choices": [choice(knobs={"share": True})]}, "knob-not-a-number"),
        ({"choices": [choice(knobs={"vleugels": 1.0})]}, "no-such-knob-of-measure"),
        ({"choices": [choice(knobs=[1])]}, "wrong-type"),
        ({"choices": [choice(year=2031)]}, "year-outside-variant"),
        ({"choices": [choice(year=10**400)]}, "wrong-type"),
        ({"choices": [choice(), choice(knobs={"share": 0.1})]}, "measure-twice-a-year"),
        ({"choices": [choice()] * 101}, "too-many-choices"),
        ({"choices": "alles"}, "wrong-type"),
        ({"choices": [5]}, "wrong-type"),
        ({"years": 31}, "out-of-bounds"),
        ({"first_year": "straks"}, "wrong-type"),
        ({"variant": "../proef"}, "not-an-identifier"),
        ({"name_nl": "a\ud800"}, "control-character"),
        ({"name_nl": "x" * 501}, "text-too-long"),
        ({"schema": 2}, "other-schema"),
        ({"kleur": "rood"}, "unknown-key"),
    ],
)
def test_what_is_no_variant_is_refused_in_words(changes: dict[str, Any], code: str) -> None:
    assert code in codes(content(**changes))


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = [choice(measure="toverstaf"), choice(year=2050, knobs={"share": 7.0})]
    assert set(codes(content(choices=wrong))) == {
        "unknown-measure-in-variant",
        "year-outside-variant",
        "knob-of-measure-outside",
    }


@pytest.mark.parametrize("given", [None, 5, "x", [1]])
def test_what_is_no_table_is_refused(given: Any) -> None:
    assert codes(given) == ["wrong-type"]


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    for name in ("toverstaf", str(tmp_path / "weg.toml"), str(tmp_path)):
        with pytest.raises(Refused) as refused:
            read_variant(name, CATALOGUE)
        assert refused.value.problems[0].code == "no-such-variant"
    deep = tmp_path / "diep.toml"
    deep.write_text("a = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(Refused) as refused:
        read_variant(str(deep), CATALOGUE)
    assert "[[choices]]" in refused.value.problems[0].remedy()
