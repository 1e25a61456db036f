"""Hours of the day: opening hours, the thermostat, the temperature outside."""

from __future__ import annotations

import math


class Clock:
    """The time of one run; `scenario` holds its plain numbers."""

    def __init__(self, scenario, start_hour, mean_outside, dt):
        self.scenario, self.start_hour, self.mean_outside = scenario, start_hour, mean_outside
        self.dt = dt

    def hour(self, step):
        """Hour of the day at which a step begins."""
        return (self.start_hour + step * self.dt) % 24.0

    def open_part(self, step, what):
        """Part of a step in which shops (`open`) or support points (`support`) are open."""
        opens, closes = self.scenario[f"{what}_from"], self.scenario[f"{what}_to"]
        begins = self.hour(step)
        ends = begins + self.dt
        inside = 0.0
        for midnight in (0.0, 24.0):
            inside += max(0.0, min(ends, closes + midnight) - max(begins, opens + midnight))
        return min(1.0, inside / self.dt)

    def open_after(self, step, what):
        """Whether it is open at the end of a step."""
        end = (self.hour(step) + self.dt) % 24.0
        return self.scenario[f"{what}_from"] <= end < self.scenario[f"{what}_to"]

    def outside(self, step):
        """Mean degrees outside, as halfway through the step."""
        halfway = self.start_hour + (step + 0.5) * self.dt
        angle = 2.0 * math.pi * (halfway - self.scenario["coldest_hour"]) / 24.0
        return self.mean_outside - self.scenario["amplitude_c"] * math.cos(angle)

    def thermostat(self, step, warm_at_night):
        """Degrees indoors that heating aims at, by the hour at which the step begins."""
        by_day = self.scenario["day_from"] <= self.hour(step) < self.scenario["day_to"]
        return self.scenario["day_c"] if by_day or warm_at_night else self.scenario["night_c"]
