"""What measures change in the runs of a twin, reckoned by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.twin.levers import (
    BEFORE,
    Lever,
    Mix,
    Stage,
    Taken,
    add_backups,
    added_resource,
    by_area,
    change_parameters,
    closed_sites,
    draw_backup,
    draw_lever,
    lift,
    may_work,
    most_of,
    raise_stocks,
)
from weerbaar.twin.reading import Figure, fixed

MIX = Mix(low_income=0.4, older=0.2)
KITS = {"prepared_low_income": 0.2, "prepared_other": 0.4, "radio_other": 0.25, "staff_home": 0.1}


def lever(what: str, of: str, value: float = 1.0, **changes: object) -> Lever:
    """A lever that works at once, of which nothing is uncertain."""
    made = Lever("m|1", "m", what, of, fixed(1.0), (Stage(value, 24.0),), fixed(0.0))
    return replace(made, **changes)  # type: ignore[arg-type]


def changed(*levers: Lever, run: int = 0) -> dict[str, float]:
    return change_parameters(levers, 1, run, KITS, MIX)


def test_of_who_has_no_kit_half_gets_one() -> None:
    """Of 60 in 100 without a kit half is reached: 70 have one."""
    assert changed(lever("raise", "prepared_other", 0.5))["prepared_other"] == pytest.approx(0.7)


def test_what_a_measure_scales_lifts_or_adds() -> None:
    scaled = lever("scale", "staff_home", 0.5, amount=fixed(0.6))
    assert changed(scaled)["staff_home"] == pytest.approx(0.08)
    assert changed(lever("set", "radio_other", 0.5))["radio_other"] == 0.5
    assert changed(lever("set", "radio_other", 0.1))["radio_other"] == 0.25
    trucks = lever("resource", "fuel_trucks", 4.0, amount=fixed(0.7))
    assert added_resource([trucks, scaled], 1, 0, "fuel_trucks") == pytest.approx(2.8)
    assert added_resource([trucks], 1, 0, "water_tankers") == 0.0


def test_nobody_counts_twice_where_two_measures_reach_the_same_people() -> None:
    one, other = (lever("raise", "radio_other", share, name=f"{share}") for share in (0.5, 0.2))
    # 75 without, of whom (1 - 0.5)(1 - 0.2) = 0.4 are left out.
    assert changed(one, other)["radio_other"] == pytest.approx(1 - 0.75 * 0.4)
    first, second = (lever("scale", "staff_home", amount=fixed(x)) for x in (0.5, 0.8))
    assert changed(first, second)["staff_home"] == pytest.approx(0.04)
    least, most = (lever("set", "radio_other", x) for x in (0.5, 0.9))
    assert changed(most, least)["radio_other"] == 0.9


def test_each_group_takes_up_its_own_part() -> None:
    uptake = Taken(low_income=fixed(0.25), other=fixed(0.75), older=fixed(0.5))
    low, other = (
        lever("raise", name, uptake=uptake) for name in ("prepared_low_income", "prepared_other")
    )
    found = changed(low, other)
    assert found["prepared_low_income"] == pytest.approx(1 - 0.8 * 0.75)
    assert found["prepared_other"] == pytest.approx(1 - 0.6 * 0.25)
    assert found["prepared_other:65_plus"] == pytest.approx(1 - 0.6 * 0.5)
    # Who is both old and poor takes up the lower of the two.
    assert found["prepared_low_income:65_plus"] == pytest.approx(1 - 0.8 * 0.75)
    # By people: 0.8 x (0.4 x 0.25 + 0.6 x 0.75) + 0.2 x (0.4 x 0.25 + 0.6 x 0.5) = 0.52.
    radios = changed(lever("raise", "radio_other", uptake=uptake))["radio_other"]
    assert radios == pytest.approx(1 - 0.75 * 0.48)
    # A measure for everyone that comes after counts for people of 65 and over too.
    after = changed(other, lever("raise", "prepared_other", 0.5, name="z"))
    assert after["prepared_other:65_plus"] == pytest.approx(1 - 0.6 * 0.5 * 0.5)


def test_an_area_has_what_those_who_live_there_take_up() -> None:
    uptake = Taken(low_income=fixed(0.25), other=fixed(0.75), older=fixed(0.75))
    radios = lever("raise", "radio_other", uptake=uptake)
    mixes = [Mix(0.0, 0.0), Mix(1.0, 0.0), MIX]
    found = by_area([radios, lever("raise", "staff_home")], 1, 0, "radio_other", 0.25, mixes)
    # Of 75 in 100 without a radio three in four get one, or one in four.
    assert found[:2] == pytest.approx([1 - 0.75 * 0.25, 1 - 0.75 * 0.75])
    assert found[2] == pytest.approx(changed(radios)["radio_other"])
    assert changed(radios)["radio_other" + BEFORE] == 0.25
    # What everybody takes up alike is the same everywhere; so is a measure that does not work yet.
    assert "radio_other" + BEFORE not in changed(lever("raise", "radio_other", 0.5))
    late = replace(radios, lead_months=fixed(60.0))
    assert by_area([late], 1, 0, "radio_other", 0.25, mixes).tolist() == [0.25] * 3


def test_a_measure_works_once_its_lead_time_has_passed() -> None:
    late = lever("raise", "radio_other", lead_months=Figure(12, 24, 36))
    works = [draw_lever(late, 1, run).times > 0 for run in range(400)]
    # The stage is 24 months old, the middle of the lead time.
    assert 0.4 < np.mean(works) < 0.6
    assert draw_lever(replace(late, stages=(Stage(1.0, 40.0),)), 1, 0).times == 1.0
    assert may_work(late)
    assert not may_work(replace(late, stages=(Stage(1.0, 8.0),)))
    assert not may_work(replace(late, stages=(Stage(0.0, 60.0),)))


def test_more_has_to_wait_for_its_lead_time_and_less_is_less_at_once() -> None:
    grows = lever("open", "noodsteunpunt", lead_months=fixed(12.0))
    grows = replace(grows, stages=(Stage(10.0, 30.0), Stage(20.0, 6.0)))
    assert (draw_lever(grows, 1, 0).times, most_of(grows)) == (10.0, 20)
    shrinks = replace(grows, stages=(Stage(10.0, 30.0), Stage(4.0, 6.0)))
    assert (draw_lever(shrinks, 1, 0).times, most_of(shrinks)) == (4.0, 4)


def test_what_wears_off_is_half_after_its_half_life() -> None:
    worn = lever("raise", "radio_other", half_life_months=fixed(12.0), lead_months=fixed(12.0))
    # Decided 24 months ago, it works for 12.
    assert draw_lever(worn, 1, 0).times == pytest.approx(0.5)
    assert changed(worn)["radio_other"] == pytest.approx(1 - 0.75 * 0.5)


def worn(*stages: Stage) -> float:
    """What is left of a lever without lead time, of which half fades in a year."""
    made = lever("raise", "radio_other", half_life_months=fixed(12.0), stages=stages)
    return draw_lever(made, 1, 0).times


def test_each_unit_fades_from_when_it_was_new() -> None:
    """Twenty of two years ago and five of now: a quarter of the twenty is left."""
    assert worn(Stage(20.0, 24.0), Stage(25.0, 0.0)) == pytest.approx(20 / 4 + 5)
    # Once more or less of the same makes nothing new; neither does back to what stood.
    assert worn(Stage(20.0, 24.0), Stage(20.0, 0.0)) == pytest.approx(20 / 4)
    assert worn(Stage(20.0, 24.0), Stage(19.0, 0.0)) == pytest.approx(19 / 4)
    back = Stage(20.0, 24.0), Stage(5.0, 12.0), Stage(20.0, 0.0)
    assert worn(*back) == pytest.approx(20 / 4)
    # Who did it again, or ended it, has new ones.
    assert worn(Stage(20.0, 24.0), Stage(20.0, 0.0, again=True)) == pytest.approx(20)
    assert worn(Stage(20.0, 24.0), Stage(0.0, 12.0), Stage(8.0, 0.0)) == pytest.approx(8)


def test_what_is_done_again_waits_for_its_lead_time_while_the_old_goes_on_fading() -> None:
    stages = Stage(20.0, 30.0), Stage(20.0, 3.0, again=True)
    made = lever("raise", "radio_other", half_life_months=fixed(12.0), lead_months=fixed(6.0))
    assert draw_lever(replace(made, stages=stages), 1, 0).times == pytest.approx(20 / 4)


def test_what_is_drawn_hangs_on_the_measure_and_not_on_what_stands_beside_it() -> None:
    one = lever("raise", "radio_other", amount=Figure(0.2, 0.4, 0.6), name="a|1")
    other = lever("raise", "prepared_other", amount=Figure(0.2, 0.4, 0.6), name="b|1")
    for run in range(5):
        alone, both = changed(one, run=run), changed(other, one, run=run)
        assert alone["radio_other"] == both["radio_other"]
    drawn = {changed(one, run=run)["radio_other"] for run in range(5)}
    assert len(drawn) == 5


def test_a_share_of_households_holds_at_least_so_much() -> None:
    stock = np.array([1.0, 2.0, 3.0, 20.0])
    half = lift(stock, 9.0, 0.5)
    # 1/8 of all each hold 1, 2 and 3 litres, 3/8 hold 9 and 1/4 hold 20.
    assert half == pytest.approx([1.5, 6.0, 9.0, 20.0])
    assert lift(stock, 9.0, 1.0) == pytest.approx([9.0, 9.0, 9.0, 20.0])
    # One in 40 counts too, though no stratum is so small.
    assert lift(stock, 9.0, 0.025).sum() > stock.sum() + 0.1
    stocks = {"water": np.stack([stock, stock]), "food": np.stack([stock, stock])}
    water = lever("stock", "water", 0.5, at_least=9.0)
    found = raise_stocks([water], 1, 0, stocks, MIX)
    assert found["water"][1] == pytest.approx(half)
    assert found["food"] is stocks["food"]


@settings(max_examples=30)
@given(
    st.lists(st.floats(0, 50), min_size=1, max_size=10),
    st.floats(0, 50),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_more_reach_never_leaves_a_stratum_with_less(
    held: list[float], least: float, reach: tuple[float, float]
) -> None:
    stock, (low, high) = np.sort(held), sorted(reach)
    few, more = lift(stock, least, low), lift(stock, least, high)
    assert (few >= stock).all()
    assert (more >= few - 1e-9).all()
    expected = (1 - high) * stock.sum() + high * np.maximum(stock, least).sum()
    assert more.sum() == pytest.approx(expected, abs=1e-9)


def test_the_first_sites_last_and_a_generator_that_fails_leaves_what_there_was() -> None:
    starts, fails = np.array([0.5, 0.01, 0.5, 0.5]), np.array([0.0, 0.0, 0.0, 0.9])
    built = lever("equip", "fire_station", 2.0, input="power", hours=fixed(72.0))
    built = replace(built, fail_start=fixed(0.03), fuel_l_h=fixed(8.0))
    places = np.array([2, 1, 0])
    found = add_backups([built], [places], 1, 0, starts, fails)
    assert found is not None
    # The second does not start; the third is not taken.
    assert found.hours.tolist() == [0.0, 0.0, 72.0, 0.0]
    assert found.litres_h.tolist() == [0.0, 0.0, 8.0, 0.0]
    agreed = lever("agree", "hospital", 24.0, input="power")
    both = add_backups([built, agreed], [places, np.array([2, 3, -1])], 1, 0, starts, fails)
    assert both is not None
    # The longest holds; what was agreed does not help a back-up that fails to start.
    assert both.hours.tolist() == [0.0, 0.0, 72.0, 0.0]
    assert add_backups([lever("raise", "x")], [places], 1, 0, starts, fails) is None


def test_a_back_up_is_drawn_once_for_all_that_its_measure_equips() -> None:
    hours, fuel, fails = Figure(48, 72, 96), Figure(5, 8, 12), Figure(0.02, 0.03, 0.05)
    points = lever("equip", "noodsteunpunt", hours=hours, fuel_l_h=fuel, fail_start=fails)
    station = replace(points, name="m|2", of="fire_station")
    drawn = [draw_backup(points, 1, run) for run in range(300)]
    assert drawn == [draw_backup(station, 1, run) for run in range(300)]
    for one, figure in zip(zip(*drawn, strict=True), (hours, fuel, fails), strict=True):
        assert np.quantile(np.array(one), 0.5) == pytest.approx(figure.p50, rel=0.1)
        share = np.mean([figure.p10 <= value <= figure.p90 for value in one])
        assert share == pytest.approx(0.8, abs=0.06)
    assert draw_backup(replace(points, measure="other"), 1, 0) != drawn[0]
    assert draw_backup(replace(points, fail_start=None), 1, 0).fails is None
    sure = replace(points, fail_start=Figure(0.5, 0.9, 1.0))
    assert max(draw_backup(sure, 1, run).fails or 0.0 for run in range(100)) == 1.0


def test_sites_are_closed_until_the_measure_works() -> None:
    points = lever("open", "noodsteunpunt", 2.0, sites=("a", "b", "c"))
    assert closed_sites([points], 1, 0) == {"c"}
    late = replace(points, lead_months=fixed(36.0))
    assert closed_sites([late], 1, 0) == {"a", "b", "c"}


def test_two_levers_that_differ_have_other_facts() -> None:
    one = lever("raise", "radio_other")
    assert one.facts() == lever("raise", "radio_other").facts()
    assert one.facts() != replace(one, uptake=Taken(fixed(0.1), fixed(0.1), fixed(0.1))).facts()
