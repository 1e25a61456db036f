"""Money in words: which costs more, and which decision it asks for until when."""

from dataclasses import replace
from datetime import date

import pytest

from tests.measures.web.weighings import example
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.common.language import Language
from weerbaar.measures.files import read_budget_moments
from weerbaar.measures.moments import moments_of
from weerbaar.measures.money_words import (
    decision_sentence,
    money_sentence,
)
from weerbaar.measures.web.weighed_choice import first_part
from weerbaar.measures.weighing import LATE, Difference, Flag, Spent

ENGLISH = Language("en", {})


@pytest.mark.parametrize(
    ("payer", "today", "told"),
    [
        ("municipality", date(2026, 1, 1), "There is time: budget of the municipality by 14 Nov"),
        ("municipality", date(2026, 8, 1), "Framework memorandum of the municipality has passed"),
        ("municipality", date(2027, 2, 1), "only change of the budget of the municipality is left"),
        ("municipality", date(2028, 1, 1), "Too late for the money of 2027"),
        ("state", date(2026, 1, 1), "There is time: Budget Memorandum and budget by 15 Sep"),
        ("companies", date(2026, 1, 1), "Decides by itself"),
    ],
)
def test_a_decision_says_until_when(payer: str, today: date, told: str) -> None:
    new = Band(800, 1000, 1200)
    (decision,) = moments_of([Spent(payer, 2027, new, new, new)], read_budget_moments(), today)
    line = decision_sentence(decision, ENGLISH)
    assert told in line
    assert "2027: € 1,000 once and € 1,000 more every year." in line.replace("\u00a0", " ")
    dutch = decision_sentence(decision, read_language("nl"))
    assert "2027: € 1.000 eenmalig en € 1.000 meer per jaar." in dutch.replace("\u00a0", " ")
    assert "{" not in dutch


def test_what_may_cost_far_more_or_less_is_not_called_about_the_same() -> None:
    made = example()
    unsure = Difference(Band(-5e6, 7e6, 20e6), False, 10, 40)
    equal = Difference(Band(0, 0, 0), False, 0, 0)
    for apart, told in (
        (unsure, "costs between € −5.0 million and € 20 million more"),
        (equal, "cost the same."),
    ):
        pairs = (*made.pairs[:2], replace(made.pairs[2], cost=apart))
        line = money_sentence(replace(made, pairs=pairs), 1, 2, ENGLISH).replace("\u00a0", " ")
        assert told in line
        assert "about the same" not in line


def test_what_works_late_by_the_middle_of_its_lead_time_does_so_probably() -> None:
    made = example()
    late = Flag(LATE, "m", "Een punt", "A point", "", "")
    sides = (made.sides[0], replace(made.sides[1], flags=(late,)), made.sides[2])
    part = first_part(replace(made, sides=sides), ENGLISH)
    assert part is not None
    assert "will probably work only after" in part.sentences[0]
