"""The portfolio of the symposium: 52 proposals, 37 ideas, 4 categories, and how far each idea is.

Rules:
1. An idea is behind the proposals whose numbers stand beside it in the report, and behind no other.
   A proposal that no idea names, and an idea that names no proposal, are shown as not assigned: the
   annex that lists the proposals is not part of the report, so nothing is filled in for it.
2. An idea has the working group in whose report it comes back, with the words of that report; where
   none says so it is not assigned.
3. The measure that answers an idea is the one of the catalogue that names it among its entries.
4. How far an idea is, is said by each organisation for itself.

Source: report of the Mauritssymposium of 17 January 2025 (seed 004).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.agenda.registers.register import Register, written
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.measures.catalogue import CATEGORIES, SUB_GROUPS, WORKING_GROUPS, Measure

PROPOSALS, IDEAS = 52, 37
CATEGORY_WORDS: Mapping[str, str] = {
    "bewustwording": mark("Awareness"),
    "oefenen": mark("Practising and simulating"),
    "voorbereiden": mark("Preparing"),
    "maatregelen": mark("(Policy) measures"),
}
GROUP_WORDS: Mapping[str, str] = {
    "mensen-en-bedrijven": mark("People and companies"),
    "lokaal": mark("Preparing locally"),
    "materiaal": mark("Material and stocks"),
}
WORKING_GROUP_WORDS: Mapping[str, str] = {
    "bewustwording": mark("Awareness"),
    "enablers": mark("Enablers"),
    "civiel-defensie": mark("Civil safety and Defence"),
    "economie": mark("Economic resilience"),
    "vitaal": mark("Vital processes and chains"),
}
NOT_ASSIGNED = mark("not assigned")
STATUS_WORDS: Mapping[str, str] = {
    "open": mark("not looked at yet"),
    "exploring": mark("being explored"),
    "preparing": mark("in preparation"),
    "running": mark("running"),
    "done": mark("done"),
    "not": mark("decided not to do it"),
}
OPEN = "open"

NOT_A_PROPOSAL = ProblemKind(
    "not-a-proposal",
    mark("{column} is “{value}”, which is no list of proposals."),
    mark("Give numbers from 1 to {most} with spaces between them."),
)

SYMPOSIUM_IDEAS = Table(
    "symposium_ideas",
    "The 37 ideas of the symposium, the proposals behind them and where they were placed.",
    ("idea",),
    (
        Column("idea", "integer", "", "Number in the report.", low=1, high=IDEAS),
        written("name_nl", "Name on screen, in Dutch.", ...),
        written("name_en", "Name on screen, in English.", ...),
        Column("category", "choice", "", "Category in the report.", choices=CATEGORIES[1:]),
        Column("group", "choice", "", "Group within it.", "", choices=SUB_GROUPS),
        Column("working_group", "choice", "", "Working group.", "", choices=WORKING_GROUPS),
        written("working_group_source", "Which words of the report say so."),
        written("proposals", "Numbers of the proposals, with spaces between."),
        written("source", "Where it stands.", ...),
        written("evidence", "Evidence codes.", ...),
    ),
)
STATUSES = Table(
    "portfolio",
    "How far an organisation is with each idea of the symposium.",
    ("idea",),
    (
        Column("idea", "integer", "", "Number of the idea.", low=1, high=IDEAS),
        Column("status", "choice", "", "How far it is.", choices=tuple(STATUS_WORDS)),
        written("owner", "Which function or team does it; no name of a person."),
        written("note", "What there is to say about it."),
        written("contact", "Whom to ask."),
    ),
)


def _nothing_wrong(rows: Rows, file: str) -> list[Problem]:
    return []


PORTFOLIO = Register(
    name="portfolio",
    title=mark("Portfolio of the symposium"),
    about=mark("From 52 proposals to 37 ideas in 4 categories, and how far you are with each."),
    table=STATUSES,
    headings={
        "idea": mark("Idea"),
        "status": mark("How far"),
        "owner": mark("Who does it"),
        "note": mark("Remark"),
        "contact": mark("Contact person"),
    },
    choices={"status": STATUS_WORDS},
    filters=("status",),
    check=_nothing_wrong,
    personal=("contact",),
)


@dataclass(frozen=True)
class Idea:
    """One idea: what stands behind it, where it was placed, and which measures answer it."""

    number: int
    name_nl: str
    name_en: str
    category: str
    group: str
    working_group: str
    working_group_source: str
    proposals: tuple[int, ...]
    measures: tuple[str, ...]
    source: str

    def name(self, code: str) -> str:
        """The name on screen."""
        return self.name_nl if code == "nl" else self.name_en


@dataclass(frozen=True)
class Portfolio:
    """The ideas in the order of the report, and the proposals that none of them names."""

    ideas: tuple[Idea, ...]
    unnamed_proposals: tuple[int, ...]

    @property
    def ideas_without_proposal(self) -> tuple[int, ...]:
        """The ideas beside which no number stands."""
        return tuple(idea.number for idea in self.ideas if not idea.proposals)

    def ideas_of(self, proposal: int) -> tuple[int, ...]:
        """The ideas that name a proposal; some proposals stand beside two."""
        return tuple(idea.number for idea in self.ideas if proposal in idea.proposals)


def proposal_numbers(written: str) -> tuple[int, ...]:
    """The numbers in a cell of proposals; raises ValueError for what is none."""
    numbers = tuple(int(part) for part in written.split())
    if not all(1 <= number <= PROPOSALS for number in numbers):
        raise ValueError(written)
    return numbers


def idea_problems(rows: Rows, file: str) -> list[Problem]:
    """Cells of proposals that are no list of numbers."""
    problems = []
    for line, row in enumerate(rows, start=2):
        try:
            proposal_numbers(row["proposals"])
        except ValueError:
            params = {"most": PROPOSALS}
            found = Problem(NOT_A_PROPOSAL, file, line, "proposals", row["proposals"], params)
            problems.append(found)
    return problems


def make_portfolio(rows: Rows, catalogue: Sequence[Measure]) -> Portfolio:
    """The portfolio of the table of ideas, with the measures of the catalogue beside them."""
    ideas = tuple(
        Idea(
            number=row["idea"],
            name_nl=row["name_nl"],
            name_en=row["name_en"],
            category=row["category"],
            group=row["group"],
            working_group=row["working_group"],
            working_group_source=row["working_group_source"],
            proposals=proposal_numbers(row["proposals"]),
            measures=measures_of(row["idea"], catalogue),
            source=row["source"],
        )
        for row in rows
    )
    named = {number for idea in ideas for number in idea.proposals}
    unnamed = tuple(n for n in range(1, PROPOSALS + 1) if n not in named)
    return Portfolio(tuple(sorted(ideas, key=lambda idea: idea.number)), unnamed)


def measures_of(idea: int, catalogue: Sequence[Measure]) -> tuple[str, ...]:
    """The measures that name an idea among their entries of the inventory."""
    return tuple(one.measure for one in catalogue if f"P{idea:02d}" in one.ids)


def status_of(statuses: Mapping[int, str], idea: int) -> str:
    """How far an idea is; what nobody said anything of was not looked at yet."""
    return statuses.get(idea, OPEN)


def numbers_in_words(numbers: Sequence[int], words: Language) -> str:
    """Numbers with commas between; not assigned where there are none."""
    return ", ".join(str(number) for number in numbers) or words.text(NOT_ASSIGNED)


def assigned(value: str, names: Mapping[str, str], words: Language) -> str:
    """A category, group or working group in words; not assigned where there is none."""
    return words.text(names[value]) if value else words.text(NOT_ASSIGNED)


def portfolio_sheet(
    portfolio: Portfolio,
    statuses: Mapping[int, str],
    catalogue: Mapping[str, Measure],
    words: Language,
) -> tuple[list[str], list[list[str]]]:
    """The portfolio as a table in words: headings, and a row for each idea.

    Below the ideas stands a row for each proposal that none of them names.
    """
    heads = [
        mark("Idea"),
        mark("Name"),
        mark("Proposals"),
        mark("Category"),
        mark("Working group"),
        mark("Measure"),
        mark("How far"),
    ]
    rows = [_idea_row(idea, statuses, catalogue, words) for idea in portfolio.ideas]
    nowhere = words.text(NOT_ASSIGNED)
    rows += [
        [nowhere, words.text(mark("Proposal without an idea")), str(n), nowhere, "", "", ""]
        for n in portfolio.unnamed_proposals
    ]
    return [words.text(head) for head in heads], rows


def _placed(idea: Idea, words: Language) -> str:
    """The category of an idea, and the group within it where there is one."""
    category = assigned(idea.category, CATEGORY_WORDS, words)
    return f"{category}: {words.text(GROUP_WORDS[idea.group])}" if idea.group else category


def _idea_row(
    idea: Idea, statuses: Mapping[int, str], catalogue: Mapping[str, Measure], words: Language
) -> list[str]:
    return [
        str(idea.number),
        idea.name(words.code),
        numbers_in_words(idea.proposals, words),
        _placed(idea, words),
        assigned(idea.working_group, WORKING_GROUP_WORDS, words),
        "; ".join(catalogue[name].name(words.code) for name in idea.measures)
        or words.text(mark("no measure")),
        words.text(STATUS_WORDS[status_of(statuses, idea.number)]),
    ]
