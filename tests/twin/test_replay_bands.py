"""The bands of every replay are complete and well defined; nothing here runs the twin.

What the bands ask is written down from evidence before a scenario is run, so their form is held
apart from `test_replays`, which runs them. The measures are those that
docs/explanation/replays.md defines.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from weerbaar.region.files import read_library, read_region
from weerbaar.twin.checking import check_against
from weerbaar.twin.files import read_replay, read_scenario, scenario_names

FOLDER = files("weerbaar") / "library" / "replays"
REPLAYS = sorted(p.name.removesuffix(".toml") for p in FOLDER.iterdir())
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "replays.md"
EMBEDDED = "gelderland-zuid"
NEEDED = {"id", "claim", "measure", "from_h", "to_h", "low", "high", "evidence"}
SHARES = {
    "share_without_power",
    "mobile_service",
    "mobile_core",
    "macro_level",
    "answered_112",
    "low_rise_tap_lost",
    "heating_off",
    "cold_persons",
    "hospitals_failed",
    "shop_level",
}
NOT_YET = {"generators_placed", "district_heat_return_h"}


def defined() -> set[str]:
    """Names of the measures in the table of the page."""
    section = PAGE.read_text(encoding="utf-8").split("\n## Measures\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| `")]
    return {cell.strip("`") for cell in cells}


def faults(replay: dict[str, Any], measures: set[str]) -> list[str]:
    """What is wrong with the bands of a replay, in words."""
    bands = replay["bands"]
    found = [
        f"{band.get('id')}: {key}" for band in bands for key in NEEDED if not filled(band, key)
    ]
    if found:
        return found
    ids = [band["id"] for band in bands]
    found += [f"{name}: twice" for name in set(ids) if ids.count(name) > 1]
    found += [f"{b['id']}: falls" for b in bands if not b["low"] <= b["high"]]
    found += [f"{b['id']}: hours" for b in bands if not 0 <= b["from_h"] < b["to_h"]]
    found += [f"{b['id']}: no such measure" for b in bands if b["measure"] not in measures]
    shares = [band for band in bands if band["measure"] in SHARES]
    return found + [f"{b['id']}: not a share" for b in shares if b["low"] < 0 or b["high"] > 1]


def filled(band: dict[str, Any], key: str) -> bool:
    value = band.get(key)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def test_four_real_outages_are_replayed():
    assert {
        "amsterdam-2017",
        "bommelerwaard-2007",
        "haaksbergen-2005",
        "zoelmond-2017",
    } <= set(REPLAYS)


@pytest.mark.parametrize("name", REPLAYS)
def test_the_bands_of_a_replay_are_in_order(name):
    replay = read_replay(name)
    assert replay["schema"] == 1
    assert replay["evidence"]
    assert replay["bands"]
    assert faults(replay, defined()) == []


@pytest.mark.parametrize("name", REPLAYS)
def test_a_replay_is_of_a_scenario_that_ships_and_says_how_far_it_reaches(name):
    replay = read_replay(name)
    assert replay["scenario"] == name
    assert name in scenario_names()
    scenario = read_scenario(name)
    assert scenario.extent != "the whole region"
    assert "V:" in scenario.evidence


@pytest.mark.parametrize("name", REPLAYS)
def test_a_replay_runs_in_a_region_that_ships_or_says_how_to_build_its_own(name):
    replay = read_replay(name)
    region = replay.get("region", EMBEDDED)
    if region != EMBEDDED:
        assert any("region build" in command for command in replay["commands"])
        assert all(command.startswith("weerbaar region ") for command in replay["commands"])
        assert all(command in PAGE.read_text(encoding="utf-8") for command in replay["commands"])
        return
    embedded = read_region(region)
    assert check_against(read_scenario(name), embedded, read_library()) == []
    assert set(replay.get("core", [])) | set(replay.get("edge", [])) <= set(embedded.areas["code"])
    assert set(replay.get("core", [])).isdisjoint(replay.get("edge", []))


def test_core_and_edge_are_given_where_a_measure_asks_for_them():
    asks = {"mobile_core", "mobile_edge_to_core"}
    for name in REPLAYS:
        replay = read_replay(name)
        if asks & {band["measure"] for band in replay["bands"]}:
            assert replay["core"], name
            assert replay["edge"], name


def test_a_band_says_what_it_needs_exactly_where_the_twin_lacks_the_mechanism():
    for name in REPLAYS:
        for band in read_replay(name)["bands"]:
            assert bool(band.get("needs")) == (band["measure"] in NOT_YET), band["id"]


def test_every_measure_is_asked_for_by_some_replay():
    asked = {band["measure"] for name in REPLAYS for band in read_replay(name)["bands"]}
    assert asked == defined()
    assert asked >= SHARES | NOT_YET


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"low": 0.7}, "a: falls"),
        ({"to_h": 0}, "a: hours"),
        ({"measure": "luck"}, "a: no such measure"),
        ({"high": 1.5}, "a: not a share"),
        ({"evidence": " "}, "a: evidence"),
        ({"claim": ""}, "a: claim"),
    ],
)
def test_a_band_with_a_fault_is_found_out(change, fault):
    text = """
    bands = [{id = "a", claim = "It is so.", measure = "macro_level", from_h = 0, to_h = 1,
              low = 0.2, high = 0.6, evidence = "V:5"}]
    """
    replay = tomllib.loads(" ".join(text.split()))
    assert faults(replay, defined()) == []
    replay["bands"][0] |= change
    assert faults(replay, defined()) == [fault]


def test_two_bands_of_one_name_are_found_out():
    replay = read_replay("zoelmond-2017")
    replay["bands"].append(dict(replay["bands"][0]))
    assert faults(replay, defined()) == ["mobile-overloaded-first-hour: twice"]
