"""Divides a scarce resource over those who ask for it in one step, and logs who got what.

Rules:
1. All that is asked of one resource in one step is divided at once, by the rule of the scenario;
   see `sharing.rules`. A resource has one division in a run, over everybody who may ever ask.
2. The period of the lots is the hour, however short the steps are, and their seed is the seed of
   the twin plus the number of the run, so that no claimant is unlucky in every run. What a lot is
   anyone can compute again.
3. Where the trace has room, what there was to divide is logged with what each asked and got. Where
   nobody asks nothing is logged. A division is logged whole or not at all: the first that does not
   fit closes the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.region.tables import RESOURCE_ORDER
from weerbaar.sharing.claims import Rule
from weerbaar.sharing.rules import Claims, Scratch, Terms, divide_period, make_scratch, make_terms
from weerbaar.sharing.tables import SIDE_ORDER
from weerbaar.twin.draws import keys_of
from weerbaar.twin.state import Trace
from weerbaar.twin.twin import Twin

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

OF_SITES, OF_AREAS = 0, 1
SUPPLY, MILITARY, LOG_ENDS, CIVIL_FREIGHT = -1, -2, -3, -4
"""Claimants that are no site and no area: what there is, the forces, a log that is full, and all
civil freight."""
MILITARY_NAME, FREIGHT_NAME = "military", "freight"
DIVIDED = (*RESOURCE_ORDER, "road_room", "rail_room")
"""All that is divided: the resources of a region, and room on its routes."""
SMALL = 1e-9
CIVIL = SIDE_ORDER.index("civil")


class Division(NamedTuple):
    """Who may ask for one resource: n claims in the order of their names.

    `resource` is a place in DIVIDED; `whose` says whether claimants are sites or areas;
    `claimants` (n) are their positions in the graph or among the areas, or MILITARY. To work in,
    overwritten in each step: `claims.amount` (n) what is asked, `grant` (n) what is given, and
    `scratch`.
    """

    resource: int
    whose: int
    terms: Terms
    claims: Claims
    claimants: Ints
    scratch: Scratch
    grant: Floats


def rule_of(twin: Twin, run: int, whole: bool) -> Rule:
    """The rule of the scenario, for units that cannot be split or for amounts that can."""
    scenario = twin.scenario
    return Rule(scenario.sharing_rule, whole, scenario.civil_share, twin.seed + run)


def terms_of(twin: Twin, run: int, whole: bool) -> Terms:
    """The rule of the scenario as numbers; see `rule_of`."""
    return make_terms(rule_of(twin, run, whole))


def make_division(
    terms: Terms,
    resource: str,
    claimants: Sequence[int],
    names: Sequence[str],
    classes: Sequence[int],
    weights: Sequence[float],
    sides: Sequence[int] = (),
    whose: int = OF_SITES,
) -> Division:
    """The division of a resource over these claimants, in any order; classes count from 1.

    `names` are identifiers of sites or codes of areas, each once, and MILITARY_NAME for MILITARY;
    without `sides` all are civil.
    """
    order = sorted(range(len(names)), key=lambda i: names[i])
    whole_sides = sides or [CIVIL] * len(names)
    claims = Claims(
        np.zeros(len(order)),
        np.array([weights[i] for i in order], np.float64),
        np.array([classes[i] - 1 for i in order], np.int64),
        np.array([whole_sides[i] for i in order], np.int64),
        keys_of(names[i] for i in order),
    )
    at = np.array([claimants[i] for i in order], np.int64)
    place = DIVIDED.index(resource)
    return Division(place, whose, terms, claims, at, make_scratch(claims), np.zeros(len(order)))


def fresh_division(
    twin: Twin, run: int, division: Division, keep: NDArray[np.bool_] | None = None
) -> Division:
    """A division that was prepared, for one run: its lots, and its own room to work in.

    `keep` (n) says who of the claimants may ask in this run; without it all.
    """
    claims, claimants = division.claims, division.claimants
    if keep is not None:
        claimants = claimants[keep]
        claims = claims._replace(
            weight=claims.weight[keep],
            rank=claims.rank[keep],
            side=claims.side[keep],
            key=claims.key[keep],
        )
    claims = claims._replace(amount=np.zeros(len(claimants)))
    return division._replace(
        terms=terms_of(twin, run, division.terms.whole),
        claims=claims,
        claimants=claimants,
        scratch=make_scratch(claims),
        grant=np.zeros(len(claimants)),
    )


@njit(cache=True, **LEAN)
def lots_of(step: int, dt: float) -> int:
    """The period of the lots in a step of dt hours (rule 2)."""
    return int(step * dt + SMALL)


@njit(cache=True, **LEAN)
def share_out(division: Division, supply: float, step: int, dt: float, trace: Trace) -> None:
    """Divide a supply over what `division.claims.amount` asks: fills `division.grant`, and logs."""
    period, scratch, grant = lots_of(step, dt), division.scratch, division.grant
    divide_period(division.terms, division.claims, supply, period, scratch, grant)
    if len(trace.grants) > 0:
        log_division(division, supply, step, trace)


@njit(cache=True, **LEAN)
def log_division(division: Division, supply: float, step: int, trace: Trace) -> None:
    """Log one division (rule 3)."""
    asked = division.claims.amount
    asking = 0
    for k in range(len(asked)):
        asking += asked[k] > 0.0
    room, at = len(trace.grants), trace.given[0]
    closed = at > 0 and trace.grants[at - 1, 2] == LOG_ENDS
    if asking == 0 or closed or at >= room:
        return
    # One row is kept free, for the sign that the log is full.
    if at + 1 + asking >= room:
        log_row(trace, step, division.resource, LOG_ENDS, 0.0, 0.0)
        return
    log_row(trace, step, division.resource, SUPPLY, 0.0, supply)
    for k in range(len(asked)):
        if asked[k] > 0.0:
            claimant = division.claimants[k]
            log_row(trace, step, division.resource, claimant, asked[k], division.grant[k])


@njit(cache=True, **LEAN)
def log_row(
    trace: Trace, step: int, resource: int, claimant: int, asked: float, granted: float
) -> None:
    """One row of the log, where there is room for it."""
    at = trace.given[0]
    if at >= len(trace.grants):
        return
    trace.grants[at, 0], trace.grants[at, 1], trace.grants[at, 2] = step, resource, claimant
    trace.grants[at, 3], trace.grants[at, 4] = asked, granted
    trace.given[0] = at + 1
