"""What differs between two regions: sites and how many are estimated, figures of areas, statements.

It compares facts only; what the twin then answers is compared in `twin.difference`. Vital sites are
counted, and named only in full (see `overview`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from weerbaar.common.tables import Rows
from weerbaar.region.bundle import region_hash
from weerbaar.region.overview import vital_kinds
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AREAS

Record = Mapping[str, Any]

COUNTED = ("inhabitants", "dwellings", "area_km2")
ADDED, GONE, BETTER_KNOWN, CHANGED = "added", "gone", "better known", "changed"


@dataclass(frozen=True)
class KindChange:
    """The sites of a kind inside the region: how many, and how many of those are estimated."""

    kind: str
    before: int
    after: int
    estimated_before: int
    estimated_after: int


@dataclass(frozen=True)
class SiteChange:
    """A site that came, went, was estimated and is known now, or has other facts."""

    site: str
    kind: str
    what: str
    name: str
    area: str


@dataclass(frozen=True)
class ColumnChange:
    """A figure of areas that differs, and in how many areas.

    `before` and `after` are the sum of all areas for what is counted (`total`), else the mean
    weighted by inhabitants.
    """

    column: str
    unit: str
    areas: int
    total: bool
    before: float
    after: float


@dataclass(frozen=True)
class StatementChange:
    """A stated autonomy that came or went, with who said it; hours as p10, p50 and p90."""

    what: str
    consumer: str
    input: str
    hours: tuple[float, float, float]
    organisation: str
    date: str


@dataclass(frozen=True)
class Difference:
    """All that differs; areas, links and outlines as counts."""

    kinds: tuple[KindChange, ...]
    sites: tuple[SiteChange, ...]
    columns: tuple[ColumnChange, ...]
    statements: tuple[StatementChange, ...]
    areas_added: tuple[str, ...]
    areas_gone: tuple[str, ...]
    links_added: int
    links_gone: int
    service_changed: int
    stocks_changed: int
    resources_changed: int
    routes_changed: int
    sizes_changed: int
    outlines_changed: int
    nothing: bool
    """Whether the two regions hold the same facts, whatever they are called."""


def compare_regions(before: Region, after: Region) -> Difference:
    """What differs from one region to another, by identifiers and codes."""
    codes = [set(region.areas["code"]) for region in (before, after)]
    links = [_links(region) for region in (before, after)]
    return Difference(
        kinds=_kind_changes(before, after),
        sites=_site_changes(before, after),
        columns=_column_changes(before.areas, after.areas),
        statements=_statement_changes(before, after),
        areas_added=tuple(sorted(codes[1] - codes[0])),
        areas_gone=tuple(sorted(codes[0] - codes[1])),
        links_added=len(links[1] - links[0]),
        links_gone=len(links[0] - links[1]),
        service_changed=len(_rows(after.service) ^ _rows(before.service)),
        stocks_changed=len(_rows(after.stocks) ^ _rows(before.stocks)),
        resources_changed=len(_rows(after.resources) ^ _rows(before.resources)),
        routes_changed=len(_rows(after.routes) ^ _rows(before.routes)),
        sizes_changed=len(_rows(after.sizes) ^ _rows(before.sizes)),
        outlines_changed=sum(
            before.outlines.get(code) != after.outlines.get(code)
            for code in {*before.outlines, *after.outlines}
        ),
        nothing=region_hash(replace(before, region="", name=""))
        == region_hash(replace(after, region="", name="")),
    )


def estimated_share(region: Region) -> float:
    """Share of the sites inside the region that are estimated; 0 where there are none."""
    inside = region.sites.where(region.sites["area"] != "")
    return float(inside["estimated"].mean()) if len(inside) else 0.0


def difference_record(difference: Difference, library: Library, full: bool) -> dict[str, Any]:
    """The difference as plain values for `--json`; vital sites are left out unless full."""
    record = asdict(difference)
    record["sites"] = [asdict(site) for site in shown_sites(difference, library, full)]
    shown = shown_statements(difference, library, full)
    record["statements"] = [asdict(statement) for statement in shown]
    record["statements_not_shown"] = len(difference.statements) - len(shown)
    return record


def shown_sites(difference: Difference, library: Library, full: bool) -> list[SiteChange]:
    """The sites that changed and may be named."""
    hidden = frozenset() if full else vital_kinds(library)
    return [site for site in difference.sites if site.kind not in hidden]


def shown_statements(difference: Difference, library: Library, full: bool) -> list[StatementChange]:
    """The statements that may be shown: in public those of a kind that is not vital."""
    public = set(library.kinds["kind"]) - vital_kinds(library)
    return [s for s in difference.statements if full or s.consumer in public]


def _kind_changes(before: Region, after: Region) -> tuple[KindChange, ...]:
    numbers = [_counted(region) for region in (before, after)]
    kinds = sorted({kind for counted in numbers for kind, _ in counted})
    changes = [
        KindChange(
            kind,
            *(counted[kind, False] + counted[kind, True] for counted in numbers),
            *(counted[kind, True] for counted in numbers),
        )
        for kind in kinds
    ]
    return tuple(
        change
        for change in changes
        if change.before != change.after or change.estimated_before != change.estimated_after
    )


def _counted(region: Region) -> Counter[tuple[str, bool]]:
    sites = region.sites.where(region.sites["area"] != "")
    return Counter(zip(sites["kind"].tolist(), sites["estimated"].tolist(), strict=True))


def _site_changes(before: Region, after: Region) -> tuple[SiteChange, ...]:
    old = {site["site"]: site for site in before.sites}
    new = {site["site"]: site for site in after.sites}
    changes = []
    for ident in sorted(old.keys() | new.keys()):
        what = _what(old.get(ident), new.get(ident))
        if what:
            site = new.get(ident) or old[ident]
            changes.append(SiteChange(ident, site["kind"], what, site["name"], site["area"]))
    return tuple(changes)


def _what(old: Record | None, new: Record | None) -> str:
    if old is None:
        return ADDED
    if new is None:
        return GONE
    if old["estimated"] and not new["estimated"]:
        return BETTER_KNOWN
    return CHANGED if _texts(old) != _texts(new) else ""


def _texts(row: Record) -> tuple[str, ...]:
    return tuple(str(value) for value in row.values())


def _rows(rows: Rows) -> set[tuple[str, ...]]:
    return {_texts(row) for row in rows}


def _links(region: Region) -> set[tuple[str, str, str, float]]:
    return {(x["consumer"], x["input"], x["supplier"], x["weight"]) for x in region.links}


def _column_changes(before: Rows, after: Rows) -> tuple[ColumnChange, ...]:
    place = before.positions("code")
    both = [i for i, code in enumerate(after["code"]) if code in place]
    old = [place[after["code"][i]] for i in both]
    changes = []
    for column in AREAS.columns:
        if column.kind not in ("number", "share"):
            continue
        was, now = before[column.name][old], after[column.name][both]
        other = ~((was == now) | (np.isnan(was) & np.isnan(now)))
        if other.any():
            total = column.name in COUNTED
            figures = (
                _figure(was, before["inhabitants"][old], total),
                _figure(now, after["inhabitants"][both], total),
            )
            changes.append(
                ColumnChange(column.name, column.unit, int(other.sum()), total, *figures)
            )
    return tuple(changes)


def _figure(values: Any, people: Any, total: bool) -> float:
    if total:
        return float(np.nansum(values))
    known = ~np.isnan(values)
    return float(np.average(values[known], weights=people[known])) if known.any() else float("nan")


def _statement_changes(before: Region, after: Region) -> tuple[StatementChange, ...]:
    old, new = _rows(before.autonomies), _rows(after.autonomies)
    return tuple(
        StatementChange(
            what,
            row["consumer"],
            row["input"],
            (row["t_p10"], row["t_p50"], row["t_p90"]),
            row["organisation"],
            row["date"],
        )
        for what, rows, known in ((ADDED, after.autonomies, old), (GONE, before.autonomies, new))
        for row in rows
        if _texts(row) not in known
    )
