"""Mobile service: the best mast for each point, and the calls that its masts can carry."""

from __future__ import annotations

import math

from tests.twin.slow.where import curve

NEAREST = {"mobile_macro": 10, "mobile_small": 3}
PARTS = 4
CALM = 0.01


class Mobile:
    """Service by area: `coverage` against normal, `through` the part that gets a call as well."""

    def __init__(self, world, people, land):
        self.world, self.people, self.knobs = world, people, world.drawn["knobs"]
        self.chance = {
            (area, i): self.chances(point, land)
            for area, points in land.points.items()
            for i, point in enumerate(points)
        }
        self.usual = {point: max(c.values(), default=0.0) for point, c in self.chance.items()}
        self.built_for = self.normal_loads()
        self.was_dark = dict.fromkeys(world.areas, 0.0)
        self.stirred = dict.fromkeys(world.areas, 0.0)
        self.coverage, self.through, self.calls = {}, {}, {}

    def chances(self, point, land):
        """Chance of a call by site, for the nearest masts and small cells."""
        found = {}
        for kind, count in NEAREST.items():
            half = self.knobs["range_macro_km" if kind == "mobile_macro" else "range_small_km"]
            sites = [s for s, row in self.world.sites.items() if row["kind"] == kind]
            for site in sorted(sites, key=lambda s: land.km(point, s))[:count]:
                found[site] = curve(land.km(point, site), half, self.knobs["call_steepness"])
        return found

    def normal_loads(self):
        """People that each site is built for: its own, or the mean of its kind if that is more."""
        usual = {}
        for (area, _), chances in self.chance.items():
            if chances:
                best = max(chances, key=chances.get)
                usual[best] = usual.get(best, 0.0) + self.people.total[area] / 7.0
        built = {}
        for kind in NEAREST:
            loads = [usual.get(s, 0.0) for s in self.world.sites if self.kind(s) == kind]
            used = [load for load in loads if load > 0.0]
            mean = sum(used) / len(used) if used else 1.0
            for site in self.world.sites:
                if self.kind(site) == kind:
                    built[site] = max(mean, usual.get(site, 0.0))
        return built

    def kind(self, site):
        """The kind of a site."""
        return self.world.sites[site]["kind"]

    def step(self, sites, before, dark, dt):
        """Service of one step; `before` are the levels at its start, `dark` shares by area."""
        for area in self.world.areas:
            newly = max(0.0, dark[area] - self.was_dark[area])
            self.stirred[area] = min(1.0, self.stirred[area] + newly)
            self.was_dark[area] = dark[area]
        masts = {site for chances in self.chance.values() for site in chances}
        moving = any(before[s] != sites.end[s] for s in masts)
        parts = PARTS if moving or max(self.stirred.values()) > CALM else 1
        for sums in (self.coverage, self.through, self.calls):
            sums.update(dict.fromkeys(self.world.areas, 0.0))
        for part in range(parts):
            level = sites.level
            if parts > 1:
                level = {
                    s: level_in_part(sites.level[s], before[s], sites.end[s], part)
                    for s in self.built_for
                }
            self.one_part(level, part, parts, dt)
        half_life = self.knobs["surge_half_life_h"]
        for area in self.world.areas:
            self.stirred[area] *= 0.5 ** (dt / half_life)

    def one_part(self, level, part, parts, dt):
        """Add one part of the step to its means."""
        begins, lasts = part * dt / parts, dt / parts
        peak = (self.knobs["surge"] - 1.0) * mean_decay(
            begins, begins + lasts, self.knobs["surge_half_life_h"]
        )
        calls = {area: 1.0 + peak * self.stirred[area] for area in self.world.areas}
        best, load = {}, {}
        for point, chances in self.chance.items():
            alive = {s: level[s] * chance for s, chance in chances.items()}
            if not any(v > 0.0 for v in alive.values()):
                continue
            best[point] = max(alive, key=alive.get)
            reached = chances[best[point]] / self.usual[point]
            area = point[0]
            people = self.people.total[area] / 7.0 * calls[area] * reached
            load[best[point]] = load.get(best[point], 0.0) + people
        for point, site in best.items():
            area = point[0]
            covered = level[site] * self.chance[point][site] / self.usual[point]
            room = self.knobs["headroom"] * self.built_for[site]
            carried = min(1.0, room / load[site]) if load[site] > 0.0 else 1.0
            self.coverage[area] += covered / 7.0 / parts
            self.through[area] += covered * carried / 7.0 / parts
        for area in self.world.areas:
            self.calls[area] += calls[area] / parts


def mean_decay(begins, ends, half_life):
    """Mean of 2^(-t / half_life) between two times."""
    rate = math.log(2.0) / half_life
    return (math.exp(-rate * begins) - math.exp(-rate * ends)) / (rate * (ends - begins))


def level_in_part(mean, before, after, part):
    """Level in a quarter of the step: what falls works first, what returns works last."""
    high, low = max(before, after), min(before, after)
    if high - low < 1e-9 or mean < low or mean > high:
        return mean
    quarters = (mean - low) / (high - low) * PARTS
    passed = part if before > after else PARTS - 1 - part
    return low + (high - low) * min(1.0, max(0.0, quarters - passed))
