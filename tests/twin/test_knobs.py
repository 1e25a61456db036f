"""Choices that a council knows, each as a change of the twin."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import changed, small_twin
from weerbaar.common.refusals import Refused
from weerbaar.region.bundle import region_hash
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_scenario
from weerbaar.twin.influence import evidence_rows
from weerbaar.twin.knobs import choose, knobs_of
from weerbaar.twin.library import check_library
from weerbaar.twin.quantities import make_design
from weerbaar.twin.runner import make_twin
from weerbaar.twin.stored.identity import identity_of
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin, parameter_values

CALL = NEED_ORDER.index("help_call")


@cache
def whole_twin() -> Twin:
    return make_twin(
        read_region("gelderland-zuid"), read_library(), read_scenario("zoelmond-2017"), hours=12.0
    )


def hours(twin: Twin, name: str) -> tuple[float, float, float]:
    """The quantiles of the hours that a site lasts without an input."""
    inputs = twin.network.inputs
    at = inputs.names.index(name)
    return float(inputs.p10[at]), float(inputs.p50[at]), float(inputs.p90[at])


def sites_of(twin: Twin, kind: str) -> list[str]:
    """The sites of a kind that count."""
    row = twin.network.kinds.index(kind) + 1
    return [twin.network.sites[i] for i in np.flatnonzero(twin.network.graph.kind == row)]


def codes(twin: Twin, choices: dict[str, float]) -> set[str]:
    with pytest.raises(Refused) as caught:
        choose(twin, choices)
    return {problem.code for problem in caught.value.problems}


def test_an_agreement_on_masts_lets_fewer_people_be_unable_to_call() -> None:
    """Eight hours of battery in every mast: in an outage of some hours more people can call."""
    twin = whole_twin()
    after = choose(twin, {"mast_hours": 8.0})
    mast = sites_of(twin, "mobile_macro")[0]
    assert hours(twin, f"{mast}|power") == (1.0, 2.5, 5.0)
    assert hours(after, f"{mast}|power") == (8.0, 8.0, 8.0)
    before, now = (run_once(t, 3).cells[CALL].sum() for t in (twin, after))
    assert now < 0.8 * before


def test_so_many_support_points_are_open_and_a_larger_number_adds_to_them() -> None:
    twin = whole_twin()
    most = {knob.name: knob for knob in knobs_of(twin)}["support_points"]
    assert (most.low, most.usual) == (0.0, 0.0)
    few = sites_of(choose(twin, {"support_points": 5}), "noodsteunpunt")
    more = sites_of(choose(twin, {"support_points": 20}), "noodsteunpunt")
    assert (len(few), len(more)) == (5, 20)
    assert set(few) < set(more)
    every = choose(twin, {"support_points": most.high})
    on = replace(twin.scenario, planned_sites=("noodsteunpunt",))
    all_on = make_twin(twin.network.region, read_library(), on, hours=12.0)
    assert sites_of(every, "noodsteunpunt") == sites_of(all_on, "noodsteunpunt")
    assert (run_once(every, 0).cells == run_once(all_on, 0).cells).all()
    assert sites_of(choose(all_on, {"support_points": 0}), "noodsteunpunt") == []


def test_stations_with_a_generator_last_three_days_and_others_as_before() -> None:
    twin = whole_twin()
    after = choose(twin, {"fire_generators": 10})
    one, other = lasting(twin), lasting(after)
    (new,) = set(other) - set(one)
    assert 42.0 <= new <= 102.0
    # The others are as before, and so is a station of which the generator does not start.
    assert 8 <= other.count(new) <= 10
    assert choose(twin, {"fire_generators": 0}).levers == ()


def lasting(twin: Twin) -> list[float]:
    """How many hours each fire station lasts without power in the first run."""
    case, _ = make_case(twin, 0)
    at = {name: i for i, name in enumerate(twin.network.inputs.names)}
    return [
        float(case.buffers.size[at[f"{site}|power"]]) for site in sites_of(twin, "fire_station")
    ]


def test_what_was_chosen_is_what_an_ensemble_is_of_and_is_read_back_by_that() -> None:
    """The generators of stations follow from the choice: an ensemble with measures is not read."""
    plain, chosen = whole_twin(), choose(whole_twin(), {"fire_generators": 3})
    first, second = (identity_of(twin, "1") for twin in (plain, chosen))
    assert (second["choices"], second["levers"]) == ({"fire_generators": 3.0}, [])
    assert first != second
    again = choose(whole_twin(), second["choices"])
    assert identity_of(again, "1") == second
    assert again.levers == chosen.levers


def test_stations_that_have_a_generator_count_and_are_never_made_worse() -> None:
    twin = whole_twin()
    inputs, own = twin.network.inputs, f"{sites_of(twin, 'fire_station')[-1]}|power"
    has = np.array([name == own for name in inputs.names])
    lasting = {p: np.where(has, 100.0, getattr(inputs, p)) for p in ("p10", "p50", "p90")}
    one = replace(twin, network=replace(twin.network, inputs=replace(inputs, **lasting)))
    knob = {knob.name: knob for knob in knobs_of(one)}["fire_generators"]
    assert (knob.low, knob.usual) == (1.0, 1.0)
    assert codes(one, {"fire_generators": 0}) == {"knob-outside"}
    for count in (1, 2, int(knob.high)):
        after = choose(one, {"fire_generators": count})
        new = [site for lever in after.levers for site in lever.sites]
        assert len(new) == len(set(new)) == count - 1
        assert own.partition("|")[0] not in new
        assert hours(after, own) == (100.0, 100.0, 100.0)
        assert after.network.inputs.fail_start[inputs.names.index(own)] == 0.0


def test_what_is_chosen_leaves_the_draws_of_what_goes_with_it_alone() -> None:
    """Kits of people with low and with other incomes go together in a design, fixed or not."""
    twin = replace(whole_twin(), design=make_design(whole_twin(), "latin", 16))
    after = choose(whole_twin(), {"kits_low_income": 1.0})
    after = replace(after, design=make_design(after, "latin", 16))
    assert after.design == twin.design
    for run in range(16):
        one, other = (parameter_values(t, run) for t in (twin, after))
        assert {name for name in one if one[name] != other[name]} == {"prepared_low_income"}


def test_a_part_of_the_people_with_a_kit_is_the_same_in_every_run() -> None:
    after = choose(whole_twin(), {"kits_low_income": 0.6})
    assert [parameter_values(after, run)["prepared_low_income"] for run in range(3)] == [0.6] * 3


def test_choices_are_assumptions_and_leave_the_facts_of_the_region_alone() -> None:
    twin = whole_twin()
    after = choose(twin, {"mast_hours": 8.0, "support_points": 3})
    assert region_hash(after.network.region) == region_hash(twin.network.region)
    assert after.choices == {"mast_hours": 8.0, "support_points": 3}
    mast = sites_of(twin, "mobile_macro")[0]
    assert after.network.inputs.evidence[after.network.inputs.names.index(f"{mast}|power")] == "A"
    assert evidence_rows(after)["parameters"] == evidence_rows(twin)["parameters"]


def test_what_holds_now_chosen_again_changes_nothing_to_the_last_bit() -> None:
    twin = whole_twin()
    usual = {knob.name: knob.usual for knob in knobs_of(twin) if knob.row["what"] != "fix"}
    one, other = (run_once(t, 1) for t in (twin, choose(twin, usual)))
    assert (one.unmet == other.unmet).all()
    assert one.drawn == other.drawn


@settings(max_examples=20)
@given(st.floats(0, 72), st.floats(0, 72))
def test_a_longer_agreement_never_shortens_what_a_mast_lasts(one: float, other: float) -> None:
    low, high = sorted((one, other))
    few, many = (choose(whole_twin(), {"mast_hours": h}).network.inputs for h in (low, high))
    for name in ("p10", "p50", "p90"):
        assert (getattr(few, name) <= getattr(many, name)).all()


def test_a_region_offers_only_what_it_has() -> None:
    names = {knob.name for knob in knobs_of(small_twin())}
    kinds = set(small_twin().network.region.sites["kind"])
    assert ("mast_hours" in names) == ("mobile_macro" in kinds)
    assert ("support_points" in names) == ("noodsteunpunt" in kinds)
    assert "kits_other" in names


def test_what_cannot_be_chosen_is_refused_all_at_once() -> None:
    twin = whole_twin()
    assert codes(twin, {"mast_hour": 8, "mast_hours": 73}) == {"no-such-knob", "knob-outside"}
    assert codes(twin, {"support_points": 2.5}) == {"knob-outside"}
    assert codes(twin, {"support_points": 10_000}) == {"knob-outside"}
    assert codes(twin, {"kits_other": -0.1}) == {"knob-outside"}
    assert codes(twin, {"kits_other": float("nan")}) == {"knob-outside"}


def test_choices_are_made_once() -> None:
    with pytest.raises(ValueError, match="once"):
        choose(choose(whole_twin(), {"mast_hours": 8}), {"mast_hours": 4})


def test_a_knob_of_a_parameter_that_is_not_there_is_refused() -> None:
    library = whole_twin().library
    of = library.knobs["of"].copy()
    of[library.knobs["what"] == "fix"] = "luck"
    with pytest.raises(Refused) as caught:
        check_library(replace(library, knobs=changed(library.knobs, of=of)))
    assert {problem.code for problem in caught.value.problems} == {"missing-parameter"}
