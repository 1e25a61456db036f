"""Composes one scenario of several that overlap, each from its own hour.

Rules:
1. Every shock and load of a part is there, later by the offset of that part; what belongs to an
   element that is left out is not. (A drawn start is cut off at hour 0 before, and not after, it is
   shifted: the earliest tenth of its draws may lie a little earlier.)
2. A name that stands in one part only stays as it is, so that its figures are drawn as in that
   part alone; one that stands in more gets the name of its scenario before it. Where in a Weibull
   tail a site comes back is drawn by the site, whatever the name.
3. Shocks and loads stand in the order in which they begin, then by name: the order of the parts
   does not change a run.
4. A setting, such as the temperature, comes from the first part that differs from the default.
   Where another part differs otherwise, a note says so, and `take` chooses. Hours of a setting
   shift with their part. Planned sites and tags of all parts count; recovery is the longest.
5. Sources and evidence of all parts are joined. One part from hour 0 of which nothing is left out
   is that scenario itself.
6. Parts have durations of different sorts, so that a composed scenario has no second duration.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import REQUIRED
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.reading import ID_LENGTH, LONG_TEXTS, Figure, read_values
from weerbaar.twin.scenario import KEYS, MAX_HOURS, Load, Scenario, Shock
from weerbaar.twin.writing import content_of

NO_SETTING = ProblemKind(
    "no-such-setting",
    mark("“{value}” is no setting that can be taken from one scenario."),
    mark("Use one of: {known}."),
)
NOT_A_PART = ProblemKind(
    "not-a-part",
    mark("“{value}” is none of the scenarios that are composed."),
    mark("Use one of: {known}."),
)
OFFSET_OUTSIDE = ProblemKind(
    "offset-outside",
    mark("{value} is no hour at which a scenario can begin."),
    mark("Write NAME@HOURS with 0 to {high} hours, such as pandemie@48."),
)
NO_ELEMENT = ProblemKind(
    "no-such-element",
    mark("There is no element {value}."),
    mark("Give a number from 1 to {high}."),
)

SETTINGS = tuple(
    column.name
    for column in KEYS
    if column.default is not REQUIRED
    and column.name not in ("extent", "context_nl", "context_en", "planned_sites", "recovery_h")
    and column.name not in ("pillars", "interests", "objectives", "second_duration_h")
)
"""Keys of which a scenario has one value, so that one part must go first."""
HOURS_FROM_START = ("voucher_from_h", "defence_from_h")
ELEMENTS = 7

Hit = TypeVar("Hit", Shock, Load)


@dataclass(frozen=True)
class Part:
    """A scenario, and at which hour of the composed one it begins."""

    scenario: Scenario
    offset_h: float = 0.0


@dataclass(frozen=True)
class Note:
    """Something that a person should know of how the parts were brought together."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def say(self, words: Language) -> str:
        """The note in a language."""
        return words.text(self.text, **self.params)


@dataclass(frozen=True)
class Composed:
    """The scenario, with notes on what was chosen."""

    scenario: Scenario
    notes: tuple[Note, ...]


def compose(
    parts: Sequence[Part],
    names: Mapping[str, Any] | None = None,
    left_out: Collection[int] = (),
    take: Mapping[str, str] | None = None,
) -> Composed:
    """One scenario of the parts; raises Refused where it cannot be, or lasts too long.

    `names` may give `scenario`, `name_nl` and `name_en`; `take` says of a setting which scenario,
    by its identifier, gives it.
    """
    names, take = names or {}, take or {}
    refuse_if(_problems(parts, left_out, take))
    unknown = sorted(set(left_out) - _elements(parts))
    left_out = sorted(set(left_out) & _elements(parts))
    if len(parts) == 1 and not (parts[0].offset_h or left_out or names):
        return Composed(parts[0].scenario, tuple(_not_there(unknown)))
    notes = _not_there(unknown)
    settings = _settings(parts, take, notes)
    scenario = replace(
        parts[0].scenario,
        **_texts(parts, left_out),
        **settings,
        shocks=_gathered(parts, "shocks", left_out),
        loads=_gathered(parts, "loads", left_out),
        planned_sites=_union(part.scenario.planned_sites for part in parts),
        recovery_h=max(part.scenario.recovery_h for part in parts),
        second_duration_h=parts[0].scenario.second_duration_h if len(parts) == 1 else 0.0,
    )
    scenario = replace(scenario, **names)
    return Composed(parse_scenario(content_of(scenario), scenario.scenario), tuple(notes))


