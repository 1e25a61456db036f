"""How people write figures and days: `1.240,5`, `25 %`, `21 november 2026`.

Rules:
1. Where one text among the figures of a sheet can only be a number with a decimal comma (`52,1`),
   dots are thousands marks; else the point is the decimal sign. A text that fits only the other
   sign is refused, never guessed at.
2. What a spreadsheet program typed is taken as typed: its numbers have no decimal sign, its dates
   are days. A date where a number belongs is refused, for the program made it of another number.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta

from weerbaar.common.language import mark
from weerbaar.common.parsing import NOT_A_NUMBER
from weerbaar.common.refusals import ProblemKind
from weerbaar.common.sheets import Cell
from weerbaar.common.tables import Column

NOT_A_FIGURE = ProblemKind(
    "not-a-number",
    NOT_A_NUMBER.message,
    mark("Write only the number; the unit is {unit}."),
)
FIGURE_WITHOUT_UNIT = replace(NOT_A_FIGURE, remedy=mark("Write only the number."))
MIXED_DECIMALS = ProblemKind(
    "mixed-decimals",
    mark("{column} is “{value}”; this file has both decimal commas and decimal points."),
    mark("Use one of the two in the whole file."),
)
NUMBER_BECAME_DATE = ProblemKind(
    "number-became-date",
    mark("{column} is “{value}”, a date; it must be a number."),
    mark("The spreadsheet program made a date of the number: type the number again as a number."),
)
SHORT_YEAR = ProblemKind(
    "short-year",
    mark("{column} is “{value}”; the year has two digits."),
    mark("Write the year with four digits: 2026-11-21."),
)

THOUSANDS_MARK = re.compile("(?<=\\d)[ \xa0\u2009\u202f'’](?=\\d{3}(?!\\d))")
POWER = r"(?:[eE][-+]?\d+)?"
ONLY_COMMA = re.compile(rf"[-+]?(?:\d{{1,3}}(?:\.\d{{3}})+|\d*),\d+{POWER}", re.ASCII)
WITH_COMMA = re.compile(
    rf"[-+]?(?=[\d,])(?:\d{{1,3}}(?:\.\d{{3}})+|\d*)(?:(?<=\d){POWER}|,\d+{POWER})", re.ASCII
)
WITH_POINT = re.compile(
    rf"[-+]?(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d*)?|\.\d+){POWER}", re.ASCII
)

YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
MONTH_IN_LETTERS = re.compile(r"(\d{1,2})[ -]([a-z]+)\.?[ -](\d{4}|\d{2})", re.ASCII)
MONTH_AND_NUMBER = re.compile(r"\d{1,2}[ -]([a-z]+)\.?|([a-z]+)\.?[ -](?:\d{4}|\d{2})", re.ASCII)
MONTH_NAMES = (
    "januari februari maart april mei juni juli augustus september oktober november december",
    "january february march april may june july august september october november december",
)
MONTHS = {
    name: month
    for names in MONTH_NAMES
    for month, full in enumerate(names.split(), start=1)
    for name in (full, full[:3])
} | {"mrt": 3, "sept": 9}
# The days that a spreadsheet program counts from; before March 1900 its count is one off.
SERIAL_START = date(1899, 12, 30)
SERIALS = (20_000, 80_000)


def needs_comma(cell: Cell) -> bool:
    """Whether a cell is text that can only be a number with a decimal comma."""
    if not isinstance(cell, str) or "," not in cell:
        return False
    return ONLY_COMMA.fullmatch(_bare(cell)) is not None


def number_text(column: Column, cell: Cell, text: str, commas: bool) -> str | ProblemKind:
    """The figure in a cell as `parsing.parse` takes it, or why it is none; see `needs_comma`."""
    if isinstance(cell, date):
        return NUMBER_BECAME_DATE
    if cell is None or isinstance(cell, bool):
        return NOT_A_FIGURE
    if not isinstance(cell, str):
        return text if math.isfinite(cell) else NOT_A_FIGURE
    percent = text.endswith("%")
    bare = _bare(text)
    if percent and column.kind != "share":
        return NOT_A_FIGURE
    if not (WITH_COMMA if commas else WITH_POINT).fullmatch(bare):
        return _why_no_number(bare, text)
    plain = bare.replace(".", "").replace(",", ".") if commas else bare.replace(",", "")
    return repr(float(plain) / 100) if percent else plain


def date_text(cell: Cell, text: str) -> str | ProblemKind:
    """The day in a cell as year-month-day, SHORT_YEAR, or the text where it names no day."""
    if isinstance(cell, float) and SERIALS[0] <= cell <= SERIALS[1]:
        return (SERIAL_START + timedelta(days=int(cell))).isoformat()
    return named_day(text) or text


def named_day(text: str) -> str | ProblemKind | None:
    """The day that a text names as year-month-day, SHORT_YEAR, or None where it names no day."""
    parts = _day_parts(text.casefold())
    if parts is None:
        return None
    year, month, day = parts
    if len(year) == 2:
        return SHORT_YEAR
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None


def _bare(text: str) -> str:
    """The number in a text, without thousands marks of white space and without a percent sign."""
    bare = THOUSANDS_MARK.sub("", text.strip().removesuffix("%").rstrip())
    return "-" + bare[1:] if bare.startswith("−") else bare


def _why_no_number(bare: str, text: str) -> ProblemKind:
    """What is wrong with a text that is no number in this file."""
    if WITH_POINT.fullmatch(bare):
        return MIXED_DECIMALS
    month = MONTH_AND_NUMBER.fullmatch(text.casefold())
    if named_day(text) is not None or (month and (month[1] or month[2]) in MONTHS):
        return NUMBER_BECAME_DATE
    return NOT_A_FIGURE


def _day_parts(text: str) -> tuple[str, int, str] | None:
    """Year, month and day of a text that is written as a date."""
    if found := YEAR_FIRST.fullmatch(text):
        return found[1], int(found[2]), found[3]
    if found := DAY_FIRST.fullmatch(text):
        return found[4], int(found[3]), found[1]
    found = MONTH_IN_LETTERS.fullmatch(text)
    if found and found[2] in MONTHS:
        return found[3], MONTHS[found[2]], found[1]
    return None
