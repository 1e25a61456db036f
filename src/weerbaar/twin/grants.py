"""Who asked how much of what, who got how much, and why: the audit trail of one traced run.

Rules:
1. The log of a run (see `dividing`) holds every division: what there was, and of everybody who
   asked what was asked and given. Here each row gets its names.
2. The reasons of a division come from dividing what was logged once more, in the slow and obvious
   way of `sharing.reasons`: the same rule, the same seed, and the hour as the period. Where a
   mechanism gave something else, because units are of use only where there are enough of them
   (mobile generators), that is one reason more.
3. Without `full` a site is named by its kind and municipality. Its identifier is left out, and so
   is its lot: who has the identifiers could find the site by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.sharing.claims import Claim
from weerbaar.sharing.reasons import Award, Reason, trace
from weerbaar.sharing.tables import SIDE_ORDER
from weerbaar.twin.case import Case
from weerbaar.twin.dividing import (
    CIVIL_FREIGHT,
    DIVIDED,
    FREIGHT_NAME,
    LOG_ENDS,
    MILITARY,
    MILITARY_NAME,
    OF_AREAS,
    SUPPLY,
    Division,
    lots_of,
    rule_of,
)
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import trace_grants
from weerbaar.twin.explain import NO_HOUR
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]

SCHEMA = 1
HIDDEN = "…"
HIDDEN_PARAMS = ("lot",)
GRANT_COLUMNS = ("hour", "resource", "kind", "municipality", "area", "asked", "granted", "supply")

NAMES = {MILITARY: MILITARY_NAME, CIVIL_FREIGHT: FREIGHT_NAME}
"""Claimants that are no site and no area."""
WHO = {MILITARY_NAME: mark("the forces"), FREIGHT_NAME: mark("civil freight")}
SLACK = 1e-6
"""Grants that differ by a smaller part of what is asked are the same."""
NOT_BY_RULE = mark(
    "By the rule alone it would be {exact}: units that would be too few for one go to another."
)

NO_RESOURCE = ProblemKind(
    "no-such-resource",
    mark("There is no resource “{value}”."),
    mark("Use one of: {known}."),
)


@dataclass(frozen=True)
class Claimant:
    """Who asks: a site with its kind and municipality, an area, or by `name` who is neither."""

    site: str
    kind: str
    municipality: str
    area: str
    name: str = ""


@dataclass(frozen=True)
class Grant:
    """What one claimant asked and got, and why where that was asked."""

    claimant: Claimant
    asked: float
    granted: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Shared:
    """One division: in which step and of what, how much there was, and what everybody got."""

    step: int
    hour: float
    resource: str
    supply: float
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Trail:
    """All divisions of one run, in order; `whole` unless the log was too small to hold them all."""

    run: int
    steps: int
    shared: tuple[Shared, ...]
    whole: bool


@dataclass(frozen=True)
class Total:
    """What one claimant got of one resource in the whole run.

    Hours at which it first asked and first got something (infinite: never), hours in which it got
    less than it asked, and all it got: units of what cannot be split, amounts of what can.
    """

    resource: str
    claimant: Claimant
    first_asked_h: float
    first_got_h: float
    short_h: float
    granted: float


def trail_of(twin: Twin, run: int, resource: str = "", hour: float | None = None) -> Trail:
    """The audit trail of one run, of one resource or all; with reasons where one hour is asked.

    Raises Refused for a resource that is not known and an hour outside the run.
    """
    if resource and resource not in DIVIDED:
        params = {"known": ", ".join(DIVIDED)}
        raise Refused([Problem(NO_RESOURCE, column="--resource", value=resource, params=params)])
    made, log = trace_grants(twin, run)
    if hour is not None and not 0 <= hour < made.steps * twin.dt:
        most = {"high": int(made.steps * twin.dt) - 1}
        raise Refused([Problem(NO_HOUR, column="--hour", value=f"{hour:g}", params=most)])
    divisions = divisions_of(make_case(twin, run)[0])
    steps = None if hour is None else int(hour / twin.dt)
    shared = [
        shared
        for shared in read_log(twin, log, divisions)
        if resource in ("", shared.resource) and steps in (None, shared.step)
    ]
    if hour is not None:
        shared = [with_reasons(twin, run, part, divisions[part.resource]) for part in shared]
    return Trail(run, made.steps, tuple(shared), not bool((log[:, 2] == LOG_ENDS).any()))


def divisions_of(case: Case) -> dict[str, Division]:
    """The divisions of a case by resource: fields of its records."""
    found = {}
    for record in case:
        for value in record if isinstance(record, tuple) else ():
            parts = (value,) if isinstance(value, Division) else value
            for part in parts if isinstance(parts, tuple) else ():
                if isinstance(part, Division):
                    found[DIVIDED[part.resource]] = part
    return found


def read_log(twin: Twin, log: Floats, divisions: Mapping[str, Division]) -> list[Shared]:
    """The divisions in a log, in its order, with the names of all who asked."""
    names: dict[tuple[bool, int], Claimant] = {}
    starts = np.append(np.flatnonzero(log[:, 2] == SUPPLY), len(log))
    shared = []
    for first, past in pairwise(starts.tolist()):
        step, resource = int(log[first, 0]), DIVIDED[int(log[first, 1])]
        areas = divisions[resource].whose == OF_AREAS
        grants = []
        for _, _, number, asked, granted in log[first + 1 : past]:
            if number == LOG_ENDS:
                continue
            key = (areas, int(number))
            if key not in names:
                names[key] = claimant_of(twin, *key)
            grants.append(Grant(names[key], float(asked), float(granted)))
        shared.append(Shared(step, step * twin.dt, resource, float(log[first, 4]), tuple(grants)))
    return shared


def claimant_of(twin: Twin, of_areas: bool, number: int) -> Claimant:
    """Who a number in the log stands for."""
    network = twin.network
    areas = network.region.areas
    if number in NAMES:
        return Claimant("", "", "", "", NAMES[number])
    if of_areas:
        return Claimant("", "", str(areas["municipality"][number]), str(areas["code"][number]))
    code = str(network.region.sites["area"][network.site_rows[number]])
    at = np.flatnonzero(areas["code"] == code)
    town = str(areas["municipality"][at[0]]) if len(at) else ""
    kind = network.kinds[int(network.graph.kind[number]) - 1]
    return Claimant(network.sites[number], kind, town, "")


def name_of(claimant: Claimant) -> str:
    """The name by which the lot of a claimant is drawn."""
    return claimant.site or claimant.area or claimant.name


def with_reasons(twin: Twin, run: int, shared: Shared, division: Division) -> Shared:
    """A division with the reason of each grant: what was asked, divided once more."""
    row = _rows_by_name(twin, division)
    claims = [
        Claim(
            name_of(grant.claimant),
            grant.asked,
            float(division.claims.weight[row[name_of(grant.claimant)]]),
            int(division.claims.rank[row[name_of(grant.claimant)]]) + 1,
            SIDE_ORDER[division.claims.side[row[name_of(grant.claimant)]]],
        )
        for grant in shared.grants
    ]
    rule = rule_of(twin, run, bool(division.terms.whole))
    awards = trace(claims, shared.supply, rule, int(lots_of(shared.step, twin.dt)))
    return replace(shared, grants=tuple(map(_with_reason, shared.grants, awards)))


def _with_reason(grant: Grant, award: Award) -> Grant:
    """A grant with the reasons of the award, and one more where it is not what the rule gives."""
    same = abs(award.granted - grant.granted) <= SLACK * max(1.0, grant.asked)
    other = () if same else (Reason(NOT_BY_RULE, {"exact": award.granted}),)
    return replace(grant, reasons=(*award.reasons, *other))


def _rows_by_name(twin: Twin, division: Division) -> dict[str, int]:
    of_areas = division.whose == OF_AREAS
    codes = twin.network.region.areas["code"]
    names = codes if of_areas else twin.network.sites
    return {
        NAMES[i] if i in NAMES else str(names[i]): k
        for k, i in enumerate(division.claimants.tolist())
    }


def totals_of(trail: Trail, dt: float) -> list[Total]:
    """What each claimant got of each resource, by resource and then who asked first."""
    found: dict[tuple[str, Claimant], Total] = {}
    for shared in trail.shared:
        for grant in shared.grants:
            key = (shared.resource, grant.claimant)
            never = float("inf")
            before = found.get(key, Total(*key, shared.hour, never, 0.0, 0.0))
            first = min(before.first_got_h, shared.hour if grant.granted > 0.0 else never)
            short = before.short_h + (dt if grant.granted < grant.asked else 0.0)
            given = before.granted + grant.granted
            found[key] = replace(before, first_got_h=first, short_h=short, granted=given)
    return sorted(
        found.values(),
        key=lambda t: (
            DIVIDED.index(t.resource),
            t.first_asked_h,
            t.claimant.kind,
            t.claimant.municipality,
            name_of(t.claimant),
        ),
    )


def words_of(grant: Grant, language: Language, full: bool) -> str:
    """Why a claimant got its part, in this language; without `full` no lot is shown."""
    reasons = grant.reasons if full else [_redacted(reason) for reason in grant.reasons]
    return " ".join(reason.words(language) for reason in reasons)


def _redacted(reason: Reason) -> Reason:
    hidden = {name: HIDDEN for name in HIDDEN_PARAMS if name in reason.params}
    return Reason(reason.text, {**reason.params, **hidden})


def label_of(twin: Twin, claimant: Claimant, words: Language, full: bool) -> str:
    """A claimant as it is shown: kind and municipality of a site, and with `full` which site."""
    if claimant.area:
        areas = twin.network.region.areas
        at = areas.positions("code")[claimant.area]
        return f"{areas['name'][at]}, {claimant.municipality}"
    if not claimant.site:
        return words.text(WHO[claimant.name])
    kinds = twin.network.library.kinds
    kind = str(kinds.row(kinds.positions("kind")[claimant.kind])[f"name_{words.code}"])
    town = claimant.municipality or words.text(mark("outside the region"))
    return f"{kind}, {town} [{claimant.site}]" if full else f"{kind}, {town}"


def trail_record(twin: Twin, trail: Trail, words: Language, full: bool) -> dict[str, Any]:
    """The trail as plain values."""
    return {
        "schema": SCHEMA,
        "simulation": True,
        "confidential": full,
        "region": twin.network.region.region,
        "scenario": twin.scenario.scenario,
        "run": trail.run,
        "seed": twin.seed,
        "step_h": twin.dt,
        "rule": twin.scenario.sharing_rule,
        "whole": trail.whole,
        "divisions": [
            {
                "hour": shared.hour,
                "resource": shared.resource,
                "supply": shared.supply,
                "grants": [_grant_record(grant, words, full) for grant in in_order(shared, full)],
            }
            for shared in trail.shared
        ],
    }


def in_order(shared: Shared, full: bool) -> Sequence[Grant]:
    """Grants in the order in which they are told: without `full`, names do not set it."""
    if full:
        return shared.grants
    return sorted(
        shared.grants,
        key=lambda g: (g.claimant.kind, g.claimant.municipality, g.claimant.area, -g.granted),
    )


def _grant_record(grant: Grant, words: Language, full: bool) -> dict[str, Any]:
    who = grant.claimant
    named = {"site": who.site} if full else {}
    why = {"reasons": words_of(grant, words, full)} if grant.reasons else {}
    return {
        **named,
        "kind": who.kind,
        "municipality": who.municipality,
        "area": who.area,
        "asked": grant.asked,
        "granted": grant.granted,
        **why,
    }


def grant_columns(full: bool) -> tuple[str, ...]:
    """The columns of a file of grants."""
    return (*GRANT_COLUMNS, "site") if full else GRANT_COLUMNS


def grant_rows(shared: Iterable[Shared], full: bool) -> list[list[Any]]:
    """One row for every claim, in the columns of `grant_columns`."""
    return [
        [
            part.hour,
            part.resource,
            grant.claimant.kind,
            grant.claimant.municipality,
            grant.claimant.area,
            grant.asked,
            grant.granted,
            part.supply,
            *([grant.claimant.site] if full else []),
        ]
        for part in shared
        for grant in in_order(part, full)
    ]
