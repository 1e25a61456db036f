"""Variants of a twin: what `--fixed NAME=NUMBER` says, and the twin after choices and that."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.twin.ensemble import check_quiet
from weerbaar.twin.knobs import choose
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.twin import Twin

SHARE = "1"
MOST_TIMES = 100
"""A parameter may be fixed at so many times its p90, or at so small a part of its p10: far beyond
that is a slip of the pen."""

NOT_FIXED = ProblemKind(
    "not-a-fixed-parameter",
    mark("“{value}” does not fix a parameter."),
    mark("Write NAME=NUMBER, such as rho=0.9."),
)
NO_PARAMETER = ProblemKind(
    "no-such-parameter",
    mark("There is no parameter “{value}”."),
    mark("weerbaar twin sources --json lists all parameters."),
)
FIXED_OUTSIDE = ProblemKind(
    "fixed-outside",
    mark("{name} is {value}; it must lie between {low} and {high}."),
    mark("Check the figure and its unit."),
)
FIXED_AND_CHOSEN = ProblemKind(
    "fixed-and-chosen",
    mark("{value} is fixed and chosen at once."),
    mark("Leave out one of --fixed and --choose."),
)


def variant(twin: Twin, fixed: Mapping[str, float], choices: Mapping[str, float]) -> Twin:
    """The twin with these choices and fixed parameters.

    Raises Refused for what cannot be, and where people then lack something without a shock.
    """
    if not fixed and not choices:
        return twin
    changed = choose(twin, choices) if choices else twin
    both = sorted(set(fixed) & (set(changed.fixed) - set(twin.fixed)))
    refuse_if(Problem(FIXED_AND_CHOSEN, column="--fixed", value=name) for name in both)
    changed = replace(changed, fixed={**changed.fixed, **fixed})
    check_quiet(changed)
    return changed


def fixed_values(
    fixed: Sequence[str], library: TwinLibrary
) -> tuple[dict[str, float], list[Problem]]:
    """The values of NAME=NUMBER by parameter, and what is wrong with them."""
    rows, values = library.parameters, {}
    place, problems = rows.positions("parameter"), []
    for text in fixed:
        name, equals, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not equals or math.isnan(value):
            problems.append(Problem(NOT_FIXED, column="--fixed", value=text))
        elif name not in place:
            problems.append(Problem(NO_PARAMETER, column="--fixed", value=name))
        else:
            row = rows.row(place[name])
            part = row["unit"] == SHARE and row["p90"] <= 1
            low = 0.0 if part else float(row["p10"]) / MOST_TIMES
            high = 1.0 if part else MOST_TIMES * float(row["p90"])
            if low <= value <= high:
                values[name] = value
            else:
                params = {"name": name, "low": f"{low:g}", "high": f"{high:g}"}
                problems.append(Problem(FIXED_OUTSIDE, "", None, "--fixed", f"{value:g}", params))
    return values, problems
