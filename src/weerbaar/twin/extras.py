"""Libraries that only some questions need: fetched when they are asked for, quiet, or refused."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused

NOT_INSTALLED = ProblemKind(
    "not-installed",
    mark("This question needs {value}, which is not installed here."),
    mark("Install Weerbaar with its extra “explore”: pip install weerbaar[explore]."),
)


def extra(name: str) -> Any:
    """The module of this name from the extra “explore”; raises Refused where it is missing."""
    try:
        with quiet():
            return import_module(name)
    except ImportError as error:
        missing = Problem(NOT_INSTALLED, value=name.partition(".")[0])
        raise Refused([missing]) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps what such a library says of its own parts from the screen: no reader can mend it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
