"""Neighbours: who has water or food left gives some of it to those who lack it."""

from __future__ import annotations


def share_among_neighbours(knobs, persons, stocks, lacks, needed, dt):
    """The shares that still lack after sharing, by kit; what was given leaves the stocks.

    `persons`, `stocks` and `lacks` are by kit; `needed` is what one person takes in the step.
    """
    short = sum(persons[kit] * lacks[kit] * needed for kit in stocks)
    if short <= 0.0:
        return lacks
    left = sum(persons[kit] * stocks[kit].mean_left() for kit in stocks)
    a_day = knobs["share_willing"] * knobs["share_a_day"]
    met = min(short, left * min(1.0, a_day * dt / 24.0))
    if met <= 0.0:
        return lacks
    for stock in stocks.values():
        stock.give(met / left)
    return {kit: lacks[kit] * (1.0 - met / short) for kit in lacks}
