"""What hands, programs, disks and bad intent do to files: small changes, each known by a number.

`mutate` gives, for a set of files and a number, the same changed files every time; a failing case
is repeated by its number. Rules:
1. A mutator takes the files and a source of chance, changes the files and says in words what it
   did; where it finds nothing to change it says NOTHING.
2. One case in five is changed only in ways that keep its meaning (`Mutant.same`); the others get
   one to six changes of any level.
3. None in the place of a file's bytes is a folder of that name.
"""

from __future__ import annotations

import csv
import io
import json
import random
import signal
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from weerbaar.common.tables import Rows, Table, csv_text, rows_of
from weerbaar.region.build import build_region
from weerbaar.region.bundle import MANIFEST, OUTLINES, region_files
from weerbaar.region.files import read_library, read_sources
from weerbaar.region.region import Region
from weerbaar.region.tables import AUTONOMIES, STOCKS, TABLES

Chance = random.Random
Files = dict[str, bytes | None]
Mutator = Callable[[Files, Chance], str]

SYNTHETIC = Path(__file__).resolve().parent / "data" / "synthetic"
NOTHING = "nothing"
SAME_SHARE = 0.2
MORE_CHANGES = (1, 1, 1, 1, 1, 2, 2, 3, 6)
ODD_CELLS = (
    *("", " ", "\t", "1e308", "-1e308", "nan", "NaN", "inf", "-inf", "1e-320", "-1", "-0", "0"),
    *("0,5", "1.000,5", "1 000", "50%", "12 kWh", "٣", "½", "1_0", "0x10", "+1", "1e2", "007"),
    *("x" * 300, "x" * 3000, "9" * 400, "\x00", "\x1b[2J", "\u202eabc", "\u200b", "\ufeff"),
    *("=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "-1+1", "{value}", "{0}", "%s", "<b>", "'", '"'),
    *("yes", "no", "true", "JA", "2026-02-30", "2026-11-21", "null", "None", "WK000000", "GM9999"),
    *("é", "e\u0301", "\u2028", "a\nb", "a\r\nb", "\U0001f4a7", "../../etc/passwd"),
)
FACTORS = (1000.0, 0.001, 100.0, 0.01, -1.0, 10.0, 1.5)
ODD_VALUES = (
    *("1", "0", "-1", "1.5", "1e308", "1e400", "nan", "inf", "-inf", "true", '""', '"72"', '"x"'),
    *("[]", "[1]", '["a", 1]', "{}", "{p10 = 1}", "{p10 = 3, p50 = 2, p90 = 1}", "2026-11-21"),
    *("12:00:00", "2026-11-21T12:00:00Z", "9" * 5000, "0x" + "f" * 300, "99", "[[[[1]]]]", "[{}]"),
    *('"""a\nb"""', '"\\u0000"', '"\\u001b[2J"', '"../x"', "'" + "x" * 3000 + "'", "1_000", "-0.0"),
    *("{p10 = 1, p50 = 2, p90 = 3}", "{p10 = 0, p50 = 0, p90 = 1e9}", "24", "0.01", "4368"),
)


@dataclass(frozen=True)
class Mutant:
    """Changed files, what was done to them in words, and whether they still mean the same."""

    number: int
    files: Files
    done: tuple[str, ...]
    same: bool

    def __str__(self) -> str:
        return f"case {self.number}: {'; '.join(self.done)}"


@cache
def proefland() -> Region:
    """The made-up region with all that a region may have: outlines and figures of its own."""
    region = build_region(read_sources(SYNTHETIC), read_library(), "VR99")
    source = str(region.sources["source"][0])
    said = {"organisation": "Gemeente", "confidence": "high", "date": "2026-05-04"}
    hours = {"t_p10": 2.0, "t_p50": 4.0, "t_p90": 8.5}
    own = [{"consumer": "hospital", "input": "power", "source": source, **hours, **said}]
    liters = {"p10": 1.0, "p50": 4.5, "p90": 12.0, "source": source}
    stocks = [{"stock": "water", "prepared": prepared, **liters} for prepared in (False, True)]
    return replace(
        region,
        name="Proefland ‘Oost’",
        outlines={area["code"]: _square(area["lon"], area["lat"]) for area in region.areas},
        autonomies=rows_of(AUTONOMIES, own),
        stocks=rows_of(STOCKS, stocks),
    )


@cache
def proefland_files() -> Mapping[str, bytes]:
    """The files of that region, by name."""
    return region_files(proefland())


def mutate(files: Mapping[str, bytes], number: int, levels: Sequence[Sequence[Mutator]]) -> Mutant:
    """The files changed as this number says; `levels` are mutators that change the meaning."""
    chance = random.Random(number)
    changed: Files = dict(files)
    same = chance.random() < SAME_SHARE
    count = chance.choice(MORE_CHANGES)
    done = []
    for _ in range(count):
        mutator = chance.choice(SAME if same else chance.choice(levels))
        done.append(f"{mutator.__name__.strip('_')} {mutator(changed, chance)}")
    return Mutant(number, changed, tuple(done), same)


@contextmanager
def named(what: str, seconds: float = 20.0) -> Iterator[None]:
    """What fails or hangs in it fails with the name of the case."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"{what} takes more than {seconds} s")

    old = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__} {error}") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


def _square(lon: float, lat: float) -> dict[str, Any]:
    low, high = (lon - 0.01, lat - 0.01), (lon + 0.01, lat + 0.01)
    ring = [[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


# What every level needs: a file to change, its text, its cells.


def _pick(files: Files, chance: Chance, ends: tuple[str, ...] = ("",)) -> str:
    """The name of a file that has bytes and ends so; no name where there is none."""
    names = [name for name in sorted(files) if files[name] and name.endswith(ends)]
    return chance.choice(names) if names else ""


def _bytes(files: Files, name: str) -> bytes:
    return files.get(name) or b""


def _text(files: Files, name: str) -> str:
    return _bytes(files, name).decode("utf-8-sig", "replace")


def _cells(files: Files, name: str) -> list[list[str]]:
    """The cells of a CSV file; none where an earlier change made it no such file."""
    try:
        lines = list(csv.reader(_text(files, name).splitlines(keepends=True)))
    except csv.Error:
        return []
    return [line for line in lines if line]


def _put(files: Files, name: str, cells: Iterable[Sequence[str]]) -> None:
    header, *lines = list(cells) or [[]]
    files[name] = csv_text(header, lines).encode("utf-8", "surrogatepass")


def _some_cells(files: Files, chance: Chance) -> tuple[str, list[list[str]]]:
    """A table's name and cells, with at least one line under its header and one column."""
    name = _pick(files, chance, (".csv",))
    cells = _cells(files, name) if name else []
    return (name, cells) if len(cells) > 1 and min(map(len, cells)) else ("", [])


def _span(data: bytes, chance: Chance, most: int = 200) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randint(1, most))


