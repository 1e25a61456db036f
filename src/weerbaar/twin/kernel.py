"""One run of the twin, hour by hour. The order of one step:

1. Shocks set the condition of sites, and so does staff that is not there; the weather of the step
   holds.
2. Calls of this step follow from the outage itself (surge and decay), and so does what people want
   to buy; see `mobile` and `hoarding`.
3. Sites in topological order, so that a failure runs through all its hops; see `cascade`.
4. Scarce resources are divided after the record of the step: crews, mobile generators, fuel,
   water, beds and room on roads; what was divided is there in the next step. See `dividing`.
5. Shocks end as the scenario says, or as crews mend what they broke; see `crews`.
6. Areas and households: heat, water, shops and money, medicine, devices, phones, channels, support
   points, help points, care at home, sewers, transport. Crossings are integrated inside the step;
   see `homes` and `stocks`. Reception and convoys come last: no need of people depends on them.
7. Feedbacks for the next step: staff that stays away; patients, who follow from this step itself.
8. Record: persons that lack each need, by area and group, and the cause.

Units of time are hours. `unmet` is in persons, averaged over the step.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from weerbaar.common.compiling import LEAN
from weerbaar.twin.beds import Beds, open_wards, step_beds
from weerbaar.twin.cascade import Buffers, Graph, Sites, step_sites
from weerbaar.twin.case import Case
from weerbaar.twin.causes import charge_step, end_all_spells
from weerbaar.twin.channels import step_channels
from weerbaar.twin.convoys import Convoys, open_convoys, step_convoys
from weerbaar.twin.counts import count_norms, is_due
from weerbaar.twin.crews import Crews, is_recovered, open_crews, step_crews, still_broken
from weerbaar.twin.fuel import Fuel, open_fuel, step_fuel
from weerbaar.twin.generators import (
    Generators,
    feed_sites,
    open_generators,
    pass_hits,
    step_generators,
)
from weerbaar.twin.heat import lack_heat, part_histories, step_temperatures
from weerbaar.twin.help_points import manned_from, reach_on_foot, step_help_points
from weerbaar.twin.hoarding import drain_shelves, open_trade, step_alarm
from weerbaar.twin.homecare import step_homecare
from weerbaar.twin.mobile import cover_chances, normal_load, serve_surge, site_capacity, usual_sites
from weerbaar.twin.power import battery_hours, step_devices, step_phones, step_power
from weerbaar.twin.reception import Reception, open_reception, step_reception
from weerbaar.twin.recording import clear_lack, record_step
from weerbaar.twin.services import service, set_point
from weerbaar.twin.sewers import Sewers, step_sewers
from weerbaar.twin.shops import step_medicine, step_shops
from weerbaar.twin.staff import Staff, man_sites, open_staff, step_staff
from weerbaar.twin.state import (
    ARRIVALS,
    ARRIVALS_WAITING,
    CARE,
    CONVOYS,
    DEVICE,
    HEAT,
    MEDICINE,
    NEEDS,
    POWER,
    RAIN,
    SEWAGE,
    TRANSPORT,
    VEHICLES_WAITING,
    Blocks,
    Causes,
    Clock,
    Homes,
    Knobs,
    Lack,
    Lacked,
    Norms,
    People,
    Places,
    Record,
    Shelves,
    Shocks,
    Stocks,
    Trace,
    Used,
)
from weerbaar.twin.support import open_support, step_support
from weerbaar.twin.tankers import Tankers, carry_home, open_tankers, step_tankers
from weerbaar.twin.transport import Transport, step_transport
from weerbaar.twin.water import flat_water, step_water

Floats = NDArray[np.float64]
FELT = 0.01
"""Share of people hit below which nobody goes to a support point for it."""
DAY = 24.0
NORMAL = 0.05


@njit(cache=True, **LEAN)
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


@njit(cache=True, **LEAN)
def all_normal(unmet: Floats, flows: Floats, step: int, peak: Floats) -> bool:
    """Whether every need is 95 % normal: at most 5 % of its peak so far is still unmet.

    A run stops after a whole day of this, because shops that are closed hide what is still lacking.
    While more than one person waits for reception, or one vehicle to pass, nothing is normal yet.
    """
    if max(flows[ARRIVALS_WAITING, step], flows[VEHICLES_WAITING, step]) > 1.0:
        return False
    for need in range(NEEDS):
        if peak[need] > 1.0 and unmet[need, step].sum() > NORMAL * peak[need]:
            return False
    return True


@njit(cache=True, **LEAN)
def copy_into(target: Floats, source: Floats) -> None:
    """Copy numbers one by one: copying whole slices is slow to compile."""
    for i in range(len(source)):
        target[i] = source[i]


@njit(cache=True, **LEAN)
def blocks_of(places: Places) -> Blocks:
    """What most mechanisms need of places."""
    return Blocks(
        places.blocks, places.block_area, places.block_share, places.block_feeder, places.upper
    )


@njit(cache=True, **LEAN)
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


def simulate(
    case: Case,
    sites: Sites,
    homes: Homes,
    used: Used,
    lacked: Lacked,
    lack: Lack,
    causes: Causes,
    record: Record,
    trace: Trace,
) -> int:
    """Run the case from fresh state; fills `record` and returns the number of steps made.

    `trace` is filled where it has room.
    """
    return int(run_steps(*case, sites, homes, used, lacked, lack, causes, record, trace))


@njit(cache=True, nogil=True, **LEAN)
def run_steps(
    graph: Graph,
    buffers: Buffers,
    shelves: Shelves,
    places: Places,
    people: People,
    stocks: Stocks,
    knobs: Knobs,
    shocks: Shocks,
    clock: Clock,
    norms: Norms,
    water_norm: Floats,
    tolerance: Floats,
    loads: Floats,
    crews: Crews,
    staff: Staff,
    beds: Beds,
    sewers: Sewers,
    reception: Reception,
    convoys: Convoys,
    transport: Transport,
    fuel: Fuel,
    generators: Generators,
    tankers: Tankers,
    sites: Sites,
    homes: Homes,
    used: Used,
    lacked: Lacked,
    lack: Lack,
    causes: Causes,
    record: Record,
    trace: Trace,
) -> int:
    """The steps of `simulate`, with the fields of `Case` in their order.

    Records are handed over one by one: the whole of them in one is dear to compile.
    """
    areas, dt, level = len(people.total), clock.dt, sites.level
    condition, condition_end = np.ones(len(level)), np.ones(len(level))
    before = np.ones(len(level))
    dark, was_dark, stirred = np.zeros(areas), np.zeros(areas), np.zeros(areas)
    hit, since, calls = np.zeros(areas), np.full(areas, -1.0), np.ones(areas)
    coverage, congestion = np.ones(areas), np.ones(areas)
    phones = np.ones((2, len(places.block_area), 2))
    blocks, water_used = blocks_of(places), flat_water(used)
    battery_h = battery_hours(knobs)
    islands = people.islanding.max() > 0.0
    homes.battery[:] = battery_hours(knobs) * knobs.battery_full
    informed, near, carried = np.zeros(areas), np.zeros(areas), np.zeros(areas)
    helped, on_foot = np.zeros(areas), reach_on_foot(places.help, knobs)
    manned = manned_from(shocks, knobs)
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
    works = open_crews(crews)
    at_work, wards = open_staff(people.by_kit, people.total), open_wards(beds)
    steps = len(clock.outside)
    housed, vehicles = open_reception(reception, steps), open_convoys()
    placed = open_generators(generators, shocks, len(clock.outside))
    tanks, dry_taps = open_fuel(fuel), open_tankers(tankers)
    highest = np.zeros(NEEDS)
    quiet = 0.0
    made = steps
    for step in range(steps):
        now = step * dt
        hour = (clock.start_hour + now) % DAY
        clear_lack(lack)
        condition_in_step(shocks, now, dt, condition, condition_end)
        pass_hits(generators, placed, sites, condition, condition_end)
        man_sites(
            staff,
            at_work,
            people.total,
            shocks,
            loads,
            record,
            step,
            now,
            dt,
            condition,
            condition_end,
        )
        copy_into(before, sites.end)
        step_sites(graph, buffers, sites, condition, condition_end, dt)
        mean_levels(graph, level, record.kinds, step)
        step_power(
            blocks,
            people,
            homes.battery,
            homes.island,
            battery_h,
            knobs.battery_charge_h,
            lacked.power,
            lack,
            level,
            tolerance[POWER],
            dt,
            dark,
        )
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
        carry_home(dry_taps, carried)
        part_histories(homes, used, blocks.feeder, level, islands)
        outside = clock.outside[step]
        warming = knobs.reheat_c_h
        step_temperatures(
            homes,
            stocks.tau,
            people.threshold,
            people.night,
            clock,
            warming,
            tolerance[HEAT],
            outside,
            hour,
        )
        lack_heat(homes, blocks, people, lack, dt)
        step_water(
            blocks,
            places.tap,
            people.by_kit,
            stocks.water,
            knobs,
            water_used,
            lack,
            level,
            water_norm,
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
        drain_shelves(shelves, graph, buffers, sites, places, people, trade, dt)
        step_medicine(
            places.pharmacy,
            stocks.medicine,
            used.medicine,
            used.medicine_lacked,
            lack,
            level,
            knobs.days_medicine_return,
            tolerance[MEDICINE],
            dt,
        )
        step_devices(
            blocks,
            people,
            homes.history,
            homes.power,
            homes.made[0],
            stocks.device[0],
            used.device,
            used.device_lacked,
            lack,
            record,
            knobs.device_recharge,
            tolerance[DEVICE],
            step,
            dt,
        )
        step_phones(
            homes.history,
            homes.power,
            homes.made[0],
            stocks.phone,
            used.phone,
            knobs.phone_charge_h,
            dt,
            phones,
            islands,
        )
        step_help_points(places.help, on_foot, level, manned, now, dt, helped)
        step_channels(
            blocks,
            places.fixed,
            places.radio,
            places.answer,
            places.cover.per_area,
            people.total,
            people.islanded,
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
        step_homecare(places.home_care, lacked.care, lack, level, tolerance[CARE], dt)
        rain = loads[RAIN, step]
        step_sewers(
            sewers,
            blocks,
            places.tap,
            people.total,
            used.sewer,
            used.sewer_lacked,
            lack,
            level,
            rain,
            tolerance[SEWAGE],
            dt,
        )
        far = tolerance[TRANSPORT]
        step_transport(
            transport,
            places.fuel,
            used.tank,
            used.tank_lacked,
            used.rail_lacked,
            lack,
            level,
            far,
            dt,
        )
        record_step(record, lack, people.rows, people.profile, people.medicine, step, dt)
        step_staff(staff, at_work, people.total, record, step, dt)
        step_beds(beds, wards, people.total, level, loads, record, trace, step, now, dt)
        charge_step(causes, lack, sites)
        step_reception(reception, housed, loads[ARRIVALS, step], record, step, dt)
        coming = loads[CONVOYS, step]
        step_convoys(convoys, vehicles, coming, level, record, step, dt)
        step_generators(
            generators,
            placed,
            graph,
            buffers,
            sites,
            record,
            trace,
            step,
            dt,
        )
        step_fuel(
            fuel,
            tanks,
            generators,
            placed,
            graph,
            buffers,
            sites,
            condition_end,
            loads,
            record,
            trace,
            step,
            dt,
        )
        feed_sites(generators, placed, sites, dt)
        step_tankers(
            tankers,
            dry_taps,
            places.tap,
            people.total,
            level,
            water_norm[0],
            record,
            trace,
            step,
            dt,
        )
        for area in range(areas):
            record.mobile[step, area] = coverage[area] * congestion[area]
            if since[area] >= 0.0:
                since[area] += dt
        broken = still_broken(works)
        step_crews(crews, works, shocks, record, trace, step, dt)
        if trace.levels.shape[0] > step:
            copy_into(trace.levels[step], level)
        if is_due(norms, now, now + dt):
            count_norms(
                norms,
                places.blocks,
                places.block_share,
                people,
                knobs.upper_floor,
                sewers.share,
                transport.car,
                homes,
                used,
                lacked,
                record.counts,
                now,
                now + dt,
            )
        for need in range(NEEDS):
            highest[need] = max(highest[need], record.unmet[need, step].sum())
        normal = all_normal(record.unmet, record.flows, step, highest)
        quiet = quiet + dt if normal else 0.0
        all_quiet = now + dt >= clock.quiet_from and quiet >= DAY and not broken
        if all_quiet or is_recovered(crews.over_h, crews.recovery_h, works, now + dt):
            made = step + 1
            break
    count_norms(
        norms,
        places.blocks,
        places.block_share,
        people,
        knobs.upper_floor,
        sewers.share,
        transport.car,
        homes,
        used,
        lacked,
        record.counts,
        made * dt,
        math.inf,
    )
    end_all_spells(causes)
    return made
