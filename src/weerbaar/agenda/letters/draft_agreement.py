"""A draft of an agreement: the clauses of a template, with what a line of the agenda says.

Rules:
1. Nothing is made up: what the line does not say stands in the draft as a place to fill in, and so
   does what no line can say, such as who bears damage.
2. Each page says that it is a draft and that a lawyer must look at it; no clause is legal advice.
3. Any template can be made of any line of the kinds in MADE_OF; the person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.letters.letter_parts import PAGE_WORDS
from weerbaar.agenda.letters.sending import MISSING
from weerbaar.agenda.money_words import money_in_words
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.drawing.documents import (
    Block,
    Document,
    Heading,
    Listing,
    Paragraph,
    Signing,
    typed,
)

TEMPLATES: Mapping[str, str] = {
    "agreement": mark("Agreement to help in a crisis"),
    "stock": mark("Agreement to keep a stock"),
    "reservist": mark("Agreement of employer and reservist"),
    "order": mark("Long order"),
}
MADE_OF = ("agreement", "pledge")
"""The kinds of commitments of which a draft can be made."""

AGREEMENT_CLAUSES = Table(
    "agreement_clauses",
    "Clauses of drafts of agreements, in our own words; a line of the agenda fills the blanks.",
    ("template", "clause"),
    (
        Column("template", "choice", "", "Of which draft.", choices=tuple(TEMPLATES)),
        Column("clause", "integer", "", "Its number.", low=1, high=99),
        Column("head_nl", "text", "", "What it is about, in Dutch."),
        Column("head_en", "text", "", "What it is about, in English."),
        Column(
            "text_nl", "text", "", "The clause in Dutch; names in braces are columns of the agenda."
        ),
        Column("text_en", "text", "", "The same in English."),
    ),
)

KIND = mark("Draft of an agreement")
WARNING = mark("Draft. A lawyer must look at this before anybody signs it.")
BEFORE_SIGNING = mark("Before you sign")
TO_CHECK: Sequence[str] = (
    mark("Let a lawyer look at it: this is a beginning, no legal advice."),
    mark("Fill in every place between square brackets, or take it out."),
    mark("Check whether the law asks for a tender, and whether it may be State aid."),
    mark("Check who may sign for each party."),
)
TITLE = mark("{template}: {title}")

NO_TEMPLATE = ProblemKind(
    "no-such-template-of-agreement",
    mark("There is no draft “{value}”."),
    mark("Choose one of: {known}."),
)
NOT_OF_THIS_KIND = ProblemKind(
    "no-draft-of-this-kind",
    mark("Of “{value}” no draft of an agreement can be made."),
    mark("Choose a line of the agenda that is an agreement or a pledge."),
)


def draft_problems(commitment: Commitment, template: str) -> list[Problem]:
    """Why no such draft can be made of a line; nothing where it can."""
    found = []
    if template not in TEMPLATES:
        params = {"known": ", ".join(TEMPLATES)}
        found.append(Problem(NO_TEMPLATE, value=template[:60], params=params))
    if commitment.kind not in MADE_OF:
        found.append(Problem(NOT_OF_THIS_KIND, value=commitment.title))
    return found


def blanks_of(commitment: Commitment, words: Language) -> dict[str, str]:
    """What a line fills in, by the name of the blank; rule 1 where it says nothing."""
    one = commitment
    days = {"starts": one.starts, "until": one.until}
    told = {
        "owner": one.owner,
        "partners": ", ".join(one.partners),
        "title": one.title,
        "quantities": "; ".join(map(str, one.quantities)),
        "activate": one.activate,
        "by_whom": one.by_whom,
        "reviewer": one.reviewer,
        "payer": one.payer,
        "money": money_in_words(one.money, words) if one.money else "",
        **{name: words.day(day.isoformat()) if day else "" for name, day in days.items()},
    }
    return {name: text or words.text(MISSING) for name, text in told.items()}


def draft_agreement(
    commitment: Commitment, template: str, clauses: Rows, words: Language
) -> Document:
    """The draft in one language; raises ValueError where `draft_problems` has one."""
    if draft_problems(commitment, template):
        raise ValueError("no such draft can be made")
    blanks, code = blanks_of(commitment, words), words.code
    own = [row for row in clauses if row["template"] == template]
    blocks: list[Block] = [Paragraph(typed(words.text(WARNING)), "strip")]
    for row in sorted(own, key=lambda row: int(row["clause"])):
        blocks.append(Heading(f"{row['clause']}. {row[f'head_{code}']}"))
        blocks.append(Paragraph(typed(str(row[f"text_{code}"]).format_map(blanks))))
    blocks.append(Heading(words.text(BEFORE_SIGNING)))
    blocks.append(Listing(tuple(typed(words.text(line)) for line in TO_CHECK)))
    signs = tuple((blanks[name], words.text(MISSING)) for name in ("owner", "partners"))
    blocks.append(Signing(signs))
    name = words.text(TEMPLATES[template])
    return Document(
        language=code,
        kind=words.text(KIND),
        title=words.text(TITLE, template=name, title=commitment.title),
        sender=blanks["owner"],
        mark=words.text(WARNING),
        page_words=words.catalogue.get(PAGE_WORDS) or PAGE_WORDS,
        blocks=tuple(blocks),
    )
