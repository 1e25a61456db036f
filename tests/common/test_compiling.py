"""How functions are compiled."""

from __future__ import annotations

from pathlib import Path

import weerbaar
from weerbaar.common.compiling import INLINED, LEAN
from weerbaar.twin.stocks import share_past

SOURCES = Path(weerbaar.__file__).parent.rglob("*.py")


def test_a_compiled_function_does_as_its_source_says():
    assert share_past(3.0, 2.0, 6.0) == share_past.py_func(3.0, 2.0, 6.0) == 0.75


def test_every_compiled_function_is_lean():
    lines = [line for source in SOURCES for line in source.read_text("utf-8").splitlines()]
    compiled = [line for line in lines if line.startswith("@njit")]
    assert compiled
    assert all(line.endswith(("**LEAN)", "**INLINED)")) for line in compiled)
    assert INLINED.items() >= LEAN.items()
    assert share_past.targetoptions.items() >= LEAN.items()
