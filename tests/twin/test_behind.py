"""What of a figure of the whole region rests on estimated sites, and when that cannot be said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.small import blackout, changed, site, small_region, small_twin
from weerbaar.region.region import Region
from weerbaar.twin.behind import (
    FLOWS,
    INDICATORS,
    NO_SITES,
    OF_FLOW,
    WHOLE_REGION,
    Behind,
    behind_flow,
    behind_indicator,
)
from weerbaar.twin.measures import MEASURES
from weerbaar.twin.tables import FLOW_ORDER
from weerbaar.twin.twin import Twin


def guessing(region: Region, *names: str) -> Region:
    """The region with only these sites estimated."""
    guessed = [str(name) in names for name in region.sites["site"]]
    return replace(region, sites=changed(region.sites, estimated=np.array(guessed, bool)))


def three_hospitals(*guessed: str) -> Twin:
    sites = [site(f"zh-{n}", "hospital", "A") for n in (1, 2, 3)]
    return small_twin(region=guessing(small_region(sites=sites), *guessed))


def test_one_guessed_hospital_of_three_is_a_third_of_the_beds() -> None:
    twin = three_hospitals("zh-2")
    hospitals = sum(str(kind) == "hospital" for kind in twin.network.region.sites["kind"])
    for flow in ("beds_working", "patients", "patients_waiting"):
        assert behind_flow(twin, flow) == Behind(pytest.approx(1 / hospitals))
    assert behind_indicator(twin, "H1") == behind_flow(twin, "patients_waiting")
    count = (~twin.network.outside).sum()
    assert behind_indicator(twin, "nodes_working") == Behind(pytest.approx(1 / count))
    assert behind_flow(three_hospitals(), "patients") == Behind(0.0)


def test_of_damage_only_what_the_shock_breaks_and_crews_mend_counts() -> None:
    """Both feeders are broken, one of them a guess; the guessed hospital is not hit."""
    region = small_region(sites=[site("zh-1", "hospital", "A")])
    kinds = region.sites["kind"]
    feeders = sorted(str(s) for s in region.sites["site"][kinds == "mv_feeder"])
    guessed = guessing(region, feeders[0], "zh-1")
    twin = small_twin(blackout(12.0, restoration="crews"), guessed)
    share = Behind(pytest.approx(1 / len(feeders)))
    assert behind_flow(twin, "damaged") == behind_flow(twin, "crews_busy") == share
    together = small_twin(blackout(12.0), guessed)
    assert behind_flow(together, "damaged") == Behind(None, NO_SITES)


def test_what_follows_from_figures_for_the_region_says_so() -> None:
    twin = three_hospitals("zh-1")
    for flow in ("presence", "shifts_filled", "water_brought", "arrivals_waiting"):
        assert behind_flow(twin, flow) == Behind(None, WHOLE_REGION)
    assert (
        behind_indicator(twin, "Q6") == behind_indicator(twin, "M2") == Behind(None, WHOLE_REGION)
    )


def test_all_guessed_is_all_and_none_is_none_for_every_figure() -> None:
    region = small_region(sites=[site("nsp", "noodsteunpunt", "A", planned=True)])
    names = [str(name) for name in region.sites["site"]]
    for guessed, share in ((names, 1.0), ([], 0.0)):
        twin = small_twin(blackout(12.0, restoration="crews"), guessing(region, *guessed))
        found = [behind_flow(twin, f) for f in FLOWS] + [
            behind_indicator(twin, i) for i in INDICATORS
        ]
        shares = [one.share for one in found if one.why != NO_SITES]
        assert len(shares) > 4
        assert {round(s, 12) for s in shares if s is not None} == {share}


def test_the_names_are_those_of_the_tables() -> None:
    assert set(FLOWS) | set(OF_FLOW.values()) <= set(FLOW_ORDER)
    assert set(OF_FLOW) | set(INDICATORS) <= set(MEASURES)
