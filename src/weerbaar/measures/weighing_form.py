"""A weighing as plain data and back, so that it is shown again exactly as it was decided on.

A variant in it is not held against a catalogue, which may have changed since.
"""

from __future__ import annotations

from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.records import as_data, from_data
from weerbaar.common.refusals import ProblemKind
from weerbaar.measures.weighing import SCHEMA, Weighing

NO_WEIGHING = ProblemKind(
    "not-a-weighing",
    mark("This is no weighing of variants: {column} cannot be read."),
    mark("Weigh the variants again."),
)


def weighing_as_data(weighing: Weighing) -> dict[str, Any]:
    """The weighing as plain data, fit for JSON."""
    return as_data(weighing, SCHEMA)


def weighing_from_data(data: Any) -> Weighing:
    """The weighing in plain data; raises Refused where it is none, or of another form."""
    return from_data(Weighing, data, SCHEMA, NO_WEIGHING)
