"""`{% text "English text" count=3 %}`: a text of the one catalogue, in the language of the page."""

from __future__ import annotations

from typing import Any

from django import template

from weerbaar.platform.web.words import words

register = template.Library()


@register.simple_tag
def text(message: str, **params: Any) -> str:
    """The message in the language of the page, its `{params}` filled in; escaped as all else is."""
    return words().text(message, **params)
