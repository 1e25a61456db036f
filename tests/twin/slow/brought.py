"""What is brought in: the amounts there are, trucks, and who gets what of too little.

Dividing is not done a second time here: the room that shares has its own slow and obvious way.
"""

from __future__ import annotations

from tests.twin.slow.facts import read_table
from weerbaar.sharing.claims import Claim, Rule
from weerbaar.sharing.reasons import trace

JUST = 1e-9


def operations():
    """The table of operations by kind."""
    return {row["kind"]: row for row in read_table("operations.csv")}


def amount_of(world, resource):
    """How much of a resource the region has."""
    return world.drawn["resources"].get(resource, 0.0)


def from_defence(world, resource):
    """How much of a resource Defence brings."""
    return world.drawn["assistance"] * amount_of(world, resource)


def rule_of(world, whole):
    """The rule of the scenario."""
    scenario = world.drawn["scenario"]
    return Rule(scenario["sharing_rule"], whole, scenario["civil_share"], world.drawn["seed"])


def hour_of(step, dt):
    """The hour in which a step begins: the period of the lots."""
    return int(step * dt + JUST)


def divide(world, asked, supply, hour, whole=False):
    """What each gets by the rule of the scenario; `asked` is (amount, class, weight, side)."""
    claims = [
        Claim(name, amount, weight, turn, side)
        for name, (amount, turn, weight, side) in asked.items()
        if amount > 0.0
    ]
    awards = trace(claims, supply, rule_of(world, whole), hour)
    return {award.claim: award.granted for award in awards}


def mean_of_kind(world, level, kind):
    """The mean level of the sites of a kind; None where there are none."""
    found = [level[site] for site, row in world.sites.items() if row["kind"] == kind]
    return sum(found) / len(found) if found else None


def litres(world, names, sources, level, until, dt):
    """Litres that trucks bring in the step that ends at `until`; hardly anything is nothing.

    `names` are the trucks, those of Defence, and how their parameters begin.
    """
    trucks, defence, begin = names
    number = amount_of(world, trucks)
    if until + JUST >= world.drawn["scenario"]["defence_from_h"]:
        number += from_defence(world, defence)
    knobs = world.drawn["knobs"]
    full = number * knobs[f"{begin}_litres"] / knobs[f"{begin}_trip_h"] * dt
    full *= world.drawn["presence"]
    for kinds in (sources, ("road",)):
        means = [mean_of_kind(world, level, kind) for kind in kinds]
        means = [mean for mean in means if mean is not None]
        if means:
            full *= sum(means) / len(means)
    return full if full > JUST else 0.0
