"""The agenda in tables of a letter: gaps, lines of work, and the money that goes with them."""

from __future__ import annotations

from collections.abc import Sequence

from weerbaar.agenda.letters.letter_parts import told
from weerbaar.agenda.letters.work import GapTold, LineTold
from weerbaar.agenda.money_words import money_in_words
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import percent
from weerbaar.drawing.documents import Piece, Table, Text, typed
from weerbaar.measures.catalogue import PAYERS
from weerbaar.twin.wording import counted_people

CENTS = 100
NOBODY = mark("nobody yet")
NO_DAY = mark("no day yet")


def gaps_table(gaps: Sequence[GapTold], count: int, note: str, language: Language) -> Table:
    """Gaps with the people they hit, their owner and how they stand."""
    text = language.text
    rows = tuple(
        (
            typed(f"{gap.what} ({gap.place})"),
            (*typed(_people(gap, language)), Piece("", note=gap.note)),
            typed(gap.owner or text(NOBODY)),
            typed(gap.accepted or upper(gap.state_told)),
        )
        for gap in gaps
    )
    heads = (mark("Shortfall"), mark("Not met for"), mark("Whose it is"), mark("How it stands"))
    return Table(
        told(language, mark("Shortfalls on the agenda"), note),
        tuple(text(name) for name in heads),
        rows,
        (3, 2.6, 1.8, 2.2),
        more_of(len(gaps), count, language),
    )


def lines_table(lines: Sequence[LineTold], count: int, note: str, language: Language) -> Table:
    """Lines of work with who does them, by when, how they stand and what they cost."""
    text = language.text
    rows = tuple(
        (
            typed(f"{line.title} ({line.kind_told})"),
            typed(line.owner or text(NOBODY)),
            typed(_day(line, language)),
            typed(upper(line.standing_told)),
            typed(line_money(line, language)),
        )
        for line in lines
    )
    heads = (
        *(mark("What"), mark("Who does it"), mark("At the latest")),
        *(mark("How it stands"), mark("Money")),
    )
    return Table(
        told(language, mark("Work on the agenda"), note),
        tuple(text(name) for name in heads),
        rows,
        (3, 1.8, 1.7, 1.5, 2),
        more_of(len(lines), count, language),
    )


def more_of(shown: int, count: int, language: Language) -> Text:
    """That there are more than are shown; nothing where there are not."""
    if shown >= count:
        return ()
    return told(language, mark("The first {shown} of {count}."), shown=shown, count=count)


def line_money(line: LineTold, language: Language) -> str:
    """What a line costs and who pays; nothing where no sum was written down."""
    if line.money is None:
        return "–"
    payer = language.text(PAYERS[line.payer]) if line.payer in PAYERS else line.payer
    return f"{money_in_words(line.money, language)} {payer}".strip()


def _people(gap: GapTold, language: Language) -> str:
    text = language.text
    if gap.people is None:
        return text(mark("fewer than 10 people"))
    estimated = percent(gap.estimated, language)
    told = mark("{people}; {share} rests on estimated objects")
    return text(told, people=counted_people(gap.people, language), share=estimated)


def _day(line: LineTold, language: Language) -> str:
    if line.until is None:
        return language.text(NO_DAY)
    day = language.day(line.until.isoformat())
    return language.text(mark("{day}, late"), day=day) if line.is_late else day
