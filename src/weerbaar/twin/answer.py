"""The answer in words and figures: from outcomes to the records of a report page.

Nothing is computed here but the wording: whole sentences are messages, so that each language keeps
its own order. The default answer names the chain by process; `full` names objects and is marked
confidential (model of the project, section 4).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.common.finding import Band, Finding
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import hour_words, percent
from weerbaar.drawing.report import (
    Action,
    CauseBar,
    Curve,
    GroupRow,
    GroupTable,
    Report,
    Sentence,
    SourceLine,
    Words,
    words,
)
from weerbaar.region.extent import extent_of
from weerbaar.twin.area_map import RANK_THRESHOLD, draw_map
from weerbaar.twin.indicator_words import (
    flow_curves,
    indicator_tables,
    not_measured,
    unused_in_words,
)
from weerbaar.twin.indicators import AreaValue, Value
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.outcome import (
    BESIDE_HEADLINE,
    REGION_ONLY,
    SUPPRESS_BELOW,
    AreaOutcome,
    Cause,
    NeedOutcome,
    Outcome,
)
from weerbaar.twin.tables import GROUP_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import (
    FIXED_SPACE,
    area_name,
    band_in_words,
    cause_in_words,
    counted_people,
    group_name,
    hours_cell,
    need_name,
    people_in_words,
    span_in_words,
    times_in_words,
    upper,
)

RANKED = 5
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
UNLIKE = 1.05
UNSETTLED = mark(
    "In {steps} steps of all courses together, sites that hold each other up **did not settle**. "
    "There they are shown working better than they would."
)

ALIKE = mark(
    "Older people, people who need care and people with a low income are hit **about as hard** as "
    "others."
)
UNEQUAL = {
    ("elder", "heat"): mark(
        "People of 65 and over or in need of care are in the cold **{times} times** as long as "
        "others."
    ),
    ("elder", "water"): mark(
        "People of 65 and over or in need of care lack water **{times} times** as long as others."
    ),
    ("elder", "food"): mark(
        "People of 65 and over or in need of care lack food **{times} times** as long as others."
    ),
    ("elder", "medicine"): mark(
        "People of 65 and over or in need of care lack medicine **{times} times** as long as "
        "others."
    ),
    ("elder", "care"): mark(
        "People of 65 and over or in need of care miss care at home **{times} times** as long as "
        "others."
    ),
    ("income", "care"): mark(
        "People with a low income miss care at home **{times} times** as long as others."
    ),
    ("income", "heat"): mark(
        "People with a low income are in the cold **{times} times** as long as others."
    ),
    ("income", "water"): mark(
        "People with a low income lack water **{times} times** as long as others."
    ),
    ("income", "food"): mark(
        "People with a low income lack food **{times} times** as long as others."
    ),
    ("income", "medicine"): mark(
        "People with a low income lack medicine **{times} times** as long as others."
    ),
}

NEIGHBOURS = (
    mark("Help of neighbours beyond water and food"),
    mark("a register of street help, or a survey of the safety region"),
)


@dataclass(frozen=True)
class Variant:
    """Another outcome beside the first, on the same draws: its name and its outcome."""

    name: str
    outcome: Outcome


@dataclass(frozen=True)
class Answer:
    """All that goes into one report: the outcome, its variants, findings and facts of the run.

    `indicators` are those of the whole scope, `area_indicators` those of each area.
    """

    twin: Twin
    outcome: Outcome
    variants: Mapping[str, Variant]
    findings: Sequence[Finding]
    region_hash: str
    version: str
    full: bool
    indicators: Sequence[Value] = ()
    area_indicators: Sequence[AreaValue] = ()


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
        mark=text(mark("Simulation. It could go like this; it is not happening now.")),
        watermark=text(mark("confidential")) if answer.full else "",
        sentences=_sentences(answer, language),
        actions=_actions(answer, language),
        area_map=draw_map(twin, outcome, _shown_needs(outcome), language),
        curves=tuple(_curve(answer, need, language) for need in _shown_needs(outcome)),
        groups=_group_tables(answer, language),
        causes_by_need=tuple(
            (need_name(answer.twin, need.need, language), bars)
            for need in _shown_needs(outcome)
            if need.need not in BESIDE_HEADLINE
            if (bars := _cause_bars(answer, need, language))
        ),
        findings=_findings(answer, language),
        what_if=_what_if(answer, language),
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
    )


def _shown_needs(outcome: Outcome) -> list[NeedOutcome]:
    """Needs with their own curve: those that anyone lacks, the worst survival need first."""
    lacked = [need for need in outcome.needs if need.peak.p90 >= SUPPRESS_BELOW]
    worst = outcome.worst.need
    return sorted(lacked, key=lambda n: (n.need != worst, n.family != "survival", -n.per_head.p50))


# Sentences


def _sentences(answer: Answer, language: Language) -> tuple[Sentence, ...]:
    outcome = answer.outcome
    return (
        _sentence_calls(answer, language),
        _sentence_worst(outcome, language),
        _sentence_unequal(outcome, language),
    )


def _sentence_calls(answer: Answer, language: Language) -> Sentence:
    text, outcome = language.text, answer.outcome
    need = outcome.need("help_call")
    half = _first_above(need.p50, 0.5 * need.persons, outcome.dt)
    if half is None and need.peak.p90 < SUPPRESS_BELOW:
        note = text(mark("In 9 of 10 courses fewer than 10 people cannot."))
        return Sentence(words(text(mark("Almost everyone **can call for help**."))), note)
    if half is None:
        message = mark(
            "At the worst moment **{people} people** cannot call for help and are not near a fire "
            "station or hospital."
        )
        people = people_in_words(need.peak.p50, language)
        note = text(mark("Likely {band}."), band=band_in_words(need.peak, language))
        return Sentence(words(text(message, people=people)), note)
    message = mark("Within **{span}** most people can no longer call, not even {number}.")
    network = answer.twin.network
    number = extent_of(network.region.areas, network.library)["emergency_number"]
    calls = text(message, span=span_in_words(half + outcome.dt, language), number=number)
    return Sentence(words(calls), _why_no_calls(answer, need, language))


def _why_no_calls(answer: Answer, need: NeedOutcome, language: Language) -> str:
    """The note under the first sentence: the main cause, in words where we know them."""
    main = need.causes[0]
    if main.how == "site" and "mv_feeder" in main.chain and main.chain[0].startswith("mobile"):
        return language.text(
            mark("First too many people call at once; then the batteries of the masts are empty.")
        )
    cause = cause_in_words(answer.twin, main, language)
    return language.text(mark("Main cause: {cause}."), cause=cause)


def _first_above(curve: np.ndarray, limit: float, dt: float) -> float | None:
    """The first hour at which a curve stands above a limit."""
    above = np.flatnonzero(curve > limit)
    return float(above[0] * dt) if len(above) else None


def _sentence_worst(outcome: Outcome, language: Language) -> Sentence:
    text, need = language.text, outcome.worst
    survival = [n for n in outcome.needs if n.family == "survival"]
    if all(n.peak.p90 < SUPPRESS_BELOW for n in survival):
        return Sentence(
            words(text(mark("Heat, water, food and medicine **hold out** for almost everyone."))),
            text(mark("In 9 of 10 courses fewer than 10 people lack one of these.")),
        )
    at = _telling_step(need)
    span = span_in_words((at + 1) * outcome.dt, language)
    band = Band(float(need.p10[at]), float(need.p50[at]), float(need.p90[at]))
    messages = {
        "heat": mark("After **{span}** about **{people} people** are in a cold home."),
        "water": mark("After **{span}** about **{people} people** lack drinking water."),
        "food": mark("After **{span}** about **{people} people** have too little food."),
        "medicine": mark("After **{span}** about **{people} people** lack their medicine."),
        "care": mark("After **{span}** about **{people} people** miss care at home."),
        "device": mark(
            "After **{span}** about **{people} people** have no power for their medical device."
        ),
    }
    notes = {
        "heat": mark(
            "Likely {band}. Cold is below 16 degrees, and below 18 for people of 65 and over. Old "
            "houses cool fastest."
        ),
    }
    sentence = text(messages[need.need], span=span, people=people_in_words(band.p50, language))
    note = text(notes.get(need.need, mark("Likely {band}.")), band=band_in_words(band, language))
    note += " " + text(
        mark("In the worst tenth of courses {people}."),
        people=people_in_words(float(need.worst[at]), language),
    )
    return Sentence(words(sentence), note)


def _telling_step(need: NeedOutcome) -> int:
    """The step in which half of the peak is reached: when it turns from a few to many."""
    curve = need.p50 if need.p50.max() >= SUPPRESS_BELOW else need.p90
    return int(np.flatnonzero(curve >= 0.5 * curve.max())[0])


def _sentence_unequal(outcome: Outcome, language: Language) -> Sentence:
    text = language.text
    found = [
        (ratio.p50, who, need.need, ratio)
        for need in outcome.needs
        if need.family == "survival" and need.need not in (*REGION_ONLY, *BESIDE_HEADLINE)
        if need.person_hours.p50 >= 1
        for who, ratio in (("elder", need.elder_ratio), ("income", need.income_ratio))
        if math.isfinite(ratio.p50)
    ]
    note = text(mark("Counted in hours per person."))
    if not found or max(found)[0] < UNLIKE:
        return Sentence(words(text(ALIKE)), note)
    _, who, name, ratio = max(found)
    note = text(
        mark("Counted in hours per person; likely {low} to {high} times."),
        low=times_in_words(ratio.p10, language),
        high=times_in_words(ratio.p90, language),
    )
    return Sentence(
        words(text(UNEQUAL[(who, name)], times=times_in_words(ratio.p50, language))), note
    )


# Actions and what if


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
            "#what-if",
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


def _what_if(answer: Answer, language: Language) -> GroupTable | None:
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


# Map and curves


def _curve(answer: Answer, need: NeedOutcome, language: Language) -> Curve:
    outcome = answer.outcome
    p10, p50, p90 = (tuple(np.minimum(curve, 1.0).tolist()) for curve in need.shares)
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
        hours=tuple(float(h) for h in outcome.hours),
        p10=p10,
        p50=p50,
        p90=p90,
        ceiling=ceiling,
        shock=(0.0, outcome.outage_h.p50),
        nights=_nights(answer),
        accent=need.need == outcome.worst.need,
    )


def _nights(answer: Answer) -> tuple[tuple[float, float], ...]:
    """Night hours of the simulation where the start hour is fixed; none where it is drawn."""
    scenario, outcome = answer.twin.scenario, answer.outcome
    if not scenario.start_hour.fixed:
        return ()
    end = float(outcome.hours[-1])
    begins = scenario.day_to - scenario.start_hour.p50
    length = (scenario.day_from - scenario.day_to) % 24
    days = range(-1, int(end // 24) + 1)
    spans = [(begins + 24 * d, begins + 24 * d + length) for d in days]
    return tuple((max(0.0, a), min(end, b)) for a, b in spans if b > 0 and a < end)


# Groups, causes, findings


def _group_tables(answer: Answer, language: Language) -> tuple[GroupTable, ...]:
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
    """Where the worst need is lacked longest; None where too much rests on estimates."""
    need = answer.outcome.worst
    if need.estimated_share > RANK_THRESHOLD or need.need in REGION_ONLY:
        return None
    rows = [a for a in answer.outcome.areas if a.need == need.need and a.person_hours.p50 >= 1]
    rows = [a for a in rows if a.inhabitants >= 100]
    rows.sort(key=lambda a: (-a.person_hours.p50 / a.inhabitants, a.code))
    cells = tuple(
        GroupRow(f"{area_name(a.name)} ({a.municipality})", (hours_cell(_head(a), language),))
        for a in rows[:RANKED]
    )
    alike = len(rows) < RANKED or _head(rows[0]).p50 < UNLIKE * _head(rows[RANKED - 1]).p50
    if alike or not answer.outcome.scope.whole:
        return None
    text = language.text
    return GroupTable(
        text(
            mark("Where it lasts longest: {need}"),
            need=need_name(answer.twin, need.need, language).lower(),
        ),
        (text(mark("Wijk")), text(mark("Hours per person (8 of 10 courses)"))),
        cells,
        text(mark("Bands overlap: the order of these wijken is not certain.")),
    )


def _head(area: AreaOutcome) -> Band:
    hours, people = area.person_hours, area.inhabitants
    return Band(hours.p10 / people, hours.p50 / people, hours.p90 / people)


def _cause_bars(answer: Answer, need: NeedOutcome, language: Language) -> tuple[CauseBar, ...]:
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


def _findings(answer: Answer, language: Language) -> GroupTable | None:
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


# What we do not know


def _unknowns(answer: Answer, language: Language) -> tuple[Words, ...]:
    text, outcome = language.text, answer.outcome
    lines = []
    for need in _shown_needs(outcome):
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
                    "Building years, household sizes and cars are **spread** from the "
                    "municipality over its wijken. A wijk can differ."
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