# Bytes: what a disk, a line or a wrong program does.


def flip(files: Files, chance: Chance) -> str:
    """One byte becomes another."""
    if not (name := _pick(files, chance)):
        return NOTHING
    data = bytearray(_bytes(files, name))
    at = chance.randrange(len(data))
    data[at] ^= chance.randint(1, 255)
    files[name] = bytes(data)
    return f"{name} at {at}"


def cut(files: Files, chance: Chance) -> str:
    """A piece is gone."""
    if not (name := _pick(files, chance)):
        return NOTHING
    data = _bytes(files, name)
    start, end = _span(data, chance)
    files[name] = data[:start] + data[end:]
    return f"{name} from {start} to {end}"


def truncate(files: Files, chance: Chance) -> str:
    """All after some byte is gone."""
    if not (name := _pick(files, chance)):
        return NOTHING
    at = chance.randrange(len(_bytes(files, name)))
    files[name] = _bytes(files, name)[:at]
    return f"{name} at {at}"


def insert(files: Files, chance: Chance) -> str:
    """Bytes that are no text, or text that is no table, come in between."""
    if not (name := _pick(files, chance)):
        return NOTHING
    data = _bytes(files, name)
    at = chance.randrange(len(data) + 1)
    odd = (
        b"\x00",
        b"\xff\xfe",
        b"\xc3\x28",
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\xed\xa0\x80",
        b"\xe2\x80",
    )
    new = chance.choice((*odd, chance.randbytes(8), b"," * 2000, b"\n" * 50, b'"' * 3, b"." * 3000))
    files[name] = data[:at] + new + data[at:]
    return f"{new[:10]!r} into {name} at {at}"


def repeat(files: Files, chance: Chance) -> str:
    """A piece stands there twice."""
    if not (name := _pick(files, chance)):
        return NOTHING
    data = _bytes(files, name)
    start, end = _span(data, chance)
    files[name] = data[:end] + data[start:]
    return f"{name} from {start} to {end}"


