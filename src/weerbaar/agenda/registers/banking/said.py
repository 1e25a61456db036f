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
4. What is left (the middle, or an end of its band) over what is needed, at most 1, is the share of
   the work that is done; of what is not done remains what goes on without anybody (`unattended`).
   With nobody left that alone works. Without all three of these staff does not go to the twin: a
   default would be ours and not the bank's.
5. A bank has a share of the customers (`customers`), filled in on one of its rows. Banks of which
   nobody said it share equally what others leave (assumption, A). Who has all of them, as a service
   for all banks has, speaks for everybody whose own bank says nothing of that function. For people
   of whom nothing is left to speak what the library assumes stays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.agenda.registers.register import band_of
from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows
from weerbaar.twin.payments import Banks, Lasts, Manned, Payments

POWER, DATA = "power_h", "data_h"
LOW, MIDDLE, HIGH = ENDS = ("low", "middle", "high")
"""Which end of the band of who is left goes to the model."""
PER_CENT = 100.0
NEARLY = 1e-9
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

TWO_SHARES = ProblemKind(
    "bank-with-two-shares",
    mark("{value} has two different shares of the customers."),
    mark("Fill it in on one row of this bank, and leave it empty on its others."),
)
MORE_THAN_ALL = ProblemKind(
    "more-customers-than-all",
    mark("The banks have {value} % of the customers together."),
    mark("Let it be 100 % at most; a service for all banks has 100 % by itself."),
)
TWO_FOR_ALL = ProblemKind(
    "two-banks-for-everybody",
    mark("{value} speaks for everybody, and so does another of the same function."),
    mark("Give both the share of their own customers."),
)

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


def banks_of(rows: Sequence[Row], end: str = MIDDLE) -> Banks:
    """What the twin takes of a register of banks, by share of the people (rules 1 to 5)."""
    groups, shares = _by_bank(rows), shares_of(rows)
    general = [row for key, own in groups.items() if shares[key] >= 1.0 for row in own]
    parts = dict[Payments, float]()
    for key, share in shares.items():
        if NEARLY < share < 1.0:
            own = groups[key]
            spoken = {row["function"] for row in own}
            theirs = [*own, *(row for row in general if row["function"] not in spoken)]
            said = _payments_of(theirs, end)
            parts[said] = parts.get(said, 0.0) + share
    rest = 1.0 - sum(parts.values())
    if rest > NEARLY:
        said = _payments_of(general, end)
        parts[said] = parts.get(said, 0.0) + rest
    return Banks(tuple((share, said) for said, share in parts.items()))


def shares_of(rows: Sequence[Row]) -> dict[str, float]:
    """The share of the customers that each bank has, 0..1, by the key of its name (rule 5)."""
    groups = _by_bank(rows)
    said = {key: customers_of(own) for key, own in groups.items()}
    known = {key: share for key, share in said.items() if share is not None}
    left = max(0.0, 1.0 - sum(share for share in known.values() if share < 1.0))
    equal = left / max(1, len(said) - len(known))
    return {key: known.get(key, equal) for key in said}


def customers_of(rows: Sequence[Row]) -> float | None:
    """The share of the customers that a bank says it has; None where it does not."""
    found = [float(row["customers"]) for row in rows if not math.isnan(float(row["customers"]))]
    return found[0] / PER_CENT if found else None


def bank_key(row: Row) -> str:
    """The name of a bank as names are compared."""
    return " ".join(str(row["bank"]).casefold().split())


def _by_bank(rows: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(bank_key(row), []).append(row)
    return groups


def _payments_of(rows: Sequence[Row], end: str) -> Payments:
    lasts = tuple(one for row in rows for one in lasts_of(row))
    manned = tuple(one for row in rows if (one := manned_of(row, end)))
    return Payments(lasts, manned)


def lasts_of(row: Row) -> list[Lasts]:
    """What a row says of hours that the twin can take (rule 2)."""
    kind, inputs = FEEDS.get(str(row["function"]), ("", {}))
    found = list[Lasts]()
    for column, names in inputs.items():
        band = band_of(row, column)
        if band is not None:
            hours = (band.p10, band.p50, band.p90)
            bank, day = str(row["bank"]), str(row["said_on"])
            found += [Lasts(kind, name, hours, bank, day) for name in names]
    return found


def manned_of(row: Row, end: str = MIDDLE) -> Manned | None:
    """What a row says of staff that the twin can take; None where that is not enough (rule 4)."""
    staff, alone = staff_of(row), float(row["unattended"])
    if str(row["function"]) not in FEEDS or staff is None:
        return None
    if staff.needed is None or math.isnan(alone):
        return None
    left = dict(zip(ENDS, (staff.left.p10, staff.left.p50, staff.left.p90), strict=True))[end]
    done = min(1.0, left / staff.needed) if staff.needed > 0 else 1.0
    floor = alone / PER_CENT
    return Manned(FEEDS[str(row["function"])][0], floor + (1.0 - floor) * done)


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


def customer_problems(rows: Rows, file: str) -> list[Problem]:
    """Shares of customers that cannot be: two of one bank, more than all, two for everybody."""
    problems, seen, general = list[Problem](), dict[str, float](), set[str]()
    for line, row in enumerate(rows, start=2):
        share, key = float(row["customers"]), bank_key(row)
        if math.isnan(share):
            continue
        if seen.setdefault(key, share) != share:
            problems.append(Problem(TWO_SHARES, file, line, "customers", row["bank"]))
    for line, row in enumerate(rows, start=2):
        if seen.get(bank_key(row), 0.0) >= PER_CENT:
            if row["function"] in general:
                problems.append(Problem(TWO_FOR_ALL, file, line, "customers", row["bank"]))
            general.add(row["function"])
    together = sum(share for share in seen.values() if share < PER_CENT)
    if together > PER_CENT + NEARLY:
        problems.append(Problem(MORE_THAN_ALL, file, column="customers", value=f"{together:g}"))
    return problems
