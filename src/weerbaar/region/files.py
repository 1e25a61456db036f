"""Reads and writes regions: folders, bundles, and the ones that ship with the package."""

from __future__ import annotations

import os
import struct
import tomllib
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import Any

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import data_folder, read_bytes, read_sheets, sheets_of, write_whole
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.region.bundle import (
    MANIFEST,
    OSM_LICENSE,
    SEAL,
    bundle_name,
    files_hash,
    parse_region,
    parse_sealed,
    region_files,
    size_problems,
)
from weerbaar.region.check import check_library
from weerbaar.region.geopackage import is_geopackage
from weerbaar.region.importing import DETAIL_M, OwnFile, holds_shapes
from weerbaar.region.key_figures import KeyFigures, is_key_figures, read_key_figures
from weerbaar.region.outlines import OUTLINES, centroid_of, surface_km2
from weerbaar.region.region import IDENTIFIER, Library, Region
from weerbaar.region.shapes import import_outlines
from weerbaar.region.sources import SOURCE_NAMES, SourceSet, parse_sources
from weerbaar.region.tables import LIBRARY_TABLES, SOURCES, TABLES, WIDTHS

TABLE_FILES = tuple(table.file for table in TABLES)
REGION_FILES = frozenset(
    {MANIFEST, OUTLINES, OSM_LICENSE, *TABLE_FILES, *(f"osm/{name}" for name in TABLE_FILES)}
)
# A region of the whole country takes about 30 MB, its bundle about 5; more than this is no region.
MOST_BYTES = 200_000_000
MOST_PARTS = 4_000_000
MOST_BUNDLE_BYTES = 50_000_000
# A bundle holds some fifteen files: a directory of more than this is made up.
MOST_DIRECTORY_BYTES = 10_000
DIRECTORY_END = b"PK\x05\x06"
DIRECTORY_END_64 = b"PK\x06\x07"
EPOCH = (1980, 1, 1, 0, 0, 0)
# What the standard library raises for a zip file that is cut off, changed or made up.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OverflowError,
    ValueError,
    RuntimeError,
)
ENCRYPTED_BIT = 0x1

NO_REGION = ProblemKind(
    "no-region",
    mark("There is no region {value}."),
    mark("Give a folder or bundle, or one of: {known}."),
)
NOT_A_BUNDLE = ProblemKind(
    "not-a-bundle",
    mark("{value} is not a bundle: it cannot be opened as a zip file."),
    mark("Give the zip file that the command export made."),
)
STRANGE_MEMBER = ProblemKind(
    "strange-file-in-bundle",
    mark("The bundle holds {value}, which is not a file of a region."),
    mark("Do not use this bundle; ask who made it for another."),
)
BUNDLE_TOO_LARGE = ProblemKind(
    "bundle-too-large",
    mark("The content of the bundle is {value} bytes, more than {most}."),
    mark("Do not use this bundle; ask who made it for another."),
)
ENCRYPTED = ProblemKind(
    "bundle-encrypted",
    mark("The bundle holds {value} under a password."),
    mark("Export the region again as a bundle; a bundle has no password."),
)
UNKNOWN_COMPRESSION = ProblemKind(
    "unknown-compression",
    mark("The bundle holds {value} in a compression that is not read here."),
    mark("Export the region again as a bundle."),
)
DAMAGED = ProblemKind(
    "bundle-damaged",
    mark("The bundle holds {value}, which is damaged."),
    mark("Fetch the bundle again from who made it; do not use this one."),
)
IN_ITS_PLACE = ProblemKind(
    "something-in-its-place",
    mark("{value} is a folder or a device where a file should be."),
    mark("Put the file itself there, or remove what has its name."),
)
TOO_MANY_PARTS = ProblemKind(
    "too-many-parts",
    mark("The file holds more than {most} objects or positions."),
    mark("Cut it to your region, or draw its outlines coarser, before you take it in."),
)
NO_SOURCES = ProblemKind(
    "no-source-folder",
    mark("There is no folder {value}."),
    mark("Give the folder that holds the source set."),
)


@cache
def read_library() -> Library:
    """The tables that experts edit, as they ship with the package; raises Refused."""
    folder = package_files("weerbaar") / "library" / "tables"
    tables, problems = {}, []
    for table in LIBRARY_TABLES:
        name = f"library/tables/{table.file}"
        tables[table.name], found = parse_bytes(table, (folder / table.file).read_bytes(), name)
        problems += found
    refuse_if(problems)
    library = Library(
        kinds=tables["kinds"],
        dependencies=tables["dependencies"],
        services=tables["services"],
        merged=tables["merged_municipalities"],
        homes=tables["homes_by_urbanity"],
        known_sites=tables["known_sites"],
        known_routes=tables["known_routes"],
        site_names=tables["site_names"],
        processes=tables["process_owners"],
        osm_tags=tables["osm_tags"],
        kwb_columns=tables["kwb_columns"],
        header_names=tables["header_names"],
        cell_words=tables["cell_words"],
        extents=tables["extents"],
        sources=tables[SOURCES.name],
        widths=tables[WIDTHS.name],
    )
    refuse_if(check_library(library))
    return library


