"""What an answer rests on: shares of evidence, and which drawn figures go with the outcome."""

import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from tests.twin.small import blackout, changed, drawn_twin, small_region, small_twin, story
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.draws import key_of, normal, quantile, uniform
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.influence import (
    CODES,
    NOT_STATED,
    RHO,
    Factor,
    chance_bound,
    effect_of,
    evidence_rows,
    evidence_shares,
    factors_of,
    hours_per_head,
    influences,
    paired_effect,
    rho_influence,
)
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.twin import PARAMETER, RESOURCE, SCENARIO, Twin, parameter_values

RUNS = range(40)


def broken_twice() -> Scenario:
    """Cables that crews mend, and every figure of the scenario drawn."""
    drawn = {"p10": 0.2, "p50": 0.4, "p90": 0.6}
    load = {"name": "zieken", "what": "casualties", "from_h": drawn, "duration_h": drawn}
    told = story(12.0, restoration="crews", from_h=drawn, depth=drawn, military_assistance=drawn)
    told["shocks"][0]["duration_h"] = drawn
    told |= {"start_hour": drawn, "temperature_c": drawn, "shop_demand": drawn}
    return parse_scenario(told | {"loads": [load | {"amount": drawn}]}, "klein.toml")


def without_interval(twin: Twin) -> set[int]:
    """Keys of what is drawn and is always the same."""
    library, needs = twin.library, twin.network.library.dependencies
    rows = [(str(r["parameter"]), r["p10"], r["p90"]) for r in library.parameters]
    rows += [(str(r["resource"]), r["p10"], r["p90"]) for r in library.resources]
    rows += [(f"{r['consumer']}|{r['input']}", r["t_p10"], r["t_p90"]) for r in needs]
    return {int(key_of(name)) for name, low, high in rows if low == high}


def factor(name: str, quantiles: np.ndarray) -> Factor:
    return Factor(name, "h", 1.0, 2.0, 3.0, "A", quantiles)


def draws(name: str) -> np.ndarray:
    return np.array([uniform(1, run, np.array([PARAMETER]), key_of(name))[0] for run in RUNS])


def test_what_the_outcome_is_made_of_stands_on_top_and_idle_figures_below_chance() -> None:
    """The outcome is 10 times one figure minus 3 times another; a third plays no part."""
    strong, weak, idle = (draws(name) for name in ("strong", "weak", "idle"))
    factors = [factor("idle", idle), factor("weak", weak), factor("strong", strong)]
    found = influences(factors, 10 * strong - 3 * weak, weak)
    assert found[0].name == "strong"
    by_name = {one.name: one for one in found}
    assert by_name["strong"].headline.correlation > 0.9
    assert by_name["strong"].headline.effect > 5
    assert by_name["weak"].calls.correlation == pytest.approx(1.0)
    assert abs(by_name["idle"].headline.correlation) < chance_bound(3, len(RUNS))
    assert by_name["idle"].headline.correlation_error > 0.1


def test_only_the_order_of_an_outcome_counts_for_a_correlation() -> None:
    drawn = draws("one")
    assert effect_of(drawn, drawn).correlation == pytest.approx(1)
    assert effect_of(drawn, np.exp(9 * drawn)).correlation == pytest.approx(1)
    assert effect_of(drawn, -drawn).correlation == pytest.approx(-1)


def test_an_outcome_that_never_moves_is_moved_by_nothing() -> None:
    assert effect_of(draws("one"), np.ones(len(RUNS))).size == 0


def test_the_bound_of_chance_falls_with_runs_and_grows_with_figures() -> None:
    assert chance_bound(100, 200) < chance_bound(100, 50)
    assert chance_bound(10, 50) < chance_bound(100, 50)
    assert chance_bound(0, 50) == chance_bound(5, 2) == 1.0


def test_idle_figures_pass_the_bound_in_about_one_of_twenty_answers() -> None:
    passed = 0
    for answer in range(100):
        outcome = draws(f"outcome {answer}")
        idle = [factor(f"{n}", draws(f"idle {answer} {n}")) for n in range(20)]
        largest = influences(idle, outcome, outcome)[0].headline.size
        passed += largest > chance_bound(20, len(RUNS))
    assert passed <= 12


def test_quantiles_are_those_with_which_the_runs_are_drawn() -> None:
    twin = drawn_twin(blackout(12.0))
    found = {one.name: one for one in factors_of(twin, range(3))}
    surge = found["surge"]
    values = [parameter_values(twin, run)["surge"] for run in range(3)]
    again = quantile(
        np.array([surge.p10]), np.array([surge.p50]), np.array([surge.p90]), surge.quantiles
    )
    assert values == pytest.approx(again.tolist())
    assert {"stock:water", "tau:old_low_rise", "mobile_macro|power", "crews_power"} <= set(found)
    assert "rho" not in found, "rho is not drawn"


