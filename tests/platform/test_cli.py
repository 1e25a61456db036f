"""The commands of whoever runs the site."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from weerbaar.platform.cli import organisation_app, person_app

pytestmark = pytest.mark.django_db


def answer(app: typer.Typer, *arguments: str) -> Any:
    """What a command says in JSON."""
    return json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)


def code(app: typer.Typer, *arguments: str) -> str:
    """The code of the one refusal that a command gives."""
    done = CliRunner().invoke(app, [*arguments, "--json"])
    assert done.exit_code == 2
    (problem,) = json.loads(done.stdout)["problems"]
    return str(problem["code"])


def test_whoever_runs_the_site_makes_the_first_organisation_and_administrator():
    number = answer(organisation_app, "add", "Dijkstad", "--kind", "municipality")["number"]
    given = ["--organisation", str(number), "--role", "administrator", "--name", "Anna"]
    person = answer(person_app, "add", "Anna@dijkstad.example", *given)
    assert person["email"] == "anna@dijkstad.example"
    assert person["path"].startswith("/account/password/reset/key/")
    listed = answer(organisation_app, "list")
    assert listed == [{"number": number, "name": "Dijkstad", "kind": "municipality"}]


def test_the_answer_in_words_says_what_to_do_next():
    told = CliRunner().invoke(organisation_app, ["add", "Dijkstad", "--kind", "municipality"])
    assert "Dijkstad, nummer" in told.stdout
    number = told.stdout.split()[-1].rstrip(".")
    given = ["add", "x@y.example", "--organisation", number, "--role", "contact"]
    assert "wachtwoord" in CliRunner().invoke(person_app, given).stdout
    assert "Dijkstad" in CliRunner().invoke(organisation_app, ["list"]).stdout


def test_what_cannot_be_is_refused():
    add = (organisation_app, "add", "X", "--kind")
    assert code(*add, "club") == "unknown-kind-of-organisation"
    assert code(*add, "neighbourhood_group") == "wrong-place-in-tree"
    assert code(*add, "partner", "--below", "999999") == "unknown-organisation"


def test_a_role_that_does_not_exist_is_refused():
    number = answer(organisation_app, "add", "Dijkstad", "--kind", "municipality")["number"]
    given = ["add", "a@b.example", "--organisation", str(number), "--role", "emperor"]
    assert code(person_app, *given) == "no-such-role"
