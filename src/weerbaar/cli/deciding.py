"""The command `weerbaar twin sensitivity`: which uncertain quantities decide how bad it gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from weerbaar.cli.exploring import (
    Asked,
    Need,
    Of,
    Picture,
    asked_for,
    but_rho,
    facts_of,
    measured,
    need_in_words,
    picture_bytes,
    tell_notes,
)
from weerbaar.common.cli import print_json, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import refuse_if
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    MAX_RUNS,
    AsJson,
    Output,
    RegionName,
    ScenarioName,
    Seed,
    write_tables,
)
from weerbaar.twin.exploring_words import quantity_name
from weerbaar.twin.extras import extra
from weerbaar.twin.files import write_file
from weerbaar.twin.influence import effect_of
from weerbaar.twin.quantities import Quantity, named, quantile_column, quantities_of
from weerbaar.twin.sampling import RHO
from weerbaar.twin.sensitivity import (
    Index,
    Moved,
    morris_design,
    morris_effects,
    morris_runs,
    path_problems,
    point_problems,
    saltelli_design,
    saltelli_runs,
    sobol_indices,
)
from weerbaar.twin.twin import Twin, correlated_pairs

POINTS, PATHS, FIRST_LOOK = 64, 10, 128
STRONGEST = 7
"""How many quantities are looked into where nobody names them, with rho."""
SHOWN = 12
INDEX_COLUMNS = ("name", "first", "first_error", "total", "total_error")
MOVED_COLUMNS = ("name", "effect_h", "effect_error", "spread")
QUANTITY_COLUMNS = ("unit", "p10", "p50", "p90", "evidence")


def sensitivity(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    of: Of = None,
    points: Annotated[
        int,
        typer.Option(help=say(mark("Points of the design, a power of two; more is sharper."))),
    ] = POINTS,
    screen: Annotated[
        bool, typer.Option("--screen", help=say(mark("Screen many quantities cheaply instead.")))
    ] = False,
    paths: Annotated[int, typer.Option(help=say(mark("Paths of the screening.")))] = PATHS,
    need: Need = "",
    seed: Seed = 1,
    csv: Output = None,
    xlsx: Output = None,
    picture: Picture = None,
    json: AsJson = False,
) -> None:
    """Says which quantities decide how bad it gets, by themselves and together."""
    with run_or_refuse(json) as words:
        few = len(of or ()) or 1
        wrong = path_problems(paths, MAX_RUNS, few) if screen else []
        wrong += [] if screen else point_problems(points, MAX_RUNS, few)
        asked = asked_for(region, scenario, need, seed, wrong, csv, xlsx, picture)
        extra("SALib")
        if screen:
            _screen(asked, of or (), paths, words, json)
        else:
            _indices(asked, of or (), points, words, json)


def _first_look(asked: Asked, quiet: bool) -> tuple[list[str], Asked]:
    """The quantities that go with the outcome most in a few runs, with rho."""
    outcome, asked = measured(asked, FIRST_LOOK, quiet)
    found = [
        (
            effect_of(quantile_column(asked.twin, range(FIRST_LOOK), one.name), outcome).size,
            one.name,
        )
        for one in but_rho(asked.twin)
    ]
    strongest = sorted(found, key=lambda pair: (-pair[0], pair[1]))[:STRONGEST]
    return [RHO, *(name for _, name in strongest)], asked


def _indices(asked: Asked, of: Sequence[str], points: int, words: Language, json: bool) -> None:
    chosen = named(asked.twin, of)
    if not chosen:
        names, asked = _first_look(asked, json)
        chosen = named(asked.twin, names)
        refuse_if(point_problems(points, MAX_RUNS, len(chosen)))
    names = [one.name for one in chosen]
    design = saltelli_design(names, points, asked.twin.seed)
    runs = saltelli_runs(len(names), points)
    outcome, asked = measured(replace(asked, twin=replace(asked.twin, design=design)), runs, json)
    found = sobol_indices(names, outcome, asked.twin.seed)
    known = {one.name: one for one in chosen}
    rows = [[*_rounded(asdict(one)), *_about(known.get(one.name))] for one in found]
    columns = (*INDEX_COLUMNS, *QUANTITY_COLUMNS)
    write_tables({"indices": (columns, rows)}, words, asked.csv, asked.xlsx)
    if asked.picture:
        need = need_in_words(asked, words)
        title = words.text(mark("What decides the hours without: {need}"), need=need)
        note = words.text(
            mark(
                "Bar: the part of the differences between courses that stays once all else is "
                "known; line: half a 95 % interval to both sides. “By itself”: the part that goes "
                "away once only this is known."
            )
        )
        picture = _index_picture(asked, found, words)
        write_file(asked.picture, picture_bytes(asked, runs, picture, title, words, note))
    if json:
        print_json(
            facts_of(asked, runs)
            | {
                "method": "Sobol' indices by a Saltelli design",
                "points": points,
                "drawn_apart": _apart(asked.twin, names),
                "mean_h": float(outcome.mean()),
                "variance_h2": float(outcome.var()),
                "indices": [dict(zip(columns, row, strict=True)) for row in rows],
            }
        )
    else:
        _show_indices(asked, found, runs, names, words)


def _screen(asked: Asked, of: Sequence[str], paths: int, words: Language, json: bool) -> None:
    chosen = named(asked.twin, of) or quantities_of(asked.twin)
    names = [one.name for one in chosen]
    refuse_if(path_problems(paths, MAX_RUNS, len(names)))
    design = morris_design(names, paths, asked.twin.seed)
    runs = morris_runs(len(names), paths)
    outcome, asked = measured(replace(asked, twin=replace(asked.twin, design=design)), runs, json)
    found = morris_effects(design, outcome, asked.twin.seed)
    known = {one.name: one for one in chosen}
    rows = [[*_rounded(asdict(one)), *_about(known[one.name])] for one in found]
    columns = (*MOVED_COLUMNS, *QUANTITY_COLUMNS)
    write_tables({"effects": (columns, rows)}, words, asked.csv, asked.xlsx)
    if asked.picture:
        need = need_in_words(asked, words)
        title = words.text(mark("What moves the hours without: {need}"), need=need)
        note = words.text(
            mark("Hours per person over its whole range; line: half a 95 % interval to both sides.")
        )
        picture = _moved_picture(asked, found, words)
        write_file(asked.picture, picture_bytes(asked, runs, picture, title, words, note))
    if json:
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        method = {"method": "screening by Morris", "paths": paths, "effects": told}
        print_json(facts_of(asked, runs) | method)
    else:
        _show_moved(asked, found, runs, words)


def _rounded(record: dict[str, Any]) -> list[Any]:
    return [round(v, 6) if isinstance(v, float) else v for v in record.values()]


def _about(one: Quantity | None) -> list[Any]:
    return [one.unit, one.p10, one.p50, one.p90, one.evidence] if one else ["", *[None] * 3, ""]


def _apart(twin: Twin, names: Sequence[str]) -> list[list[str]]:
    """The pairs that go together in the library and are drawn apart here."""
    pairs = correlated_pairs(replace(twin, design=None))
    return [[p.first, p.second] for p in pairs if p.first in names and p.second in names]


def _index_picture(asked: Asked, found: Sequence[Index], words: Language) -> str:
    bars = [
        Bar(
            label=quantity_name(asked.twin, one.name, words),
            value=max(0.0, one.total),
            low=max(0.0, one.total - one.total_error),
            high=one.total + one.total_error,
            note=words.text(mark("by itself {share} %"), share=_percent(one.first, words)),
        )
        for one in found[:SHOWN]
    ]
    label = words.text(
        mark("What decides the hours without: {need}"), need=need_in_words(asked, words)
    )
    top = max([1.0, *(bar.value for bar in bars)])
    return bar_svg(bars, label=label, ceiling=top, ident="indices", language=words)


def _moved_picture(asked: Asked, found: Sequence[Moved], words: Language) -> str:
    most = max(found[0].effect + found[0].effect_error, 1e-9)
    bars = [
        Bar(
            label=quantity_name(asked.twin, one.name, words),
            value=one.effect / most,
            low=max(0.0, one.effect - one.effect_error) / most,
            high=(one.effect + one.effect_error) / most,
            said=words.number(one.effect, 1),
        )
        for one in found[:SHOWN]
    ]
    label = words.text(
        mark("What moves the hours without: {need}"), need=need_in_words(asked, words)
    )
    return bar_svg(bars, label=label, ident="effects", language=words)


def _show_indices(
    asked: Asked, found: Sequence[Index], runs: int, names: Sequence[str], words: Language
) -> None:
    text = words.text
    headings = (mark("What is uncertain"), mark("By itself"), mark("With all it does together"))
    rows = [
        (
            quantity_name(asked.twin, one.name, words),
            f"{_percent(one.first, words)} ± {_percent(one.first_error, words)} %",
            f"{_percent(one.total, words)} ± {_percent(one.total_error, words)} %",
        )
        for one in found
    ]
    title = text(mark("What decides the hours without: {need}"), need=need_in_words(asked, words))
    print_table([text(heading) for heading in headings], rows, title)
    notes = [
        text(
            mark(
                "Part of the differences between {runs} courses that goes away once it is known, "
                "and part that stays once all else is known; ± half a 95 % interval."
            ),
            runs=words.number(runs),
        )
    ]
    if max(one.total_error for one in found) > 0.2:
        notes.append(text(mark("These intervals are wide: give more --points.")))
    for first, second in _apart(asked.twin, names):
        pair = {"first": first, "second": second}
        told = {key: quantity_name(asked.twin, name, words) for key, name in pair.items()}
        notes.append(
            text(mark("{first} and {second} go together; here each is drawn alone."), **told)
        )
    tell_notes(notes, words)


def _show_moved(asked: Asked, found: Sequence[Moved], runs: int, words: Language) -> None:
    text = words.text
    headings = (mark("What is uncertain"), mark("Hours per person"), mark("Hangs on the rest"))
    rows = [
        (
            quantity_name(asked.twin, one.name, words),
            f"{words.number(one.effect, 1)} ± {words.number(one.effect_error, 1)}",
            words.number(one.spread, 1),
        )
        for one in found[:SHOWN]
    ]
    title = text(mark("What moves the hours without: {need}"), need=need_in_words(asked, words))
    print_table([text(heading) for heading in headings], rows, title)
    note = mark(
        "How much longer or shorter over its whole range, on average over {runs} courses; last "
        "column: how much that differs with all else. --json and --csv hold all quantities."
    )
    tell_notes([text(note, runs=words.number(runs))], words)


def _percent(share: float, words: Language) -> str:
    """A part of the differences; an estimate may fall below nought, a part cannot."""
    return words.number(100 * max(0.0, share))
