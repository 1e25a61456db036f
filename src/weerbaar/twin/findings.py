"""Findings: outcomes held against the norms of a base level, by how badly and for whom.

Rules:
1. A norm is missed when, in the middle run, more people than its share allows lack the need for
   longer than it allows; half a person is nobody.
2. Severity is the share of the people with the need for whom it is missed, in the middle run.
3. The worst comes first: by severity in whole per cents; where that is alike the norm of which the
   group that is hit hardest is hit harder, then the one that more people miss.
4. Needs of the whole region only are not held against a norm in a part of it; their people are told
   by no group and no area. Groups of 1 to 9 people are left out.
5. The same is told for each municipality of the scope, held against the norm by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band, Finding, GroupShare
from weerbaar.twin.ensemble import Run
from weerbaar.twin.outcome import REGION_ONLY, SUPPRESS_BELOW, NeedOutcome, Outcome, band
from weerbaar.twin.profile import Norm
from weerbaar.twin.tables import GROUP_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Small = NDArray[np.float32]

SOME = 0.5
"""Fewer persons than this are nobody."""


@dataclass(frozen=True)
class TownShare:
    """For how many people of a municipality, and which share of them, a norm is missed (rule 1)."""

    municipality: str
    persons: Band
    share: Band
    missed: bool


@dataclass(frozen=True)
class Verdict:
    """One norm held against the runs: as a finding, and whether it is missed (rule 1).

    `area_persons` and `area_shares` (A) are for how many people of each area of the region, and for
    which share of those who have the need, it is missed in the middle run; None for needs of the
    region only, of which `towns` is empty.
    """

    finding: Finding
    missed: bool
    area_persons: Floats | None
    area_shares: Floats | None
    towns: tuple[TownShare, ...] = ()


@dataclass(frozen=True)
class _Counted:
    """What norms are held against: `by_area` (R, Q, A), `people` (R, N, G) of the scope."""

    by_area: Small
    people: Floats


def find_gaps(twin: Twin, runs: Sequence[Run], outcome: Outcome, language: str) -> list[Finding]:
    """A finding for each norm that is missed, the worst first."""
    return [v.finding for v in judge_norms(twin, runs, outcome, language) if v.missed]


def judge_norms(
    twin: Twin, runs: Sequence[Run], outcome: Outcome, language: str
) -> tuple[Verdict, ...]:
    """A verdict on each norm of the twin that this scope can be held against.

    Missed norms stand first, the worst of them at the top (rule 3); then those that are met.
    """
    counted = _count(runs, outcome, len(twin.norms))
    verdicts = [
        _verdict(twin, counted, outcome, q, norm, language)
        for q, norm in enumerate(twin.norms)
        if outcome.scope.whole or norm.need not in REGION_ONLY
    ]
    return tuple(sorted(verdicts, key=worst_first))


def worst_first(verdict: Verdict) -> tuple[bool, float, float, float, str]:
    """By what verdicts are sorted (rule 3); what is met stands last."""
    finding = verdict.finding
    hardest = max((group.share.p50 for group in finding.by_group), default=finding.severity)
    return (
        not verdict.missed,
        -round(finding.severity, 2),
        -round(hardest, 2),
        -finding.persons.p50,
        finding.norm,
    )


def _count(runs: Sequence[Run], outcome: Outcome, norms: int) -> _Counted:
    """The counts of all runs, each run asked once."""
    at, by_area, people = outcome.scope.areas, [], []
    for run in runs:
        by_area.append(run.counts[:norms].sum(axis=2).astype(np.float32))
        people.append(_by_group(run.persons[:, at].sum(axis=1)))
    return _Counted(np.stack(by_area), np.stack(people))


def _by_group(cells: Floats) -> Floats:
    """Cells of group and income (..., 10) as groups (..., 5)."""
    groups: Floats = cells.reshape(*cells.shape[:-1], len(GROUP_ORDER), 2).sum(axis=-1)
    return groups


def _verdict(
    twin: Twin, counted: _Counted, outcome: Outcome, q: int, norm: Norm, language: str
) -> Verdict:
    need, n, at = outcome.need(norm.need), NEED_ORDER.index(norm.need), outcome.scope.areas
    missing = _by_group(outcome.norm_persons[:, q])
    people = counted.people[:, n]
    total = missing.sum(axis=1)
    persons = band(total.tolist())
    shares = _shares(total, people.sum(axis=1))
    over = total > np.maximum(norm.at_most_share * people.sum(axis=1), SOME)
    region_only = norm.need in REGION_ONLY
    by_area = np.median(counted.by_area[:, q], axis=0).astype(np.float64)
    codes = twin.network.region.areas["code"]
    finding = Finding(
        norm=norm.norm,
        need=norm.need,
        wording=norm.wording(language),
        areas=() if region_only else tuple(str(codes[a]) for a in at if by_area[a] > SOME),
        groups=_groups_hit(missing, need),
        persons=persons,
        first_hour=_first_hour(norm, need, outcome.dt),
        severity=float(np.median(shares)),
        evidence=norm.evidence,
        source=norm.source,
        nato_objective=norm.nato_objective,
        pillar=norm.pillar,
        estimated_share=need.estimated_share,
        allowed=norm.at_most_share,
        share=band(shares.tolist()),
        by_group=() if region_only else _group_shares(missing, people),
        missed_in_runs=float(np.mean(over)),
    )
    return Verdict(
        finding=finding,
        missed=persons.p50 > max(norm.at_most_share * need.persons, SOME),
        area_persons=None if region_only else by_area,
        area_shares=None if region_only else _shares(by_area, outcome.area_persons[n]),
        towns=() if region_only else _towns(twin, counted.by_area[:, q], outcome, n, norm),
    )


def _groups_hit(missing: Floats, need: NeedOutcome) -> tuple[str, ...]:
    """The groups that miss it in the middle run, those hit most per head first."""
    counts = np.median(missing, axis=0)
    size = dict.fromkeys(GROUP_ORDER, 0.0)
    for group in need.groups:
        size[group.group] += group.persons
    rates = {g: c / max(size[g], 1e-9) for g, c in zip(GROUP_ORDER, counts, strict=True)}
    hit = [g for g, count in zip(GROUP_ORDER, counts, strict=True) if count > SOME]
    return tuple(sorted(hit, key=lambda g: -rates[g]))


def _group_shares(missing: Floats, people: Floats) -> tuple[GroupShare, ...]:
    """Each group of 10 people or more, in the order of GROUP_ORDER."""
    return tuple(
        GroupShare(
            group,
            band(missing[:, g].tolist()),
            band(_shares(missing[:, g], people[:, g]).tolist()),
        )
        for g, group in enumerate(GROUP_ORDER)
        if np.median(people[:, g]) >= SUPPRESS_BELOW
    )


def _towns(
    twin: Twin, by_area: Small, outcome: Outcome, n: int, norm: Norm
) -> tuple[TownShare, ...]:
    """Each municipality of the scope by name; `by_area` (R, A)."""
    at = outcome.scope.areas
    names = twin.network.region.areas["municipality"][at]
    found = []
    for name in sorted({str(name) for name in names}):
        own = at[names == name]
        people = float(outcome.area_persons[n, own].sum())
        missing = by_area[:, own].sum(axis=1, dtype=np.float64)
        persons = band(missing.tolist())
        share = band(_shares(missing, np.full(len(missing), people)).tolist())
        missed = persons.p50 > max(norm.at_most_share * people, SOME)
        found.append(TownShare(name, persons, share, missed))
    return tuple(found)


def _first_hour(norm: Norm, need: NeedOutcome, dt: float) -> float | None:
    """When people first lack it for longer than allowed; None where the middle never shows it."""
    first = np.flatnonzero(need.p50 > norm.at_most_share * need.persons + SOME)
    return float(first[0] * dt) + norm.longer_than_h if len(first) else None


def _shares(missing: Floats, people: Floats) -> Floats:
    return np.minimum(1.0, missing / np.maximum(people, 1e-9))
