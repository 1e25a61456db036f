"""The letter that informs a council (raadsinformatiebrief): what, who, how, and what is asked.

It follows the order in which such letters are written: what is going on, what is needed, that it is
work for everybody, how we prepare, what is asked, and an end. The words are ours; what only the
sender knows is filled in or stands as a place to fill in.
"""

from __future__ import annotations

from weerbaar.agenda.letters.letter_parts import bars, close, document_of, head, told
from weerbaar.agenda.letters.resting import Basis, whose_figures
from weerbaar.agenda.letters.sending import Sending, filled
from weerbaar.agenda.letters.situation import Situation
from weerbaar.agenda.letters.work import AGENDA, PROMISED, QUESTION, LineTold, Work
from weerbaar.agenda.letters.work_tables import gaps_table, lines_table
from weerbaar.common.language import Language, mark
from weerbaar.drawing.documents import (
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Piece,
    Table,
    Text,
    joined,
    typed,
)
from weerbaar.drawing.report import Words
from weerbaar.twin.council import Gap
from weerbaar.twin.wording import band_in_words, people_in_words

KIND = mark("Letter to inform the council")
RUN = "run"
MOST_LINES = 12
OPEN = (
    (QUESTION, mark("These questions are still open:")),
    (PROMISED, mark("This is what we promised you before:")),
)


def council_letter(
    situation: Situation, work: Work | None, sending: Sending, place: str, language: Language
) -> Document:
    """The letter in one language; `place` is the municipality of the sender, "" for a region.

    `work` is the agenda of the sender, None where there is none to tell of.
    """
    title = language.text(
        mark("Resilience of {place}: what we know and what we do"),
        place=place or situation.basis.region,
    )
    bases: dict[str, Basis] = {RUN: situation.basis}
    if work is not None:
        bases |= work.bases()
    blocks: list[Block] = [
        head(sending, title, language),
        *_opening(sending, place or situation.basis.region, language),
        *_going_on(situation, place, language),
        *_needed(situation, language),
        *_for_all(situation, language),
        *_preparing(work, language),
        *asked_blocks(sending, work, language),
        *_how_sure(situation, language),
        *_ending(sending, language),
    ]
    return document_of(KIND, title, sending, blocks, bases, language)


def _opening(sending: Sending, place: str, language: Language) -> list[Block]:
    text = language.text
    lead = mark(
        "With this letter we tell you what a long crisis would do in {place}, what is done about "
        "it, and what we ask of you. Not to frighten: beside each shortfall stands what can be "
        "done about it."
    )
    blocks: list[Block] = [
        Paragraph(typed(text(mark("Dear members of the council,")))),
        Paragraph(told(language, lead, place=place)),
    ]
    if sending.occasion:
        blocks.append(Paragraph(filled(sending.occasion, language)))
    return blocks


def _going_on(situation: Situation, place: str, language: Language) -> list[Block]:
    text, page = language.text, situation.page
    opening = mark("We had a model compute what happens in this case: {title} ({season}).")
    blocks: list[Block] = [
        Heading(text(mark("What is going on"))),
        Paragraph(
            joined(
                told(language, opening, RUN, title=page.title, season=page.season),
                typed(whose_figures(situation.basis, place, language)),
                typed(page.mark),
            )
        ),
    ]
    if not page.gaps:
        met = mark("In this scenario every norm of the base level is met here.")
        return [*blocks, Paragraph(typed(text(met)))]
    largest = mark("Held against norms, these are the largest shortfalls:")
    items = tuple(
        joined(words_as_text(gap.told), typed(f"{gap.sure} {gap.whom} {gap.estimated}"))
        for gap in page.gaps
    )
    return [
        *blocks,
        Paragraph(told(language, largest, RUN)),
        Listing(items, numbered=True),
        *shortfall_bars(situation, language),
    ]


def words_as_text(words: Words) -> Text:
    """A sentence of a report as a text of a document."""
    return tuple(Piece(part, strong) for part, strong in words.parts)


def shortfall_bars(situation: Situation, language: Language) -> list[Figure]:
    """The people behind each shortfall with their bands; none where there are no counts."""
    text = language.text
    rows = [
        (
            gap.norm,
            band,
            people_in_words(band.p50, language),
            text(mark("8 of 10 courses: {band}"), band=band_in_words(band, language)),
        )
        for gap, band in zip(situation.page.gaps, situation.people, strict=True)
        if band is not None
    ]
    if not rows:
        return []
    caption = told(language, mark("People for whom a norm is not met, with the band"), RUN)
    said = "; ".join(f"{label} {people}, {note}" for label, _, people, note in rows)
    return [bars(rows, caption, text(mark("Bars with bands. {rows}"), rows=said))]


