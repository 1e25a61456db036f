"""What moves between two answers on the same draws, and how that is told."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, changed, drawn_twin, site, small_region
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.twin.difference import (
    LACKING,
    SCHEMA,
    Change,
    Move,
    compare_answers,
    moves_record,
    sentences,
)
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.outcome import ELDER_CELLS, scope_of
from weerbaar.twin.tables import NEED_ORDER

RUNS = 10
DUTCH = read_language("nl")
NO_BATTERIES = {"battery_islands": 0.0}


def answer(region=None, **changes):
    scenario = blackout(48.0, depth=changes.pop("depth", 1.0))
    twin = drawn_twin(scenario, region, fixed=NO_BATTERIES, **changes)
    return twin, [run_once(twin, run) for run in range(RUNS)]


FIRST = answer()


def compared(before, after):
    moves = compare_answers(before[0], after[0], before[1], after[1])
    return moves, {move.need: move for move in moves}


def band(middle, spread=0.0):
    return Band(middle - spread, middle, middle + spread)


def move(need="heat", family="survival", peak=0.0, hours=0.0, **changes):
    """A move of so many people at the worst moment, plus or minus 100, and hours a head."""
    figures = {
        "same_people": True,
        "person_hours": Change(band(9e4), band(9e4), band(2000 * hours)),
        "per_head": Change(band(48), band(48 + hours), band(hours, abs(hours) / 2)),
        "peak": Change(band(2000), band(2000 + peak), band(peak, 100 if peak else 0)),
        "runs": 20,
        "estimated_before": 0.92,
        "estimated_after": 0.92,
    }
    return Move(need, family, **(figures | changes))


def test_a_second_station_for_b_halves_who_is_in_the_dark():
    """Both areas hang on one station; with one of its own only A goes dark: 1,000 people less."""
    scenario = blackout(48.0, kinds=["hv_station"], areas=["A"])
    spare = [site("hv2", "hv_station", "B", lon=5.146)]
    feed = [{"consumer": "hv2", "input": "power", "supplier": "grid", "weight": 1.0}]
    own = [{"consumer": "fB", "input": "power", "supplier": "hv2", "weight": 1.0}]
    twins = [
        drawn_twin(scenario, small_region(sites=spare, links=links), fixed=NO_BATTERIES)
        for links in (feed, feed + own)
    ]
    before, after = ((twin, [run_once(twin, run) for run in range(RUNS)]) for twin in twins)
    moves, by_need = compared(before, after)
    power = by_need["power"]
    assert power.moves
    assert power.person_hours.before.p50 == pytest.approx(96_000)
    assert power.person_hours.difference.p90 == pytest.approx(-48_000)
    assert power.peak.difference.p50 == pytest.approx(-1000)
    assert power.per_head.difference.p50 == pytest.approx(-24)
    assert sentences([power], ENGLISH) == [
        "Without power: 1,000 fewer people at the worst moment (about 1,000)."
    ]
    # Survival needs that move stand before channels, and heat is lost for longest.
    assert moves[0].need == "heat"
    families = [found.family for found in moves if found.moves]
    assert families == sorted(families, reverse=True)


def test_the_same_region_twice_moves_nothing():
    moves, _ = compared(answer(), answer())
    assert not any(found.moves or found.estimates_move for found in moves)
    assert {found.person_hours.difference for found in moves} == {band(0.0)}
    assert sentences(moves, ENGLISH) == ["No difference stands out from chance."]
    assert [found.need for found in moves][:4] == ["water", "food", "heat", "medicine"]


def test_fewer_people_in_the_cold_are_told_in_both_languages():
    moves = [move(peak=-1200.0, hours=-2.0, estimated_after=0.61)]
    assert sentences(moves, ENGLISH) == [
        "Without heat: 1,200 fewer people at the worst moment (between 1,100 and 1,300); the share "
        "that rests on estimates falls from 92 % to 61 %."
    ]
    for language in (ENGLISH, DUTCH):
        assert language.text(LACKING["heat"]) in sentences(moves, language)[0]
        assert "92 %" in sentences(moves, language)[0]


def test_more_is_told_as_more():
    told = sentences([move(peak=1200.0, hours=2.0, estimated_before=0.5)], ENGLISH)
    assert told == [
        "Without heat: 1,200 more people at the worst moment (between 1,100 and 1,300); the share "
        "that rests on estimates rises from 50 % to 92 %."
    ]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (-2.0, "2.0 hours less per person (between 1.0 and 3.0)"),
        (4.0, "4.0 hours more per person (between 2.0 and 6.0)"),
        (0.5, "30 minutes more per person (between 15 and 45)"),
        (-0.01, "less than a minute less per person"),
        (0.01, "less than a minute more per person"),
    ],
)
def test_where_the_peak_stays_time_is_told(hours, told):
    assert sentences([move(hours=hours)], ENGLISH) == [f"Without heat: {told}."]


def test_better_facts_are_told_where_nothing_else_moves():
    assert sentences([move(estimated_after=0.61)], ENGLISH) == [
        "Without heat: no difference that stands out from chance; the share that rests on "
        "estimates falls from 92 % to 61 %."
    ]


def test_a_band_that_holds_zero_is_no_move():
    wide = Change(band(2000), band(1990), Band(-300.0, -10.0, 5.0))
    still = replace(move(), person_hours=wide, peak=wide)
    assert not still.moves
    assert replace(still, peak=replace(wide, difference=Band(-300, -10, -1))).moves


def test_norms_for_water_beside_the_headline_stay_in_the_record():
    moves = [move("water_basic", peak=-500.0)]
    assert sentences(moves, ENGLISH) == ["No difference stands out from chance."]
    assert moves_record(moves)["needs"][0]["moves"] is True


def test_with_other_people_hours_per_person_are_compared():
    """A has 2,000 people more: more person-hours, and no worse a day for anyone."""
    region = small_region()
    people = np.where(region.areas["code"] == "A", 3000.0, 1000.0)
    homes = region.areas["dwellings"] * people / 1000
    grown = replace(region, areas=changed(region.areas, inhabitants=people, dwellings=homes))
    moves, by_need = compared(answer(region), answer(grown))
    power = by_need["power"]
    assert power.person_hours.difference.p50 == pytest.approx(96_000)
    assert power.person_hours.stands_out
    assert not power.moves
    assert not moves_record(moves)["same_people"]
    assert sentences(moves, ENGLISH)[-1].startswith("The two do not have the same people")


def test_known_objects_instead_of_estimated_ones_lower_the_share_on_estimates():
    """Of two feeders placed by rule one is known now: half of what is lost rests on estimates."""
    region = small_region()
    feeder = np.isin(region.sites["site"], ["fA", "fB"])
    both = replace(region, sites=changed(region.sites, estimated=feeder))
    one = replace(region, sites=changed(region.sites, estimated=region.sites["site"] == "fB"))
    moves, by_need = compared(answer(both), answer(one))
    assert not any(found.moves for found in moves)
    assert by_need["power"].estimated_before == pytest.approx(1.0)
    assert by_need["power"].estimated_after == pytest.approx(0.5)
    for found in moves:
        if found.estimated_before is not None:
            assert found.estimated_after <= found.estimated_before
    assert "falls from 100 % to 50 %" in sentences([by_need["power"]], ENGLISH)[0]


def test_of_a_need_that_nobody_lacks_no_share_is_told():
    _, by_need = compared(answer(), answer(depth=0.0))
    assert by_need["power"].estimated_after is None
    assert sentences([by_need["power"]], ENGLISH)[0].endswith("at the worst moment (about 2,000).")


def test_the_record_hides_small_counts_and_reads_back():
    moves = [move(peak=-1995.0), move("water", peak=-500.0), move("power", "channel")]
    record = json.loads(json.dumps(moves_record(moves)))
    assert record["schema"] == SCHEMA
    assert record["simulation"] is True
    heat, water, _ = record["needs"]
    # Five people are left: neither they nor the difference is shown.
    assert heat["peak_persons"] is heat["person_hours"] is heat["hours_per_head"] is None
    assert water["peak_persons"]["difference"]["p50"] == -500.0


@given(st.integers(0, 10**6), st.floats(0.1, 3.0))
def test_turning_the_two_round_turns_every_sign(seed, factor):
    numbers = np.random.default_rng(seed)
    twin, runs = FIRST
    factors = numbers.uniform(0.1, factor, len(runs))
    turned = [replace(run, cells=run.cells * f) for run, f in zip(runs, factors, strict=True)]
    pairs = (FIRST, (twin, turned)), ((twin, turned), FIRST)
    there, back = (compared(*pair)[1] for pair in pairs)
    for need in NEED_ORDER:
        one, other = there[need].person_hours.difference, back[need].person_hours.difference
        assert one.p10 == pytest.approx(-other.p90, rel=1e-9, abs=1e-6)
        assert one.p50 == pytest.approx(-other.p50, rel=1e-9, abs=1e-6)
        assert there[need].moves == back[need].moves


def test_a_variant_equal_to_itself_is_better_and_worse_in_no_run():
    moves, _ = compared(answer(), answer())
    assert {(found.better, found.worse) for found in moves} == {(0, 0)}
    for found in moves:
        for gap in (found.elder_gap, found.income_gap):
            assert gap is None or gap.difference == band(0.0)


def test_runs_are_counted_as_better_and_worse_and_turn_with_the_two():
    twin, runs = FIRST
    turned = [
        replace(run, cells=run.cells * (0.5 if i < 3 else 2.0 if i < 7 else 1.0))
        for i, run in enumerate(runs)
    ]
    for one, other, expected in ((runs, turned, (3, 4)), (turned, runs, (4, 3))):
        power = compared((twin, one), (twin, other))[1]["power"]
        assert (power.better, power.worse) == expected


def test_a_loss_that_spares_the_old_narrows_their_gap():
    """An hour less without heat for each of 65 and over: their gap is an hour smaller."""
    twin, runs = FIRST
    n, at = NEED_ORDER.index("heat"), list(ELDER_CELLS)
    spared = []
    for run in runs:
        cells = run.cells.copy()
        cells[n][:, at] -= run.persons[n][:, at]
        spared.append(replace(run, cells=cells))
    heat = compared(FIRST, (twin, spared))[1]["heat"]
    assert heat.elder_gap.difference.p50 == pytest.approx(-1.0)
    assert heat.elder_gap.before.p50 > 0  # 65 and over are cold below 18 °C, others below 16 °C
    assert heat.better == RUNS
    back = compared((twin, spared), FIRST)[1]["heat"]
    assert back.elder_gap.difference.p50 == pytest.approx(1.0)


def test_in_a_part_of_the_region_only_its_people_are_compared():
    region = small_region()
    towns = np.array(["Testdorp", "Elders"], dtype=object)
    region = replace(region, areas=changed(region.areas, municipality=towns))
    one, other = answer(region), answer(region, depth=0.0)
    scope = scope_of(one[0], "Elders")
    moves = compare_answers(one[0], other[0], one[1], other[1], scope)
    by_need = {found.need: found for found in moves}
    assert "device" not in by_need
    assert by_need["power"].person_hours.difference.p50 == pytest.approx(-48_000)


def test_another_scenario_is_compared_only_where_that_is_meant():
    twin, runs = FIRST
    other = replace(twin, scenario=replace(twin.scenario, scenario="ander"))
    with pytest.raises(ValueError, match="same draws"):
        compare_answers(twin, other, runs, runs)
    moves = compare_answers(twin, other, runs, runs, other_scenario=True)
    assert not any(found.moves for found in moves)


def test_answers_of_other_draws_are_not_compared():
    twin, runs = FIRST
    for other, others in (
        (replace(twin, seed=2), runs),
        (replace(twin, dt=0.25), runs),
        (twin, runs[1:]),
        (twin, []),
    ):
        with pytest.raises(ValueError, match="same draws"):
            compare_answers(twin, other, runs, others)
    with pytest.raises(ValueError, match="same draws"):
        compare_answers(twin, twin, [], [])


def test_every_need_has_its_words():
    assert tuple(LACKING) == NEED_ORDER
