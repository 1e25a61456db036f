"""A region as files and back, and the hash that names exactly these facts.

Rules:
1. A region is a folder: region.toml (schema, identifier, name, time zone, and every file with its
   schema version), one CSV per table in canonical text, and outlines.geojson where there are any.
   A table of OPTIONAL without rows has no file.
2. Rows that come from a source under the Open Database License, or name such a site, stand in the
   same table in the folder osm/, with the licence beside them; reading puts them together again.
3. The hash is SHA-256 over the name, length and bytes of each file in order of name. It depends on
   facts only: not on the order of rows, nor on how the files came here.
4. A bundle carries its hash; one whose content gives another hash is refused.
5. What is listed is read: a file that region.toml lists and that is not there, or that this program
   does not know, is refused. A table that is there without being listed is read too.
6. No file is larger than `most_bytes` says and no table has more lines than it may have, so that a
   wrong file is refused before it is read; of its problems the first MOST_PROBLEMS are told.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.csv_cells import NOT_UTF8, canonical_text, parse_bytes
from weerbaar.common.language import mark
from weerbaar.common.parsing import DUPLICATE_KEY, strange_text
from weerbaar.common.refusals import Problem, ProblemKind, Refused, first_problems, refuse_if
from weerbaar.common.tables import MOST_CHARACTERS, Rows, Table, joined_rows, rows_of, sorted_rows
from weerbaar.region.check import check_region, identifier_problems
from weerbaar.region.origin import open_database_rows
from weerbaar.region.outlines import OUTLINES, outlines_text, parse_outlines
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AREAS, LINKS, OPTIONAL, SCHEMA, SITES, TABLES

MANIFEST = "region.toml"
MANIFEST_MEANING = mark("Identifier, name, time zone and the list of files.")
OUTLINES_MEANING = mark("Outlines of the areas, as GeoJSON.")
SEAL = "region.sha256"
OSM = "osm/"
OSM_LICENSE = OSM + "LICENSE.md"
SPLIT = (SITES.name, LINKS.name)
# Links of the whole country take about 10 MB, its outlines some more.
MOST_BYTES = 60_000_000
MOST_MANIFEST_BYTES = 200_000
MOST_LINES = 1_000_000
# The country has about 14,500 neighbourhoods (buurten); each is held against all the others.
MOST_AREAS = 20_000
MOST_DOTS = 1_000
"""More dots on one line are a key that nests: reading it takes the square of their number."""

MISSING_FILE = ProblemKind(
    "missing-file",
    mark("The region has no file {value}."),
    mark("Add it. It holds: {meaning}"),
)
BAD_MANIFEST = ProblemKind(
    "bad-manifest",
    mark("This cannot be read as TOML: {value}."),
    mark("Mend the file, or build the region again."),
)
MISSING_ENTRY = ProblemKind(
    "missing-entry",
    mark("The entry {column} is missing."),
    mark("Add a line such as: {column} = {example}"),
)
OTHER_SCHEMA = ProblemKind(
    "other-schema",
    mark("The file has schema version {value}; this program reads version {schema}."),
    mark("Build the region again with this version of the program."),
)
TOO_DEEP = ProblemKind(
    "bad-manifest",
    mark("This file has too many tables or lists inside each other."),
    mark("Mend the file, or build the region again."),
)
NOT_UTF8_TOML = ProblemKind(
    NOT_UTF8.code, NOT_UTF8.message, mark("Save the file as plain text in UTF-8.")
)
UNKNOWN_FILE = ProblemKind(
    "unknown-file",
    mark("The region lists the file {value}, which this program does not know."),
    mark("Remove that line, or use the version of Weerbaar that wrote it."),
)
APART_IN_VAIN = ProblemKind(
    "not-kept-apart",
    mark("The file {value} is not read from the folder osm."),
    mark("Put its rows in {table}, or remove it."),
)
FILE_TOO_LARGE = ProblemKind(
    "file-too-large",
    mark("The file has {value} bytes; it may have at most {most}."),
    mark("Check that this is the right file."),
)
TOO_MANY_LINES = ProblemKind(
    "too-many-lines",
    mark("The file has {value} lines; it may have at most {most}."),
    mark("Check that this is the right file."),
)
NO_SEAL = ProblemKind(
    "bundle-without-hash",
    mark("The bundle has no hash, so nobody can tell whether it is whole."),
    mark("Export the region again as a bundle, or unpack it and give the folder."),
)
TAMPERED = ProblemKind(
    "bundle-changed",
    mark("The bundle says its hash is {value}, but its content gives {found}."),
    mark("Fetch the bundle again from who made it; do not use this one."),
)

LICENSE_TEXT = """# Data from OpenStreetMap

