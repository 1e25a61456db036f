"""The kernel against a second implementation, on random small regions.

`tests/twin/slow` is written from the page on the model, in plain Python, and imports nothing of the
twin. What both are given is the region, the library's tables, the scenario and the drawn numbers;
all that follows from these is computed twice.
"""

from __future__ import annotations

import ast
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tests.twin.random_regions import random_case
from tests.twin.slow.facts import read_world
from tests.twin.slow.people import GROUPS
from tests.twin.slow.recording import FLOWS, NEEDS
from tests.twin.slow.run import run_slowly
from tests.twin.small import NEUTRAL, changed, read_library, small_region, small_twin, story
from weerbaar.common.refusals import Refused
from weerbaar.region.tables import RESOURCE_ORDER
from weerbaar.twin.crews import SORTS
from weerbaar.twin.defence import draw_assistance
from weerbaar.twin.drawing_case import make_case, sites_hit
from weerbaar.twin.ensemble import check_quiet, trace_grants, trace_once
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.scenario import PER_REGION
from weerbaar.twin.sewers import SEWERS
from weerbaar.twin.state import CREWS_BUSY, DAMAGED
from weerbaar.twin.tables import FLOW_ORDER, HOME_ORDER, LOAD_ORDER
from weerbaar.twin.twin import Twin, draw_resource, parameter_values

# The profile `fuzz` of hypothesis asks for more here too.
CASES = 10_000 if settings().max_examples > 1000 else 90
TOGETHER = 30
ON = ("noodsteunpunt",)
WORK = ("work_p10", "work_p50", "work_p90")
STOCKS = ("water", "food", "medicine", "cash", "phone", "device")
SINGLE = 1e-6
"""Tolerance in persons per inhabitant: the kernel hands persons over in single precision."""
DOUBLE = 1e-9
"""Of levels, and of hours and visits per inhabitant: the same sums in another order."""
SCENARIO_KEYS = (
    *("coldest_hour", "amplitude_c", "day_from", "day_to", "day_c", "night_c"),
    *("open_from", "open_to", "support_from", "support_to", "grid_outside", "suppliers_outside"),
    *("voucher_share", "voucher_from_h"),
    *("sharing_rule", "civil_share", "defence_from_h"),
    *("shelter_m2", "convoy_class", "convoy_rail_share"),
)

HOUSEHOLD = {
    "hoarding": "hoard_demand",
    "neighbours": "share_willing",
    "batteries": "battery_islands",
    "queue": "support_patience_h",
    "stock": "support_stock_l",
    "machines": "machine_eur",
    "vouchers": "voucher_share",
}
"""What turns a mechanism of households off, by mechanism: a parameter, or a key of a scenario."""


def twin_of(case):
    """The twin of a random case."""
    network = compile_network(case.region, read_library(), ON)
    scenario = parse_scenario(case.story, "toeval.toml")
    options = {"seed": case.seed, "dt": case.dt, "hours": case.hours, "fixed": case.fixed}
    library = read_twin_library()
    work = {name: library.operations[name] * case.work for name in WORK}
    library = replace(library, operations=changed(library.operations, **work))
    return Twin(network, library, scenario, norms=(), **options)


