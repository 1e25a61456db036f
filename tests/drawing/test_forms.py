from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from weerbaar.drawing.files import form_pdf_bytes, form_xlsx_bytes
from weerbaar.drawing.forms import Box, Form, Part, box_code

BOXES = (
    Box("consumer", "key"),
    Box("question", "shown", "Vraag", 40),
    Box("hours", "hours", "Tijd (uren)", 12, "Uren, zoals 36."),
    Box("share", "percent", "Deel (%)", 12, "Van 0 tot 100."),
    Box("sure", "choice", "Hoe zeker?", 12, "Kies er een.", ("laag", "midden", "hoog")),
    Box("note", "text", "Opmerking", 30),
)
ROWS = tuple(("pomp", f"Pomp {i}: hoe lang bij −5 °C, één keer, voor € 5?") for i in range(3))
FORM = Form(
    language="nl",
    title="Hoe lang houdt u het vol?",
    place="Proefland",
    about="Lees dit eerst",
    lead=("Vul in wat u weet ↑.", "Laat de rest leeg."),
    parts=(
        Part(
            "A", "Formulier", "Schrijf duidelijk.", BOXES, tuple((*r, "", "", "", "") for r in ROWS)
        ),
        Part(
            "C",
            "Meer",
            "In uw eigen woorden.",
            (
                Box("subject", "key"),
                Box("question", "shown", "Vraag", 40),
                Box("a", "long", "Tekst"),
            ),
            (("open", "Wat vergeten we?", ""), ("mark", "Kenmerk", "vast")),
        ),
    ),
    printed_words="Afgedrukt op {date}",
    page_words="Pagina {page} van {pages}",
    row_words="Blad {sheet}, regel {row}",
)
PRINTED = date(2026, 11, 21)


def pdf_texts(form: Form) -> list[str]:
    reader = PdfReader(BytesIO(form_pdf_bytes(form, PRINTED)))
    return [page.extract_text() for page in reader.pages]


def test_a_form_is_a_workbook_with_open_boxes_beside_locked_questions() -> None:
    book = load_workbook(BytesIO(form_xlsx_bytes(FORM)))
    assert book.sheetnames == ["Lees dit eerst", "Formulier", "Meer"]
    sheet = book["Formulier"]
    assert [cell.value for cell in sheet[1]] == [
        "consumer",
        "A1 Vraag",
        "A2 Tijd (uren)",
        "A3 Deel (%)",
        "A4 Hoe zeker?",
        "A5 Opmerking",
    ]
    assert [cell.value for cell in sheet[2]][:3] == [*ROWS[0], None]
    assert [cell.protection.locked for cell in sheet[2]] == [True, True, False, False, False, False]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.column_dimensions["A"].hidden
    assert not sheet.column_dimensions["B"].hidden
    assert sheet.freeze_panes == "C2"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert book["Meer"]["C3"].protection.locked


def test_the_boxes_say_what_may_be_filled_in() -> None:
    sheet = load_workbook(BytesIO(form_xlsx_bytes(FORM)))["Formulier"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["E2:E4"].formula1 == '"laag,midden,hoog"'
    assert (rules["C2:C4"].type, rules["C2:C4"].errorStyle) == ("decimal", "warning")
    assert rules["D2:D4"].prompt == "Van 0 tot 100."
    assert sheet["D2"].number_format == "@"


def test_the_print_holds_every_question_with_its_codes_and_place() -> None:
    pages = pdf_texts(FORM)
    assert len(pages) <= 2
    text = " ".join(" ".join(pages).split())
    for shown in (*(row[1] for row in ROWS), *FORM.lead, "Wat vergeten we?", "vast", "laag"):
        assert shown in text
    for code in ("A2", "A3", "A4", "A5", "C2", "Blad Formulier, regel 4"):
        assert code in text
    assert all("Proefland" in page for page in pages)
    assert all("Afgedrukt op 21 november 2026" in page for page in pages)
    assert f"Pagina 1 van {len(pages)}" in pages[0]


def test_the_print_is_tagged_in_its_language() -> None:
    reader = PdfReader(BytesIO(form_pdf_bytes(FORM, PRINTED)))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "nl"
    assert "pdfuaid" in str(root["/Metadata"].get_object().get_data())  # type: ignore[attr-defined]
    assert reader.metadata is not None
    assert reader.metadata.title == FORM.title


def test_a_form_of_many_questions_fits_five_to_a_page() -> None:
    rows = tuple((*ROWS[0], "", "", "", "") for _ in range(100))
    form = replace(FORM, parts=(replace(FORM.parts[0], rows=rows),))
    assert len(pdf_texts(form)) <= 21


def test_equal_forms_give_equal_bytes() -> None:
    assert form_xlsx_bytes(FORM) == form_xlsx_bytes(FORM)
    assert form_pdf_bytes(FORM, PRINTED) == form_pdf_bytes(FORM, PRINTED)


@pytest.mark.parametrize(
    "name", ["水務局", "#set page(width: 1pt)", "*x* $y$ `z` [a] \\", '"}', "x" * 300]
)
def test_a_strange_name_is_printed_and_never_run(name: str) -> None:
    row = ("pomp", name, "", "", "", "")
    form = replace(FORM, title=name, parts=(replace(FORM.parts[0], rows=(row,)),))
    pages = pdf_texts(form)
    assert len(pages) <= 2
    if name.isascii():
        assert name in "".join("".join(pages).split("\n"))


@given(st.text(max_size=30))
def test_no_text_becomes_a_formula_and_the_workbook_opens(text: str) -> None:
    row = ("pomp", text, "", "", "", "")
    form = replace(FORM, place=text, parts=(replace(FORM.parts[0], rows=(row,)),))
    content = form_xlsx_bytes(form)
    book = load_workbook(BytesIO(content))
    assert all(c.data_type != "f" for sheet in book for line in sheet for c in line)
    with ZipFile(BytesIO(content)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        assert not any(b"<f>" in archive.read(name) for name in sheets)


@pytest.mark.parametrize(
    ("header", "code"),
    [("A2 Kortste tijd", ("A", 2)), (" B10", ("B", 10)), ("C2000", None), ("consumer", None)],
)
def test_a_code_is_found_at_the_start_of_a_header(
    header: str, code: tuple[str, int] | None
) -> None:
    assert box_code(header) == code
