"""Gaps: followed from answer to answer, closed and opened by answers alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.example import answer, finding
from weerbaar.agenda.commitments import AGREED, DONE, Commitment
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.gaps import (
    ACCEPTED,
    CLOSED,
    FOUND,
    NO_CARE,
    STILL_THERE,
    TAKEN_UP,
    UNMEASURED,
    Acceptance,
    Answered,
    Care,
    fold_answers,
    gap_state,
)

KINDS = read_kinds()
TODAY = date(2026, 11, 22)
TANK = Commitment("tank", "assignment", "Tankwagens huren", owner="veiligheidsregio")


def states(gaps) -> dict[str, bool]:
    return {gap.norm: gap.is_found for gap in gaps}


def test_a_gap_is_found_gets_worse_is_closed_and_opens_again():
    first, worse = answer(9, finding()), answer(11, finding(persons=600), run="b")
    (gap,) = fold_answers([first, worse])
    assert (gap.gap, gap.need, gap.place) == (
        "water|Tiel|water-72h",
        "water",
        "Tiel",
    )
    assert (gap.first_seen, gap.last_seen) == (first.at, worse.at)
    assert (gap.finding.persons.p50, gap.run) == (600, "b")
    clean = answer(14, run="c")
    (gap,) = fold_answers([first, worse, clean])
    assert not gap.is_found
    assert (gap.last_seen, gap.checked) == (worse.at, clean.at)
    assert gap.finding.persons.p50 == 600
    (gap,) = fold_answers([first, worse, clean, answer(16, finding(), run="d")])
    assert gap.is_found
    assert gap.first_seen == first.at


FINDINGS = st.sets(
    st.sampled_from([finding(), finding("power", "power-4h"), finding(persons=50)]), max_size=2
)
ANSWERS = st.lists(
    st.builds(
        lambda hour, found, question, run, place: answer(
            hour, *sorted(found, key=repr), question=question, run=run, place=place
        ),
        st.integers(0, 5),
        FINDINGS,
        st.sampled_from(["stroom", "hitte"]),
        st.sampled_from("abc"),
        st.sampled_from(["Tiel", "Buren"]),
    ),
    max_size=8,
    unique_by=lambda one: (one.at, one.run, one.question, one.place),
)


@settings(max_examples=30, deadline=None)
@given(answers=ANSWERS, data=st.data())
def test_answers_give_the_same_gaps_in_any_order_and_told_twice(
    answers: list[Answered], data: st.DataObject
):
    shuffled = data.draw(st.permutations(answers + answers[:2]))
    assert fold_answers(shuffled) == fold_answers(answers)


@settings(max_examples=30, deadline=None)
@given(answers=ANSWERS)
def test_a_gap_is_found_exactly_where_the_latest_answer_to_a_question_finds_it(
    answers: list[Answered],
):
    for gap in fold_answers(answers):
        latest = {}
        for one in sorted(answers, key=lambda a: (a.at, a.run)):
            if one.place == gap.place:
                latest[one.question] = any(f.norm == gap.norm for f in one.findings)
        assert gap.is_found == any(latest.values())
        assert gap.first_seen <= gap.last_seen <= gap.checked


def test_an_older_answer_of_the_same_day_does_not_overwrite_a_newer_one():
    newer, older = answer(15, finding(persons=600), run="new"), answer(9, run="old")
    (gap,) = fold_answers([newer, older])
    assert gap.is_found
    assert gap.run == "new"


def test_an_answer_to_another_question_or_place_or_norm_leaves_a_gap_as_it_is():
    found = answer(9, finding())
    heat, other = answer(10, question="hitte"), answer(10, place="Buren")
    not_held = answer(10, held=frozenset({"power-4h"}), run="b")
    for later in (heat, other, not_held):
        assert states(fold_answers([found, later])) == {"water-72h": True}


def test_what_is_shown_is_the_worst_question_that_still_finds_it():
    flood = answer(8, finding(persons=900), question="hoogwater")
    (gap,) = fold_answers([flood, answer(9, finding(persons=100))])
    assert gap.finding.persons.p50 == 900
    (gap,) = fold_answers(
        [flood, answer(9, finding(persons=100)), answer(10, question="hoogwater", run="b")]
    )
    assert gap.finding.persons.p50 == 100


def test_the_band_and_what_is_estimated_of_it_are_kept():
    (gap,) = fold_answers([answer(9, finding())])
    assert gap.finding.share == finding().share
    assert gap.finding.estimated_share == 0.5


@pytest.mark.parametrize(
    ("commitments", "state"),
    [
        ([], FOUND),
        ([TANK], TAKEN_UP),
        ([replace(TANK, status=AGREED)], TAKEN_UP),
        ([replace(TANK, status=DONE)], UNMEASURED),
        ([replace(TANK, status=DONE, done_on=date(2026, 11, 21))], UNMEASURED),
        ([replace(TANK, status=DONE, done_on=date(2026, 11, 20))], STILL_THERE),
        ([replace(TANK, status=DONE), TANK], TAKEN_UP),
        ([replace(TANK, kind="pledge", status="dropped")], FOUND),
    ],
)
def test_what_is_done_neither_closes_a_gap_nor_opens_one(commitments, state: str):
    (gap,) = fold_answers([answer(9, finding())])
    assert gap_state(gap, NO_CARE, commitments, KINDS, TODAY) == state
    (gone,) = fold_answers([answer(9, finding()), answer(10, run="b")])
    assert gap_state(gone, NO_CARE, commitments, KINDS, TODAY) == CLOSED


@pytest.mark.parametrize(("until", "state"), [(TODAY, ACCEPTED), (date(2026, 11, 21), FOUND)])
def test_an_acceptance_holds_up_to_its_last_day(until: date, state: str):
    (gap,) = fold_answers([answer(9, finding())])
    care = Care(acceptance=Acceptance("burgemeester", "te duur", until))
    assert gap_state(gap, care, [], KINDS, TODAY) == state
