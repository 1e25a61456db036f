"""Two people change the same thing at the same moment: no work is lost, and one of them chooses.

Rules:
1. What people change has a version; each change raises it by one.
2. A change says on which version it was made. Made on the newest, it is done.
3. Made on an older one it is not done, and it is kept: both versions are shown side by side, for
   the fields that the person changed, as far as it is known what they saw.
4. Whoever settles it picks one of the two for each field in which they differ. What is picked is a
   change again, so rules 2 and 3 hold for it too.
"""

from __future__ import annotations

from collections.abc import Mapping

STANDS, KEPT = "stands", "kept"
MOST_DIGITS = 9


def changed(values: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, str]:
    """The values that a person changed; `seen` holds what they saw, where that is known."""
    return {name: value for name, value in values.items() if seen.get(name) != value}


def differing(stands: Mapping[str, str], kept: Mapping[str, str]) -> tuple[str, ...]:
    """The fields in which the kept change differs from what stands, in its order."""
    return tuple(name for name, value in kept.items() if stands.get(name) != value)


def settled(
    stands: Mapping[str, str], kept: Mapping[str, str], picks: Mapping[str, str]
) -> dict[str, str]:
    """The values after each field was picked; what was not picked stays as it stands."""
    differ = differing(stands, kept)
    return {
        name: kept[name] if name in differ and picks.get(name) == KEPT else value
        for name, value in stands.items()
    }


def version_of(if_match: str, typed: object) -> int | None:
    """The version a change was made on: of the header If-Match, else of the form; None for none."""
    text = if_match.strip().removeprefix("W/").strip('"') or str(typed or "")
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None
