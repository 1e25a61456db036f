"""A commitment: how it stands on a day, by its kind."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.agenda.commitments import (
    DONE,
    DROPPED,
    ENDED,
    OPEN,
    STATUSES,
    WORKING,
    Commitment,
    is_in_force,
    is_late,
    standing,
)
from weerbaar.agenda.files import read_kinds

KINDS = read_kinds()
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
RULE = Commitment(
    "r",
    "paused_rule",
    "Rijtijden gelden niet",
    WORKING,
    starts=date(2026, 11, 1),
    until=date(2026, 11, 30),
)


def test_a_paused_rule_holds_up_to_its_last_day_and_then_ends_by_itself():
    first, last = RULE.starts, RULE.until
    assert not is_in_force(RULE, KINDS, first - timedelta(days=1))
    assert is_in_force(RULE, KINDS, first)
    assert is_in_force(RULE, KINDS, last)
    after = last + timedelta(days=1)
    assert standing(RULE, KINDS, after) == ENDED
    assert not is_in_force(RULE, KINDS, after)
    assert not is_late(RULE, KINDS, after)


@settings(max_examples=30, deadline=None)
@given(
    kind=st.sampled_from(list(KINDS)),
    status=st.sampled_from(list(STATUSES)),
    until=DAYS,
    today=DAYS,
)
def test_what_ends_has_ended_on_every_later_day_and_is_never_late(kind, status, until, today):
    one = Commitment("c", kind, "Iets", status, until=until)
    now = standing(one, KINDS, today)
    if KINDS[kind].ends:
        assert not is_late(one, KINDS, today)
        assert (now == ENDED) == (today > until and status not in (DONE, DROPPED))
    else:
        assert now == status
        assert is_late(one, KINDS, today) == (today > until and status not in (DONE, DROPPED))


@pytest.mark.parametrize("kind", ["paused_rule", "power", "agreement"])
def test_rules_powers_and_agreements_end_by_themselves(kind: str):
    one = replace(RULE, kind=kind)
    assert standing(one, KINDS, date(2026, 12, 1)) == ENDED


def test_what_has_no_last_day_is_never_late_and_never_ends():
    assert standing(replace(RULE, until=None, status=OPEN), KINDS, date(2099, 1, 1)) == OPEN
    pledge = Commitment("p", "pledge", "Tafels lenen")
    assert not is_late(pledge, KINDS, date(2099, 1, 1))
