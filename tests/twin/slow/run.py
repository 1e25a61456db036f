"""One run of the second implementation, step by step, in the order of the page on the model."""

from __future__ import annotations

from tests.twin.slow.batteries import Batteries
from tests.twin.slow.beds import Beds
from tests.twin.slow.channels import Phones, answer_share, lack_channels
from tests.twin.slow.clock import Clock
from tests.twin.slow.convoys import Convoys
from tests.twin.slow.crews import Crews
from tests.twin.slow.fuel import Fuel
from tests.twin.slow.generators import Generators
from tests.twin.slow.health import Devices, Health
from tests.twin.slow.hoarding import Hoarding
from tests.twin.slow.homes import Homes
from tests.twin.slow.mobile import Mobile
from tests.twin.slow.payment import Payment
from tests.twin.slow.people import GROUPS, People
from tests.twin.slow.power import dark_share, lack_power, power_of_blocks
from tests.twin.slow.reception import Reception
from tests.twin.slow.recording import NEEDS, Record
from tests.twin.slow.sewers import Sewers
from tests.twin.slow.shops import Shops
from tests.twin.slow.sites import Sites
from tests.twin.slow.staff import Staff
from tests.twin.slow.support import HelpPoints, Support
from tests.twin.slow.tankers import Tankers
from tests.twin.slow.transport import Transport
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
        self.support = Support(world, self.people, self.land, self.clock, self.record)
        self.help_points = HelpPoints(world, self.land)
        self.batteries = Batteries(world, self.people)
        # Of homes without a battery that works on its own, and of homes with one.
        kinds = 2 if self.batteries.any() else 1
        self.homes = [Homes(world, self.clock) for _ in range(kinds)]
        self.devices = [Devices(world) for _ in range(kinds)]
        self.phones = [Phones(world) for _ in range(kinds)]
        self.water, self.health = Water(world, self.people), Health(world, self.people)
        self.hoarding = Hoarding(world, self.people)
        self.shops = Shops(world, self.people, Payment(world), self.hoarding)
        self.crews, self.staff = Crews(world), Staff(world, self.people, self.land)
        self.beds, self.reception = Beds(world, self.people), Reception(world)
        self.sewers, self.transport = Sewers(world), Transport(world)
        self.convoys = Convoys(world)
        self.generators, self.fuel = Generators(world), Fuel(world)
        self.tankers = Tankers(world, self.people)

    def step(self, step):
        """One step of dt hours."""
        start, dt, world = step * self.dt, self.dt, self.world
        before = dict(self.sites.end)

        def load(what):
            return world.load(what, start, dt)

        presence, filled, manned = self.staff.begin(start, dt, load)
        world.drawn["presence"] = presence
        self.sites.step(start, dt, manned)
        level = self.sites.level
        grid = power_of_blocks(world, level)
        power = [grid, self.batteries.step(grid, dt)][: len(self.homes)]
        without = {area: [dark_share(world, area, p) for p in power] for area in world.areas}
        dark = {area: self.batteries.of_all(area, *shares) for area, shares in without.items()}
        self.mobile.step(self.sites, before, dark, dt)
        self.support.step(step, level, self.hit(dark, level))
        self.hoarding.step(level, dark)
        phones = [own.step(p, dt) for own, p in zip(self.phones, power, strict=True)]
        queue = answer_share(world, self.people, self.mobile.calls)
        open_part = self.clock.open_part(step, "open")
        rain = load("rain")
        for area in world.areas:
            by_home, by_area = self.batteries.by_home, self.batteries.by_area
            lacks = {"power": by_home(*[lack_power(share) for share in without[area]])}
            cold = [homes.step(area, step, p) for homes, p in zip(self.homes, power, strict=True)]
            lacks["heat"] = by_home(*cold)
            carried = self.support.carried[area] + self.tankers.brought[area]
            lacks |= self.water.step(area, level, carried, dt)
            lacks["food"], lacks["payment"] = self.shops.step(area, level, open_part, start, dt)
            lacks["medicine"] = self.health.lack_medicine(area, level, dt)
            off = [
                devices.step(area, p, dt) for devices, p in zip(self.devices, power, strict=True)
            ]
            lacks["device"] = by_area(area, *off)
            helped = self.help_points.helped(area, level, start, dt)
            through = self.mobile.through[area]
            silent = [
                lack_channels(world, area, level, p, through, works, queue, self.support, helped)
                for p, works in zip(power, phones, strict=True)
            ]
            lacks["help_call"] = by_area(area, *[calls for calls, _ in silent])
            lacks["information"] = by_area(area, *[news for _, news in silent])
            lacks["care"] = self.health.lack_care(area, level)
            lacks["sewage"] = self.sewers.lack(area, level, rain, dt)
            lacks["transport"] = self.transport.lack(area, level, dt)
            having = {"medicine": self.health.daily, "device": self.health.on_a_device[area]}
            having["care"] = {group: float(group == "care") for group in GROUPS}
            for need in NEEDS:
                self.record.step(area, need, lacks[need], dt, having.get(need))
        self.hoarding.empty_shelves(self.sites, dt)

        def unmet(need, area):
            return self.record.unmet[(need, area)][-1]

        self.staff.end(level, unmet, dt)
        cold = sum(unmet("heat", area) for area in world.areas)
        devices = sum(unmet("device", area) for area in world.areas)
        flows = {"presence": presence, "shifts_filled": filled}
        beds = self.beds.step(start, dt, level, cold, devices, load)
        flows |= zip(("beds_working", "patients", "patients_waiting"), beds, strict=True)
        flows |= self.reception.step(start, dt, presence)
        vehicles = self.convoys.step(level, start, dt)
        names = ("vehicles_waiting", "vehicles_passed", "freight_displaced")
        flows |= zip(names, vehicles, strict=True)
        for flow, value in flows.items():
            self.record.flows[flow].append(value)
        self.generators.settle(step, self.sites, dt, self.record)
        self.fuel.step(step, self.sites, self.generators, dt, self.record)
        self.generators.set_down(step, self.sites, dt)
        self.generators.feed(self.sites, dt)
        self.tankers.step(step, level, dt, self.record)
        self.record.levels.append(dict(level))
        self.record.mobile.append(dict(self.mobile.through))
        self.crews.step(step, level, self.mobile.through, dt, presence)

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
        broken = run.crews.broken()
        run.step(step)
        queues = ("arrivals_waiting", "patients_waiting", "vehicles_waiting")
        normal = all(run.record.flows[flow][-1] <= 1.0 for flow in queues)
        for need in NEEDS:
            now = sum(run.record.unmet[(need, area)][-1] for area in world.areas)
            highest[need] = max(highest[need], now)
            if highest[need] > 1.0 and now > NORMAL * highest[need]:
                normal = False
        quiet = quiet + dt if normal else 0.0
        if (step + 1) * dt >= quiet_from and quiet >= NORMAL_FOR_H and not broken:
            break
    run.record.crews = run.crews
    return run.record
