"""The form of a variant as a page shows it: a card for each measure, with sliders and costs.

What the fields mean says `typed_variant`; here they are put in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from weerbaar.common.language import Language, mark, upper
from weerbaar.common.refusals import Problem
from weerbaar.measures.bill_words import (
    cost_table,
    costs_as_data,
)
from weerbaar.measures.budget import Bill, bill_of
from weerbaar.measures.catalogue import Measure, MeasureKnob
from weerbaar.measures.costs import band_of, counts_of
from weerbaar.measures.euro_words import euro_band
from weerbaar.measures.own_figures import OwnFigure
from weerbaar.measures.telling import COUNTED, SHARE, knob_name
from weerbaar.measures.typed_variant import (
    PREFIX,
    Differs,
    Read,
    TypedChoice,
    TypedVariant,
    field_of,
    read_typed,
    typed_of,
    variant_of_typed,
)
from weerbaar.measures.variants import Variant
from weerbaar.measures.warned import LawStands, warnings_of
from weerbaar.measures.web import queries
from weerbaar.measures.web.asked import (
    Moment,
    catalogue_with,
    moment_of,
    year_choices,
)
from weerbaar.platform.web.models import Organisation
from weerbaar.region.region import Region
from weerbaar.region.web.facts import region_of
from weerbaar.region.web.queries import facts_shown_to, place_of, shown_region
from weerbaar.twin.influence_words import UNIT_WORDS
from weerbaar.twin.knob_form import Row
from weerbaar.twin.web.knob_queries import place_choices, scenario_choices

MOST_TYPED = 2000
MOST_FIELDS = 1500
WORD_LABELS: Mapping[str, str] = {
    "title": mark("Name"),
    "summary": mark("What it is about"),
    "first_year": mark("First year"),
    "years": mark("How many years"),
}


@dataclass(frozen=True)
class Ground:
    """On what an organisation chooses: its facts as who asks may see them, and its catalogue."""

    organisation: Organisation | None
    facts: str
    place: str
    own: tuple[OwnFigure, ...]

    @cached_property
    def region(self) -> Region:
        """The facts themselves."""
        return region_of(self.facts)

    @property
    def catalogue(self) -> Mapping[str, Measure]:
        """The measures with the own figures."""
        return catalogue_with(self.own)

    @cached_property
    def laws(self) -> Mapping[str, LawStands]:
        """How far the laws are that measures need, as the organisation follows them."""
        return queries.laws_of(self.organisation)


@dataclass(frozen=True)
class Edit:
    """A variant on a form: what stands, what was typed, and what that means."""

    ground: Ground
    stands: Variant
    typed: TypedVariant
    read: Read
    sent: Mapping[str, str]

    @property
    def variant(self) -> Variant | None:
        """The variant that was typed; None where it cannot be."""
        return self.read.variant

    @cached_property
    def moment(self) -> Moment:
        """Of which crisis, place and year is asked; saving asks for none."""
        about, ground = self.variant or self.stands, self.ground
        return moment_of(ground.facts, ground.place, self.sent, about.first_year, about.last_year)

    @cached_property
    def bill(self) -> Bill | None:
        """What it costs."""
        if self.variant is None:
            return None
        return bill_of(self.variant, self.ground.catalogue, counts_of(self.ground.region))


def ground_of(request: HttpRequest, organisation: Organisation) -> Ground:
    """On what an organisation chooses, for who asks."""
    facts = facts_shown_to(request.standing, organisation)
    place = place_of(organisation).municipality
    return Ground(organisation, facts, place, queries.own_figures_of(organisation))


def ground_for(request: HttpRequest) -> Ground:
    """On what a visitor looks: their own organisation where they may see its variants."""
    organisation = queries.reader_of(request)
    return (
        ground_of(request, organisation) if organisation else Ground(None, shown_region(), "", ())
    )


def sent_with(request: HttpRequest) -> dict[str, str]:
    """What was sent, the last value of each field; what is far too long for any field is cut."""
    sent = request.POST if request.method == "POST" else request.GET
    fields = list(sent.lists())[:MOST_FIELDS]
    return {name: values[-1][:MOST_TYPED] for name, values in fields if values}


def edit_of(ground: Ground, stands: Variant, sent: Mapping[str, str], language: Language) -> Edit:
    """The form of what was sent; where no field of it was, of what stands.

    Raises Refused where these facts cannot be shown at all.
    """
    fresh = "first_year" not in sent
    typed = typed_of(stands, ground.catalogue, language.code) if fresh else read_typed(sent)
    if not fresh and "title" not in sent:
        # The part that is asked for by itself brings no words along.
        words = typed_of(stands, ground.catalogue, language.code)
        typed = TypedVariant(
            words.title, words.summary, typed.first_year, typed.years, typed.choices
        )
    return edit_of_typed(ground, stands, typed, sent, language)


def edit_of_typed(
    ground: Ground,
    stands: Variant,
    typed: TypedVariant,
    sent: Mapping[str, str],
    language: Language,
) -> Edit:
    """The form of what was typed."""
    read = variant_of_typed(typed, stands, ground.catalogue, ground.region, language.code)
    return Edit(ground, stands, typed, read, sent)


# In words


def form_words(edit: Edit, language: Language) -> dict[str, Any]:
    """All that the form itself shows."""
    about = edit.variant or edit.stands
    first, last = about.first_year, about.last_year
    faults = {name: _fault(problem, language) for name, problem in edit.read.problems.items()}
    cards = [
        _card(edit, number, choice, faults, language)
        for number, choice in enumerate(edit.typed.choices)
    ]
    on_cards = {name for card in cards for name in card["fields"]}
    return {
        "typed": edit.typed,
        "faults": {name: text for name, text in faults.items() if name in WORD_LABELS},
        "others": [
            text
            for name, text in faults.items()
            if name not in WORD_LABELS and name not in on_cards
        ],
        "wrong": bool(faults),
        "cards": cards,
        "to_add": to_add(edit.ground.catalogue, language),
        "scenarios": scenario_choices(edit.moment, language),
        "places": place_choices(edit.moment, language),
        "moments": year_choices(first, last, edit.moment.year, language),
    }


def cost_words(edit: Edit, language: Language) -> dict[str, Any]:
    """What the variant costs and what has to be known of it; nothing where it cannot be."""
    if edit.variant is None or edit.bill is None:
        return {}
    return {
        "costs": cost_table(costs_as_data(edit.bill), language),
        "card_costs": card_costs(edit, language),
        "warnings": told_warnings(edit.variant, edit.ground, language),
    }


def whose_effects(edit: Edit, language: Language) -> str:
    """Of which place the effects are."""
    place = edit.moment.place
    if not place:
        told = mark("These effects are of the whole region {region}.")
        return language.text(told, region=edit.ground.region.name)
    told = mark("These effects are of {place} alone; the sums are of the whole region.")
    return language.text(told, place=place)


def card_costs(edit: Edit, language: Language) -> list[tuple[int, str]]:
    """What each card costs over all years; a measure on several cards is told on each."""
    assert edit.bill is not None
    told = mark("{sum} over all years")
    sums = {
        name: language.text(told, sum=euro_band(band_of(cents), language))
        for name, cents in edit.bill.by_measure.items()
    }
    return [
        (number, sums.get(choice.measure, "")) for number, choice in enumerate(edit.typed.choices)
    ]


def told_warnings(variant: Variant, ground: Ground, language: Language) -> list[str]:
    """What is allowed about a variant and has to be known."""
    found = warnings_of(variant, ground.catalogue, ground.laws)
    return [warned.words(language) for warned in found]


def to_add(
    catalogue: Mapping[str, Measure], language: Language
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The measures that can be added, under headings: what each changes is computed, or not."""
    groups: dict[str, list[tuple[str, str]]] = {
        mark("What they change is computed"): [],
        mark("Only what they cost is known"): [],
    }
    computed, only_costs = groups.values()
    for measure in catalogue.values():
        if measure.knobs:
            listed = computed if measure.is_computed else only_costs
            listed.append((measure.name(language.code), measure.measure))
    return [
        (language.text(heading), sorted(found, key=lambda pair: pair[0].casefold()))
        for heading, found in groups.items()
        if found
    ]


