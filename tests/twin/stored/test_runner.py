"""Making an ensemble: alike by threads, processes and a cluster, whatever is killed meanwhile.

The kill tests start a real process, end it or one of its workers by SIGKILL at a random moment, and
go on with the same folder. `make fuzz` does it 100 times.
"""

from __future__ import annotations

import os
import pickle
import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

import pytest

from tests.twin.stored.small_ensembles import (
    REFUSED_EXIT,
    bytes_in,
    die_while_writing,
    ensemble_twin,
    make_in,
    same,
)
from weerbaar.common.refusals import Refused
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.runner import run_many
from weerbaar.twin.stored import runner
from weerbaar.twin.stored.files import finished_runs, open_store, read_ensemble, software_version
from weerbaar.twin.stored.runner import cluster, make_batch, make_runs, processes, threads

ROOT = Path(__file__).resolve().parents[3]
FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
KILLS = 100 if FUZZ else 3
SEED = 20261121
IN_TIME_S = 60.0


def test_processes_give_what_threads_give_to_the_last_byte(tmp_path: Path) -> None:
    twin = ensemble_twin()
    told: list[int] = []
    with open_store(tmp_path / "processes", twin, 6) as store, processes(2) as executor:
        assert make_runs(store, twin, 6, executor, 2, told.append) == 6
    assert told == [1, 2, 3, 4, 5, 6]
    make_in(tmp_path / "threads", twin, 6)
    assert bytes_in(tmp_path / "processes") == bytes_in(tmp_path / "threads")


