"""From an answer as the twin writes it, `answer.json` or the file of findings, to what gaps need.

Rules:
1. An answer of the place as it is counts. One in which knobs were turned tells of a plan, and is
   refused.
2. A finding of 1 to 9 people has no counts; it is a finding all the same, and its counts are 0.
3. A question is the scenario by name, where its text is as it ships; a scenario of one's own, or
   one that was changed, has the first digits of the hash of its text behind its name.
4. An answer was held against the norms that it names. One that names none (it was made before
   answers did) was held against those of today: nothing better is known.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from weerbaar.agenda.gaps import Answered
from weerbaar.common.finding import Band, Finding, GroupShare
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused

DIGITS = 8
NOTHING = Band(0.0, 0.0, 0.0)

NOT_AN_ANSWER = ProblemKind(
    "not-an-answer-with-findings",
    mark("This is no answer of the model with findings."),
    mark("Give the answer.json of a run, or what “weerbaar twin findings --json” wrote."),
)
TURNED_ANSWER = ProblemKind(
    "answer-of-a-plan",
    mark("In this answer knobs were turned: it tells of a plan, not of how it is now."),
    mark("Run the scenario without choices, and give that answer."),
)


def question_of(scenario: str, text: str, shipped: str) -> str:
    """What an answer is to (rule 3): `shipped` is the text of this scenario as it ships, or ""."""
    if text == shipped:
        return scenario
    return f"{scenario} {sha256(text.encode()).hexdigest()[:DIGITS]}"


def answered(
    record: Mapping[str, Any], at: datetime, run: str, held: Collection[str], question: str = ""
) -> Answered:
    """What gaps need of an answer's record; raises Refused where it holds no findings.

    `held` are the norms that an answer is held against where it does not say so itself; `question`
    is what it is to, else its scenario by name.
    """
    if record.get("choices"):
        raise Refused([Problem(TURNED_ANSWER)])
    try:
        items = record["findings"]
        if isinstance(items, Mapping):
            held = [str(norm) for norm in items.get("held", held)]
            items = items["items"]
        findings = tuple(finding_of(item) for item in items)
        met = {str(item["norm"]) for item in record.get("met", ())}
        own = {finding.norm for finding in findings}
        told = met | own if "met" in record else own.union(held)
        return Answered(
            at=at,
            run=run,
            place=str(record["place"]),
            question=question or str(record["scenario"]),
            held=frozenset(told),
            findings=findings,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Refused([Problem(NOT_AN_ANSWER)]) from None


def finding_of(item: Mapping[str, Any]) -> Finding:
    """A finding from its plain values; raises KeyError, TypeError or ValueError."""
    first = item["first_hour"]
    return Finding(
        norm=str(item["norm"]),
        need=str(item["need"]),
        wording=str(item["wording"]),
        areas=tuple(map(str, item["areas"])),
        groups=tuple(map(str, item["groups"])),
        persons=_band(item["persons"]),
        first_hour=None if first is None else _figure(first),
        severity=_figure(item["severity"]),
        evidence=str(item["evidence"]),
        source=str(item["source"]),
        nato_objective=int(item["nato_objective"]),
        pillar=int(item["pillar"]),
        estimated_share=_figure(item["estimated_share"]),
        allowed=_figure(item.get("allowed", 0.0)),
        share=_band(item.get("share")),
        by_group=tuple(
            GroupShare(str(part["group"]), _band(part["persons"]), _band(part["share"]))
            for part in item.get("by_group", ())
        ),
        missed_in_runs=_figure(item.get("missed_in_runs", 1.0)),
    )


def _band(values: Mapping[str, float | None] | None) -> Band:
    """A band; NOTHING where the counts behind it are not shown (rule 2)."""
    if values is None:
        return NOTHING
    return Band(*(_figure(values[end]) for end in ("p10", "p50", "p90")))


def _figure(value: Any) -> float:
    """A figure, 0 where it is not shown; raises ValueError where it is not finite."""
    number = float(value or 0.0)
    if not math.isfinite(number):
        raise ValueError("a figure of a finding has no end")
    return number
