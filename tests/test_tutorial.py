"""What the guides tell to type exists: scenarios parse, commands and options are known."""

import re
import shlex
import textwrap
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from weerbaar.agenda.letters.sending import SENDING_KEYS
from weerbaar.cli import app
from weerbaar.cli.reference import walk_commands
from weerbaar.measures.files import variant_names
from weerbaar.twin.files import scenario_names
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.profile import PROFILE_KEYS
from weerbaar.twin.scenario import KEYS, SHOCK_KEYS, Scenario
from weerbaar.twin.tabulate import AREA_COLUMNS, HOUR_COLUMNS

ROOT = Path(__file__).resolve().parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
CHOOSE = ROOT / "docs" / "tutorial-choose.md"
GUIDES = [
    TUTORIAL,
    CHOOSE,
    ROOT / "README.md",
    ROOT / "LEESMIJ.md",
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
]


def scenario_in_tutorial() -> Scenario:
    text = TUTORIAL.read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    return parse_scenario(tomllib.loads(block), "tiel.toml")


def commands_in(page: Path) -> list[str]:
    """Lines in code blocks that call weerbaar; those that list several commands are left out."""
    text = page.read_text(encoding="utf-8")
    blocks = [
        block
        for language, block in re.findall(r"^ *```(\w*)\n(.*?)^ *```", text, re.M | re.S)
        if not language
    ]
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("weerbaar ") and "|" not in line]


@cache
def known_commands() -> dict[str, Any]:
    return dict(walk_commands(typer.main.get_command(app), "weerbaar"))


def unknown_in(line: str) -> list[str]:
    """The command or the options in a line that do not exist."""
    words = shlex.split(line)
    known = known_commands()
    name = max((n for n in known if line.startswith(n)), key=len)
    if getattr(known[name], "commands", None) is not None:
        return [line]
    options = {option for parameter in known[name].params for option in parameter.opts}
    return [word for word in words if word.startswith("--") and word not in options]


def test_the_scenario_of_the_tutorial_is_in_order():
    scenario = scenario_in_tutorial()
    assert scenario.scenario == "tiel-zonder-stroom"
    assert scenario.shocks[0].municipalities == ("Tiel",)
    assert not scenario.temperature_c.fixed


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_every_command_in_a_guide_exists(page):
    assert [(line, unknown_in(line)) for line in commands_in(page) if unknown_in(line)] == []


def test_lines_of_toml_in_the_guides_are_keys_of_a_form():
    known = {key.name for key in (*KEYS, *SHOCK_KEYS, *PROFILE_KEYS, *SENDING_KEYS)} | {
        "shocks",
        "loads",
        "norms",
    }
    blocks = [
        tomllib.loads(textwrap.dedent(block))
        for page in GUIDES
        for block in re.findall(r"^ *```toml\n(.*?)^ *```", page.read_text("utf-8"), re.M | re.S)
    ]
    assert any("voucher_share" in block for block in blocks)
    assert [set(block) - known for block in blocks if set(block) - known] == []


def test_the_tutorial_runs_explains_checks_and_exports():
    lines = " ".join(commands_in(TUTORIAL))
    for name in ("twin run", "twin explain", "scenario check", "region export"):
        assert f"weerbaar {name}" in lines


def test_the_chapter_on_choosing_goes_from_the_catalogue_to_a_weighing_of_what_ships():
    lines = commands_in(CHOOSE)
    for name in ("measure list", "measure show", "variant show", "variant cost", "variant weigh"):
        assert any(line.startswith(f"weerbaar {name}") for line in lines)
    named = {word for line in lines for word in shlex.split(line) if "punten" in word}
    assert named <= set(variant_names())
    options = [line.split("--scenario ")[1].split()[0] for line in lines if "--scenario" in line]
    assert set(options) <= set(scenario_names())


@pytest.mark.parametrize("line", ["weerbaar twin fly", "weerbaar twin run --wings 2"])
def test_a_command_that_does_not_exist_is_found_out(line):
    assert unknown_in(line)


def test_every_column_of_the_tables_is_explained():
    text = (ROOT / "docs" / "how-to" / "read-the-report.md").read_text(encoding="utf-8")
    assert [name for name in (*AREA_COLUMNS, *HOUR_COLUMNS) if f"`{name}`" not in text] == []