def read_sources(
    folder: Path,
    key_figures: Path | None = None,
    level: str = "",
    outlines: Mapping[str, Any] | None = None,
) -> SourceSet:
    """The source set in a folder; raises Refused with every problem in its files.

    Where key figures of CBS are named they take the place of the folder's wijken; outlines then say
    where each area lies.
    """
    if not folder.is_dir():
        raise Refused([Problem(NO_SOURCES, value=folder)])
    contents = {n: read_bytes(folder / n) for n in SOURCE_NAMES if (folder / n).is_file()}
    figures = _read_key_figures(key_figures, level) if key_figures else None
    places = {
        code: (*centroid_of(outline), surface_km2(outline))
        for code, outline in (outlines or {}).items()
    }
    sources, problems = parse_sources(contents, figures, places)
    refuse_if(problems)
    return sources


def read_own_file(path: Path) -> OwnFile:
    """A person's own file: outlines and facilities as bytes, all else as sheets; raises Refused."""
    return own_file(read_bytes(path), path.name)


def own_file(content: bytes, name: str) -> OwnFile:
    """The bytes of a person's own file, told by what they hold; raises Refused."""
    if not holds_shapes(content):
        return OwnFile(name, content, sheets_of(content, name))
    # What JSON unpacks to costs memory by its parts, not by its bytes.
    if not is_geopackage(content) and max(map(content.count, (b"{", b"["))) > MOST_PARTS:
        raise Refused([Problem(TOO_MANY_PARTS, name, params={"most": MOST_PARTS})])
    return OwnFile(name, content)


def read_outlines(path: Path, detail_m: float = DETAIL_M) -> dict[str, Any]:
    """The outlines in a GeoJSON or GeoPackage file by area code; raises Refused."""
    found, problems = import_outlines(read_bytes(path), path.name, detail_m)
    refuse_if(problems)
    return found


def _read_key_figures(path: Path, level: str) -> KeyFigures:
    """The key figures in a file, from the first sheet that has any."""
    columns = read_library().kwb_columns
    sheets = read_sheets(path)
    sheet = next((sheet for sheet in sheets if is_key_figures(sheet, columns)), sheets[0])
    figures, problems = read_key_figures(sheet, columns, level)
    refuse_if(problems)
    return figures


def read_region(name: str | Path) -> Region:
    """A region by name, or from a folder or bundle; raises Refused.

    Names are those of the package and those in the folder `regions` of the user's data folder.
    """
    if isinstance(name, str) and IDENTIFIER.fullmatch(name):
        return _read_by_name(name)
    path = Path(name)
    if path.is_file():
        return _read_bundle(path)
    if path.is_dir():
        return parse_region(_folder_files(path), read_library())
    raise Refused([_no_region(str(name))])


def shipped_regions() -> list[str]:
    """The names of the regions that ship with the package; no other region may take them."""
    return sorted(folder.name for folder in _embedded().iterdir() if folder.is_dir())


def region_names() -> list[str]:
    """The names by which `read_region` finds a region."""
    folders = [_embedded(), data_folder() / "regions"]
    return sorted({f.name for top in folders if top.is_dir() for f in top.iterdir() if f.is_dir()})


def when_written(name: str) -> tuple[tuple[str, int, int, int], ...]:
    """What is another once the files of a region by name are written anew: name, moment, size and
    number of each. Empty for a region that ships, which stays as it is while the program runs."""
    folder = None if (_embedded() / name).is_dir() else _own_folder(name)
    found = []
    for path in [folder / part for part in sorted(REGION_FILES)] if folder else []:
        try:
            stands = path.stat()
        except OSError:
            continue
        found.append((path.name, stands.st_mtime_ns, stands.st_size, stands.st_ino))
    return tuple(found)


@cache
def usual_region() -> str:
    """The name of the region that is taken where nobody names one, as the library has it."""
    path = package_files("weerbaar") / "library" / "usual.toml"
    return str(tomllib.loads(path.read_text(encoding="utf-8"))["region"])


def write_region(region: Region, folder: Path) -> list[Path]:
    """Writes the region's files into a folder and gives their paths.

    Files of an earlier region in that folder which this one does not have are removed. Where
    writing stops half-way there is either the earlier region or none: a folder without its
    region.toml is refused.
    """
    files = region_files(region)
    write_whole(folder, files, last=MANIFEST, remove=REGION_FILES - set(files))
    return [folder / name for name in files]


