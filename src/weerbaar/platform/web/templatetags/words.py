"""`{% text "English text" count=3 %}`: a text of the one catalogue, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from weerbaar.platform.web.words import words

register = template.Library()


@register.simple_tag
def text(message: str, **params: Any) -> str:
    """The message in the language of the page, its `{params}` filled in; escaped as all else is."""
    return words().text(message, **params)


@register.filter
def under(cells: Sequence[Any], headings: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row with the heading of its column, which a narrow screen shows beside it."""
    return list(zip(headings, cells, strict=False))
