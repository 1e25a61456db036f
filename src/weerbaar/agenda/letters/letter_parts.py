"""What letters share: how they begin and end, and how figures stand in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weerbaar.agenda.letters.resting import Basis, basis_note
from weerbaar.agenda.letters.sending import MISSING, Sending, filled, filled_day
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import FONT, Bar, bar_svg
from weerbaar.drawing.documents import (
    Block,
    Document,
    Facts,
    Figure,
    Paragraph,
    Piece,
    Signing,
    Text,
    say,
    typed,
)
from weerbaar.twin.wording import SIMULATED

PRINT_FONT = "Libertinus Serif"
PAGE_WORDS = mark("Page {page} of {pages}")


def told(language: Language, message: str, note: str = "", **params: object) -> Text:
    """A sentence of ours in a language, with its emphasis; what is filled in has none itself."""
    plain = {name: str(value).replace("**", "* *") for name, value in params.items()}
    return say(language.text(message, **plain), note)


def line(sentence: str, note: str = "") -> Text:
    """A sentence that was made elsewhere, word for word as a screen tells it."""
    return (*typed(sentence), Piece("", note=note)) if note else typed(sentence)


def head(sending: Sending, subject: str, language: Language) -> Facts:
    """To whom, from whom, about what: above a letter."""
    text = language.text
    rows: list[tuple[str, Text]] = [
        (text(mark("To")), filled(sending.addressee, language)),
        (text(mark("Sender")), filled(sending.organisation, language)),
        (text(mark("Date")), filled_day(sending.date, language)),
        (text(mark("Our reference")), filled(sending.reference, language)),
        (text(mark("Responsible")), filled(sending.portfolio, language)),
        (text(mark("Subject")), typed(subject)),
    ]
    return Facts(tuple(rows))


def close(sending: Sending, language: Language) -> tuple[Block, ...]:
    """Regards and who signs; a function that is not filled in stands as a place to fill in."""
    text = language.text
    people = (
        (sending.secretary, sending.secretary_name),
        (sending.chair, sending.chair_name),
    )
    signs = tuple(
        tuple(piece.words for part in pair for piece in filled(part, language)) for pair in people
    )
    asked: list[Block] = []
    if sending.contact:
        more = mark("Do you want to know more? Ask {contact}.")
        asked.append(Paragraph(told(language, more, contact=sending.contact)))
    return (
        *asked,
        Signing(
            tuple((function, name) for function, name in signs),
            (text(mark("Kind regards,")), sending.organisation or text(MISSING)),
        ),
    )


def document_of(
    kind: str,
    title: str,
    sending: Sending,
    blocks: Sequence[Block],
    bases: Mapping[str, Basis],
    language: Language,
    dense: bool = False,
) -> Document:
    """The whole document; `bases` says for each mark of a footnote what its figures rest on."""
    text = language.text
    sender = sending.organisation or text(mark("Sender [still to be filled in]"))
    return Document(
        language=language.code,
        kind=text(kind),
        title=title,
        sender=sender,
        mark=text(SIMULATED),
        page_words=language.catalogue.get(PAGE_WORDS) or PAGE_WORDS,
        blocks=tuple(blocks),
        notes={key: basis_note(basis, language) for key, basis in bases.items()},
        dense=dense,
    )


def bars(rows: Sequence[tuple[str, Band, str, str]], caption: Text, alt: str) -> Figure:
    """Bars with their bands: for each a label, its band, the figure and the band in words."""
    ceiling = max((band.p90 for _, band, _, _ in rows), default=0.0) or 1.0
    drawn = bar_svg(
        [Bar(label, band.p50, band.p10, band.p90, note, said) for label, band, said, note in rows],
        label=alt,
        ceiling=ceiling,
    )
    return Figure(drawn.replace(FONT, PRINT_FONT), alt, caption, 0.72)
