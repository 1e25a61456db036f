"""Commands as a person types them, and what they say back."""

import json
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from weerbaar.cli import app

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


def weerbaar(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def record(*words: str) -> dict[str, Any]:
    result = weerbaar(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def assert_refused(words: list[str], codes: set[str]) -> None:
    """That a command is refused with exactly these codes, and a remedy for each."""
    result = weerbaar(*words, "--json")
    assert result.exit_code == 2
    problems = json.loads(result.stdout)["problems"]
    assert {problem["code"] for problem in problems} == codes
    assert all(problem["remedy"] for problem in problems)
    assert "Traceback" not in result.output
