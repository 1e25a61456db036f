"""The report of an answer: from outcomes to the records of a page, in one language.

Nothing is computed here but the wording: whole sentences are messages, so that each language keeps
its own order. The default answer names the chain by process; `full` names objects and is marked
confidential (model of the project, section 4).
"""

from __future__ import annotations

import numpy as np

from weerbaar.common.language import Language, mark
from weerbaar.drawing.report import (
    Action,
    Curve,
    Report,
    SourceLine,
    Words,
    words,
)
from weerbaar.twin.answer import Answer
from weerbaar.twin.area_map import QUIET_H, draw_map
from weerbaar.twin.indicator_words import (
    flow_curves,
    indicator_tables,
    not_measured,
    objectives_table,
    unused_in_words,
)
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.outcome import (
    BESIDE_HEADLINE,
    SUPPRESS_BELOW,
    NeedOutcome,
    Outcome,
)
from weerbaar.twin.report_tables import cause_bars, findings_table, group_tables, what_if_table
from weerbaar.twin.sentences import tell_sentences
from weerbaar.twin.wording import SIMULATED, counted_people, need_name, people_in_words

FELT = 0.05
"""Part of its highest point from which a need is felt: below it all is 95 % normal."""
UNSETTLED = mark(
    "In {steps} steps of all courses together, sites that hold each other up **did not settle**. "
    "There they are shown working better than they would."
)
NEIGHBOURS = (
    mark("Help of neighbours beyond water and food"),
    mark("a register of street help, or a survey of the people who live there"),
)


def compose_report(answer: Answer, language: Language) -> Report:
    """The records of the report page in one language."""
    twin, outcome, text = answer.twin, answer.outcome, language.text
    scenario = twin.scenario
    place = outcome.scope.name
    kind = mark("Region {place} · {people} inhabitants")
    if not outcome.scope.whole:
        kind = mark("Municipality of {place} · {people} inhabitants")
    subtitle = text(mark("{runs} possible courses"), runs=language.number(outcome.runs))
    return Report(
        language_code=language.code,
        place=text(kind, place=place, people=language.number(outcome.inhabitants)),
        subtitle=subtitle,
        title=text(
            mark("{scenario} in {place}"), scenario=scenario.name(language.code), place=place
        ),
        mark=text(SIMULATED),
        watermark=text(mark("confidential")) if answer.full else "",
        sentences=tell_sentences(answer, language),
        actions=_actions(answer, language),
        area_map=draw_map(twin, outcome, shown_needs(outcome), language),
        curves=tuple(_curve(answer, need, language) for need in shown_needs(outcome)),
        groups=group_tables(answer, language),
        causes_by_need=tuple(
            (need_name(answer.twin, need.need, language), bars)
            for need in shown_needs(outcome)
            if need.need not in BESIDE_HEADLINE
            if (bars := cause_bars(answer, need, language))
        ),
        findings=findings_table(answer, language),
        what_if=what_if_table(answer, language),
        unknowns=_unknowns(answer, language),
        not_measured=((text(NEIGHBOURS[0]), text(NEIGHBOURS[1])), *not_measured(twin, language)),
        not_modelled_note=text(
            mark(
                "Not yet in the model, among others: where people are by day, evacuation, the "
                "depth of water, wood stoves, masts and shops outside the region. The full list "
                "stands in the explanation of the model."
            )
        ),
        sources=_sources(answer, language),
        run_facts=_facts(answer, language),
        flows=flow_curves(twin, outcome, language),
        flows_note=unused_in_words(twin, outcome, language),
        indicators=indicator_tables(twin, outcome, answer.indicators, language),
        objectives=objectives_table(twin, outcome, answer.indicators, language),
    )


def shown_needs(outcome: Outcome) -> list[NeedOutcome]:
    """Needs with their own curve: those that anyone lacks, the worst survival need first."""
    lacked = [need for need in outcome.needs if need.peak.p90 >= SUPPRESS_BELOW]
    worst = outcome.worst.need
    return sorted(lacked, key=lambda n: (n.need != worst, n.family != "survival", -n.per_head.p50))


def steps_felt(outcome: Outcome) -> int:
    """How many steps the curves show: until QUIET_H after the last in which a need is felt.

    It is felt while in one of ten courses a twentieth of its highest point or more is reached. The
    longest course may go on for weeks after that, while a last site is mended.
    """
    last = 0
    for need in outcome.needs:
        felt = np.flatnonzero(need.p90 >= max(FELT * float(need.p90.max()), SUPPRESS_BELOW))
        last = max(last, int(felt[-1]) if len(felt) else 0)
    end_h = max(last * outcome.dt, outcome.outage_from_h + outcome.outage_h.p50) + QUIET_H
    return min(len(outcome.hours), int(end_h / outcome.dt) + 1)


def _actions(answer: Answer, language: Language) -> tuple[Action, ...]:
    text = language.text
    kits = _saved(answer, "kits", "water", language)
    points = _saved(answer, "support", "information", language)
    kit_note = mark("If everyone has one: {saved} fewer people short of drinking water.")
    point_note = mark(
        "With a point for every 5,000 people: {saved} fewer people without information."
    )
    return (
        Action(
            text(mark("Talk about an emergency kit at home")),
            text(kit_note, saved=kits) if kits else text(mark("Water, food, light and a radio.")),
            "https://www.denkvooruit.nl",
        ),
        Action(
            text(mark("See where support points help")),
            text(point_note, saved=points)
            if points
            else text(mark("They are planned; this picture is without them.")),
            "#if",
        ),
        Action(
            text(mark("Discuss it with the council")),
            text(mark("Print this page: it fits on a few sheets.")),
        ),
    )


