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
from weerbaar.twin.channels import open_channels, step_channels
from weerbaar.twin.convoys import Convoys, open_convoys, step_convoys
from weerbaar.twin.counts import Counting, count_norms, is_due
from weerbaar.twin.crews import Crews, is_recovered, open_crews, step_crews, still_broken
from weerbaar.twin.fuel import Fuel, open_fuel, step_fuel
from weerbaar.twin.generators import (
    Generators,
    feed_sites,
    note_hits,
    open_generators,
    place_units,
    settle_units,
)
from weerbaar.twin.heat import lack_heat, open_homes, part_histories, step_temperatures
from weerbaar.twin.help_points import manned_from, reach_on_foot, step_help_points
from weerbaar.twin.hoarding import drain_shelves, open_trade, step_alarm
from weerbaar.twin.homecare import step_homecare
from weerbaar.twin.mobile import open_mobile, serve_surge
from weerbaar.twin.power import (
    open_devices,
    open_phones,
    open_power,
    step_devices,
    step_phones,
    step_power,
)
from weerbaar.twin.reception import Reception, open_reception, step_reception
from weerbaar.twin.recording import clear_lack, record_step
from weerbaar.twin.services import service
from weerbaar.twin.sewers import Drains, Sewers, step_sewers
from weerbaar.twin.shops import Medicine, step_medicine, step_shops
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
    PATIENTS_WAITING,
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
    Serve,
    Shelves,
    Shocks,
    Stocks,
    Trace,
    Used,
)
from weerbaar.twin.support import open_support, step_support
from weerbaar.twin.tankers import Tankers, carry_home, open_tankers, step_tankers
from weerbaar.twin.transport import Transport, Trips, step_transport
from weerbaar.twin.water import open_water, step_water

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
    While more than one person waits for reception or for a bed, or one vehicle to pass, nothing is
    normal yet.
    """
    people = max(flows[ARRIVALS_WAITING, step], flows[PATIENTS_WAITING, step])
    if max(people, flows[VEHICLES_WAITING, step]) > 1.0:
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


@njit(cache=True, **LEAN)
def note_losses(
    dark: Floats, coverage: Floats, tap: Serve, level: Floats, hit: Floats, since: Floats
) -> None:
    """Fill `hit` (areas), the share of people who lost power, water or mobile service.

    `since` (areas) starts at 0 when they did, and is -1 while nothing is lost.
    """
    for area in range(len(hit)):
        deaf = 1.0 - coverage[area]
        dry = 1.0 - service(tap, area, level)
        hit[area] = max(dark[area], deaf, dry)
        if hit[area] <= FELT:
            since[area] = -1.0
        elif since[area] < 0.0:
            since[area] = 0.0


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
    total, steps = people.total, len(clock.outside)
    condition, condition_end = np.ones(len(level)), np.ones(len(level))
    before = np.ones(len(level))
    was_dark, stirred = np.zeros(areas), np.zeros(areas)
    hit, since = np.zeros(areas), np.full(areas, -1.0)
    blocks, islands = blocks_of(places), people.islanding.max() > 0.0
    power = open_power(blocks, people, homes, knobs, lacked.power, tolerance[POWER])
    mobile = open_mobile(places.cover, total, knobs, len(level))
    phones = open_phones(homes, stocks.phone, used.phone, knobs, islands)
    devices = open_devices(blocks, people, homes, stocks.device[0], used, knobs, tolerance[DEVICE])
    channels = open_channels(
        blocks, places, people, knobs, mobile, phones.works, power.island, lacked, tolerance
    )
    water = open_water(
        blocks, places.tap, people, stocks.water, knobs, used, water_norm, tolerance, dt
    )
    days_back, late = knobs.days_medicine_return, tolerance[MEDICINE]
    medicine = Medicine(
        places.pharmacy, stocks.medicine, used.medicine, used.medicine_lacked, days_back, late
    )
    drains = Drains(blocks, places.tap, total, used.sewer, used.sewer_lacked, tolerance[SEWAGE])
    trips = Trips(places.fuel, used.tank, used.tank_lacked, used.rail_lacked, tolerance[TRANSPORT])
    counting = Counting(
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
    )
    on_foot, manned = reach_on_foot(places.help, knobs), manned_from(shocks, knobs)
    open_homes(homes, stocks.tau, people, clock, knobs)
    support = open_support(places, people, knobs)
    trade = open_trade(places, people, len(level))
    works = open_crews(crews)
    at_work, wards = open_staff(people.by_kit, total), open_wards(beds)
    housed, vehicles = open_reception(reception, steps), open_convoys()
    placed = open_generators(generators, shocks, steps)
    tanks, dry_taps = open_fuel(fuel), open_tankers(tankers)
    highest = np.zeros(NEEDS)
    quiet = 0.0
    made = steps
    for step in range(steps):
        now = step * dt
        hour = (clock.start_hour + now) % DAY
        clear_lack(lack)
        condition_in_step(shocks, now, dt, condition, condition_end)
        note_hits(generators, placed, shocks, now + dt, condition, condition_end)
        man_sites(
            staff, at_work, total, shocks, loads, record, step, now, dt, condition, condition_end
        )
        copy_into(before, sites.end)
        step_sites(graph, buffers, sites, condition, condition_end, dt)
        mean_levels(graph, level, record.kinds, step)
        step_power(power, lack, level, dt)
        for area in range(areas):
            stirred[area] = min(1.0, stirred[area] + max(0.0, power.dark[area] - was_dark[area]))
            was_dark[area] = power.dark[area]
        serve_surge(mobile, level, before, sites.end, stirred, dt)
        note_losses(power.dark, mobile.coverage, places.tap, level, hit, since)
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
            channels.informed,
            channels.near,
            water.carried,
        )
        carry_home(dry_taps, water.carried)
        part_histories(homes, used, blocks.feeder, level, islands)
        outside = clock.outside[step]
        step_temperatures(homes, stocks.tau, people, clock, knobs, tolerance[HEAT], outside, hour)
        lack_heat(homes, blocks, people, lack, dt)
        step_water(water, lack, level, dt)
        step_alarm(places, people, knobs, level, power.dark, trade)
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
        step_medicine(medicine, lack, level, dt)
        step_devices(devices, lack, record, step, dt)
        step_phones(phones, dt)
        step_help_points(places.help, on_foot, level, manned, now, dt, channels.helped)
        step_channels(channels, lack, level, dt)
        step_homecare(places.home_care, lacked.care, lack, level, tolerance[CARE], dt)
        step_sewers(sewers, drains, lack, level, loads[RAIN, step], dt)
        step_transport(transport, trips, lack, level, dt)
        record_step(record, lack, people.rows, people.profile, people.medicine, step, dt)
        step_staff(staff, at_work, total, record, step, dt)
        step_beds(beds, wards, total, level, loads, record, trace, step, now, dt)
        charge_step(causes, lack, sites)
        step_reception(reception, housed, loads[ARRIVALS, step], record, step, dt)
        step_convoys(convoys, vehicles, loads[CONVOYS, step], level, record, trace, step, dt)
        settle_units(generators, placed, graph, buffers, sites, record, step, dt)
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
        place_units(generators, placed, graph, buffers, sites, trace, step, dt)
        feed_sites(generators, placed, sites, dt)
        litres = water_norm[0]
        step_tankers(tankers, dry_taps, places.tap, total, level, litres, record, trace, step, dt)
        for area in range(areas):
            record.mobile[step, area] = mobile.coverage[area] * mobile.congestion[area]
            if since[area] >= 0.0:
                since[area] += dt
        broken = still_broken(works)
        step_crews(crews, works, shocks, record, trace, step, dt)
        if trace.levels.shape[0] > step:
            copy_into(trace.levels[step], level)
        if is_due(norms, now, now + dt):
            count_norms(counting, now, now + dt)
        for need in range(NEEDS):
            highest[need] = max(highest[need], record.unmet[need, step].sum())
        normal = all_normal(record.unmet, record.flows, step, highest)
        quiet = quiet + dt if normal else 0.0
        all_quiet = now + dt >= clock.quiet_from and quiet >= DAY and not broken
        if all_quiet or is_recovered(crews.over_h, crews.recovery_h, works, now + dt):
            made = step + 1
            break
    count_norms(counting, made * dt, math.inf)
    end_all_spells(causes)
    return made
