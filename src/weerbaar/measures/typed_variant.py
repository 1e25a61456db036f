"""A variant as it is typed on a form: text in fields, which may be wrong and is never lost.

Rules:
1. A field of a choice is called m-NUMBER-measure, m-NUMBER-year or m-NUMBER-KNOB. What a knob holds
   is a number in the unit that is shown, where a share is a percentage; empty is 0.
2. A knob whose end the region says ends at what the region has.
3. All that is wrong is told at once, each with its field.
4. Words that were not changed keep their other language; changed ones are the same in both.
5. Two forms differ in their words, and choice by choice: a measure in a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from weerbaar.common.language import mark
from weerbaar.common.parsing import strange_text
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.measures.catalogue import Measure, MeasureKnob
from weerbaar.measures.effects import WHOLE, highest, variant_problems
from weerbaar.measures.variant_form import MOST_VALUE, MOST_YEARS, form_problems
from weerbaar.measures.variants import Choice, Variant
from weerbaar.region.region import Region
from weerbaar.twin.turning import Field, plain, read_turned

PREFIX = "m-"
CHOICE = re.compile(r"m-(\d{1,3})-(measure|year|[a-z0-9_]{1,60})", re.ASCII)
MEASURE, YEAR = "measure", "year"
WORDS = ("title", "summary", "first_year", "years")
MOST_TITLE, MOST_SUMMARY = 200, 500
SHARE = "1"
PER_CENT = 100.0
MOST_DIGITS = 4

NO_TITLE = ProblemKind(
    "variant-without-title",
    mark("The variant has no name."),
    mark("Give it a name by which others know it."),
)
LONG_TEXT = ProblemKind(
    "variant-text-too-long",
    mark("This text has {value} characters; it may have {high}."),
    mark("Make it shorter."),
)
NO_YEAR = ProblemKind(
    "not-a-year",
    mark("“{value}” is not a year."),
    mark("Give a year such as {example}."),
)
NO_YEARS = ProblemKind(
    "not-a-number-of-years",
    mark("“{value}” is not a number of years."),
    mark("Give a whole number from 1 to {high}."),
)
NOT_IN_CATALOGUE = ProblemKind(
    "measure-not-in-catalogue",
    mark("The catalogue has no measure “{value}”."),
    mark("Remove it, or choose another one."),
)


@dataclass(frozen=True)
class TypedChoice:
    """A measure as it was typed: its year and knobs, as text."""

    measure: str
    year: str
    knobs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TypedVariant:
    """A whole form as it was typed."""

    title: str
    summary: str
    first_year: str
    years: str
    choices: tuple[TypedChoice, ...] = ()


@dataclass(frozen=True)
class Read:
    """What a typed form means: the variant where all of it can be, and what is wrong by field."""

    variant: Variant | None
    problems: Mapping[str, Problem]


def field_of(number: int, measure: Measure, knob: MeasureKnob, region: Region) -> Field:
    """The field of a knob of the choice with this number."""
    factor = PER_CENT if knob.unit == SHARE else 1.0
    high = min(highest(measure, knob, region), MOST_VALUE) * factor
    name = f"{PREFIX}{number}-{knob.knob}"
    return Field(name, 0.0, high, knob.step * factor, 0.0, factor, knob.unit in WHOLE)


def read_typed(sent: Mapping[str, str]) -> TypedVariant:
    """What stands in the fields of a form; those of no meaning are passed over."""
    found: dict[int, dict[str, str]] = {}
    for name, text in sent.items():
        if match := CHOICE.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = text
    choices = tuple(
        TypedChoice(
            one.get(MEASURE, ""),
            one.get(YEAR, ""),
            {name: text for name, text in one.items() if name not in (MEASURE, YEAR)},
        )
        for _, one in sorted(found.items())
        if MEASURE in one
    )
    words = {name: sent.get(name, "").replace("\r\n", "\n").strip() for name in WORDS}
    return TypedVariant(**words, choices=choices)


def typed_of(variant: Variant, catalogue: Mapping[str, Measure], code: str) -> TypedVariant:
    """The form of a variant, in a language."""
    ordered = sorted(variant.choices, key=lambda choice: (choice.year, choice.measure))
    return TypedVariant(
        title=variant.name(code),
        summary=variant.summary(code),
        first_year=str(variant.first_year),
        years=str(variant.years),
        choices=tuple(_typed_choice(choice, catalogue.get(choice.measure)) for choice in ordered),
    )


def _typed_choice(choice: Choice, measure: Measure | None) -> TypedChoice:
    units = {knob.knob: knob.unit for knob in measure.knobs} if measure else {}
    return TypedChoice(
        choice.measure,
        str(choice.year),
        {
            name: plain(value * (PER_CENT if units.get(name) == SHARE else 1.0))
            for name, value in choice.knobs.items()
        },
    )


def variant_of_typed(
    typed: TypedVariant,
    stands: Variant,
    catalogue: Mapping[str, Measure],
    region: Region,
    code: str,
) -> Read:
    """What a typed form means; `stands` is the variant that it is about."""
    problems: dict[str, Problem] = _word_problems(typed)
    first = _whole(typed.first_year)
    years = _whole(typed.years)
    if first is None:
        params = {"example": stands.first_year}
        problems["first_year"] = Problem(NO_YEAR, value=_short(typed.first_year), params=params)
    if years is None or not 1 <= years <= MOST_YEARS:
        problems["years"] = Problem(
            NO_YEARS, value=_short(typed.years), params={"high": MOST_YEARS}
        )
    choices = [
        _read_choice(number, choice, catalogue, region, stands.first_year, problems)
        for number, choice in enumerate(typed.choices)
    ]
    if problems or first is None or years is None:
        return Read(None, problems)
    made = _worded(replace(stands, first_year=first, years=years), typed, code)
    made = replace(made, choices=tuple(one for one in choices if one is not None))
    return _checked(made, catalogue, region)


def _checked(made: Variant, catalogue: Mapping[str, Measure], region: Region) -> Read:
    """The variant where it can be, else what is wrong with it as a whole."""
    wrong = form_problems(made, catalogue) or variant_problems(made, catalogue, region)
    if not wrong:
        return Read(made, {})
    return Read(None, {_field_in(problem, i): problem for i, problem in enumerate(wrong)})


def _field_in(problem: Problem, number: int) -> str:
    """The field of a problem with a variant; a name of its own where it is about the whole."""
    match = re.match(r"choices\[(\d+)\](?:\.(\w+))?", problem.column)
    if match is None:
        return problem.column or f"whole-{number}"
    part = match[2] if match[2] in (MEASURE, YEAR) else YEAR
    return f"{PREFIX}{int(match[1]) - 1}-{part}"


def _worded(variant: Variant, typed: TypedVariant, code: str) -> Variant:
    """The variant with the words that were typed (rule 4)."""
    if typed.title != variant.name(code):
        variant = replace(variant, name_nl=typed.title, name_en=typed.title)
    if typed.summary != variant.summary(code):
        variant = replace(variant, summary_nl=typed.summary, summary_en=typed.summary)
    return variant


def _word_problems(typed: TypedVariant) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    for name, text, most in (
        ("title", typed.title, MOST_TITLE),
        ("summary", typed.summary, MOST_SUMMARY),
    ):
        strange = strange_text(text, "", None, name)
        if len(text) > most:
            found[name] = Problem(LONG_TEXT, value=len(text), params={"high": most})
        elif strange is not None:
            found[name] = strange
    if not typed.title:
        found["title"] = Problem(NO_TITLE)
    return found


def _read_choice(
    number: int,
    typed: TypedChoice,
    catalogue: Mapping[str, Measure],
    region: Region,
    example: int,
    problems: dict[str, Problem],
) -> Choice | None:
    """One choice; None, and a problem by its field, where it cannot be."""
    measure, at = catalogue.get(typed.measure), f"{PREFIX}{number}-"
    if measure is None:
        problems[at + MEASURE] = Problem(NOT_IN_CATALOGUE, value=_short(typed.measure))
        return None
    year = _whole(typed.year)
    if year is None:
        params = {"example": example}
        problems[at + YEAR] = Problem(NO_YEAR, value=_short(typed.year), params=params)
    fields = [field_of(number, measure, knob, region) for knob in measure.knobs]
    texts = {at + name: text for name, text in typed.knobs.items()}
    turned = read_turned(texts, fields, [], set(texts))
    for name, problem in turned.problems.items():
        named = {**problem.params, "name": measure.measure}
        problems[name] = replace(problem, params=named)
    knobs = {
        knob.knob: _within(turned.choices.get(at + knob.knob, 0.0), knob) for knob in measure.knobs
    }
    return None if year is None else Choice(measure.measure, knobs, year)


def _within(value: float, knob: MeasureKnob) -> float:
    """The value without what the way from percentages to shares left, inside the knob's ends."""
    return min(round(value, 9), knob.high)


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def with_measure(typed: TypedVariant, measure: str) -> TypedVariant:
    """The form with one more measure, in the first year and with every knob at 0."""
    added = TypedChoice(measure, typed.first_year)
    return replace(typed, choices=(*typed.choices, added))


