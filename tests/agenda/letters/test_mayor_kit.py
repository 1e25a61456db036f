"""The kit of a mayor: the own municipality, steps as they stand on the agenda, and words to use."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.agenda.letters.made import EN, NL, SENDING, TODAY, cold, situation, work
from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.letters.files import read_mayor_steps, read_mayor_words
from weerbaar.agenda.letters.kit import (
    AUDIENCES,
    COUNCIL,
    INHABITANTS,
    Kit,
    kit_of,
    speeches,
    step_texts,
    steps_of,
)
from weerbaar.agenda.letters.mayor_kit import mayor_kit
from weerbaar.agenda.letters.town_map import telling_need, town_map
from weerbaar.common.language import Language
from weerbaar.drawing.documents import document_data
from weerbaar.drawing.files import document_pdf_bytes
from weerbaar.twin.tabulate import AREA_COLUMNS, area_rows


def steps(language: Language, *lines: Commitment):
    return steps_of(read_mayor_steps(), lines, read_kinds(), TODAY, language)


def drawn(language: Language) -> str:
    answer = cold()
    rows = [dict(zip(AREA_COLUMNS, row, strict=True)) for row in area_rows(answer.outcome)]
    need = situation(language).page.gaps[0].need
    return town_map(answer.twin.network.region, rows, need, "", language)


def kit(language: Language, *lines: Commitment) -> Kit:
    told, doing = situation(language, "Dijkstad"), work(language)
    return kit_of(
        "Dijkstad",
        told,
        drawn(language),
        steps(language, *lines),
        doing,
        read_mayor_words(),
        language,
    )


@pytest.mark.parametrize("language", [NL, EN], ids=["nl", "en"])
def test_a_mayor_gets_the_picture_of_the_municipality_next_steps_and_words_in_a_few_pages(
    language: Language,
):
    document = mayor_kit(kit(language), SENDING, language)
    pages = PdfReader(BytesIO(document_pdf_bytes(document))).pages
    assert 2 <= len(pages) <= 4
    told = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Dijkstad" in told
    assert kit(language).steps[0].name[:30] in told
    for one in kit(language).speeches:
        assert one.sentences[0][:40] in told
    assert "<svg" in document_data(document)
    assert kit(language).situation is not None


def test_a_step_on_the_agenda_tells_whose_it_is_and_when_and_the_others_that_they_are_not_there():
    line = Commitment(
        "mayor-video", "assignment", "Video", "working", "griffier", until=date(2026, 12, 1)
    )
    found = {one.step: one for one in steps(NL, line)}
    assert found["video"].on_agenda
    assert (found["video"].who, found["video"].until) == ("griffier", date(2026, 12, 1))
    assert found["letter"].state == "nog niet op de agenda"
    texts = step_texts(found["letter"], TODAY)
    assert texts["until"] == (TODAY + timedelta(days=found["letter"].days)).isoformat()
    places = [int(row["place"]) for row in read_mayor_steps()]
    assert places == list(range(1, len(found) + 1))


def test_words_hold_the_figures_of_the_answer_and_what_one_can_do_and_nothing_unfilled():
    told = {one.audience: one for one in kit(NL).speeches}
    first = "".join(words for words, _ in situation(NL).page.gaps[0].told.parts)
    assert tuple(told) == AUDIENCES
    assert first in told[COUNCIL].text
    assert "Dit kunt u zelf doen" in told[INHABITANTS].text
    for one in told.values():
        assert "{" not in one.text
        assert one.sources


def test_the_map_shows_the_need_of_which_the_areas_differ_most():
    rows = [
        {
            "area": code,
            "need": need,
            "municipality": "Tiel",
            "inhabitants": 1000,
            "peak_persons_p50": people,
        }
        for need, counts in (("heat", (900, 1000)), ("payment", (100, 800)), ("care", (None, None)))
        for code, people in zip("ab", counts, strict=True)
    ]
    assert telling_need(rows, ["heat", "payment", "care"], "Tiel") == "payment"
    assert telling_need(rows, ["care"], "Tiel") == ""
    assert telling_need([], ["heat"], "Tiel") == ""


def test_without_an_answer_there_are_steps_and_words_and_no_figure_is_made_up():
    told = speeches(read_mayor_words(), "Dijkstad", None, None, NL)
    assert all(one.sentences for one in told)
    assert not any(char.isdigit() for one in told for char in one.text)
    bare = kit_of("Dijkstad", None, "", steps(NL), None, read_mayor_words(), NL)
    assert "nog geen antwoord" in document_data(mayor_kit(bare, SENDING, NL))


def test_inhabitants_are_told_that_somebody_answers_them_only_where_somebody_does():
    def told(asked_at: str) -> str:
        found = speeches(read_mayor_words(), "Dijkstad", None, None, NL, asked_at)
        return next(one.text for one in found if one.audience == INHABITANTS)

    assert "https://d.example/contribute/3/" in told("https://d.example/contribute/3/")
    assert "Bel dan de gemeente" not in told("https://d.example/contribute/3/")
    assert "antwoord" not in told("")
    assert "Bel dan de gemeente" in told("")


def test_every_step_and_sentence_says_where_it_comes_from():
    for row in (*read_mayor_steps(), *read_mayor_words()):
        assert row["source_nl"]
        assert row["source_en"]
        assert row["evidence"]
