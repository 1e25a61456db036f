"""A few findings, answers and commitments for the tests of the agenda."""

from datetime import UTC, datetime

from weerbaar.agenda.gaps import Answered
from weerbaar.common.finding import Band, Finding

HELD = frozenset({"water-72h", "power-4h"})


def finding(need: str = "water", norm: str = "water-72h", persons: float = 400) -> Finding:
    return Finding(
        norm=norm,
        need=need,
        wording="Niemand zit langer dan drie dagen zonder water.",
        areas=("WK021401",),
        groups=("65_plus",),
        persons=Band(persons / 2, persons, persons * 2),
        first_hour=72.0,
        severity=persons / 1000,
        evidence="V:12",
        source="Seed 003",
        nato_objective=4,
        pillar=2,
        estimated_share=0.5,
        share=Band(persons / 2000, persons / 1000, persons / 500),
    )


def answer(
    hour: int,
    *findings: Finding,
    question: str = "stroomuitval-72u",
    run: str = "a",
    place: str = "Tiel",
    held: frozenset[str] = HELD,
) -> Answered:
    """An answer that was asked at this hour of one day."""
    at = datetime(2026, 11, 21, hour, tzinfo=UTC)
    return Answered(at, run, place, question, held, findings)