The rows in this folder were made from OpenStreetMap: the names of high-voltage stations, the area
each lies in, and the links that follow from them. © OpenStreetMap contributors.

They may be used under the Open Database License (ODbL) 1.0: name OpenStreetMap and its
contributors, share what you make of this database under the same licence, and keep it open.
The text of the licence is published by Open Data Commons as "ODbL 1.0".

All other files of this region stand apart from this folder and have their own sources; see
sources.csv.
"""

Floats = NDArray[np.float64]


def region_files(region: Region) -> dict[str, bytes]:
    """The files of a region by name, in canonical bytes."""
    tables = {}
    for rows in region.tables():
        if rows.table in OPTIONAL and not len(rows):
            continue
        osm = open_database_rows(region, rows)
        tables[rows.table.file] = rows.where(~osm)
        if rows.table.name in SPLIT and osm.any():
            tables[OSM + rows.table.file] = rows.where(osm)
    files = {name: canonical_text(rows).encode() for name, rows in tables.items()}
    if region.outlines:
        files[OUTLINES] = outlines_text(region.outlines).encode()
    files[MANIFEST] = _manifest_text(region, sorted(files)).encode()
    if any(name.startswith(OSM) for name in tables):
        files[OSM_LICENSE] = LICENSE_TEXT.encode()
    return dict(sorted(files.items()))


def region_hash(region: Region) -> str:
    """The SHA-256 of the region's facts, 64 hexadecimal digits."""
    return files_hash(region_files(region))


def files_hash(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of files by name, see rule 3."""
    digest = sha256()
    for name in sorted(files):
        digest.update(f"{name}\n{len(files[name])}\n".encode())
        digest.update(files[name])
    return digest.hexdigest()


def bundle_name(region: Region) -> str:
    """The file name of the region's bundle: identifier, hyphen, 12 digits of the hash."""
    return f"{region.region}-{region_hash(region)[:12]}.zip"


def most_bytes(name: str) -> int:
    """How many bytes the file of this name may have at most."""
    return MOST_MANIFEST_BYTES if name in (MANIFEST, OSM_LICENSE, SEAL) else MOST_BYTES


def size_problems(sizes: Mapping[str, int]) -> list[Problem]:
    """A problem for each file, by name, that has more bytes than it may have."""
    return [
        Problem(FILE_TOO_LARGE, name, value=size, params={"most": most_bytes(name)})
        for name, size in sorted(sizes.items())
        if size > most_bytes(name)
    ]


def parse_region(files: Mapping[str, bytes], library: Library) -> Region:
    """The region in these files; raises Refused with every problem in them."""
    refuse_if(size_problems({name: len(content) for name, content in files.items()}))
    manifest, problems = _parse_manifest(files)
    problems += _apart_in_vain(files)
    tables, lines = {}, {}
    for table in TABLES:
        read = _parse_table(table, files)
        tables[table.name], lines[table.name] = read.rows, read.lines
        problems += read.problems
    outlines, found = parse_outlines(files.get(OUTLINES, b""), OUTLINES)
    problems += found
    region = Region(
        region=manifest.get("region", ""),
        name=manifest.get("name", ""),
        timezone=manifest.get("timezone", ""),
        outlines=outlines,
        **tables,
    )
    # References into a file that cannot be read would only repeat the same problem.
    if not any(problem.row in (None, 1) for problem in problems):
        found = check_region(region, library, parsed=True)
        problems += _where_read(found, region, lines)
    refuse_if(first_problems(problems))
    return sorted_region(region)


def parse_sealed(files: Mapping[str, bytes], library: Library, file: str) -> Region:
    """The region in the files of a bundle; raises Refused also where its hash does not fit."""
    content = {name: data for name, data in files.items() if name != SEAL}
    if SEAL not in files:
        raise Refused([Problem(NO_SEAL, file)])
    said = files[SEAL].decode("ascii", "replace").strip()
    found = files_hash(content)
    if said != found:
        params = {"found": found[:12]}
        raise Refused([Problem(TAMPERED, file, value=said[:12], params=params)])
    return parse_region(content, library)


def sorted_region(region: Region) -> Region:
    """The region with the rows of every table in canonical order."""
    return replace(
        region,
        areas=sorted_rows(region.areas),
        blocks=sorted_rows(region.blocks),
        sites=sorted_rows(region.sites),
        links=sorted_rows(region.links),
        service=sorted_rows(region.service),
        autonomies=sorted_rows(region.autonomies),
        stocks=sorted_rows(region.stocks),
        resources=sorted_rows(region.resources),
        routes=sorted_rows(region.routes),
        provenance=sorted_rows(region.provenance),
        sources=sorted_rows(region.sources),
    )


def _manifest_text(region: Region, names: list[str]) -> str:
    entries = {"region": region.region, "name": region.name, "timezone": region.timezone}
    lines = [
        f"schema = {SCHEMA}",
        *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items()),
        "",
        "# Every file of this region with the version of its schema.",
        "[files]",
        *(f'"{name}" = {SCHEMA}' for name in names),
    ]
    return "\n".join(lines) + "\n"


