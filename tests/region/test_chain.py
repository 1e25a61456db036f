"""On whom sites lean, step by step, and how long they last without."""

from dataclasses import replace

import pytest

from weerbaar.common.tables import rows_of
from weerbaar.region.chain import chain_from, lasting_of
from weerbaar.region.files import read_library, read_region
from weerbaar.region.tables import AUTONOMIES

REGION, LIBRARY = read_region("gelderland-zuid"), read_library()
MASTS = [site["site"] for site in REGION.sites if site["kind"] == "mobile_macro"]


def said(organisation: str, *hours: float) -> dict:
    p10, p50, p90 = hours
    return {
        **{"consumer": "mobile_macro", "input": "power", "organisation": organisation},
        **{"t_p10": p10, "t_p50": p50, "t_p90": p90},
        **{"confidence": "high", "date": "2026-03-03"},
    }


def test_a_mast_leans_on_its_feeder_and_that_on_the_grid_step_by_step():
    chain = chain_from(REGION, LIBRARY, MASTS[:3])
    steps = {step.kind: step.step for step in chain.steps}
    assert steps["mobile_macro"] == 0
    assert steps["mv_feeder"] == 1
    assert steps["hv_station"] == 2
    assert {step.sites for step in chain.steps if step.kind == "mobile_macro"} == {3}


@pytest.mark.parametrize("site", ["hospital", "pressure_zone", "supermarket"])
def test_each_tie_is_between_steps_that_are_there_and_no_step_is_skipped(site: str):
    sites = [one["site"] for one in REGION.sites if one["kind"] == site]
    chain = chain_from(REGION, LIBRARY, sites)
    steps = {step.kind: step.step for step in chain.steps}
    assert set(range(max(steps.values()) + 1)) == set(steps.values())
    for tie in chain.ties:
        assert steps[tie.supplier] <= steps[tie.consumer] + 1


def test_what_organisations_say_goes_before_our_own_figure():
    ours = lasting_of(REGION, LIBRARY, "mobile_macro", "power")
    assert not ours.stated
    rows = rows_of(AUTONOMIES, [said("Telecom A", 3, 4, 5), said("Telecom B", 1, 6, 8)])
    theirs = lasting_of(replace(REGION, autonomies=rows), LIBRARY, MASTS[0], "power")
    assert (theirs.p10, theirs.p50, theirs.p90) == (1, 5, 8)
    assert theirs.organisation == "Telecom A, Telecom B"


def test_of_no_sites_there_is_no_chain():
    assert chain_from(REGION, LIBRARY, []).steps == ()
