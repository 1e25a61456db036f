"""People from elsewhere: each is followed from arrival to a place, in order."""

from __future__ import annotations

import math


class Reception:
    """Groups of people who wait, oldest first: [hour they came from, until, persons]."""

    def __init__(self, world):
        self.world, self.knobs = world, world.drawn["knobs"]
        coming = [load for load in world.drawn["scenario"]["loads"] if load["what"] == "arrivals"]
        firsts = [load.get("from_h", 0.0) for load in coming if load["amount"] > 0.0]
        self.first = min(firsts, default=math.inf)
        self.places = world.drawn["reception_m2"] / world.drawn["scenario"]["shelter_m2"]
        self.queue, self.housed = [], 0.0

    def open_places(self, hour):
        """Places that are open at an hour."""
        since = hour - self.first - self.knobs["reception_from_h"]
        if since < 0.0:
            return 0.0
        takes = self.knobs["reception_opens_h"]
        return self.places if since >= takes else self.places * since / takes

    def step(self, start, dt, presence):
        """Persons housed, waiting, and waiting for more than a day, at the end of a step."""
        end = start + dt
        self.housed *= math.exp(-dt / self.knobs["reception_stay_h"])
        came = self.world.load("arrivals", start, dt) * dt / 24.0
        if came > 0.0:
            self.queue.append([start, end, came])
        free = max(0.0, self.open_places(end) * presence - self.housed)
        while free > 0.0 and self.queue:
            group = self.queue[0]
            placed = min(free, group[2])
            # Who came first goes first, so those who are left came later.
            group[0] += (group[1] - group[0]) * placed / group[2]
            group[2] -= placed
            self.housed += placed
            free -= placed
            if group[2] <= 0.0:
                self.queue.pop(0)
        waiting = sum(persons for _, _, persons in self.queue)
        too_long = 0.0
        for first, last, persons in self.queue:
            part = (end - 24.0 - first) / (last - first)
            too_long += persons * min(1.0, max(0.0, part))
        found = {"arrivals_housed": self.housed, "arrivals_waiting": waiting}
        return found | {"arrivals_waiting_day": too_long}
