"""Sewers that fill when their pumps are dark or when it pours."""

from __future__ import annotations

from tests.twin.slow.facts import read_table
from tests.twin.slow.people import GROUPS, HOMES, KITS
from tests.twin.slow.stocks import Stock

SORTS = ("pressure", "gravity")


class Sewers:
    """Room of the sewers of each block, by sort."""

    def __init__(self, world):
        self.world, self.knobs = world, world.drawn["knobs"]
        self.hours = world.drawn["sewer_hours"]
        self.room = {(b, sort): Stock(self.hours[sort]) for b in world.blocks for sort in SORTS}
        self.pressure = {
            row["urbanity"]: float(row["pressure"]) for row in read_table("sewers.csv")
        }

    def share(self, area, sort):
        """Share of the homes of an area that have this sort and need its pumps."""
        pressure = self.pressure[self.world.areas[area]["urbanity"]]
        having = pressure if sort == "pressure" else 1.0 - pressure
        return having * (1.0 - self.knobs[f"sewer_{sort}_floor"])

    def lack(self, area, level, rain, dt):
        """Shares that lack a sewer; rain in mm an hour."""
        from_rain = self.knobs["rain_fill"] * rain
        too_much = self.knobs["rain_fill"] * max(0.0, rain - self.knobs["rain_pumps_mm_h"])
        inflow = self.world.level_of_service("tap", area, level) + from_rain
        lacked = 0.0
        for block in self.world.blocks_of(area):
            row = self.world.blocks[block]
            power = level[row["feeder"]]
            short = 1.0 - power
            if too_much > 0.0:
                short += power * too_much / inflow
            for sort in SORTS:
                part = self.fill(self.room[(block, sort)], sort, short, inflow, dt)
                lacked += row["share"] * self.share(area, sort) * part
        if lacked <= 0.0:
            return {}
        return {(h, g, kit): lacked for h in HOMES for g in GROUPS for kit in KITS}

    def fill(self, room, sort, short, inflow, dt):
        """The share of homes whose sewer takes no more, over one step."""
        if short > 0.0 and inflow <= 0.0:
            # Nothing flows in: who has no room keeps none.
            full = [used >= size for used, size in zip(room.used, room.sizes, strict=True)]
            return short * sum(full) / len(full)
        away = self.hours[sort][-1] / self.knobs["sewer_empties_h"] * dt
        return room.step(short, inflow * dt, away)
