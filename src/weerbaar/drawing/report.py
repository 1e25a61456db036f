"""The report page: what happens, to whom, what one can do and what we do not know, in one file.

The records describe a page in values that are already worded in its language; `render_report` lays
them out. The page asks nothing from a network: style, script, maps and charts stand inside it. Its
map works without script as a row of small maps; the script turns these into one map with a slider.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from statistics import fmean
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from numpy.typing import NDArray

from weerbaar.common.language import Language, mark
from weerbaar.drawing.cells import Shape
from weerbaar.drawing.charts import Bar, band_chart_svg, bar_svg, hour_words
from weerbaar.drawing.maps import (
    MANY_AREAS,
    class_of,
    classes_of,
    frame_of,
    map_svg,
    place_names,
    shared_shapes_svg,
)

CLASS_WORDS = (
    mark("fewer than 1 in 20"),
    mark("up to 1 in 5"),
    mark("up to 2 in 5"),
    mark("about half"),
    mark("more than half"),
    mark("almost everyone"),
)
HALF_CLASS = 3
LETTERS = "abcdefx"
"""The letter of each class; of class -1, which is not shown, the last."""
MOST_TABLE_ROWS = 120
LONG_COURSE_H = 336.0
MANY_COLUMNS = 7
DAY_H = 24
OF_A_DAY: Mapping[str, Callable[[Sequence[float]], float]] = {
    "highest": max,
    "lowest": min,
    "total": fmean,
}
STILL_BEGINS, STILL_ENDS, AFTER_FIRST = "<!-- still -->", "<!-- /still -->", "<!-- after first -->"
"""Marks in a rendered answer: around its small maps, and behind what opens it."""
SAFE_LINK = re.compile(r"(https?://|mailto:|tel:|#|\.{0,2}/|[\w-]+(\.html|/|$))", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """A sentence in pieces; the flag says whether a piece is emphasised."""

    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Sentence:
    """One of the sentences that open the page; the note holds its source or its band.

    `cause` says why it comes; it stands apart, because it is not for everybody to read.
    """

    words: Words
    note: str
    cause: str = ""


@dataclass(frozen=True)
class Action:
    """Something the reader can do; a link that is not an ordinary address is left out."""

    title: str
    note: str
    href: str = ""


@dataclass(frozen=True)
class MapLayer:
    """What the map shows for one need: `shares[hour][area]` 0..1, NaN where nothing is shown.

    An array of numbers is best: a country for two weeks is a million of them for each need.
    """

    key: str
    label: str
    unit_note: str
    shares: Sequence[Sequence[float]] | NDArray[np.float64]


@dataclass(frozen=True)
class AreaMap:
    """The areas of the map and its layers.

    `codes`, `names`, `municipality_of` and `shapes` (km) go together by position; `outlined` holds
    codes. Where `parted` (x in km) holds something, parts that lie far apart stand side by side.
    `hours` are the moments of the layers' rows; `key_hours` the hours of the small maps. The names
    of municipalities with most `people` (one figure an area) are written on the large map; without
    them those with most surface. `borders` says where those of areas are not the real ones. Raises
    ValueError where these do not match.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    municipality_of: tuple[str, ...]
    shapes: tuple[Shape, ...]
    outlined: frozenset[str]
    hours: tuple[float, ...]
    layers: tuple[MapLayer, ...]
    chosen_layer: str
    key_hours: tuple[int, ...]
    warning: str = ""
    borders: str = ""
    parted: tuple[float, ...] = ()
    people: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        size = len(self.codes)
        if not size or {len(self.names), len(self.municipality_of), len(self.shapes)} != {size}:
            raise ValueError("every area needs a code, a name, a municipality and a shape")
        if self.chosen_layer not in {layer.key for layer in self.layers}:
            raise ValueError("the chosen layer is not among the layers")
        for layer in self.layers:
            _check_layer(layer, len(self.hours), size)


