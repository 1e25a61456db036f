"""A person's own files into a region: all of them, or none.

Rules:
1. What a file holds follows from its content: a GeoPackage and GeoJSON of areas are outlines,
   GeoJSON of objects with tags are facilities, a sheet is told by its columns. A person may say it.
2. Every file is read before anything changes; all problems of all files are refused together.
3. They are taken in this order, whatever the order of the files: outlines, key figures, sites and
   facilities, links, autonomies, stocks, forms. The region that comes out is checked whole.
4. Own columns beside the known ones (an address, a remark) are passed over and told; one that is
   almost a known name is refused, as `sheets` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.sheets import Sheet, header_names, parse_sheet, unknown_headers
from weerbaar.common.tables import MOST_SHOWN, REQUIRED, Table
from weerbaar.region.answers import is_form, merge_answers, read_form
from weerbaar.region.check import check_region
from weerbaar.region.facilities import holds_facilities, parse_facilities
from weerbaar.region.geopackage import is_geopackage
from weerbaar.region.key_figures import is_key_figures, read_key_figures
from weerbaar.region.placing import slug
from weerbaar.region.region import Library, Region
from weerbaar.region.renewing import with_key_figures
from weerbaar.region.replacing import WITHIN_KM, KnownSites, replace_estimated
from weerbaar.region.shapes import import_outlines
from weerbaar.region.stating import (
    Stated,
    with_autonomies,
    with_links,
    with_source,
    with_stocks,
)
from weerbaar.region.tables import AUTONOMIES, OWN_LINKS, OWN_SITES, STOCKS

OUTLINES, KEY_FIGURES, FACILITIES = "outlines", "key-figures", "facilities"
SITES, LINKS, FORM = "sites", "links", "form"
SHEETS: Mapping[str, Table] = {
    SITES: OWN_SITES,
    LINKS: OWN_LINKS,
    AUTONOMIES.name: AUTONOMIES,
    STOCKS.name: STOCKS,
}
SHAPES = (OUTLINES, FACILITIES)
SORTS = (OUTLINES, KEY_FIGURES, FACILITIES, *SHEETS, FORM)
OSM = "openstreetmap"
DETAIL_M = 25.0
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

WHAT_IS_IT = ProblemKind(
    "unknown-content",
    mark("It is not clear what this file holds."),
    mark("Say it with --as: {known}. A list needs a header with the names of its columns."),
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
    mark("{value} outlines are of areas outside this region and are left out."),
    mark("Nothing to do if that is right."),
)
AREAS_WITHOUT_OUTLINE = ProblemKind(
    "areas-without-outline",
    mark("{value} areas have no outline in this file and are drawn as cells."),
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
    """How to take files in; empty texts leave it to the content. Distances in km, detail in m."""

    sort: str = ""
    source: str = ""
    level: str = ""
    within_km: float = WITHIN_KM
    complete: bool = False
    detail_m: float = DETAIL_M
    layer: str = ""


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
    """

    sort: str
    file: str
    take: Callable[[Region], tuple[Region, list[Problem]]]
    notes: tuple[Problem, ...] = ()


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
    refuse_if(problems)
    parts.sort(key=lambda part: SORTS.index(part.sort))
    after, notes = _taken(region, parts)
    refuse_if(check_region(after, library))
    return Imported(after, tuple((part.file, part.sort) for part in parts), tuple(notes))


def _taken(region: Region, parts: Sequence[_Part]) -> tuple[Region, list[Problem]]:
    """The region with all parts, one after another; Refused holds the problems of all."""
    problems: list[Problem] = []
    notes: list[Problem] = []
    for part in parts:
        notes += part.notes
        try:
            region, found = part.take(region)
            notes += found
        except Refused as refused:
            problems += refused.problems
    refuse_if(problems)
    return region, notes


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
        return _read_form(region, library, file)
    parts: list[_Part] = []
    problems: list[Problem] = []
    unclear: list[str] = []
    for sheet in file.sheets or (None,):
        sort = options.sort or sort_of(file, sheet, library)
        if sort in ("", FORM) or (sort in SHAPES) != (sheet is None):
            unclear.append(sheet.file if sheet else file.name)
            continue
        part, found = _read_part(region, library, file, sheet, sort, options)
        parts.append(part)
        problems += found
    if parts and unclear:
        notes = tuple(Problem(SHEET_PASSED_OVER, name) for name in unclear)
        parts[0] = replace(parts[0], notes=(*parts[0].notes, *notes))
        return parts, problems
    params = {"known": ", ".join(SORTS)}
    return parts, problems + [Problem(WHAT_IS_IT, name, params=params) for name in unclear]


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
            return _read_outlines(region, file, options)
        return _read_facilities(library, file, options)
    if sort == KEY_FIGURES:
        return _read_figures(library, sheet, options)
    return _read_rows(library, sheet, sort, options)


def _read_outlines(region: Region, file: OwnFile, options: Options) -> tuple[_Part, list[Problem]]:
    codes = [str(code) for code in region.areas["code"]]
    found, problems = import_outlines(
        file.content, file.name, options.detail_m, codes, options.layer
    )
    return _Part(OUTLINES, file.name, lambda r: _with_outlines(r, found, file.name)), problems


def _read_facilities(
    library: Library, file: OwnFile, options: Options
) -> tuple[_Part, list[Problem]]:
    records, passed, problems = parse_facilities(file.content, file.name, library.osm_tags)
    known = KnownSites(file.name, records, [None] * len(records))
    notes = tuple(Problem(OBJECTS_PASSED_OVER, file.name, value=text) for text in passed)

    def take(region: Region) -> tuple[Region, list[Problem]]:
        row = library.sources.row(library.sources.positions("source")[OSM])
        credited = with_source(region, **row)
        return replace_estimated(credited, library, known, options.within_km, options.complete)

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
    rows, lines, problems = parse_sheet(table, sheet, aliases, _words(library))
    if not len(rows) and not problems:
        problems.append(Problem(NOTHING_IN_IT, sheet.file))
    source = options.source or f"own-{slug(sheet.file)}"
    stated = Stated(sheet.file, rows, lines)
    names = {source: sheet.file} | {str(name): str(name) for name in rows["source"] if name}

    def take(region: Region) -> tuple[Region, list[Problem]]:
        for name, title in names.items():
            region = with_source(region, name, title)
        if sort == SITES:
            records = [{**row, "source": row["source"] or source} for row in rows]
            sites = KnownSites(sheet.file, records, lines)
            return replace_estimated(region, library, sites, options.within_km, options.complete)
        if sort == LINKS:
            return with_links(region, library, stated, source), []
        if sort == STOCKS.name:
            return with_stocks(region, stated, source)
        return with_autonomies(region, library, stated, source)

    return _Part(sort, sheet.file, take, tuple(_passed_over(sheet, unknown))), problems


def _read_form(
    region: Region, library: Library, file: OwnFile
) -> tuple[list[_Part], list[Problem]]:
    answers, problems = read_form(file.sheets, region, library)
    return [_Part(FORM, file.name, lambda r: merge_answers(r, library, answers))], problems


def _with_outlines(
    region: Region, outlines: Mapping[str, Any], file: str
) -> tuple[Region, list[Problem]]:
    codes = set(region.areas["code"])
    inside = {code: shape for code, shape in outlines.items() if code in codes}
    if not inside:
        params = {"example": str(region.areas["code"][0])}
        problem = Problem(NO_OUTLINE_FITS, file, value=min(outlines, default="-"), params=params)
        raise Refused([problem])
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
