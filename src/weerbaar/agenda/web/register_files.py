"""What a register holds and what follows from it, as files to keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify

from weerbaar.agenda.registers.register import Register
from weerbaar.agenda.registers.shown import ShownTable
from weerbaar.common.language import Language
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, table_csv


def file_of(
    title: str,
    tables: Sequence[ShownTable],
    ending: str,
    spoken: Language,
    of: Register | None = None,
) -> HttpResponse:
    """Tables as a file: all of them in XLSX, each its own sheet; the first in CSV."""
    told = of.say(title, spoken) if of else spoken.text(title)
    if ending == "csv" or len(tables) < 2:
        first = (tables[0].headings, tables[0].rows) if tables else ((), ())
        return file_of_table(told, first, ending, spoken)
    sheets = {one.title: (one.headings, one.rows) for one in tables}
    return _attached(table_xlsx_bytes(sheets), XLSX_TYPE, told, ending)


def file_of_table(title: str, sheet: Any, ending: str, spoken: Language) -> HttpResponse:
    """A table of headings and rows as a file in CSV or XLSX."""
    heads, rows = sheet
    name = spoken.text(title)
    if ending == "xlsx":
        content, kind = table_xlsx_bytes({name: sheet}), XLSX_TYPE
    else:
        text = "\ufeff" + table_csv(heads, rows, decimal_comma=spoken.code == "nl")
        content, kind = text.encode(), "text/csv; charset=utf-8"
    return _attached(content, kind, name, ending)


def _attached(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)}.{ending}"'
    return answer