def without_choice(typed: TypedVariant, number: int) -> TypedVariant:
    """The form without the choice of this number."""
    kept = tuple(one for i, one in enumerate(typed.choices) if i != number)
    return replace(typed, choices=kept)


def pairs_of(typed: TypedVariant) -> list[tuple[str, str]]:
    """The fields of a form that say something, as pairs of an address; its words left out."""
    pairs = [("first_year", typed.first_year), ("years", typed.years)]
    for i, choice in enumerate(typed.choices):
        at = f"{PREFIX}{i}-"
        pairs += [(at + MEASURE, choice.measure), (at + YEAR, choice.year)]
        pairs += [(at + name, text) for name, text in choice.knobs.items() if text not in ("", "0")]
    return pairs


@dataclass(frozen=True)
class Differs:
    """One thing in which two forms differ, by a key of its own; None where a side has it not."""

    key: str
    typed: str | TypedChoice | None
    stands: str | TypedChoice | None


def differences(typed: TypedVariant, stands: TypedVariant) -> list[Differs]:
    """In what a typed form differs from what stands (rule 5)."""
    found = [
        Differs(name, getattr(typed, name), getattr(stands, name))
        for name in WORDS
        if getattr(typed, name) != getattr(stands, name)
    ]
    mine, others = _by_key(typed.choices), _by_key(stands.choices)
    for key in dict.fromkeys((*mine, *others)):
        if _said(mine.get(key)) != _said(others.get(key)):
            found.append(Differs(key, mine.get(key), others.get(key)))
    return found


