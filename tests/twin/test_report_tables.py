"""Where it lasts longest is told of what is known well enough, and else why it is not told."""

from dataclasses import replace

import pytest

from tests.twin.small import blackout, small_twin
from tests.twin.test_answer import answer_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.report import GroupTable
from weerbaar.twin.answer import Answer
from weerbaar.twin.report_tables import FEWEST_RANKED, RANKED, group_tables

TITLE = "Where it lasts longest"


@pytest.fixture(scope="module")
def cold() -> Answer:
    return answer_of(small_twin(blackout(48.0)))


def in_town(cold: Answer, hours: list[float], **estimated: float) -> Answer:
    """The answer for one municipality with an area of 1,000 people for each of these hours of cold
    per person; heat is known, all else is lacked longer and rests on estimates."""
    outcome = cold.outcome
    lacked = Band(2.0, 2.0, 2.0)
    needs = tuple(
        replace(
            need,
            estimated_share=estimated.get(need.need, 0.9),
            per_head=lacked,
            person_hours=Band(1.0, 10.0, 20.0) if need.need == "heat" else Band(50.0, 60.0, 70.0),
        )
        for need in outcome.needs
    )
    shape = next(a for a in outcome.areas if a.need == "heat")
    areas = tuple(
        replace(
            shape,
            code=f"A{i}",
            name=f"Wijk {i}",
            inhabitants=1000.0,
            person_hours=Band(900.0 * h, 1000.0 * h, 1100.0 * h),
        )
        for i, h in enumerate(hours)
    )
    scope = replace(outcome.scope, whole=False)
    return replace(cold, outcome=replace(outcome, scope=scope, needs=needs, areas=areas))


def ranked(answer: Answer) -> GroupTable | None:
    tables = group_tables(answer, ENGLISH)
    return next((table for table in tables if table.caption.startswith(TITLE)), None)


def test_areas_of_a_town_are_told_for_the_need_that_is_known_though_another_is_worse(cold: Answer):
    table = ranked(in_town(cold, [4.0, 9.0, 6.0], heat=0.0))
    assert table is not None
    assert "home" in table.caption or "heat" in table.caption or "warm" in table.caption
    assert [row.cells[0].split(" ")[0] for row in table.rows] == ["9.0", "6.0", "4.0"]
    assert ranked(in_town(cold, [float(h) for h in range(1, 20)], heat=0.0)).rows[RANKED - 1]


def test_where_most_rests_on_estimates_the_page_says_so_instead(cold: Answer):
    answer = in_town(cold, [4.0, 9.0, 6.0], heat=0.6)
    assert ranked(answer) is None
    assert "more than half rests on estimated objects" in group_tables(answer, ENGLISH)[-1].note


@pytest.mark.parametrize("hours", [[5.0, 5.0, 5.1], [5.0, 9.0], []])
def test_areas_that_are_alike_or_few_are_not_told_and_the_page_says_so(cold: Answer, hours):
    answer = in_town(cold, hours, heat=0.0)
    assert FEWEST_RANKED == 3
    assert ranked(answer) is None
    assert "No area stands out" in group_tables(answer, ENGLISH)[-1].note
