"""Two versions of a scenario: where they differ, and one made of both by choosing."""

from dataclasses import replace

import pytest

from tests.twin.test_typed import FORM
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.typed import Typed, TypedScenario, typed_of, with_part
from weerbaar.twin.typed_difference import WHOLE, differences, merged
from weerbaar.twin.writing import content_of


def changed(form: TypedScenario, **texts: str) -> TypedScenario:
    top = {key: text for key, text in texts.items() if key in form.top.texts}
    first = form.shocks[0]
    own = {key: text for key, text in texts.items() if key not in top}
    return replace(
        form,
        top=replace(form.top, texts={**form.top.texts, **top}),
        shocks=(replace(first, texts={**first.texts, **own}), *form.shocks[1:]),
    )


MINE = changed(FORM, source="van mij", temperature_c="-5", depth="80")
THEIRS = changed(FORM, source="van de ander", depth="60")


def test_only_what_differs_is_told_with_both_values() -> None:
    found = {one.key: (one.stands[0], one.typed[0]) for one in differences(THEIRS, MINE)}
    assert found["source"] == ("van de ander", "van mij")
    assert found["shocks-0-depth"] == ("60", "80")
    assert set(found) == {"source", "temperature_c", "shocks-0-depth"}


def test_each_difference_becomes_what_was_chosen_for_it() -> None:
    made = merged(MINE, THEIRS, {"source", "no-such-key"})
    assert made.top.texts["source"] == "van de ander"
    assert made.top.texts["temperature_c"] == "-5"
    assert made.shocks[0].texts["depth"] == "80"


def test_a_part_that_only_one_has_is_one_choice() -> None:
    more = with_part(FORM, "loads")
    (one,) = differences(FORM, more)
    assert (one.key, one.name) == ("loads-0-whole", WHOLE)
    assert merged(more, FORM, {one.key}) == FORM
    assert merged(more, FORM, set()) == more
    assert merged(FORM, more, {"loads-0-whole"}) == more


@pytest.mark.parametrize("first", scenario_names()[:4])
@pytest.mark.parametrize("second", scenario_names()[:4])
def test_keeping_nothing_gives_what_was_typed_and_keeping_all_what_stands(first, second) -> None:
    mine, theirs = (typed_of(content_of(read_scenario(n)), "nl") for n in (first, second))
    keys = {one.key for one in differences(theirs, mine)}
    assert merged(mine, theirs, set()) == mine
    assert differences(theirs, merged(mine, theirs, keys)) == []
    assert bool(keys) == (first != second)


@pytest.mark.parametrize("rest", ["", "[1]", "{", "[" * 100_000])
def test_what_was_spoiled_on_the_way_differs_and_does_not_fall_over(rest: str) -> None:
    spoiled = replace(FORM, top=Typed(FORM.top.texts, FORM.top.choices, rest))
    assert [one.key for one in differences(FORM, spoiled)] == ["rest"]
