"""Outcomes: bands over runs, causes that add up, small counts hidden, equity beside totals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, drawn_twin, small_twin
from weerbaar.common.refusals import Refused
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.outcome import Outcome, band, scope_of, shown, summarise, worst_tenth
from weerbaar.twin.tables import NEED_ORDER


def outcome_of(hours: float = 48.0, runs: int = 5, **changes: object) -> Outcome:
    twin = drawn_twin(blackout(hours, **changes), fixed={"battery_islands": 0.0})
    return summarise(twin, [run_once(twin, run) for run in range(runs)], scope_of(twin))


def test_two_days_without_power_is_told_per_need() -> None:
    """2,000 people for 48 hours: 96,000 person-hours without power, all of them without heat."""
    outcome = outcome_of(48.0)
    power, heat = outcome.need("power"), outcome.need("heat")
    assert outcome.inhabitants == 2000
    assert power.person_hours.p50 == pytest.approx(96_000)
    assert power.per_head.p50 == pytest.approx(48)
    assert power.peak.p10 == power.peak.p90 == pytest.approx(2000)
    assert power.hours_to_recover.p50 == 0
    assert outcome.worst.need == "heat"
    assert 0 < heat.p50[5] < heat.p50[11] <= 2000
    assert heat.hours_to_recover.p50 > 0


def test_shares_of_causes_add_up_and_name_the_chain() -> None:
    twin = drawn_twin(blackout())
    runs = [run_once(twin, run) for run in range(5)]
    outcome = summarise(twin, runs, scope_of(twin))
    for n, need in enumerate(outcome.needs):
        if need.causes:
            assert sum(cause.share for cause in need.causes) == pytest.approx(1)
            hours = sum(cause.person_hours for cause in need.causes)
            assert hours == pytest.approx(np.mean([run.cells[n].sum() for run in runs]))
    assert {cause.chain for cause in outcome.need("heat").causes} == {("mv_feeder",)}
    assert outcome.need("heat").causes[0].roots[0][0] in ("fA", "fB")


def test_person_hours_by_group_add_up_to_the_total() -> None:
    twin = small_twin()
    outcome = summarise(twin, [run_once(twin, 0)], scope_of(twin))
    for need in outcome.needs:
        total = sum(group.person_hours.p50 for group in need.groups)
        assert total == pytest.approx(need.person_hours.p50, rel=1e-5, abs=1e-3)


def test_older_people_are_in_the_cold_longer_because_their_threshold_is_higher() -> None:
    heat = outcome_of().need("heat")
    assert heat.elder_ratio.p10 > 1
    assert heat.income_ratio.p50 == pytest.approx(1, abs=1e-6)


def test_without_anyone_lacking_there_is_no_ratio_and_no_cause() -> None:
    heat = outcome_of(temperature_c=25.0).need("heat")
    assert heat.person_hours.p90 == 0
    assert math.isnan(heat.elder_ratio.p50)
    assert heat.causes == ()


def test_a_municipality_holds_its_own_areas_and_no_people_on_devices() -> None:
    twin = small_twin()
    runs = [run_once(twin, 0)]
    part = summarise(twin, runs, scope_of(twin, "testdorp"))
    assert part.scope.name == "Testdorp"
    assert part.inhabitants == 2000
    with pytest.raises(KeyError):
        part.need("device")
    assert summarise(twin, runs, scope_of(twin)).need("device").need == "device"


def test_the_map_holds_every_area_whatever_the_scope() -> None:
    twin = small_twin()
    part = summarise(twin, [run_once(twin, 0)], scope_of(twin, "Testdorp"))
    assert part.shares.shape == (len(NEED_ORDER), len(part.hours), 2)
    assert part.shares.max() <= 1 + 1e-6


def test_an_unknown_municipality_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused) as caught:
        scope_of(small_twin(), "Utrecht")
    assert caught.value.problems[0].code == "no-such-municipality"
    assert "Testdorp" in caught.value.problems[0].remedy()


@pytest.mark.parametrize(("persons", "visible"), [(0, 0), (0.3, 0.3), (1, None), (9.4, None)])
def test_counts_of_one_to_nine_are_not_shown(persons: float, visible: float | None) -> None:
    assert shown(persons) == visible


def test_ten_people_are_shown() -> None:
    assert shown(10) == 10


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=60))
def test_a_band_is_ordered_and_the_worst_tenth_is_not_below_its_top(values: list[float]) -> None:
    found = band(values)
    assert min(values) <= found.p10 <= found.p50 <= found.p90 <= max(values)
    assert worst_tenth(values) >= found.p50 - 1e-6 * max(values)


def test_the_worst_tenth_of_twenty_runs_is_the_mean_of_the_two_worst() -> None:
    assert worst_tenth([float(v) for v in range(20)]) == 18.5


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60))
def test_a_band_is_to_the_bit_what_numpy_gives(values: list[float]) -> None:
    found = band(values)
    assert [found.p10, found.p50, found.p90] == np.quantile(values, (0.1, 0.5, 0.9)).tolist()
