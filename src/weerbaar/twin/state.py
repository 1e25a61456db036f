"""The arrays of one run: what the kernel reads, and what changes hour by hour.

Shapes: A areas, B blocks, U = B + A units (a block, or the whole area behind it), H home classes,
P heating profiles, K strata, R = 60 rows of people, N needs, Q norms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from weerbaar.twin.tables import FLOW_ORDER, GROUP_ORDER, HOME_ORDER, LOAD_ORDER, NEED_ORDER

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

HOMES = len(HOME_ORDER)
GROUPS = len(GROUP_ORDER)
ROWS_PER_HOME = GROUPS * 4
ROWS = HOMES * ROWS_PER_HOME
CELLS = GROUPS * 2
NEEDS = len(NEED_ORDER)
HIGH_RISE = HOME_ORDER.index("high_rise")

(
    POWER,
    WATER,
    WATER_BASIC,
    WATER_HYGIENE,
    FOOD,
    HEAT,
    MEDICINE,
    DEVICE,
    HELP_CALL,
    INFORMATION,
    PAYMENT,
    CARE,
    SEWAGE,
    TRANSPORT,
) = range(NEEDS)
WATER_NEEDS = (WATER, WATER_BASIC, WATER_HYGIENE)

(
    RAIN,
    ARRIVALS,
    CASUALTIES,
    SICK,
    CONVOYS,
    ABSENCE,
    SCHOOL_CLOSURE,
    MILITARY_FUEL,
) = range(len(LOAD_ORDER))
(
    PRESENCE,
    SHIFTS_FILLED,
    DAMAGED,
    CREWS_BUSY,
    FUEL_ASKED,
    FUEL_GIVEN,
    GENERATORS_BUSY,
    WATER_BROUGHT,
    ARRIVALS_HOUSED,
    ARRIVALS_WAITING,
    ARRIVALS_WAITING_DAY,
    BEDS_WORKING,
    PATIENTS,
    PATIENTS_WAITING,
    VEHICLES_WAITING,
    VEHICLES_PASSED,
    FREIGHT_DISPLACED,
) = range(len(FLOW_ORDER))

BY_SITE, BY_DEMAND, BY_STOCK, BY_ALLOCATION = 0, 1, 2, 3


class Serve(NamedTuple):
    """Which sites serve each place: offsets (places + 1), site and weight."""

    start: Ints
    site: Ints
    weight: Floats


class Walk(NamedTuple):
    """Sites that can be walked to: offsets by area (A+1), site, km from each point (pairs, p)."""

    start: Ints
    site: Ints
    km: Floats


class Cover(NamedTuple):
    """Points (a x p, area by area) and the sites near them; `site` (points, k) and `km` alike.

    Site -1 fills a short row. `small` (points, k) is 1 for a small cell. Each point stands for an
    equal share of its area's people.
    """

    per_area: int
    site: Ints
    km: Floats
    small: Ints


class Places(NamedTuple):
    """Blocks, areas and who serves them; the part of a region that no draw changes.

    `block_area`, `block_share`, `block_feeder`, `upper` (B; -1 = no pump); `blocks` (A+1) offsets
    of the blocks of an area, which lie side by side; services by area; support points as offsets
    over (area, km) pairs of points nearby; `help` where people report an emergency in person.
    """

    block_area: Ints
    block_share: Floats
    block_feeder: Ints
    upper: Ints
    blocks: Ints
    tap: Serve
    shop: Serve
    card: Serve
    cash_machine: Serve
    pharmacy: Serve
    fixed: Serve
    radio: Serve
    answer: Serve
    home_care: Serve
    fuel: Serve
    cover: Cover
    support: Ints
    support_start: Ints
    support_area: Ints
    support_km: Floats
    help: Walk


class Blocks(NamedTuple):
    """What most mechanisms need of `Places`: their fields of these names, without `block_`.

    `start` (A+1) are the offsets. Handing over the whole of `Places` is dear.
    """

    start: Ints
    area: Ints
    share: Floats
    feeder: Ints
    upper: Ints


class People(NamedTuple):
    """Who lives where in this run: `rows` (A, R) persons, and what sets groups apart.

    `total` (A), `by_profile` (A, H, P) and `by_kit` (A, H, 2) are its sums.
    A row is home x 20 + group x 4 + low income x 2 + prepared. `profile` (groups) is the heating
    profile, `threshold` and `night` (P) its threshold in °C and whether it is warm at night,
    `medicine` (groups) the share that needs medicine daily, `devices` (A) persons on a device.
    `islanding` (A, H) is the share of homes with a battery that works without the grid, `islanded`
    (A) the share of people in such homes, `radio` (A, 2) the share of people with a radio on
    batteries, of those without a kit and of those with one.
    """

    rows: Floats
    total: Floats
    by_profile: Floats
    by_kit: Floats
    profile: Ints
    threshold: Floats
    night: Ints
    medicine: Floats
    devices: Floats
    household: Floats
    islanding: Floats
    islanded: Floats
    radio: Floats


class Stocks(NamedTuple):
    """Stock of each stratum, (2, K): row 1 for people with a kit, 0 for others; `tau` (H, K)."""

    water: Floats
    food: Floats
    medicine: Floats
    cash: Floats
    phone: Floats
    device: Floats
    tau: Floats


class Knobs(NamedTuple):
    """The drawn parameters of one run, in the units of the table of parameters."""

    surge: float
    surge_half_life_h: float
    headroom: float
    answer_floor: float
    answer_headroom: float
    range_macro_km: float
    range_small_km: float
    phone_charge_h: float
    fixed_home: float
    radio_prepared: float
    radio_other: float
    upper_floor: float
    spend_eur: float
    water_return_l_h: float
    days_food_return: float
    reheat_c_h: float
    visits_first_day: float
    visits_third_day: float
    walking_km: float
    support_staff: float
    visits_per_staff_h: float
    litres_per_visit: float
    informed_h: float
    support_places: float
    visit_h: float
    support_taps: float
    tap_litres_h: float
    visits_ramp_h: float
    walk_steepness: float
    call_steepness: float
    cash_return_eur_h: float
    days_medicine_return: float
    device_recharge: float
    help_point_from_h: float
    hoard_demand: float
    hoard_hearsay: float
    hoard_days: float
    share_willing: float
    share_a_day: float
    battery_kwh: float
    battery_full: float
    battery_charge_h: float
    essential_kwh_d: float
    solar_kwh_d: float
    support_patience_h: float
    support_stock_l: float
    machine_eur: float
    machine_eur_d: float


class Shelves(NamedTuple):
    """The goods of shops: positions of the `site` and of its `input` of goods."""

    site: Ints
    input: Ints


class Shocks(NamedTuple):
    """Hits: each lowers the condition of `site` by `depth` from hour `start` to hour `end`.

    The end of what crews mend is infinite until they have, and is filled in by the run.
    """

    site: Ints
    start: Floats
    end: Floats
    depth: Floats


class Clock(NamedTuple):
    """Time and weather: step of dt hours, hour of the day at the start, outside °C for each step.

    `eve` is outside °C for each step of the day before hour 0.

    `voucher` is the share of people who can pay by voucher from hour `voucher_from` on.
    `quiet_from` is the hour after which the run may stop once all is normal again.
    """

    dt: float
    start_hour: float
    eve: Floats
    outside: Floats
    day_from: float
    day_to: float
    day_c: float
    night_c: float
    open_from: float
    open_to: float
    support_from: float
    support_to: float
    voucher: float
    voucher_from: float
    quiet_from: float


class Norms(NamedTuple):
    """Counts to make: persons who lacked `need` for more than `longer` hours by hour `within`."""

    need: Ints
    longer: Floats
    within: Floats


class Homes(NamedTuple):
    """Homes by history of power; at most two histories for each block, `made` so far.

    Class 0 of a block are its ordinary homes, class 1 those with a battery that works without the
    grid: `history` (2, B) of each, `battery` (B) its hours left and `island` (B) its power now.

    `temperature` in °C and hours `lacked`, (B, H, P, K); `cold` (B, H, P) the share below its
    threshold in this step; `weight` (B) its severity; `power` now and `before`
    (B); `first` and `sibling` (B) the histories that a history has parted into.
    """

    temperature: Floats
    lacked: Floats
    cold: Floats
    weight: Floats
    power: Floats
    before: Floats
    decay: Floats
    history: Ints
    first: Ints
    sibling: Ints
    made: Ints
    battery: Floats
    island: Floats


class Used(NamedTuple):
    """What each stratum has taken from its own stock, never more than it has, and hours it lacked.

    Water (3 norms) in areas (3, A, 2, K) and in upper floors of blocks (3, B, 2, K), in litres;
    food and medicine (A, 2, K) in days, `hoarded` (A, 2) days of extra food that came home; cash
    (A, 2, K) in euro, `machines` (A) euro a person taken from cash machines; phone (B, 2, K) and
    device (B, K) in hours; `sewer` (2, B, K) hours of dry weather that stand in pits and pipes;
    `tank` (A, K) days of driving, and hours lacked by who goes by rail, `rail_lacked` (A, K).
    """

    water_low: Floats
    water_low_lacked: Floats
    water_up: Floats
    water_up_lacked: Floats
    food: Floats
    food_lacked: Floats
    hoarded: Floats
    machines: Floats
    medicine: Floats
    medicine_lacked: Floats
    cash: Floats
    phone: Floats
    device: Floats
    device_lacked: Floats
    sewer: Floats
    sewer_lacked: Floats
    tank: Floats
    tank_lacked: Floats
    rail_lacked: Floats


class Lacked(NamedTuple):
    """Hours lacked where there is no stock to tell people apart: power (2, B: ordinary
    homes, and those with a battery), care (A, K), others (A, 2, K)."""

    power: Floats
    help_call: Floats
    information: Floats
    payment: Floats
    care: Floats


class Lack(NamedTuple):
    """What one step lacks, filled by the mechanisms and cleared before each step.

    `share` (N, A, H, P, 2) of people by home, profile and kit; `weighted` and `measure` (N, A) give
    its mean severity. For units (N, U): `person_hours` where a mechanism counts them itself, the
    `site` that lost most, and the losses 0..1 `by_site`, `by_demand` and `by_stock`.
    """

    share: Floats
    weighted: Floats
    measure: Floats
    person_hours: Floats
    site: Ints
    by_site: Floats
    by_demand: Floats
    by_stock: Floats


class Causes(NamedTuple):
    """The latched cause of each need in each unit (N, U), the person-hours it has taken so far.

    `site` is the site that was latched, -1 for another cause.

    The log of ended spells: `log` (room, 6) need, unit, how, chain, root, estimated; `log_hours`
    (room); `ended` its length.
    """

    how: Ints
    site: Ints
    chain: Ints
    root: Ints
    estimated: Ints
    hours: Floats
    log: Ints
    log_hours: Floats
    ended: Ints


class Record(NamedTuple):
    """What a run leaves: T steps.

    `unmet` (N, T, A) persons; `cells` (N, A, 10) person-hours by group and income; `cell_curve`
    (N, T, 10) persons; `weighted` (N, A) person-hours by severity; `counts` (Q, A, 10) persons
    of each norm; `kinds` (kinds, T) mean level; `visits` (A) visits to support points,
    `unserved` (A) those that went home, `queue` (T, A) visits that wait at the end of the step;
    `mobile` (T, A) service; `flows` (F, T) what is counted for the whole region, see `FLOW_ORDER`.
    """

    unmet: Floats
    cells: Floats
    cell_curve: Floats
    weighted: Floats
    counts: Floats
    kinds: Floats
    visits: Floats
    unserved: Floats
    queue: Floats
    mobile: Floats
    flows: Floats


class Trace(NamedTuple):
    """What a tracing re-run keeps beside the record; without rows nothing is kept.

    `levels` (T, n) of every site. The log of grants: `grants` (room, 5) step, resource, claimant
    (a site, or an area for what goes to areas), asked and granted; claimant -1 is what there was to
    divide, for others below 0 see `dividing`. `given` (1) is its length.
    """

    levels: Floats
    grants: Floats
    given: Ints


def no_trace() -> Trace:
    """A trace that keeps nothing."""
    return Trace(np.zeros((0, 0)), np.zeros((0, 5)), np.zeros(1, np.int64))
