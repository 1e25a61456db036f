"""The commands `weerbaar twin` and `weerbaar scenario`, as a person types them."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import Result
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.twin.small import scenarios_here
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
    hours = pq.read_table(paths["parquet"])
    assert set(hours["area"].to_pylist()) == {r["area"] for r in rows}
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


def test_an_area_is_explained_down_to_the_root() -> None:
    said = record("twin", "explain", "WK026807", "heat", "20")
    assert said["area"] == "Dukenburg"
    assert [link["kind"] for link in said["chains"][0]] == ["mv_feeder", "hv_station"]
    assert "site" not in said["chains"][0][0]
    told = weerbaar("twin", "explain", "Dukenburg", "heat", "20", "--full")
    assert "hv_station:" in told.stdout


def test_a_replay_says_of_every_band_whether_it_is_met() -> None:
    said = record("twin", "replay", "zoelmond-2017", "--runs", "3")
    assert (said["simulation"], said["region"], said["runs"]) == (True, DEFAULT_REGION, 3)
    assert [band["verdict"] for band in said["bands"]] == ["met"] * 7
    first = said["bands"][0]
    assert (first["measure"], first["low"], first["high"]) == ("mobile_service", 0.1, 0.6)
    assert 0.1 <= first["measured"] <= 0.6
    assert first["error"] > 0
    told = weerbaar("twin", "replay", "zoelmond-2017", "--runs", "3")
    assert told.exit_code == 0, told.output
    assert "mobiele dienst" in told.stdout
    assert f"{first['measured']:.3g} ± {first['error']:.1g}".replace(".", ",") in told.stdout
    assert "7" in told.stderr


def test_a_band_without_an_upper_end_has_none_in_json() -> None:
    said = record("twin", "replay", "bommelerwaard-2007", "--runs", "1")
    bands = {band["id"]: band for band in said["bands"]}
    assert bands["mobile-at-the-edges"]["high"] is None
    assert bands["mobile-at-the-edges"]["verdict"] == "met"
    assert bands["few-visits-to-points"]["verdict"] == "missed"
    # One run does not say how sure it is.
    assert bands["few-visits-to-points"]["error"] is None


def test_a_replay_whose_region_is_not_there_tells_how_to_make_it() -> None:
    result = weerbaar("twin", "replay", "haaksbergen-2005", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["value"]) == ("region-not-built", "twente")
    assert "weerbaar region build SOURCE --safety-region VR05" in problem["remedy"]


def test_scenarios_are_listed_shown_and_checked(tmp_path: Path) -> None:
    listed = weerbaar("scenario", "list", "--json")
    names = [row["scenario"] for row in json.loads(listed.stdout)]
    assert DEFAULT_SCENARIO in names
    assert len(names) >= 4
    for name in names:
        assert record("scenario", "show", name)["scenario"] == name
        assert weerbaar("scenario", "check", name).exit_code == 0
    for name in scenarios_here():
        assert weerbaar("scenario", "check", name, "--region", DEFAULT_REGION).exit_code == 0


def test_scenarios_are_composed_into_a_file_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "samen.toml"
    compose = ["scenario", "compose", "pandemie", "digitale-verstoring@48"]
    result = weerbaar(*compose, "--name", "samen", "--name-nl", "Samen", "--out", str(path))
    assert result.exit_code == 0, result.output
    assert str(path) in result.stderr
    said = record("scenario", "show", str(path))
    assert (said["scenario"], said["name_nl"]) == ("samen", "Samen")
    assert said["shop_demand"] == {"p10": 1.3, "p50": 2.0, "p90": 2.5}
    assert weerbaar(*compose).stdout.startswith("schema = 1\n")
    said = record(*compose, "drie-dagen-januari", "zoelmond-2017", "--leave-out-element", "3")
    assert said["scenario"]["temperature_c"]["p50"] == -5.0
    assert len(said["notes"]) == 2
    assert said["toml"].startswith("schema = 1\n")
    result = weerbaar(*compose, "zoelmond-2017@24", "--take", "temperature_c=pandemie")
    assert "temperature_c = " not in result.stdout


def test_scenarios_are_shown_with_their_tags_in_words() -> None:
    shown = weerbaar("scenario", "show", "overstroming").stdout
    assert "drinkwatervoorziening" in shown
    assert "5,44; 51,89: 9 km" in shown
    assert "loads[1].what" in shown
    listed = weerbaar("scenario", "list").stdout
    assert "Slachtoffers" in listed
    assert "kamerbrief" not in listed


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["scenario", "compose", "niets", "pandemie@x"], {"no-such-scenario", "offset-outside"}),
        (["scenario", "compose", "pandemie@-1"], {"offset-outside"}),
        (["scenario", "compose", "pandemie", "--take", "day_c"], {"not-a-part"}),
        (["scenario", "compose", "pandemie", "--leave-out-element", "0"], {"no-such-element"}),
        (["scenario", "compose", "pandemie", "--out", "."], {"is-a-folder"}),
        (["twin", "run", "nergens", "niets"], {"no-region", "no-such-scenario"}),
        (["twin", "run", "--hours", "0"], {"zero-hours"}),
        (["twin", "run", "--duration", "-3"], {"zero-hours"}),
        (["twin", "run", "--runs", "0", "--step", "0"], {"option-out-of-range"}),
        (["twin", "run", "--runs", "1", "--municipality", "Utrecht"], {"no-such-municipality"}),
        (["twin", "run", "--with", "kasteel"], {"unknown-planned-kind"}),
        (["twin", "explain", "Atlantis", "heat", "3"], {"no-such-area"}),
        (["scenario", "check", "niets"], {"no-such-scenario"}),
        (["twin", "replay", "niets"], {"no-such-replay"}),
        (["twin", "replay", "../zoelmond-2017"], {"no-such-replay"}),
        (["twin", "replay", "zoelmond-2017", "--region", "nergens"], {"no-region"}),
        (["twin", "replay", "amsterdam-2017", "--region", DEFAULT_REGION], {"unknown-area"}),
        (
            ["twin", "replay", "amsterdam-2017", "--runs", "0", "--seed", "-1"],
            {"region-not-built", "option-out-of-range"},
        ),
        (["twin", "run", "--seed", "-1"], {"option-out-of-range"}),
        (["twin", "run", "--seed", str(2**63)], {"option-out-of-range"}),
        (["twin", "explain", "WK026807", "heat", "3", "--course", "-1"], {"option-out-of-range"}),
        (
            ["twin", "explain", "WK026807", "heat", "3", "--course", str(2**64)],
            {"option-out-of-range"},
        ),
        (["twin", "explain", "WK026807", "heat", "nan"], {"option-out-of-range"}),
        (["twin", "explain", "WK026807", "goud", "9999"], {"option-out-of-range", "no-such-need"}),
        (["twin", "run", "--hours", "nan", "--duration", "inf"], {"zero-hours"}),
        (["twin", "run", "--step", "nan"], {"option-out-of-range"}),
        (["twin", "run", "--duration", "4368"], {"lasts-too-long"}),
        (["twin", "run", "--step", "0.05", "--runs", "100000"], {"too-much-memory"}),
        (["twin", "run", "--language", "fr", "--out", "."], {"unknown-language", "is-a-folder"}),
        (
            ["twin", "run", "nergens", "niets", "--runs", "0", "--with", "kasteel"],
            {"no-region", "no-such-scenario", "option-out-of-range"},
        ),
        (
            ["twin", "run", "--with", "kasteel", "--municipality", "Tieel", "--seed", "-1"],
            {"unknown-planned-kind", "no-such-municipality", "option-out-of-range"},
        ),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_remedy(words: list[str], codes: set[str]) -> None:
    result = weerbaar(*words, "--json")
    assert result.exit_code == 2
    problems = json.loads(result.stdout)["problems"]
    assert {problem["code"] for problem in problems} == codes
    assert all(problem["remedy"] for problem in problems)
    assert "Traceback" not in result.output


def test_too_many_runs_are_refused_with_the_largest_number_that_fits() -> None:
    # 72 + 336 hours in steps of 0.5, 87 areas, 11 needs of 4 bytes: 3.1 MB a run, 1,280 in 4 GB.
    result = weerbaar("twin", "run", "--step", "0.5", "--runs", "1281", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["column"]) == ("too-much-memory", "--runs")
    assert "1006" in problem["remedy"]


def test_the_port_and_the_runs_of_up_are_refused_together() -> None:
    result = weerbaar("up", "--port", "99999", "--runs", "0")
    assert result.exit_code == 2
    assert "--port" in result.stderr
    assert "--runs" in result.stderr


SCENARIO = """
schema = 1
scenario = "{scenario}"
name_nl = "x [/red] y"
name_en = "x [/red] y :smile:"
summary_nl = "s"
summary_en = "s"
source = "s"
evidence = "A"

