"""A scenario goes through a form and back without losing anything, and keeps what was mistyped."""

from dataclasses import replace

import pytest

from weerbaar.common.refusals import Problem, Refused
from weerbaar.twin import typed
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.parsing import MAX_SHOCKS, NO_SHOCK, parse_scenario
from weerbaar.twin.reading import Figure
from weerbaar.twin.typed import (
    content_of_typed,
    differing_lines,
    field_of,
    identifier_of,
    read_typed,
    renamed,
    typed_of,
    with_part,
    without_part,
)
from weerbaar.twin.writing import content_of


def sent_by(form: typed.TypedScenario) -> dict[str, list[str]]:
    """What a browser sends of a form as it stands."""
    sent: dict[str, list[str]] = {}

    def add(prefix: str, part: typed.Typed) -> None:
        sent.update({prefix + name: [text] for name, text in part.texts.items()})
        sent.update({prefix + name: list(chosen) for name, chosen in part.choices.items()})
        sent[prefix + "rest"] = [part.rest]

    add("", form.top)
    for sort in ("shocks", "loads"):
        for i, part in enumerate(getattr(form, sort)):
            add(f"{sort}-{i}-", part)
    return sent


def through_a_form(name: str, language: str):
    content = content_of(read_scenario(name))
    form = read_typed(sent_by(typed_of(content, language)))
    return parse_scenario(content_of_typed(form, language), name)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_comes_out_of_a_form_as_it_went_in(name: str, language: str) -> None:
    scenario = read_scenario(name)
    made = through_a_form(name, language)
    assert replace(made, scenario=scenario.scenario) == scenario


FORM = typed_of(content_of(read_scenario("zoelmond-2017")), "nl")


def with_text(field: str, text: str) -> typed.TypedScenario:
    first = FORM.shocks[0]
    return replace(FORM, shocks=(replace(first, texts={**first.texts, field: text}),))


def parsed(form: typed.TypedScenario):
    return parse_scenario(content_of_typed(form, "nl"), "")


def test_a_decimal_comma_is_read_and_a_band_with_one_end_takes_its_middle() -> None:
    assert parsed(with_text("from_h", "1,5")).shocks[0].from_h == Figure(1.5, 1.5, 1.5)
    assert parsed(with_text("duration_h-p90", "")).shocks[0].duration_h == Figure(6.0, 7.0, 7.0)


@pytest.mark.parametrize("text", ["x1", "nan", "inf", "-1", "1e99", "1 2", "٣.x"])
def test_what_is_no_hour_is_refused_at_its_field_and_still_stands_there(text: str) -> None:
    form = read_typed(sent_by(with_text("from_h", text)))
    with pytest.raises(Refused) as refused:
        parsed(form)
    assert {field_of(p) for p in refused.value.problems} == {"shocks-0-from_h"}
    assert form.shocks[0].texts["from_h"] == text


def test_a_part_is_added_and_taken_away_by_its_place() -> None:
    more = with_part(with_part(FORM, "loads"), "shocks")
    assert (len(more.shocks), len(more.loads)) == (2, 1)
    less = without_part(more, "shocks", 0)
    assert less.shocks == more.shocks[1:]
    assert without_part(more, "shocks", 9) == more


def test_no_more_parts_are_added_than_a_scenario_may_have() -> None:
    full = replace(FORM, shocks=FORM.shocks * MAX_SHOCKS)
    assert with_part(full, "shocks") == full


def test_a_form_without_anything_is_refused_and_does_not_fall_over() -> None:
    with pytest.raises(Refused) as refused:
        parsed(read_typed({}))
    assert NO_SHOCK in {p.kind for p in refused.value.problems}


@pytest.mark.parametrize("rest", ["", "null", "[1]", "{", "[" * 100_000, '{"schema": 99}'])
def test_what_travels_along_and_was_spoiled_is_refused_or_left(rest: str) -> None:
    spoiled = replace(FORM, top=replace(FORM.top, rest=rest))
    with pytest.raises(Refused):
        parsed(spoiled)


def test_a_new_name_is_the_name_in_both_languages_and_words_that_stay_keep_their_own() -> None:
    named = replace(FORM, top=replace(FORM.top, texts={**FORM.top.texts, "name": "Onze nacht"}))
    made, before = parsed(named), read_scenario("zoelmond-2017")
    assert (made.name_nl, made.scenario) == ("Onze nacht", "onze-nacht")
    assert made.name_en == "Onze nacht"
    assert made.summary_en == before.summary_en != made.summary_nl


@pytest.mark.parametrize(("typed", "depth"), [("7", 0.07), ("33,3", 0.333), ("100", 1.0)])
def test_a_share_is_typed_as_per_cent(typed: str, depth: float) -> None:
    assert parsed(with_text("depth", typed)).shocks[0].depth.p50 == depth
    assert FORM.shocks[0].texts["depth"] == "100"


def test_the_areas_that_a_shock_hits_can_be_chosen() -> None:
    areas = read_scenario("zoelmond-2017").shocks[0].areas
    assert FORM.shocks[0].choices["areas"] == areas
    first = FORM.shocks[0]
    fewer = replace(first, choices={**first.choices, "areas": areas[:1]})
    assert parsed(replace(FORM, shocks=(fewer,))).shocks[0].areas == areas[:1]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("Élan & co: 3 dagen", "lan-co-3-dagen"), ("---", "own"), ("", "own"), ("a" * 99, "a" * 64)],
)
def test_any_name_gives_an_identifier(name: str, identifier: str) -> None:
    assert identifier_of(name) == identifier


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("shocks[2].from_h", "shocks-1-from_h"),
        ("shocks[1]", "shocks-0-name"),
        ("loads[3].for_inhabitants", "loads-2-name"),
        ("temperature_c", "temperature_c"),
        ("summary_nl", "summary"),
        ("evidence", ""),
        ("shocks", ""),
    ],
)
def test_a_problem_finds_its_field(column: str, field: str) -> None:
    assert field_of(Problem(NO_SHOCK, column=column)) == field


def test_names_are_shown_in_another_language_and_kept_as_they_are() -> None:
    name = FORM.shocks[0].texts["name"]
    spoken = renamed(FORM, {name: "kabels"})
    assert spoken.shocks[0].texts["name"] == "kabels"
    assert renamed(spoken, {"kabels": name}) == FORM


def test_two_texts_stand_side_by_side_where_they_differ() -> None:
    assert differing_lines("a\nb\nc", "a\nx\ny") == [("b", "x"), ("c", "y")]
    assert differing_lines("a", "a\nb") == [("", "b")]
    assert differing_lines("a", "a") == []
