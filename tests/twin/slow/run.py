"""One run of the second implementation, step by step, in the order of the page on the model."""

from __future__ import annotations

from tests.twin.slow.channels import Phones, answer_share, lack_channels
from tests.twin.slow.clock import Clock
from tests.twin.slow.health import Health
from tests.twin.slow.homes import Homes
from tests.twin.slow.mobile import Mobile
from tests.twin.slow.people import People
from tests.twin.slow.power import dark_share, lack_power
from tests.twin.slow.recording import NEEDS, Record
from tests.twin.slow.shops import Shops
from tests.twin.slow.sites import Sites
from tests.twin.slow.support import HelpPoints, Support
from tests.twin.slow.water import Water
from tests.twin.slow.where import Map

NORMAL = 0.05
NORMAL_FOR_H = 24.0


class Run:
    """All mechanisms of one world."""

    def __init__(self, world, dt):
        drawn = world.drawn
        self.world, self.dt, self.land = world, dt, Map(world)
        self.clock = Clock(drawn["scenario"], drawn["start_hour"], drawn["temperature"], dt)
        self.people, self.sites = People(world), Sites(world)
        self.record = Record(world, self.people)
        self.mobile = Mobile(world, self.people, self.land)
        self.support = Support(world, self.people, self.land, self.clock, self.record.visits)
        self.help_points = HelpPoints(world, self.land)
        self.homes, self.water = Homes(world, self.clock), Water(world)
        self.shops, self.health = Shops(world), Health(world, self.people)
        self.phones = Phones(world)

    def step(self, step):
        """One step of dt hours."""
        start, dt, world = step * self.dt, self.dt, self.world
        before = dict(self.sites.end)
        self.sites.step(start, dt)
        level = self.sites.level
        dark = {area: dark_share(world, area, level) for area in world.areas}
        self.mobile.step(self.sites, before, dark, dt)
        self.support.step(step, level, self.hit(dark, level))
        phones = self.phones.step(level, dt)
        queue = answer_share(world, self.people, self.mobile.calls)
        for area in world.areas:
            lacks = {"power": lack_power(dark[area])}
            lacks["heat"] = self.homes.step(area, step, level)
            lacks |= self.water.step(area, level, self.support.carried[area], dt)
            open_part = self.clock.open_part(step, "open")
            lacks["food"], lacks["payment"] = self.shops.step(area, level, open_part, dt)
            lacks["medicine"] = self.health.lack_medicine(area, level, dt)
            lacks["device"] = self.health.lack_device(area, level, dt)
            helped = self.help_points.helped(area, level, start, dt)
            lacks["help_call"], lacks["information"] = lack_channels(
                world, area, level, self.mobile.through[area], phones, queue, self.support, helped
            )
            having = {"medicine": self.health.daily, "device": self.health.on_a_device[area]}
            for need in NEEDS:
                self.record.step(area, need, lacks[need], dt, having.get(need))
        self.record.levels.append(dict(level))
        self.record.mobile.append(dict(self.mobile.through))

    def hit(self, dark, level):
        """The largest of the shares of an area without power, coverage or tap water."""
        return {
            area: max(
                dark[area],
                1.0 - self.mobile.coverage[area],
                1.0 - self.world.level_of_service("tap", area, level),
            )
            for area in self.world.areas
        }


def run_slowly(world, dt, steps, quiet_from):
    """The record of a run of at most `steps`; it stops once all has been normal for a day."""
    run = Run(world, dt)
    highest, quiet = dict.fromkeys(NEEDS, 0.0), 0.0
    for step in range(steps):
        run.step(step)
        normal = True
        for need in NEEDS:
            now = sum(run.record.unmet[(need, area)][-1] for area in world.areas)
            highest[need] = max(highest[need], now)
            if highest[need] > 1.0 and now > NORMAL * highest[need]:
                normal = False
        quiet = quiet + dt if normal else 0.0
        if (step + 1) * dt >= quiet_from and quiet >= NORMAL_FOR_H:
            break
    return run.record
