"""Changes of a register in words: who, when, and what each column was and became."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weerbaar.agenda.registers.changes import CHANGED, WAYS
from weerbaar.agenda.registers.register import Register, shown
from weerbaar.agenda.web.register_models import RegisterChange
from weerbaar.common.language import Language, mark

WAY_WORDS: Mapping[str, str] = {
    WAYS[0]: mark("added"),
    WAYS[1]: mark("changed"),
    WAYS[2]: mark("removed"),
}


def told_changes(
    one: Register, changes: list[RegisterChange], rights: Mapping[str, bool], spoken: Language
) -> list[dict[str, Any]]:
    """The changes in words; counts of people only for who may see small numbers."""
    return [
        {
            "at": change.at,
            "person": change.person,
            "way": spoken.text(WAY_WORDS[change.way]),
            "key": told_key(one, change.key, spoken),
            "by_file": change.by_file,
            "cells": [
                _cell_words(one, cell, rights, spoken, change.way != CHANGED)
                for cell in change.cells
                if change.way == CHANGED or cell[0] not in one.table.key
            ],
        }
        for change in changes
    ]


def told_key(one: Register, key: str, spoken: Language) -> str:
    """The key of a row as a person reads it."""
    parts, names = key.split(" | "), one.table.key
    if len(parts) == len(names):
        parts = [shown(one, name, part, spoken) for name, part in zip(names, parts, strict=True)]
    return ", ".join(part for part in parts if part)


def _cell_words(
    one: Register,
    cell: list[Any],
    rights: Mapping[str, bool],
    spoken: Language,
    one_side: bool,
) -> str:
    """What one column was and became; of a new or removed row only what it holds."""
    column, before, after = cell
    if column not in one.headings:
        return str(column)
    label = one.heading(column, spoken)
    hidden = column in (*one.counts, "share", "share_low", "share_high") and one.counts
    if column in one.personal or (hidden and not rights["see_small_numbers"]):
        return label
    was, becomes = (value_words(one, column, value, spoken) for value in (before, after))
    if one_side:
        return f"{label}: {becomes if before is None else was}"
    return f"{label}: {was} → {becomes}"


def value_words(one: Register, column: str, value: Any, spoken: Language) -> str:
    if value is None or value == "":
        return "–"
    return shown(one, column, value, spoken)
