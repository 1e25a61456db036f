"""What keeps the meaning: another order, another way to write the same."""

from __future__ import annotations

import csv
import io
import json

from tests.mutations.files import NOTHING, Chance, Files, Mutator, bytes_of, pick, text_of
from tests.mutations.tables import put_cells, some_cells
from tests.mutations.toml import key_lines, toml_lines
from weerbaar.region.bundle import OUTLINES
from weerbaar.region.tables import TABLES


def shuffle_rows(files: Files, chance: Chance) -> str:
    """The rows stand in another order."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    header, *lines = cells
    chance.shuffle(lines)
    put_cells(files, name, [header, *lines])
    return name


def shuffle_columns(files: Files, chance: Chance) -> str:
    """The columns stand in another order, the header with them."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    order = chance.sample(range(len(cells[0])), len(cells[0]))
    put_cells(files, name, [[line[at] for at in order] for line in cells])
    return name


def end_lines_otherwise(files: Files, chance: Chance) -> str:
    """Lines end as on another system."""
    if not (name := pick(files, chance, (".csv", ".toml", ".geojson"))):
        return NOTHING
    files[name] = bytes_of(files, name).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return name


def mark_byte_order(files: Files, chance: Chance) -> str:
    """The file starts with the mark that some programs put before UTF-8."""
    if not (name := pick(files, chance, (".csv", ".toml", ".geojson"))):
        return NOTHING
    files[name] = b"\xef\xbb\xbf" + bytes_of(files, name).removeprefix(b"\xef\xbb\xbf")
    return name


def quote_cells(files: Files, chance: Chance) -> str:
    """Every cell stands between quotes."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    sink = io.StringIO()
    csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(cells)
    files[name] = sink.getvalue().encode()
    return name


def add_line_ends(files: Files, chance: Chance) -> str:
    """Empty lines follow at the end."""
    if not (name := pick(files, chance, (".csv", ".toml", ".geojson"))):
        return NOTHING
    files[name] = bytes_of(files, name) + b"\n" * chance.randint(1, 5)
    return name


def write_numbers_otherwise(files: Files, chance: Chance) -> str:
    """Figures are written in another way: 1.0 for 1, 0.50 for 0.5, 5e-1, spaces around."""
    name, cells = some_cells(files, chance)
    if not name:
        return NOTHING
    numbers = _number_columns(name)
    for line in cells[1:]:
        for at, title in enumerate(cells[0]):
            if title in numbers and line[at] and chance.random() < 0.5:
                line[at] = _otherwise(line[at], chance)
    put_cells(files, name, cells)
    return name


def _otherwise(given: str, chance: Chance) -> str:
    text = given.strip()
    plain = text if "e" in text.lower() else f"{text}0" if "." in text else f"{text}.0"
    return chance.choice((plain, f"{float(text)!r}", f" {text} ", f"+{text.lstrip('+')}"))


def _number_columns(name: str) -> set[str]:
    tables = {table.file: table for table in TABLES}
    table = tables.get(name.split("/")[-1])
    kinds = ("number", "share")
    return {column.name for column in table.columns if column.kind in kinds} if table else set()


def space_toml(files: Files, chance: Chance) -> str:
    """Comments, empty lines and spaces come between the keys."""
    name, lines = toml_lines(files, chance)
    if not name:
        return NOTHING
    at = chance.randint(0, len(lines))
    new = chance.choice(("# opmerking é", "", "   ", "#" * 100))
    files[name] = "\n".join([*lines[:at], new, *lines[at:]]).encode()
    return name


def space_json(files: Files, chance: Chance) -> str:
    """The outlines are written with other spaces and another order of features."""
    if not files.get(OUTLINES):
        return NOTHING
    whole = json.loads(text_of(files, OUTLINES))
    chance.shuffle(whole["features"])
    files[OUTLINES] = json.dumps(whole, indent=chance.choice((None, 1))).encode()
    return OUTLINES


def write_toml_numbers_otherwise(files: Files, chance: Chance) -> str:
    """A figure is written in another way: 72.00 or 72e0 for 72.0."""
    name, ended = toml_lines(files, chance)
    lines = [line.rstrip("\r") for line in ended]
    decimal = [i for i in key_lines(lines) if lines[i].split("=")[1].strip().endswith(".0")]
    if not decimal:
        return NOTHING
    i = chance.choice(decimal)
    lines[i] = chance.choice((lines[i] + "0", lines[i] + "e0", lines[i].removesuffix(".0")))
    files[name] = "\n".join(lines).encode()
    return f"{lines[i]} of {name}"


SAME: tuple[Mutator, ...] = (
    *(shuffle_rows, shuffle_columns, end_lines_otherwise, mark_byte_order, quote_cells),
    *(add_line_ends, write_numbers_otherwise, space_toml, space_json),
    write_toml_numbers_otherwise,
)
