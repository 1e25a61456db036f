"""Rows of the database as the records of the room, and back."""

from __future__ import annotations

from typing import Any

from weerbaar.agenda.answers import finding_of
from weerbaar.agenda.commitment_table import BETWEEN, read_quantities
from weerbaar.agenda.commitments import Commitment, Money
from weerbaar.agenda.gaps import Acceptance, Answered, Care
from weerbaar.agenda.web import models

SAME = (
    *("kind", "title", "status", "owner", "role", "starts", "until", "done_on", "activate"),
    *("by_whom", "reviewer", "measure", "gap", "decision", "pillar", "payer", "shared"),
    *("source", "note"),
)
"""Fields that are the same in a row and in a record."""


def commitment_of(row: models.Commitment) -> Commitment:
    """A commitment as the rules know it."""
    cents = (row.cents_p10, row.cents_p50, row.cents_p90)
    low, middle, high = (value or 0 for value in cents)
    return Commitment(
        commitment=row.key,
        partners=tuple(filter(None, map(str.strip, row.partners.split(BETWEEN)))),
        quantities=read_quantities(row.quantities)[0],
        money=None if row.cents_p50 is None else Money(low, middle, high),
        **{name: getattr(row, name) for name in SAME},
    )


def values_of(commitment: Commitment) -> dict[str, Any]:
    """What a row holds of a commitment; its organisation and version are not among them."""
    money = commitment.money
    return {
        "key": commitment.commitment,
        "partners": f"{BETWEEN} ".join(commitment.partners),
        "quantities": f"{BETWEEN} ".join(map(str, commitment.quantities)),
        "cents_p10": money.p10 if money else None,
        "cents_p50": money.p50 if money else None,
        "cents_p90": money.p90 if money else None,
        **{name: getattr(commitment, name) for name in SAME},
    }


def answer_of(row: models.Answered) -> Answered:
    """An answer that was taken in."""
    return Answered(
        at=row.at,
        run=str(row.run),
        place=row.place,
        question=row.question,
        held=frozenset(row.held),
        findings=tuple(finding_of(item) for item in row.findings),
    )


def care_of(row: models.Gap | None, acceptance: models.Acceptance | None) -> Care:
    """What people decided about a gap; `acceptance` is the newest that was not taken back."""
    if row is None:
        return Care()
    accepted = acceptance and Acceptance(acceptance.by_whom, acceptance.why, acceptance.until)
    return Care(row.owner, tuple(row.measures.split()), accepted or None)
