"""The commands that say how good an answer is, as a person types them."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import load_workbook
from rich.cells import cell_len
from typer.testing import CliRunner

from weerbaar.cli import app

PLACE = ["gelderland-zuid", "zoelmond-2017"]


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")


def weerbaar(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def record(*words: str) -> dict[str, Any]:
    result = weerbaar(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_indicators_are_told_in_a_table_and_kept_as_figures(tmp_path: Path) -> None:
    figures, book = tmp_path / "i.csv", tmp_path / "i.xlsx"
    files = ("--csv", str(figures), "--xlsx", str(book))
    result = weerbaar("twin", "indicators", *PLACE, "--runs", "2", *files)
    assert result.exit_code == 0, result.output
    assert "vitale functies met vervangers" in result.stdout
    assert "register van vervangers" in result.stdout
    rows = list(csv.DictReader(figures.read_text(encoding="utf-8").splitlines()))
    assert {row["simulation"] for row in rows} == {"yes"}
    deputies = next(row for row in rows if row["indicator"] == "G2")
    assert (deputies["state"], deputies["p50"]) == ("not_measured", "")
    power = next(row for row in rows if row["indicator"] == "E1")
    assert float(power["p50"]) > 0
    assert power["elder_ratio"]
    assert power["estimated_share"]
    assert load_workbook(book).sheetnames[:2] == ["indicators", "area indicators"]


def test_indicators_of_one_municipality_leave_device_users_out() -> None:
    said = record("twin", "indicators", *PLACE, "--runs", "1", "--municipality", "Buren")
    assert said["simulation"] is True
    assert said["place"] == "Buren"
    assert "device" not in {row["about"] for row in said["indicators"]}
    assert {row["municipality"] for row in said["area_indicators"]} == {"Buren"}


def test_sources_tell_the_evidence_and_what_moves_the_answer(tmp_path: Path) -> None:
    figures, picture = tmp_path / "s.csv", tmp_path / "s.svg"
    files = ("--csv", str(figures), "--picture", str(picture))
    result = weerbaar("twin", "sources", *PLACE, "--runs", "10", *files)
    assert result.exit_code == 0, result.output
    assert "Hoe gelijk locaties van één soort zijn" in result.stdout
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    rows = list(csv.DictReader(figures.read_text(encoding="utf-8").splitlines()))
    shares = [float(row["share"]) for row in rows if row["what"] == "evidence"]
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    moving = [row for row in rows if row["what"] == "influence"]
    assert moving[0]["name"] == "rho"
    assert all(row["evidence"] for row in moving)


@pytest.mark.parametrize("command", ["sources", "indicators", "grants"])
def test_a_narrow_screen_shows_words_and_no_codes(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    few = () if command == "grants" else ("--runs", "10")
    result = weerbaar("twin", command, *PLACE, *few)
    assert result.exit_code == 0, result.output
    assert not re.search(r"[a-z]_[a-z]|\w\|\w", result.stdout)
    assert max(map(cell_len, result.stdout.splitlines())) <= 80


def test_sources_as_json_hold_every_influence_with_its_error() -> None:
    said = record("twin", "sources", *PLACE, "--runs", "10")
    assert said["simulation"] is True
    assert sum(part["share"] for part in said["evidence"]) == pytest.approx(1)
    assert set(said["evidence_by_table"]) >= {"parameters", "dependencies", "scenario"}
    sizes = [abs(one["headline"]["correlation"]) for one in said["influences"][1:]]
    assert sizes == sorted(sizes, reverse=True)
    assert {"correlation_error", "effect_error"} <= set(said["influences"][1]["calls"])


def test_too_few_runs_to_tell_an_influence_are_refused() -> None:
    result = weerbaar("twin", "sources", *PLACE, "--runs", "3")
    assert result.exit_code == 2
    assert "--runs" in result.output


def test_where_nothing_stands_out_the_heading_says_so_and_unused_figures_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten courses tell no influence from chance; no need depends on convoys or on reception."""
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    result = weerbaar("twin", "sources", *PLACE, "--runs", "10")
    assert "Nothing stands out from chance in 10 courses" in result.stdout
    assert "What moves it most" not in result.stdout
    assert "A row with more codes counts with each of them" in result.stdout
    names = {one["name"] for one in record("twin", "sources", *PLACE, "--runs", "10")["influences"]}
    assert not names & {"wagon_t", "reception_from_h", "rain_fill", "walking_km"}
    assert "range_macro_km" in names