def _parse_manifest(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Problem]]:
    """Identifier, name and time zone as far as they are given, with every problem."""
    manifest, problems = _read_manifest(files)
    if problems:
        return {}, problems
    examples = {"region": '"my-region"', "name": '"My region"', "timezone": '"Europe/Amsterdam"'}
    problems = [
        Problem(MISSING_ENTRY, MANIFEST, None, key, params={"example": example})
        for key, example in examples.items()
        if not isinstance(manifest.get(key), str) or not manifest[key].strip()
    ]
    said = {key: manifest[key] for key in examples if isinstance(manifest.get(key), str)}
    strange = (strange_text(text, MANIFEST, None, key) for key, text in said.items())
    problems += [problem for problem in strange if problem is not None]
    if said.get("region", "").strip():
        problems += identifier_problems(said["region"], MANIFEST, "region")
    return said, problems + _listing_problems(manifest, files)


def _read_manifest(files: Mapping[str, bytes]) -> tuple[dict[str, Any], list[Problem]]:
    """What region.toml holds, or the problem that keeps it from being read."""
    if MANIFEST not in files:
        params = {"meaning": MANIFEST_MEANING}
        return {}, [Problem(MISSING_FILE, MANIFEST, value=MANIFEST, params=params)]
    try:
        text = files[MANIFEST].decode("utf-8-sig")
        if any(line.count(".") > MOST_DOTS for line in text.splitlines()):
            raise RecursionError
        return tomllib.loads(text), []
    except UnicodeDecodeError:
        return {}, [Problem(NOT_UTF8_TOML, MANIFEST)]
    except ValueError as error:
        return {}, [Problem(BAD_MANIFEST, MANIFEST, value=str(error))]
    except RecursionError:
        return {}, [Problem(TOO_DEEP, MANIFEST)]


