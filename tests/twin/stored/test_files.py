"""Runs on disk: the same as in memory, gone on with, and never half or of something else."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import weerbaar
from tests.twin.stored.small_ensembles import bytes_in, ensemble_twin, make_in, same
from weerbaar.common.refusals import Refused
from weerbaar.twin.difference import compare_answers
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.indicators import find_indicators
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.runner import run_many
from weerbaar.twin.sampling import matrix_design
from weerbaar.twin.stored.files import (
    KEPT_RUNS,
    MANIFEST,
    StoredRuns,
    finished_runs,
    open_store,
    read_ensemble,
    run_files,
    software_version,
    write_results,
)
from weerbaar.twin.stored.tables import RUN_TABLES, labels_of, shared_columns

ASK_VERSION = "from weerbaar.twin.stored.files import software_version as v; print(v())"
FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
RUNS = 5


@pytest.fixture(scope="module")
def ensemble(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with five finished runs, which tests may copy but not change."""
    folder = tmp_path_factory.mktemp("ensembles") / "storm"
    make_in(folder, ensemble_twin(), RUNS)
    return folder


@pytest.fixture
def copy(ensemble: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ensemble, tmp_path / "copy"))


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def test_an_evening_of_runs_is_stopped_and_gone_on_with_the_next_day(tmp_path: Path) -> None:
    """Three runs tonight and five tomorrow are the five that one evening would have made."""
    twin = ensemble_twin()
    assert make_in(tmp_path / "two evenings", twin, 3) == 3
    assert finished_runs(tmp_path / "two evenings") == [0, 1, 2]
    assert make_in(tmp_path / "two evenings", twin, 5) == 2
    assert make_in(tmp_path / "two evenings", twin, 5) == 0
    assert make_in(tmp_path / "one evening", twin, 5) == 5
    assert bytes_in(tmp_path / "two evenings") == bytes_in(tmp_path / "one evening")
    assert len(read_ensemble(tmp_path / "two evenings")[1]) == 5


def test_a_run_reads_back_the_same_to_the_last_bit(ensemble: Path) -> None:
    twin = ensemble_twin()
    runs = StoredRuns.of(ensemble, twin)
    assert [run.run for run in runs] == [0, 1, 2, 3, 4]
    assert all(same(run_once(twin, run.run), run) for run in runs)


@pytest.mark.parametrize("field", ["unmet", "persons", "cells", "counts", "weighted", "flows"])
def test_some_rows_of_a_field_are_those_rows(ensemble: Path, field: str) -> None:
    twin = ensemble_twin()
    fresh, made = StoredRuns.of(ensemble, twin)[1], run_once(twin, 1)
    assert np.array_equal(fresh.rows(field, 2, 5), getattr(made, field)[2:5])
    assert field not in vars(fresh)
    whole = getattr(fresh, field)
    assert np.array_equal(fresh.rows(field, 2, 5), whole[2:5])


@pytest.mark.parametrize("rows", [1, 90, 200, 1_000])
def test_some_hours_of_a_run_are_those_hours_however_its_file_is_divided(
    tmp_path: Path, rows: int
) -> None:
    """Four hours of 87 areas, in one to four groups of a file."""
    twin = ensemble_twin()
    made = run_once(twin, 0)
    with open_store(tmp_path / "e", twin, 1) as store:
        store.put(0, run_files(made, labels_of(twin), rows))
    fresh = StoredRuns.of(tmp_path / "e", twin)[0]
    file = pq.ParquetFile(tmp_path / "e" / "runs" / "run=000000" / "hours_by_area.parquet")
    assert file.num_row_groups == {1: 4, 90: 4, 200: 2, 1_000: 1}[rows]
    for first in range(6):
        for last in range(first, 7):
            asked = ("unmet", 2, 4, first, last)
            assert np.array_equal(fresh.hours(*asked), made.hours(*asked))
    assert same(made, fresh)


@pytest.mark.parametrize("most_bytes", [1, 5_000, 32_000_000])
def test_a_summary_from_disk_is_that_from_memory(ensemble: Path, most_bytes: int) -> None:
    """However little memory it may take."""
    twin = ensemble_twin()
    runs = run_many(twin, RUNS)
    _, stored = read_ensemble(ensemble)
    expected = summarise(twin, runs, scope_of(twin))
    assert same(expected, summarise(twin, stored, scope_of(twin), most_bytes))


def test_findings_and_indicators_take_runs_from_disk(ensemble: Path) -> None:
    twin = ensemble_twin()
    runs, stored = run_many(twin, RUNS), StoredRuns.of(ensemble, twin)
    outcome = summarise(twin, runs, scope_of(twin))
    assert same(find_gaps(twin, runs, outcome, "en"), find_gaps(twin, stored, outcome, "en"))
    assert same(find_indicators(twin, runs, outcome), find_indicators(twin, stored, outcome))


