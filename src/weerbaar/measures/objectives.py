"""A weighing by NATO objective: its needs and its own indicators, and what is not measured.

Rules:
1. A need stands under the objective that the table of needs gives it, an indicator under the one of
   the table of indicators. Objectives above 7 are ours.
2. Nothing is summed within an objective. What only a register would give is named as not measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weerbaar.common.tables import Rows
from weerbaar.measures.weighing import NOW, FlowDifference, NeedDifference, Weighing

NATO = "nato-"
REGISTER = "register"


@dataclass(frozen=True)
class Objective:
    """What a weighing says of one objective: how a side differs from how it is now.

    `unmeasured` are the indicators of it that only a register would give.
    """

    objective: int
    needs: tuple[NeedDifference, ...]
    flows: tuple[FlowDifference, ...]
    unmeasured: tuple[str, ...]


def objectives_of(
    weighing: Weighing, side: int, needs: Rows, indicators: Rows
) -> tuple[Objective, ...]:
    """Every objective in order; `needs` and `indicators` are the tables of the twin."""
    of_need = {str(row["need"]): int(row["nato"]) for row in needs}
    of_indicator = {
        str(row["indicator"]): int(str(row["family"]).removeprefix(NATO))
        for row in indicators
        if str(row["family"]).startswith(NATO)
    }
    pair = weighing.pair(NOW, side)
    return tuple(
        Objective(
            objective=number,
            needs=tuple(one for one in pair.needs if of_need[one.need] == number),
            flows=tuple(one for one in pair.flows if of_indicator[one.indicator] == number),
            unmeasured=_unmeasured(indicators, of_indicator, number),
        )
        for number in sorted({*of_need.values(), *of_indicator.values()})
    )


def better(objective: Objective, higher_is_better: Sequence[str] = ()) -> tuple[int, int]:
    """In how many of its figures an objective gets better and worse for sure.

    `higher_is_better` names the indicators of which more is better.
    """
    signs = [one.per_head.sign for one in objective.needs]
    signs += [
        one.value.sign * (-1 if one.indicator in higher_is_better else 1) for one in objective.flows
    ]
    return signs.count(-1), signs.count(1)


def _unmeasured(indicators: Rows, of_indicator: dict[str, int], number: int) -> tuple[str, ...]:
    return tuple(
        str(row["indicator"])
        for row in indicators
        if row["given_by"] == REGISTER and of_indicator.get(str(row["indicator"])) == number
    )
