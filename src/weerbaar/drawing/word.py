"""A document as a text that can be edited (DOCX), with real styles, headings, tables and notes.

Rules:
1. Everything is a style of the program: headings make the table of contents, the head of a table
   is a header row that is repeated, lists are lists, footnotes are footnotes.
2. The language stands in the styles and in the properties, so that it is read aloud well.
3. A picture has its words as alternative text.
4. The same document gives the same text: no moment of writing stands in it.

`files.word_bytes` makes the bytes, and the pictures that this module is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import IO, Any

import docx
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from weerbaar.drawing.documents import (
    Block,
    Document,
    Facts,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Piece,
    Signing,
    Table,
    Text,
    clean,
    notes_used,
    safe_href,
)

LOCALES = {"nl": "nl-NL", "en": "en-GB"}
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
FONT = "Calibri"
INK, SOFT, LINK = RGBColor(0x14, 0x25, 0x2D), RGBColor(0x45, 0x56, 0x5F), RGBColor(0x13, 0x4A, 0x62)
PANEL, STRIP = "E8F0F3", "FFF3D6"
PAGE_CM = (21.0, 29.7)
SIDE_CM, DENSE_SIDE_CM = 2.4, 1.5
FOOTNOTES = "/word/footnotes.xml"
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
FOOTNOTES_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
NOTE_MARK, NOTE_TEXT, HYPERLINK = "footnote reference", "footnote text", "Hyperlink"
SMALL, WARNING = "Small print", "Strip"
NUMBERED, POINTS = "List Number", "List Bullet"
FACT_POINTS = (2.0, 12.0)
"""The room in points below a fact, and below the last one."""
CELL_TWIPS = 60
SHEET_PICTURE = 0.7
"""By how much a picture is smaller on a sheet, which has to fit on one page."""
NO_ROOM = 0.0
FEW_ROWS = 7
"""A table of so many rows stays on one page."""
AFTER_SHADE = ("w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:tcMar", "w:vAlign")
"""What may stand behind the ground of a paragraph or cell; the form asks for that order."""
FIRST_NOTE = 1
"""Number of the first footnote; 0 and below are the lines between text and notes."""


def word_document(document: Document, pictures: Sequence[IO[bytes]]) -> Word:
    """The text to edit; `pictures` are those of its figures as PNG, in their order.

    A dense one is set small enough that a sheet as we make it stays on one page.
    """
    made = docx.Document()
    _set_up(made, document)
    made.add_heading(clean(document.title), 1)
    writer = _Writer(made, document, pictures)
    for block in document.blocks:
        writer.write(block)
    _add_footnotes(made, document, writer.marks)
    return made


class _Writer:
    """Writes one block after another; it counts the pictures and numbered lists that it has had."""

    def __init__(self, made: Word, document: Document, pictures: Sequence[IO[bytes]]) -> None:
        self.made = made
        self.pictures = iter(pictures)
        self.marks = {key: i for i, key in enumerate(notes_used(document), start=FIRST_NOTE)}
        self.stood: set[str] = set()
        side = DENSE_SIDE_CM if document.dense else SIDE_CM
        self.width = PAGE_CM[0] - 2 * side
        self.dense = document.dense

    def write(self, block: Block) -> None:
        """Adds one block at the end."""
        if isinstance(block, Heading):
            self.made.add_heading(clean(block.words), block.level + 1)
        elif isinstance(block, Paragraph):
            styles = {"soft": SMALL, "strip": WARNING}
            made = self.add(block.text, styles.get(block.role, "Normal"))
            made.paragraph_format.keep_with_next = block.stays or None
        elif isinstance(block, Listing):
            self.list(block)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Figure):
            self.figure(block)
        elif isinstance(block, Facts):
            for i, (name, text) in enumerate(block.pairs, start=1):
                after = FACT_POINTS[i == len(block.pairs)]
                self.add((Piece(f"{name}: ", strong=True), *text), "Normal", after)
        else:
            self.signing(block)

    def add(self, text: Text, style: str, after: float | None = None) -> WordParagraph:
        """A paragraph in a style."""
        made = self.made.add_paragraph(style=style)
        if after is not None:
            made.paragraph_format.space_after = Pt(after)
        self.pieces(made, text)
        return made

    def pieces(self, into: WordParagraph, text: Text) -> None:
        """The pieces of a text: words, links and marks of footnotes."""
        for piece in text:
            href = safe_href(piece.href)
            if href:
                _add_link(into, clean(piece.words), href)
            elif piece.words:
                into.add_run(clean(piece.words)).bold = piece.strong or None
            if piece.note:
                number = self.marks[piece.note]
                (_point_at_mark if piece.note in self.stood else _add_mark)(into, number)
                self.stood.add(piece.note)

    def list(self, block: Listing) -> None:
        """A list; a numbered one begins at 1 whatever stood before it."""
        number = _new_numbering(self.made) if block.numbered else None
        for item in block.items:
            made = self.add(item, NUMBERED if block.numbered else POINTS)
            if number is not None:
                properties = made._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number

    def table(self, block: Table) -> None:
        """A table under its caption, with a header row that comes again on each page."""
        self.add(block.caption, "Caption").paragraph_format.keep_with_next = True
        made = self.made.add_table(len(block.rows) + 1, len(block.columns), "Table Grid")
        _describe_table(made, "".join(piece.words for piece in block.caption))
        widths = block.widths or (1.0,) * len(block.columns)
        sizes = [Cm(self.width * share / sum(widths)) for share in widths]
        made.autofit = False
        for column, size in zip(made.columns, sizes, strict=True):
            column.width = size
        for i, row in enumerate(made.rows):
            for j, cell in enumerate(row.cells):
                cell.width = sizes[j]
                text = (Piece(block.columns[j], strong=True),) if i == 0 else block.rows[i - 1][j]
                cell.paragraphs[0].style = self.made.styles[SMALL]
                stays = len(block.rows) <= FEW_ROWS and i < len(block.rows)
                cell.paragraphs[0].paragraph_format.keep_with_next = stays or None
                self.pieces(cell.paragraphs[0], text)
                if i == 0:
                    _shade(cell._tc.get_or_add_tcPr(), PANEL)
            _keep_row(row._tr, header=i == 0)
        # Two tables after one another would become one, so something has to stand between them.
        self.add(block.note, SMALL, NO_ROOM if self.dense and not block.note else None)

    def figure(self, block: Figure) -> None:
        """A picture with its words as alternative text, and its caption below it."""
        share = block.width * (SHEET_PICTURE if self.dense else 1.0)
        picture = self.made.add_picture(next(self.pictures), Cm(self.width * share))
        picture._inline.docPr.set("descr", clean(block.alt))
        self.made.paragraphs[-1].paragraph_format.keep_with_next = True
        self.add(block.caption, "Caption")

    def signing(self, block: Signing) -> None:
        """Who signs: functions in one line, names below the room for a signature."""
        for line in block.above:
            self.add((Piece(line),), "Normal").paragraph_format.keep_with_next = True
        for i, texts in enumerate(zip(*block.people, strict=True)):
            made = self.made.add_paragraph(style="Normal")
            made.paragraph_format.space_before = Pt(36 if i else 14)
            made.paragraph_format.keep_with_next = i == 0
            for k in range(1, len(texts)):
                made.paragraph_format.tab_stops.add_tab_stop(Cm(self.width * k / len(texts)))
            made.add_run("\t".join(clean(text) for text in texts))


def _set_up(made: Word, document: Document) -> None:
    """Page, styles, properties, and what stands on every page."""
    about = made.core_properties
    about.title, about.author = clean(document.title)[:255], clean(document.sender)[:255]
    about.language, about.comments = LOCALES[document.language], clean(document.mark)[:255]
    about.created = about.modified = NO_TIME
    about.last_modified_by = ""
    section = made.sections[0]
    section.page_width, section.page_height = (Cm(size) for size in PAGE_CM)
    side = Cm(DENSE_SIDE_CM if document.dense else SIDE_CM)
    section.left_margin = section.right_margin = side
    section.top_margin = section.bottom_margin = Cm(1.2 if document.dense else 2.2)
    if document.dense:
        section.header_distance = section.footer_distance = Cm(0.6)
    _set_styles(made, document)
    top, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    top.add_run(clean(f"{document.mark} · {document.kind}"))
    foot.add_run(clean(f"{document.foot} · "))
    _add_page_words(foot, document.page_words)
    top.style = foot.style = made.styles[SMALL]


def _set_styles(made: Word, document: Document) -> None:
    styles: Any = made.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(8 if document.dense else 10.5)
    normal.font.color.rgb = INK
    normal.paragraph_format.space_after = Pt(2 if document.dense else 7)
    normal.paragraph_format.widow_control = True
    for level, size in ((1, 16), (2, 12.5), (3, 11)):
        heading = styles[f"Heading {level}"]
        heading.font.name, heading.font.size = FONT, Pt(size - 3 * document.dense)
        heading.font.color.rgb = INK
        heading.paragraph_format.space_before = Pt(4 if document.dense else 12)
        heading.paragraph_format.space_after = Pt(2 if document.dense else 4)
        fonts = heading.element.rPr.rFonts
        for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[theme]
    for name, size in ((SMALL, 8.5), (WARNING, 10), (NOTE_TEXT, 8)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = normal, Pt(size - 1.5 * document.dense)
        style.paragraph_format.space_after = Pt(0 if document.dense else 2)
    _shade(styles[WARNING].element.get_or_add_pPr(), STRIP)
    styles[SMALL].font.color.rgb = INK
    mark = styles.add_style(NOTE_MARK, WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    link = styles.add_style(HYPERLINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = LINK, True
    styles["Caption"].font.color.rgb, styles["Caption"].font.size = (
        INK,
        Pt(8 if document.dense else 9.5),
    )
    if document.dense:
        styles["Caption"].paragraph_format.space_after = Pt(2)
    spoken = styles.element.find(".//" + qn("w:lang"))
    spoken.set(qn("w:val"), LOCALES[document.language])


def _shade(properties: Any, colour: str) -> None:
    """Gives a paragraph or cell a ground of a colour."""
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    properties.insert_element_before(shade, *AFTER_SHADE)


def _describe_table(made: WordTable, words: str) -> None:
    properties = made._tbl.tblPr
    for name in ("w:tblCaption", "w:tblDescription"):
        described = OxmlElement(name)
        described.set(qn("w:val"), clean(words)[:250])
        properties.append(described)
    room = OxmlElement("w:tblCellMar")
    for side in ("w:top", "w:left", "w:bottom", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), str(CELL_TWIPS))
        margin.set(qn("w:type"), "dxa")
        room.append(margin)
    properties.insert_element_before(room, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _keep_row(row: Any, header: bool) -> None:
    """A row stays on one page; the header comes again on the next."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _add_link(into: WordParagraph, words: str, href: str) -> None:
    link = OxmlElement("w:hyperlink")
    key = into.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), key)
    run = into.add_run(words, style=HYPERLINK)
    link.append(run._r)
    into._p.append(link)


