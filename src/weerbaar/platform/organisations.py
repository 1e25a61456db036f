"""The tree of organisations: which kinds there are, and which may stand below which.

Rules:
1. A kind stands only below the kinds in BELOW; "" is the top of the tree. A municipality that runs
   the site for itself alone stands at the top.
2. Every other organisation stands below one other.
3. An organisation never stands below itself, however long the way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind

KINDS: Mapping[str, str] = {
    "country": mark("country"),
    "safety_region": mark("safety region"),
    "municipality": mark("municipality"),
    "partner": mark("partner"),
    "neighbourhood_group": mark("neighbourhood group"),
}
BELOW: Mapping[str, tuple[str, ...]] = {
    "country": ("",),
    "safety_region": ("", "country"),
    "municipality": ("", "country", "safety_region"),
    "partner": ("", "country", "safety_region", "municipality", "partner"),
    "neighbourhood_group": ("municipality", "neighbourhood_group"),
}

WRONG_PLACE = ProblemKind(
    "wrong-place-in-tree",
    mark("An organisation of this kind ({meaning}) cannot stand here."),
    mark("Choose another kind, or add it below another organisation."),
)
BELOW_ITSELF = ProblemKind(
    "below-itself",
    mark("An organisation cannot stand below itself."),
    mark("Choose an organisation that does not stand below this one."),
)


def kinds_below(kind: str) -> tuple[str, ...]:
    """The kinds that may stand right below this one; "" is the top of the tree."""
    return tuple(below for below, above in BELOW.items() if kind in above)


def place_problems(kind: str, path: Sequence[int], above: str, own: int | None) -> list[Problem]:
    """What is wrong with putting a kind below the organisation of kind `above` with this path.

    `own` is the organisation's own number, where it is there already.
    """
    problems = []
    if kind not in kinds_below(above):
        problems.append(Problem(WRONG_PLACE, params={"meaning": KINDS.get(kind, kind)}))
    if own is not None and own in path:
        problems.append(Problem(BELOW_ITSELF))
    return problems
