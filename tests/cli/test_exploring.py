"""Which quantities decide, and for which futures it goes wrong, as a person types it."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.typed import assert_refused, record, weerbaar

PLACE = ["gelderland-zuid", "zoelmond-2017"]
TWO = ["--of", "surge", "--of", "rho"]


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_indices_are_told_in_a_table_and_kept_as_figures(tmp_path: Path) -> None:
    files = {name: tmp_path / f"s.{name}" for name in ("csv", "xlsx", "picture")}
    asked = [word for name, path in files.items() for word in (f"--{name}", str(path))]
    result = weerbaar("twin", "sensitivity", *PLACE, *TWO, "--points", "16", *asked)
    assert result.exit_code == 0, result.output
    assert "Hoe gelijk locaties van één soort zijn" in result.stdout
    assert not re.search(r"[a-z]_[a-z]", result.stdout)
    rows = rows_of(files["csv"])
    assert {row["name"] for row in rows} == {"surge", "rho", "rest"}
    assert {row["simulation"] for row in rows} == {"yes"}
    assert all(float(row["total_error"]) >= 0 for row in rows)
    assert load_workbook(files["xlsx"]).sheetnames[0] == "indices"
    assert ET.parse(files["picture"]).getroot().get("role") == "img"


def test_indices_as_json_say_how_many_runs_and_what_was_drawn_apart() -> None:
    of = ["--of", "surge", "--of", "surge_half_life_h"]
    place = [*PLACE, "--need", "help_call"]
    said = record("twin", "sensitivity", *place, *of, "--points", "16")
    assert said["simulation"] is True
    assert (said["need"], said["runs"], said["points"]) == ("help_call", 16 * 5, 16)
    assert said["drawn_apart"] == [["surge", "surge_half_life_h"]]
    totals = [one["total"] for one in said["indices"]]
    assert totals == sorted(totals, reverse=True)


def test_a_screening_holds_every_quantity_that_was_asked(tmp_path: Path) -> None:
    picture = tmp_path / "m.svg"
    words = ["twin", "sensitivity", *PLACE, *TWO, "--screen", "--paths", "4"]
    result = weerbaar(*words, "--picture", str(picture))
    assert result.exit_code == 0, result.output
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    said = record(*words)
    assert said["runs"] == 4 * 3
    assert {one["name"] for one in said["effects"]} == {"surge", "rho"}


def test_futures_in_which_it_goes_wrong_are_told_in_words(tmp_path: Path) -> None:
    """How far people walk to a help point decides how long they cannot call for help."""
    files = {name: tmp_path / f"d.{name}" for name in ("csv", "xlsx", "picture")}
    asked = [word for name, path in files.items() for word in (f"--{name}", str(path))]
    of = ["--of", "walking_km", "--of", "surge", "--of", "headroom", "--need", "help_call"]
    words = ["twin", "discover", *PLACE, *of, "--runs", "100"]
    result = weerbaar(*words, *asked)
    assert result.exit_code == 0, result.output
    assert not re.search(r"[a-z]_[a-z]", result.stdout)
    said = record(*words)
    assert said["goes_wrong"] == pytest.approx(0.2)
    assert said["looked_at"] == ["walking_km", "surge", "headroom"]
    rows = rows_of(files["csv"])
    assert len(rows) == sum(len(box["limits"]) for box in said["boxes"])
    assert ET.parse(files["picture"]).getroot().get("role") == "img"
    assert load_workbook(files["xlsx"]).sheetnames[0] == "boxes"


def test_runs_that_are_kept_answer_as_runs_that_are_made(tmp_path: Path) -> None:
    of = ["--of", "walking_km", "--of", "surge", "--of", "headroom"]
    folder = str(tmp_path / "kept")
    made = ["--runs", "100", "--threads", "--design", "latin", "--out", folder]
    record("twin", "ensemble", *PLACE, *of, *made)
    kept = record("twin", "discover", folder, *of, "--need", "help_call")
    asked = ["--need", "help_call", "--runs", "100"]
    assert kept == record("twin", "discover", *PLACE, *of, *asked)
    ask = ["twin", "discover", folder]
    assert_refused([*ask, "zoelmond-2017", "--runs", "100"], {"option-not-of-folders"})
    assert_refused([*ask, "--of", "rho"], {"no-spread"})
    assert_refused([*ask, "--need", "luck"], {"no-such-need"})


def test_what_cannot_be_asked_is_refused() -> None:
    ask = ["twin", "sensitivity", *PLACE]
    assert_refused([*ask, "--of", "surg"], {"no-such-quantity"})
    assert_refused([*ask, "--of", "phone_charge_h"], {"no-spread"})
    assert_refused([*ask, "--points", "100"], {"not-a-power-of-two"})
    assert_refused([*ask, "--points", "8"], {"too-few-runs"})
    assert_refused([*ask, "--screen", "--paths", "1"], {"too-few-runs"})
    assert_refused([*ask, "--need", "luck", "--points", "7"], {"no-such-need", "too-few-runs"})
    ask = ["twin", "discover", *PLACE]
    assert_refused([*ask, "--runs", "20"], {"option-out-of-range"})
    few = ["--of", "surge", "--runs", "100"]
    assert_refused([*ask, *few, "--above", "100000"], {"nothing-to-find"})
