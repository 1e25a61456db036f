"""Reception: places open one after another, first come first served, nobody is lost."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.small import flat_library, small_region, small_twin, story
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import RESOURCES
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import fresh_state, run_once
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.reception import Reception, came_by, open_reception, step_reception
from weerbaar.twin.state import ARRIVALS_HOUSED, ARRIVALS_WAITING, ARRIVALS_WAITING_DAY, PRESENCE

NEVER = 1e12


def record_of(steps):
    """A record of a run of so many steps."""
    twin = small_twin(hours=float(steps))
    case, _ = make_case(twin, 0)
    return fresh_state(case, len(twin.network.kinds)).record


def follow(reception, arrivals, dt=1.0, presence=1.0):
    """Persons housed, waiting and waiting for a day after each step; and what changed."""
    record, housed = record_of(math.ceil(len(arrivals) * dt)), open_reception(reception, 1000)
    record = record._replace(flows=np.zeros((record.flows.shape[0], len(arrivals))))
    record.flows[PRESENCE] = presence
    for step, a_day in enumerate(arrivals):
        step_reception(reception, housed, a_day, record, step, dt)
    rows = record.flows[[ARRIVALS_HOUSED, ARRIVALS_WAITING, ARRIVALS_WAITING_DAY]]
    return *rows, housed


def scenario_of(amount, hours, **changes):
    load = {"name": "trein", "what": "arrivals", "amount": amount, "duration_h": hours}
    return parse_scenario(story(0.01, **changes) | {"loads": [load]}, "klein.toml")


def halls(m2):
    """The small region with so much floor for reception."""
    return replace(
        small_region(),
        resources=rows_of(RESOURCES, [{"resource": "reception_m2", "amount": m2}]),
    )


def test_a_hall_of_350_m2_takes_a_hundred_people_and_the_others_wait():
    # 240 a day come for 24 hours, ten an hour. 350 m2 at 3.5 is 100 places. The first opens after 8
    # hours, all of them after 18: ten an hour. So 80 wait at hour 8 and stay 80 until hour 18; then
    # ten more each hour, until 140 wait at hour 24. Nobody leaves.
    library = flat_library(reception_from_h=8.0, reception_opens_h=10.0, reception_stay_h=NEVER)
    twin = small_twin(scenario_of(240.0, 24.0), halls(350.0), library, hours=60.0)
    flows = run_once(twin, 0).flows
    waiting = flows[ARRIVALS_WAITING]
    assert waiting[:8] == pytest.approx([10.0 * h for h in range(1, 9)])
    assert waiting[8:18] == pytest.approx([80.0] * 10)
    assert waiting[18:24] == pytest.approx([90, 100, 110, 120, 130, 140])
    assert flows[ARRIVALS_HOUSED, 18:] == pytest.approx(np.full(42, 100.0))
    # The first hundred had come by hour 10. Who came in the hour after that waits for a day at hour
    # 35, and at hour 48 all 140 do.
    day = flows[ARRIVALS_WAITING_DAY]
    assert day[:34].max() == 0.0
    assert day[34:36] == pytest.approx([10.0, 20.0])
    assert day[47:] == pytest.approx([140.0] * 13)


def test_more_floor_for_each_is_fewer_places():
    library = flat_library(reception_from_h=0.0, reception_opens_h=0.0, reception_stay_h=NEVER)
    for m2, places in ((3.5, 100.0), (5.0, 70.0)):
        told = scenario_of(24_000.0, 10.0, shelter_m2=m2)
        run = run_once(small_twin(told, halls(350.0), library, hours=12.0), 0)
        assert run.flows[ARRIVALS_HOUSED, -1] == pytest.approx(places)


def test_without_figures_of_its_own_a_region_has_what_the_library_gives_its_people():
    # 5,000 m2 for 100,000 people is 100 for 2,000: 28.6 places; the median is not drawn here.
    library = flat_library(reception_from_h=0.0, reception_opens_h=0.0, reception_stay_h=NEVER)
    rows = library.resources
    flat = replace(rows, columns=rows.columns | {"p10": rows["p50"], "p90": rows["p50"]})
    twin = small_twin(
        scenario_of(24_000.0, 10.0), library=replace(library, resources=flat), hours=12.0
    )
    housed = run_once(twin, 0).flows[ARRIVALS_HOUSED, -1]
    assert housed == pytest.approx(100 / 3.5, rel=1e-6)


def test_places_that_come_free_go_to_who_waits_longest():
    # 100 places; on average people stay 48 hours, so 1 - exp(-1/48) of them leave in an hour.
    stay = Reception(100.0, 0.0, 0.0, 48.0)
    housed, waiting, day, state = follow(stay, [24.0 * 200] + [0.0] * 30)
    gone = 100.0 * (1.0 - math.exp(-1 / 48))
    assert housed == pytest.approx([100.0] * 31)
    assert waiting == pytest.approx([100.0 - gone * h for h in range(31)])
    assert day[:24].max() == 0.0
    assert day[24:] == pytest.approx(waiting[24:])
    assert state.now[2] == pytest.approx(30 * gone)


def test_with_half_of_the_staff_half_of_the_places_are_open():
    stay = Reception(100.0, 0.0, 0.0, NEVER)
    assert follow(stay, [2400.0] * 3, presence=0.5)[0] == pytest.approx([50.0] * 3)
    assert follow(stay, [2400.0] * 3, presence=1.0)[0] == pytest.approx([100.0] * 3)


def test_between_two_steps_people_come_evenly():
    came = np.array([0.0, 10.0, 30.0])
    assert came_by(came, -3.0, 0.5) == 0.0
    assert came_by(came, 0.25, 0.5) == 5.0
    assert came_by(came, 0.75, 0.5) == 20.0
    assert came_by(came, 9.0, 0.5) == 30.0


@settings(max_examples=60, deadline=None)
@given(
    arrivals=st.lists(st.floats(0.0, 5000.0), min_size=1, max_size=60),
    places=st.floats(0.0, 300.0),
    opens=st.floats(0.0, 20.0),
    takes=st.floats(0.0, 20.0),
    stay=st.floats(1.0, 300.0),
    dt=st.sampled_from([0.25, 1.0]),
)
def test_whoever_came_is_housed_waits_or_left(arrivals, places, opens, takes, stay, dt):
    reception = Reception(places, opens, opens + takes, stay)
    housed, waiting, day, state = follow(reception, arrivals, dt)
    came = sum(arrivals) * dt / 24.0
    assert housed[-1] + waiting[-1] + state.now[2] == pytest.approx(came, abs=1e-6)
    assert (housed <= places + 1e-9).all()
    assert (day <= waiting + 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(
    arrivals=st.lists(st.floats(0.0, 5000.0), min_size=1, max_size=60),
    places=st.floats(0.0, 300.0),
    more=st.floats(0.0, 100.0),
)
def test_with_more_places_nobody_waits_longer(arrivals, places, more):
    few = follow(Reception(places, 5.0, 15.0, 48.0), arrivals)
    many = follow(Reception(places + more, 5.0, 15.0, 48.0), arrivals)
    assert (many[1] <= few[1] + 1e-6).all()
    assert (many[2] <= few[2] + 1e-6).all()


def test_without_arrivals_nothing_is_counted():
    run = run_once(small_twin(hours=10.0), 0)
    assert run.flows[[ARRIVALS_HOUSED, ARRIVALS_WAITING, ARRIVALS_WAITING_DAY]].max() == 0.0


def test_a_norm_of_no_floor_at_all_is_refused():
    with pytest.raises(Refused) as info:
        scenario_of(1.0, 1.0, shelter_m2=0.0)
    assert info.value.problems[0].column == "shelter_m2"
