"""One function for each thing that a person does to a register.

What the rules say no to raises Refused; whether the person may was asked at the gate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from weerbaar.agenda.registers.changes import (
    REMOVED,
    Change,
    Line,
    compare_rows,
    plain,
    remove_row,
)
from weerbaar.agenda.registers.register import Register, key_of_row, problems_of
from weerbaar.agenda.web.register_models import RegisterChange, RegisterRow
from weerbaar.agenda.web.register_queries import plain_rows_of, state_of
from weerbaar.common.language import mark
from weerbaar.common.parsing import DUPLICATE_KEY
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.platform.web.models import Organisation, Person
from weerbaar.platform.web.trail import record

CHANGED_MEANWHILE = ProblemKind(
    "row-changed-meanwhile",
    mark("While you wrote, somebody else changed this row: {value}."),
    mark("Yours is still in the form. Save it once more to put it in the place of the other."),
)
GONE_MEANWHILE = ProblemKind(
    "row-gone-meanwhile",
    mark("While you wrote, somebody else removed this row: {value}."),
    mark("Add it anew if it should be there."),
)
REGISTER_CHANGED = ProblemKind(
    "register-changed-meanwhile",
    mark("The register changed while you were looking."),
    mark("Look at what would change now, and choose again."),
)
NOTHING_CHANGES = ProblemKind(
    "nothing-changes-in-register",
    mark("With this the register stays as it is."),
    mark("Nothing to do."),
)
Row = Mapping[str, Any]


@transaction.atomic
def add_row(organisation: Organisation, register: Register, row: Row, by: Person | None) -> None:
    """Adds a row; raises Refused where one with its key is there already."""
    before = _hold(organisation, register)
    key = key_of_row(register.table, row)
    if any(key_of_row(register.table, one) == key for one in before):
        column = ", ".join(register.table.key)
        raise Refused([Problem(DUPLICATE_KEY, column=column, value=key)])
    _store(organisation, register, compare_rows(register, before, [row]), by)


@transaction.atomic
def change_row(found: RegisterRow, register: Register, row: Row, version: int, by: Person) -> None:
    """Puts a row in the place of a stored one, on the version on which the change was made."""
    organisation = found.organisation
    before = _hold(organisation, register)
    stands = RegisterRow.objects.filter(pk=found.pk).first()
    if stands is None:
        raise Refused([Problem(GONE_MEANWHILE, value=found.key)])
    if stands.version != version:
        raise Refused([Problem(CHANGED_MEANWHILE, value=found.key)])
    key = key_of_row(register.table, row)
    others = [one for one in before if key_of_row(register.table, one) != found.key]
    if any(key_of_row(register.table, one) == key for one in others):
        column = ", ".join(register.table.key)
        raise Refused([Problem(DUPLICATE_KEY, column=column, value=key)])
    _store(organisation, register, compare_rows(register, before, [*others, row], True), by)


@transaction.atomic
def take_row_out(found: RegisterRow, register: Register, by: Person) -> None:
    """Removes a row; raises Refused where other rows need it."""
    before = _hold(found.organisation, register)
    _store(found.organisation, register, remove_row(register, before, found.key), by)


def preview(
    organisation: Organisation,
    register: Register,
    coming: Sequence[Row],
    columns: Collection[str],
    complete: bool,
) -> Change:
    """What would change with these rows; changes nothing. Raises Refused with all problems."""
    before = plain_rows_of(organisation, register)
    change = compare_rows(register, before, coming, complete, columns)
    refuse_if(problems_of(register, change.rows, ""))
    return change


@transaction.atomic
def take_in(
    organisation: Organisation,
    register: Register,
    coming: Sequence[Row],
    columns: Collection[str],
    complete: bool,
    seen: str,
    by: Person,
) -> Change:
    """Takes rows in, on the state of the register that the person saw; raises Refused."""
    _hold(organisation, register)
    change = preview(organisation, register, coming, columns, complete)
    refuse_if([] if change.lines else [Problem(NOTHING_CHANGES)])
    stands = str(state_of(organisation, register))
    refuse_if([Problem(REGISTER_CHANGED)] if stands != seen else [])
    _store(organisation, register, change, by, by_file=True)
    return change


def _hold(organisation: Organisation, register: Register) -> list[dict[str, Any]]:
    """The rows that stand; nobody else changes this organisation until this is over."""
    list(Organisation.objects.select_for_update().filter(pk=organisation.pk))
    return plain_rows_of(organisation, register)


def _store(
    organisation: Organisation,
    register: Register,
    change: Change,
    by: Person | None,
    by_file: bool = False,
) -> None:
    """Writes what differs, a line of history for each row, and one entry of the audit trail."""
    problems = problems_of(register, change.rows, "")
    refuse_if(problems)
    if not change.lines:
        return
    rows = {key_of_row(register.table, row): row for row in change.rows}
    for line in change.lines:
        _write(organisation, register, line, rows.get(line.key))
    RegisterChange.objects.bulk_create(
        [
            RegisterChange(
                organisation=organisation,
                register=register.name,
                key=line.key,
                way=line.way,
                cells=[[cell.column, cell.before, cell.after] for cell in line.cells],
                by_file=by_file,
                person=by,
            )
            for line in change.lines
        ]
    )
    details = {"register": register.name, "rows": str(len(change.lines))}
    record("change-register", by, organisation, details=details)


def _write(organisation: Organisation, register: Register, line: Line, row: Row | None) -> None:
    stands = RegisterRow.objects.filter(
        organisation=organisation, register=register.name, key=line.key
    )
    if line.way == REMOVED or row is None:
        stands.delete()
        return
    contact = str(row[register.personal[0]]) if register.personal else ""
    values = {name: plain(row[name]) for name in row if name not in register.personal}
    changed = stands.update(values=values, contact=contact, version=F("version") + 1)
    if not changed:
        RegisterRow.objects.create(
            organisation=organisation,
            register=register.name,
            key=line.key,
            values=values,
            contact=contact,
        )
