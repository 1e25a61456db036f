"""Mobile generators: a pool of units, the places where they stand, and what they feed."""

from __future__ import annotations

import math

from tests.twin.slow.brought import (
    JUST,
    amount_of,
    divide,
    from_defence,
    hour_of,
    operations,
    rule_of,
)
from weerbaar.sharing.claims import lot_of

ALMOST_WHOLE = 1.0 - 1e-9


class Generators:
    """Units in place by site (`stand`), hours in their tanks (`tank`), and those on their way.

    `late` holds, for places that are set up in a step, the hours into it after which they are fed.
    `away` are pairs of the hour at which units get free, and how many.
    """

    def __init__(self, world):
        self.world, self.knobs = world, world.drawn["knobs"]
        self.stand, self.tank, self.late, self.away = {}, {}, {}, []
        self.takes, self.turn, self.weight = {}, {}, {}
        for site, row in world.sites.items():
            facts = operations().get(row["kind"])
            has_power = any(one.name == "power" for one in world.inputs[site])
            if not facts or not has_power:
                continue
            feeder = self.is_feeder(site)
            units = self.for_homes(site) if feeder else math.ceil(float(facts["generators"]))
            if units > 0:
                self.takes[site] = units
                self.turn[site] = 2 * int(facts["priority"]) - (0 if feeder else 1)
                self.weight[site] = float(facts["weight"])
        starts = [begins for _, begins, _, depth in world.drawn["hits"] if depth > 0.0]
        self.own_from = min(starts, default=math.inf) + self.knobs["generators_from_h"]

    def is_feeder(self, site):
        """Whether homes hang on it."""
        return site in self.world.drawn["switch"]

    def for_homes(self, feeder):
        """Units that the homes on a feeder take."""
        homes = sum(
            block["share"] * self.world.areas[block["area"]]["dwellings"]
            for block in self.world.blocks.values()
            if block["feeder"] == feeder
        )
        return math.ceil(homes / self.knobs["homes_per_generator"] - JUST)

    def pool(self):
        """All units that there ever are: the hour from which they are there, and how many."""
        own = math.floor(amount_of(self.world, "mobile_generators") + 0.5)
        defence = math.floor(from_defence(self.world, "defence_generators") + 0.5)
        from_h = self.world.drawn["scenario"]["defence_from_h"]
        return [(self.own_from, own), (from_h, defence)]

    def is_told(self, site, now):
        """Whether a hit on it lasts of which the scenario tells the end."""
        return any(
            hit == site and begins < now < ends < math.inf and depth > 0.0
            for hit, begins, ends, depth in self.world.drawn["hits"]
        )

    def lacks(self, site, sites, dt):
        """Whether a place lacks power without the units: now, or within the next step."""
        comes = sites.supply(site, "power", sites.end)
        if self.is_feeder(site):
            if sites.bare[site][1] < 1.0 and self.is_told(site, sites.until):
                return False
            return comes * sites.bare[site][1] < self.world.drawn["switch"][site]
        if site in self.stand:
            return comes < ALMOST_WHOLE
        runs_out = sites.left[(site, "power")] + JUST < dt
        return comes <= JUST and runs_out and sites.bare[site][1] > 0.0

    def settle(self, step, sites, dt, record):
        """Burn, and take back where power is back."""
        soon, busy = (step + 1) * dt, 0.0
        for site in list(self.stand):
            units, fed_from = self.stand[site], self.late.get(site, 0.0)
            if self.lacks(site, sites, dt):
                left = self.tank[site] - sites.fed[(site, "power")] * dt
                self.tank[site] = max(0.0, left)
                busy += units * (dt - fed_from) / dt
                continue
            with_power = self.power_came_back(site, sites) * dt
            busy += units * max(0.0, dt - with_power - fed_from) / dt
            self.away.append((soon - with_power + self.knobs["generator_move_h"], units))
            del self.stand[site], self.tank[site]
        record.flows["generators_busy"].append(busy)
        self.late = {}

    def power_came_back(self, site, sites):
        """For which part of the step there was power without the units, at its end."""
        came = sites.supply(site, "power", sites.level)
        return came * sites.bare[site][0] if self.is_feeder(site) else came

    def set_down(self, step, sites, dt):
        """Divide what is free before the next step ends; it lasts from `soon` to `later`."""
        soon, later = (step + 1) * dt, (step + 2) * dt
        self.away = [(hour, units) for hour, units in self.away if hour + JUST >= soon]
        asking = {
            site: units
            for site, units in self.takes.items()
            if site not in self.stand and self.lacks(site, sites, dt)
        }
        there = sum(units for hour, units in self.pool() if hour + JUST < later)
        if not asking or there <= 0:
            return
        moving = sum(units for hour, units in self.away if hour + JUST >= later)
        free = there - sum(self.stand.values()) - moving
        # Units that get free within the next step: hours into it, one figure for each unit.
        others = [
            max(0.0, hour - soon)
            for hour, units in [*self.pool(), *self.away]
            for _ in range(units)
            if hour + JUST >= soon and hour + JUST < later
        ]
        ready = free - len(others)
        chosen = self.who_gets(asking, free, hour_of(step, dt))
        units_set_down = sum(asking[site] for site in chosen)
        late = 0.0
        if units_set_down > ready:
            late = sum(others) / len(others) * (units_set_down - ready) / units_set_down
        for site in chosen:
            wait = 0.0 if self.is_feeder(site) else sites.left[(site, "power")] * (1.0 - 1e-6)
            self.late[site] = max(wait, late)
            self.stand[site] = self.takes[site]
            self.tank[site] = self.knobs["generator_tank_h"]

    def who_gets(self, asking, free, hour):
        """Those who get all they need: first by the rule, then by lot from what is left."""
        asked = {s: (n, self.turn[s], self.weight[s], "civil") for s, n in asking.items()}
        grants = divide(self.world, asked, free, hour, whole=True)
        chosen = [site for site in asking if grants[site] == asking[site]]
        left = free - sum(asking[site] for site in chosen)
        rule = rule_of(self.world, whole=True)

        def turn(site):
            first = self.turn[site] if rule.rule == "priority" else 0
            return first, lot_of(rule.seed, hour, site), site

        for site in sorted((s for s in asking if s not in chosen), key=turn):
            if asking[site] <= left:
                chosen.append(site)
                left -= asking[site]
        return chosen

    def feed(self, sites, dt):
        """What the units feed in the next step: on average, and at its end."""
        sites.fed, sites.fed_at_end = {}, {}
        for site in self.stand:
            runs = dt - self.late.get(site, 0.0)
            at_end = min(1.0, self.tank[site] / runs)
            sites.fed[(site, "power")] = at_end * runs / dt
            sites.fed_at_end[(site, "power")] = at_end