def test_two_variants_side_by_side_compare_on_the_same_draws(tmp_path: Path) -> None:
    """With a kit in every home nobody lacks more, in no run; the draws of the others stay."""
    kits = {"prepared_low_income": 1.0, "prepared_other": 1.0}
    plain, other = ensemble_twin(), ensemble_twin(fixed=kits)
    make_in(tmp_path / "plain", plain, 4)
    make_in(tmp_path / "kits", other, 4)
    (before, runs), (after, with_kits) = (
        read_ensemble(tmp_path / name) for name in ("plain", "kits")
    )
    assert dict(after.fixed) == kits
    moves = compare_answers(before, after, runs, with_kits)
    assert all(move.person_hours.difference.p90 <= 0 for move in moves)
    assert [a.drawn["start_hour"] for a in runs] == [b.drawn["start_hour"] for b in with_kits]


def test_few_runs_are_kept_in_memory(ensemble: Path) -> None:
    runs = StoredRuns(ensemble, StoredRuns.of(ensemble, ensemble_twin()).labels, [0, 1] * 20)
    first = runs[0]
    assert runs[0] is first
    assert len(runs._kept) <= KEPT_RUNS
    assert [run.run for run in runs[1:4]] == [1, 0, 1]


def test_the_twin_is_made_again_from_the_folder_alone(ensemble: Path) -> None:
    twin, runs = read_ensemble(ensemble)
    assert same(run_once(twin, 3), runs[3])


def test_results_are_one_whole_table_each(ensemble: Path, tmp_path: Path) -> None:
    twin = ensemble_twin()
    runs = StoredRuns.of(ensemble, twin)
    paths = write_results(runs, tmp_path / "results")
    assert {path.stem for path in paths} == set(RUN_TABLES)
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == sorted(
        path.name for path in paths
    )
    tables = {path.stem: pq.read_table(path) for path in paths}
    assert all(set(t["simulation"].to_pylist()) == {"yes"} for t in tables.values() if len(t))
    assert tables["runs"]["run"].to_pylist() == [0, 1, 2, 3, 4]
    by_area = tables["hours_by_area"]
    assert len(by_area) == sum(run.steps for run in runs) * len(runs.labels.areas)
    power = [p for p in by_area["without_power"].to_pylist() if p is not None]
    assert sum(power) == pytest.approx(sum(float(run.unmet[0].sum()) for run in runs), rel=1e-3)


def test_results_tell_of_no_small_counts_and_of_no_people_on_a_device_by_area(
    ensemble: Path, tmp_path: Path
) -> None:
    paths = write_results(StoredRuns.of(ensemble, ensemble_twin()), tmp_path)
    tables = {path.stem: pq.read_table(path) for path in paths}
    for name in ("hours_by_area", "areas", "areas_by_group"):
        assert [c for c in tables[name].column_names if "device" in c] == []
    assert "root" not in tables["causes"].column_names
    assert "device" not in tables["causes"]["need"].to_pylist()
    small = [
        (name, column)
        for name, start in (("hours_by_area", "without_"), ("areas_by_group", "beyond_"))
        for column in tables[name].column_names
        if column.startswith(start)
        for count in tables[name][column].to_pylist()
        if count is not None and 0.5 <= count < 10
    ]
    assert small == []
    # There is one broadcaster: a mean of all of them would be that of one object.
    assert "works_broadcaster" not in tables["hours"].column_names


def test_counts_of_every_sort_that_are_small_are_empty_where_they_are_shared() -> None:
    labels = labels_of(ensemble_twin())
    few, many = np.array([0.0, 3.0, 12.0]), [0.0, None, 12.0]
    zero = np.zeros(3)
    area = {f"{what}_heat": few for what in ("without", "weighted")} | {"queue": few}
    shared = shared_columns(
        "hours_by_area", {k: v for k, v in area.items() if k != "weighted_heat"}, labels
    )
    assert shared["queue"].to_pylist() == shared["without_heat"].to_pylist() == many
    columns = {"visits": few, "unserved": few, "weighted_heat": few}
    shared = shared_columns("areas", columns, labels)
    assert shared["visits"].to_pylist() == shared["unserved"].to_pylist() == many
    assert "weighted_heat" not in shared
    cell = {"persons_heat": np.full(3, 500.0), "hours_heat": few * 100, "beyond_heat": few}
    shared = shared_columns("areas_by_group", cell, labels)
    assert shared["hours_heat"].to_pylist() == [0.0, None, 1200.0]
    cell |= {"hours_heat": few, "beyond_heat": zero}
    assert shared_columns("areas_by_group", cell, labels)["hours_heat"].to_pylist() == many


