"""What banks say of payments, put into a twin: how long each part lasts, and what its staff does.

Rules:
1. Each bank has customers of its own. The twin is run for each of them as if it were everybody's,
   and what comes out is mixed by the share of the people who are its customers (`mixing`): banks
   are never averaged into one. What customers of one bank leave for those of another, such as cash
   in a machine that both use, is not reckoned with.
2. How long a kind of site lasts without an input is a statement of an organisation, as any other
   has it: it goes before the library, see `region.stating`. What the same bank said of a later day
   stays. For the customers of a bank what it says goes before what others say of that kind.
3. With the staff that is left a kind works for such a share, in the whole course, whatever the
   scenario says of absence: who can come in a crisis was said by the bank, and is not taken off
   twice. Too few people are too few without any absence as well. So a scenario with more absence
   than the bank reckons with lowers it no further.
4. At most MOST_PARTS kinds of banks are computed apart.

All else stays as it was, so that the same draws before and after differ by what the banks say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
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
MOST_PARTS = 4
NEVER = 1e9
"""So many times its staff a kind never has."""

TOO_MANY_BANKS = ProblemKind(
    "too-many-banks",
    mark("Here are {value} banks that differ; at most {most} are computed apart."),
    mark("Put small banks together in one row, with the share of their customers together."),
)


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
    """For which share, 0..1, a kind of site works with the staff that is left."""

    kind: str
    works: float


@dataclass(frozen=True)
class Payments:
    """All that one bank says which the twin can take, with what holds for everybody."""

    lasts: tuple[Lasts, ...] = ()
    manned: tuple[Manned, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lasts or self.manned)


@dataclass(frozen=True)
class Banks:
    """What banks say, with the share of the people who are their customers: these add up to 1, and
    those of whose bank nothing is known have nothing said."""

    parts: tuple[tuple[float, Payments], ...] = ()

    def __bool__(self) -> bool:
        return any(said for _, said in self.parts)

    @property
    def shares(self) -> tuple[float, ...]:
        """The shares of the people, in the order of the parts."""
        return tuple(share for share, _ in self.parts)


def twins_of(twin: Twin, banks: Banks) -> list[Twin]:
    """The twin for the customers of each bank, in the order of the parts (rule 1).

    Raises Refused as `with_payments` does, and where there are too many.
    """
    params = {"most": MOST_PARTS}
    many = Problem(TOO_MANY_BANKS, value=len(banks.parts), params=params)
    refuse_if([many] if len(banks.parts) > MOST_PARTS else [])
    return [with_payments(twin, said) for _, said in banks.parts]


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
    """The region with these statements (rule 2)."""
    if not lasts:
        return region
    rows = rows_of(AUTONOMIES, [_statement(one) for one in lasts])
    own = {(one.kind, one.input): one.organisation for one in lasts}
    kept = [
        row
        for row in region.autonomies
        if own.get((row["consumer"], row["input"]), row["organisation"]) == row["organisation"]
    ]
    alone = replace(region, autonomies=rows_of(AUTONOMIES, kept))
    found, _ = with_autonomies(alone, library, Stated("", rows, [None] * len(rows)), "")
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
    """The operations in which these kinds work with the staff that is left (rule 3).

    A kind that asks for more staff than there ever is works at its floor, whoever is absent.
    """
    found = operations
    for one in manned:
        if one.kind not in found.positions("kind"):
            found = joined_rows(OPERATIONS, [found, rows_of(OPERATIONS, [{"kind": one.kind}])])
        mine = found["kind"] == one.kind
        full = NEVER if one.works < 1.0 else 0.0
        changed = {
            "staff_full": np.where(mine, full, found["staff_full"]),
            "staff_floor": np.where(mine, one.works, found["staff_floor"]),
            "evidence": np.where(mine, STATED, found["evidence"]).astype(object),
        }
        found = replace(found, columns={**found.columns, **changed})
    return found