def _not_there(numbers: Iterable[int]) -> list[Note]:
    """A note for each element that was to be left out and is not there."""
    text = mark("Element {number} has no shock and no load here.")
    return [Note(text, {"number": number}) for number in numbers]


def _problems(
    parts: Sequence[Part], left_out: Iterable[int], take: Mapping[str, str]
) -> list[Problem]:
    problems = [
        Problem(OFFSET_OUTSIDE, value=f"{part.offset_h:g}", params={"high": MAX_HOURS})
        for part in parts
        if not 0.0 <= part.offset_h <= MAX_HOURS
    ]
    problems += [
        Problem(NO_ELEMENT, value=number, params={"high": ELEMENTS})
        for number in left_out
        if not 1 <= number <= ELEMENTS
    ]
    settings = {"known": ", ".join(SETTINGS)}
    problems += [
        Problem(NO_SETTING, value=key, params=settings) for key in take if key not in SETTINGS
    ]
    known = [part.scenario.scenario for part in parts]
    names = {"known": ", ".join(known)}
    problems += [
        Problem(NOT_A_PART, column=f"--take {key}", value=name, params=names)
        for key, name in take.items()
        if name not in known
    ]
    return problems


def _elements(parts: Iterable[Part]) -> set[int]:
    shocks = {shock.element for part in parts for shock in part.scenario.shocks}
    return shocks | {load.element for part in parts for load in part.scenario.loads}


def _gathered(parts: Sequence[Part], name: str, left_out: Collection[int]) -> tuple[Any, ...]:
    """The shocks or loads of all parts, shifted, under names of their own."""
    found = [(part, hit) for part in parts for hit in getattr(part.scenario, name)]
    taken = Counter(hit.name for _, hit in found)
    made = [
        _later(hit, part.offset_h, _prefix(part, parts) if taken[hit.name] > 1 else "")
        for part, hit in found
        if hit.element not in left_out
    ]
    if len(parts) == 1:
        return tuple(made)
    return tuple(sorted(made, key=lambda hit: (hit.from_h.p50, hit.name)))


def _prefix(part: Part, parts: Iterable[Part]) -> str:
    """What stands before a name of this part: its scenario, and its hour if it is there twice."""
    name = part.scenario.scenario
    times = sum(other.scenario.scenario == name for other in parts)
    return f"{name}: " if times == 1 else f"{name}@{part.offset_h:g}: "


def _later(hit: Hit, hours: float, prefix: str) -> Hit:
    start = hit.from_h
    start = Figure(start.p10 + hours, start.p50 + hours, start.p90 + hours)
    return replace(hit, name=prefix + hit.name, from_h=start)


def _settings(parts: Sequence[Part], take: Mapping[str, str], notes: list[Note]) -> dict[str, Any]:
    """The value of each setting; notes are added to the list given."""
    columns = [column for column in KEYS if column.name in SETTINGS]
    default = read_values(columns, {}, "", "", [])
    settings = {}
    for key in SETTINGS:
        usual = default[key]
        found = [(part.scenario.scenario, _setting(part, key, usual, notes)) for part in parts]
        if key in take:
            settings[key] = next(value for name, value in found if name == take[key])
            continue
        own = [(name, value) for name, value in found if value != usual]
        chosen, settings[key] = own[0] if own else ("", usual)
        notes += [
            _conflict(key, chosen, settings[key], name, other)
            for name, other in own
            if other != settings[key]
        ]
    return settings


