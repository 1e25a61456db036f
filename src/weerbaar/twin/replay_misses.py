"""What of the real outages the twin gets wrong, and what we believe it lacks there.

The pass bands of a replay stand in its own file, written before it was first run; which of them are
missed is known since then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Column, Rows, Table

REPLAY_MISSES = Table(
    "replay_misses",
    "The bands of real outages that the twin misses, and what we believe is lacking behind each.",
    ("replay", "band"),
    (
        Column("replay", "text", "", "The replay."),
        Column("band", "text", "", "The band of it that is missed."),
        Column("told_nl", "text", "", "What went otherwise, in Dutch."),
        Column("told_en", "text", "", "What went otherwise, in English."),
        Column("lacking", "text", "", "What we believe the twin lacks there."),
    ),
)


def missed_bands(name: str, misses: Rows) -> dict[str, str]:
    """The bands of a replay that are missed, each with what we believe is lacking."""
    return {str(row["band"]): str(row["lacking"]) for row in misses if row["replay"] == name}


def told_result(name: str, replay: Mapping[str, Any], misses: Rows, language: Language) -> str:
    """How many of the bands of a replay are met, and what went otherwise."""
    told = [str(row[f"told_{language.code}"]) for row in misses if row["replay"] == name]
    bands = len(replay["bands"])
    counts = {"met": bands - len(told), "bands": bands}
    if not told:
        return language.text(mark("Right: {met} of {bands} things we looked at."), **counts)
    message = mark("Right: {met} of {bands} things we looked at. Wrong: {misses}.")
    return language.text(message, **counts, misses="; ".join(told))
