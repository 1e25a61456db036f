"""The form in which a scenario is composed: its fields, ready for the template to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem
from weerbaar.region.region import Library
from weerbaar.twin import typed
from weerbaar.twin.scenario_words import LOADS, RESTORATIONS
from weerbaar.twin.typed import SHOCKS, Typed, TypedScenario, field_of

LABELS = {
    "name": mark("Name"),
    "summary": mark("What happens, in one or two sentences"),
    "source": mark("Where this scenario comes from"),
    "temperature_c": mark("Temperature outside, in °C"),
    "start_hour": mark("Hour of the day at which it starts"),
    "from_h": mark("From hour"),
    "duration_h": mark("Lasts, in hours"),
    "depth": mark("How much is lost, from 0 to 1"),
    "amount": mark("How much comes"),
    "restoration": mark("How it comes back"),
    "what": mark("What comes"),
    "kinds": mark("What fails"),
    "municipalities": mark("In which municipalities"),
}
HELP = {
    "kinds": mark("Hold Ctrl to choose more than one."),
    "temperature_c": mark("Empty: as usual, any season."),
    "start_hour": mark("Empty: any hour of the day."),
    "municipalities": mark("None chosen: in the whole region, unless it names areas."),
}
ENDS = {"-p10": mark("{what}: 1 in 10 is lower"), "-p90": mark("{what}: 1 in 10 is higher")}
TITLES = {SHOCKS: mark("Disruption {number}"), typed.LOADS: mark("What comes {number}")}
LONG = ("summary", "source")
FEW = 3
"""So many parts stand open by themselves; of more, those that are new or wrong."""


@dataclass(frozen=True)
class Shown:
    """A field: its name, label, value, what may be chosen, and what is wrong with it.

    `choices` are (value, label, whether it is chosen); `ends` the fields of its band.
    """

    name: str
    label: str
    value: str = ""
    sort: str = "text"
    choices: tuple[tuple[str, str, bool], ...] = ()
    faults: tuple[str, ...] = ()
    ends: tuple[Shown, ...] = ()
    help: str = ""


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
        name = field_of(problem)
        label = LABELS.get(name.rpartition("-")[2])
        named = replace(problem, column=words.text(label)) if label else problem
        line = f"{named.message(words)} {named.remedy(words)}"
        if name:
            by_field.setdefault(name, []).append(line)
        else:
            others.append(line)
    return by_field, others


def shown_top(
    scenario: TypedScenario, faults: Mapping[str, Sequence[str]], words: Language
) -> ShownPart:
    """The fields of the scenario itself."""
    return _part("", 0, scenario.top, faults, {}, words)


def shown_parts(
    scenario: TypedScenario,
    faults: Mapping[str, Sequence[str]],
    library: Library,
    municipalities: Sequence[str],
    words: Language,
) -> list[ShownPart]:
    """The fields of each shock and load."""
    kinds = library.kinds
    names = kinds[f"name_{words.code}"]
    known = {str(kind): str(name) for kind, name in zip(kinds["kind"], names, strict=True)}
    choices = {
        "kinds": dict(sorted(known.items(), key=lambda pair: pair[1])),
        "municipalities": {name: name for name in municipalities},
        "restoration": {key: words.text(text) for key, text in RESTORATIONS.items()},
        "what": {key: words.text(text) for key, text in LOADS.items()},
    }
    found = [
        _part(sort, number, part, faults, choices, words)
        for sort, parts in ((SHOCKS, scenario.shocks), (typed.LOADS, scenario.loads))
        for number, part in enumerate(parts)
    ]
    few = len(found) <= FEW
    return [
        replace(part, is_open=few or part.is_wrong or not part.fields[0].value) for part in found
    ]


def _part(
    sort: str,
    number: int,
    part: Typed,
    faults: Mapping[str, Sequence[str]],
    choices: Mapping[str, Mapping[str, str]],
    words: Language,
) -> ShownPart:
    prefix = f"{sort}-{number}-" if sort else ""
    order = {
        "": ("name", "summary", "source", "temperature_c", "start_hour"),
        SHOCKS: ("name", "kinds", "municipalities", "from_h", "duration_h", "depth", "restoration"),
        typed.LOADS: ("name", "what", "amount", "from_h", "duration_h"),
    }[sort]
    fields = tuple(_field(sort, prefix, name, part, faults, choices, words) for name in order)
    return ShownPart(
        sort=sort,
        number=number,
        title=words.text(TITLES[sort], number=number + 1) if sort else "",
        fields=fields,
        rest=part.rest,
        has_band=any(end.value for field in fields for end in field.ends),
        is_wrong=any(field.faults for field in fields),
    )


def _field(
    sort: str,
    prefix: str,
    name: str,
    part: Typed,
    faults: Mapping[str, Sequence[str]],
    choices: Mapping[str, Mapping[str, str]],
    words: Language,
) -> Shown:
    label = words.text(LABELS[name])
    wrong = tuple(faults.get(prefix + name, ()))
    told = words.text(HELP[name]) if name in HELP else ""
    if name in typed.CHOICES[sort]:
        chosen = part.choices.get(name, ())
        listed = _choices(choices[name], chosen)
        return Shown(prefix + name, label, "", "many", listed, wrong, help=told)
    value = part.texts.get(name, "")
    if name in choices:
        listed = _choices(choices[name], (value,))
        return Shown(prefix + name, label, value, "one", listed, wrong)
    if name in typed.FIGURES[sort]:
        ends = tuple(
            Shown(
                prefix + name + end,
                words.text(text, what=label),
                part.texts.get(name + end, ""),
                "number",
            )
            for end, text in ENDS.items()
        )
        return Shown(prefix + name, label, value, "number", (), wrong, ends, told)
    return Shown(prefix + name, label, value, "long" if name in LONG else "text", (), wrong)


def _choices(known: Mapping[str, str], chosen: Sequence[str]) -> tuple[tuple[str, str, bool], ...]:
    """What may be chosen; what is chosen already stays, also where it is not known here."""
    listed = {**known, **{value: value for value in chosen if value and value not in known}}
    return tuple((value, name, value in chosen) for value, name in listed.items())
