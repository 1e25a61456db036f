"""Quantities and boxes of futures, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.twin.small import blackout, drawn_twin
from weerbaar.common.language import ENGLISH
from weerbaar.twin.discovery import Box, Fit, Limit
from weerbaar.twin.exploring_words import (
    box_in_words,
    limit_in_words,
    quantity_name,
    value_in_words,
)
from weerbaar.twin.quantities import Quantity, quantities_of
from weerbaar.twin.sensitivity import REST

HOURS = Quantity("surge_half_life_h", "h", 10.0, 20.0, 40.0, "A")
SHARE = Quantity("answer_floor", "1", 0.1, 0.2, 0.4, "A")


def test_an_interval_is_told_in_the_unit_of_its_quantity() -> None:
    """At quantiles .1, .5 and .9 the hours are 10, 20 and 40, the share 10, 20 and 40 per cent."""
    assert limit_in_words(HOURS, Limit("x", 0.5, 1.0), ENGLISH) == "more than 20 hours"
    assert limit_in_words(HOURS, Limit("x", 0.0, 0.1), ENGLISH) == "less than 10 hours"
    between = limit_in_words(HOURS, Limit("x", 0.1, 0.9), ENGLISH)
    assert between == "from 10 hours to 40 hours"
    assert value_in_words(SHARE, 0.9, ENGLISH).replace("\u00a0", " ") == "40 %"


def test_frost_and_long_figures_keep_only_what_says_something() -> None:
    frost = Quantity("temperature_c", "°C", -10.0, -5.0, 0.0, "A")
    assert value_in_words(frost, 0.5, ENGLISH) == "-5 °C"
    litres = Quantity("support_stock_l", "L", 1000.0, 3000.0, 9000.0, "A")
    assert value_in_words(litres, 0.57, ENGLISH) == "4,050 litres"


def test_a_box_is_told_by_what_was_checked() -> None:
    box = Box((), Fit(100, 90, 0.9, 1.0), Fit(50, 30, 0.6, 0.75))
    told = box_in_words(box, ENGLISH)
    assert "60 of 100" in told
    assert "75 in 100" in told
    unchecked = replace(box, checked=Fit(0, 0, 0.0, 0.0))
    assert "90 of 100" in box_in_words(unchecked, ENGLISH)


@pytest.mark.parametrize("name", [one.name for one in quantities_of(drawn_twin(blackout()))])
def test_no_quantity_is_shown_by_its_code(name) -> None:
    said = quantity_name(drawn_twin(blackout()), name, ENGLISH)
    assert said != name
    assert "_" not in said
    assert "resource:" not in said.lower()


def test_all_else_has_a_name_too() -> None:
    assert quantity_name(drawn_twin(blackout()), REST, ENGLISH) == "All else that is drawn"
