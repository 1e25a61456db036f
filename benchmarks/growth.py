"""How time grows with hours, areas, runs, sites and links: linear is what the model asks.

Of each, the size is doubled a few times and the CPU time of all cores is measured; on logarithmic
axes the slope of the line through the points is the power with which time grows, 1 for linear.
A slope up to 1.1 counts as linear: caches that overflow on the way take their part.

- hours: one run of the default region with a shock of 336 hours, draw included.
- areas: one run of the default region beside itself 1, 2, 4 ... times, each copy with sites, links
  and people of its own. Sites and links grow along.
- runs: many runs of the default region over the threads of the machine.
- sites, links: the twin's step of all sites on the random graph with buffers (random_graph.py),
  with one root in a hundred hit; links with the number of sites fixed. From 25,000 sites on: a
  smaller graph fits in the caches of a core, and takes half as long for each site.

    python benchmarks/growth.py --pictures docs/pictures

also draws each as growth-*.svg.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from cascade_hours import hits, measure
from claim import is_smoke, print_claim
from random_graph import hours_graph

from weerbaar.common.tables import Rows
from weerbaar.drawing.growth import growth_svg, slope_of
from weerbaar.region.files import read_library, read_region
from weerbaar.region.region import Region
from weerbaar.twin.cli import Options, prepare_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_scenario
from weerbaar.twin.runner import make_twin, run_many

REGION, SCENARIO = "gelderland-zuid", "drie-dagen-januari"
LINEAR = 1.1
LONGEST = 336.0
DEGREES_APART = 1.5
IDENTIFIERS = {
    "areas": ("code",),
    "blocks": ("block", "area", "feeder"),
    "sites": ("site", "area"),
    "links": ("consumer", "supplier"),
    "service": ("place", "site"),
    "routes": ("site",),
}
Points = list[tuple[float, float]]


def main() -> None:
    """Measures, prints and, where asked, draws."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--pictures", type=Path)
    asked, sys.argv[1:] = parser.parse_known_args()
    smoke = is_smoke(__doc__ or "")
    times = 2 if smoke else 5
    ways: dict[str, Callable[[int], Points]] = {
        "hours": of_hours,
        "areas": of_areas,
        "runs": of_runs,
        "sites": lambda times: of_sites(times, 400 if smoke else 25_000),
        "links": lambda times: of_links(times, 400 if smoke else 100_000),
    }
    for name, grow in ways.items():
        points = grow(times)
        last, taken = points[-1]
        print_claim(f"time for {last:,.0f} {name}", 1e3 * taken, "ms CPU time")
        slope = slope_of(points)
        print_claim(f"slope of time against {name}", slope, "on logarithmic axes", LINEAR)
        if asked.pictures:
            picture = growth_svg(
                [(size, 1e3 * taken) for size, taken in points],
                label=f"CPU time against {name}",
                size=name,
                taken="ms",
                ident=f"growth-{name}",
            )
            (asked.pictures / f"growth-{name}.svg").write_text(picture, encoding="utf-8")


def of_hours(times: int) -> Points:
    """One run of 21, 42, 84 ... hours, the shock lasting throughout."""
    twin = prepare_twin(REGION, SCENARIO, Options(duration=LONGEST))
    points = []
    for hours in (LONGEST / 16 * 2**i for i in range(times)):
        longer = replace(twin, hours=hours)
        points.append((hours, _cpu(lambda run, t=longer: run_once(t, run), 5)))
    return points


def of_areas(times: int) -> Points:
    """One run of 72 hours of 1, 2, 4 ... default regions side by side."""
    region, library, scenario = read_region(REGION), read_library(), read_scenario(SCENARIO)
    points = []
    for i in range(times):
        spread = beside_itself(region, 2**i)
        twin = make_twin(spread, library, scenario, hours=72.0)
        points.append((float(len(spread.areas)), _cpu(lambda run, t=twin: run_once(t, run), 3)))
    return points


def of_runs(times: int) -> Points:
    """5, 10, 20 ... runs of 24 hours on all threads."""
    twin = replace(prepare_twin(REGION, SCENARIO), hours=24.0)
    run_many(twin, 2)
    return [(5.0 * 2**i, _cpu(lambda _, n=5 * 2**i: run_many(twin, n), 3)) for i in range(times)]


def of_sites(times: int, first: int) -> Points:
    """Two weeks of 1, 2, 4 ... times `first` sites with four links each."""
    sizes = [first * 2**i for i in range(max(2, times - 1))]
    return [(float(n), _two_weeks(n, 4 * n)) for n in sizes]


def of_links(times: int, sites: int) -> Points:
    """Two weeks of so many sites with 3, 6, 12 ... links each."""
    sizes = [3 * sites * 2**i for i in range(max(2, times - 1))]
    return [(float(links), _two_weeks(sites, links)) for links in sizes]


def beside_itself(region: Region, times: int) -> Region:
    """So many copies of a region, each with names of its own and some way to the east."""
    copies = [_copy(region, number) for number in range(times)]
    tables = {name: _stacked([getattr(copy, name) for copy in copies]) for name in IDENTIFIERS}
    return replace(region, outlines={}, **tables)


def _copy(region: Region, number: int) -> Region:
    changed = {}
    for name, columns in IDENTIFIERS.items():
        rows: Rows = getattr(region, name)
        own = {column: _renamed(rows[column], number) for column in columns}
        if name in ("areas", "sites"):
            own["lon"] = rows["lon"] + DEGREES_APART * number
        changed[name] = Rows(rows.table, {**rows.columns, **own})
    return replace(region, **changed)


def _renamed(names: np.ndarray, number: int) -> np.ndarray:
    """Names of this copy: the number comes before them, and nothing where there is no name."""
    made = [f"{number:03d} {name}" if str(name) else "" for name in names]
    return np.array(made, dtype=names.dtype if names.dtype == object else None)


def _stacked(tables: list[Rows]) -> Rows:
    first = tables[0]
    columns = {name: np.concatenate([t[name] for t in tables]) for name in first.columns}
    return Rows(first.table, columns)


def _two_weeks(sites: int, links: int) -> float:
    graph, buffers, roots = hours_graph(sites, links)
    hit = next(iter(hits(sites, roots).values()))
    measure(graph, buffers, hit, 2, 1)
    return measure(graph, buffers, hit, 336, 3)[0]


def _cpu(work: Callable[[int], object], rounds: int) -> float:
    """Median CPU seconds of all cores over some rounds; the first is not counted."""
    work(0)
    taken = []
    for run in range(1, rounds + 1):
        start = time.process_time()
        work(run)
        taken.append(time.process_time() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
