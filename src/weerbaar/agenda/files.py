"""Reads the room's tables from the library."""

from __future__ import annotations

from functools import cache

from weerbaar.agenda.commitments import COMMITMENT_KINDS, Kind, kinds_of
from weerbaar.agenda.reminders import REMINDER_MOMENTS, moments_of
from weerbaar.platform.files import read_table


@cache
def read_kinds() -> dict[str, Kind]:
    """The kinds of commitments, by name in the order of their table."""
    return kinds_of(read_table(COMMITMENT_KINDS))


@cache
def read_moments() -> tuple[int, ...]:
    """How many days after its last day people are told of a commitment, the earliest first."""
    return moments_of(read_table(REMINDER_MOMENTS))
