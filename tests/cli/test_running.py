"""`weerbaar twin run`, as a person types it."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from tests.cli.typed import record, weerbaar, write_scenario
from weerbaar.twin.cli import DEFAULT_REGION, DEFAULT_SCENARIO

RUN = ["twin", "run", DEFAULT_REGION, DEFAULT_SCENARIO, "--runs", "2", "--hours", "30"]


def test_a_run_says_who_lacks_what_and_writes_a_report(data_folder: Path) -> None:
    result = weerbaar(*RUN)
    assert result.exit_code == 0, result.output
    report = data_folder / "reports" / "gelderland-zuid-drie-dagen-januari-nl.html"
    assert str(report) in result.stdout
    assert "568.930" in result.stdout
    page = report.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") or page.startswith("<!doctype html>")


def test_the_report_and_the_json_say_the_same(data_folder: Path) -> None:
    said = record(*RUN)
    assert said["simulation"] is True
    assert said["headline"] == "heat"
    assert {need["need"] for need in said["needs"]} >= {"heat", "water", "device"}
    heat = next(need for need in said["needs"] if need["need"] == "heat")
    weerbaar(*RUN)
    page = (data_folder / "reports/gelderland-zuid-drie-dagen-januari-nl.html").read_text()
    assert said["region_hash"][:12] in page
    whole = round(heat["peak_persons"]["p50"] / 1000) * 1000
    assert f"{whole:,}".replace(",", ".") in page


def test_a_run_repeats_with_its_seed_and_differs_with_another() -> None:
    first, again = record(*RUN), record(*RUN)
    other = record(*RUN, "--seed", "2")
    assert first == again
    assert first["needs"] != other["needs"]


def test_exports_hold_the_same_areas(tmp_path: Path) -> None:
    paths = {name: tmp_path / f"areas.{name}" for name in ("csv", "xlsx", "parquet")}
    words = [part for name, path in paths.items() for part in (f"--{name}", str(path))]
    words += ["--maps", str(tmp_path / "maps")]
    assert weerbaar(*RUN, "--municipality", "Buren", *words).exit_code == 0
    with paths["csv"].open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["municipality"] for row in rows} == {"Buren"}
    book = load_workbook(paths["xlsx"])
    assert book["areas"].max_row == len(rows) + 1
    hours = pq.read_table(paths["parquet"])
    assert set(hours["area"].to_pylist()) == {r["area"] for r in rows}
    picture = (tmp_path / "maps" / "heat-hours.svg").read_text(encoding="utf-8")
    assert picture.count("<title>") == len({row["area"] for row in rows})
    # Each file says that it is simulated, in its first column, and in its note or schema.
    assert next(iter(rows[0])) == "simulation"
    assert {row["simulation"] for row in rows} == {"yes"}
    assert [cell.value for cell in book["areas"]["A"][:2]] == ["simulation", "yes"]
    assert "simulatie" in str(book["Note"]["A1"].value).lower()
    assert hours.column_names[0] == "simulation"
    assert set(hours["simulation"].to_pylist()) == {"yes"}
    assert hours.schema.metadata[b"simulation"] == b"yes"
    assert {path.name for path in tmp_path.iterdir()} == {
        "data",
        "maps",
        *(path.name for path in paths.values()),
    }


def test_json_writes_the_report_too_where_a_file_is_named(
    data_folder: Path, tmp_path: Path
) -> None:
    report = tmp_path / "new" / "answer.html"
    assert record(*RUN, "--out", str(report))["simulation"] is True
    assert report.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert not data_folder.exists()


def test_the_full_report_is_confidential_and_lies_apart(data_folder: Path) -> None:
    assert weerbaar(*RUN, "--full", "--language", "en").exit_code == 0
    page = (data_folder / "reports/gelderland-zuid-drie-dagen-januari-full-en.html").read_text()
    assert "confidential" in page


def test_a_port_that_does_not_exist_is_refused() -> None:
    result = weerbaar("up", "--port", "99999")
    assert result.exit_code == 2
    assert "--port" in result.stderr


def test_a_name_with_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    path = write_scenario(tmp_path)
    run = weerbaar("twin", "run", DEFAULT_REGION, path, "--runs", "1", "--hours", "6")
    assert run.exit_code == 0, run.output
    assert "x [/red] y" in run.stdout
    assert "x [/red] y" in weerbaar("scenario", "show", path).stdout
    assert "x [/red] y" in weerbaar("scenario", "check", path).stderr
    told = weerbaar("twin", "explain", "Dukenburg", "heat", "2", "--scenario", path)
    assert told.exit_code == 0, told.output


def test_an_identifier_never_leads_out_of_the_data_folder(tmp_path: Path) -> None:
    path = write_scenario(tmp_path, scenario="../../evil")
    result = weerbaar("twin", "run", DEFAULT_REGION, path, "--runs", "1", "--json")
    assert [p["code"] for p in json.loads(result.stdout)["problems"]] == ["not-an-identifier"]
    assert list(tmp_path.rglob("*.html")) == []


def test_outputs_that_cannot_be_written_are_all_told_before_anything_is_made(
    tmp_path: Path, data_folder: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    same = str(tmp_path / "new" / "areas")
    words = ["--out", str(tmp_path), "--csv", str(tmp_path / "file" / "areas.csv")]
    result = weerbaar(*RUN, *words, "--xlsx", same, "--parquet", same, "--json")
    assert result.exit_code == 2
    problems = {(p["column"], p["code"]) for p in json.loads(result.stdout)["problems"]}
    assert problems == {
        ("--out", "is-a-folder"),
        ("--csv", "cannot-write"),
        ("--parquet", "same-file"),
    }
    assert {path.name for path in tmp_path.iterdir()} == {"file"}


def test_a_data_folder_that_cannot_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path / "file"))
    result = weerbaar(*RUN)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("nl", ["Laat elke schok zoveel uur duren", "Stop de berekening zoveel uur na het begin"]),
        ("en", ["Let every shock last so many hours", "Stop the calculation after so many hours"]),
    ],
)
def test_the_help_says_what_hours_and_duration_do(language: str, texts: list[str]) -> None:
    # Help is worded once, when the commands are declared: each language needs its own process.
    told = subprocess.run(
        [sys.executable, "-m", "weerbaar", "twin", "run", "--help"],
        env={**os.environ, "WEERBAAR_LANGUAGE": language, "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    words = " ".join(told.stdout.replace("│", " ").split())
    for text in texts:
        assert text in words