def merged(typed: TypedVariant, stands: TypedVariant, kept: Iterable[str]) -> TypedVariant:
    """The typed form, in which the differences of these keys are as they stand."""
    keys = set(kept)
    words = {name: getattr(stands, name) for name in WORDS if name in keys}
    others = _by_key(stands.choices)
    choices = []
    for key, choice in _by_key(typed.choices).items():
        chosen = others.get(key) if key in keys else choice
        choices += [chosen] if chosen is not None else []
    mine = _by_key(typed.choices)
    choices += [one for key, one in others.items() if key in keys and key not in mine]
    return replace(typed, **words, choices=tuple(choices))


def _by_key(choices: Iterable[TypedChoice]) -> dict[str, TypedChoice]:
    """Choices by measure and year; of two of the same the second has a key of its own."""
    found: dict[str, TypedChoice] = {}
    for choice in choices:
        key = again = f"{choice.measure[:60]}@{choice.year[:8]}"
        while again in found:
            again = f"{again}+"
        found[again or key] = choice
    return found


def _said(choice: TypedChoice | None) -> object:
    """What a choice says, whatever knobs stand at 0."""
    if choice is None:
        return None
    knobs = {name: text for name, text in choice.knobs.items() if text.strip() not in ("", "0")}
    return choice.measure, choice.year, knobs
