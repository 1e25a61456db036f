"""A scenario in words: when, how long, in which season, and each figure beside its source."""

import pytest

from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.files import read_scenario, read_twin_library, scenario_names
from weerbaar.twin.scenario import KEYS
from weerbaar.twin.scenario_words import (
    NOT_TOLD,
    happenings,
    lasts_in_words,
    season_in_words,
    settings_told,
    spans_of,
    tags_in_words,
)

DUTCH = read_language("nl")
REGION = read_region("gelderland-zuid")


def test_a_night_without_power_is_told_with_its_band_and_its_places() -> None:
    scenario = read_scenario("zoelmond-2017")
    (span,) = spans_of(scenario, ENGLISH)
    assert (span.from_h, span.until_h, span.latest_h, span.shock) == (0.0, 7.0, 8.0, True)
    (cables,) = happenings(scenario, read_library(), REGION, ENGLISH)
    told = dict(cables.pairs)
    assert told["Lasts, in hours"] == "7 (between 6 and 8)"
    assert "Beusichem" in told["Where"]
    assert told["What fails"] == "medium-voltage feeder"
    assert told["How much is lost"] == "100 %"


@pytest.mark.parametrize(
    ("name", "lasts", "season"),
    [
        ("drie-dagen-januari", "about 72 hours", "-5 °C outside, the cold season"),
        ("stroomuitval-72u", "about 72 hours", "10 (between 2 and 18) °C outside, any season"),
        ("schepen-blijven-weg", None, "28 (between 26 and 30) °C outside, the warm season"),
    ],
)
def test_how_long_and_in_which_season(name: str, lasts: str | None, season: str) -> None:
    scenario = read_scenario(name)
    assert season_in_words(scenario, ENGLISH) == season
    assert lasts is None or lasts_in_words(scenario, ENGLISH) == lasts


@pytest.mark.parametrize("name", scenario_names())
def test_every_figure_stands_once_with_its_source_and_all_that_happens_is_on_the_timeline(
    name: str,
) -> None:
    scenario = read_scenario(name)
    given, usual = settings_told(scenario, DUTCH)
    assert len(given) + len(usual) == len([c for c in KEYS if c.name not in NOT_TOLD])
    assert all(row.meaning and row.value and row.source for row in (*given, *usual))
    found = happenings(scenario, read_library(), REGION, DUTCH)
    assert (
        len(found) == len(scenario.shocks) + len(scenario.loads) == len(spans_of(scenario, DUTCH))
    )
    begins = [span.from_h for span in spans_of(scenario, DUTCH)]
    assert begins == sorted(begins)


def test_what_a_scenario_sets_is_told_apart_from_what_is_usual() -> None:
    names = {"priority": "who goes first"}
    given, usual = settings_told(read_scenario("zoelmond-2017"), ENGLISH, names)
    assert "who goes first" in {row.value for row in usual}
    assert {row.source for row in given} == {"the scenario"}
    assert any("Mean temperature outside" in row.meaning for row in given)
    assert any(row.source.startswith("An ordinary thermostat") for row in usual)


def test_tags_come_with_their_list_and_name() -> None:
    tags = tags_in_words(read_scenario("zoelmond-2017"), read_twin_library().taxonomy, ENGLISH)
    assert ("objectives:2", "energy supply") in tags
