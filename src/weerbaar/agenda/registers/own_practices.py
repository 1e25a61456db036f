"""What a region writes down itself of what others do, as practices beside those that ship.

Rules:
1. A country is known by its two letters or its name in Dutch or English, a measure by its
   identifier or its name; capitals do not count. What is not known stays as it was written.
2. Several are written with a semicolon between, and each counts once.
3. It was written in one language, which stands in both. How sure it is was not asked: its source
   says where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from weerbaar.measures.catalogue import Measure
from weerbaar.measures.practices.practice import Country, Practice, Told

REGISTER = "practices"
UNTOLD = ""
BETWEEN = ";"


def own_practices(
    rows: Iterable[Mapping[str, Any]],
    owner: str,
    countries: Mapping[str, Country],
    catalogue: Mapping[str, Measure],
) -> list[Practice]:
    """The rows of a register of practices as practices, in their order."""
    lands = _names((one.country, one.name_nl, one.name_en) for one in countries.values())
    measures = _names((one.measure, one.name_nl, one.name_en) for one in catalogue.values())
    return [
        _practice(row, f"own-{number}", owner, lands, measures)
        for number, row in enumerate(rows, start=1)
    ]


def _practice(
    row: Mapping[str, Any],
    name: str,
    owner: str,
    lands: Mapping[str, str],
    measures: Mapping[str, str],
) -> Practice:
    parts = ("practice", "what", "conditions", "known", "unknown", "source", "place")
    told = Told(*(str(row[part]) for part in parts))
    return Practice(
        name,
        _known(str(row["country"]), lands),
        told,
        told,
        UNTOLD,
        UNTOLD,
        _known(str(row["measures"]), measures),
        owner,
    )


def _names(groups: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """The first of each group by each of its names (rule 1)."""
    return {name.casefold(): group[0] for group in groups for name in group}


def _known(written: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """What is written, each as it is known here (rules 1 and 2)."""
    parts = (" ".join(part.split()) for part in written.split(BETWEEN))
    return tuple(dict.fromkeys(names.get(part.casefold(), part) for part in parts if part))
