"""The form in which a scenario is composed: its fields, ready for the template to show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from weerbaar.common.language import Language, mark, upper
from weerbaar.common.refusals import Problem
from weerbaar.region.region import Library, Region
from weerbaar.twin import typed
from weerbaar.twin.scenario_words import LOADS, RESTORATIONS
from weerbaar.twin.typed import PER_CENT, SHOCKS, Typed, TypedScenario, field_of
from weerbaar.twin.typed_difference import REST, WHOLE, Differs
from weerbaar.twin.wording import area_name

LABELS = {
    "name": mark("Name"),
    "summary": mark("What happens, in one or two sentences"),
    "source": mark("Where this scenario comes from"),
    "temperature_c": mark("Temperature outside, in °C"),
    "start_hour": mark("Hour of the day at which it starts"),
    "from_h": mark("From hour"),
    "duration_h": mark("Lasts, in hours"),
    "depth": mark("How much is lost, in %"),
    "amount": mark("How much comes"),
    "restoration": mark("How it comes back"),
    "what": mark("What comes"),
    "kinds": mark("What fails"),
    "municipalities": mark("In which municipalities"),
    "areas": mark("In which neighbourhoods"),
}
HELP = {
    "temperature_c": mark("Empty: as usual, any season."),
    "start_hour": mark("Empty: any hour of the day."),
    "municipalities": mark(
        "Tick whole municipalities here, or parts of them below. Nothing ticked at both: in the "
        "whole region."
    ),
    "areas": mark("These count beside the municipalities above."),
}
ENDS = {"-p10": mark("{what}: 1 in 10 is lower"), "-p90": mark("{what}: 1 in 10 is higher")}
TITLES = {SHOCKS: mark("Disruption {number}"), typed.LOADS: mark("What comes {number}")}
LONG = ("summary", "source")
PLAIN = {
    "missing-key": mark("Fill this in."),
    "shock-without-target": mark("Tick at least one thing that fails."),
    "hits-nothing": mark(
        "Nothing of this kind stands in these places. Tick other kinds or places."
    ),
    "no-shock": mark("Nothing happens yet. Add something that fails or something that comes."),
    "same-name": mark("Two parts have this name. Give each its own."),
}
"""What to do about some problems in the words of the form, where those are of the file."""
AT_KINDS = ("shock-without-target", "hits-nothing")
IN_CIRCLE = mark("Within {km} km of one place on the map.")
AT_SITES = mark("And {number} sites by name.")
NO_FIELD = mark("What this form has no field for")
A_PART = mark("The whole part")
ONE_IN_TEN = mark("{middle} (1 in 10 lower than {low}, 1 in 10 higher than {high})")
SHOWN_CHOSEN = 6
FEW = 3
"""So many parts stand open by themselves; of more, those that are new or wrong."""


@dataclass(frozen=True)
class Shown:
    """A field: its name, label, value, what may be chosen, and what is wrong with it.

    `choices` are (value, label, whether it is chosen), and `groups` the same under headings; `ends`
    are the fields of its band. `origin` says from which scenario its value is, `also` what holds
    beside it without a field.
    """

    name: str
    label: str
    value: str = ""
    sort: str = "text"
    choices: tuple[tuple[str, str, bool], ...] = ()
    faults: tuple[str, ...] = ()
    ends: tuple[Shown, ...] = ()
    help: str = ""
    groups: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...] = ()
    told: str = ""
    origin: str = ""
    also: tuple[str, ...] = ()

    @property
    def is_end(self) -> bool:
        """Whether it is the low or high end of a band, which goes with its middle."""
        return self.name.endswith(tuple(ENDS))

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.value) or any(on for _, listed in self.groups for _, _, on in listed)


@dataclass(frozen=True)
class Both:
    """One thing in which two versions differ, in words: under which part, what, both values."""

    key: str
    part: str
    label: str
    stands: str
    typed: str


@dataclass(frozen=True)
class ShownPart:
    """A shock or load: its place, its title, its fields and what travels along."""

    sort: str
    number: int
    title: str
    fields: tuple[Shown, ...]
    rest: str
    has_band: bool
    is_wrong: bool
    is_open: bool = False

    @property
    def prefix(self) -> str:
        """What its fields' names begin with."""
        return f"{self.sort}-{self.number}"


