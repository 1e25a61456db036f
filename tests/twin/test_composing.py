"""Scenarios are composed of others: nothing is lost, and what was chosen is told."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import drawn_twin, read_library, story
from weerbaar.common.refusals import Refused
from weerbaar.region.files import read_library as read_whole_library
from weerbaar.region.files import read_region
from weerbaar.twin.checking import check_against
from weerbaar.twin.composing import SETTINGS, Part, compose
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.reading import Circle, Figure, fixed
from weerbaar.twin.scenario import MAX_HOURS, Scenario
from weerbaar.twin.writing import content_of, toml_of

SPANISH_FLU = {"p10": 0.1, "p50": 0.2, "p90": 0.3}


def told(name: str, *hits: dict, loads: tuple[dict, ...] = (), **changes) -> Scenario:
    """A small scenario with shocks of its own; the weather is drawn unless it is told."""
    data = story(scenario=name, name_nl=f"{name}-nl", name_en=f"{name}-en", **changes)
    if "temperature_c" not in changes:
        del data["temperature_c"]
    if "start_hour" not in changes:
        del data["start_hour"]
    data |= {"shocks": list(hits), "loads": list(loads)}
    return parse_scenario(data, "test.toml")


def shock(name: str, kind: str = "mv_feeder", **changes) -> dict:
    return {"name": name, "kinds": [kind], "duration_h": 24.0} | changes


def load(name: str, what: str = "absence", **changes) -> dict:
    return {"name": name, "what": what, "amount": SPANISH_FLU, "duration_h": 240.0} | changes


def texts(notes) -> list[str]:
    return [note.text.format(**note.params) for note in notes]


def refusal(*parts: Part, **changes) -> list[tuple[str, object]]:
    with pytest.raises(Refused) as info:
        compose(parts, **changes)
    return [(problem.code, problem.value) for problem in info.value.problems]


def test_a_blackout_in_the_second_week_of_a_flu():
    flu = told("griep", loads=(load("ziek"),), shelter_m2=5.0, pillars=["nctv-2"], evidence="M A")
    dark = told(
        "donker",
        shock("stroom", from_h={"p10": 0.0, "p50": 2.0, "p90": 6.0}),
        temperature_c=-5.0,
        pillars=["kamerbrief-1", "nctv-2"],
        evidence="S003 A",
    )
    made = compose([Part(flu), Part(dark, 168.0)]).scenario
    assert [(hit.name, hit.from_h) for hit in made.shocks] == [
        ("stroom", Figure(168.0, 170.0, 174.0))
    ]
    assert made.loads == flu.loads
    # Each gives the setting that it alone changes; tags and evidence of both count.
    assert (made.temperature_c, made.shelter_m2) == (fixed(-5.0), 5.0)
    assert made.pillars == ("kamerbrief-1", "nctv-2")
    assert made.evidence == "M A S003"
    assert (made.scenario, made.name_nl) == ("griep-donker", "griep-nl + donker-nl")
    assert made.summary_nl == "klein Vanaf uur 168: klein"
    assert made.second_duration_h == 0.0


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_reads_back_the_same_from_what_is_written(name):
    scenario = read_scenario(name)
    text = toml_of(content_of(scenario))
    assert parse_scenario(tomllib.loads(text), "test.toml") == scenario
    assert toml_of(content_of(parse_scenario(tomllib.loads(text), "test.toml"))) == text


NUMBERS = st.floats(0.01, 1e3) | st.sampled_from([0.1, 1 / 3, 1e-2, 100.0])
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40)


@given(st.lists(NUMBERS, min_size=3, max_size=3), WORDS, st.lists(WORDS, max_size=3), NUMBERS)
def test_any_words_and_numbers_read_back_the_same(quantiles, words, areas, km):
    p10, p50, p90 = sorted(quantiles)
    hit = shock("klap", duration_h={"p10": p10, "p50": p50, "p90": p90}, areas=areas)
    hit |= {"circle": {"lon": -5.25, "lat": 51.9, "km": min(km, 1e3)}, "element": 3}
    scenario = told("klein", hit, loads=(load("regen", "rain"),), objectives=[1, 7])
    scenario = replace(scenario, source=words, summary_nl=words)
    assert scenario.shocks[0].circle == Circle(-5.25, 51.9, min(km, 1e3))
    text = toml_of(content_of(scenario))
    assert parse_scenario(tomllib.loads(text), "test.toml") == scenario


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_alone_stays_as_it_is(name):
    scenario = read_scenario(name)
    assert compose([Part(scenario)]).scenario == scenario
    # Under another name, and so written and read again, all else is the same too.
    made = compose([Part(scenario)], {"scenario": "anders"}).scenario
    assert replace(made, scenario=scenario.scenario) == scenario


def as_lists(value):
    """A record of arrays as lists that compare exactly."""
    if isinstance(value, tuple):
        return [as_lists(part) for part in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


def test_the_order_of_overlapping_parts_does_not_change_a_run():
    dark = told("donker", shock("stroom"), shock("mast", "mobile_macro", depth=0.3))
    storm = told(
        "storm",
        shock("mast", "mobile_macro", depth=0.7, duration_h={"p10": 3.0, "p50": 9.0, "p90": 30.0}),
        shock("lijn", restoration="weibull"),
        loads=(load("thuis"),),
    )
    flu = told("griep", loads=(load("ziek"), load("zieker")))
    parts = [Part(dark), Part(storm, 6.0), Part(flu, 12.0)]
    one, other = compose(parts).scenario, compose(parts[::-1]).scenario
    assert [hit.name for hit in one.shocks] == ["donker: mast", "stroom", "lijn", "storm: mast"]
    assert (one.shocks, one.loads) == (other.shocks, other.loads)
    for run in range(3):
        cases = [as_lists(make_case(drawn_twin(made), run)[0]) for made in (one, other)]
        assert cases[0] == cases[1]


def test_what_is_drawn_for_a_part_stays_the_same_next_to_others():
    dark = told("donker", shock("stroom", duration_h={"p10": 3.0, "p50": 9.0, "p90": 30.0}))
    flu = told("griep", loads=(load("ziek"),))
    both = compose([Part(flu), Part(dark, 48.0)]).scenario
    for run in range(5):
        alone, beside = (make_case(drawn_twin(made), run)[1] for made in (dark, both))
        assert beside["stroom: h"] == alone["stroom: h"]


def test_a_scenario_that_comes_twice_is_told_apart_by_its_hour():
    dark = told("donker", shock("stroom"))
    made = compose([Part(dark), Part(dark, 100.0)]).scenario
    assert [hit.name for hit in made.shocks] == ["donker@0: stroom", "donker@100: stroom"]


def test_the_first_of_two_that_differ_is_kept_and_told_unless_another_is_taken():
    cold = told("koud", shock("a"), temperature_c=-5.0)
    warm = told("warm", shock("b"), temperature_c=25.0)
    usual = told("gewoon", shock("c"))
    parts = [Part(usual), Part(cold), Part(warm)]
    made = compose(parts)
    assert made.scenario.temperature_c == fixed(-5.0)
    (note,) = texts(made.notes)
    assert "temperature_c is -5 in koud and 25 in warm" in note
    assert "--take temperature_c=warm" in note
    assert compose(parts, take={"temperature_c": "warm"}).scenario.temperature_c == fixed(25.0)
    assert compose(parts, take={"temperature_c": "warm"}).notes == ()
    taken = compose(parts, take={"temperature_c": "gewoon"}).scenario
    assert taken.temperature_c == usual.temperature_c
    assert compose([Part(usual), Part(cold)]).notes == ()


def test_hours_that_a_part_counts_from_its_own_start_shift_with_it():
    flu = told("griep", loads=(load("ziek"),))
    dark = told("donker", shock("a"), start_hour=19.0, voucher_share=0.5, voucher_from_h=10.0)
    made = compose([Part(flu), Part(dark, 29.0)]).scenario
    # It begins at 19:00, 29 hours after the composed one: that begins at 14:00 the day before.
    assert made.start_hour == fixed(14.0)
    assert (made.voucher_share, made.voucher_from_h) == (0.5, 39.0)
    assert compose([Part(flu), Part(dark, 20.0)]).scenario.start_hour == fixed(23.0)
    late = told("laat", shock("a"), start_hour={"p10": 1.0, "p50": 3.0, "p90": 4.0})
    made = compose([Part(flu), Part(late, 2.0)])
    assert made.scenario.start_hour == flu.start_hour
    assert "laat" in texts(made.notes)[0]


def test_an_element_is_left_out_with_its_shocks_and_loads():
    whole = read_scenario("referentiescenario")
    less = compose([Part(whole)], left_out=[6])
    assert less.notes == ()
    assert less.scenario.scenario == "referentiescenario-min-6"
    assert "zonder element 6" in less.scenario.name_nl
    assert less.scenario.shocks == tuple(hit for hit in whole.shocks if hit.element != 6)
    assert less.scenario.loads == tuple(hit for hit in whole.loads if hit.element != 6)
    assert len(less.scenario.loads) < len(whole.loads)
    # Elements 1 and 2 are the occasion: they have no effect in the twin.
    context = compose([Part(whole)], left_out=[1, 2])
    assert texts(context.notes) == [f"Element {n} has no shock and no load here." for n in (1, 2)]
    assert context.scenario.shocks == whole.shocks
    assert refusal(Part(whole), left_out=[3, 4, 5, 6, 7])[0][0] == "no-shock"


def test_the_reference_scenario_has_shocks_or_loads_in_five_of_its_seven_elements():
    whole = read_scenario("referentiescenario")
    elements = {hit.element for hit in (*whole.shocks, *whole.loads)}
    assert elements == {3, 4, 5, 6, 7}
    for number in (1, 2):
        assert f"lement {number}" in whole.context_nl
        assert f"lement {number}" in whole.context_en


def test_the_polycrisis_is_composed_of_three_long_crises():
    hours = {"pandemie": 0.0, "vluchtelingen": 336.0, "langdurige-energie-uitval": 504.0}
    made = compose([Part(read_scenario(name), at) for name, at in hours.items()])
    shipped = read_scenario("polycrisis")
    texts_of_its_own = ("scenario", "name_nl", "name_en", "source", "evidence")
    own = {name: getattr(shipped, name) for name in texts_of_its_own}
    assert replace(made.scenario, **own) == shipped
    assert made.notes == ()
    assert made.scenario.source in shipped.source
    assert set(made.scenario.evidence.split()) == set(shipped.evidence.split())
    region = read_region("gelderland-zuid")
    assert check_against(shipped, region, read_whole_library()) == []


def test_every_key_is_settled_joined_or_counted_in_a_composed_scenario():
    joined = {"scenario", "name_nl", "name_en", "summary_nl", "summary_en", "source", "extent"}
    joined |= {"context_nl", "context_en", "evidence", "pillars", "interests", "objectives"}
    counted = {"shocks", "loads", "planned_sites", "recovery_h", "second_duration_h"}
    assert {*SETTINGS} | joined | counted == {item.name for item in fields(Scenario)}


def test_what_cannot_be_composed_is_refused():
    dark = told("donker", shock("stroom"))
    assert refusal(Part(dark, -1.0)) == [("offset-outside", "-1")]
    assert refusal(Part(dark, float("nan"))) == [("offset-outside", "nan")]
    assert refusal(Part(dark), left_out=[8]) == [("no-such-element", 8)]
    assert refusal(Part(dark), take={"name_nl": "donker", "day_c": "licht"}) == [
        ("no-such-setting", "name_nl"),
        ("not-a-part", "licht"),
    ]
    assert refusal(Part(dark), Part(dark, MAX_HOURS - 100.0)) == [("lasts-too-long", 4628)]
    many = told("veel", *(shock(f"klap {i}") for i in range(60)))
    assert refusal(Part(many), Part(many, 1.0)) == [("too-many-shocks", 120)]
    assert refusal(Part(dark), names={"scenario": "../x"}) == [("not-an-identifier", "../x")]


def test_sources_that_do_not_fit_are_refused_and_long_summaries_give_way_to_names():
    long = [told(f"lang-{i}", shock("a"), source=f"{i}" * 900) for i in range(3)]
    assert refusal(*(Part(one) for one in long)) == [("text-too-long", 2704)]
    long = [told(f"lang-{i}", shock("a"), summary_nl=f"{i}" * 900) for i in range(3)]
    made = compose([Part(one, 24.0 * i) for i, one in enumerate(long)]).scenario
    assert made.summary_nl == "lang-0-nl. Vanaf uur 24: lang-1-nl. Vanaf uur 48: lang-2-nl."
    assert check_against(made, None, read_library()) == []
