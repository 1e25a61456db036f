"""Tags by which scenarios, measures and gaps are grouped: pillars, interests and objectives.

The lists stand in `library/tables/taxonomy.csv`: six pillars of the cabinet's letter beside four of
the national coordinator (they differ, so that neither is mapped to the other), six interests of
national security, seven objectives of NATO and the seven elements of the reference scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows

UNKNOWN_TAG = ProblemKind(
    "unknown-tag",
    mark("“{value}” is no tag in the list {column}."),
    mark("Use one of: {known}."),
)


def check_tags(tags: Mapping[str, Iterable[str]], taxonomy: Rows, file: str) -> list[Problem]:
    """A problem for each tag that its list, by name, does not hold."""
    problems = []
    for name, given in tags.items():
        known = tag_names(taxonomy, name, "nl")
        params = {"known": ", ".join(known)}
        problems += [
            Problem(UNKNOWN_TAG, file, column=name, value=tag, params=params)
            for tag in dict.fromkeys(given)
            if tag not in known
        ]
    return problems


def tag_names(taxonomy: Rows, name: str, language: str) -> dict[str, str]:
    """Identifier -> name of each tag in a list, in the order of the table."""
    return {str(row["id"]): str(row[f"name_{language}"]) for row in taxonomy if row["list"] == name}
