"""Hospital beds: civilians and soldiers in a bed, waiting, and gone home."""

from __future__ import annotations

from tests.twin.slow.brought import divide, hour_of

CIVIL, SOLDIER = "civil", "military"


class Beds:
    """Patients of the region by side."""

    def __init__(self, world, people):
        self.world, self.drawn, self.knobs = world, world.drawn, world.drawn["knobs"]
        self.people = sum(people.total.values())
        self.hospitals = [s for s, row in world.sites.items() if row["kind"] == "hospital"]
        self.usual = self.knobs["bed_occupancy"] * self.drawn["beds"]
        self.lying = {CIVIL: self.usual, SOLDIER: 0.0}
        self.queue = {CIVIL: 0.0, SOLDIER: 0.0}
        self.gone = self.came = self.for_device = 0.0

    def step(self, start, dt, level, cold, devices, load):
        """One step; returns beds that work, patients in a bed, and patients without."""
        if not self.hospitals:
            return 0.0, 0.0, 0.0
        late = self.drawn["scenario"]["defence_from_h"]
        there = min(1.0, max(0.0, (start + dt - late) / dt))
        works = sum(level[site] for site in self.hospitals) / len(self.hospitals)
        beds = works * (self.drawn["beds"] + there * self.drawn["defence_beds"])
        for side, come in self.arrivals(beds, dt, cold, devices, load).items():
            self.queue[side] += come
            self.came += come
        lying = sum(self.lying.values())
        for side in (CIVIL, SOLDIER):
            keep = min(1.0, beds / lying) if lying > 0.0 else 1.0
            self.queue[side] += (1.0 - keep) * self.lying[side]
            self.lying[side] *= keep
            cured = self.lying[side] * min(1.0, dt / self.knobs["bed_stay_h"])
            self.lying[side] -= cured
            self.gone += cured
        free = max(0.0, beds - sum(self.lying.values()))
        for side, given in self.shared(free, hour_of(start / dt, dt)).items():
            self.lying[side] += given
            self.queue[side] -= given
        return beds, sum(self.lying.values()), sum(self.queue.values())

    def arrivals(self, beds, dt, cold, devices, load):
        """Who comes in a step; who can wait does not come while beds are short."""
        usual = self.usual / self.knobs["bed_stay_h"]
        if sum(self.lying.values()) + sum(self.queue.values()) > beds + 1e-9:
            usual *= 1.0 - self.knobs["elective_share"]
        usual += cold / 1000.0 * self.knobs["cold_patients_per_1000_h"]
        usual += load("sick") / 24.0 * self.people / 100_000.0
        # Who came for a device, and has not been there for a stay yet, is not at home.
        at_home = max(0.0, devices - self.for_device)
        more = at_home * min(1.0, self.knobs["device_patients_h"] * dt)
        self.for_device *= 1.0 - min(1.0, dt / self.knobs["bed_stay_h"])
        self.for_device += more
        return {CIVIL: usual * dt + more, SOLDIER: load("casualties") / 24.0 * dt}

    def shared(self, supply, hour):
        """What each side gets of the free beds, by the rule of the scenario."""
        one, other = self.queue[CIVIL], self.queue[SOLDIER]
        if self.drawn["scenario"]["sharing_rule"] != "lottery":
            return split(self.drawn["scenario"], supply, self.queue)
        name = min(self.hospitals)
        asked = {name: (one, 1, 1.0, CIVIL), SOLDIER: (other, 1, 1.0, SOLDIER)}
        given = divide(self.world, asked, supply, hour)
        return {CIVIL: given.get(name, 0.0), SOLDIER: given.get(SOLDIER, 0.0)}


def split(scenario, supply, asked):
    """What each of two claims gets by a rule without lots."""
    total = sum(asked.values())
    if total <= supply:
        return dict(asked)
    rule = scenario["sharing_rule"]
    one, other = asked[CIVIL], asked[SOLDIER]
    if rule in ("equal", "priority"):
        mine = min(one, max(supply / 2.0, supply - other))
    elif rule == "loss":
        short = (total - supply) / 2.0
        mine = one - min(one, max(short, total - supply - other))
    elif rule == "need":
        mine = supply * one / total
    else:
        own = scenario["civil_share"] * supply
        mine = min(one, max(own, supply - other))
    return {CIVIL: mine, SOLDIER: supply - mine}
