"""A document of a few pages: a letter, a memo or a sheet, as plain records.

The records hold values that are already worded in one language; `document_data` gives them to the
template `document.typ` for a print, `word.word_document` makes of them a text that can be edited.
Rules:
1. A text is pieces; a piece may be emphasised, be a link, and carry the mark of a footnote.
2. A footnote stands once, where its mark comes first, and each later mark points at it.
3. A link is an ordinary web or mail address; of any other only the words remain.
4. What no printer or word processor takes, such as control characters, becomes a space.
5. A print leaves out emoji: its fonts would show a box. A text to edit keeps them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from weerbaar.common.tables import CONTROL

WEB = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
PICTURES = re.compile("[\U0001f000-\U0001faff\u200d\ufe0e\ufe0f]+ ?")
STARS = "**"
MOST_FOOT = 80
BREAK = "\n"

Role = Literal["plain", "soft", "strip", "lead"]


@dataclass(frozen=True)
class Piece:
    """A part of a text; `note` is the key of a footnote of the document, behind the words."""

    words: str
    strong: bool = False
    href: str = ""
    note: str = ""


Text = tuple[Piece, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of the first, second or third level below the title."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `soft` is small print, `strip` a warning in a frame, `lead` opens a text.

    One that `stays` is not parted from what follows.
    """

    text: Text
    role: Role = "plain"
    stays: bool = False


@dataclass(frozen=True)
class Listing:
    """A list of points, numbered or not."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of a row names it.

    `widths` are shares of the page for the columns. Raises ValueError where a row has not as many
    cells as there are columns, or the widths are not as many.
    """

    caption: Text
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...] = ()
    note: Text = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row does not match the columns of its table")
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError("every column needs a width, or none does")


@dataclass(frozen=True)
class Figure:
    """A picture as SVG text, what it shows in words, and its caption; `width` is of the page."""

    svg: str
    alt: str
    caption: Text
    width: float = 1.0


@dataclass(frozen=True)
class Facts:
    """Names with what they are, such as date and reference above a letter."""

    pairs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Signing:
    """Who signs, beside each other: the function, and the name below the room for a signature.

    The lines `above`, such as regards, stay with them on one page.
    """

    people: tuple[tuple[str, str], ...]
    above: tuple[str, ...] = ()


Block = Heading | Paragraph | Listing | Table | Figure | Facts | Signing


@dataclass(frozen=True)
class Document:
    """A whole document in one language.

    `kind` is what it is, such as a memo; `mark` stands on every page. `page_words` hold `{page}`
    and `{pages}`. `notes` are the footnotes by key. A `dense` document is set small, for a sheet
    that must fit on one page.
    """

    language: str
    kind: str
    title: str
    sender: str
    mark: str
    page_words: str
    blocks: tuple[Block, ...]
    notes: Mapping[str, Text] = field(default_factory=dict)
    dense: bool = False

    @property
    def foot(self) -> str:
        """What stands below every page: the sender, and the title where it fits on a line."""
        told = f"{self.sender} · {self.title}"
        return told if len(told) <= MOST_FOOT else self.sender[:MOST_FOOT]

    def __post_init__(self) -> None:
        unknown = set(notes_used(self)) - set(self.notes)
        if unknown:
            raise ValueError(f"no footnote is called {', '.join(sorted(unknown))}")


def say(words: str, note: str = "") -> Text:
    """A text from a sentence with its emphasised pieces between double stars; a footnote behind it.

    What people typed does not come through here: their stars are theirs.
    """
    parts = words.split(STARS)
    pieces = [Piece(part, i % 2 == 1) for i, part in enumerate(parts) if part]
    return (*pieces, Piece("", note=note)) if note else tuple(pieces)


def typed(words: str) -> Text:
    """A text as somebody typed it."""
    return (Piece(words),)


def joined(*texts: Text) -> Text:
    """Texts one after another, with a space between them."""
    pieces: list[Piece] = []
    for text in texts:
        if text:
            pieces += [Piece(" "), *text] if pieces else text
    return tuple(pieces)


def clean(words: str) -> str:
    """The words without what printers and word processors refuse (rule 4); breaks of lines stay."""
    lines = words.replace("\r\n", BREAK).split(BREAK)
    return BREAK.join(CONTROL.sub(" ", line) for line in lines)


def printable(words: str) -> str:
    """The words without pictures such as emoji, which the fonts of a print do not have (rule 5)."""
    return PICTURES.sub("", words)


def safe_href(href: str) -> str:
    """The address where it is one of the web or of mail (rule 3); otherwise nothing."""
    return href if WEB.match(href) and not CONTROL.search(href) and " " not in href else ""


