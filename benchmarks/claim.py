"""How every benchmark says what it found: claim, figure, unit, target, met or missed."""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version


def is_smoke(description: str) -> bool:
    """Whether a tiny run was asked for, which shows that the script works and measures nothing."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--smoke", action="store_true", help="a tiny run; its figures say nothing")
    smoke = bool(parser.parse_args().smoke)
    print(
        f"Weerbaar {version('weerbaar')}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    if smoke:
        print("a smoke run: the figures say nothing")
    return smoke


def print_claim(claim: str, figure: float, unit: str, target: float | None = None) -> None:
    """One line: what is claimed, what was measured, and whether the target was met."""
    verdict = "no target"
    if target is not None:
        verdict = f"target {target:g} {unit}: {'met' if figure <= target else 'missed'}"
    print(f"{claim}: {figure:.3g} {unit} ({verdict})", flush=True)
