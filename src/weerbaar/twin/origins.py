"""From which scenario that ships each figure of an own scenario was taken, field by field.

An own scenario is made of others, which have their sources. A figure that stands as it stood there
rests on the same; one that was changed is a choice of whoever changed it. A part is known again by
its name, which draws are keyed by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weerbaar.twin.typed import CHOICES, ENDS, FIGURES, LOADS, SHOCKS, WORDS, Typed, TypedScenario


def origins_of(scenario: TypedScenario, shipped: Mapping[str, TypedScenario]) -> dict[str, str]:
    """For each field that says something the title of the scenario it is from, "" for none."""
    mine = _names(scenario)
    tops = {t: s.top for t, s in shipped.items() if mine & _names(s)}
    found = _of_part("", "", scenario.top, list(tops.items()))
    for sort in (SHOCKS, LOADS):
        for number, part in enumerate(getattr(scenario, sort)):
            name = part.texts.get("name", "")
            alike = [
                (title, other)
                for title, one in shipped.items()
                for other in getattr(one, sort)
                if name and other.texts.get("name", "") == name
            ]
            found |= _of_part(sort, f"{sort}-{number}-", part, alike)
    return found


def _names(scenario: TypedScenario) -> set[str]:
    """The names of its parts, and its source: by any of these a scenario is known again."""
    parts = (*scenario.shocks, *scenario.loads)
    names = {part.texts.get("name", "") for part in parts}
    return (names | {scenario.top.texts.get("source", "")}) - {""}


def _of_part(
    sort: str, prefix: str, part: Typed, others: Sequence[tuple[str, Typed]]
) -> dict[str, str]:
    names = (*WORDS[sort], *FIGURES[sort], *CHOICES[sort])
    return {
        prefix + name: next((title for title, o in others if _value(o, name) == held), "")
        for name in names
        if any(held := _value(part, name))
    }


def _value(part: Typed, name: str) -> tuple[str, ...]:
    if name in part.choices:
        return tuple(sorted(part.choices[name]))
    return tuple(part.texts.get(name + end, "") for end in ENDS)
