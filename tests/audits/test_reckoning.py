"""The light audit: fewer questions for small firms, and how long a firm goes on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.audits.files import read_audit
from weerbaar.audits.questions import FULL, HOURS, LIGHT, YES_NO, audit_problems
from weerbaar.audits.reckoning import FOREVER, Lasts, check_firm
from weerbaar.audits.telling import failure_rows, notes, tied_words, weakest
from weerbaar.audits.typed import read_firm
from weerbaar.common.language import ENGLISH

AUDIT = read_audit()
BAKERY = {
    **{"staff": "4", "by_hand": "8", "own_power": "never", "without_line": "2 dagen"},
    **{"without_pay": "4 uur", "half_staff": "1 week", "stock": "3 days", "deputy": "nee"},
    **{"data_copy": "ja", "decides": "yes", "offers": "food;room"},
}


def firm(**texts):
    read = read_firm(AUDIT, texts)
    assert read.problems == {}
    return read.firm


def lasts(found):
    return {one.fails: (one.lasts.low, one.lasts.high) for one in found.failures}


def test_a_small_firm_gets_ten_questions_and_hears_what_to_do_first():
    bakery = firm(**BAKERY)
    assert (bakery.size, AUDIT.size(bakery.size).audit) == ("micro", LIGHT)
    asked = [len(AUDIT.asked(size)) for size in ("micro", "small", "medium", "large")]
    assert asked == [10, 16, 20, 20]
    # The model knows the size of a place by its kind, and so which audit it gets.
    audits = {kind: AUDIT.size(size).audit for kind, size in AUDIT.kinds.items()}
    assert (audits["gp_practice"], audits["hospital"]) == (LIGHT, FULL)
    found = check_firm(AUDIT, bakery.size, bakery.answers)
    # Without power it works by hand for 8 hours, but nobody pays by card after 4.
    assert lasts(found) == {
        "power": (4, 4),
        "data": (4, 4),
        "payment": (4, 4),
        "staff": (168, 168),
        "person": (0, 0),
        "supplier": (72, 72),
    }
    assert [one.name for one in found.weakest[:3]] == ["person", "pay", "work"]
    told = weakest(AUDIT, found, ENGLISH)
    assert told[1].first.startswith("Agree who may buy and pay later")
    assert told[1].takes == "within a day"
    assert failure_rows(found, ENGLISH)[1][0] == [
        "No power",
        "4 hours",
        "buying and selling without card or bank",
    ]
    assert "another place" in notes(AUDIT, found, ENGLISH)[0]
    assert bakery.offers == ("food", "room")


def test_points_that_are_equally_weak_are_said_to_be_and_all_shown():
    nought = {one.question: "never" for one in AUDIT.asked("micro") if one.answer == HOURS}
    nought |= {one.question: "no" for one in AUDIT.asked("micro") if one.answer == YES_NO}
    bare = firm(staff="4", **nought)
    found = check_firm(AUDIT, bare.size, bare.answers)
    shown = weakest(AUDIT, found, ENGLISH)
    assert len(shown) == len([p for p in found.weakest if p.lasts.low == 0]) == 9
    said = tied_words(found, ENGLISH)
    assert said.startswith("9 points are equally weak; all stand here. Begin with")
    assert said.endswith("buying and selling without card or bank.")
    # One that is the weakest alone is not said to be tied.
    alone = firm(**BAKERY | {"deputy": "ja", "without_pay": "1 uur", "by_hand": "8"})
    assert tied_words(check_firm(AUDIT, alone.size, alone.answers), ENGLISH) == ""


def test_a_large_firm_is_told_that_a_full_audit_is_meant_for_it():
    large = firm(staff="250")
    assert AUDIT.size(large.size).audit == FULL
    found = check_firm(AUDIT, large.size, large.answers)
    assert "full audit" in notes(AUDIT, found, ENGLISH)[0]
    assert all(one.lasts.unknown for one in found.failures)
    assert found.weakest == ()


@pytest.mark.parametrize(
    ("staff", "size"), [("1", "micro"), ("9", "micro"), ("10", "small"), ("249", "medium")]
)
def test_the_number_of_people_says_the_size(staff, size):
    assert firm(staff=staff).size == size
    assert firm(kind="pharmacy").size == "small"


def test_another_supplier_takes_over_only_before_the_stock_is_gone():
    def supplier(**texts):
        one = firm(staff="12", **texts)
        return lasts(check_firm(AUDIT, one.size, one.answers))["supplier"]

    assert supplier(stock="12", second_supplier="8") == (FOREVER, FOREVER)
    assert supplier(stock="12", second_supplier="2 days") == (12, 12)
    assert supplier(stock="12", second_supplier="never") == (12, 12)
    assert supplier(stock="12") == (12, FOREVER)
    assert supplier(second_supplier="8") == (0, FOREVER)


def test_what_is_not_known_is_told_as_a_least_and_a_most():
    one = firm(staff="3", by_hand="8", own_power="24")
    found = check_firm(AUDIT, one.size, one.answers)
    assert lasts(found)["power"] == (0, 24)
    assert failure_rows(found, ENGLISH)[1][0][1] == "at most 24 hours"
    assert Lasts(0, math.inf).unknown


def answers(question):
    if question.answer == YES_NO:
        return st.booleans()
    return st.floats(0, 8760) | st.just(FOREVER)


@st.composite
def firms(draw):
    size = draw(st.sampled_from(["micro", "small", "medium", "large"]))
    asked = AUDIT.asked(size)
    told = draw(st.lists(st.sampled_from(asked), unique_by=lambda one: one.question))
    return size, {one.question: draw(answers(one)) for one in told}


@settings(max_examples=30, deadline=None)
@given(firms(), st.floats(0, 100))
def test_lasting_longer_never_lets_a_firm_stop_sooner_and_knowing_more_narrows(found, more):
    size, told = found
    before = {f.fails: f.lasts for f in check_firm(AUDIT, size, told).failures}
    longer = {
        q.question: told[q.question] + more if q.answer == HOURS else told[q.question]
        for q in AUDIT.asked(size)
        if q.question in told
    }
    after = {f.fails: f.lasts for f in check_firm(AUDIT, size, longer).failures}
    whole = {q.question: 5.0 if q.answer != YES_NO else True for q in AUDIT.asked(size)} | told
    known = {f.fails: f.lasts for f in check_firm(AUDIT, size, whole).failures}
    for fails, lasted in before.items():
        assert lasted.low <= after[fails].low
        assert lasted.high <= after[fails].high
        assert lasted.low <= known[fails].low <= known[fails].high <= lasted.high
        assert known[fails].known


@pytest.mark.parametrize("staff", ["0", "-1", "x", "1.5", "9" * 400, "²", "12\x00"])
def test_a_number_of_people_that_cannot_be_is_refused(staff):
    read = read_firm(AUDIT, {"staff": staff})
    assert read.firm is None
    assert read.problems["staff"].code == "firm-not-staff"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("stock", "soon", "firm-not-hours"),
        ("stock", "-3", "firm-not-hours"),
        ("stock", "nan", "firm-not-hours"),
        ("stock", "2 years", "firm-not-hours"),
        ("stock", "9" * 400, "firm-not-hours"),
        ("stock", "99999", "firm-too-long"),
        ("second_supplier", "always", "firm-not-hours"),
        ("deputy", "perhaps", "firm-not-yes-no"),
        ("offers", "gold", "firm-no-such-offer"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_the_others_stay(name, text, code):
    read = read_firm(AUDIT, {"staff": "12", "by_hand": "8", name: text})
    assert read.problems[name].code == code
    assert read.firm.answers["by_hand"] == 8
    assert "{" not in read.problems[name].message(ENGLISH) + read.problems[name].remedy(ENGLISH)


def test_a_firm_without_a_size_and_a_kind_that_is_not_there_are_refused():
    assert read_firm(AUDIT, {}).problems["staff"].code == "firm-no-staff"
    for more in ({}, {"staff": "4"}):
        wrong = read_firm(AUDIT, {"kind": "castle", **more}).problems
        assert [one.code for one in wrong.values()] == ["firm-no-such-kind"]


def test_tables_that_name_what_is_not_there_are_refused():
    wrong = audit_problems(AUDIT, ["pharmacy"], [])
    assert {one.column for one in wrong} == {"kind", "measure"}
