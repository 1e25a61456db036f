"""What a scenario names is there, or is refused with what is near."""

import pytest

from tests.twin.small import read_library, site, small_region, unknown
from weerbaar.twin.checking import check_against
from weerbaar.twin.files import read_scenario, scenario_names


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


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_names_kinds_that_exist(name):
    assert check_against(read_scenario(name), None, read_library()) == []
