"""What happens: scenarios are read in full or refused with everything that is wrong."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, read_library, site, small_region, small_twin, story
from weerbaar.common.refusals import Refused
from weerbaar.region.files import read_library as read_whole_library
from weerbaar.region.files import read_region
from weerbaar.twin.ensemble import sites_hit
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.reading import CIRCLE_KEYS, ID_LENGTH, Circle, Figure, fixed
from weerbaar.twin.scenario import (
    CREWS_HOURS,
    KEYS,
    LOAD_KEYS,
    MAX_HOURS,
    MAX_SHOCKS,
    SHOCK_KEYS,
    check_against,
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
    assert scenario.shocks or scenario.loads
    for text in (scenario.name_nl, scenario.name_en, scenario.source, scenario.evidence):
        assert text
    assert scenario.name("nl") == scenario.name_nl
    assert scenario.summary("en") == scenario.summary_en


@pytest.mark.parametrize(
    "column", [*KEYS, *SHOCK_KEYS, *LOAD_KEYS, *CIRCLE_KEYS], ids=lambda column: column.name
)
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


def test_a_scenario_that_lasts_longer_than_can_be_simulated_is_refused():
    # Median 4,032 h and k = 0.5: the last of 1,000 sites returns after (ln 1000 / ln 2)^2 = 99 x.
    problem = only(story(4032.0, restoration="weibull", weibull_k=0.5))
    assert (problem.code, problem.column) == ("lasts-too-long", "shocks")
    assert parse_scenario(story(MAX_HOURS - 336.0), "test.toml")
    assert only(story(MAX_HOURS - 335.0)).code == "lasts-too-long"
    problem = only(story(24.0, second_duration_h=4300.0))
    assert (problem.code, problem.column) == ("lasts-too-long", "second_duration_h")


def test_more_shocks_than_one_can_oversee_are_refused():
    shock = story()["shocks"][0]
    shocks = [shock | {"name": f"klap {i}"} for i in range(MAX_SHOCKS + 1)]
    assert only(story() | {"shocks": shocks}).code == "too-many-shocks"


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


def unknown(region, **changes):
    scenario = parse_scenario(story(**changes), "test.toml")
    return check_against(scenario, region, read_library())


def test_names_that_a_region_and_the_library_know_are_in_order():
    region = small_region()
    assert unknown(region, areas=["A"], municipalities=["Testdorp"]) == []
    assert unknown(None, areas=["nowhere"]) == []


def test_each_unknown_name_is_refused_also_where_others_hit():
    problems = unknown(
        small_region(),
        kinds=["mv_feeder", "mv_feder", "hv_statoin"],
        areas=["A", "C"],
        municipalities=["Testdorp", "Tesdorp"],
        planned_sites=["noodsteunpnt"],
    )
    assert [(problem.code, problem.column, problem.value) for problem in problems] == [
        ("unknown-kind", "planned_sites", "noodsteunpnt"),
        ("unknown-kind", "shocks[1].kinds", "mv_feder"),
        ("unknown-kind", "shocks[1].kinds", "hv_statoin"),
        ("unknown-area", "shocks[1].areas", "C"),
        ("no-such-municipality", "shocks[1].municipalities", "Tesdorp"),
    ]
    for problem, near in zip(
        problems, ("noodsteunpunt", "mv_feeder", "hv_station", "A, B", "Testdorp"), strict=True
    ):
        assert near in problem.remedy()


def test_an_area_given_by_name_is_refused_with_its_code():
    (problem,) = unknown(small_region(), areas=["wijk b"])
    assert "Use one of: B." in problem.remedy()


def test_kinds_are_refused_without_a_region_too():
    (problem,) = unknown(None, kinds=["hv_statoin"])
    assert (problem.code, problem.value) == ("unknown-kind", "hv_statoin")


def test_a_shock_that_hits_nothing_is_refused():
    (problem,) = unknown(small_region(), kinds=["hospital"])
    assert (problem.code, problem.column, problem.value) == ("hits-nothing", "shocks[1]", "klap")
    (problem,) = unknown(small_region(), kinds=["hv_station"], areas=["B"])
    assert problem.code == "hits-nothing"


def test_planned_sites_are_hit_only_once_they_are_switched_on():
    planned = small_region(sites=[site("sp", "noodsteunpunt", "A", planned=True)])
    (problem,) = unknown(planned, kinds=["noodsteunpunt"])
    assert problem.code == "hits-nothing"
    assert unknown(planned, kinds=["noodsteunpunt"], planned_sites=["noodsteunpunt"]) == []
    (problem,) = unknown(small_region(), planned_sites=["noodsteunpunt"])
    assert problem.code == "unknown-planned-kind"


def names_hit(region=None, switched_on=(), **changes):
    """Identifiers of the sites that the shock of a small scenario hits."""
    twin = small_twin(blackout(**changes), region, switched_on=switched_on)
    return sorted(twin.network.sites[i] for i in sites_hit(twin.network, twin.scenario.shocks[0]))


# Area A lies at 5.000 and area B at 5.146 degrees east, 10.0 km apart.
AROUND_A = {"lon": 5.0, "lat": 51.9, "km": 5.0}


def test_a_circle_hits_what_lies_inside_it_and_only_in_the_areas_named():
    assert blackout(circle=AROUND_A).shocks[0].circle == Circle(5.0, 51.9, 5.0)
    both = ["mv_feeder", "mobile_macro"]
    assert names_hit(kinds=both) == ["fA", "fB", "mA", "mB"]
    assert names_hit(kinds=both, circle=AROUND_A) == ["fA", "mA"]
    assert names_hit(kinds=both, circle=AROUND_A | {"km": 11.0}) == ["fA", "fB", "mA", "mB"]
    assert names_hit(kinds=both, circle=AROUND_A, areas=["B"]) == []
    (problem,) = unknown(small_region(), circle=AROUND_A, areas=["B"])
    assert (problem.code, problem.value) == ("hits-nothing", "klap")
    assert "circle" in problem.remedy()
    assert unknown(small_region(), circle=AROUND_A) == []


def test_a_site_that_has_no_place_lies_in_no_circle():
    nowhere = small_region(sites=[site("fX", "mv_feeder", "A", lon=math.nan, lat=math.nan)])
    assert names_hit(nowhere) == ["fA", "fB", "fX"]
    assert names_hit(nowhere, circle=AROUND_A) == ["fA"]


def test_sites_that_are_named_are_hit_besides_wherever_they_are():
    assert names_hit(kinds=[], sites=["mB", "net"]) == ["mB", "net"]
    assert names_hit(circle=AROUND_A, sites=["mB"]) == ["fA", "mB"]
    assert unknown(small_region(), kinds=[], sites=["mB"]) == []
    assert unknown(None, kinds=[], sites=["anything"]) == []
    (problem,) = unknown(small_region(), sites=["swicth"])
    assert (problem.code, problem.column) == ("no-such-site", "shocks[1].sites")
    assert "Use one of: switch." in problem.remedy()


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


def test_tags_are_held_against_the_lists_of_the_taxonomy(tmp_path):
    path = tmp_path / "tags.toml"
    text = "\n".join(f"{k} = {v!r}" for k, v in story().items() if not isinstance(v, list))
    shock = '[[shocks]]\nname = "klap"\nkinds = ["mv_feeder"]\nduration_h = 3.0\n'
    tags = 'pillars = ["kamerbrief-1", "nctv-5"]\ninterests = ["physical", "fun"]\n'
    path.write_text(f"{text}\n{tags}objectives = [2, 7]\n{shock}", encoding="utf-8")
    with pytest.raises(Refused) as info:
        read_scenario(str(path))
    found = [(problem.code, problem.column, problem.value) for problem in info.value.problems]
    assert found == [("unknown-tag", "pillars", "nctv-5"), ("unknown-tag", "interests", "fun")]
    assert "nctv-1, nctv-2, nctv-3, nctv-4" in info.value.problems[0].remedy()
    right = tags.replace("nctv-5", "nctv-3").replace("fun", "economic")
    path.write_text(f"{text}\n{right}objectives = [2, 7]\n{shock}", encoding="utf-8")
    assert read_scenario(str(path)).tags == {
        "pillars": ("kamerbrief-1", "nctv-3"),
        "interests": ("physical", "economic"),
        "objectives": ("2", "7"),
    }


@pytest.mark.parametrize("objectives", [[0], [8], [1.0], ["1"], [True], 1])
def test_an_objective_is_a_whole_number_from_1_to_7(objectives):
    assert only(story(objectives=objectives)).column == "objectives"


NAMED_BY_THE_DOCUMENTS = {
    "seed 002": {"referentiescenario"},
    "seed 003": {
        "schaarste-voedsel-drinken",
        "uitval-stroom-internet-betalen",
        "vluchtelingen",
        "doorvoer",
        "overbelaste-zorg",
        "overstroming",
        "pandemie",
    },
    "seed 004": {"langdurige-energie-uitval", "digitale-verstoring", "artikel-5", "polycrisis"},
}


def test_the_scenarios_that_the_documents_name_ship():
    region, library = read_region("gelderland-zuid"), read_whole_library()
    for seed, names in NAMED_BY_THE_DOCUMENTS.items():
        for name in names:
            scenario = read_scenario(name)
            assert seed[-3:] in scenario.source
            assert f"S{seed[-3:]}" in scenario.evidence.split()
            assert check_against(scenario, region, library) == []


@pytest.mark.parametrize("name", sorted(set.union(*NAMED_BY_THE_DOCUMENTS.values())))
def test_what_has_no_effect_is_said_in_words_and_no_duration_is_fixed(name):
    scenario = read_scenario(name)
    assert scenario.context_nl
    assert scenario.context_en
    assert scenario.second_duration_h == 0.0
    for hit in (*scenario.shocks, *scenario.loads):
        assert not hit.duration_h.fixed


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_names_kinds_that_exist(name):
    assert check_against(read_scenario(name), None, read_library()) == []


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
    assert info.value.problems[0].value == 1_000_003


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("amplitude_c = " + "9" * 5001, "number-too-long"),
        ("amplitude_c = " + "[" * 3000 + "]" * 3000, "nested-too-deep"),
        ("amplitude_c = " + "{ a = " * 3000 + "1" + " }" * 3000, "nested-too-deep"),
        ("a" + ".a" * 400_000 + " = 1", "nested-too-deep"),
    ],
)
def test_toml_that_would_break_its_reader_is_refused(tmp_path, text, code):
    path = tmp_path / "boom.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as info:
        read_scenario(str(path))
    assert [problem.code for problem in info.value.problems] == [code]


def test_a_scenario_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "mark.toml"
    text = "\n".join(
        f"{key} = {value!r}" for key, value in story().items() if not isinstance(value, list)
    )
    shock = '[[shocks]]\nname = "klap"\nkinds = ["mv_feeder"]\nduration_h = 3.0\n'
    path.write_text(f"{text}\n\n{shock}", encoding="utf-8-sig")
    assert read_scenario(str(path)).scenario == "klein"


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
