"""The parts of the kernel are those that a run calls, with the types that it calls them with."""

import ast
import inspect
from textwrap import dedent

from numba.core.dispatcher import Dispatcher

from tests.twin.small import blackout, drawn_twin
from weerbaar.twin import kernel
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.kernel_parts import compile_part, parts_of


def test_each_function_that_a_run_calls_for_what_it_does_is_a_part() -> None:
    body = ast.parse(dedent(inspect.getsource(kernel.run_steps.py_func)))
    called = {
        statement.value.func.id
        for statement in ast.walk(body)
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
    }
    compiled = {name for name in called if isinstance(getattr(kernel, name), Dispatcher)}
    found = {part.function for part in parts_of(drawn_twin(blackout(12.0)))}
    # Traces are copied only where one is asked for, and it is a part by its other calls.
    assert found == compiled
    assert len(found) > 30


def test_what_was_compiled_for_a_run_serves_the_parts() -> None:
    twin = drawn_twin(blackout(12.0))
    run_once(twin, 0)
    for part in parts_of(twin):
        function = getattr(kernel, part.function)
        misses = sum(function.stats.cache_misses.values())
        compile_part(part)
        assert part.signature in function.overloads
        assert sum(function.stats.cache_misses.values()) == misses, part.function