def faults_of(
    problems: Iterable[Problem], words: Language
) -> tuple[dict[str, list[str]], list[str]]:
    """What is wrong by field, and what is wrong with no field in particular, in words."""
    by_field: dict[str, list[str]] = {}
    others = []
    for problem in problems:
        name, plain = field_of(problem), PLAIN.get(problem.code)
        if problem.code in AT_KINDS:
            name = f"{name.rpartition('-')[0]}-kinds"
        line = words.text(plain) if plain else _in_words(problem, name, words)
        if name:
            by_field.setdefault(name, []).append(line)
        else:
            others.append(line)
    return by_field, others


def _in_words(problem: Problem, name: str, words: Language) -> str:
    """What is wrong and what to do, with the label of the field and as its numbers are typed."""
    field = name.rpartition("-")[2]
    label = LABELS.get(field)
    named = replace(problem, column=words.text(label)) if label else problem
    if field in PER_CENT:
        params = {key: _of_one(value) for key, value in problem.params.items()}
        named = replace(named, value=_of_one(problem.value), params=params)
    return f"{named.message(words)} {named.remedy(words)}"


def _of_one(value: object) -> object:
    """A share as per cent; what is no number as it is."""
    return 100 * value if isinstance(value, int | float) else value


@dataclass(frozen=True)
class Shelf:
    """What a form of scenarios needs to know beside what was typed.

    `choices` are what may be chosen for a field, value and label under headings; `origins` says for
    a field from which scenario its value is; `faults` what is wrong with it.
    """

    choices: Mapping[str, Mapping[str, Mapping[str, str]]]
    origins: Mapping[str, str]
    faults: Mapping[str, Sequence[str]]
    words: Language


def choices_of(
    library: Library, region: Region, words: Language
) -> dict[str, dict[str, dict[str, str]]]:
    """What may be chosen in the form, field by field, under headings."""
    owners, kinds = library.processes, library.kinds
    process = dict(zip(owners["process"], owners[f"name_{words.code}"], strict=True))
    by_process: dict[str, dict[str, str]] = {}
    names = kinds[f"name_{words.code}"]
    for kind, name, of in zip(kinds["kind"], names, kinds["process"], strict=True):
        heading = upper(str(process.get(of, of)))
        by_process.setdefault(heading, {})[str(kind)] = str(name)
    by_town: dict[str, dict[str, str]] = {}
    areas = region.areas
    for code, name, town in zip(areas["code"], areas["name"], areas["municipality"], strict=True):
        by_town.setdefault(str(town), {})[str(code)] = area_name(str(name))
    return {
        "kinds": by_process,
        "municipalities": {"": {town: town for town in sorted(by_town)}},
        "areas": dict(sorted(by_town.items())),
        "restoration": {"": {key: words.text(text) for key, text in RESTORATIONS.items()}},
        "what": {"": {key: words.text(text) for key, text in LOADS.items()}},
    }


def shown_top(scenario: TypedScenario, shelf: Shelf) -> ShownPart:
    """The fields of the scenario itself."""
    return _part("", 0, scenario.top, shelf)


def shown_parts(scenario: TypedScenario, shelf: Shelf) -> list[ShownPart]:
    """The fields of each shock and load."""
    found = [
        _part(sort, number, part, shelf)
        for sort, parts in ((SHOCKS, scenario.shocks), (typed.LOADS, scenario.loads))
        for number, part in enumerate(parts)
    ]
    few = len(found) <= FEW
    return [
        replace(part, is_open=few or part.is_wrong or not part.fields[0].value) for part in found
    ]


def shown_both(found: Iterable[Differs], shelf: Shelf) -> list[Both]:
    """Where two versions of a scenario differ, in the words of the form."""
    return [
        Both(
            key=one.key,
            part=_title(one.sort, one.number, shelf.words) if one.sort else "",
            label=shelf.words.text(
                {REST: NO_FIELD, WHOLE: A_PART}.get(one.name) or LABELS[one.name]
            ),
            stands=_told_value(one, one.stands, shelf),
            typed=_told_value(one, one.typed, shelf),
        )
        for one in found
    ]