[[shocks]]
name = "n [bold]"
kinds = {kinds}
municipalities = {municipalities}
duration_h = 3
"""


def write_scenario(folder: Path, **changes: object) -> str:
    values = {"scenario": "x", "kinds": ["hv_station"], "municipalities": []} | changes
    path = folder / "eigen.toml"
    path.write_text(SCENARIO.format(**values), encoding="utf-8")
    return str(path)


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


def test_unknown_names_are_refused_by_check_and_run_alike(tmp_path: Path) -> None:
    path = write_scenario(
        tmp_path, kinds=["hv_station", "hv_statoin"], municipalities=["Tiel", "Tieel"]
    )
    check = ["scenario", "check", path]
    for words, codes in (
        (["twin", "run", DEFAULT_REGION, path], ["unknown-kind", "no-such-municipality"]),
        ([*check, "--region", DEFAULT_REGION], ["unknown-kind", "no-such-municipality"]),
        (check, ["unknown-kind"]),
    ):
        result = weerbaar(*words, "--json")
        assert result.exit_code == 2
        assert [p["code"] for p in json.loads(result.stdout)["problems"]] == codes


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


def test_a_damaged_scenario_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "stuk.toml"
    path.write_bytes(b"\xff\xfe = 3")
    assert weerbaar("scenario", "check", str(path)).exit_code == 2
    path.write_text("schema = 1\nscenario = [", encoding="utf-8")
    result = weerbaar("scenario", "check", str(path))
    assert result.exit_code == 2
    assert "Traceback" not in result.output
