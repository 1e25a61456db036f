"""Power of blocks: on or off as a whole, so that a share of an area is dark."""

from __future__ import annotations

from tests.twin.slow.people import GROUPS, HOMES, KITS


def dark_share(world, area, level):
    """Share of the people of an area in blocks without power."""
    return sum(
        world.blocks[block]["share"] * (1.0 - level[world.blocks[block]["feeder"]])
        for block in world.blocks_of(area)
    )


def lack_power(dark):
    """The same share of everybody."""
    if dark <= 0.0:
        return {}
    return {(home, group, kit): dark for home in HOMES for group in GROUPS for kit in KITS}
