"""Shops: the food that people can buy, have at home and get from neighbours; and paying in them."""

from __future__ import annotations

from tests.twin.slow.neighbours import share_among_neighbours
from tests.twin.slow.people import GROUPS, HOMES, KITS
from tests.twin.slow.stocks import Stock


class Shops:
    """Food at home in days by area and kit."""

    def __init__(self, world, people, payment, hoarding):
        self.world, self.people, self.payment, self.hoarding = world, people, payment, hoarding
        sizes = world.drawn["stocks"]
        self.food = {
            (area, kit): Stock(sizes[("food", kit)]) for area in world.areas for kit in KITS
        }

    def step(self, area, level, open_part, start, dt):
        """Shares that lack food and that cannot pay."""
        knobs = self.world.drawn["knobs"]
        shop = self.world.level_of_service("shop", area, level)
        none = self.payment.step(area, level, open_part, self.hoarding, start, dt)
        lacks_food, cannot_pay = {}, {}
        for kit in KITS:
            access = shop * (1.0 - none[kit])
            self.hoarding.buy(area, kit, shop, none[kit], dt)
            food = self.food[(area, kit)]
            food.extra = self.hoarding.hoarded[(area, kit)]
            lacks_food[kit] = food.step(
                1.0 - access, dt / 24.0, knobs["days_food_return"] / 24.0 * dt
            )
            cannot_pay[kit] = (1.0 - access) * open_part
        persons = {k: self.people.total[area] * self.people.share(area, None, k) for k in KITS}
        stocks = {kit: self.food[(area, kit)] for kit in KITS}
        lacks_food = share_among_neighbours(knobs, persons, stocks, lacks_food, dt / 24.0, dt)
        return everybody(lacks_food), everybody(cannot_pay)


def everybody(shares):
    """The same for all homes and groups."""
    if not any(shares.values()):
        return {}
    return {(h, g, kit): shares[kit] for h in HOMES for g in GROUPS for kit in KITS}
