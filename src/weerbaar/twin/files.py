"""Reads the twin's library, scenarios and profiles; writes results."""

from __future__ import annotations

import io
import os
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weerbaar.common.cli import CANNOT_USE_FILE
from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.tables import Rows, Table
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.region.bundle import NOT_UTF8_TOML
from weerbaar.twin.answer import Answer
from weerbaar.twin.answer_tables import SIMULATION, answer_sheets, area_table, hour_table
from weerbaar.twin.area_map import Shown
from weerbaar.twin.council import PROVISIONS
from weerbaar.twin.domains import DOMAINS
from weerbaar.twin.library import TwinLibrary, check_library
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.profile import Profile, parse_profile
from weerbaar.twin.replay_misses import REPLAY_MISSES
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.tables import LIBRARY_TABLES
from weerbaar.twin.taxonomy import check_tags
from weerbaar.twin.wording import SIMULATED

NO_SCENARIO = ProblemKind(
    "no-such-scenario",
    mark("There is no scenario “{value}”."),
    mark("Use one of {known}, or the path of a TOML file."),
)
NO_REPLAY = ProblemKind(
    "no-such-replay",
    mark("There is no replay “{value}”."),
    mark("Use one of: {known}."),
)
NOT_TOML = ProblemKind(
    "not-toml", mark("This is not a TOML file: {value}."), mark("Mend that line and try again.")
)
NOT_TEXT = ProblemKind(NOT_TOML.code, NOT_UTF8_TOML.message, NOT_UTF8_TOML.remedy)
NO_PROFILE = ProblemKind(
    "no-such-profile",
    mark("There is no profile “{value}”."),
    mark("Use one of {known}, or the path of a TOML file."),
)
TOO_LARGE = ProblemKind(
    "too-large",
    mark("The file is {value} bytes; it may have at most {high}."),
    mark("Check that this is the right file."),
)
NESTED_TOO_DEEP = ProblemKind(
    "nested-too-deep",
    mark("This file has too many tables or lists inside each other."),
    mark("Write it as a scenario: keys, and one [[shocks]] table for each hit."),
)
NUMBER_TOO_LONG = ProblemKind(
    "number-too-long",
    mark("This file holds a number of thousands of digits."),
    mark("Give figures in the unit of their key; weerbaar scenario show tells it."),
)
NORMS_TOO_DEEP = ProblemKind(
    NESTED_TOO_DEEP.code,
    NESTED_TOO_DEEP.message,
    mark("Write it as a profile: keys, and one [[norms]] table for each norm."),
)
NORM_TOO_LONG = ProblemKind(
    NUMBER_TOO_LONG.code,
    NUMBER_TOO_LONG.message,
    mark("Give figures in the unit of their key; weerbaar profile show tells it."),
)
IS_A_FOLDER = ProblemKind(
    "is-a-folder", mark("{value} is a folder."), mark("Give the name of a file.")
)
CANNOT_WRITE = ProblemKind(
    "cannot-write",
    mark("{value} cannot be written: {place} is no folder you may write in."),
    mark("Give another place, or ask for the right to write there."),
)
CANNOT_REPLACE = ProblemKind(
    "cannot-replace",
    mark("{value} is there already, and you may not write to it."),
    mark("Give another name, or ask for the right to write to it."),
)
SAME_FILE = ProblemKind(
    "same-file",
    mark("Two options write to {value}."),
    mark("Give each its own file."),
)
DEFAULT_PROFILE = "basisniveau"
MAX_BYTES = 1_000_000
MAX_DOTS = 200
"""More dots on one line are a key that nests: reading it takes the square of their number."""


def _library() -> Traversable:
    return files("weerbaar") / "library"


@cache
def read_twin_library() -> TwinLibrary:
    """The library that ships with the package; raises Refused where it is damaged."""
    folder = _library() / "tables"
    return parse_library({t.file: (folder / t.file).read_bytes() for t in LIBRARY_TABLES})


def parse_library(contents: Mapping[str, bytes]) -> TwinLibrary:
    """The library in the bytes of its files, by name; raises Refused with all that is wrong."""
    read = [parse_bytes(table, contents[table.file], table.file) for table in LIBRARY_TABLES]
    refuse_if(problem for _, problems in read for problem in problems)
    library = TwinLibrary(*(rows for rows, _ in read))
    check_library(library)
    return library


@cache
def read_provisions() -> Rows:
    """What government can and cannot provide, by need; raises Refused where it is damaged."""
    return _read_rows(PROVISIONS)


