"""What the kernel calls, one by one, so that processors can compile it side by side.

Numba compiles a function when it first meets it, and one at a time; the whole takes minutes.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, NamedTuple

import numba
from numba.core.dispatcher import Dispatcher

from weerbaar.twin import kernel
from weerbaar.twin.case import Case
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state
from weerbaar.twin.state import no_trace
from weerbaar.twin.twin import Twin


class Part(NamedTuple):
    """A function of `kernel` by its name there, with the types of what it is called with."""

    function: str
    signature: tuple[Any, ...]


def parts_of(twin: Twin) -> list[Part]:
    """The functions without a result that one run of this twin calls from `kernel.run_steps`.

    The body of `run_steps` is walked for one step as plain Python: what gives a result is compiled
    and called in passing, what gives none is only noted.
    """
    case = _one_step(make_case(twin, 0)[0])
    found: list[Part] = []

    def noted(name: str) -> Any:
        def note(*arguments: Any) -> None:
            types = [numba.typeof(one) for one in arguments]  # type: ignore[no-untyped-call]
            found.append(Part(name, tuple(types)))

        return note

    walked = kernel.run_steps.py_func
    names = dict(walked.__globals__)
    for name, function in names.items():
        if isinstance(function, Dispatcher) and _gives_nothing(function):
            names[name] = noted(name)
    walk = FunctionType(walked.__code__, names)
    walk(*case, *fresh_state(case, len(twin.network.kinds)), no_trace())
    return list(dict.fromkeys(found))


def compile_part(part: Part) -> None:
    """Compiles one part and keeps it where numba keeps what is compiled."""
    getattr(kernel, part.function).compile(part.signature)


def _one_step(case: Case) -> Case:
    return case._replace(clock=case.clock._replace(outside=case.clock.outside[:1]))


def _gives_nothing(function: Dispatcher) -> bool:
    return bool(function.py_func.__annotations__.get("return") == "None")
