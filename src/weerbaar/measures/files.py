"""The catalogue, own figures and variants, as they stand in the library or in a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from weerbaar.common.csv_cells import csv_text, parse_bytes, text_of
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.tables import Rows, Table
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.measure_form import parse_measure
from weerbaar.measures.moments import BUDGET_MOMENTS
from weerbaar.measures.own_figures import (
    OWN_FIGURES,
    WHAT,
    OwnFigure,
    own_figures_of,
    record_of,
    what_of,
)
from weerbaar.measures.variant_form import variant_as_data, variant_from_data
from weerbaar.measures.variants import Variant
from weerbaar.measures.verdicts import LEAST_DIFFERENCES, Least, least_of
from weerbaar.region.files import read_library
from weerbaar.twin.files import (
    NESTED_TOO_DEEP,
    NUMBER_TOO_LONG,
    TOO_LARGE,
    read_twin_library,
    toml_in,
    write_file,
)
from weerbaar.twin.writing import toml_of

ENDING = ".toml"

NO_MEASURE = ProblemKind(
    "no-such-measure",
    mark("There is no measure “{value}”."),
    mark("Choose one of: {known}."),
)
NO_VARIANT = ProblemKind(
    "no-such-variant",
    mark("There is no variant “{value}”."),
    mark("Use one of {known}, or the path of a TOML file."),
)
VARIANT_TOO_DEEP = ProblemKind(
    NESTED_TOO_DEEP.code,
    NESTED_TOO_DEEP.message,
    mark("Write it as a variant: keys, and one [[choices]] table for each choice."),
)
VARIANT_TOO_LONG = ProblemKind(
    NUMBER_TOO_LONG.code,
    NUMBER_TOO_LONG.message,
    mark("Give knobs in their own unit; weerbaar measure show tells it."),
)
NO_OWN_FIGURES = ProblemKind(
    "no-own-figures",
    mark("There is no file {value} with own figures."),
    mark("Give the path of a CSV file."),
)
MOST_BYTES = 1_000_000


def measure_names() -> list[str]:
    """Names of the measures of the catalogue, sorted."""
    return list(_measure_names())


@cache
def _measure_names() -> tuple[str, ...]:
    """The same, listed once: the folder stays as it is, and each measure is looked up in it."""
    folder = files("weerbaar") / "library" / "measures"
    names = (p.name.removesuffix(ENDING) for p in folder.iterdir() if p.name.endswith(ENDING))
    return tuple(sorted(names))


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


def catalogue_by_name() -> dict[str, Measure]:
    """The measures of the catalogue by name; raises Refused with every problem found."""
    return {measure.measure: measure for measure in read_catalogue()}


def variant_names() -> list[str]:
    """Names of the variants that ship with the package, sorted."""
    folder = files("weerbaar") / "library" / "variants"
    return sorted(p.name.removesuffix(ENDING) for p in folder.iterdir() if p.name.endswith(ENDING))


def read_variant(name: str, catalogue: Mapping[str, Measure] | None = None) -> Variant:
    """A variant that ships by name, or from the path of a TOML file; raises Refused.

    Its choices are held against the catalogue, without one against that of the library.
    """
    if name in variant_names():
        path = files("weerbaar") / "library" / "variants" / f"{name}{ENDING}"
        content = path.read_bytes()
    else:
        own = Path(name)
        if not name.endswith(ENDING) or not own.is_file():
            params = {"known": ", ".join(variant_names())}
            raise Refused([Problem(NO_VARIANT, value=name, params=params)])
        size = own.stat().st_size
        if size > MOST_BYTES:
            raise Refused([Problem(TOO_LARGE, own.name, value=size, params={"high": MOST_BYTES})])
        content = own.read_bytes()
    return parse_variant_text(content, Path(name).name, catalogue)


def parse_variant_text(
    text: str | bytes, file: str, catalogue: Mapping[str, Measure] | None = None
) -> Variant:
    """The variant in the text of a TOML file; raises Refused with every problem found."""
    known = catalogue_by_name() if catalogue is None else catalogue
    return variant_from_data(toml_in(text, file, VARIANT_TOO_DEEP, VARIANT_TOO_LONG), file, known)


def variant_text(variant: Variant) -> str:
    """The text of the TOML file of a variant, which reads back the same."""
    return toml_of(variant_as_data(variant))


def write_variant(variant: Variant, path: Path) -> None:
    """Writes a variant as a TOML file."""
    write_file(path, variant_text(variant).encode())


def read_own_figures(path: Path, catalogue: Mapping[str, Measure]) -> list[OwnFigure]:
    """The own figures in a CSV file; raises Refused with every problem found."""
    if not path.is_file():
        raise Refused([Problem(NO_OWN_FIGURES, value=path)])
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refused([Problem(TOO_LARGE, path.name, value=size, params={"high": MOST_BYTES})])
    return parse_own_figures(path.read_bytes(), path.name, catalogue)


def parse_own_figures(
    content: bytes, file: str, catalogue: Mapping[str, Measure]
) -> list[OwnFigure]:
    """The own figures in the bytes of a CSV file; raises Refused with every problem found."""
    rows, problems = parse_bytes(OWN_FIGURES, content, file)
    refuse_if(problems)
    found, problems = own_figures_of(rows, catalogue, read_library())
    refuse_if([replace(problem, file=file) for problem in problems])
    return found


def own_figures_text(own: Sequence[OwnFigure], catalogue: Mapping[str, Measure]) -> str:
    """Own figures as the text of a CSV file, which reads back the same.

    Beside each stands what it is about, which is not read.
    """
    columns = OWN_FIGURES.columns
    lines = [
        [*(text_of(column, row[column.name]) for column in columns), what_of(one, catalogue)]
        for one, row in ((one, record_of(one)) for one in own)
    ]
    return csv_text([*OWN_FIGURES.names, WHAT], lines)


def write_own_figures(
    own: Sequence[OwnFigure], catalogue: Mapping[str, Measure], path: Path
) -> None:
    """Writes own figures as a CSV file."""
    write_file(path, own_figures_text(own, catalogue).encode())


@cache
def read_budget_moments() -> Rows:
    """The moments of the budget cycle; raises Refused where the table is damaged."""
    return _read_own(BUDGET_MOMENTS)


@cache
def least_differences() -> Least:
    """The smallest differences that matter."""
    return least_of(read_least_differences())


def read_least_differences() -> Rows:
    """The smallest differences that matter; raises Refused where the table is damaged."""
    return _read_own(LEAST_DIFFERENCES)


def _read_own(table: Table) -> Rows:
    path = files("weerbaar") / "library" / "tables" / table.file
    rows, problems = parse_bytes(table, path.read_bytes(), table.file)
    refuse_if(problems)
    return rows
