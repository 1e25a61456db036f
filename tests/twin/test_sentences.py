"""The three sentences: for whom it is worse is told only where enough is lacked to say so."""

from dataclasses import replace

import pytest

from tests.twin.small import blackout, small_twin
from tests.twin.test_answer import DUTCH, answer_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.report import Sentence
from weerbaar.twin.answer import Answer
from weerbaar.twin.council import compose_council
from weerbaar.twin.files import read_profile, read_provisions
from weerbaar.twin.outcome import NeedOutcome
from weerbaar.twin.sentences import counts, tell_sentences


@pytest.fixture(scope="module")
def cold() -> Answer:
    return answer_of(small_twin(blackout(48.0), norms=read_profile().norms))


def of_zoelmond(heat: NeedOutcome) -> NeedOutcome:
    """976 hours of cold, for 160 of 568,930 people: six seconds for each."""
    return replace(
        heat,
        persons=568_930.0,
        person_hours=Band(700.0, 976.0, 1200.0),
        per_head=Band(0.0012, 0.0017, 0.0021),
        peak=Band(120.0, 160.0, 200.0),
        elder_ratio=Band(11.0, 24.0, 60.0),
        income_ratio=Band(0.1, 0.2, 0.3),
    )


def with_needs(answer: Answer, heat: NeedOutcome) -> Answer:
    """The answer with this cold, and nothing else lacked."""
    needs = tuple(
        heat
        if need.need == "heat"
        else replace(need, per_head=Band(0.0, 0.0, 0.0), peak=Band(0.0, 0.0, 0.0))
        for need in answer.outcome.needs
    )
    return replace(answer, outcome=replace(answer.outcome, needs=needs))


def plain(sentence: Sentence) -> str:
    return "".join(part for part, _ in sentence.words.parts)


def test_six_seconds_of_cold_per_person_say_nothing_about_who_is_hit_hardest(cold: Answer):
    told = with_needs(cold, of_zoelmond(cold.outcome.need("heat")))
    for language in (ENGLISH, DUTCH):
        unequal = tell_sentences(told, language)[2]
        assert "10" not in plain(unequal) + unequal.note
    assert "cannot say" in plain(tell_sentences(told, ENGLISH)[2])


def test_an_hour_per_person_or_one_in_a_hundred_at_once_is_enough_to_tell(cold: Answer):
    little = of_zoelmond(cold.outcome.need("heat"))
    assert not counts(little)
    assert counts(replace(little, per_head=Band(0.8, 1.0, 1.2)))
    assert counts(replace(little, peak=Band(5000.0, 5690.0, 6000.0)))


def test_a_band_that_is_capped_at_both_ends_is_not_told_as_a_band(cold: Answer):
    much = replace(of_zoelmond(cold.outcome.need("heat")), per_head=Band(5.0, 6.0, 7.0))
    unequal = tell_sentences(with_needs(cold, much), ENGLISH)[2]
    assert "more than 10 times" in plain(unequal)
    assert "likely" not in unequal.note.lower()
    wide = replace(much, elder_ratio=Band(3.0, 12.0, 60.0))
    assert "likely 3.0 to more than 10" in tell_sentences(with_needs(cold, wide), ENGLISH)[2].note


def test_a_council_reads_no_ratio_of_next_to_nothing(cold: Answer):
    told = with_needs(cold, of_zoelmond(cold.outcome.need("heat")))
    gaps = compose_council(told, read_provisions(), ENGLISH).gaps
    heat = next(gap for gap in gaps if gap.need == "heat")
    assert "times as long" not in heat.whom


def test_the_sentence_on_calling_says_how_much_rests_on_estimates_also_for_few_people(cold: Answer):
    calls = replace(cold.outcome.need("help_call"), estimated_share=0.99)
    calls = replace(calls, p50=0.01 * calls.p50, peak=Band(20.0, 40.0, 60.0))
    needs = tuple(calls if n.need == "help_call" else n for n in cold.outcome.needs)
    told = tell_sentences(replace(cold, outcome=replace(cold.outcome, needs=needs)), ENGLISH)[0]
    assert "99 % rests on estimated objects" in told.note
