"""Counting people for norms: who lacked a need for longer than a norm allows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.power import poor_share
from weerbaar.twin.recording import fill_share, share_with_need
from weerbaar.twin.state import (
    CARE,
    DEVICE,
    FOOD,
    GROUPS,
    HEAT,
    HELP_CALL,
    HIGH_RISE,
    HOMES,
    INFORMATION,
    MEDICINE,
    PAYMENT,
    POWER,
    ROWS_PER_HOME,
    SEWAGE,
    TRANSPORT,
    WATER,
    Homes,
    Lacked,
    Norms,
    People,
    Used,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Counting(NamedTuple):
    """All that norms are counted from, and the `counts` (Q, A, 10): persons by group and income.

    `blocks` (A + 1) and `parts` (B) are `blocks` and `block_share` of the places, `upper` is the
    share of high-rise on upper floors, `sewers` (A, 2) the homes with each sort of sewer and `cars`
    (A) the share with a car.
    """

    norms: Norms
    blocks: Ints
    parts: Floats
    people: People
    upper: float
    sewers: Floats
    cars: Floats
    homes: Homes
    used: Used
    lacked: Lacked
    counts: Floats


@njit(cache=True, **LEAN)
def is_due(norms: Norms, from_h: float, to_h: float) -> bool:
    """Whether the hour of some norm falls in these hours."""
    due = 0
    for q in range(len(norms.need)):
        due += from_h < norms.within[q] <= to_h
    return due > 0


@njit(cache=True, **LEAN)
def count_norms(counting: Counting, from_h: float, to_h: float) -> None:
    """Count persons for each norm whose hour falls in these hours (or at the end of the run)."""
    norms, blocks, parts, upper = counting.norms, counting.blocks, counting.parts, counting.upper
    people, sewers, cars, counts = counting.people, counting.sewers, counting.cars, counting.counts
    homes, used, lacked = counting.homes, counting.used, counting.lacked
    islanding, islanded, history = people.islanding, people.islanded, homes.history
    areas, profiles = len(people.total), len(people.threshold)
    for q in range(len(norms.need)):
        if not from_h < norms.within[q] <= to_h:
            continue
        need, longer = norms.need[q], norms.longer[q]
        # A place of its own for each area, as the steps have: (1, A, H, P, 2).
        share = np.zeros((1, areas, HOMES, profiles, 2))
        if need == POWER:
            late_power(share, blocks, parts, lacked.power, islanding, longer)
        elif need == HEAT:
            late_heat(share, blocks, parts, homes.lacked, history, islanding, longer)
        elif WATER <= need < WATER + 3:
            late_upstairs(share, blocks, parts, used.water_up_lacked, need - WATER, upper, longer)
            late_below(share, used.water_low_lacked, need - WATER, upper, longer)
        elif need == DEVICE:
            late_devices(share, blocks, parts, used.device_lacked, history, islanded, longer)
        elif need == SEWAGE:
            late_sewers(share, blocks, parts, used.sewer_lacked, sewers, longer)
        elif need == FOOD:
            late_by_kit(share, used.food_lacked, longer)
        elif need == MEDICINE:
            late_by_kit(share, used.medicine_lacked, longer)
        elif need == HELP_CALL:
            late_by_kit(share, lacked.help_call, longer)
        elif need == INFORMATION:
            late_by_kit(share, lacked.information, longer)
        elif need == PAYMENT:
            late_by_kit(share, lacked.payment, longer)
        elif need == TRANSPORT:
            late_trips(share, used.tank_lacked, used.rail_lacked, cars, longer)
        elif need == CARE:
            late_care(share, lacked.care, longer)
        for area in range(areas):
            add_count(people, counts, q, need, area, share)


@njit(cache=True, **LEAN)
def longer_share(lacked: Floats, longer: float) -> float:
    """Share of strata that lacked for more than `longer` hours."""
    count = 0
    for k in range(len(lacked)):
        if lacked[k] > longer + 1e-9:
            count += 1
    return count / len(lacked)


@njit(cache=True, **LEAN)
def add_to_all(share: Floats, area: int, part: float) -> None:
    """Let a part more of all people of an area have lacked; `share` (1, A, H, P, 2)."""
    for home in range(share.shape[2]):
        for profile in range(share.shape[3]):
            share[0, area, home, profile, 0] += part
            share[0, area, home, profile, 1] += part


@njit(cache=True, **LEAN)
def late_power(
    share: Floats, blocks: Ints, parts: Floats, lacked: Floats, islanding: Floats, longer: float
) -> None:
    """Who lacked power for too long; `lacked` (2, B)."""
    for area in range(len(blocks) - 1):
        for b in range(blocks[area], blocks[area + 1]):
            for h in range(HOMES):
                own = islanding[area, h]
                for p in range(share.shape[3]):
                    for prepared in range(2):
                        if lacked[0, b] > longer + 1e-9:
                            share[0, area, h, p, prepared] += parts[b] * (1.0 - own)
                        if lacked[1, b] > longer + 1e-9:
                            share[0, area, h, p, prepared] += parts[b] * own


@njit(cache=True, **LEAN)
def late_heat(
    share: Floats,
    blocks: Ints,
    parts: Floats,
    lacked: Floats,
    history: Ints,
    islanding: Floats,
    longer: float,
) -> None:
    """Who lacked heat for too long; `lacked` (histories, H, P, K)."""
    for area in range(len(blocks) - 1):
        for b in range(blocks[area], blocks[area + 1]):
            plain, island = history[0, b], history[1, b]
            for h in range(HOMES):
                own = islanding[area, h]
                for p in range(share.shape[3]):
                    cold = parts[b] * longer_share(lacked[plain, h, p], longer)
                    if own > 0.0:
                        spared = parts[b] * longer_share(lacked[island, h, p], longer) - cold
                        cold += own * spared
                    share[0, area, h, p, 0] += cold
                    share[0, area, h, p, 1] += cold


@njit(cache=True, **LEAN)
def late_upstairs(
    share: Floats,
    blocks: Ints,
    parts: Floats,
    lacked: Floats,
    norm: int,
    upper: float,
    longer: float,
) -> None:
    """Who lacked water for too long on upper floors; `lacked` (3, B, 2, K)."""
    for area in range(len(blocks) - 1):
        for b in range(blocks[area], blocks[area + 1]):
            for prepared in range(2):
                dry = longer_share(lacked[norm, b, prepared], longer)
                for p in range(share.shape[3]):
                    share[0, area, HIGH_RISE, p, prepared] += parts[b] * upper * dry


@njit(cache=True, **LEAN)
def late_below(share: Floats, lacked: Floats, norm: int, upper: float, longer: float) -> None:
    """Who lacked water for too long elsewhere; `lacked` (3, A, 2, K)."""
    for area in range(share.shape[1]):
        for prepared in range(2):
            dry = longer_share(lacked[norm, area, prepared], longer)
            for h in range(HOMES):
                late = dry * (1.0 - upper if h == HIGH_RISE else 1.0)
                for p in range(share.shape[3]):
                    share[0, area, h, p, prepared] += late


@njit(cache=True, **LEAN)
def late_devices(
    share: Floats,
    blocks: Ints,
    parts: Floats,
    lacked: Floats,
    history: Ints,
    islanded: Floats,
    longer: float,
) -> None:
    """Who lacked power for a device for too long; `lacked` (histories, K)."""
    for area in range(len(blocks) - 1):
        own = islanded[area]
        for b in range(blocks[area], blocks[area + 1]):
            without = longer_share(lacked[history[0, b]], longer)
            if own > 0.0:
                without += own * (longer_share(lacked[history[1, b]], longer) - without)
            add_to_all(share, area, parts[b] * without)


@njit(cache=True, **LEAN)
def late_sewers(
    share: Floats, blocks: Ints, parts: Floats, lacked: Floats, sewers: Floats, longer: float
) -> None:
    """Who lacked a sewer for too long; `lacked` (2, B, K) and `sewers` (A, 2)."""
    for area in range(len(blocks) - 1):
        for b in range(blocks[area], blocks[area + 1]):
            for sort in range(lacked.shape[0]):
                full = longer_share(lacked[sort, b], longer)
                add_to_all(share, area, parts[b] * sewers[area, sort] * full)


@njit(cache=True, **LEAN)
def late_by_kit(share: Floats, lacked: Floats, longer: float) -> None:
    """Who lacked something for too long that is alike in a whole area; `lacked` (A, 2, K)."""
    for area in range(share.shape[1]):
        for prepared in range(2):
            fill_share(share, 0, area, prepared, longer_share(lacked[area, prepared], longer))


@njit(cache=True, **LEAN)
def late_trips(share: Floats, tank: Floats, rail: Floats, cars: Floats, longer: float) -> None:
    """Who could not make trips for too long; hours by car and by rail, each (A, K)."""
    for area in range(share.shape[1]):
        late = cars[area] * longer_share(tank[area], longer)
        late += (1.0 - cars[area]) * longer_share(rail[area], longer)
        add_to_all(share, area, late)


@njit(cache=True, **LEAN)
def late_care(share: Floats, lacked: Floats, longer: float) -> None:
    """Who lacked care at home for too long; `lacked` (A, K)."""
    for area in range(share.shape[1]):
        add_to_all(share, area, longer_share(lacked[area], longer))


@njit(cache=True, **LEAN)
def add_count(people: People, counts: Floats, q: int, need: int, area: int, share: Floats) -> None:
    """Turn shares by (home, profile, prepared) into persons by group and income."""
    if need == DEVICE:
        persons = people.devices[area] * share[0, area, 0, 0, 0]
        poor = poor_share(people.rows, area)
        counts[q, area, 0] = persons * (1.0 - poor)
        counts[q, area, 1] = persons * poor
        return
    for group in range(GROUPS):
        p = people.profile[group]
        factor = share_with_need(people.medicine, need, group)
        for income in range(2):
            total = 0.0
            for h in range(HOMES):
                at = h * ROWS_PER_HOME + group * 4 + income * 2
                total += people.rows[area, at] * share[0, area, h, p, 0]
                total += people.rows[area, at + 1] * share[0, area, h, p, 1]
            counts[q, area, group * 2 + income] = total * factor
