"""What the commands that search measures share: options, the catalogue, a bar and a way to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from weerbaar.common.cli import say
from weerbaar.common.language import mark
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.files import catalogue_by_name, read_own_figures
from weerbaar.measures.own_figures import with_own
from weerbaar.measures.search.runner import CONFIRM, Progress
from weerbaar.twin.cli import show_progress

Region = Annotated[str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))]
Need = Annotated[
    str,
    typer.Option(
        help=say(mark("The need to go by; default: the one that is lacked most as it is now.")),
        show_default=False,
    ),
]
Month = Annotated[
    int | None,
    typer.Option(
        help=say(mark("When the crisis comes, in months; default: at the end of all years."))
    ),
]
Own = Annotated[
    Path | None, typer.Option(help=say(mark("A file with your own figures of measures.")))
]


def catalogue_with(own: Path | None) -> dict[str, Measure]:
    """The catalogue, with the figures of a file before its own."""
    catalogue = catalogue_by_name()
    return catalogue if own is None else with_own(catalogue, read_own_figures(own, catalogue))


@contextmanager
def progress_bar(sets: int, quiet: bool, stage: str = "") -> Iterator[Callable[[Progress], None]]:
    """A bar of the sets that are tried."""
    with show_progress(sets, quiet) as tell:

        def told(progress: Progress) -> None:
            if stage in ("", progress.stage) and (stage or progress.stage != CONFIRM):
                tell(progress.done)

        yield told


@contextmanager
def until_stopped() -> Iterator[Callable[[], bool]]:
    """Whether it is still wanted: Ctrl-C asks for the best so far, a second one ends all."""
    asked: list[bool] = []
    before = signal.getsignal(signal.SIGINT)

    def stop(*_: object) -> None:
        asked.append(True)
        signal.signal(signal.SIGINT, before)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: not asked
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)
