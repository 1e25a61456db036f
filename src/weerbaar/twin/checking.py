"""What a scenario names, held against a library and a region.

Rules:
1. Kinds, areas, municipalities and sites that are not there are refused, each with the nearest that
   are; an area that is named by its name is refused with its code.
2. A shock hits at least one site that counts: planned sites only where they are switched on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

import numpy as np

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, first_problems
from weerbaar.region.placing import UNKNOWN_KIND
from weerbaar.region.region import Library, Region
from weerbaar.twin.reading import shown
from weerbaar.twin.scenario import Scenario, Shock, sites_of

HITS_NOTHING = ProblemKind(
    "hits-nothing",
    mark("The shock {value} hits no site of this region."),
    mark("Check its kinds, places and circle against the region."),
)
UNKNOWN_AREA = ProblemKind(
    "unknown-area",
    mark("There is no area with the code “{value}” in this region."),
    mark("Use one of: {known}."),
)
UNKNOWN_MUNICIPALITY = ProblemKind(
    "no-such-municipality",
    mark("There is no municipality “{value}” in this region."),
    mark("Use one of: {known}."),
)
UNKNOWN_SITE = ProblemKind(
    "no-such-site",
    mark("There is no site with the identifier “{value}” in this region."),
    mark("Use one of: {known}."),
)
UNKNOWN_SITES = ProblemKind(
    "unknown-planned-kind",
    mark("There are no planned sites of the kind “{value}” in this region."),
    mark("Use one of: {known}."),
)

NEAREST = 5
LISTED = 12
MOST_LOOKED_UP = 20


def check_against(
    scenario: Scenario,
    region: Region | None,
    library: Library,
    switched_on: Collection[str] = (),
) -> list[Problem]:
    """A problem for each kind, area and municipality that is not there, and each idle shock.

    Without a region only the kinds are checked. `switched_on` are kinds of planned sites that count
    beside those of the scenario. Problems name the scenario and its keys.
    """
    on = {*scenario.planned_sites, *switched_on}
    file = scenario.scenario
    kinds = sorted(str(kind) for kind in library.kinds["kind"])
    problems = _unknown(UNKNOWN_KIND, file, "planned_sites", scenario.planned_sites, kinds)
    if region is not None and not problems:
        problems += check_planned(scenario.planned_sites, region, file, "planned_sites")
    for i, shock in enumerate(scenario.shocks):
        at = f"shocks[{i + 1}]"
        found = _unknown(UNKNOWN_KIND, file, f"{at}.kinds", shock.kinds, kinds)
        if region is not None:
            found += _unknown_places(shock, region, file, at)
            if not found and not _hits(shock, region, on):
                found.append(Problem(HITS_NOTHING, file, column=at, value=shock.name))
        problems += found
    return first_problems(problems)


def check_planned(kinds: Iterable[str], region: Region, file: str, column: str) -> list[Problem]:
    """A problem for each kind of which the region has no planned sites."""
    known = sorted({str(k) for k in region.sites["kind"][region.sites["planned"]]})
    return _unknown(UNKNOWN_SITES, file, column, kinds, known)


def check_municipalities(
    names: Iterable[str], region: Region, file: str, column: str
) -> list[Problem]:
    """A problem for each name that no municipality of the region has."""
    known = sorted({str(name) for name in region.areas["municipality"]})
    return _unknown(UNKNOWN_MUNICIPALITY, file, column, names, known)


def _unknown_places(shock: Shock, region: Region, file: str, at: str) -> list[Problem]:
    codes = sorted(str(code) for code in region.areas["code"])
    by_name = {
        str(name).lower(): str(code)
        for code, name in zip(region.areas["code"], region.areas["name"], strict=True)
    }
    return [
        *_unknown(UNKNOWN_AREA, file, f"{at}.areas", shock.areas, codes, by_name),
        *check_municipalities(shock.municipalities, region, file, f"{at}.municipalities"),
        *_unknown(UNKNOWN_SITE, file, f"{at}.sites", shock.sites, _identifiers(shock, region)),
    ]


def _identifiers(shock: Shock, region: Region) -> list[str]:
    """The identifiers of all sites, sorted; none where the shock names none."""
    return sorted(str(site) for site in region.sites["site"]) if shock.sites else []


def _unknown(
    kind: ProblemKind,
    file: str,
    column: str,
    given: Iterable[str],
    known: Sequence[str],
    also: Mapping[str, str] | None = None,
) -> list[Problem]:
    """A problem for each that is not known, with the nearest known ones; `also` are other names."""
    among = frozenset(known)
    missing = [name for name in dict.fromkeys(given) if name not in among]
    problems = []
    for i, name in enumerate(missing):
        near = [also[name.lower()]] if also and name.lower() in also else []
        if not near and i < MOST_LOOKED_UP:
            near = get_close_matches(name, known, NEAREST)
        params = {"known": _listing(near or known)}
        problems.append(Problem(kind, file, column=column, value=shown(name), params=params))
    return problems


def _listing(names: Sequence[str]) -> str:
    return ", ".join([*names[:LISTED], *(["…"] if len(names) > LISTED else [])]) or "–"


def _hits(shock: Shock, region: Region, switched_on: Collection[str]) -> bool:
    """Whether a site that counts is hit."""
    sites = region.sites
    counts = ~sites["planned"] | np.isin(sites["kind"], list(switched_on))
    return bool((sites_of(shock, region) & counts).any())