@dataclass(frozen=True)
class Curve:
    """The share 0..1 of persons over the hours, with its band; `shock` is the disturbed period.

    `ceiling` is the share at the top of the axis, `nights` are shaded, `accent` draws it in red.
    With a `unit` the values are numbers of that unit and no shares. `worst` says which hour of a
    day stands for it in a course of weeks: its highest, its lowest, or the mean of a total.
    """

    key: str
    label: str
    note: str
    hours: tuple[float, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]
    ceiling: float
    shock: tuple[float, float]
    nights: tuple[tuple[float, float], ...] = ()
    accent: bool = False
    unit: str = ""
    worst: str = "highest"

    @property
    def by_day(self) -> bool:
        """Whether it lasts so long that it is drawn day by day."""
        return self.hours[-1] - self.hours[0] > LONG_COURSE_H


@dataclass(frozen=True)
class GroupRow:
    """A row of a small table: its label and the other cells."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class GroupTable:
    """A small table; `columns` holds a heading for the labels too.

    Raises ValueError when a row has another number of cells than the headings ask for.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) - 1 for row in self.rows):
            raise ValueError(f"a row of '{self.caption}' does not match its columns")


@dataclass(frozen=True)
class CauseBar:
    """The share 0..1 of what is lost that one cause explains; its band where known."""

    label: str
    share: float
    note: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class SourceLine:
    """A source of the figures and the licence it comes under."""

    title: str
    licence: str
    note: str = ""


@dataclass(frozen=True)
class Report:
    """A whole page. `mark` is the strip that says this is a simulation.

    `watermark` is empty, or a word such as "vertrouwelijk" that stands across every page.
    `not_measured` pairs what is missing with the register that would give it; `run_facts` pairs a
    name with a value. `flows` are what the whole region uses, with a note on what it does not.
    """

    language_code: str
    place: str
    subtitle: str
    title: str
    mark: str
    watermark: str
    sentences: tuple[Sentence, ...]
    actions: tuple[Action, ...]
    area_map: AreaMap
    curves: tuple[Curve, ...]
    groups: tuple[GroupTable, ...]
    causes_by_need: tuple[tuple[str, tuple[CauseBar, ...]], ...]
    findings: GroupTable | None
    what_if: GroupTable | None
    unknowns: tuple[Words, ...]
    not_measured: tuple[tuple[str, str], ...]
    not_modelled_note: str
    sources: tuple[SourceLine, ...]
    run_facts: tuple[tuple[str, str], ...]
    flows: tuple[Curve, ...] = ()
    flows_note: str = ""
    indicators: tuple[GroupTable, ...] = ()
    objectives: GroupTable | None = None


def words(text: str) -> Words:
    """A sentence with its emphasised pieces between double stars: `After **2 hours** it stops`."""
    pieces = text.split("**")
    return Words(tuple((piece, i % 2 == 1) for i, piece in enumerate(pieces) if piece))


def render_report(report: Report, language: Language, template: str) -> str:
    """The page as HTML text, from the text of the template `report.html`.

    `language` words the headings and the map's classes. Values in the report are escaped.
    """
    return compiled(template).render(
        report=report,
        text=language.text,
        safe_link=safe_link,
        many_columns=MANY_COLUMNS,
        map=_map_parts(report.area_map, language),
        curves=_curve_parts(report.curves, "curve", language),
        flows=_curve_parts(report.flows, "flow", language),
        causes=_cause_parts(report.causes_by_need, language),
    )


def render_still(area_map: AreaMap, language: Language, template: str) -> str:
    """The row of small maps by itself, from the text of the template `still.html`."""
    layer = _chosen(area_map)
    outlined = _outlined(area_map)
    multiples = _multiples(area_map, layer, outlined, language)
    return compiled(template).render(map={"layer": layer, "multiples": multiples})


def with_still(fragment: str, still: str) -> str:
    """A rendered page with other small maps in the place of its own."""
    before, begins, rest = fragment.partition(STILL_BEGINS)
    _, ends, after = rest.partition(STILL_ENDS)
    return f"{before}{begins}\n{still}{ends}{after}" if begins and ends else fragment


def in_two(fragment: str) -> tuple[str, str]:
    """A rendered answer in two: what opens it, and the parts after that."""
    first, _, rest = fragment.partition(AFTER_FIRST)
    return first, rest