def _told_value(one: Differs, value: Sequence[str], shelf: Shelf) -> str:
    """A value in words; a dash where nothing is filled in."""
    if one.name in shelf.choices:
        known = _flat(shelf.choices[one.name])
        return ", ".join(known.get(key, key) for key in value if key) or "–"
    if len(value) > 1 and one.name in typed.FIGURES[one.sort]:
        middle, low, high = value
        return shelf.words.text(ONE_IN_TEN, middle=middle, low=low or middle, high=high or middle)
    return ", ".join(filter(None, value)) or "–"


def _flat(groups: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {key: name for listed in groups.values() for key, name in listed.items()}


def _title(sort: str, number: int, words: Language) -> str:
    return words.text(TITLES[sort], number=number + 1)


def _part(sort: str, number: int, part: Typed, shelf: Shelf) -> ShownPart:
    prefix = f"{sort}-{number}-" if sort else ""
    places = ("kinds", "municipalities", "areas")
    order = {
        "": ("name", "summary", "source", "temperature_c", "start_hour"),
        SHOCKS: ("name", *places, "from_h", "duration_h", "depth", "restoration"),
        typed.LOADS: ("name", "what", "amount", "from_h", "duration_h"),
    }[sort]
    fields = tuple(_field(sort, prefix, name, part, shelf) for name in order)
    return ShownPart(
        sort=sort,
        number=number,
        title=_title(sort, number, shelf.words) if sort else "",
        fields=fields,
        rest=part.rest,
        has_band=any(end.value for field in fields for end in field.ends),
        is_wrong=any(field.faults for field in fields),
    )


def _field(sort: str, prefix: str, name: str, part: Typed, shelf: Shelf) -> Shown:
    words = shelf.words
    shown = Shown(
        prefix + name,
        words.text(LABELS[name]),
        value=part.texts.get(name, ""),
        faults=tuple(shelf.faults.get(prefix + name, ())),
        help=words.text(HELP[name]) if name in HELP else "",
        origin=shelf.origins.get(prefix + name, ""),
    )
    if name in typed.CHOICES[sort]:
        return _many(shown, shelf.choices[name], part.choices.get(name, ()), part, words)
    if name in shelf.choices:
        listed = _choices(_flat(shelf.choices[name]), (shown.value,))
        return replace(shown, sort="one", choices=listed)
    if name in typed.FIGURES[sort]:
        ends = tuple(
            Shown(
                prefix + name + end,
                words.text(text, what=shown.label),
                part.texts.get(name + end, ""),
                "number",
            )
            for end, text in ENDS.items()
        )
        return replace(shown, sort="number", ends=ends)
    return replace(shown, sort="long" if name in LONG else "text")


def _many(
    shown: Shown,
    groups: Mapping[str, Mapping[str, str]],
    chosen: Sequence[str],
    part: Typed,
    words: Language,
) -> Shown:
    """A field in which more than one may be ticked, under headings."""
    known = _flat(groups)
    other = {value: value for value in chosen if value and value not in known}
    listed = {**groups, **({words.text(mark("Others")): other} if other else {})}
    names = [{**known, **other}[value] for value in chosen if value]
    more = len(names) - SHOWN_CHOSEN
    told = ", ".join(names[:SHOWN_CHOSEN])
    if more > 0:
        told = words.text(mark("{names} and {number} more"), names=told, number=more)
    return replace(
        shown,
        sort="many",
        value="",
        groups=tuple((heading, _choices(one, chosen, False)) for heading, one in listed.items()),
        told=told or words.text(mark("nothing ticked")),
        also=_also(part, words) if shown.name.endswith("areas") else (),
    )


def _also(part: Typed, words: Language) -> tuple[str, ...]:
    """Where a shock hits beside the areas: a circle, sites by name; they have no field."""
    try:
        held = json.loads(part.rest)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(held, dict):
        return ()
    circle, sites = held.get("circle"), held.get("sites")
    told = []
    if isinstance(circle, dict) and isinstance(circle.get("km"), int | float):
        told.append(words.text(IN_CIRCLE, km=words.figure(circle["km"])))
    if isinstance(sites, list) and sites:
        told.append(words.text(AT_SITES, number=len(sites)))
    return tuple(told)


def _choices(
    known: Mapping[str, str], chosen: Sequence[str], keep: bool = True
) -> tuple[tuple[str, str, bool], ...]:
    """What may be chosen; with `keep` what is chosen already stays, also where it is unknown."""
    kept = {value: value for value in chosen if value and value not in known} if keep else {}
    return tuple((value, name, value in chosen) for value, name in {**known, **kept}.items())
