"""The groups of commands: help names them all and reads none of them."""

import subprocess
import sys

import pytest

from tests.cli.typed import weerbaar
from weerbaar.cli.groups import GROUPS
from weerbaar.common.cli import say

READ = """
import sys
from weerbaar.cli import app
try:
    app({words})
finally:
    print("numba" in sys.modules)
"""


@pytest.mark.parametrize("group", ["", "organisation", "twin"])
def test_only_who_asks_for_the_twin_waits_for_its_compiler(group: str):
    command = [sys.executable, "-c", READ.format(words=[*group.split(), "--help"])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == str(group == "twin")


def test_help_names_every_group_and_what_it_is_for(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    told = weerbaar("--help").output
    assert [name for name, (_, _, text) in GROUPS.items() if say(text) not in told] == []
    assert [name for name in GROUPS if f" {name} " not in told] == []


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_without_a_command_shows_its_commands(name: str):
    result = weerbaar(name)
    assert result.exit_code == 2
    assert say(GROUPS[name][2])[:40] in result.output


def test_a_misspelt_command_is_refused_with_the_one_that_is_meant():
    for words in (["twinn", "run"], ["twin", "rnu"]):
        result = weerbaar(*words)
        assert result.exit_code == 2
        assert ("twin" if words[0] == "twinn" else "run") in result.output
        assert "Traceback" not in result.output
