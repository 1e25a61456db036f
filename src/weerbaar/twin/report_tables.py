"""The tables and bars of a report: groups, pictures beside this one, causes, norms not met.

The default answer names the chain of causes by process; in full it names objects.
"""

from __future__ import annotations

import math
from dataclasses import replace

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import hour_words, percent
from weerbaar.drawing.report import (
    CauseBar,
    GroupRow,
    GroupTable,
)
from weerbaar.twin.answer import Answer, Variant
from weerbaar.twin.area_map import RANK_THRESHOLD
from weerbaar.twin.outcome import (
    BESIDE_HEADLINE,
    REGION_ONLY,
    SUPPRESS_BELOW,
    AreaOutcome,
    Cause,
    NeedOutcome,
    Outcome,
)
from weerbaar.twin.sentences import UNLIKE, counts
from weerbaar.twin.tables import GROUP_ORDER
from weerbaar.twin.wording import (
    FIXED_SPACE,
    area_name,
    cause_in_words,
    counted_people,
    group_name,
    hours_cell,
    need_name,
)

RANKED = 5
FEWEST_RANKED = 3
TOP_CAUSES = 4
SMALLEST_CAUSE = 0.005
TABLE_NEEDS = (
    "heat",
    "water",
    "food",
    "medicine",
    "care",
    "help_call",
    "information",
    "payment",
    "sewage",
    "transport",
)


def what_if_table(answer: Answer, language: Language) -> GroupTable | None:
    """Hours per person in this picture and in those beside it; None without any."""
    if not answer.variants:
        return None
    text = language.text
    needs = [n for n in TABLE_NEEDS if answer.outcome.need(n).person_hours.p90 >= 1]
    base = Variant(text(mark("This picture")), answer.outcome)
    rows = tuple(
        GroupRow(
            variant.name,
            tuple(hours_cell(variant.outcome.need(n).per_head, language) for n in needs),
        )
        for variant in (base, *answer.variants.values())
    )
    return GroupTable(
        text(mark("What if: hours per person without")),
        (text(mark("Picture")), *(need_name(answer.twin, n, language) for n in needs)),
        rows,
        text(
            mark(
                "The middle of all courses, between brackets 8 of 10 courses. All pictures use the "
                "same draws, so differences are not chance."
            )
        ),
    )


def group_tables(answer: Answer, language: Language) -> tuple[GroupTable, ...]:
    """Hours per person by group and income, and where the worst need is lacked longest."""
    text, outcome = language.text, answer.outcome
    needs = [n for n in TABLE_NEEDS if outcome.need(n).person_hours.p90 >= 1]
    rows = [
        GroupRow(
            upper(group_name(answer.twin, group, language)),
            tuple(_group_cell(outcome.need(n), group, None, language) for n in needs),
        )
        for group in GROUP_ORDER
    ]
    for low, name in (
        (True, mark("People with a low income")),
        (False, mark("People with a higher income")),
    ):
        cells = tuple(_group_cell(outcome.need(n), None, low, language) for n in needs)
        rows.append(GroupRow(text(name), cells))
    tables = [
        GroupTable(
            text(mark("Hours per person without")),
            (text(mark("Group")), *(need_name(answer.twin, n, language) for n in needs)),
            tuple(rows),
            text(
                mark(
                    "The middle of all courses, between brackets 8 of 10 courses. A dot: does not "
                    "concern them, or fewer than 10 people. A low income is one of the lowest 40 %."
                )
            ),
        )
    ]
    ranked = _ranking(answer, language)
    if ranked is None:
        why = _why_not_ranked(answer.outcome, language)
        tables = [*tables[:-1], replace(tables[-1], note=f"{tables[-1].note} {why}")]
    return tuple([*tables, ranked] if ranked else tables)


def _group_cell(need: NeedOutcome, group: str | None, poor: bool | None, language: Language) -> str:
    chosen = [
        g
        for g in need.groups
        if (group is None or g.group == group) and (poor is None or g.low_income == poor)
    ]
    persons = sum(g.persons for g in chosen)
    if persons < SUPPRESS_BELOW:
        return "·"
    low, middle, high = (
        sum(quantile * g.persons for quantile, g in zip(row, chosen, strict=True)) / persons
        for row in (
            [g.per_head.p10 for g in chosen],
            [g.per_head.p50 for g in chosen],
            [g.per_head.p90 for g in chosen],
        )
    )
    return hours_cell(Band(low, middle, high), language)


