"""What both questions about many futures share: what is asked, the runs, and where answers go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_note, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem
from weerbaar.drawing.frames import framed_svg
from weerbaar.region.bundle import region_hash
from weerbaar.twin.cli import Options, prepare_twin, show_progress
from weerbaar.twin.explain import NO_NEED
from weerbaar.twin.files import make_room
from weerbaar.twin.measuring import hours_of, per_head, worst_need
from weerbaar.twin.quantities import Quantity, quantities_of
from weerbaar.twin.runner import measure_many
from weerbaar.twin.sampling import RHO
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED, need_name

Floats = NDArray[np.float64]

SCHEMA = 1

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


def asked_for(
    region: str,
    scenario: str,
    need: str,
    seed: int,
    wrong: list[Problem],
    csv: Path | None,
    xlsx: Path | None,
    picture: Path | None,
) -> Asked:
    """The question about runs that are still to be made; raises Refused with all that is wrong."""
    outputs = named_outputs(csv, xlsx, picture)
    options = Options(runs=1, seed=seed, outputs=outputs)
    twin = prepare_twin(region, scenario, options, [*wrong, *need_problems(need)])
    make_room(path for _, path in outputs)
    return Asked(twin, need, csv, xlsx, picture)


def named_outputs(
    csv: Path | None, xlsx: Path | None, picture: Path | None
) -> tuple[tuple[str, Path], ...]:
    """The files that were asked for, each with its option."""
    files = (("--csv", csv), ("--xlsx", xlsx), ("--picture", picture))
    return tuple((option, path) for option, path in files if path)


def need_problems(need: str) -> list[Problem]:
    """A problem where there is no such need; none where none is named."""
    if not need or need in NEED_ORDER:
        return []
    known = {"known": ", ".join(NEED_ORDER)}
    return [Problem(NO_NEED, column="--need", value=need, params=known)]


def but_rho(twin: Twin) -> list[Quantity]:
    """All quantities of a twin, without rho."""
    return [one for one in quantities_of(twin) if one.name != RHO]


def measured(asked: Asked, runs: int, quiet: bool) -> tuple[Floats, Asked]:
    """Hours per person in each run that is made now, and the question with its need filled in."""
    with show_progress(runs, quiet) as tell:
        return of_need(asked, np.array(measure_many(asked.twin, runs, hours_of, tell)))


def of_need(asked: Asked, hours: Floats) -> tuple[Floats, Asked]:
    """Hours per person of (runs, needs, 2), and the question with its need filled in."""
    need = asked.need or worst_need(asked.twin, hours)
    return per_head(hours, need), replace(asked, need=need)


def facts_of(asked: Asked, runs: int) -> dict[str, Any]:
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


def need_in_words(asked: Asked, words: Language) -> str:
    return need_name(asked.twin, asked.need, words).lower()


def picture_bytes(
    asked: Asked, runs: int, picture: str, title: str, words: Language, *notes: str
) -> bytes:
    """A picture as a file that says itself what it is of, and that it is simulated."""
    told = mark("{region} · {scenario} · {runs} courses")
    place = words.text(
        told,
        region=asked.twin.network.region.name,
        scenario=asked.twin.scenario.name(words.code),
        runs=words.number(runs),
    )
    return framed_svg(picture, [title, place], [*notes, words.text(SIMULATED)]).encode()


def tell_notes(notes: Sequence[str], words: Language) -> None:
    console = Console()
    for note in notes:
        console.print(Text(note, style="dim"))
    print_note(words.text(SIMULATED))
