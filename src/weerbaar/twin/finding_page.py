"""The page of findings: a base level, norm by norm, and where and for whom it is missed.

Counts of 1 to 9 people are told as fewer than 10, without a share; people on a medical device for
the whole region only, without areas or groups.
"""

from __future__ import annotations

import math

from weerbaar.common.finding import Finding, GroupShare
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import Bar, bar_svg, percent
from weerbaar.drawing.islands import bring_together, moved
from weerbaar.drawing.page import Page, PagePart, Picture, ShareMap
from weerbaar.drawing.report import GroupRow, GroupTable, Sentence, words
from weerbaar.twin.area_map import RANK_THRESHOLD, area_shapes
from weerbaar.twin.finding_tables import Findings
from weerbaar.twin.finding_words import from_hour, hardest, met_in_words
from weerbaar.twin.findings import TownShare, Verdict
from weerbaar.twin.indicator_words import NATO, OBJECTIVES
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.outcome import REGION_ONLY, SUPPRESS_BELOW, hidden_band, shown
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED, area_name, counted_people, group_name

PILLARS = "pillars"


def compose_page(found: Findings, language: Language) -> Page:
    """The page of findings in one language."""
    twin, outcome, text = found.twin, found.outcome, language.text
    kind = mark("Region {place} · {people} inhabitants")
    if not outcome.scope.whole:
        kind = mark("Municipality of {place} · {people} inhabitants")
    parts = [_norms_part(found, language), _table_part(found, language)]
    parts += [_towns_part(found, language)] if outcome.scope.whole else []
    parts += [_met_part(found, language), _counting_part(found, language)]
    return Page(
        language_code=language.code,
        place=text(kind, place=outcome.scope.name, people=language.number(outcome.inhabitants)),
        subtitle=text(mark("{runs} possible courses"), runs=language.number(outcome.runs)),
        title=text(
            mark("{scenario}, held against a base level"),
            scenario=twin.scenario.name(language.code),
        ),
        mark=text(SIMULATED),
        sentences=_sentences(found, language),
        pictures=(),
        share_map=_worst_map(found, language),
        parts=tuple(part for part in parts if part.pictures or part.tables or part.pairs),
    )


def _sentences(found: Findings, language: Language) -> tuple[Sentence, ...]:
    text, missed = language.text, found.missed
    count = text(
        mark("**{missed} of {all} norms** are not met."),
        missed=language.number(len(missed)),
        all=language.number(len(found.verdicts)),
    )
    source = text(
        mark("Held against: {name}. {source}."),
        name=found.profile.name(language.code),
        source=text(found.profile.source).rstrip("."),
    )
    told = [Sentence(words(count), source)]
    if missed:
        told.append(_worst_sentence(found, missed[0].finding, language))
    guessed = [v for v in missed if v.finding.estimated_share > RANK_THRESHOLD]
    if guessed:
        line = mark("**{count} of these {missed}** rest for more than half on estimated objects.")
        numbers = {"count": language.number(len(guessed)), "missed": language.number(len(missed))}
        note = text(mark("Facts of your own make them surer."))
        told.append(Sentence(words(text(line, **numbers)), note))
    return tuple(told)


def _worst_sentence(found: Findings, finding: Finding, language: Language) -> Sentence:
    text = language.text
    line = text(
        mark("Worst: {norm} This is missed for **{people}**."),
        norm=finding.wording,
        people=counted_people(finding.persons, language),
    )
    if finding.first_hour is not None:
        line += " " + text(mark("It begins at {moment}."), moment=from_hour(finding, language))
    part = hardest(finding)
    note = ""
    if part is not None:
        note = text(
            mark("Hit hardest: {group}; it is missed for {share} of them."),
            group=group_name(found.twin, part.group, language),
            share=percent(part.share.p50, language),
        )
    return Sentence(words(line), note)


