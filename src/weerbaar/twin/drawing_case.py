"""All that one run reads, drawn by key (see `draws`) from a network, a scenario and a seed.

What a mechanism draws for itself is in its own module; here stand the shocks, the buffers, the
people and their stocks at home, the clock and the norms.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from weerbaar.region.tables import STOCK_ORDER
from weerbaar.twin.backups import draw_backups, draw_starts
from weerbaar.twin.beds import draw_beds
from weerbaar.twin.cascade import Buffers
from weerbaar.twin.case import Case
from weerbaar.twin.convoys import draw_convoys
from weerbaar.twin.crews import FAR, SORTS, Crews, Damage, draw_crews, prepare_menders
from weerbaar.twin.draws import correlated, key_of, keys_of, normal, quantile, strata, uniform
from weerbaar.twin.fuel import draw_fuel
from weerbaar.twin.generators import draw_generators
from weerbaar.twin.levers import BEFORE, by_area, closed_sites, raise_stocks
from weerbaar.twin.network import Network
from weerbaar.twin.population import kits_by_group, spread_people
from weerbaar.twin.reception import draw_reception
from weerbaar.twin.scenario import CREWS_HOURS, Load, Shock, sites_of, weibull_factor
from weerbaar.twin.sewers import draw_sewers
from weerbaar.twin.staff import draw_staff
from weerbaar.twin.state import (
    GROUPS,
    HOMES,
    NEEDS,
    WATER_NEEDS,
    Clock,
    Knobs,
    Norms,
    People,
    Places,
    Shelves,
    Shocks,
    Stocks,
)
from weerbaar.twin.tables import HOME_ORDER, LOAD_ORDER, NEED_ORDER
from weerbaar.twin.tankers import draw_tankers
from weerbaar.twin.transport import draw_transport
from weerbaar.twin.twin import (
    PARAMETER,
    Twin,
    draw_figure,
    parameter_values,
    prepare_mix,
    prepare_mixes,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER_FAILS = key_of("never fails")
STEP = key_of("restoration step")
SHED = key_of("switched off")
STRATA = 10


def sites_hit(network: Network, shock: Shock) -> Ints:
    """Positions in the graph of the sites that a shock hits."""
    hit = sites_of(shock, network.region)[network.site_rows]
    return np.flatnonzero(hit).astype(np.int64)


def prepare_hits(twin: Twin) -> tuple[Ints, ...]:
    """The sites that each shock hits."""
    return tuple(sites_hit(twin.network, shock) for shock in twin.scenario.shocks)


def make_case(twin: Twin, run: int) -> tuple[Case, dict[str, float]]:
    """Everything one run reads, drawn; and the drawn figures that a reader may want to see."""
    twin, run = twin.placed(run)
    values = parameter_values(twin, run)
    rho = values["rho"]
    shocks, damage, facts = _shocks(twin, run)
    start_hour = draw_figure(twin, run, "start_hour", twin.scenario.start_hour)
    celsius = twin.scenario.temperature_c
    temperature = draw_figure(twin, run, "temperature_c", celsius, least=-np.inf)
    shop_demand, values["hoard_demand"] = _demand(twin, run, values["hoard_demand"])
    spans = [_span(twin, run, load) for load in twin.scenario.loads]
    end = max([float(facts["outage_h"]), *(span[1] for span in spans)])
    facts["over_h"] = end
    if not twin.scenario.shocks:
        facts["outage_h"] = end
    crews = draw_crews(twin, run, values, shocks, damage._replace(over_h=end))
    facts |= _crew_facts(crews)
    longest = max(end, float(crews.ready.max()) + CREWS_HOURS) if len(crews.ready) else end
    clock = _clock(twin, start_hour, temperature, end, longest)
    facts |= {"start_hour": start_hour, "temperature_c": temperature, "shop_demand": shop_demand}
    facts["hoard_demand"] = values["hoard_demand"]
    generators = draw_generators(twin, run, values)
    case = Case(
        graph=twin.network.graph,
        buffers=_buffers(twin, run, rho, shop_demand),
        shelves=_shelves(twin.network),
        places=_open_places(twin, run),
        people=_people(twin, run, values),
        stocks=_stocks(twin, run, rho),
        knobs=Knobs(**{name: values[name] for name in Knobs._fields}),
        shocks=shocks,
        clock=clock,
        norms=_norms(twin),
        water_norm=np.array([twin.library.needs["norm"][need] for need in WATER_NEEDS]),
        tolerance=twin.library.tolerance,
        loads=_loads(twin, clock, spans),
        crews=crews,
        staff=draw_staff(twin, values),
        beds=draw_beds(twin, run, values),
        sewers=draw_sewers(twin, run, values, STRATA),
        reception=draw_reception(twin, run, values, spans),
        convoys=draw_convoys(twin, run, values),
        transport=draw_transport(twin, values, STRATA),
        fuel=draw_fuel(twin, run, values, generators),
        generators=generators,
        tankers=draw_tankers(twin, run, values),
    )
    return case, facts


def _crew_facts(crews: Crews) -> dict[str, float]:
    """How many crews of each sort there are, where any has work to do."""
    return {
        name: float(crews.there[c])
        for c, name in enumerate(SORTS)
        if crews.sorts[c + 1] > crews.sorts[c]
    }


def _shocks(twin: Twin, run: int) -> tuple[Shocks, Damage, dict[str, float]]:
    """The shocks of one run, what of them crews may mend, and the drawn figures."""
    site: list[int] = []
    start, end, depth = [], [], []
    broken: dict[int, float] = {}
    facts: dict[str, float] = {"outage_h": 0.0}
    for shock, hit in zip(twin.scenario.shocks, twin.once(prepare_hits), strict=True):
        key = f"shock:{shock.name}"
        begins = draw_figure(twin, run, f"{key}:from_h", shock.from_h)
        lasts = draw_figure(twin, run, f"{key}:duration_h", shock.duration_h)
        deep = draw_figure(twin, run, f"{key}:depth", shock.depth, most=1.0)
        ends = np.full(len(hit), begins + lasts)
        if shock.restoration == "weibull":
            q = uniform(twin.seed, run, twin.network.keys[hit], STEP)
            factors = [weibull_factor(float(u), shock.weibull_k) for u in q]
            ends = begins + lasts * np.array(factors)
        if shock.restoration == "crews" and deep > 0.0:
            mended = np.flatnonzero(twin.once(prepare_menders).sort[hit] >= 0).tolist()
            broken |= {len(site) + k: begins + lasts for k in mended}
        site += hit.tolist()
        start += [begins] * len(hit)
        end += [float(e) for e in ends]
        depth += [deep] * len(hit)
        facts["outage_h"] = max([facts["outage_h"], *(float(e) for e in ends)])
        facts[f"{shock.name}: h"] = lasts
    tail = []
    for i, lost in _outside(twin):
        tail.append(len(site))
        site.append(i)
        start.append(0.0)
        end.append(facts["outage_h"])
        depth.append(lost)
    shocks = Shocks(np.array(site, np.int64), np.array(start), np.array(end), np.array(depth))
    rows = np.array(list(broken), np.int64)
    waiting = np.array(tail if broken else [], np.int64)
    shocks.end[rows] = FAR
    shocks.end[waiting] = FAR
    damage = Damage(
        row=rows,
        ready=np.array(list(broken.values())),
        tail=waiting,
        given_h=facts["outage_h"],
        over_h=facts["outage_h"],
    )
    return shocks, damage, facts


def _span(twin: Twin, run: int, load: Load) -> tuple[float, float, float]:
    """First hour, last hour and amount of a load in this run."""
    key = f"load:{load.name}"
    begins = draw_figure(twin, run, f"{key}:from_h", load.from_h)
    lasts = draw_figure(twin, run, f"{key}:duration_h", load.duration_h)
    amount = draw_figure(twin, run, f"{key}:amount", load.amount)
    times = load.times(math.fsum(twin.network.region.areas["inhabitants"].tolist()))
    return begins, begins + lasts, amount if times == 1.0 else amount * times


def _loads(twin: Twin, clock: Clock, spans: Sequence[tuple[float, float, float]]) -> Floats:
    """What comes over the region in each step, (L, T): loads of one sort add up."""
    start = np.arange(len(clock.outside)) * clock.dt
    found = np.zeros((len(LOAD_ORDER), len(start)))
    for load, (begins, ends, amount) in zip(twin.scenario.loads, spans, strict=True):
        part = np.minimum(start + clock.dt, ends) - np.maximum(start, begins)
        found[LOAD_ORDER.index(load.what)] += amount * np.clip(part / clock.dt, 0.0, 1.0)
    return found


def _outside(twin: Twin) -> list[tuple[int, float]]:
    scenario, network = twin.scenario, twin.network
    hits = []
    for i in np.flatnonzero(network.outside):
        kind = network.kinds[int(network.graph.kind[i]) - 1]
        works = scenario.grid_outside if kind == "grid" else scenario.suppliers_outside
        if works < 1.0:
            hits.append((int(i), 1.0 - works))
    return hits


def _open_places(twin: Twin, run: int) -> Places:
    """The places, without the support points that are not open yet in this run."""
    places = twin.network.places
    closed = closed_sites(twin.levers, twin.seed, run)
    if not closed:
        return places
    there = np.array([twin.network.sites[at] not in closed for at in places.support], bool)
    count = np.diff(places.support_start)
    pairs = np.repeat(there, count)
    return places._replace(
        support=places.support[there],
        support_start=np.concatenate([[0], np.cumsum(count[there])]).astype(np.int64),
        support_area=places.support_area[pairs],
        support_km=places.support_km[pairs],
    )


def _buffers(twin: Twin, run: int, rho: float, shop_demand: float) -> Buffers:
    inputs = twin.network.inputs
    common = normal(twin.seed, run, np.full(len(inputs.keys), PARAMETER), inputs.parameter_keys)
    own = normal(twin.seed, run, inputs.keys, inputs.parameter_keys)
    size = quantile(inputs.p10, inputs.p50, inputs.p90, correlated(common, own, rho))
    stays = inputs.population & (uniform(twin.seed, run, inputs.keys, NEVER_FAILS) < inputs.floor)
    starts = draw_starts(twin, run)
    size = np.where(starts < inputs.fail_start, 0.0, size)
    added = draw_backups(twin, run, starts)
    size = size if added is None else np.maximum(size, added.hours)
    size = np.where(stays, 1e9, size)
    size = np.where(inputs.goods, size / shop_demand, size)
    floor = np.where(inputs.population, 0.0, inputs.floor)
    switch = uniform(twin.seed, run, twin.network.keys, SHED)
    switch = np.where(twin.network.switched, switch, 0.0)
    return Buffers(size, floor, inputs.lag.copy(), inputs.refill.copy(), switch)


def _demand(twin: Twin, run: int, wish: float) -> tuple[float, float]:
    """Demand in shops for the whole run, and that of alarmed people: the scenario's goes first."""
    if twin.scenario.shop_demand is None:
        return 1.0, max(1.0, wish)
    return draw_figure(twin, run, "shop_demand", twin.scenario.shop_demand), 1.0


