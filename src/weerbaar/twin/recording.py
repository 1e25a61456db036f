"""Recording who lacks what: from shares by home, profile and kit to persons by group and income."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import INLINED, LEAN
from weerbaar.twin.buffers import FULL
from weerbaar.twin.state import (
    CARE,
    DEVICE,
    GROUPS,
    HOMES,
    MEDICINE,
    NEEDS,
    ROWS_PER_HOME,
    Lack,
    Record,
)
from weerbaar.twin.stocks import severity, share_past
from weerbaar.twin.tables import GROUP_ORDER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CARED_FOR = GROUP_ORDER.index("care")


@njit(cache=True, **LEAN)
def clear_lack(lack: Lack) -> None:
    """Nothing is lacking yet in this step."""
    share, measure, person_hours = lack.share, lack.measure, lack.person_hours
    for need in range(measure.shape[0]):
        for area in range(measure.shape[1]):
            if measure[need, area] > 0.0:
                clear_place(share, need, area)
                measure[need, area] = 0.0
                lack.weighted[need, area] = 0.0
    person_hours[:] = 0.0


@njit(cache=True, **LEAN)
def clear_place(share: Floats, need: int, area: int) -> None:
    """Nobody of an area lacks the need; `share` (N, A, H, P, 2)."""
    for home in range(share.shape[2]):
        for profile in range(share.shape[3]):
            share[need, area, home, profile, 0] = 0.0
            share[need, area, home, profile, 1] = 0.0


@njit(cache=True, **INLINED)
def fill_share(share: Floats, need: int, area: int, prepared: int, part: float) -> None:
    """Let a part of all people of an area with a kit, or without, lack; `share` (N, A, H, P, 2)."""
    for home in range(share.shape[2]):
        for profile in range(share.shape[3]):
            share[need, area, home, profile, prepared] = part


@njit(cache=True, **INLINED)
def add_share(share: Floats, need: int, area: int, home: int, prepared: int, part: float) -> None:
    """Let a part more of the people in one sort of home lack; `share` (N, A, H, P, 2)."""
    for profile in range(share.shape[3]):
        share[need, area, home, profile, prepared] += part


@njit(cache=True, **INLINED)
def past_strata(
    stock: Floats,
    used: Floats,
    lacked: Floats,
    supplied: float,
    need: float,
    back: float,
    dt: float,
) -> float:
    """Bring a stock (K strata) one step further; returns the share of people who lack.

    As `take_stock`; the hours of each stratum are added to `lacked` (K).
    """
    parts = np.empty(len(stock))
    part = take_stock(stock, used, parts, supplied, need, back, dt, 0.0)
    if part > 0.0:
        for k in range(len(stock)):
            lacked[k] += parts[k] * dt
    return part


@njit(cache=True, **INLINED)
def take_stock(
    stock: Floats,
    used: Floats,
    parts: Floats,
    supplied: float,
    need: float,
    back: float,
    dt: float,
    more: float,
) -> float:
    """Bring a stock (K strata) one step further; returns the share of people who lack.

    `supplied` (0..1) of the `need` an hour comes in; the rest comes from `used` (K), what has been
    taken, which never passes the stock and falls by `back` an hour at full supply. A stratum that
    is past its stock lacks what does not come in: its share goes to `parts` (K), which is filled
    only where the result is above 0. Each stratum has `more` beside its stock.
    """
    count = len(stock)
    if supplied >= FULL:
        if used[count - 1] > 0.0:
            for k in range(count):
                used[k] = max(0.0, used[k] - back * dt)
        return 0.0
    drain = (1.0 - supplied) * need * dt
    # Strata go from little stock to much, and what is left does too: these ends speak for all.
    if used[0] + drain <= stock[0] + more:
        for k in range(count):
            used[k] += drain
        return 0.0
    if used[count - 1] >= stock[count - 1] + more:
        parts[:] = 1.0 - supplied
        return 1.0 - supplied
    total = 0.0
    for k in range(count):
        own, part = stock[k] + more, 0.0
        after = used[k] + drain
        if after > own:
            part = share_past(own, used[k], after) * (1.0 - supplied)
            total += part
            after = own
        parts[k] = part
        used[k] = after
    return total / count


@njit(cache=True, **INLINED)
def add_hours(lacked: Floats, parts: Floats, kept: float, tolerance: float, dt: float) -> float:
    """Add the hours that each stratum lacked (K), of which `kept` stays; returns the mean weight.

    The weight is that of `weight_of`; strata go from most hours to fewest.
    """
    total, count = 0.0, 0
    each, part = 1.0 / tolerance, kept * dt
    for k in range(len(lacked)):
        lacked[k] += parts[k] * part
    for k in range(len(lacked)):
        if lacked[k] <= 0.0:
            break
        total += min(3.0, max(1.0, (lacked[k] - dt) * each))
        count += 1
    return total / count if count else 1.0


@njit(cache=True, **INLINED)
def weight_of(lacked: Floats, part_h: float, tolerance: float) -> float:
    """Mean severity weight over strata that lack something, given hours lacked so far."""
    total = 0.0
    count = 0
    for k in range(len(lacked)):
        if lacked[k] > 0.0:
            total += severity(max(0.0, lacked[k] - part_h), tolerance)
            count += 1
    return total / count if count else 1.0


@njit(cache=True, **INLINED)
def lack_nested(part: float, lacked: Floats, tolerance: float, dt: float) -> float:
    """Add hours to `lacked` (K strata) of people of whom `part` lacks; returns their mean weight.

    Who lacks first lacks longest: the share that lacks is always taken from the same end.
    """
    count = len(lacked)
    weighted, each = 0.0, 1.0 / tolerance
    for k in range(count):
        own = min(1.0, part * count - k)
        if own <= 0.0:
            break
        weighted += own * min(3.0, max(1.0, lacked[k] * each))
        lacked[k] += own * dt
    return weighted / (part * count)


@njit(cache=True, **INLINED)
def share_with_need(medicine: Floats, need: int, group: int) -> float:
    """Share of the people of a group who have this need at all; `medicine` (groups)."""
    if need == MEDICINE:
        return float(medicine[group])
    return 1.0 if need != CARE or group == CARED_FOR else 0.0


@njit(cache=True, **LEAN)
def record_step(
    record: Record, lack: Lack, rows: Floats, profiles: Ints, medicine: Floats, step: int, dt: float
) -> None:
    """Record the persons of every need and area; `person_hours` of whole areas follow from them.

    Device needs are recorded by their mechanism, because only people on a device have them.
    `rows`, `profiles` and `medicine` are those of people.
    """
    measure, person_hours, share = lack.measure, lack.person_hours, lack.share
    cells, curve = record.cells, record.cell_curve
    blocks = person_hours.shape[1] - measure.shape[1]
    for need in range(NEEDS):
        if need == DEVICE:
            continue
        for area in range(measure.shape[1]):
            if measure[need, area] <= 0.0:
                continue
            total = 0.0
            for group in range(GROUPS):
                profile = profiles[group]
                factor = share_with_need(medicine, need, group)
                for income in range(2):
                    persons = 0.0
                    for home in range(HOMES):
                        at = home * ROWS_PER_HOME + group * 4 + income * 2
                        persons += (
                            rows[area, at] * share[need, area, home, profile, 0]
                            + rows[area, at + 1] * share[need, area, home, profile, 1]
                        )
                    persons *= factor
                    cells[need, area, group * 2 + income] += persons * dt
                    curve[need, step, group * 2 + income] += persons
                    total += persons
            record.unmet[need, step, area] = total
            weight = lack.weighted[need, area] / measure[need, area]
            record.weighted[need, area] += total * dt * weight
            if person_hours[need, blocks + area] < 0.0:
                person_hours[need, blocks + area] = total * dt
