"""How it stands in a place, for a letter: the sheet of an answer and its largest shortfalls.

It comes from a live answer of the twin, or from what the site keeps of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.agenda.letters.resting import Basis
from weerbaar.common.finding import Band, Finding
from weerbaar.drawing.report import Words
from weerbaar.twin.council import CouncilPage, Gap, Provided, largest
from weerbaar.twin.outcome import hidden_band


@dataclass(frozen=True)
class Situation:
    """The sheet of an answer, the people behind each of its shortfalls, and what it rests on.

    A band is None where fewer than ten people are hit: then no count is told.
    """

    page: CouncilPage
    people: tuple[Band | None, ...]
    basis: Basis


def situation_of(page: CouncilPage, findings: Sequence[Finding], basis: Basis) -> Situation:
    """The situation that a sheet and the findings of the same answer tell."""
    by_need = {finding.need: finding.persons for finding in largest(findings)}
    people = tuple(by_need.get(gap.need) for gap in page.gaps)
    shown = tuple(None if band is None or hidden_band(band) else band for band in people)
    return Situation(page, shown, basis)


def page_of(data: Mapping[str, Any]) -> CouncilPage:
    """The sheet from its plain values, as the site keeps them; raises KeyError or TypeError."""
    values = {
        **data,
        "gaps": tuple(_gap(gap) for gap in data["gaps"]),
        "sources": tuple(data["sources"]),
        "credits": tuple(data["credits"]),
    }
    return CouncilPage(**values)


def _gap(data: Mapping[str, Any]) -> Gap:
    parts = tuple((str(words), bool(strong)) for words, strong in data["told"]["parts"])
    values = {
        **data,
        "told": Words(parts),
        "provided": tuple(Provided(**row) for row in data["provided"]),
        "home": tuple((str(words), int(source)) for words, source in data["home"]),
    }
    return Gap(**values)
