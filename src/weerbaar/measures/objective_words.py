"""What a variant does for each NATO objective, in words: better, worse, or not measured."""

from __future__ import annotations

from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Rows
from weerbaar.measures.objectives import NATO, Objective, better, objectives_of
from weerbaar.measures.weighing import Weighing
from weerbaar.twin.indicator_words import OBJECTIVES


def objective_sentences(
    weighing: Weighing, side: int, needs: Rows, indicators: Rows, words: Language
) -> list[str]:
    """A sentence for each objective; `needs` and `indicators` are the tables of the twin."""
    higher = [str(row["indicator"]) for row in indicators if row["better"] == "higher"]
    return [
        _sentence(one, higher, indicators, words)
        for one in objectives_of(weighing, side, needs, indicators)
    ]


def _sentence(one: Objective, higher: list[str], indicators: Rows, words: Language) -> str:
    text = words.text
    objective = text(OBJECTIVES[f"{NATO}{one.objective}"])
    count = len(one.needs) + len(one.flows)
    up, down = better(one, higher)
    told = mark("{objective}: nothing that this crisis touches is measured.")
    if count:
        told = mark("{objective}: no sure difference.")
    if up or down:
        told = mark("{objective}: better in {up} of {count} figures, worse in {down}.")
    line = text(told, objective=objective, up=up, down=down, count=count)
    if not one.unmeasured:
        return line
    place = indicators.positions("indicator")
    names = "; ".join(
        str(indicators.row(place[name])[f"name_{words.code}"]) for name in one.unmeasured
    )
    unmeasured = text(mark("Not measured: {names}."), names=names)
    return f"{line} {unmeasured}"
