"""Every benchmark runs and says claim, figure and verdict; how fast it is, is not tested."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = [*sorted((ROOT / "benchmarks").glob("*_*.py")), ROOT / "benchmarks" / "growth.py"]
CLAIM = re.compile(
    r"^.+: [\d.e+-]+ [\w ]+ \((no target|target [\d.]+ [\w ]+: (met|missed))\)$", re.M
)


def test_there_are_benchmarks_and_each_is_described():
    page = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert len(SCRIPTS) >= 3
    assert [script.name for script in SCRIPTS if f"`{script.name}`" not in page] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_benchmark_prints_its_claims(script):
    command = [sys.executable, str(script), "--smoke"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert CLAIM.search(done.stdout), done.stdout
    assert "smoke" in done.stdout
