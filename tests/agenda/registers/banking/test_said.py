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
    banks_of,
    not_taken,
    staff_of,
)
from weerbaar.agenda.registers.banking.shown import banks_shown
from weerbaar.agenda.registers.files import read_lists
from weerbaar.agenda.registers.register import problems_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.mixing import mixed_runs
from weerbaar.twin.payments import Lasts, Manned, Payments, twins_of, with_manned, with_payments
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


def unpaid(twin, said=None, run=0):
    twins = twins_of(twin, said) if said else [twin]
    (mixed,) = mixed_runs([[run_once(one, run)] for one in twins], said.shares if said else [1.0])
    return float(hours_lacked(mixed, PAYMENT).sum())


def staff_said(needed, available, end="middle"):
    head = "bank,function,needed,available,elsewhere,unattended\n"
    return banks_of(rows(f"{head}North,network,{needed},{available},0,10\n"), end)


def no_cash():
    return flat_library({"cash": 0.0})


def test_what_a_bank_registers_of_hours_and_staff_changes_who_can_pay_in_the_model():
    # Without internet for half a day nobody pays by card; cards that work offline go on.
    dark = small_twin(blackout(12.0, ["internet_core"]), library=no_cash(), hours=8.0)
    # 2,000 people in 8 opening hours; what is left are shops that begin to run out of goods.
    assert unpaid(dark) == pytest.approx(0.9 * 2_000 * 8, rel=0.01)
    assert unpaid(dark, banks_of(rows(OFFLINE))) < 0.02 * unpaid(dark)
    # 80 of 100 can come, and a quarter is counted on elsewhere: 60 are left, and 60 are needed. So
    # all goes on. Where 80 are needed, 0.1 + 0.9 x 60 / 80 of the payments goes on.
    assert _only(banks_of(rows(STAFF))).manned == (Manned("payment_switch", 1.0),)
    more = _only(banks_of(rows(STAFF.replace("network,60", "network,80"))))
    assert more.manned == (Manned("payment_switch", pytest.approx(0.775)),)
    calm = small_twin(told(kinds=["atm"], hours=8.0), library=no_cash(), hours=8.0)
    assert unpaid(calm, banks_of(rows(STAFF))) == pytest.approx(unpaid(calm))
    short = unpaid(calm, banks_of(rows(STAFF.replace("network,60", "network,80"))))
    assert short - unpaid(calm) == pytest.approx((1 - 0.775) * 2_000 * 8, rel=0.1)


def _only(banks):
    ((share, said),) = banks.parts
    assert share == 1.0
    return said


def test_too_few_people_at_a_bank_lower_what_works_without_absence_and_are_not_counted_twice():
    """Nobody can pay cash, so that of 2,000 people in 8 opening hours lacks what the network does
    not do: nothing with 70 of 70, half of 0.9 with 30 of 60, and 0.9 with nobody left."""
    quiet = small_twin(told(kinds=["atm"], hours=8.0), library=no_cash(), hours=8.0)
    ill = told([("absence", 0.3, 0.0, 24.0)], kinds=["atm"], hours=8.0)
    ill = small_twin(ill, library=no_cash(), hours=8.0)
    for twin in (quiet, ill):
        enough, half, none = (
            unpaid(twin, staff_said(*who)) for who in ((70, 70), (60, 30), (60, 0))
        )
        nothing = unpaid(twin)
        assert enough == pytest.approx(nothing)
        assert half - nothing == pytest.approx(0.45 / 0.9 * (none - nothing), rel=0.01)
        assert none > 10 * half / 6 > nothing
    low, high = (
        unpaid(quiet, banks_of(rows(STAFF.replace("80,25", "70,25")), end))
        for end in ("low", "high")
    )
    assert low > high


TWO = """bank,function,customers,data_h_low,data_h,data_h_high
North,network,{north},24,36,48
North,terminals,,24,36,48
South,network,,0,0,0
South,terminals,,0,0,0
"""


def test_two_banks_are_not_one_that_lasts_about_half_as_long():
    """North goes on for the whole outage and South stops at once: in every run half of the people,
    or the share that was filled in, cannot pay."""
    dark = small_twin(blackout(12.0, ["internet_core"]), library=no_cash(), hours=8.0)
    text = TWO.format(north="")
    north, south = (
        banks_of(rows("\n".join(x for x in text.splitlines() if x.startswith(("bank", name)))))
        for name in ("North", "South")
    )
    for run in (0, 1):
        good, bad = (unpaid(dark, one, run) for one in (north, south))
        assert bad > 10 * good
        assert unpaid(dark, banks_of(rows(text)), run) == pytest.approx((good + bad) / 2, rel=1e-3)
        fifth = banks_of(rows(TWO.format(north="20")))
        assert unpaid(dark, fifth, run) == pytest.approx(0.2 * good + 0.8 * bad, rel=1e-3)
    told_of = " ".join(banks_shown(BANKS, rows(TWO.format(north="20")), ENGLISH, "x").sentences)
    assert "Customers: North 20 %; South 80 %." in told_of
    assert "Of South the share is an assumption (A)" in told_of