def _saved(answer: Answer, variant: str, need: str, language: Language) -> str:
    """How many fewer people lack a need at its worst moment in a variant; empty where none."""
    other = answer.variants.get(variant)
    if other is None:
        return ""
    before, after = answer.outcome.need(need).peak.p50, other.outcome.need(need).peak.p50
    if before - after < SUPPRESS_BELOW:
        return ""
    return people_in_words(before - after, language)


def _curve(answer: Answer, need: NeedOutcome, language: Language) -> Curve:
    outcome = answer.outcome
    steps = steps_felt(outcome)
    p10, p50, p90 = (tuple(np.minimum(curve[:steps], 1.0).tolist()) for curve in need.shares)
    top = max(p90)
    ceiling = next(c for c in (0.01, 0.04, 0.1, 0.2, 0.5, 1.0) if top <= c or c == 1.0)
    note = language.text(
        mark("At most {people}. {estimated} % rests on estimated objects."),
        people=counted_people(need.peak, language),
        estimated=language.number(100 * need.estimated_share),
    )
    if need.need == "payment":
        note += " " + language.text(mark("Counted in opening hours only."))
    return Curve(
        key=need.need,
        label=need_name(answer.twin, need.need, language),
        note=note,
        hours=tuple(float(h) for h in outcome.hours[:steps]),
        p10=p10,
        p50=p50,
        p90=p90,
        ceiling=ceiling,
        shock=(outcome.outage_from_h, outcome.outage_h.p50),
        nights=_nights(answer, float(outcome.hours[steps - 1])),
        accent=need.need == outcome.worst.need,
    )


def _nights(answer: Answer, end: float) -> tuple[tuple[float, float], ...]:
    """Night hours of the simulation until the hour `end`; none where the start hour is drawn."""
    scenario = answer.twin.scenario
    if not scenario.start_hour.fixed:
        return ()
    begins = scenario.day_to - scenario.start_hour.p50
    length = (scenario.day_from - scenario.day_to) % 24
    days = range(-1, int(end // 24) + 1)
    spans = [(begins + 24 * d, begins + 24 * d + length) for d in days]
    return tuple((max(0.0, a), min(end, b)) for a, b in spans if b > 0 and a < end)


def _unknowns(answer: Answer, language: Language) -> tuple[Words, ...]:
    text, outcome = language.text, answer.outcome
    lines = []
    for need in shown_needs(outcome):
        if need.estimated_share >= 0.01:
            lines.append(
                (need.estimated_share, need_name(answer.twin, need.need, language).lower())
            )
    lines.sort(reverse=True)
    out = []
    if lines:
        listed = ", ".join(f"{name} {language.number(100 * share)} %" for share, name in lines[:4])
        out.append(
            words(
                text(
                    mark(
                        "A part of this picture rests on **estimated objects**, such as masts, "
                        "shops and cables: {listed}."
                    ),
                    listed=listed,
                )
            )
        )
    out.append(
        words(
            text(
                mark(
                    "Building years, household sizes and cars of an area are **estimated**. A "
                    "single area can differ."
                )
            )
        )
    )
    out.append(
        words(
            text(
                mark(
                    "How long batteries and stocks last is **uncertain**. The bands show 8 of 10 "
                    "courses; 2 of 10 fall outside."
                )
            )
        )
    )
    if outcome.unsettled:
        out.append(words(text(UNSETTLED, steps=language.number(outcome.unsettled))))
    if "beds_working" in outcome.unused_flows:
        out.append(words(text(mark("Hospitals and care are **not measured**."))))
    return tuple(out)


def _sources(answer: Answer, language: Language) -> tuple[SourceLine, ...]:
    rows = answer.twin.network.region.sources
    lines = [
        SourceLine(
            language.text(str(r["title"])), language.text(str(r["licence"])), str(r["credit"])
        )
        for r in rows
    ]
    scenario = answer.twin.scenario
    lines.append(
        SourceLine(
            language.text(mark("Scenario: {source}"), source=language.text(scenario.source)),
            "",
            language.text(
                mark("evidence: {words}"), words=evidence_in_words(scenario.evidence, language)
            ),
        )
    )
    return tuple(lines)


def _facts(answer: Answer, language: Language) -> tuple[tuple[str, str], ...]:
    text, twin, outcome = language.text, answer.twin, answer.outcome
    return (
        (text(mark("Region")), f"{twin.network.region.region} {answer.region_hash[:12]}"),
        (text(mark("Scenario")), twin.scenario.scenario),
        (text(mark("Extent")), twin.scenario.summary(language.code)),
        (text(mark("Courses")), language.number(outcome.runs)),
        (text(mark("Seed")), str(twin.seed)),
        (
            text(mark("Step")),
            text(
                mark("{hours} hour"),
                hours=language.number(twin.dt, 0 if twin.dt == int(twin.dt) else 2),
            ),
        ),
        (text(mark("Version")), f"Weerbaar {answer.version}"),
    )
