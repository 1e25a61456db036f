"""What a scenario is called above a picture of one place, and what happened there before."""

from dataclasses import replace

import pytest

from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.files import read_scenario, replay_names, scenario_names
from weerbaar.twin.headline import happened_in, headline, hours_without_power, season
from weerbaar.twin.reading import Figure, fixed

DUTCH = read_language("nl")
LIBRARY = read_library()
COLD = read_scenario("drie-dagen-januari")


def test_an_outage_of_fixed_length_is_called_by_its_hours():
    assert headline(COLD, "Dijkstad", LIBRARY, DUTCH) == "72 uur zonder stroom in Dijkstad"
    assert headline(COLD, "Dijkstad", LIBRARY, ENGLISH) == "72 hours without power in Dijkstad"
    shorter = replace(COLD, shocks=(replace(COLD.shocks[0], duration_h=fixed(4.5)),))
    assert headline(shorter, "Dijkstad", LIBRARY, DUTCH) == "4,5 uur zonder stroom in Dijkstad"


@pytest.mark.parametrize("name", scenario_names())
def test_every_other_scenario_goes_by_its_own_name(name: str):
    scenario = read_scenario(name)
    told = headline(scenario, "Dijkstad", LIBRARY, DUTCH)
    if hours_without_power(scenario, LIBRARY) is None:
        assert told == f"{scenario.name_nl} in Dijkstad"
    else:
        assert "zonder stroom" in told


def test_an_outage_that_is_drawn_or_hits_more_has_no_hours():
    (shock,) = COLD.shocks
    drawn = replace(shock, duration_h=Figure(24.0, 48.0, 72.0))
    assert hours_without_power(replace(COLD, shocks=(drawn,)), LIBRARY) is None
    water = replace(shock, kinds=("mobile_macro",))
    assert hours_without_power(replace(COLD, shocks=(shock, water)), LIBRARY) is None


def test_the_season_says_how_cold_it_is_where_the_scenario_fixes_that():
    assert season(COLD, DUTCH) == "Drie dagen zonder stroom in januari, −5\u00a0°C"
    drawn = replace(COLD, temperature_c=Figure(3.0, 7.0, 10.0))
    assert season(drawn, DUTCH) == "Drie dagen zonder stroom in januari"


def test_an_outage_is_told_in_the_places_that_it_hit_alone():
    outages = [read_scenario(name) for name in replay_names()]
    region = read_region("gelderland-zuid")
    assert [s.scenario for s in happened_in(outages, region, "Buren")] == ["zoelmond-2017"]
    assert happened_in(outages, region, "Druten") == []
    whole = {s.scenario for s in happened_in(outages, region, "")}
    assert {"zoelmond-2017", "bommelerwaard-2007"} <= whole
