"""Small ensembles to keep and to compare, and the program that the kill tests start.

`python -m tests.twin.stored.small_ensembles FOLDER RUNS` makes RUNS runs by two processes.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import signal
import sys
from dataclasses import replace
from functools import cache
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import numpy as np

from weerbaar.common.refusals import Refused
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.ensemble import Run
from weerbaar.twin.files import read_scenario
from weerbaar.twin.runner import make_twin
from weerbaar.twin.stored.files import open_store
from weerbaar.twin.stored.runner import make_runs, processes, threads
from weerbaar.twin.twin import Twin

REFUSED_EXIT = 3


@cache
def _whole_twin() -> Twin:
    scenario = read_scenario("drie-dagen-januari")
    return make_twin(read_region("gelderland-zuid"), read_library(), scenario, hours=4.0)


def ensemble_twin(**changes: Any) -> Twin:
    """The first four hours of a scenario in the region that ships: a run takes little time."""
    return replace(_whole_twin(), **changes)


def make_in(folder: Path, twin: Twin, runs: int) -> int:
    """Makes the runs that are missing, in threads; gives how many these were."""
    with open_store(folder, twin, runs) as store, threads(2) as executor:
        return make_runs(store, twin, runs, executor, 2)


def same(a: Any, b: Any) -> bool:
    """Whether two runs or outcomes are the same to the last bit, also where nothing is known."""
    if isinstance(a, Run):
        fields = dataclasses.fields(Run)
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields)
    if dataclasses.is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    if isinstance(a, np.ndarray):
        kind = a.shape == b.shape and a.dtype == b.dtype
        return kind and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b or (a != a and b != b))


def bytes_in(folder: Path) -> dict[str, bytes]:
    """What every file of the runs in a folder holds."""
    runs = folder / "runs"
    files = sorted(path for path in runs.rglob("*") if path.is_file())
    return {str(path.relative_to(runs)): path.read_bytes() for path in files}


def die_while_writing() -> None:
    """Ends this worker as a kill does at the worst moment: with half a message in the pipe."""
    queue = next(one for one in gc.get_objects() if isinstance(one, SimpleQueue))
    queue._wlock.acquire()
    os.write(queue._writer.fileno(), b"\x00\x00")
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Makes runs in the folder that is named, until somebody stops it."""
    folder, runs = Path(sys.argv[1]), int(sys.argv[2])
    twin = ensemble_twin()
    try:
        with open_store(folder, twin, runs) as store, processes(2) as executor:
            make_runs(store, twin, runs, executor, 2)
    except Refused as refused:
        print(refused.problems[0].code, file=sys.stderr)
        sys.exit(REFUSED_EXIT)


if __name__ == "__main__":
    main()
