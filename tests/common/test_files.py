"""Writing: what stands in a place is whole, whatever happens."""

import os
from pathlib import Path

import pytest

from weerbaar.common.files import write_whole


def test_files_are_written_into_folders_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", {"a.txt": b"1", "b/c.txt": b"2"})

    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"new/a.txt", "new/b/c.txt"}
    assert (tmp_path / "new" / "b" / "c.txt").read_bytes() == b"2"


def test_a_disk_that_fills_up_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path, {"a.txt": b"old", "b.txt": b"old"})
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == "b.txt":
            raise OSError(28, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path, {"a.txt": b"new", "b.txt": b"new"}, last="a.txt")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_a_stop_between_two_files_leaves_the_last_one_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path, {"a.txt": b"old", "b.txt": b"old", "z.txt": b"old"})
    replace = os.replace

    def stopped(source: Path, target: Path) -> None:
        if Path(target).name == "z.txt":
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path, dict.fromkeys(("a.txt", "b.txt", "z.txt"), b"new"), last="a.txt")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.txt", "z.txt"]
