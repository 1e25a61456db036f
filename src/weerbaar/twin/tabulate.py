"""Outcomes as plain records and rows: for `--json`, CSV, XLSX and Parquet.

Counts of 1 to 9 persons are suppressed (None); objects are named only in the full version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa

from weerbaar.common.finding import SCHEMA as FINDING_SCHEMA
from weerbaar.common.finding import Band, Finding
from weerbaar.common.language import Language
from weerbaar.twin.answer import Answer
from weerbaar.twin.findings import SOME
from weerbaar.twin.indicator_words import flow_name, is_hidden
from weerbaar.twin.indicators import AreaValue, Value
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.outcome import (
    REGION_ONLY,
    SUPPRESS_BELOW,
    Cause,
    GroupOutcome,
    NeedOutcome,
    Outcome,
    hidden_band,
    shown,
)
from weerbaar.twin.pillar_tags import INDICATOR, NONE, tags_of, tracks_of
from weerbaar.twin.profile import Norm
from weerbaar.twin.regionwide import FlowOutcome
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.wording import cause_in_words

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
FLOW_COLUMNS = (
    "flow",
    "unit",
    "worst",
    "used",
    "value_p10",
    "value_p50",
    "value_p90",
    "value_unit",
    "estimated_share",
    "estimated_why",
)
INDICATOR_COLUMNS = (
    "indicator",
    "family",
    "name",
    "about",
    "state",
    "p10",
    "p50",
    "p90",
    "unit",
    "better",
    "threshold",
    "evidence",
    "runs",
    "estimated_share",
    "elder_ratio",
    "low_income_ratio",
    "register",
    "estimated_why",
    "pillar",
    "track",
)
AREA_INDICATOR_COLUMNS = (
    "area",
    "name",
    "municipality",
    "inhabitants",
    "indicator",
    "about",
    "p10",
    "p50",
    "p90",
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
        "flows": flow_records(answer, language),
        "indicators": indicator_records(answer, language),
        "area_indicators": [
            dict(zip(AREA_INDICATOR_COLUMNS, row, strict=True))
            for row in area_indicator_rows(answer.area_indicators)
        ],
        "findings": {
            "schema": FINDING_SCHEMA,
            "held": held_norms(twin.norms, outcome.scope.whole),
            "items": [finding_record(finding) for finding in answer.findings],
        },
        "what_if": [
            {
                "picture": name,
                "name": variant.name,
                "needs": {
                    need.need: {
                        "person_hours": _unless(hidden_band(need.peak), asdict(need.person_hours)),
                        "peak_persons": _shown_band(need.peak),
                        "estimated_share": need.estimated_share,
                        "equity": _equity_record(need),
                    }
                    for need in variant.outcome.needs
                },
            }
            for name, variant in answer.variants.items()
        ],
    }


def held_norms(norms: Sequence[Norm], whole: bool) -> list[str]:
    """The norms that an answer is held against: a part of a region not against those of all."""
    return [norm.norm for norm in norms if whole or norm.need not in REGION_ONLY]


def finding_record(finding: Finding) -> dict[str, Any]:
    """A finding as plain values; of counts of 1 to 9 people no share is shown either."""
    hidden = hidden_band(finding.persons)
    return asdict(finding) | {
        "persons": _shown_band(finding.persons),
        "severity": _unless(hidden, finding.severity),
        "share": _unless(hidden, asdict(finding.share)),
        "by_group": [
            {
                "group": part.group,
                "persons": _shown_band(part.persons),
                "share": _unless(hidden or hidden_band(part.persons), asdict(part.share)),
            }
            for part in finding.by_group
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


def flow_records(answer: Answer, language: Language) -> list[dict[str, Any]]:
    """Every flow of the region: its value and curves where it is used, nothing where it is not."""
    used = {flow.flow: flow for flow in answer.outcome.flows}
    found = []
    for row in answer.twin.library.flows:
        name = str(row["flow"])
        record = {
            "flow": name,
            "name": flow_name(answer.twin, name, language),
            "unit": row["unit"],
            "worst": row["worst"],
            "used": name in used,
            **_behind_record(used.get(name), language),
        }
        found.append(record | (_flow_values(used[name]) if name in used else {}))
    return found


def _behind_record(flow: FlowOutcome | None, language: Language) -> dict[str, Any]:
    """What of a flow rests on estimates; of one that is not used there is nothing to say."""
    if flow is None:
        return {"estimated_share": None, "estimated_why": ""}
    return {
        "estimated_share": flow.behind.share,
        "estimated_why": language.text(flow.behind.why) if flow.behind.why else "",
    }


def flow_rows(answer: Answer, language: Language) -> list[list[Any]]:
    """One row for each flow, columns FLOW_COLUMNS; empty values where it is not used."""
    used = {flow.flow: flow for flow in answer.outcome.flows}
    rows = []
    for row in answer.twin.library.flows:
        flow = used.get(str(row["flow"]))
        values: list[Any] = [None, None, None, None]
        if flow is not None:
            values = [*_flow_values(flow)["value"].values(), flow.value_unit]
        is_used = "yes" if flow is not None else "no"
        behind = _behind_record(flow, language).values()
        rows.append(
            [str(row["flow"]), str(row["unit"]), str(row["worst"]), is_used, *values, *behind]
        )
    return rows


def _flow_values(flow: FlowOutcome) -> dict[str, Any]:
    people = flow.counts_people
    curves = {"p10": flow.p10, "p50": flow.p50, "p90": flow.p90}
    return {
        "value": _shown_band(flow.value) if people else _exact_band(flow.value),
        "value_unit": flow.value_unit,
        "worst_hour": flow.worst_h,
        "curve": {k: _counts(v) if people else _round(v) for k, v in curves.items()},
    }


def _exact_band(band: Band) -> dict[str, float | None]:
    return {"p10": round(band.p10, 4), "p50": round(band.p50, 4), "p90": round(band.p90, 4)}


def indicator_records(answer: Answer, language: Language) -> list[dict[str, Any]]:
    """Every indicator with its value, or its state and the register that would give it."""
    return [
        dict(zip(INDICATOR_COLUMNS, row, strict=True)) for row in indicator_rows(answer, language)
    ]


def indicator_rows(answer: Answer, language: Language) -> list[list[Any]]:
    """One row for each indicator and need, columns INDICATOR_COLUMNS; None where not known."""
    return [_indicator_row(answer, value, language) for value in answer.indicators]


def _indicator_row(answer: Answer, value: Value, language: Language) -> list[Any]:
    rows = answer.twin.library.indicators
    row = rows.row(rows.positions("indicator")[value.indicator])
    band = None if is_hidden(answer.outcome, value) else value.band
    numbers = [None] * 3 if band is None else [_finite(v) for v in asdict(band).values()]
    if band is not None and row["unit"] == "persons" and band.p50 == band.p50 and hidden_band(band):
        numbers = [None] * 3
    return [
        value.indicator,
        str(row["family"]),
        str(row[f"name_{language.code}"]),
        value.about,
        value.state,
        *numbers,
        str(row["unit"]),
        str(row["better"]),
        _finite(float(row["threshold"])),
        str(row["evidence"]),
        value.runs,
        value.estimated_share,
        None if value.elder_ratio is None else _finite(value.elder_ratio.p50),
        None if value.income_ratio is None else _finite(value.income_ratio.p50),
        str(row[f"register_{language.code}"]),
        language.text(value.estimated_why) if value.estimated_why else "",
        *_pillar_and_track(answer.twin.library, value.indicator),
    ]


def _pillar_and_track(library: TwinLibrary, indicator: str) -> tuple[str, str]:
    """The pillar and the track of an indicator by name, NONE where it is not assigned."""
    tag = tags_of(library.pillar_tags, INDICATOR).get(indicator)
    if tag is None or not tag.pillar:
        return NONE, NONE
    return tag.pillar, " ".join(tracks_of((tag.pillar,), library.taxonomy))


def area_indicator_rows(values: Sequence[AreaValue]) -> list[list[Any]]:
    """One row for each area, indicator and need, columns AREA_INDICATOR_COLUMNS."""
    return [
        [
            value.area,
            value.name,
            value.municipality,
            round(value.inhabitants),
            value.indicator,
            value.about,
            *(_finite(v) for v in asdict(value.band).values()),
        ]
        for value in values
    ]


def _finite(value: float) -> float | None:
    """The number as a file holds it; nothing where it is endless or not known."""
    return round(value, 6) if np.isfinite(value) else None


def hour_columns(outcome: Outcome, codes: Sequence[str]) -> dict[str, Any]:
    """Median persons by need, hour and area of the scope as columns HOUR_COLUMNS, for Parquet.

    `codes` are of all areas of the region. Whole columns at once: a country for two weeks is
    fourteen million rows.
    """
    at = outcome.scope.areas
    names = [need.need for need in outcome.needs if need.need not in REGION_ONLY]
    rows = [NEED_ORDER.index(name) for name in names]
    shares = outcome.shares[rows][:, :, at].ravel()
    shape = (len(rows), len(outcome.hours), len(at))
    people = np.broadcast_to(outcome.area_persons[rows][:, None, at], shape).ravel()
    persons = shares * people
    hidden = (persons >= SOME) & (persons < SUPPRESS_BELOW)
    need, hour, area = np.indices(shape, np.int32, sparse=True)
    columns = (
        named_column(np.broadcast_to(need, shape).ravel(), names),
        outcome.hours[np.broadcast_to(hour, shape).ravel()],
        named_column(np.broadcast_to(area, shape).ravel(), [codes[a] for a in at]),
        pa.array(np.round(persons, 1), mask=hidden),
        pa.array(shares, mask=hidden),
    )
    return dict(zip(HOUR_COLUMNS, columns, strict=True))


def named_column(at: np.ndarray, names: Sequence[str]) -> Any:
    """A column of texts that is kept as positions in their names."""
    return pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), pa.array(names, pa.string()))


def _need_record(answer: Answer, need: NeedOutcome, language: Language) -> dict[str, Any]:
    row = answer.twin.library.needs.row(NEED_ORDER.index(need.need))
    hidden = hidden_band(need.peak)
    return {
        "need": need.need,
        "name": row[f"name_{language.code}"],
        "family": need.family,
        "norm": None if np.isnan(row["norm"]) else row["norm"],
        "unit": row["unit"],
        "tolerance_h": need.tolerance_h,
        "persons": round(need.persons, 1),
        "person_hours": _unless(hidden, asdict(need.person_hours)),
        "person_hours_mean": _unless(hidden, need.mean_hours),
        "hours_per_head": _unless(hidden, asdict(need.per_head)),
        "person_hours_worst_tenth": _unless(hidden, need.worst_tenth),
        "severity_weighted_hours": _unless(hidden, asdict(need.weighted)),
        "peak_persons": _shown_band(need.peak),
        "peak_hour": need.peak_h,
        "beyond_tolerance_persons": _shown_band(need.beyond),
        "hours_until_below_80_percent": asdict(need.hours_until_below),
        "hours_to_recover_95_percent": asdict(need.hours_to_recover),
        "estimated_share": need.estimated_share,
        "equity": _equity_record(need),
        "curve": {
            "p10": _counts(need.p10),
            "p50": _counts(need.p50),
            "p90": _counts(need.p90),
        },
        "groups": [_group_record(group, hidden) for group in need.groups],
        "causes": [_cause_record(answer, cause, language, hidden) for cause in need.causes],
    }


def _equity_record(need: NeedOutcome) -> dict[str, Any]:
    return {
        "elder_ratio": asdict(need.elder_ratio),
        "low_income_ratio": asdict(need.income_ratio),
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
