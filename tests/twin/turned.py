"""A small region with turned knobs, for the tests of what a page shows of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tests.twin.small import blackout, drawn_twin
from weerbaar.common.language import ENGLISH
from weerbaar.twin.difference import Move, compare_answers
from weerbaar.twin.ensemble import Run, run_once
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.sides import Side, side_of
from weerbaar.twin.turned import TurnedView, view_of
from weerbaar.twin.turned_maps import draw_ground
from weerbaar.twin.twin import Twin

RUNS = 10


@cache
def runs_of(twin_key: tuple[tuple[str, float], ...]) -> tuple[Twin, tuple[Run, ...]]:
    twin = replace(drawn_twin(blackout(24.0)), fixed=dict(twin_key))
    return twin, tuple(run_once(twin, run) for run in range(RUNS))


def side(**fixed: float) -> Side:
    twin, runs = runs_of(tuple(fixed.items()))
    return side_of(runs, scope_of(twin), steps())


def steps() -> int:
    return max(run.steps for run in runs_of(())[1])


def changes(**fixed: float) -> list[Move]:
    """What these parameters change; nothing without any."""
    twin, before = runs_of(())
    if not fixed:
        return []
    other, after = runs_of(tuple(fixed.items()))
    return compare_answers(twin, other, before, after, scope_of(twin))


def view(full: bool = True, **fixed: float) -> TurnedView:
    """What is shown where these parameters are set; without any, as it is now."""
    twin, before = runs_of(())
    scope = scope_of(twin)
    now = summarise(twin, before, scope)
    sides, moves = [side()], changes(**fixed)
    if fixed:
        sides.append(side(**fixed))
    ground = draw_ground(twin.network.region, scope, ENGLISH)
    return view_of(twin, now, sides, moves, ground, ENGLISH, full)
