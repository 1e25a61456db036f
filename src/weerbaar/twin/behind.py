"""What of a figure of the whole region rests on estimates: its sites, or why none can say.

Rules:
1. A flow that sites make has the share of those sites that is estimated: of hospitals for beds and
   patients (each has as many beds in the model); of what the shocks break for damage and crews; of
   sites with a generator of their own, by the litres that it burns, for fuel; of sites that may ask
   for a mobile generator; of routes, by what they can carry, for convoys and freight. A route is
   estimated where its site or its figures are.
2. Staff, water of tankers and reception follow from figures for the whole region: no share of
   sites says what they rest on, and that is told in words.
3. These shares are of the sites that can take part, not of what each did in a course.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import mark
from weerbaar.twin.beds import prepare_hospitals
from weerbaar.twin.crews import prepare_menders
from weerbaar.twin.drawing_case import prepare_hits
from weerbaar.twin.fuel import prepare_burners
from weerbaar.twin.generators import operations_of_sites, prepare_takers
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WHOLE_REGION = mark("assumptions for the whole region")
NO_SITES = mark("no site that this region has")
SUPPORT_POINT = "noodsteunpunt"


class Behind(NamedTuple):
    """The estimated share of a figure, 0..1, or None and in words what it rests on instead."""

    share: float | None
    why: str = ""


REGION = Behind(None, WHOLE_REGION)


def behind_flow(twin: Twin, flow: str) -> Behind:
    """What of a flow rests on estimated sites."""
    return FLOWS[flow](twin) if flow in FLOWS else REGION


def behind_indicator(twin: Twin, indicator: str) -> Behind:
    """What of an indicator of the whole region rests on estimated sites."""
    if indicator in OF_FLOW:
        return behind_flow(twin, OF_FLOW[indicator])
    return INDICATORS[indicator](twin) if indicator in INDICATORS else REGION


def share_of(estimated: NDArray[np.bool_] | Ints, weight: Floats | None = None) -> Behind:
    """The share of the sites, by weight where there is one; sites of no weight do not count."""
    weights = np.ones(len(estimated)) if weight is None else weight
    total = float(weights.sum())
    if total <= 0.0:
        return Behind(None, NO_SITES)
    return Behind(float(weights[estimated.astype(bool)].sum()) / total)


def _hospitals(twin: Twin) -> Behind:
    return share_of(twin.network.graph.estimated[twin.once(prepare_hospitals).site])


def _mended(twin: Twin) -> Behind:
    """The sites that the shocks break and that crews mend, each once."""
    hits = zip(twin.scenario.shocks, twin.once(prepare_hits), strict=True)
    broken = np.zeros(len(twin.network.sites), bool)
    for shock, sites in hits:
        if shock.restoration == "crews":
            broken[sites] = True
    broken &= twin.once(prepare_menders).sort >= 0
    return share_of(twin.network.graph.estimated[broken])


def _burners(twin: Twin) -> Behind:
    burners, network = twin.once(prepare_burners), twin.network
    own = burners.division.claimants[~burners.forces]
    litres = operations_of_sites(network, twin.library.operations, "fuel_l_h")
    return share_of(network.graph.estimated[own], litres[own])


def _takers(twin: Twin) -> Behind:
    return share_of(twin.network.graph.estimated[twin.once(prepare_takers).division.claimants])


def _routes(twin: Twin) -> Behind:
    network, rows = twin.network, twin.network.region.routes
    place = {name: i for i, name in enumerate(network.sites)}
    there = [(i, place[str(row["site"])]) for i, row in enumerate(rows) if row["site"] in place]
    at = np.array([i for i, _ in there], np.int64)
    sites = np.array([site for _, site in there], np.int64)
    estimated = rows["estimated"][at].astype(bool) | (network.graph.estimated[sites] > 0)
    return share_of(estimated, rows["capacity_h"][at].astype(np.float64))


def _all_sites(twin: Twin) -> Behind:
    return share_of(twin.network.graph.estimated[~twin.network.outside])


def _support_points(twin: Twin) -> Behind:
    sites = twin.network.region.sites
    return share_of(sites["estimated"][sites["kind"] == SUPPORT_POINT])


def _shops(twin: Twin) -> Behind:
    """Shops by the people they serve; food at home is of no site."""
    network, serve = twin.network, twin.network.places.shop
    people = network.region.areas["inhabitants"]
    served = np.repeat(people, np.diff(serve.start)) * serve.weight
    return share_of(network.graph.estimated[serve.site], served)


FLOWS: Mapping[str, Callable[[Twin], Behind]] = {
    "damaged": _mended,
    "crews_busy": _mended,
    "fuel_asked": _burners,
    "fuel_given": _burners,
    "generators_busy": _takers,
    "beds_working": _hospitals,
    "patients": _hospitals,
    "patients_waiting": _hospitals,
    "vehicles_waiting": _routes,
    "vehicles_passed": _routes,
    "freight_displaced": _routes,
}
OF_FLOW: Mapping[str, str] = {
    "G5": "shifts_filled",
    "M1": "arrivals_waiting",
    "M1_day": "arrivals_waiting_day",
    "H1": "patients_waiting",
    "T2": "vehicles_waiting",
    "T2_freight": "freight_displaced",
}
INDICATORS: Mapping[str, Callable[[Twin], Behind]] = {
    "nodes_working": _all_sites,
    "F2": _shops,
    "T3": _support_points,
    "Q7": _support_points,
}
