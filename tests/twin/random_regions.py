"""Random small regions with a random scenario, each by its number: the same number, the same case.

Six in ten are sound: without a shock nobody lacks anything. In the others weights need not add up
and services may be missing. None is meant to be likely: feeders in another area, areas where nobody
lives, stocks of nothing, shocks on top of each other.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from tests.twin.small import BROUGHT, NEUTRAL, area, resources, site, story
from weerbaar.common.tables import rows_of
from weerbaar.region.region import Region
from weerbaar.region.tables import (
    AREAS,
    AUTONOMIES,
    BLOCKS,
    LINKS,
    MODES,
    PROVENANCE,
    RESOURCES,
    ROUTES,
    SERVICE,
    SITES,
    SOURCES,
    STOCKS,
    URBANITY,
)
from weerbaar.sharing.tables import RULE_ORDER

OUTSIDE = {
    "grid": (),
    "internet_core": (("power", "grid"),),
    "mobile_core": (("power", "grid"), ("data", "internet_core")),
    "payment_switch": (("power", "grid"), ("data", "internet_core")),
    "control_room_112": (("power", "grid"), ("data", "internet_core")),
    "food_dc_outside": (("power", "grid"), ("data", "internet_core")),
    "medicine_wholesale": (("data", "internet_core"),),
}
# What stands in an area: how many at most, and its inputs. "feeder" is any feeder of the region.
INSIDE = {
    "mobile_macro": (2, (("power", "mv_feeder"), ("core", "mobile_core"))),
    "mobile_small": (2, (("power", "mv_feeder"), ("core", "mobile_core"))),
    "fixed_pop": (1, (("power", "mv_feeder"), ("data", "internet_core"))),
    "waterworks": (1, (("power", "mv_feeder"),)),
    "pressure_zone": (2, (("water", "waterworks"),)),
    "food_dc": (1, (("power", "mv_feeder"), ("data", "internet_core"))),
    "supermarket": (
        2,
        (("power", "mv_feeder"), ("goods", "food_dc"), ("goods", "food_dc_outside")),
    ),
    "pharmacy": (
        1,
        (("power", "mv_feeder"), ("data", "fixed_pop"), ("goods", "medicine_wholesale")),
    ),
    "card_payment": (1, (("data", "fixed_pop"), ("switch", "payment_switch"))),
    "atm": (2, (("power", "mv_feeder"), ("data", "fixed_pop"))),
    "broadcaster": (1, (("power", "mv_feeder"),)),
    "fire_station": (1, (("power", "mv_feeder"),)),
    "hospital": (1, (("power", "mv_feeder"), ("water", "pressure_zone"))),
    "noodsteunpunt": (1, (("power", "mv_feeder"),)),
}
SERVICES = {
    "tap": "pressure_zone",
    "shop": "supermarket",
    "card": "card_payment",
    "cash_machine": "atm",
    "pharmacy": "pharmacy",
    "fixed": "fixed_pop",
    "radio": "broadcaster",
    "answer": "control_room_112",
}
HIT = (
    *("mv_feeder", "mv_feeder", "hv_station", "grid", "internet_core", "mobile_core"),
    *("pressure_zone", "waterworks", "supermarket", "card_payment", "payment_switch"),
    *("mobile_macro", "atm", "pharmacy", "control_room_112", "fixed_pop", "medicine_wholesale"),
    *("food_dc_outside", "broadcaster", "noodsteunpunt", "hydrophore"),
)
STOCK_SIZES = {
    "water": 6.0,
    "food": 1.5,
    "medicine": 2.0,
    "cash": 30.0,
    "phone": 20.0,
    "device": 9.0,
}
MECHANISMS = ("hoarding", "neighbours", "batteries", "queue", "stock", "machines", "vouchers")
STEPS = 80
HORIZON_H = 60.0


@dataclass(frozen=True)
class RandomCase:
    """A region, what a scenario's file would hold, and how to run it.

    `fixed` are parameters that are not drawn by the twin: what households do of themselves, which
    the shipped figures make too rare to test. `work` is how long crews work, compared with the
    library.
    """

    region: Region
    story: dict[str, Any]
    dt: float
    hours: float
    seed: int
    fixed: dict[str, float]
    work: float = 1.0


def random_case(number: int) -> RandomCase:
    """The case of this number."""
    rng = random.Random(f"case {number}")
    sound = rng.random() < 0.6
    dt = rng.choice((1.0, 1.0, 0.5, 0.25))
    hours = min(HORIZON_H, rng.uniform(8, STEPS) * dt)
    areas, blocks, sites, links = _ground(rng, sound)
    service = _service(rng, areas, sites, sound)
    for block in blocks:
        if rng.random() < 0.5:
            pump = site(f"pump {block['block']}", "hydrophore", block["area"])
            sites.append(pump)
            links += _inputs(
                rng, sound, pump, (("power", "mv_feeder"), ("water", "pressure_zone")), sites
            )
            service.append(_serve(block["block"], "upper_tap", pump["site"], 1.0))
        service.append(_serve(block["block"], "power", block["feeder"], 1.0))
    rng.shuffle(sites)
    autonomies = _autonomies(rng, links, sites)
    crews = random.Random(f"crews {number}")
    mended = crews.random() < 0.35
    if mended:
        _add_filling_stations(crews, sites, links)
    brought = _brought(random.Random(f"fuel {number}"), sites, links)
    region = Region(
        region="toeval",
        name=f"Toeval {number}",
        timezone="Europe/Amsterdam",
        areas=rows_of(AREAS, areas),
        blocks=rows_of(BLOCKS, blocks),
        sites=rows_of(SITES, sites),
        links=rows_of(LINKS, links),
        service=rows_of(SERVICE, service),
        provenance=rows_of(PROVENANCE, []),
        sources=rows_of(SOURCES, []),
        autonomies=rows_of(AUTONOMIES, autonomies),
        stocks=rows_of(STOCKS, _stocks(rng)),
        resources=rows_of(
            RESOURCES, [*resources(**brought), *(_own_crews(crews) if mended else [])]
        ),
    )
    told, seed = _story(rng, areas, hours), rng.randrange(2**32)
    rule = random.Random(f"fuel and rule {number}")
    told |= _rule(rule, told["shocks"][0])
    fixed, told = _household(random.Random(f"household {number}"), told)
    region, told, more = _with_staff(number, region, told, hours, sound)
    fixed, work = fixed | more | _fixed(rule), 1.0
    if mended:
        _let_crews_mend(crews, told, hours)
        work = crews.choice((0.02, 0.1, 0.4))
    case = RandomCase(region, told, dt, hours, seed, fixed, work)
    for adds in (_sewers, _reception, _convoys, _transport):
        case = adds(case, number)
    return case


def _add_filling_stations(rng, sites, links):
    """At most three filling stations, anywhere in the list of sites."""
    feeders = [row for row in sites if row["kind"] == "mv_feeder"]
    for i in range(rng.randint(0, 3)):
        feeder = rng.choice(feeders)
        where = {key: feeder[key] for key in ("lon", "lat")}
        own = site(f"station {i}", "filling_station", feeder["area"], **where)
        sites.insert(rng.randrange(len(sites)), own)
        row = {"consumer": own["site"], "input": "power", "supplier": feeder["site"]}
        links.append(row | {"weight": 1.0})


def _own_crews(rng):
    """Few crews, so that sites have to wait; none at all of some sorts."""
    sorts = ("crews_power", "crews_telecom", "crews_water", "crews_transport")
    return [
        {"resource": sort, "amount": rng.choice((0.0, 0.4, 1.0, 1.0, 2.5))}
        for sort in rng.sample(sorts, 3)
    ]


def _let_crews_mend(rng, told, hours):
    """Let crews end most shocks, by any rule."""
    told["sharing_rule"] = rng.choice(RULE_ORDER)
    for shock in told["shocks"]:
        if rng.random() < 0.8:
            shock.pop("weibull_k", None)
            shock["restoration"] = "crews"
            shock["duration_h"] = rng.choice((0.01, 2.0, rng.uniform(0.05, hours / 4)))


def _with_load(case, rng, what, most):
    """The case with one or two loads of a sort."""
    loads = [
        {
            "name": f"{what} {i}",
            "what": what,
            "amount": rng.choice((0.0, rng.uniform(0.0, most), most)),
            "from_h": rng.choice((0.0, rng.uniform(0.0, case.hours / 2))),
            "duration_h": rng.uniform(0.1, case.hours),
        }
        for i in range(rng.randint(1, 2))
    ]
    return replace(case, story=case.story | {"loads": [*case.story.get("loads", []), *loads]})


def _with_shock(case, rng, kind):
    """The case with one more shock, at sites of one kind."""
    shock = {"name": kind, "kinds": [kind], "areas": [], "depth": rng.choice((1.0, rng.random()))}
    shock |= {"from_h": rng.uniform(0.0, 6.0), "duration_h": rng.uniform(0.1, case.hours / 2)}
    return replace(case, story=case.story | {"shocks": [*case.story["shocks"], shock]})


def _sewers(case, number):
    """Areas of all sorts, and now and then rain."""
    rng = random.Random(f"sewers {number}")
    areas = [row | {"urbanity": rng.choice(URBANITY)} for row in case.region.areas]
    case = replace(case, region=replace(case.region, areas=rows_of(AREAS, areas)))
    return _with_load(case, rng, "rain", 40.0) if rng.random() < 0.4 else case


def _reception(case, number):
    """Now and then people from elsewhere, and little floor for them."""
    rng = random.Random(f"reception {number}")
    if rng.random() < 0.6:
        return case
    if rng.random() < 0.7:
        floor = {"resource": "reception_m2", "amount": rng.choice((0.0, rng.uniform(0, 4000)))}
        own = rows_of(RESOURCES, [*case.region.resources, floor])
        case = replace(case, region=replace(case.region, resources=own))
    case = replace(case, story=case.story | {"shelter_m2": rng.uniform(3.0, 6.0)})
    return _with_load(case, rng, "arrivals", 3000.0)


def _convoys(case, number):
    """Now and then roads and railways, convoys, or both."""
    rng = random.Random(f"convoys {number}")
    if rng.random() < 0.5:
        return case
    codes = [str(code) for code in case.region.areas["code"]]
    sites, rows = list(case.region.sites), []
    for i in range(rng.choice((0, 2, 3, 6))):
        name = f"route {rng.randrange(1000)} {i}"
        sites.append(site(name, "town_hall", rng.choice(codes), estimated=True))
        row = {"site": sites[-1]["site"], "mode": rng.choice(MODES), "evidence": "A"}
        row |= {
            "capacity_h": rng.choice((0.0, 900.0, *(rng.uniform(1, 60) for _ in range(4)))),
            "length_km": 10.0,
        }
        row |= {"freight_t_h": rng.choice((0.0, *(rng.uniform(0, 2000) for _ in range(3))))}
        rows.append(row | {"load_class": rng.choice((30.0, 60.0, 100.0, 100.0))})
    region = replace(case.region, sites=rows_of(SITES, sites), routes=rows_of(ROUTES, rows))
    told = {"sharing_rule": rng.choice(RULE_ORDER)}
    told |= {"civil_share": rng.random(), "convoy_rail_share": rng.choice((0.0, rng.random()))}
    told |= {"convoy_class": rng.choice((50.0, 50.0, 60.0, 120.0))}
    case = replace(case, region=region, story=case.story | told)
    if rows and rng.random() < 0.6:
        case = _with_shock(case, rng, "town_hall")
    return _with_load(case, rng, "convoys", 4000.0) if rng.random() < 0.85 else case


def _transport(case, number):
    """Now and then filling stations that serve areas, and railways."""
    rng = random.Random(f"transport {number}")
    cars = [row | {"cars_per_household": rng.uniform(0.0, 1.6)} for row in case.region.areas]
    case = replace(case, region=replace(case.region, areas=rows_of(AREAS, cars)))
    if rng.random() < 0.5:
        return case
    region = case.region
    sites, links = list(region.sites), list(region.links)
    feeders = [row["site"] for row in sites if row["kind"] == "mv_feeder"]
    pumps, service = [], list(region.service)
    for i in range(rng.randint(1, 3)):
        pumps.append(site(f"tank {i}", "filling_station", cars[0]["code"]))
        links.append({"consumer": f"tank {i}", "input": "power", "supplier": rng.choice(feeders)})
    for row in cars:
        for pump in rng.sample(pumps, rng.choice((0, 1, len(pumps)))):
            weight = rng.choice((1.0, 1.0 / len(pumps)))
            service.append(_serve(row["code"], "fuel", pump["site"], weight))
    lines = [site(f"spoor {i}", "rail_line", cars[0]["code"]) for i in range(rng.randint(0, 2))]
    changes = {"sites": rows_of(SITES, [*sites, *pumps, *lines]), "links": rows_of(LINKS, links)}
    region = replace(region, service=rows_of(SERVICE, service), **changes)
    case = replace(case, region=region)
    if lines:
        case = _with_shock(case, rng, "rail_line")
    return _with_shock(case, rng, "filling_station") if rng.random() < 0.5 else case


def _ground(rng, sound):
    """Areas, their blocks, and the sites that do not belong to one block."""
    areas, blocks, sites, links = [], [], [], []
    for kind, needs in OUTSIDE.items():
        sites.append(site(kind, kind, lon=5.0, lat=51.9))
        links += _inputs(rng, sound, sites[-1], needs, sites)
    codes = [f"W{i}" for i in range(rng.randint(1, rng.choice((1, 2, 3, 6))))]
    for code in codes:
        areas.append(_area(rng, code))
    for i in range(rng.randint(1, 2)):
        sites.append(site(f"hv {i}", "hv_station", rng.choice(codes)))
        links += _inputs(rng, sound, sites[-1], (("power", "grid"),), sites)
    for i in range(rng.randint(1, 2 * len(codes) + 1)):
        sites.append(site(f"feeder {i}", "mv_feeder", rng.choice(codes)))
        links += _inputs(rng, sound, sites[-1], (("power", "hv_station"),), sites)
    feeders = [row["site"] for row in sites if row["kind"] == "mv_feeder"]
    for code in codes:
        parts = [rng.uniform(0.1, 1.0) for _ in range(rng.randint(1, 4))]
        for i, part in enumerate(parts):
            row = {"block": f"{code}/{i}", "area": code, "feeder": rng.choice(feeders)}
            blocks.append(row | {"share": part / sum(parts)})
    # Now and then more masts than the ten nearest, mostly in the dark.
    crowded = rng.random() < 0.1
    for kind, (most, needs) in INSIDE.items():
        most = 9 if crowded and kind == "mobile_macro" else most
        for row in areas:
            least = 1 if sound and row is areas[0] else 0
            for i in range(rng.randint(least, most)):
                where = {key: row[key] + rng.uniform(-0.03, 0.03) for key in ("lon", "lat")}
                where |= {"planned": kind == "noodsteunpunt", "estimated": rng.random() < 0.5}
                sites.append(site(f"{kind} {row['code']} {i}", kind, row["code"], **where))
                links += _inputs(rng, sound, sites[-1], needs, sites)
    return areas, blocks, sites, links


def _area(rng, code):
    shares = [rng.uniform(0.0, 1.0) for _ in range(5)]
    shares[0] *= rng.random() < 0.85
    ages = ("share_0_14", "share_15_24", "share_25_44", "share_45_64", "share_65_plus")
    periods = ("before_1945", "1945_1964", "1965_1984", "1985_2004", "2005_on")
    built = [rng.uniform(0.0, 1.0) for _ in range(5)]
    changes = {age: share / sum(shares) for age, share in zip(ages, shares, strict=True)}
    changes |= {f"built_{p}": b / sum(built) for p, b in zip(periods, built, strict=True)}
    changes |= {
        "inhabitants": rng.choice((0.0, 30.0, *(rng.uniform(100, 30_000) for _ in range(6)))),
        "high_rise": rng.choice((0.0, 1.0, rng.random(), rng.random())),
        "income_low": rng.random(),
        "single_households": rng.uniform(0.05, 0.8),
        "household_size": rng.uniform(1.2, 3.0),
        "area_km2": rng.uniform(0.3, 20.0),
        "lat": 51.9 + rng.uniform(-0.06, 0.06),
    }
    return area(code, 5.0 + rng.uniform(-0.1, 0.1), **changes)


def _inputs(rng, sound, consumer, needs, sites):
    """Links of a site to one or two suppliers that exist, for each kind it needs."""
    links = []
    for name, kind in needs:
        suppliers = [row["site"] for row in sites if row["kind"] == kind]
        chosen = rng.sample(suppliers, min(len(suppliers), rng.choice((1, 1, 2))))
        for supplier in chosen:
            weight = rng.choice((1.0, 1.0, 1.0, 0.5, rng.uniform(0.1, 1.5)))
            if sound:
                weight = rng.choice((1.0, rng.uniform(1.0, 2.0))) / len(chosen)
            row = {"consumer": consumer["site"], "input": name, "supplier": supplier}
            links.append(row | {"weight": weight})
    return links


def _service(rng, areas, sites, sound):
    rows = []
    for place in areas:
        for service, kind in SERVICES.items():
            names = [row["site"] for row in sites if row["kind"] == kind]
            serving = rng.sample(names, min(len(names), rng.choice((1, 1, 2, 3))))
            whole = sound or rng.random() < 0.5
            for name in serving:
                weight = 1.0 / len(serving) if whole else rng.uniform(0.1, 1.0)
                rows.append(_serve(place["code"], service, name, weight))
    return rows


def _household(rng, told):
    """What households do of themselves, as parameters, and the scenario that goes with it.

    In half of the cases each mechanism is on by a coin of its own, in a fifth only one is.
    """
    coin = rng.random()
    on = {name for name in MECHANISMS if coin < 0.3 or rng.random() < 0.5}
    if coin >= 0.8:
        on = {rng.choice(MECHANISMS)}
    fixed, told = dict(NEUTRAL), dict(told)
    if "hoarding" in on:
        # A scenario that says what shops sell goes first, so that nobody hoards.
        if rng.random() < 0.9:
            del told["shop_demand"]
        fixed["hoard_demand"] = rng.choice((1.0, *(rng.uniform(1.0, 5.0) for _ in range(5))))
        fixed["hoard_hearsay"] = rng.choice((0.0, 1.0, rng.random(), rng.random()))
        fixed["hoard_days"] = rng.choice((0.0, 14.0, *(rng.uniform(0.05, 3.0) for _ in range(4))))
    if "neighbours" in on:
        fixed["share_willing"] = rng.choice((1.0, rng.random(), rng.random()))
        # Beyond 24 all that is left is given in one step.
        fixed["share_a_day"] = rng.choice((0.0, 100.0, *(rng.uniform(0.0, 3.0) for _ in range(4))))
    if "batteries" in on:
        fixed["battery_low_rise"] = rng.choice((0.0, rng.random(), rng.random()))
        fixed["battery_high_rise"] = rng.choice((0.0, rng.random(), rng.random()))
        fixed["battery_islands"] = rng.choice((1.0, rng.random(), rng.random()))
        fixed["battery_kwh"] = rng.uniform(0.1, 3.0)
        fixed["battery_full"] = rng.choice((0.0, 1.0, rng.random(), rng.random()))
        fixed["battery_charge_h"] = rng.uniform(0.5, 8.0)
        fixed["essential_kwh_d"] = rng.uniform(1.0, 5.0)
        fixed["solar_kwh_d"] = rng.choice((0.0, rng.uniform(0.0, 2.0), rng.uniform(0.0, 6.0)))
    if "queue" in on:
        fixed["support_patience_h"] = rng.uniform(0.0, 4.0)
        # Crowds, or there would hardly ever be a queue.
        fixed["visits_first_day"] = rng.uniform(0.0, 2.0)
        fixed["visits_third_day"] = rng.uniform(0.0, 3.0)
        fixed["visits_ramp_h"] = rng.uniform(1.0, 48.0)
    if "stock" in on:
        fixed["support_stock_l"] = rng.choice((0.0, rng.uniform(0, 500), rng.uniform(0, 9000)))
    if "machines" in on:
        fixed["machine_eur"] = rng.choice((0.0, *(rng.uniform(0.0, 30.0) for _ in range(4))))
        fixed["machine_eur_d"] = rng.choice((0.0, rng.uniform(0.0, 20.0), rng.uniform(0.0, 200.0)))
    if "vouchers" in on:
        told["voucher_share"] = rng.choice((1.0, rng.random(), rng.random()))
        told["voucher_from_h"] = rng.choice((0.0, rng.uniform(0.0, 20.0), rng.uniform(0.0, 20.0)))
    if rng.random() < 0.4:
        _dry_and_refill(rng, fixed, told)
    return fixed, told


def _dry_and_refill(rng, fixed, told):
    """The tap or the card lost again and again: stocks or machines that run empty and fill up."""
    kind = rng.choice(("pressure_zone", "card_payment"))
    if kind == "pressure_zone" and fixed["support_stock_l"] < NEUTRAL["support_stock_l"]:
        fixed["support_stock_l"] = rng.uniform(0.0, 3000.0)
        fixed["visits_first_day"] = rng.uniform(0.2, 2.0)
    if kind == "card_payment" and fixed["machine_eur"] < NEUTRAL["machine_eur"]:
        fixed["machine_eur"] = rng.uniform(0.5, 20.0)
        if fixed["hoard_demand"] > 1.0:
            fixed["hoard_days"] = rng.uniform(0.02, 0.4)
    begins = rng.uniform(0.0, 4.0)
    for i in range(rng.randint(2, 4)):
        lasts = rng.uniform(0.5, 10.0)
        dip = {"name": f"dip {i}", "kinds": [kind], "areas": [], "from_h": begins}
        dip |= {"duration_h": lasts, "depth": rng.choice((1.0, rng.random()))}
        told["shocks"] = [*told["shocks"], dip]
        begins += lasts + rng.uniform(0.1, 6.0)


def _serve(place, service, name, weight):
    return {"place": place, "service": service, "site": name, "weight": weight}


def _autonomies(rng, links, sites):
    """What organisations say: short hours, so that buffers empty within the horizon."""
    kind_of = {row["site"]: row["kind"] for row in sites}
    pairs = {(kind_of[link["consumer"]], link["input"]) for link in links}
    pairs |= {(link["consumer"], link["input"]) for link in links}
    rows = []
    for consumer, name in sorted(pairs):
        if consumer.startswith(("feeder", "hv ", "mv_", "hv_")) or rng.random() < 0.5:
            continue
        hours = sorted(rng.choice((0.0, rng.uniform(0, 3), rng.uniform(0, 12))) for _ in range(3))
        row = dict(zip(("t_p10", "t_p50", "t_p90"), hours, strict=True))
        row |= {"consumer": consumer, "input": name, "organisation": "wij", "confidence": "high"}
        row |= {"date": "2026-01-01"}
        for column, most in (("floor", 1.0), ("lag_h", 8.0), ("fail_start", 1.0)):
            if rng.random() < 0.6:
                row[column] = rng.choice((0.0, rng.uniform(0, most)))
        rows.append(row)
    return rows


def _stocks(rng):
    rows = []
    for stock, size in STOCK_SIZES.items():
        for prepared in (False, True):
            if rng.random() < 0.6:
                sizes = sorted(rng.choice((0.0, rng.uniform(0, size))) for _ in range(3))
                row = dict(zip(("p10", "p50", "p90"), sizes, strict=True))
                rows.append(row | {"stock": stock, "prepared": prepared})
    return rows


def _story(rng, areas, hours):
    shocks = []
    # Dips after each other at the same sites: buffers and lags that are half done.
    restless = rng.random() < 0.25
    for i in range(3 if restless else rng.randint(1, 3)):
        kinds = rng.sample(HIT, rng.randint(1, 2))
        codes = [row["code"] for row in areas]
        some = rng.sample(codes, rng.randint(1, len(codes))) if rng.random() < 0.4 else []
        begins = rng.choice((0.0, float(rng.randint(0, 6)), rng.uniform(0, hours / 2)))
        lasts = rng.choice((0.2, float(rng.randint(1, 10)), rng.uniform(0.05, hours)))
        shock = {"name": f"klap {i}", "kinds": sorted(set(kinds)), "areas": some}
        shock |= {"from_h": begins, "duration_h": lasts}
        shock |= {"depth": rng.choice((1.0, 1.0, rng.random()))}
        if rng.random() < 0.3:
            shock |= {"restoration": "weibull", "weibull_k": rng.uniform(1.0, 4.0)}
        if restless:
            shock |= {"kinds": shocks[0]["kinds"]} if shocks else {}
            shock |= {"areas": [], "duration_h": rng.uniform(0.05, 4.0)}
            shock |= {"from_h": rng.uniform(0.0, min(hours, 15.0))}
        shocks.append(shock)
    opens = rng.choice((8.0, rng.uniform(0, 12)))
    return story() | {
        "shocks": shocks,
        "start_hour": rng.uniform(0, 24),
        "temperature_c": rng.uniform(-20, 30),
        "amplitude_c": rng.uniform(0, 10),
        "coldest_hour": rng.uniform(0, 24),
        "night_c": rng.uniform(16, 20),
        "open_from": opens,
        "open_to": rng.uniform(opens + 1, 24),
        "support_from": rng.uniform(0, 9),
        "support_to": rng.uniform(10, 24),
        "grid_outside": rng.choice((1.0, 1.0, 1.0, rng.random())),
        "suppliers_outside": rng.choice((1.0, 1.0, 1.0, rng.random())),
        "shop_demand": rng.choice((1.0, rng.uniform(0.5, 5))),
        "recovery_h": rng.choice((1.0, 336.0)),
    }


STAFF_SITES = {"school": (), "home_care": (), "filling_station": (("power", "mv_feeder"),)}
STAFF_LOADS = {"absence": 0.6, "school_closure": 1.0, "casualties": 300.0, "sick": 3000.0}


def _with_staff(number, region, told, hours, sound):
    """In half of the cases staff stays away, and beds run short: sites, loads and parameters."""
    rng = random.Random(f"staff {number}")
    if rng.random() < 0.5:
        return region, told, {}
    sites, links, service = list(region.sites), list(region.links), list(region.service)
    codes = [row["code"] for row in region.areas]
    for kind, needs in STAFF_SITES.items():
        for i in range(rng.choice((0, 1, 1, 2, 3))):
            sites.append(site(f"{kind} {i}", kind, rng.choice(codes)))
            links += _inputs(rng, sound, sites[-1], needs, sites)
    teams = [row["site"] for row in sites if row["kind"] == "home_care"]
    for code in codes if teams else ():
        serving = rng.sample(teams, rng.randint(1 if sound else 0, len(teams)))
        for name in serving:
            service.append(_serve(code, "home_care", name, 1.0 / len(serving)))
    present = {row["kind"] for row in sites}
    shocks = [*told["shocks"]]
    for kind in sorted(present & STAFF_SITES.keys()):
        if rng.random() < 0.5:
            shock = {"name": f"klap {kind}", "kinds": [kind], "areas": []}
            shock |= {"from_h": rng.uniform(0, hours / 2), "duration_h": rng.uniform(0.2, hours)}
            shocks.append(shock | {"depth": rng.choice((1.0, rng.random()))})
    loads = [*told.get("loads", [])] + [
        {"name": what, "what": what, "amount": rng.uniform(0.0, most)}
        | {"from_h": rng.uniform(0, hours / 2), "duration_h": rng.uniform(0.2, hours)}
        for what, most in STAFF_LOADS.items()
        if rng.random() < 0.4
    ]
    more = {"shocks": shocks, "loads": loads, "civil_share": rng.random()}
    more["sharing_rule"] = rng.choice(RULE_ORDER)
    more["defence_from_h"] = rng.uniform(0.0, hours)
    changed = replace(
        region,
        sites=rows_of(SITES, sites),
        links=rows_of(LINKS, links),
        service=rows_of(SERVICE, service),
    )
    return changed, told | more, _staff_parameters(rng)


def _staff_parameters(rng):
    """Hours that are short enough to matter within the horizon, shares from nothing to all."""
    shares = ("staff_home", "staff_kit", "staff_parents", "staff_travel", "fatigue_effect")
    fixed = {name: rng.choice((1.0, rng.random())) for name in shares}
    for name in ("staff_travel_after_h", "staff_tank_back_h", "fatigue_h", "rest_h"):
        fixed[name] = rng.uniform(1.0, 20.0)
    fixed |= {"commuting_km": rng.uniform(0.5, 20.0), "shift_load": rng.uniform(1.0, 3.0)}
    fixed |= {"bed_occupancy": rng.random(), "bed_stay_h": rng.uniform(4.0, 100.0)}
    fixed |= {"cold_patients_per_1000_h": rng.uniform(0.0, 3.0)}
    return fixed | {"device_patients_h": rng.random(), "elective_share": rng.random()}


def _brought(rng, sites, links):
    """What may be brought in, in six of ten cases; some regions have a depot, some no power in it.

    The depot is added to the sites.
    """
    if rng.random() < 0.4:
        return {}
    if rng.random() < 0.7:
        kind = rng.choice(("fuel_depot", "fuel_terminal"))
        sites.insert(rng.randrange(len(sites)), site("depot", kind))
        if kind == "fuel_depot":
            links.append({"consumer": "depot", "input": "power", "supplier": "grid", "weight": 1.0})
    return {
        name: rng.choice((0.0, rng.uniform(0.0, 0.05), rng.uniform(0.0, 3.0), rng.uniform(0, 60)))
        for name in BROUGHT
    }


def _rule(rng, shock):
    """By which rule it is divided, what Defence brings and what the forces ask."""
    changes = {
        "sharing_rule": rng.choice(RULE_ORDER),
        "civil_share": rng.random(),
        "military_assistance": rng.choice((0.0, rng.random(), 1.0)),
        "defence_from_h": rng.choice((0.0, rng.uniform(0, 30))),
    }
    if rng.random() < 0.4 and shock.get("restoration") != "weibull":
        load = {"name": "troepen", "what": "military_fuel", "amount": rng.uniform(0, 50_000)}
        changes["loads"] = [load | {key: shock[key] for key in ("from_h", "duration_h")}]
    return changes


def _fixed(rng):
    """Parameters that let things be brought within the horizon."""
    return {
        "fuel_ask_share": rng.choice((0.5, 1.0, rng.random())),
        "truck_litres": rng.uniform(100, 20_000),
        "truck_trip_h": rng.uniform(1, 8),
        "generators_from_h": rng.choice((0.0, rng.uniform(0, 12))),
        "homes_per_generator": rng.uniform(50, 5_000),
        "generator_move_h": rng.choice((0.0, rng.uniform(0, 6))),
        "generator_l_h": rng.uniform(5, 50),
        "generator_tank_h": rng.choice((0.0, rng.uniform(0, 12))),
        "tanker_after_h": rng.choice((0.0, rng.uniform(0, 12))),
        "tanker_connections": rng.choice((0.0, rng.uniform(0, 300))),
        "tanker_litres": rng.uniform(500, 20_000),
        "tanker_trip_h": rng.uniform(1, 8),
    }
