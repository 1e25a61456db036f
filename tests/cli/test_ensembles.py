"""`weerbaar twin ensemble`, as a person types it."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.cli.typed import assert_refused, record, weerbaar
from tests.twin.stored.small_ensembles import same
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.quantities import quantile_column
from weerbaar.twin.stored.files import finished_runs, read_ensemble

WORDS = ("twin", "ensemble", "gelderland-zuid", "drie-dagen-januari", "--hours", "3", "--threads")
AS_IN_A_TERMINAL = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("weerbaar", run_name="__main__")
"""
"""Tests that run in the background have Ctrl-C switched off, and what they start has it too."""


def test_an_ensemble_is_made_gone_on_with_and_told(tmp_path: Path) -> None:
    folder, results = tmp_path / "januari", tmp_path / "januari" / "results"
    words = (*WORDS, "--out", str(folder))
    said = record(*words, "--runs", "3")
    assert (said["simulation"], said["runs"], said["made_now"]) == (True, 3, 3)
    said = record(*words, "--runs", "5", "--tables", str(results))
    assert (said["runs"], said["made_now"]) == (5, 2)
    assert sorted(said["tables"]) == sorted(str(path) for path in results.iterdir())
    assert pq.read_table(results / "runs.parquet")["run"].to_pylist() == [0, 1, 2, 3, 4]
    twin, runs = read_ensemble(folder)
    outcome = summarise(twin, runs, scope_of(twin))
    assert said["needs"]["power"]["person_hours"]["p50"] == outcome.need("power").person_hours.p50
    told = weerbaar(*words, "--runs", "5")
    assert told.exit_code == 0, told.output
    assert "stroom" in told.stdout
    assert "5" in told.stderr
    assert str(folder) in told.stderr


def test_a_report_and_maps_are_drawn_from_the_runs_that_are_there(tmp_path: Path) -> None:
    folder, page, maps = tmp_path / "runs", tmp_path / "januari.html", tmp_path / "maps"
    words = (*WORDS, "--out", str(folder), "--runs", "3")
    record(*words)
    said = record(*words, "--report", str(page), "--maps", str(maps))
    assert said["made_now"] == 0
    assert sorted(said["maps"]) == sorted(str(path) for path in maps.iterdir())
    assert {"power-hours.svg", "power-worst-hour.svg"} <= {path.name for path in maps.iterdir()}
    assert "3 mogelijke verlopen" in page.read_text(encoding="utf-8")
    twin, _ = read_ensemble(folder)
    picture = (maps / "power-hours.svg").read_text(encoding="utf-8")
    assert picture.count("<title>") == len(twin.network.region.areas)


def test_a_place_for_maps_that_is_a_file_is_refused_before_a_run_is_made(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    words = (*WORDS, "--out", str(tmp_path / "runs"), "--maps", str(tmp_path / "taken"))
    told = weerbaar(*words)
    assert told.exit_code == 2, told.output
    assert not (tmp_path / "runs").exists()


def test_variants_stand_side_by_side_on_the_same_draws(tmp_path: Path) -> None:
    record(*WORDS, "--runs", "2", "--out", str(tmp_path / "plain"))
    record(*WORDS, "--runs", "2", "--out", str(tmp_path / "rho"), "--fixed", "rho=0.9")
    twin, runs = read_ensemble(tmp_path / "rho")
    assert dict(twin.fixed) == {"rho": 0.9}
    plain = read_ensemble(tmp_path / "plain")[1]
    assert [run.start_hour for run in runs] == [run.start_hour for run in plain]


@pytest.mark.parametrize("kind", ["keyed", "latin", "sobol"])
def test_a_design_is_kept_with_its_runs(tmp_path: Path, kind: str) -> None:
    """The folder gives back the design, and draws as it says; more runs are another design."""
    words = [*WORDS, "--runs", "4", "--out", str(tmp_path / "x"), "--design", kind]
    named = ["--of", "walking_km", "--of", "hoard_demand"]
    said = record(*words, *named)
    assert said["design"] == {"kind": kind, "runs": 4, "names": ["hoard_demand", "walking_km"]}
    twin, runs = read_ensemble(tmp_path / "x")
    column = quantile_column(twin, range(4), "hoard_demand")
    drawn = [run.drawn["hoard_demand"] for run in runs]
    assert np.argsort(drawn).tolist() == np.argsort(column).tolist()
    if kind == "latin":
        assert sorted((4 * column).astype(int)) == [0, 1, 2, 3]
    assert record(*words, *named)["made_now"] == 0
    more = [*words, *named]
    more[more.index("4")] = "8"
    assert_refused(more, {"other-ensemble"})


def test_an_ensemble_of_a_design_answers_as_its_runs_do(tmp_path: Path) -> None:
    record(*WORDS, "--runs", "2", "--out", str(tmp_path / "x"), "--design", "latin")
    twin, runs = read_ensemble(tmp_path / "x")
    plain = replace(twin, design=None)
    assert same(run_once(twin, 1), runs[1])
    assert not same(run_once(plain, 1), runs[1])


def test_the_same_folder_for_something_else_is_refused(tmp_path: Path) -> None:
    words = [*WORDS, "--runs", "1", "--out", str(tmp_path / "x")]
    record(*words)
    assert_refused([*words, "--seed", "2"], {"other-ensemble"})
    assert_refused([*words, "--with", "noodsteunpunt"], {"other-ensemble"})


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["--runs", "0"], {"option-out-of-range"}),
        (["--runs", "100001", "--workers", "-1"], {"option-out-of-range"}),
        (["--fixed", "rho"], {"not-a-fixed-parameter"}),
        (
            ["--fixed", "nothing=1", "--seed", "-1"],
            {"no-such-parameter", "option-out-of-range"},
        ),
        (["--cluster", "tcp://127.0.0.1:1"], {"two-sorts-of-workers"}),
        (["--of", "rho"], {"of-without-design"}),
        (["--design", "grid"], {"no-such-design"}),
        (["--fixed", "headroom=0.02"], {"lacking-without-shock"}),
        (["--design", "latin", "--of", "niets"], {"no-such-quantity"}),
        (["--design", "sobol", "--runs", "3"], {"not-a-power-of-two"}),
    ],
)
def test_what_cannot_be_is_refused_all_at_once(
    tmp_path: Path, words: list[str], codes: set[str]
) -> None:
    assert_refused([*WORDS, "--out", str(tmp_path / "x"), *words], codes)
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "stopped"
    words = [*WORDS[:-1], "--workers", "2", "--runs", "2000", "--out", str(folder)]
    process = subprocess.Popen(
        [sys.executable, "-c", AS_IN_A_TERMINAL, *words],
        env=os.environ | {"WEERBAAR_LANGUAGE": "en", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None and len(list(folder.glob("runs/run=*"))) < 5:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    # As a terminal does: all processes of the command are told.
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    kept = len(finished_runs(folder))
    assert process.returncode == 130
    assert f"Stopped. {kept} runs are kept; the same command goes on from there." in errors
    assert "Traceback" not in errors
    assert 5 <= kept < 2000
