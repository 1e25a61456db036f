"""Regions on disk: folders, bundles, and names."""

import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from weerbaar.common.refusals import Refused
from weerbaar.region import files as region_disk
from weerbaar.region.bundle import bundle_name, region_files, region_hash
from weerbaar.region.files import (
    bundle_bytes,
    read_library,
    read_region,
    read_sources,
    region_names,
    write_bundle,
    write_region,
)
from weerbaar.region.region import Region


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def rezipped(path: Path, change: dict[str, bytes | None]) -> Path:
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()} | change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            if data is not None:
                new.writestr(name, data)
    return path


def code_of(path: Path | str) -> str:
    with pytest.raises(Refused) as refused:
        read_region(path)
    assert refused.value.problems[0].remedy()
    return refused.value.problems[0].code


def test_a_region_is_found_by_name_in_a_folder_and_in_a_bundle(
    region: Region, tmp_path: Path, data_folder: Path
) -> None:
    write_region(region, data_folder / "regions" / "proefland")
    bundle = write_bundle(region, tmp_path)

    assert region_names() == ["caribisch-nederland", "gelderland-zuid", "proefland"]
    for name in ("proefland", data_folder / "regions" / "proefland", bundle, str(bundle)):
        assert region_hash(read_region(name)) == region_hash(region)
    assert read_region("gelderland-zuid").name == "Gelderland-Zuid"
    assert bundle.name == bundle_name(region)


def test_the_same_facts_give_the_same_bundle(region: Region) -> None:
    assert bundle_bytes(region) == bundle_bytes(region)


def test_writing_again_removes_what_an_earlier_region_left(region: Region, tmp_path: Path) -> None:
    (tmp_path / "outlines.geojson").write_text("{}")
    (tmp_path / "notes.txt").write_text("mine")

    written = write_region(region, tmp_path)

    assert {path.relative_to(tmp_path).as_posix() for path in written} == set(region_files(region))
    assert not (tmp_path / "outlines.geojson").exists()
    assert (tmp_path / "notes.txt").exists()


def test_the_library_is_read_once_and_without_problems() -> None:
    assert read_library() is read_library()
    assert read_library().kind("hospital")["process"] == "HOS"


@pytest.mark.parametrize("name", ["atlantis", "../gelderland-zuid", "no/such/folder"])
def test_a_region_that_does_not_exist_is_refused(name: str) -> None:
    assert code_of(name) == "no-region"


def test_a_bundle_that_was_changed_is_refused(region: Region, tmp_path: Path) -> None:
    path = rezipped(write_bundle(region, tmp_path), {"sources.csv": b"source,title\n"})

    assert code_of(path) == "bundle-changed"


def test_a_bundle_without_its_hash_is_refused(region: Region, tmp_path: Path) -> None:
    path = rezipped(write_bundle(region, tmp_path), {"region.sha256": None})

    assert code_of(path) == "bundle-without-hash"


@pytest.mark.parametrize("name", ["../../evil.py", "/etc/passwd", "extra.csv", "osm/../areas.csv"])
def test_a_bundle_with_a_strange_file_is_refused(region: Region, tmp_path: Path, name: str) -> None:
    path = rezipped(write_bundle(region, tmp_path), {name: b"x"})

    assert code_of(path) == "strange-file-in-bundle"


def test_a_bundle_that_unpacks_to_too_much_is_refused(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(region_disk, "MOST_BYTES", 1000)

    assert code_of(write_bundle(region, tmp_path)) == "bundle-too-large"


def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "region.zip"
    path.write_bytes(b"PK nothing")

    assert code_of(path) == "not-a-bundle"


def marked(path: Path, at: bytes, offset: int, value: int) -> Path:
    """The zip file with one byte of every header that starts with `at` changed."""
    data = bytearray(path.read_bytes())
    start = data.find(at)
    while start >= 0:
        data[start + offset] = value
        start = data.find(at, start + 4)
    path.write_bytes(bytes(data))
    return path


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def test_a_bundle_with_a_password_is_refused(region: Region, tmp_path: Path) -> None:
    path = marked(write_bundle(region, tmp_path), CENTRAL, 8, 1)

    assert code_of(marked(path, LOCAL, 6, 1)) == "bundle-encrypted"


@pytest.mark.parametrize("method", [12, 14, 97])
def test_a_bundle_in_another_compression_is_refused(
    region: Region, tmp_path: Path, method: int
) -> None:
    path = marked(write_bundle(region, tmp_path), CENTRAL, 10, method)

    assert code_of(marked(path, LOCAL, 8, method)) == "unknown-compression"


def test_a_bundle_with_a_damaged_file_is_refused(region: Region, tmp_path: Path) -> None:
    path = write_bundle(region, tmp_path)
    whole = path.read_bytes()

    for at in range(30, len(whole), 997):
        flipped = bytes(byte ^ 0xFF for byte in whole[at : at + 40])
        path.write_bytes(whole[:at] + flipped + whole[at + 40 :])
        assert code_of(path)
        path.write_bytes(whole[:at])
        assert code_of(path)
    start = whole.find(LOCAL) + 30 + len("areas.csv")
    path.write_bytes(whole[:start] + b"\xff" * 40 + whole[start + 40 :])
    assert code_of(path) == "bundle-damaged"


def test_a_bundle_that_holds_a_file_twice_is_refused(region: Region, tmp_path: Path) -> None:
    path = write_bundle(region, tmp_path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("areas.csv", b"x")

    assert code_of(path) == "strange-file-in-bundle"


def test_a_region_that_is_written_half_way_is_the_old_one_or_none(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_region(region, tmp_path)
    other = replace(region, name="Ander")
    moves = len(region_files(other))
    move = os.replace
    for stop_at in range(moves):
        write_region(region, tmp_path)
        left = iter(range(stop_at))

        def stopping(source: Path, target: Path, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise OSError(5, "Input/output error")
            move(source, target)

        monkeypatch.setattr(os, "replace", stopping)
        with pytest.raises(OSError, match="Input/output"):
            write_region(other, tmp_path)
        monkeypatch.setattr(os, "replace", move)
        assert code_of(tmp_path) == "missing-file"
    write_region(other, tmp_path)
    assert read_region(tmp_path).name == "Ander"


def test_a_region_that_does_not_fit_on_the_disk_leaves_the_old_one(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_region(region, tmp_path)
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == "sources.csv":
            raise OSError(28, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_region(replace(region, name="Ander"), tmp_path)

    assert read_region(tmp_path).name == "Proefland"


def test_a_source_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no folder"):
        read_sources(tmp_path / "nowhere")


def test_source_files_that_are_missing_are_all_named(tmp_path: Path, synthetic: Path) -> None:
    wijken = (synthetic / "wijken_2022_tmap.csv").read_text(encoding="utf-8")
    bad = wijken.replace("population,", "people,", 1).replace(",46.5,", ",465,")
    (tmp_path / "gz_wijken_2022.csv").write_text(bad, encoding="utf-8")

    with pytest.raises(Refused) as refused:
        read_sources(tmp_path)

    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["missing-column", "out-of-range", *["missing-source"] * 5]
    assert refused.value.problems[0].column == "population"
    assert refused.value.problems[1].file == "gz_wijken_2022.csv"
