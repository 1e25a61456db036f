"""The facts of a region and of the library as plain dicts; and what was drawn, as it was given."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from weerbaar.region.region import Region

TABLES = Path(__file__).resolve().parents[3] / "src" / "weerbaar" / "library" / "tables"


def read_table(name):
    """The rows of a library table, each a dict of texts."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Input:
    """One input of a site: links are (supplier, weight); hours are drawn, the rest are facts."""

    name: str
    links: list
    shape: str
    floor: float
    lag: float
    refill: float
    hours: float


@dataclass
class World:
    """All that one run reads. Areas, blocks and sites are dicts by code, name and identifier."""

    areas: dict
    blocks: dict
    sites: dict
    inputs: dict
    order: list
    service: dict
    help_kinds: set
    norms: dict
    groups: dict
    operations: dict
    drawn: dict
    routes: list

    def level_of_service(self, service, place, level):
        """Weights times levels of the sites that serve a place, at most 1."""
        pairs = self.service.get((service, place), [])
        return min(1.0, sum(weight * level[site] for site, weight in pairs))

    def blocks_of(self, area):
        """Names of the blocks of an area."""
        return [name for name, block in self.blocks.items() if block["area"] == area]

    def load(self, what, start, dt):
        """What the scenario brings of this in a step, on average; loads of one sort add up."""
        total = 0.0
        for load in self.drawn["scenario"]["loads"]:
            begins = load.get("from_h", 0.0)
            part = min(begins + load["duration_h"], start + dt) - max(begins, start)
            if load["what"] == what and part > 0.0:
                total += self.amount(load) * part / dt
        return total

    def amount(self, load):
        """What comes of a load here: as many times as the region is larger than it is meant for."""
        meant_for = load.get("for_inhabitants")
        if meant_for is None:
            return load["amount"]
        return load["amount"] * sum(a["inhabitants"] for a in self.areas.values()) / meant_for


def read_world(region: Region, drawn, switched_on=()) -> World:
    """The world of a region; planned sites count only when their kind is switched on.

    `drawn` holds what the twin drew, as plain numbers by name.
    """
    areas = {row["code"]: row for row in sorted(region.areas, key=lambda row: row["code"])}
    sites = {
        row["site"]: row for row in region.sites if not row["planned"] or row["kind"] in switched_on
    }
    inputs = read_inputs(region, sites, drawn["hours"])
    service = {}
    for row in region.service:
        if row["site"] in sites:
            pairs = service.setdefault((row["service"], row["place"]), [])
            pairs.append((row["site"], row["weight"]))
    drawn["hits"] = who_is_hit(sites, drawn)
    services = read_table("services.csv")
    return World(
        areas=areas,
        blocks={row["block"]: row for row in region.blocks},
        sites=sites,
        inputs=inputs,
        order=suppliers_first(inputs),
        service=service,
        help_kinds={row["kind"] for row in services if row["service"] == "help_point"},
        norms={row["need"]: float(row["norm"] or "nan") for row in read_table("needs.csv")},
        groups={
            row["group"]: (float(row["threshold_c"]), row["warm_at_night"] == "yes")
            for row in read_table("groups.csv")
        },
        operations={row["kind"]: row for row in read_table("operations.csv")},
        drawn=drawn,
        routes=[row for row in region.routes if row["site"] in sites],
    )


def read_inputs(region, sites, hours):
    """The inputs of each site, with the figures of the library or of whoever runs the site."""
    library = {
        (row["consumer"], row["input"], row["supplier"]): row
        for row in read_table("dependencies.csv")
    }
    stated = {(row["consumer"], row["input"]): row for row in region.autonomies}
    inputs = {site: {} for site in sites}
    for link in region.links:
        consumer, name, supplier = link["consumer"], link["input"], link["supplier"]
        if consumer not in sites or supplier not in sites:
            continue
        links = inputs[consumer].setdefault(name, [])
        links.append((supplier, link["weight"]))
    made = {}
    for site, by_name in inputs.items():
        kind = sites[site]["kind"]
        made[site] = []
        for name, links in by_name.items():
            row = library[(kind, name, sites[links[0][0]]["kind"])]
            own = stated.get((site, name)) or stated.get((kind, name))
            floor, lag = float(row["floor"]), float(row["lag_h"])
            if own and not math.isnan(own["floor"]):
                floor = own["floor"]
            if own and not math.isnan(own["lag_h"]):
                lag = own["lag_h"]
            # A population (D) has drawn who never fails; every other member works or does not.
            floor = 0.0 if row["shape"] == "D" else floor
            refill = float(row["refill_h"])
            made[site].append(
                Input(name, links, row["shape"], floor, lag, refill, hours[(site, name)])
            )
    return made


def who_is_hit(sites, drawn):
    """The hits on sites: (site, from hour, to hour, depth).

    Suppliers outside the region have a state of their own until the last shock is over. What crews
    mend has no end yet: those are the jobs, in the order in which they may start.
    """
    hits, jobs = [], []
    for shock in drawn["scenario"]["shocks"]:
        for site, row in sites.items():
            everywhere = not shock["areas"] or row["area"] in shock["areas"]
            if row["kind"] in shock["kinds"] and everywhere:
                ends = drawn["ends"].get((shock["name"], site))
                ends = shock["from_h"] + shock["duration_h"] if ends is None else ends
                if (shock["name"], site) in drawn["work"]:
                    job = {"site": site, "hit": len(hits), "begins": shock["from_h"]}
                    job |= {"ready": ends, "left": drawn["work"][(shock["name"], site)]}
                    jobs.append(job)
                    ends = math.inf
                hits.append((site, shock["from_h"], ends, shock["depth"]))
    drawn["jobs"] = sorted(jobs, key=lambda job: (job["ready"], job["hit"]))
    drawn["given_end"] = max((ends for *_, ends, _ in hits if ends < math.inf), default=0.0)
    last = math.inf if jobs else drawn["given_end"]
    for site, row in sites.items():
        works = drawn["scenario"]["grid_outside" if row["kind"] == "grid" else "suppliers_outside"]
        if row["area"] == "" and works < 1.0:
            hits.append((site, 0.0, last, 1.0 - works))
    return hits


def suppliers_first(inputs):
    """The sites, each after all that it depends on."""
    order, placed = [], set()
    while len(order) < len(inputs):
        for site, needed in inputs.items():
            ready = all(supplier in placed for i in needed for supplier, _ in i.links)
            if site not in placed and ready:
                order.append(site)
                placed.add(site)
    return order
