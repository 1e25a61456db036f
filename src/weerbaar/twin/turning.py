"""What somebody asks with the knobs: choices and settings as they were typed, and what they mean.

Rules:
1. A field is a knob or a setting by its name; what it holds is a number in the unit that is shown,
   where a share is a percentage. Any other name is refused.
2. A knob that stands where it stands now is no choice; a setting that is left empty is drawn, as it
   always is.
3. All that is wrong is told at once, each with its field, so that nothing that was typed is lost.
4. Only the first hours of a course are made: until a day after the last shock or load can end, and
   MOST_HOURS at most. Where a page shows that, it says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.twin.influence_words import SHARE
from weerbaar.twin.knobs import COUNTED, Knob
from weerbaar.twin.lasting import longest_h
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.scenario import Scenario

DAY_H = 24
MOST_HOURS = 336
MOST_LETTERS = 24
FINER = (1, 2, 5, 10, 20, 50, 100)
ALMOST = 1e-9

NO_NUMBER = ProblemKind(
    "not-a-number",
    mark("{name}: “{value}” is not a number."),
    mark("Give a number between {low} and {high}."),
)
TURNED_TOO_FAR = ProblemKind(
    "knob-outside",
    mark("{name}: {value} is not possible. It must lie between {low} and {high}."),
    mark("Give a number between these."),
)
NOT_WHOLE = ProblemKind(
    "not-a-whole-number",
    mark("{name}: {value} is not a whole number."),
    mark("Give a whole number between {low} and {high}."),
)
NO_FIELD = ProblemKind(
    "no-such-knob",
    mark("There is no knob “{value}” here."),
    mark("Use the knobs on this page, or begin again."),
)


@dataclass(frozen=True)
class Field:
    """A number that may be given: its ends, its step and what holds now, all as they are shown.

    `factor` is by how much what is shown is larger than what the twin counts in: 100 for a share.
    `now` is None for a setting, which is drawn.
    """

    name: str
    low: float
    high: float
    step: float
    now: float | None
    factor: float
    whole: bool

    def value(self, shown: float) -> float:
        """What the twin reckons with for a number that is shown."""
        return shown / self.factor

    def shown(self, value: float) -> str:
        """A number of the twin as it stands in the field."""
        return plain(value * self.factor)


@dataclass(frozen=True)
class Setting:
    """A parameter that may be set: its theme in two languages, its unit, ends, middle, evidence."""

    name: str
    themes: tuple[str, str]
    names: tuple[str, str]
    unit: str
    low: float
    middle: float
    high: float
    drawn: bool
    evidence: str
    source: str

    def title(self, language: Language) -> str:
        """What it is called on a screen."""
        return self.names[language.code == "en"]

    def theme(self, language: Language) -> str:
        """What it is about."""
        return self.themes[language.code == "en"]

    @property
    def is_share(self) -> bool:
        """Whether it is shown as a percentage."""
        return self.unit == SHARE and self.high <= 1


@dataclass(frozen=True)
class Turned:
    """What was asked: choices by knob, settings by parameter, and what was wrong, by field."""

    choices: Mapping[str, float]
    fixed: Mapping[str, float]
    problems: Mapping[str, Problem]

    @property
    def nothing(self) -> bool:
        """Whether all stands as it stands now."""
        return not self.choices and not self.fixed


def settings_of(library: TwinLibrary) -> list[Setting]:
    """The parameters that may be set, in the order of their table."""
    rows, found = library.parameters, []
    place = rows.positions("parameter")
    for own in library.settings:
        row = rows.row(place[str(own["parameter"])])
        low, high = (
            float(row[p] if math.isnan(own[end]) else own[end])
            for end, p in (("low", "p10"), ("high", "p90"))
        )
        found.append(
            Setting(
                name=str(own["parameter"]),
                themes=(str(own["theme_nl"]), str(own["theme_en"])),
                names=(str(row["name_nl"]), str(row["name_en"])),
                unit=str(row["unit"]),
                low=low,
                middle=float(row["p50"]),
                high=high,
                drawn=bool(row["p10"] < row["p90"]),
                evidence=str(row["evidence"]),
                source=str(row["source"]),
            )
        )
    return found


def field_of_knob(knob: Knob) -> Field:
    """The field of a knob; its step is made finer until what holds now stands on it."""
    factor = 100.0 if knob.unit == SHARE else 1.0
    low, high, step, now = (v * factor for v in (knob.low, knob.high, knob.step, knob.usual))
    fitting = [step / n for n in FINER if _on_step(now - low, step / n)]
    finer = fitting[0] if fitting else step / FINER[-1]
    return Field(knob.name, low, high, finer, now, factor, knob.unit == COUNTED)


def field_of_setting(setting: Setting) -> Field:
    """The field of a setting."""
    factor = 100.0 if setting.is_share else 1.0
    low, high = setting.low * factor, setting.high * factor
    return Field(setting.name, low, high, _round_step(high - low), None, factor, False)


def read_turned(
    typed: Mapping[str, str], knobs: Sequence[Field], settings: Sequence[Field], others: set[str]
) -> Turned:
    """What was typed, by name of a field; `others` are names that the page reads elsewhere."""
    choices: dict[str, float] = {}
    fixed: dict[str, float] = {}
    problems: dict[str, Problem] = {}
    fields = {field.name: field for field in (*knobs, *settings)}
    for name in typed:
        if name not in fields and name not in others:
            problems[name[:MOST_LETTERS]] = Problem(NO_FIELD, value=name[:MOST_LETTERS])
    for field in fields.values():
        text = typed.get(field.name, "").strip()
        found = _read(text, field) if text else field.now
        if isinstance(found, Problem):
            problems[field.name] = found
        elif found is None:
            continue
        elif field.now is None:
            fixed[field.name] = field.value(found)
        elif abs(found - field.now) > ALMOST * max(1.0, abs(field.now)):
            choices[field.name] = field.value(found)
    return Turned(choices, fixed, problems)


def named(problem: Problem, names: Mapping[str, str], field: str) -> Problem:
    """The problem with what its field is called on the screen."""
    params = {**problem.params, "name": names.get(field, field)}
    return Problem(problem.kind, value=problem.value, params=params)


def asked_pairs(turned: Turned, fields: Iterable[Field]) -> list[tuple[str, str]]:
    """What was asked as pairs of an address: only what stands otherwise than now."""
    both = {**turned.choices, **turned.fixed}
    return [(f.name, f.shown(both[f.name])) for f in fields if f.name in both]


def course_h(scenario: Scenario) -> float:
    """The hours of a course that are made (rule 4)."""
    return float(min(MOST_HOURS, math.ceil(longest_h(scenario)) + DAY_H))


def plain(value: float) -> str:
    """A number as a field of a form has it, without what rounding left."""
    return f"{round(value, 6):g}" if abs(value) < 1e5 else f"{value:.0f}"


def _read(text: str, field: Field) -> float | Problem:
    ends = {"low": plain(field.low), "high": plain(field.high), "name": field.name}
    shown = text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + "…"
    try:
        value = float(text.replace(",", ".")) if len(text) <= MOST_LETTERS else math.nan
    except ValueError:
        value = math.nan
    if math.isnan(value):
        return Problem(NO_NUMBER, value=shown, params=ends)
    least, most = field.low - ALMOST, field.high + ALMOST
    if not least <= value <= most:
        return Problem(TURNED_TOO_FAR, value=shown, params=ends)
    if field.whole and abs(value - round(value)) > ALMOST:
        return Problem(NOT_WHOLE, value=shown, params=ends)
    return min(max(value, field.low), field.high)


def _on_step(distance: float, step: float) -> bool:
    return abs(distance / step - round(distance / step)) < 1e-6


def _round_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, of which at least twenty fit between the ends."""
    power = 10.0 ** math.floor(math.log10(span / 20))
    return max(n * power for n in (1, 2, 5) if n * power <= span / 20 * (1 + ALMOST))
