"""What hands, programs, disks and bad intent do to files: small changes, each known by a number.

`mutate` gives, for a set of files and a number, the same changed files every time; a failing case
is repeated by its number. One case in five is changed only in ways that keep its meaning
(`Mutant.same`); the others get one to six changes of any level. What a mutator is, `files` says.
"""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from tests.mutations.binary import BYTES
from tests.mutations.files import FILES, Files, Mutator
from tests.mutations.outlines import JSON
from tests.mutations.same import SAME
from tests.mutations.tables import CELLS, COLUMNS, ROWS
from tests.mutations.toml import TOML
from weerbaar.common.tables import rows_of
from weerbaar.region.build import build_region
from weerbaar.region.bundle import region_files
from weerbaar.region.files import read_library, read_sources
from weerbaar.region.region import Region
from weerbaar.region.tables import AUTONOMIES, STOCKS

SYNTHETIC = Path(__file__).resolve().parents[1] / "data" / "synthetic"
SAME_SHARE = 0.2
MORE_CHANGES = (1, 1, 1, 1, 1, 2, 2, 3, 6)
REGION_LEVELS = (BYTES, CELLS, CELLS, ROWS, COLUMNS, FILES, TOML, JSON)
SCENARIO_LEVELS = (BYTES, TOML, TOML, TOML)


@dataclass(frozen=True)
class Mutant:
    """Changed files, what was done to them in words, and whether they still mean the same."""

    number: int
    files: Files
    done: tuple[str, ...]
    same: bool

    def __str__(self) -> str:
        return f"case {self.number}: {'; '.join(self.done)}"


def mutate(files: Mapping[str, bytes], number: int, levels: Sequence[Sequence[Mutator]]) -> Mutant:
    """The files changed as this number says; `levels` are mutators that change the meaning."""
    chance = random.Random(number)
    changed: Files = dict(files)
    same = chance.random() < SAME_SHARE
    count = chance.choice(MORE_CHANGES)
    done = []
    for _ in range(count):
        mutator = chance.choice(SAME if same else chance.choice(levels))
        done.append(f"{mutator.__name__.strip('_')} {mutator(changed, chance)}")
    return Mutant(number, changed, tuple(done), same)


@cache
def proefland() -> Region:
    """The made-up region with all that a region may have: outlines and figures of its own."""
    region = build_region(read_sources(SYNTHETIC), read_library(), "VR99")
    source = str(region.sources["source"][0])
    said = {"organisation": "Gemeente", "confidence": "high", "date": "2026-05-04"}
    hours = {"t_p10": 2.0, "t_p50": 4.0, "t_p90": 8.5}
    own = [{"consumer": "hospital", "input": "power", "source": source, **hours, **said}]
    liters = {"p10": 1.0, "p50": 4.5, "p90": 12.0, "source": source}
    stocks = [{"stock": "water", "prepared": prepared, **liters} for prepared in (False, True)]
    return replace(
        region,
        name="Proefland ‘Oost’",
        outlines={area["code"]: _square(area["lon"], area["lat"]) for area in region.areas},
        autonomies=rows_of(AUTONOMIES, own),
        stocks=rows_of(STOCKS, stocks),
    )


@cache
def proefland_files() -> Mapping[str, bytes]:
    """The files of that region, by name."""
    return region_files(proefland())


def _square(lon: float, lat: float) -> dict[str, Any]:
    low, high = (lon - 0.01, lat - 0.01), (lon + 0.01, lat + 0.01)
    ring = [[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@contextmanager
def named(what: str, seconds: float = 20.0) -> Iterator[None]:
    """What fails or hangs in it fails with the name of the case."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"{what} takes more than {seconds} s")

    old = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__} {error}") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
