"""Reads the page templates that ship with the package; writes workbooks and prints as bytes.

The only module of this room that touches files, also those in memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import typst
from openpyxl import Workbook

from weerbaar.drawing.documents import Document, Figure, document_data, printable
from weerbaar.drawing.forms import Form, form_book, form_data
from weerbaar.drawing.spreadsheets import Rows, table_book
from weerbaar.drawing.word import word_document

INCLUDE = re.compile(r"<!-- include: ([a-z.]+) -->\n")
INLINE = re.compile(r"<!-- inline: ([a-z.]+) -->")
SERVED = (".css", ".js")
"""What the site serves as it stands, and a report holds inside; templates are never served."""
MODIFIED = re.compile(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>")
NO_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
ACCESSIBLE: typst.PDFStandard = "ua-1"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"
PICTURE = """#set page(width: 17cm, height: auto, margin: 0mm)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
PICTURE_PPI = 150


@cache
def read_template(name: str) -> str:
    """The text of a template such as `report.html`, with its style and script files put inside.

    A line `<!-- inline: report.css -->` is replaced by that file, kept from the template language
    by a raw block; `<!-- include: parts.html -->` by that file as it stands, for what templates
    share. Raises FileNotFoundError for a name that does not ship with the package.
    """
    return INLINE.sub(lambda found: _raw(_read(found[1])), _whole(name))


def _whole(name: str) -> str:
    return INCLUDE.sub(lambda found: _whole(found[1]), _read(name))


def table_xlsx_bytes(
    sheets: Mapping[str, tuple[Sequence[str], Rows]], note: str = "", note_name: str = "Note"
) -> bytes:
    """The bytes of an XLSX file with one sheet per table (columns, rows) and one for the note.

    The same tables give the same bytes. Raises ValueError as `spreadsheets.table_book` does.
    """
    return _book_bytes(table_book(sheets, note, note_name))


def form_xlsx_bytes(form: Form) -> bytes:
    """The bytes of an XLSX file in which a person fills in the form; equal forms, equal bytes."""
    return _book_bytes(form_book(form))


def form_pdf_bytes(form: Form, printed: date) -> bytes:
    """The bytes of a PDF of the form to print and write on, with the day of printing on it."""
    return pdf_bytes("form.typ", {"form": form_data(form, printed)})


def pdf_bytes(template: str, inputs: Mapping[str, str]) -> bytes:
    """The bytes of a tagged PDF made of a Typst template and its inputs, with its own fonts only.

    The same inputs give the same bytes. It is declared accessible (PDF/UA-1), unless a text holds
    a character that none of the fonts has. Raises FileNotFoundError for an unknown template.
    """
    source = _read(template).encode()
    try:
        return _compiled(source, inputs, [ACCESSIBLE])
    except typst.TypstError:
        return _compiled(source, inputs, [])


def document_pdf_bytes(document: Document) -> bytes:
    """The bytes of a tagged PDF of a document; equal documents, equal bytes."""
    return pdf_bytes("document.typ", {"document": printable(document_data(document))})


def document_word_bytes(document: Document) -> bytes:
    """The bytes of a DOCX of a document; equal documents, equal bytes."""
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    pictures = [io.BytesIO(_png_bytes(figure.svg)) for figure in figures]
    stream = io.BytesIO()
    word_document(document, pictures).save(stream)
    return _without_clock(stream.getvalue())


def _png_bytes(svg: str) -> bytes:
    """A picture as PNG, as wide as a page at 150 dots an inch."""
    made = typst.compile(
        PICTURE.encode(),
        format="png",
        ppi=PICTURE_PPI,
        ignore_system_fonts=True,
        sys_inputs={"svg": svg},
    )
    assert isinstance(made, bytes)
    return made


def _compiled(
    source: bytes, inputs: Mapping[str, str], standards: list[typst.PDFStandard]
) -> bytes:
    made = typst.compile(
        source,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs=dict(inputs),
        pdf_standards=standards,
    )
    assert isinstance(made, bytes)
    return made


def _book_bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue())


def _read(name: str) -> str:
    folder = "static" if name.endswith(SERVED) else "templates"
    return (files("weerbaar.drawing") / folder / name).read_text(encoding="utf-8")


def _raw(text: str) -> str:
    return "{% raw %}" + text + "{% endraw %}"


def _without_clock(book: bytes) -> bytes:
    """The workbook with the moment of writing taken out of it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, NO_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, MODIFIED.sub(b"", old.read(name)))
    return stream.getvalue()