def _listing_problems(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> list[Problem]:
    """A problem for each file that is listed in another version, is absent, or is not known."""
    listed = manifest.get("files")
    problems = []
    params: dict[str, object]
    if not isinstance(listed, dict):
        params = {"example": '{"areas.csv" = 1}'}
        problems.append(Problem(MISSING_ENTRY, MANIFEST, None, "files", params=params))
        listed = {}
    meanings = _meanings()
    versions: dict[str, Any] = {MANIFEST: manifest.get("schema"), **listed}
    for name, version in versions.items():
        if name not in meanings:
            value = name[:MOST_CHARACTERS]
            problems.append(Problem(UNKNOWN_FILE, MANIFEST, None, "files", value))
        elif type(version) is not int or version != SCHEMA:
            params = {"schema": SCHEMA}
            problems.append(Problem(OTHER_SCHEMA, name, value=version, params=params))
        elif name not in files and name not in _needed():
            params = {"meaning": meanings[name]}
            problems.append(Problem(MISSING_FILE, name, value=name, params=params))
    return problems


def _meanings() -> dict[str, str]:
    """What each file that a region may list holds."""
    apart = {OSM + table.file: table.meaning for table in TABLES if table.name in SPLIT}
    plain = {table.file: table.meaning for table in TABLES}
    return {MANIFEST: MANIFEST_MEANING, OUTLINES: OUTLINES_MEANING, **plain, **apart}


def _needed() -> set[str]:
    """The files of which the absence is told wherever they are read."""
    return {MANIFEST, *(table.file for table in TABLES if table not in OPTIONAL)}


def _apart_in_vain(files: Mapping[str, bytes]) -> list[Problem]:
    return [
        Problem(APART_IN_VAIN, OSM + table.file, value=table.file, params={"table": table.file})
        for table in TABLES
        if table.name not in SPLIT and OSM + table.file in files
    ]


@dataclass(frozen=True)
class _Read:
    """A table as read: its rows, in which file and line each stands, and its problems."""

    rows: Rows
    lines: Sequence[tuple[str, int]]
    problems: list[Problem]


def _parse_table(table: Table, files: Mapping[str, bytes]) -> _Read:
    if table.file not in files and table in OPTIONAL:
        return _Read(rows_of(table, []), [], [])
    if table.file not in files:
        params = {"meaning": table.meaning}
        problem = Problem(MISSING_FILE, table.file, value=table.file, params=params)
        return _Read(rows_of(table, []), [], [problem])
    if too_long := _too_long(table, files):
        return _Read(rows_of(table, []), [], too_long)
    rows, problems = parse_bytes(table, files[table.file], table.file)
    lines = [(table.file, i + 2) for i in range(len(rows))]
    apart = OSM + table.file
    if apart not in files or table.name not in SPLIT:
        return _Read(rows, lines, problems)
    more, found = parse_bytes(table, files[apart], apart)
    lines += [(apart, i + 2) for i in range(len(more))]
    problems = problems + found + _in_both(rows, more, apart)
    return _Read(joined_rows(table, [rows, more]), lines, problems)


def _too_long(table: Table, files: Mapping[str, bytes]) -> list[Problem]:
    most = MOST_AREAS if table is AREAS else MOST_LINES
    names = (table.file, OSM + table.file)
    counts = {name: files[name].count(b"\n") for name in names if name in files}
    return [
        Problem(TOO_MANY_LINES, name, value=count, params={"most": most})
        for name, count in counts.items()
        if count > most
    ]


def _in_both(rows: Rows, more: Rows, file: str) -> list[Problem]:
    """A problem for each row of a file of which the key stands in the other file too."""
    keys = rows.table.key
    seen = set(zip(*(rows[name] for name in keys), strict=True))
    return [
        Problem(DUPLICATE_KEY, file, i + 2, ", ".join(keys), ", ".join(key))
        for i, key in enumerate(zip(*(more[name] for name in keys), strict=True))
        if key in seen
    ]


def _where_read(
    problems: Iterable[Problem], region: Region, lines: Mapping[str, Sequence[tuple[str, int]]]
) -> list[Problem]:
    """The problems with the file and line where each row was read.

    A check tells where a row stands in canonical files; rows may have been read from elsewhere.
    """
    places = {}
    for rows in region.tables():
        if rows.table.name in SPLIT:
            counts = [1, 1]
            for osm, line in zip(
                open_database_rows(region, rows), lines[rows.table.name], strict=True
            ):
                counts[int(osm)] += 1
                places[(OSM if osm else "") + rows.table.file, counts[int(osm)]] = line
    found = []
    for problem in problems:
        place = (problem.file, problem.row or 0)
        file, row = places.get(place, place)
        moved = (file, row) != place
        found.append(replace(problem, file=file, row=row) if moved else problem)
    return found
