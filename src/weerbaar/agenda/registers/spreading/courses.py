"""How what firms can do spreads from strong to weak ones, and what they forget without exercise.

Rules:
1. A firm has a level, a share of the top of the scale that the region measures with. It learns from
   the firms and pools of experts that it names, and from all firms of the same trusted community.
2. Each month it first forgets, then learns. It forgets in the part of the year that no exercise
   covers: each covers `holds_weeks`; without any, half is gone after `half_life_years`.
3. In an exercise with a stronger one it closes the share `learns` of the gap with the strongest
   that it learns from; n exercises a year are n / 12 of one each month. It never passes that one.
4. A pool of experts keeps its level. A firm without ties never rises.
5. How fast a firm learns is partly the same for all in a course (`alike`) and partly its own. What
   is not known of its measured level is its own. Draws are keyed by the name of the firm, so that
   two runs differ by what was changed alone.
6. Exercises a year are what was filled in; else what the agreed rhythm comes to, where that is kept
   on the day of asking; else none.
7. Where FEWEST firms or more were measured twice, had somebody stronger to learn from and held
   exercises, `learns` is found from them: for each the rate with which the model comes from the
   first level to the last, all else in its middle. Its middle is their median, and its band that in
   which the next firm like these falls in 8 of 10 cases: their mean, less and more the t value of
   so few times their spread times the root of 1 + 1/n. Errors of measuring are not told apart.
8. One more leader for all who stay below is the strongest of whom they do not learn yet. Others of
   whom it cannot be said that they are weaker are leaders with it: those whose band meets its band,
   or comes nearer to it than the last digit that a level is told in.
9. A course starts at the newest measured level, as if that were measured today.

A model of means: no firm leaves, no new ties come by themselves. It takes up to 300 firms.
Source of the idea: Mauritssymposium 2025, Biersma and Krabbendam; the figures are assumptions that
stand in `spreading_figures.csv` with their intervals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from weerbaar.agenda.registers.register import written
from weerbaar.agenda.registers.spreading.firms import (
    EXPERTS,
    Firm,
    Network,
    days_late,
    firm_places,
)
from weerbaar.common.finding import Band
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.twin.draws import correlated, key_of, quantile, uniform_over

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

YEARS, MOST_YEARS, MONTHS, WEEKS = 3, 10, 12, 52.0
DRAWS = 400
FEWEST = 3
SURE = 0.9
TENTHS_UP_TO = 10.0
"""Levels on a scale up to here are told in tenths, above it in whole ones."""
MOST_RATE, HALVINGS, MOST_MONTHS = 0.95, 24, 240
DAYS_A_MONTH = 365.25 / MONTHS
NEARLY = 1e-9
QUANTILES = (10, 50, 90)
LEARNS, HOLDS, HALF_LIFE, ALIKE = FIGURES = ("learns", "holds_weeks", "half_life_years", "alike")
LEVEL = key_of("spreading level")
COMMON = key_of("spreading all firms")

SPREADING_FIGURES = Table(
    "spreading_figures",
    "How fast firms learn from stronger ones and forget, where a region has not measured it.",
    ("figure",),
    (
        Column("figure", "choice", "", "What it is a figure of.", choices=FIGURES),
        Column("p10", "number", "", "1 of 10 cases is lower.", low=0),
        Column("p50", "number", "", "The middle.", low=0),
        Column("p90", "number", "", "1 of 10 cases is higher.", low=0),
        written("name_nl", "What it is, in Dutch.", ...),
        written("name_en", "What it is, in English.", ...),
        written("source_nl", "Where it comes from, in Dutch.", ...),
        written("source_en", "Where it comes from, in English.", ...),
        written("evidence", "Evidence codes.", ...),
    ),
)


@dataclass(frozen=True)
class Spread:
    """The level of each firm by month and course, shape (months + 1, firms, draws), 0..1."""

    network: Network
    levels: Floats


@dataclass(frozen=True)
class Fitted:
    """How fast firms learned by a region's own measurements: of how many firms, and the band of
    the rate; None where these are too few (rule 7)."""

    firms: int
    learns: Band | None


def figures_of(rows: Rows) -> dict[str, Band]:
    """The figures of the table by name."""
    return {str(r["figure"]): Band(r["p10"], r["p50"], r["p90"]) for r in rows}


def spread(
    network: Network,
    figures: Mapping[str, Band],
    today: date,
    years: int = YEARS,
    more: float = 0.0,
    seed: int = 1,
) -> Spread:
    """The levels of the firms over so many years, each with `more` exercises a year than now."""
    firms = network.firms
    runs = np.arange(DRAWS)
    exercises = np.array([[exercises_of(one, today) + more] for one in firms])
    keeps = np.array([[one.part == EXPERTS] for one in firms])
    rates = _rates(firms, figures, runs, seed)
    holds, half = (_drawn(figures[n], seed, runs, COMMON, n) for n in (HOLDS, HALF_LIFE))
    left = np.where(keeps, 1.0, _left(exercises, holds, half))
    gain = 1.0 - (1.0 - rates) ** (exercises / MONTHS)
    levels = np.empty((years * MONTHS + 1, len(firms), DRAWS))
    levels[0] = _starts(firms, runs, seed)
    named = _joined([ties for ties in network.ties if ties])
    whose = np.array([at for at, ties in enumerate(network.ties) if ties], dtype=np.int64)
    circles = _joined(network.circles)
    for month in range(1, len(levels)):
        kept = levels[month - 1] * left
        best = kept.copy()
        if circles.members.size:
            strongest = np.maximum.reduceat(kept[circles.members], circles.starts, axis=0)
            best[circles.members] = np.repeat(strongest, circles.sizes, axis=0)
        if named.members.size:
            strongest = np.maximum.reduceat(kept[named.members], named.starts, axis=0)
            best[whose] = np.maximum(best[whose], strongest)
        levels[month] = kept + np.where(keeps, 0.0, gain) * (best - kept)
    return Spread(network, levels)


def exercises_of(firm: Firm, today: date) -> float:
    """How many exercises a year a firm holds (rule 6)."""
    if firm.exercises is not None:
        return firm.exercises
    late = days_late(firm, today)
    if firm.rhythm_weeks and late is not None and late <= 0:
        return WEEKS / firm.rhythm_weeks
    return 0.0


def _left(exercises: Floats, holds: Floats, half: Floats) -> Floats:
    """Which part of its level a firm has left after a month in which it learns nothing (rule 2)."""
    bare = np.maximum(0.0, 1.0 - exercises * holds / WEEKS)
    left: Floats = 0.5 ** (bare / (MONTHS * np.maximum(half, NEARLY)))
    return left


def _rates(firms: Sequence[Firm], figures: Mapping[str, Band], runs: Places, seed: int) -> Floats:
    """The share of the gap that an exercise closes, by firm and course (rule 5)."""
    band = figures[LEARNS]
    rho = np.clip(_drawn(figures[ALIKE], seed, runs, COMMON, ALIKE), 0.0, 1.0)
    common = ndtri(uniform_over(seed, runs, COMMON, key_of(LEARNS)))
    rates = np.empty((len(firms), runs.size))
    for at, one in enumerate(firms):
        own = ndtri(uniform_over(seed, runs, key_of(one.key), key_of(LEARNS)))
        rates[at] = _at(band, correlated(common, own, rho))
    return np.clip(rates, 0.0, MOST_RATE)


def _starts(firms: Sequence[Firm], runs: Places, seed: int) -> Floats:
    levels = np.empty((len(firms), runs.size))
    for at, one in enumerate(firms):
        q = uniform_over(seed, runs, key_of(one.key), LEVEL)
        levels[at] = np.clip(_at(one.measured[-1].level, q), 0.0, 1.0)
    return levels


def _drawn(band: Band, seed: int, runs: Places, key: np.uint64, name: str) -> Floats:
    return _at(band, uniform_over(seed, runs, key, key_of(name)))


def _at(band: Band, q: Floats) -> Floats:
    low, middle, high = (np.array([end]) for end in (band.p10, band.p50, band.p90))
    return quantile(low, middle, high, q)


class _Joined(NamedTuple):
    """Lists of places one after another: all of them, where each begins and how long it is."""

    members: Places
    starts: Places
    sizes: Places


def _joined(lists: Sequence[tuple[int, ...]]) -> _Joined:
    sizes = np.array([len(one) for one in lists], dtype=np.int64)
    members = np.array([place for one in lists for place in one], dtype=np.int64)
    return _Joined(members, np.cumsum(sizes) - sizes, sizes)


def asked_places(network: Network) -> list[int]:
    """The places of the firms of which a level is asked; pools of experts are no firms."""
    return [
        at for at, one in enumerate(network.firms) if one.asked is not None and one.part != EXPERTS
    ]


def reached(found: Spread) -> Floats:
    """Which firms are at the asked level, shape (months + 1, firms asked, draws), 0 or 1."""
    places = asked_places(found.network)
    asked = np.array([[found.network.firms[at].asked or 0.0] for at in places]).reshape(-1, 1)
    there: Floats = (found.levels[:, places] >= asked - NEARLY).astype(np.float64)
    return there


def means(found: Spread) -> Floats:
    """The mean level of all firms by month and course; pools of experts left out."""
    places = firm_places(found.network)
    mean: Floats = found.levels[:, places].mean(axis=1)
    return mean


def gaps(found: Spread) -> Floats:
    """How far the strongest and the weakest firm are apart, by month and course."""
    levels = found.levels[:, firm_places(found.network)]
    apart: Floats = levels.max(axis=1) - levels.min(axis=1)
    return apart


def band_of(values: Floats) -> Band:
    """The middle, and the ends that 1 in 10 courses pass."""
    low, middle, high = (float(value) for value in np.percentile(values, QUANTILES))
    return Band(low, middle, high)


def next_leaders(network: Network) -> list[Firm]:
    """The strongest firm or pool of experts from which not all firms below the asked level learn
    yet, and that is stronger than one of these, with all that may be as strong (rule 8)."""
    levels = [one.measured[-1].level.p50 for one in network.firms]
    below = [
        (at, network.sources(at) | {at}) for at, one in enumerate(network.firms) if _is_below(one)
    ]
    free = [
        one
        for place, one in enumerate(network.firms)
        if any(place not in known and levels[place] > levels[at] for at, known in below)
    ]
    if not free:
        return []
    best = max(free, key=lambda one: one.measured[-1].level.p50).measured[-1].level
    digit = (0.1 if network.top <= TENTHS_UP_TO else 1.0) / network.top
    return [one for one in free if best.p10 - one.measured[-1].level.p90 < digit - NEARLY]


def with_leaders(network: Network, leaders: Sequence[Firm]) -> Network:
    """The firms of which all below the asked level learn from these as well."""
    places = {network.firms.index(leader) for leader in leaders}
    ties = [
        tuple(sorted({*own, *places} - {at})) if _is_below(network.firms[at]) else own
        for at, own in enumerate(network.ties)
    ]
    return replace(network, ties=tuple(ties))


def _is_below(firm: Firm) -> bool:
    return firm.asked is not None and firm.measured[-1].level.p50 < firm.asked - NEARLY


def fitted(network: Network, figures: Mapping[str, Band], today: date) -> Fitted:
    """How fast firms learned by what was measured before and after (rule 7)."""
    rates = []
    for at, firm in enumerate(network.firms):
        exercises, sources = exercises_of(firm, today), network.sources(at)
        if len(firm.measured) > 1 and sources and exercises and firm.part != EXPERTS:
            stronger = [network.firms[place] for place in sources]
            rate = _rate_of(firm, stronger, exercises, figures)
            rates += [] if rate is None else [rate]
    if len(rates) < FEWEST:
        return Fitted(len(rates), None)
    middle, mean = float(np.median(rates)), float(np.mean(rates))
    far = float(stdtrit(len(rates) - 1, SURE)) * float(np.std(rates, ddof=1))
    far *= (1.0 + 1.0 / len(rates)) ** 0.5
    low, high = min(middle, max(0.0, mean - far)), max(middle, min(MOST_RATE, mean + far))
    return Fitted(len(rates), Band(low, middle, high))


def _rate_of(
    firm: Firm, sources: Sequence[Firm], exercises: float, figures: Mapping[str, Band]
) -> float | None:
    """The rate with which a firm comes from its first to its last level; None where it had nobody
    stronger to learn from, or there are less than a month or more than MOST_MONTHS between."""
    first, last = firm.measured[0], firm.measured[-1]
    days = [date.fromisoformat(one.on).toordinal() for one in (first, last)]
    months = round((days[1] - days[0]) / DAYS_A_MONTH)
    if not 1 <= months <= MOST_MONTHS:
        return None
    at = np.linspace(days[0], days[1], months)
    best = np.max([_level_on(one, at) for one in sources], axis=0)
    if best.max() <= first.level.p50 + NEARLY:
        return None
    holds, half = (np.array(figures[name].p50) for name in (HOLDS, HALF_LIFE))
    left = float(_left(np.array(exercises), holds, half))
    low, high = 0.0, MOST_RATE
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        end = _end(first.level.p50, best, left, 1.0 - (1.0 - middle) ** (exercises / MONTHS))
        low, high = (middle, high) if end < last.level.p50 else (low, middle)
    return (low + high) / 2


def _level_on(firm: Firm, days: Floats) -> Floats:
    """The measured level of a firm on each day, between two measurements on a straight line."""
    if not firm.measured[-1].on:
        return np.full(days.shape, firm.measured[-1].level.p50)
    known = [date.fromisoformat(one.on).toordinal() for one in firm.measured]
    return np.asarray(np.interp(days, known, [one.level.p50 for one in firm.measured]))


def _end(level: float, best: Floats, left: float, gain: float) -> float:
    for one in best:
        level *= left
        level += gain * max(float(one) - level, 0.0)
    return level
