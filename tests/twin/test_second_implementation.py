"""The kernel against a second implementation, on random small regions.

`tests/twin/slow` is written from the page on the model, in plain Python, and imports nothing of the
twin. What both are given is the region, the library's tables, the scenario and the drawn numbers;
all that follows from these is computed twice.
"""

from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tests.twin.random_regions import random_case
from tests.twin.slow.facts import read_world
from tests.twin.slow.people import GROUPS
from tests.twin.slow.recording import NEEDS
from tests.twin.slow.run import run_slowly
from tests.twin.small import NEUTRAL, read_library, small_twin, story
from weerbaar.common.refusals import Refused
from weerbaar.twin.ensemble import (
    Twin,
    check_quiet,
    make_case,
    parameter_values,
    sites_hit,
    trace_once,
)
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.scenario import parse_scenario
from weerbaar.twin.tables import HOME_ORDER

# The profile `fuzz` of hypothesis asks for more here too.
CASES = 10_000 if settings().max_examples > 1000 else 300
TOGETHER = 30
ON = ("noodsteunpunt",)
STOCKS = ("water", "food", "medicine", "cash", "phone", "device")
SINGLE = 1e-6
"""Tolerance in persons per inhabitant: the kernel hands persons over in single precision."""
DOUBLE = 1e-9
"""Of levels, and of hours and visits per inhabitant: the same sums in another order."""
SCENARIO_KEYS = (
    *("coldest_hour", "amplitude_c", "day_from", "day_to", "day_c", "night_c"),
    *("open_from", "open_to", "support_from", "support_to", "grid_outside", "suppliers_outside"),
)


def twin_of(case):
    """The twin of a random case, with what the second implementation does not know switched off."""
    network = compile_network(case.region, read_library(), ON)
    scenario = parse_scenario(case.story, "toeval.toml")
    options = {"seed": case.seed, "dt": case.dt, "hours": case.hours, "fixed": NEUTRAL}
    return Twin(network, read_twin_library(), scenario, norms=(), **options)


def drawn_by(twin, told):
    """The drawn numbers of run 0 by name, and the scenario as `told`: what both are given."""
    made, facts = make_case(twin, 0)
    network, scenario = twin.network, twin.scenario
    shocks = [{"areas": [], "from_h": 0.0, "depth": 1.0} | shock for shock in told["shocks"]]
    pairs = [tuple(name.split("|")) for name in network.inputs.names]
    switches = zip(network.sites, made.buffers.switch.tolist(), strict=True)
    return {
        "scenario": {key: getattr(scenario, key) for key in SCENARIO_KEYS} | {"shocks": shocks},
        "ends": own_ends(twin, made),
        "last_end": facts["outage_h"],
        "hours": dict(zip(pairs, made.buffers.size.tolist(), strict=True)),
        "switch": {name: own for name, own in switches if own > 0.0},
        "knobs": parameter_values(twin, 0),
        "stocks": {
            (name, kit): getattr(made.stocks, name)[int(kit)].tolist()
            for name in STOCKS
            for kit in (False, True)
        },
        "tau": dict(zip(HOME_ORDER, made.stocks.tau.tolist(), strict=True)),
        "start_hour": facts["start_hour"],
        "temperature": facts["temperature_c"],
    }


def own_ends(twin, made):
    """The end that a Weibull restoration drew for each site, by shock and site."""
    ends, at = {}, 0
    for shock in twin.scenario.shocks:
        for i in sites_hit(twin.network, shock):
            if shock.restoration == "weibull":
                ends[(shock.name, twin.network.sites[i])] = float(made.shocks.end[at])
            at += 1
    return ends


def slow_run(twin, told, on=(), hours=None):
    """The run of the second implementation that goes with run 0 of a twin."""
    drawn = drawn_by(twin, told)
    world = read_world(twin.network.region, drawn, on)
    steps = max(2, math.ceil((hours or twin.hours) / twin.dt))
    return run_slowly(world, twin.dt, steps, drawn["last_end"] + twin.dt), world


