"""From a decided variant to the agenda: who does what by when, and who pays in which year.

Rules:
1. Each choice of the variant is an assignment, from the first day of its year until the middle of
   its lead time; and a milestone, that it works, between the low and high end of the lead time.
   What is ended is an assignment alone.
2. Each payer has a budget line for each year in which something is paid, with the band that was
   known when it was decided, in two digits: it says no more than that. The sums are of the whole
   region, so a line says so, and that of the municipalities is of all of them together.
3. Lines have identifiers of their own that follow from the decision, so that taking up the same
   decision again changes lines and adds none twice.
4. Taken up again, a line takes over what comes from the decision (FROM_DECISION). What people wrote
   in it since (how it stands, who sees to it, with whom, remarks) stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from weerbaar.agenda.commitment_table import BETWEEN, LAST_DAY, MOST_TITLE, changed_columns
from weerbaar.agenda.commitments import Commitment, Money, Quantity
from weerbaar.common.language import Language, mark, upper
from weerbaar.measures.catalogue import OWNERS, PAYERS, Measure
from weerbaar.measures.costs import is_taken
from weerbaar.measures.euro_words import rounded_eur
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.whose import TOWNS_PAY

ALL_TOWNS = mark("all municipalities together")
OF_ALL_TOWNS = mark(
    "This is the sum of all municipalities of the region together. Fill in the part of your own "
    "municipality once that is agreed."
)
OF_REGION = mark("This is the sum of the whole region.")
DAYS_OF_MONTH = 365.25 / 12
CENTS = 100
NO_UNIT = "×"
COUNTED = ("sites", "generators", "trucks", "beds")
FROM_DECISION = (
    *("title", "kind", "starts", "until", "quantities", "measure", "decision"),
    *("pillar", "money", "payer", "source"),
)


@dataclass(frozen=True)
class Decided:
    """A decision as far as the agenda goes: its name, what was decided on and what that costs.

    `costs` is what `bill_words.costs_as_data` gave when it was decided; `source` says in words
    which decision it is.
    """

    decision: str
    variant: Variant
    costs: Mapping[str, Any]
    source: str


@dataclass(frozen=True)
class Line:
    """A line that a decision brings: as it would stand, as it stands now, and what changes."""

    after: Commitment
    before: Commitment | None
    changed: Mapping[str, tuple[str, str]]


def lines_of(
    decided: Decided,
    catalogue: Mapping[str, Measure],
    pillars: Sequence[str],
    standing: Sequence[Commitment],
    words: Language,
) -> tuple[Line, ...]:
    """The lines that a decision brings to an agenda on which these commitments stand.

    Measures that the catalogue does not hold any more are passed over: their money stands in the
    budget lines all the same.
    """
    proposed = [
        one
        for choice in sorted(decided.variant.choices, key=lambda c: (c.year, c.measure))
        if choice.measure in catalogue
        for one in _of_choice(decided, choice, catalogue[choice.measure], pillars, words)
    ]
    proposed += _budget_lines(decided, words)
    stands = {one.commitment: one for one in standing}
    return tuple(_line(one, stands.get(one.commitment)) for one in proposed)


def _line(proposed: Commitment, before: Commitment | None) -> Line:
    after = proposed
    if before is not None:
        taken = {name: getattr(proposed, name) for name in FROM_DECISION}
        after = replace(before, **taken)
    return Line(after, before, changed_columns(before, after))


def _of_choice(
    decided: Decided, choice: Choice, measure: Measure, pillars: Sequence[str], words: Language
) -> list[Commitment]:
    """The assignment of a choice, and the milestone that it works (rule 1)."""
    first = date(choice.year, 1, 1)
    taken = is_taken(choice.knobs)
    title = mark("{measure}: carry it out") if taken else mark("{measure}: end it")
    name = measure.name(words.code)
    lead = measure.lead_months
    made = Commitment(
        commitment=_name(decided, measure.measure, choice.year),
        kind="assignment",
        title=_short(words.text(title, measure=name)),
        owner=", ".join(words.text(OWNERS[owner]) for owner in measure.owners),
        starts=first,
        until=_after(first, lead.p50),
        quantities=_quantities(choice, measure, words),
        measure=measure.measure,
        decision=decided.decision,
        pillar=next((pillar for pillar in measure.pillars if pillar in pillars), ""),
        source=decided.source,
    )
    if not taken:
        return [made]
    works = replace(
        made,
        commitment=_name(decided, measure.measure, choice.year, "works"),
        kind="milestone",
        title=_short(words.text(mark("{measure}: it works"), measure=name)),
        starts=_after(first, lead.p10),
        until=_after(first, lead.p90),
    )
    return [made, works]


def _quantities(choice: Choice, measure: Measure, words: Language) -> tuple[Quantity, ...]:
    found = []
    for knob in measure.knobs:
        value = choice.knobs.get(knob.knob, 0.0)
        if value > 0:
            unit = unit_in_words(knob.unit, words)
            what = knob.name_nl if words.code == "nl" else knob.name_en
            found.append(Quantity(value, unit, what.replace(BETWEEN, ",")))
    return tuple(found)


def unit_in_words(unit: str, words: Language) -> str:
    """The unit of a knob as people write it, in one word (see `agreed.UNITS`)."""
    if unit in COUNTED:
        return words.text(mark("pieces"))
    if unit == "h":
        return words.text(mark("hours"))
    return NO_UNIT if unit in ("", "1") else "_".join(unit.split())


def _budget_lines(decided: Decided, words: Language) -> list[Commitment]:
    """A line for each payer and year in which something is paid (rule 2)."""
    found = []
    variant = decided.variant.name(words.code)
    for payer, years in decided.costs["payers"].items():
        for year, sums in enumerate(years, start=int(decided.costs["first_year"])):
            low, middle, high = (round(CENTS * rounded_eur(float(end))) for end in sums["both"])
            if not high:
                continue
            who = words.text(ALL_TOWNS if payer == TOWNS_PAY else PAYERS[payer])
            told = {"payer": upper(who), "year": year, "variant": variant}
            title = words.text(mark("{payer}: money for “{variant}” in {year}"), **told)
            of_all = OF_ALL_TOWNS if payer == TOWNS_PAY else OF_REGION
            found.append(
                Commitment(
                    commitment=_name(decided, payer, year),
                    kind="budget_line",
                    title=_short(title),
                    owner=who,
                    starts=date(year, 1, 1),
                    until=date(year, 12, 31),
                    decision=decided.decision,
                    money=Money(low, middle, high),
                    payer=payer,
                    source=decided.source,
                    note=words.text(of_all),
                )
            )
    return found


def _name(decided: Decided, *parts: object) -> str:
    """The identifier of a line of a decision (rule 3)."""
    return ".".join(map(str, ("decision", decided.decision, *parts)))


def _after(first: date, months: float) -> date:
    last = date.fromisoformat(LAST_DAY)
    return min(first + timedelta(days=round(months * DAYS_OF_MONTH)), last)


def _short(title: str) -> str:
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1] + "…"
