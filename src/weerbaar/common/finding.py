"""A finding: what falls short of a norm, where, when, how badly, for whom, on which evidence.

Every check of the platform writes findings in this one form; the agenda reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

SCHEMA = 1


@dataclass(frozen=True)
class Band:
    """A figure with its uncertainty: the middle, and what 1 in 10 runs stay under or pass."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class GroupShare:
    """For how many people of one group a norm is not met, and for which share of the group."""

    group: str
    persons: Band
    share: Band


@dataclass(frozen=True)
class Finding:
    """One shortfall against one norm.

    `persons` are those for whom the norm is not met, `share` their share of the people who have
    the need and `severity` its middle; `allowed` is the share that the norm allows. `first_hour`
    is when it is first missed, in hours after the start. `estimated_share` is the share of the
    figure that rests on estimated objects. `areas` are area codes, `groups` group names.
    `missed_in_runs` is the share of the runs in which the norm is missed.
    """

    norm: str
    need: str
    wording: str
    areas: tuple[str, ...]
    groups: tuple[str, ...]
    persons: Band
    first_hour: float | None
    severity: float
    evidence: str
    source: str
    nato_objective: int
    pillar: int
    estimated_share: float
    allowed: float = 0.0
    share: Band = Band(0.0, 0.0, 0.0)
    by_group: tuple[GroupShare, ...] = ()
    missed_in_runs: float = 1.0
