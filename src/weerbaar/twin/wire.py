"""Reads and writes graphs as .npz files: a zip of arrays, as numpy saves them.

Such a file may come from anyone. It is judged in three steps, and nothing is unpacked before its
step: the list of its parts (how many, how large, how packed); then the head of each array, which
must say no more than the part holds; then the values. Objects are never read: those could run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.lib import format as npy

from weerbaar.common.files import read_bytes
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.twin.static_graph import Array, GivenGraph, Header, check_headers, given_graph

MEGABYTE = 1_000_000
MOST_FILE_BYTES = 150_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_PARTS = 64
MOST_HEAD_BYTES = 10_000
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
ENDING = ".npy"
NO_TIME = (1980, 1, 1, 0, 0, 0)

NOT_NPZ = ProblemKind(
    "not-npz",
    mark("This is not an .npz file."),
    mark("Save the arrays with numpy.savez or numpy.savez_compressed."),
)
UNSAFE_NPZ = ProblemKind(
    "unsafe-npz",
    mark("This file is built in a way that numpy does not write: {value}."),
    mark("Save the arrays anew with numpy.savez. If you do not know the sender, remove this file."),
)
NPZ_TOO_LARGE = ProblemKind(
    "npz-too-large",
    mark("Unpacked, this file is larger than {most} MB."),
    mark("Save positions as 32-bit whole numbers, or divide the graph into parts."),
)
DAMAGED_ARRAY = ProblemKind(
    "damaged-array",
    mark("This array is damaged, or is not an array of plain values."),
    mark("Save it anew with numpy.savez, without objects (allow_pickle=False)."),
)


def read_graph(path: Path) -> GivenGraph:
    """The graph in an .npz file; raises Refused with every problem found in one step."""
    arrays = _arrays(read_bytes(path, MOST_FILE_BYTES), path.name)
    return given_graph(arrays, path.name)


def npz_bytes(arrays: Mapping[str, Array]) -> bytes:
    """The arrays as an .npz file; the same arrays give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in arrays.items():
            part = io.BytesIO()
            npy.write_array(part, values, allow_pickle=False)
            info = zipfile.ZipInfo(name + ENDING, NO_TIME)
            archive.writestr(info, part.getvalue(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _arrays(content: bytes, file: str) -> dict[str, Array]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    # Damage can show anywhere in the list of parts, and raises errors of its own.
    except Exception as error:
        raise Refused([Problem(NOT_NPZ, file)]) from error
    with archive:
        parts = archive.infolist()
        refuse_if(_part_problems(parts, file))
        names = {part.filename.removesuffix(ENDING): part for part in parts}
        headers: dict[str, Header] = {}
        problems: list[Problem] = []
        for name, part in names.items():
            header = _header(archive, part)
            if header is None:
                problems.append(Problem(DAMAGED_ARRAY, f"{file} [{name}]"))
            else:
                headers[name] = header
        refuse_if(problems or check_headers(headers, file))
        return {name: _values(archive, part, f"{file} [{name}]") for name, part in names.items()}


def _part_problems(parts: list[zipfile.ZipInfo], file: str) -> list[Problem]:
    """What is wrong with a file by the list of its parts, before any is unpacked."""
    names = [part.filename for part in parts]
    if not parts or not all(name.endswith(ENDING) for name in names):
        return [Problem(NOT_NPZ, file)]
    if len(parts) > MOST_PARTS:
        return [Problem(UNSAFE_NPZ, file, value=len(parts))]
    if len(set(names)) < len(names):
        return [Problem(UNSAFE_NPZ, file, value=max(names, key=names.count))]
    for part in parts:
        if part.flag_bits & ENCRYPTED or part.compress_type not in PACKINGS:
            return [Problem(UNSAFE_NPZ, file, value=part.filename)]
    # However tightly it is packed: a row of yes and no packs a thousand to one.
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        params = {"most": MOST_UNPACKED_BYTES // MEGABYTE}
        return [Problem(NPZ_TOO_LARGE, file, params=params)]
    return []


def _header(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Header | None:
    """What an array says it is; None where that is no array, or does not fit the part."""
    try:
        with archive.open(part) as stream:
            shape, dtype, head = _head(cast(BinaryIO, stream))
    except Exception:
        return None
    if dtype.hasobject or dtype.names is not None or dtype.subdtype is not None:
        return None
    count = 1
    for size in shape:
        count *= size
    fits = head + count * dtype.itemsize == part.file_size
    return Header(dtype, shape) if fits and min(shape, default=0) >= 0 else None


def _head(stream: BinaryIO) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """Shape and type of the values of an array, and how many bytes stand before them."""
    version = npy.read_magic(stream)
    if version == (1, 0):
        shape, _, dtype = npy.read_array_header_1_0(stream, max_header_size=MOST_HEAD_BYTES)
    elif version == (2, 0):
        shape, _, dtype = npy.read_array_header_2_0(stream, max_header_size=MOST_HEAD_BYTES)
    else:
        raise ValueError(version)
    return shape, dtype, stream.tell()


def _values(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> Array:
    try:
        with archive.open(part) as stream:
            values: Array = npy.read_array(
                cast(BinaryIO, stream), allow_pickle=False, max_header_size=MOST_HEAD_BYTES
            )
    # Zip, the packing and numpy each raise errors of their own.
    except Exception as error:
        raise Refused([Problem(DAMAGED_ARRAY, file)]) from error
    return values
