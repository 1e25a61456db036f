"""What was written, read with none of the project's own reading, beside what was read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from weerbaar.common.tables import Rows, Table


def facts(files: Mapping[str, bytes | None], table: Table) -> dict[tuple[str, ...], dict[str, str]]:
    """The cells that a table's files hold, by key and column, with spaces around them gone."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for name in (table.file, f"osm/{table.file}"):
        text = (files.get(name) or b"").decode("utf-8-sig")
        for line in csv.DictReader(io.StringIO(text, newline="")):
            if any(line.values()):
                cells = {(key or "").strip(): (value or "").strip() for key, value in line.items()}
                found[tuple(cells.get(key, "") for key in table.key)] = cells
    return found


def differences(cells: Mapping[tuple[str, ...], Mapping[str, str]], rows: Rows) -> list[str]:
    """What rows say otherwise than the cells they were read from, in words."""
    columns = {column.name: column for column in rows.table.columns}
    read = {tuple(_shown(row[key]) for key in rows.table.key): row for row in rows}
    wrong = [f"{key} is gone" for key in cells if key not in read]
    if len(rows) != len(cells):
        wrong.append(f"{len(rows)} rows of {len(cells)}")
    for key in cells.keys() & read.keys():
        for name, text in cells[key].items():
            value = read[key].get(name)
            if text and (name not in columns or not _means(text, value)):
                wrong.append(f"{key} {name}: {text!r} became {value!r}")
    return wrong


def _shown(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _means(text: str, value: Any) -> bool:
    if isinstance(value, float):
        return float(text) == value
    return _shown(value) == text
