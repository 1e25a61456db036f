"""Hoarding: alarmed people buy more food than they eat, and shelves empty faster."""

from __future__ import annotations

from tests.twin.slow.people import KITS

NOTHING = 1e-9


class Hoarding:
    """Days of food that people bought extra, by area and kit; they stop at `hoard_days`."""

    def __init__(self, world, people):
        self.world, self.people, self.knobs = world, people, world.drawn["knobs"]
        self.hoarded = {(area, kit): 0.0 for area in world.areas for kit in KITS}
        self.wished = dict.fromkeys(world.areas, 1.0)
        self.full, self.added = {}, {}

    def step(self, level, dark):
        """What people want to buy in this step, in times normal; `dark` is without power at home.

        A scenario that says what shops sell goes first: then nobody hoards.
        """
        self.full = {
            place: days >= self.knobs["hoard_days"] for place, days in self.hoarded.items()
        }
        self.added = dict.fromkeys(self.hoarded, 0.0)
        if self.world.drawn["scenario"]["shop_demand_told"]:
            return
        alarm = {area: self.alarm(area, level, dark[area]) for area in self.world.areas}
        persons = self.people.total
        everybody = sum(persons.values())
        heard = 0.0
        if everybody > 0.0:
            told = sum(persons[area] * alarm[area] for area in alarm)
            heard = self.knobs["hoard_hearsay"] * told / everybody
        for area, own in alarm.items():
            more = self.knobs["hoard_demand"] - 1.0
            self.wished[area] = 1.0 + more * (own + (1.0 - own) * heard)

    def alarm(self, area, level, dark):
        """Share of an area that sees for itself that something is wrong."""
        serve = self.world.level_of_service
        no_money = (1.0 - serve("card", area, level)) * (1.0 - serve("cash_machine", area, level))
        return max(dark, 1.0 - serve("tap", area, level), no_money)

    def wish(self, area, kit):
        """What these people want to buy, in times normal."""
        return 1.0 if self.full[(area, kit)] else self.wished[area]

    def buy(self, area, kit, shop, none, dt):
        """Take extra food home; `none` is the share that cannot pay."""
        access = shop * (1.0 - none)
        if access < NOTHING:
            return
        wanted = (self.wish(area, kit) - 1.0) * access * dt / 24.0
        room = max(0.0, self.knobs["hoard_days"] - self.hoarded[(area, kit)])
        self.added[(area, kit)] = min(wanted, room)
        self.hoarded[(area, kit)] += self.added[(area, kit)]

    def empty_shelves(self, sites, dt):
        """What was bought extra leaves the goods of the shops that get no goods."""
        sold, served = {}, {}
        for area in self.world.areas:
            pairs = self.world.service.get(("shop", area), [])
            shop = self.world.level_of_service("shop", area, sites.level)
            added = sum(self.people.share(area, None, k) * self.added[(area, k)] for k in KITS)
            extra = added / (shop * dt / 24.0) if added > 0.0 else 0.0
            for site, weight in pairs:
                customers = weight * self.people.total[area]
                sold[site] = sold.get(site, 0.0) + customers * extra
                served[site] = served.get(site, 0.0) + customers
        for site in sold:
            if sold[site] > 0.0:
                faster = sold[site] / served[site] * sites.level[site]
                sites.sell(site, "goods", faster, dt)
