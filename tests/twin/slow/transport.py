"""Trips by car, from a tank that empties, and by rail."""

from __future__ import annotations

from tests.twin.slow.people import GROUPS, HOMES, KITS
from tests.twin.slow.stocks import Stock


class Transport:
    """Days of driving in the tanks of each area."""

    def __init__(self, world):
        self.world, self.knobs = world, world.drawn["knobs"]
        least, most = self.knobs["tank_least"], self.knobs["tank_most"]
        full = [least + (most - least) * part / 20.0 for part in range(1, 20, 2)]
        days = [part * self.knobs["car_days"] for part in full]
        self.tank = {area: Stock(days) for area in world.areas}

    def lack(self, area, level, dt):
        """Shares of trips that are not made."""
        fuel = 1.0
        if ("fuel", area) in self.world.service:
            fuel = self.world.level_of_service("fuel", area, level)
        back = self.knobs["days_fuel_return"] / 24.0 * dt
        empty = self.tank[area].step(1.0 - fuel, dt / 24.0, back)
        lines = [level[s] for s, row in self.world.sites.items() if row["kind"] == "rail_line"]
        rail = sum(lines) / len(lines) if lines else 1.0
        car = min(1.0, self.world.areas[area]["cars_per_household"])
        lacked = car * empty + (1.0 - car) * (1.0 - rail)
        if lacked <= 0.0:
            return {}
        return {(h, g, kit): lacked for h in HOMES for g in GROUPS for kit in KITS}