def zero(files: Files, chance: Chance) -> str:
    """A piece is overwritten with NUL, as after a power cut."""
    if not (name := _pick(files, chance)):
        return NOTHING
    data = _bytes(files, name)
    start, end = _span(data, chance)
    files[name] = data[:start] + bytes(end - start) + data[end:]
    return f"{name} from {start} to {end}"


def recode(files: Files, chance: Chance) -> str:
    """The text is saved in another encoding."""
    if not (name := _pick(files, chance)):
        return NOTHING
    code = chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7", "cp037"))
    files[name] = _text(files, name).replace("e", "é", 1).encode(code, "replace")
    return f"{name} to {code}"


BYTES: tuple[Mutator, ...] = (flip, cut, truncate, insert, repeat, zero, recode)


# Cells: what a hand in a spreadsheet does.


def _number_text(text: str, factor: float) -> str:
    try:
        return f"{float(text) * factor:g}"
    except ValueError:
        return text + text


def change_cell(files: Files, chance: Chance) -> str:
    """One cell holds something odd, a figure in another unit, or what another cell holds."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    row, at = chance.randrange(1, len(cells)), chance.randrange(len(cells[0]))
    if at >= len(cells[row]):
        return NOTHING
    old, other = cells[row][at], chance.choice(cells[1:])
    new = chance.choice(
        (
            chance.choice(ODD_CELLS),
            chance.choice(ODD_CELLS),
            _number_text(old, chance.choice(FACTORS)),
            other[at] if at < len(other) else "",
            chance.choice(other),
            "0" + old,
            old.lower() if old != old.lower() else old.upper(),
            old + "\u200b",
            old[:-1],
        )
    )
    cells[row][at] = new
    _put(files, name, cells)
    return f"{name} row {row + 1} {cells[0][at]}: {old!r} to {new[:40]!r}"


def change_header(files: Files, chance: Chance) -> str:
    """A column is called something odd."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    at = chance.randrange(len(cells[0]))
    old = cells[0][at]
    cells[0][at] = chance.choice((*ODD_CELLS, old.upper(), old + "s", chance.choice(cells[0])))
    _put(files, name, cells)
    return f"{name} {old} to {cells[0][at][:40]!r}"


def swap_cells(files: Files, chance: Chance) -> str:
    """Two neighbours of one row change places, as lon and lat do."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    line = chance.choice(cells[1:])
    at = chance.randrange(max(len(line) - 1, 1))
    line[at : at + 2] = line[at : at + 2][::-1]
    _put(files, name, cells)
    return f"{name} {line[at : at + 2]}"


def delete_cell(files: Files, chance: Chance) -> str:
    """A row is a cell short."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    line = chance.choice(cells[1:])
    gone = line.pop(chance.randrange(len(line)))
    _put(files, name, cells)
    return f"{name} {gone[:40]!r}"


CELLS: tuple[Mutator, ...] = (change_cell, change_cell, change_cell, swap_cells, delete_cell)


# Rows and columns.


def delete_rows(files: Files, chance: Chance) -> str:
    """Some rows are gone: one, half or all."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    count = chance.choice((1, 1, len(cells) // 2, len(cells) - 1))
    gone = set(chance.sample(range(1, len(cells)), max(count, 1)))
    _put(files, name, [line for i, line in enumerate(cells) if i not in gone])
    return f"{len(gone)} of {name}"


def repeat_row(files: Files, chance: Chance) -> str:
    """A row stands there twice, here or in another file."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    line, where = chance.choice(cells[1:]), name
    if chance.random() < 0.3:
        where = _pick(files, chance, (name.split("/")[-1],))
        cells = _cells(files, where)
    cells.insert(chance.randint(1, max(len(cells), 1)), line)
    _put(files, where, cells)
    return f"{line[0][:40]!r} of {name} in {where}"


def move_row(files: Files, chance: Chance) -> str:
    """A row goes to another table."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    line = cells.pop(chance.randrange(1, len(cells)))
    _put(files, name, cells)
    where = _pick(files, chance, (".csv",))
    _put(files, where, [*_cells(files, where), line])
    return f"{line[0][:40]!r} of {name} to {where}"


def delete_column(files: Files, chance: Chance) -> str:
    """A column is gone."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    at = chance.randrange(len(cells[0]))
    gone = cells[0][at]
    _put(files, name, [[*line[:at], *line[at + 1 :]] for line in cells])
    return f"{gone[:40]!r} of {name}"


