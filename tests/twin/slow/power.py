"""Power of blocks: on or off as a whole, so that a share of an area is dark."""

from __future__ import annotations

from tests.twin.slow.people import GROUPS, HOMES, KITS


def power_of_blocks(world, level):
    """What the grid gives to each block."""
    return {block: level[row["feeder"]] for block, row in world.blocks.items()}


def dark_share(world, area, power):
    """Share of the people of an area without power, which homes in a block have as told."""
    blocks = world.blocks_of(area)
    return sum(world.blocks[block]["share"] * (1.0 - power[block]) for block in blocks)


def lack_power(dark):
    """The same share of everybody."""
    if dark <= 0.0:
        return {}
    return {(home, group, kit): dark for home in HOMES for group in GROUPS for kit in KITS}
