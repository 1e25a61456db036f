"""What the runs say together: per need who lacks it, when, for how long and why, with bands.

Rules:
1. A band is p10, p50 and p90 over the runs; totals come from unsuppressed figures.
2. Needs are never summed. Survival needs make the headline, each on its own, and their worst.
3. Counts of 1 to 9 persons are suppressed at the output (`shown`); people on a medical device are
   reported for the whole region only, because smaller figures would identify them.
4. The share resting on estimates is the share of person-hours whose root site, or the site whose
   buffer set the timing, is estimated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.ensemble import Run
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
    every area of the region, for the map. Of support points: `visits` served, `unserved` visits
    that went home, and `queue_peak`, the most that waited at the end of a step.
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


def summarise(twin: Twin, runs: Sequence[Run], scope: Scope) -> Outcome:
    """The outcome of the runs in a scope."""
    steps = max(run.steps for run in runs)
    areas = twin.network.region.areas
    at = scope.areas
    everywhere = np.stack([_padded(run.unmet, steps) for run in runs])
    unmet = everywhere[:, :, :, at]
    people = np.median([run.persons.sum(axis=2) for run in runs], axis=0)
    names = [n for n in NEED_ORDER if scope.whole or n not in REGION_ONLY]
    needs = tuple(_need(twin, runs, scope, name, unmet) for name in names)
    kinds = {
        kind: np.mean([_padded_last(run.kinds[k], steps) for run in runs], axis=0)
        for k, kind in enumerate(twin.network.kinds)
        if np.count_nonzero(twin.network.graph.kind == k + 1) >= FEW_SITES
    }
    inhabitants = areas["inhabitants"][at]
    flows, unused = flows_in(twin, runs)
    norms = np.stack([run.counts[:, at].sum(axis=1) for run in runs])
    return Outcome(
        scope=scope,
        inhabitants=float(inhabitants.sum()),
        runs=len(runs),
        dt=twin.dt,
        hours=np.arange(steps, dtype=float) * float(twin.dt),
        outage_from_h=float(np.median([outage_from_h(twin, run.run) for run in runs])),
        outage_h=band([run.outage_h for run in runs]),
        start_hour=float(np.median([run.start_hour for run in runs])),
        needs=needs,
        areas=tuple(
            row for name in names if name not in REGION_ONLY for row in _areas(twin, runs, at, name)
        ),
        shares=np.minimum(
            1.0, np.median(everywhere, axis=0) / np.maximum(people, 1e-9)[:, None, :]
        ),
        area_persons=people,
        working=kinds,
        norm_persons=norms,
        visits=band([float(run.visits[at].sum()) for run in runs]),
        unserved=band([float(run.unserved[at].sum()) for run in runs]),
        queue_peak=band([float(run.queue[:, at].sum(axis=1).max()) for run in runs]),
        unsettled=sum(run.unsettled for run in runs),
        flows=flows,
        unused_flows=unused,
    )


def band(values: Sequence[float]) -> Band:
    """p10, p50 and p90 of the values of the runs."""
    p10, p50, p90 = np.quantile(np.asarray(values, dtype=float), (0.1, 0.5, 0.9))
    return Band(float(p10), float(p50), float(p90))


def band_of_hours(values: Sequence[float] | Floats) -> Band:
    """The band of hours of which some may never come (infinite): no value is interpolated."""
    p10, p50, p90 = np.quantile(np.asarray(values, dtype=float), (0.1, 0.5, 0.9), method="higher")
    return Band(float(p10), float(p50), float(p90))


def worst_tenth(values: Sequence[float]) -> float:
    """Mean of the worst tenth of the runs (at least one run): CVaR at 90 %."""
    ordered = np.sort(np.asarray(values, dtype=float))
    return float(ordered[-max(1, len(ordered) // 10) :].mean())


def _padded(values: NDArray[np.float32], steps: int) -> NDArray[np.float32]:
    """Needs are met after a run has stopped, so zeros follow."""
    missing = steps - values.shape[1]
    return np.pad(values, ((0, 0), (0, missing), (0, 0)))


def _padded_last(values: NDArray[np.float32], steps: int) -> NDArray[np.float32]:
    return np.pad(values, (0, steps - len(values)), mode="edge")


def _need(
    twin: Twin,
    runs: Sequence[Run],
    scope: Scope,
    name: str,
    unmet: NDArray[np.float32],
) -> NeedOutcome:
    n, at = NEED_ORDER.index(name), scope.areas
    row = twin.library.needs.row(n)
    curves = unmet[:, n].sum(axis=2, dtype=np.float64)
    own_curves = [c[: run.steps] for c, run in zip(curves, runs, strict=True)]
    persons = np.array([run.persons[n][at].sum() for run in runs])
    p10, p50, p90 = np.quantile(curves, (0.1, 0.5, 0.9), axis=0)
    hours = [float(run.cells[n][at].sum()) for run in runs]
    counts = len(twin.norms) + n
    beyond = [float(run.counts[counts][at].sum()) for run in runs]
    groups = _groups(runs, n, counts, at)
    causes, estimated = causes_in(twin, runs, n, at)
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
        weighted=band([float(run.weighted[n][at].sum()) for run in runs]),
        peak=band(curves.max(axis=1).tolist()),
        peak_h=float(np.argmax(p50) * twin.dt),
        beyond=band(beyond),
        hours_until_below=band_of_hours(
            [
                _until_below(c, p, first_shock_h(twin, run.run), twin.dt)
                for c, p, run in zip(curves, persons, runs, strict=True)
            ]
        ),
        hours_to_recover=band_of_hours(
            [_recovery(c, run.outage_h, twin.dt) for c, run in zip(own_curves, runs, strict=True)]
        ),
        groups=groups,
        causes=causes,
        estimated_share=estimated,
        elder_ratio=_ratio(runs, n, at, ELDER_CELLS),
        income_ratio=_ratio(runs, n, at, LOW_INCOME_CELLS),
        mean_hours=float(np.mean(hours)),
    )


def _groups(runs: Sequence[Run], n: int, counts: int, at: Ints) -> tuple[GroupOutcome, ...]:
    persons = np.stack([run.persons[n][at].sum(axis=0) for run in runs])
    hours = np.stack([run.cells[n][at].sum(axis=0) for run in runs])
    beyond = np.stack([run.counts[counts][at].sum(axis=0) for run in runs])
    head = hours / np.maximum(persons, 1e-9)
    return tuple(
        GroupOutcome(
            group,
            bool(low),
            float(np.median(persons[:, g * 2 + low])),
            band(hours[:, g * 2 + low].tolist()),
            band(head[:, g * 2 + low].tolist()),
            band(beyond[:, g * 2 + low].tolist()),
        )
        for g, group in enumerate(GROUP_ORDER)
        for low in (0, 1)
    )


def _ratio(runs: Sequence[Run], n: int, at: Ints, vulnerable: Sequence[int]) -> Band:
    """Hours per head of the vulnerable cells over those of others; NaN where no other lacks.

    The ratio is taken in each run, so that what is drawn cancels out.
    """
    others = [c for c in range(CELLS) if c not in vulnerable]
    ratios = []
    for run in runs:
        persons, hours = run.persons[n][at].sum(axis=0), run.cells[n][at].sum(axis=0)
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
    total, sure = 0.0, 0.0
    parts: dict[tuple[int, int], dict[int, float]] = {}
    guessed: dict[tuple[int, int], float] = {}
    for run in runs:
        rows = run.causes
        keep = (rows.need == n) & np.isin(rows.area, at)
        for how, chain, root, estimated, hours in zip(
            rows.how[keep],
            rows.chain[keep],
            rows.root[keep],
            rows.estimated[keep],
            rows.hours[keep],
            strict=True,
        ):
            key = (int(how), int(chain))
            by_root = parts.setdefault(key, {})
            by_root[int(root)] = by_root.get(int(root), 0.0) + float(hours)
            guessed[key] = guessed.get(key, 0.0) + float(hours) * int(estimated)
            total += float(hours)
            sure += float(hours) * (1 - int(estimated))
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
                person_hours=hours / len(runs),
                estimated=guessed[(how, chain)] / hours,
                roots=tuple(
                    (twin.network.sites[root], part / hours) for root, part in roots if root >= 0
                ),
            )
        )
    causes.sort(key=lambda c: (-c.share, c.how, c.chain))
    return tuple(causes), 1.0 - sure / total


def _areas(twin: Twin, runs: Sequence[Run], at: Ints, name: str) -> list[AreaOutcome]:
    n = NEED_ORDER.index(name)
    areas = twin.network.region.areas
    counts = len(twin.norms) + n
    hours = np.stack([run.cells[n][at].sum(axis=1) for run in runs])
    peak = np.stack([run.unmet[n][:, at].max(axis=0) for run in runs])
    beyond = np.stack([run.counts[counts][at].sum(axis=1) for run in runs])
    return [
        AreaOutcome(
            code=str(areas["code"][a]),
            name=str(areas["name"][a]),
            municipality=str(areas["municipality"][a]),
            inhabitants=float(areas["inhabitants"][a]),
            need=name,
            person_hours=band(hours[:, i].tolist()),
            peak=band(peak[:, i].tolist()),
            beyond=band(beyond[:, i].tolist()),
        )
        for i, a in enumerate(at)
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
