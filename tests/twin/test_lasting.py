"""How long a scenario lasts, with its recovery and with another duration."""

import math

import pytest

from tests.twin.small import blackout, only, refusal, story
from weerbaar.common.refusals import Refused
from weerbaar.twin.lasting import longest_h, with_duration
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.reading import LONG_TEXTS, fixed
from weerbaar.twin.scenario import CREWS_HOURS, MAX_HOURS

DRAWN = {"p10": 6.0, "p50": 7.0, "p90": 8.0}


@pytest.mark.parametrize(
    ("hours", "given", "second"),
    [
        (72.0, {}, 24.0),
        (7.0, {}, 2.0),
        (2.0, {}, 1.0),
        (1.0, {}, 2.0),
        (DRAWN, {}, 0.0),
        (72.0, {"second_duration_h": 0.0}, 0.0),
        (72.0, {"second_duration_h": 168.0}, 168.0),
        (72.0, {"second_duration_h": 72.0}, 144.0),
    ],
)
def test_a_fixed_duration_gets_a_second_one_beside_it(hours, given, second):
    assert parse_scenario(story(hours, **given), "test.toml").second_duration_h == second


@pytest.mark.parametrize(
    ("hours", "given", "asked", "second"),
    [
        (72.0, {"second_duration_h": 24.0}, 24.0, 48.0),
        (72.0, {"second_duration_h": 24.0}, 48.0, 24.0),
        (72.0, {"second_duration_h": 0.0}, 48.0, 0.0),
        (DRAWN, {}, 48.0, 16.0),
    ],
)
def test_another_duration_keeps_a_second_one_that_differs(hours, given, asked, second):
    scenario = parse_scenario(story(hours, **given), "test.toml")
    assert with_duration(scenario, asked).second_duration_h == second


def test_another_duration_leaves_the_dots_of_a_name_alone():
    longer = with_duration(blackout(name_nl="Tiel e.o.", name_en="Tiel"), 7.5)
    assert longer.name_nl == "Tiel e.o., maar dan 7,5 uur"
    assert longer.name_en == "Tiel, but for 7.5 h"


def test_what_happens_is_told_with_the_duration_of_the_picture():
    told = with_duration(blackout(summary_nl="Drie dagen uit.", summary_en="Out."), 7.5)
    assert told.summary_nl == "Drie dagen uit. In dit beeld duurt het 7,5 uur."
    assert told.summary_en == "Out. In this picture it lasts 7.5 h."


def test_a_summary_that_is_full_stays_as_it_is():
    full = "x" * LONG_TEXTS["summary_nl"]
    assert with_duration(blackout(summary_nl=full), 7.5).summary_nl == full


def test_another_duration_replaces_that_of_every_shock():
    longer = with_duration(blackout(48.0), 168.0)
    assert [shock.duration_h for shock in longer.shocks] == [fixed(168.0)]


def test_the_longest_draw_counts_the_extended_end_and_a_later_start():
    # p90 8 and p50 7: 8 + 1/4 = 8.25 h, from 2 h on: 10.25.
    duration = {"p10": 6.0, "p50": 7.0, "p90": 8.0}
    scenario = parse_scenario(story(duration, from_h=2.0), "test.toml")
    assert longest_h(scenario) == pytest.approx(10.25)


def test_crews_may_take_four_weeks_beyond_the_duration():
    scenario = parse_scenario(story(2.0, restoration="crews"), "test.toml")
    assert longest_h(scenario) == 2.0 + 28 * 24
    # Of 4,032 hours, 672 are for the crews and 336 for recovery.
    longest = MAX_HOURS - CREWS_HOURS - 336.0
    assert parse_scenario(story(longest, restoration="crews"), "test.toml")
    assert only(story(longest + 1.0, restoration="crews")).code == "lasts-too-long"


def test_how_long_crews_take_is_a_result_so_that_no_second_duration_goes_beside_it():
    scenario = parse_scenario(story(6.0, restoration="crews"), "test.toml")
    assert scenario.second_duration_h == 0.0
    asked = parse_scenario(story(6.0, restoration="crews", second_duration_h=6.0), "test.toml")
    assert asked.second_duration_h == 6.0


def test_with_another_duration_crews_have_no_say_any_more():
    longer = with_duration(parse_scenario(story(6.0, restoration="crews"), "test.toml"), 48.0)
    assert [shock.restoration for shock in longer.shocks] == ["together"]
    assert longest_h(longer) == 48.0
    assert longer.second_duration_h == 16.0
    steps = with_duration(parse_scenario(story(6.0, restoration="weibull"), "test.toml"), 48.0)
    assert [shock.restoration for shock in steps.shocks] == ["weibull"]


def test_a_scenario_that_lasts_longer_than_can_be_simulated_is_refused():
    # Median 4,032 h and k = 0.5: the last of 1,000 sites returns after (ln 1000 / ln 2)^2 = 99 x.
    problem = only(story(4032.0, restoration="weibull", weibull_k=0.5))
    assert (problem.code, problem.column) == ("lasts-too-long", "shocks")
    assert parse_scenario(story(MAX_HOURS - 336.0), "test.toml")
    assert only(story(MAX_HOURS - 335.0)).code == "lasts-too-long"
    problem = only(story(24.0, second_duration_h=4300.0))
    assert (problem.code, problem.column) == ("lasts-too-long", "second_duration_h")


@pytest.mark.parametrize("hours", [0, -1.0, math.inf, math.nan, MAX_HOURS + 1])
def test_a_shock_of_no_or_endless_hours_is_refused(hours):
    assert "out-of-bounds" in {problem.code for problem in refusal(story(hours))}
    with pytest.raises(Refused) as info:
        with_duration(blackout(), hours)
    assert info.value.problems[0].code == "zero-hours"
