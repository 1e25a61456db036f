"""What language a text is shown in, and how numbers are written in it.

Message identifiers are the English texts; a Language holds the catalogue of one other language.
Reading a catalogue from disk is done by `files.read_language`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from babel.numbers import format_decimal


def mark(message: str) -> str:
    """The message itself: marks a text in a table or constant for translation later."""
    return message


@dataclass(frozen=True)
class Language:
    """One language: its code (`nl`, `en`) and its catalogue of English text to translated text."""

    code: str
    catalogue: Mapping[str, str] = field(default_factory=dict)

    def text(self, message: str, **params: object) -> str:
        """The message in this language, its `{params}` filled in; English where it is unknown."""
        template = self.catalogue.get(message) or message
        return template.format(**params) if params else template

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as this language writes it: 1.240,5 in Dutch, 1,240.5 in English."""
        rounded = round(float(value), decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(rounded, format=pattern, locale=self.code))


ENGLISH = Language("en")
