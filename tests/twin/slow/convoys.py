"""Convoys that pass by road and rail, and the freight that is displaced."""

from __future__ import annotations

from tests.twin.slow.brought import divide, hour_of


class Convoys:
    """Vehicles that wait, by mode."""

    def __init__(self, world):
        self.world, self.knobs = world, world.drawn["knobs"]
        self.waiting = {"road": 0.0, "rail": 0.0}
        self.takes = {"road": self.knobs["convoy_packing"], "rail": self.knobs["convoy_wagons"]}
        self.load = {"road": self.knobs["lorry_t"], "rail": self.knobs["wagon_t"]}

    def routes(self, mode, strong):
        """Routes of a mode that bear convoys, or that do not."""
        heavy = self.world.drawn["scenario"]["convoy_class"]
        rows = [row for row in self.world.routes if row["mode"] == mode]
        return [row for row in rows if (row["load_class"] >= heavy) == strong]

    def room(self, mode, strong, level):
        """Lorries or wagons an hour on the routes of a mode."""
        routes = self.routes(mode, strong)
        return sum(row["capacity_h"] * level[row["site"]] for row in routes)

    def step(self, level, start, dt):
        """Vehicles waiting at the end, vehicles that passed an hour, tonnes an hour displaced."""
        come = self.world.load("convoys", start, dt) * dt / 24.0
        by_rail = self.world.drawn["scenario"]["convoy_rail_share"]
        self.waiting["rail"] += by_rail * come
        self.waiting["road"] += (1.0 - by_rail) * come
        if self.room("rail", True, level) <= 0.0 < self.room("road", True, level):
            self.waiting["road"] += self.waiting["rail"]
            self.waiting["rail"] = 0.0
        passed = displaced = 0.0
        for mode in ("road", "rail"):
            went, lost = self.one_mode(mode, level, start, dt)
            passed, displaced = passed + went, displaced + lost
        return sum(self.waiting.values()), passed / dt, displaced

    def one_mode(self, mode, level, start, dt):
        """Vehicles that pass and tonnes an hour that do not, on one mode."""
        routes = self.routes(mode, True) + self.routes(mode, False)
        tonnes = sum(row["freight_t_h"] for row in routes)
        most = sum(row["capacity_h"] for row in routes)
        asked = min(most, tonnes / self.load[mode]) * dt
        weak = min(asked, self.room(mode, False, level) * dt)
        supply = self.room(mode, True, level) * dt
        wanted = min(supply, self.waiting[mode] * self.takes[mode])
        freight, forces = self.divide(asked - weak, wanted, supply, hour_of(start / dt, dt))
        through = min(self.waiting[mode], forces / self.takes[mode])
        self.waiting[mode] -= through
        lost = tonnes * (1.0 - (weak + freight) / asked) if asked > 0.0 else 0.0
        return through, lost

    def divide(self, civil, military, supply, hour):
        """What each of two gets, by the rule of the scenario."""
        if civil + military <= supply:
            return civil, military
        rule = self.world.drawn["scenario"]["sharing_rule"]
        if rule == "lottery":
            asked = {
                "freight": (civil, 1, 1.0, "civil"),
                "military": (military, 1, 1.0, "military"),
            }
            given = divide(self.world, asked, supply, hour)
            return given.get("freight", 0.0), given.get("military", 0.0)
        if rule == "loss":
            lacking = civil + military - supply
            lost = min(civil, max(lacking / 2.0, lacking - military))
            return civil - lost, military - (lacking - lost)
        if rule == "need":
            part = supply / (civil + military)
            return civil * part, military * part
        first = 0.5
        if rule == "sides":
            first = self.world.drawn["scenario"]["civil_share"]
        if rule == "priority":
            classes = [round(self.knobs[f"{who}_priority"]) for who in ("freight", "convoy")]
            first = 0.5 if classes[0] == classes[1] else float(classes[0] < classes[1])
        # A stated part of what there is for the one, and what the other does not ask.
        given = min(civil, max(first * supply, supply - military))
        return given, min(military, supply - given)
