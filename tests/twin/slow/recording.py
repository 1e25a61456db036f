"""What people lack in a step, by need: persons by area, and person-hours by group and income."""

from __future__ import annotations

from tests.twin.slow.people import GROUPS

NEEDS = (
    "power",
    "water",
    "water_basic",
    "water_hygiene",
    "food",
    "heat",
    "medicine",
    "device",
    "help_call",
    "information",
    "payment",
    "care",
    "sewage",
    "transport",
)
FLOWS = (
    *("presence", "shifts_filled", "beds_working", "patients", "patients_waiting"),
    *("arrivals_housed", "arrivals_waiting", "arrivals_waiting_day"),
    *("vehicles_waiting", "vehicles_passed", "freight_displaced"),
    *("fuel_asked", "fuel_given", "generators_busy", "water_brought"),
)


class Record:
    """What a run leaves: `unmet` persons by (need, area) in a list of steps; `hours` by group.

    `flows` are what is counted for the whole region, each in a list of steps.
    """

    def __init__(self, world, people):
        self.people = people
        self.unmet = {(need, area): [] for need in NEEDS for area in world.areas}
        self.hours = {
            (need, area, group, low): 0.0
            for need in NEEDS
            for area in world.areas
            for group in GROUPS
            for low in (False, True)
        }
        self.levels, self.mobile, self.waiting = [], [], []
        self.visits = dict.fromkeys(world.areas, 0.0)
        self.unserved = dict.fromkeys(world.areas, 0.0)
        self.flows = {flow: [] for flow in FLOWS}

    def step(self, area, need, lacking, dt, having=None):
        """Count a step; `lacking` is a share by (home, group, kit), empty where nobody lacks.

        `having` is the share of a group that has this need at all.
        """
        lacked = 0.0
        if lacking:
            for (home, group, low, kit), persons in self.people.persons[area].items():
                share = lacking[(home, group, kit)]
                if share <= 0.0:
                    continue
                if having is not None:
                    share *= having[group]
                lacked += persons * share
                self.hours[(need, area, group, low)] += persons * share * dt
        self.unmet[(need, area)].append(lacked)
