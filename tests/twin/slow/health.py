"""Daily medicine, medical devices that run on a battery, and care at home."""

from __future__ import annotations

from tests.twin.slow.people import GROUPS, HOMES, KITS
from tests.twin.slow.stocks import Stock


class Health:
    """Medicine at home in days by area and kit; who needs it, and who is on a device."""

    def __init__(self, world, people):
        self.world, self.people = world, people
        sizes = world.drawn["stocks"]
        self.medicine = {
            (area, kit): Stock(sizes[("medicine", kit)]) for area in world.areas for kit in KITS
        }
        self.on_a_device = {area: self.share_on_a_device(area) for area in world.areas}
        self.daily = self.who_needs_medicine()

    def who_needs_medicine(self):
        """Share of each group that needs medicine daily; care is old and young people mixed."""
        knobs, areas = self.world.drawn["knobs"], list(self.world.areas.values())
        everybody = sum(area["inhabitants"] for area in areas) or 1.0
        old = sum(area["inhabitants"] * area["share_65_plus"] for area in areas) / everybody
        old_care = knobs["care_65_plus"] * old
        young_care = knobs["care_under_65"] * (1.0 - old)
        old_daily, young_daily = knobs["medicine_65_plus"], knobs["medicine_under_65"]
        care = (old_care * old_daily + young_care * young_daily) / (old_care + young_care)
        return {
            "care": care,
            "alone_65_plus": old_daily,
            "company_65_plus": old_daily,
            "family": young_daily,
            "adult": young_daily,
        }

    def lack_medicine(self, area, level, dt):
        """Shares that lack medicine, of those who need it."""
        supplied = self.world.level_of_service("pharmacy", area, level)
        back = self.world.drawn["knobs"]["days_medicine_return"] / 24.0 * dt
        shares = {
            kit: self.medicine[(area, kit)].step(1.0 - supplied, dt / 24.0, back) for kit in KITS
        }
        if not any(shares.values()):
            return {}
        return {(h, g, kit): shares[kit] for h in HOMES for g in GROUPS for kit in KITS}

    def lack_care(self, area, level):
        """Shares without visits, of those who need care; none where no team is known."""
        if not self.world.service.get(("home_care", area)):
            return {}
        lacked = 1.0 - self.world.level_of_service("home_care", area, level)
        if lacked <= 1e-12:
            return {}
        return {(h, g, kit): lacked for h in HOMES for g in GROUPS for kit in KITS}

    def share_on_a_device(self, area):
        """Share of each group that is on a device: all of them need care."""
        persons = self.world.areas[area]["inhabitants"] / 1e5
        persons *= self.world.drawn["knobs"]["devices_per_100000"]
        care = sum(
            n for (_, group, _, _), n in self.people.persons[area].items() if group == "care"
        )
        having = dict.fromkeys(GROUPS, 0.0)
        having["care"] = persons / care if care > 0.0 else 0.0
        return having


class Devices:
    """Hours taken from the batteries of medical devices, by block."""

    def __init__(self, world):
        self.world = world
        sizes = world.drawn["stocks"][("device", False)]
        self.battery = {block: Stock(sizes) for block in world.blocks}

    def step(self, area, power, dt):
        """Shares whose device is without power, of those who have one; `power` is by block."""
        back = self.world.drawn["knobs"]["device_recharge"] * dt
        lacked = 0.0
        for block in self.world.blocks_of(area):
            share = self.battery[block].step(1.0 - power[block], dt, back)
            lacked += self.world.blocks[block]["share"] * share
        if lacked <= 0.0:
            return {}
        return {(h, g, kit): lacked for h in HOMES for g in GROUPS for kit in KITS}
