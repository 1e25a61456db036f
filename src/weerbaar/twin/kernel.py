"""One run of the twin, hour by hour. The order of one step:

1. Shocks set the condition of sites; the weather of the step holds.
2. Calls of this step follow from the outage itself (surge and decay), and so does what people want
   to buy; see `mobile` and `hoarding`.
3. Sites in topological order, so that a failure runs through all its hops; see `cascade`.
4. Scarce resources are divided: not yet modelled.
5. Repairs by crews: not yet modelled; shocks end as the scenario says.
6. Areas and households: heat, water, shops and money, medicine, devices, phones, channels, support
   points, help points. Crossings are integrated inside the step; see `homes` and `stocks`.
7. Feedbacks for the next step: not yet modelled.
8. Record: persons that lack each need, by area and group, and the cause.

Units of time are hours. `unmet` is in persons, averaged over the step.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.twin.cascade import Graph, Sites, step_sites
from weerbaar.twin.causes import charge_step, end_all_spells
from weerbaar.twin.channels import step_channels
from weerbaar.twin.counts import count_norms
from weerbaar.twin.heat import lack_heat, part_histories, step_temperatures
from weerbaar.twin.help_points import manned_from, reach_on_foot, step_help_points
from weerbaar.twin.hoarding import drain_shelves, open_trade, step_alarm
from weerbaar.twin.mobile import cover_chances, normal_load, serve_surge, site_capacity, usual_sites
from weerbaar.twin.power import battery_hours, step_devices, step_phones, step_power
from weerbaar.twin.recording import clear_lack, record_step
from weerbaar.twin.services import service, set_point
from weerbaar.twin.shops import step_medicine, step_shops
from weerbaar.twin.state import (
    DEVICE,
    HEAT,
    MEDICINE,
    NEEDS,
    POWER,
    Case,
    Causes,
    Homes,
    Lack,
    Lacked,
    Record,
    Shocks,
    Used,
)
from weerbaar.twin.support import open_support, step_support
from weerbaar.twin.water import step_water

Floats = NDArray[np.float64]
FELT = 0.01
"""Share of people hit below which nobody goes to a support point for it."""
DAY = 24.0
NORMAL = 0.05


@njit(cache=True)
def condition_in_step(
    shocks: Shocks, start: float, dt: float, condition: Floats, condition_end: Floats
) -> None:
    """Fill the condition of sites, as a mean over the step and at its end: 1 less each depth."""
    condition[:] = 1.0
    condition_end[:] = 1.0
    for k in range(len(shocks.site)):
        overlap = min(shocks.end[k], start + dt) - max(shocks.start[k], start)
        if overlap > 0.0:
            condition[shocks.site[k]] *= 1.0 - shocks.depth[k] * min(1.0, overlap / dt)
            if shocks.end[k] > start + dt:
                condition_end[shocks.site[k]] *= 1.0 - shocks.depth[k]


@njit(cache=True)
def all_normal(unmet: Floats, step: int, peak: Floats) -> bool:
    """Whether every need is 95 % normal: at most 5 % of its peak so far is still unmet.

    A run stops after a whole day of this, because shops that are closed hide what is still lacking.
    """
    for need in range(NEEDS):
        if peak[need] > 1.0 and unmet[need, step].sum() > NORMAL * peak[need]:
            return False
    return True


@njit(cache=True)
def mean_levels(graph: Graph, level: Floats, kinds: Floats, step: int) -> None:
    """Mean level of each kind of site in this step; `kinds` (kinds, steps) is filled."""
    count = np.zeros(kinds.shape[0])
    for i in range(len(level)):
        kind = graph.kind[i] - 1
        kinds[kind, step] += level[i]
        count[kind] += 1.0
    for kind in range(len(count)):
        if count[kind] > 0.0:
            kinds[kind, step] /= count[kind]


@njit(cache=True, nogil=True)
def simulate(
    case: Case,
    sites: Sites,
    homes: Homes,
    used: Used,
    lacked: Lacked,
    lack: Lack,
    causes: Causes,
    record: Record,
    trace: Floats,
) -> int:
    """Run the case from fresh state; fills `record` and returns the number of steps made.

    `trace` (steps, sites) receives every site's level when it has rows; pass shape (0, 0) without.
    """
    places, people, clock, knobs = case.places, case.people, case.clock, case.knobs
    stocks, tolerance = case.stocks, case.tolerance
    areas, dt, level = len(people.total), clock.dt, sites.level
    condition, condition_end = np.ones(len(level)), np.ones(len(level))
    before = np.ones(len(level))
    dark, was_dark, stirred = np.zeros(areas), np.zeros(areas), np.zeros(areas)
    hit, since, calls = np.zeros(areas), np.full(areas, -1.0), np.ones(areas)
    coverage, congestion = np.ones(areas), np.ones(areas)
    phones = np.ones((2, len(places.block_area), 2))
    islands = people.islanding.max() > 0.0
    homes.battery[:] = battery_hours(knobs) * knobs.battery_full
    informed, near, carried = np.zeros(areas), np.zeros(areas), np.zeros(areas)
    helped, on_foot = np.zeros(areas), reach_on_foot(places.help, knobs)
    manned = manned_from(case.shocks, knobs)
    chances = cover_chances(
        places.cover, knobs.range_macro_km, knobs.range_small_km, knobs.call_steepness
    )
    best = usual_sites(places.cover, chances)
    capacity = site_capacity(
        places.cover, normal_load(places.cover, best, people.total, len(level))
    )
    for p in range(len(people.threshold)):
        point = set_point(clock, clock.start_hour % DAY, people.night[p])
        homes.temperature[0, :, p, :] = point
    support = open_support(places, people, knobs)
    trade = open_trade(places, people, len(level))
    highest = np.zeros(NEEDS)
    quiet = 0.0
    steps = len(clock.outside)
    made = steps
    for step in range(steps):
        now = step * dt
        hour = (clock.start_hour + now) % DAY
        clear_lack(lack)
        condition_in_step(case.shocks, now, dt, condition, condition_end)
        before[:] = sites.end
        step_sites(case.graph, case.buffers, sites, condition, condition_end, dt)
        step_power(places, people, homes, knobs, lacked, lack, level, tolerance[POWER], dt, dark)
        for area in range(areas):
            stirred[area] = min(1.0, stirred[area] + max(0.0, dark[area] - was_dark[area]))
            was_dark[area] = dark[area]
        serve_surge(
            places.cover,
            chances,
            level,
            before,
            sites.end,
            people.total,
            capacity,
            stirred,
            knobs.surge,
            knobs.surge_half_life_h,
            knobs.headroom,
            dt,
            calls,
            coverage,
            congestion,
        )
        for area in range(areas):
            deaf = 1.0 - coverage[area]
            dry = 1.0 - service(places.tap, area, level)
            hit[area] = max(dark[area], deaf, dry)
            if hit[area] <= FELT:
                since[area] = -1.0
            elif since[area] < 0.0:
                since[area] = 0.0
        step_support(
            places,
            people,
            clock,
            knobs,
            record,
            support,
            level,
            step,
            hour,
            since,
            hit,
            informed,
            near,
            carried,
        )
        part_histories(homes, used, places, level, islands)
        outside = clock.outside[step]
        warming = knobs.reheat_c_h
        step_temperatures(homes, stocks, people, clock, warming, tolerance[HEAT], outside, hour)
        lack_heat(homes, places, people, lack, dt)
        step_water(
            places,
            people,
            stocks,
            knobs,
            used,
            lack,
            level,
            case.water_norm,
            tolerance,
            dt,
            carried,
        )
        step_alarm(places, people, knobs, level, dark, trade)
        step_shops(
            places,
            people,
            stocks,
            knobs,
            clock,
            used,
            lacked,
            lack,
            level,
            tolerance,
            now,
            hour,
            trade,
        )
        drain_shelves(case.shelves, case.graph, case.buffers, sites, places, people, trade, dt)
        step_medicine(
            places, stocks, used, lack, level, knobs.days_medicine_return, tolerance[MEDICINE], dt
        )
        step_devices(
            places,
            people,
            homes,
            stocks,
            used,
            lack,
            record,
            knobs.device_recharge,
            tolerance[DEVICE],
            step,
            dt,
        )
        step_phones(places, homes, stocks, used, knobs.phone_charge_h, dt, phones, islands)
        step_help_points(places.help, on_foot, level, manned, now, dt, helped)
        step_channels(
            places,
            people,
            knobs,
            lacked,
            lack,
            level,
            tolerance,
            dt,
            coverage,
            congestion,
            phones,
            informed,
            near,
            helped,
            calls,
            best,
            homes.island,
        )
        record_step(record, lack, people, step, dt)
        charge_step(causes, lack, sites)
        mean_levels(case.graph, level, record.kinds, step)
        for area in range(areas):
            record.mobile[step, area] = coverage[area] * congestion[area]
            if since[area] >= 0.0:
                since[area] += dt
        if trace.shape[0] > step:
            trace[step] = level
        count_norms(case, homes, used, lacked, record, now, now + dt)
        for need in range(NEEDS):
            highest[need] = max(highest[need], record.unmet[need, step].sum())
        quiet = quiet + dt if all_normal(record.unmet, step, highest) else 0.0
        if now + dt >= clock.quiet_from and quiet >= DAY:
            made = step + 1
            break
    count_norms(case, homes, used, lacked, record, made * dt, math.inf)
    end_all_spells(causes)
    return made
