"""Takes the name and address of somebody who is erased out of what people wrote on the agenda."""

from __future__ import annotations

import re
from typing import Any

from weerbaar.agenda.web import models
from weerbaar.platform.web.models import Person

PUT_THERE = "–"
LEAST_LETTERS = 3
WRITTEN = {
    models.Commitment: (
        *("title", "owner", "partners", "activate", "by_whom", "reviewer", "source", "note"),
    ),
    models.Gap: ("owner",),
    models.Acceptance: ("by_whom", "why"),
    models.Change: ("title", "values"),
}
"""The fields of each model in which people write as they like."""


def forget(person: Person) -> None:
    """Puts a dash in the place of the person's name and address, wherever they stand as words."""
    called = [text for text in (person.name.strip(), person.email) if len(text) >= LEAST_LETTERS]
    if not called:
        return
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(t)}(?!\w)" for t in called), re.IGNORECASE)
    for model, names in WRITTEN.items():
        for row in model.objects.only("pk", *names):  # type: ignore[attr-defined]
            new = {name: _without(getattr(row, name), pattern) for name in names}
            changed = {name: value for name, value in new.items() if value != getattr(row, name)}
            if changed:
                model.objects.filter(pk=row.pk).update(**changed)  # type: ignore[attr-defined]


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    """Text, or texts in lists and tables, without what the pattern finds."""
    if isinstance(value, str):
        return pattern.sub(PUT_THERE, value)
    if isinstance(value, dict):
        return {name: _without(part, pattern) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, pattern) for part in value]
    return value
