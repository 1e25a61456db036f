"""What happens: the scenarios that ship, what their shocks hit and how it comes back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import AROUND_A, blackout, site, small_region, small_twin, story, unknown
from weerbaar.common.refusals import Refused
from weerbaar.region.files import read_library as read_whole_library
from weerbaar.region.files import read_region
from weerbaar.twin.checking import check_against
from weerbaar.twin.drawing_case import sites_hit
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.reading import CIRCLE_KEYS, Circle
from weerbaar.twin.scenario import KEYS, LOAD_KEYS, PER_REGION, SHOCK_KEYS, weibull_factor


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


def names_hit(region=None, switched_on=(), **changes):
    """Identifiers of the sites that the shock of a small scenario hits."""
    twin = small_twin(blackout(**changes), region, switched_on=switched_on)
    return sorted(twin.network.sites[i] for i in sites_hit(twin.network, twin.scenario.shocks[0]))


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


@pytest.mark.parametrize("name", scenario_names())
def test_what_a_shipped_scenario_counts_for_a_whole_region_says_for_how_many_people(name):
    """Else amounts for half a million people run on an island; the number is that of Gelderland."""
    people = float(read_region("gelderland-zuid").areas["inhabitants"].sum())
    for load in read_scenario(name).loads:
        if load.what in PER_REGION:
            assert load.for_inhabitants == people, load.name
            assert load.times(people) == 1.0
            assert load.times(people / 2) == 0.5
        else:
            assert load.for_inhabitants is None, load.name


def test_wrong_tags_are_told_together_with_the_other_errors(tmp_path):
    path = tmp_path / "fout.toml"
    path.write_text('pillars = ["nctv-5", 3]\ninterests = ["fun"]\nlicht = 1\n', encoding="utf-8")
    with pytest.raises(Refused) as info:
        read_scenario(str(path))
    found = [(problem.code, problem.column) for problem in info.value.problems]
    assert ("unknown-key", "licht") in found
    assert ("wrong-type", "pillars") in found
    assert found[-2:] == [("unknown-tag", "pillars"), ("unknown-tag", "interests")]
