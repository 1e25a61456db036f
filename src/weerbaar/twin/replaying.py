"""A real outage, run again and held to bands that were written down before the first run.

Answers what the twin measures for each band of a replay, and whether that lies within the band.
What each measure is stands in docs/explanation/replays.md. Left out: where bands come from.

Rules:
1. A measure is taken from each run and then averaged over the runs, unless MEASURES says otherwise.
2. The steps of a band are those from `from_h` to `to_h`, all weighed alike; a run that stopped
   earlier was normal again.
3. The dark wijken are all areas in which a shock of the scenario hits a feeder; people are their
   inhabitants.
4. A band that asks for a mechanism which the twin does not have, or for sites that are not there,
   is not measured, and counts as missed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.refusals import Problem
from weerbaar.region.region import Region
from weerbaar.twin.checking import UNKNOWN_AREA, check_planned
from weerbaar.twin.drawing_case import sites_hit
from weerbaar.twin.ensemble import Run, run_once, trace_once
from weerbaar.twin.mobile import surge_in_step
from weerbaar.twin.network import compile_network
from weerbaar.twin.state import HEAT, POWER, Serve
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin, parameter_values

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEEDER = "mv_feeder"
POINTS = "noodsteunpunt"
LEAST_CORE = 0.001
"""Service in the core is taken to be no less, so that the edge can be held against it."""
LISTED = 8
NORMAL = 0.95


@dataclass(frozen=True)
class Band:
    """A claim about an outage: `measure` in the hours lies from `low` to `high`, both included.

    `needs` names a mechanism that the twin does not have.
    """

    id: str
    claim: str
    measure: str
    from_h: float
    to_h: float
    low: float
    high: float
    evidence: str
    needs: str = ""


@dataclass(frozen=True)
class Replay:
    """A scenario of a real outage with its bands; `commands` make its region."""

    scenario: str
    bands: tuple[Band, ...]
    evidence: str
    region: str
    step_h: float = 1.0
    commands: tuple[str, ...] = ()
    known_sites: str = ""
    core: tuple[str, ...] = ()
    edge: tuple[str, ...] = ()

    def asks(self, measure: str) -> bool:
        """Whether some band is about this measure."""
        return any(band.measure == measure for band in self.bands)


@dataclass(frozen=True)
class Verdict:
    """What was measured for a band; `measured` is nan where nothing could be.

    `error` is the standard error of a mean over runs, nan where it is no mean: with few runs a band
    may be met or missed by luck.
    """

    band: Band
    measured: float
    error: float = math.nan

    @property
    def met(self) -> bool:
        """Whether it lies within the band; what is not measured does not."""
        return self.band.low <= self.measured <= self.band.high


@dataclass(frozen=True)
class Seen:
    """What one run leaves: the run, every site's level (T, sites), and visits to points (A).

    `dark`, `core` and `edge` are positions of areas.
    """

    twin: Twin
    run: Run
    trace: Floats
    visits: Floats
    dark: Ints
    core: Ints
    edge: Ints

    def people(self, areas: Ints) -> Floats:
        """Inhabitants of these areas."""
        return np.asarray(self.twin.network.region.areas["inhabitants"][areas], float)

    def within(self, series: NDArray[Any], band: Band, normal: float) -> Floats:
        """The steps of a band in a series (T, ...), `normal` where the run had stopped."""
        first, last = round(band.from_h / self.twin.dt), round(band.to_h / self.twin.dt)
        part = np.asarray(series[first:last], float)
        after = np.full((last - first - len(part), *series.shape[1:]), normal)
        return np.concatenate([part, after])

    def lacking(self, need: int, band: Band) -> Floats:
        """Share of the people in the dark wijken who lack a need, in each step of the band."""
        persons = self.run.unmet[need][:, self.dark].sum(axis=1)
        share: Floats = self.within(persons, band, 0.0) / self.people(self.dark).sum()
        return share

    def sites(self, kind: str, everywhere: bool = False) -> Ints:
        """Positions of the sites of a kind that stand in the dark wijken, or everywhere."""
        network = self.twin.network
        rows, at = network.region.sites, network.site_rows
        codes = network.region.areas["code"]
        inside = codes if everywhere else codes[self.dark]
        here = (rows["kind"][at] == kind) & np.isin(rows["area"][at], inside)
        return np.flatnonzero(here).astype(np.int64)


class Measure(NamedTuple):
    """How to take a measure from a run, as some figures, and one figure from those of all runs.

    `of_runs` is given (runs, figures).
    """

    take: Callable[[Seen, Band], Sequence[float]]
    of_runs: Callable[[Floats], float]


def make_replay(data: Mapping[str, Any]) -> Replay:
    """The replay in the content of a TOML file that ships with the package."""
    facts: dict[str, Any] = {key: value for key, value in data.items() if key != "schema"}
    for key in ("commands", "core", "edge"):
        facts[key] = tuple(facts.get(key, ()))
    facts["bands"] = tuple(Band(**band) for band in facts["bands"])
    return Replay(**facts)


def check_replay(replay: Replay, region: Region) -> list[Problem]:
    """A problem for each area, and each kind of planned sites, that the bands ask for in vain."""
    known = sorted(str(code) for code in region.areas["code"])
    listed = {"known": ", ".join([*known[:LISTED], "…"])}
    problems = [
        Problem(UNKNOWN_AREA, replay.scenario, None, key, code, listed)
        for key, codes in (("core", replay.core), ("edge", replay.edge))
        for code in codes
        if code not in known
    ]
    if replay.asks("support_visits"):
        problems += check_planned((POINTS,), region, replay.scenario, "support_visits")
    return problems


def dark_areas(twin: Twin) -> Ints:
    """Positions of the areas in which a shock of the scenario hits a feeder."""
    network = twin.network
    hit = np.concatenate([sites_hit(network, shock) for shock in twin.scenario.shocks])
    rows = network.region.sites
    at = network.site_rows[hit]
    return areas_of(twin, rows["area"][at[rows["kind"][at] == FEEDER]])


def replay_runs(
    replay: Replay, twin: Twin, runs: int, tell: Callable[[int], None] = lambda done: None
) -> tuple[Verdict, ...]:
    """The verdict on each band after so many runs; `tell` hears how many are done.

    Where a band is about visits, each run is made once more with the planned support points open.
    """
    opened = open_points(twin) if replay.asks("support_visits") else None
    taken = []
    for run in range(runs):
        taken.append(measure_run(replay, twin, run, opened))
        tell(run + 1)
    return judge(replay, taken)


def open_points(twin: Twin) -> Twin:
    """The same twin with its planned support points switched on."""
    network = twin.network
    on = (*twin.scenario.planned_sites, POINTS)
    return replace(twin, network=compile_network(network.region, network.library, on))


def measure_run(replay: Replay, twin: Twin, run: int, opened: Twin | None = None) -> list[Floats]:
    """The figures of each band in one run, in the order of the bands; none where not measured.

    `opened` is the same twin with its planned support points, for the visits to them.
    """
    made, trace = trace_once(twin, run)
    visits = run_once(opened, run).visits if opened else np.zeros(0)
    core, edge = areas_of(twin, replay.core), areas_of(twin, replay.edge)
    seen = Seen(twin, made, trace, visits, dark_areas(twin), core, edge)
    return [_taken(seen, band) for band in replay.bands]


def areas_of(twin: Twin, codes: Iterable[str]) -> Ints:
    """Positions of the areas with these codes."""
    found = np.isin(twin.network.region.areas["code"], list(codes))
    return np.flatnonzero(found).astype(np.int64)


def judge(replay: Replay, taken: Sequence[Sequence[Floats]]) -> tuple[Verdict, ...]:
    """Each band with what the runs say together; `taken` holds what `measure_run` gave of each."""
    return tuple(
        _verdict(band, [figures[i] for figures in taken]) for i, band in enumerate(replay.bands)
    )


def _taken(seen: Seen, band: Band) -> Floats:
    if band.needs:
        return np.zeros(0)
    return np.array(MEASURES[band.measure].take(seen, band), float)


def _verdict(band: Band, figures: Sequence[Floats]) -> Verdict:
    if not all(len(figure) for figure in figures):
        return Verdict(band, math.nan)
    of_runs = MEASURES[band.measure].of_runs
    together = np.stack(figures)
    error = math.nan
    if of_runs is _mean and len(figures) > 1:
        error = float(together.std(ddof=1) / math.sqrt(len(figures)))
    return Verdict(band, of_runs(together), error)


def _power(seen: Seen, band: Band) -> list[float]:
    return [float(seen.lacking(POWER, band).mean())]


def _mobile(seen: Seen, band: Band, areas: Ints) -> float:
    service = seen.within(seen.run.mobile[:, areas], band, 1.0).mean(axis=0)
    return float(np.average(service, weights=seen.people(areas)))


def _mobile_dark(seen: Seen, band: Band) -> list[float]:
    return [_mobile(seen, band, seen.dark)]


def _mobile_core(seen: Seen, band: Band) -> list[float]:
    return [_mobile(seen, band, seen.core)]


def _edge_and_core(seen: Seen, band: Band) -> list[float]:
    return [_mobile(seen, band, seen.edge), _mobile(seen, band, seen.core)]


def _macro_level(seen: Seen, band: Band) -> list[float]:
    return _mean_level(seen, band, seen.sites("mobile_macro"))


def _shop_level(seen: Seen, band: Band) -> list[float]:
    return _mean_level(seen, band, seen.sites("supermarket", everywhere=True))


def _mean_level(seen: Seen, band: Band, sites: Ints) -> list[float]:
    level = seen.within(seen.trace[:, sites], band, 1.0)
    return [float(level.mean())] if len(sites) else []


def _hospitals_failed(seen: Seen, band: Band) -> list[float]:
    sites = seen.sites("hospital")
    lowest = seen.within(seen.trace[:, sites], band, 1.0).min(axis=0)
    return [float((lowest < 0.5).mean())] if len(sites) else []


def _low_rise_tap_lost(seen: Seen, band: Band) -> list[float]:
    areas = seen.twin.network.region.areas
    low_rise = seen.people(seen.dark) * (1.0 - areas["high_rise"][seen.dark])
    works = served(seen.twin.network.places.tap, seen.dark, seen.trace)
    dry = seen.within(1.0 - works, band, 0.0).mean(axis=0)
    return [float(np.average(dry, weights=low_rise))]


def _cold_persons(seen: Seen, band: Band) -> list[float]:
    return [float(seen.lacking(HEAT, band).max())]


def _heat_passes_half(seen: Seen, band: Band) -> list[float]:
    half = np.flatnonzero(seen.lacking(HEAT, band) >= 0.5)
    return [band.from_h + half[0] * seen.twin.dt if len(half) else math.inf]


def _rail_recovery(seen: Seen, band: Band) -> list[float]:
    """Hours from the start until the railways of the dark wijken run as normal for good."""
    sites = seen.sites("rail_line")
    if not len(sites):
        return []
    short = np.flatnonzero(seen.within(seen.trace[:, sites], band, 1.0).min(axis=1) < NORMAL)
    return [band.from_h + (short[-1] + 1) * seen.twin.dt if len(short) else 0.0]


def _survival_hours(seen: Seen, band: Band) -> list[float]:
    """Shares lacked, summed over the steps: of heat first, then of each other survival need."""
    needs = seen.twin.library.needs
    survival = needs["need"][needs["family"] == "survival"]
    others = [NEED_ORDER.index(name) for name in survival if name != "heat"]
    return [float(seen.lacking(need, band).sum()) for need in (HEAT, *others)]


def _support_visits(seen: Seen, band: Band) -> list[float]:
    return [float(seen.visits[seen.dark].sum() / seen.people(seen.dark).sum())]


def _answered_112(seen: Seen, band: Band) -> list[float]:
    made, answered = (seen.within(series, band, 1.0) for series in calls_to_112(seen))
    return [float(answered.sum() / made.sum())]


def calls_to_112(seen: Seen) -> tuple[Floats, Floats]:
    """Calls to 112 that are made and that are answered in each step, in times normal, each (T).

    The kernel keeps neither. They follow from who lost power in which step, by the rules of
    `mobile` (surge) and `channels` (one queue for all), and from the level of the control rooms.
    """
    twin, run = seen.twin, seen.run
    knobs = parameter_values(twin, run.run)
    everywhere = np.arange(len(twin.network.region.areas))
    share = seen.people(everywhere) / seen.people(everywhere).sum()
    calls = _calls(run.unmet[POWER] / seen.people(everywhere), knobs, twin.dt)
    made = calls @ share
    queue = np.clip(knobs["answer_headroom"] / made, knobs["answer_floor"], 1.0)
    desk = served(twin.network.places.answer, everywhere, seen.trace)
    return made, queue * ((calls * desk) @ share)


def _calls(dark: Floats, knobs: Mapping[str, float], dt: float) -> Floats:
    """Calls in each step and area, in times normal; `dark` (T, A) is the share without power."""
    half_life = knobs["surge_half_life_h"]
    more = surge_in_step(0.0, dt, knobs["surge"], half_life) - 1.0
    calls = np.ones(dark.shape)
    stirred, before = np.zeros(dark.shape[1]), np.zeros(dark.shape[1])
    for step, now in enumerate(dark):
        stirred = np.minimum(1.0, stirred + np.maximum(0.0, now - before))
        calls[step] += more * stirred
        stirred, before = stirred * 0.5 ** (dt / half_life), now
    return calls


def served(serve: Serve, areas: Ints, trace: Floats) -> Floats:
    """What areas get of a service in each step, (T, areas), from every site's level (T, sites)."""
    got = np.zeros((len(trace), len(areas)))
    for i, area in enumerate(areas):
        part = slice(serve.start[area], serve.start[area + 1])
        got[:, i] = trace[:, serve.site[part]] @ serve.weight[part]
    return np.minimum(1.0, got)


