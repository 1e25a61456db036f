"""Reminders: in time, to a role, and never the same one twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import read_kinds, read_moments
from weerbaar.agenda.reminders import DEFAULT_ROLE, due_reminders, reminder_in_words
from weerbaar.common.files import read_language

KINDS, MOMENTS = read_kinds(), read_moments()
UNTIL = date(2026, 12, 31)
TANK = Commitment("tank", "assignment", "Tankwagens huren", role="governor", until=UNTIL)
RULE = replace(TANK, commitment="rule", kind="paused_rule", title="Rijtijden", role="")


def moments(one: Commitment, days: range) -> list[tuple[int, int]]:
    """Each reminder that is given, with the day (from the last day on) on which it was."""
    given, found = set(), []
    for day in days:
        for reminder in due_reminders([one], KINDS, MOMENTS, given, UNTIL + timedelta(day)):
            given.add(reminder.told)
            found.append((day, reminder.moment))
    return found


def test_somebody_is_told_a_month_and_a_week_before_and_a_day_and_a_month_after():
    assert moments(TANK, range(-60, 90)) == [(-30, -30), (-7, -7), (1, 1), (30, 30)]
    (told,) = due_reminders([TANK], KINDS, MOMENTS, set(), UNTIL)
    assert told.role == "governor"
    assert reminder_in_words(told, False, read_language("en")) == (
        "“Tankwagens huren” is due on 31 December 2026."
    )


def test_a_rule_that_ended_is_told_of_once_and_no_more():
    assert moments(RULE, range(-60, 90)) == [(-30, -30), (-7, -7), (1, 1)]
    (told,) = due_reminders([RULE], KINDS, MOMENTS, set(), UNTIL + timedelta(1))
    assert told.role == DEFAULT_ROLE
    assert "ended on" in reminder_in_words(told, True, read_language("en"))


@settings(max_examples=30, deadline=None)
@given(days=st.lists(st.integers(-60, 90), max_size=20), ends=st.booleans())
def test_however_often_and_whenever_it_is_asked_no_reminder_is_given_twice(days, ends: bool):
    found = moments(RULE if ends else TANK, sorted(days))
    told = [moment for _, moment in found]
    assert len(told) == len(set(told))
    assert all(moment <= day for day, moment in found)


def test_after_a_long_silence_only_the_newest_is_told():
    assert moments(TANK, range(5, 6)) == [(5, 1)]


def test_with_another_last_day_it_is_told_anew():
    given = {("tank", -7, UNTIL)}
    day = UNTIL - timedelta(7)
    assert due_reminders([TANK], KINDS, MOMENTS, given, day) == []
    moved = replace(TANK, until=UNTIL + timedelta(1))
    assert [r.moment for r in due_reminders([moved], KINDS, MOMENTS, given, day)] == [-30]


@pytest.mark.parametrize("change", [{"status": "done"}, {"status": "dropped"}, {"until": None}])
def test_nobody_is_told_of_what_is_over_or_has_no_day(change: dict):
    assert moments(replace(TANK, **change), range(-60, 90)) == []
