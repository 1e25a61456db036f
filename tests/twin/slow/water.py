"""Drinking water at three norms, on lower floors and on the upper floors of high-rise."""

from __future__ import annotations

from tests.twin.slow.neighbours import share_among_neighbours
from tests.twin.slow.people import GROUPS, HOMES, KITS
from tests.twin.slow.stocks import ALMOST_WHOLE, Stock

NORMS = ("water", "water_basic", "water_hygiene")


class Water:
    """Stocks of water: of an area for the lower floors, of a block for the upper floors."""

    def __init__(self, world, people):
        self.world, self.people = world, people
        sizes = world.drawn["stocks"]
        self.low = {
            (norm, area, kit): Stock(sizes[("water", kit)])
            for norm in NORMS
            for area in world.areas
            for kit in KITS
        }
        self.up = {
            (norm, block, kit): Stock(sizes[("water", kit)])
            for norm in NORMS
            for block in world.blocks
            for kit in KITS
        }

    def step(self, area, level, carried, dt):
        """Shares that lack water by norm; `carried` litres a person come from support points."""
        tap = self.world.level_of_service("tap", area, level)
        lacks = {}
        for norm in NORMS:
            low = self.of_neighbours(
                {kit: self.low[(norm, area, kit)] for kit in KITS},
                *(self.on_low_floors(area), norm, tap, carried, dt),
            )
            up = dict.fromkeys(KITS, 0.0)
            for block in self.world.blocks_of(area):
                share = self.world.blocks[block]["share"]
                pump = self.world.service.get(("upper_tap", block))
                gives = min(tap, level[pump[0][0]]) if pump else tap
                high = self.on_upper_floors(area)
                persons = {kit: share * high[kit] for kit in KITS}
                stocks = {kit: self.up[(norm, block, kit)] for kit in KITS}
                lacked = self.of_neighbours(stocks, persons, norm, gives, carried, dt)
                for kit in KITS:
                    up[kit] += share * lacked[kit]
            lacks[norm] = self.by_person(low, up)
        return lacks

    def of_neighbours(self, stocks, persons, norm, supplied, carried, dt):
        """Shares of neighbours that lack water, by kit, after they shared what they have left."""
        lacks = {kit: self.drink(stocks[kit], norm, supplied, carried, dt) for kit in KITS}
        needed = self.world.norms[norm] / 24.0 * dt
        knobs = self.world.drawn["knobs"]
        return share_among_neighbours(knobs, persons, stocks, lacks, needed, dt)

    def on_upper_floors(self, area):
        """People on the upper floors of high-rise, by kit."""
        upper = self.world.drawn["knobs"]["upper_floor"] * self.people.total[area]
        return {kit: upper * self.people.share(area, "high_rise", kit) for kit in KITS}

    def on_low_floors(self, area):
        """The other people of an area, by kit."""
        upper, total = self.on_upper_floors(area), self.people.total[area]
        return {kit: total * self.people.share(area, None, kit) - upper[kit] for kit in KITS}

    def drink(self, stock, norm, supplied, carried, dt):
        """The share of a step that people lack water: first what is carried home, then stock.

        Where the tap runs nobody needs what is carried: bottles fill from the tap.
        """
        needed = self.world.norms[norm] / 24.0 * dt
        if supplied >= ALMOST_WHOLE:
            return stock.step(0.0, needed, self.world.drawn["knobs"]["water_return_l_h"] * dt)
        unmet = (1.0 - supplied) * needed - carried
        if unmet <= 0.0:
            return stock.step(0.0, needed, -unmet)
        return stock.step(unmet / needed, needed, 0.0)

    def by_person(self, low, up):
        """Shares by home, group and kit: some of the high-rise lives on upper floors."""
        if not any(low.values()) and not any(up.values()):
            return {}
        high = self.world.drawn["knobs"]["upper_floor"]
        lacks = {}
        for home in HOMES:
            for kit in KITS:
                share = low[kit]
                if home == "high_rise":
                    share = (1.0 - high) * low[kit] + high * up[kit]
                for group in GROUPS:
                    lacks[(home, group, kit)] = share
        return lacks