def _conflict(key: str, chosen: str, value: object, name: str, other: object) -> Note:
    text = mark(
        "{key} is {value} in {chosen} and {other} in {name}: the first is kept. To choose the "
        "other: --take {key}={name}."
    )
    shown = {"value": _in_short(value), "other": _in_short(other)}
    return Note(text, {"key": key, "chosen": chosen, "name": name, **shown})


def _in_short(value: object) -> str:
    if isinstance(value, Figure):
        parts = (value.p50,) if value.fixed else (value.p10, value.p50, value.p90)
        return " / ".join(f"{part:g}" for part in parts)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _setting(part: Part, key: str, default: Any, notes: list[Note]) -> Any:
    """The value of a setting in a part, counted from the start of the composed scenario."""
    value = getattr(part.scenario, key)
    if value == default or not part.offset_h:
        return value
    if key in HOURS_FROM_START:
        return value + part.offset_h
    if key != "start_hour":
        return value
    earlier = part.offset_h % 24.0
    moved = [hour - earlier for hour in (value.p10, value.p50, value.p90)]
    if moved[2] < 0.0:
        moved = [hour + 24.0 for hour in moved]
    if moved[0] >= 0.0:
        return Figure(*moved)
    text = mark("The hour of day at which {name} begins is not kept: it would pass midnight.")
    notes.append(Note(text, {"name": part.scenario.scenario}))
    return default


def _texts(parts: Sequence[Part], left_out: Collection[int]) -> dict[str, Any]:
    """Identifier, names, summaries, sources and tags of all parts together."""
    every = [part.scenario for part in parts]
    without = sorted(set(left_out))
    name = "-".join([scenario.scenario for scenario in every] + [f"min-{n}" for n in without])
    numbers = ", ".join(str(number) for number in without)
    less_nl = f" (zonder element {numbers})" if without else ""
    less_en = f" (without element {numbers})" if without else ""
    texts = {
        "scenario": name[:ID_LENGTH].rstrip("-"),
        "name_nl": " + ".join(scenario.name_nl for scenario in every) + less_nl,
        "name_en": " + ".join(scenario.name_en for scenario in every) + less_en,
        "summary_nl": _summary(parts, "nl", "Vanaf uur"),
        "summary_en": _summary(parts, "en", "From hour"),
        "context_nl": _joined((scenario.context_nl for scenario in every), " "),
        "context_en": _joined((scenario.context_en for scenario in every), " "),
        "source": _joined((scenario.source for scenario in every), "; "),
        "extent": _joined((scenario.extent for scenario in every), "; "),
        "evidence": _joined((c for scenario in every for c in scenario.evidence.split()), " "),
    }
    tags = {
        "pillars": _union(scenario.pillars for scenario in every),
        "interests": _union(scenario.interests for scenario in every),
        "objectives": _union(scenario.objectives for scenario in every),
    }
    return texts | (tags if len(parts) > 1 else {})


def _summary(parts: Sequence[Part], language: str, from_hour: str) -> str:
    """What happens in each part; where that is too long, what it is called."""
    starts = [f"{from_hour} {part.offset_h:g}: " if part.offset_h else "" for part in parts]
    told = [part.scenario.summary(language) for part in parts]
    summary = " ".join(start + text for start, text in zip(starts, told, strict=True))
    if len(summary) <= LONG_TEXTS["summary_nl"]:
        return summary
    told = [part.scenario.name(language) for part in parts]
    return ". ".join(start + text for start, text in zip(starts, told, strict=True)) + "."


def _joined(texts: Iterable[str], between: str) -> str:
    return between.join(dict.fromkeys(text for text in texts if text))


def _union(lists: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(sorted({item for own in lists for item in own}))
