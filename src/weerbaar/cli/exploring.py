"""The commands that look at many futures: which quantities decide, and when it goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, refuse_if
from weerbaar.drawing.charts import Bar, bar_svg
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import Rows, table_csv
from weerbaar.drawing.strips import Strip, strip_svg
from weerbaar.region.bundle import region_hash
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    MAX_RUNS,
    OF_THE_PLACE,
    SIMULATION,
    AsJson,
    Options,
    Output,
    RegionName,
    Seed,
    out_of_range,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.discovery import (
    FEWEST_RUNS,
    Box,
    Limit,
    count_problems,
    find_boxes,
    strongest,
    usual_level,
)
from weerbaar.twin.explain import NO_NEED
from weerbaar.twin.exploring_words import (
    box_in_words,
    limit_in_words,
    quantity_name,
    value_in_words,
)
from weerbaar.twin.extras import extra
from weerbaar.twin.files import make_room, write_file
from weerbaar.twin.influence import effect_of
from weerbaar.twin.measuring import hours_of, per_head, worst_need
from weerbaar.twin.quantities import (
    Quantity,
    make_design,
    named,
    quantile_column,
    quantities_of,
)
from weerbaar.twin.runner import measure_many
from weerbaar.twin.sampling import LATIN, RHO
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
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin, correlated_pairs
from weerbaar.twin.wording import need_name

Floats = NDArray[np.float64]

SCHEMA = 1
POINTS, PATHS, DISCOVER_RUNS, FIRST_LOOK = 64, 10, 600, 128
STRONGEST = 7
"""How many quantities are looked into where nobody names them, with rho."""
SHOWN = 12
FEW_STRIPS = 3
SIMULATED = mark("Simulation. It could go like this; it is not happening now.")
INDEX_COLUMNS = ("name", "first", "first_error", "total", "total_error")
MOVED_COLUMNS = ("name", "effect_h", "effect_error", "spread")
QUANTITY_COLUMNS = ("unit", "p10", "p50", "p90", "evidence")
BOX_COLUMNS = (
    "box",
    "name",
    "from",
    "to",
    "unit",
    "from_quantile",
    "to_quantile",
    "evidence",
    "density",
    "coverage",
    "runs",
    "bad",
    "density_found",
    "coverage_found",
)

ScenarioName = Annotated[
    str,
    typer.Argument(
        help=say(mark("Name of a scenario, or a TOML file.")), show_default=OF_THE_PLACE
    ),
]
Of = Annotated[
    list[str] | None,
    typer.Option("--of", help=say(mark("Name of a quantity to look into; may be repeated."))),
]
Need = Annotated[
    str,
    typer.Option(
        help=say(mark("Need whose hours per person are looked at.")),
        show_default=say(mark("the worst survival need")),
    ),
]
Picture = Annotated[Path | None, typer.Option(help=say(mark("SVG file for a picture.")))]


@dataclass(frozen=True)
class Asked:
    """What both questions are about: the twin, the need, and where answers go."""

    twin: Twin
    need: str
    csv: Path | None
    xlsx: Path | None
    picture: Path | None


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
        asked = _prepare(region, scenario, need, seed, wrong, csv, xlsx, picture)
        extra("SALib")
        if screen:
            _screen(asked, of or (), paths, words, json)
        else:
            _indices(asked, of or (), points, words, json)


def discover(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = DISCOVER_RUNS,
    of: Of = None,
    need: Need = "",
    above: Annotated[
        float | None,
        typer.Option(
            help=say(mark("Hours per person above which it goes wrong.")),
            show_default=say(mark("the worst fifth")),
        ),
    ] = None,
    seed: Seed = 1,
    csv: Output = None,
    xlsx: Output = None,
    picture: Picture = None,
    json: AsJson = False,
) -> None:
    """Says for which futures it goes wrong, as intervals of what is uncertain."""
    with run_or_refuse(json) as words:
        wrong = out_of_range("--runs", runs, FEWEST_RUNS, MAX_RUNS)
        asked = _prepare(region, scenario, need, seed, wrong, csv, xlsx, picture)
        extra("ema_workbench")
        twin = replace(asked.twin, design=make_design(asked.twin, LATIN, runs, of or ()))
        looked_at = named(asked.twin, of or [one.name for one in _all(asked.twin)])
        asked = replace(asked, twin=twin)
        outcome, asked = _measure(asked, runs, json)
        told = _search(asked, looked_at, range(runs), outcome, above)
        _write(asked, {"boxes": (BOX_COLUMNS, told.rows())}, words)
        if asked.picture:
            write_file(asked.picture, told.picture(words).encode())
        if json:
            print_json(_facts(asked, runs) | told.record())
        else:
            told.show(words)


def _search(
    asked: Asked,
    looked_at: Sequence[Quantity],
    runs: Sequence[int],
    outcome: Floats,
    above: float | None,
) -> _Boxes:
    """The boxes of these runs, whose numbers are known; raises Refused where none can be told."""
    level = usual_level(outcome) if above is None else above
    bad = outcome > level
    refuse_if(count_problems(bad, outcome))
    names = [one.name for one in looked_at]
    quantiles = np.array([quantile_column(asked.twin, runs, name) for name in names]).T
    boxes = find_boxes(names, quantiles, outcome, bad)
    return _Boxes(asked, looked_at, quantiles, bad, level, boxes)


def _prepare(
    region: str,
    scenario: str,
    need: str,
    seed: int,
    wrong: list[Problem],
    csv: Path | None,
    xlsx: Path | None,
    picture: Path | None,
) -> Asked:
    if need and need not in NEED_ORDER:
        known = {"known": ", ".join(NEED_ORDER)}
        wrong = [*wrong, Problem(NO_NEED, column="--need", value=need, params=known)]
    files = (("--csv", csv), ("--xlsx", xlsx), ("--picture", picture))
    outputs = tuple((option, path) for option, path in files if path)
    options = Options(runs=1, seed=seed, outputs=outputs)
    twin = prepare_twin(region, scenario, options, wrong)
    make_room(path for _, path in outputs)
    return Asked(twin, need, csv, xlsx, picture)


def _all(twin: Twin) -> list[Quantity]:
    return [one for one in quantities_of(twin) if one.name != RHO]


def _measure(asked: Asked, runs: int, quiet: bool) -> tuple[Floats, Asked]:
    """Hours per person in each run, and the question with its need filled in."""
    with show_progress(runs, quiet) as tell:
        hours = np.array(measure_many(asked.twin, runs, hours_of, tell))
    need = asked.need or worst_need(asked.twin, hours)
    return per_head(hours, need), replace(asked, need=need)


def _first_look(asked: Asked, quiet: bool) -> tuple[list[str], Asked]:
    """The quantities that go with the outcome most in a few runs, with rho."""
    outcome, asked = _measure(asked, FIRST_LOOK, quiet)
    found = [
        (
            effect_of(quantile_column(asked.twin, range(FIRST_LOOK), one.name), outcome).size,
            one.name,
        )
        for one in _all(asked.twin)
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
    outcome, asked = _measure(replace(asked, twin=replace(asked.twin, design=design)), runs, json)
    found = sobol_indices(names, outcome, asked.twin.seed)
    known = {one.name: one for one in chosen}
    rows = [[*_rounded(asdict(one)), *_about(known.get(one.name))] for one in found]
    columns = (*INDEX_COLUMNS, *QUANTITY_COLUMNS)
    _write(asked, {"indices": (columns, rows)}, words)
    if asked.picture:
        write_file(asked.picture, _index_picture(asked, found, words).encode())
    if json:
        print_json(
            _facts(asked, runs)
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
    outcome, asked = _measure(replace(asked, twin=replace(asked.twin, design=design)), runs, json)
    found = morris_effects(design, outcome, asked.twin.seed)
    known = {one.name: one for one in chosen}
    rows = [[*_rounded(asdict(one)), *_about(known[one.name])] for one in found]
    columns = (*MOVED_COLUMNS, *QUANTITY_COLUMNS)
    _write(asked, {"effects": (columns, rows)}, words)
    if asked.picture:
        write_file(asked.picture, _moved_picture(asked, found, words).encode())
    if json:
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        method = {"method": "screening by Morris", "paths": paths, "effects": told}
        print_json(_facts(asked, runs) | method)
    else:
        _show_moved(asked, found, runs, words)


def _facts(asked: Asked, runs: int) -> dict[str, Any]:
    twin = asked.twin
    return {
        "schema": SCHEMA,
        "simulation": True,
        "region": twin.network.region.region,
        "region_hash": region_hash(twin.network.region),
        "scenario": twin.scenario.scenario,
        "need": asked.need,
        "outcome": "hours per person",
        "runs": runs,
        "seed": twin.seed,
        "version": version("weerbaar"),
    }


def _write(
    asked: Asked, sheets: dict[str, tuple[Sequence[str], list[list[Any]]]], words: Language
) -> None:
    """The first table as CSV, and all as a workbook; each row says that it is simulated."""
    marked: dict[str, tuple[Sequence[str], Rows]] = {
        name: ((SIMULATION, *columns), [["yes", *row] for row in rows])
        for name, (columns, rows) in sheets.items()
    }
    if asked.csv:
        write_file(asked.csv, table_csv(*next(iter(marked.values()))).encode())
    if asked.xlsx:
        write_file(asked.xlsx, table_xlsx_bytes(marked, words.text(SIMULATED)))


def _rounded(record: dict[str, Any]) -> list[Any]:
    return [round(v, 6) if isinstance(v, float) else v for v in record.values()]


def _about(one: Quantity | None) -> list[Any]:
    return [one.unit, one.p10, one.p50, one.p90, one.evidence] if one else ["", *[None] * 3, ""]


def _apart(twin: Twin, names: Sequence[str]) -> list[list[str]]:
    """The pairs that go together in the library and are drawn apart here."""
    pairs = correlated_pairs(replace(twin, design=None))
    return [[p.first, p.second] for p in pairs if p.first in names and p.second in names]


def _headline(asked: Asked, words: Language) -> str:
    return need_name(asked.twin, asked.need, words).lower()


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
    label = words.text(mark("What decides the hours without: {need}"), need=_headline(asked, words))
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
    label = words.text(mark("What moves the hours without: {need}"), need=_headline(asked, words))
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
    title = text(mark("What decides the hours without: {need}"), need=_headline(asked, words))
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
    _print_notes(notes, words)


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
    title = text(mark("What moves the hours without: {need}"), need=_headline(asked, words))
    print_table([text(heading) for heading in headings], rows, title)
    note = mark(
        "How much longer or shorter over its whole range, on average over {runs} courses; last "
        "column: how much that differs with all else. --json and --csv hold all quantities."
    )
    _print_notes([text(note, runs=words.number(runs))], words)


def _print_notes(notes: Sequence[str], words: Language) -> None:
    console = Console()
    for note in notes:
        console.print(Text(note, style="dim"))
    print_note(words.text(SIMULATED))


def _percent(share: float, words: Language) -> str:
    """A part of the differences; an estimate may fall below nought, a part cannot."""
    return words.number(100 * max(0.0, share))


@dataclass(frozen=True)
class _Boxes:
    """The answer of a search: quantities (k), their quantiles (runs, k), and bad runs (runs)."""

    asked: Asked
    quantities: Sequence[Quantity]
    quantiles: Floats
    bad: NDArray[np.bool_]
    level: float
    boxes: Sequence[Box]

    def one(self, name: str) -> Quantity:
        return next(one for one in self.quantities if one.name == name)

    def rows(self) -> list[list[Any]]:
        return [
            [
                number,
                limit.name,
                None if limit.low <= 0.0 else self._value(limit.name, limit.low),
                None if limit.high >= 1.0 else self._value(limit.name, limit.high),
                self.one(limit.name).unit,
                round(limit.low, 6),
                round(limit.high, 6),
                self.one(limit.name).evidence,
                round(box.checked.density, 6),
                round(box.checked.coverage, 6),
                box.checked.runs,
                box.checked.bad,
                round(box.found.density, 6),
                round(box.found.coverage, 6),
            ]
            for number, box in enumerate(self.boxes, start=1)
            for limit in box.limits
        ]

    def _value(self, name: str, quantile: float) -> float:
        return round(float(self.one(name).value(np.asarray(quantile))), 6)

    def record(self) -> dict[str, Any]:
        return {
            "method": "PRIM; density and coverage on a third of the runs that was kept apart",
            "above_h": self.level,
            "goes_wrong": float(self.bad.mean()),
            "looked_at": [one.name for one in self.quantities],
            "boxes": [
                {
                    "checked": box.checked._asdict(),
                    "found": box.found._asdict(),
                    "limits": [
                        dict(zip(BOX_COLUMNS[1:8], row[1:8], strict=True))
                        for row in self.rows()
                        if row[0] == number
                    ],
                }
                for number, box in enumerate(self.boxes, start=1)
            ],
        }

    def show(self, words: Language) -> None:
        twin, console = self.asked.twin, Console()
        console.print(Text(self.headline(words), style="bold"))
        for number, box in enumerate(self.boxes, start=1):
            console.print()
            opening = words.text(mark("It often goes wrong when:"))
            if number > 1:
                opening = words.text(mark("And also when:"))
            console.print(Text(opening))
            for limit in box.limits:
                name = quantity_name(twin, limit.name, words)
                told = limit_in_words(self.one(limit.name), limit, words)
                console.print(Text(f"  • {name}: {told}"))
            console.print(Text(box_in_words(box, words)))
        if not self.boxes:
            told = mark("No part of the futures stands out: it may go wrong in any of them.")
            console.print(Text(words.text(told)))
        note = mark(
            "Found in two thirds of {runs} courses; the numbers are those of the other third."
        )
        _print_notes([words.text(note, runs=words.number(len(self.bad)))], words)

    def headline(self, words: Language) -> str:
        return words.text(
            mark(
                "Hours without, per person: {need}. It goes wrong above {hours}: in {share} % "
                "of courses."
            ),
            hours=words.figure(float(f"{self.level:.3g}")),
            need=_headline(self.asked, words),
            share=words.number(100 * float(self.bad.mean())),
        )

    def picture(self, words: Language) -> str:
        """A strip for each limit; where there is none, for the quantities that matter most."""
        strips = [
            self._strip(limit, number, limit_in_words(self.one(limit.name), limit, words), words)
            for number, box in enumerate(self.boxes, start=1)
            for limit in box.limits
        ]
        if not strips:
            said = words.text(mark("no part stands out"))
            outcome = self.bad.astype(float)
            for at in strongest(self.quantiles, outcome, FEW_STRIPS):
                limit = Limit(self.quantities[at].name, 0.0, 1.0)
                strips.append(self._strip(limit, 0, said, words))
        return strip_svg(strips, label=self.headline(words), ident="boxes")

    def _strip(self, limit: Limit, number: int, said: str, words: Language) -> Strip:
        one = self.one(limit.name)
        column = self.quantiles[:, [q.name for q in self.quantities].index(limit.name)]
        label = quantity_name(self.asked.twin, limit.name, words)
        return Strip(
            label=f"{number}. {label}" if len(self.boxes) > 1 else label,
            low=limit.low,
            high=limit.high,
            least=value_in_words(one, 0.0, words),
            most=value_in_words(one, 1.0, words),
            said=said,
            marked=column[self.bad].tolist(),
            others=column[~self.bad].tolist(),
        )
