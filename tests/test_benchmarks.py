"""Every benchmark runs and says claim, figure and verdict; how fast it is, is not tested."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = [*sorted((ROOT / "benchmarks").glob("*_*.py")), ROOT / "benchmarks" / "growth.py"]
CLAIM = re.compile(
    r"^.+: [\d.e+-]+ [\w ]+ \((no target|target [\d.]+ [\w ]+: (met|missed))\)$", re.M
)

# These are tried with the journeys, on the site that stands there.
IN_BROWSER = [script for script in SCRIPTS if "playwright" in script.read_text(encoding="utf-8")]


def smoke_of(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the tiny run in this process, which has loaded the model already."""
    monkeypatch.setattr("sys.argv", [str(script), "--smoke"])
    monkeypatch.syspath_prepend(str(script.parent))
    runpy.run_path(str(script), run_name="__main__")


def test_there_are_benchmarks_and_each_is_described():
    page = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert len(SCRIPTS) >= 3
    assert [script.name for script in SCRIPTS if f"`{script.name}`" not in page] == []


def test_what_each_benchmark_found_stands_in_the_reference():
    page = (ROOT / "docs" / "reference" / "benchmarks.md").read_text(encoding="utf-8")
    assert [script.name for script in SCRIPTS if script.name not in page] == []


def test_a_country_at_random_is_the_same_from_one_seed(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from random_country import country_files, made_up_country

    assert country_files(30, 1) == country_files(30, 1)
    assert country_files(30, 1) != country_files(30, 2)
    region = made_up_country(30)
    assert len(region.areas) == 30
    assert {"mv_feeder", "supermarket", "mobile_macro", "hospital"} <= set(region.sites["kind"])


@pytest.mark.parametrize(
    "script", [s for s in SCRIPTS if s not in IN_BROWSER], ids=lambda script: script.stem
)
def test_a_benchmark_prints_its_claims(script, monkeypatch, capsys):
    smoke_of(script, monkeypatch)
    told = capsys.readouterr().out
    assert CLAIM.search(told), told
    assert "smoke" in told
