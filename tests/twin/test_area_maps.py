"""Maps as files: what a council reads from a picture without a page around it."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.twin.small import blackout, small_twin
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.twin.area_maps import hour_limits, need_maps
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.outcome import Outcome, scope_of, summarise
from weerbaar.twin.twin import Twin


@pytest.fixture(scope="module")
def dark() -> tuple[Twin, Outcome]:
    twin = small_twin(blackout(48.0))
    return twin, summarise(twin, [run_once(twin, run) for run in range(2)], scope_of(twin))


def titles_of(svg: str) -> dict[str, str]:
    """What is said on hovering, by area."""
    return dict(re.findall(r"<title>(.+?): (.+?)</title>", svg))


def test_two_days_without_power_are_48_hours_in_every_area(dark: tuple[Twin, Outcome]) -> None:
    maps = need_maps(*dark, ENGLISH)
    hours = titles_of(maps["power-hours"])
    assert set(hours.values()) == {"48 h or more"}
    assert set(titles_of(maps["power-worst-hour"]).values()) == {"almost everyone"}
    assert len(hours) == len(dark[0].network.region.areas)


@pytest.mark.parametrize(
    ("hours", "limits"),
    [
        ([0.0, 3.0, 20.0], [6, 12, 18]),
        ([160.0, 180.0, 200.0, 220.0, 250.0], [144, 168, 192, 216, 240]),
        ([335.2, 335.9, 336.0], [312, 336]),
        ([193.0, 194.0, 195.0, 196.0, 197.0], [192]),
        ([0.0, 0.0], [1]),
        ([float("nan")], [1]),
    ],
)
def test_classes_of_hours_divide_most_areas_in_round_steps(
    hours: list[float], limits: list[int]
) -> None:
    assert hour_limits(np.array(hours)) == limits


def test_a_map_says_by_itself_what_it_is_of_and_that_it_is_simulated(
    dark: tuple[Twin, Outcome],
) -> None:
    twin, outcome = dark
    words = read_language("nl")
    svg = need_maps(twin, outcome, words)["power-hours"]
    lines = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg.split("</g>")[0]))
    assert "Simulatie" in lines
    assert twin.scenario.name("nl") in lines
    assert outcome.scope.name in lines
    assert svg.startswith("<svg xmlns")


def test_a_map_warns_where_more_than_half_of_it_rests_on_estimates(
    dark: tuple[Twin, Outcome],
) -> None:
    twin, outcome = dark
    for share, told in ((0.51, True), (0.5, False)):
        needs = tuple(replace(need, estimated_share=share) for need in outcome.needs)
        maps = need_maps(twin, replace(outcome, needs=needs), ENGLISH)
        assert all(("rests on estimated objects" in svg) == told for svg in maps.values())


def test_needs_that_nobody_lacks_and_those_of_the_region_only_have_no_map(
    dark: tuple[Twin, Outcome],
) -> None:
    twin, outcome = dark
    many = Band(100.0, 100.0, 100.0)
    needs = tuple(replace(n, peak=many) if n.need == "device" else n for n in outcome.needs)
    lacked = {need.need for need in needs if need.peak.p90 >= 10}
    assert "device" in lacked
    maps = need_maps(twin, replace(outcome, needs=needs), ENGLISH)
    wanted = {f"{need}-{what}" for need in lacked - {"device"} for what in ("hours", "worst-hour")}
    assert set(maps) == wanted
    assert len(wanted) < 2 * len(needs) - 2


def test_a_few_people_in_an_area_are_hatched(dark: tuple[Twin, Outcome]) -> None:
    twin, outcome = dark
    few = Band(4.0, 4.0, 4.0)
    areas = tuple(replace(a, peak=few) if a.code == "A" else a for a in outcome.areas)
    shares = outcome.shares.copy()
    at = list(twin.network.region.areas["code"]).index("A")
    shares[:, :, at] = 4.0 / np.maximum(outcome.area_persons[:, None, at], 1e-9)
    maps = need_maps(twin, replace(outcome, areas=areas, shares=shares), ENGLISH)
    for name in ("power-hours", "power-worst-hour"):
        said = list(titles_of(maps[name]).values())
        assert said.count("not shown: fewer than 10 people") == 1


def test_the_map_of_a_municipality_holds_its_own_areas(dark: tuple[Twin, Outcome]) -> None:
    twin, _ = dark
    scope = scope_of(twin, "Testdorp")
    outcome = summarise(twin, [run_once(twin, 0)], scope)
    svg = need_maps(twin, outcome, ENGLISH)["power-hours"]
    assert len(titles_of(svg)) == len(scope.areas)
