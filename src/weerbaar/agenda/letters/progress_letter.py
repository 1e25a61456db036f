"""The letter on progress: how far the agenda is, what is late, and the portfolio of ideas.

It tells of the agenda as it stands on a day. Sums of money of several lines have their ends added,
so that their band is at its widest; the letter says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.agenda.commitments import DONE, DROPPED, ENDED
from weerbaar.agenda.letters.council_letter import asked_blocks
from weerbaar.agenda.letters.letter_parts import close, document_of, head, told
from weerbaar.agenda.letters.resting import Basis
from weerbaar.agenda.letters.sending import Sending, filled
from weerbaar.agenda.letters.work import AGENDA, LineTold, Work
from weerbaar.agenda.letters.work_tables import gaps_table, lines_table
from weerbaar.agenda.money_words import money_in_words
from weerbaar.agenda.registers.portfolio import (
    CATEGORY_WORDS,
    PROPOSALS,
    STATUS_WORDS,
    Portfolio,
    assigned,
    numbers_in_words,
    status_of,
)
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.documents import (
    Block,
    Document,
    Heading,
    Listing,
    Paragraph,
    Table,
    typed,
)
from weerbaar.measures.catalogue import PAYERS, Measure

KIND = mark("Letter on progress")
PORTFOLIO = "portfolio"
MOST_GAPS, MOST_OPEN, MOST_DONE = 40, 60, 30


@dataclass(frozen=True)
class IdeasTold:
    """The portfolio in words: how many there are of each, and a row for each idea and proposal.

    `counts` pairs how far ideas are with how many are so far; a row holds number, name, proposals,
    category, measure and how far. `unassigned` are the proposals that no idea names, `unnumbered`
    the ideas that carry no number of a proposal.
    """

    proposals: int
    ideas: int
    categories: int
    counts: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]
    unassigned: tuple[int, ...]
    unnumbered: tuple[int, ...]
    basis: Basis


def ideas_told(
    portfolio: Portfolio,
    statuses: Mapping[int, str],
    catalogue: Mapping[str, Measure],
    basis: Basis,
    language: Language,
) -> IdeasTold:
    """The portfolio in words, with how far an organisation is with each idea."""
    text = language.text
    found = [status_of(statuses, idea.number) for idea in portfolio.ideas]
    rows = [
        (
            str(idea.number),
            idea.name(language.code),
            numbers_in_words(idea.proposals, language),
            assigned(idea.category, CATEGORY_WORDS, language),
            "; ".join(catalogue[name].name(language.code) for name in idea.measures) or "–",
            text(STATUS_WORDS[status]),
        )
        for idea, status in zip(portfolio.ideas, found, strict=True)
    ]
    return IdeasTold(
        proposals=PROPOSALS,
        ideas=len(portfolio.ideas),
        categories=len({idea.category for idea in portfolio.ideas}),
        counts=tuple(
            (text(words), found.count(status))
            for status, words in STATUS_WORDS.items()
            if status in found
        ),
        rows=tuple(rows),
        unassigned=portfolio.unnamed_proposals,
        unnumbered=portfolio.ideas_without_proposal,
        basis=basis,
    )


def progress_letter(
    work: Work, ideas: IdeasTold | None, sending: Sending, place: str, language: Language
) -> Document:
    """The letter in one language; `place` is whom the agenda is of."""
    title = language.text(mark("Resilience of {place}: how far we are"), place=place)
    bases = work.bases()
    if ideas is not None:
        bases[PORTFOLIO] = ideas.basis
    blocks: list[Block] = [
        head(sending, title, language),
        *_opening(work, sending, place, language),
        *_shortfalls(work, language),
        *_lines(work, language),
        *_late(work, language),
        *_money(work, language),
        *asked_blocks(sending, work, language),
        *_ideas(ideas, language),
        *_ending(sending, language),
    ]
    return document_of(KIND, title, sending, blocks, bases, language)


def _opening(work: Work, sending: Sending, place: str, language: Language) -> list[Block]:
    text = language.text
    lead = mark(
        "With this letter we tell you how far we are with the resilience of {place}: which "
        "shortfalls there are, what is done about each of them, and what is late."
    )
    blocks: list[Block] = [
        Paragraph(typed(text(mark("Dear members of the council,")))),
        Paragraph(told(language, lead, place=place)),
    ]
    if sending.occasion:
        blocks.append(Paragraph(filled(sending.occasion, language)))
    counted = mark("On our agenda stand {gaps} shortfalls and {lines} lines of work.")
    numbers = {"gaps": len(work.gaps), "lines": len(work.lines)}
    blocks.append(Heading(text(mark("In short"))))
    blocks.append(Paragraph(told(language, counted, AGENDA, **numbers)))
    items = [f"{state}: {count}" for state, count in work.counted()]
    late = sum(line.is_late for line in work.lines)
    done = sum(line.standing == DONE for line in work.lines)
    items += [
        text(mark("lines of work that are done: {count}"), count=done),
        text(mark("lines of work that are late: {count}"), count=late),
    ]
    return [*blocks, Listing(tuple(typed(upper(item)) for item in items))]


def _shortfalls(work: Work, language: Language) -> list[Block]:
    text = language.text
    blocks: list[Block] = [Heading(text(mark("The shortfalls")))]
    if not work.gaps:
        none = mark("No answer of the model found a shortfall here yet.")
        return [*blocks, Paragraph(told(language, none, AGENDA))]
    shown = work.gaps[:MOST_GAPS]
    open_gap = mark(
        "A shortfall closes only when a later answer of the model finds it no longer. That "
        "something was done is not enough."
    )
    table = gaps_table(shown, len(work.gaps), AGENDA, language)
    return [*blocks, Paragraph(told(language, open_gap)), table]


def _lines(work: Work, language: Language) -> list[Block]:
    text = language.text
    blocks: list[Block] = [Heading(text(mark("The work")))]
    going = [line for line in work.lines if not line.is_over]
    if going:
        blocks.append(lines_table(going[:MOST_OPEN], len(going), AGENDA, language))
    else:
        blocks.append(Paragraph(told(language, mark("No work is open."), AGENDA)))
    for standing, heading in (
        (DONE, mark("This is done:")),
        (ENDED, mark("This ended by itself:")),
        (DROPPED, mark("This we no longer do:")),
    ):
        over = [line for line in work.lines if line.standing == standing][:MOST_DONE]
        if over:
            blocks.append(Paragraph(told(language, heading, AGENDA)))
            blocks.append(Listing(tuple(typed(line.title) for line in over)))
    return blocks


def _late(work: Work, language: Language) -> list[Block]:
    late = [line for line in work.lines if line.is_late]
    if not late:
        return []
    lead = mark("These lines should have been done. Decide for each: go on, help, or stop.")
    return [
        Heading(language.text(mark("What is late"))),
        Paragraph(told(language, lead, AGENDA)),
        Listing(tuple(typed(_late_line(line, language)) for line in late)),
    ]


def _money(work: Work, language: Language) -> list[Block]:
    sums = work.money.money
    if not sums:
        return []
    text = language.text
    rows = tuple(
        (
            typed(upper(text(PAYERS[payer])) if payer else text(mark("Nobody is named"))),
            typed(money_in_words(money, language)),
        )
        for payer, money in sums.items()
    )
    together = (
        typed(text(mark("Together"))),
        typed(money_in_words(work.money.total, language)),
    )
    widest = mark(
        "Low and high ends of lines are added as they are: the band of a sum is at its widest."
    )
    return [
        Heading(text(mark("The money"))),
        Table(
            told(language, mark("Sums on the agenda, by who pays"), AGENDA),
            (text(mark("Who pays")), text(mark("Euros"))),
            (*rows, together),
            (2, 2),
            told(language, widest),
        ),
    ]


def _late_line(line: LineTold, language: Language) -> str:
    assert line.until is not None
    sentence = mark("{title}: should have been done by {day}; it is with {owner}")
    return language.text(
        sentence,
        title=line.title,
        day=language.day(line.until.isoformat()),
        owner=line.owner or language.text(mark("nobody yet")),
    )


def _ideas(ideas: IdeasTold | None, language: Language) -> list[Block]:
    if ideas is None:
        return []
    text = language.text
    lead = mark(
        "From {proposals} proposals came {ideas} ideas in {categories} categories. No idea names "
        "the proposals {unassigned}; the ideas {unnumbered} carry no number of a proposal. These "
        "are not assigned."
    )
    counts = "; ".join(f"{how_far}: {count}" for how_far, count in ideas.counts)
    heads = (
        *(mark("Idea"), mark("Name"), mark("Proposals")),
        *(mark("Category"), mark("Measure"), mark("How far")),
    )
    rows = tuple(tuple(typed(cell) for cell in row) for row in ideas.rows)
    return [
        Heading(text(mark("The ideas of the symposium"))),
        Paragraph(
            told(
                language,
                lead,
                PORTFOLIO,
                proposals=ideas.proposals,
                ideas=ideas.ideas,
                categories=ideas.categories,
                unassigned=_numbers(ideas.unassigned),
                unnumbered=_numbers(ideas.unnumbered),
            )
        ),
        Paragraph(told(language, mark("How far they are: {counts}."), PORTFOLIO, counts=counts)),
        Table(
            told(language, mark("The portfolio"), PORTFOLIO),
            tuple(text(name) for name in heads),
            rows,
            (0.6, 2.4, 1.3, 1.9, 2.2, 1.4),
        ),
    ]


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "–"


def _ending(sending: Sending, language: Language) -> list[Block]:
    end = mark(
        "This is how it stands on our agenda. Where people are named, the figures are those of the "
        "answers of the model that stand with each shortfall, with their bands."
    )
    return [
        Heading(language.text(mark("To conclude"))),
        Paragraph(told(language, end), stays=True),
        *close(sending, language),
    ]
