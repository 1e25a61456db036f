"""The answers of a search as plain data and back, fit for JSON and a database."""

from __future__ import annotations

from typing import Any

from weerbaar.common import records
from weerbaar.common.language import mark
from weerbaar.common.refusals import ProblemKind
from weerbaar.measures.search.found import Found, Regret

SCHEMA = 2
REGRET_SCHEMA = 3

NOT_AN_ANSWER = ProblemKind(
    "not-an-answer-of-a-search",
    mark("This is no answer of a search: {column} cannot be read."),
    mark("Search again."),
)


def as_data(answer: Found | Regret) -> dict[str, Any]:
    """The answer as plain data, fit for JSON."""
    return records.as_data(answer, REGRET_SCHEMA if isinstance(answer, Regret) else SCHEMA)


def found_from_data(data: Any) -> Found:
    """The answer of a search or front in plain data; raises Refused where it is none."""
    return records.from_data(Found, data, SCHEMA, NOT_AN_ANSWER)


def regret_from_data(data: Any) -> Regret:
    """How wrong variants can turn out, from plain data; raises Refused where it is none."""
    return records.from_data(Regret, data, REGRET_SCHEMA, NOT_AN_ANSWER)
