"""Serves the site on this computer until it is stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Self

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.platform.runner import start_django
from weerbaar.region.files import read_library
from weerbaar.twin.files import read_scenario
from weerbaar.twin.runner import make_twin
from weerbaar.twin.twin import Twin

STYLES = Path(__file__).parents[1] / "platform" / "web" / "static" / "vendor" / "components.css"
KNOCK_S = 0.1
WATCH_S = 0.5
MOST_TRIES = 5
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


@dataclass(frozen=True)
class Held:
    """A port that nobody else serves at, until this is closed.

    `door` listens at it while the site is prepared, and is closed when the server begins to. The
    server lets others listen at its port too, and from the one to the other nobody listens: so
    `guard` holds the number meanwhile. It is that of datagrams, which nobody sends here.
    """

    host: str
    port: int
    door: socket.socket
    guard: socket.socket

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.door.close()
        self.guard.close()


def hold_port(host: str, port: int, usual: int) -> Held:
    """A port to serve at, held so that nobody else takes it while the site is there.

    It is the one asked for, else the usual one, else any that is free; raises Refused where the one
    asked for is taken.
    """
    for wanted in (port,) if port else (usual, *[0] * MOST_TRIES):
        held = _hold(host, wanted)
        if held is not None:
            return held
    raise Refused([Problem(TAKEN, column="--port", value=port)])


def _hold(host: str, port: int) -> Held | None:
    """This port, any that is free for 0; None where another has it."""
    door, guard = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        # Only a port at which somebody listens is taken for everybody else.
        door.listen()
        found: int = door.getsockname()[1]
        guard.bind((host, found))
    except OSError:
        door.close()
        guard.close()
        return None
    return Held(host, found, door, guard)


def prepare_site(demo: bool) -> None:
    """What must be there before the first visitor; raises Refused where something is not.

    With `demo` the example people are let in, and made where nothing is stored yet, if the site can
    be reached from this computer alone.
    """
    if not STYLES.is_file():
        raise Refused([Problem(NO_STYLES)])
    os.environ["WEERBAAR_DEMO"] = "yes" if demo else "no"
    start_django()
    from django.conf import settings

    from weerbaar.web import demo as examples

    if settings.DEMO and examples.is_wanted():
        examples.make_community()


def has_people() -> bool:
    """Whether anyone can sign in yet."""
    from weerbaar.platform.web import queries

    return queries.has_people()


def first_twin() -> Twin:
    """The twin that the first screen shows; nothing of it is computed yet."""
    from weerbaar.region.web.facts import region_of
    from weerbaar.region.web.queries import shown_region
    from weerbaar.twin.web.ready import usual_of

    region = shown_region()
    return make_twin(region_of(region), read_library(), read_scenario(usual_of(region)))


def prepare_answer(words: Language, tell: Callable[[int], None]) -> None:
    """Makes what the first screen shows, so that it comes at once; `tell` hears of each course.

    The server forks, and so its worker has it too. Where it does not fork, `wsgi` makes it.
    """
    from weerbaar.region.web.queries import shown_region
    from weerbaar.twin.web import ready
    from weerbaar.web.choosing import shown_to_everybody

    region = shown_region()
    ready.runs_of(region, tell=tell)
    ready.answer_of(region, words, shown_to_everybody(region))


def may_open_browser(environment: Mapping[str, str], system: str) -> bool:
    """Whether somebody sits at this computer: on Linux that shows by a screen to draw on."""
    on_screen = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return bool(on_screen) or system in ("win32", "darwin")


def open_browser(address: str) -> None:
    """Opens the site in the person's browser, where there is a screen."""
    if may_open_browser(os.environ, sys.platform):
        webbrowser.open(address)


def serve_site(held: Held, ready: Callable[[], None]) -> None:
    """Serves at the port that was held until the person stops it, with one worker.

    Says `ready` once it answers. Nothing about who reads what is kept.
    """
    from django.db import connections

    # What the fork inherits of an open database is of no use to either.
    connections.close_all()
    over = Event()
    # The server forks: a process that is begun in a thread at that moment leaves it waiting for
    # ever. So the first worker is there before.
    keeper = Thread(target=_keep_a_worker, args=(_begin_worker(), over))
    held.door.close()
    server = Granian(
        TARGET,
        address=held.host,
        port=held.port,
        interface=Interfaces.WSGI,
        log_level=LogLevels.error,
    )
    Thread(target=_when_it_answers, args=(held.host, held.port, ready), daemon=True).start()
    keeper.start()
    try:
        server.serve()
    finally:
        over.set()
        keeper.join()
        held.guard.close()


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
