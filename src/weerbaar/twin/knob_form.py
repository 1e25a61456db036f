"""The form of the knobs in words: of each what it is, how it stands now, and what was typed.

What the numbers mean and which are possible says `turning`; here they are only told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark, upper
from weerbaar.common.refusals import Problem
from weerbaar.twin.influence_words import UNIT_WORDS, evidence_in_words
from weerbaar.twin.knob_words import usual_in_words
from weerbaar.twin.knobs import COUNTED, Knob, knobs_of
from weerbaar.twin.turning import (
    Field,
    Setting,
    Turned,
    field_of_knob,
    field_of_setting,
    named,
    plain,
    settings_of,
)
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import FIXED_SPACE, exact_number


@dataclass(frozen=True)
class Row:
    """A knob or setting on the form: its field, its words, what stands in it and what is wrong."""

    field: Field
    title: str
    unit: str
    now: str
    help: str
    evidence: str
    shown: str
    fault: str
    theme: str = ""

    @property
    def slider(self) -> str:
        """Where the slider stands: what was typed where it can, else what holds now."""
        try:
            value = float(self.shown.replace(",", "."))
        except ValueError:
            value = self.field.low
        return plain(min(max(value, self.field.low), self.field.high))

    low = property(lambda self: plain(self.field.low))
    high = property(lambda self: plain(self.field.high))
    step = property(lambda self: plain(self.field.step))


@dataclass(frozen=True)
class Form:
    """What the form is about: the knobs of a twin, what was typed, and what that means."""

    twin: Twin
    typed: Mapping[str, str]
    turned: Turned


def fields_of(twin: Twin) -> tuple[list[Field], list[Field]]:
    """The fields of the knobs of a twin, and those of its settings."""
    knobs = [field_of_knob(knob) for knob in knobs_of(twin)]
    return knobs, [field_of_setting(setting) for setting in settings_of(twin.library)]


def names_of(twin: Twin, language: Language) -> dict[str, str]:
    """What each knob and setting is called."""
    found = {knob.name: upper(knob.title(language)) for knob in knobs_of(twin)}
    return found | {s.name: upper(s.title(language)) for s in settings_of(twin.library)}


def told_problems(form: Form, language: Language) -> list[Problem]:
    """All that is wrong with what was typed, each with the name of its knob or setting."""
    names = names_of(form.twin, language)
    return [named(problem, names, field) for field, problem in form.turned.problems.items()]


def knob_rows(form: Form, language: Language) -> list[Row]:
    """The knobs, as choices that a council knows."""
    return [_knob_row(form, knob, language) for knob in knobs_of(form.twin)]


def setting_rows(form: Form, language: Language) -> list[Row]:
    """The settings: the technical parameters."""
    return [_setting_row(form, one, language) for one in settings_of(form.twin.library)]


def common_evidence(rows: Sequence[Row]) -> str:
    """On what most of the rows rest, so that it is told once; "" where no two rest on the same."""
    (words, times), *_ = [*Counter(row.evidence for row in rows).most_common(1), ("", 0)]
    return words if times > 1 else ""


def by_theme(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by their theme, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.theme, []).append(row)
    return list(found.items())


def uses_settings(form: Form) -> bool:
    """Whether a setting was given, or tried."""
    names = {setting.name for setting in settings_of(form.twin.library)}
    return bool(form.turned.fixed) or bool(names & form.turned.problems.keys())


def chosen_in_words(form: Form, language: Language) -> list[str]:
    """What was chosen, for who reads it on paper."""
    used = {**form.turned.choices, **form.turned.fixed}
    return [
        f"{row.title}: {row.field.shown(used[row.field.name])} {row.unit} ({row.now})"
        for row in (*knob_rows(form, language), *setting_rows(form, language))
        if row.field.name in used
    ]


def _knob_row(form: Form, knob: Knob, language: Language) -> Row:
    field = field_of_knob(knob)
    return Row(
        field=field,
        title=upper(knob.title(language)),
        unit=_unit_of(knob.unit, field, language),
        now=language.text(mark("now: {amount}"), amount=usual_in_words(knob, language)),
        help=str(knob.row[f"help_{language.code}"]),
        evidence=evidence_in_words(str(knob.row["evidence"]), language),
        shown=form.typed.get(knob.name, "") or field.shown(knob.usual),
        fault=_fault(form, knob.name, language),
    )


def _setting_row(form: Form, setting: Setting, language: Language) -> Row:
    field, evidence = field_of_setting(setting), evidence_in_words(setting.evidence, language)
    return Row(
        field=field,
        title=upper(setting.title(language)),
        unit="%" if field.factor == 100 else _unit_of(setting.unit, field, language),
        now=_now(setting, field, language),
        help="",
        evidence=f"{evidence} ({setting.source})" if setting.source else evidence,
        shown=form.typed.get(setting.name, ""),
        fault=_fault(form, setting.name, language),
        theme=setting.theme(language),
    )


def _now(setting: Setting, field: Field, language: Language) -> str:
    """What holds where a setting is not given: one figure, or a band from which it is drawn."""
    low, middle, high = (
        _amount(value, field, setting.unit, language)
        for value in (setting.low, setting.middle, setting.high)
    )
    if not setting.drawn:
        return language.text(mark("now: {amount}"), amount=middle)
    told = mark("now: differs by course, mostly between {low} and {high}")
    return language.text(told, low=low, high=high)


def _unit_of(unit: str, field: Field, language: Language) -> str:
    """The unit behind a number; of a count out of so many."""
    if unit == COUNTED:
        return language.text(mark("of {number}"), number=language.number(field.high))
    if field.factor == 100:
        return "%"
    told = language.text(UNIT_WORDS.get(unit, "{number} " + unit), number="")
    return told.strip()


def _amount(value: float, field: Field, unit: str, language: Language) -> str:
    if field.factor == 100:
        return f"{exact_number(100 * value, language)}{FIXED_SPACE}%"
    number = exact_number(value, language)
    return language.text(UNIT_WORDS.get(unit, "{number} " + unit), number=number)


def _fault(form: Form, name: str, language: Language) -> str:
    problem = form.turned.problems.get(name)
    if problem is None:
        return ""
    told = named(problem, names_of(form.twin, language), name)
    return f"{told.message(language)} {told.remedy(language)}"
