"""Makes the runs of an ensemble that are missing, by any executor, and keeps each as it is ready.

Rules:
1. A worker makes a run and gives its files back as bytes; this process alone writes them. So a
   worker needs no disk that it shares with this process, and no run is written twice.
2. The twin is sent as bytes that a worker unpacks once. Only so many batches are under way as keep
   the workers busy: memory does not grow with the number of runs.
3. A worker ends when the process that started it is gone, however that ended, and leaves Ctrl-C to
   that process.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import connection, get_context, parent_process

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.stored.files import Store, run_files, software_version
from weerbaar.twin.stored.tables import labels_of
from weerbaar.twin.twin import Twin

WRITERS = 4
MOST_IN_BATCH = 8
PATIENCE_S = 20
LOOK_S = 1.0
HEARD_S = 2.0
"""How long a pool may take to hear that one of its workers died."""
AREAS_IN_BATCH = 500
"""Areas of all runs of a batch together: runs of a large region go one by one."""

WORKER_STOPPED = ProblemKind(
    "worker-stopped",
    mark("A worker stopped. {value} runs are kept."),
    mark("Give the same command again: it goes on from there. Fewer --workers take less memory."),
)
NO_CLUSTER = ProblemKind(
    "no-cluster-software",
    mark("The software for a cluster is not installed."),
    mark("Install it: weerbaar[cluster]."),
)
NO_SCHEDULER = ProblemKind(
    "no-scheduler",
    mark("There is no scheduler of a Dask cluster at {value}."),
    mark("Give the address that the scheduler tells, such as tcp://127.0.0.1:8786."),
)
NO_WORKERS = ProblemKind(
    "no-workers",
    mark("The Dask cluster at {value} has no workers."),
    mark("Start a worker with this address, and give the same command again."),
)
WORKERS_ENDED = ProblemKind(
    "workers-ended",
    mark("One run ended several workers of the cluster at {value}. What was finished is kept."),
    mark("Give the workers more memory, and give the same command again."),
)
OTHER_VERSION = ProblemKind(
    "other-version-on-worker",
    mark("A worker has version {value} of Weerbaar, and this computer has {here}."),
    mark("Install the same version on all computers."),
)

Files = dict[str, bytes]


def make_runs(
    store: Store,
    twin: Twin,
    runs: int,
    executor: Executor,
    workers: int = 0,
    tell: Callable[[int], None] = lambda done: None,
) -> int:
    """Makes and keeps those of the runs 0 to runs - 1 that are missing; gives how many these were.

    `tell` hears how many are done. Raises Refused where a worker stops; what is done, is kept.
    """
    there = set(store.finished())
    missing = [number for number in range(runs) if number not in there]
    workers = workers or os.cpu_count() or 1
    batches = _batches(missing, workers, len(store.labels.areas))
    sent, here = pickle.dumps(twin), software_version()
    done = 0
    waiting: set[Future[list[tuple[int, Files]]]] = set()
    with ThreadPoolExecutor(WRITERS) as writers:
        try:
            while True:
                while len(waiting) < 2 * workers and (batch := next(batches, None)) is not None:
                    waiting.add(executor.submit(make_batch, sent, batch, here))
                if not waiting:
                    return done
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                # What came back is kept first, also where another batch was lost.
                for future in sorted(ready, key=_is_lost):
                    for _ in writers.map(lambda made: store.put(*made), future.result()):
                        done += 1
                        tell(done)
        except (BrokenExecutor, CancelledError) as error:
            kept = len(store.finished())
            raise Refused([Problem(WORKER_STOPPED, str(store.folder), value=kept)]) from error
        finally:
            under_way = {future for future in waiting if not future.cancel()}
            for future in wait(under_way).done:
                if not _is_lost(future):
                    list(writers.map(lambda made: store.put(*made), future.result()))


def _is_lost(future: Future[list[tuple[int, Files]]]) -> bool:
    """Whether a call that is over gave no runs back."""
    return future.cancelled() or future.exception() is not None


def make_batch(sent: bytes, numbers: Sequence[int], here: str) -> list[tuple[int, Files]]:
    """Some runs of a twin that was sent as bytes, each with its files; what a worker does."""
    if software_version() != here:
        params = {"here": here}
        raise Refused([Problem(OTHER_VERSION, value=software_version(), params=params)])
    twin = _unpack(sent)
    labels = labels_of(twin)
    return [(number, run_files(run_once(twin, number), labels)) for number in numbers]


@lru_cache(maxsize=2)
def _unpack(sent: bytes) -> Twin:
    twin: Twin = pickle.loads(sent)
    return twin


def _batches(missing: Sequence[int], workers: int, areas: int) -> Iterator[Sequence[int]]:
    """The numbers in batches that are small enough to keep all workers busy to the end."""
    size = min(MOST_IN_BATCH, AREAS_IN_BATCH // max(areas, 1), len(missing) // (4 * workers))
    size = max(1, size)
    return (missing[at : at + size] for at in range(0, len(missing), size))


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """So many fresh processes on this computer."""
    over = threading.Event()
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_mind_parent) as pool:
        threading.Thread(target=_end_stuck, args=(pool, over), daemon=True).start()
        try:
            yield pool
        finally:
            over.set()
            _end_if_stuck(pool)


@contextmanager
def threads(workers: int) -> Iterator[Executor]:
    """So many threads of this process."""
    with ThreadPoolExecutor(workers) as pool:
        yield pool


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The workers of the Dask cluster whose scheduler is at this address, and how many there are.

    Needs the extra `cluster`. Raises Refused where it is not installed, where nobody answers,
    where no worker comes, and where a run ends one worker after another.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise Refused([Problem(NO_CLUSTER, column="--cluster")]) from error
    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise Refused([Problem(NO_SCHEDULER, column="--cluster", value=address)]) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as error:
            raise Refused([Problem(NO_WORKERS, column="--cluster", value=address)]) from error
        try:
            yield client.get_executor(pure=False), sum(client.nthreads().values())
        except KilledWorker as error:
            raise Refused([Problem(WORKERS_ENDED, column="--cluster", value=address)]) from error


def _end_stuck(pool: ProcessPoolExecutor, over: threading.Event) -> None:
    """Looks now and then whether a worker died so that nobody heard of it."""
    while not over.wait(LOOK_S):
        _end_if_stuck(pool)


def _end_if_stuck(pool: ProcessPoolExecutor) -> None:
    """Ends a pool of which a worker was killed while it held a pipe; else it waits for ever.

    A worker that dies while it writes leaves half a message and the lock of the pipe behind: the
    pool reads on, and the other workers wait for the lock. When all of them are gone and our own
    ends are closed, the pool finds the end of the pipe, and is broken as after any other death.
    """
    workers = list((getattr(pool, "_processes", None) or {}).values())
    if all(worker.is_alive() for worker in workers) or _has_heard(pool):
        return
    time.sleep(HEARD_S)
    if _has_heard(pool):
        return
    for worker in workers:
        worker.kill()
    for queue, end in (("_result_queue", "_writer"), ("_call_queue", "_reader")):
        pipe = getattr(getattr(pool, queue, None), end, None)
        if pipe is not None:
            pipe.close()


def _has_heard(pool: ProcessPoolExecutor) -> bool:
    """Whether the pool knows that it is broken, or is over."""
    return bool(getattr(pool, "_broken", True)) or not getattr(pool, "_processes", None)


def _mind_parent() -> None:
    """Lets a worker leave Ctrl-C to its parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(parent: int) -> None:
    connection.wait([parent])
    os._exit(1)
