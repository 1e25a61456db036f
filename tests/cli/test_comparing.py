"""The command that compares two variants, as a person types it."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.typed import assert_refused, record, weerbaar

COMPARE = ["twin", "compare", "gelderland-zuid", "zoelmond-2017"]
KITS = ("--fixed", "prepared_low_income=1", "--fixed", "prepared_other=1")


def test_two_variants_are_told_kept_as_files_and_drawn(tmp_path: Path) -> None:
    names = ("c.csv", "c.xlsx", "c.html", "c.svg")
    figures, book, page, picture = paths = [tmp_path / name for name in names]
    files = [word for path in paths for word in (f"--{path.suffix[1:]}", str(path))]
    result = weerbaar(*COMPARE, *KITS, "--runs", "10", *files)
    assert result.exit_code == 0, result.output
    assert "Tweede variant: noodpakket bij een laag inkomen is 100 %" in result.stdout
    assert "Uren per persoon, in beide varianten" in result.stdout
    rows = list(csv.DictReader(figures.read_text(encoding="utf-8").splitlines()))
    assert {row["simulation"] for row in rows} == {"yes"}
    information = next(row for row in rows if row["need"] == "information")
    assert float(information["hours_per_head_difference_p50"]) < 0
    assert (information["moves"], information["worse_runs"]) == ("yes", "0")
    assert load_workbook(book).sheetnames[0] == "comparison"
    assert "Wat er verandert" in page.read_text(encoding="utf-8")
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_support_points_are_compared_in_one_municipality() -> None:
    found = record(*COMPARE, "--with", "noodsteunpunt", "--runs", "2", "--municipality", "Buren")
    assert found["simulation"] is True
    assert found["place"] == "Buren"
    assert "device" not in {row["need"] for row in found["needs"]}
    assert found["after"]["planned_sites"] == ["noodsteunpunt"]
    assert found["before"]["planned_sites"] == []


@pytest.mark.parametrize(
    "change", [["--scenario", "stroomuitval-72u"], ["--duration", "24"]], ids=["scenario", "hours"]
)
def test_another_scenario_or_duration_is_a_variant_too(change: list[str]) -> None:
    found = record(*COMPARE, *change, "--runs", "2")
    power = next(row for row in found["needs"] if row["need"] == "power")
    assert power["worse_runs"] == 2


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ([], {"same-variant"}),
        (["--scenario", "zoelmond-2017"], {"same-variant"}),
        (["--fixed", "rho"], {"not-a-fixed-parameter"}),
        (["--fixed", "rho=veel"], {"not-a-fixed-parameter"}),
        (["--fixed", "rho=nan"], {"not-a-fixed-parameter"}),
        (["--fixed", "niets=1"], {"no-such-parameter"}),
        (["--fixed", "rho=1.5"], {"fixed-outside"}),
        (["--fixed", "surge=-1"], {"fixed-outside"}),
        (["--fixed", "surge=inf"], {"fixed-outside"}),
        (["--fixed", "rho=2", "--scenario", "x", "--runs", "0"], None),
    ],
)
def test_a_variant_that_cannot_be_is_refused(words: list[str], codes: set[str] | None) -> None:
    every = {"fixed-outside", "no-such-scenario", "option-out-of-range"}
    assert_refused([*COMPARE, "--runs", "2", *words], codes or every)


def test_a_problem_of_both_variants_is_told_once() -> None:
    words = ["twin", "compare", "nergens", "--fixed", "rho=0.9", "--json"]
    codes = [problem["code"] for problem in json.loads(weerbaar(*words).stdout)["problems"]]
    assert len(codes) == 1


def kept(folder: Path, *words: str, runs: int = 3) -> str:
    """An ensemble of so many runs in a folder."""
    place = ["twin", "ensemble", "gelderland-zuid", "zoelmond-2017", "--threads", "--workers", "1"]
    result = weerbaar(*place, "--out", str(folder), "--runs", str(runs), *words, "--json")
    assert result.exit_code == 0, result.output
    return str(folder)


def test_two_ensembles_are_compared_as_two_variants_are(tmp_path: Path) -> None:
    """Folders and variants give the same figures; of the larger one only shared runs count."""
    first, second = kept(tmp_path / "a"), kept(tmp_path / "b", "--fixed", "rho=0.9", runs=2)
    stored = record("twin", "compare", first, second)
    made = record(*COMPARE, "--fixed", "rho=0.9", "--runs", "2")
    assert stored["needs"] == made["needs"]
    assert (stored["runs"], stored["after"]["fixed"]) == (2, {"rho": 0.9})
    same = record("twin", "compare", first, first)
    assert not any(row["better_runs"] or row["worse_runs"] for row in same["needs"])


def test_ensembles_of_other_draws_and_options_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    first, other = kept(tmp_path / "a", runs=1), kept(tmp_path / "b", "--seed", "2", runs=1)
    assert_refused(["twin", "compare", first, other], {"not-the-same-draws"})
    assert_refused(["twin", "compare", first, str(tmp_path / "c")], {"not-an-ensemble"})
    words = ["twin", "compare", first, first, "--fixed", "rho=1", "--with", "noodsteunpunt"]
    assert_refused(words, {"option-not-of-folders"})
