"""A scenario in words: what happens when, and each figure beside where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark, upper
from weerbaar.common.tables import Column, Rows
from weerbaar.drawing.timeline import Span
from weerbaar.region.region import Library, Region
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.reading import Circle, Figure
from weerbaar.twin.scenario import KEYS, Load, Scenario, Shock
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.wording import area_name, exact_number, span_in_words

TAGS = ("pillars", "interests", "objectives")
WORDS = ("schema", "scenario", "name_nl", "name_en", "summary_nl", "summary_en", "source")
NOT_TOLD = (*WORDS, "evidence", "extent", "context_nl", "context_en", *TAGS)
"""Keys that stand elsewhere on the page than among the figures."""
COLD_C, WARM_C = 12.0, 15.0
OF_SCENARIO = mark("the scenario")

LOADS = {
    "rain": mark("rain, in millimetres an hour"),
    "arrivals": mark("people who come, a day"),
    "casualties": mark("wounded people, a day"),
    "sick": mark("patients a day for each 100,000 inhabitants"),
    "convoys": mark("vehicles in convoys, a day"),
    "absence": mark("staff that is absent, as a share"),
    "school_closure": mark("schools that close, as a share"),
    "military_fuel": mark("fuel for armed forces, in litres a day"),
}
RESTORATIONS = {
    "together": mark("all at once"),
    "weibull": mark("one by one, around that time"),
    "crews": mark("as crews mend it, which begin after that time"),
}


@dataclass(frozen=True)
class Told:
    """A figure: what it means, what it is, and where it comes from."""

    meaning: str
    value: str
    source: str


@dataclass(frozen=True)
class Happening:
    """A shock or load in words: its name, and pairs of what and how much."""

    name: str
    pairs: tuple[tuple[str, str], ...]


def spans_of(scenario: Scenario, words: Language) -> tuple[Span, ...]:
    """What happens on a timeline, in the order in which it begins."""
    hits: list[Shock | Load] = [*scenario.shocks, *scenario.loads]
    hits.sort(key=lambda hit: hit.from_h.p50)
    return tuple(
        Span(
            label=words.text(hit.name),
            from_h=hit.from_h.p50,
            until_h=hit.from_h.p50 + hit.duration_h.p50,
            latest_h=hit.from_h.p90 + hit.duration_h.p90,
            shock=isinstance(hit, Shock),
        )
        for hit in hits
    )


def lasts_in_words(scenario: Scenario, words: Language) -> str:
    """How long it lasts, from the first to the last; with crews that is not known before."""
    hits: list[Shock | Load] = [*scenario.shocks, *scenario.loads]
    hours = max(hit.from_h.p50 + hit.duration_h.p50 for hit in hits)
    if any(shock.restoration == "crews" for shock in scenario.shocks):
        return words.text(
            mark("{time} and longer: until crews are done"), time=span_in_words(hours, words)
        )
    return words.text(mark("about {time}"), time=span_in_words(hours, words))


def season_in_words(scenario: Scenario, words: Language) -> str:
    """How cold it is outside, and so in which season."""
    outside = scenario.temperature_c
    kind = mark("{degrees} °C outside, any season")
    if outside.p90 <= COLD_C:
        kind = mark("{degrees} °C outside, the cold season")
    elif outside.p10 >= WARM_C:
        kind = mark("{degrees} °C outside, the warm season")
    return words.text(kind, degrees=figure_in_words(outside, words))


def tags_in_words(scenario: Scenario, taxonomy: Rows, words: Language) -> list[tuple[str, str]]:
    """Its tags, each as `list:tag` with its name."""
    return [
        (f"{name}:{tag}", tag_names(taxonomy, name, words.code)[tag])
        for name in TAGS
        for tag in scenario.tags[name]
    ]


def settings_told(
    scenario: Scenario, words: Language, names: Mapping[str, str] | None = None
) -> tuple[list[Told], list[Told]]:
    """The settings that the scenario itself gives, and those that are as usual.

    `names` are of kinds and rules, by identifier.
    """
    given, usual = [], []
    for column in KEYS:
        if column.name in NOT_TOLD:
            continue
        value = getattr(scenario, column.name)
        text = _amount(value, column, words, names or {})
        if _is_usual(value, column):
            usual.append(Told(words.text(column.meaning), text, _source(column, words)))
        else:
            given.append(Told(words.text(column.meaning), text, words.text(OF_SCENARIO)))
    return given, usual


def happenings(
    scenario: Scenario, library: Library, region: Region, words: Language
) -> list[Happening]:
    """Each shock and load, in the order of the scenario."""
    shocks = [_shock(shock, library, region, words) for shock in scenario.shocks]
    return shocks + [_load(load, words) for load in scenario.loads]


def figure_in_words(figure: Figure, words: Language) -> str:
    """One number, or its middle with what 8 of 10 draws lie between."""
    if figure.fixed:
        return exact_number(figure.p50, words)
    low, middle, high = (exact_number(v, words) for v in (figure.p10, figure.p50, figure.p90))
    return words.text(
        mark("{middle} (between {low} and {high})"), middle=middle, low=low, high=high
    )


def kind_names(kinds: Sequence[str], library: Library, words: Language) -> list[str]:
    """Kinds of sites by name; one that is not known as it is written."""
    rows = library.kinds
    place = rows.positions("kind")
    names = rows[f"name_{words.code}"]
    return [str(names[place[kind]]) if kind in place else kind for kind in kinds]


def _shock(shock: Shock, library: Library, region: Region, words: Language) -> Happening:
    text = words.text
    names = dict(zip(region.areas["code"], region.areas["name"], strict=True))
    where = [area_name(str(names.get(code, code))) for code in shock.areas]
    where += shock.municipalities
    if isinstance(shock.circle, Circle):
        km = exact_number(shock.circle.km, words)
        where.append(text(mark("within {km} km of one place"), km=km))
    pairs = [
        (text(mark("What fails")), ", ".join(kind_names(shock.kinds, library, words)) or "–"),
        (text(mark("Where")), ", ".join(where) or text(mark("in the whole region"))),
        *_when(shock, words),
        (text(mark("How much is lost")), _percent(shock.depth, words)),
        (text(mark("How it comes back")), text(RESTORATIONS[shock.restoration])),
    ]
    return Happening(upper(text(shock.name)), tuple(pairs))


def _load(load: Load, words: Language) -> Happening:
    text = words.text
    pairs = [
        (upper(text(LOADS[load.what])), figure_in_words(load.amount, words)),
        *_when(load, words),
    ]
    return Happening(upper(text(load.name)), tuple(pairs))


def _when(hit: Shock | Load, words: Language) -> list[tuple[str, str]]:
    return [
        (words.text(mark("From hour")), figure_in_words(hit.from_h, words)),
        (words.text(mark("Lasts, in hours")), figure_in_words(hit.duration_h, words)),
    ]


def _percent(share: Figure, words: Language) -> str:
    hundred = Figure(100 * share.p10, 100 * share.p50, 100 * share.p90)
    return f"{figure_in_words(hundred, words)} %"


def _is_usual(value: object, column: Column) -> bool:
    default = column.default
    if isinstance(value, Figure) and isinstance(default, dict):
        return value == Figure(**default)
    if isinstance(value, Figure):
        return value.fixed and value.p50 == default
    return bool(value == default) or (default is None and not value)


def _amount(value: object, column: Column, words: Language, names: Mapping[str, str]) -> str:
    if isinstance(value, Figure):
        text = figure_in_words(value, words)
    elif isinstance(value, tuple):
        text = ", ".join(names.get(str(item), str(item)) for item in value) or "–"
    elif value is None:
        return "–"
    elif isinstance(value, int | float):
        text = exact_number(value, words)
    else:
        return names.get(str(value), str(value))
    unit = column.unit if column.unit not in ("", "1") else ""
    return f"{text} {words.text(unit)}" if unit else text


def _source(column: Column, words: Language) -> str:
    evidence = evidence_in_words(column.evidence, words)
    source = words.text(column.source) if column.source else "–"
    return f"{source} ({evidence})" if evidence else source
