"""A measure out of the content of its file, with every problem in it at once.

The rules that it holds against a measure are those of `catalogue`; they are held against parts of
which the keys are in order by themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.records import OTHER_SCHEMA
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.measures.catalogue import (
    COST_KEYS,
    EFFECT_KEYS,
    KNOB_KEYS,
    MEASURE_KEYS,
    ON_SITES,
    PARTS,
    PER,
    RIGHTS_KEYS,
    SCHEMA,
    SITE,
    UPTAKE_KEYS,
    Cost,
    Effect,
    Measure,
    MeasureKnob,
    Rights,
    Uptake,
)
from weerbaar.region.region import Library
from weerbaar.twin.levers import AGREE, EQUIP, ON_PARAMETERS, OPEN, RESOURCE, STOCK
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.reading import MISSING_KEY, read_tables, read_values
from weerbaar.twin.taxonomy import check_tags

NOT_ITS_KNOB = ProblemKind(
    "not-its-knob",
    mark("{column} names the knob “{value}”, which this measure does not have."),
    mark("Use one of: {known}."),
)
NOT_IN_TWIN = ProblemKind(
    "not-in-the-twin",
    mark("{column} is “{value}”, which the model does not have."),
    mark("Use one of: {known}."),
)
NO_UNIT_OF_COST = ProblemKind(
    "no-unit-of-cost",
    mark("{column} is “{value}”: that is nothing to count by."),
    mark("Use one of: {known}, or site: and a kind of site."),
)
NOTHING_COMPUTED = ProblemKind(
    "nothing-computed",
    mark("{value} is said to be computed, but has no {column}."),
    mark("Add it with its source, or say that it is not computed and what is lacking."),
)
NOT_COMPUTED_BUT = ProblemKind(
    "not-computed-but-has-effects",
    mark("{value} is said not to be computed, but has effects."),
    mark("Leave them out, or say that it is computed."),
)
NO_WORD_OF_LACK = ProblemKind(
    "no-word-of-what-is-lacking",
    mark("{value} is not computed and does not say what is lacking."),
    mark("Say in lacking_nl and lacking_en which study or figure would change that."),
)
SAME_KNOB = ProblemKind(
    "same-knob",
    mark("Two knobs are called “{value}”."),
    mark("Give each knob its own name."),
)
NOT_PLANNED = ProblemKind(
    "not-planned-kind",
    mark("{column} is “{value}”, of which no sites are planned: none can be opened."),
    mark("Use one of: {known}."),
)
NOT_OPENED_THERE = ProblemKind(
    "not-opened-there",
    mark("{column} is “{value}”, but this measure opens nothing there."),
    mark("Add an effect that opens {of} there, with the same knob."),
)
LACKS_KEY = ProblemKind(
    "lever-lacks-key",
    mark("{column} is “{value}”, and then {key} must be given."),
    mark("Add {key}."),
)


def parse_measure(
    data: Mapping[str, Any], file: str, region: Library, twin: TwinLibrary
) -> Measure:
    """The measure in the content of a TOML file; raises Refused with every problem found."""
    problems: list[Problem] = []
    top = {key: value for key, value in data.items() if key not in PARTS}
    values = read_values(MEASURE_KEYS, top, file, "", problems, also=PARTS)
    if values.get("schema") not in (None, 0, SCHEMA):
        params = {"known": SCHEMA}
        problems.append(Problem(OTHER_SCHEMA, file, None, "schema", values["schema"], params))
    rights = read_values(RIGHTS_KEYS, _table(data, "rights"), file, "rights.", problems)
    uptake = (
        read_values(UPTAKE_KEYS, _table(data, "uptake"), file, "uptake.", problems)
        if "uptake" in data
        else None
    )
    parts = {
        name: read_tables(keys, data.get(name, ()), file, name, problems)
        for name, keys in (("knobs", KNOB_KEYS), ("costs", COST_KEYS), ("effects", EFFECT_KEYS))
    }
    told = [(values, "lead_source", ""), *([(uptake, "source", "uptake.")] if uptake else [])]
    for name in ("costs", "effects"):
        told += [(row, "source", f"{name}[{i + 1}].") for i, row in enumerate(parts[name])]
    problems += [p for row, key, at in told for p in _tell_source(row, key, at, file)]
    refuse_if(problems)
    del values["schema"]
    made = Measure(
        **values,
        rights=Rights(**rights),
        knobs=tuple(MeasureKnob(**row) for row in parts["knobs"]),
        costs=tuple(Cost(**row) for row in parts["costs"]),
        effects=tuple(Effect(**row) for row in parts["effects"]),
        uptake=Uptake(**uptake) if uptake is not None else None,
    )
    tags = {"pillars": made.pillars}
    refuse_if(
        [
            *check_tags(tags, twin.taxonomy, file),
            *_state_problems(made, file),
            *_knob_problems(made, file),
            *_cost_problems(made, file, region),
            *_effect_problems(made, file, region, twin),
        ]
    )
    return made


def _tell_source(row: dict[str, Any], key: str, at: str, file: str) -> list[Problem]:
    """Puts a title in both languages, where the source is not told in each."""
    title = row.pop(key, "")
    for code in ("nl", "en"):
        row[f"{key}_{code}"] = row.get(f"{key}_{code}") or title
    if all(row[f"{key}_{code}"] for code in ("nl", "en")):
        return []
    params = {"meaning": mark("where it comes from, as a title or in both languages.")}
    return [Problem(MISSING_KEY, file, column=at + key, params=params)]


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    given = data.get(name, {})
    return given if isinstance(given, Mapping) else {}


def _state_problems(made: Measure, file: str) -> list[Problem]:
    """What is wrong between what a measure says of itself and what it has (rule 2)."""
    if not made.is_computed:
        problems = [Problem(NOT_COMPUTED_BUT, file, value=made.measure)] if made.effects else []
        if not (made.lacking_nl and made.lacking_en):
            problems.append(Problem(NO_WORD_OF_LACK, file, value=made.measure))
        return problems
    parts = {"knobs": made.knobs, "costs": made.costs, "effects": made.effects}
    return [
        Problem(NOTHING_COMPUTED, file, column=name, value=made.measure)
        for name, rows in parts.items()
        if not rows
    ]


def _knob_problems(made: Measure, file: str) -> list[Problem]:
    """Knobs that are called alike, and names of knobs that are none of its own (rule 3)."""
    known = [knob.knob for knob in made.knobs]
    params = {"known": ", ".join(known) or "-"}
    problems = [
        Problem(SAME_KNOB, file, column=f"knobs[{i + 1}].knob", value=name)
        for i, name in enumerate(known)
        if name in known[:i]
    ]
    named = [(f"costs[{i + 1}].knob", cost.knob) for i, cost in enumerate(made.costs)]
    for other in ("times_knob", "state_knob", "municipality_knob"):
        named += [(f"costs[{i + 1}].{other}", getattr(c, other)) for i, c in enumerate(made.costs)]
    named = [(at, name) for at, name in named if name]
    named += [(f"effects[{i + 1}].knob", effect.knob) for i, effect in enumerate(made.effects)]
    return problems + [
        Problem(NOT_ITS_KNOB, file, column=at, value=name, params=params)
        for at, name in named
        if name not in known
    ]


def _cost_problems(made: Measure, file: str, region: Library) -> list[Problem]:
    kinds = {str(kind) for kind in region.kinds["kind"]}
    params = {"known": ", ".join(PER)}
    return [
        Problem(NO_UNIT_OF_COST, file, column=f"costs[{i + 1}].per", value=cost.per, params=params)
        for i, cost in enumerate(made.costs)
        if cost.per not in PER and cost.per.removeprefix(SITE) not in kinds
    ]


def _effect_problems(made: Measure, file: str, region: Library, twin: TwinLibrary) -> list[Problem]:
    """Effects on what the twin does not have, and levers that lack what they need (rule 4)."""
    problems = []
    inputs = {str(name) for name in region.dependencies["input"]}
    for i, effect in enumerate(made.effects):
        at = f"effects[{i + 1}]"
        problems += _unknown(effect.of, _known_to(effect.lever, region, twin), f"{at}.of", file)
        if effect.lever in (EQUIP, AGREE):
            problems += _unknown(effect.input, inputs, f"{at}.input", file)
        problems += _place_problems(made, effect, at, file, region)
        for lever, key, given in (
            (EQUIP, "hours", effect.hours.p10),
            (STOCK, "at_least", effect.at_least),
        ):
            if effect.lever == lever and not given:
                params = {"key": key}
                problems.append(Problem(LACKS_KEY, file, None, f"{at}.lever", lever, params))
    return problems


def _place_problems(
    made: Measure, effect: Effect, at: str, file: str, region: Library
) -> list[Problem]:
    """Kinds that cannot be opened, and places where nothing is opened (rule 4)."""
    kinds = region.kinds
    planned = sorted(str(kind) for kind in kinds["kind"][kinds["planned"]])
    if effect.lever == OPEN and effect.of not in planned:
        params = {"known": ", ".join(planned)}
        return [Problem(NOT_PLANNED, file, None, f"{at}.of", effect.of, params)]
    if not effect.at:
        return []
    opened = {(other.of, other.at, other.knob) for other in made.effects if other.lever == OPEN}
    there = {(at, knob) for _, at, knob in opened}
    own = (effect.of, effect.at, effect.knob) in opened or effect.of == effect.at
    if not own or (effect.at, effect.knob) not in there:
        params = {"of": effect.of}
        return [Problem(NOT_OPENED_THERE, file, None, f"{at}.at", effect.at, params)]
    hosts = {str(kind) for kind in kinds["kind"][~kinds["planned"]]}
    return _unknown(effect.at, hosts, f"{at}.at", file)


def _known_to(lever: str, region: Library, twin: TwinLibrary) -> Collection[str]:
    """What a lever may act on."""
    if lever in ON_SITES:
        return {str(kind) for kind in region.kinds["kind"]}
    if lever in ON_PARAMETERS:
        return {str(name) for name in twin.parameters["parameter"]}
    if lever == RESOURCE:
        return {str(name) for name in twin.resources["resource"]}
    return {str(name) for name in twin.stocks["stock"]}


def _unknown(name: str, known: Collection[str], at: str, file: str) -> list[Problem]:
    if name in known:
        return []
    params = {"known": ", ".join(sorted(known))}
    return [Problem(NOT_IN_TWIN, file, column=at, value=name, params=params)]
