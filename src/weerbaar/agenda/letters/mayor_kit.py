"""The kit of a mayor as a document of a few pages: picture, next steps, words to use.

It is written to be printed before it is needed: in a crisis the paper works without a network.
"""

from __future__ import annotations

from weerbaar.agenda.letters.council_letter import RUN, shortfall_bars, words_as_text
from weerbaar.agenda.letters.kit import AUDIENCE_WORDS, Kit, Step
from weerbaar.agenda.letters.letter_parts import PRINT_FONT, document_of, told
from weerbaar.agenda.letters.resting import Basis, whose_figures
from weerbaar.agenda.letters.sending import Sending
from weerbaar.agenda.letters.situation import Situation
from weerbaar.agenda.letters.work import AGENDA, Work
from weerbaar.agenda.letters.work_tables import gaps_table
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import FONT
from weerbaar.drawing.documents import (
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Table,
    joined,
    typed,
)

KIND = mark("Kit for the mayor")
MOST_GAPS = 6
MAP_WIDTH = 0.5
BARS_WIDTH = 0.6
WITHIN = mark("within {days} days (our assumption)")
LEAD = mark(
    "With this kit you can start tomorrow: the picture of {place}, the next steps and words to "
    "use. Print it: on paper it also works without power and internet."
)


def mayor_kit(kit: Kit, sending: Sending, language: Language) -> Document:
    """The kit in one language."""
    bases: dict[str, Basis] = {}
    if kit.situation is not None:
        bases[RUN] = kit.situation.basis
    if kit.work is not None:
        bases |= kit.work.bases()
    title = language.text(mark("Kit for the mayor of {place}"), place=kit.place)
    blocks: list[Block] = [
        Paragraph(told(language, LEAD, place=kit.place), "lead"),
        *_picture(kit, language),
        *_steps(kit, language),
        *_words(kit, language),
        *_sure(kit, language),
    ]
    return document_of(KIND, title, sending, blocks, bases, language)


def _picture(kit: Kit, language: Language) -> list[Block]:
    text = language.text
    blocks: list[Block] = [Heading(text(mark("The picture of your municipality")))]
    if kit.situation is None:
        none = mark("There is no answer of the model yet. Ask for one, and make this kit again.")
        return [*blocks, Paragraph(typed(text(none)))]
    situation = kit.situation
    page = situation.page
    whose = whose_figures(situation.basis, kit.place, language)
    case = told(language, "{words}", RUN, words=f"{page.title}. {page.place}. {page.season}.")
    blocks.append(Paragraph(joined(case, typed(whose), typed(page.mark)), "strip"))
    if not page.gaps:
        met = mark("In this scenario every norm of the base level is met here.")
        return [*blocks, Paragraph(typed(text(met)))]
    items = tuple(
        joined(words_as_text(gap.told), typed(f"{gap.sure} {gap.whom} {gap.estimated}"))
        for gap in page.gaps
    )
    return [
        *blocks,
        Paragraph(told(language, mark("The largest shortfalls, and for whom they are worst:"))),
        Listing(items, numbered=True),
        *_bars(situation, language),
        *_map(kit, language),
    ]


def _bars(situation: Situation, language: Language) -> list[Block]:
    return [
        Figure(one.svg, one.alt, one.caption, BARS_WIDTH)
        for one in shortfall_bars(situation, language)
    ]


def _map(kit: Kit, language: Language) -> list[Block]:
    if not kit.map or kit.situation is None:
        return []
    alt = mark("Map: part of the inhabitants who lack this at the worst moment, by area")
    caption = told(
        language,
        mark("Where the first shortfall is worst: part of the inhabitants, by area"),
        RUN,
    )
    drawn = kit.map.replace(FONT, PRINT_FONT)
    return [Figure(drawn, language.text(alt), caption, MAP_WIDTH)]


def _steps(kit: Kit, language: Language) -> list[Block]:
    text = language.text
    lead = mark("What is asked of you, with who does it and how it stands on the agenda:")
    heads = (mark("Step"), mark("Who does it"), mark("At the latest"), mark("How it stands"))
    rows = tuple(
        (
            typed(one.name),
            typed(one.who),
            typed(by_when(one, language)),
            typed(one.state),
        )
        for one in kit.steps
    )
    sources = "; ".join(dict.fromkeys(one.source for one in kit.steps))
    note = told(language, mark("Sources: {sources}."), sources=sources)
    caption = text(mark("Next steps"))
    table = Table(typed(caption), tuple(text(head) for head in heads), rows, (4, 2, 2, 1.6), note)
    return [
        Heading(caption),
        Paragraph(told(language, lead)),
        table,
        *_open_gaps(kit.work, language),
    ]


def by_when(step: Step, language: Language) -> str:
    """The last day of a step on the agenda, else in how many days it should be done."""
    if step.until is not None:
        return language.day(step.until.isoformat())
    if step.on_agenda:
        return "–"
    return language.text(WITHIN, days=step.days)


def _open_gaps(work: Work | None, language: Language) -> list[Block]:
    going = [gap for gap in work.gaps if gap.state != "closed"] if work else []
    if not going:
        return []
    return [gaps_table(going[:MOST_GAPS], len(going), AGENDA, language)]


def _words(kit: Kit, language: Language) -> list[Block]:
    text = language.text
    lead = mark(
        "Aware, not afraid: say what can happen, and beside it what people can do. Change these "
        "words into your own."
    )
    blocks: list[Block] = [Heading(text(mark("Words to use"))), Paragraph(told(language, lead))]
    for one in kit.speeches:
        blocks.append(Heading(text(AUDIENCE_WORDS[one.audience]), 2))
        blocks.append(Listing(tuple(typed(sentence) for sentence in one.sentences)))
        made = told(language, mark("Made after: {sources}."), sources="; ".join(one.sources))
        blocks.append(Paragraph(made, "soft"))
    return blocks


def _sure(kit: Kit, language: Language) -> list[Block]:
    if kit.situation is None:
        return []
    page = kit.situation.page
    return [
        Paragraph(
            joined(
                told(language, mark("**What we do not know.**")),
                typed(page.unknown),
                typed(page.norms),
                typed("; ".join(page.credits)),
            ),
            "soft",
        )
    ]
