"""The commands `weerbaar twin` and `weerbaar scenario`, as a person types them."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import Result
from openpyxl import load_workbook
from typer.testing import CliRunner

from weerbaar.cli import app
from weerbaar.twin.cli import DEFAULT_REGION, DEFAULT_SCENARIO

RUN = ["twin", "run", DEFAULT_REGION, DEFAULT_SCENARIO, "--runs", "2", "--hours", "30"]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "data"


def weerbaar(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def record(*words: str) -> dict[str, Any]:
    result = weerbaar(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


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
    assert weerbaar(*RUN, "--municipality", "Buren", *words).exit_code == 0
    with paths["csv"].open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["municipality"] for row in rows} == {"Buren"}
    book = load_workbook(paths["xlsx"])
    assert book["areas"].max_row == len(rows) + 1
    assert set(pq.read_table(paths["parquet"])["area"].to_pylist()) == {r["area"] for r in rows}


def test_the_full_report_is_confidential_and_lies_apart(data_folder: Path) -> None:
    assert weerbaar(*RUN, "--full", "--language", "en").exit_code == 0
    page = (data_folder / "reports/gelderland-zuid-drie-dagen-januari-full-en.html").read_text()
    assert "confidential" in page


def test_an_area_is_explained_down_to_the_root() -> None:
    said = record("twin", "explain", "WK026807", "heat", "20")
    assert said["area"] == "Dukenburg"
    assert [link["kind"] for link in said["chains"][0]] == ["mv_feeder", "hv_station"]
    assert "site" not in said["chains"][0][0]
    told = weerbaar("twin", "explain", "Dukenburg", "heat", "20", "--full")
    assert "hv_station:" in told.stdout


def test_scenarios_are_listed_shown_and_checked(tmp_path: Path) -> None:
    listed = weerbaar("scenario", "list", "--json")
    names = [row["scenario"] for row in json.loads(listed.stdout)]
    assert DEFAULT_SCENARIO in names
    assert len(names) >= 4
    for name in names:
        assert record("scenario", "show", name)["scenario"] == name
        assert weerbaar("scenario", "check", name, "--region", DEFAULT_REGION).exit_code == 0


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["twin", "run", "nergens", "niets"], {"no-region", "no-such-scenario"}),
        (["twin", "run", "--hours", "0"], {"zero-hours"}),
        (["twin", "run", "--duration", "-3"], {"zero-hours"}),
        (["twin", "run", "--runs", "0", "--step", "0"], {"option-out-of-range"}),
        (["twin", "run", "--runs", "1", "--municipality", "Utrecht"], {"no-such-municipality"}),
        (["twin", "run", "--with", "kasteel"], {"unknown-planned-kind"}),
        (["twin", "explain", "Atlantis", "heat", "3"], {"no-such-area"}),
        (["scenario", "check", "niets"], {"no-such-scenario"}),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_remedy(words: list[str], codes: set[str]) -> None:
    result = weerbaar(*words, "--json")
    assert result.exit_code == 2
    problems = json.loads(result.stdout)["problems"]
    assert {problem["code"] for problem in problems} == codes
    assert all(problem["remedy"] for problem in problems)
    assert "Traceback" not in result.output


def test_a_damaged_scenario_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "stuk.toml"
    path.write_bytes(b"\xff\xfe = 3")
    assert weerbaar("scenario", "check", str(path)).exit_code == 2
    path.write_text("schema = 1\nscenario = [", encoding="utf-8")
    result = weerbaar("scenario", "check", str(path))
    assert result.exit_code == 2
    assert "Traceback" not in result.output
