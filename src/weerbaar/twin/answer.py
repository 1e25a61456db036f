"""An answer: the outcome of a scenario in a region, with all that is told beside it.

It is put into words by `reporting`, and into rows by `tabulate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.finding import Finding
from weerbaar.twin.indicators import AreaValue, Value
from weerbaar.twin.outcome import (
    Outcome,
)
from weerbaar.twin.twin import Twin


@dataclass(frozen=True)
class Variant:
    """Another outcome beside the first, on the same draws: its name and its outcome."""

    name: str
    outcome: Outcome


@dataclass(frozen=True)
class Answer:
    """All that goes into one report: the outcome, its variants, findings and facts of the run.

    `indicators` are those of the whole scope, `area_indicators` those of each area.
    """

    twin: Twin
    outcome: Outcome
    variants: Mapping[str, Variant]
    findings: Sequence[Finding]
    region_hash: str
    version: str
    full: bool
    indicators: Sequence[Value] = ()
    area_indicators: Sequence[AreaValue] = ()
