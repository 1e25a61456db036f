"""What banks say of payments, put into a twin: how long each part lasts, and whom it needs.

Rules:
1. How long a kind of site lasts without an input is a statement of an organisation, as any other
   has it: it goes before the library, see `region.stating`. What a bank said of a later day stays.
2. Of the staff of a kind that share must be there with which it works fully, and at nobody there
   the share remains that goes on by itself. Where several banks speak, the mean of each holds.
3. A share of staff above 1 does not exist: where more are needed than are left, all that are left
   are needed, and it works less from the first of them who stays away. So the twin shows too
   little of it; how many are short has to be told beside it.
4. Staff of sites outside the region is away only where the scenario says so (see `staff`).

All else stays as it was, so that the same draws before and after differ by what the banks say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean

import numpy as np

from weerbaar.common.tables import Rows, joined_rows, rows_of
from weerbaar.region.region import Library, Region
from weerbaar.region.stating import Stated, with_autonomies
from weerbaar.region.tables import AUTONOMIES
from weerbaar.twin.network import compile_network
from weerbaar.twin.tables import OPERATIONS
from weerbaar.twin.twin import Twin

STATED = "O"
CONFIDENCE = "middle"
"""How sure a bank is: its register says that by its band."""


@dataclass(frozen=True)
class Lasts:
    """How many hours a kind of site lasts without an input, as an organisation says on a day."""

    kind: str
    input: str
    hours: tuple[float, float, float]
    organisation: str
    date: str = ""


@dataclass(frozen=True)
class Manned:
    """Of a kind of site the share of its staff with which it works fully, and what goes on
    without anybody; both 0..1."""

    kind: str
    full: float
    floor: float


@dataclass(frozen=True)
class Payments:
    """All that banks say which the twin can take."""

    lasts: tuple[Lasts, ...] = ()
    manned: tuple[Manned, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lasts or self.manned)


def with_payments(twin: Twin, said: Payments) -> Twin:
    """The twin as the banks say that it is.

    Raises Refused where a kind does not take an input, and ValueError for a twin in which something
    was chosen, or measures work, already.
    """
    if twin.choices or twin.levers:
        raise ValueError("what banks say goes before choices and measures")
    network = twin.network
    region = with_lasting(network.region, network.library, said.lasts)
    compiled = compile_network(region, network.library, twin.scenario.planned_sites)
    operations = with_manned(twin.library.operations, said.manned)
    return replace(twin, network=compiled, library=replace(twin.library, operations=operations))


def with_lasting(region: Region, library: Library, lasts: Sequence[Lasts]) -> Region:
    """The region with these statements (rule 1)."""
    if not lasts:
        return region
    rows = rows_of(AUTONOMIES, [_statement(one) for one in lasts])
    found, _ = with_autonomies(region, library, Stated("", rows, [None] * len(rows)), "")
    return found


def _statement(one: Lasts) -> Mapping[str, object]:
    low, middle, high = one.hours
    return {
        "consumer": one.kind,
        "input": one.input,
        "t_p10": low,
        "t_p50": middle,
        "t_p90": high,
        "organisation": one.organisation,
        "confidence": CONFIDENCE,
        "date": one.date,
    }


def with_manned(operations: Rows, manned: Sequence[Manned]) -> Rows:
    """The operations in which these kinds need staff (rules 2 and 3)."""
    found = operations
    for kind in sorted({one.kind for one in manned}):
        own = [one for one in manned if one.kind == kind]
        full, floor = min(1.0, mean(o.full for o in own)), mean(o.floor for o in own)
        if kind not in found.positions("kind"):
            found = joined_rows(OPERATIONS, [found, rows_of(OPERATIONS, [{"kind": kind}])])
        mine = found["kind"] == kind
        changed = {
            "staff_full": np.where(mine, full, found["staff_full"]),
            "staff_floor": np.where(mine, floor, found["staff_floor"]),
            "evidence": np.where(mine, STATED, found["evidence"]).astype(object),
        }
        found = replace(found, columns={**found.columns, **changed})
    return found
