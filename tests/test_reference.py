"""The reference pages are what the code gives, and no command, column or key is left out."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from weerbaar.cli import app
from weerbaar.cli.reference import (
    FINDING_FIELDS,
    default_text,
    markdown_table,
    parameter_names,
    walk_commands,
)
from weerbaar.common.tables import Table
from weerbaar.platform.personal_data import PERSONAL_DATA
from weerbaar.platform.rights import PAGES as SITE_PAGES
from weerbaar.platform.rights import RIGHTS, ROLES
from weerbaar.region.sources import SOURCE_FILES
from weerbaar.region.tables import LIBRARY_TABLES as REGION_LIBRARY
from weerbaar.region.tables import TABLES
from weerbaar.sharing.tables import SHARING_RULES
from weerbaar.twin.files import scenario_names
from weerbaar.twin.profile import NORM_KEYS, PROFILE_KEYS
from weerbaar.twin.scenario import KEYS, SHOCK_KEYS
from weerbaar.twin.tables import LIBRARY_TABLES as TWIN_LIBRARY

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
PAGES = ("commands.md", "finding.md", "library.md", "region.md", "rights.md", "scenario.md")
BY_HAND = ("benchmarks.md",)
"""What was measured cannot follow from the code."""
RENEW = "renew it with `make reference`"


@cache
def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as the code gives them now, in English: help is worded when commands are made."""
    folder = tmp_path_factory.mktemp("reference")
    command = [sys.executable, "-c", "from weerbaar.cli import main; main()", "reference", folder]
    subprocess.run(command, check=True, env={**os.environ, "WEERBAAR_LANGUAGE": "en"})
    return folder


def test_every_page_is_made_and_none_besides(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == list(PAGES)
    assert sorted(path.name for path in REFERENCE.glob("*.md")) == sorted((*PAGES, *BY_HAND))


def test_a_page_by_hand_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / BY_HAND[0]).write_text("measured", encoding="utf-8")
    command = [sys.executable, "-c", "from weerbaar.cli import main; main()", "reference", tmp_path]
    subprocess.run(command, check=True, env={**os.environ, "WEERBAAR_LANGUAGE": "en"})
    assert (tmp_path / BY_HAND[0]).read_text(encoding="utf-8") == "measured"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_disk_is_what_the_code_gives(made: Path, name: str) -> None:
    assert page(name) == (made / name).read_text(encoding="utf-8"), RENEW


def commands() -> list[tuple[str, Any]]:
    return list(walk_commands(typer.main.get_command(app), "weerbaar"))


def section(text: str, heading: str) -> str:
    """What stands under a heading of the second level, up to the next heading."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^##? |\Z)", text, re.M | re.S)
    return found.group(1) if found else ""


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_command_and_option_is_documented(name: str, command: Any) -> None:
    part = section(page("commands.md"), f"`{name}`")
    assert part.strip(), RENEW
    assert [p.name for p in command.params if f"| `{parameter_names(p)}` |" not in part] == []
    assert [p.name for p in command.params if not p.help] == [], "say what it does"


def tables() -> list[tuple[str, Table]]:
    own = {table.name for table in REGION_LIBRARY}
    sources = [source.table for source in SOURCE_FILES if source.table.name not in own]
    return [
        *(("region.md", table) for table in (*TABLES, *sources)),
        *(("rights.md", table) for table in (RIGHTS, ROLES, SITE_PAGES, PERSONAL_DATA)),
        *(("library.md", table) for table in (*REGION_LIBRARY, *TWIN_LIBRARY, SHARING_RULES)),
    ]


def missing(text: str, names: list[str]) -> list[str]:
    """Names that no table row of the text begins with."""
    return [name for name in names if f"\n| `{name}` |" not in text]


@pytest.mark.parametrize(("name", "table"), tables(), ids=[f"{p}-{t.name}" for p, t in tables()])
def test_every_table_column_is_documented(name: str, table: Table) -> None:
    files = [s.files for s in SOURCE_FILES if s.table is table]
    titles = {" or ".join(f"`{file}`" for file in files[0])} if files else {table.name}
    part = section(page(name), (titles if name == "region.md" else {table.name}).pop())
    assert missing(part, list(table.names)) == [], RENEW
    assert [column.name for column in table.columns if not column.meaning] == []


@pytest.mark.parametrize(
    ("name", "heading", "keys"),
    [
        ("scenario.md", "Scenario", KEYS),
        ("scenario.md", "Shock", SHOCK_KEYS),
        ("finding.md", "Profile", PROFILE_KEYS),
        ("finding.md", "Norm", NORM_KEYS),
    ],
)
def test_every_key_is_documented(name: str, heading: str, keys: Any) -> None:
    assert missing(section(page(name), heading), [key.name for key in keys]) == [], RENEW


def test_every_finding_field_and_shipped_scenario_is_documented() -> None:
    assert missing(section(page("finding.md"), "Finding fields"), list(FINDING_FIELDS)) == []
    shipped = section(page("scenario.md"), "Scenarios that ship with Weerbaar")
    assert missing(shipped, scenario_names()) == []


def test_a_column_that_is_not_documented_is_found_out() -> None:
    assert missing(section(page("region.md"), "areas"), ["code", "colour"]) == ["colour"]
    assert missing(section(page("region.md"), "no such table"), ["code"]) == ["code"]


def test_a_cell_cannot_break_a_table() -> None:
    assert markdown_table(("a", "b"), [("x|y\nz", "")]) == "| a |\n|---|\n| x\\|y z |"


def test_defaults_are_told_in_words() -> None:
    told = [default_text(value) for value in (float("nan"), "", True, 0.5, {"p10": 1.0})]
    assert told == ["unknown", "empty", "yes", "0.5", "p10 1"]
