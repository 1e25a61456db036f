"""The commands on norms, as a person types them."""

import csv
import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

from tests.cli.typed import assert_refused, record, weerbaar

PLACE = ["gelderland-zuid", "zoelmond-2017", "--runs", "2"]
NORM = """
[[norms]]
norm = "{norm}"
need = "{need}"
wording_nl = "Niemand zit zonder stroom."
wording_en = "No one is without power."
longer_than_h = {longer}
at_most_share = 0.0
within_h = 72
nato_objective = 2
pillar = 2
source = "own choice"
evidence = "A"
"""
TOP = 'schema = 1\nprofile = "eigen"\nname_nl = "Eigen"\nname_en = "Own"\nsource = "own"\n'


def test_what_each_municipality_lacks_stands_in_place_of_the_region() -> None:
    told = weerbaar("twin", "findings", *PLACE, "--municipality", "Buren", "--towns").stdout
    assert "Wat er ontbreekt" in told
    assert "de ergste eerst" not in told
    # The outage ends long before hour 336: nobody knows yet whether all can pay by then.
    assert "weer betalen. Gehaald" not in told
    assert "het telt op uur 336" in " ".join(told.split())
    assert "geschatte objecten" in re.sub(r"[^a-z]+", " ", told)


def write_profile(folder: Path, *norms: dict[str, object]) -> str:
    usual = {"norm": "power", "need": "power", "longer": 0}
    text = TOP + "".join(NORM.format(**(usual | norm)) for norm in norms or ({},))
    path = folder / "eigen.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_findings_are_told_kept_as_files_and_drawn(tmp_path: Path) -> None:
    figures, book, page = (tmp_path / name for name in ("f.csv", "f.xlsx", "f.html"))
    files = ("--csv", str(figures), "--xlsx", str(book), "--html", str(page))
    result = weerbaar("twin", "findings", *PLACE, *files)
    assert result.exit_code == 0, result.output
    assert "van de 8 normen" in result.stdout
    assert "Iedereen kan binnen een kwartier hulp roepen." in result.stdout
    rows = list(csv.DictReader(figures.read_text(encoding="utf-8").splitlines()))
    assert {row["simulation"] for row in rows} == {"yes"}
    assert len(rows) == 8
    missed = [row["missed"] for row in rows]
    assert missed == sorted(missed, reverse=True)  # yes before no
    assert load_workbook(book).sheetnames[:4] == [
        "findings",
        "by group",
        "by municipality",
        "by area",
    ]
    html = page.read_text(encoding="utf-8")
    assert "Norm voor norm" in html
    assert 'class="limit"' in html
    assert 'class="areas"' in html


def test_the_strict_profile_finds_at_least_as_much() -> None:
    found = [
        record("twin", "findings", *PLACE, "--profile", name) for name in ("basisniveau", "streng")
    ]
    needs = [{finding["need"] for finding in one["findings"]} for one in found]
    assert needs[0] <= needs[1]
    assert all(one["simulation"] for one in found)
    severities = [round(finding["severity"], 2) for finding in found[1]["findings"]]
    assert severities == sorted(severities, reverse=True)


def test_one_municipality_is_held_against_no_norm_for_device_users() -> None:
    said = record("twin", "findings", *PLACE, "--municipality", "Buren")
    assert said["place"] == "Buren"
    assert said["not_held_in_a_part"] == ["device-72h"]
    assert "device" not in {one["need"] for one in said["findings"] + said["met"]}


def test_a_profile_of_your_own_is_held_against(tmp_path: Path) -> None:
    said = record("twin", "findings", *PLACE, "--profile", write_profile(tmp_path))
    assert said["profile"] == "eigen"
    (finding,) = said["findings"]
    assert finding["norm"] == "power"
    assert finding["by_group"]


def test_a_narrow_screen_shows_words_and_no_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for words in (("twin", "findings", *PLACE), ("profile", "show", "streng"), ("profile", "list")):
        result = weerbaar(*words)
        assert result.exit_code == 0, result.output
        assert not re.search(r"[a-z]_[a-z]", result.stdout)
        assert max(map(cell_len, result.stdout.splitlines())) <= 80


def test_profiles_are_listed_shown_and_checked(tmp_path: Path) -> None:
    assert {row["profile"] for row in record("profile", "list")} == {"basisniveau", "streng"}
    shown = record("profile", "show", "streng")
    assert all(norm["source"] and norm["evidence"] for norm in shown["norms"])
    assert "WHO" in weerbaar("profile", "show", "streng").stdout
    assert record("profile", "check", write_profile(tmp_path))["problems"] == []


def test_everything_wrong_with_a_profile_is_told_at_once(tmp_path: Path) -> None:
    path = write_profile(tmp_path, {"need": "gold"}, {"longer": 72}, {}, {"longer": -1})
    codes = {"wrong-type", "never-missed", "same-norm", "out-of-bounds"}
    assert_refused(["profile", "check", path], codes)
    assert_refused(["twin", "findings", *PLACE, "--profile", path], codes)


def test_a_wrong_profile_is_told_together_with_other_mistakes() -> None:
    words = ["twin", "findings", "nergens", "--profile", "nergens", "--runs", "0"]
    result = weerbaar(*words, "--json")
    assert result.exit_code == 2
    codes = {problem["code"] for problem in json.loads(result.stdout)["problems"]}
    assert {"no-such-profile", "option-out-of-range"} < codes
