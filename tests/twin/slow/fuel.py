"""Fuel: who asks it for its tank, what trucks bring, and generators that start again."""

from __future__ import annotations

from tests.twin.slow.brought import JUST, divide, hour_of, litres, operations

ALMOST_WHOLE = 1.0 - 1e-9
TRUCKS = ("fuel_trucks", "defence_trucks", "truck")
DEPOTS = ("fuel_depot", "fuel_terminal")


class Fuel:
    """Tanks are the buffers of the input power; `beside` is fuel of generators that stopped."""

    def __init__(self, world):
        self.world, self.knobs = world, world.drawn["knobs"]
        self.facts = operations()
        self.beside, self.starts_in, self.was = {}, {}, {}
        # The hour of the next visit to who got all, and litres asked and not brought so far.
        self.next_visit, self.open = {}, {}
        self.burns = {}
        for site, row in world.sites.items():
            burns = float(self.facts.get(row["kind"], {"fuel_l_h": 0})["fuel_l_h"])
            if burns > 0.0 and any(one.name == "power" for one in world.inputs[site]):
                self.burns[site] = burns

    def input_of(self, site):
        """The facts of its input power."""
        return next(one for one in self.world.inputs[site] if one.name == "power")

    def settle(self, site, sites, dt):
        """What a mobile generator fed filled no tank; what waited is in the tank once it runs."""
        key = (site, "power")
        if sites.fed.get(key, 0.0) > 0.0 and sites.supply(*key, sites.level) < ALMOST_WHOLE:
            sites.left[key] = min(sites.left[key], self.was[site])
        if self.beside.get(site, 0.0) > 0.0:
            if sites.waits[key] > 0.0 and sites.supply(*key, sites.end) < ALMOST_WHOLE:
                self.starts_in[site] -= dt
                if self.starts_in[site] <= JUST:
                    sites.waits[key] = 0.0
            if sites.waits[key] <= 0.0:
                full = self.input_of(site).hours
                sites.left[key] = min(full, sites.left[key] + self.beside.pop(site))
        self.was[site] = sites.left[key]

    def needs_fuel(self, site, sites, generators):
        """Whether a mobile generator stands there, or its own one has to run."""
        if site in generators.stand:
            return True
        return site in self.burns and sites.supply(site, "power", sites.end) < ALMOST_WHOLE

    def asks(self, site, sites, generators):
        """Litres that a site asks, for its own tank or for the units that stand there."""
        share = self.knobs["fuel_ask_share"]
        if site in generators.stand:
            full, has = self.knobs["generator_tank_h"], generators.tank[site]
            burns = generators.stand[site] * self.knobs["generator_l_h"]
        elif site in self.burns:
            key = (site, "power")
            short = sites.supply(*key, sites.end) < ALMOST_WHOLE
            if not short or sites.bare[site][1] <= 0.0:
                return 0.0
            full = self.input_of(site).hours
            has = sites.left[key] + self.beside.get(site, 0.0)
            burns = self.burns[site]
        else:
            return 0.0
        return (full - has) * burns if has < share * full else 0.0

    def military(self, start, dt):
        """Litres that the forces ask in a step."""
        total = 0.0
        for load in self.world.drawn["scenario"]["loads"]:
            if load["what"] == "military_fuel":
                ends = load["from_h"] + load["duration_h"]
                hours = min(ends, start + dt) - max(load["from_h"], start)
                total += self.world.amount(load) / 24.0 * max(0.0, hours)
        return total

    def step(self, step, sites, generators, dt, record):
        """Ask, divide, fill."""
        for site in self.burns:
            self.settle(site, sites, dt)
        asked, soon = {}, (step + 1) * dt
        for site in {*self.burns, *generators.stand}:
            facts = self.facts[self.world.sites[site]["kind"]]
            amount = min(self.knobs["truck_litres"], self.asks(site, sites, generators))
            if self.next_visit.get(site, 0.0) > soon + dt / 2.0:
                amount = 0.0
            asked[site] = (amount, int(facts["priority"]), float(facts["weight"]), "civil")
        anew = [
            max(0.0, one[0] - self.open.get(site, 0.0)) for site, one in asked.items() if one[0] > 0
        ]
        record.flows["fuel_asked"].append(sum(anew) / dt)
        asked["military"] = (self.military(step * dt, dt), 1, 1.0, "military")
        supply = litres(self.world, TRUCKS, DEPOTS, sites.level, soon, dt)
        grants = divide(self.world, asked, supply, hour_of(step, dt))
        grants.pop("military", None)
        still = {s for s in self.open if self.needs_fuel(s, sites, generators)}
        self.open = {site: litres for site, litres in self.open.items() if site in still}
        for site, one in asked.items():
            if site != "military" and one[0] > 0.0:
                self.open[site] = one[0] - grants.get(site, 0.0)
        for site, got in grants.items():
            if got > 0.0 and got >= asked[site][0] * (1.0 - JUST):
                self.next_visit[site] = soon + self.knobs["truck_trip_h"]
        for site, got in grants.items():
            if site in generators.stand:
                units = generators.stand[site]
                generators.tank[site] += got / units / self.knobs["generator_l_h"]
            elif got > 0.0:
                self.fill(site, sites, got / self.burns[site])
        record.flows["fuel_given"].append(sum(grants.values()) / dt)

    def fill(self, site, sites, hours):
        """Into the tank, or beside it while the generator has stopped."""
        key, one = (site, "power"), self.input_of(site)
        if sites.waits[key] > 0.0:
            if self.beside.get(site, 0.0) <= 0.0:
                self.starts_in[site] = one.lag
            self.beside[site] = self.beside.get(site, 0.0) + hours
            return
        sites.left[key] = min(one.hours, sites.left[key] + hours)
        self.was[site] = sites.left[key]
