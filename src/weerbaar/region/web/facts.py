"""The facts of regions as the site reads and keeps them: by name those that ship, else by hash."""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path

from weerbaar.common.files import data_folder, write_whole
from weerbaar.region.bundle import region_hash
from weerbaar.region.files import bundle_bytes, read_region, when_written
from weerbaar.region.region import Region

HASH = re.compile(r"[0-9a-f]{64}")
MOST_KEPT = 6


def region_of(facts: str) -> Region:
    """The region of this name or hash; raises Refused where there is none."""
    return _region_of(facts, version_of(facts))


def hash_of(facts: str) -> str:
    """The hash of the facts of this name or hash."""
    return facts if HASH.fullmatch(facts) else _hash_of(facts, version_of(facts))


def version_of(facts: str) -> Hashable:
    """The key by which what is made of these facts may be kept: another one once they change.

    Facts by hash never change. Those that ship change with the program, so only when the site is
    started anew. A region of one's own changes whenever a command writes its files.
    """
    if HASH.fullmatch(facts):
        return facts
    return (facts, written) if (written := when_written(facts)) else facts


@lru_cache(maxsize=MOST_KEPT)
def _region_of(facts: str, version: Hashable) -> Region:
    return read_region(bundle_path(facts) if HASH.fullmatch(facts) else facts)


@lru_cache(maxsize=MOST_KEPT)
def _hash_of(facts: str, version: Hashable) -> str:
    return region_hash(region_of(facts))


def keep_region(region: Region) -> str:
    """Writes the facts of a region to their file, and gives their hash."""
    found = region_hash(region)
    path = bundle_path(found)
    write_whole(path.parent, {path.name: bundle_bytes(region)})
    return found


def bundle_path(facts: str) -> Path:
    """The file of the facts with this hash."""
    return data_folder() / "bundles" / f"{facts}.zip"