def _ranking(answer: Answer, language: Language) -> GroupTable | None:
    """Where a need is lacked longest: the worst of which enough is known and areas differ in."""
    outcome = answer.outcome
    lacked = sorted(_ranked_needs(outcome), key=lambda n: n.need != outcome.worst.need)
    known = (need for need in lacked if need.estimated_share <= RANK_THRESHOLD)
    return next((table for need in known if (table := _ranked(answer, need, language))), None)


def _ranked_needs(outcome: Outcome) -> list[NeedOutcome]:
    """What is lacked that the areas of a scope may be held against each other on, most first."""
    beside = (*REGION_ONLY, *BESIDE_HEADLINE)
    lacked = [
        need
        for need in outcome.needs
        if need.family == "survival" and need.need not in beside and counts(need)
    ]
    return sorted(lacked, key=lambda need: -need.person_hours.p50)


def _ranked(answer: Answer, need: NeedOutcome, language: Language) -> GroupTable | None:
    rows = [a for a in answer.outcome.areas if a.need == need.need and a.person_hours.p50 >= 1]
    rows = [a for a in rows if a.inhabitants >= 100]
    rows.sort(key=lambda a: (-a.person_hours.p50 / a.inhabitants, a.code))
    rows = rows[:RANKED]
    if len(rows) < FEWEST_RANKED or _head(rows[0]).p50 < UNLIKE * _head(rows[-1]).p50:
        return None
    text = language.text
    return GroupTable(
        text(
            mark("Where it lasts longest: {need}"),
            need=need_name(answer.twin, need.need, language).lower(),
        ),
        (text(mark("Area")), text(mark("Hours per person (8 of 10 courses)"))),
        tuple(
            GroupRow(f"{area_name(a.name)} ({a.municipality})", (hours_cell(_head(a), language),))
            for a in rows
        ),
        text(mark("Bands overlap: the order of these areas is not certain.")),
    )


def _why_not_ranked(outcome: Outcome, language: Language) -> str:
    """Why there is no list of areas where it lasts longest."""
    lacked = _ranked_needs(outcome)
    if lacked and all(need.estimated_share > RANK_THRESHOLD for need in lacked):
        return language.text(
            mark(
                "In which areas it lasts longest is not told: more than half rests on estimated "
                "objects."
            )
        )
    return language.text(mark("No area stands out: it lasts about as long everywhere."))


def _head(area: AreaOutcome) -> Band:
    hours, people = area.person_hours, area.inhabitants
    return Band(hours.p10 / people, hours.p50 / people, hours.p90 / people)


def cause_bars(answer: Answer, need: NeedOutcome, language: Language) -> tuple[CauseBar, ...]:
    """The largest causes of a need, with what rests on estimates."""
    shown = [c for c in need.causes if c.share >= SMALLEST_CAUSE][:TOP_CAUSES]
    return tuple(
        CauseBar(
            cause_in_words(answer.twin, cause, language),
            cause.share,
            _root_note(answer, cause, language),
        )
        for cause in shown
    )


def _root_note(answer: Answer, cause: Cause, language: Language) -> str:
    parts = []
    if cause.estimated > 0:
        parts.append(
            language.text(
                mark("{share} % rests on estimated objects"),
                share=language.number(100 * cause.estimated),
            )
        )
    if answer.full and cause.roots:
        names = answer.twin.network.region.sites
        place = names.positions("site")
        listed = [
            f"{names['name'][place[site]] or site} {language.number(100 * share)} %"
            for site, share in cause.roots[:3]
        ]
        parts.append(language.text(mark("root: {sites}"), sites=", ".join(listed)))
    return "; ".join(parts)


def findings_table(answer: Answer, language: Language) -> GroupTable | None:
    """The norms of the base level that are not met; None where all are."""
    if not answer.findings:
        return None
    text = language.text
    rows = []
    for finding in answer.findings:
        first = finding.first_hour
        rows.append(
            GroupRow(
                finding.wording,
                (
                    counted_people(finding.persons, language),
                    percent(finding.severity, language),
                    hour_words(math.floor(first), language).replace(" ", FIXED_SPACE)
                    if first is not None
                    else "–",
                    f"{language.number(100 * finding.estimated_share)} %",
                ),
            )
        )
    return GroupTable(
        text(mark("What falls short of the base level")),
        (
            text(mark("Norm")),
            text(mark("Not met for")),
            text(mark("Share")),
            text(mark("From")),
            text(mark("Rests on estimated objects")),
        ),
        tuple(rows),
        text(
            mark(
                "Counted is everyone who lacked it for too long at some time; a curve counts who "
                "lacks it at one moment. The base level is provisional: VNG and RCDV have not "
                "published theirs. Each norm has its source in the profile “basisniveau”."
            )
        ),
    )
