"""The catalogue of measures: what each is, whose it is, what it costs and what it changes.

Rules:
1. A measure stands in one file, with a name, what is done, and the entries of the inventory that it
   answers.
2. It is computed, or it says in `lacking` which study or figure would change that. What is computed
   has a knob, a cost and an effect; what is not computed has no effect.
3. Each cost and effect has a band, a source and its evidence; a knob that it names is one of its
   own.
4. An effect acts on what the twin has: a kind of site, a parameter, a resource or a stock at home.
   Only what is planned can be opened, and what stands at another site is opened in the same file.
5. What a measure costs in rights is told beside what it brings, and never summed.

`measure_form` reads a measure and holds rules 2 to 4 against it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.tables import Column
from weerbaar.twin.levers import AGREE, EQUIP, OPEN, WHATS
from weerbaar.twin.reading import Figure

SCHEMA = 1
COMPUTED, NOT_COMPUTED = STATES = ("computed", "not-computed")
OWNERS: Mapping[str, str] = {
    "local": mark("local"),
    "regional": mark("regional"),
    "state": mark("the State"),
}
CATEGORIES = ("", "bewustwording", "oefenen", "voorbereiden", "maatregelen")
SUB_GROUPS = ("", "mensen-en-bedrijven", "lokaal", "materiaal")
WORKING_GROUPS = ("", "bewustwording", "enablers", "civiel-defensie", "economie", "vitaal")
PRECONDITIONS = ("none", "law", "agreement", "standard")
PAYERS: Mapping[str, str] = {
    "inhabitants": mark("inhabitants"),
    "municipality": mark("municipality"),
    "safety_region": mark("safety region"),
    "state": mark("the State"),
    "companies": mark("companies"),
    "grid_operator": mark("grid and network operators"),
    "care": mark("care providers"),
}
OF_PEOPLE, OF_THINGS = "people", "things"
ONCE, YEARLY = MOMENTS = ("once", "yearly")
SITE = "site:"
PER = ("region", "unit", "household", "inhabitant", "municipality", "area")
LEVERS = WHATS
ON_SITES = (OPEN, EQUIP, AGREE)
PARTS = ("rights", "knobs", "costs", "effects", "uptake")


@dataclass(frozen=True)
class Rights:
    """What a measure costs in rights, each from 0 (none) to 3 (heavy), and why."""

    data: int
    coercion: int
    speech: int
    duration: int
    why_nl: str
    why_en: str


@dataclass(frozen=True)
class MeasureKnob:
    """What can be chosen of a measure, between which ends, in which unit; 0 is without it.

    Where `high` is infinite, the region says how many there are. A `search` leaves alone what is
    a choice of who pays, or helps some at the cost of others.
    """

    knob: str
    name_nl: str
    name_en: str
    unit: str
    low: float
    high: float
    step: float
    search: str = "yes"


@dataclass(frozen=True)
class Cost:
    """A sum in euros for each `per`, times the knob where it names one.

    Of a knob that asks for what is there in part, only what it asks above `has_already` is paid;
    `times_knob` is a second knob that multiplies it, by what it stands above `times_above`. Costs
    with the same `draw_with` are drawn together. `state_knob` is the share that the State pays in
    the place of `payer`, `municipality_knob` the share that municipalities pay of what is left.
    """

    what_nl: str
    what_en: str
    payer: str
    when: str
    per: str
    knob: str
    times_knob: str
    has_already: Figure | None
    draw_with: str
    eur: Figure
    source_nl: str
    source_en: str
    evidence: str
    times_above: float = 0.0
    state_knob: str = ""
    municipality_knob: str = ""


@dataclass(frozen=True)
class Effect:
    """What a measure changes in the twin: `of` by `lever`, `amount` for each unit of the knob.

    With `at`, planned sites are opened (or equipped) where a site of that kind stands. With
    `within`, of each site of that kind one that hangs on it is equipped: the knob counts those.
    `hours_knob` is a knob that multiplies how long an equipped site lasts.
    """

    lever: str
    of: str
    input: str
    at: str
    within: str
    knob: str
    whose: str
    amount: Figure
    hours: Figure
    hours_knob: str
    fuel_l_h: Figure
    fail_start: Figure | None
    at_least: float
    half_life_months: Figure | None
    source_nl: str
    source_en: str
    evidence: str
    meaning_nl: str
    meaning_en: str


@dataclass(frozen=True)
class Uptake:
    """The share of what is offered that people take up, by group."""

    low_income: Figure
    other: Figure
    older: Figure
    source_nl: str
    source_en: str
    evidence: str


@dataclass(frozen=True)
class Measure:
    """One measure of the catalogue."""

    measure: str
    name_nl: str
    name_en: str
    what_nl: str
    what_en: str
    ids: tuple[str, ...]
    pillars: tuple[str, ...]
    objectives: tuple[int, ...]
    category: str
    group: str
    working_group: str
    proposals: tuple[int, ...]
    owners: tuple[str, ...]
    precondition: str
    precondition_nl: str
    precondition_en: str
    lead_months: Figure
    lead_source_nl: str
    lead_source_en: str
    lead_evidence: str
    state: str
    lacking_nl: str
    lacking_en: str
    rights: Rights
    knobs: tuple[MeasureKnob, ...]
    costs: tuple[Cost, ...]
    effects: tuple[Effect, ...]
    uptake: Uptake | None

    def name(self, code: str) -> str:
        """The name on screen."""
        return self.name_nl if code == "nl" else self.name_en

    def what(self, code: str) -> str:
        """What is done, and by whom."""
        return self.what_nl if code == "nl" else self.what_en

    def lacking(self, code: str) -> str:
        """Which study or figure would let it be computed; "" where it is."""
        return self.lacking_nl if code == "nl" else self.lacking_en

    @property
    def is_computed(self) -> bool:
        """Whether the twin computes what it changes."""
        return self.state == COMPUTED


_EVIDENCE = Column("evidence", "text", "", "Evidence codes.")


def _both(name: str, meaning: str, default: Any = ...) -> tuple[Column, ...]:
    more = () if default is ... else (default,)
    return (
        Column(f"{name}_nl", "text", "", f"{meaning} In Dutch.", *more),
        Column(f"{name}_en", "text", "", f"{meaning} In English.", *more),
    )


_TITLE = "Where it comes from, as a title in its own language; else tell it in both languages."


def _sources(name: str, meaning: str) -> tuple[Column, ...]:
    """A source as a title, or told in both languages: one of the two."""
    return (Column(name, "text", "", _TITLE, ""), *_both(name, meaning, ""))


MEASURE_KEYS: tuple[Column, ...] = (
    Column("schema", "integer", "", "Version of this form.", low=1, high=99),
    Column("measure", "text", "", "Identifier: small letters, digits and dashes."),
    *_both("name", "Name on screen."),
    *_both("what", "What is done, and by whom."),
    Column("ids", "text", "", "Entries of the inventory that it answers."),
    Column("pillars", "text", "", "Pillars that it serves, of the taxonomy."),
    Column("objectives", "integer", "", "NATO objectives; above 7 are ours.", low=1, high=10),
    Column("category", "choice", "", "Category of the symposium.", choices=CATEGORIES),
    Column("group", "choice", "", "Group within that category.", choices=SUB_GROUPS),
    Column("working_group", "choice", "", "Working group.", choices=WORKING_GROUPS),
    Column("proposals", "integer", "", "Numbers of the proposals behind it.", low=1, high=52),
    Column("owners", "text", "", "Who decides on it."),
    Column("precondition", "choice", "", "What it needs first.", choices=PRECONDITIONS),
    *_both("precondition", "What it needs first, in words.", ""),
    Column("lead_months", "number", "months", "From decision to working.", low=0, high=600),
    *_sources("lead_source", "Where the lead time comes from."),
    Column("lead_evidence", "text", "", "Evidence codes of the lead time."),
    Column("state", "choice", "", "Whether it is computed.", choices=STATES),
    *_both("lacking", "Which study or figure would let it be computed.", ""),
)
RIGHTS_KEYS: tuple[Column, ...] = (
    Column("data", "integer", "", "Personal data that is collected.", low=0, high=3),
    Column("coercion", "integer", "", "What people are made to do.", low=0, high=3),
    Column("speech", "integer", "", "What may be said or seen no more.", low=0, high=3),
    Column("duration", "integer", "", "How long that lasts after a crisis.", low=0, high=3),
    *_both("why", "Why it is so."),
)
KNOB_KEYS: tuple[Column, ...] = (
    Column("knob", "text", "", "Its name in this file."),
    *_both("name", "Its name on screen."),
    Column("unit", "text", "", "Unit; 1 is a share."),
    Column("low", "number", "unit of the knob", "Lowest that can be chosen.", low=0),
    Column(
        "high",
        "number",
        "unit of the knob",
        "Highest that can be chosen; without it as many as the region has.",
        math.inf,
        low=0,
    ),
    Column("step", "number", "unit of the knob", "Step between choices.", low=1e-6),
    Column("search", "choice", "", "Whether a search turns it.", "yes", choices=("yes", "no")),
)
COST_KEYS: tuple[Column, ...] = (
    *_both("what", "What is paid for."),
    Column("payer", "choice", "", "Who pays.", choices=tuple(PAYERS)),
    Column("when", "choice", "", "Once, or every year.", choices=MOMENTS),
    Column("per", "text", "", "What it is counted by."),
    Column("knob", "text", "", "The knob that multiplies it.", ""),
    Column("times_knob", "text", "", "A second knob that multiplies it.", ""),
    Column("times_above", "number", "unit of that knob", "Only what it asks above.", 0.0, low=0),
    Column("state_knob", "text", "", "The knob for the share that the State pays.", ""),
    Column(
        "municipality_knob", "text", "", "The knob for the share of the rest that they pay.", ""
    ),
    Column("has_already", "number", "unit of the knob", "What is there already.", None, low=0),
    Column("draw_with", "text", "", "Costs with the same word here are drawn together.", ""),
    Column("eur", "number", "EUR", "The sum.", low=0, high=1e10),
    *_sources("source", "Where it comes from."),
    _EVIDENCE,
)
EFFECT_KEYS: tuple[Column, ...] = (
    Column("lever", "choice", "", "How it acts.", choices=LEVERS),
    Column("of", "text", "", "The kind, parameter, resource or stock that it acts on."),
    Column("input", "text", "", "The input that a site lasts without.", ""),
    Column("at", "text", "", "The kind of site at which planned sites are opened.", ""),
    Column(
        "within", "text", "", "The kind of site of which each counts, with one that it feeds.", ""
    ),
    Column("knob", "text", "", "The knob that gives the amount."),
    Column(
        "whose",
        "choice",
        "",
        "people: each group takes its part of it up; things: it holds for all alike.",
        OF_PEOPLE,
        choices=(OF_PEOPLE, OF_THINGS),
    ),
    Column("amount", "number", "for each unit of the knob", "What is reached.", low=-1e6, high=1e6),
    Column("hours", "number", "h", "How long an equipped site lasts.", 0.0, low=0, high=2000),
    Column("hours_knob", "text", "", "A knob by which these hours are multiplied.", ""),
    Column("fuel_l_h", "number", "L an hour", "What its generator burns.", 0.0, low=0, high=1000),
    Column("fail_start", "share", "1", "Chance that its back-up does not start.", None),
    Column("at_least", "number", "unit of the stock", "What is held at least.", 0.0, low=0),
    Column("half_life_months", "number", "months", "Time until half is left.", None, low=0.1),
    *_sources("source", "Where it comes from."),
    _EVIDENCE,
    *_both("meaning", "Why it has this effect, and what is left out."),
)
UPTAKE_KEYS: tuple[Column, ...] = (
    Column("low_income", "share", "1", "Of people with a low income."),
    Column("other", "share", "1", "Of other people."),
    Column("older", "share", "1", "Of people of 65 and over."),
    *_sources("source", "Where it comes from."),
    _EVIDENCE,
)
