"""The facts of regions as the site reads and keeps them: by name those that ship, else by hash."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from weerbaar.common.files import data_folder, write_whole
from weerbaar.region.bundle import region_hash
from weerbaar.region.files import bundle_bytes, read_region
from weerbaar.region.region import Region

HASH = re.compile(r"[0-9a-f]{64}")
MOST_KEPT = 6


@lru_cache(maxsize=MOST_KEPT)
def region_of(facts: str) -> Region:
    """The region of this name or hash; raises Refused where there is none."""
    return read_region(bundle_path(facts) if HASH.fullmatch(facts) else facts)


@lru_cache(maxsize=MOST_KEPT)
def hash_of(facts: str) -> str:
    """The hash of the facts of this name or hash."""
    return facts if HASH.fullmatch(facts) else region_hash(region_of(facts))


def keep_region(region: Region) -> str:
    """Writes the facts of a region to their file, and gives their hash."""
    found = region_hash(region)
    path = bundle_path(found)
    write_whole(path.parent, {path.name: bundle_bytes(region)})
    return found


def bundle_path(facts: str) -> Path:
    """The file of the facts with this hash."""
    return data_folder() / "bundles" / f"{facts}.zip"