def _add_mark(into: WordParagraph, number: int) -> None:
    """The mark of a footnote, by a name at which later marks point."""
    run = into.add_run(style=NOTE_MARK)
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), str(number))
    run._r.append(mark)
    for end, name in (("w:bookmarkStart", f"note{number}"), ("w:bookmarkEnd", "")):
        bound = OxmlElement(end)
        bound.set(qn("w:id"), str(number))
        if name:
            bound.set(qn("w:name"), name)
            run._r.addprevious(bound)
        else:
            run._r.addnext(bound)


def _point_at_mark(into: WordParagraph, number: int) -> None:
    """The number of a note that stood already; the program keeps it right."""
    run = into.add_run(str(number), style=NOTE_MARK)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f"NOTEREF note{number} \\f \\h")
    field.append(run._r)
    into._p.append(field)


def _new_numbering(made: Word) -> int:
    """The number of a new list that begins at 1, in the form of the style of numbered lists."""
    numbering: Any = made.part.numbering_part.element
    style: Any = made.styles[NUMBERED].element
    held = numbering.num_having_numId(style.pPr.numPr.numId.val)
    new = numbering.add_num(held.abstractNumId.val)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(new.numId)


def _add_page_words(into: WordParagraph, words: str) -> None:
    """Such as “page 2 of 5”, in which the program fills in both."""
    before, _, rest = words.partition("{page}")
    between, _, after = rest.partition("{pages}")
    for text, code in ((before, "PAGE"), (between, "NUMPAGES")):
        into.add_run(text)
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), code)
        into._p.append(number)
    into.add_run(after)