def _worst_map(found: Findings, language: Language) -> ShareMap | None:
    """Where the worst norm is missed, of those that are told by area."""
    mapped = [v for v in found.verdicts if v.area_shares is not None]
    if not mapped:
        return None
    verdict = mapped[0]
    assert verdict.area_shares is not None
    assert verdict.area_persons is not None
    region = found.twin.network.region
    shapes = area_shapes(region)
    together = bring_together(shapes)
    pairs = zip(verdict.area_persons.tolist(), verdict.area_shares.tolist(), strict=True)
    shares = tuple(math.nan if shown(persons) is None else share for persons, share in pairs)
    whole = found.outcome.scope.whole
    return ShareMap(
        heading=verdict.finding.wording,
        note=language.text(
            mark("Part of the people of each area for whom this is missed, in the middle course.")
        ),
        names=tuple(area_name(str(name)) for name in region.areas["name"]),
        municipality_of=tuple(str(name) for name in region.areas["municipality"]),
        shapes=tuple(moved(s, by) for s, by in zip(shapes, together.moves, strict=True)),
        shares=shares,
        outlined=() if whole else tuple(int(a) for a in found.outcome.scope.areas),
        parted=together.parted,
        warning=_map_warning(verdict.finding, language),
    )


def _map_warning(finding: Finding, language: Language) -> str:
    if finding.estimated_share <= RANK_THRESHOLD:
        return ""
    return language.text(
        mark("More than half of this map rests on estimated objects. So we rank no wijken.")
    )


def _norms_part(found: Findings, language: Language) -> PagePart:
    text = language.text
    return PagePart(
        ident="norms",
        heading=text(mark("Norm by norm")),
        lead=text(
            mark(
                "The worst first. Each bar is the part of the people for whom the norm is missed, "
                "with 8 of 10 courses as a thin line. The red line is what the norm allows."
            )
        ),
        pictures=tuple(
            Picture(
                _norm_svg(found.twin, verdict.finding, i, language),
                verdict.finding.wording,
                _norm_note(verdict.finding, language),
            )
            for i, verdict in enumerate(found.missed)
        ),
    )


def _norm_svg(twin: Twin, finding: Finding, number: int, language: Language) -> str:
    """A bar for everyone and one for each group, with what the norm allows."""
    everyone = language.text(mark("Everyone who needs it"))
    hidden = hidden_band(finding.persons)
    bars = [Bar(everyone, 0.0, said="<10", limit=finding.allowed)]
    if not hidden:
        share = finding.share
        bars = [Bar(everyone, share.p50, share.p10, share.p90, limit=finding.allowed)]
        bars += [_group_bar(twin, part, finding.allowed, language) for part in finding.by_group]
    return bar_svg(
        bars,
        label=finding.wording,
        ident=f"norm-{number}",
        language=language,
    )


def _group_bar(twin: Twin, part: GroupShare, allowed: float, language: Language) -> Bar:
    label = upper(group_name(twin, part.group, language))
    if hidden_band(part.persons):
        return Bar(label, 0.0, said="<10", limit=allowed)
    return Bar(label, part.share.p50, part.share.p10, part.share.p90, limit=allowed)


def _norm_note(finding: Finding, language: Language) -> str:
    text = language.text
    told = [
        text(
            mark("Missed for {people}, in {share} of the courses."),
            people=counted_people(finding.persons, language),
            share=percent(finding.missed_in_runs, language),
        )
    ]
    if finding.first_hour is not None:
        told.append(text(mark("It begins at {moment}."), moment=from_hour(finding, language)))
    if finding.estimated_share >= 0.005:
        told.append(
            text(
                mark("{share} % rests on estimated objects."),
                share=language.number(100 * finding.estimated_share),
            )
        )
    told.append(
        text(
            mark("Norm: {source} ({evidence})."),
            source=text(finding.source).rstrip("."),
            evidence=evidence_in_words(finding.evidence, language),
        )
    )
    return " ".join(told)


def _table_part(found: Findings, language: Language) -> PagePart:
    """Objective and pillar of each norm that is missed, with where it is missed most."""
    text, twin = language.text, found.twin
    pillars = list(tag_names(twin.library.taxonomy, PILLARS, language.code).values())
    rows = tuple(
        GroupRow(
            finding.wording,
            (
                text(OBJECTIVES[f"{NATO}{finding.nato_objective}"]),
                f"{finding.pillar}. {upper(pillars[finding.pillar - 1])}",
                _where(found, verdict, language),
            ),
        )
        for verdict in found.missed
        for finding in (verdict.finding,)
    )
    table = GroupTable(
        text(mark("For which task, and where")),
        (
            text(mark("Norm")),
            text(mark("NATO objective")),
            text(mark("Pillar of the cabinet's letter")),
            text(mark("Where")),
        ),
        rows,
    )
    heading, tables = text(mark("Tasks and places")), (table,) if rows else ()
    return PagePart("tasks", heading, tables=tables, wordy=True)


