"""Why a need is not met: causes latched when a spell starts, summing to the unmet total.

Rules:
1. A unit is a block, or a whole area for what is the same in all its blocks. A spell is a stretch
   in which a need of a unit is not met.
2. The cause is latched when the spell starts: a site with its chain to the root, or demand (too
   many calls), or stock (an empty battery), or allocation. It is the one with the largest loss;
   ties go in that order, and between sites to the first identifier.
3. A spell ends when the need is met, or when its latched cause is gone while another remains: the
   overload of the first hour must not answer for the empty batteries of the third (decision 0004).
4. All person-hours of a spell go to its cause, so that person-hours by cause sum to the total.
5. The log of ended spells keeps one row for each need of each unit in reserve. When the others are
   taken, a spell goes to the row of its need, unit and cause, else to one of its need and unit, and
   where there is none to a row of the reserve: no hour ever goes to another need or unit.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.buffers import FULL
from weerbaar.twin.cascade import Sites
from weerbaar.twin.state import BY_DEMAND, BY_SITE, BY_STOCK, Causes, Lack, Serve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALL = 1e-9


@njit(cache=True, **LEAN)
def most_lost(serve: Serve, place: int, level: Floats) -> int:
    """The site that costs this place most service; -1 where none is lost."""
    worst, lost = -1, SMALL
    for j in range(serve.start[place], serve.start[place + 1]):
        share = serve.weight[j] * (1.0 - level[serve.site[j]])
        if share > lost + 1e-12:
            worst, lost = serve.site[j], share
    return worst


@njit(cache=True, **LEAN)
def charge_step(causes: Causes, lack: Lack, sites: Sites) -> None:
    """Charge the person-hours of a step to their causes, by need and unit (rules 2 and 3)."""
    all_hours, hows = lack.person_hours, causes.how
    for need in range(hows.shape[0]):
        if is_idle(all_hours, hows, need):
            continue
        for unit in range(hows.shape[1]):
            person_hours = all_hours[need, unit]
            how = hows[need, unit]
            if person_hours <= SMALL:
                if how >= 0:
                    end_spell(causes, need, unit)
                continue
            latched = causes.site[need, unit]
            other = latched >= 0 and latched != lack.site[need, unit]
            gone = (
                (how == BY_SITE and lack.by_site[need, unit] <= SMALL)
                or (how == BY_SITE and other and sites.level[latched] >= FULL)
                or (how == BY_DEMAND and lack.by_demand[need, unit] <= SMALL)
                or (how == BY_STOCK and lack.by_stock[need, unit] <= SMALL)
            )
            if how >= 0 and gone:
                end_spell(causes, need, unit)
                how = -1
            if how < 0:
                latch(causes, lack, sites, need, unit)
            causes.hours[need, unit] += person_hours


@njit(cache=True, **LEAN)
def is_idle(person_hours: Floats, how: Ints, need: int) -> bool:
    """Whether no unit lacks the need (both (N, U)) and none has a spell of it that is still open.

    Counting without a way out of the loop takes many units at once.
    """
    busy = 0
    for unit in range(how.shape[1]):
        busy += (person_hours[need, unit] > SMALL) | (how[need, unit] >= 0)
    return busy == 0


@njit(cache=True, **LEAN)
def latch(causes: Causes, lack: Lack, sites: Sites, need: int, unit: int) -> None:
    """Latch the largest loss as the cause of a new spell.

    Demand and stock rest on estimates when the site behind them does.
    """
    site = lack.site[need, unit]
    by_site, by_demand = lack.by_site[need, unit], lack.by_demand[need, unit]
    by_stock = lack.by_stock[need, unit]
    causes.site[need, unit] = -1
    causes.chain[need, unit] = 0
    causes.root[need, unit] = -1
    causes.estimated[need, unit] = 0
    if site >= 0 and sites.level[site] < FULL and by_site >= max(by_demand, by_stock):
        causes.how[need, unit] = BY_SITE
        causes.site[need, unit] = site
        causes.chain[need, unit] = sites.chain[site]
        causes.root[need, unit] = sites.root[site]
        causes.estimated[need, unit] = sites.estimated[site]
        return
    causes.how[need, unit] = BY_DEMAND if by_demand >= by_stock and by_demand > 0.0 else BY_STOCK
    if site >= 0 and sites.level[site] < FULL:
        causes.estimated[need, unit] = sites.estimated[site]


@njit(cache=True, **LEAN)
def find_spell(causes: Causes, need: int, unit: int) -> int:
    """Row of a full log for a spell: of its cause, else of its need and unit; -1 for none."""
    found, log = -1, causes.log
    for at in range(causes.ended[0]):
        if log[at, 0] != need or log[at, 1] != unit:
            continue
        if (
            log[at, 2] == causes.how[need, unit]
            and log[at, 3] == causes.chain[need, unit]
            and log[at, 4] == causes.root[need, unit]
            and log[at, 5] == causes.estimated[need, unit]
        ):
            return at
        if found < 0:
            found = at
    return found


@njit(cache=True, **LEAN)
def end_spell(causes: Causes, need: int, unit: int) -> None:
    """Write the spell of this need and unit to the log (rule 5)."""
    at = causes.ended[0]
    if at >= len(causes.log_hours) - causes.how.size:
        at = find_spell(causes, need, unit)
    if 0 <= at < causes.ended[0]:
        causes.log_hours[at] += causes.hours[need, unit]
    else:
        at = causes.ended[0]
        causes.log[at, 0] = need
        causes.log[at, 1] = unit
        causes.log[at, 2] = causes.how[need, unit]
        causes.log[at, 3] = causes.chain[need, unit]
        causes.log[at, 4] = causes.root[need, unit]
        causes.log[at, 5] = causes.estimated[need, unit]
        causes.log_hours[at] = causes.hours[need, unit]
        causes.ended[0] = at + 1
    causes.hours[need, unit] = 0.0
    causes.how[need, unit] = -1


@njit(cache=True, **LEAN)
def end_all_spells(causes: Causes) -> None:
    """Write the spells that are still open at the end of a run."""
    for need in range(causes.how.shape[0]):
        for unit in range(causes.how.shape[1]):
            if causes.how[need, unit] >= 0:
                end_spell(causes, need, unit)
