"""What the runs say together: per need who lacks it, when, for how long and why, with bands.

Rules:
1. A band is p10, p50 and p90 over the runs; totals come from unsuppressed figures.
2. Needs are never summed. Survival needs make the headline, each on its own, and their worst.
3. Counts of 1 to 9 persons are suppressed at the output (`shown`); people on a medical device are
   reported for the whole region only, because smaller figures would identify them.
4. The share resting on estimates is the share of person-hours whose root site, or the site whose
   buffer set the timing, is estimated.
5. Runs are taken as many needs at a time as fit in MOST_BYTES (at least one), and for a middle of
   all hours and areas some hours at a time, so that memory hardly follows the number of runs. That
   middle is the largest part of an outcome, and is left out where nobody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.ensemble import CauseRows, Run
from weerbaar.twin.outage import first_shock_h, outage_from_h
from weerbaar.twin.regionwide import FlowOutcome, flows_in
from weerbaar.twin.state import CELLS
from weerbaar.twin.tables import GROUP_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SUPPRESS_BELOW = 10
REGION_ONLY = ("device",)
BESIDE_HEADLINE = ("water_basic", "water_hygiene")
HOW = ("site", "demand", "stock", "allocation")
SERVED_WELL = 0.8
MOST_BYTES = 64_000_000
FEW_SITES = 3
"""Kinds with fewer sites are left out of mean levels: the mean would be that of one object."""
ELDER_CELLS = tuple(range(0, 6))
"""Cells of people who need care or are 65 and over: the first three groups of GROUP_ORDER."""
LOW_INCOME_CELLS = tuple(range(1, CELLS, 2))

NO_MUNICIPALITY = ProblemKind(
    "no-such-municipality",
    mark("There is no municipality “{value}” in this region."),
    mark("Use one of: {known}."),
)


@dataclass(frozen=True)
class Scope:
    """Whom an outcome is about: the whole region, or the areas of one municipality."""

    name: str
    areas: Ints
    whole: bool


@dataclass(frozen=True)
class Cause:
    """Part of what is lost: how, the chain of kinds from the lacking site to the root, its share.

    `roots` are the identifiers of root sites with their shares of this cause, largest first; they
    are for the full report only.
    """

    how: str
    chain: tuple[str, ...]
    share: float
    person_hours: float
    estimated: float
    roots: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class GroupOutcome:
    """How one group fares: persons, person-hours, hours a head, persons beyond the tolerance."""

    group: str
    low_income: bool
    persons: float
    person_hours: Band
    per_head: Band
    beyond: Band


@dataclass(frozen=True)
class NeedOutcome:
    """One need in one scope. `persons` is how many people have the need at all.

    `p10`, `p50`, `p90` (T) are the persons who lack it in each step; `shares` (3, T) the same
    quantiles of their share in each run, `worst` (T) the mean of the worst tenth of the runs. A
    number of hours is infinite where it is not reached within the run. `mean_hours` is the mean of
    the person-hours over the runs: those of the causes add up to it.
    """

    need: str
    family: str
    persons: float
    tolerance_h: float
    p10: Floats
    p50: Floats
    p90: Floats
    shares: Floats
    worst: Floats
    person_hours: Band
    per_head: Band
    worst_tenth: float
    weighted: Band
    peak: Band
    peak_h: float
    beyond: Band
    hours_until_below: Band
    hours_to_recover: Band
    groups: tuple[GroupOutcome, ...]
    causes: tuple[Cause, ...]
    estimated_share: float
    elder_ratio: Band
    income_ratio: Band
    mean_hours: float


@dataclass(frozen=True)
class AreaOutcome:
    """One need in one area: person-hours, highest number at once, and persons beyond tolerance."""

    code: str
    name: str
    municipality: str
    inhabitants: float
    need: str
    person_hours: Band
    peak: Band
    beyond: Band


@dataclass(frozen=True)
class Outcome:
    """What the runs say about one scope; `hours` (T) are the starts of the steps.

    `shares` (N, T, A) are the median shares of the `area_persons` (N, A) who have the need, in
    every area of the region, for the map; (N, 0, A) where they were not asked. Of support points:
    `visits` served, `unserved` visits that went home, and `queue_peak`, the most that waited at the
    end of a step.
    `unsettled` counts the steps of all runs in which sites that hold each other up did not settle.
    `flows` are what the region as a whole used, `unused_flows` the others; neither is of a part.
    """

    scope: Scope
    inhabitants: float
    runs: int
    dt: float
    hours: Floats
    outage_from_h: float
    outage_h: Band
    start_hour: float
    needs: tuple[NeedOutcome, ...]
    areas: tuple[AreaOutcome, ...]
    shares: Floats
    area_persons: Floats
    working: Mapping[str, Floats]
    norm_persons: Floats
    visits: Band
    unserved: Band
    queue_peak: Band
    unsettled: int
    flows: tuple[FlowOutcome, ...] = ()
    unused_flows: tuple[str, ...] = ()

    def need(self, name: str) -> NeedOutcome:
        """The outcome of one need; raises KeyError where this scope does not report it."""
        for need in self.needs:
            if need.need == name:
                return need
        raise KeyError(name)

    @property
    def worst(self) -> NeedOutcome:
        """The survival need that is lacked for most person-hours; water at its headline norm."""
        survival = [need for need in self.needs if need.family == "survival"]
        headline = [need for need in survival if need.need not in BESIDE_HEADLINE]
        return max(headline, key=lambda n: n.person_hours.p50)


def shown(persons: float) -> float | None:
    """A count as it may be shown: None for 1 to 9 persons."""
    return None if 0.5 <= persons < SUPPRESS_BELOW else persons


def hidden_band(band: Band) -> bool:
    """Whether a band of persons holds a count that may not be shown."""
    return any(shown(persons) is None for persons in (band.p10, band.p50, band.p90))


def scope_of(twin: Twin, municipality: str = "") -> Scope:
    """The whole region, or the areas of one municipality; raises Refused for an unknown one."""
    areas = twin.network.region.areas
    if not municipality:
        return Scope(twin.network.region.name, np.arange(len(areas)), True)
    names = sorted({str(name) for name in areas["municipality"]})
    found = [name for name in names if name.lower() == municipality.lower()]
    if not found:
        params = {"known": ", ".join(names)}
        raise Refused(
            [Problem(NO_MUNICIPALITY, column="municipality", value=municipality, params=params)]
        )
    return Scope(found[0], np.flatnonzero(areas["municipality"] == found[0]), False)


def summarise(
    twin: Twin,
    runs: Sequence[Run],
    scope: Scope,
    most_bytes: int = MOST_BYTES,
    by_hour: bool = True,
) -> Outcome:
    """The outcome of the runs in a scope; `by_hour` asks for the `shares` of a map.

    Runs may be on disk: they are passed one by one, several times, see rule 5.
    """
    at = scope.areas
    steps = max(run.steps for run in runs)
    names = [n for n in NEED_ORDER if scope.whole or n not in REGION_ONLY]
    found = _found_in(twin, runs, at, steps)
    causes = causes_by_need(twin, runs, at)
    people = np.zeros((len(NEED_ORDER), len(twin.network.region.areas)))
    needs: list[NeedOutcome] = []
    areas: list[AreaOutcome] = []
    each = len(runs) * (steps + 3 * people.shape[1] + 3 * CELLS) * people.itemsize
    for n, name, parts in _all_parts(twin, runs, at, steps, max(1, most_bytes // each)):
        people[n] = np.median(parts.area_people, axis=0)
        if name in names:
            needs.append(_need(twin, found, parts, name, causes[n]))
        if name in names and name not in REGION_ONLY:
            areas += _areas(twin, parts, at, name)
    shares = np.zeros((len(people), 0, people.shape[1]))
    if by_hour:
        shares = _shares(runs, steps, people, most_bytes)
    flows, unused = flows_in(twin, runs)
    return Outcome(
        scope=scope,
        inhabitants=float(twin.network.region.areas["inhabitants"][at].sum()),
        runs=len(runs),
        dt=twin.dt,
        hours=np.arange(steps, dtype=float) * float(twin.dt),
        outage_from_h=float(np.median([outage_from_h(twin, run) for run in found.run])),
        outage_h=band(found.outage_h),
        start_hour=float(np.median(found.start_hour)),
        needs=tuple(needs),
        areas=tuple(areas),
        shares=shares,
        area_persons=people,
        working=found.working,
        norm_persons=np.stack(found.norm_persons),
        visits=band(found.visits),
        unserved=band(found.unserved),
        queue_peak=band(found.queue_peak),
        unsettled=found.unsettled,
        flows=flows,
        unused_flows=unused,
    )


@dataclass(frozen=True)
class _Found:
    """What is not of one need, for each run; `working` is the mean level of each kind of site."""

    run: list[int]
    steps: list[int]
    outage_h: list[float]
    start_hour: list[float]
    visits: list[float]
    unserved: list[float]
    queue_peak: list[float]
    norm_persons: list[Floats]
    working: dict[str, Floats]
    unsettled: int


def _found_in(twin: Twin, runs: Sequence[Run], at: Ints, steps: int) -> _Found:
    shown_kinds = {
        kind: k
        for k, kind in enumerate(twin.network.kinds)
        if np.count_nonzero(twin.network.graph.kind == k + 1) >= FEW_SITES
    }
    found = _Found([], [], [], [], [], [], [], [], {}, sum(run.unsettled for run in runs))
    total: NDArray[np.float32] | None = None
    for run in runs:
        found.run.append(run.run)
        found.steps.append(run.steps)
        found.outage_h.append(run.outage_h)
        found.start_hour.append(run.start_hour)
        found.visits.append(float(run.visits[at].sum()))
        found.unserved.append(float(run.unserved[at].sum()))
        found.queue_peak.append(float(run.queue[:, at].sum(axis=1).max()))
        found.norm_persons.append(run.counts[:, at].sum(axis=1))
        # A kind keeps its last level after a run has stopped.
        levels = np.pad(run.kinds, ((0, 0), (0, steps - run.steps)), mode="edge")
        total = levels if total is None else total + levels
    if total is not None:
        found.working.update({kind: total[k] / len(runs) for kind, k in shown_kinds.items()})
    return found


@dataclass(frozen=True)
class _Parts:
    """What the outcome of one need is made from, a row for each run.

    `curves` (R, T) are all who lack it in the scope; by cell (R, 10) and by area of the scope;
    `area_people` is of all areas.
    """

    persons: Floats
    hours: list[float]
    weighted: list[float]
    beyond: list[float]
    curves: Floats
    cell_persons: Floats
    cell_hours: Floats
    cell_beyond: Floats
    area_people: Floats
    area_hours: Floats
    area_peak: NDArray[np.float32]
    area_beyond: Floats


def _all_parts(
    twin: Twin, runs: Sequence[Run], at: Ints, steps: int, at_once: int
) -> Iterator[tuple[int, str, _Parts]]:
    """The parts of each need in order; `at_once` needs in each pass over the runs."""
    areas, first_beyond = len(twin.network.region.areas), len(twin.norms)
    for low in range(0, len(NEED_ORDER), at_once):
        high = min(low + at_once, len(NEED_ORDER))
        found = [_empty_parts(len(runs), steps, areas, len(at)) for _ in range(low, high)]
        for r, run in enumerate(runs):
            rows = (
                run.rows("persons", low, high),
                run.rows("cells", low, high),
                run.rows("counts", first_beyond + low, first_beyond + high),
                run.rows("weighted", low, high),
                run.rows("unmet", low, high),
            )
            for parts, of_need in zip(found, zip(*rows, strict=True), strict=True):
                _fill(parts, r, at, *of_need)
        for n, parts in enumerate(found, start=low):
            yield n, NEED_ORDER[n], parts


def _empty_parts(runs: int, steps: int, areas: int, in_scope: int) -> _Parts:
    return _Parts(
        persons=np.zeros(runs),
        hours=[],
        weighted=[],
        beyond=[],
        curves=np.zeros((runs, steps)),
        cell_persons=np.zeros((runs, CELLS)),
        cell_hours=np.zeros((runs, CELLS)),
        cell_beyond=np.zeros((runs, CELLS)),
        area_people=np.zeros((runs, areas)),
        area_hours=np.zeros((runs, in_scope)),
        area_peak=np.zeros((runs, in_scope), np.float32),
        area_beyond=np.zeros((runs, in_scope)),
    )


def _fill(
    parts: _Parts,
    r: int,
    at: Ints,
    everyone: Floats,
    all_hours: Floats,
    all_beyond: Floats,
    weighted: Floats,
    all_unmet: NDArray[np.float32],
) -> None:
    """Puts what run r leaves of one need in its row."""
    persons, hours, beyond, unmet = everyone[at], all_hours[at], all_beyond[at], all_unmet[:, at]
    parts.persons[r] = persons.sum()
    parts.hours.append(float(hours.sum()))
    parts.weighted.append(float(weighted[at].sum()))
    parts.beyond.append(float(beyond.sum()))
    # A need is met after a run has stopped: there the curve stays zero.
    parts.curves[r, : len(unmet)] = unmet.sum(axis=1, dtype=np.float64)
    parts.cell_persons[r] = persons.sum(axis=0)
    parts.cell_hours[r] = hours.sum(axis=0)
    parts.cell_beyond[r] = beyond.sum(axis=0)
    parts.area_people[r] = everyone.sum(axis=1)
    parts.area_hours[r] = hours.sum(axis=1)
    parts.area_peak[r] = unmet.max(axis=0)
    parts.area_beyond[r] = beyond.sum(axis=1)


def _shares(runs: Sequence[Run], steps: int, people: Floats, most_bytes: int) -> Floats:
    """The middle share of the people of each area who lack each need, (N, T, A).

    A middle asks for all runs side by side: so many steps at once as fit in `most_bytes`.
    """
    needs, areas = people.shape
    hour_bytes = len(runs) * areas * np.dtype(np.float32).itemsize
    hours_at_once = max(1, min(steps, most_bytes // hour_bytes))
    needs_at_once = max(1, most_bytes // (hour_bytes * hours_at_once))
    found = np.zeros((needs, steps, areas))
    for n in range(0, needs, needs_at_once):
        for low in range(0, steps, hours_at_once):
            some = found[n : n + needs_at_once, low : low + hours_at_once]
            # Needs are met after a run has stopped, so zeros follow.
            unmet = np.zeros((len(runs), *some.shape), np.float32)
            for r, run in enumerate(runs):
                rows = run.hours("unmet", n, n + len(some), low, low + some.shape[1])
                unmet[r, :, : rows.shape[1]] = rows
            some[:] = np.median(unmet, axis=0, overwrite_input=True)
    return np.minimum(1.0, found / np.maximum(people, 1e-9)[:, None, :])


def band(values: Sequence[float]) -> Band:
    """p10, p50 and p90 of the values of the runs."""
    # To the bit what np.quantile gives, which takes ten times as long for so few values.
    ordered = np.sort(np.asarray(values, dtype=float)).tolist()
    if ordered[-1] != ordered[-1]:
        return Band(ordered[-1], ordered[-1], ordered[-1])
    return Band(*(_between(ordered, part * (len(ordered) - 1)) for part in (0.1, 0.5, 0.9)))


def _between(ordered: Sequence[float], place: float) -> float:
    """The value at a place between two of the ordered values."""
    low = int(place)
    one, other, part = ordered[low], ordered[min(low + 1, len(ordered) - 1)], place - low
    apart = other - one
    return other - apart * (1 - part) if part >= 0.5 else one + apart * part


def bands(values: NDArray[Any]) -> list[Band]:
    """The band of each column of values (R, ...), at once: one by one takes fifty times as long."""
    found = np.quantile(np.asarray(values, dtype=float), (0.1, 0.5, 0.9), axis=0)
    return [Band(*column) for column in found.T.tolist()]


def band_of_hours(values: Sequence[float] | Floats) -> Band:
    """The band of hours of which some may never come (infinite): no value is interpolated."""
    p10, p50, p90 = np.quantile(np.asarray(values, dtype=float), (0.1, 0.5, 0.9), method="higher")
    return Band(float(p10), float(p50), float(p90))


def worst_tenth(values: Sequence[float]) -> float:
    """Mean of the worst tenth of the runs (at least one run): CVaR at 90 %."""
    ordered = np.sort(np.asarray(values, dtype=float))
    return float(ordered[-max(1, len(ordered) // 10) :].mean())


def _need(
    twin: Twin, found: _Found, parts: _Parts, name: str, causes: tuple[tuple[Cause, ...], float]
) -> NeedOutcome:
    row = twin.library.needs.row(NEED_ORDER.index(name))
    curves, persons, hours = parts.curves, parts.persons, parts.hours
    own_curves = [c[:steps] for c, steps in zip(curves, found.steps, strict=True)]
    p10, p50, p90 = np.quantile(curves, (0.1, 0.5, 0.9), axis=0)
    return NeedOutcome(
        need=name,
        family=str(row["family"]),
        persons=float(np.median(persons)),
        tolerance_h=float(row["tolerance_h"]),
        p10=p10,
        p50=p50,
        p90=p90,
        shares=np.quantile(curves / np.maximum(persons[:, None], 1e-9), (0.1, 0.5, 0.9), axis=0),
        worst=np.sort(curves, axis=0)[-max(1, len(curves) // 10) :].mean(axis=0),
        person_hours=band(hours),
        per_head=band((np.array(hours) / np.maximum(persons, 1e-9)).tolist()),
        worst_tenth=worst_tenth(hours),
        weighted=band(parts.weighted),
        peak=band(curves.max(axis=1).tolist()),
        peak_h=float(np.argmax(p50) * twin.dt),
        beyond=band(parts.beyond),
        hours_until_below=band_of_hours(
            [
                _until_below(c, p, first_shock_h(twin, run), twin.dt)
                for c, p, run in zip(curves, persons, found.run, strict=True)
            ]
        ),
        hours_to_recover=band_of_hours(
            [
                _recovery(c, outage_h, twin.dt)
                for c, outage_h in zip(own_curves, found.outage_h, strict=True)
            ]
        ),
        groups=_groups(parts),
        causes=causes[0],
        estimated_share=causes[1],
        elder_ratio=_ratio(parts, ELDER_CELLS),
        income_ratio=_ratio(parts, LOW_INCOME_CELLS),
        mean_hours=float(np.mean(hours)),
    )


def _groups(parts: _Parts) -> tuple[GroupOutcome, ...]:
    persons = np.median(parts.cell_persons, axis=0).tolist()
    hours = bands(parts.cell_hours)
    head = bands(parts.cell_hours / np.maximum(parts.cell_persons, 1e-9))
    beyond = bands(parts.cell_beyond)
    cells = [(group, bool(low)) for group in GROUP_ORDER for low in (0, 1)]
    return tuple(
        GroupOutcome(*cell, *of_cell)
        for cell, *of_cell in zip(cells, persons, hours, head, beyond, strict=True)
    )


def _ratio(parts: _Parts, vulnerable: Sequence[int]) -> Band:
    """Hours per head of the vulnerable cells over those of others; NaN where no other lacks.

    The ratio is taken in each run, so that what is drawn cancels out.
    """
    others = [c for c in range(CELLS) if c not in vulnerable]
    ratios = []
    for persons, hours in zip(parts.cell_persons, parts.cell_hours, strict=True):
        one, other = persons[list(vulnerable)].sum(), persons[others].sum()
        if one > 0 and other > 0 and hours[others].sum() > 1e-6:
            rate = hours[list(vulnerable)].sum() / one
            ratios.append(float(rate / (hours[others].sum() / other)))
    unknown = float("nan")
    return band(ratios) if ratios else Band(unknown, unknown, unknown)


def way_in(how: int, n: int) -> str:
    """The way in which need n was lost; what is too much for a sewer is rain, not people."""
    rain = HOW[how] == "demand" and NEED_ORDER[n] == "sewage"
    return "rain" if rain else HOW[how]


def causes_in(twin: Twin, runs: Sequence[Run], n: int, at: Ints) -> tuple[tuple[Cause, ...], float]:
    """The causes of need n in areas `at`, largest first, and the share that rests on estimates."""
    return causes_by_need(twin, runs, at, (n,))[n]


def causes_by_need(
    twin: Twin, runs: Sequence[Run], at: Ints, needs: Sequence[int] = range(len(NEED_ORDER))
) -> dict[int, tuple[tuple[Cause, ...], float]]:
    """The causes of each need in areas `at`, as `causes_in`; each run is passed once."""
    tallies = {n: _Tally() for n in needs}
    inside = np.isin(np.arange(len(twin.network.region.areas)), at)
    for run in runs:
        rows = run.causes
        kept = inside[rows.area]
        for n, tally in tallies.items():
            _count(tally, rows, kept & (rows.need == n))
    return {n: _causes_of(twin, len(runs), n, tally) for n, tally in tallies.items()}


@dataclass
class _Tally:
    """Person-hours of one need while they are counted: by cause and root, and of estimates."""

    total: float = 0.0
    sure: float = 0.0
    parts: dict[tuple[int, int], dict[int, float]] = field(default_factory=dict)
    guessed: dict[tuple[int, int], float] = field(default_factory=dict)


def _count(tally: _Tally, rows: CauseRows, keep: NDArray[np.bool_]) -> None:
    for how, chain, root, estimated, hours in zip(
        rows.how[keep].tolist(),
        rows.chain[keep].tolist(),
        rows.root[keep].tolist(),
        rows.estimated[keep].tolist(),
        rows.hours[keep].tolist(),
        strict=True,
    ):
        key = (how, chain)
        by_root = tally.parts.setdefault(key, {})
        by_root[root] = by_root.get(root, 0.0) + hours
        tally.guessed[key] = tally.guessed.get(key, 0.0) + hours * estimated
        tally.total += hours
        tally.sure += hours * (1 - estimated)


def _causes_of(twin: Twin, runs: int, n: int, tally: _Tally) -> tuple[tuple[Cause, ...], float]:
    total, sure, parts, guessed = tally.total, tally.sure, tally.parts, tally.guessed
    if total <= 0:
        return (), 0.0
    causes = []
    for (how, chain), by_root in parts.items():
        hours = sum(by_root.values())
        roots = sorted(by_root.items(), key=lambda item: (-item[1], item[0]))
        causes.append(
            Cause(
                how=way_in(how, n),
                chain=tuple(twin.network.kinds[k] for k in kinds_in(chain)),
                share=hours / total,
                person_hours=hours / runs,
                estimated=guessed[(how, chain)] / hours,
                roots=tuple(
                    (twin.network.sites[root], part / hours) for root, part in roots if root >= 0
                ),
            )
        )
    causes.sort(key=lambda c: (-c.share, c.how, c.chain))
    return tuple(causes), 1.0 - sure / total


def _areas(twin: Twin, parts: _Parts, at: Ints, name: str) -> list[AreaOutcome]:
    areas = twin.network.region.areas
    found = zip(
        areas["code"][at].tolist(),
        areas["name"][at].tolist(),
        areas["municipality"][at].tolist(),
        areas["inhabitants"][at].tolist(),
        bands(parts.area_hours),
        bands(parts.area_peak),
        bands(parts.area_beyond),
        strict=True,
    )
    return [
        AreaOutcome(
            code=str(code),
            name=str(named),
            municipality=str(municipality),
            inhabitants=float(inhabitants),
            need=name,
            person_hours=hours,
            peak=peak,
            beyond=beyond,
        )
        for code, named, municipality, inhabitants, hours, peak, beyond in found
    ]


def _until_below(curve: Floats, persons: float, shock_h: float, dt: float) -> float:
    """Hours from the first shock until fewer than 80 % are served; infinite where never."""
    below = np.flatnonzero(curve > (1 - SERVED_WELL) * persons)
    return max(0.0, float(below[0] * dt) - shock_h) if len(below) else float("inf")


def _recovery(curve: Floats, outage_h: float, dt: float) -> float:
    """Hours after the outage until no more than 5 % of the peak still lack the need.

    Infinite where the run ends before that, or before the outage does.
    """
    late = np.flatnonzero(curve > 0.05 * max(curve.max(), 1.0))
    if not len(late):
        return 0.0
    end = float((late[-1] + 1) * dt)
    if late[-1] == len(curve) - 1 or len(curve) * dt < outage_h:
        return float("inf")
    return max(0.0, end - outage_h)