def bundle_bytes(region: Region) -> bytes:
    """The region's bundle: a zip file that is the same bytes for the same facts."""
    files = region_files(region)
    files[SEAL] = f"{files_hash(files)}\n".encode()
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            member.create_system = 3
            archive.writestr(member, content, compresslevel=9)
    return sink.getvalue()


def write_bundle(region: Region, folder: Path) -> Path:
    """Writes the region's bundle into a folder under its content-hashed name."""
    name = bundle_name(region)
    write_whole(folder, {name: bundle_bytes(region)})
    return folder / name


def _read_by_name(name: str) -> Region:
    if (_embedded() / name).is_dir():
        return _read_embedded(name)
    folder = _own_folder(name)
    if folder is not None:
        return parse_region(_folder_files(folder), read_library())
    raise Refused([_no_region(name)])


def _own_folder(name: str) -> Path | None:
    """The folder of a region that does not ship, by name; None where there is none."""
    folders = (data_folder() / "regions" / name, Path(name))
    return next((folder for folder in folders if folder.is_dir()), None)


@cache
def _read_embedded(name: str) -> Region:
    return parse_region(_folder_files(_embedded() / name), read_library())


def _embedded() -> Traversable:
    return package_files("weerbaar") / "library" / "regions"


def _no_region(name: str) -> Problem:
    return Problem(NO_REGION, value=name, params={"known": ", ".join(region_names())})


def _folder_files(folder: Traversable) -> dict[str, bytes]:
    """The region's files in a folder, none of them read where one is no file or too large."""
    paths = {name: folder.joinpath(*name.split("/")) for name in sorted(REGION_FILES)}
    problems = [
        Problem(IN_ITS_PLACE, name, value=name) for name, path in paths.items() if _is_no_file(path)
    ]
    found = {name: path for name, path in paths.items() if path.is_file()}
    refuse_if(problems + size_problems({name: _size(path) for name, path in found.items()}))
    return {name: path.read_bytes() for name, path in found.items()}


def _is_no_file(path: Traversable) -> bool:
    """Whether something stands there that cannot be read as a file, or would never end."""
    return not path.is_file() and (path.is_dir() or (isinstance(path, Path) and path.exists()))


def _size(path: Traversable) -> int:
    with path.open("rb") as stream:
        return stream.seek(0, os.SEEK_END)


def _read_bundle(path: Path) -> Region:
    content = read_bytes(path, MOST_BUNDLE_BYTES)
    if not _has_small_directory(content):
        raise Refused([Problem(NOT_A_BUNDLE, path.name, value=path.name)])
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            refuse_if(_member_problems(archive, path.name))
            files = {m.filename: _member(archive, m, path.name) for m in archive.infolist()}
    except BROKEN as error:
        raise Refused([Problem(NOT_A_BUNDLE, path.name, value=path.name)]) from error
    return parse_sealed(files, read_library(), path.name)


def _has_small_directory(content: bytes) -> bool:
    """Whether a zip file's directory is there and lists no more than a bundle can hold.

    Opening a zip file takes time and memory for every member that its directory lists.
    """
    at = content.rfind(DIRECTORY_END)
    listed = content[at + 12 : at + 16] if at >= 0 else b""
    # A file of more than 4 GB has a second end of its directory, with sizes of its own.
    second = content[max(at - 20, 0) : max(at, 0)].startswith(DIRECTORY_END_64)
    small = len(listed) == 4 and int.from_bytes(listed, "little") <= MOST_DIRECTORY_BYTES
    return small and not second


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> bytes:
    """A member's bytes; never more than it says it has, whatever it would unpack to."""
    try:
        with archive.open(member) as stream:
            return stream.read(member.file_size + 1)
    except BROKEN as error:
        raise Refused([Problem(DAMAGED, file, value=member.filename)]) from error


def _member_problems(archive: zipfile.ZipFile, file: str) -> list[Problem]:
    size = sum(member.file_size for member in archive.infolist())
    strange = [
        Problem(STRANGE_MEMBER, file, value=name)
        for name, count in Counter(archive.namelist()).items()
        if count > 1 or (name not in REGION_FILES and name != SEAL)
    ]
    for member in archive.infolist():
        if member.flag_bits & ENCRYPTED_BIT:
            strange.append(Problem(ENCRYPTED, file, value=member.filename))
        elif member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            strange.append(Problem(UNKNOWN_COMPRESSION, file, value=member.filename))
    strange += size_problems({m.filename: m.file_size for m in archive.infolist()})
    if size > MOST_BYTES:
        strange.append(Problem(BUNDLE_TOO_LARGE, file, value=size, params={"most": MOST_BYTES}))
    return strange
