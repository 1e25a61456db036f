"""Outcomes as plain records and rows: for `--json`, CSV, XLSX and Parquet.

Counts of 1 to 9 persons are suppressed (None); objects are named only in the full version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from weerbaar.common.finding import SCHEMA as FINDING_SCHEMA
from weerbaar.common.finding import Band
from weerbaar.common.language import Language
from weerbaar.twin.answer import Answer, cause_in_words
from weerbaar.twin.outcome import REGION_ONLY, Cause, GroupOutcome, NeedOutcome, Outcome, shown
from weerbaar.twin.tables import NEED_ORDER

SCHEMA = 1

AREA_COLUMNS = (
    "area",
    "name",
    "municipality",
    "inhabitants",
    "need",
    "person_hours_p10",
    "person_hours_p50",
    "person_hours_p90",
    "peak_persons_p10",
    "peak_persons_p50",
    "peak_persons_p90",
    "beyond_tolerance_p10",
    "beyond_tolerance_p50",
    "beyond_tolerance_p90",
    "estimated_share",
)
HOUR_COLUMNS = ("need", "hour", "area", "persons_p50", "share_p50")


def answer_record(answer: Answer, language: Language) -> dict[str, Any]:
    """The whole answer as plain values, with a schema version."""
    outcome, twin = answer.outcome, answer.twin
    return {
        "schema": SCHEMA,
        "simulation": True,
        "confidential": answer.full,
        "region": twin.network.region.region,
        "region_hash": answer.region_hash,
        "scenario": twin.scenario.scenario,
        "place": outcome.scope.name,
        "inhabitants": outcome.inhabitants,
        "runs": outcome.runs,
        "seed": twin.seed,
        "step_h": twin.dt,
        "version": answer.version,
        "outage_h": asdict(outcome.outage_h),
        "hours": outcome.hours.tolist(),
        "headline": outcome.worst.need,
        "needs": [_need_record(answer, need, language) for need in outcome.needs],
        "areas": [dict(zip(AREA_COLUMNS, row, strict=True)) for row in area_rows(outcome)],
        "working": {kind: _round(levels) for kind, levels in outcome.working.items()},
        "support_visits": asdict(outcome.visits),
        "support_unserved": asdict(outcome.unserved),
        "support_queue_peak": asdict(outcome.queue_peak),
        "unsettled_steps": outcome.unsettled,
        "findings": {
            "schema": FINDING_SCHEMA,
            "items": [
                asdict(finding)
                | {
                    "persons": _shown_band(finding.persons),
                    "severity": _unless(hidden_band(finding.persons), finding.severity),
                }
                for finding in answer.findings
            ],
        },
        "what_if": [
            {
                "picture": name,
                "name": variant.name,
                "needs": {
                    need.need: {
                        "person_hours": _unless(hidden_band(need.peak), asdict(need.person_hours)),
                        "peak_persons": _shown_band(need.peak),
                    }
                    for need in variant.outcome.needs
                },
            }
            for name, variant in answer.variants.items()
        ],
    }


def area_rows(outcome: Outcome) -> list[list[Any]]:
    """One row for each area and need, columns AREA_COLUMNS; suppressed counts are None."""
    estimated = {need.need: need.estimated_share for need in outcome.needs}
    rows = []
    for area in outcome.areas:
        hidden = hidden_band(area.peak) or hidden_band(area.beyond)
        hours = [None] * 3 if hidden else _numbers(area.person_hours)
        rows.append(
            [
                area.code,
                area.name,
                area.municipality,
                round(area.inhabitants),
                area.need,
                *hours,
                *(_count(v) for v in _numbers(area.peak)),
                *(_count(v) for v in _numbers(area.beyond)),
                round(estimated[area.need], 4),
            ]
        )
    return rows


def hidden_band(band: Band) -> bool:
    """Whether a band of persons holds a count that may not be shown."""
    return any(shown(persons) is None for persons in (band.p10, band.p50, band.p90))


def hour_columns(outcome: Outcome, codes: Sequence[str]) -> dict[str, list[Any]]:
    """Median persons by need, hour and area of the scope as columns HOUR_COLUMNS, for Parquet.

    `codes` are of all areas of the region.
    """
    columns: dict[str, list[Any]] = {name: [] for name in HOUR_COLUMNS}
    for need in outcome.needs:
        if need.need in REGION_ONLY:
            continue
        n = NEED_ORDER.index(need.need)
        shares, people = outcome.shares[n], outcome.area_persons[n]
        for step, hour in enumerate(outcome.hours):
            for i in outcome.scope.areas:
                share = float(shares[step, i])
                persons = _count(share * float(people[i]))
                columns["need"].append(need.need)
                columns["hour"].append(float(hour))
                columns["area"].append(codes[i])
                columns["persons_p50"].append(persons)
                columns["share_p50"].append(None if persons is None else share)
    return columns


def _need_record(answer: Answer, need: NeedOutcome, language: Language) -> dict[str, Any]:
    row = answer.twin.library.needs.row(NEED_ORDER.index(need.need))
    hidden = hidden_band(need.peak)
    return {
        "need": need.need,
        "name": row[f"name_{language.code}"],
        "family": need.family,
        "norm": row["norm"],
        "unit": row["unit"],
        "tolerance_h": need.tolerance_h,
        "persons": round(need.persons, 1),
        "person_hours": _unless(hidden, asdict(need.person_hours)),
        "hours_per_head": _unless(hidden, asdict(need.per_head)),
        "person_hours_worst_tenth": _unless(hidden, need.worst_tenth),
        "severity_weighted_hours": _unless(hidden, asdict(need.weighted)),
        "peak_persons": _shown_band(need.peak),
        "peak_hour": need.peak_h,
        "beyond_tolerance_persons": _shown_band(need.beyond),
        "hours_until_below_80_percent": asdict(need.hours_until_below),
        "hours_to_recover_95_percent": asdict(need.hours_to_recover),
        "estimated_share": need.estimated_share,
        "equity": {
            "elder_ratio": asdict(need.elder_ratio),
            "low_income_ratio": asdict(need.income_ratio),
        },
        "curve": {
            "p10": _counts(need.p10),
            "p50": _counts(need.p50),
            "p90": _counts(need.p90),
        },
        "groups": [_group_record(group, hidden) for group in need.groups],
        "causes": [_cause_record(answer, cause, language, hidden) for cause in need.causes],
    }


def _group_record(group: GroupOutcome, hidden: bool) -> dict[str, Any]:
    hidden = hidden or shown(group.persons) is None or hidden_band(group.beyond)
    return {
        "group": group.group,
        "low_income": group.low_income,
        "persons": _count(group.persons),
        "person_hours": _unless(hidden, asdict(group.person_hours)),
        "hours_per_head": _unless(hidden, asdict(group.per_head)),
        "beyond_tolerance_persons": _shown_band(group.beyond),
    }


def _unless(hidden: bool, value: Any) -> Any:
    """The value, or None where it would give a hidden count away."""
    return None if hidden else value


def _cause_record(answer: Answer, cause: Cause, language: Language, hidden: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "how": cause.how,
        "chain": list(cause.chain),
        "words": cause_in_words(answer.twin, cause, language),
        "share": cause.share,
        "person_hours": _unless(hidden, cause.person_hours),
        "estimated_share": cause.estimated,
    }
    if answer.full:
        record["roots"] = [{"site": site, "share": share} for site, share in cause.roots]
    return record


def _numbers(band: Band) -> list[float]:
    return [round(band.p10, 1), round(band.p50, 1), round(band.p90, 1)]


def _count(persons: float) -> float | None:
    visible = shown(persons)
    return None if visible is None else round(visible, 1)


def _shown_band(band: Band) -> dict[str, float | None]:
    return {"p10": _count(band.p10), "p50": _count(band.p50), "p90": _count(band.p90)}


def _counts(values: np.ndarray) -> list[float | None]:
    return [_count(float(v)) for v in values]


def _round(values: np.ndarray) -> list[float]:
    return [round(float(v), 3) for v in values]
