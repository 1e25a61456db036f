"""The letter to the council and the sheet tell what the answer and the agenda say, with bands."""

import json
from dataclasses import asdict, replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.agenda.letters.made import EN, NL, RUN_PAGE, SENDING, cold, shape, situation, work
from tests.drawing.test_documents import structure
from weerbaar.agenda.letters.council_letter import council_letter
from weerbaar.agenda.letters.resting import Basis, basis_note, whose_figures
from weerbaar.agenda.letters.sending import Sending, sending_problems
from weerbaar.agenda.letters.situation import page_of
from weerbaar.agenda.letters.town_sheet import town_sheet
from weerbaar.common.cli import json_text
from weerbaar.common.language import Language
from weerbaar.drawing.documents import Document, Heading, Listing, plain_text, words_of
from weerbaar.drawing.files import document_pdf_bytes
from weerbaar.twin.council import compose_council, largest
from weerbaar.twin.files import read_provisions
from weerbaar.twin.wording import band_in_words, people_in_words


def letter(words: Language = NL, sending: Sending = SENDING, place: str = "") -> Document:
    return council_letter(situation(words), work(words), sending, place, words)


def test_a_council_reads_what_is_going_on_who_does_what_and_what_is_asked() -> None:
    told = letter()
    headings = [block.words for block in told.blocks if isinstance(block, Heading)]
    assert headings == [
        "Wat is er aan de hand",
        "Wat is er nodig",
        "Een taak voor ons allemaal",
        "Hoe bereiden wij ons voor",
        "Wat wij van u vragen",
        "Hoe zeker dit is",
        "Tot slot",
    ]
    text = plain_text(told)
    for words in (
        "Geachte leden van de raad,",
        "de gemeenteraad van Dijkstad",
        "22 november 2026",
        "Erover te spreken in december.",
        "Wie betaalt de zendmasten?",
        "Een debat over water, uiterlijk 1 februari 2027",
        "Aggregaten plaatsen",
        "1 oktober 2026, te laat",
        "€\u00a0100.000 (80.000",
        "Aanvaard door het college tot en met 1 juni 2027: er is geen geld",
    ):
        assert words in text
    assert RUN_PAGE in text


def test_every_number_of_people_is_that_of_the_findings_and_has_its_band() -> None:
    told = letter()
    numbered = next(b for b in told.blocks if isinstance(b, Listing) and b.numbered)
    findings = largest(cold().findings)
    assert len(numbered.items) == len(findings) > 0
    for item, finding in zip(numbered.items, findings, strict=True):
        words = words_of(item)
        assert people_in_words(finding.persons.p50, NL) in words
        assert band_in_words(finding.persons, NL) in words
        assert "geschatte objecten" in words


def test_behind_every_table_and_list_of_figures_stands_what_it_rests_on() -> None:
    told = letter()
    note = words_of(told.notes["run"])
    for words in ("feiten van Proefland", "scenario proef", "3 verlopen", "startgetal 1", RUN_PAGE):
        assert words in note
    assert told.notes["run-8b0c"]
    assert told.mark.startswith("Simulatie")


@pytest.mark.parametrize("write", [council_letter, town_sheet])
def test_both_languages_have_the_same_parts(write) -> None:
    dutch, english = (write(situation(w), work(w), SENDING, "", w) for w in (NL, EN))
    assert shape(dutch) == shape(english)
    assert dutch.notes.keys() == english.notes.keys()
    assert not {"De", "Wat"} & set(plain_text(english).split("\n")[0].split())


def test_what_nobody_filled_in_stands_as_a_place_to_fill_in() -> None:
    text = plain_text(letter(sending=Sending()))
    assert text.count("[nog in te vullen]") >= 8
    assert "Onderwerp: Weerbaarheid van Proefland" in text


@pytest.mark.parametrize(
    ("of", "place", "told"),
    [
        ("", "", "De cijfers gaan over de hele regio Proefland."),
        (
            "",
            "Dijkstad",
            "De cijfers gaan over de hele regio Proefland, niet alleen over Dijkstad.",
        ),
        ("Dijkstad", "Dijkstad", "De cijfers gaan over Dijkstad zelf."),
        ("Buren", "Dijkstad", "De cijfers gaan over Buren, niet over Dijkstad."),
    ],
)
def test_a_letter_says_of_whom_its_figures_are(of: str, place: str, told: str) -> None:
    basis = Basis("answer", place=of, region="Proefland")
    assert whose_figures(basis, place, NL) == told


def test_a_figure_that_stands_nowhere_says_how_it_is_made_again() -> None:
    note = words_of(basis_note(Basis("answer", command="weerbaar letter council", draws=3), EN))
    assert "Made again by: weerbaar letter council" in note


def test_a_letter_without_gaps_or_agenda_says_so() -> None:
    quiet = situation(NL)
    quiet = replace(quiet, page=replace(quiet.page, gaps=()), people=())
    text = plain_text(council_letter(quiet, None, SENDING, "", NL))
    assert "gehaald" in text
    assert "Op onze agenda staat nog niets" in text


@pytest.mark.parametrize("words", [NL, EN], ids=["nl", "en"])
def test_the_sheet_is_one_tagged_page_of_a4_whatever_it_has_to_tell(words: Language) -> None:
    full = situation(words)
    long = tuple(
        replace(gap, sure=gap.sure + " En zo gaat het maar door." * 6) for gap in full.page.gaps
    )
    for page in (full.page, replace(full.page, gaps=(long * 3)[:3])):
        people = (full.people * 3)[: len(page.gaps)]
        told = replace(full, page=page, people=people)
        reader = PdfReader(
            BytesIO(document_pdf_bytes(town_sheet(told, work(words), SENDING, "", words)))
        )
        assert len(reader.pages) == 1
        size = [round(float(side)) for side in reader.pages[0].mediabox[2:]]
        assert size == [595, 842]
        assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
        assert structure(reader)["/Table"] == len(page.gaps)


def test_the_page_that_the_site_keeps_gives_the_same_letter() -> None:
    page = compose_council(cold(), read_provisions(), NL)
    assert page_of(json.loads(json_text(asdict(page)))) == page


def test_too_long_a_text_and_a_kept_letter_without_a_day_are_refused() -> None:
    long = Sending(organisation="x" * 201, occasion="x" * 2001)
    assert [p.column for p in sending_problems(long)] == ["organisation", "occasion"]
    assert sending_problems(Sending()) == []
    lacking = sending_problems(Sending(organisation="gemeente"), kept=True)
    assert [p.column for p in lacking] == ["date"]
    assert "Archiefregeling" in lacking[0].message()
