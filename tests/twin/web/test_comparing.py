"""Two states of facts compared on the same crisis and draws."""

from __future__ import annotations

from dataclasses import replace

import pytest

from weerbaar.common.language import ENGLISH
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import AUTONOMIES
from weerbaar.region.web.facts import keep_region, region_of
from weerbaar.twin.cli import DEFAULT_REGION
from weerbaar.twin.web.comparing import answer_words, comparison_of

DRAWS = 10
LONGER = {
    **{"consumer": "mobile_macro", "input": "power", "organisation": "Telecom A"},
    **{"t_p10": 60.0, "t_p50": 72.0, "t_p90": 80.0},
    **{"confidence": "high", "date": "2026-03-03"},
}


@pytest.mark.usefixtures("folder")
def test_masts_that_last_three_days_are_told_as_fewer_people_who_cannot_call() -> None:
    rows = rows_of(AUTONOMIES, [LONGER])
    after = keep_region(replace(region_of(DEFAULT_REGION), autonomies=rows))
    found = comparison_of(DEFAULT_REGION, after, "Buren", DRAWS, ENGLISH)
    calls = next(move for move in found.moves if move.need == "help_call")
    assert calls.moves
    assert calls.person_hours.difference.p90 < 0
    told = answer_words(found, ENGLISH)
    assert (told["place"], told["runs"]) == ("Buren", DRAWS)
    assert told["sentences"]
    assert told["tables"]
    assert comparison_of(DEFAULT_REGION, after, "Buren", DRAWS, ENGLISH) is found


def test_the_same_facts_move_nothing_and_a_place_that_is_not_there_is_the_whole_region() -> None:
    found = comparison_of(DEFAULT_REGION, DEFAULT_REGION, "Atlantis", DRAWS, ENGLISH)
    assert found.scope.whole
    assert not any(move.moves for move in found.moves)
