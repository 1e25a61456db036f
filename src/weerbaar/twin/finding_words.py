"""Norms in words: the table for a screen, and the words that it shares with the page.

Counts of 1 to 9 people are told as fewer than 10, without a share.
"""

from __future__ import annotations

import math
from dataclasses import asdict

from weerbaar.common.finding import Finding, GroupShare
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import hour_words, percent
from weerbaar.drawing.report import GroupRow, GroupTable
from weerbaar.twin.finding_tables import Findings
from weerbaar.twin.outcome import hidden_band
from weerbaar.twin.tables import GROUP_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import DASH, counted_people, exact_number, group_name

FEW_OF_HUNDRED = 0.0005


def screen_table(found: Findings, language: Language) -> GroupTable | None:
    """The norms that are missed, the worst first; None where all are met."""
    if not found.missed:
        return None
    text = language.text
    rows = tuple(
        GroupRow(finding.wording, _screen_cells(found, finding, language))
        for finding in (verdict.finding for verdict in found.missed)
    )
    return GroupTable(
        text(mark("Norms that are not met, the worst first")),
        (
            text(mark("Norm")),
            text(mark("Not met for")),
            text(mark("Share")),
            text(mark("Allowed")),
            text(mark("From")),
            text(mark("Hit hardest")),
            text(mark("Rests on estimated objects")),
        ),
        rows,
        text(
            mark(
                "Counted is everyone who lacked it for too long at some time. Share: of the people "
                "who have this need; between brackets 8 of 10 courses."
            )
        ),
    )


def _screen_cells(found: Findings, finding: Finding, language: Language) -> tuple[str, ...]:
    return (
        counted_people(finding.persons, language),
        share_in_words(finding, language),
        allowed_in_words(finding.allowed, language),
        from_hour(finding, language),
        _hit_hardest(found.twin, finding, language),
        f"{language.number(100 * finding.estimated_share)} %",
    )


def share_in_words(finding: Finding, language: Language) -> str:
    """The share for whom it is missed, with its band; nothing of 1 to 9 people."""
    if hidden_band(finding.persons):
        return "·"
    low, middle, high = (percent(s, language) for s in asdict(finding.share).values())
    if low == high:
        return middle
    return f"{middle} ({low.removesuffix(' %')}{DASH}{high})"


def allowed_in_words(allowed: float, language: Language) -> str:
    """The share that a norm allows."""
    if allowed < FEW_OF_HUNDRED:
        return language.text(mark("no one"))
    return f"{exact_number(100 * allowed, language)} %"


def met_in_words(found: Findings, language: Language) -> tuple[tuple[str, str], ...]:
    """The norms that are met, each with how close it comes; or that courses do not reach the hour
    at which it is counted."""
    within = {norm.norm: norm.within_h for norm in found.profile.norms}
    told = mark("Not missed when the courses end, at hour {end}; it is counted at hour {within}.")
    return tuple(
        (
            v.finding.wording,
            language.text(
                told,
                end=exact_number(found.end_h, language),
                within=exact_number(within[v.finding.norm], language),
            )
            if within[v.finding.norm] > found.end_h
            else _how_met(v.finding, language),
        )
        for v in found.met
    )


def _how_met(finding: Finding, language: Language) -> str:
    text = language.text
    if finding.persons.p90 < 0.5:
        return text(mark("Met: for no one it is missed."))
    people = counted_people(finding.persons, language)
    return text(
        mark("Met in the middle: missed for {people}; allowed is {allowed}."),
        people=people,
        allowed=allowed_in_words(finding.allowed, language),
    )


def from_hour(finding: Finding, language: Language) -> str:
    """The hour from which it is missed."""
    first = finding.first_hour
    return "–" if first is None else hour_words(math.floor(first), language)


def _hit_hardest(twin: Twin, finding: Finding, language: Language) -> str:
    """The group of which the largest share is hit, with that share."""
    part = hardest(finding)
    if part is None:
        return language.text(mark("all alike")) if finding.by_group else "–"
    return f"{upper(group_name(twin, part.group, language))}: {percent(part.share.p50, language)}"


def hardest(finding: Finding) -> GroupShare | None:
    """The group of which the largest share is hit; None where all are alike, or it is not told."""
    told = [p for p in finding.by_group if not hidden_band(p.persons)]
    if hidden_band(finding.persons) or not told:
        return None
    most = max(told, key=lambda p: (p.share.p50, -GROUP_ORDER.index(p.group)))
    least = min(p.share.p50 for p in told)
    return most if round(most.share.p50, 2) > round(least, 2) else None