def local_cluster(workers: int = 2):
    """Workers of Dask, each a process of its own that shares nothing but a connection."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        # Without this every cluster asks for one port, and of two at once one fails.
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
        worker_dashboard_address=None,
        silence_logs=50,
    )


QUIET = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def quiet_cluster(test):
    """Without the warnings that Dask gives while it stops."""
    for mark in QUIET:
        test = mark(test)
    return test


@quiet_cluster
def test_a_cluster_of_two_processes_gives_the_same_answer_to_the_last_bit(tmp_path: Path) -> None:
    twin, local = ensemble_twin(), local_cluster()
    with local, cluster(local.scheduler_address) as (executor, workers):
        assert workers == 2
        with open_store(tmp_path, twin, 6) as store:
            assert make_runs(store, twin, 6, executor, workers) == 6
    found, runs = read_ensemble(tmp_path)
    here = run_many(twin, 6)
    assert all(same(a, b) for a, b in zip(here, runs, strict=True))
    expected = summarise(twin, here, scope_of(twin))
    assert same(expected, summarise(found, runs, scope_of(found)))


@quiet_cluster
def test_a_cluster_of_which_a_worker_is_killed_makes_all_runs(tmp_path: Path) -> None:
    twin, local = ensemble_twin(), local_cluster()
    pids = [worker.process.pid for worker in local.workers.values()]

    def kill_one_at_three(done: int) -> None:
        if done == 3:
            kill(pids[0])

    with (
        local,
        cluster(local.scheduler_address) as (executor, workers),
        open_store(tmp_path, twin, 30) as store,
    ):
        assert make_runs(store, twin, 30, executor, workers, kill_one_at_three) == 30
    make_in(tmp_path / "threads", twin, 30)
    assert bytes_in(tmp_path) == bytes_in(tmp_path / "threads")


@quiet_cluster
def test_a_run_that_ends_worker_after_worker_is_refused(tmp_path: Path) -> None:
    with local_cluster() as local:
        with (
            pytest.raises(Refused) as caught,
            cluster(local.scheduler_address) as (executor, workers),
        ):
            executor.submit(os._exit, 1).result()
        # A cluster that ends while it starts a worker anew trips over itself.
        local.wait_for_workers(workers, timeout=runner.PATIENCE_S)
    assert caught.value.problems[0].code == "workers-ended"


class Cancelling(Executor):
    """An executor of somebody else that is shut down: it cancels what waits."""

    def submit(self, fn, /, *args, **kwargs) -> Future:
        future: Future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


class OneLost(Executor):
    """An executor of somebody else that makes all calls at once, and loses the first."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, fn, /, *args, **kwargs) -> Future:
        future: Future = Future()
        self.calls += 1
        if self.calls == 1:
            future.set_exception(BrokenExecutor("gone"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_what_came_back_is_kept_when_another_batch_is_lost(tmp_path: Path) -> None:
    twin = ensemble_twin()
    with open_store(tmp_path, twin, 4) as store, pytest.raises(Refused) as caught:
        make_runs(store, twin, 4, OneLost(), 2)
    assert caught.value.problems[0].code == "worker-stopped"
    assert len(finished_runs(tmp_path)) == 3


@quiet_cluster
def test_a_cluster_without_workers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "PATIENCE_S", 2)
    empty = local_cluster(0)
    with empty, pytest.raises(Refused) as caught, cluster(empty.scheduler_address):
        pass
    assert caught.value.problems[0].code == "no-workers"


def test_an_executor_that_is_shut_down_is_refused_in_words(tmp_path: Path) -> None:
    twin = ensemble_twin()
    with open_store(tmp_path, twin, 3) as store, pytest.raises(Refused) as caught:
        make_runs(store, twin, 3, Cancelling(), 1)
    assert caught.value.problems[0].code == "worker-stopped"


def test_a_cluster_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as caught, cluster("not an address"):
        pass
    assert caught.value.problems[0].code == "no-scheduler"


class Counting(Executor):
    """An executor of somebody else: it counts how many calls wait at once."""

    def __init__(self, inner: Executor) -> None:
        self.inner, self.now, self.most = inner, 0, 0

    def submit(self, fn, /, *args, **kwargs) -> Future:
        self.now += 1
        self.most = max(self.most, self.now)
        future = self.inner.submit(fn, *args, **kwargs)
        future.add_done_callback(self.done)
        return future

    def done(self, future: Future) -> None:
        self.now -= 1


def test_any_executor_will_do_and_never_holds_more_than_it_needs(tmp_path: Path) -> None:
    twin = ensemble_twin()
    with ThreadPoolExecutor(1) as one, open_store(tmp_path, twin, 12) as store:
        counting = Counting(one)
        assert make_runs(store, twin, 12, counting, workers=2) == 12
    assert counting.most <= 4
    assert finished_runs(tmp_path) == list(range(12))


class Stop(Exception):
    """Somebody presses Ctrl-C."""


def test_a_stop_keeps_all_that_was_finished(tmp_path: Path) -> None:
    twin = ensemble_twin()

    def stop_at_three(done: int) -> None:
        if done == 3:
            raise Stop

    with open_store(tmp_path, twin, 40) as store, threads(2) as executor:
        with pytest.raises(Stop):
            make_runs(store, twin, 40, executor, 2, stop_at_three)
        kept = store.finished()
        assert 3 <= len(kept) < 40
        assert make_runs(store, twin, 40, executor, 2) == 40 - len(kept)


def test_a_worker_with_another_version_is_refused() -> None:
    sent = pickle.dumps(ensemble_twin())
    with pytest.raises(Refused) as caught:
        make_batch(sent, [0], software_version() + ".1")
    assert caught.value.problems[0].code == "other-version-on-worker"


# Kills


RUNS_TO_KILL = 150 if FUZZ else 60


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an ensemble that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    make_in(folder, ensemble_twin(), RUNS_TO_KILL)
    return bytes_in(folder)


def start(folder: Path) -> subprocess.Popen[str]:
    """A real process that makes the ensemble with two workers."""
    words = ["-m", "tests.twin.stored.small_ensembles", str(folder), str(RUNS_TO_KILL)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a process has started to make runs."""
    try:
        text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
        return [pid for pid in map(int, text.split()) if b"spawn_main" in command_of(pid)]
    except OSError:
        return []


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def open_pids(pids: list[int]) -> Iterator[int]:
    for pid in pids:
        try:
            yield os.pidfd_open(pid)
        except ProcessLookupError:
            continue


def all_end(handles: list[int]) -> bool:
    """Whether these processes, which are not ours to wait for, all end in time."""
    ended = [bool(select.select([handle], [], [], IN_TIME_S)[0]) for handle in handles]
    for handle in handles:
        os.close(handle)
    return all(ended)


def test_a_worker_that_is_killed_while_it_writes_is_missed_all_the_same():
    with processes(2) as pool:
        other = pool.submit(pow, 2, 2)
        assert other.result(IN_TIME_S) == 4
        with pytest.raises(BrokenProcessPool):
            pool.submit(die_while_writing).result(IN_TIME_S)


@pytest.mark.fuzz
@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="watches processes as Linux does")
def test_killing_any_process_at_any_moment_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """After each kill the finished runs are those of an undisturbed ensemble, byte by byte."""
    chance = random.Random(SEED)
    folder, finished, ensembles = tmp_path / "0", 0, 0
    for number in range(KILLS):
        process = start(folder)
        wait_for_runs(process, folder, finished + chance.choice((0, 1, chance.randrange(2, 40))))
        wait_at_most(process, chance.uniform(0.0, 0.2))
        workers = workers_of(process)
        watched = list(open_pids(workers))
        victim = chance.choice([process.pid, process.pid, *workers])
        if process.poll() is None:
            kill(victim)
        errors = process.communicate(timeout=IN_TIME_S)[1]
        assert all_end(watched), f"kill {number}: a worker outlives its parent"
        if victim != process.pid and process.returncode:
            assert (process.returncode, errors.strip()) == (REFUSED_EXIT, "worker-stopped")
        assert "Traceback" not in errors
        there = bytes_in(folder) if folder.exists() else {}
        whole = {name: content for name, content in there.items() if name.startswith("run=")}
        assert whole.items() <= undisturbed.items()
        runs = finished_runs(folder)
        assert len(whole) == 8 * len(runs)
        assert len(runs) >= finished, f"kill {number}: a finished run is lost"
        finished = len(runs)
        if finished == RUNS_TO_KILL:
            ensembles += 1
            folder, finished = tmp_path / str(ensembles), 0
    make_in(folder, ensemble_twin(), RUNS_TO_KILL)
    assert bytes_in(folder) == undisturbed
    assert not list(folder.rglob(".writing*"))


def wait_for_runs(process: subprocess.Popen[str], folder: Path, runs: int) -> None:
    """Waits until the folder has so many runs, or the process has ended."""
    while process.poll() is None and len(list(folder.glob("runs/run=*"))) < runs:
        wait_at_most(process, 0.02)


def wait_at_most(process: subprocess.Popen[str], seconds: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
