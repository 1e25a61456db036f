"""Shops, paying, and what people have in their cupboards and pockets."""

from __future__ import annotations

import pytest

from tests.twin.small import blackout, flat_library, hours_lacked, small_twin
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.services import open_share
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