def _needed(situation: Situation, language: Language) -> list[Block]:
    text = language.text
    lead = mark(
        "Municipality, safety region and State each do a part. Nobody can do everything: it is "
        "better to say so now than in the crisis. This is who can do what, for each norm:"
    )
    blocks: list[Block] = [Heading(text(mark("What is needed"))), Paragraph(told(language, lead))]
    sources = "; ".join(f"[{i}] {words}" for i, words in enumerate(situation.page.sources, 1))
    tables = [provided_table(gap, gap.norm, language) for gap in situation.page.gaps]
    if sources:
        told_sources = told(language, mark("Sources: {sources}."), sources=sources)
        return [*blocks, *filter(None, tables), Paragraph(told_sources, "soft")]
    return blocks


def provided_table(gap: Gap, caption: str, language: Language) -> Table | None:
    """Who can do what about a shortfall and who cannot; the numbers are those of the sources."""
    if not gap.provided:
        return None
    rows = tuple(
        (typed(f"{row.who} [{row.source}]"), typed(row.can), typed(row.cannot))
        for row in gap.provided
    )
    heads = tuple(language.text(name) for name in (mark("Who"), mark("Can"), mark("Cannot")))
    return Table(typed(caption), heads, rows, (1.5, 3, 3))


def _for_all(situation: Situation, language: Language) -> list[Block]:
    text = language.text
    lead = mark(
        "In a long crisis government cannot solve everything. What people do at home and for each "
        "other helps at once. This is what everybody can do:"
    )
    home = dict.fromkeys(words for gap in situation.page.gaps for words, _ in gap.home)
    if not home:
        lead = mark(
            "In a long crisis government cannot solve everything. What people do at home and for "
            "each other helps at once."
        )
    blocks: list[Block] = [
        Heading(text(mark("Work for all of us"))),
        Paragraph(told(language, lead)),
    ]
    return [*blocks, Listing(tuple(typed(words) for words in home))] if home else blocks


def _preparing(work: Work | None, language: Language) -> list[Block]:
    blocks: list[Block] = [Heading(language.text(mark("How we prepare")))]
    if work is None or not (work.gaps or work.lines):
        none = mark("Nothing stands on our agenda yet for these shortfalls.")
        note = AGENDA if work is not None else ""
        return [*blocks, Paragraph(told(language, none, note))]
    lead = mark("On our agenda stand {gaps} shortfalls and {lines} lines of work.")
    count = {"gaps": len(work.gaps), "lines": len(work.lines)}
    blocks.append(Paragraph(told(language, lead, AGENDA, **count)))
    if work.gaps:
        blocks.append(gaps_table(work.gaps[:MOST_LINES], len(work.gaps), AGENDA, language))
    open_lines = [line for line in work.lines if not line.is_over]
    if open_lines:
        shown = open_lines[:MOST_LINES]
        blocks.append(lines_table(shown, len(open_lines), AGENDA, language))
    return blocks


def asked_blocks(sending: Sending, work: Work | None, language: Language) -> list[Block]:
    """What is asked of the council, what is still open, and what it was promised."""
    text = language.text
    blocks: list[Block] = [Heading(text(mark("What we ask of you")))]
    if sending.points:
        points = tuple(typed(point) for point in sending.points)
        blocks += [Paragraph(told(language, mark("We ask you:"))), Listing(points, numbered=True)]
    else:
        inform = mark("This letter is to inform you. What we ask of you besides: {missing}")
        missing = "".join(piece.words for piece in filled("", language))
        blocks.append(Paragraph(told(language, inform, missing=missing)))
    for kind, stands in OPEN:
        lines = work.open_of(kind)[:MOST_LINES] if work else ()
        if lines:
            blocks.append(Paragraph(told(language, stands, AGENDA)))
            blocks.append(Listing(tuple(typed(_with_day(line, language)) for line in lines)))
    return blocks


def _with_day(line: LineTold, language: Language) -> str:
    if line.until is None:
        return line.title
    day = language.day(line.until.isoformat())
    return language.text(mark("{title}, by {day}"), title=line.title, day=day)


def _how_sure(situation: Situation, language: Language) -> list[Block]:
    page = situation.page
    credits = "; ".join(page.credits)
    blocks: list[Block] = [
        Heading(language.text(mark("How sure this is"))),
        Paragraph(joined(told(language, "{words}", RUN, words=f"{page.unknown} {page.norms}"))),
    ]
    return [*blocks, Paragraph(typed(credits), "soft")] if credits else blocks


def _ending(sending: Sending, language: Language) -> list[Block]:
    text = language.text
    end = mark(
        "Resilience is made together: by government, organisations, neighbours and families. We "
        "keep you informed of what changes in these figures and of what comes of the work."
    )
    return [
        Heading(text(mark("To conclude"))),
        Paragraph(told(language, end), stays=True),
        *close(sending, language),
    ]
