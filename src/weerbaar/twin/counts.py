"""Counting people for norms: who lacked a need for longer than a norm allows."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.twin.power import poor_share
from weerbaar.twin.state import (
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
    WATER,
    Case,
    Homes,
    Lacked,
    Record,
    Used,
)

Floats = NDArray[np.float64]


@njit(cache=True)
def count_norms(
    case: Case,
    homes: Homes,
    used: Used,
    lacked: Lacked,
    record: Record,
    from_h: float,
    to_h: float,
) -> None:
    """Count persons for each norm whose hour falls in this step (or at the end of the run)."""
    for q in range(len(case.norms.need)):
        if from_h < case.norms.within[q] <= to_h:
            share = np.zeros((HOMES, len(case.people.threshold), 2))
            count_norm(case, homes, used, lacked, record, q, share)


@njit(cache=True)
def longer_share(lacked: Floats, longer: float) -> float:
    """Share of strata that lacked for more than `longer` hours."""
    count = 0
    for k in range(len(lacked)):
        if lacked[k] > longer + 1e-9:
            count += 1
    return count / len(lacked)


@njit(cache=True)
def count_norm(
    case: Case,
    homes: Homes,
    used: Used,
    lacked: Lacked,
    record: Record,
    q: int,
    share: Floats,
) -> None:
    """Persons, by area, group and income, who lacked the norm's need for longer than it allows."""
    places, people = case.places, case.people
    need, longer = case.norms.need[q], case.norms.longer[q]
    upper = case.knobs.upper_floor
    for area in range(len(people.total)):
        share[:] = 0.0
        for b in range(places.blocks[area], places.blocks[area + 1]):
            part = places.block_share[b]
            plain, island = homes.history[0, b], homes.history[1, b]
            if need == POWER:
                for h in range(HOMES):
                    own = people.islanding[h]
                    if lacked.power[0, b] > longer + 1e-9:
                        share[h] += part * (1.0 - own)
                    if lacked.power[1, b] > longer + 1e-9:
                        share[h] += part * own
            elif need == HEAT:
                for h in range(HOMES):
                    own = people.islanding[h]
                    for p in range(len(people.threshold)):
                        cold = part * longer_share(homes.lacked[plain, h, p], longer)
                        if own > 0.0:
                            spared = part * longer_share(homes.lacked[island, h, p], longer) - cold
                            cold += own * spared
                        share[h, p, 0] += cold
                        share[h, p, 1] += cold
            elif WATER <= need < WATER + 3:
                for prepared in range(2):
                    dry = longer_share(used.water_up_lacked[need - WATER, b, prepared], longer)
                    share[HIGH_RISE, :, prepared] += part * upper * dry
            elif need == DEVICE:
                without = longer_share(used.device_lacked[plain], longer)
                own = people.islanded[area]
                if own > 0.0:
                    without += own * (longer_share(used.device_lacked[island], longer) - without)
                share += part * without
        for prepared in range(2):
            if WATER <= need < WATER + 3:
                dry = longer_share(used.water_low_lacked[need - WATER, area, prepared], longer)
                for h in range(HOMES):
                    share[h, :, prepared] += dry * (1.0 - upper if h == HIGH_RISE else 1.0)
            elif need == FOOD:
                share[:, :, prepared] = longer_share(used.food_lacked[area, prepared], longer)
            elif need == MEDICINE:
                share[:, :, prepared] = longer_share(used.medicine_lacked[area, prepared], longer)
            elif need == HELP_CALL:
                share[:, :, prepared] = longer_share(lacked.help_call[area, prepared], longer)
            elif need == INFORMATION:
                share[:, :, prepared] = longer_share(lacked.information[area, prepared], longer)
            elif need == PAYMENT:
                share[:, :, prepared] = longer_share(lacked.payment[area, prepared], longer)
        add_count(case, record, q, area, share)


@njit(cache=True)
def add_count(case: Case, record: Record, q: int, area: int, share: Floats) -> None:
    """Turn shares by (home, profile, prepared) into persons by group and income."""
    people, need = case.people, case.norms.need[q]
    if need == DEVICE:
        persons, poor = people.devices[area] * share[0, 0, 0], poor_share(people, area)
        record.counts[q, area, 0] = persons * (1.0 - poor)
        record.counts[q, area, 1] = persons * poor
        return
    for group in range(GROUPS):
        p = people.profile[group]
        factor = people.medicine[group] if need == MEDICINE else 1.0
        for income in range(2):
            total = 0.0
            for h in range(HOMES):
                at = h * ROWS_PER_HOME + group * 4 + income * 2
                total += people.rows[area, at] * share[h, p, 0]
                total += people.rows[area, at + 1] * share[h, p, 1]
            record.counts[q, area, group * 2 + income] = total * factor
