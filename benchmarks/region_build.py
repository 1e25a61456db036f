"""Building a region from source files: our own synthetic set, and the default where its data lie.

The data of the default region are not in the checkout; without the folder ../shared/data that part
is left out and says so.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from claim import is_smoke, print_claim

from weerbaar.region.build import build_region
from weerbaar.region.files import read_library, read_sources

ROOT = Path(__file__).resolve().parents[1]
SYNTHETIC = ROOT / "tests" / "data" / "synthetic"
NATIONAL = ROOT.parent / "shared" / "data"


def build_seconds(folder: Path, safety_region: str, times: int) -> float:
    """Median seconds on the clock to read a source set and build a region of it."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        build_region(read_sources(folder), read_library(), safety_region)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    read_library()
    times = 1 if smoke else 5
    print_claim(
        f"build the synthetic region, median of {times}",
        build_seconds(SYNTHETIC, "VR99", times),
        "s",
    )
    if smoke or not NATIONAL.is_dir():
        print("build the default region: left out (a smoke run, or ../shared/data is absent)")
        return
    print_claim(
        "build the default region from the national files, median of 3",
        build_seconds(NATIONAL, "VR08", 3),
        "s",
    )


if __name__ == "__main__":
    main()
