"""Serves the site on this computer until it is stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.platform.runner import start_django

STYLES = Path(__file__).parents[1] / "platform" / "web" / "static" / "vendor" / "components.css"
KNOCK_S = 0.1
WATCH_S = 0.5
TARGET = "weerbaar.web.wsgi:application"
NO_STYLES = ProblemKind(
    "no-styles",
    mark("The style sheets of the site are not there yet."),
    mark("Run “make assets” once, and start again."),
)
TAKEN = ProblemKind(
    "port-taken",
    mark("Port {value} is taken by another program."),
    mark("Choose another port, or leave it out."),
)


def free_port(host: str, port: int, usual: int) -> int:
    """The port to serve at: the one asked for, else the usual one, else any that is free."""
    for wanted in (port,) if port else (usual, 0):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((host, wanted))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    raise Refused([Problem(TAKEN, column="--port", value=port)])


def prepare_site() -> None:
    """What must be there before the first visitor; raises Refused where something is not."""
    if not STYLES.is_file():
        raise Refused([Problem(NO_STYLES)])
    start_django()


def has_people() -> bool:
    """Whether anyone can sign in yet."""
    from weerbaar.platform.web import queries

    return queries.has_people()


def serve_site(host: str, port: int, ready: Callable[[], None]) -> None:
    """Serves until the person stops it, with one worker; says `ready` once it answers.

    Nothing about who reads what is kept.
    """
    over = Event()
    # The server forks: a process that is begun in a thread at that moment leaves it waiting for
    # ever. So the first worker is there before.
    keeper = Thread(target=_keep_a_worker, args=(_begin_worker(), over))
    server = Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        log_level=LogLevels.error,
    )
    Thread(target=_when_it_answers, args=(host, port, ready), daemon=True).start()
    keeper.start()
    try:
        server.serve()
    finally:
        over.set()
        keeper.join()


def _begin_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "weerbaar", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _keep_a_worker(worker: subprocess.Popen[bytes], over: Event) -> None:
    """Watches a worker, and starts another whenever it dies; its work is taken up again."""
    while True:
        with worker:
            while worker.poll() is None and not over.wait(WATCH_S):
                pass
            worker.terminate()
        if over.wait(WATCH_S):
            return
        worker = _begin_worker()


def _when_it_answers(host: str, port: int, ready: Callable[[], None]) -> None:
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(KNOCK_S)
        else:
            return ready()