@cache
def read_replay_misses() -> Rows:
    """What replays are known to get wrong; raises Refused where it is damaged."""
    return _read_rows(REPLAY_MISSES)


@cache
def read_domains() -> Rows:
    """The domains by which a place is seen without others; raises Refused where it is damaged."""
    return _read_rows(DOMAINS)


def _read_rows(table: Table) -> Rows:
    content = (_library() / "tables" / table.file).read_bytes()
    rows, problems = parse_bytes(table, content, table.file)
    refuse_if(problems)
    return rows


def scenario_names() -> list[str]:
    """Names of the scenarios that ship with the package, sorted."""
    folder = _library() / "scenarios"
    return sorted(
        p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")
    )


def read_scenario(name: str) -> Scenario:
    """A scenario by name, or from the path of a TOML file; raises Refused."""
    if name in scenario_names():
        path: Traversable | Path = _library() / "scenarios" / f"{name}.toml"
    else:
        path = Path(name)
        if not name.endswith(".toml") or not path.is_file():
            params = {"known": ", ".join(scenario_names())}
            raise Refused([Problem(NO_SCENARIO, value=name, params=params)])
    return parse_content(_toml(path), path.name)


def scenario_text(name: str) -> str:
    """The TOML of a scenario that ships with the package, by a name of `scenario_names`."""
    return (_library() / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")


def parse_scenario_text(text: str | bytes, file: str) -> Scenario:
    """The scenario in the text of a TOML file; raises Refused with every problem found."""
    return parse_content(toml_in(text, file), file)


def toml_in(
    text: str | bytes,
    file: str,
    too_deep: ProblemKind = NESTED_TOO_DEEP,
    too_long: ProblemKind = NUMBER_TOO_LONG,
) -> dict[str, Any]:
    """What the text of a TOML file holds; raises Refused where it is none, or too much."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _toml_of(data, len(data), file, too_deep, too_long)


def parse_content(data: Mapping[str, Any], file: str) -> Scenario:
    """The scenario in the content of a TOML file; raises Refused with every problem found."""
    wrong = check_tags(_words_in(data), read_twin_library().taxonomy, file)
    try:
        scenario = parse_scenario(data, file)
    except Refused as refused:
        raise Refused([*refused.problems, *wrong]) from refused
    refuse_if(wrong)
    return scenario


def profile_names() -> list[str]:
    """Names of the profiles that ship with the package, sorted."""
    folder = _library() / "profiles"
    return sorted(
        p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")
    )


def read_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """A profile of norms by name, or from the path of a TOML file; raises Refused."""
    if name in profile_names():
        path: Traversable | Path = _library() / "profiles" / f"{name}.toml"
    else:
        path = Path(name)
        if not name.endswith(".toml") or not path.is_file():
            params = {"known": ", ".join(profile_names())}
            raise Refused([Problem(NO_PROFILE, value=name, params=params)])
    return parse_profile(_toml(path, NORMS_TOO_DEEP, NORM_TOO_LONG), path.name)


def _words_in(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """The pillars and interests in the content of a file, where they are lists of words."""
    lists = {name: data.get(name) for name in ("pillars", "interests")}
    return {
        name: [tag for tag in tags if isinstance(tag, str)]
        for name, tags in lists.items()
        if isinstance(tags, list)
    }


def replay_names() -> list[str]:
    """Names of the replays that ship with the package, sorted."""
    folder = _library() / "replays"
    return sorted(
        p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")
    )


def read_replay(name: str) -> dict[str, Any]:
    """The pass bands of a replay that ships with the package; raises Refused."""
    if name not in replay_names():
        params = {"known": ", ".join(replay_names())}
        raise Refused([Problem(NO_REPLAY, value=name, params=params)])
    return _toml(_library() / "replays" / f"{name}.toml")


def _toml(
    path: Traversable | Path,
    too_deep: ProblemKind = NESTED_TOO_DEEP,
    too_long: ProblemKind = NUMBER_TOO_LONG,
) -> dict[str, Any]:
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
        size = stream.seek(0, os.SEEK_END) if len(data) > MAX_BYTES else len(data)
    return _toml_of(data, size, path.name, too_deep, too_long)


def _toml_of(
    data: bytes, size: int, file: str, too_deep: ProblemKind, too_long: ProblemKind
) -> dict[str, Any]:
    if size > MAX_BYTES:
        raise Refused([Problem(TOO_LARGE, file, value=size, params={"high": MAX_BYTES})])
    try:
        text = data.decode("utf-8-sig")
        if any(line.count(".") > MAX_DOTS for line in text.splitlines()):
            raise RecursionError
        return tomllib.loads(text)
    except RecursionError as error:
        raise Refused([Problem(too_deep, file)]) from error
    except UnicodeDecodeError as error:
        raise Refused([Problem(NOT_TEXT, file)]) from error
    except tomllib.TOMLDecodeError as error:
        raise Refused([Problem(NOT_TOML, file, value=error)]) from error
    except ValueError as error:  # Python refuses to read a number of more than 4,300 digits.
        raise Refused([Problem(too_long, file)]) from error


def parquet_bytes(columns: Mapping[str, Any], facts: Mapping[str, str]) -> bytes:
    """Columns as a Parquet file; the facts are kept with its schema."""
    buffer = io.BytesIO()
    table = pa.table(dict(columns)).replace_schema_metadata(dict(facts))
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def answer_csv_bytes(answer: Answer) -> bytes:
    """The figures of each area and need as CSV."""
    return table_csv(*area_table(answer)).encode()


def answer_xlsx_bytes(answer: Answer, words: Language) -> bytes:
    """All tables of an answer as a workbook."""
    return table_xlsx_bytes(answer_sheets(answer, words), words.text(SIMULATED))


def answer_parquet_bytes(answer: Answer) -> bytes:
    """The figures of every hour as Parquet."""
    return parquet_bytes(hour_table(answer), {SIMULATION: "yes"})


def shown_bytes(shown: Shown) -> bytes:
    """What a map shows, to be read back by `shown_of`."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        needs=np.array(shown.needs),
        shares=shown.shares,
        hours=np.array(shown.hours),
        outlined=np.array(shown.outlined, dtype=str),
        key_hours=np.array(shown.key_hours, dtype=np.int64),
        guessed=np.array(shown.guessed),
    )
    return buffer.getvalue()


