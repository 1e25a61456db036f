"""One sheet of A4 about a municipality: its largest shortfalls, who can do what, what is done.

It is set small and always fits on one page: the print chooses the letter size, and what there is to
tell is bounded here.
"""

from __future__ import annotations

from dataclasses import replace

from weerbaar.agenda.letters.council_letter import (
    RUN,
    provided_table,
    shortfall_bars,
)
from weerbaar.agenda.letters.letter_parts import document_of, told
from weerbaar.agenda.letters.resting import Basis, whose_figures
from weerbaar.agenda.letters.sending import Sending, filled_day
from weerbaar.agenda.letters.situation import Situation
from weerbaar.agenda.letters.work import AGENDA, Work
from weerbaar.common.language import Language, mark
from weerbaar.drawing.documents import (
    Block,
    Document,
    Heading,
    Paragraph,
    Text,
    joined,
    typed,
)
from weerbaar.twin.council import Gap

KIND = mark("One page for mayor and council")
MOST_LINES = 3
BARS_WIDTH = 0.46


def town_sheet(
    situation: Situation, work: Work | None, sending: Sending, place: str, language: Language
) -> Document:
    """The sheet in one language; `place` is the municipality that it is for, "" for a region."""
    page = situation.page
    bases: dict[str, Basis] = {RUN: situation.basis}
    if work is not None:
        bases |= work.bases()
    whose = whose_figures(situation.basis, place, language)
    blocks: list[Block] = [
        Paragraph(joined(told(language, "{words}", RUN, words=f"{page.place}. {page.season}."))),
        Paragraph(joined(typed(whose), typed(page.mark)), "strip"),
    ]
    if not page.gaps:
        met = mark("In this scenario every norm of the base level is met here.")
        blocks.append(Paragraph(typed(language.text(met)), "lead"))
    blocks += [block for gap in page.gaps for block in _gap(gap, language)]
    blocks += [replace(bars, width=BARS_WIDTH) for bars in shortfall_bars(situation, language)]
    blocks += _work(work, language)
    blocks += _sure(situation, sending, language)
    return document_of(KIND, page.title, sending, blocks, bases, language, dense=True)


def _gap(gap: Gap, language: Language) -> list[Block]:
    facts = joined(
        told(language, mark("**The norm:**")),
        typed(gap.norm),
        typed(gap.sure),
        typed(gap.whom),
        typed(gap.estimated),
    )
    blocks: list[Block] = [
        Heading("".join(part for part, _ in gap.told.parts)),
        Paragraph(facts),
    ]
    table = provided_table(gap, language.text(mark("Who can do what")), language)
    blocks += [table] if table else []
    if gap.home:
        home: Text = typed(" ".join(words for words, _ in gap.home))
        blocks.append(Paragraph(joined(told(language, mark("**At home:**")), home)))
    return blocks


def _work(work: Work | None, language: Language) -> list[Block]:
    if work is None or not (work.gaps or work.lines):
        return []
    counts = "; ".join(f"{state}: {count}" for state, count in work.counted())
    going = [line for line in work.lines if not line.is_over]
    names = "; ".join(line.title for line in going[:MOST_LINES])
    parts = [told(language, mark("**What is done:**"))]
    if counts:
        shortfalls = mark("Shortfalls on the agenda: {counts}.")
        parts.append(told(language, shortfalls, AGENDA, counts=counts))
    if going:
        lines = mark("Work that is open: {count}, of which first: {names}.")
        parts.append(told(language, lines, AGENDA, count=len(going), names=names))
    return [Paragraph(joined(*parts))]


def _sure(situation: Situation, sending: Sending, language: Language) -> list[Block]:
    page = situation.page
    numbered = (f"[{i}] {words}" for i, words in enumerate(page.sources, 1))
    sources = "; ".join((*numbered, *page.credits))
    day = "".join(piece.words for piece in filled_day(sending.date, language))
    return [
        Paragraph(
            joined(
                told(language, mark("**What we do not know.**")),
                typed(page.unknown),
                typed(page.norms),
            ),
            "soft",
        ),
        Paragraph(
            told(language, mark("Sources: {sources}. Date: {day}."), sources=sources, day=day),
            "soft",
        ),
    ]
