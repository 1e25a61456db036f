"""The command `weerbaar twin discover`: for which futures it goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from weerbaar.cli.comparing import NOT_OF_FOLDERS
from weerbaar.cli.exploring import (
    Asked,
    Need,
    Of,
    Picture,
    asked_for,
    but_rho,
    facts_of,
    measured,
    named_outputs,
    need_in_words,
    need_problems,
    of_need,
    picture_bytes,
    tell_notes,
)
from weerbaar.common.cli import print_json, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.drawing.strips import Strip, strip_svg
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    MAX_RUNS,
    AsJson,
    Output,
    ScenarioName,
    Seed,
    given_options,
    out_of_range,
    read_named,
    write_tables,
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
from weerbaar.twin.exploring_words import (
    box_in_words,
    limit_in_words,
    quantity_name,
    value_in_words,
)
from weerbaar.twin.extras import extra
from weerbaar.twin.files import make_room, output_problems, write_file
from weerbaar.twin.measuring import hours_of
from weerbaar.twin.quantities import NO_SPREAD, Quantity, make_design, named, quantile_column
from weerbaar.twin.sampling import LATIN, RHO
from weerbaar.twin.stored.files import StoredRuns, is_ensemble, read_ensemble
from weerbaar.twin.twin import Twin

Floats = NDArray[np.float64]

DISCOVER_RUNS = 600
FEW_STRIPS = 3
NOT_FOR_A_FOLDER = {"scenario": "SCENARIO", "runs": "--runs", "seed": "--seed"}
"""What runs that are kept already cannot take, by parameter."""
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
FEW_RUNS = ProblemKind(
    "too-few-runs-kept",
    mark("This folder keeps {value} runs; at least {low} are needed to tell what goes with what."),
    mark("Let weerbaar twin ensemble go on in it."),
)


def discover(
    context: typer.Context,
    region: Annotated[
        str, typer.Argument(help=say(mark("Name of a region, or the folder of an ensemble.")))
    ] = DEFAULT_REGION,
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
        if is_ensemble(region):
            given = given_options(context, NOT_FOR_A_FOLDER)
            wrong = [Problem(NOT_OF_FOLDERS, column=name) for name in given]
            asked, kept = _kept(region, need, wrong, csv, xlsx, picture)
            looked_at = named(asked.twin, _drawn(asked.twin, of or ()))
            outcome, asked = of_need(asked, np.array([hours_of(run) for run in kept]))
            numbers: Sequence[int] = kept.numbers
        else:
            wrong = out_of_range("--runs", runs, FEWEST_RUNS, MAX_RUNS)
            asked = asked_for(region, scenario, need, seed, wrong, csv, xlsx, picture)
            extra("ema_workbench")
            twin = replace(asked.twin, design=make_design(asked.twin, LATIN, runs, of or ()))
            looked_at = named(twin, of or [one.name for one in but_rho(twin)])
            outcome, asked = measured(replace(asked, twin=twin), runs, json)
            numbers = range(runs)
        told = _search(asked, looked_at, numbers, outcome, above)
        write_tables({"boxes": (BOX_COLUMNS, told.rows())}, words, asked.csv, asked.xlsx)
        if asked.picture:
            note = words.text(
                mark(
                    "Red above the line: courses in which it goes wrong; grey below it: the "
                    "others. Shaded: where it often goes wrong."
                )
            )
            title, drawn = told.headline(words), told.picture(words)
            content = picture_bytes(asked, len(numbers), drawn, title, words, note)
            write_file(asked.picture, content)
        if json:
            print_json(facts_of(asked, len(numbers)) | told.record())
        else:
            told.show(words)


def _kept(
    folder: str,
    need: str,
    wrong: list[Problem],
    csv: Path | None,
    xlsx: Path | None,
    picture: Path | None,
) -> tuple[Asked, StoredRuns]:
    """The question about runs that a folder keeps, and these; raises Refused with all problems."""
    outputs = named_outputs(csv, xlsx, picture)
    problems = [*wrong, *need_problems(need), *output_problems(outputs)]
    found = read_named(lambda name: read_ensemble(Path(name)), folder, problems)
    if found is not None and len(found[1]) < FEWEST_RUNS:
        params = {"low": FEWEST_RUNS}
        problems.append(Problem(FEW_RUNS, folder, value=len(found[1]), params=params))
    refuse_if(problems)
    assert found is not None
    make_room(path for _, path in outputs)
    extra("ema_workbench")
    return Asked(found[0], need, csv, xlsx, picture), found[1]


def _drawn(twin: Twin, of: Sequence[str]) -> list[str]:
    """The names that were asked, or all; raises Refused for rho where no design draws it."""
    design = twin.design
    if RHO in of and (design is None or RHO not in design.names):
        raise Refused([Problem(NO_SPREAD, column="--of", value=RHO)])
    return list(of) or [one.name for one in but_rho(twin)]


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
        tell_notes([words.text(note, runs=words.number(len(self.bad)))], words)

    def headline(self, words: Language) -> str:
        return words.text(
            mark(
                "Hours without, per person: {need}. It goes wrong above {hours}: in {share} % "
                "of courses."
            ),
            hours=words.figure(float(f"{self.level:.3g}")),
            need=need_in_words(self.asked, words),
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
                # No part is shaded: none stands out.
                limit = Limit(self.quantities[at].name, 0.0, 0.0)
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