def test_runs_of_which_nothing_says_what_they_are_of_are_refused(copy: Path) -> None:
    (copy / MANIFEST).unlink()
    with pytest.raises(Refused) as caught:
        make_in(copy, ensemble_twin(seed=99), RUNS)
    assert codes(caught) == {"foreign-folder"}


def test_another_state_of_any_source_of_the_model_is_another_version(tmp_path: Path) -> None:
    """Not of the kernels alone: what draws and what is compiled of a region decide a run too."""
    package = Path(weerbaar.__file__).parent
    for name in ("draws.py", "network.py", "knobs.py"):
        root = tmp_path / name
        shutil.copytree(package, root / "weerbaar", ignore=shutil.ignore_patterns("static", "*.po"))
        with (root / "weerbaar" / "twin" / name).open("a", encoding="utf-8") as stream:
            stream.write("# another\n")
        found = subprocess.run(
            [sys.executable, "-c", ASK_VERSION],
            env=os.environ | {"PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout.strip() != software_version()


def test_a_run_that_this_computer_cannot_read_now_is_not_called_damaged(
    ensemble: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_many(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(pa, "OSFile", too_many)
    with pytest.raises(Refused) as caught:
        StoredRuns.of(ensemble, ensemble_twin())[0].unmet  # noqa: B018
    assert codes(caught) == {"run-not-read"}


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"seed": 2}, {"seed"}),
        ({"hours": 9.0}, {"hours"}),
        ({"dt": 0.5, "seed": 3}, {"step_h", "seed"}),
        ({"fixed": {"rho": 0.5}}, {"fixed"}),
        ({"norms": ()}, {"library_hash"}),
    ],
)
def test_another_calculation_is_refused_with_what_differs(
    ensemble: Path, changes: dict[str, object], names: set[str]
) -> None:
    with (
        pytest.raises(Refused) as caught,
        open_store(ensemble, ensemble_twin(**changes), RUNS),
    ):
        pass
    assert codes(caught) == {"other-ensemble"}
    assert {problem.column for problem in caught.value.problems} == names


def test_another_scenario_is_refused_by_its_content(ensemble: Path) -> None:
    twin = ensemble_twin(scenario=replace(ensemble_twin().scenario, amplitude_c=9.0))
    with pytest.raises(Refused) as caught, open_store(ensemble, twin, RUNS):
        pass
    assert {problem.column for problem in caught.value.problems} == {"scenario_hash"}


def test_a_second_process_at_work_is_refused(copy: Path) -> None:
    twin = ensemble_twin()
    with open_store(copy, twin, RUNS):
        with pytest.raises(Refused) as caught, open_store(copy, twin, RUNS):
            pass
        assert codes(caught) == {"ensemble-in-use"}
    with open_store(copy, twin, RUNS) as store:
        assert store.finished() == [0, 1, 2, 3, 4]


def test_what_a_stopped_process_left_is_removed_and_made_anew(copy: Path) -> None:
    whole = bytes_in(copy)
    runs = copy / "runs"
    (runs / "run=000004").rename(runs / ".writing-000004")
    (runs / ".writing-000004" / "runs.parquet").unlink()
    (copy / ".writing-ensemble.json").write_text("{", encoding="utf-8")
    assert make_in(copy, ensemble_twin(), RUNS) == 1
    assert bytes_in(copy) == whole
    assert not list(copy.rglob(".writing*"))


def test_a_run_that_cannot_be_written_leaves_nothing_half(copy: Path) -> None:
    with open_store(copy, ensemble_twin(), 6) as store, pytest.raises(OSError, match="Not a"):
        store.put(5, {"runs.parquet": b"x", "runs.parquet/y": b"x"})
    assert finished_runs(copy) == [0, 1, 2, 3, 4]
    assert not list(copy.rglob(".writing*"))


def test_a_folder_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"beach")
    with pytest.raises(Refused) as caught, open_store(tmp_path, ensemble_twin(), 1):
        pass
    assert codes(caught) == {"foreign-folder"}
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_file_or_an_empty_folder_is_no_ensemble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(Refused) as caught, open_store(tmp_path / "file", ensemble_twin(), 1):
        pass
    assert codes(caught) == {"not-an-ensemble"}
    for name in (".", "file", "nowhere"):
        with pytest.raises(Refused) as caught:
            read_ensemble(tmp_path / name)
        assert codes(caught) == {"not-an-ensemble"}


