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
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.common.tables import (
    CONTROL,
    CONTROL_CHARACTER,
    Rows,
    Table,
    canonical_text,
    joined_rows,
    parse_bytes,
    rows_of,
    sorted_rows,
)
from weerbaar.region.check import check_region, identifier_problems
from weerbaar.region.origin import open_database_rows
from weerbaar.region.outlines import outlines_text, parse_outlines
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import LINKS, OPTIONAL, SCHEMA, SITES, TABLES

MANIFEST = "region.toml"
OUTLINES = "outlines.geojson"
MANIFEST_MEANING = mark("Identifier, name, time zone and the list of files.")
SEAL = "region.sha256"
OSM = "osm/"
OSM_LICENSE = OSM + "LICENSE.md"
SPLIT = (SITES.name, LINKS.name)

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
UNKNOWN_OUTLINE = ProblemKind(
    "unknown-outline",
    mark("There is an outline of area {value}, which is not in the region."),
    mark("Remove it, or add the area."),
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


def parse_region(files: Mapping[str, bytes], library: Library) -> Region:
    """The region in these files; raises Refused with every problem in them."""
    manifest, problems = _parse_manifest(files)
    tables = {}
    for table in TABLES:
        rows, found = _parse_table(table, files)
        tables[table.name] = rows
        problems += found
    outlines, found = parse_outlines(files.get(OUTLINES, b""), OUTLINES)
    problems += found
    problems += _unknown_outlines(outlines, tables["areas"])
    region = Region(
        region=manifest.get("region", ""),
        name=manifest.get("name", ""),
        timezone=manifest.get("timezone", ""),
        outlines=outlines,
        **tables,
    )
    # References into a file that cannot be read would only repeat the same problem.
    if not any(problem.row in (None, 1) for problem in problems):
        problems += check_region(region, library, parsed=True)
    if problems:
        raise Refused(problems)
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
        provenance=sorted_rows(region.provenance),
        sources=sorted_rows(region.sources),
    )


def _unknown_outlines(outlines: Mapping[str, Any], areas: Rows) -> list[Problem]:
    known = set(areas["code"])
    return [Problem(UNKNOWN_OUTLINE, OUTLINES, value=c) for c in outlines if c not in known]


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
    if MANIFEST not in files:
        params = {"meaning": MANIFEST_MEANING}
        return {}, [Problem(MISSING_FILE, MANIFEST, value=MANIFEST, params=params)]
    try:
        manifest = tomllib.loads(files[MANIFEST].decode())
    except ValueError as error:
        return {}, [Problem(BAD_MANIFEST, MANIFEST, value=str(error))]
    except RecursionError:
        return {}, [Problem(BAD_MANIFEST, MANIFEST, value="RecursionError")]
    examples = {"region": '"my-region"', "name": '"My region"', "timezone": '"Europe/Amsterdam"'}
    problems = [
        Problem(MISSING_ENTRY, MANIFEST, None, key, params={"example": example})
        for key, example in examples.items()
        if not isinstance(manifest.get(key), str) or not manifest[key]
    ]
    said = {key: manifest[key] for key in examples if isinstance(manifest.get(key), str)}
    problems += [
        Problem(CONTROL_CHARACTER, MANIFEST, None, key, text)
        for key, text in said.items()
        if CONTROL.search(text)
    ]
    if said.get("region"):
        problems += identifier_problems(said["region"], MANIFEST, "region")
    listed = manifest.get("files", {})
    versions = {MANIFEST: manifest.get("schema"), **(listed if isinstance(listed, dict) else {})}
    problems += [
        Problem(OTHER_SCHEMA, name, value=version, params={"schema": SCHEMA})
        for name, version in versions.items()
        if version != SCHEMA
    ]
    return said, problems


def _parse_table(table: Table, files: Mapping[str, bytes]) -> tuple[Rows, list[Problem]]:
    if table.file not in files and table in OPTIONAL:
        return rows_of(table, []), []
    if table.file not in files:
        params = {"meaning": table.meaning}
        problem = Problem(MISSING_FILE, table.file, value=table.file, params=params)
        return rows_of(table, []), [problem]
    rows, problems = parse_bytes(table, files[table.file], table.file)
    if OSM + table.file not in files or table.name not in SPLIT:
        return rows, problems
    more, found = parse_bytes(table, files[OSM + table.file], OSM + table.file)
    return joined_rows(table, [rows, more]), problems + found
