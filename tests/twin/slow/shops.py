"""Shops and money: food, payment and the cash that people have left."""

from __future__ import annotations

from tests.twin.slow.people import GROUPS, HOMES, KITS
from tests.twin.slow.stocks import ALMOST_WHOLE, Stock


class Shops:
    """Food at home in days, and cash in euro, by area and kit."""

    def __init__(self, world):
        self.world = world
        sizes = world.drawn["stocks"]
        places = [(area, kit) for area in world.areas for kit in KITS]
        self.food = {place: Stock(sizes[("food", place[1])]) for place in places}
        self.cash = {place: Stock(sizes[("cash", place[1])]) for place in places}

    def step(self, area, level, open_part, dt):
        """Shares that lack food and that cannot pay."""
        knobs, serve = self.world.drawn["knobs"], self.world.level_of_service
        shop = serve("shop", area, level)
        card, machine = serve("card", area, level), serve("cash_machine", area, level)
        lacks_food, cannot_pay = {}, {}
        for kit in KITS:
            cash = self.cash[(area, kit)]
            none = self.spend(cash, (1.0 - card) * (1.0 - machine), open_part, dt)
            if machine >= ALMOST_WHOLE:
                back = knobs["cash_return_eur_h"] * open_part * dt
                cash.used = [max(0.0, used - back) for used in cash.used]
            access = shop * (1.0 - none)
            back = knobs["days_food_return"] / 24.0 * dt
            lacks_food[kit] = self.food[(area, kit)].step(1.0 - access, dt / 24.0, back)
            cannot_pay[kit] = (1.0 - access) * open_part
        return self.everybody(lacks_food), self.everybody(cannot_pay)

    def spend(self, cash, own, open_part, dt):
        """The share that cannot pay: who lives on cash and is at the end of it."""
        if own <= 0.0:
            return 0.0
        scenario, knobs = self.world.drawn["scenario"], self.world.drawn["knobs"]
        hours = scenario["open_to"] - scenario["open_from"]
        needed = knobs["spend_eur"] / hours * dt * open_part
        if needed > 0.0:
            return cash.step(own, needed, 0.0)
        # Shops are closed: whose cash is gone still has none.
        gone = [used >= size for used, size in zip(cash.used, cash.sizes, strict=True)]
        return own * sum(gone) / len(gone)

    def everybody(self, shares):
        """The same for all homes and groups."""
        if not any(shares.values()):
            return {}
        return {(h, g, kit): shares[kit] for h in HOMES for g in GROUPS for kit in KITS}