def test_an_ensemble_without_runs_says_so(copy: Path) -> None:
    shutil.rmtree(copy / "runs")
    with pytest.raises(Refused) as caught:
        read_ensemble(copy)
    assert codes(caught) == {"no-finished-runs"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"kind": "weerbaar-ensemble", "schema": 1, "asked": 5, "identity": {}}',
        '{"kind": "weerbaar-ensemble", "schema": 2, "asked": 5, "identity": {}}',
    ],
)
def test_a_damaged_identity_is_refused(copy: Path, content: str) -> None:
    (copy / MANIFEST).write_text(content, encoding="utf-8")
    for work in (lambda: read_ensemble(copy), lambda: make_in(copy, ensemble_twin(), RUNS)):
        with pytest.raises(Refused) as caught:
            work()
        assert codes(caught) == {"damaged-ensemble"}


def test_values_that_cannot_be_in_an_identity_are_refused(copy: Path) -> None:
    whole = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    for name, value in (
        ("seed", "1"),
        ("seed", -1),
        ("hours", None),
        ("hours", 1e9),
        ("step_h", 0.0),
        ("step_h", float("nan")),
        ("planned", "x"),
        ("fixed", {"rho": "x"}),
        ("fixed", {"no such parameter": 1.0}),
        ("choices", {"mast_hours": "8"}),
        ("choices", []),
        ("design", "x"),
        ("design", {}),
        ("design", {"kind": "latin", "runs": 0, "names": []}),
        ("design", {"kind": "latin", "runs": 2, "names": ["rho", "rho"]}),
        ("design", {"kind": "latin", "runs": 2, "names": "rho"}),
    ):
        changed = whole | {"identity": whole["identity"] | {name: value}}
        (copy / MANIFEST).write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(Refused) as caught:
            read_ensemble(copy)
        assert codes(caught) == {"damaged-ensemble"}


def test_a_design_whose_values_are_elsewhere_is_refused_in_words(copy: Path) -> None:
    whole = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    facts = matrix_design(["rho"], np.array([[0.5]] * RUNS)).facts()
    changed = whole | {"identity": whole["identity"] | {"design": facts}}
    (copy / MANIFEST).write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_ensemble(copy)
    assert codes(caught) == {"matrix-design"}


def test_runs_with_measures_are_refused_in_words(copy: Path) -> None:
    whole = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    changed = whole | {"identity": whole["identity"] | {"levers": [{"name": "noodradio|1"}]}}
    (copy / MANIFEST).write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_ensemble(copy)
    assert codes(caught) == {"runs-with-measures"}


def test_runs_from_before_measures_differ_and_are_not_damaged(copy: Path) -> None:
    whole = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    del whole["identity"]["levers"]
    (copy / MANIFEST).write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_ensemble(copy)
    assert codes(caught) == {"other-ensemble"}


def test_a_run_without_one_of_its_files_is_refused_by_number(copy: Path) -> None:
    (copy / "runs" / "run=000002" / "causes.parquet").unlink()
    with pytest.raises(Refused) as caught:
        read_ensemble(copy)
    (problem,) = caught.value.problems
    assert (problem.code, problem.value) == ("damaged-run", 2)


def test_a_removed_run_is_made_anew(copy: Path) -> None:
    whole = bytes_in(copy)
    shutil.rmtree(copy / "runs" / "run=000002")
    assert make_in(copy, ensemble_twin(), RUNS) == 1
    assert bytes_in(copy) == whole


def damage(content: bytes, chance: random.Random) -> bytes:
    """The content of a file with one thing wrong."""
    at = chance.randrange(len(content))
    wrong = bytes([content[at] ^ chance.randint(1, 255)])
    return chance.choice(
        (
            content[:at],
            content[:at] + wrong + content[at + 1 :],
            content[:at] + content[at + 20 :],
            chance.randbytes(at),
        )
    )


def answer_or_codes(work: Callable[[], bool]) -> bool | set[str]:
    """What the work answers, or the codes with which it is refused."""
    try:
        return work()
    except Refused as refused:
        return {problem.code for problem in refused.problems}


@pytest.mark.fuzz
@settings(max_examples=2000 if FUZZ else 30)
@given(st.integers(0, 10**9))
def test_damage_anywhere_is_refused_or_changes_nothing(ensemble: Path, number: int) -> None:
    """No traceback, and never another figure: pages carry a checksum."""
    chance = random.Random(f"damage {number}")
    twin = ensemble_twin()
    path = chance.choice(sorted((ensemble / "runs" / "run=000001").iterdir()))
    content = path.read_bytes()
    path.write_bytes(damage(content, chance))
    try:
        found = answer_or_codes(lambda: same(run_once(twin, 1), StoredRuns.of(ensemble, twin)[1]))
    finally:
        path.write_bytes(content)
    assert found in (True, {"damaged-run"})
