"""Mobile generators: a pool of units, the places where they stand, and what they feed."""

from __future__ import annotations

import math

from tests.twin.slow.brought import (
    JUST,
    amount_of,
    divide,
    from_defence,
    operations,
    rule_of,
)
from weerbaar.sharing.claims import lot_of

ALMOST_WHOLE = 1.0 - 1e-9


class Generators:
    """Units in place by site (`stand`), hours in their tanks (`tank`), those on their way."""

    def __init__(self, world):
        self.world, self.knobs = world, world.drawn["knobs"]
        self.stand, self.tank, self.away = {}, {}, []
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
        # Feeders of which the scenario tells when their homes have power again.
        self.told = {
            site for site, _, ends, depth in world.drawn["hits"] if depth > 0.0 and ends < math.inf
        }
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

    def pool(self, until):
        """All units that there are at an hour."""
        own = amount_of(self.world, "mobile_generators")
        defence = from_defence(self.world, "defence_generators")
        there = 0
        if until + JUST >= self.own_from:
            there += math.floor(own + 0.5)
        if until + JUST >= self.world.drawn["scenario"]["defence_from_h"]:
            there += math.floor(defence + 0.5)
        return there

    def lacks(self, site, sites):
        """Whether a place lacks power without the units, at the end of the step."""
        comes = sites.supply(site, "power", sites.end)
        if self.is_feeder(site):
            if sites.bare[site][1] < 1.0 and site in self.told:
                return False
            return comes * sites.bare[site][1] < self.world.drawn["switch"][site]
        if site in self.stand:
            return comes < ALMOST_WHOLE
        empty = sites.left[(site, "power")] <= JUST
        return comes <= JUST and empty and sites.bare[site][1] > 0.0

    def step(self, step, sites, dt, record):
        """Burn, take back, ask, divide, set down."""
        record.flows["generators_busy"].append(sum(self.stand.values()))
        self.away = [(when, units) for when, units in self.away if when > step]
        lacking = [site for site in self.takes if self.lacks(site, sites)]
        for site in list(self.stand):
            ran = sites.fed[(site, "power")] * dt
            if site not in lacking:
                came = sites.supply(site, "power", sites.level)
                if self.is_feeder(site):
                    came *= sites.bare[site][0]
                ran *= 1.0 - came
            self.tank[site] = max(0.0, self.tank[site] - ran)
            if site not in lacking:
                whole = math.ceil(self.knobs["generator_move_h"] / dt - JUST)
                self.away.append((step + max(1, whole), self.stand.pop(site)))
                del self.tank[site]
        asking = {s: self.takes[s] for s in lacking if s not in self.stand}
        free = self.pool((step + 1) * dt)
        free -= sum(self.stand.values()) + sum(units for _, units in self.away)
        if asking and free > 0:
            for site in self.who_gets(asking, free, step):
                self.stand[site] = self.takes[site]
                self.tank[site] = self.knobs["generator_tank_h"]

    def who_gets(self, asking, free, step):
        """Those who get all they need: first by the rule, then by lot from what is left."""
        asked = {s: (n, self.turn[s], self.weight[s], "civil") for s, n in asking.items()}
        grants = divide(self.world, asked, free, step, whole=True)
        chosen = [site for site in asking if grants[site] == asking[site]]
        left = free - sum(asking[site] for site in chosen)
        rule = rule_of(self.world, whole=True)

        def turn(site):
            first = self.turn[site] if rule.rule == "priority" else 0
            return first, lot_of(rule.seed, step, site), site

        for site in sorted((s for s in asking if s not in chosen), key=turn):
            if asking[site] <= left:
                chosen.append(site)
                left -= asking[site]
        return chosen

    def feed(self, sites, dt):
        """What the units feed in the next step."""
        sites.fed = {(site, "power"): min(1.0, self.tank[site] / dt) for site in self.stand}
