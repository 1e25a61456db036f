"""What banks say of payments and staff: what is left, what goes to the model, and what it does."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.agenda.registers.filled_in import rows_of_text
from tests.twin.small import blackout, flat_library, hours_lacked, small_twin
from tests.twin.test_staff import told
from weerbaar.agenda.cli import app
from weerbaar.agenda.registers.banking.said import (
    NO_NEED,
    NO_STAFF,
    not_taken,
    payments_of,
    staff_of,
)
from weerbaar.agenda.registers.banking.shown import banks_shown
from weerbaar.agenda.registers.files import read_lists
from weerbaar.agenda.registers.register import problems_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.payments import Lasts, Manned, Payments, with_manned, with_payments
from weerbaar.twin.tables import NEED_ORDER

BANKS = read_lists()["banks"]
PAYMENT = NEED_ORDER.index("payment")
OFFLINE = """bank,function,data_h_low,data_h,data_h_high,limit_eur,said_on
North,network,24,36,48,,2026-11-01
North,terminals,24,36,48,50,2026-11-01
"""
STAFF = """bank,function,needed,available,elsewhere,unattended
North,network,60,80,25,10
North,internet,20,50,0,0
"""


def rows(text):
    found = rows_of_text(BANKS, text)
    assert problems_of(BANKS, found, "") == []
    return list(found)


def unpaid(twin, said=None):
    run = run_once(with_payments(twin, said) if said else twin, 0)
    return float(hours_lacked(run, PAYMENT).sum())


def no_cash():
    return flat_library({"cash": 0.0})


def test_what_a_bank_registers_of_hours_and_staff_changes_who_can_pay_in_the_model():
    # Without internet for half a day nobody pays by card; cards that work offline go on.
    dark = small_twin(blackout(12.0, ["internet_core"]), library=no_cash(), hours=8.0)
    # 2,000 people in 8 opening hours; what is left are shops that begin to run out of goods.
    assert unpaid(dark) == pytest.approx(0.9 * 2_000 * 8, rel=0.01)
    assert unpaid(dark, payments_of(rows(OFFLINE))) < 0.02 * unpaid(dark)
    # 80 of 100 can come, and a quarter is counted on elsewhere: 60 are left, and 60 are needed. So
    # with three in ten absent 70 % is there, and 0.1 + 0.9 x 0.7 of the payments goes on.
    ill = small_twin(told([("absence", 0.3, 0.0, 24.0)], kinds=["atm"]), library=no_cash())
    said = payments_of(rows(STAFF))
    assert said.manned == (Manned("payment_switch", 1.0, 0.1),)
    assert unpaid(ill) < unpaid(ill, said)


def test_staff_that_is_left_is_a_band_and_not_one_number():
    network, _ = map(staff_of, rows(STAFF))
    assert network.left == Band(55.0, 60.0, 75.0)
    assert network.short == Band(0.0, 0.0, 5.0)
    full = [payments_of(rows(STAFF), end).manned[0].full for end in ("low", "middle", "high")]
    assert full == [1.0, 1.0, 0.8]
    (silent,) = rows("bank,function,needed,available\nNorth,atm,60,80\n")
    assert staff_of(silent).left == Band(0.0, 80.0, 80.0)
    (unsaid,) = rows("bank,function,power_h\nNorth,atm,12\n")
    assert staff_of(unsaid) is None


def test_what_the_model_has_no_place_for_is_told_with_why():
    text = "bank,function,needed,available,power_h\nNorth,internet,,,24\nNorth,atm,60,80,\n"
    found = not_taken(rows(text))
    assert [(one.row["function"], one.why) for one in found] == [
        ("internet", NO_NEED),
        ("atm", NO_STAFF),
    ]
    assert not payments_of(rows(text))
    shown = banks_shown(BANKS, rows(OFFLINE + "South,internet,,12,,,\n"), ENGLISH, "x")
    told_of = shown.tables[-1]
    assert [row[1] for row in told_of.rows] == ["card terminals in shops", "internet banking"]
    assert "Hours that go to the model: 3" in shown.sentences[0]


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_shares_stay_shares_and_a_band_rises(available, elsewhere, needed, alone):
    row = {"available": available, "elsewhere": elsewhere, "needed": needed, "unattended": alone}
    nothing = dict.fromkeys(("power_h", "power_h_low", "power_h_high"), math.nan)
    nothing |= dict.fromkeys(("data_h", "data_h_low", "data_h_high"), math.nan)
    row |= {"bank": "B", "function": "atm", "said_on": "", **nothing}
    left = staff_of(row).left
    assert 0 <= left.p10 <= left.p50 + 1e-9 <= left.p90 + 2e-9 <= 100 + 3e-9
    (manned,) = payments_of([row]).manned
    assert 0 <= manned.full <= 1
    assert 0 <= manned.floor <= 1


def test_several_banks_are_taken_together_and_others_stay_as_they_were():
    library = flat_library()
    both = (Manned("atm", 0.4, 0.0), Manned("atm", 0.8, 1.0), Manned("payment_switch", 0.5, 0.5))
    found = with_manned(library.operations, both)
    at = found.positions("kind")
    assert found["staff_full"][at["atm"]] == pytest.approx(0.6)
    assert found["staff_floor"][at["atm"]] == pytest.approx(0.5)
    assert found["staff_full"][at["payment_switch"]] == 0.5
    assert found["staff_full"][at["hospital"]] == 0.8
    assert len(found) == len(library.operations) + 1


def test_what_somebody_chose_does_not_go_before_what_banks_say():
    twin = small_twin()
    said = Payments((Lasts("atm", "power", (1.0, 2.0, 3.0), "North"),))
    with pytest.raises(ValueError, match="before choices"):
        with_payments(type(twin)(**{**_fields(twin), "choices": {"x": 1.0}}), said)


def _fields(twin):
    names = ("network", "library", "scenario", "norms", "hours")
    return {name: getattr(twin, name) for name in names}


def test_the_command_refuses_before_it_computes(tmp_path):
    file = tmp_path / "banks.csv"
    file.write_text("bank,function,power_h\nSouth,internet,24\n", encoding="utf-8")
    for more, code in (([], "nothing-of-banks"), (["--staff", "some"], "not-a-choice")):
        told = CliRunner().invoke(app, ["payments", str(file), *more, "--json"])
        assert told.exit_code == 2
        assert json.loads(told.stdout)["problems"][0]["code"] == code
