"""Findings: outcomes held against the norms of a base level, by how badly and for whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band, Finding
from weerbaar.twin.ensemble import Run
from weerbaar.twin.outcome import REGION_ONLY, Outcome, band
from weerbaar.twin.profile import Norm
from weerbaar.twin.tables import GROUP_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin

Ints = NDArray[np.int64]


def find_gaps(twin: Twin, runs: Sequence[Run], outcome: Outcome, language: str) -> list[Finding]:
    """A finding for each norm that is missed in the middle run, the worst first.

    A norm is missed when more people than its share allows lack the need for longer than it allows.
    """
    findings = []
    for q, norm in enumerate(twin.norms):
        if norm.need in REGION_ONLY and not outcome.scope.whole:
            continue
        need = outcome.need(norm.need)
        persons = band(outcome.norm_persons[:, q].sum(axis=1).tolist())
        allowed = norm.at_most_share * need.persons
        if persons.p50 <= max(allowed, 0.5):
            continue
        findings.append(_finding(twin, runs, outcome, q, norm, persons, language))
    return sorted(findings, key=lambda f: (-f.severity, f.norm))


def _finding(
    twin: Twin,
    runs: Sequence[Run],
    outcome: Outcome,
    q: int,
    norm: Norm,
    persons: Band,
    language: str,
) -> Finding:
    need = outcome.need(norm.need)
    n = NEED_ORDER.index(norm.need)
    at = outcome.scope.areas
    by_area = np.median([run.counts[q][at].sum(axis=1) for run in runs], axis=0)
    by_cell = np.median([run.counts[q][at].sum(axis=0) for run in runs], axis=0)
    by_group = by_cell.reshape(len(GROUP_ORDER), 2).sum(axis=1)
    size = dict.fromkeys(GROUP_ORDER, 0.0)
    for group in need.groups:
        size[group.group] += group.persons
    hit = [g for g, count in zip(GROUP_ORDER, by_group, strict=True) if count > 0.5]
    hit.sort(key=lambda g: -by_group[GROUP_ORDER.index(g)] / max(size[g], 1e-9))
    first = np.flatnonzero(need.p50 > norm.at_most_share * need.persons + 0.5)
    codes = twin.network.region.areas["code"]
    areas = (
        ()
        if norm.need in REGION_ONLY
        else tuple(str(codes[a]) for a, count in zip(at, by_area, strict=True) if count > 0.5)
    )
    return Finding(
        norm=norm.norm,
        need=norm.need,
        wording=norm.wording(language),
        areas=areas,
        groups=tuple(hit),
        persons=persons,
        first_hour=float(first[0] * outcome.dt) + norm.longer_than_h if len(first) else None,
        severity=_share(runs, q, n, at),
        evidence=norm.evidence,
        source=norm.source,
        nato_objective=norm.nato_objective,
        pillar=norm.pillar,
        estimated_share=need.estimated_share,
    )


def _share(runs: Sequence[Run], q: int, n: int, at: Ints) -> float:
    """Share of the people who have the need for whom the norm is missed, in the middle run."""
    shares = [run.counts[q][at].sum() / max(float(run.persons[n][at].sum()), 1e-9) for run in runs]
    return float(np.median(shares))
