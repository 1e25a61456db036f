"""The clock and chance of the room: today, and identifiers for lines that are new."""

from __future__ import annotations

import uuid
from datetime import date


def today() -> date:
    """The day that it is on this computer."""
    return date.today()


def new_name() -> str:
    """An identifier for a commitment that nobody else has."""
    return uuid.uuid4().hex
