"""Shops, paying, and what people have in their cupboards and pockets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin.small import blackout, cuts, flat_library, hours_lacked, small_twin, story
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.services import open_share
from weerbaar.twin.shops import pay_out, spend_cash
from weerbaar.twin.state import FOOD, MEDICINE, PAYMENT

ONE_DAY = {"food": 1.0, "medicine": 1.0}


def closed(kinds, hours=48.0, **stocks):
    library = flat_library(ONE_DAY | stocks)
    return run_once(small_twin(blackout(hours, kinds=kinds), library=library), 0)


def test_with_all_shops_closed_a_cupboard_of_one_day_lasts_one_day():
    run = closed(["supermarket"])
    # 48 h without shops, 24 in the cupboard.
    assert hours_lacked(run, FOOD) == pytest.approx([24_000] * 2)
    # Nobody can buy from 12 to 20, 8 to 20 and 8 to 12: 24 opening hours.
    assert hours_lacked(run, PAYMENT) == pytest.approx([24_000] * 2)


def test_without_cards_and_machines_cash_lasts_until_it_is_spent():
    # 18 euro a day in 12 opening hours is 1.50 an hour: 15 euro are 10 of the 24 opening hours.
    run = closed(["card_payment", "atm"], cash=15.0)
    assert hours_lacked(run, PAYMENT) == pytest.approx([14_000] * 2)
    # Cash is gone at 10 in the morning, after 22 h; the cupboard lasts until hour 46.
    assert hours_lacked(run, FOOD) == pytest.approx([2_000] * 2)


def test_with_a_working_cash_machine_who_has_cash_can_pay():
    assert closed(["card_payment"], cash=15.0).unmet[PAYMENT].sum() == 0.0


def test_who_has_no_cash_cannot_pay_without_cards():
    run = closed(["card_payment", "atm"], cash=0.0)
    assert hours_lacked(run, PAYMENT) == pytest.approx([24_000] * 2)


def unpaid(**changes):
    """People who cannot pay, without cash at home, without cards and machines for two days."""
    library = flat_library(ONE_DAY | {"cash": 0.0})
    scenario = blackout(48.0, kinds=["card_payment", "atm"], **changes)
    return run_once(small_twin(scenario, library=library), 0)


def test_who_has_a_voucher_can_pay_from_the_hour_it_is_there():
    # From noon: the first two and a half opening hours nobody can pay, after that 70 % cannot.
    run = unpaid(voucher_share=0.3, voucher_from_h=2.5)
    assert run.unmet[PAYMENT, :4, 0] == pytest.approx([1000, 1000, 850, 700])
    # The cupboard of a day loses 2.5 hours, then 0.7 an hour: 21.5 / 0.7 = 30.71 h, and of the
    # 14.79 h that are left 70 % lack food.
    assert hours_lacked(run, FOOD)[0] == pytest.approx(
        0.7 * (48 - 2.5 - 21.5 / 0.7) * 1000, rel=1e-2
    )


def test_without_vouchers_nothing_changes_and_with_one_for_all_nobody_lacks():
    assert np.array_equal(unpaid(voucher_share=0.0, voucher_from_h=5.0).unmet, unpaid().unmet)
    assert np.array_equal(unpaid(voucher_share=1.0, voucher_from_h=48.0).unmet, unpaid().unmet)
    everybody = unpaid(voucher_share=1.0)
    assert everybody.unmet[PAYMENT].sum() == everybody.unmet[FOOD].sum() == 0.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_vouchers_never_leave_more_people_without(few, more):
    used, stock = np.zeros(3), np.array([0.0, 9.0, 18.0])
    shares = sorted((few, more))
    lacks = [spend_cash(stock, used.copy(), 1.0 - share, 18.0, 0.0) for share in shares]
    assert lacks[1] <= lacks[0] + 1e-12


def test_cash_machines_that_nobody_fills_run_empty():
    # 9 euro a person in the machines; without cards 1.50 an opening hour: six hours. After that
    # nobody can pay: 24 - 6 = 18 of the opening hours.
    library = flat_library(ONE_DAY | {"cash": 0.0}, machine_eur=9.0, machine_eur_d=0.0)
    run = run_once(small_twin(blackout(48.0, kinds=["card_payment"]), library=library), 0)
    assert hours_lacked(run, PAYMENT) == pytest.approx([18_000] * 2)
    assert run.unmet[PAYMENT, 5].sum() == 0.0
    # With 6 euro a day brought, 0.25 an hour: 9 = 1.25 t, 7.2 hours.
    library = flat_library(ONE_DAY | {"cash": 0.0}, machine_eur=9.0, machine_eur_d=6.0)
    run = run_once(small_twin(blackout(48.0, kinds=["card_payment"]), library=library), 0)
    assert run.unmet[PAYMENT, 6, 0] == 0.0
    assert 0.0 < run.unmet[PAYMENT, 7, 0] < 1000.0


@given(st.floats(0, 50), st.floats(0, 50), st.floats(0, 1), st.floats(0, 20), st.floats(0, 50))
def test_no_euro_in_a_machine_appears_or_vanishes(eur, before, works, brought, asked):
    knobs = make_case(small_twin(), 0)[0].knobs
    knobs = knobs._replace(machine_eur=eur, machine_eur_d=brought)
    taken = np.array([min(before, eur)])
    share = pay_out(taken, 0, asked, works, knobs, 1.0)
    assert 0.0 <= share <= 1.0
    paid = share * asked
    # What is brought to a full machine goes back.
    assert taken[0] == pytest.approx(max(0.0, min(before, eur) + paid - brought * works / 24))
    assert taken[0] <= eur + 1e-9


def test_one_cash_machine_in_twenty_helps_one_in_twenty():
    # Nobody has cash at home; no cards. 5 % find a machine: 95 % cannot pay in 24 opening hours.
    library = flat_library(ONE_DAY | {"cash": 0.0})
    shocks = [
        story(48.0, ["card_payment"])["shocks"][0],
        story(48.0, ["atm"], depth=0.95)["shocks"][0] | {"name": "automaten"},
    ]
    scenario = parse_scenario(story() | {"shocks": shocks}, "klein.toml")
    run = run_once(small_twin(scenario, library=library), 0)
    assert hours_lacked(run, PAYMENT) == pytest.approx([0.95 * 24_000] * 2)
    # The cupboard of a day loses 0.95 day a day: 24 / 0.95 = 25.263 h, then 0.95 of the rest.
    assert hours_lacked(run, FOOD) == pytest.approx([0.95 * (48 - 24 / 0.95) * 1000] * 2)


@pytest.mark.parametrize(
    ("share", "cannot"), [(0.0, 0.5), (0.05, 0.4667), (0.5, 1 / 6), (0.75, 1 / 12), (1.0, 0.0)]
)
def test_a_share_of_the_cash_machines_serves_a_share_of_the_people(share, cannot):
    # Purses of 0, 9 and 18 euro, in a step that asks 18. Without machines the first lacks all of
    # it and the second half: 0.5. With 5 % of them 17.10 is spent, the second lacks 8.1 / 17.1:
    # 0.95 x 1.4737 / 3 = 0.4667. With half of them 9 is spent: 0.5 / 3; with 0.75: 0.25 / 3.
    used = np.zeros(3)
    none = spend_cash(np.array([0.0, 9.0, 18.0]), used, 1.0 - share, 18.0, 0.0)
    assert none == pytest.approx(cannot, abs=1e-4)
    assert used == pytest.approx(np.minimum([0.0, 9.0, 18.0], 18.0 * (1.0 - share)))


def test_cash_that_is_gone_is_no_debt():
    used, stock = np.zeros(1), np.array([15.0])
    for _ in range(14):
        spend_cash(stock, used, 1.0, 18.0, 0.0)
    assert used[0] == 15.0
    # A working machine: nobody has to spend, 15 euro come in.
    assert spend_cash(stock, used, 0.0, 18.0, 15.0) == 0.0
    assert used[0] == 0.0


def lacked_on_the_last_day(need, kinds, **stocks):
    """Person-hours of a last day without, after two bad weeks and a good day, and on its own."""
    library = flat_library(ONE_DAY | stocks)
    for spans in [(0.0, 336.0), (360.0, 384.0)], [(360.0, 384.0)]:
        run = run_once(small_twin(cuts(*spans, kinds=kinds), library=library), 0)
        yield run.unmet[need, 360:].astype(float).sum(axis=0)


def test_after_two_bad_weeks_and_one_good_day_a_cupboard_is_as_full_as_it_ever_was():
    # Half a day in the cupboard: on the last day, alone or not, twelve hours without food.
    for last in lacked_on_the_last_day(FOOD, ["supermarket"], food=0.5):
        assert last == pytest.approx([12_000] * 2)


def test_after_two_bad_weeks_and_one_good_day_a_purse_is_as_full_as_it_ever_was():
    # 9 euro are six of the twelve opening hours.
    kinds = ["card_payment", "atm"]
    for last in lacked_on_the_last_day(PAYMENT, kinds, cash=9.0):
        assert last == pytest.approx([6_000] * 2)


def test_after_two_bad_weeks_and_one_good_day_the_medicine_is_back():
    # Half a day at home; the same 350 people as below for twelve hours.
    for last in lacked_on_the_last_day(MEDICINE, ["pharmacy"], medicine=0.5):
        assert last == pytest.approx([350 * 12] * 2)


def test_the_goods_of_pharmacies_do_not_run_out_faster_when_people_hoard():
    # Shops have 96 h in store, at double demand 48; pharmacies 168 h, whatever people buy.
    sizes = {}
    for demand in (1.0, 2.0):
        twin = small_twin(blackout(48.0, shop_demand=demand))
        size = make_case(twin, 0)[0].buffers.size
        sizes[demand] = dict(zip(twin.network.inputs.names, size, strict=True))
    assert (sizes[1.0]["sA|goods"], sizes[2.0]["sA|goods"]) == pytest.approx((96, 48))
    assert (sizes[1.0]["aA|goods"], sizes[2.0]["aA|goods"]) == pytest.approx((168, 168))
    others = [name for name in sizes[1.0] if name not in ("sA|goods", "sB|goods")]
    assert [sizes[2.0][name] for name in others] == [sizes[1.0][name] for name in others]


def test_at_night_nobody_wants_to_pay():
    unmet = closed(["supermarket"]).unmet[PAYMENT, :, 0]
    # Noon is hour 0: closed from 20:00 (hour 8) to 8:00 (hour 20).
    assert (unmet[8:20] == 0).all()
    assert unmet[7] == unmet[20] == pytest.approx(1000)


def test_medicine_lasts_what_is_at_home_and_only_who_needs_it_lacks_it():
    # Of 176 people of 65 and over 75 %, of 788 others 25 %, and of the 36 in care, 24 of them
    # old and 12 young, 58.3 %: 132 + 197 + 21 = 350 people for 24 h.
    run = closed(["pharmacy"])
    assert hours_lacked(run, MEDICINE) == pytest.approx([350 * 24] * 2)


def test_a_step_that_is_half_in_opening_hours_counts_half():
    assert open_share(7.5, 1.0, 8.0, 20.0) == pytest.approx(0.5)
    assert open_share(12.0, 1.0, 8.0, 20.0) == 1.0
    assert open_share(21.0, 1.0, 8.0, 20.0) == 0.0
    # A step of 12 h from 20:00 that ends at 8:00 the next morning, and one that ends at 10:00.
    assert open_share(20.0, 12.0, 8.0, 20.0) == 0.0
    assert open_share(22.0, 12.0, 8.0, 20.0) == pytest.approx(2 / 12)
