"""Keeps the runs of an ensemble in a folder, and reads them back one at a time.

Rules:
1. A folder holds `ensemble.json` (what it is of), `region.zip` and `scenario.toml` (from which the
   twin is made again), and one folder `runs/run=000123` for each finished run, see `tables`.
2. A run is written beside its place, put on the disk, and then put in its place at once: a run that
   is there is whole. What a stopped process left beside is removed by the next one.
3. One process at a time writes: it holds a lock that falls away with the process, however it ends.
4. What is read is judged: a file that is damaged or foreign is refused.
5. Reading keeps few runs in memory, and of a run only what was asked.
"""

from __future__ import annotations

import errno
import io
import json
import math
import os
import re
import shutil
import sys
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, overload

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from weerbaar.common.files import read_bytes, state_of
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.region.files import bundle_bytes, read_library, read_region
from weerbaar.twin.ensemble import Run
from weerbaar.twin.files import read_scenario, read_twin_library
from weerbaar.twin.knobs import choose
from weerbaar.twin.runner import make_twin
from weerbaar.twin.sampling import KINDS, MATRIX, design_of
from weerbaar.twin.scenario import MAX_HOURS
from weerbaar.twin.stored.identity import (
    KIND,
    MEANINGS,
    SCHEMA,
    differences,
    identity_of,
    scenario_text,
)
from weerbaar.twin.stored.tables import (
    CAUSES,
    DRAWS,
    FACTS,
    LABELS,
    RUN_TABLES,
    RUNS,
    Labels,
    causes_from,
    labels_of,
    shape_of,
    shared_columns,
    tables_of,
)
from weerbaar.twin.twin import Twin

MANIFEST, REGION, SCENARIO, LOCK = "ensemble.json", "region.zip", "scenario.toml", ".lock"
RUNS_FOLDER, RESULTS = "runs", "results"
BESIDE = ".writing-"
RUN_FOLDER = re.compile(r"run=(\d{6})")
OWN_NAMES = frozenset({MANIFEST, REGION, SCENARIO, LOCK, RUNS_FOLDER, RESULTS})
MOST_MANIFEST_BYTES = 1_000_000
LEAST_STEP, MOST_STEP = 0.05, 6.0
MODEL_ROOMS = ("common", "region", "sharing", "twin")
KEPT_RUNS = 8
MOST_RUNS = 1_000_000
"""A folder numbers its runs with six digits."""
ROWS_AT_ONCE = 200_000
ROWS_IN_GROUP = 50_000
"""Rows of a file that are read together, in whole hours: some hours of a country, or all."""
# What pyarrow and numpy raise for a file that is cut off, changed or of something else.
BROKEN = (pa.ArrowException, OSError, KeyError, ValueError, TypeError, IndexError, MemoryError)

NOT_AN_ENSEMBLE = ProblemKind(
    "not-an-ensemble",
    mark("{value} is no folder with runs that Weerbaar made."),
    mark("Give the folder that was named with --out."),
)
FOREIGN_FOLDER = ProblemKind(
    "foreign-folder",
    mark("The folder holds {value}, which is not of an ensemble."),
    mark("Give an empty folder, or one that is not there yet."),
)
DAMAGED = ProblemKind(
    "damaged-ensemble",
    mark("This file is damaged, or is not of this ensemble."),
    mark("Take it back from a copy, or make the runs again in another folder."),
)
DAMAGED_RUN = ProblemKind(
    "damaged-run",
    mark("Run {value} is damaged or not whole."),
    mark("Remove its folder and ask for the same ensemble again: only this run is made anew."),
)
NOT_READ = ProblemKind(
    "run-not-read",
    mark("Run {value} cannot be read now; it stays as it is."),
    mark("Close other programs or look at the disk, and give the same command again."),
)
LOCKED = ProblemKind(
    "ensemble-in-use",
    mark("Another process is making runs in this folder."),
    mark("Wait until it is ready or stop it; or give another folder."),
)
NO_RUNS = ProblemKind(
    "no-finished-runs",
    mark("There is no finished run in this folder yet."),
    mark("Run weerbaar twin ensemble with this folder first."),
)


WITH_MEASURES = ProblemKind(
    "runs-with-measures",
    mark("These runs were made with measures, which do not stand in the folder."),
    mark("Weigh the variant again to see what its measures change."),
)
MATRIX_DESIGN = ProblemKind(
    "matrix-design",
    mark("These runs are of a design whose values are not in the folder."),
    mark("Lay the same design out again and give it with the twin."),
)


