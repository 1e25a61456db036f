"""Who is at work: homes of staff, schools, tanks of cars, absence, and rest in a long crisis."""

from __future__ import annotations

import math

from tests.twin.slow.facts import read_table

ENOUGH = 0.01


class Staff:
    """Staff over time. `presence` by area and `factors` by site hold for the step that began."""

    def __init__(self, world, people, land):
        self.world, self.people, self.knobs = world, people, world.drawn["knobs"]
        self.live = {area: self.lives(area, land) for area in world.areas}
        self.stays = dict.fromkeys(world.areas, 0.0)
        self.emptied, self.rested, self.shut, self.dry_pumps = 0.0, 1.0, 0.0, 0.0
        self.felt = self.crisis = False
        self.needs_staff = {
            row["kind"]: (float(row["staff_full"]), float(row["staff_floor"]))
            for row in read_table("operations.csv")
            if float(row["staff_full"]) > 0.0
        }

    def lives(self, area, land):
        """Parts of the staff of an area by the area it lives in: the twelve nearest, itself too."""
        here = land.place(self.world.areas[area])
        km = {b: math.dist(here, land.place(row)) for b, row in self.world.areas.items()}
        nearest = sorted(km, key=lambda b: km[b])[:12]
        pull = {
            b: self.people.total[b] * math.exp(-km[b] / self.knobs["commuting_km"]) for b in nearest
        }
        total = sum(pull.values())
        return {b: p / total for b, p in pull.items()} if total > 0.0 else {}

    def begin(self, start, dt, load):
        """The step begins: presence, and what it leaves of sites, by site.

        `load` is what the scenario brings in this step by name. Returns presence of the region and
        the shifts that are filled, then the factors of sites.
        """
        hits = self.world.drawn["hits"]
        shock = any(
            begins < start + dt and ends > start and depth > 0 for _, begins, ends, depth in hits
        )
        self.crisis = self.felt or shock
        knobs, absent = self.knobs, min(1.0, load("absence"))
        closed = max(self.shut, min(1.0, load("school_closure")))
        travel = 1.0 - knobs["staff_travel"] * self.emptied * self.dry_pumps
        tired = 1.0 - knobs["fatigue_effect"] * (1.0 - self.rested)
        come = (1.0 - absent) * (1.0 - knobs["staff_parents"] * closed) * travel * tired
        presence = {
            area: come * (1.0 - sum(part * self.stays[b] for b, part in self.live[area].items()))
            for area in self.world.areas
        }
        everybody = sum(self.people.total.values())
        if everybody > 0.0:
            counted = (self.people.total[area] * presence[area] for area in presence)
            mean = math.fsum(counted) / everybody
        else:
            mean = come
        able, asked = 1.0, 1.0
        if self.crisis:
            asked = knobs["shift_load"]
            able += (asked - 1.0) * self.rested
        filled = min(1.0, mean * able / asked)
        factors = {}
        for site, row in self.world.sites.items():
            full, least = self.needs_staff.get(row["kind"], (0.0, 1.0))
            there = presence[row["area"]] if row["area"] else 1.0 - absent
            factors[site] = 1.0 if there >= full else least + (1.0 - least) * there / full
        return mean, filled, factors

    def end(self, level, unmet, dt):
        """The step ends: what it leaves for the next. `unmet` gives persons by need and area."""
        knobs, everybody = self.knobs, sum(self.people.total.values())
        for area, total in self.people.total.items():
            lacking = max(unmet(need, area) for need in ("power", "heat", "water"))
            part = min(1.0, lacking / total) if lacking > 0.0 else 0.0
            prepared = self.people.share(area, None, True)
            kept = 1.0 - knobs["staff_kit"] * prepared
            self.stays[area] = knobs["staff_home"] * part * kept
        self.shut = 1.0 - self.mean_of("school", level)
        pumps = self.mean_of("filling_station", level)
        self.dry_pumps = 1.0 - pumps
        emptier = (1.0 - pumps) * dt / knobs["staff_travel_after_h"]
        fuller = pumps * dt / knobs["staff_tank_back_h"]
        self.emptied = min(1.0, max(0.0, self.emptied + emptier - fuller))
        if self.crisis:
            worn = (knobs["shift_load"] - 1.0) * dt / knobs["fatigue_h"]
            self.rested = max(0.0, self.rested - worn)
        else:
            self.rested = min(1.0, self.rested + dt / knobs["rest_h"])
        lacked = (sum(unmet(need, area) for area in self.world.areas) for need in self.world.norms)
        self.felt = max(lacked) > ENOUGH * everybody

    def mean_of(self, kind, level):
        """Mean level of the sites of a kind; 1 where there are none."""
        own = [level[site] for site, row in self.world.sites.items() if row["kind"] == kind]
        return sum(own) / len(own) if own else 1.0
