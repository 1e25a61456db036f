"""A document is one record: its print is tagged, its text to edit has real styles."""

from collections import Counter
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.documents import (
    Document,
    Facts,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Piece,
    Signing,
    Table,
    document_data,
    joined,
    plain_text,
    safe_href,
    say,
    typed,
    words_of,
)
from weerbaar.drawing.files import document_pdf_bytes, document_word_bytes

RUN = "http://127.0.0.1:8000/runs/8b0c/"
SVG = bar_svg([Bar("Drinkwater", 0.4, 0.2, 0.6, said="4.000")], label="Mensen")
LETTER = Document(
    language="nl",
    kind="Raadsinformatiebrief",
    title="72 uur zonder stroom in Tiel",
    sender="Gemeente Tiel",
    mark="Simulatie. Zo kan het gaan; het gebeurt nu niet.",
    page_words="Pagina {page} van {pages}",
    blocks=(
        Facts((("Aan", typed("de raad van Tiel")), ("Datum", typed("[nog in te vullen]")))),
        Paragraph(say("Dit is **nodig** voor iedereen.", "run"), "lead"),
        Heading("Wat is er nodig"),
        Listing((say("Eerst water", "run"), say("Dan warmte")), numbered=True),
        Listing((say("Zelf doen"), say("Samen doen"))),
        Heading("Wat het kost", 2),
        Table(
            say("Kosten per jaar", "run"),
            ("Wie", "Euro's"),
            ((say("gemeente"), say("10 (8–12)")), (say("Rijk"), say("5 (4–6)"))),
            (2, 1),
            say("Geschat."),
        ),
        Figure(SVG, "Staven met banden", say("Mensen zonder water"), 0.7),
        Signing((("de secretaris,", "A. Bos"), ("de burgemeester,", "C. Dam"))),
    ),
    notes={"run": (Piece("Berekening "), Piece("8b0c", href=RUN), Piece(", zaad 1."))},
)


def structure(reader: PdfReader) -> Counter[str]:
    """How often each kind of element stands in the structure tree of a PDF."""
    found: Counter[str] = Counter()
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]["/K"]]  # type: ignore[index]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found[str(node.get("/S", ""))] += 1
            waiting.append(node.get("/K", []))
    return found


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(BytesIO(document_pdf_bytes(LETTER)))


@pytest.fixture(scope="module")
def word() -> bytes:
    return document_word_bytes(LETTER)


def test_a_letter_is_printed_tagged_with_headings_tables_notes_and_links(pdf: PdfReader) -> None:
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "nl-NL"
    assert "pdfuaid" in str(root["/Metadata"].get_object().get_data())  # type: ignore[attr-defined]
    tags = structure(pdf)
    assert (tags["/H1"], tags["/H2"], tags["/H3"]) == (1, 1, 1)
    assert (tags["/Table"], tags["/TH"], tags["/TD"], tags["/Figure"]) == (1, 2, 4, 1)
    assert (tags["/L"], tags["/Note"]) == (2, 1)
    links = [a.get_object().get("/A", {}).get("/URI") for a in pdf.pages[0]["/Annots"]]
    assert RUN in links


def test_every_word_of_the_record_stands_in_the_print(pdf: PdfReader) -> None:
    shown = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for line in plain_text(LETTER).replace(" | ", "\n").split("\n"):
        if line != "Staven met banden":
            assert all(word.strip(":") in shown for word in line.split())
    assert LETTER.mark in shown
    assert "Pagina 1 van 1" in shown


def test_the_text_to_edit_has_styles_language_alternative_text_and_a_repeated_head(
    word: bytes,
) -> None:
    made = docx.Document(BytesIO(word))
    styles = {p.text: p.style.name for p in made.paragraphs if p.text}  # type: ignore[union-attr]
    assert styles["72 uur zonder stroom in Tiel"] == "Heading 1"
    assert styles["Wat is er nodig"] == "Heading 2"
    assert styles["Wat het kost"] == "Heading 3"
    assert styles["Dan warmte"] == "List Number"
    assert styles["Samen doen"] == "List Bullet"
    assert styles["Kosten per jaar"] == "Caption"
    assert made.core_properties.language == "nl-NL"
    assert made.styles.element.find(".//" + qn("w:lang")).get(qn("w:val")) == "nl-NL"
    table = made.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["Wie", "Euro's"]
    assert table.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None
    assert made.inline_shapes[0]._inline.docPr.get("descr") == "Staven met banden"


def test_a_footnote_stands_once_with_its_link_and_later_marks_point_at_it(word: bytes) -> None:
    with ZipFile(BytesIO(word)) as archive:
        notes = archive.read("word/footnotes.xml").decode()
        links = archive.read("word/_rels/footnotes.xml.rels").decode()
        text = archive.read("word/document.xml").decode()
    assert notes.count("<w:footnote ") == 3
    assert "zaad 1." in notes
    assert RUN in links
    assert text.count("w:footnoteReference") == 1
    assert text.count("NOTEREF note1") == 2


def test_equal_documents_give_equal_bytes(word: bytes) -> None:
    assert document_word_bytes(LETTER) == word
    assert document_pdf_bytes(LETTER) == document_pdf_bytes(LETTER)


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=30))
def test_whatever_somebody_types_is_written_and_never_run(words: str) -> None:
    letter = replace(LETTER, title=words, sender=words, blocks=(Paragraph(typed(words)),))
    assert docx.Document(BytesIO(document_word_bytes(letter))).paragraphs
    assert document_data(letter)


def test_a_print_leaves_out_emoji_and_a_text_to_edit_keeps_them() -> None:
    letter = replace(LETTER, sender="Brandweer \U0001f692 Tiel", blocks=())
    printed = PdfReader(BytesIO(document_pdf_bytes(letter))).pages[0].extract_text()
    assert "Brandweer Tiel" in " ".join(printed.split())
    assert (
        docx.Document(BytesIO(document_word_bytes(letter))).core_properties.author == letter.sender
    )


def test_code_of_the_printer_is_words() -> None:
    words = '#set page(width: 1pt) *x* $y$ "}'
    letter = replace(LETTER, title=words, blocks=(Paragraph(typed(words + "\x00")),))
    reader = PdfReader(BytesIO(document_pdf_bytes(letter)))
    assert words in reader.pages[0].extract_text()


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc", "https://a b", "runs/1"])
def test_an_address_that_is_not_of_the_web_is_no_link(href: str) -> None:
    assert safe_href(href) == ""


def test_pieces_keep_their_emphasis_when_they_are_joined() -> None:
    text = joined(say("Een **paar** woorden."), (), typed("En **dit**."))
    assert words_of(text) == "Een paar woorden. En **dit**."
    assert [piece.words for piece in text if piece.strong] == ["paar"]


def test_a_table_whose_rows_do_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        Table(say("x"), ("a", "b"), ((say("1"),),))
    with pytest.raises(ValueError, match="width"):
        Table(say("x"), ("a", "b"), (), (1,))


def test_a_mark_without_its_footnote_is_refused() -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        replace(LETTER, blocks=(Paragraph(say("x", "elsewhere")),))
