"""A variant on a form: what is typed becomes a variant, or stays as it was typed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.measures.files import catalogue_by_name, read_variant, variant_names
from weerbaar.measures.typed_variant import (
    TypedChoice,
    TypedVariant,
    differences,
    merged,
    pairs_of,
    read_typed,
    typed_of,
    variant_of_typed,
    with_measure,
    without_choice,
)
from weerbaar.region.files import read_region

CATALOGUE, REGION = catalogue_by_name(), read_region("gelderland-zuid")
HOME = read_variant("eerst-thuis")
FIRST = str(HOME.first_year)


def fields(typed: TypedVariant) -> dict[str, str]:
    """The form as a browser sends it."""
    return {"title": typed.title, "summary": typed.summary} | dict(pairs_of(typed))


def read(typed: TypedVariant):
    return variant_of_typed(typed, HOME, CATALOGUE, REGION, "nl")


@pytest.mark.parametrize("name", variant_names())
def test_a_form_that_is_sent_back_as_it_was_gives_the_same_variant(name: str):
    stands = read_variant(name)
    typed = read_typed(fields(typed_of(stands, CATALOGUE, "nl")))
    found = variant_of_typed(typed, stands, CATALOGUE, REGION, "nl")
    assert found.problems == {}
    assert found.variant is not None
    assert (found.variant.name_nl, found.variant.name_en) == (stands.name_nl, stands.name_en)
    assert typed_of(found.variant, CATALOGUE, "nl") == typed_of(stands, CATALOGUE, "nl")


def test_a_share_is_typed_as_a_percentage_and_a_comma_is_a_point():
    typed = replace(
        typed_of(HOME, CATALOGUE, "nl"),
        choices=(TypedChoice("noodpakket", FIRST, {"share": "12,5"}),),
    )
    found = read(typed).variant
    assert found is not None
    assert found.choices[0].knobs == {"share": 0.125}


def test_a_measure_comes_and_goes_by_its_place():
    typed = with_measure(typed_of(HOME, CATALOGUE, "nl"), "noodmunt")
    assert typed.choices[-1] == TypedChoice("noodmunt", typed.first_year)
    assert without_choice(typed, len(typed.choices) - 1) == typed_of(HOME, CATALOGUE, "nl")
    assert without_choice(typed, 99) == typed


@settings(max_examples=30)
@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=8))
def test_nothing_that_is_sent_falls_over(sent: dict[str, str]):
    more = {"m-0-measure": "noodpakket", "m-0-share": sent.get("", "x"), "first_year": "2027"}
    found = read(read_typed(sent | more))
    assert found.variant is not None or found.problems


def test_two_forms_differ_choice_by_choice_and_each_can_be_kept_as_it_stands():
    stands = typed_of(HOME, CATALOGUE, "nl")
    first = stands.choices[0]
    typed = replace(stands, title="Anders", choices=(TypedChoice("noodmunt", "2027"),))
    keys = [one.key for one in differences(typed, stands)]
    assert "title" in keys
    assert f"{first.measure}@{first.year}" in keys
    back = merged(typed, stands, keys)
    assert differences(back, stands) == []
    assert differences(merged(typed, stands, []), typed) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"summary": "a" * 501}, "summary"),
        ({"first_year": "20270"}, "first_year"),
        ({"years": "0"}, "years"),
        ({"choices": (TypedChoice("maanreis", FIRST),)}, "m-0-measure"),
        ({"choices": (TypedChoice("noodpakket", "ooit"),)}, "m-0-year"),
        ({"choices": (TypedChoice("noodpakket", "2090"),)}, "m-0-year"),
        ({"choices": (TypedChoice("noodpakket", FIRST, {"share": "101"}),)}, "m-0-share"),
        ({"choices": (TypedChoice("noodpakket", FIRST, {"share": "veel"}),)}, "m-0-share"),
        ({"choices": (TypedChoice("kazerne-aggregaat", FIRST, {"stations": "1e9"}),)}, "m-0-"),
    ],
)
def test_each_thing_that_cannot_be_is_told_at_its_field(change: dict, field: str):
    found = read(replace(typed_of(HOME, CATALOGUE, "nl"), **change))
    assert found.variant is None
    assert any(name.startswith(field) for name in found.problems)
