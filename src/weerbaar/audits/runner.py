"""The clock of the room."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """The day that it is here."""
    return date.today()
