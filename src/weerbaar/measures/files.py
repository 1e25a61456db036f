"""The catalogue of measures as it stands in the library."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.measures.catalogue import Measure, parse_measure
from weerbaar.region.files import read_library
from weerbaar.twin.files import read_twin_library

ENDING = ".toml"

NO_MEASURE = ProblemKind(
    "no-such-measure",
    mark("There is no measure “{value}”."),
    mark("Choose one of: {known}."),
)


def measure_names() -> list[str]:
    """Names of the measures of the catalogue, sorted."""
    folder = files("weerbaar") / "library" / "measures"
    return sorted(p.name.removesuffix(ENDING) for p in folder.iterdir() if p.name.endswith(ENDING))


@cache
def read_measure(name: str) -> Measure:
    """A measure of the catalogue by name; raises Refused."""
    if name not in measure_names():
        params = {"known": ", ".join(measure_names())}
        raise Refused([Problem(NO_MEASURE, value=name, params=params)])
    file = name + ENDING
    path = files("weerbaar") / "library" / "measures" / file
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return parse_measure(data, file, read_library(), read_twin_library())


def read_catalogue() -> tuple[Measure, ...]:
    """All measures of the catalogue, sorted by name; raises Refused with every problem found."""
    problems: list[Problem] = []
    found = []
    for name in measure_names():
        try:
            found.append(read_measure(name))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return tuple(found)
