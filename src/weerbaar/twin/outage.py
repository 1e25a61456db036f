"""When it begins: the first thing that happens in a run, and the first that breaks anything.

Rules:
1. What happens first is the earliest start of a shock or a load; hours until something are counted
   from there.
2. The outage begins with the first shock. Where a scenario has loads only, they are the outage. It
   ends as `ensemble.Run.outage_h` tells.
"""

from __future__ import annotations

from weerbaar.twin.twin import Twin, draw_figure


def first_shock_h(twin: Twin, run: int) -> float:
    """Hour in which the first shock or load of the scenario starts in this run; 0 without any."""
    return min([*_shocks(twin, run), *_loads(twin, run)], default=0.0)


def outage_from_h(twin: Twin, run: int) -> float:
    """Hour in which the first shock starts in this run, without any the first load; else 0."""
    return min(_shocks(twin, run) or _loads(twin, run), default=0.0)


def _shocks(twin: Twin, run: int) -> list[float]:
    return [
        draw_figure(twin, run, f"shock:{shock.name}:from_h", shock.from_h)
        for shock in twin.scenario.shocks
    ]


def _loads(twin: Twin, run: int) -> list[float]:
    return [
        draw_figure(twin, run, f"load:{load.name}:from_h", load.from_h)
        for load in twin.scenario.loads
    ]
