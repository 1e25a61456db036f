"""Tankers: emergency water for areas whose tap has long been dry."""

from __future__ import annotations

from tests.twin.slow.brought import JUST, divide, hour_of, litres

TANKERS = ("water_tankers", "defence_tankers", "tanker")
ALMOST_NOTHING = 1e-9


class Tankers:
    """Hours that each tap has been short on end, and litres a person that come in the next step."""

    def __init__(self, world, people):
        self.world, self.people, self.knobs = world, people, world.drawn["knobs"]
        self.hours = dict.fromkeys(world.areas, 0.0)
        self.brought = dict.fromkeys(world.areas, 0.0)

    def step(self, step, level, dt, record):
        """Ask, divide, bring."""
        asked, homes = {}, 0.0
        for area, facts in self.world.areas.items():
            short = 1.0 - self.world.level_of_service("tap", area, level)
            self.hours[area] = self.hours[area] + dt if short > ALMOST_NOTHING else 0.0
            if self.hours[area] > self.knobs["tanker_after_h"] + JUST:
                homes += facts["dwellings"] * short
                need = self.world.norms["water"] / 24.0 * dt * self.people.total[area] * short
                asked[area] = (need, 1, 1.0, "civil")
        grants = {}
        if homes > self.knobs["tanker_connections"]:
            supply = litres(self.world, TANKERS, (), level, (step + 1) * dt, dt)
            grants = divide(self.world, asked, supply, hour_of(step, dt))
        self.brought = {
            area: grants[area] / self.people.total[area] if grants.get(area) else 0.0
            for area in self.world.areas
        }
        record.flows["water_brought"].append(sum(grants.values()) / dt)
