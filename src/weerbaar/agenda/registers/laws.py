"""Which law each measure waits for, from the register of laws.

Rules:
1. A row names measures by their name in the catalogue, with a semicolon between them.
2. A measure may go ahead when every law that names it is in force. Else it waits for the one that
   is least far; one that was withdrawn or rejected is further off than one without a bill.
3. A measure that no row names is told nothing of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from weerbaar.agenda.registers.register import Register
from weerbaar.measures.warned import LawStands

LAWS, STAGE, MEASURES, NAME = "laws", "stage", "measures", "law"
IN_FORCE, ENDED = "in_force", "ended"


def laws_of(register: Register, rows: Iterable[Mapping[str, Any]]) -> dict[str, LawStands]:
    """How the law stands for each measure that waits for one."""
    order = [ENDED, *(stage for stage in register.choices[STAGE] if stage != ENDED)]
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        for measure in filter(None, map(str.strip, str(row[MEASURES]).split(";"))):
            known = found.get(measure)
            if known is None or order.index(row[STAGE]) < order.index(known[STAGE]):
                found[measure] = row
    return {measure: _stands(register, row) for measure, row in found.items()}


def _stands(register: Register, row: Mapping[str, Any]) -> LawStands:
    english = register.choices[STAGE][str(row[STAGE])]
    dutch = register.dutch.get(english, english)
    law = str(row[NAME])
    return LawStands(row[STAGE] == IN_FORCE, f"{law}: {dutch}", f"{law}: {english}")