def differences(number):
    """What differs between the two: (figure, place) -> largest difference, in tolerances."""
    case = random_case(number)
    twin = twin_of(case)
    run, trace = trace_once(twin, 0)
    slow, world = slow_run(twin, case.story, ON)
    if len(slow.levels) != run.steps:
        return {("steps", "all"): abs(len(slow.levels) - run.steps)}
    found = {}
    levels = np.array([[row[name] for name in twin.network.sites] for row in slow.levels])
    for name, size in zip(twin.network.sites, np.abs(levels - trace).max(axis=0), strict=True):
        found["level", name] = size / DOUBLE
    for a, code in enumerate(world.areas):
        people = max(1.0, world.areas[code]["inhabitants"])
        mobile = np.array([row[code] for row in slow.mobile])
        found["mobile", code] = np.abs(mobile - run.mobile[:, a]).max() / SINGLE
        found["visits", code] = abs(slow.visits[code] - run.visits[a]) / people / DOUBLE
        for n, need in enumerate(NEEDS):
            unmet = np.array(slow.unmet[need, code])
            found[need, code] = np.abs(unmet - run.unmet[n, :, a]).max() / people / SINGLE
            for g, group in enumerate(GROUPS):
                for low in (False, True):
                    hours = slow.hours[need, code, group, low] - run.cells[n, a, 2 * g + low]
                    found[f"{need} of {group} {low}", code] = abs(hours) / people / DOUBLE
    if is_quiet(twin):
        for n, need in enumerate(NEEDS):
            hours = sum(math.fsum(slow.unmet[need, code]) for code in world.areas) * case.dt
            size = abs(hours - run.causes.hours[run.causes.need == n].sum())
            found[f"{need} by cause", "all"] = size / max(1.0, hours) / DOUBLE
    return found


def is_quiet(twin):
    """Whether nobody lacks anything without the shocks; other scenarios are refused to users."""
    try:
        check_quiet(twin)
    except Refused:
        return False
    return True


def test_at_five_below_zero_a_home_is_too_cold_after_ten_and_a_half_hours_in_both():
    # Everything at its median, every home with a time constant of 60 h: 60 ln(25 / 21) = 10.461 h.
    twin = small_twin(hours=11.0)
    slow, world = slow_run(twin, story())
    family = sum(slow.hours["heat", "A", "family", low] for low in (False, True))
    # 16 % are children, with 0.95 parent each; half of 12 % youth; 1.5 % of all need care.
    persons = world.areas["A"]["inhabitants"] * (0.16 * 1.95 + 0.5 * 0.12) * (1 - 0.015)
    assert family == pytest.approx(persons * (11.0 - 60.0 * math.log(25.0 / 21.0)))
    run, _ = trace_once(twin, 0)
    assert run.cells[NEEDS.index("heat"), 0, 6:8].sum() == pytest.approx(family, rel=1e-12)


@pytest.mark.fuzz
@pytest.mark.parametrize("first", range(0, CASES, TOGETHER))
def test_both_lack_the_same_in_every_area_and_step_and_group(first):
    for number in range(first, min(first + TOGETHER, CASES)):
        wrong = {at: size for at, size in differences(number).items() if not size <= 1.0}
        assert not wrong, f"case {number}, times the tolerance: {wrong}"


def test_the_random_cases_reach_every_need_and_mechanism():
    reached = set()
    for number in range(20):
        twin = twin_of(random_case(number))
        run, trace = trace_once(twin, 0)
        for need, unmet in zip(NEEDS, run.unmet.sum(axis=2), strict=True):
            if unmet.max() > 1.5 * unmet.min():
                reached.add(need)
        inside = ((trace > 0.0) & (trace < 1.0)).any(axis=0)
        reached |= {twin.network.kinds[k - 1] for k in twin.network.graph.kind[inside]}
        reached |= {"visits"} if run.visits.sum() > 0.0 else set()
    assert {*NEEDS, "visits", "mv_feeder", "mobile_macro", "supermarket", "hospital"} <= reached


def test_the_second_implementation_imports_nothing_of_the_twin():
    allowed = ("tests.twin.slow.", "weerbaar.region.region", "weerbaar.common.tables")
    plain = {"__future__", "csv", "math", "dataclasses", "pathlib", "functools"}
    for path in (Path(__file__).parent / "slow").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            strange = [n for n in names if n not in plain and not n.startswith(allowed)]
            assert not strange, f"{path.name} imports {strange}"
