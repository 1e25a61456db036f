"""Beside each field of an own scenario stands the scenario that its value was taken from."""

from dataclasses import replace

from tests.twin.test_typed import FORM, with_text
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.origins import origins_of
from weerbaar.twin.typed import typed_of, with_part
from weerbaar.twin.writing import content_of

SHIPPED = {name: typed_of(content_of(read_scenario(name)), "nl") for name in scenario_names()}
NIGHT = "zoelmond-2017"


def test_a_copy_rests_on_the_scenario_that_it_is_of() -> None:
    found = origins_of(FORM, SHIPPED)
    assert set(found.values()) == {NIGHT}
    assert found["shocks-0-areas"] == found["temperature_c"] == NIGHT


def test_a_figure_that_was_changed_is_a_choice_of_its_own_and_the_others_stay() -> None:
    found = origins_of(with_text("duration_h", "9"), SHIPPED)
    assert found["shocks-0-duration_h"] == ""
    assert found["shocks-0-from_h"] == NIGHT


def test_a_new_part_rests_on_nothing_and_an_empty_field_says_nothing() -> None:
    found = origins_of(with_part(FORM, "loads"), SHIPPED)
    assert found["loads-0-from_h"] == ""
    assert "loads-0-name" not in found


def test_another_source_is_a_choice_of_its_own_and_the_figures_are_still_known() -> None:
    texts = {**FORM.top.texts, "source": "van ons"}
    found = origins_of(replace(FORM, top=replace(FORM.top, texts=texts)), SHIPPED)
    assert found["source"] == ""
    assert found["temperature_c"] == NIGHT
    assert found["shocks-0-from_h"] == NIGHT
