"""Commitments as rows of text: read as written, and refused with a reason in the right place."""

from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.agenda.commitment_table import (
    Known,
    changed_columns,
    commitment_table,
    read_commitments,
    texts_of,
)
from weerbaar.agenda.commitments import STATUSES, Commitment, Money, Quantity
from weerbaar.agenda.files import read_kinds
from weerbaar.measures.catalogue import PAYERS
from weerbaar.platform.rights import ROLE_ORDER

KINDS = read_kinds()
ANYTHING = Known()
DIESEL = {
    "kind": "agreement",
    "title": "Diesel voor drie noodsteunpunten",
    "partners": "Oliehandel Jansen; veiligheidsregio",
    "activate": "Bel de piketdienst van de oliehandel",
    "quantities": "12,5 m3 diesel; 3 stuks pomp",
    "from": "2026-12-01",
    "until": "2027-12-31",
    "amount_low_eur": "10000",
    "amount_eur": "12000.50",
    "amount_high_eur": "15000",
    "payer": "municipality",
}


def read(*rows: dict[str, str], known: Known = ANYTHING):
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [[row.get(name, "") for name in names] for row in rows]
    numbers = count(1)
    return read_commitments(
        names, lines, KINDS, known, lambda: f"new-{next(numbers)}", "agenda.csv"
    )


def codes(*rows: dict[str, str], known: Known = ANYTHING) -> list[tuple[str, int | None, str]]:
    return [(p.code, p.row, p.column) for p in read(*rows, known=known).problems]


def test_an_agreement_is_read_with_its_quantities_partners_and_money():
    (one,) = read(DIESEL).commitments
    assert one.commitment == "new-1"
    assert one.partners == ("Oliehandel Jansen", "veiligheidsregio")
    assert one.quantities == (Quantity(12.5, "m3", "diesel"), Quantity(3.0, "stuks", "pomp"))
    assert one.money == Money(1_000_000, 1_200_050, 1_500_000)
    assert (one.starts, one.until) == (date(2026, 12, 1), date(2027, 12, 31))


LINE = st.text("abc é,'\"-", max_size=12).map(str.strip)
DAY = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
COMMITMENTS = st.builds(
    Commitment,
    commitment=st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True),
    kind=st.just("open_question"),
    title=LINE.filter(bool),
    status=st.sampled_from(list(STATUSES)),
    owner=LINE,
    role=st.sampled_from(["", *ROLE_ORDER]),
    partners=st.lists(LINE.filter(bool), max_size=3).map(tuple),
    until=DAY,
    quantities=st.lists(
        st.builds(Quantity, st.integers(0, 10**6).map(float), st.just("m3"), st.just("water")),
        max_size=2,
    ).map(tuple),
    money=st.none()
    | st.builds(lambda cents: Money(cents, cents, 2 * cents), st.integers(0, 10**9)),
    payer=st.sampled_from(["", *PAYERS]),
    shared=st.booleans(),
    note=LINE,
)


@settings(max_examples=30, deadline=None)
@given(one=COMMITMENTS)
def test_what_is_written_reads_back_the_same(one: Commitment):
    texts = texts_of(one)
    assert read(texts).commitments == (one,)
    assert changed_columns(one, one) == {}
    assert list(texts) == list(commitment_table(KINDS).names)


def test_a_change_names_each_column_with_what_stood_and_what_stands():
    (before,) = read(DIESEL).commitments
    (after,) = read({**DIESEL, "until": "2028-01-31", "status": "agreed"}).commitments
    assert changed_columns(before, after) == {
        "status": ("open", "agreed"),
        "until": ("2027-12-31", "2028-01-31"),
    }


def test_a_power_names_its_ground_and_reviewer_and_a_promise_is_done_with_proof_alone():
    power = {"kind": "power", "title": "Seize fuel", "until": "2027-01-01", "by_whom": "the chair"}
    assert codes(power) == [("empty-cell", 2, "reviewer"), ("empty-cell", 2, "source")]
    assert codes(power | {"reviewer": "the board", "source": "Wvr art. 39"}) == []
    pause = power | {"kind": "paused_rule", "reviewer": "the board", "source": "an order"}
    assert codes(pause) == [("empty-cell", 2, "note")]
    promise = {"kind": "council", "title": "Motion 12", "owner": "college", "until": "2027-01-01"}
    assert codes(promise) == []
    done = promise | {"status": "done"}
    assert codes(done) == [("empty-cell", 2, "done_on"), ("empty-cell", 2, "note")]
    assert codes(done | {"done_on": "2026-11-01", "note": "letter of 1 November"}) == []


@pytest.mark.parametrize(
    ("kind", "lacks"),
    [(kind.kind, column) for kind in KINDS.values() for column in kind.needs],
)
def test_each_kind_asks_for_what_it_needs(kind: str, lacks: str):
    full = {**DIESEL, "kind": kind, "owner": "college", "by_whom": "burgemeester"}
    full |= {"reviewer": "raad", "source": "raadsbesluit", "note": "kleiner dan nu"}
    assert read(full).problems == ()
    without = full | dict.fromkeys(
        [lacks, *(["amount_low_eur", "amount_high_eur"] if lacks == "amount_eur" else [])], ""
    )
    assert codes(without) == [("empty-cell", 2, lacks)]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("kind", "wens", "not-a-choice"),
        ("title", "", "empty-cell"),
        ("title", "x" * 201, "title-too-long"),
        ("title", "x\x00", "control-character"),
        ("status", "klaar", "not-a-choice"),
        ("until", "31-12-2027", "not-a-date"),
        ("until", "9999-12-31", "day-outside-agenda"),
        ("until", "2026-11-30", "ends-before-it-starts"),
        ("done_on", "2026-12-02", "done-on-without-done"),
        ("quantities", "veel water", "not-a-quantity"),
        ("quantities", "1" * 400 + " m3", "not-a-quantity"),
        ("quantities", "-1 m3", "not-a-quantity"),
        ("quantities", "; ".join(["1 m3"] * 21), "too-many-in-a-cell"),
        ("amount_eur", "9000", "money-not-rising"),
        ("amount_eur", "", "money-not-rising"),
        ("amount_eur", "1e400", "not-a-number"),
        ("amount_eur", "9" * 30, "out-of-range"),
        ("owner", "jan@dijkstad.example", "personal-data"),
        ("note", "bel 06 12345678", "personal-data"),
        ("commitment", "../etc", "not-an-identifier-of-the-agenda"),
        ("shared", "ja", "not-a-flag"),
    ],
)
def test_what_is_wrong_is_refused_where_it_stands(column: str, value: str, code: str):
    assert (code, 2, column) in codes({**DIESEL, column: value})


@pytest.mark.parametrize("column", ["gap", "measure", "pillar"])
def test_what_it_is_for_must_be_known(column: str):
    known = Known(gaps=["g"], measures=["g"], pillars=["g"])
    assert codes({**DIESEL, column: "g"}, known=known) == []
    assert codes({**DIESEL, column: "h"}, known=known) == [("not-on-this-agenda", 2, column)]


def test_one_wrong_row_keeps_all_from_being_read_and_a_name_twice_is_refused():
    found = read(
        {**DIESEL, "commitment": "a"}, {**DIESEL, "commitment": "a"}, {**DIESEL, "until": "x"}
    )
    assert found.commitments == ()
    assert codes({**DIESEL, "commitment": "a"}, {**DIESEL, "commitment": "a"}) == [
        ("commitment-twice", 3, "commitment")
    ]
