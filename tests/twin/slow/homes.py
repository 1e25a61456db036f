"""Homes that cool without power and warm up with it; who is below the threshold, and how long."""

from __future__ import annotations

import math

from tests.twin.slow.brought import JUST
from tests.twin.slow.people import GROUPS, HOMES, KITS


class Homes:
    """Degrees indoors of each block, home, kind of heating and stratum of insulation."""

    def __init__(self, world, clock):
        self.world, self.clock = world, clock
        self.kinds = sorted(set(world.groups.values()))
        self.before = dict.fromkeys(world.blocks, 1.0)
        # An ordinary day goes before hour 0: all homes of a kind are then equally warm.
        day_before = range(-math.ceil(24.0 / clock.dt), 0)
        ordinary = {}
        for home in HOMES:
            for kind in self.kinds:
                place = ("", home, kind)
                aim = clock.thermostat(day_before[0], kind[1])
                self.degrees = {place: [aim] * len(world.drawn["tau"][home])}
                self.before[""] = 1.0
                for step in day_before:
                    self.cold_part("", home, kind, 1.0, step, clock.outside(step))
                ordinary[(home, kind)] = self.degrees[place]
        self.degrees = {
            (block, home, kind): list(ordinary[(home, kind)])
            for block in world.blocks
            for home in HOMES
            for kind in self.kinds
        }

    def step(self, area, step, power):
        """Shares of people who are in the cold; `power` is what homes have of it, by block."""
        outside, cold = self.clock.outside(step), {}
        for block in self.world.blocks_of(area):
            row = self.world.blocks[block]
            for home in HOMES:
                for kind in self.kinds:
                    share = self.cold_part(block, home, kind, power[block], step, outside)
                    place = (home, kind)
                    cold[place] = cold.get(place, 0.0) + row["share"] * share
            self.before[block] = power[block]
        if not any(cold.values()):
            return {}
        return {
            (home, group, kit): cold[(home, self.world.groups[group])]
            for home in HOMES
            for group in GROUPS
            for kit in KITS
        }

    def cold_part(self, block, home, kind, power, step, outside):
        """Part of the step below the threshold, as a mean over strata; and how warm it is after.

        Power that is being lost is there first, power that returns is there last.
        """
        threshold, warm_at_night = kind
        aim, dt = self.clock.thermostat(step, warm_at_night), self.clock.dt
        rate = self.world.drawn["knobs"]["reheat_c_h"]
        spells = [(True, power * dt), (False, (1.0 - power) * dt)]
        if self.before[block] + JUST < power:
            spells.reverse()
        degrees, cold = self.degrees[(block, home, kind)], 0.0
        for k, tau in enumerate(self.world.drawn["tau"][home]):
            for heated, hours in spells:
                if hours <= 0.0:
                    continue
                if heated:
                    cold += hours_below_heated(degrees[k], rate, hours, threshold)
                    degrees[k] = warmed(degrees[k], outside, tau, hours, aim, rate)
                else:
                    cold += hours_below(degrees[k], outside, tau, hours, threshold)
                    degrees[k] = cooled(degrees[k], outside, tau, hours)
        return cold / (len(degrees) * dt)


def cooled(start, outside, tau, hours):
    """Degrees after so many hours without heating."""
    return outside + (start - outside) * math.exp(-hours / tau)


def warmed(start, outside, tau, hours, aim, rate):
    """Degrees after so many hours with heating, which never cools a home that is too warm."""
    if start < aim:
        return min(aim, start + rate * hours)
    return max(aim, cooled(start, outside, tau, hours))


def hours_below_heated(start, rate, hours, threshold):
    """Hours below the threshold while the home warms up."""
    return min(hours, (threshold - start) / rate) if start < threshold else 0.0


def hours_below(start, outside, tau, hours, threshold):
    """Hours below the threshold in so many hours without heating."""
    end = cooled(start, outside, tau, hours)
    if start < threshold and end < threshold:
        return hours
    if start >= threshold and end >= threshold:
        return 0.0
    crossed = tau * math.log((start - outside) / (threshold - outside))
    return hours - crossed if start >= threshold else crossed
