"""A chain session in words: the question, what was said of it, and the picture of both."""

from weerbaar.common.files import read_language
from weerbaar.region.files import read_library, read_region
from weerbaar.region.session_words import (
    estimate_words,
    lasting_picture,
    listed,
    question_words,
    said_in_words,
)
from weerbaar.region.sessions import Said, choose_question, processes

REGION, LIBRARY, DUTCH = read_region("gelderland-zuid"), read_library(), read_language("nl")
EVERY = processes(REGION, LIBRARY, DUTCH)
MOBILE, MAST = choose_question(EVERY, "", "mobile_macro", "power")
SAID = Said("mobile_macro", "power", (3.2, 4.0, 5.0), "high", "Telecom A", "2026-03-03")


def test_a_question_is_asked_with_what_we_took_the_answer_to_be():
    assert question_words(MAST, DUTCH).endswith("hoe lang blijft het werken zonder stroom?")
    assert question_words(MAST, DUTCH)[0].isupper()
    assert estimate_words(REGION, LIBRARY, MAST, DUTCH).startswith("2,5 uur (tussen 1 en 5) · onze")


def test_what_was_said_is_told_with_its_hours_and_stands_in_the_list():
    what, hours, leans = said_in_words(SAID, EVERY, DUTCH)
    assert what == f"{MAST.name}, stroom"
    assert (hours, leans) == ("4 uur (tussen 3,2 en 5)", "")
    assert [one.row for one in listed(MOBILE, [SAID], DUTCH) if one.said] == [MAST]


def test_on_whom_a_known_site_leans_is_told_by_name():
    question = next(q for process in EVERY for q in process.questions if q.leans_on)
    site, name = question.leans_on[0]
    hours = (1.0, 2.0, 3.0)
    said = Said(question.consumer, question.input, hours, "low", "B", "2026-03-03", leans_on=site)
    assert said_in_words(said, EVERY, DUTCH)[2] == name


def test_the_picture_shows_what_was_said_above_what_we_had():
    before, after = (lasting_picture(MOBILE, REGION, LIBRARY, said, DUTCH) for said in ([], [SAID]))
    assert "Telecom A" not in before
    assert "Telecom A: 4 uur (tussen 3,2 en 5)" in after
    assert all("2,5 uur (tussen 1 en 5)" in picture for picture in (before, after))


def test_a_single_site_stands_in_the_picture_once_something_is_said_of_it():
    process, question = next((p, q) for p in EVERY for q in p.questions if q.leans_on)
    said = Said(question.consumer, question.input, (1.0, 2.0, 3.0), "low", "B", "2026-03-03")
    without, with_it = (lasting_picture(process, REGION, LIBRARY, s, DUTCH) for s in ([], [said]))
    assert without.count("<rect") < with_it.count("<rect")
