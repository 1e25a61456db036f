"""What banks say of payments and of their own staff, and what of it the twin can take.

Rules:
1. A row is a function of a bank. The payments network is the national switch of the twin, card
   terminals are its card payment, and cash machines its cash machines. Internet banking is none of
   its needs: it is kept, and not computed.
2. Hours on own power and hours without a connection go to the twin with their band. Terminals stand
   in shops, so it is the power of the shop that counts; without a connection they go on as long as
   they take cards offline, up to a sum that the twin does not know.
3. Staff: who can come in a crisis (`available`), less who is also counted on elsewhere
   (`elsewhere`), all in per cent of the staff of that function. How many of the one are the other
   is not known: what is left lies between all of them being among those who can come and as few as
   can be; the middle is as if the one said nothing of the other (assumption, A). Where nobody said
   on how many others count, that may be all of them or none; the middle is none.
4. What is needed over what is left (the middle, or an end of its band) is the share that must be
   there; what goes on without anybody (`unattended`) is what remains. Without both of these, and
   who can come, staff does not go to the twin: a default would be ours and not the bank's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.agenda.registers.register import band_of
from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.twin.payments import Lasts, Manned, Payments

POWER, DATA = "power_h", "data_h"
LOW, MIDDLE, HIGH = ENDS = ("low", "middle", "high")
"""Which end of the band of who is left goes to the model."""
PER_CENT = 100.0
FEEDS: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "network": ("payment_switch", {POWER: ("power",), DATA: ("data",)}),
    "terminals": ("card_payment", {DATA: ("data", "switch")}),
    "atm": ("atm", {POWER: ("power",), DATA: ("data",)}),
}
"""For each function the kind of site of the twin, and its inputs by column of the register."""
NO_NEED, POWER_OF_SHOP, NO_STAFF, NO_LIMIT = ("no-need", "power-of-shop", "no-staff", "no-limit")
WHY_WORDS: Mapping[str, str] = {
    NO_NEED: mark("the model has no need for internet banking"),
    POWER_OF_SHOP: mark("terminals work as long as the shop has power, which stands there"),
    NO_STAFF: mark("say who is needed, who can come, and what goes on without anybody"),
    NO_LIMIT: mark("the model does not know up to which sum cards work offline"),
}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class BankStaff:
    """The staff of a function of a bank, in per cent of it: needed, and left as a band."""

    row: Row
    needed: float | None
    left: Band

    @property
    def short(self) -> Band | None:
        """How much is short; None where it was not said what is needed."""
        if self.needed is None:
            return None
        ends = (self.left.p90, self.left.p50, self.left.p10)
        return Band(*(max(0.0, self.needed - end) for end in ends))


@dataclass(frozen=True)
class NotTaken:
    """What the twin does not take: of which row, which column, and why (of WHY_WORDS)."""

    row: Row
    column: str
    why: str


def payments_of(rows: Sequence[Row], end: str = MIDDLE) -> Payments:
    """What the twin takes of a register of banks (rules 1 to 4), with so much of the staff left."""
    lasts, manned = list[Lasts](), list[Manned]()
    for row in rows:
        if row["function"] not in FEEDS:
            continue
        kind, inputs = FEEDS[str(row["function"])]
        for column, names in inputs.items():
            band = band_of(row, column)
            if band is not None:
                hours = (band.p10, band.p50, band.p90)
                bank, day = str(row["bank"]), str(row["said_on"])
                lasts += [Lasts(kind, name, hours, bank, day) for name in names]
        one = _manned(kind, row, end)
        manned += [one] if one else []
    return Payments(tuple(lasts), tuple(manned))


def _manned(kind: str, row: Row, end: str) -> Manned | None:
    staff, floor = staff_of(row), float(row["unattended"])
    if staff is None or staff.needed is None or math.isnan(floor):
        return None
    left = dict(zip(ENDS, (staff.left.p10, staff.left.p50, staff.left.p90), strict=True))[end]
    full = min(1.0, staff.needed / left) if left > 0 else 1.0
    return Manned(kind, full, floor / PER_CENT)


def staff_of(row: Row) -> BankStaff | None:
    """Who is left of the staff of a function (rule 3); None where nobody said who can come."""
    available, elsewhere, needed = (
        float(row[name]) for name in ("available", "elsewhere", "needed")
    )
    if math.isnan(available):
        return None
    away = 0.0 if math.isnan(elsewhere) else elsewhere
    low = 0.0 if math.isnan(elsewhere) else max(0.0, available - away)
    high = min(available, PER_CENT - away)
    left = Band(low, available * (1.0 - away / PER_CENT), high)
    return BankStaff(row, None if math.isnan(needed) else needed, left)


def not_taken(rows: Sequence[Row]) -> list[NotTaken]:
    """What was filled in and does not go to the twin, with why."""
    found = []
    for row in rows:
        function = str(row["function"])
        if function not in FEEDS:
            found.append(NotTaken(row, "", NO_NEED))
            continue
        if function == "terminals" and band_of(row, POWER) is not None:
            found.append(NotTaken(row, POWER, POWER_OF_SHOP))
        if not math.isnan(float(row["limit_eur"])):
            found.append(NotTaken(row, "limit_eur", NO_LIMIT))
        some = [n for n in ("needed", "available", "unattended") if not math.isnan(float(row[n]))]
        if 0 < len(some) < 3:
            found.append(NotTaken(row, some[0], NO_STAFF))
    return found
