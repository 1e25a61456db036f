"""Parameters that a command does not draw: what `--fixed NAME=NUMBER` says, and its refusals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.twin.library import TwinLibrary

SHARE = "1"
MOST_TIMES = 100
"""A parameter may be fixed at so many times its p90: far beyond that is a slip of the pen."""

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
            high = 1.0 if part else MOST_TIMES * float(row["p90"])
            if 0 <= value <= high:
                values[name] = value
            else:
                params = {"name": name, "low": 0, "high": f"{high:g}"}
                problems.append(Problem(FIXED_OUTSIDE, "", None, "--fixed", f"{value:g}", params))
    return values, problems
