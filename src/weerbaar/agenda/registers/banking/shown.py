"""What a register of banks comes to: what goes to the model, and whether enough staff is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from weerbaar.agenda.registers.banking.said import (
    HIGH,
    LOW,
    MIDDLE,
    WHY_WORDS,
    BankStaff,
    bank_key,
    banks_of,
    customers_of,
    lasts_of,
    manned_of,
    not_taken,
    shares_of,
    staff_of,
)
from weerbaar.agenda.registers.register import Register, band_of, shown
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import Bar, bar_svg

MOST_BARS = 40
PER_CENT = 100.0
Rows = Sequence[Mapping[str, Any]]

END_WORDS = {
    LOW: mark("as few as can be"),
    MIDDLE: mark("the middle"),
    HIGH: mark("as many as can be"),
}
GOES = mark(
    "To the model go: how long payments last, so many times: {hours}; staff of {staff} functions."
)
CUSTOMERS = mark("Customers: {banks}. Each bank is computed for its own customers.")
EQUAL = mark("Of {names} the share is an assumption (A): an equal part of what others leave.")
NOTHING_GOES = mark("Nothing of this can go to the model yet.")
SHORT = mark("Too few people are left at {names}: fewer than are needed, even in the middle.")
BAND_OF_STAFF = mark(
    "The line through a bar is the band: it is not known how many of those who can come are also "
    "counted on elsewhere. The line across is what is needed."
)


def banks_shown(register: Register, rows: Rows, words: Language, ident: str) -> Shown:
    """All that follows from a register of banks, in words, bars and tables; nothing of none."""
    if not rows:
        return Shown()
    staff = [one for one in map(staff_of, rows) if one is not None]
    sentences = [words.text(NOTHING_GOES)]
    if banks_of(rows):
        hours = words.number(sum(len(lasts_of(row)) for row in rows))
        people = words.number(sum(manned_of(row) is not None for row in rows))
        sentences = [words.text(GOES, hours=hours, staff=people), *_customers(rows, words)]
    short = [_name(register, one.row, words) for one in staff if one.short and one.short.p50 > 0]
    sentences += [words.text(SHORT, names="; ".join(short))] if short else []
    tables = [_hours_table(register, rows, words)]
    tables += [_staff_table(register, staff, words)] if staff else []
    left = _left_table(register, rows, words)
    pictures = _picture(register, staff, words, ident)
    return Shown(sentences, pictures, [*tables, *left])


def _customers(rows: Rows, words: Language) -> list[str]:
    """Which bank has which share of the customers, and of which that is an assumption."""
    names = {bank_key(row): str(row["bank"]) for row in rows}
    shares = shares_of(rows)
    if len(names) == 1 and next(iter(shares.values())) >= 1.0:
        return []
    told = "; ".join(f"{names[key]} {words.figure(PER_CENT * s)} %" for key, s in shares.items())
    unsaid = [
        name
        for key, name in names.items()
        if customers_of([row for row in rows if bank_key(row) == key]) is None
    ]
    found = [words.text(CUSTOMERS, banks=told)]
    return [*found, words.text(EQUAL, names=", ".join(unsaid))] if unsaid else found


def _hours_table(register: Register, rows: Rows, words: Language) -> ShownTable:
    columns = ("bank", "function", "power_h", "data_h", "limit_eur")
    lines = [
        [
            shown(register, "bank", row["bank"], words),
            shown(register, "function", row["function"], words),
            _told(band_of(row, "power_h"), words),
            _told(band_of(row, "data_h"), words),
            shown(register, "limit_eur", row["limit_eur"], words),
        ]
        for row in rows
    ]
    title = words.text(mark("How long payments go on"))
    return ShownTable(title, [register.heading(name, words) for name in columns], lines)


def _staff_table(register: Register, staff: Sequence[BankStaff], words: Language) -> ShownTable:
    heads = [register.heading(name, words) for name in ("bank", "function", "needed")]
    heads += [words.text(mark("Left (%)")), words.text(mark("Short (%)"))]
    lines = [
        [
            shown(register, "bank", one.row["bank"], words),
            shown(register, "function", one.row["function"], words),
            words.text(mark("unknown")) if one.needed is None else words.figure(one.needed),
            _told(one.left, words),
            words.text(mark("unknown")) if one.short is None else _told(one.short, words),
        ]
        for one in staff
    ]
    return ShownTable(words.text(mark("Staff that is needed and left")), heads, lines)


def _left_table(register: Register, rows: Rows, words: Language) -> list[ShownTable]:
    """What does not go to the model, with why; nothing where all goes."""
    found = not_taken(rows)
    if not found:
        return []
    lines = [
        [
            shown(register, "bank", one.row["bank"], words),
            shown(register, "function", one.row["function"], words),
            register.heading(one.column, words) if one.column in register.headings else "",
            words.text(WHY_WORDS[one.why]),
        ]
        for one in found
    ]
    heads = [register.heading(name, words) for name in ("bank", "function")]
    heads += [words.text(mark("What")), words.text(mark("Why"))]
    return [ShownTable(words.text(mark("What does not go to the model")), heads, lines)]


def _picture(
    register: Register, staff: Sequence[BankStaff], words: Language, ident: str
) -> list[Picture]:
    bars = [
        Bar(
            _name(register, one.row, words),
            one.left.p50 / PER_CENT,
            one.left.p10 / PER_CENT,
            one.left.p90 / PER_CENT,
            limit=None if one.needed is None else one.needed / PER_CENT,
        )
        for one in staff[:MOST_BARS]
    ]
    if not bars:
        return []
    title = words.text(mark("Staff that is left in a crisis"))
    svg = bar_svg(bars, label=title, ident=ident, language=words)
    return [Picture(title, svg, words.text(BAND_OF_STAFF))]


def _name(register: Register, row: Mapping[str, Any], words: Language) -> str:
    return f"{row['bank']}, {shown(register, 'function', row['function'], words)}"


def _told(band: Band | None, words: Language) -> str:
    """A band in words, "" where it is unknown."""
    if band is None:
        return ""
    low, middle, high = (words.figure(round(e, 1)) for e in (band.p10, band.p50, band.p90))
    return middle if low == high else f"{middle} ({low}–{high})"
