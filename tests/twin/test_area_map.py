"""What a map shows is kept without words, and drawn again in any language, need and hour."""

import numpy as np
import pytest

from tests.twin.small import blackout, small_twin
from tests.twin.test_answer import answer_of
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import in_two, render_report, render_still, with_still
from weerbaar.twin.answer import Answer
from weerbaar.twin.area_map import draw_map, map_of, what_is_shown
from weerbaar.twin.files import read_profile, shown_bytes, shown_of
from weerbaar.twin.reporting import compose_report, shown_needs

DUTCH = read_language("nl")


@pytest.fixture(scope="module")
def cold() -> Answer:
    return answer_of(small_twin(blackout(48.0), norms=read_profile().norms))


def drawn_again(answer: Answer, language=ENGLISH, **asked):
    region, needs = answer.twin.network.region, answer.twin.library.needs
    shown = what_is_shown(region, answer.outcome, shown_needs(answer.outcome))
    return map_of(shown_of(shown_bytes(shown)), region, needs, language, **asked)


def test_what_was_kept_draws_the_same_map(cold: Answer) -> None:
    first = draw_map(cold.twin, cold.outcome, shown_needs(cold.outcome), ENGLISH)
    again = drawn_again(cold)
    assert [x.label for x in again.layers] == [x.label for x in first.layers]
    for one, other in zip(first.layers, again.layers, strict=True):
        np.testing.assert_array_equal(one.shares, other.shares)
    assert (again.hours, again.key_hours, again.codes) == (
        first.hours,
        first.key_hours,
        first.codes,
    )
    assert (again.outlined, again.warning) == (first.outlined, first.warning)


def test_a_need_and_an_hour_that_are_asked_for_are_what_it_shows(cold: Answer) -> None:
    asked = drawn_again(cold, DUTCH, need="heat", hour=30.0)
    assert (asked.chosen_layer, asked.key_hours) == ("heat", (30,))
    still = render_still(asked, DUTCH, read_template("still.html"))
    assert still.count("<figure>") == 1
    assert "Warmte, uur 30." in still


def test_a_need_that_the_map_does_not_hold_is_not_chosen(cold: Answer) -> None:
    assert drawn_again(cold, need="gold").chosen_layer == drawn_again(cold).chosen_layer


def test_other_small_maps_take_the_place_of_those_of_a_page_and_nothing_else_changes(
    cold: Answer,
) -> None:
    page = render_report(compose_report(cold, ENGLISH), ENGLISH, read_template("answer.html"))
    changed = with_still(page, "OTHER")
    before, _, rest = page.partition("<!-- still -->")
    assert (
        changed
        == f"{before}<!-- still -->\nOTHER<!-- /still -->{rest.partition('<!-- /still -->')[2]}"
    )
    first, after = in_two(page)
    assert 'id="map"' in first
    assert 'id="map"' not in after
    assert 'id="sources"' in after
    assert with_still("no maps", "OTHER") == "no maps"


def test_the_seven_objectives_stand_in_an_answer_with_what_is_not_measured(cold: Answer) -> None:
    table = compose_report(cold, DUTCH).objectives
    assert table is not None
    assert len(table.rows) == 7
    told = {row.label: row.cells for row in table.rows}
    assert "mensen zonder stroom:" in told["Energievoorziening"][0]
    assert "geteste aggregaten" in told["Energievoorziening"][1]
    assert all(cells[0] for cells in told.values())
