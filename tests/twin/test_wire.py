"""Graphs as .npz files: read as numpy writes them, and never more than they say they hold."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.lib import format as npy

from tests.twin.random_static import arrays_of, random_case
from tests.twin.test_static_graph import village
from weerbaar.common.refusals import Refused
from weerbaar.twin.wire import npz_bytes, read_graph


def code_of(path: Path) -> str:
    """The code of the first problem; empty where the file is read."""
    try:
        read_graph(path)
    except Refused as refused:
        return refused.problems[0].code
    return ""


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_graph_is_read_as_numpy_saves_it(tmp_path, save):
    path = tmp_path / "g.npz"
    save(path, **village())
    given = read_graph(path)
    assert given.kinds == ("power", "water", "people")
    assert given.works.tolist() == [0, 1, 1, 1, 1, 1]
    assert given.people[5] == 40.5
    assert given.source.tolist() == [0, 0, 1, 2, 2]


@pytest.mark.parametrize("number", range(20))
def test_what_is_written_is_read_and_gives_the_same_bytes(tmp_path, number):
    arrays = arrays_of(random_case(number))
    path = tmp_path / "g.npz"
    path.write_bytes(npz_bytes(arrays))
    given = read_graph(path)
    assert given.kind.tolist() == arrays["kind"].tolist()
    assert given.target.tolist() == arrays["target"].tolist()
    assert npz_bytes(arrays) == path.read_bytes()


def test_other_widths_and_byte_orders_are_read(tmp_path):
    arrays = village()
    arrays["kind"] = arrays["kind"].astype(">i2")
    arrays["source"] = arrays["source"].astype(np.uint64)
    arrays["works"] = arrays["works"].astype(np.int8)
    np.savez(tmp_path / "g.npz", **arrays)
    assert read_graph(tmp_path / "g.npz").kind.tolist() == [0, 0, 1, 2, 2, 2]


def parts() -> dict[str, bytes]:
    """The village's arrays as the parts of a file."""
    found = {}
    for name, values in village().items():
        stream = io.BytesIO()
        npy.write_array(stream, values)
        found[name + ".npy"] = stream.getvalue()
    return found


def zipped(content: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def head(description: str) -> bytes:
    """An array's head that says whatever it likes."""
    text = description.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def objects() -> bytes:
    stream = io.BytesIO()
    npy.write_array(stream, np.array([{}] * 6, object))
    return stream.getvalue()


def with_part(name: str, data: bytes) -> Callable[[], bytes]:
    return lambda: zipped(parts() | {name: data})


HUGE = head("{'descr': '<i8', 'fortran_order': False, 'shape': (1000000000000,)}")
MINUS = head("{'descr': '<i8', 'fortran_order': False, 'shape': (-1, -6)}") + bytes(48)
RECORD = head("{'descr': [('a', '<i8')], 'fortran_order': False, 'shape': (6,)}") + bytes(48)
RUNS = head("__import__('os').system('true')")
DEEP = head("{'descr': '<i8', 'shape': " + "(" * 9_000 + ")" * 900)
OTHER = b"\x93NUMPY\x09\x00" + bytes(100)

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not-npz"),
    "text": (lambda: b"kind,works\n1,2\n", "not-npz"),
    "an array alone": (lambda: parts()["kind.npy"], "not-npz"),
    "an empty zip": (lambda: zipped({}), "not-npz"),
    "a workbook": (lambda: zipped({"xl/workbook.xml": b""}), "not-npz"),
    "a cut off file": (lambda: zipped(parts())[:400], "not-npz"),
    "many parts": (lambda: zipped({f"{i}.npy": b"" for i in range(65)}), "unsafe-npz"),
    "another packing": (lambda: zipped(parts(), zipfile.ZIP_LZMA), "unsafe-npz"),
    "no array in a part": (with_part("kind.npy", b"0,1,2"), "damaged-array"),
    "an empty part": (with_part("kind.npy", b""), "damaged-array"),
    "objects": (with_part("works.npy", objects()), "damaged-array"),
    "a head that says more than there is": (with_part("kind.npy", HUGE), "damaged-array"),
    "a shape below 0": (with_part("kind.npy", MINUS), "damaged-array"),
    "records": (with_part("kind.npy", RECORD), "damaged-array"),
    "a head that runs": (with_part("kind.npy", RUNS), "damaged-array"),
    "a head that nests": (with_part("kind.npy", DEEP), "damaged-array"),
    "a form to come": (with_part("kind.npy", OTHER), "damaged-array"),
    "bytes behind the values": (
        lambda: zipped(parts() | {"kind.npy": parts()["kind.npy"] + b"x"}),
        "damaged-array",
    ),
    "a path as a name": (with_part("../kind.npy", parts()["kind.npy"]), "array-unknown"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_what_it_says_is_refused(tmp_path, name):
    make, code = HOSTILE[name]
    path = tmp_path / "g.npz"
    path.write_bytes(make())
    assert code_of(path) == code


def test_a_part_that_is_there_twice_is_refused(tmp_path):
    path = tmp_path / "g.npz"
    # Renamed in the bytes: the program that makes a zip warns of a name that is there already.
    content = zipped(parts() | {"kine.npy": parts()["kind.npy"]}, zipfile.ZIP_STORED)
    path.write_bytes(content.replace(b"kine.npy", b"kind.npy"))
    assert code_of(path) == "unsafe-npz"


def test_a_file_with_a_password_is_refused(tmp_path):
    content = bytearray(zipped(parts()))
    # The mark of a password in the list of parts, which stands at its end.
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    (tmp_path / "g.npz").write_bytes(content)
    assert code_of(tmp_path / "g.npz") == "unsafe-npz"


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    (tmp_path / "g.npz").write_bytes(zipped(parts()))
    monkeypatch.setattr("weerbaar.twin.wire.MOST_UNPACKED_BYTES", 500)
    assert code_of(tmp_path / "g.npz") == "npz-too-large"


def test_a_file_that_is_absent_a_folder_or_too_large_is_refused(tmp_path, monkeypatch):
    assert code_of(tmp_path / "g.npz") == "not-a-file"
    assert code_of(tmp_path) == "not-a-file"
    (tmp_path / "g.npz").write_bytes(zipped(parts()))
    monkeypatch.setattr("weerbaar.twin.wire.MOST_FILE_BYTES", 100)
    assert code_of(tmp_path / "g.npz") == "file-too-large"


@pytest.mark.parametrize("number", range(150))
def test_damage_anywhere_is_refused_or_read_and_never_breaks(tmp_path, number):
    chance = random.Random(f"damaged npz {number}")
    packing = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    content = bytearray(zipped(parts(), packing))
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if chance.random() < 0.2:
        del content[chance.randrange(len(content)) :]
    path = tmp_path / "g.npz"
    path.write_bytes(content)
    assert code_of(path) is not None