def test_every_figure_that_a_run_draws_has_a_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run asks of chance for all of the region at once is listened to, and passed on."""
    asked: set[int] = set()

    def listening(seed: int, run: int, entities: Any, parameter: Any) -> Any:
        for entity, key in np.broadcast(entities, parameter):
            if entity in (PARAMETER, SCENARIO, RESOURCE):
                asked.add(int(key))
        return uniform(seed, run, entities, parameter)

    def listening_normal(seed: int, run: int, entities: Any, parameter: Any) -> Any:
        return ndtri(listening(seed, run, entities, parameter))

    twin = drawn_twin(broken_twice(), small_region(resources=[]))
    for name, module in list(sys.modules.items()):
        if name.startswith("weerbaar.twin."):
            for word, own, heard in (
                ("uniform", uniform, listening),
                ("normal", normal, listening_normal),
            ):
                if getattr(module, word, None) is own:
                    monkeypatch.setattr(module, word, heard)
    make_case(twin, 0)
    monkeypatch.undo()
    told = {int(key_of(one.name)) for one in factors_of(twin, range(1))}
    assert len(asked & told) > 50
    assert asked - told <= without_interval(twin) | {int(key_of(RHO))}


def test_work_of_crews_and_help_of_defence_are_factors_where_they_are_drawn() -> None:
    found = {one.name: one for one in factors_of(drawn_twin(broken_twice()), range(2))}
    assert found["work:mv_feeder"].p50 == 12.0
    assert found["military_assistance"].p90 == 0.6
    assert "work:mobile_macro" not in found, "no shock breaks a mast"
    named = {one.name for one in factors_of(drawn_twin(blackout(12.0)), range(2))}
    assert "work:mv_feeder" not in named, "what is not left to crews is no work"


def test_what_is_fixed_has_no_influence() -> None:
    twin = drawn_twin(blackout(12.0), fixed={"surge": 5.0})
    assert "surge" not in {one.name for one in factors_of(twin, range(3))}
    assert "shock:klap:duration_h" not in {one.name for one in factors_of(twin, range(3))}


def test_a_duration_that_is_drawn_moves_the_hours_without_power_most() -> None:
    scenario = blackout(12.0, recovery_h=1.0)
    shock = scenario.shocks[0]
    figure = replace(shock.duration_h, p10=4.0, p50=12.0, p90=40.0)
    drawn = replace(scenario, shocks=(replace(shock, duration_h=figure),))
    twin = drawn_twin(drawn)
    runs = [run_once(twin, run) for run in range(20)]
    hours = hours_per_head(runs, "power")
    found = influences(factors_of(twin, range(20)), hours, hours)
    assert found[0].name == "shock:klap:duration_h"
    assert found[0].headline.correlation > 0.9


def test_rho_is_told_by_pairs_of_answers() -> None:
    effect = paired_effect(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    assert effect.effect == 2.0
    assert effect.effect_error == pytest.approx(1 / np.sqrt(3))
    told = rho_influence(small_twin(), effect, effect)
    assert (told.name, told.p10, told.p90) == ("rho", 0.1, 0.9)
    assert told.headline.size == 0


def test_rows_with_several_codes_count_in_equal_parts() -> None:
    found = {e.code: e for e in evidence_shares(["A", "V:27 A", "S003 V:39 V:64 A", "", "x"])}
    assert found["A"].rows == 3
    assert found["A"].share == pytest.approx((1 + 1 / 2 + 1 / 3) / 5)
    assert found["V"].rows == 2
    assert found[NOT_STATED].rows == 2
    assert sum(e.share for e in found.values()) == pytest.approx(1)
    assert set(found) <= set(CODES)


def test_dependencies_count_once_for_a_kind_and_only_where_the_region_has_it() -> None:
    rows = evidence_rows(small_twin())
    assert rows["sewers"] == ["A"], "both areas are of one sort"
    assert len(rows["parameters"]) == len(small_twin().library.parameters)
    kinds = {"grid", "hv_station", "mv_feeder", "mobile_macro", "supermarket"}
    assert 0 < len(rows["dependencies"]) < len(small_twin().network.inputs.names)
    known = {str(kind) for kind in small_twin().library.operations["kind"]}
    assert len(rows["operations"]) <= len(known)
    assert kinds & known


def test_a_key_that_the_scenario_sets_has_the_evidence_of_the_scenario() -> None:
    twin = small_twin(replace(blackout(12.0), evidence="S"))
    own = replace(twin, scenario=replace(twin.scenario, day_c=21.5))
    before, after = (evidence_rows(t)["scenario"].count("S") for t in (twin, own))
    assert after == before + 1


def test_a_library_with_another_interval_is_told_with_it() -> None:
    twin = drawn_twin(blackout(12.0))
    rows = twin.library.parameters
    other = replace(twin, library=replace(twin.library, parameters=changed(rows, p90=rows["p10"])))
    assert not {"surge", "headroom"} & {one.name for one in factors_of(other, range(2))}
