"""The whole country: built from the national files, written, read back, cut and drawn.

The data are not in the checkout; without the folder ../shared/data, and in a smoke run, the made-up
region stands in for the country and the figures say nothing. Peak memory is that of this process
from its start.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from claim import is_smoke, print_claim

from weerbaar.common.language import ENGLISH
from weerbaar.region.build import build_region
from weerbaar.region.bundle import parse_region, region_files
from weerbaar.region.cut import cut_region
from weerbaar.region.files import bundle_bytes, read_library, read_sources
from weerbaar.region.picture import View, region_page

ROOT = Path(__file__).resolve().parents[1]
SYNTHETIC = ROOT / "tests" / "data" / "synthetic"
NATIONAL = ROOT.parent / "shared" / "data"
MOST_SECONDS = 120.0
MOST_GIB = 2.0
MB = 1e6
Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[Result, float, float]:
    """What the work gives, with its seconds on the clock and of CPU time."""
    clock, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - clock, time.process_time() - cpu


def print_timed(claim: str, clock: float, cpu: float, target: float | None = None) -> None:
    """The two lines of one measurement; the target is for the clock."""
    print_claim(claim, clock, "s", target)
    print_claim(f"{claim}, CPU time", cpu, "s")


def peak_gib() -> float:
    """The largest memory that this process has held, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def measure(folder: Path, safety_region: str, name: str) -> None:
    """Builds, writes, reads, cuts and draws one region, and prints what each takes."""
    library = read_library()
    region, *taken = timed(
        lambda: build_region(read_sources(folder), library, safety_region, "measured", name)
    )
    print_timed(f"build {name}", *taken, MOST_SECONDS)
    print_claim(f"peak memory once {name} is built", peak_gib(), "GiB", MOST_GIB)
    files, *taken = timed(lambda: region_files(region))
    print_timed(f"put {name} into files", *taken)
    print_claim("size of the files", sum(map(len, files.values())) / MB, "MB")
    print_claim("size of the bundle", len(bundle_bytes(region)) / MB, "MB")
    _, *taken = timed(lambda: parse_region(files, library))
    print_timed(f"read {name} back and check it", *taken)
    codes = sorted(set(region.areas["safety_region"]))
    _, *taken = timed(lambda: [cut_region(region, library, [code]) for code in codes])
    print_timed(f"cut out every safety region ({len(codes)})", *taken)
    page, *taken = timed(lambda: region_page(region, library, View(ENGLISH)))
    print_timed(f"draw {name} as a page", *taken)
    print_claim("size of the page", len(page.encode()) / MB, "MB")
    print_claim("peak memory of all of this", peak_gib(), "GiB", MOST_GIB)


def main() -> None:
    """Measures and prints."""
    smoke = is_smoke(__doc__ or "")
    if smoke or not NATIONAL.is_dir():
        print("the country: left out (a smoke run, or ../shared/data is absent)")
        measure(SYNTHETIC, "VR99", "the made-up region")
        return
    measure(NATIONAL, "", "the country")


if __name__ == "__main__":
    main()
