"""The library from its bytes, and results written whole or not at all."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from weerbaar.common.refusals import Refused
from weerbaar.twin.files import (
    make_room,
    output_problems,
    parquet_bytes,
    parse_library,
    read_twin_library,
    write_file,
)
from weerbaar.twin.tables import LIBRARY_TABLES


def contents(**changes: bytes) -> dict[str, bytes]:
    """The library's files as they ship, some of them changed by the name of their table."""
    folder = files("weerbaar") / "library" / "tables"
    shipped = {table.file: (folder / table.file).read_bytes() for table in LIBRARY_TABLES}
    return shipped | {f"{name}.csv": content for name, content in changes.items()}


def codes(found: dict[str, bytes]) -> set[str]:
    with pytest.raises(Refused) as info:
        parse_library(found)
    return {problem.code for problem in info.value.problems}


def test_the_shipped_library_is_read_also_with_a_byte_order_mark() -> None:
    needs = contents()["needs.csv"]
    marked = parse_library(contents(needs=b"\xef\xbb\xbf" + needs))
    assert list(marked.needs["need"]) == list(read_twin_library().needs["need"])


def test_a_library_file_that_is_empty_or_no_utf8_is_refused() -> None:
    assert "missing-column" in codes(contents(stocks=b""))
    assert codes(contents(stocks="stock\ncaf\xe9\n".encode("latin-1"))) == {"not-utf8"}


def test_a_file_is_written_in_its_place_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "answer.html"
    for content in (b"first", b"second"):
        write_file(path, content)
        assert path.read_bytes() == content
    assert [found.name for found in path.parent.iterdir()] == ["answer.html"]


def test_a_link_keeps_pointing_at_the_file_that_is_written(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "real.csv")
    write_file(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


def test_what_cannot_be_replaced_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "answer.html"
    path.write_bytes(b"old")

    def refuse(*names: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["answer.html"]


def test_a_pipe_is_written_to_and_never_replaced() -> None:
    reading, writing = os.pipe()
    path = Path(f"/dev/fd/{writing}")
    assert path.exists()
    assert output_problems([("--csv", path)]) == []
    make_room([path])
    write_file(path, b"x")
    assert os.read(reading, 1) == b"x"
    os.close(reading)
    os.close(writing)


def test_every_output_that_cannot_be_written_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    outputs = [
        ("--out", tmp_path),
        ("--csv", tmp_path / "file" / "areas.csv"),
        ("--xlsx", tmp_path / "new" / "areas.xlsx"),
        ("--parquet", tmp_path / "new" / ".." / "new" / "areas.xlsx"),
        ("--more", tmp_path / ("x" * 300)),
    ]
    assert [(problem.column, problem.code) for problem in output_problems(outputs)] == [
        ("--out", "is-a-folder"),
        ("--csv", "cannot-write"),
        ("--parquet", "same-file"),
        ("--more", "cannot-use-file"),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_or_folder_without_permission_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may write anywhere, so the system's own answer is replaced here.
    (tmp_path / "locked").mkdir()
    (tmp_path / "read.csv").write_bytes(b"")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    outputs = [("--out", tmp_path / "locked" / "a.html"), ("--csv", tmp_path / "read.csv")]
    assert [problem.code for problem in output_problems(outputs)] == [
        "cannot-write",
        "cannot-replace",
    ]


def test_room_is_made_for_a_file_without_making_the_file(tmp_path: Path) -> None:
    make_room([tmp_path / "a" / "b" / "c.csv"])
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_parquet_keeps_facts_with_its_schema(tmp_path: Path) -> None:
    path = tmp_path / "hours.parquet"
    write_file(path, parquet_bytes({"hour": [0.0, 1.0]}, {"simulation": "yes"}))
    assert pq.read_schema(path).metadata[b"simulation"] == b"yes"
    assert pq.read_table(path)["hour"].to_pylist() == [0.0, 1.0]


def test_no_folder_is_made_at_the_top_of_the_file_system() -> None:
    path = Path("/weerbaar-bestaat-niet/x.svg")
    codes = [problem.code for problem in output_problems([("--picture", path)])]
    assert codes == ["cannot-write"]


def test_what_goes_wrong_is_told_of_the_file_that_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "geen-map").write_text("x", encoding="utf-8")
    path = tmp_path / "geen-map" / "y.toml"
    with pytest.raises(OSError, match=r"y\.toml"):
        make_room([path])
    with pytest.raises(OSError, match=r"y\.toml"):
        write_file(path, b"")
