"""Norms as plain values and rows for files.

Counts of 1 to 9 people are left out, and their share with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from weerbaar.common.finding import SCHEMA
from weerbaar.twin.findings import Verdict
from weerbaar.twin.outcome import Outcome, hidden_band, shown
from weerbaar.twin.pillar_tags import NONE, pillar_numbered, tracks_of
from weerbaar.twin.profile import Profile
from weerbaar.twin.tabulate import finding_record
from weerbaar.twin.twin import Twin

FINDING_COLUMNS = (
    "norm",
    "need",
    "wording",
    "missed",
    "persons_p10",
    "persons_p50",
    "persons_p90",
    "severity",
    "share_p10",
    "share_p90",
    "allowed",
    "missed_in_runs",
    "first_hour",
    "groups",
    "areas",
    "nato_objective",
    "pillar",
    "evidence",
    "source",
    "estimated_share",
    "track",
)
GROUP_COLUMNS = (
    "norm",
    "group",
    "persons_p10",
    "persons_p50",
    "persons_p90",
    "share_p10",
    "share_p50",
    "share_p90",
)
TOWN_COLUMNS = (
    "norm",
    "municipality",
    "missed",
    "persons_p10",
    "persons_p50",
    "persons_p90",
    "share_p10",
    "share_p50",
    "share_p90",
)
AREA_COLUMNS = ("norm", "area", "name", "municipality", "persons_p50", "share_p50")


@dataclass(frozen=True)
class Findings:
    """An outcome held against a profile: what goes into the page and the files.

    `verdicts` are as `findings.judge_norms` gives them, the worst first.
    """

    twin: Twin
    outcome: Outcome
    profile: Profile
    verdicts: tuple[Verdict, ...]
    region_hash: str
    version: str

    @property
    def missed(self) -> tuple[Verdict, ...]:
        """The verdicts on norms that are missed, the worst first."""
        return tuple(verdict for verdict in self.verdicts if verdict.missed)

    @property
    def met(self) -> tuple[Verdict, ...]:
        """The verdicts on norms that are met."""
        return tuple(verdict for verdict in self.verdicts if not verdict.missed)

    @property
    def end_h(self) -> float:
        """The hour at which the longest course ends."""
        return len(self.outcome.hours) * self.outcome.dt

    @property
    def not_held(self) -> tuple[str, ...]:
        """The identifiers of norms that a part of the region cannot be held against."""
        held = {verdict.finding.norm for verdict in self.verdicts}
        return tuple(norm.norm for norm in self.profile.norms if norm.norm not in held)


def findings_record(found: Findings) -> dict[str, Any]:
    """All of it as plain values, with the schema version of a finding."""
    twin = found.twin
    return {
        "schema": SCHEMA,
        "simulation": True,
        "region": twin.network.region.region,
        "region_hash": found.region_hash,
        "scenario": twin.scenario.scenario,
        "place": found.outcome.scope.name,
        "profile": found.profile.profile,
        "profile_source": found.profile.source,
        "runs": found.outcome.runs,
        "seed": twin.seed,
        "step_h": twin.dt,
        "version": found.version,
        "findings": [finding_record(verdict.finding) for verdict in found.missed],
        "met": [finding_record(verdict.finding) for verdict in found.met],
        "by_municipality": [dict(zip(TOWN_COLUMNS, row, strict=True)) for row in town_rows(found)],
        "not_held_in_a_part": list(found.not_held),
    }


def finding_rows(found: Findings) -> list[list[Any]]:
    """One row for each norm, columns FINDING_COLUMNS, the worst first; hidden counts are None."""
    rows = []
    for verdict in found.verdicts:
        finding = finding_record(verdict.finding)
        share = finding["share"] or dict.fromkeys(("p10", "p50", "p90"))
        values = finding | {
            "missed": "yes" if verdict.missed else "no",
            **{f"persons_{name}": value for name, value in finding["persons"].items()},
            **{f"share_{name}": value for name, value in share.items()},
            "groups": " ".join(finding["groups"]),
            "areas": " ".join(finding["areas"]),
            "track": _track(found, verdict.finding.pillar),
        }
        rows.append([_rounded(values[column]) for column in FINDING_COLUMNS])
    return rows


def _track(found: Findings, pillar: int) -> str:
    """The track of a pillar of the letter, NONE where there is no such pillar."""
    tracks = tracks_of((pillar_numbered(pillar),), found.twin.library.taxonomy)
    return " ".join(tracks) or NONE


def group_rows(found: Findings) -> list[list[Any]]:
    """One row for each norm and group, columns GROUP_COLUMNS; hidden counts are None."""
    rows = []
    for verdict in found.verdicts:
        for part in finding_record(verdict.finding)["by_group"]:
            share = part["share"] or dict.fromkeys(("p10", "p50", "p90"))
            figures = (*part["persons"].values(), *share.values())
            rows.append([verdict.finding.norm, part["group"], *map(_rounded, figures)])
    return rows


def town_rows(found: Findings) -> list[list[Any]]:
    """One row for each norm and municipality, columns TOWN_COLUMNS; hidden counts are None."""
    rows = []
    for verdict in found.verdicts:
        for town in verdict.towns:
            hidden = hidden_band(town.persons)
            persons = [shown(value) for value in asdict(town.persons).values()]
            share = [None if hidden else value for value in asdict(town.share).values()]
            figures = map(_rounded, (*persons, *share))
            missed = "yes" if town.missed else "no"
            rows.append([verdict.finding.norm, town.municipality, missed, *figures])
    return rows


def area_rows(found: Findings) -> list[list[Any]]:
    """One row for each missed norm and area of the scope, columns AREA_COLUMNS."""
    areas, rows = found.twin.network.region.areas, []
    for verdict in found.missed:
        if verdict.area_persons is None or verdict.area_shares is None:
            continue
        for a in found.outcome.scope.areas:
            persons = shown(float(verdict.area_persons[a]))
            share = None if persons is None else float(verdict.area_shares[a])
            place = [str(areas[column][a]) for column in ("code", "name", "municipality")]
            rows.append([verdict.finding.norm, *place, _rounded(persons), _rounded(share)])
    return rows


def sheets_of(found: Findings) -> Mapping[str, tuple[Sequence[str], list[list[Any]]]]:
    """The rows of a workbook by the name of their sheet."""
    return {
        "findings": (FINDING_COLUMNS, finding_rows(found)),
        "by group": (GROUP_COLUMNS, group_rows(found)),
        "by municipality": (TOWN_COLUMNS, town_rows(found)),
        "by area": (AREA_COLUMNS, area_rows(found)),
    }


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value
