"""What the facts of a region say of a dependency: how many sites lean on it, how long they last.

Rules:
1. A dependency that names an input of the model is held against all kinds of sites that need that
   input; one that names none has nothing to hold against.
2. How long a kind lasts without it is its autonomy in the library, with its own band and evidence;
   the shortest counts, for that one fails first.
3. A site that is placed by a rule and not known counts as estimated, and its share is told: what is
   counted here rests on that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.region.region import Library, Region
from weerbaar.twin.influence_words import evidence_in_words

PER_CENT = 100


@dataclass(frozen=True)
class LeaningSites:
    """The sites of a region that need an input: how many, which share is estimated, how long the
    kind that lasts shortest goes on without it (hours), and on what evidence."""

    input: str
    sites: int
    estimated_share: float
    first_kind: str
    lasts_h: Band
    evidence: str


def leaning_sites(region: Region, library: Library, of: str) -> LeaningSites | None:
    """The sites that need an input; None where no site of the region does."""
    needing = [
        row
        for row in library.dependencies
        if row["input"] == of and bool(np.any(region.sites["kind"] == row["consumer"]))
    ]
    if not of or not needing:
        return None
    kinds = {str(row["consumer"]) for row in needing}
    chosen = np.isin(region.sites["kind"].astype(str), sorted(kinds)) & ~region.sites["planned"]
    if not chosen.any():
        return None
    first = min(needing, key=lambda row: (row["t_p50"], row["consumer"]))
    return LeaningSites(
        of,
        int(chosen.sum()),
        float(region.sites["estimated"][chosen].mean()),
        str(first["consumer"]),
        Band(float(first["t_p10"]), float(first["t_p50"]), float(first["t_p90"])),
        str(first["evidence"]),
    )


def leaning_in_words(found: LeaningSites, library: Library, words: Language) -> str:
    """A sentence on who leans on it."""
    names = {row["kind"]: row[f"name_{words.code}"] for row in library.kinds}
    band = found.lasts_h
    told = mark(
        "{sites} sites of the region need it ({share} % of them estimated). Without it the first "
        "to stop is {kind}: after {hours} hours ({low} to {high}; {evidence})."
    )
    return words.text(
        told,
        sites=words.number(found.sites),
        share=words.number(PER_CENT * found.estimated_share),
        kind=names.get(found.first_kind, found.first_kind),
        hours=words.figure(band.p50),
        low=words.figure(band.p10),
        high=words.figure(band.p90),
        evidence=evidence_in_words(found.evidence, words),
    )
