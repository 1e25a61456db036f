"""Who asks how much of something scarce, and by which rule it is divided: plain records.

`rules` divides, compiled, for the twin; `reasons` divides the same in the slow and obvious way and
says why. Both take the same rule and give the same grants.

The lot of a claim is a number that anyone can compute again from (seed, period, name):
1. key = the first 8 bytes, lowest first, of the BLAKE2b hash (8 bytes long) of the name in UTF-8;
2. state = mix(mix(seed) XOR mix(period)), lot = mix(key XOR state), where mix is one step of
   splitmix64 (Steele, Lea and Flood 2014, public domain constants).
The lowest lot comes first; of equal lots, the first name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from weerbaar.sharing.tables import RULE_ORDER, SIDE_ORDER

GOLDEN = 0x9E3779B97F4A7C15
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB
SHIFTS = (30, 27, 31)
BITS = 0xFFFFFFFFFFFFFFFF
NO_SHARE = -1.0


@dataclass(frozen=True)
class Claim:
    """One claim: how much is asked, how much need counts (1 is usual), class (1 first), side."""

    claim: str
    amount: float
    need: float = 1.0
    priority: int = 1
    side: str = "civil"


@dataclass(frozen=True)
class Rule:
    """A sharing rule with its parameters.

    `whole` is for units that cannot be split: claims are whole numbers then. `civil_share` (0..1)
    is asked by the rule `sides` only, `seed` by whole units and the lottery.
    Raises ValueError for an unknown rule or a share that is missing or out of range.
    """

    rule: str
    whole: bool = False
    civil_share: float = NO_SHARE
    seed: int = 1

    def __post_init__(self) -> None:
        if self.rule not in RULE_ORDER:
            raise ValueError(f"there is no sharing rule {self.rule}")
        if self.rule == "sides" and not 0 <= self.civil_share <= 1:
            raise ValueError("the rule sides asks for a civil share from 0 to 1")


def key_of(name: str) -> int:
    """The 64-bit key of a name; the twin's draws use the same."""
    digest = hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def lot_of(seed: int, period: int, name: str) -> int:
    """The lot of a claim in a period, 0 to 2**64 - 1; the lowest comes first."""
    return _mix(key_of(name) ^ _mix(_mix(seed) ^ _mix(period)))


def side_of(side: str) -> int:
    """The place of a side in SIDE_ORDER; raises ValueError for another."""
    return SIDE_ORDER.index(side)


def _mix(number: int) -> int:
    z = (number + GOLDEN) & BITS
    z = ((z ^ (z >> SHIFTS[0])) * MIX_1) & BITS
    z = ((z ^ (z >> SHIFTS[1])) * MIX_2) & BITS
    return z ^ (z >> SHIFTS[2])