def repeat_column(files: Files, chance: Chance) -> str:
    """A column stands there twice."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    at = chance.randrange(len(cells[0]))
    _put(files, name, [[*line, *line[at : at + 1]] for line in cells])
    return f"{cells[0][at][:40]!r} of {name}"


def add_column(files: Files, chance: Chance) -> str:
    """A column comes beside that nobody knows."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    title = chance.choice(("remark", "", "Inhabitants", "code "))
    _put(files, name, [[*line, title if i == 0 else "x"] for i, line in enumerate(cells)])
    return f"{title!r} to {name}"


def scale_column(files: Files, chance: Chance) -> str:
    """All figures of a column are in another unit."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    at, factor = chance.randrange(len(cells[0])), chance.choice(FACTORS)
    for line in cells[1:]:
        if at < len(line):
            line[at] = _number_text(line[at], factor)
    _put(files, name, cells)
    return f"{cells[0][at][:40]!r} of {name} times {factor:g}"


def swap_columns(files: Files, chance: Chance) -> str:
    """Two columns change places and the header stays, as when a paste goes wrong."""
    name, cells = _some_cells(files, chance)
    if not name or len(cells[0]) < 2:
        return NOTHING
    one, two = chance.sample(range(min(map(len, cells))), 2)
    for line in cells[1:]:
        line[one], line[two] = line[two], line[one]
    _put(files, name, cells)
    return f"{cells[0][one][:40]!r} and {cells[0][two][:40]!r} of {name}"


ROWS: tuple[Mutator, ...] = (delete_rows, repeat_row, move_row)
COLUMNS: tuple[Mutator, ...] = (
    *(delete_column, repeat_column, add_column, scale_column, scale_column),
    *(swap_columns, change_header),
)


# Files.


def delete_file(files: Files, chance: Chance) -> str:
    """A file is gone."""
    if not (name := _pick(files, chance)):
        return NOTHING
    del files[name]
    return name


def empty_file(files: Files, chance: Chance) -> str:
    """A file holds nothing, or no more than a line end or a mark."""
    if not (name := _pick(files, chance)):
        return NOTHING
    files[name] = chance.choice((b"", b"\n", b"\xef\xbb\xbf", b"\x00" * 100, b"\r\n\r\n", b" "))
    return f"{name} to {files[name]!r}"[:80]


def swap_files(files: Files, chance: Chance) -> str:
    """Two files change names."""
    one, two = _pick(files, chance), _pick(files, chance)
    if one and two:
        files[one], files[two] = files[two], files[one]
    return f"{one} and {two}"


def copy_file(files: Files, chance: Chance) -> str:
    """A file holds what another holds, also one that was not there."""
    one = _pick(files, chance)
    tables = [f"{folder}{table.file}" for table in TABLES for folder in ("", "osm/")]
    two = chance.choice((*tables, MANIFEST, OUTLINES, "notes.txt"))
    if one:
        files[two] = files[one]
    return f"{one} as {two}"


def folder_for_file(files: Files, chance: Chance) -> str:
    """A folder stands where a file should."""
    if not (name := _pick(files, chance)):
        return NOTHING
    files[name] = None
    return name


def repeat_file(files: Files, chance: Chance) -> str:
    """A file's content stands there twice, with its header in the middle."""
    if not (name := _pick(files, chance)):
        return NOTHING
    files[name] = _bytes(files, name) * 2
    return name


FILES: tuple[Mutator, ...] = (
    *(delete_file, empty_file, swap_files, copy_file, folder_for_file, repeat_file),
)


# TOML: what a hand in a text editor does.


def _toml_lines(files: Files, chance: Chance) -> tuple[str, list[str]]:
    name = _pick(files, chance, (".toml",))
    return name, _text(files, name).split("\n") if name else []


def _key_lines(lines: Sequence[str]) -> list[int]:
    return [i for i, line in enumerate(lines) if "=" in line and not line.startswith("#")]


def delete_line(files: Files, chance: Chance) -> str:
    """A line is gone."""
    name, lines = _toml_lines(files, chance)
    if not name:
        return NOTHING
    gone = lines.pop(chance.randrange(len(lines)))
    files[name] = "\n".join(lines).encode()
    return f"{gone[:40]!r} of {name}"


def repeat_line(files: Files, chance: Chance) -> str:
    """A line stands there twice."""
    name, lines = _toml_lines(files, chance)
    if not name:
        return NOTHING
    line = chance.choice(lines)
    lines.insert(chance.randint(0, len(lines)), line)
    files[name] = "\n".join(lines).encode()
    return f"{line[:40]!r} of {name}"


