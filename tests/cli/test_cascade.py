"""`weerbaar twin cascade`, as a person types it."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from openpyxl import load_workbook
from typer.testing import CliRunner

from weerbaar.cli import app

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "docs" / "how-to" / "samples" / "graaf-voorbeeld.npz"
GUIDE = ROOT / "docs" / "how-to" / "cascade-of-a-graph.md"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")


def cascade(*words: object) -> Result:
    return CliRunner().invoke(app, ["twin", "cascade", *map(str, words)])


def record(*words: object) -> dict[str, Any]:
    result = cascade(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_village_of_the_guide_is_told_and_kept_as_figures(tmp_path):
    files = [tmp_path / name for name in ("o.npz", "o.csv", "o.xlsx")]
    result = cascade(SAMPLE, "--out", files[0], "--csv", files[1], "--xlsx", files[2])
    assert result.exit_code == 0, result.output
    told = "6 sites with 5 links: 1 hit, 1 more failed, 4 work, after 2 rounds."
    assert told in result.stdout
    assert re.search(r"water +│ +people │ +3 │ +2 │ +1 │ +200 ", result.stdout)
    with np.load(files[0]) as outcome:
        assert outcome["works"].tolist() == [False, True, False, True, True, True]
    rows = list(csv.DictReader(files[1].read_text(encoding="utf-8").splitlines()))
    assert {row["simulation"] for row in rows} == {"yes"}
    assert [(row["lacks"], row["disrupted"]) for row in rows] == [("power", "1"), ("water", "2")]
    assert load_workbook(files[2]).sheetnames == ["end users", "kinds", "Note"]


def test_json_says_the_same():
    said = record(SAMPLE)
    assert (said["simulation"], said["sites"], said["hit"], said["fell"]) == (True, 6, 1, 1)
    assert said["kinds"][1] == {"kind": "water", "sites": 1, "hit": 0, "fell": 1, "works": 0}
    assert said["end_users"][1]["people_disrupted"] == 200.0
    assert said["good_to_know"] == []


def test_the_guide_makes_the_sample_that_lies_beside_it(tmp_path, monkeypatch):
    (block,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    monkeypatch.chdir(tmp_path)
    exec(block, {})
    with np.load(tmp_path / SAMPLE.name) as made, np.load(SAMPLE) as kept:
        assert set(made) == set(kept)
        assert all(np.array_equal(made[name], kept[name]) for name in made)


def test_a_graph_at_random_is_made_as_the_guide_says_and_the_same_every_time(tmp_path):
    script = ROOT / "benchmarks" / "random_graph.py"
    for name in ("one.npz", "two.npz"):
        words = ["--out", tmp_path / name, "--sites", "400", "--links", "1500", "--hit", "0.1"]
        subprocess.run([sys.executable, script, *words], check=True, capture_output=True)
    with np.load(tmp_path / "one.npz") as one, np.load(tmp_path / "two.npz") as two:
        assert all(np.array_equal(one[name], two[name]) for name in one)
    said = record(tmp_path / "one.npz")
    assert (said["sites"], said["links"]) == (400, 1500)
    assert said["hit"] > 0
    assert said["fell"] > 0
    assert said["good_to_know"] == []
    assert {row["who"] for row in said["end_users"]} == {"people"}


def test_links_within_a_kind_are_pointed_out(tmp_path):
    with np.load(SAMPLE) as kept:
        arrays = dict(kept) | {"source": np.array([0, 0, 1, 2, 3])}
    np.savez(tmp_path / "g.npz", **arrays)
    result = cascade(tmp_path / "g.npz")
    assert result.exit_code == 0
    assert "each of them takes one away" in result.output
    assert record(tmp_path / "g.npz")["good_to_know"][0]["code"] == "links-within-a-kind"


def test_a_file_that_is_no_graph_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "g.npz").write_text("kind;works\n")
    result = cascade(tmp_path / "g.npz")
    assert result.exit_code == 2
    assert "numpy.savez" in result.output
    assert cascade(tmp_path / "none.npz").exit_code == 2


def test_the_graph_is_not_written_over_and_all_problems_are_told_at_once(tmp_path):
    path = tmp_path / "g.npz"
    path.write_bytes(b"no graph")
    result = cascade(path, "--out", path, "--json")
    assert result.exit_code == 2
    codes = [problem["code"] for problem in json.loads(result.stdout)["problems"]]
    assert codes == ["over-the-graph", "not-npz"]
    assert path.read_bytes() == b"no graph"


def test_a_wrong_value_names_its_array_and_a_folder_is_no_file(tmp_path):
    with np.load(SAMPLE) as kept:
        np.savez(tmp_path / "g.npz", **dict(kept) | {"source": np.array([0, 0, 1, 2, 9])})
    result = cascade(tmp_path / "g.npz", "--csv", tmp_path)
    assert result.exit_code == 2
    assert "g.npz [source]" in result.output
    assert "Value 4 (counted from 0) is 9; it must lie between 0 and 5." in result.output
    assert "--csv" in result.output
