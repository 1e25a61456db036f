"""The content of a scenario is read in full, or refused with everything that is wrong."""

import math

import pytest

from tests.twin.small import AROUND_A, blackout, only, refusal, story, without
from weerbaar.twin.parsing import MAX_SHOCKS, parse_scenario
from weerbaar.twin.reading import ID_LENGTH, Figure, fixed
from weerbaar.twin.writing import content_of


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


@pytest.mark.parametrize(
    "number",
    [10**400, -(10**400), 16**6000, math.nan, math.inf],
    ids=["401 digits", "below zero", "7225 digits", "nan", "inf"],
)
@pytest.mark.parametrize("key", ["amplitude_c", "temperature_c"])
def test_a_number_that_no_float_holds_is_refused(key, number):
    problem = only(story(**{key: number}))
    assert (problem.code, problem.column) == ("out-of-bounds", key)
    assert len(problem.message()) < 200


def test_a_version_of_too_many_digits_is_refused_in_few_words():
    problem = only(story(schema=16**6000))
    assert (problem.code, problem.column) == ("wrong-type", "schema")
    assert len(problem.message()) < 200


def test_tables_in_tables_are_refused():
    deep: dict = {}
    for _ in range(3000):
        deep = {"a": deep}
    assert only(story(name_nl=deep)).code == "wrong-type"
    assert only(story() | {"shocks": deep}).code == "wrong-type"
    assert only(story(amplitude_c=deep)).message()


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[31mb", "a\nb", "\x07", "a\x9bb"])
@pytest.mark.parametrize("key", ["name_nl", "summary_en", "source", "planned_sites"])
def test_a_text_with_a_control_character_is_refused(key, text):
    value = [text] if key == "planned_sites" else text
    problem = only(story(**{key: value}))
    assert (problem.code, problem.column) == ("control-character", key)
    assert text not in problem.message()


def test_a_text_that_is_too_long_is_refused_with_its_bound():
    assert parse_scenario(story(name_nl="x" * 500, summary_nl="y" * 2000), "test.toml")
    for key, most in (("name_nl", 500), ("summary_nl", 2000), ("extent", 2000)):
        problem = only(story(**{key: "x" * (most + 1)}))
        assert (problem.code, problem.column) == ("text-too-long", key)
        assert str(most) in problem.message()
    assert only(story(kinds=["x" * 501])).code == "text-too-long"


@pytest.mark.parametrize(
    "name", ["../../../../tmp/evil", "a/b", "A", "a b", "", "-a", "é", "a.b", "x" * (ID_LENGTH + 1)]
)
def test_an_identifier_that_could_lead_out_of_a_folder_is_refused(name):
    problem = only(story(scenario=name))
    assert (problem.code, problem.column) == ("not-an-identifier", "scenario")


@pytest.mark.parametrize(
    ("start", "end"),
    [("day_from", "day_to"), ("open_from", "open_to"), ("support_from", "support_to")],
)
@pytest.mark.parametrize(("first", "second"), [(20.0, 8.0), (9.0, 9.0)])
def test_hours_that_end_before_they_begin_are_refused(start, end, first, second):
    problem = only(story(**{start: first, end: second}))
    assert (problem.code, problem.column) == ("not-later", end)
    assert start in problem.message()
    assert parse_scenario(story(**{start: 0.0, end: 24.0}), "test.toml")


def test_an_opening_hour_that_clashes_with_a_default_is_refused():
    assert only(story(open_from=21.0)).column == "open_to"


def test_more_shocks_than_one_can_oversee_are_refused():
    shock = story()["shocks"][0]
    shocks = [shock | {"name": f"klap {i}"} for i in range(MAX_SHOCKS + 1)]
    assert only(story() | {"shocks": shocks}).code == "too-many-shocks"


def test_a_shock_that_names_no_kind_and_no_site_is_refused():
    problem = only(story(kinds=[]))
    assert (problem.code, problem.column) == ("shock-without-target", "shocks[1].kinds")


@pytest.mark.parametrize(
    ("circle", "code", "at"),
    [
        ([5.0, 51.9, 5.0], "wrong-type", "circle"),
        ({"lon": 5.0, "lat": 51.9}, "missing-key", "circle.km"),
        (AROUND_A | {"r": 1.0}, "unknown-key", "circle.r"),
        (AROUND_A | {"lat": 91.0}, "out-of-bounds", "circle.lat"),
        (AROUND_A | {"km": 0.0}, "out-of-bounds", "circle.km"),
        (AROUND_A | {"km": "5"}, "wrong-type", "circle.km"),
    ],
)
def test_a_circle_that_is_not_whole_is_refused(circle, code, at):
    problem = only(story(circle=circle))
    assert (problem.code, problem.column) == (code, f"shocks[1].{at}")


def test_a_shock_and_a_load_may_belong_to_an_element():
    load = {"name": "regen", "what": "rain", "amount": 5.0, "duration_h": 3.0, "element": 7}
    scenario = parse_scenario(story(element=3) | {"loads": [load]}, "test.toml")
    assert (scenario.shocks[0].element, scenario.loads[0].element) == (3, 7)
    assert blackout().shocks[0].element == 0
    assert only(story(element=8)).column == "shocks[1].element"


def test_a_load_alone_makes_a_scenario_and_a_share_of_staff_stays_below_1():
    load = {"name": "griep", "what": "absence", "amount": 0.2, "duration_h": 3.0}
    scenario = parse_scenario(without("shocks") | {"loads": [load]}, "test.toml")
    assert (scenario.shocks, scenario.loads[0].amount) == ((), fixed(0.2))
    assert only(story(loads=[load | {"amount": 1.2}])).code == "share-over-all"


@pytest.mark.parametrize("objectives", [[0], [8], [1.0], ["1"], [True], 1])
def test_an_objective_is_a_whole_number_from_1_to_7(objectives):
    assert only(story(objectives=objectives)).column == "objectives"


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


def test_a_load_says_for_how_many_inhabitants_it_is_and_rain_falls_alike_everywhere():
    load = {"name": "komst", "what": "arrivals", "amount": 40.0, "duration_h": 24.0}
    told = parse_scenario(story(loads=[load | {"for_inhabitants": 580_000}]), "test.toml")
    assert told.loads[0].for_inhabitants == 580_000.0
    assert parse_scenario(story(loads=[load]), "test.toml").loads[0].for_inhabitants is None
    assert parse_scenario(content_of(told), "test.toml") == told

    rain = load | {"what": "rain", "for_inhabitants": 580_000}
    problem = only(story(loads=[rain]))
    assert (problem.kind.code, problem.column) == ("load-not-scaled", "loads[1].for_inhabitants")
    assert "arrivals" in str(problem.params["known"])
    nobody = only(story(loads=[load | {"for_inhabitants": 0}]))
    assert nobody.column == "loads[1].for_inhabitants"


def test_a_load_below_nought_is_refused_in_plain_words() -> None:
    load = {"name": "komst", "what": "arrivals", "amount": -4.0, "duration_h": 24.0}
    said = only(story(loads=[load])).message()
    assert said == "loads[1].amount is -4; it must lie between 0 and 10,000,000."
