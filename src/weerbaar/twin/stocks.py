"""Households past their own stock: a distribution over households, never a mean.

Households of a place lack a supply together; each has its own stock. `used` is what a household has
had to take from its stock so far. A stratum is an equally likely part of the households, from
little stock to much; it lacks the supply in the part of the step in which `used` is past its stock.
"""

from __future__ import annotations

from numba import njit

from weerbaar.common.compiling import LEAN


@njit(cache=True, **LEAN)
def share_past(stock: float, before: float, after: float) -> float:
    """Share of the step in which what was used, going from before to after, is past the stock."""
    if after <= stock:
        return 0.0
    if before >= stock:
        return 1.0
    return (after - stock) / (after - before)


@njit(cache=True, **LEAN)
def severity(lacked_h: float, tolerance_h: float) -> float:
    """Weight of an hour of lacking after `lacked_h` hours: 1 until the tolerance, then up to 3."""
    if lacked_h <= tolerance_h:
        return 1.0
    if lacked_h >= 3.0 * tolerance_h:
        return 3.0
    return min(3.0, 1.0 + (lacked_h - tolerance_h) / tolerance_h)
