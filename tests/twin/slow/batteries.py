"""Batteries at home that work without the grid: homes with a history of power of their own."""

from __future__ import annotations

from tests.twin.slow.people import HOMES


class Batteries:
    """Hours left in the battery of homes in each block; and which share of homes has one."""

    def __init__(self, world, people):
        self.world, self.knobs = world, world.drawn["knobs"]
        knobs = self.knobs
        low = knobs["battery_low_rise"] * knobs["battery_islands"]
        high = knobs["battery_high_rise"] * knobs["battery_islands"]
        self.of_home = {home: high if home == "high_rise" else low for home in HOMES}
        self.of_area = {
            area: sum(people.share(area, home, None) * self.of_home[home] for home in HOMES)
            for area in world.areas
        }
        a_day = max(knobs["essential_kwh_d"] - knobs["solar_kwh_d"], 1e-9)
        self.size = 24.0 * knobs["battery_kwh"] / a_day
        self.left = dict.fromkeys(world.blocks, knobs["battery_full"] * self.size)

    def any(self):
        """Whether there are such homes at all."""
        return any(self.of_home.values())

    def step(self, power, dt):
        """Power in such homes, by block, where the grid gives `power`."""
        at_home = {}
        for block, grid in power.items():
            lost = (1.0 - grid) * dt
            left = self.left[block]
            at_home[block] = 1.0 if left >= lost else grid + (1.0 - grid) * left / lost
            charged = self.size * grid * dt / self.knobs["battery_charge_h"]
            self.left[block] = min(self.size, max(0.0, left - lost) + charged)
        return at_home

    def of_all(self, area, ordinary, these=0.0):
        """One share of an area: of ordinary homes and of homes with a battery together."""
        own = self.of_area[area]
        return (1.0 - own) * ordinary + own * these

    def by_area(self, area, ordinary, these=None):
        """Shares by home, group and kit, where homes with a battery are alike in the area."""
        return mixed(ordinary, these, dict.fromkeys(HOMES, self.of_area[area]))

    def by_home(self, ordinary, these=None):
        """Shares by home, group and kit, where each class of home has its own batteries."""
        return mixed(ordinary, these, self.of_home)


def mixed(ordinary, these, own):
    """Both kinds of homes together; a dict that is empty says that nobody lacks.

    Without `these` there are no homes with a battery.
    """
    if these is None:
        return ordinary
    places = ordinary or these
    return {
        place: (1.0 - own[place[0]]) * ordinary.get(place, 0.0)
        + own[place[0]] * these.get(place, 0.0)
        for place in places
    }
