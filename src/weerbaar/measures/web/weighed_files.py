"""A comparison as files to keep: a workbook, a few tables, and all of it for another program.

Each row says that it is simulated and by which comparison it is; counts of 1 to 9 people are empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weerbaar.common.cli import json_text
from weerbaar.common.language import Language, mark
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, Cell, table_csv
from weerbaar.measures.weighing import Weighing
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.measures.weighing_tables import weighing_sheets
from weerbaar.twin.wording import SIMULATED

CSV = "text/csv"
FILES: Mapping[str, tuple[str, str]] = {
    "comparison.xlsx": (
        XLSX_TYPE,
        mark("Every figure as a workbook: needs, costs, groups, municipalities and differences."),
    ),
    "needs.csv": (CSV, mark("What each variant does for each need, to open in any program.")),
    "costs.csv": (CSV, mark("Who pays how much in which year.")),
    "groups.csv": (CSV, mark("How each group fares.")),
    "municipalities.csv": (CSV, mark("How each municipality fares.")),
    "comparison.json": ("application/json", mark("The whole comparison, for another program.")),
}
"""What may be taken along, each with its type and what it holds."""

MARKS = ("simulation", "comparison")
"""What stands before the columns of each table."""


def file_of(name: str, weighing: Weighing, key: str, words: Language) -> bytes:
    """The bytes of one of FILES; `key` is by what the comparison is found again."""
    if name.endswith(".json"):
        return json_text(weighing_as_data(weighing)).encode()
    sheets = {
        sheet: ((*MARKS, *columns), [("yes", key, *row) for row in rows])
        for sheet, (columns, rows) in weighing_sheets(weighing).items()
    }
    if name.endswith(".xlsx"):
        return table_xlsx_bytes(sheets, words.text(SIMULATED))
    columns, rows = sheets[name.removesuffix(".csv")]
    return _csv(columns, rows, words)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]], words: Language) -> bytes:
    return table_csv(columns, rows, decimal_comma=words.code == "nl").encode("utf-8-sig")