class Facts(NamedTuple):
    """The single numbers of a run."""

    steps: int
    outage_h: float
    start_hour: float
    unsettled: int


@cache
def software_version() -> str:
    """The version of Weerbaar with the state of its model, and those of what draws and computes.

    The state is that of every source file of the rooms that a run goes through.
    """
    parts = "-".join(version(name) for name in ("numpy", "scipy", "numba"))
    return f"{version('weerbaar')}+{state_of(MODEL_ROOMS)}-{parts}"


def run_files(run: Run, labels: Labels, rows: int = ROWS_IN_GROUP) -> dict[str, bytes]:
    """The Parquet files of a run by name, some `rows` in each group of a file."""
    areas = len(labels.areas)
    group = max(1, rows // areas) * areas
    tables = tables_of(run, labels).items()
    return {_file(name): _parquet(columns, group) for name, columns in tables}


def _file(table: str) -> str:
    return f"{table}.parquet"


def _parquet(columns: Mapping[str, Any], group: int) -> bytes:
    """The columns as a Parquet file, so many rows in each of its groups."""
    table = pa.table(dict(columns))
    sink = io.BytesIO()
    pq.write_table(
        table,
        sink,
        row_group_size=group,
        compression="zstd",
        use_dictionary=[name for name in table.column_names if name in LABELS],
        write_statistics=False,
        write_page_checksum=True,
    )
    return sink.getvalue()


def run_folder(folder: Path, number: int) -> Path:
    """Where a finished run stands."""
    return folder / RUNS_FOLDER / f"run={number:06d}"


@dataclass(frozen=True)
class Store:
    """A folder to which this process alone may add runs, see `open_store`."""

    folder: Path
    labels: Labels

    def finished(self) -> list[int]:
        """The numbers of the finished runs, in order; raises Refused for one that is not whole."""
        return finished_runs(self.folder)

    def put(self, number: int, files: Mapping[str, bytes]) -> None:
        """Adds a finished run: beside its place first, then at once in its place."""
        beside = self.folder / RUNS_FOLDER / f"{BESIDE}{number:06d}"
        try:
            _write_folder(beside, files)
            os.rename(beside, run_folder(self.folder, number))
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        _settle(beside.parent)


@contextmanager
def open_store(folder: Path, twin: Twin, asked: int) -> Iterator[Store]:
    """The folder in which this process alone may keep runs of this twin.

    A new folder gets its identity. Raises Refused where the folder holds something else, an
    ensemble of another identity (each difference is told), or where another process is at work.
    """
    refuse_if(_foreign(folder))
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        identity = identity_of(twin, software_version())
        if (folder / MANIFEST).exists():
            manifest = _read_manifest(folder)
            refuse_if(differences(manifest["identity"], identity, MANIFEST))
            asked = max(asked, manifest["asked"])
        else:
            _write_whole(folder / REGION, bundle_bytes(twin.network.region))
            _write_whole(folder / SCENARIO, scenario_text(twin).encode())
        (folder / RUNS_FOLDER).mkdir(exist_ok=True)
        _tidy(folder)
        record = {"kind": KIND, "schema": SCHEMA, "asked": asked, "identity": identity}
        _write_whole(folder / MANIFEST, json.dumps(record, indent=2, ensure_ascii=False).encode())
        yield Store(folder, labels_of(twin))


def is_ensemble(name: str) -> bool:
    """Whether this is the folder of an ensemble."""
    return bool(name) and (Path(name) / MANIFEST).is_file()


def read_ensemble(folder: Path) -> tuple[Twin, StoredRuns]:
    """The twin of an ensemble and its finished runs; raises Refused for what is not one.

    The twin is made again from what the folder holds and the figures that ship: where these have
    changed since, that is refused.
    """
    twin, found = read_twin(folder)
    refuse_if(differences(found, identity_of(twin, software_version()), MANIFEST))
    runs = StoredRuns(folder, labels_of(twin))
    if not len(runs):
        raise Refused([Problem(NO_RUNS, str(folder))])
    return twin, runs


def read_twin(folder: Path) -> tuple[Twin, dict[str, Any]]:
    """The twin that a folder holds, and its identity as it stands there.

    Raises Refused for a folder that holds none, for a design that is given as a matrix, and for
    runs with measures: these do not stand in the folder.
    """
    if not (folder / MANIFEST).is_file():
        raise Refused([Problem(NOT_AN_ENSEMBLE, value=folder)])
    found = _read_manifest(folder)["identity"]
    for name in (REGION, SCENARIO):
        if not (folder / name).is_file():
            raise Refused([Problem(DAMAGED, str(folder / name))])
    region, scenario = read_region(folder / REGION), read_scenario(str(folder / SCENARIO))
    twin = make_twin(
        region,
        read_library(),
        scenario,
        found["planned"],
        found["seed"],
        found["step_h"],
        found["hours"],
    )
    design = found["design"]
    if design is not None and design["kind"] == MATRIX:
        raise Refused([Problem(MATRIX_DESIGN, str(folder))])
    if found.get("levers"):
        raise Refused([Problem(WITH_MEASURES, str(folder))])
    laid_out = None if design is None else design_of(design)
    twin = choose(twin, found["choices"]) if found["choices"] else twin
    return replace(twin, fixed=found["fixed"], design=laid_out), found


def finished_runs(folder: Path) -> list[int]:
    """The numbers of the finished runs of a folder; raises Refused for one that is not whole."""
    runs = folder / RUNS_FOLDER
    names = sorted(os.listdir(runs)) if runs.is_dir() else []
    found = [(name, int(match[1])) for name in names if (match := RUN_FOLDER.fullmatch(name))]
    files = {_file(table) for table in RUN_TABLES}
    wrong = [(name, number) for name, number in found if not _holds(runs / name, files)]
    refuse_if(Problem(DAMAGED_RUN, str(runs / name), value=number) for name, number in wrong)
    return [number for _, number in found]


def _holds(folder: Path, files: set[str]) -> bool:
    return folder.is_dir() and files <= set(os.listdir(folder))


class StoredRun(Run):
    """A run on disk: a field is read when it is first asked."""

    def __init__(self, number: int, facts: Facts, folder: Path, labels: Labels) -> None:
        known = {"run": number, "_folder": folder, "_labels": labels, **facts._asdict()}
        for name, value in known.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        # Called only for what is not there yet: fields that were not read, and unknown names.
        if name.startswith("_"):
            raise AttributeError(name)
        with _told_damaged(self._folder, self.run):
            if name == "causes":
                found: Any = causes_from(_columns(self._folder, CAUSES), self._labels)
            elif name == "drawn":
                columns = _columns(self._folder, DRAWS)
                values = columns["value"].tolist()
                found = dict(zip(columns["name"].to_pylist(), values, strict=True))
            elif name in self._labels.places:
                found = self._array(name)
            else:
                raise AttributeError(name)
        object.__setattr__(self, name, found)
        return found

    def rows(self, field: str, low: int, high: int) -> NDArray[Any]:
        """Rows low to high - 1 of a field; only those are read."""
        if field in vars(self):
            return super().rows(field, low, high)
        with _told_damaged(self._folder, self.run):
            return self._array(field, slice(low, high))

    def hours(self, field: str, low: int, high: int, first: int, last: int) -> NDArray[Any]:
        """Steps first to last - 1 of those rows; not much more than these is read."""
        if field in vars(self):
            return super().hours(field, low, high, first, last)
        each = len(self._labels.areas)
        with _told_damaged(self._folder, self.run):
            return self._array(field, slice(low, high), slice(first * each, last * each))

    def _array(
        self, field: str, some: slice = slice(None), rows: slice | None = None
    ) -> NDArray[Any]:
        place = self._labels.places[field]
        names = place.columns[some]
        columns = _columns(self._folder, place.table, names, rows)
        shape = shape_of(field, self._labels)
        if len(place.columns) == 1:
            only: NDArray[Any] = columns[names[0]]
            return only.reshape(shape)
        return np.stack([columns[name].reshape(shape) for name in names])


class StoredRuns(Sequence[Run]):
    """The finished runs of an ensemble in order; a few of them are kept in memory."""

    def __init__(self, folder: Path, labels: Labels, numbers: Sequence[int] | None = None) -> None:
        self.folder, self.labels = folder, labels
        self.numbers = finished_runs(folder) if numbers is None else list(numbers)
        self._facts: dict[int, Facts] = {}
        self._kept: OrderedDict[int, StoredRun] = OrderedDict()

    @classmethod
    def of(cls, folder: Path, twin: Twin) -> StoredRuns:
        """The finished runs of this twin in a folder."""
        return cls(folder, labels_of(twin))

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Run: ...
    @overload
    def __getitem__(self, at: slice) -> StoredRuns: ...
    def __getitem__(self, at: int | slice) -> Run | StoredRuns:
        """A run by its place, or some of the runs; raises Refused where it is damaged."""
        if isinstance(at, slice):
            return StoredRuns(self.folder, self.labels, self.numbers[at])
        number = self.numbers[at]
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        folder = run_folder(self.folder, number)
        if number not in self._facts:
            with _told_damaged(folder, number):
                self._facts[number] = _facts(folder)
        self._kept[number] = StoredRun(number, self._facts[number], folder, self.labels)
        if len(self._kept) > KEPT_RUNS:
            self._kept.popitem(last=False)
        return self._kept[number]


def write_results(runs: StoredRuns, folder: Path) -> list[Path]:
    """Writes one Parquet file for each table, the runs below each other; gives their paths.

    These may be shared: they hold no counts of 1 to 9 persons, see `tables.shared_columns`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{BESIDE}*.parquet"):
        left.unlink()
    return [_write_result(runs, folder, table) for table in RUN_TABLES]


def _write_result(runs: StoredRuns, folder: Path, table: str) -> Path:
    path = folder / _file(table)
    beside = path.with_name(f"{BESIDE}{path.name}")
    try:
        with beside.open("wb") as stream:
            writer = None
            for part in _parts(runs, table):
                writer = writer or pq.ParquetWriter(stream, part.schema, compression="zstd")
                writer.write_table(part)
            if writer is not None:
                writer.close()
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)
        _settle(folder)
    finally:
        beside.unlink(missing_ok=True)
    return path


def _parts(runs: StoredRuns, table: str) -> Iterator[pa.Table]:
    """The rows of a table, some runs at a time."""
    parts: list[pa.Table] = []
    for i, number in enumerate(runs.numbers):
        source = run_folder(runs.folder, number)
        with _told_damaged(source, number):
            columns = shared_columns(table, _columns(source, table), runs.labels)
            rows = len(next(iter(columns.values())))
            marks = {"simulation": _same("yes", rows), "run": np.full(rows, number, np.int32)}
            parts.append(pa.table(marks | columns))
        if sum(len(part) for part in parts) >= ROWS_AT_ONCE or i == len(runs) - 1:
            yield pa.concat_tables(parts).replace_schema_metadata({"simulation": "yes"})
            parts = []


def _same(text: str, rows: int) -> Any:
    return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), pa.array([text]))


def _facts(folder: Path) -> Facts:
    columns = _columns(folder, RUNS, FACTS)
    steps, outage_h, start_hour, unsettled = (columns[name][0] for name in FACTS)
    return Facts(int(steps), float(outage_h), float(start_hour), int(unsettled))


def _columns(
    folder: Path, table: str, names: Sequence[str] | None = None, rows: slice | None = None
) -> dict[str, Any]:
    """Columns of a table: numbers as arrays, texts as they stand; raises one of BROKEN.

    With `rows` only those; of the file the groups in which they stand are read.
    """
    source = pa.OSFile(str(folder / _file(table)))
    asked = None if names is None else list(names)
    with source, pq.ParquetFile(source, page_checksum_verification=True) as file:
        if rows is None:
            read = file.read(columns=asked, use_threads=False)
        else:
            groups, before = _groups_with(file.metadata, rows)
            read = file.read_row_groups(groups, columns=asked, use_threads=False)
            read = read.slice(rows.start - before, rows.stop - rows.start)
    found = {}
    for name in names or read.column_names:
        column = read.column(name).combine_chunks()
        if column.null_count:
            raise ValueError(name)
        is_text = pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)
        found[name] = column if is_text else column.to_numpy(zero_copy_only=False)
    return found


def _groups_with(file: Any, rows: slice) -> tuple[list[int], int]:
    """The groups of a file that hold these rows, and how many rows stand before the first."""
    ends = np.cumsum([file.row_group(i).num_rows for i in range(file.num_row_groups)])
    begins = np.concatenate(([0], ends[:-1]))
    groups = np.flatnonzero((ends > rows.start) & (begins < rows.stop)).tolist()
    return groups, int(begins[groups[0]]) if groups else rows.start


@contextmanager
def _told_damaged(folder: Path, number: int) -> Iterator[None]:
    """Refuses a run whose files cannot be read as what they should be."""
    try:
        yield
    except BROKEN as error:
        kind = NOT_READ if _is_shortage(error) else DAMAGED_RUN
        raise Refused([Problem(kind, str(folder), value=number)]) from error


def _is_shortage(error: BaseException) -> bool:
    """Whether this computer could not read, which says nothing of what the file holds."""
    number = getattr(error, "errno", None)
    return isinstance(error, MemoryError) or number not in (None, 0, errno.ENOENT, errno.ENOTDIR)


def _read_manifest(folder: Path) -> dict[str, Any]:
    """What ensemble.json holds, judged; raises Refused."""
    content = read_bytes(folder / MANIFEST, MOST_MANIFEST_BYTES)
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refused([Problem(DAMAGED, MANIFEST)]) from error
    if not _is_manifest(manifest):
        raise Refused([Problem(DAMAGED, MANIFEST)])
    return dict(manifest)


def _is_manifest(manifest: Any) -> bool:
    """Whether it has the form that `open_store` writes."""
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        return False
    identity = manifest.get("identity")
    if type(manifest.get("asked")) is not int or manifest.get("schema") != SCHEMA:
        return False
    # Of what was kept before measures could work in it, the version differs: that is told.
    if not isinstance(identity, dict) or not set(MEANINGS) - {"levers"} <= set(identity):
        return False
    if not (identity["design"] is None or _is_design(identity["design"])):
        return False
    planned, fixed, seed = identity["planned"], identity["fixed"], identity["seed"]
    step, hours = identity["step_h"], identity["hours"]
    return (
        type(seed) is int
        and 0 <= seed < 2**63
        and isinstance(step, float)
        and LEAST_STEP <= step <= MOST_STEP
        and isinstance(hours, float)
        and 0.0 <= hours <= MAX_HOURS
        and isinstance(planned, list)
        and all(isinstance(name, str) for name in planned)
        and _are_numbers(fixed)
        and _are_numbers(identity["choices"])
        and set(fixed) <= {str(name) for name in read_twin_library().parameters["parameter"]}
    )


def _are_numbers(named: Any) -> bool:
    return isinstance(named, dict) and all(
        isinstance(value, float) and math.isfinite(value) for value in named.values()
    )


def _is_design(facts: Any) -> bool:
    """Whether these are the facts of a design, as `Design.facts` gives them."""
    if not isinstance(facts, dict) or facts.get("kind") not in (*KINDS, MATRIX):
        return False
    runs, names = facts.get("runs"), facts.get("names")
    return (
        type(runs) is int
        and 0 < runs <= MOST_RUNS
        and isinstance(names, list)
        and all(isinstance(name, str) for name in names)
        and len(set(names)) == len(names)
    )


def _foreign(folder: Path) -> list[Problem]:
    """A problem where a folder without an ensemble holds something else."""
    if folder.exists() and not folder.is_dir():
        return [Problem(NOT_AN_ENSEMBLE, column="--out", value=folder)]
    if not folder.exists() or (folder / MANIFEST).exists():
        return []
    strange = sorted(n for n in os.listdir(folder) if n not in OWN_NAMES and BESIDE not in n)
    # Runs of which nothing says what they are of are nobody's.
    strange += [str(run.relative_to(folder)) for run in sorted(folder.glob(f"{RUNS_FOLDER}/run=*"))]
    return [Problem(FOREIGN_FOLDER, str(folder), value=name) for name in strange[:1]]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, which the computer takes back when this process ends."""
    with (folder / LOCK).open("ab") as stream:
        try:
            _lock(stream)
        except OSError as error:
            raise Refused([Problem(LOCKED, str(folder))]) from error
        yield


def _lock(stream: io.BufferedWriter) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _tidy(folder: Path) -> None:
    """Removes what a stopped process left half-way."""
    for place in (folder, folder / RUNS_FOLDER, folder / RESULTS):
        for path in place.glob(f"{BESIDE}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        _write_settled(folder / name, content)
    _settle(folder)


def _write_whole(path: Path, content: bytes) -> None:
    """Writes all of a file or nothing."""
    beside = path.with_name(f"{BESIDE}{path.name}")
    _write_settled(beside, content)
    os.replace(beside, path)
    _settle(path.parent)


def _write_settled(path: Path, content: bytes) -> None:
    """Writes a file and waits until it is on the disk."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _settle(folder: Path) -> None:
    """Waits until the names in a folder are on the disk, where the computer can."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
