"""What happens: scenarios are read in full or refused with everything that is wrong."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, story
from weerbaar.common.refusals import Refused
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.scenario import (
    KEYS,
    MAX_HOURS,
    SHOCK_KEYS,
    Figure,
    fixed,
    longest_h,
    parse_scenario,
    weibull_factor,
    with_duration,
)


def refusal(data):
    """The problems for which this content is refused."""
    with pytest.raises(Refused) as info:
        parse_scenario(data, "test.toml")
    return info.value.problems


def only(data):
    problems = refusal(data)
    assert len(problems) == 1
    return problems[0]


def without(key):
    return {name: value for name, value in story().items() if name != key}


def test_what_is_left_out_takes_its_default_and_what_is_given_is_kept():
    scenario = parse_scenario(story(72.0, areas=["A"]), "test.toml")
    shock = scenario.shocks[0]
    assert (shock.kinds, shock.areas, shock.municipalities) == (("mv_feeder",), ("A",), ())
    assert (shock.from_h, shock.duration_h, shock.depth) == (fixed(0), fixed(72), fixed(1))
    assert shock.restoration == "together"
    assert scenario.temperature_c == fixed(-5.0)
    assert (scenario.day_c, scenario.night_c) == (20.0, 17.0)
    assert scenario.recovery_h == 14 * 24
    drawn = parse_scenario(without("temperature_c"), "test.toml")
    assert drawn.temperature_c == Figure(2.0, 10.0, 18.0)
    assert not drawn.temperature_c.fixed


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_is_read(name):
    scenario = read_scenario(name)
    assert scenario.scenario == name
    assert scenario.shocks
    for text in (scenario.name_nl, scenario.name_en, scenario.source, scenario.evidence):
        assert text
    assert scenario.name("nl") == scenario.name_nl
    assert scenario.summary("en") == scenario.summary_en


@pytest.mark.parametrize("column", [*KEYS, *SHOCK_KEYS], ids=lambda column: column.name)
def test_every_key_says_what_it_means(column):
    assert len(column.meaning) > 8
    assert column.meaning.endswith(".")
    if column.kind == "number":
        assert column.unit


def test_an_unknown_key_is_refused_with_the_known_ones():
    problem = only(story(temprature_c=3.0))
    assert (problem.code, problem.column) == ("unknown-key", "temprature_c")
    for known in ("temperature_c", "shocks", "recovery_h"):
        assert known in problem.remedy()
    data = story()
    data["shocks"][0]["lasts"] = 3
    problem = only(data)
    assert (problem.code, problem.column) == ("unknown-key", "shocks[1].lasts")
    assert "duration_h" in problem.remedy()


def test_a_missing_key_is_refused_with_its_meaning():
    problem = only(without("source"))
    assert (problem.code, problem.column) == ("missing-key", "source")
    assert "Where the scenario comes from." in problem.remedy()
    data = story()
    del data["shocks"][0]["duration_h"]
    assert only(data).column == "shocks[1].duration_h"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name_nl", 3),
        ("start_hour", "noon"),
        ("start_hour", True),
        ("amplitude_c", "3"),
        ("amplitude_c", True),
        ("planned_sites", "noodsteunpunt"),
        ("planned_sites", [1]),
        ("temperature_c", {"p10": 1.0, "p90": 2.0}),
        ("temperature_c", [1.0, 2.0, 3.0]),
        ("schema", "1"),
        ("schema", 1.5),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(key, value):
    problem = only(story(**{key: value}))
    assert (problem.code, problem.column) == ("wrong-type", key)


def test_a_word_that_is_not_a_choice_is_refused_with_the_choices():
    problem = only(story(restoration="slowly"))
    assert (problem.code, problem.column) == ("wrong-type", "shocks[1].restoration")
    assert "together / weibull" in problem.remedy()


def test_quantiles_that_fall_are_refused():
    problem = only(story(temperature_c={"p10": 5.0, "p50": 3.0, "p90": 9.0}))
    assert (problem.code, problem.column) == ("quantiles-fall", "temperature_c")
    assert "5, 3, 9" in problem.message()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("grid_outside", 1.1),
        ("suppliers_outside", -0.1),
        ("start_hour", 25.0),
        ("temperature_c", -41.0),
        ("temperature_c", {"p10": -50.0, "p50": 0.0, "p90": 10.0}),
        ("recovery_h", 0),
        ("recovery_h", 337),
        ("shop_demand", 0.0),
        ("amplitude_c", math.nan),
    ],
)
def test_a_figure_out_of_bounds_is_refused(key, value):
    problem = only(story(**{key: value}))
    assert (problem.code, problem.column) == ("out-of-bounds", key)


def test_a_share_above_1_is_refused():
    problem = only(story(depth=1.5))
    assert (problem.code, problem.column) == ("out-of-bounds", "shocks[1].depth")
    assert "between 0 and 1" in problem.message()


@pytest.mark.parametrize("hours", [0, -1.0, math.inf, math.nan, MAX_HOURS + 1])
def test_a_shock_of_no_or_endless_hours_is_refused(hours):
    assert "out-of-bounds" in {problem.code for problem in refusal(story(hours))}
    with pytest.raises(Refused) as info:
        with_duration(blackout(), hours)
    assert info.value.problems[0].code == "zero-hours"


def test_another_schema_is_refused():
    problem = only(story(schema=2))
    assert problem.code == "other-schema"
    assert "schema 2" in problem.message()


def test_a_scenario_without_a_shock_is_refused():
    assert only(without("shocks")).code == "no-shock"
    assert only(story() | {"shocks": []}).code == "no-shock"


@pytest.mark.parametrize("shocks", ["all of it", {"name": "klap"}, 3, [3], ["klap"]])
def test_shocks_that_are_no_tables_are_refused(shocks):
    problem = only(story() | {"shocks": shocks})
    assert (problem.code, problem.column) == ("wrong-type", "shocks")
    assert "[[shocks]]" in problem.remedy()


def test_a_word_among_the_shocks_is_refused_with_the_rest():
    shocks = [*story()["shocks"], "and more"]
    assert only(story() | {"shocks": shocks}).code == "wrong-type"


def test_all_problems_are_named_at_once():
    data = without("source") | {"wrong": 1, "day_c": 99.0, "extent": 7, "schema": 9}
    data["shocks"] = [{"name": "a", "kinds": ["grid"], "duration_h": 1.0, "depth": 2.0}]
    codes = sorted(problem.code for problem in refusal(data))
    assert codes == sorted(
        [
            "unknown-key",
            "missing-key",
            "out-of-bounds",
            "wrong-type",
            "other-schema",
            "out-of-bounds",
        ]
    )


def test_another_duration_replaces_that_of_every_shock():
    longer = with_duration(blackout(48.0), 168.0)
    assert [shock.duration_h for shock in longer.shocks] == [fixed(168.0)]


def test_the_longest_draw_counts_the_extended_end_and_a_later_start():
    # p90 8 and p50 7: 8 + 1/4 = 8.25 h, from 2 h on: 10.25.
    duration = {"p10": 6.0, "p50": 7.0, "p90": 8.0}
    scenario = parse_scenario(story(duration, from_h=2.0), "test.toml")
    assert longest_h(scenario) == pytest.approx(10.25)


def test_a_weibull_restoration_has_the_duration_as_its_median():
    # At 0.5: 1. At 0.75: (ln 4 / ln 2)^(1/2) = sqrt 2.
    assert weibull_factor(0.5, 2.5) == pytest.approx(1.0)
    assert weibull_factor(0.75, 2.0) == pytest.approx(math.sqrt(2))


@given(st.floats(0, 0.999), st.floats(0, 0.999), st.floats(0.5, 10))
def test_a_higher_quantile_of_restoration_is_never_earlier(q, r, k):
    assert weibull_factor(min(q, r), k) <= weibull_factor(max(q, r), k)


def test_a_scenario_that_does_not_exist_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(Refused) as info:
        read_scenario("stroomuitval-73u")
    assert info.value.problems[0].code == "no-such-scenario"
    assert "stroomuitval-72u" in info.value.problems[0].remedy()
    with pytest.raises(Refused):
        read_scenario(str(tmp_path / "absent.toml"))


def test_a_file_that_is_not_toml_or_far_too_large_is_refused(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = = 1", encoding="utf-8")
    with pytest.raises(Refused) as info:
        read_scenario(str(broken))
    assert info.value.problems[0].code == "not-toml"
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused) as info:
        read_scenario(str(broken))
    assert info.value.problems[0].code == "not-toml"
    broken.write_bytes(b"# " + b"x" * 1_000_001)
    with pytest.raises(Refused) as info:
        read_scenario(str(broken))
    assert info.value.problems[0].code == "too-large"