def _mean(figures: Floats) -> float:
    return float(figures.mean())


def _median(figures: Floats) -> float:
    return float(np.median(figures))


def _ratio(figures: Floats) -> float:
    edge, core = figures.mean(axis=0)
    return float(edge / max(core, LEAST_CORE))


def _rank(figures: Floats) -> float:
    """Place of the first; a tie counts against it."""
    first, *others = figures.mean(axis=0)
    return float(1 + sum(other >= first for other in others))


MEASURES: dict[str, Measure] = {
    "share_without_power": Measure(_power, _mean),
    "mobile_service": Measure(_mobile_dark, _mean),
    "mobile_core": Measure(_mobile_core, _mean),
    "mobile_edge_to_core": Measure(_edge_and_core, _ratio),
    "macro_level": Measure(_macro_level, _mean),
    "answered_112": Measure(_answered_112, _mean),
    "low_rise_tap_lost": Measure(_low_rise_tap_lost, _mean),
    # All heating stops with the power of its block.
    "heating_off": Measure(_power, _mean),
    "cold_persons": Measure(_cold_persons, _mean),
    "heat_passes_half_h": Measure(_heat_passes_half, _median),
    "heat_rank": Measure(_survival_hours, _rank),
    "support_visits": Measure(_support_visits, _mean),
    "hospitals_failed": Measure(_hospitals_failed, _mean),
    "shop_level": Measure(_shop_level, _mean),
    "rail_recovery_h": Measure(_rail_recovery, _median),
}
