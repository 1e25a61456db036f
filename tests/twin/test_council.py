"""One page for mayor and council: three gaps, for whom, how sure, and who can do what."""

from dataclasses import replace

import pytest

from tests.twin.small import blackout, small_twin
from tests.twin.test_answer import answer_of
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.twin.answer import Answer
from weerbaar.twin.council import (
    GAPS,
    GOVERNMENT,
    INHABITANT,
    MOST_GAPS,
    PROVISIONS,
    SAME_ADVICE,
    advice_at_home,
    compose_council,
    largest,
)
from weerbaar.twin.files import profile_names, read_profile, read_provisions
from weerbaar.twin.tables import NEED_ORDER

DUTCH = read_language("nl")
ROWS = read_provisions()


@pytest.fixture(scope="module")
def cold() -> Answer:
    return answer_of(small_twin(blackout(48.0), norms=read_profile().norms))


def plain(gap) -> str:
    return "".join(part for part, _ in gap.told.parts)


def test_a_council_reads_the_largest_gaps_in_people_hours_and_degrees(cold: Answer):
    page = compose_council(cold, ROWS, ENGLISH)
    assert 1 <= len(page.gaps) <= MOST_GAPS
    for gap in page.gaps:
        assert "people" in plain(gap)
        assert gap.whom
        assert gap.estimated
        assert [row.who for row in gap.provided] == list(GOVERNMENT.values())
        assert all(row.can and row.cannot for row in gap.provided)
        assert gap.home
        assert gap.norm in {norm.wording("en") for norm in cold.twin.norms}
        numbers = [row.source for row in gap.provided] + [source for _, source in gap.home]
        assert all(1 <= number <= len(page.sources) for number in numbers)
    assert len(set(page.sources)) == len(page.sources)
    heat = next(gap for gap in page.gaps if gap.need == "heat")
    assert "degrees" in plain(heat)
    assert "hours per person" in heat.sure
    told = str(page).lower()
    assert "cvar" not in told
    assert "person-hours" not in told
    assert "simulation" in page.mark.lower()


def test_the_page_is_in_dutch_too(cold: Answer):
    page = compose_council(cold, ROWS, DUTCH)
    assert "mensen" in plain(page.gaps[0])
    assert page.gaps[0].provided[0].who == "Gemeente"


def test_no_need_is_told_twice_and_the_order_of_findings_stays(cold: Answer):
    first = cold.findings[0]
    twice = [first, replace(first, norm="stricter"), *cold.findings[1:]]
    needs = [finding.need for finding in largest(twice)]
    assert len(needs) == len(set(needs))
    assert needs[0] == first.need


def test_a_few_people_are_told_as_fewer_than_10(cold: Answer):
    few = replace(cold.findings[0], persons=Band(2.0, 4.0, 7.0), by_group=())
    (gap,) = compose_council(replace(cold, findings=[few]), ROWS, ENGLISH).gaps
    assert "fewer than 10" in plain(gap)
    assert "4 people" not in plain(gap)


def test_where_every_norm_is_met_there_is_no_gap(cold: Answer):
    assert compose_council(replace(cold, findings=[]), ROWS, ENGLISH).gaps == ()


@pytest.mark.parametrize("need", NEED_ORDER)
def test_every_need_has_words_for_its_gap(need: str):
    assert "{people}" in GAPS[need]


def test_every_need_of_the_base_level_is_provided_for_or_not_in_words_with_a_source():
    told = {(row["need"], row["who"]) for row in ROWS}
    needs = {norm.need for norm in read_profile().norms}
    assert {(need, who) for need in needs for who in (*GOVERNMENT, INHABITANT)} <= told
    assert all(row["source_nl"] and row["source_en"] and row["evidence"] for row in ROWS)
    assert set(SAME_ADVICE.values()) <= {row["need"] for row in ROWS}
    assert PROVISIONS.key == ("need", "who")


def test_the_words_are_short_enough_for_one_sheet():
    for row in ROWS:
        most = 100 if row["who"] == INHABITANT else 65
        for column in ("can_nl", "can_en", "cannot_nl", "cannot_en"):
            assert len(row[column]) <= most, row[column]


def test_advice_at_home_is_given_once_in_the_order_of_the_needs():
    advice = advice_at_home(["water", "water_basic", "heat"], ROWS, DUTCH)
    assert len(advice) == 2
    assert "water" in advice[0].lower()
    assert advice_at_home([], ROWS, DUTCH) == []


def test_profiles_may_ask_for_needs_without_a_row(cold: Answer):
    assert "streng" in profile_names()
    without = replace(cold.findings[0], need="transport")
    (gap,) = compose_council(replace(cold, findings=[without]), ROWS, ENGLISH).gaps
    assert gap.provided == ()
    assert gap.home == ()