def test_a_service_of_all_banks_speaks_for_who_says_nothing_of_that_function():
    text = "bank,function,customers,data_h\nSwitch,network,100,12\nNorth,network,25,6\n"
    banks = banks_of(rows(text + "South,terminals,25,3\n"))
    hours = {
        share: sorted({(one.kind, one.hours[1]) for one in said.lasts})
        for share, said in sorted(banks.parts, key=lambda part: part[1].lasts[0].hours)
    }
    assert sorted(share for share, _ in banks.parts) == [0.25, 0.25, 0.5]
    assert hours[0.5] == [("payment_switch", 12.0)]
    known = [sorted({(one.kind, one.hours[1]) for one in said.lasts}) for _, said in banks.parts]
    assert [("payment_switch", 6.0)] in known
    assert [("card_payment", 3.0), ("payment_switch", 12.0)] in known


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("N,network,50\nN,atm,40\n", "bank-with-two-shares"),
        ("N,network,60\nS,atm,50\n", "more-customers-than-all"),
        ("N,network,100\nS,network,100\n", "two-banks-for-everybody"),
    ],
)
def test_shares_of_customers_that_cannot_be_are_refused(text, code):
    found = problems_of(BANKS, rows_of_text(BANKS, "bank,function,customers\n" + text), "")
    assert [problem.code for problem in found] == [code]


def test_more_banks_than_can_be_computed_apart_are_refused():
    text = "bank,function,power_h\n" + "".join(f"B{n},atm,{n + 1}\n" for n in range(5))
    with pytest.raises(Refused) as refused:
        twins_of(small_twin(), banks_of(rows(text)))
    assert [problem.code for problem in refused.value.problems] == ["too-many-banks"]


def test_staff_that_is_left_is_a_band_and_not_one_number():
    network, _ = map(staff_of, rows(STAFF))
    assert network.left == Band(55.0, 60.0, 75.0)
    assert network.short == Band(0.0, 0.0, 5.0)
    ends = [staff_said(100, 80, end) for end in ("low", "middle", "high")]
    assert {_only(one).manned for one in ends} == {(Manned("payment_switch", 0.1 + 0.9 * 0.8),)}
    text = STAFF.replace("network,60", "network,100")
    works = [_only(banks_of(rows(text), end)).manned[0].works for end in ("low", "middle", "high")]
    assert works == pytest.approx([0.1 + 0.9 * left for left in (0.55, 0.6, 0.75)])
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
    assert not banks_of(rows(text))
    shown = banks_shown(BANKS, rows(OFFLINE + "South,internet,,12,,,\n"), ENGLISH, "x")
    told_of = shown.tables[-1]
    assert [row[1] for row in told_of.rows] == ["card terminals in shops", "internet banking"]
    assert "so many times: 3" in shown.sentences[0]


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_shares_stay_shares_and_a_band_rises(available, elsewhere, needed, alone):
    row = {"available": available, "elsewhere": elsewhere, "needed": needed, "unattended": alone}
    nothing = dict.fromkeys(("power_h", "power_h_low", "power_h_high"), math.nan)
    nothing |= dict.fromkeys(("data_h", "data_h_low", "data_h_high"), math.nan)
    row |= {"bank": "B", "function": "atm", "said_on": "", "customers": math.nan, **nothing}
    left = staff_of(row).left
    assert 0 <= left.p10 <= left.p50 + 1e-9 <= left.p90 + 2e-9 <= 100 + 3e-9
    (manned,) = _only(banks_of([row])).manned
    assert alone / 100 - 1e-9 <= manned.works <= 1


def test_kinds_of_which_nothing_is_said_stay_as_they_were():
    library = flat_library()
    both = (Manned("atm", 1.0), Manned("payment_switch", 0.5))
    found = with_manned(library.operations, both)
    at = found.positions("kind")
    assert found["staff_full"][at["atm"]] == 0.0
    assert found["staff_floor"][at["payment_switch"]] == 0.5
    assert found["staff_full"][at["payment_switch"]] > 1.0
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
