"""Who does what: measures, ideas and commitments against local, regional and the State.

Rules:
1. A row is a measure of the catalogue, an idea without a measure, or a commitment. A cross says
   that this level decides on it or has promised it, as its own record says.
2. Rows are put together by the pillars of the cabinet's letter or by working group. A row of two
   pillars stands under both; one of none under “not assigned”.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weerbaar.agenda.registers.portfolio import (
    NOT_ASSIGNED,
    WORKING_GROUP_WORDS,
    Portfolio,
)
from weerbaar.common.language import Language, mark, upper
from weerbaar.common.tables import Rows
from weerbaar.measures.catalogue import OWNERS, Measure
from weerbaar.twin.pillar_tags import LETTER

PILLARS, WORKING = BY = ("pillar", "working-group")
BY_WORDS: Mapping[str, str] = {PILLARS: mark("pillar"), WORKING: mark("working group")}
KIND_WORDS: Mapping[str, str] = {
    "measure": mark("measure"),
    "idea": mark("idea"),
    "commitment": mark("commitment"),
}
LEVELS = tuple(OWNERS)


@dataclass(frozen=True)
class Doing:
    """Something that is done: its kind, its name, its pillars and working group, and by whom."""

    kind: str
    name: str
    pillars: tuple[str, ...]
    working_group: str
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Rows under one heading; `key` is empty for what is not assigned."""

    key: str
    rows: tuple[Doing, ...]


def doings(
    catalogue: Sequence[Measure],
    portfolio: Portfolio,
    commitments: Iterable[Doing],
    code: str,
) -> tuple[Doing, ...]:
    """All rows of the matrix (rule 1)."""
    measures = [
        Doing("measure", one.name(code), one.pillars, one.working_group, one.owners)
        for one in catalogue
    ]
    ideas = [
        Doing("idea", idea.name(code), (), idea.working_group, ())
        for idea in portfolio.ideas
        if not idea.measures
    ]
    return (*measures, *ideas, *commitments)


def group_rows(rows: Sequence[Doing], by: str) -> tuple[Group, ...]:
    """The rows by pillar of the letter or by working group, what is not assigned last (rule 2)."""
    found: dict[str, list[Doing]] = {}
    for row in rows:
        for key in _keys(row, by):
            found.setdefault(key, []).append(row)
    order = sorted(found, key=lambda key: (key == "", key))
    return tuple(Group(key, tuple(found[key])) for key in order)


def _keys(row: Doing, by: str) -> Sequence[str]:
    if by == WORKING:
        return (row.working_group,)
    return [pillar for pillar in row.pillars if pillar.startswith(LETTER)] or ("",)


def group_name(key: str, by: str, taxonomy: Rows, words: Language) -> str:
    """What a group is called."""
    if not key:
        return upper(words.text(NOT_ASSIGNED))
    if by == WORKING:
        return words.text(WORKING_GROUP_WORDS[key])
    row = next(row for row in taxonomy if row["id"] == key)
    return f"{key.removeprefix(LETTER)}. {upper(row[f'name_{words.code}'])}"


def matrix_sheet(
    groups: Sequence[Group], by: str, taxonomy: Rows, words: Language
) -> tuple[list[str], list[list[str]]]:
    """The matrix as a table in words: headings, and a row for each row of each group."""
    heads = [words.text(BY_WORDS[by]), words.text(mark("What")), words.text(mark("Sort"))]
    heads = [upper(head) for head in heads] + [upper(words.text(OWNERS[level])) for level in LEVELS]
    rows = [
        [
            group_name(group.key, by, taxonomy, words),
            row.name,
            words.text(KIND_WORDS[row.kind]),
            *("x" if level in row.owners else "" for level in LEVELS),
        ]
        for group in groups
        for row in group.rows
    ]
    return heads, rows


def counts_of(groups: Sequence[Group]) -> list[tuple[str, dict[str, int]]]:
    """For each group how many rows each level does."""
    return [
        (group.key, {level: sum(level in row.owners for row in group.rows) for level in LEVELS})
        for group in groups
    ]
