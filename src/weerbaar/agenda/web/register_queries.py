"""One function for each question that a page or another room asks of the registers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from weerbaar.agenda.registers.changes import row_from_plain
from weerbaar.agenda.registers.files import read_registers
from weerbaar.agenda.registers.laws import LAWS, laws_of
from weerbaar.agenda.registers.matrix import Doing
from weerbaar.agenda.registers.register import Register
from weerbaar.agenda.web.models import Commitment
from weerbaar.agenda.web.register_models import RegisterChange, RegisterRow
from weerbaar.measures.warned import LawStands
from weerbaar.platform.web.models import Organisation
from weerbaar.platform.web.queries import above

MOST_TOLD = 30
LEVEL_OF_KIND: Mapping[str, str] = {
    "country": "state",
    "safety_region": "regional",
    "municipality": "local",
    "neighbourhood_group": "local",
    "partner": "local",
}


@dataclass(frozen=True)
class Stored:
    """A stored row: its number, its version, and what its columns hold."""

    pk: int
    version: int
    row: dict[str, Any]


def stored_row(found: RegisterRow) -> Stored:
    """A stored row with its columns as the register has them."""
    register = read_registers()[found.register]
    contact = dict.fromkeys(register.personal, found.contact)
    return Stored(found.pk, found.version, row_from_plain(register, found.values | contact))


def rows_of(organisation: Organisation, register: Register) -> list[Stored]:
    """The rows of a register of an organisation, by their key."""
    found = organisation.register_rows.filter(register=register.name)
    return [stored_row(one) for one in found]


def plain_rows_of(organisation: Organisation, register: Register) -> list[dict[str, Any]]:
    """The same without number and version."""
    return [stored.row for stored in rows_of(organisation, register)]


def state_of(organisation: Organisation, register: Register) -> int:
    """How far a register is: the number of its newest change, 0 before there is any."""
    newest = organisation.register_changes.filter(register=register.name).first()
    return newest.pk if newest else 0


def history_of(
    organisation: Organisation, register: Register, key: str | None = None
) -> list[RegisterChange]:
    """The newest MOST_TOLD changes of a register, or of one row of it."""
    found = organisation.register_changes.filter(register=register.name)
    found = found if key is None else found.filter(key=key)
    return list(found.select_related("person")[:MOST_TOLD])


def laws_followed(organisation: Organisation) -> dict[str, LawStands]:
    """How the law stands for each measure, as an organisation says, else those above it."""
    register, found = read_registers()[LAWS], dict[str, LawStands]()
    for one in (*above(organisation), organisation):
        found |= laws_of(register, plain_rows_of(one, register))
    return found


def statuses_of(organisation: Organisation) -> dict[int, str]:
    """How far an organisation says that it is with each idea of the portfolio."""
    rows = plain_rows_of(organisation, read_registers()["portfolio"])
    return {int(row["idea"]): str(row["status"]) for row in rows}


def statuses_below(organisation: Organisation) -> dict[int, Counter[str]]:
    """For each idea how many of the organisations below are how far."""
    found: dict[int, Counter[str]] = {}
    for one in RegisterRow.objects.filter(
        register="portfolio", organisation__in=_below(organisation)
    ):
        row = stored_row(one).row
        found.setdefault(int(row["idea"]), Counter())[str(row["status"])] += 1
    return found


def published_above(
    organisation: Organisation, register: Register, today: date
) -> list[tuple[Organisation, list[dict[str, Any]]]]:
    """The rows that organisations above this one have published by a day, from the top down."""
    found = []
    for over in above(organisation):
        told = published_by(over, register, today)
        if told:
            found.append((over, told))
    return found


def published_by(
    organisation: Organisation, register: Register, today: date
) -> list[dict[str, Any]]:
    """The rows that an organisation has published by a day."""
    rows = plain_rows_of(organisation, register)
    return [row for row in rows if "" != row["published_on"] <= today.isoformat()]


def _below(organisation: Organisation) -> list[Organisation]:
    found: list[Organisation] = []
    level = [organisation]
    while level:
        level = list(Organisation.objects.filter(parent__in=level))
        found += level
    return found


def commitments_as_doings(organisation: Organisation) -> Iterable[Doing]:
    """The commitments of an organisation as rows of the matrix; its kind says which level it is."""
    level = LEVEL_OF_KIND.get(organisation.kind, "local")
    for one in Commitment.objects.filter(organisation=organisation):
        pillars = (one.pillar,) if one.pillar else ()
        yield Doing("commitment", one.title, pillars, "", (level,))
