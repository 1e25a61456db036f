"""The form of a measure: whole, or refused with everything that is wrong with it."""

from typing import Any

import pytest

from tests.measures.example import content, parsed, radio
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import COMPUTED
from weerbaar.twin.reading import Figure, fixed


def codes(data: dict[str, Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        parsed(data)
    return [problem.code for problem in refused.value.problems]


def test_a_measure_says_what_it_is_what_it_costs_and_what_it_changes() -> None:
    made = radio()
    assert (made.name("nl"), made.name("en")) == ("Een radio", "A radio")
    assert made.is_computed
    assert made.costs[0].eur == Figure(30, 30, 30)
    assert (made.effects[0].of, made.effects[0].half_life_months) == ("radio_other", None)
    assert made.uptake is None


def test_what_is_not_computed_says_what_is_lacking_and_has_no_effect() -> None:
    data = content() | {"state": "not-computed", "lacking_nl": "Een telling.", "lacking_en": "A."}
    del data["effects"]
    assert parsed(data).lacking("nl") == "Een telling."
    assert codes(content() | {"state": "not-computed"}) == [
        "not-computed-but-has-effects",
        "no-word-of-what-is-lacking",
    ]


@pytest.mark.parametrize("part", ["knobs", "costs", "effects"])
def test_what_is_computed_has_a_knob_a_cost_and_an_effect(part: str) -> None:
    data = content()
    assert data["state"] == COMPUTED
    del data[part]
    assert "nothing-computed" in codes(data)


@pytest.mark.parametrize(
    ("part", "key", "value", "code"),
    [
        ("costs", "knob", "shore", "not-its-knob"),
        ("effects", "knob", "", "not-its-knob"),
        ("costs", "per", "site:castle", "no-unit-of-cost"),
        ("costs", "per", "street", "no-unit-of-cost"),
        ("costs", "times_knob", "shore", "not-its-knob"),
        ("effects", "at", "fire_station", "not-opened-there"),
        ("costs", "payer", "nobody", "wrong-type"),
        ("costs", "eur", -1, "out-of-bounds"),
        ("effects", "of", "radios", "not-in-the-twin"),
        ("effects", "lever", "push", "wrong-type"),
        ("effects", "amount", {"p10": 2, "p50": 1, "p90": 3}, "quantiles-fall"),
        ("knobs", "step", 0, "out-of-bounds"),
    ],
)
def test_a_part_that_is_wrong_is_refused(part: str, key: str, value: Any, code: str) -> None:
    data = content()
    data[part][0][key] = value
    assert code in codes(data)


def test_an_equipped_site_says_how_long_it_lasts_and_without_what() -> None:
    data = content()
    data["effects"][0] |= {"lever": "equip", "of": "fire_station"}
    assert codes(data) == ["not-in-the-twin", "lever-lacks-key"]
    data["effects"][0] |= {"input": "power", "hours": 72}
    assert parsed(data).effects[0].hours == fixed(72)
    data["effects"][0] |= {"hours": {"p10": 48, "p50": 72, "p90": 96}, "fail_start": 1.2}
    assert codes(data) == ["out-of-bounds"]
    data["effects"][0] |= {"fail_start": {"p10": 0.02, "p50": 0.03, "p90": 0.05}}
    assert parsed(data).effects[0].hours == Figure(48, 72, 96)


def test_all_that_is_wrong_is_told_at_once() -> None:
    data = content() | {"owners": "us", "pillars": ["kamerbrief-9"]}
    data["knobs"][0]["low"] = "none"
    assert sorted(codes(data)) == ["wrong-type", "wrong-type"]
    assert codes(content() | {"pillars": ["kamerbrief-9"]}) == ["unknown-tag"]
    assert codes(content() | {"schema": 2}) == ["other-schema"]
    assert "unknown-key" in codes(content() | {"colour": "red"})


def test_only_what_is_planned_can_be_opened_and_only_at_what_stands_there() -> None:
    data = content()
    point = data["effects"][0] | {"lever": "open", "of": "noodsteunpunt", "at": "fire_station"}
    station = point | {"lever": "equip", "of": "fire_station", "input": "power", "hours": 72}
    data["effects"] = [point, station]
    assert parsed(data).effects[0].at == "fire_station"
    data["effects"] = [point | {"of": "hospital"}]
    assert codes(data) == ["not-planned-kind"]
    data["effects"] = [point | {"at": "noodsteunpunt"}]
    assert codes(data) == ["not-in-the-twin"]
    data["effects"] = [station]
    assert codes(data) == ["not-opened-there"]
