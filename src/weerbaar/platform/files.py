"""Reads the room's tables from the library."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.refusals import refuse_if
from weerbaar.common.tables import Rows, Table
from weerbaar.platform.rights import PAGES, RIGHTS, ROLES, Rights, rights_of


@cache
def read_rights() -> Rights:
    """The rights that ship with the package."""
    return rights_of(read_table(RIGHTS))


@cache
def read_pages() -> dict[str, tuple[str, str]]:
    """For each page of the site the action that it asks for, and by what its owner is found."""
    return {row["page"]: (row["action"], row["owner"]) for row in read_table(PAGES)}


@cache
def read_roles() -> dict[str, dict[str, str]]:
    """For each role its names and what it does, in the order of the table."""
    return {row["role"]: row for row in read_table(ROLES)}


def read_table(table: Table) -> Rows:
    """The rows of a table of the library; raises Refused where its file is damaged."""
    path = files("weerbaar") / "library" / "tables" / table.file
    rows, problems = parse_bytes(table, path.read_bytes(), table.file)
    refuse_if(problems)
    return rows
