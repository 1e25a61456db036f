"""Money: cards, cash machines that run empty, vouchers, and the cash that people have left."""

from __future__ import annotations

from tests.twin.slow.people import KITS
from tests.twin.slow.stocks import ALMOST_WHOLE, Stock


class Payment:
    """Euro a person: spent of the cash at home by area and kit, taken from the machines by area."""

    def __init__(self, world):
        self.world, self.knobs = world, world.drawn["knobs"]
        sizes = world.drawn["stocks"]
        self.cash = {
            (area, kit): Stock(sizes[("cash", kit)]) for area in world.areas for kit in KITS
        }
        self.taken = dict.fromkeys(world.areas, 0.0)

    def step(self, area, level, open_part, hoarding, start, dt):
        """The share that cannot pay, by kit."""
        scenario, serve = self.world.drawn["scenario"], self.world.level_of_service
        card, machine = serve("card", area, level), serve("cash_machine", area, level)
        a_step = self.knobs["spend_eur"] * open_part * dt
        a_step /= scenario["open_to"] - scenario["open_from"]
        held = self.draw(area, card, machine, a_step * hoarding.wished[area], dt)
        own = (1.0 - card) * (1.0 - held * machine) * (1.0 - self.vouchers(start, dt))
        none = {}
        for kit in KITS:
            cash = self.cash[(area, kit)]
            none[kit] = spend(cash, own, a_step * hoarding.wish(area, kit))
            if machine >= ALMOST_WHOLE and held >= ALMOST_WHOLE:
                back = self.knobs["cash_return_eur_h"] * open_part * dt
                cash.used = [max(0.0, used - back) for used in cash.used]
        return none

    def draw(self, area, card, machine, spending, dt):
        """The part of what is asked of the machines that they hold."""
        asked = (1.0 - card) * machine * spending
        paid = min(asked, max(0.0, self.knobs["machine_eur"] - self.taken[area]))
        brought = self.knobs["machine_eur_d"] * machine * dt / 24.0
        self.taken[area] = max(0.0, self.taken[area] + paid - brought)
        return paid / asked if asked > 0.0 else 1.0

    def vouchers(self, start, dt):
        """Share of people who pay with a voucher in the step that begins at `start`."""
        scenario = self.world.drawn["scenario"]
        part = min(1.0, max(0.0, (start + dt - scenario["voucher_from_h"]) / dt))
        return scenario["voucher_share"] * part


def spend(cash, own, needed):
    """The share that cannot pay: who lives on cash and is at the end of it."""
    if own <= 0.0:
        return 0.0
    if needed > 0.0:
        return cash.step(own, needed, 0.0)
    # Shops are closed: whose cash is gone still has none.
    gone = [used >= size for used, size in zip(cash.used, cash.sizes, strict=True)]
    return own * sum(gone) / len(gone)
