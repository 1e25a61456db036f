"""A variant as plain data and back, as it stands in a TOML file, in JSON and in a database.

Rules:
1. `schema` says in which form it is written. Its own words stand under the names of the record,
   and each choice in `choices`: a measure, the values of its knobs by name, and a year.
2. Words hold no control characters; identifiers are those of the library.
3. A choice is of a measure of the catalogue, within the ends of its knobs, in a year of the
   variant; a measure is chosen once a year. What the region has no room for is told by the effects.
4. A precondition that is not met is no problem: it is flagged where the variant is shown.
5. All problems are told at once; rule 3 is held against a variant whose keys are in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.parsing import strange_text
from weerbaar.common.records import OTHER_SCHEMA
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.tables import Column
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.choosing import choice_problems
from weerbaar.measures.variants import Choice, Variant
from weerbaar.twin.reading import WRONG_TYPE, read_tables, read_values, shown

SCHEMA = 1
EARLIEST_YEAR, LATEST_YEAR = 2020, 2100
MOST_YEARS = 30
MOST_CHOICES = 100
MOST_VALUE = 1e9
"""The largest value of a knob that is read at all; its own ends are narrower."""
NEAR = 3

UNKNOWN_MEASURE = ProblemKind(
    "unknown-measure-in-variant",
    mark("{column} is “{value}”: the catalogue has no such measure."),
    mark("Perhaps you mean one of: {known}."),
)
YEAR_OUTSIDE = ProblemKind(
    "year-outside-variant",
    mark("{column} is {value}; the variant is about {low} to {high}."),
    mark("Choose a year of the variant, or let it last longer."),
)
TWICE_A_YEAR = ProblemKind(
    "measure-twice-a-year",
    mark("{column} chooses “{value}” a second time in {year}."),
    mark("Choose a measure once a year, with all its knobs."),
)
TOO_MANY_CHOICES = ProblemKind(
    "too-many-choices",
    mark("The variant has {value} choices; it may have at most {high}."),
    mark("Leave out measures, or make two variants of it."),
)
WRONG_VALUE = ProblemKind(
    "knob-not-a-number",
    mark("{column} is “{value}”."),
    mark("Give one number, 0 for without it."),
)

VARIANT_KEYS: tuple[Column, ...] = (
    Column("schema", "integer", "", "Version of this form.", low=1, high=99),
    Column("variant", "text", "", "Identifier: small letters, digits and dashes."),
    Column("name_nl", "text", "", "Name on screen, in Dutch."),
    Column("name_en", "text", "", "Name on screen, in English."),
    Column("summary_nl", "text", "", "What it is about, in Dutch.", ""),
    Column("summary_en", "text", "", "What it is about, in English.", ""),
    Column(
        "first_year",
        "integer",
        "calendar year",
        "The first year that it is about.",
        low=EARLIEST_YEAR,
        high=LATEST_YEAR,
    ),
    Column("years", "integer", "years", "How many years it is about.", low=1, high=MOST_YEARS),
)
CHOICE_KEYS: tuple[Column, ...] = (
    Column("measure", "text", "", "A measure of the catalogue."),
    Column(
        "year",
        "integer",
        "calendar year",
        "The year in which it is decided and paid.",
        low=EARLIEST_YEAR,
        high=LATEST_YEAR,
    ),
)
KNOBS = "knobs"


def variant_from_data(data: Any, file: str, catalogue: Mapping[str, Measure]) -> Variant:
    """The variant in plain data; raises Refused with every problem found.

    `file` is what a problem names as its place; "" where the data come from no file.
    """
    problems: list[Problem] = []
    if not isinstance(data, Mapping):
        params = {"expected": mark("a table"), "meaning": mark("the keys of a variant.")}
        raise Refused([Problem(WRONG_TYPE, file, None, "variant", shown(data), params)])
    top = {key: value for key, value in data.items() if key != "choices"}
    values = read_values(VARIANT_KEYS, top, file, "", problems, also=("choices",))
    if values.get("schema") not in (None, 0, SCHEMA):
        schema = {"known": SCHEMA}
        problems.append(Problem(OTHER_SCHEMA, file, None, "schema", values["schema"], schema))
    wrong = {problem.column for problem in problems}
    strange = (strange_text(values[key], file, None, key) for key in values.keys() - wrong)
    problems += [problem for problem in strange if problem is not None]
    choices = _choices(data.get("choices", []), file, problems)
    refuse_if(problems)
    del values["schema"]
    made = Variant(**values, choices=choices)
    refuse_if(form_problems(made, catalogue, file))
    return made


def variant_as_data(variant: Variant) -> dict[str, Any]:
    """The variant as plain data, as `variant_from_data` takes it; choices by year, then name."""
    ordered = sorted(variant.choices, key=lambda choice: (choice.year, choice.measure))
    words = {column.name: getattr(variant, column.name) for column in VARIANT_KEYS[1:]}
    choices = [
        {"measure": one.measure, "year": one.year, KNOBS: dict(sorted(one.knobs.items()))}
        for one in ordered
    ]
    return {"schema": SCHEMA, **words, "choices": choices}


def form_problems(
    variant: Variant, catalogue: Mapping[str, Measure], file: str = ""
) -> list[Problem]:
    """What is wrong with the choices of a variant, whatever the region (rule 3)."""
    count, params = len(variant.choices), {"high": MOST_CHOICES}
    if count > MOST_CHOICES:
        return [Problem(TOO_MANY_CHOICES, file, None, "choices", count, params)]
    problems: list[Problem] = []
    seen: set[tuple[str, int]] = set()
    for i, choice in enumerate(variant.choices):
        at = f"choices[{i + 1}]"
        problems += _measure_problems(choice, catalogue, f"{at}.measure", file)
        if not variant.first_year <= choice.year <= variant.last_year:
            ends = {"low": variant.first_year, "high": variant.last_year}
            problems.append(Problem(YEAR_OUTSIDE, file, None, f"{at}.year", choice.year, ends))
        if (choice.measure, choice.year) in seen:
            year = {"year": choice.year}
            problems.append(Problem(TWICE_A_YEAR, file, None, at, choice.measure, year))
        seen.add((choice.measure, choice.year))
        if choice.measure in catalogue:
            found = choice_problems(catalogue[choice.measure], choice.knobs)
            column = f"{at}.{KNOBS}"
            problems += [replace(problem, file=file, column=column) for problem in found]
    return problems


def _measure_problems(
    choice: Choice, catalogue: Mapping[str, Measure], at: str, file: str
) -> list[Problem]:
    if choice.measure in catalogue:
        return []
    near = get_close_matches(choice.measure, list(catalogue), NEAR, 0.3) or sorted(catalogue)
    params = {"known": ", ".join(near)}
    return [Problem(UNKNOWN_MEASURE, file, None, at, shown(choice.measure), params)]


def _choices(listed: Any, file: str, problems: list[Problem]) -> tuple[Choice, ...]:
    """The choices in a list of tables; raises Refused at once where there are too many."""
    if isinstance(listed, list | tuple) and len(listed) > MOST_CHOICES:
        params = {"high": MOST_CHOICES}
        raise Refused([Problem(TOO_MANY_CHOICES, file, None, "choices", len(listed), params)])
    if not isinstance(listed, list | tuple) or not all(isinstance(t, Mapping) for t in listed):
        read_tables(CHOICE_KEYS, listed, file, "choices", problems)
        return ()
    found = []
    for i, table in enumerate(listed):
        at = f"choices[{i + 1}]."
        own = {key: value for key, value in table.items() if key != KNOBS}
        values = read_values(CHOICE_KEYS, own, file, at, problems, also=(KNOBS,))
        knobs = _knobs(table.get(KNOBS, {}), at + KNOBS, file, problems)
        if values.keys() == {"measure", "year"}:
            found.append(Choice(values["measure"], knobs, values["year"]))
    return tuple(found)


def _knobs(given: Any, at: str, file: str, problems: list[Problem]) -> dict[str, float]:
    """The values of knobs by name, each a number that can be reckoned with."""
    if not isinstance(given, Mapping):
        params = {"expected": mark("a table"), "meaning": mark("the knobs and their values.")}
        problems.append(Problem(WRONG_TYPE, file, None, at, shown(given), params))
        return {}
    found = {}
    for name, value in given.items():
        number = _number(value)
        if number is None:
            problems.append(Problem(WRONG_VALUE, file, None, f"{at}.{shown(name)}", shown(value)))
        else:
            found[str(name)] = number
    return found


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Compared before it is a float: an integer of hundreds of digits is none. NaN lies nowhere.
    return float(value) if -MOST_VALUE <= value <= MOST_VALUE else None