def _shelves(network: Network) -> Shelves:
    inputs = np.flatnonzero(network.inputs.goods).astype(np.int64)
    at = np.searchsorted(network.graph.inputs, inputs, side="right") - 1
    return Shelves(at.astype(np.int64), inputs)


def _people(twin: Twin, run: int, values: Mapping[str, float]) -> People:
    areas, groups = twin.network.region.areas, twin.library.groups
    pairs = sorted(set(zip(groups["threshold_c"], groups["warm_at_night"], strict=True)))
    place = {pair: i for i, pair in enumerate(pairs)}
    profile = [
        place[pair] for pair in zip(groups["threshold_c"], groups["warm_at_night"], strict=True)
    ]
    elder = np.array([name.endswith("65_plus") for name in groups["group"]])
    # Of all people and not of all areas: a small area weighs little. One share for the region.
    living = areas["inhabitants"]
    elder_share = float(np.sum(living * areas["share_65_plus"]) / max(np.sum(living), 1e-9))
    care_old = values["care_65_plus"] * elder_share
    care_young = values["care_under_65"] * (1 - elder_share)
    old_in_care = care_old / max(care_old + care_young, 1e-9)
    rows = spread_people(areas, values, kits_by_group(values, elder, old_in_care))
    mixed = (
        care_old * values["medicine_65_plus"] + care_young * values["medicine_under_65"]
    ) / max(care_old + care_young, 1e-9)
    medicine = np.where(elder, values["medicine_65_plus"], values["medicine_under_65"])
    medicine[0] = mixed
    split = rows.reshape(len(rows), HOMES, GROUPS, 2, 2)
    by_group = split.sum(axis=(3, 4))
    by_profile = np.stack(
        [by_group[:, :, np.array(profile) == p].sum(axis=2) for p in range(len(pairs))], axis=2
    )
    low, high = (_by_area(twin, run, values, f"battery_{rise}_rise") for rise in ("low", "high"))
    islanding = np.stack([high if home == "high_rise" else low for home in HOME_ORDER], axis=1)
    islanding = np.minimum(1.0, islanding) * min(1.0, values["battery_islands"])
    radio = [_by_area(twin, run, values, name) for name in ("radio_other", "radio_prepared")]
    total = rows.sum(axis=1)
    by_kit = np.ascontiguousarray(split.sum(axis=(2, 3)))
    return People(
        rows=rows,
        total=total,
        by_profile=by_profile,
        by_kit=by_kit,
        profile=np.array(profile, np.int64),
        threshold=np.array([pair[0] for pair in pairs]),
        night=np.array([int(pair[1]) for pair in pairs], np.int64),
        medicine=medicine,
        devices=areas["inhabitants"] * values["devices_per_100000"] / 1e5,
        household=np.asarray(areas["household_size"]),
        islanding=islanding,
        islanded=_sums(by_kit.sum(axis=2), islanding) / np.maximum(total, 1e-9),
        radio=np.stack(radio, axis=1),
    )


