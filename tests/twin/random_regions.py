"""Random small regions with a random scenario, each by its number: the same number, the same case.

Six in ten are sound: without a shock nobody lacks anything. In the others weights need not add up
and services may be missing. None is meant to be likely: feeders in another area, areas where nobody
lives, stocks of nothing, shocks on top of each other.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from tests.twin.small import area, site, story
from weerbaar.common.tables import rows_of
from weerbaar.region.region import Region
from weerbaar.region.tables import (
    AREAS,
    AUTONOMIES,
    BLOCKS,
    LINKS,
    PROVENANCE,
    SERVICE,
    SITES,
    SOURCES,
    STOCKS,
)

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
STEPS = 80
HORIZON_H = 60.0


@dataclass(frozen=True)
class RandomCase:
    """A region, what a scenario's file would hold, and how to run it."""

    region: Region
    story: dict[str, Any]
    dt: float
    hours: float
    seed: int


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
        autonomies=rows_of(AUTONOMIES, _autonomies(rng, links, sites)),
        stocks=rows_of(STOCKS, _stocks(rng)),
    )
    return RandomCase(region, _story(rng, areas, hours), dt, hours, rng.randrange(2**32))


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
