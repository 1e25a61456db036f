"""Sites: what shocks leave of them, what their inputs give, and how buffers bridge a loss."""

from __future__ import annotations

ALMOST_WHOLE = 1.0 - 1e-9


class Sites:
    """All sites over time: `level` is the mean of the step, `end` the level at its end."""

    def __init__(self, world):
        self.world = world
        self.level = dict.fromkeys(world.sites, 1.0)
        self.end = dict.fromkeys(world.sites, 1.0)
        self.offered = dict.fromkeys(world.sites, 1.0)
        self.left = {(s, i.name): i.hours for s in world.sites for i in world.inputs[s]}
        self.waits = dict.fromkeys(self.left, 0.0)
        self.bare = dict.fromkeys(world.sites, (1.0, 1.0))
        # What mobile generators feed, as the mean of the step and at its end.
        self.fed, self.fed_at_end = {}, {}
        self.until = 0.0

    def step(self, start, dt, manned):
        """Bring all sites dt hours further, suppliers first; `manned` is what staff leaves them."""
        self.until = start + dt
        for site in self.world.order:
            mean, end = self.bare[site] = self.condition(site, start, dt)
            mean, end = mean * manned[site], end * manned[site]
            worst, worst_end = 1.0, 1.0
            for one in self.world.inputs[site]:
                got, got_end = self.effective(site, one, dt)
                worst, worst_end = min(worst, got), min(worst_end, got_end)
            self.level[site], self.end[site] = mean * worst, end * worst_end
            if site in self.world.drawn["switch"]:
                self.switch(site, self.world.drawn["switch"][site])
                # Generators by homes stand behind the cable.
                key = (site, "power")
                self.level[site] = max(self.level[site], self.fed.get(key, 0.0))
                self.end[site] = max(self.end[site], self.fed_at_end.get(key, 0.0))

    def condition(self, site, start, dt):
        """What the shocks leave: the mean over the step, and at its end."""
        mean, end = 1.0, 1.0
        for hit, begins, ends, depth in self.world.drawn["hits"]:
            if hit != site:
                continue
            part = (min(ends, start + dt) - max(begins, start)) / dt
            if part > 0.0:
                mean *= 1.0 - depth * part
                if ends > start + dt:
                    end *= 1.0 - depth
        return mean, end

    def switch(self, site, own_draw):
        """A feeder is wholly on or off: on while it is offered at least its own draw."""
        was, now, mean = self.offered[site], self.end[site], self.level[site]
        on_before, on_after = float(was >= own_draw), float(now >= own_draw)
        if abs(was - now) > 1e-12:
            # From the one value to the other, at the moment that gives this mean.
            part_before = min(1.0, max(0.0, (mean - now) / (was - now)))
            self.level[site] = part_before * on_before + (1.0 - part_before) * on_after
        elif now > 0.0:
            # A dip that began and ended within the step: all lose that part of it.
            self.level[site] = min(on_after, mean / now)
        else:
            self.level[site] = 0.0
        self.offered[site], self.end[site] = now, on_after

    def sell(self, site, name, faster, dt):
        """Take so many times more from a buffer as far as nothing comes in for it."""
        for one in self.world.inputs[site]:
            if one.name == name and self.left[(site, name)] > 0.0:
                gone = faster * (1.0 - self.supply(site, name, self.level)) * dt
                self.left[(site, name)] = max(0.0, self.left[(site, name)] - gone)
                if self.left[(site, name)] <= 0.0:
                    self.waits[(site, name)] = one.lag

    def effective(self, site, one, dt):
        """What an input gives, as the mean of the step and at its end."""
        key = (site, one.name)
        fed, fed_at_end = self.fed.get(key, 0.0), self.fed_at_end.get(key, 0.0)
        if site in self.world.drawn["switch"]:
            fed, fed_at_end = 0.0, 0.0
        s = min(1.0, fed + self.supply(site, one.name, self.level))
        s_end = min(1.0, fed_at_end + self.supply(site, one.name, self.end))
        if s >= ALMOST_WHOLE:
            return self.whole(key, one, dt)
        if s_end >= ALMOST_WHOLE:
            return self.back_within_step(key, one, s, dt)
        return self.short(key, one, s, s_end, dt)

    def supply(self, site, name, level):
        """What the suppliers of an input give at these levels."""
        one = next(one for one in self.world.inputs[site] if one.name == name)
        return min(1.0, sum(weight * level[supplier] for supplier, weight in one.links))

    def whole(self, key, one, dt):
        """Full supply: the buffer fills up and the lag runs out; until then there is the floor."""
        waits = min(self.waits[key], dt)
        self.waits[key] -= waits
        if one.refill > 0.0:
            filled = self.left[key] + one.hours * dt / one.refill
            self.left[key] = min(max(one.hours, self.left[key]), filled)
        else:
            self.left[key] = one.hours
        return mix(waits / dt, one.floor, 1.0), one.floor if self.waits[key] > 0.0 else 1.0

    def short(self, key, one, s, s_end, dt):
        """Supply is short to the end of the step."""
        bare = one.floor + (1.0 - one.floor) * s
        bare_end = one.floor + (1.0 - one.floor) * s_end
        left = self.left[key]
        if left <= 0.0 or self.waits[key] > 0.0:
            self.left[key], self.waits[key] = 0.0, one.lag
            return bare, bare_end
        drained = (1.0 - s) * dt
        after = max(0.0, left - drained)
        bridged = 1.0
        if one.shape == "L":
            bridged = falling(one, (left + after) / 2.0, s)
        self.left[key] = after
        if after > 0.0:
            end = falling(one, after, s_end) if one.shape == "L" else 1.0
            return bridged, end
        self.waits[key] = one.lag
        return mix(left / drained, bridged, bare), bare_end

    def back_within_step(self, key, one, s, dt):
        """Supply was lost first, wholly, and is whole after."""
        lost, left = (1.0 - s) * dt, self.left[key]
        ran_on = 0.0 if self.waits[key] > 0.0 else min(left, lost)
        running = 1.0
        if one.shape == "L" and one.hours > 0.0:
            running = one.floor + (1.0 - one.floor) * (left - ran_on / 2.0) / one.hours
        if self.waits[key] <= 0.0 and left > lost:
            self.left[key] = left - lost
            return mix(lost / dt, running, 1.0), 1.0
        waits = min(one.lag, dt - lost)
        self.left[key], self.waits[key] = 0.0, one.lag - waits
        total = running * ran_on + one.floor * (lost - ran_on + waits) + (dt - lost - waits)
        return total / dt, one.floor if self.waits[key] > 0.0 else 1.0


def mix(part, first, rest):
    """The mean of a step that is `first` for a part and `rest` after it."""
    return part * first + (1.0 - part) * rest


def falling(one, left, s):
    """Shape L: as full as the buffer, and of what that does not cover the supply that there is."""
    full = left / one.hours
    return one.floor + (1.0 - one.floor) * (full + (1.0 - full) * s)
