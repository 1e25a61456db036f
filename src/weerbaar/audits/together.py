"""The answers of many firms together: by size, which share goes on for how long; and what of them
the model can take.

Rules:
1. Of each size and failure: of the firms that say anything of it, the share that goes on for more
   than each of LIMITS hours. What a firm does not know lies on both sides: the share runs from
   those that surely do to those that may.
2. The band is Wilson's for 8 of 10 (chance of the sample): its low end for those that surely do,
   its high end for those that may. Who answers was not drawn by lot; that no band holds.
3. Of fewer than SMALLEST firms nothing is told, nor a share from which 1 to 9 of them could be
   reckoned: each two numbers that stand in a row (all, those that surely do and those that may, at
   each of LIMITS) are the same or at least SMALLEST apart. The row of all sizes is told only where
   no size is left out, and a share of it only where that share is told of each size; or taking the
   others from it would give the one left out away.
4. A firm that names its site of the region speaks for that site. Firms that name a kind of site
   speak together for the kind, where at least SMALLEST of them give a known number of hours: the
   tenth, the middle and the ninetieth of a hundred. Only the part itself goes to the model, and
   not what fails with it: the model reckons that by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from weerbaar.audits.questions import FAILS, Audit
from weerbaar.audits.reckoning import Lasts, check_firm, part_lasts
from weerbaar.audits.typed import MOST_HOURS, Firm
from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.tables import AUTONOMIES, SIZE_ORDER, SIZES

LIMITS = (4.0, 24.0, 72.0)
SMALLEST = 10
ALL = ""
UPPER = 0.9
"""8 of 10 lie between one tenth and this."""
CONFIDENCE = "middle"
QUANTILES = (10, 50, 90)


@dataclass(frozen=True)
class Part:
    """Of the firms of a size the share that goes on longer than `over` hours: of how many firms,
    those that surely do and those that may, and the band. None where it is not told (rule 3)."""

    over: float
    surely: float | None
    maybe: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class BySize:
    """Firms of a size and a failure; `firms` is None where fewer than SMALLEST say anything."""

    size: str
    fails: str
    firms: int | None
    parts: tuple[Part, ...]


def by_size(audit: Audit, firms: Sequence[Firm]) -> list[BySize]:
    """The table by size and failure, the row of all sizes last (rules 1 to 3)."""
    lasts: dict[tuple[str, str], list[Lasts]] = {}
    for firm in firms:
        for failure in check_firm(audit, firm.size, firm.answers).failures:
            if not failure.lasts.unknown:
                lasts.setdefault((firm.size, failure.fails), []).append(failure.lasts)
    found = []
    for fails in FAILS:
        sizes = [size for size in SIZE_ORDER if (size, fails) in lasts]
        rows = [_told(size, fails, lasts[size, fails], LIMITS) for size in sizes]
        found += rows
        if sizes and all(row.firms is not None for row in rows):
            together = [one for size in sizes for one in lasts[size, fails]]
            safe = [over for over in LIMITS if all(over in _limits_told(row) for row in rows)]
            found.append(_told(ALL, fails, together, safe))
    return found


def _limits_told(row: BySize) -> list[float]:
    return [part.over for part in row.parts if part.surely is not None]


def _told(size: str, fails: str, lasts: Sequence[Lasts], safe: Sequence[float]) -> BySize:
    """A row; of limits that are not `safe` nothing is told, nor what gives a few firms away."""
    if len(lasts) < SMALLEST:
        return BySize(size, fails, None, ())
    parts, numbers = [], [0, len(lasts)]
    for over in LIMITS:
        counts = [sum(end > over for end in ends) for ends in _ends(lasts)]
        apart = (abs(one - other) for one in counts for other in (*numbers, *counts))
        if over in safe and not any(0 < difference < SMALLEST for difference in apart):
            numbers += counts
            parts.append(_part(len(lasts), counts[0], counts[1], over))
        else:
            parts.append(Part(over, None, None, None, None))
    return BySize(size, fails, len(lasts), tuple(parts))


def _part(n: int, surely: int, maybe: int, over: float) -> Part:
    low, high = wilson(surely, n)[0], wilson(maybe, n)[1]
    return Part(over, surely / n, maybe / n, low, high)


def _ends(lasts: Sequence[Lasts]) -> tuple[list[float], list[float]]:
    return [one.low for one in lasts], [one.high for one in lasts]


def wilson(count: int, of: int) -> tuple[float, float]:
    """The band of a share in which it lies for 8 of 10 samples (Wilson 1927); `of` is above 0."""
    z = NormalDist().inv_cdf(UPPER)
    share, spread = count / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def to_model(
    audit: Audit, firms: Sequence[Firm], inputs: Mapping[str, Sequence[str]], day: str, who: str
) -> Rows:
    """Statements of how long sites last, for the import of a region (rule 4).

    `inputs` are those of each kind of site, `day` is on which they were asked, and `who` speaks for
    firms that are counted together.
    """
    records: list[dict[str, Any]] = []
    by_kind: dict[tuple[str, str], list[float]] = {}
    for firm in firms:
        for name, hours in _own(audit, firm).items():
            known = not firm.kind or name in inputs.get(firm.kind, ())
            if firm.site and known:
                ends = (hours, hours, hours)
                records.append(_statement(firm.site, name, ends, firm.name or who, day))
            elif firm.kind and known:
                by_kind.setdefault((firm.kind, name), []).append(hours)
    for (kind, name), found in sorted(by_kind.items()):
        if len(found) >= SMALLEST:
            low, middle, high = (float(q) for q in np.percentile(found, QUANTILES))
            records.append(_statement(kind, name, (low, middle, high), who, day))
    return rows_of(AUTONOMIES, records)


def sizes_to_model(firms: Sequence[Firm], day: str) -> Rows:
    """How large the sites say they are, for the import of a region: of firms that name their site
    and say how many people work there; of two that name the same site the last."""
    said = {firm.site: firm for firm in firms if firm.site and firm.says_size}
    records = [
        {"site": site, "size": firm.size, "organisation": firm.name, "date": day}
        for site, firm in sorted(said.items())
    ]
    return rows_of(SIZES, records)


def counted_sites(audit: Audit, sites: Rows, sizes: Rows) -> dict[tuple[str, str], tuple[int, int]]:
    """By kind and size how many places a region has, and how many of these say their size; of the
    others it is the usual one of their kind. Kinds without a usual size count where they say it."""
    said = {str(row["site"]): str(row["size"]) for row in sizes}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row in sites:
        kind, own = str(row["kind"]), said.get(str(row["site"]), "")
        size = own or audit.kinds.get(kind, "")
        if size and not row["planned"]:
            count, told = found.get((kind, size), (0, 0))
            found[kind, size] = count + 1, told + bool(own)
    order = {kind: i for i, kind in enumerate(audit.kinds)}
    keys = sorted(found, key=lambda k: (SIZE_ORDER.index(k[1]), order.get(k[0], len(order)), k[0]))
    return {key: found[key] for key in keys}


def _own(audit: Audit, firm: Firm) -> dict[str, float]:
    """The hours that a firm itself lasts without each input, where they are known."""
    asked = {one.question: one for one in audit.asked(firm.size)}
    found = {}
    for link in audit.chains:
        if link.input and link.input not in found:
            lasts = part_lasts(audit, link.fails, link.part, asked, firm.answers)
            if lasts is not None and lasts.known:
                found[link.input] = min(lasts.low, MOST_HOURS)
    return found


def _statement(
    consumer: str, name: str, hours: tuple[float, float, float], who: str, day: str
) -> dict[str, Any]:
    low, middle, high = hours
    return {
        "consumer": consumer,
        "input": name,
        "t_p10": low,
        "t_p50": middle,
        "t_p90": high,
        "organisation": who,
        "confidence": CONFIDENCE,
        "date": day,
    }
