"""The golden baselines: what the scenarios that fit a shipped region answer.

`python -m tests.twin.golden` writes them to tests/twin/golden/ after a change that is meant to
move numbers. Each file holds, for 3 runs with seed 1: person-hours of each need and the value that
says most of each flow.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from weerbaar.region.files import read_library, read_region, shipped_regions
from weerbaar.twin.checking import check_against
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.twin.ensemble import Run
from weerbaar.twin.files import read_scenario, scenario_names
from weerbaar.twin.regionwide import worst_values
from weerbaar.twin.runner import make_twin, run_many
from weerbaar.twin.tables import FLOW_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin

FOLDER = Path(__file__).with_suffix("")
RUNS, SEED = 3, 1
SAME = 1e-6


def golden_scenarios() -> list[tuple[str, str]]:
    """Every shipped scenario with the first region it fits, the default one before others."""
    library = read_library()
    names = sorted(shipped_regions(), key=lambda name: (name != DEFAULT_REGION, name))
    regions = {name: read_region(name) for name in names}
    found = []
    for name in scenario_names():
        scenario = read_scenario(name)
        fitting = [r for r in names if not check_against(scenario, regions[r], library)]
        found += [(name, region) for region in fitting[:1]]
    return found


def twin_for(scenario: str, region: str) -> Twin:
    """The twin of one scenario on one region."""
    return make_twin(read_region(region), read_library(), read_scenario(scenario), seed=SEED)


def baseline(scenario: str, region: str) -> dict[str, Any]:
    """The numbers of one scenario on one region."""
    twin = twin_for(scenario, region)
    return {"region": region, **numbers_of(twin, run_many(twin, RUNS))}


def numbers_of(twin: Twin, runs: list[Run]) -> dict[str, Any]:
    """Person-hours by need and the worst value of each flow, in each run."""
    worst = [str(way) for way in twin.library.flows["worst"]]
    return {
        "person_hours": {
            need: [float(run.cells[n].sum()) for run in runs] for n, need in enumerate(NEED_ORDER)
        },
        "flows": {
            flow: worst_values([run.flows[f].astype(float) for run in runs], worst[f], twin.dt)
            for f, flow in enumerate(FLOW_ORDER)
        },
    }


def moved(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Which numbers differ by more than one in a million, each in words; and what came or went."""
    found = []
    for part in ("person_hours", "flows"):
        for name in sorted({*before[part], *after[part]}):
            old, new = before[part].get(name), after[part].get(name)
            if old is None or new is None or len(old) != len(new):
                found.append(f"{part} {name}: {old} is now {new}")
                continue
            for run, (a, b) in enumerate(zip(old, new, strict=True)):
                if abs(a - b) > SAME * max(abs(a), abs(b), 1e-9):
                    found.append(f"{part} {name}, run {run}: {a!r} is now {b!r}")
    return found


def main() -> None:
    """Writes the baseline of every scenario."""
    FOLDER.mkdir(exist_ok=True)
    for scenario, region in golden_scenarios():
        text = json.dumps(baseline(scenario, region), indent=1, sort_keys=True)
        (FOLDER / f"{scenario}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{scenario} on {region}")


if __name__ == "__main__":
    main()