def _add_footnotes(made: Word, document: Document, marks: Mapping[str, int]) -> None:
    """The part that holds the footnotes, with its links."""
    # A part of its own, so that links of a footnote are kept where the program looks for them.
    part = Part(PackURI(FOOTNOTES), FOOTNOTES_TYPE, b"", made.part.package)
    root = OxmlElement("w:footnotes")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        root.append(_separator(number, kind))
    for key, number in marks.items():
        root.append(_footnote(number, document.notes[key], made, part))
    part._blob = serialize_part_xml(root)
    made.part.relate_to(part, FOOTNOTES_LINK)


def _separator(number: int, kind: str) -> Any:
    note = OxmlElement("w:footnote")
    note.set(qn("w:type"), kind)
    note.set(qn("w:id"), str(number))
    paragraph, run = OxmlElement("w:p"), OxmlElement("w:r")
    run.append(OxmlElement(f"w:{kind}"))
    paragraph.append(run)
    note.append(paragraph)
    return note


def _footnote(number: int, text: Text, made: Word, part: Part) -> Any:
    note = OxmlElement("w:footnote")
    note.set(qn("w:id"), str(number))
    written = made.add_paragraph(style=NOTE_TEXT)
    run = written.add_run(style=NOTE_MARK)
    run._r.append(OxmlElement("w:footnoteRef"))
    written.add_run(" ")
    for piece in text:
        href = safe_href(piece.href)
        if not href:
            written.add_run(clean(piece.words)).bold = piece.strong or None
            continue
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(written.add_run(clean(piece.words), style=HYPERLINK)._r)
        written._p.append(link)
    # It was made in the text to have its styles; it belongs in the note.
    note.append(written._p)
    return note