def change_value(files: Files, chance: Chance) -> str:
    """A key has another value: another type, unit or size, or what another key has."""
    name, lines = _toml_lines(files, chance)
    if not (at := _key_lines(lines)):
        return NOTHING
    i = chance.choice(at)
    key, old = lines[i].split("=", 1)
    other = lines[chance.choice(at)].split("=", 1)[1].strip()
    scaled = _number_text(old.strip(), chance.choice(FACTORS))
    new = chance.choice((*ODD_VALUES, *[other] * 5, *[scaled] * 10))
    lines[i] = f"{key.strip()} = {new}"
    files[name] = "\n".join(lines).encode()
    return f"{key.strip()[:40]} of {name} to {new[:40]}"


def change_key(files: Files, chance: Chance) -> str:
    """A key has another name."""
    name, lines = _toml_lines(files, chance)
    if not (at := _key_lines(lines)):
        return NOTHING
    i = chance.choice(at)
    key, value = lines[i].split("=", 1)
    other = lines[chance.choice(at)].split("=", 1)[0].strip()
    odd = (
        other,
        key.strip() + "s",
        '""',
        '"\\u0000"',
        "a.b",
        f'"{"x" * 3000}"',
        ".".join("a" * 40),
    )
    lines[i] = f"{chance.choice(odd)} ={value}"
    files[name] = "\n".join(lines).encode()
    return f"{key.strip()[:40]} of {name} to {lines[i][:40]}"


def add_lines(files: Files, chance: Chance) -> str:
    """Lines come in that nobody asked for: keys, tables, depth, length."""
    name, lines = _toml_lines(files, chance)
    if not name:
        return NOTHING
    new = chance.choice(
        (
            'remark = "x"',
            "[extra]",
            "[[shocks]]",
            "[shocks]",
            "[files]",
            "[[files]]",
            '"notes.txt" = 1',
            '"outlines.geojson" = 2',
            "schema = 2",
            "x = " + "[" * 3000 + "]" * 3000,
            "x = " + "{a=" * 1500 + "1" + "}" * 1500,
            ".".join("a" * 5000) + " = 1",
            "x = " + "9" * 6000,
            "x = 1979-13-01",
            "\x00",
            "=",
            "[" * 500,
            "\n".join(f"k{n} = {n}" for n in range(3000)),
        )
    )
    lines.insert(chance.randint(0, len(lines)), new)
    files[name] = "\n".join(lines).encode()
    return f"{new[:40]!r} into {name}"


TOML: tuple[Mutator, ...] = (
    *(delete_line, repeat_line, change_value, change_value, change_value, change_key, add_lines),
)


# Outlines.


def change_outlines(files: Files, chance: Chance) -> str:
    """The outlines are wrong in one of the ways in which JSON can be."""
    try:
        whole = json.loads(_bytes(files, OUTLINES))
        done = _spoil(whole, chance.choice(whole["features"]), chance)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return NOTHING
    files[OUTLINES] = json.dumps(whole).encode()
    return done


def _spoil(whole: dict[str, Any], feature: dict[str, Any], chance: Chance) -> str:
    """Changes one feature or the whole; says how."""
    shape = feature["geometry"]
    ring = shape["coordinates"][0]
    odd = chance.choice((None, float("nan"), float("inf"), "3.1", True, 1e308, [], {}, 10**400))
    ways: dict[str, Callable[[], Any]] = {
        "lon and lat swapped": lambda: [point.reverse() for point in ring[:-1]] + [ring[-1]],
        "all swapped": lambda: shape.update(coordinates=[[p[::-1] for p in ring]]),
        "far away": lambda: shape.update(coordinates=[[[p[0] + 9, p[1]] for p in ring]]),
        "one level less": lambda: shape.update(coordinates=ring),
        "one level more": lambda: shape.update(coordinates=[shape["coordinates"]]),
        "as multipolygon": lambda: shape.update(type="MultiPolygon"),
        "another type": lambda: shape.update(type=chance.choice(("Point", "LineString", 3, None))),
        "an odd number": lambda: ring[0].__setitem__(0, odd),
        "an odd ring": lambda: shape.update(coordinates=[odd]),
        "an odd code": lambda: feature["properties"].update(code=odd),
        "another code": lambda: feature["properties"].update(code="WK900300"),
        "no properties": lambda: feature.pop("properties"),
        "no geometry": lambda: feature.update(geometry=None),
        "not closed": ring.pop,
        "too short": lambda: ring.__delitem__(slice(2, None)),
        "twice": lambda: whole["features"].append(feature),
        "one less": lambda: whole["features"].remove(feature),
        "no list": lambda: whole.update(features=feature),
        "deep": lambda: feature.update(geometry=_nested(300)),
        "a height": lambda: [point.append(7.0) for point in ring],
    }
    way = chance.choice(sorted(ways))
    ways[way]()
    return way