def _where(found: Findings, verdict: Verdict, language: Language) -> str:
    """In how many areas it is missed, and where most unless that rests on estimates."""
    text, finding = language.text, verdict.finding
    if finding.need in REGION_ONLY or verdict.area_shares is None:
        return text(mark("told for the whole region only"))
    line = text(
        mark("{count} of {all} areas"),
        count=language.number(len(finding.areas)),
        all=language.number(len(found.outcome.scope.areas)),
    )
    most = _most(found, verdict)
    if finding.estimated_share > RANK_THRESHOLD or not most:
        return line
    return text(mark("{areas}; most in {names}"), areas=line, names=", ".join(most))


def _most(found: Findings, verdict: Verdict) -> list[str]:
    """The three areas of which the largest share misses it; none where more are alike."""
    assert verdict.area_shares is not None
    assert verdict.area_persons is not None
    at = [a for a in found.outcome.scope.areas if verdict.area_persons[a] >= SUPPRESS_BELOW]
    shares = verdict.area_shares
    order = sorted(at, key=lambda a: (-shares[a], a))
    if len(order) > 3 and round(float(shares[order[2]]), 2) == round(float(shares[order[3]]), 2):
        return []
    return [area_name(str(found.twin.network.region.areas["name"][a])) for a in order[:3]]


def _towns_part(found: Findings, language: Language) -> PagePart:
    """For which part of the people of each municipality a norm is missed; by name, no ranking."""
    text = language.text
    told = [verdict for verdict in found.missed if verdict.towns]
    rows: tuple[GroupRow, ...] = ()
    if told:
        by_town = zip(*(verdict.towns for verdict in told), strict=True)
        rows = tuple(
            GroupRow(towns[0].municipality, tuple(_town_cell(t, language) for t in towns))
            for towns in by_town
        )
    headings = (text(mark("Municipality")), *(verdict.finding.wording for verdict in told))
    table = GroupTable(
        text(mark("Part of the people for whom a norm is missed")),
        headings,
        rows,
        text(
            mark(
                "The middle of all courses. A tick: the norm is met in this municipality. A dot: "
                "fewer than 10 people."
            )
        ),
    )
    heading = text(mark("By municipality"))
    return PagePart("municipalities", heading, tables=(table,) if rows else ())


def _town_cell(town: TownShare, language: Language) -> str:
    if not town.missed:
        return "✓"
    return "·" if hidden_band(town.persons) else percent(town.share.p50, language)


def _met_part(found: Findings, language: Language) -> PagePart:
    return PagePart(
        "met", language.text(mark("Norms that are met")), pairs=met_in_words(found, language)
    )


def _counting_part(found: Findings, language: Language) -> PagePart:
    """How it is counted, and of what run it is."""
    text, twin = language.text, found.twin
    pairs = [
        (
            text(mark("Missed")),
            text(
                mark(
                    "In the middle course more people than the norm allows lack it for longer than "
                    "it allows. Everyone who lacked it for too long at some time counts."
                )
            ),
        ),
        (
            text(mark("Order")),
            text(
                mark(
                    "First the norm that is missed for the largest part of the people who have the "
                    "need; where that is alike, the one of which a group is hit harder."
                )
            ),
        ),
    ]
    if found.not_held:
        told = mark("People with a medical device are told for the whole region only.")
        pairs.append((text(mark("Not held")), text(told)))
    step = text(
        mark("{hours} hour"), hours=language.number(twin.dt, 0 if twin.dt == int(twin.dt) else 2)
    )
    pairs += [
        (text(mark("Region")), f"{twin.network.region.region} {found.region_hash[:12]}"),
        (text(mark("Scenario")), twin.scenario.scenario),
        (text(mark("Profile")), found.profile.profile),
        (text(mark("Courses")), language.number(found.outcome.runs)),
        (text(mark("Seed")), str(twin.seed)),
        (text(mark("Step")), step),
        (text(mark("Version")), f"Weerbaar {found.version}"),
    ]
    return PagePart("counting", text(mark("About this calculation")), pairs=tuple(pairs))
