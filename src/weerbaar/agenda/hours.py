"""Reckoning with bands of hours end by end: the widest that a sum or difference can be."""

from __future__ import annotations

from collections.abc import Iterable

from weerbaar.common.finding import Band

ENDS = ("p10", "p50", "p90")


def plus(bands: Iterable[Band]) -> Band:
    """Bands added end by end: the band of the sum at its widest."""
    found = list(bands)
    return Band(*(sum(getattr(one, end) for one in found) for end in ENDS))


def times(band: Band, factor: float) -> Band:
    return Band(band.p10 * factor, band.p50 * factor, band.p90 * factor)


def minus(hours: Band, covered: Band) -> Band:
    """What is left at each end, none below nought."""
    pairs = zip(ends(hours), ends(covered), strict=True)
    return Band(*(max(end - given, 0.0) for end, given in pairs))


def at_most(band: Band, most: Band) -> Band:
    return Band(*(min(end, top) for end, top in zip(ends(band), ends(most), strict=True)))


def ends(band: Band) -> tuple[float, float, float]:
    return (band.p10, band.p50, band.p90)
