"""What Defence brings where it assists: a part of what it could bring here, and not at once.

Its assistance is a figure of the scenario and may be 0: in a war the forces are elsewhere. It is
drawn once for a run, so that all that Defence brings is scarce together.
"""

from __future__ import annotations

from weerbaar.twin.twin import Twin, draw_figure, draw_resource


def draw_assistance(twin: Twin, run: int) -> float:
    """How much of what Defence can bring comes in this run, 0..1."""
    figure = twin.scenario.military_assistance
    return draw_figure(twin, run, "military_assistance", figure, most=1.0)


def draw_brought(twin: Twin, run: int, resource: str) -> float:
    """How much of a resource Defence brings in this run, in the unit of its row."""
    assistance = draw_assistance(twin, run)
    return assistance * draw_resource(twin, run, resource) if assistance > 0.0 else 0.0