def _card(
    edit: Edit, number: int, choice: TypedChoice, faults: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """A card: the measure, its year, and a row for each knob."""
    measure = edit.ground.catalogue.get(choice.measure)
    at, region = f"{PREFIX}{number}-", edit.ground.region
    knobs = measure.knobs if measure else ()
    rows = [_row(number, measure, k, choice, faults, region, language) for k in knobs if measure]
    about = edit.variant or edit.stands
    years = [str(year) for year in range(about.first_year, about.last_year + 1)]
    years += [choice.year] if choice.year not in years else []
    return {
        "number": number,
        "at": at,
        "measure": choice.measure,
        "title": measure.name(language.code) if measure else choice.measure,
        "known": measure is not None,
        "computed": measure is not None and measure.is_computed,
        "year": choice.year,
        "years": years,
        "rows": rows,
        "year_fault": faults.get(f"{at}year", ""),
        "fault": faults.get(f"{at}measure", ""),
        "fields": {f"{at}year", f"{at}measure", *(row.field.name for row in rows)},
    }


def _row(
    number: int,
    measure: Measure,
    knob: MeasureKnob,
    choice: TypedChoice,
    faults: Mapping[str, str],
    region: Region,
    language: Language,
) -> Row:
    field = field_of(number, measure, knob, region)
    return Row(
        field=field,
        title=upper(knob_name(knob, language)),
        unit=_unit(knob, field.high, language),
        now="",
        help="",
        evidence="",
        shown=choice.knobs.get(knob.knob, "") or "0",
        fault=faults.get(field.name, ""),
    )


def _unit(knob: MeasureKnob, high: float, language: Language) -> str:
    if knob.unit == SHARE:
        return "%"
    if knob.unit == COUNTED:
        return language.text(mark("of {number}"), number=language.number(high))
    told = UNIT_WORDS.get(knob.unit, "{number} " + knob.unit)
    return language.text(told, number="").strip()


def _fault(problem: Problem, language: Language) -> str:
    return f"{problem.message(language)} {problem.remedy(language)}"


def choices_in_words(
    variant: Variant, catalogue: Mapping[str, Measure], language: Language
) -> list[dict[str, Any]]:
    """The choices of a variant: which measure, from which year, and how far."""
    typed = typed_of(variant, catalogue, language.code)
    return [choice_in_words(choice, catalogue, language) for choice in typed.choices]


def choice_in_words(
    choice: TypedChoice, catalogue: Mapping[str, Measure], language: Language
) -> dict[str, Any]:
    """One choice in words."""
    measure = catalogue.get(choice.measure)
    knobs = measure.knobs if measure else ()
    rows = [
        f"{knob_name(knob, language)}: {choice.knobs[knob.knob]}{_behind(knob, language)}"
        for knob in knobs
        if choice.knobs.get(knob.knob, "0").strip() not in ("", "0")
    ]
    return {
        "measure": choice.measure,
        "title": measure.name(language.code) if measure else choice.measure,
        "year": choice.year,
        "rows": rows or [language.text(mark("ends, or stands at 0"))],
        "computed": measure is not None and measure.is_computed,
        "known": measure is not None,
    }


def _behind(knob: MeasureKnob, language: Language) -> str:
    if knob.unit == COUNTED:
        return ""
    return f" {_unit(knob, 0.0, language)}"


def both_in_words(
    differ: Sequence[Differs], catalogue: Mapping[str, Measure], language: Language
) -> list[dict[str, str]]:
    """Each thing in which what was typed differs from what stands, both in words."""
    found = []
    for one in differ:
        either = one.typed if one.typed is not None else one.stands
        label = language.text(WORD_LABELS[one.key]) if isinstance(either, str) else ""
        if isinstance(either, TypedChoice):
            told = choice_in_words(either, catalogue, language)
            label = f"{told['title']}, {told['year']}"
        typed, stands = (_side(side, catalogue, language) for side in (one.typed, one.stands))
        found.append({"key": one.key, "label": label, "typed": typed, "stands": stands})
    return found


def _side(
    side: str | TypedChoice | None, catalogue: Mapping[str, Measure], language: Language
) -> str:
    if side is None:
        return language.text(mark("not in it"))
    if isinstance(side, str):
        return side or "–"
    return "; ".join(choice_in_words(side, catalogue, language)["rows"])
