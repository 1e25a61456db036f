"""Reads translations and a person's own tables, says where the user's data lie, and writes.

A file is written beside its place and then put there at once, so that what stands there is whole
whatever happens: a full disk, a lost connection, a computer that stops.

A workbook may come from anyone. What it holds is judged before it is unpacked: how large it says it
is, how tightly it is packed. Each part is then unpacked a piece at a time, and no further than it
says; the workbook's own reader only comes after that. XML that declares entities is refused. Of
its formulas the stored outcome is read; one that has none, or an error, is refused, and so are
merged cells: a table has none.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import platformdirs
from babel.messages.pofile import read_po
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from weerbaar.common.language import ENGLISH, Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.sheets import (
    NO_CELLS,
    Cell,
    FilledRows,
    Sheet,
    column_name,
    filled_rows,
    sheet_of,
    text_sheet,
)

ROOMS_WITH_KERNELS = ("sharing", "twin")
LANGUAGES = ("nl", "en")

MEGABYTE = 1_000_000
MOST_FILE_BYTES = 150_000_000
MOST_WORKBOOK_BYTES = 200_000_000
MOST_RATIO = 200
# Below this size a member does no harm, however tightly it is packed.
HARMLESS_BYTES = 10_000_000
MOST_MEMBERS = 10_000
# Parts of a workbook are held whole: a sheet row by row, any other part from begin to end.
MOST_PART_BYTES = 16_000_000
MOST_ERRORS = 10_000
PIECE_BYTES = 1_000_000

NOT_A_FILE = ProblemKind(
    "not-a-file",
    mark("This file cannot be read."),
    mark("Check its name and place, and that you may read it."),
)
FILE_TOO_LARGE = ProblemKind(
    "file-too-large",
    mark("The file is {value} MB; a file is at most {most} MB."),
    mark("Remove what is not needed, or divide the file into parts."),
)
OLD_WORKBOOK = ProblemKind(
    "old-workbook",
    mark("This is an old workbook (.xls), or a workbook with a password."),
    mark("Save it as .xlsx or .csv, without a password."),
)
NOT_A_LIST = ProblemKind(
    "not-a-list",
    mark("This is a PDF, not a list."),
    mark("Ask for the list from which it was made, as .xlsx or .csv."),
)
OTHER_KIND = ProblemKind(
    "other-kind-of-file",
    mark("This is not an .xlsx or .csv file."),
    mark("Open it in your spreadsheet program and save it as .xlsx or .csv."),
)
DAMAGED = ProblemKind(
    "damaged-workbook",
    mark("This workbook is damaged."),
    mark("Open it in your spreadsheet program and save it again as .xlsx."),
)
UNSAFE_WORKBOOK = ProblemKind(
    "unsafe-workbook",
    mark("This workbook is built in a way that no spreadsheet program uses."),
    mark("Copy the table to a new workbook. If you do not know the sender, remove this file."),
)
WORKBOOK_TOO_LARGE = ProblemKind(
    "workbook-too-large",
    mark("Unpacked, this workbook is too large or packed too tightly."),
    mark("Copy only the table to a new workbook, without pictures and empty rows."),
)
NO_OUTCOME = ProblemKind(
    "formula-without-outcome",
    mark("Cell {cell} is a formula whose outcome is not in the file."),
    mark("Open the file in your spreadsheet program and save it, or paste the outcome as value."),
)
ERROR_VALUE = ProblemKind(
    "error-value",
    mark("Cell {cell} holds the error {value}."),
    mark("Mend the formula, or make the cell empty."),
)
MERGED_CELLS = ProblemKind(
    "merged-cells",
    mark("The cells {value} are merged."),
    mark("Undo the merge, and repeat the value in each cell."),
)

ZIP_START = b"PK\x03\x04"
EMPTY_ZIP_START = b"PK\x05\x06"
ZIP_DIRECTORY_ENTRY = b"PK\x01\x02"
OLE_START = b"\xd0\xcf\x11\xe0"
PDF_START = b"%PDF"
XML_ENDINGS = (".xml", ".rels")
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Tags may have a prefix: some programs write <x:row>.
PREFIX = rb"<(?:[\w.-]{1,40}:)?"
FORMULA_TAG = re.compile(PREFIX + rb"f[\s/>]")
ITEM_TAG = re.compile(PREFIX + rb"(?:row|si|r)[\s/>]")
MERGE_TAG = re.compile(
    PREFIX + rb"mergeCell\s[^<>]{0,300}?\bref\s*=\s*[\"']([A-Z]{1,3}(\d{1,9}):[A-Z]{1,3}(\d{1,9}))"
)


@dataclass(frozen=True)
class _Merge:
    """Cells that are merged: as the workbook writes them, and their first and last row."""

    cells: str
    first: int
    last: int


@cache
def read_language(code: str) -> Language:
    """The language with this code; raises KeyError for one that does not ship with the package.

    Where its catalogue is absent, texts stay in English.
    """
    if code == "en":
        return ENGLISH
    if code not in LANGUAGES:
        raise KeyError(code)
    path = files("weerbaar") / "locale" / code / "LC_MESSAGES" / "weerbaar.po"
    if not path.is_file():
        return Language(code)
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=code)
    return Language(
        code,
        {
            str(message.id): str(message.string)
            for message in catalogue
            if message.id and message.string and not message.fuzzy
        },
    )


def data_folder() -> Path:
    """The user's data folder: WEERBAAR_DATA_DIR, else where this system keeps a program's data."""
    return Path(os.environ.get("WEERBAAR_DATA_DIR") or platformdirs.user_data_dir("weerbaar"))


def kernels_folder() -> Path:
    """Where compiled kernels are kept: a folder for each state of their sources (decision 0006)."""
    rooms = [files("weerbaar") / room for room in ROOMS_WITH_KERNELS]
    sources = [f for room in rooms for f in sorted(room.iterdir(), key=lambda f: f.name)]
    texts = [source.read_bytes() for source in sources if source.name.endswith(".py")]
    kernels = b"".join(text for text in texts if b"from numba import" in text)
    return data_folder() / "kernels" / hashlib.sha256(kernels).hexdigest()[:16]


def state_of(rooms: Collection[str]) -> str:
    """A short hash of every source file of these rooms: another where any of them differs."""
    root = files("weerbaar")
    paths = [path for room in rooms for path in _sources(root / room, room)]
    found = hashlib.sha256()
    for name, source in sorted(paths, key=lambda pair: pair[0]):
        content = source.read_bytes()
        found.update(f"{name} {len(content)} ".encode() + content)
    return found.hexdigest()[:16]


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(".py"):
            yield f"{name}/{entry.name}", entry


def write_whole(
    folder: Path, files: Mapping[str, bytes], last: str = "", remove: Collection[str] = ()
) -> None:
    """Writes files by name into a folder: first all of them beside, then each to its place.

    Names may hold slashes; folders are made. While the files change places the one called `last`
    is absent, and it is put there last: who finds it finds all of them. Those in `remove` go, where
    they are there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".weerbaar-", dir=folder) as beside:
        for name, content in files.items():
            path = Path(beside, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if last in files:
            (folder / last).unlink(missing_ok=True)
        for name in remove:
            (folder / name).unlink(missing_ok=True)
        for name in sorted(files, key=lambda name: name == last):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(Path(beside, name), folder / name)


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets in a person's CSV or XLSX file; raises Refused with every problem found."""
    return sheets_of(read_bytes(path), path.name)


def read_bytes(path: Path, most: int = MOST_FILE_BYTES) -> bytes:
    """What a file holds; raises Refused, before reading, for one that is too large or no file."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refused([Problem(NOT_A_FILE, path.name)])
        if status.st_size > most:
            raise Refused([_too_large(path.name, status.st_size, most)])
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except (OSError, ValueError) as error:
        raise Refused([Problem(NOT_A_FILE, path.name)]) from error
    if len(content) > most:
        raise Refused([_too_large(path.name, len(content), most)])
    return content


def sheets_of(content: bytes, file: str) -> tuple[Sheet, ...]:
    """The sheets in the bytes of a CSV or XLSX file, which is told by its content.

    A workbook gives one for each sheet that is visible and not empty, in order. Raises Refused with
    every problem found.
    """
    if content.startswith(OLE_START):
        raise Refused([Problem(OLD_WORKBOOK, file)])
    if content.startswith(PDF_START):
        raise Refused([Problem(NOT_A_LIST, file)])
    if not content.startswith((ZIP_START, EMPTY_ZIP_START)):
        return (text_sheet(content, file),)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it passes over.
            warnings.simplefilter("ignore")
            return _workbook_sheets(content, file)
    except Refused:
        raise
    # Damage can show anywhere in zip, XML or workbook, and each part raises errors of its own.
    except Exception as error:
        raise Refused([Problem(DAMAGED, file)]) from error


def _too_large(file: str, size: int, most: int) -> Problem:
    megabytes = -(-size // MEGABYTE)
    return Problem(FILE_TOO_LARGE, file, value=megabytes, params={"most": most // MEGABYTE})


def _workbook_sheets(content: bytes, file: str) -> tuple[Sheet, ...]:
    if content.count(ZIP_DIRECTORY_ENTRY) > MOST_MEMBERS:
        raise Refused([Problem(UNSAFE_WORKBOOK, file)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _refuse_archive(archive, file)
        formulas, merges = _scan(archive, file)
    with closing(_open_book(content, outcomes=True)) as book:
        read = {sheet.title: _filled(sheet, f"{file} [{sheet.title}]") for sheet in _visible(book)}
        paths = {sheet.title: _path_of(sheet) for sheet in _visible(book)}
    read = {title: found for title, found in read.items() if found[0] or found[1]}
    sheets = []
    problems: list[Problem] = []
    for title, (filled, wrong) in read.items():
        name = file if len(read) == 1 else f"{file} [{title}]"
        sheet, found = sheet_of(name, filled)
        merged = _merged(merges.get(paths[title], []), sheet)
        without = _without_outcome(content, title, filled, name) if paths[title] in formulas else []
        errors = [replace(problem, file=name) for problem in wrong]
        problems += sorted([*found, *errors, *merged, *without], key=lambda p: p.row or 0)
        sheets.append(sheet)
    refuse_if(problems or ([] if sheets else [Problem(NO_CELLS, file)]))
    return tuple(sheets)


def _refuse_archive(archive: zipfile.ZipFile, file: str) -> None:
    """Judge an archive by its list of members, before any is unpacked."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if "mimetype" in names or not any(name.startswith("xl/") for name in names):
        raise Refused([Problem(OTHER_KIND, file)])
    if "xl/workbook.bin" in names:
        raise Refused([Problem(OTHER_KIND, file)])
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused([Problem(OLD_WORKBOOK, file)])
    if len(set(names)) < len(names):
        raise Refused([Problem(UNSAFE_WORKBOOK, file)])
    if sum(member.file_size for member in members) > MOST_WORKBOOK_BYTES:
        raise Refused([Problem(WORKBOOK_TOO_LARGE, file)])
    if any(_is_bomb(member) for member in members):
        raise Refused([Problem(WORKBOOK_TOO_LARGE, file)])
    # Other packings cannot be unpacked a piece at a time; no spreadsheet program uses them.
    if any(member.compress_type not in PACKINGS for member in members):
        raise Refused([Problem(UNSAFE_WORKBOOK, file)])


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    packed_tightly = member.file_size > MOST_RATIO * member.compress_size
    return member.file_size > HARMLESS_BYTES and packed_tightly


def _scan(archive: zipfile.ZipFile, file: str) -> tuple[set[str], dict[str, list[_Merge]]]:
    """The parts that hold formulas, and the merged cells of each part; all parts are measured."""
    formulas = set()
    merges = {}
    for member in archive.infolist():
        name = member.filename
        pieces = _unpacked(archive, member, file)
        if not name.lower().endswith(XML_ENDINGS):
            for _ in pieces:
                pass
            continue
        xml = b"".join(pieces)
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or _longest_item(xml) > MOST_PART_BYTES:
            raise Refused([Problem(UNSAFE_WORKBOOK, file)])
        if FORMULA_TAG.search(xml):
            formulas.add(name)
        merges[name] = [
            _Merge(found[1].decode("ascii"), int(found[2]), int(found[3]))
            for found in MERGE_TAG.finditer(xml)
        ]
    return formulas, merges


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    """A part, piece by piece; raises Refused once it is larger than it says."""
    told = copy(member)
    # One byte more than it says is let through, so that a part that goes on is found out.
    told.file_size += 1
    size = 0
    with archive.open(told) as stream:
        while piece := stream.read(PIECE_BYTES):
            size += len(piece)
            if size > member.file_size:
                raise Refused([Problem(DAMAGED, file)])
            yield piece


def _longest_item(xml: bytes) -> int:
    """The most bytes between two rows of a sheet, or two texts, that are read as one piece."""
    longest = last = 0
    if len(xml) <= MOST_PART_BYTES:
        return len(xml)
    for found in ITEM_TAG.finditer(xml):
        longest, last = max(longest, found.start() - last), found.start()
    return max(longest, len(xml) - last)


def _open_book(content: bytes, outcomes: bool) -> Any:
    """The workbook for reading row by row: its formulas' stored outcomes, or the formulas."""
    return load_workbook(io.BytesIO(content), read_only=True, data_only=outcomes, keep_links=False)


def _visible(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _path_of(sheet: Any) -> str:
    # openpyxl says nowhere else which part a sheet is, and skips merged cells in this mode.
    return str(sheet._worksheet_path)


def _filled(sheet: Any, file: str) -> tuple[FilledRows, list[Problem]]:
    """The rows of a sheet that hold something, and its cells that hold an error."""
    # What the file says of its own size may be a lie.
    sheet.reset_dimensions()
    errors: list[tuple[int, int, str]] = []
    filled = filled_rows(_lines(sheet, errors), file)
    return filled, [
        Problem(
            ERROR_VALUE, file, row, column_name(filled, at), value, {"cell": _coordinate(row, at)}
        )
        for row, at, value in errors
    ]


def _lines(sheet: Any, errors: list[tuple[int, int, str]]) -> Iterator[list[Cell]]:
    """The cells row by row; an error is put in the list and its text in the cell."""
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        line = [_cell(cell.value) for cell in cells]
        for at, cell in enumerate(cells):
            if cell.data_type == "e" and len(errors) < MOST_ERRORS:
                errors.append((row, at, str(cell.value)))
        yield line


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | bool | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return value.isoformat() if isinstance(value, time) else str(value)


def _coordinate(row: int, at: int) -> str:
    return f"{get_column_letter(at + 1)}{row}"


def _merged(merges: Sequence[_Merge], sheet: Sheet) -> list[Problem]:
    """The merged cells that touch the header or a row below it."""
    last = sheet.rows[-1] if sheet.rows else sheet.row
    return [
        Problem(MERGED_CELLS, sheet.file, merge.first, value=merge.cells)
        for merge in merges
        if merge.first <= last and merge.last >= sheet.row
    ]


def _without_outcome(content: bytes, title: str, filled: FilledRows, file: str) -> list[Problem]:
    """The formulas for which the file holds no outcome, found by reading the sheet twice."""
    with (
        closing(_open_book(content, True)) as outcomes,
        closing(_open_book(content, False)) as book,
    ):
        pairs = zip(_rows_of(outcomes, title), _rows_of(book, title), strict=True)
        cells = [
            (row, at)
            for row, (values, formulas) in enumerate(pairs, start=1)
            for at, (value, formula) in enumerate(zip(values, formulas, strict=True))
            if formula.data_type == "f" and _lacks_outcome(value)
        ]
    return [
        Problem(NO_OUTCOME, file, row, column_name(filled, at), "", {"cell": _coordinate(row, at)})
        for row, at in cells
    ]


def _rows_of(book: Any, title: str) -> Iterable[Any]:
    sheet = book[title]
    sheet.reset_dimensions()
    rows: Iterable[Any] = sheet.iter_rows()
    return rows


def _lacks_outcome(cell: Any) -> bool:
    # An outcome that is text may be empty; then the cell still says that it holds text.
    return cell.value is None and cell.data_type != "str"
