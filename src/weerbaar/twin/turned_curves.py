"""The curve of a need as it is now and with a choice, in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import band_chart_svg
from weerbaar.drawing.report import Curve, described
from weerbaar.twin.outcome import Outcome
from weerbaar.twin.sides import Side
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import counted_people, need_name, people_in_words

CEILINGS = (0.01, 0.04, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True)
class Pictured:
    """A curve: what it is of, its picture as SVG, and a line below it."""

    label: str
    svg: str
    note: str


def picture_of(
    twin: Twin, now: Outcome, sides: Sequence[Side], need: str, language: Language
) -> Pictured:
    """The band of a need on the last side, with the middle of the first beside it where two are."""
    n = NEED_ORDER.index(need)
    p10, p50, p90 = sides[-1].bands(n).tolist()
    beside = sides[0].bands(n)[1].tolist() if len(sides) > 1 else []
    top = max(max(p90), max(beside, default=0.0))
    hours = now.hours[: len(p50)].tolist()
    note = counted_people(sides[-1].peak(n), language)
    if beside:
        people = {"after": note, "before": people_in_words(sides[0].peak(n).p50, language)}
        note = language.text(mark("{after}. Now: {before}."), **people)
    curve = Curve(
        key=need,
        label=need_name(twin, need, language),
        note=note,
        hours=tuple(hours),
        p10=tuple(p10),
        p50=tuple(p50),
        p90=tuple(p90),
        ceiling=next(c for c in CEILINGS if top <= c or c == 1.0),
        shock=(now.outage_from_h, now.outage_h.p50),
        accent=need == now.worst.need,
    )
    svg = band_chart_svg(
        curve.hours,
        curve.p10,
        curve.p50,
        curve.p90,
        label=curve.label,
        description=described(curve, language),
        ceiling=curve.ceiling,
        shock=curve.shock,
        accent=curve.accent,
        beside=beside,
        ident=f"curve-{need}",
        language=language,
    )
    return Pictured(curve.label, svg, note)
