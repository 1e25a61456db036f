"""Units as people write them: which mean the same.

Rules:
1. Capitals and spaces are nothing; an underscore is a space.
2. Two units are the same where one group of SPELLINGS has both; all else is itself alone.
"""

from __future__ import annotations

from collections.abc import Mapping

PIECES = "pieces"
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "h": ("u", "uur", "uren", "hour", "hours"),
    "m2": ("m²",),
    "m3": ("m³",),
    "m3/day": ("m3/dag", "m³/dag", "m³/day"),
    "days": ("day", "dag", "dagen"),
    "1": ("×", "x"),
    "beds": ("bed", "bedden"),
    "generators": ("generator", "aggregaat", "aggregaten"),
    "trucks": ("truck", "wagen", "wagens", "tankwagen", "tankwagens"),
    "sites": ("site", "locatie", "locaties"),
    PIECES: ("piece", "stuk", "stuks"),
}
"""How else people write a unit."""
_FOUND = {
    **{name: name for name in SPELLINGS},
    **{one: name for name, others in SPELLINGS.items() for one in others},
}


def same_unit(one: str, other: str) -> bool:
    """Whether two units that somebody wrote are the same."""
    return unit_of(one) == unit_of(other)


def unit_of(written: str) -> str:
    """One spelling for all that mean the same (rules 1 and 2)."""
    told = " ".join(written.replace("_", " ").casefold().split())
    return _FOUND.get(told, told)
