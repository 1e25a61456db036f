"""A chain session: questions by process, a band from one number, and facts from what was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.files import read_language
from weerbaar.common.refusals import Refused
from weerbaar.region.chain import lasting_of
from weerbaar.region.files import read_library, read_region
from weerbaar.region.sessions import (
    Said,
    band_of,
    choose_question,
    count_answered,
    processes,
    question_after,
    said_about,
    with_said,
)

REGION, LIBRARY, DUTCH = read_region("gelderland-zuid"), read_library(), read_language("nl")


MAST = ("mobile_macro", "power")


def said(consumer: str = "mobile_macro", **values: object) -> Said:
    given = {"hours": (3.0, 4.0, 5.0), "confidence": "high", "owner": "Telecom A"}
    return Said(consumer, "power", **(given | {"date": "2026-03-03"} | values))


def test_a_process_asks_for_each_kind_and_each_known_site_without_each_input():
    found = {one.process: one for one in processes(REGION, LIBRARY, DUTCH)}
    mobile = [(q.consumer, q.input) for q in found["MOB"].questions]
    assert ("mobile_macro", "power") in mobile
    hospitals = {q.name for q in found["HOS"].questions}
    assert "ziekenhuis" in hospitals
    assert len(hospitals) > 2, "the hospitals that are known have questions of their own"
    assert found["MOB"].organisation == "telecomaanbieder"


def test_every_question_can_be_answered():
    answers = [
        Said(q.consumer, q.input, (1.0, 2.0, 4.0), "middle", "Wie het weet", "2026-03-03")
        for process in processes(REGION, LIBRARY, DUTCH)
        for q in process.questions
    ]
    after = with_said(REGION, LIBRARY, answers, "Alles op een dag")
    assert len(after.autonomies) == len(answers)


def test_what_is_said_goes_before_our_estimate():
    before = lasting_of(REGION, LIBRARY, "mobile_macro", "power")
    after = with_said(REGION, LIBRARY, [said()], "Stroom")
    now = lasting_of(after, LIBRARY, "mobile_macro", "power")
    assert (before.stated, now.stated) == (False, True)
    assert (now.p10, now.p50, now.p90) == (3, 4, 5)


def test_a_known_site_leans_on_whom_it_says():
    every = [q for process in processes(REGION, LIBRARY, DUTCH) for q in process.questions]
    question = next(q for q in every if len(q.leans_on) > 1 and q.input == "power")
    other = question.leans_on[-1][0]
    answer = said(question.consumer, leans_on=other)
    after = with_said(REGION, LIBRARY, [answer], "Stroom")
    links = [x for x in after.links if x["consumer"] == question.consumer]
    assert [x["supplier"] for x in links if x["input"] == "power"] == [other]


@given(st.floats(0, 1000), st.sampled_from(["low", "middle", "high"]))
def test_a_band_holds_its_usual_time_and_is_wider_for_who_is_less_sure(
    usual: float, confidence: str
):
    low, middle, high = band_of(usual, confidence, LIBRARY)
    assert low <= middle == usual <= high
    sure = band_of(usual, "high", LIBRARY)
    assert low <= sure[0]
    assert high >= sure[2]


def test_who_gives_the_shortest_and_longest_time_is_followed():
    assert band_of(4, "low", LIBRARY, 3, 6) == (3, 4, 6)
    assert band_of(4, "low", LIBRARY, None, 6) == (1, 4, 6)


@pytest.mark.parametrize("part", ["owner", "role", "note"])
def test_what_leads_to_one_person_is_refused(part: str):
    with pytest.raises(Refused) as refused:
        with_said(REGION, LIBRARY, [said(**{part: "Jan, 06-12345678"})], "Stroom")
    assert refused.value.problems[0].code == "personal-data"


@pytest.mark.parametrize("consumer", ["no-such-site", "", "mobile_small:nowhere:1"])
def test_a_question_that_is_not_there_is_refused(consumer: str):
    with pytest.raises(Refused):
        with_said(REGION, LIBRARY, [said(consumer)], "Stroom")


def test_without_answers_the_facts_stay():
    assert with_said(REGION, LIBRARY, [], "Stroom") is REGION


def test_the_question_that_is_asked_for_comes_up_and_else_the_first_there_is():
    every = processes(REGION, LIBRARY, DUTCH)
    process, question = choose_question(every, "", "mobile_macro", "power")
    assert (process.process, question.consumer) == ("MOB", "mobile_macro")
    assert choose_question(every, "HOS", "", "")[0].process == "HOS"
    assert choose_question(every, "none", "nobody", "magic") == (every[0], every[0].questions[0])


def test_every_question_is_followed_by_the_next_until_there_is_none():
    every = processes(REGION, LIBRARY, DUTCH)
    met = [every[0].questions[0]]
    while following := question_after(every, met[-1]):
        met.append(following)
    assert met == [question for process in every for question in process.questions]


def test_two_who_answer_the_same_question_count_once():
    process, question = choose_question(processes(REGION, LIBRARY, DUTCH), "", *MAST)
    answers = [said(), said(owner="Telecom B"), said("hospital")]
    assert [one.owner for one in said_about(question, answers)] == ["Telecom A", "Telecom B"]
    assert count_answered(process, answers) == 1