def _nested(depth: int) -> list[Any]:
    deep: list[Any] = []
    for _ in range(depth):
        deep = [deep]
    return deep


JSON: tuple[Mutator, ...] = (change_outlines,)
REGION_LEVELS = (BYTES, CELLS, CELLS, ROWS, COLUMNS, FILES, TOML, JSON)
SCENARIO_LEVELS = (BYTES, TOML, TOML, TOML)


# What keeps the meaning.


def shuffle_rows(files: Files, chance: Chance) -> str:
    """The rows stand in another order."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    header, *lines = cells
    chance.shuffle(lines)
    _put(files, name, [header, *lines])
    return name


def shuffle_columns(files: Files, chance: Chance) -> str:
    """The columns stand in another order, the header with them."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    order = chance.sample(range(len(cells[0])), len(cells[0]))
    _put(files, name, [[line[at] for at in order] for line in cells])
    return name


def end_lines_otherwise(files: Files, chance: Chance) -> str:
    """Lines end as on another system."""
    if not (name := _pick(files, chance, (".csv", ".toml", ".geojson"))):
        return NOTHING
    files[name] = _bytes(files, name).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return name


def mark_byte_order(files: Files, chance: Chance) -> str:
    """The file starts with the mark that some programs put before UTF-8."""
    if not (name := _pick(files, chance, (".csv", ".toml", ".geojson"))):
        return NOTHING
    files[name] = b"\xef\xbb\xbf" + _bytes(files, name).removeprefix(b"\xef\xbb\xbf")
    return name


def quote_cells(files: Files, chance: Chance) -> str:
    """Every cell stands between quotes."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    sink = io.StringIO()
    csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(cells)
    files[name] = sink.getvalue().encode()
    return name


def add_line_ends(files: Files, chance: Chance) -> str:
    """Empty lines follow at the end."""
    if not (name := _pick(files, chance, (".csv", ".toml", ".geojson"))):
        return NOTHING
    files[name] = _bytes(files, name) + b"\n" * chance.randint(1, 5)
    return name


def write_numbers_otherwise(files: Files, chance: Chance) -> str:
    """Figures are written in another way: 1.0 for 1, 0.50 for 0.5, 5e-1, spaces around."""
    name, cells = _some_cells(files, chance)
    if not name:
        return NOTHING
    numbers = _number_columns(name)
    for line in cells[1:]:
        for at, title in enumerate(cells[0]):
            if title in numbers and line[at] and chance.random() < 0.5:
                line[at] = _otherwise(line[at], chance)
    _put(files, name, cells)
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
    name, lines = _toml_lines(files, chance)
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
    whole = json.loads(_text(files, OUTLINES))
    chance.shuffle(whole["features"])
    files[OUTLINES] = json.dumps(whole, indent=chance.choice((None, 1))).encode()
    return OUTLINES


def write_toml_numbers_otherwise(files: Files, chance: Chance) -> str:
    """A figure is written in another way: 72.00 or 72e0 for 72.0."""
    name, ended = _toml_lines(files, chance)
    lines = [line.rstrip("\r") for line in ended]
    decimal = [i for i in _key_lines(lines) if lines[i].split("=")[1].strip().endswith(".0")]
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


# Bundles.


def zip_of(members: Iterable[tuple[str, bytes]], **changes: Any) -> bytes:
    """A zip file of these members; `changes` are attributes that each gets."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in changes.items():
                setattr(member, attribute, value)
            archive.writestr(member, content)
    return sink.getvalue()


def with_size(bundle: bytes, name: str, size: int) -> bytes:
    """The zip file in which every header of a member says that it has so many bytes."""
    data = bytearray(bundle)
    for mark, at_size, at_name in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        start = data.find(mark)
        while start >= 0:
            if data[start + at_name :].startswith(name.encode()):
                data[start + at_size : start + at_size + 4] = size.to_bytes(4, "little")
            start = data.find(mark, start + 4)
    return bytes(data)


# What was written, read with none of the project's own reading.


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