def drawn_by(twin, told):
    """The drawn numbers of run 0 by name, and the scenario as `told`: what both are given."""
    made, facts = make_case(twin, 0)
    network, scenario = twin.network, twin.scenario
    shocks = [{"areas": [], "from_h": 0.0, "depth": 1.0} | shock for shock in told["shocks"]]
    plain = {"shocks": shocks, "loads": told.get("loads", [])}
    brought = network.region.resources
    pairs = [tuple(name.split("|")) for name in network.inputs.names]
    switches = zip(network.sites, made.buffers.switch.tolist(), strict=True)
    keys = {key: getattr(scenario, key) for key in SCENARIO_KEYS}
    return {
        "scenario": keys | plain | {"shop_demand_told": "shop_demand" in told},
        "beds": made.beds.beds,
        "defence_beds": made.beds.defence,
        "resources": dict(zip(brought["resource"], brought["amount"].tolist(), strict=True)),
        "assistance": draw_assistance(twin, 0),
        "seed": twin.seed,
        "ends": own_ends(twin, made),
        "work": work_of(twin, made),
        "crews": {
            "there": dict(zip(SORTS, made.crews.there.tolist(), strict=True)),
            "rule": scenario.sharing_rule,
            "seed": twin.seed,
        },
        "last_end": facts["over_h"],
        "sewer_hours": dict(zip(SEWERS, made.sewers.hours.tolist(), strict=True)),
        "reception_m2": draw_resource(twin, 0, "reception_m2"),
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


def work_of(twin, made):
    """The hours of work that crews have, by shock and site."""
    rows = [
        (shock.name, twin.network.sites[i])
        for shock in twin.scenario.shocks
        for i in sites_hit(twin.network, shock)
    ]
    work = zip(made.crews.row, made.crews.work.tolist(), strict=True)
    return {rows[row]: hours for row, hours in work}


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
    damaged = np.abs(np.array(slow.crews.damaged) - run.flows[DAMAGED])
    busy = np.abs(np.array(slow.crews.busy) - run.flows[CREWS_BUSY])
    found["damaged", "all"], found["crews", "all"] = 2.0 * damaged.max(), 2.0 * busy.max()
    for name, size in zip(twin.network.sites, np.abs(levels - trace).max(axis=0), strict=True):
        found["level", name] = size / DOUBLE
    for flow in FLOWS:
        off = np.abs(np.array(slow.flows[flow]) - run.flows[FLOW_ORDER.index(flow)])
        most = max(1.0, *slow.flows[flow])
        found[flow, "all"] = off.max() / most / SINGLE
    for a, code in enumerate(world.areas):
        people = max(1.0, world.areas[code]["inhabitants"])
        mobile = np.array([row[code] for row in slow.mobile])
        found["mobile", code] = np.abs(mobile - run.mobile[:, a]).max() / SINGLE
        found["visits", code] = abs(slow.visits[code] - run.visits[a]) / people / DOUBLE
        found["unserved", code] = abs(slow.unserved[code] - run.unserved[a]) / people / DOUBLE
        waiting = np.array([row[code] for row in slow.waiting])
        found["queue", code] = np.abs(waiting - run.queue[:, a]).max() / people / SINGLE
        for n, need in enumerate(NEEDS):
            unmet = np.array(slow.unmet[need, code])
            found[need, code] = np.abs(unmet - run.unmet[n, :, a]).max() / people / SINGLE
            for g, group in enumerate(GROUPS):
                for low in (False, True):
                    hours = slow.hours[need, code, group, low] - run.cells[n, a, 2 * g + low]
                    found[f"{need} of {group} {low}", code] = abs(hours) / people / DOUBLE
    if is_quiet(twin):
        for need in NEEDS:
            n = NEEDS.index(need)
            hours = sum(math.fsum(slow.unmet[need, code]) for code in world.areas) * case.dt
            size = abs(hours - run.causes.hours[run.causes.need == n].sum())
            found[f"{need} by cause", "all"] = size / max(1.0, hours) / DOUBLE
    return found


def test_both_send_the_same_crews_to_the_same_sites_in_the_same_steps():
    sent, rules = 0, set()
    for number in range(60):
        case = random_case(number)
        if case.work == 1.0:
            continue
        twin = twin_of(case)
        _, log = trace_grants(twin, 0)
        slow, _ = slow_run(twin, case.story, ON)
        granted = {
            (int(step), RESOURCE_ORDER[int(resource)], twin.network.sites[int(site)], got)
            for step, resource, site, _, got in log
            if site >= 0 and RESOURCE_ORDER[int(resource)] in SORTS
        }
        assert granted == set(slow.crews.grants), f"case {number}"
        sent += sum(got for *_, got in granted)
        rules |= {twin.scenario.sharing_rule} if any(row[3] == 0.0 for row in granted) else set()
    assert sent > 20
    assert rules >= {"equal", "need", "priority"}


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


@pytest.mark.parametrize("number", [4594, 9875])
def test_cases_that_once_differed_by_rounding_agree(number):
    """A grant of 1e-13 L started a generator; a level that grew by rounding turned an hour."""
    assert all(size <= 1.0 for size in differences(number).values())


def test_the_random_cases_reach_every_need_and_mechanism():
    reached = set()
    for number in range(20):
        twin = twin_of(random_case(number))
        run, trace = trace_once(twin, 0)
        for need in NEEDS:
            unmet = run.unmet[NEEDS.index(need)].sum(axis=1)
            if unmet.max() > 1.5 * unmet.min():
                reached.add(need)
        for flow in FLOWS:
            values = run.flows[FLOW_ORDER.index(flow)]
            reached |= {flow} if values.max() > 1.01 * values.min() else set()
        inside = ((trace > 0.0) & (trace < 1.0)).any(axis=0)
        reached |= {twin.network.kinds[k - 1] for k in twin.network.graph.kind[inside]}
        reached |= {"visits"} if run.visits.sum() > 0.0 else set()
    assert {
        *NEEDS,
        *FLOWS,
        "visits",
        "mv_feeder",
        "mobile_macro",
        "supermarket",
        "hospital",
    } <= reached


def test_what_households_do_of_themselves_changes_many_cases_and_is_off_in_others():
    changed, off = dict.fromkeys(HOUSEHOLD, 0), dict.fromkeys(HOUSEHOLD, 0)
    for number in range(100):
        case = random_case(number)
        run, _ = trace_once(twin_of(case), 0)
        for mechanism, name in HOUSEHOLD.items():
            if mechanism == "vouchers":
                told = {key: value for key, value in case.story.items() if key != name}
                without = replace(case, story=told)
            else:
                without = replace(case, fixed=case.fixed | {name: NEUTRAL[name]})
            if (without.fixed, without.story) == (case.fixed, case.story):
                off[mechanism] += 1
                continue
            other, _ = trace_once(twin_of(without), 0)
            changed[mechanism] += not same(run, other)
    assert min(changed.values()) >= 3, changed
    assert min(off.values()) >= 15, off


def same(run, other):
    """Whether two runs leave the same lacks, visits and queues."""
    if run.steps != other.steps:
        return False
    pairs = ((run.unmet, other.unmet), (run.visits, other.visits), (run.queue, other.queue))
    return all(np.array_equal(one, two) for one, two in pairs)


def test_the_second_implementation_imports_nothing_of_the_twin():
    allowed = ("tests.twin.slow.", "weerbaar.region.region", "weerbaar.common.tables")
    allowed += ("weerbaar.sharing.claims", "weerbaar.sharing.reasons")
    plain = {"__future__", "csv", "math", "dataclasses", "pathlib", "functools"}
    for path in (Path(__file__).parent / "slow").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            strange = [n for n in names if n not in plain and not n.startswith(allowed)]
            assert not strange, f"{path.name} imports {strange}"


def test_what_is_meant_for_more_people_comes_in_proportion_in_both():
    """Amounts for four times the people here are a quarter, in the kernel and beside it."""
    people = float(small_region().areas["inhabitants"].sum())

    def told(**changes):
        load = {"from_h": 2.0, "duration_h": 20.0, **changes}
        loads = [
            {"name": "komst", "what": "arrivals", "amount": 400.0, **load},
            {"name": "gewonden", "what": "casualties", "amount": 40.0, **load},
            {"name": "konvooien", "what": "convoys", "amount": 80.0, **load},
            {"name": "diesel", "what": "military_fuel", "amount": 8000.0, **load},
            {"name": "ziek", "what": "absence", "amount": 0.2, "duration_h": 20.0},
        ]
        return story(12.0, loads=loads)

    def drawn(data):
        twin = small_twin(parse_scenario(data, "klein.toml"), hours=30.0)
        return twin, make_case(twin, 0)[0]

    whole, more = told(), told(for_inhabitants=4.0 * people)
    (_, one), (twin, quarter) = drawn(whole), drawn(more)
    whole_rows = [LOAD_ORDER.index(what) for what in PER_REGION]
    np.testing.assert_array_equal(quarter.loads[whole_rows], one.loads[whole_rows] / 4.0)
    same = LOAD_ORDER.index("absence")
    np.testing.assert_array_equal(quarter.loads[same], one.loads[same])
    world = read_world(twin.network.region, drawn_by(twin, more))
    for what in PER_REGION:
        assert world.load(what, 5.0, 1.0) == pytest.approx(quarter.loads[LOAD_ORDER.index(what)][5])
    assert drawn(told(for_inhabitants=people))[1].loads.tobytes() == one.loads.tobytes()