def _by_area(twin: Twin, run: int, values: Mapping[str, float], name: str) -> Floats:
    """A parameter in each area (A): alike, but for what measures bring who lives there."""
    areas = len(twin.network.region.areas)
    if name + BEFORE not in values:
        return np.full(areas, values[name])
    before = values[name + BEFORE]
    return by_area(twin.levers, twin.seed, run, name, before, twin.once(prepare_mixes))


def _sums(people: Floats, shares: Floats) -> Floats:
    """People by sort of home times shares, summed, (A)."""
    alike: Floats = people @ shares[0]
    if (shares == shares[0]).all():
        return alike
    summed: Floats = np.einsum("ah,ah->a", people, shares)
    return summed


def _stocks(twin: Twin, run: int, rho: float) -> Stocks:
    """Household stocks and cooling of homes by stratum; the region's own figures go first."""
    library, own = twin.library, twin.network.region.stocks
    rows = [library.stock(name, kit, own) for name in STOCK_ORDER for kit in (False, True)]
    rows += zip(*(library.homes[f"tau_{p}"].tolist() for p in ("p10", "p50", "p90")), strict=True)
    names = [f"stock:{name}" for name in STOCK_ORDER for _ in range(2)]
    names += [f"tau:{name}" for name in HOME_ORDER]
    common = normal(twin.seed, run, np.full(len(names), PARAMETER), keys_of(names))
    low, middle, high = np.array(rows).T[:, :, None]
    drawn = quantile(low, middle, high, correlated(common[:, None], strata(STRATA), rho))
    stocks = {name: drawn[2 * i : 2 * i + 2] for i, name in enumerate(STOCK_ORDER)}
    if twin.levers:
        stocks = raise_stocks(twin.levers, twin.seed, run, stocks, twin.once(prepare_mix))
    return Stocks(**stocks, tau=drawn[2 * len(STOCK_ORDER) :])


