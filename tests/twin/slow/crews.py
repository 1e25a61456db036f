"""Crews that mend what a shock broke, one at a site, divided by a rule in whole units."""

from __future__ import annotations

import math

from tests.twin.slow.brought import hour_of
from weerbaar.sharing.claims import lot_of

CREWS = ("crews_power", "crews_telecom", "crews_water", "crews_transport")
NEVER = math.inf


def mended_by(operations, kind):
    """The sort of crew that mends a kind of site; empty where none does."""
    return operations.get(kind, {}).get("crew", "")


def order_of_turn(rule, waiting, free, lots, operations):
    """Sites in the order in which they get one of so many free crews; `waiting` is site -> kind."""
    if rule == "priority":
        return sorted(waiting, key=lambda s: (int(operations[waiting[s]]["priority"]), lots[s]))
    if rule == "need":
        parts = parts_by_need({s: float(operations[waiting[s]]["weight"]) for s in waiting}, free)
        return sorted(waiting, key=lambda s: (-round(parts[s] * 1e6), lots[s]))
    # All others ask one unit each and have one side: the lots decide.
    return sorted(waiting, key=lambda s: lots[s])


def parts_by_need(weights, free):
    """What each would get of so many crews if crews could be split: weight x level, at most 1."""
    low, high = 0.0, 1.0 / min(weights.values())
    for _ in range(200):
        level = (low + high) / 2.0
        if sum(min(1.0, level * weight) for weight in weights.values()) < free:
            low = level
        else:
            high = level
    return {site: min(1.0, high * weight) for site, weight in weights.items()}


class Crews:
    """The crews of a region: who works where, and what is left to do."""

    def __init__(self, world):
        self.world, drawn = world, world.drawn
        self.knobs, self.told = drawn["knobs"], drawn.get("crews")
        self.jobs = [dict(job) for job in drawn.get("jobs", [])]
        self.under_way, self.grants, self.damaged, self.busy = {}, [], [], []
        self.spare = {}
        self.last = drawn.get("given_end", 0.0)

    def step(self, step, level, mobile, dt, presence):
        """Send who is free, and plan the next step at the levels of this one."""
        now, soon = step * dt, (step + 1) * dt
        hits = self.world.drawn["hits"]
        damaged = {
            job["site"] for job in self.jobs if hits[job["hit"]][2] > now and job["begins"] < soon
        }
        self.damaged.append(len(damaged))
        self.busy.append(len(self.under_way))
        for sort in CREWS:
            self.send(sort, step, soon, dt)
        for site in self.under_way:
            self.work(site, self.speed(site, level, mobile, presence), soon, dt)
        if self.jobs and not self.broken():
            self.let_outside_return()

    def broken(self):
        """Whether there is work left."""
        return any(job["left"] > 0.0 for job in self.jobs)

    def kind(self, site):
        """The kind of a site."""
        return self.world.sites[site]["kind"]

    def speed(self, site, level, mobile, presence):
        """Hours of work done in an hour."""
        slow = self.knobs
        area = self.world.sites[site]["area"]
        heard = mobile[area] if area else 1.0
        fuel, roads = self.mean("filling_station", level), self.mean("road", level)
        speed = presence * (1.0 - slow["crew_slow_telecom"] * (1.0 - heard))
        speed *= 1.0 - slow["crew_slow_fuel"] * (1.0 - fuel)
        return speed * (1.0 - slow["crew_slow_roads"] * (1.0 - roads))

    def mean(self, kind, level):
        """Mean level of a kind of site; 1 where there are none."""
        levels = [level[site] for site in self.world.sites if self.kind(site) == kind]
        return sum(levels) / len(levels) if levels else 1.0

    def work(self, site, speed, start, dt):
        """One crew at one site: it drives, and does its jobs one after another."""
        hour, until = start, start + dt
        for job in self.jobs:
            if job["site"] != site or job["left"] <= 0.0 or job["ready"] >= until or speed <= 0.0:
                continue
            hour = max(hour, job["ready"])
            drive = min(self.under_way[site], until - hour)
            self.under_way[site] -= drive
            hour += drive
            able = (until - hour) * speed
            if job["left"] > able:
                job["left"] -= able
                self.spare[site] = 0.0
                return
            hour = max(start, hour + job["left"] / speed)
            job["left"] = 0.0
            self.end(job["hit"], hour)
            self.last = max(self.last, hour)
        self.spare[site] = until - hour

    def end(self, hit, hour):
        """Let a hit end at this hour."""
        site, begins, _, depth = self.world.drawn["hits"][hit]
        self.world.drawn["hits"][hit] = (site, begins, hour, depth)

    def let_outside_return(self):
        """Suppliers outside are whole once the last damage is."""
        for i, (site, _, ends, _) in enumerate(self.world.drawn["hits"]):
            if ends == NEVER and self.world.sites[site]["area"] == "":
                self.end(i, self.last)

    def asks(self, site, hour):
        """Whether a site has work that may start before this hour."""
        return any(
            job["site"] == site and job["left"] > 0.0 and job["ready"] < hour for job in self.jobs
        )

    def send(self, sort, step, soon, dt):
        """Divide the free crews of a sort over the sites that ask for one."""
        operations = self.world.operations
        sites = {job["site"] for job in self.jobs}
        own = {s: self.kind(s) for s in sites if mended_by(operations, self.kind(s)) == sort}
        won = 0.0
        for site in own:
            if site in self.under_way and not self.asks(site, soon + dt):
                won += self.spare[site]
                del self.under_way[site]
        waiting = {s: own[s] for s in own if s not in self.under_way and self.asks(s, soon + dt)}
        if not waiting:
            return
        free = self.told["there"][sort] - sum(site in self.under_way for site in own)
        lots = {s: lot_of(self.told["seed"], hour_of(step, dt), s) for s in waiting}
        turn = order_of_turn(self.told["rule"], waiting, free, lots, operations)
        for place, site in enumerate(turn):
            self.grants.append((step, sort, site, float(place < free)))
            if place < free:
                self.under_way[site] = self.knobs["crew_call_out_h"] - won / free
                self.spare[site] = 0.0
