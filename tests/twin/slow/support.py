"""Support points: who visits, who finds room, what they take home; and help points on foot."""

from __future__ import annotations

import math

from tests.twin.slow.where import WALKED_KM, curve

FELT = 0.01


class Support:
    """By area: litres `carried` home a person, shares `near` an open point and `informed`.

    `queue` are visits that wait, by point and area; `stock` litres of each point.
    """

    def __init__(self, world, people, land, clock, record):
        self.world, self.people, self.clock, self.record = world, people, clock, record
        self.knobs = world.drawn["knobs"]
        self.since = dict.fromkeys(world.areas, None)
        self.carried = dict.fromkeys(world.areas, 0.0)
        self.near = dict.fromkeys(world.areas, 0.0)
        self.informed = dict.fromkeys(world.areas, 0.0)
        self.reach = self.shares_within_reach(land)
        self.queue = dict.fromkeys(self.reach, 0.0)
        self.points = sorted({site for site, _ in self.reach})
        self.stock = dict.fromkeys(self.points, self.knobs["support_stock_l"])
        self.stands_in = {site: nearest_area(world, land, site) for site in self.points}

    def shares_within_reach(self, land):
        """Share of each area that walks to each point; who could walk to several goes to one."""
        reach = {}
        for site, row in self.world.sites.items():
            if row["kind"] != "noodsteunpunt":
                continue
            for area, points in land.points.items():
                near = [km for km in (land.km(p, site) for p in points) if km <= WALKED_KM]
                if near:
                    half, steep = self.knobs["walking_km"], self.knobs["walk_steepness"]
                    reach[(site, area)] = sum(curve(km, half, steep) for km in near) / 7.0
        claimed = dict.fromkeys(self.world.areas, 0.0)
        for (_, area), share in reach.items():
            claimed[area] += share
        return {(s, a): share / max(1.0, claimed[a]) for (s, a), share in reach.items()}

    def step(self, step, level, hit):
        """Visits of a step; `hit` is the share of an area without power, tap water or coverage."""
        dt = self.clock.dt
        for area in self.world.areas:
            if hit[area] <= FELT:
                self.since[area] = None
                self.all_go_home(area)
            elif self.since[area] is None:
                self.since[area] = 0.0
            self.carried[area] = self.near[area] = 0.0
            fades = 1.0 - dt / self.knobs["informed_h"]
            self.informed[area] = max(0.0, self.informed[area] * fades)
        open_part = self.clock.open_part(step, "support")
        for site in self.points:
            self.serve(site, level, hit, open_part, self.clock.open_after(step, "support"))
        for area in self.world.areas:
            if self.since[area] is not None:
                self.since[area] += dt
        waiting = dict.fromkeys(self.world.areas, 0.0)
        for (_, area), visits in self.queue.items():
            waiting[area] += visits
        self.record.waiting.append(waiting)

    def all_go_home(self, area):
        """Nothing is lacking here any more: who waits goes home."""
        for site, place in self.queue:
            if place == area:
                self.record.unserved[area] += self.queue[(site, area)]
                self.queue[(site, area)] = 0.0

    def serve(self, site, level, hit, open_part, stays_open):
        """One step of a point that is open for a part of it."""
        works, dt = level[site], self.clock.dt
        areas = [area for s, area in self.reach if s == site]
        come = {
            area: self.queue[(site, area)] + self.wished(site, area, hit[area], open_part * dt)
            for area in areas
        }
        total, room = sum(come.values()), room_an_hour(self.knobs) * works
        served = min(1.0, room * open_part * dt / total) if total > 0.0 else 0.0
        stays = self.share_that_waits(total * (1.0 - served), room) if stays_open else 0.0
        litres = self.litres_of_each(site, total * served, level)
        for area in areas:
            self.near[area] = min(
                1.0, self.near[area] + self.reach[(site, area)] * works * open_part
            )
            no_room = come[area] * (1.0 - served)
            self.queue[(site, area)] = no_room * stays
            self.record.unserved[area] += no_room * (1.0 - stays)
            visits = come[area] * served
            self.record.visits[area] += visits
            if visits <= 0.0:
                continue
            a_person = visits / self.people.total[area]
            self.carried[area] += a_person * litres
            told = a_person * self.world.areas[area]["household_size"]
            self.informed[area] = min(1.0, self.informed[area] + told)

    def share_that_waits(self, no_room, room):
        """Share of those who found no room that waits for the next step."""
        if no_room <= 0.0:
            return 0.0
        return min(1.0, room * self.knobs["support_patience_h"] / no_room)

    def litres_of_each(self, site, visits, level):
        """What a visitor takes home: from the tap, else from the point's own stock."""
        knobs, dt = self.knobs, self.clock.dt
        tap = self.world.level_of_service("tap", self.stands_in[site], level)
        asked = visits * knobs["litres_per_visit"] * (1.0 - tap)
        given = min(asked, self.stock[site])
        filled = tap * knobs["support_taps"] * knobs["tap_litres_h"] * dt if asked <= 0.0 else 0.0
        after = self.stock[site] - given + filled
        self.stock[site] = min(knobs["support_stock_l"], after)
        return knobs["litres_per_visit"] - ((asked - given) / visits if visits > 0.0 else 0.0)

    def wished(self, site, area, hit, hours):
        """Visits that people of an area wish to make in these opening hours."""
        if self.since[area] is None:
            return 0.0
        ramp = min(1.0, self.since[area] / self.knobs["visits_ramp_h"])
        first, third = self.knobs["visits_first_day"], self.knobs["visits_third_day"]
        a_day = (1.0 - ramp) * first + ramp * third
        scenario = self.world.drawn["scenario"]
        part = hours / (scenario["support_to"] - scenario["support_from"])
        return self.people.total[area] * hit * self.reach[(site, area)] * a_day * part


def nearest_area(world, land, site):
    """The area of which one of the seven points is nearest to a site."""
    return min(world.areas, key=lambda area: min(land.km(p, site) for p in land.points[area]))


def room_an_hour(knobs):
    """Visits an hour that a point can serve: its staff, its floor or its taps."""
    return min(
        knobs["support_staff"] * knobs["visits_per_staff_h"],
        knobs["support_places"] / knobs["visit_h"],
        knobs["support_taps"] * knobs["tap_litres_h"] / knobs["litres_per_visit"],
    )


class HelpPoints:
    """Fire stations and hospitals, where an emergency can be reported at the door."""

    def __init__(self, world, land):
        knobs = world.drawn["knobs"]
        starts = [begins for _, begins, _, depth in world.drawn["hits"] if depth > 0.0]
        self.manned_from = min(starts, default=math.inf) + knobs["help_point_from_h"]
        self.reach = {area: {} for area in world.areas}
        for site, row in world.sites.items():
            if row["kind"] not in world.help_kinds:
                continue
            for area, points in land.points.items():
                km = [land.km(point, site) for point in points]
                if min(km) <= WALKED_KM:
                    half, steep = knobs["walking_km"], knobs["walk_steepness"]
                    self.reach[area][site] = sum(curve(d, half, steep) for d in km) / 7.0

    def helped(self, area, level, start, dt):
        """Share of an area that can report on foot in the step that begins at `start`."""
        manned = min(1.0, max(0.0, (start + dt - self.manned_from) / dt))
        missed = 1.0
        for site, reach in self.reach[area].items():
            missed *= 1.0 - reach * level[site] * manned
        return 1.0 - missed
