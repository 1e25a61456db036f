"""Reads a person's claims and the library's sharing rules."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import read_sheets
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.sheet_rows import header_names, parse_sheet
from weerbaar.common.sheets import Sheet
from weerbaar.common.tables import Rows
from weerbaar.sharing.claims import Claim
from weerbaar.sharing.tables import CELL_WORDS, CLAIMS, HEADER_NAMES, RULE_ORDER, SHARING_RULES

OTHER_RULES = ProblemKind(
    "other-rows",
    mark("{column} must hold exactly these rows: {expected}."),
    mark("Restore the rows and their order; change figures only."),
)
ONE_SHEET = ProblemKind(
    "one-sheet-only",
    mark("This workbook has {value} sheets with something in them."),
    mark("Keep one sheet, with the claims."),
)
NO_CLAIMS = ProblemKind(
    "no-claims",
    mark("There is no claim in this file."),
    mark("Put one row below the header for everyone who asks something."),
)
NOT_WHOLE = ProblemKind(
    "not-whole-units",
    mark("{column} is {value}, and the units are whole."),
    mark("Write a whole number, or leave out --whole."),
)


@cache
def read_rules() -> Rows:
    """The sharing rules that ship with the package; raises Refused where the file is damaged."""
    path = files("weerbaar") / "library" / "tables" / SHARING_RULES.file
    return parse_rules(path.read_bytes())


def parse_rules(content: bytes) -> Rows:
    """The sharing rules in the bytes of their file; raises Refused with all that is wrong."""
    rows, problems = parse_bytes(SHARING_RULES, content, SHARING_RULES.file)
    if not problems and tuple(rows["rule"]) != RULE_ORDER:
        params = {"expected": ", ".join(RULE_ORDER)}
        problems = [Problem(OTHER_RULES, SHARING_RULES.file, column="rule", params=params)]
    refuse_if(problems)
    return rows


def read_claims(path: Path, whole: bool = False) -> tuple[Claim, ...]:
    """The claims in a person's CSV or XLSX file, in its order; raises Refused with every problem.

    Where units are `whole`, so are the amounts.
    """
    sheets = read_sheets(path)
    if len(sheets) > 1:
        raise Refused([Problem(ONE_SHEET, path.name, value=len(sheets))])
    if not sheets:
        raise Refused([Problem(NO_CLAIMS, path.name)])
    return parse_claims(sheets[0], whole)


def parse_claims(sheet: Sheet, whole: bool = False) -> tuple[Claim, ...]:
    """The claims on a sheet; raises Refused with every problem found."""
    rows, lines, problems = parse_sheet(CLAIMS, sheet, HEADER_NAMES, CELL_WORDS)
    if not len(rows) and not problems:
        problems = [Problem(NO_CLAIMS, sheet.file)]
    if whole and not problems:
        header = header_names(CLAIMS, sheet, HEADER_NAMES)
        named = {column: name for name, column in header.items()}
        problems = [
            Problem(NOT_WHOLE, sheet.file, line, named["amount"], amount)
            for line, amount in zip(lines, rows["amount"], strict=True)
            if amount != int(amount)
        ]
    refuse_if(problems)
    return tuple(
        Claim(row["claim"], row["amount"], row["need"], row["class"], row["side"]) for row in rows
    )
