"""A person's own files into a region: all of them, or none.

Rules:
1. What a file holds follows from its content: a GeoPackage and GeoJSON of areas are outlines,
   GeoJSON of objects with tags are facilities, a sheet is told by its columns. A person may say it.
2. Every file is read before anything changes; all problems of all files are refused together.
3. They are taken in this order, whatever the order of the files: outlines, key figures, sites and
   facilities, links, autonomies, stocks, forms. The region that comes out is checked whole.
4. Own columns beside the known ones (an address, a remark) are passed over and told; one that is
   almost a known name is refused, as `sheet_rows` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.sheet_rows import header_names, parse_sheet, unknown_headers
from weerbaar.common.sheets import Cell, Sheet
from weerbaar.common.tables import MOST_SHOWN, REQUIRED, Table
from weerbaar.region.amounts import hours_of
from weerbaar.region.answers import is_form, merge_answers, read_form
from weerbaar.region.check import check_region, outline_problems
from weerbaar.region.facilities import holds_facilities, parse_facilities
from weerbaar.region.geopackage import is_geopackage
from weerbaar.region.key_figures import is_key_figures, read_key_figures
from weerbaar.region.region import Library, Region
from weerbaar.region.renewing import with_key_figures
from weerbaar.region.replacing import WITHIN_KM, KnownSites, replace_estimated
from weerbaar.region.shapes import import_outlines
from weerbaar.region.stating import (
    Stated,
    future_dates,
    with_autonomies,
    with_links,
    with_resources,
    with_routes,
    with_sizes,
    with_source,
    with_stocks,
)
from weerbaar.region.tables import (
    AUTONOMIES,
    OWN_LINKS,
    OWN_SITES,
    RESOURCES,
    ROUTES,
    SIZES,
    STOCKS,
)

OUTLINES, KEY_FIGURES, FACILITIES = "outlines", "key-figures", "facilities"
SITES, LINKS, FORM = "sites", "links", "form"
SHEETS: Mapping[str, Table] = {
    SITES: OWN_SITES,
    LINKS: OWN_LINKS,
    AUTONOMIES.name: AUTONOMIES,
    STOCKS.name: STOCKS,
    RESOURCES.name: RESOURCES,
    ROUTES.name: ROUTES,
    SIZES.name: SIZES,
}
SHAPES = (OUTLINES, FACILITIES)
SORTS = (OUTLINES, KEY_FIGURES, FACILITIES, *SHEETS, FORM)
OSM = "openstreetmap"
DETAIL_M = 25.0
LETTERS = re.compile(r"[a-zA-Z]")
WORKBOOK = ".xlsx"
ZIP_START = b"PK"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

WHAT_IS_IT = ProblemKind(
    "unknown-content",
    mark("It is not clear what this file holds."),
    mark(
        "Say what it holds (--as): {known}. A list needs a header with the names of its columns; "
        "the header stands right above the list."
    ),
)
NO_WORKBOOK = ProblemKind(
    "not-a-workbook",
    mark("This file is called a workbook (.xlsx), but it is none."),
    mark("Open the list in your spreadsheet program, and save it as .xlsx or .csv."),
)
NO_SUCH_SORT = ProblemKind(
    "unknown-sort", mark("There is no sort of file {value}."), mark("Use one of: {known}.")
)
PASSED_OVER = ProblemKind(
    "columns-passed-over",
    mark("These columns are not used: {value}."),
    mark("Nothing to do if that is right."),
)
SHEET_PASSED_OVER = ProblemKind(
    "sheet-passed-over",
    mark("This sheet is not used: it is not clear what it holds."),
    mark("Nothing to do if that is right; otherwise look at its header."),
)
OBJECTS_PASSED_OVER = ProblemKind(
    "objects-passed-over",
    mark("Not used of this file: {value}."),
    mark("Nothing to do if that is right; the table of tags says what is."),
)
NO_OUTLINE_FITS = ProblemKind(
    "no-outline-fits",
    mark("No outline has the code of an area of this region; one has {value}."),
    mark("Give outlines with codes such as {example}, of the same year and level as the region."),
)
OUTLINES_LEFT_OUT = ProblemKind(
    "outlines-left-out",
    mark("Outlines left out, because they are of areas outside this region: {value}."),
    mark("Nothing to do if that is right."),
)
AREAS_WITHOUT_OUTLINE = ProblemKind(
    "areas-without-outline",
    mark("Areas without an outline in this file, which are drawn as cells: {value}."),
    mark("Give a file with their outlines too, if you have one."),
)
NOTHING_IN_IT = ProblemKind(
    "nothing-in-it",
    mark("The file has a header and no rows."),
    mark("Fill in at least one row."),
)


@dataclass(frozen=True)
class OwnFile:
    """A file as it came: its name, its bytes, and its sheets where it is a table."""

    name: str
    content: bytes
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True)
class Options:
    """How to take files in; empty texts leave it to the content. Distances in km, detail in m.

    Lists that are `complete` are so for one municipality where that is named, else for the region.
    """

    sort: str = ""
    source: str = ""
    level: str = ""
    within_km: float = WITHIN_KM
    complete: bool = False
    detail_m: float = DETAIL_M
    layer: str = ""
    today: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class Imported:
    """The region with the files in it; what each was taken for, and what a person should know."""

    region: Region
    sorts: tuple[tuple[str, str], ...]
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class _Part:
    """One file or sheet that has been read, and how it goes into a region.

    `take` gives the region with it and notes, and raises Refused; `notes` came up in reading.
    `headers` has for each of our columns its name in the file.
    """

    sort: str
    file: str
    take: Callable[[Region], tuple[Region, list[Problem]]]
    notes: tuple[Problem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def import_facts(
    region: Region, library: Library, files: Sequence[OwnFile], options: Options
) -> Imported:
    """The region with what these files hold. Raises Refused with every problem in them."""
    if options.sort and options.sort not in SORTS:
        params = {"known": ", ".join(SORTS)}
        raise Refused([Problem(NO_SUCH_SORT, column="--as", value=options.sort, params=params)])
    parts: list[_Part] = []
    problems: list[Problem] = []
    for file in files:
        found, wrong = _read(region, library, file, options)
        parts += found
        problems += wrong
    parts.sort(key=lambda part: SORTS.index(part.sort))
    after, notes, wrong = _taken(region, parts)
    refuse_if(problems + wrong)
    refuse_if(check_region(after, library))
    return Imported(after, tuple((part.file, part.sort) for part in parts), tuple(notes))


def _taken(region: Region, parts: Sequence[_Part]) -> tuple[Region, list[Problem], list[Problem]]:
    """The region with all parts, one after another; notes, and the problems of all."""
    problems: list[Problem] = []
    notes: list[Problem] = []
    for part in parts:
        notes += part.notes
        try:
            region, found = part.take(region)
            notes += _in_own_columns(found, part.headers)
        except Refused as refused:
            problems += _in_own_columns(refused.problems, part.headers)
    return region, notes, problems


def _in_own_columns(problems: Sequence[Problem], headers: Mapping[str, str]) -> list[Problem]:
    """The problems with their columns named as the file does; without where it has none of it."""
    if not headers:
        return list(problems)
    return [replace(one, column=headers.get(one.column, "")) for one in problems]


def holds_shapes(content: bytes) -> bool:
    """Whether a file holds places on a map rather than a table: GeoPackage or GeoJSON."""
    return (
        is_geopackage(content) or content[:MOST_SHOWN].lstrip(BYTE_ORDER_MARK).lstrip()[:1] == b"{"
    )


def sort_of(file: OwnFile, sheet: Sheet | None, library: Library) -> str:
    """What a file, or one of its sheets, holds; empty where that is not clear."""
    if sheet is None:
        return FACILITIES if holds_facilities(file.content, library.osm_tags) else OUTLINES
    if is_form(sheet):
        return FORM
    if is_key_figures(sheet, library.kwb_columns):
        return KEY_FIGURES
    fits = [
        sort
        for sort, table in SHEETS.items()
        if _required(table) <= set(header_names(table, sheet, _aliases(library, table)).values())
    ]
    return fits[0] if len(fits) == 1 else ""


def _read(
    region: Region, library: Library, file: OwnFile, options: Options
) -> tuple[list[_Part], list[Problem]]:
    if any(is_form(sheet) for sheet in file.sheets) and options.sort in ("", FORM):
        return _read_form(region, library, file, options.today)
    parts: list[_Part] = []
    problems: list[Problem] = []
    unclear: list[str] = []
    for sheet in file.sheets or (None,):
        sort = options.sort or sort_of(file, sheet, library)
        if sort in ("", FORM) or (sort in SHAPES) != (sheet is None):
            unclear.append(sheet.file if sheet else file.name)
            continue
        part, found = _read_part(region, library, file, sheet, sort, options)
        # What can be read of a list is looked at further, so that all that is wrong is told.
        parts += [part] if sort in SHEETS or not found else []
        problems += found
    if parts and unclear:
        notes = tuple(Problem(SHEET_PASSED_OVER, name) for name in unclear)
        parts[0] = replace(parts[0], notes=(*parts[0].notes, *notes))
        return parts, problems
    return parts, problems + [_unclear(name, file) for name in unclear]


def _unclear(name: str, file: OwnFile) -> Problem:
    """Why it is not clear what a file or one of its sheets holds."""
    if file.name.casefold().endswith(WORKBOOK) and not file.content.startswith(ZIP_START):
        return Problem(NO_WORKBOOK, name)
    return Problem(WHAT_IS_IT, name, params={"known": ", ".join(SORTS)})


def _read_part(
    region: Region,
    library: Library,
    file: OwnFile,
    sheet: Sheet | None,
    sort: str,
    options: Options,
) -> tuple[_Part, list[Problem]]:
    if sheet is None:
        if sort == OUTLINES:
            return _read_outlines(region, library, file, options)
        return _read_facilities(library, file, options)
    if sort == KEY_FIGURES:
        return _read_figures(library, sheet, options)
    return _read_rows(library, sheet, sort, options)


def _read_outlines(
    region: Region, library: Library, file: OwnFile, options: Options
) -> tuple[_Part, list[Problem]]:
    codes = [str(code) for code in region.areas["code"]]
    found, problems = import_outlines(
        file.content, file.name, options.detail_m, codes, options.layer
    )
    source = options.source or f"own-{OUTLINES}"

    def take(region: Region) -> tuple[Region, list[Problem]]:
        return _with_outlines(_credited(region, library, source), found, file.name)

    return _Part(OUTLINES, file.name, take), problems


def _read_facilities(
    library: Library, file: OwnFile, options: Options
) -> tuple[_Part, list[Problem]]:
    records, passed, problems = parse_facilities(file.content, file.name, library.osm_tags)
    known = KnownSites(file.name, records, [None] * len(records))
    notes = tuple(Problem(OBJECTS_PASSED_OVER, file.name, value=text) for text in passed)

    def take(region: Region) -> tuple[Region, list[Problem]]:
        credited = _credited(region, library, OSM)
        return _replaced(credited, library, known, options)

    return _Part(FACILITIES, file.name, take, notes), problems


def _read_figures(library: Library, sheet: Sheet, options: Options) -> tuple[_Part, list[Problem]]:
    figures, problems = read_key_figures(sheet, library.kwb_columns, options.level)
    notes = tuple(_passed_over(sheet, figures.unknown_headers))
    return _Part(
        KEY_FIGURES, sheet.file, lambda r: with_key_figures(r, figures, options.source), notes
    ), problems


def _read_rows(
    library: Library, sheet: Sheet, sort: str, options: Options
) -> tuple[_Part, list[Problem]]:
    table = replace(SHEETS[sort], others=True)
    aliases = _aliases(library, table)
    unknown = unknown_headers(table, sheet, aliases)
    rows, lines, problems = parse_sheet(
        table, _in_hours(sheet, table, aliases), aliases, _words(library)
    )
    if not len(rows) and not problems:
        problems.append(Problem(NOTHING_IN_IT, sheet.file))
    source = options.source or f"own-{sort}"
    stated = _readable(Stated(sheet.file, rows, lines), problems)
    problems += future_dates(stated, options.today)
    rows = stated.rows
    names = {source, *(str(name) for name in rows["source"] if name)}

    def take(region: Region) -> tuple[Region, list[Problem]]:
        if not len(rows):
            return region, []
        for name in sorted(names):
            region = _credited(region, library, name)
        if sort == SITES:
            records = [{**row, "source": row["source"] or source} for row in rows]
            sites = KnownSites(sheet.file, records, stated.lines)
            return _replaced(region, library, sites, options)
        if sort == LINKS:
            return with_links(region, library, stated, source), []
        if sort == STOCKS.name:
            return with_stocks(region, stated, source)
        if sort == RESOURCES.name:
            return with_resources(region, stated, source)
        if sort == ROUTES.name:
            return with_routes(region, stated, source)
        if sort == SIZES.name:
            return with_sizes(region, stated, source)
        return with_autonomies(region, library, stated, source)

    headers = {column: own for own, column in header_names(table, sheet, aliases).items()}
    return _Part(sort, sheet.file, take, tuple(_passed_over(sheet, unknown)), headers), problems


def _replaced(
    region: Region, library: Library, known: KnownSites, options: Options
) -> tuple[Region, list[Problem]]:
    within, complete, where = options.within_km, options.complete, options.municipality
    return replace_estimated(region, library, known, within, complete, where)


def _credited(region: Region, library: Library, source: str) -> Region:
    """The region with this source: as the library credits it, else by its name alone.

    A file's own name is not taken over: public exports show sources, and it may name a person.
    """
    known = library.sources.positions("source")
    row = library.sources.row(known[source]) if source in known else {"title": source}
    return with_source(region, **{**row, "source": source})


def _readable(stated: Stated, problems: Sequence[Problem]) -> Stated:
    """The rows in which nothing is wrong yet; none where the header is."""
    bad = {problem.row for problem in problems}
    header = any(row is None or row not in stated.lines for row in bad)
    keep = np.array([not header and line not in bad for line in stated.lines], dtype=bool)
    lines = [line for line, good in zip(stated.lines, keep, strict=True) if good]
    rows = stated.rows.where(keep) if len(stated.rows) == len(keep) else stated.rows
    return Stated(stated.file, rows, lines)


def _in_hours(sheet: Sheet, table: Table, aliases: Mapping[str, str]) -> Sheet:
    """The sheet with hours where a person wrote a time in words, such as 2 dagen."""
    columns = header_names(table, sheet, aliases)
    timed = [table.column(columns[n]).unit == "h" if n in columns else False for n in sheet.header]

    def hours(cell: Cell) -> Cell:
        found = hours_of(cell) if isinstance(cell, str) and LETTERS.search(cell) else cell
        return cell if isinstance(found, ProblemKind) else found

    lines = tuple(
        tuple(hours(cell) if time else cell for cell, time in zip(line, timed, strict=True))
        for line in sheet.lines
    )
    return replace(sheet, lines=lines)


def _read_form(
    region: Region, library: Library, file: OwnFile, today: str
) -> tuple[list[_Part], list[Problem]]:
    answers, problems = read_form(file.sheets, region, library, today)
    part = _Part(FORM, file.name, lambda r: merge_answers(r, library, answers))
    return [] if problems else [part], problems


def _with_outlines(
    region: Region, outlines: Mapping[str, Any], file: str
) -> tuple[Region, list[Problem]]:
    codes = set(region.areas["code"])
    inside = {code: shape for code, shape in outlines.items() if code in codes}
    if not inside:
        params = {"example": str(region.areas["code"][0])}
        problem = Problem(NO_OUTLINE_FITS, file, value=min(outlines, default="-"), params=params)
        raise Refused([problem])
    refuse_if(outline_problems(inside, region.areas, file))
    notes = []
    if len(inside) < len(outlines):
        value = len(outlines) - len(inside)
        notes.append(Problem(OUTLINES_LEFT_OUT, file, value=value))
    if len(inside) < len(codes):
        notes.append(Problem(AREAS_WITHOUT_OUTLINE, file, value=len(codes) - len(inside)))
    return replace(region, outlines={**region.outlines, **inside}), notes


def _passed_over(sheet: Sheet, unknown: Sequence[str]) -> list[Problem]:
    names = ", ".join(name[:MOST_SHOWN] for name in unknown if name)
    return [Problem(PASSED_OVER, sheet.file, value=names)] if names else []


def _aliases(library: Library, table: Table) -> dict[str, str]:
    rows = library.header_names
    return {row["header"]: row["column"] for row in rows if row["table"] == table.name}


def _words(library: Library) -> dict[str, dict[str, str]]:
    """What people write in a cell, by column: words of the library, and kinds by name."""
    words: dict[str, dict[str, str]] = {}
    for row in library.cell_words:
        words.setdefault(row["column"], {})[row["word"]] = row["value"]
    for kind in library.kinds:
        names = (kind["name_nl"], kind["name_en"])
        for column in ("kind", "consumer"):
            words.setdefault(column, {}).update({n.casefold(): kind["kind"] for n in names})
    return words


def _required(table: Table) -> set[str]:
    return {column.name for column in table.columns if column.default is REQUIRED}
