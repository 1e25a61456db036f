"""Replays of real outages against pass bands that were written down before any run.

The bands stand in `library/replays` and are never tuned. A band that the model misses is named in
MISSED with the reason, so that the exact set of misses is known and a change in it is seen.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from weerbaar.region.files import read_library, read_region
from weerbaar.twin.ensemble import Run, Twin, sites_hit, trace_once
from weerbaar.twin.files import read_replay, read_scenario, read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.services import service
from weerbaar.twin.state import HEAT, POWER

RUNS = 20
REPLAY = read_replay("zoelmond-2017")
MISSED: dict[str, str] = {}


@cache
def replayed(switched_on: tuple[str, ...] = ()) -> tuple[Twin, list[tuple[Run, np.ndarray]]]:
    """The twin of the replay and its runs, each with the level of every site by hour."""
    region = read_region("gelderland-zuid")
    network = compile_network(region, read_library(), switched_on)
    twin = Twin(network, read_twin_library(), read_scenario(REPLAY["scenario"]), norms=())
    return twin, [trace_once(twin, run) for run in range(RUNS)]


def affected(twin: Twin) -> np.ndarray:
    """Positions of the wijken that the scenario hits."""
    codes = list(twin.scenario.shocks[0].areas)
    return np.flatnonzero(np.isin(twin.network.region.areas["code"], codes))


def persons_in(twin: Twin, areas: np.ndarray) -> np.ndarray:
    return twin.network.region.areas["inhabitants"][areas]


def hours_of(series: np.ndarray, start: int, end: int) -> np.ndarray:
    """The hours of a band; a run that stopped earlier was normal again."""
    return series[start : min(end, len(series))]


def mobile_service(start: int, end: int) -> float:
    """Usable mobile service, weighted by inhabitants."""
    twin, runs = replayed()
    areas = affected(twin)
    weights = persons_in(twin, areas)
    return float(
        np.mean(
            [
                np.average(hours_of(run.mobile[:, areas], start, end).mean(axis=0), weights=weights)
                for run, _ in runs
            ]
        )
    )


def macro_level(start: int, end: int) -> float:
    """Mean level of the macro masts that stand in the wijken without power."""
    twin, runs = replayed()
    rows, at = twin.network.region.sites, twin.network.site_rows
    here = np.isin(rows["area"][at], list(twin.scenario.shocks[0].areas))
    masts = np.flatnonzero(here & (rows["kind"][at] == "mobile_macro"))
    assert len(masts) > 10
    return float(np.mean([hours_of(trace[:, masts], start, end).mean() for _, trace in runs]))


def low_rise_tap_lost(start: int, end: int) -> float:
    """Share of people in low-rise homes whose tap gives no water."""
    twin, runs = replayed()
    tap = twin.network.places.tap
    lost = [
        1.0 - service(tap, int(area), level)
        for _, trace in runs
        for level in hours_of(trace, start, end)
        for area in affected(twin)
    ]
    return float(np.mean(lost))


def heating_off(start: int, end: int) -> float:
    """Share of people whose heating is off: it is off where the power is."""
    twin, runs = replayed()
    areas = affected(twin)
    off = [hours_of(run.unmet[POWER][:, areas], start, end).sum(axis=1).mean() for run, _ in runs]
    return float(np.mean(off) / persons_in(twin, areas).sum())


def cold_persons(start: int, end: int) -> float:
    """People in homes below their threshold, in the worst hour."""
    twin, runs = replayed()
    areas = affected(twin)
    cold = [hours_of(run.unmet[HEAT][:, areas], start, end).sum(axis=1).max() for run, _ in runs]
    return float(np.mean(cold) / persons_in(twin, areas).sum())


def support_visits(start: int, end: int) -> float:
    """Visits to support points, had the planned ones been there, per person; the whole run."""
    twin, runs = replayed(("noodsteunpunt",))
    areas = affected(twin)
    visits = [run.visits[areas].sum() for run, _ in runs]
    return float(np.mean(visits) / persons_in(twin, areas).sum())


MEASURES = {
    "mobile_service": mobile_service,
    "macro_level": macro_level,
    "low_rise_tap_lost": low_rise_tap_lost,
    "heating_off": heating_off,
    "cold_persons": cold_persons,
    "support_visits": support_visits,
}


def measured() -> dict[str, float]:
    return {
        band["id"]: MEASURES[band["measure"]](band["from_h"], band["to_h"])
        for band in REPLAY["bands"]
    }


def test_the_replay_hits_the_feeders_of_twenty_four_thousand_homes():
    twin, _ = replayed()
    hit = set(sites_hit(twin.network, twin.scenario.shocks[0]).tolist())
    places, areas = twin.network.places, twin.network.region.areas
    homes = sum(
        share * areas["dwellings"][area]
        for area, share, feeder in zip(
            places.block_area, places.block_share, places.block_feeder, strict=True
        )
        if feeder in hit
    )
    # The press counted 24,000 households.
    assert homes == pytest.approx(24_000, rel=0.03)
    assert {twin.network.kinds[twin.network.graph.kind[i] - 1] for i in hit} == {"mv_feeder"}


def test_every_band_but_those_named_as_missed_is_met():
    found = measured()
    missed = {
        band["id"]
        for band in REPLAY["bands"]
        if not band["low"] <= found[band["id"]] <= band["high"]
    }
    assert missed == set(MISSED), found


def test_every_missed_band_says_why():
    assert all(MISSED.values())
    assert set(MISSED) <= {band["id"] for band in REPLAY["bands"]}


def test_every_band_has_a_measure_evidence_and_room():
    for band in REPLAY["bands"]:
        assert band["measure"] in MEASURES
        assert band["evidence"]
        assert band["claim"]
        assert 0.0 <= band["low"] < band["high"] <= 1.0
        assert 0 <= band["from_h"] < band["to_h"]
