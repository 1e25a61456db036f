"""Two versions of a scenario in the form: where they differ, and one made of both.

Rules:
1. They are held against each other field by field; a figure goes with its band.
2. Parts go by their place. A part that only one of them has is one choice, under its name.
3. What the form has no field for is one choice too, for the scenario and for each part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from weerbaar.twin.typed import CHOICES, ENDS, FIGURES, LOADS, SHOCKS, WORDS, Typed, TypedScenario

REST = "rest"
WHOLE = "whole"
FROM_NAMES = re.compile(r"scenario|(name|summary)_(nl|en)")


@dataclass(frozen=True)
class Differs:
    """One thing in which two versions differ: its sort of part, place, name, and both values.

    `name` is a field, REST or WHOLE; a value is a text, or the values that are chosen.
    """

    sort: str
    number: int
    name: str
    stands: tuple[str, ...]
    typed: tuple[str, ...]

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.sort}-{self.number}-{self.name}" if self.sort else self.name


def differences(stands: TypedScenario, typed: TypedScenario) -> list[Differs]:
    """Where two versions differ, in the order of the form."""
    found = _in_part("", 0, stands.top, typed.top)
    for sort in (SHOCKS, LOADS):
        both = zip_longest(getattr(stands, sort), getattr(typed, sort))
        for number, (theirs, mine) in enumerate(both):
            if theirs is None or mine is None:
                names = (_name(theirs), _name(mine))
                found.append(Differs(sort, number, WHOLE, *names))
            else:
                found += _in_part(sort, number, theirs, mine)
    return found


def merged(typed: TypedScenario, stands: TypedScenario, kept: Collection[str]) -> TypedScenario:
    """What was typed, with what stands for each difference whose key is kept."""
    take = [one for one in differences(stands, typed) if one.key in kept]
    return TypedScenario(
        _taken(typed.top, stands.top, [one.name for one in take if not one.sort]),
        _parts(SHOCKS, typed.shocks, stands.shocks, take),
        _parts(LOADS, typed.loads, stands.loads, take),
    )


def _parts(
    sort: str, typed: Sequence[Typed], stands: Sequence[Typed], take: Sequence[Differs]
) -> tuple[Typed, ...]:
    made = []
    for number, (mine, theirs) in enumerate(zip_longest(typed, stands)):
        names = [one.name for one in take if (one.sort, one.number) == (sort, number)]
        if WHOLE in names:
            mine = theirs
        elif mine is not None and theirs is not None:
            mine = _taken(mine, theirs, names)
        if mine is not None:
            made.append(mine)
    return tuple(made)


def _taken(mine: Typed, theirs: Typed, names: Sequence[str]) -> Typed:
    """One part with these fields of the other."""
    texts, choices = dict(mine.texts), dict(mine.choices)
    for name in names:
        if name in theirs.choices:
            choices[name] = theirs.choices[name]
        elif name != REST:
            ends = (name + end for end in ENDS)
            texts |= {key: theirs.texts[key] for key in ends if key in theirs.texts}
    rest = theirs.rest if REST in names else mine.rest
    return replace(mine, texts=texts, choices=choices, rest=rest)


def _in_part(sort: str, number: int, stands: Typed, typed: Typed) -> list[Differs]:
    names = (*WORDS[sort], *FIGURES[sort], *CHOICES[sort])
    found = [Differs(sort, number, n, _value(stands, n), _value(typed, n)) for n in names]
    found = [one for one in found if one.stands != one.typed]
    theirs, mine = _rest(stands), _rest(typed)
    if theirs != mine:
        keys = sorted(key for key in {*theirs, *mine} if theirs.get(key) != mine.get(key))
        both = [
            tuple(f"{key}: {held[key]}" for key in keys if key in held) for held in (theirs, mine)
        ]
        found.append(Differs(sort, number, REST, *both))
    return found


def _value(part: Typed, name: str) -> tuple[str, ...]:
    if name in part.choices:
        return tuple(sorted(part.choices[name]))
    ends = [part.texts.get(name + end, "") for end in ENDS]
    return tuple(ends) if any(ends[1:]) else (ends[0],)


def _rest(part: Typed) -> Mapping[str, Any]:
    """What travels along, without the names that the form makes anew."""
    try:
        held = json.loads(part.rest or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(held, dict):
        return {}
    return {key: value for key, value in held.items() if not FROM_NAMES.fullmatch(key)}


def _name(part: Typed | None) -> tuple[str, ...]:
    return () if part is None else (part.texts.get("name", ""),)