def shown_of(content: bytes) -> Shown:
    """What a map shows, from the bytes that `shown_bytes` made."""
    with np.load(io.BytesIO(content), allow_pickle=False) as held:
        return Shown(
            needs=tuple(held["needs"].tolist()),
            shares=held["shares"],
            hours=tuple(held["hours"].tolist()),
            outlined=tuple(held["outlined"].tolist()),
            key_hours=tuple(held["key_hours"].tolist()),
            guessed=bool(held["guessed"]),
        )


def output_problems(outputs: Sequence[tuple[str, Path]]) -> list[Problem]:
    """A problem for each option and file that cannot be written; nothing is made or changed."""
    problems = []
    taken: set[Path] = set()
    for option, path in outputs:
        try:
            problem = _output_problem(option, path, taken)
        except OSError as error:
            problem = Problem(CANNOT_USE_FILE, column=option, value=error.strerror)
        if problem is not None:
            problems.append(problem)
    return problems


def make_room(paths: Iterable[Path]) -> None:
    """Make the folders of these files and try to write there; raises OSError where that fails."""
    for path in paths:
        if not _is_stream(path):
            beside = _beside(path)
            with _named(path):
                beside.parent.mkdir(parents=True, exist_ok=True)
                beside.touch()
                beside.unlink()


def write_file(path: Path, content: bytes) -> None:
    """Write all of the file or nothing: beside it first, then in its place."""
    if _is_stream(path):
        path.write_bytes(content)
        return
    target, beside = Path(os.path.realpath(path)), _beside(path)
    with _named(path):
        beside.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(content)
            if target.exists():
                shutil.copymode(target, beside)
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """What goes wrong with the file beside it is told of the file that was asked for."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _output_problem(option: str, path: Path, taken: set[Path]) -> Problem | None:
    if path.is_dir():
        return Problem(IS_A_FOLDER, column=option, value=path)
    if _is_stream(path):
        return None
    target = Path(os.path.realpath(path))
    if target in taken:
        return Problem(SAME_FILE, column=option, value=path)
    taken.add(target)
    if target.exists() and not os.access(target, os.W_OK):
        return Problem(CANNOT_REPLACE, column=option, value=path)
    place = next(p for p in target.parents if p.exists())
    at_the_top = place == place.parent and target.parent != place
    if at_the_top or not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        params = {"place": place}
        return Problem(CANNOT_WRITE, column=option, value=path, params=params)
    return None


def _is_stream(path: Path) -> bool:
    """Whether it is a pipe or a device, such as /dev/stdout, which nothing may replace."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _beside(path: Path) -> Path:
    return Path(os.path.realpath(path)).with_name(f".weerbaar-{os.getpid()}.tmp")
