"""Facts by name are those that stand now, also when a command writes them while the site runs."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from weerbaar.common.refusals import Refused
from weerbaar.region.bundle import region_hash
from weerbaar.region.files import read_region, shipped_regions, write_region
from weerbaar.region.web import queries
from weerbaar.region.web.facts import hash_of, keep_region, region_of, version_of

NAME = "eigen-streek"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path))
    return tmp_path / "regions" / NAME


def write(folder: Path, like: str, **changes: str) -> str:
    """Writes a region of one's own, and gives its hash."""
    region = replace(read_region(like), region=NAME, **changes)
    write_region(region, folder)
    return region_hash(region)


def test_a_region_that_is_written_anew_is_read_anew(folder: Path):
    first = write(folder, "caribisch-nederland")
    assert (hash_of(NAME), region_of(NAME).name) == (first, "Caribisch Nederland")
    map_before = queries.still_map(NAME, frozenset(), "nl")
    second = write(folder, "gelderland-zuid")
    assert first != second
    assert (hash_of(NAME), region_of(NAME).name) == (second, "Gelderland-Zuid")
    assert queries.still_map(NAME, frozenset(), "nl") != map_before


def test_a_change_of_as_many_letters_is_seen(folder: Path):
    write(folder, "caribisch-nederland", name="Eiland A")
    assert region_of(NAME).name == "Eiland A"
    write(folder, "caribisch-nederland", name="Eiland B")
    assert region_of(NAME).name == "Eiland B"


def test_what_stays_as_it_is_is_read_once(folder: Path):
    write(folder, "caribisch-nederland")
    assert region_of(NAME) is region_of(NAME)


def test_a_region_that_is_gone_is_refused_and_is_there_once_it_is_back(folder: Path):
    write(folder, "caribisch-nederland")
    region_of(NAME)
    os.rename(folder, folder.with_name("elders"))
    with pytest.raises(Refused):
        region_of(NAME)
    os.rename(folder.with_name("elders"), folder)
    assert region_of(NAME).region == NAME


def test_facts_that_ship_and_facts_by_hash_never_change(folder: Path):
    kept = keep_region(read_region("caribisch-nederland"))
    assert [version_of(facts) for facts in (*shipped_regions(), kept)] == [
        *shipped_regions(),
        kept,
    ]
    # Another of the same name takes nothing of their place.
    write(folder.with_name("caribisch-nederland"), "gelderland-zuid")
    assert region_of("caribisch-nederland").name == "Caribisch Nederland"
    assert version_of("caribisch-nederland") == "caribisch-nederland"