def texts_of(block: Block) -> Iterator[Text]:
    """The texts of a block in the order in which they are read."""
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Listing):
        yield from block.items
    elif isinstance(block, Table):
        yield block.caption
        yield from (cell for row in block.rows for cell in row)
        yield block.note
    elif isinstance(block, Figure):
        yield block.caption
    elif isinstance(block, Facts):
        yield from (text for _, text in block.pairs)


def plain_text(document: Document) -> str:
    """All words of a document in the order in which they are read, a block or cell on each line."""
    lines = [document.title]
    for block in document.blocks:
        if isinstance(block, Heading):
            lines.append(block.words)
        elif isinstance(block, Signing):
            lines += block.above
            lines += [f"{function} {name}" for function, name in block.people]
        elif isinstance(block, Facts):
            lines += [f"{name}: {words_of(text)}" for name, text in block.pairs]
        elif isinstance(block, Table):
            lines += [words_of(block.caption), " | ".join(block.columns)]
            lines += [" | ".join(map(words_of, row)) for row in block.rows]
            lines.append(words_of(block.note))
        else:
            lines += map(words_of, texts_of(block))
            lines += [block.alt] if isinstance(block, Figure) else []
    return BREAK.join([*filter(None, lines), *map(words_of, document.notes.values())])


def words_of(text: Text) -> str:
    """The words of a text by themselves."""
    return "".join(piece.words for piece in text)


def notes_used(document: Document) -> list[str]:
    """The keys of the footnotes in the order in which their marks come first (rule 2)."""
    marks = (
        piece.note
        for block in document.blocks
        for text in texts_of(block)
        for piece in text
        if piece.note
    )
    return list(dict.fromkeys(marks))


def document_data(document: Document) -> str:
    """The document as JSON for the template `document.typ`."""
    marks = _Marks({key: i for i, key in enumerate(notes_used(document))})
    data = {
        "language": document.language,
        "kind": clean(document.kind),
        "title": clean(document.title),
        "sender": clean(document.sender),
        "mark": clean(document.mark),
        "foot": clean(document.foot),
        "page": document.page_words,
        "dense": document.dense,
        "blocks": [_block_data(block, marks) for block in document.blocks],
        "notes": [_text_data(document.notes[key], _Marks({})) for key in marks.numbers],
    }
    return json.dumps(data, ensure_ascii=False)


def _block_data(block: Block, marks: _Marks) -> dict[str, Any]:
    """A block with its kind, as the template tells them apart."""

    def text(pieces: Text) -> list[dict[str, Any]]:
        return _text_data(pieces, marks)

    if isinstance(block, Heading):
        return {"is": "heading", "level": block.level, "words": clean(block.words)}
    if isinstance(block, Paragraph):
        kept = {"role": block.role, "stays": block.stays}
        return {"is": "paragraph", "text": text(block.text)} | kept
    if isinstance(block, Listing):
        items = [text(item) for item in block.items]
        return {"is": "list", "numbered": block.numbered, "items": items}
    if isinstance(block, Figure):
        shown = {"svg": block.svg, "alt": clean(block.alt), "width": block.width}
        return {"is": "figure", "caption": text(block.caption)} | shown
    if isinstance(block, Facts):
        pairs = [{"name": clean(name), "text": text(value)} for name, value in block.pairs]
        return {"is": "facts", "pairs": pairs}
    if isinstance(block, Signing):
        people = [{"function": clean(f), "name": clean(name)} for f, name in block.people]
        return {"is": "signing", "people": people, "above": list(map(clean, block.above))}
    return {
        "is": "table",
        "caption": text(block.caption),
        "columns": [clean(column) for column in block.columns],
        "rows": [[text(cell) for cell in row] for row in block.rows],
        "widths": list(block.widths) or [1.0] * len(block.columns),
        "note": text(block.note),
    }


@dataclass
class _Marks:
    """The numbers of the footnotes from 0, and which of them have stood already (rule 2)."""

    numbers: Mapping[str, int]
    stood: set[str] = field(default_factory=set)

    def data(self, key: str) -> dict[str, Any]:
        """The number behind a piece, -1 for none, and whether it comes there for the first time."""
        if key not in self.numbers:
            return {"note": -1, "first": False}
        first = key not in self.stood
        self.stood.add(key)
        return {"note": self.numbers[key], "first": first}


def _text_data(pieces: Text, marks: _Marks) -> list[dict[str, Any]]:
    return [
        {
            "words": clean(piece.words),
            "strong": piece.strong,
            "href": safe_href(piece.href),
            **marks.data(piece.note),
        }
        for piece in pieces
    ]
