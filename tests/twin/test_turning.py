"""What is typed at the knobs, and what it means to the twin."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.language import ENGLISH
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.ensemble import check_quiet
from weerbaar.twin.files import read_scenario
from weerbaar.twin.knobs import choose, knobs_of
from weerbaar.twin.runner import make_twin
from weerbaar.twin.turning import (
    MOST_HOURS,
    Field,
    Turned,
    asked_pairs,
    course_h,
    field_of_knob,
    field_of_setting,
    read_turned,
    settings_of,
)
from weerbaar.twin.twin import Twin, parameter_values


@cache
def twin() -> Twin:
    return make_twin(
        read_region("gelderland-zuid"), read_library(), read_scenario("drie-dagen-januari")
    )


@cache
def fields() -> tuple[list[Field], list[Field]]:
    knobs = [field_of_knob(knob) for knob in knobs_of(twin())]
    return knobs, [field_of_setting(setting) for setting in settings_of(twin().library)]


def read(**typed: str) -> Turned:
    return read_turned(typed, *fields(), {"scenario"})


def test_what_is_typed_becomes_choices_and_settings_in_what_the_twin_counts_in() -> None:
    """60 % of people with a low income get a kit, every mast lasts 8 hours, surge is set."""
    found = read(kits_low_income="60", mast_hours="8", surge="4,5", scenario="x", kits_other="38")
    assert found.choices == {"kits_low_income": 0.6, "mast_hours": 8.0}
    assert found.fixed == {"surge": 4.5}
    assert not found.problems


def test_a_page_as_it_stands_asks_nothing() -> None:
    as_shown = {field.name: field.shown(field.now / field.factor) for field in fields()[0]}
    empty = {field.name: "" for field in fields()[1]}
    assert read(**as_shown, **empty).nothing
    assert read().nothing


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"mast_hours": "acht"}, "not-a-number"),
        ({"mast_hours": "nan"}, "not-a-number"),
        ({"mast_hours": "73"}, "knob-outside"),
        ({"mast_hours": "-1"}, "knob-outside"),
        ({"mast_hours": "1e400"}, "knob-outside"),
        ({"mast_hours": "9" * 5000}, "not-a-number"),
        ({"support_points": "2.5"}, "not-a-whole-number"),
        ({"surge": "9"}, "knob-outside"),
        ({"rho": "95"}, "knob-outside"),
        ({"magic": "1"}, "no-such-knob"),
    ],
)
def test_what_cannot_be_is_told_with_its_field(typed: dict[str, str], code: str) -> None:
    found = read(**typed)
    assert {name: p.code for name, p in found.problems.items()} == {next(iter(typed)): code}
    assert found.nothing
    (problem,) = found.problems.values()
    assert len(problem.message(ENGLISH)) < 200
    assert "{" not in problem.message(ENGLISH) + problem.remedy(ENGLISH)


def test_all_that_is_wrong_is_told_at_once_and_what_is_right_stays() -> None:
    found = read(mast_hours="acht", surge="99", fire_generators="12")
    assert set(found.problems) == {"mast_hours", "surge"}
    assert found.choices == {"fire_generators": 12.0}


@given(st.data())
def test_what_was_asked_is_asked_again_by_its_address(data: st.DataObject) -> None:
    knobs, settings = fields()
    typed = {}
    for field in data.draw(st.lists(st.sampled_from([*knobs, *settings]), max_size=5)):
        steps = data.draw(st.integers(0, round((field.high - field.low) / field.step)))
        typed[field.name] = f"{min(field.low + steps * field.step, field.high):g}"
    found = read(**typed)
    again = read(**dict(asked_pairs(found, [*knobs, *settings])))
    assert again.choices == pytest.approx(found.choices)
    assert again.fixed == pytest.approx(found.fixed)
    assert not found.problems


@given(st.data())
def test_what_a_slider_can_give_can_be_chosen(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from([f for f in fields()[0] if f.name != "support_points"]))
    steps = data.draw(st.integers(0, int((field.high - field.low) / field.step + 1e-9)))
    found = read(**{field.name: f"{field.low + steps * field.step:.6f}"})
    assert not found.problems
    choose(twin(), found.choices)


def test_what_holds_now_stands_on_a_step_of_each_slider() -> None:
    """A browser moves a slider to its nearest step: then a page would ask what nobody asked."""
    for field in fields()[0]:
        assert field.now is not None
        steps = (field.now - field.low) / field.step
        assert steps == pytest.approx(round(steps)), field.name


def test_the_settings_are_few_known_and_none_is_a_knob() -> None:
    settings = settings_of(twin().library)
    drawn = parameter_values(twin(), 0)
    fixed_by_knobs = {str(row["of"]) for row in twin().library.knobs if row["what"] == "fix"}
    assert 8 <= len(settings) <= 15
    assert all(setting.name in drawn for setting in settings)
    assert not fixed_by_knobs & {setting.name for setting in settings}
    assert all(s.low <= s.middle <= s.high and s.low < s.high for s in settings)
    assert all(s.evidence and s.title(ENGLISH) and s.theme(ENGLISH) for s in settings)
    themes = [s.theme(ENGLISH) for s in settings]
    assert len({*themes}) == sum(a != b for a, b in zip(themes, ["", *themes], strict=False))


@pytest.mark.parametrize("end", ["low", "high"])
def test_at_the_ends_of_all_knobs_and_settings_nobody_lacks_anything_without_a_shock(
    end: str,
) -> None:
    """So the page need not look after every turn: lacking is measured from nothing."""
    knobs, settings = fields()
    typed = {f.name: f"{getattr(f, end):g}" for f in (*knobs, *settings)}
    found = read(**typed)
    assert not found.problems
    check_quiet(replace(choose(twin(), found.choices), fixed={**found.fixed}))
    for setting in settings:
        check_quiet(replace(twin(), fixed={setting.name: setting.value(getattr(setting, end))}))


def test_a_course_is_made_until_a_day_after_the_last_shock_and_no_longer_than_two_weeks() -> None:
    assert course_h(read_scenario("drie-dagen-januari")) == 96
    assert course_h(read_scenario("pandemie")) == MOST_HOURS
