"""What is needed held against what is agreed: nothing is counted twice within a phase."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import rows_of_text
from weerbaar.agenda.commitments import Commitment, Quantity
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.registers.covering import NOT_AGREED, NOT_THERE, OTHERWISE, cover
from weerbaar.agenda.registers.files import read_lists
from weerbaar.agenda.registers.list_shown import Asked, list_shown
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH

TODAY = date(2026, 11, 22)
DEMAND, PRIORITIES = read_lists()["demand"], read_lists()["priorities"]
NEEDS = """phase,kind,what,place,amount_low,amount,amount_high,unit,rank,agreements
run_up,energy,diesel,Port,40,50,60,m3,1,Fuel in need
run_up,energy,diesel,Base,,50,,m3,2,fuel in need; Later
conflict,energy,diesel,Port,,100,,m3,,a1
conflict,care,beds,,,,,beds,,Beds
"""


def agreement(name, title, *quantities, kind="agreement", status="agreed", **more):
    return Commitment(name, kind, title, status, quantities=quantities, **more)


FUEL = agreement("a1", "Fuel in need", Quantity(80, "m3", "diesel"), Quantity(30, "m3", "water"))
BEDS = agreement("a2", "Beds", Quantity(12, "beds"))


def covered(rows, commitments, register=DEMAND):
    return cover(rows, register.outcomes[0], commitments, read_kinds(), TODAY)


def test_what_is_agreed_goes_by_rank_and_serves_each_phase_anew():
    rows = list(rows_of_text(DEMAND, NEEDS))
    port, base, conflict, beds = covered(rows, [FUEL, BEDS]).rows
    assert (port.given, port.short) == (50, Band(0, 0, 10))
    assert (base.given, base.short) == (30, Band(20, 20, 20))
    assert base.refused == (("Later", NOT_THERE),)
    assert (conflict.given, conflict.short.p50) == (80, 20)
    assert (beds.need, beds.short, beds.given) == (None, None, 12)
    found = list_shown(DEMAND, rows, Asked(ENGLISH, True, TODAY, [FUEL, BEDS], read_kinds()))
    assert found.sentences == ("Not covered whole: 2 of 4 rows. Not said how much is needed: 1.",)
    assert [picture.title for picture in found.pictures] == [
        "run-up to a conflict",
        "during a conflict",
    ]
    assert "30 of 50 m3" in found.pictures[0].svg
    assert found.tables[0].rows[1][4:] == ["50 m3", "30 m3", "20 m3", "Later (not on the agenda)"]


def test_who_may_not_see_the_agenda_sees_nothing_of_what_is_agreed():
    rows = list(rows_of_text(DEMAND, NEEDS))
    found = list_shown(DEMAND, rows, Asked(ENGLISH, True, TODAY, None, read_kinds()))
    assert found.tables == ()
    assert "which you may not see" in found.sentences[0]


def test_a_pledge_that_no_priority_uses_is_named():
    text = "what,amount,unit,pledges\ngenerator,10,pieces,Ten generators\n"
    pledges = [
        agreement("p1", "Ten generators", Quantity(4, "pieces"), kind="pledge"),
        agreement("p2", "Two cranes", Quantity(2, "pieces"), kind="pledge"),
        FUEL,
    ]
    found = covered(list(rows_of_text(PRIORITIES, text)), pledges, PRIORITIES)
    assert found.spare == ("Two cranes",)
    assert found.rows[0].short == Band(6, 6, 6)


def test_an_own_copy_with_the_same_identifier_is_beside_the_shared_one_and_the_shared_is_named():
    rows = list(rows_of_text(DEMAND, NEEDS))[2:3]
    shared = agreement("a1", "Fuel of the region", Quantity(30, "m3"), shared=True)
    own = agreement("a1", "Fuel of ours", Quantity(20, "m3"))
    waiting = agreement("a1", "Not yet", Quantity(500, "m3"), status="open")
    for order in ([own, shared, waiting], [waiting, shared, own]):
        assert covered(rows, order).rows[0].given == 50
    found = list_shown(DEMAND, rows, Asked(ENGLISH, True, TODAY, [own, shared], read_kinds()))
    assert "others below its owner count on it too: Fuel of the region." in found.sentences[-1]
    alone = list_shown(DEMAND, rows, Asked(ENGLISH, True, TODAY, [own], read_kinds()))
    assert len(alone.sentences) == len(found.sentences) - 1


@pytest.mark.parametrize("unit", ["stuk", "Stuks", "piece"])
def test_a_unit_in_other_words_is_the_same_unit(unit):
    text = "what,amount,unit,pledges\ngenerator,10,pieces,Ten generators\n"
    pledge = agreement("p1", "Ten generators", Quantity(4, unit), kind="pledge")
    assert covered(list(rows_of_text(PRIORITIES, text)), [pledge], PRIORITIES).rows[0].given == 4


@pytest.mark.parametrize(
    ("commitment", "why"),
    [
        (agreement("a1", "x", Quantity(80, "L", "diesel")), OTHERWISE),
        (agreement("a1", "x", Quantity(80, "m3", "water")), OTHERWISE),
        (agreement("a1", "x", Quantity(80, "m3", "diesel"), status="open"), NOT_AGREED),
        (agreement("a1", "x", Quantity(80, "m3"), until=date(2026, 11, 21)), NOT_AGREED),
        (agreement("a1", "x", Quantity(80, "m3"), kind="plan"), NOT_THERE),
    ],
)
def test_what_does_not_count_is_said_with_why(commitment, why):
    rows = list(rows_of_text(DEMAND, NEEDS))[2:3]
    (one,) = covered(rows, [commitment]).rows
    assert one.given == 0
    assert one.refused == (("a1", why),)


amounts = st.floats(0, 1000)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(amounts, st.sampled_from(["", "1", "2"]), st.booleans()), max_size=5),
    amounts,
    amounts,
    st.randoms(use_true_random=False),
)
def test_nobody_gets_more_than_is_needed_or_there_and_the_order_of_rows_is_nothing(
    wanted, first, second, order
):
    lines = [
        f"run_up,food,bread,{at},{amount},kg,{rank},{'A; B' if both else 'A'}"
        for at, (amount, rank, both) in enumerate(wanted)
    ]
    head = "phase,kind,what,place,amount,unit,rank,agreements"
    rows = list(rows_of_text(DEMAND, "\n".join([head, *lines])))
    there = [
        agreement("a", "A", Quantity(first, "kg")),
        agreement("b", "B", Quantity(second, "kg")),
    ]
    found = {one.row["place"]: one for one in covered(rows, there).rows}
    assert all(one.given <= one.need.p50 + 1e-6 for one in found.values())
    assert sum(one.given for one in found.values()) <= first + second + 1e-6
    order.shuffle(rows)
    for one in covered(rows, there).rows:
        assert one.given == pytest.approx(found[one.row["place"]].given, abs=1e-6)
