"""Calling for help and information, over phones that run on their batteries."""

from __future__ import annotations

from tests.twin.slow.people import GROUPS, HOMES, KITS
from tests.twin.slow.stocks import Stock


class Phones:
    """Hours taken from the batteries of phones, by block and kit."""

    def __init__(self, world):
        self.world = world
        sizes = world.drawn["stocks"]
        self.battery = {
            (block, kit): Stock(sizes[("phone", kit)]) for block in world.blocks for kit in KITS
        }

    def step(self, at_home, dt):
        """Share of phones that work in the step, by block and kit; `at_home` is power by block.

        They charge so fast that the largest battery is full in `phone_charge_h`.
        """
        largest = self.world.drawn["stocks"][("phone", True)][-1]
        an_hour = largest / self.world.drawn["knobs"]["phone_charge_h"]
        works = {}
        for (block, kit), battery in self.battery.items():
            power = at_home[block]
            works[(block, kit)] = 1.0 - battery.step(1.0 - power, dt, 0.0)
            battery.used = [max(0.0, used - power * an_hour * dt) for used in battery.used]
        return works


def answer_share(world, people, calls):
    """Share of the calls to 112 that is answered: one queue for the whole region."""
    knobs, total = world.drawn["knobs"], sum(people.total.values())
    made = sum(calls[area] * people.total[area] for area in world.areas)
    a_head = made / total if total > 0.0 else 1.0
    return min(1.0, max(knobs["answer_floor"], knobs["answer_headroom"] / a_head))


def lack_channels(world, area, level, power, mobile, phones, queue, support, helped):
    """Shares that cannot call for help and that get no information; `power` at home by block."""
    knobs, serve = world.drawn["knobs"], world.level_of_service
    fixed = serve("fixed", area, level) * knobs["fixed_home"]
    answer = serve("answer", area, level) * queue
    radio = serve("radio", area, level)
    calls, news = {}, {}
    for kit in KITS:
        silent = 0.0
        for block in world.blocks_of(area):
            row = world.blocks[block]
            no_mobile = 1.0 - mobile * phones[(block, kit)]
            silent += row["share"] * no_mobile * (1.0 - fixed * power[block])
        near = support.near[area]
        calls[kit] = (1.0 - (1.0 - silent * (1.0 - near)) * answer) * (1.0 - helped)
        listens = knobs["radio_prepared"] if kit else knobs["radio_other"]
        news[kit] = silent * (1.0 - listens * radio) * (1.0 - support.informed[area])
    return everybody(calls), everybody(news)


def everybody(shares):
    """The same for all homes and groups."""
    if not any(shares.values()):
        return {}
    return {(h, g, kit): shares[kit] for h in HOMES for g in GROUPS for kit in KITS}
