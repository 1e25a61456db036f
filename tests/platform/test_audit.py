"""The audit trail: what was done stays told, and every change shows."""

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.refusals import Refused
from weerbaar.platform.audit import (
    GENESIS,
    Deed,
    Entry,
    end_of,
    faults,
    hash_of,
    next_entry,
    pseudonym,
)
from weerbaar.platform.wire import read_trail, trail_csv, trail_json

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ANNA = pseudonym(b"key of anna", "person 1")


def chain(*deeds: Deed) -> list[Entry]:
    entries: list[Entry] = []
    for deed in deeds:
        last = entries[-1] if entries else None
        entries.append(next_entry(deed, last.number, last.hash) if last else next_entry(deed))
    return entries


def codes(entries: list[Entry], expected: str = "") -> list[str]:
    return [problem.code for problem in faults(entries, expected)]


def test_anna_gives_a_role_and_takes_it_away_and_both_stay_told():
    bert = pseudonym(b"key of bert", "person 2")
    gave = Deed(NOON, ANNA, "give-role", 3, bert, {"role": "volunteer"})
    took = Deed(NOON + timedelta(hours=1), ANNA, "take-role", 3, bert, {"role": "volunteer"})
    first, second = chain(gave, took)
    assert (first.number, second.number) == (1, 2)
    assert (first.previous, second.previous) == (GENESIS, first.hash)
    assert first.at == "2026-11-21T12:00:00.000000+00:00"
    assert codes([first, second]) == []
    assert codes([first, second], end_of(second)) == []


DEEDS = st.builds(
    Deed,
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([ANNA, "", "machine"]),
    st.text(max_size=8),
    st.none() | st.integers(1, 9),
    st.text(max_size=5),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
)


@given(st.lists(DEEDS, max_size=6))
def test_a_trail_as_it_was_written_is_whole(deeds: list[Deed]):
    entries = chain(*deeds)
    assert codes(entries) == []
    if entries:
        assert codes(entries, end_of(entries[-1])) == []


@given(st.lists(DEEDS, min_size=2, max_size=6), st.data())
def test_a_trail_from_which_something_is_gone_or_changed_is_not_whole(deeds, data):
    entries = chain(*deeds)
    end = end_of(entries[-1])
    at = data.draw(st.integers(0, len(entries) - 1))
    without = entries[:at] + entries[at + 1 :]
    assert codes(without, end)
    field = data.draw(st.sampled_from(["at", "actor", "action", "subject", "previous"]))
    other = dataclasses.replace(entries[at], **{field: getattr(entries[at], field) + "x"})
    assert codes([*entries[:at], other, *entries[at + 1 :]])
    # Whoever changes an entry can give it a hash that fits; then the next one no longer does, or
    # the end is another than was written down.
    forged = dataclasses.replace(other, hash=hash_of(other))
    assert codes([*entries[:at], forged, *entries[at + 1 :]], end)


@given(st.lists(DEEDS, max_size=4))
def test_an_export_reads_back_the_same(deeds: list[Deed]):
    entries = chain(*deeds)
    assert read_trail(trail_json(entries), "trail.json") == entries


def test_a_csv_export_reads_back_the_same():
    entries = chain(
        Deed(NOON, "machine", "add-organisation", 1, "", {"kind": "municipality"}),
        Deed(NOON, ANNA, "change-organisation", 1, 'with "quotes", and a comma', {}),
        Deed(NOON, "", "sign-in-failed"),
    )
    assert read_trail(trail_csv(entries), "trail.csv") == entries


def test_another_place_on_the_clock_is_the_same_moment():
    there = Deed(NOON.astimezone(timezone(timedelta(hours=1))), ANNA, "sign-in")
    assert next_entry(there) == next_entry(Deed(NOON, ANNA, "sign-in"))


def test_a_pseudonym_tells_nothing_without_its_key():
    assert pseudonym(b"key of anna", "person 1") == ANNA
    assert pseudonym(b"another key", "person 1") != ANNA
    assert "1" * 30 not in ANNA
    assert len(ANNA) == 32


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": 7}, "trail-wrong-number"),
        ({"previous": GENESIS[::-1] + "1"}, "trail-wrong-link"),
        ({"actor": "somebody else"}, "trail-changed"),
    ],
)
def test_each_sort_of_change_is_named(change, code):
    first, second = chain(Deed(NOON, ANNA, "sign-in"), Deed(NOON, ANNA, "sign-out"))
    assert code in codes([first, dataclasses.replace(second, **change)])


def test_entries_cut_from_the_end_are_missed_where_the_end_was_written_down():
    first, second = chain(Deed(NOON, ANNA, "sign-in"), Deed(NOON, ANNA, "sign-out"))
    assert codes([first]) == []
    assert codes([first], end_of(second)) == ["trail-other-end"]
    assert codes([], end_of(second)) == ["trail-other-end"]


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("", "x.json"),
        ("{}x", "x.json"),
        ('[{"number": 1}]', "x.json"),
        ("a,b\n1,2\n", "x.csv"),
        ("7", "x.json"),
    ],
)
def test_a_file_that_is_no_trail_is_refused(text: str, file: str):
    with pytest.raises(Refused) as refused:
        read_trail(text, file)
    assert refused.value.problems[0].code == "not-a-trail"