@lru_cache(maxsize=8)
def compiled(template: str) -> Template:
    """The template, made ready once: that takes longer than filling it in."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(template)


def safe_link(href: str) -> str:
    """The address when it is a web, mail, telephone or relative address; otherwise nothing."""
    return href if SAFE_LINK.match(href) else ""


def runs_of(classes: NDArray[np.int64]) -> list[str]:
    """Each area's classes (areas, hours) over the hours, as letters with run lengths: `a24b3f`.

    a..f are the classes, x (class -1) is not shown; a number follows when the letter holds for more
    hours. Neighbouring hours mostly agree, so that a country with many needs stays a small file.
    """
    areas, hours = classes.shape
    flat = classes.ravel()
    new = np.ones(flat.size, bool)
    new[1:] = flat[1:] != flat[:-1]
    new[::hours] = True
    begins = np.flatnonzero(new)
    lasts = np.diff(begins, append=flat.size).tolist()
    told = [
        LETTERS[k] + (str(count) if count > 1 else "")
        for k, count in zip(flat[begins].tolist(), lasts, strict=True)
    ]
    first = np.searchsorted(begins, np.arange(areas + 1) * hours).tolist()
    return ["".join(told[low:high]) for low, high in pairwise(first)]


def _check_layer(layer: MapLayer, hours: int, areas: int) -> None:
    if len(layer.shares) != hours or any(len(row) != areas for row in layer.shares):
        raise ValueError(f"the layer {layer.key} does not have a share per hour and area")


def _map_parts(area_map: AreaMap, language: Language) -> dict[str, Any]:
    """Everything the template shows of the map."""
    layer = _chosen(area_map)
    outlined = _outlined(area_map)
    chosen = sorted({area_map.municipality_of[i] for i in outlined})
    moments = _key_positions(area_map)
    return {
        "layer": layer,
        "shared": Markup(shared_shapes_svg(area_map.shapes, frame_of(area_map.shapes), "area")),
        "multiples": _multiples(area_map, layer, outlined, language),
        "live": _live_map(area_map, layer, _start(moments), outlined, chosen, language),
        "data": _map_data(area_map, _start(moments), language),
        "start": _start(moments),
        "last": len(area_map.hours) - 1,
        "start_words": hour_words(area_map.hours[_start(moments)], language),
        "legend": [language.text(word) for word in CLASS_WORDS],
        "hides": any(bool(np.isnan(x.shares).any()) for x in area_map.layers),
        "outlined_names": ", ".join(chosen),
        "table": _map_table(area_map, layer, moments, outlined, language),
    }


def _chosen(area_map: AreaMap) -> MapLayer:
    return next(x for x in area_map.layers if x.key == area_map.chosen_layer)


def _outlined(area_map: AreaMap) -> list[int]:
    return [i for i, code in enumerate(area_map.codes) if code in area_map.outlined]


def _multiples(
    area_map: AreaMap, layer: MapLayer, outlined: Sequence[int], language: Language
) -> list[tuple[str, Markup]]:
    """The small maps, each with its hour in words."""
    return [
        (
            hour_words(area_map.hours[i], language),
            _small_map(area_map, layer, i, outlined, language),
        )
        for i in _key_positions(area_map)
    ]


def _key_positions(area_map: AreaMap) -> list[int]:
    """Positions in the hours nearest to the key hours; the last one when there are none."""
    positions = range(len(area_map.hours))
    wanted = area_map.key_hours or (area_map.hours[-1],)
    nearest = {min(positions, key=lambda i: abs(area_map.hours[i] - key)) for key in wanted}
    return sorted(nearest)


def _start(moments: Sequence[int]) -> int:
    return moments[(len(moments) - 1) // 2]


def _titles(area_map: AreaMap, classes: Sequence[int | None], language: Language) -> list[str]:
    return [
        f"{name}: {_class_words(k, language)}"
        for name, k in zip(_full_names(area_map), classes, strict=True)
    ]


def _full_names(area_map: AreaMap) -> list[str]:
    pairs = zip(area_map.names, area_map.municipality_of, strict=True)
    return [f"{name}, {place}" if place and place != name else name for name, place in pairs]


def _class_words(value: int | None, language: Language) -> str:
    return language.text("not shown") if value is None else language.text(CLASS_WORDS[value])


def _classes(layer: MapLayer, position: int) -> list[int | None]:
    return [class_of(share) for share in layer.shares[position]]


def _small_map(
    area_map: AreaMap, layer: MapLayer, position: int, outlined: Sequence[int], language: Language
) -> Markup:
    classes = _classes(layer, position)
    hour = hour_words(area_map.hours[position], language)
    # The large map names its areas; thousands of names again in each small one are half the page.
    named = len(area_map.shapes) <= MANY_AREAS
    return Markup(
        map_svg(
            area_map.shapes,
            classes,
            label=f"{layer.label}, {hour}. {_summary(classes, language)}",
            titles=_titles(area_map, classes, language) if named else (),
            outlined=outlined,
            parted=area_map.parted,
            scale_bar=False,
            ident="area",
            shared=True,
        )
    )


def _live_map(
    area_map: AreaMap,
    layer: MapLayer,
    position: int,
    outlined: Sequence[int],
    chosen: Sequence[str],
    language: Language,
) -> Markup:
    classes = _classes(layer, position)
    return Markup(
        map_svg(
            area_map.shapes,
            classes,
            label=language.text("Map of the areas; the table below it says the same in words"),
            titles=_titles(area_map, classes, language),
            outlined=outlined,
            parted=area_map.parted,
            names=place_names(
                area_map.shapes,
                area_map.municipality_of,
                first=chosen,
                sizes=area_map.people,
                inwards=bool(area_map.parted),
            ),
            ident="area",
            shared=True,
        )
    )


def _summary(classes: Sequence[int | None], language: Language) -> str:
    count = sum(k is not None and k >= HALF_CLASS for k in classes)
    return language.text(
        "In {count} of {total} areas: about half of the people or more.",
        count=language.number(count),
        total=language.number(len(classes)),
    )


def _map_table(
    area_map: AreaMap,
    layer: MapLayer,
    moments: Sequence[int],
    outlined: Sequence[int],
    language: Language,
) -> GroupTable | None:
    """The small maps in words, by name; of the outlined areas where there are very many."""
    everything = range(len(area_map.codes))
    shown = list(everything if len(everything) <= MOST_TABLE_ROWS else outlined)
    if not shown:
        return None
    names = _full_names(area_map)
    by_moment = [_classes(layer, i) for i in moments]
    rows = [
        GroupRow(names[i], tuple(_class_words(classes[i], language) for classes in by_moment))
        for i in sorted(shown, key=lambda i: names[i])
    ]
    heads = tuple(hour_words(area_map.hours[i], language) for i in moments)
    return GroupTable(layer.label, (language.text("Area"), *heads), tuple(rows))


def _map_data(area_map: AreaMap, start: int, language: Language) -> Markup:
    """The classes of all layers and the words the script needs, as JSON fit for a page."""
    data = {
        "hours": [hour_words(hour, language) for hour in area_map.hours],
        "moments": list(area_map.hours),
        "names": _full_names(area_map),
        "codes": list(area_map.codes),
        "layers": [_layer_data(layer) for layer in area_map.layers],
        "chosen": area_map.chosen_layer,
        "start": start,
        "words": {
            "classes": [language.text(word) for word in CLASS_WORDS],
            "hidden": language.text("not shown"),
            "summary": language.text(
                "In {count} of {total} areas: about half of the people or more."
            ),
            "play": language.text("Play"),
            "pause": language.text("Pause"),
        },
        "half": HALF_CLASS,
    }
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # A closing tag or comment inside the JSON would end the script element.
    return Markup(plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _layer_data(layer: MapLayer) -> dict[str, object]:
    cells = runs_of(classes_of(layer.shares).T)
    return {"key": layer.key, "label": layer.label, "note": layer.unit_note, "cells": cells}


def _curve_parts(
    curves: Sequence[Curve], ident: str, language: Language
) -> list[tuple[Curve, Markup]]:
    return [(curve, _curve_svg(curve, f"{ident}-{i}", language)) for i, curve in enumerate(curves)]


def _curve_svg(curve: Curve, ident: str, language: Language) -> Markup:
    hours, *bands = (curve.hours, curve.p10, curve.p50, curve.p90)
    if curve.by_day:
        hours, *bands = day_by_day(curve)
    p10, p50, p90 = bands
    return Markup(
        band_chart_svg(
            hours,
            p10,
            p50,
            p90,
            label=curve.label,
            description=described(curve, language),
            ceiling=curve.ceiling,
            shock=curve.shock,
            nights=curve.nights,
            accent=curve.accent,
            unit=curve.unit,
            ident=ident,
            language=language,
        )
    )


def day_by_day(curve: Curve) -> tuple[tuple[float, ...], ...]:
    """The hours at which days begin, the last hour for the last day, and p10, p50, p90 of each.

    What goes up and down every day would fill a picture of weeks; the worst hour of a day stands
    for it, or its mean where a total counts.
    """
    of_day = [int(hour // DAY_H) for hour in curve.hours]
    days = [[i for i, _ in same] for _, same in groupby(enumerate(of_day), lambda pair: pair[1])]
    hours = [curve.hours[day[0]] for day in days[:-1]] + [curve.hours[-1]]
    take = OF_A_DAY[curve.worst]
    bands = [
        tuple(take([values[i] for i in day]) for day in days)
        for values in (curve.p10, curve.p50, curve.p90)
    ]
    return (tuple(hours), *bands)


def described(curve: Curve, language: Language) -> str:
    """The picture for who does not see it: its caption first, then what the line itself does.

    The caption counts the worst hour of each course, the line the middle of all in each hour.
    """
    said = curve_in_words(curve, language)
    if not curve.note:
        return said
    return language.text(
        "{note} The line, which is the middle of all courses in each hour: {said}",
        note=curve.note,
        said=said,
    )


def curve_in_words(curve: Curve, language: Language) -> str:
    """What the curve says: how high it gets or how low, when, and the band there."""
    positions = range(len(curve.hours))
    if curve.worst == "lowest":
        top = min(positions, key=lambda i: (curve.p50[i], i))
        return _lowest_in_words(curve, top, language)
    top = max(positions, key=lambda i: (curve.p50[i], -i))
    if curve.unit:
        return language.text(
            "At most {middle} {unit}, at hour {hour} (between {low} and {high}).",
            middle=language.number(curve.p50[top]),
            unit=curve.unit,
            hour=language.number(curve.hours[top]),
            low=language.number(curve.p10[top]),
            high=language.number(curve.p90[top]),
        )
    return language.text(
        "At most {middle} %, at hour {hour} (between {low} % and {high} %).",
        middle=language.number(100 * curve.p50[top]),
        hour=language.number(curve.hours[top]),
        low=language.number(100 * curve.p10[top]),
        high=language.number(100 * curve.p90[top]),
    )


def _lowest_in_words(curve: Curve, at: int, language: Language) -> str:
    factor, unit = (1, curve.unit) if curve.unit else (100, "%")
    return language.text(
        "At its lowest {middle} {unit}, at hour {hour} (between {low} and {high}).",
        middle=language.number(factor * curve.p50[at]),
        unit=unit,
        hour=language.number(curve.hours[at]),
        low=language.number(factor * curve.p10[at]),
        high=language.number(factor * curve.p90[at]),
    )


def _cause_parts(
    causes: Sequence[tuple[str, tuple[CauseBar, ...]]], language: Language
) -> list[tuple[str, Markup]]:
    return [
        (need, Markup(bar_svg(_bars(bars), label=need, ident=f"causes-{i}", language=language)))
        for i, (need, bars) in enumerate(causes)
        if bars
    ]


def _bars(causes: Sequence[CauseBar]) -> list[Bar]:
    return [Bar(cause.label, cause.share, cause.low, cause.high, cause.note) for cause in causes]