def _clock(twin: Twin, start_hour: float, temperature: float, end: float, longest: float) -> Clock:
    """Time and weather; all that is given ends at hour `end`, and what crews mend by `longest`."""
    scenario = twin.scenario
    hours = twin.hours or longest + scenario.recovery_h
    steps = max(2, int(np.ceil(hours / twin.dt)))
    eve = int(np.ceil(24.0 / twin.dt))
    middle = start_hour + (np.arange(-eve, steps) + 0.5) * twin.dt
    swing = np.cos(2 * np.pi * (middle - scenario.coldest_hour) / 24.0)
    outside = temperature - scenario.amplitude_c * swing
    return Clock(
        dt=twin.dt,
        start_hour=start_hour,
        eve=outside[:eve],
        outside=outside[eve:],
        day_from=scenario.day_from,
        day_to=scenario.day_to,
        day_c=scenario.day_c,
        night_c=scenario.night_c,
        open_from=scenario.open_from,
        open_to=scenario.open_to,
        support_from=scenario.support_from,
        support_to=scenario.support_to,
        voucher=scenario.voucher_share,
        voucher_from=scenario.voucher_from_h,
        quiet_from=end + twin.dt,
    )


def _norms(twin: Twin) -> Norms:
    """The norms of the profile, then one count for each need beyond its tolerance."""
    need = [NEED_ORDER.index(norm.need) for norm in twin.norms]
    return Norms(
        np.array([*need, *range(NEEDS)], np.int64),
        np.array([*(norm.longer_than_h for norm in twin.norms), *twin.library.tolerance]),
        np.array([*(norm.within_h for norm in twin.norms), *([1e9] * NEEDS)]),
    )
