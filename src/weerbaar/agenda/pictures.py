"""Pictures of the agenda: the plan in time, and how it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from weerbaar.agenda.board import StatusPicture
from weerbaar.agenda.commitments import STANDINGS
from weerbaar.agenda.gaps import GAP_STATES
from weerbaar.agenda.money_words import middle_in_words
from weerbaar.agenda.plan import Plan, PlanRow, days_in_words
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.gantt import CALM, LATE, OVER, DayBar, gantt_svg
from weerbaar.measures.catalogue import PAYERS

MILESTONE = "milestone"
NOT_NAMED = mark("not named")


def plan_picture(plan: Plan, today: date, words: Language) -> str:
    """The plan as SVG."""
    bars = [_bar(row, words) for row in plan.rows]
    return gantt_svg(bars, today, label=words.text(mark("The plan in time")), language=words)


def _bar(row: PlanRow, words: Language) -> DayBar:
    look = LATE if row.late else OVER if row.over else CALM
    told = words.text(mark("late"))
    late = f" · {told}" if row.late else ""
    days = days_in_words(row, words)
    point = row.commitment.kind == MILESTONE
    return DayBar(f"{row.commitment.title} ({days}{late})", row.first, row.last, look, point)


def status_pictures(
    picture: StatusPicture, gap_states: Sequence[str], words: Language
) -> dict[str, str]:
    """Bars of how many stand how, of the gaps and of the money; "" where there is nothing."""
    standings = {STANDINGS[name]: count for name, count in picture.by_status.items()}
    if picture.late:
        standings[mark("of these late")] = picture.late
    states = Counter(GAP_STATES[state] for state in gap_states)
    return {
        "commitments": _counts(standings, mark("What is on the agenda"), "standings", words),
        "gaps": _counts(states, mark("Gaps"), "gap-states", words),
        "money": _money(picture, words),
    }


def _counts(counts: Mapping[str, int], label: str, ident: str, words: Language) -> str:
    most = max(counts.values(), default=0)
    if not most:
        return ""
    bars = [
        Bar(words.text(name), count / most, said=words.number(count))
        for name, count in counts.items()
        if count
    ]
    return bar_svg(bars, label=words.text(label), ident=ident, language=words)


def _money(picture: StatusPicture, words: Language) -> str:
    most = max((sums.p90 for sums in picture.money.values()), default=0)
    if not most:
        return ""
    bars = [
        Bar(
            words.text(PAYERS.get(payer, NOT_NAMED)),
            sums.p50 / most,
            sums.p10 / most,
            sums.p90 / most,
            said=middle_in_words(sums, words),
        )
        for payer, sums in picture.money.items()
    ]
    return bar_svg(bars, label=words.text(mark("Euros")), ident="money", language=words)
