"""What commands share: a refusal is a listing with exit code 2, in any language and as JSON."""

import json
from pathlib import Path

import pytest
import typer

from weerbaar.common.cli import print_json, run_or_refuse
from weerbaar.common.refusals import Problem, ProblemKind, Refused

BAD = ProblemKind("bad", "{value} is bad.", "Mend it.")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "120")


def test_a_refusal_is_listed_and_ends_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, run_or_refuse():
        raise Refused([Problem(BAD, "a.csv", 3, "x", "[red]7")])

    assert ended.value.exit_code == 2
    listing = capsys.readouterr().err
    assert "a.csv, row 3, column x" in listing
    assert "[red]7 is bad." in listing


def test_as_json_every_problem_is_given_whole(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), run_or_refuse(as_json=True):
        raise Refused([Problem(BAD, "a.csv", row, "x", row) for row in range(2, 40)])

    problems = json.loads(capsys.readouterr().out)["problems"]
    assert len(problems) == 38
    assert problems[0] == {
        "code": "bad",
        "file": "a.csv",
        "row": 2,
        "column": "x",
        "value": "2",
        "message": "2 is bad.",
        "remedy": "Mend it.",
    }


def test_many_problems_of_one_kind_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), run_or_refuse():
        raise Refused([Problem(BAD, "a.csv", row, "x", row) for row in range(2, 40)])

    assert "And 30 more like this." in capsys.readouterr().err


def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, run_or_refuse():
        (tmp_path / "absent").read_bytes()

    assert ended.value.exit_code == 2
    told = capsys.readouterr().err
    assert "cannot be used" in told
    assert "does not exist" in told
    assert "No such file" not in told


def test_an_unknown_language_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "tlh")

    with pytest.raises(typer.Exit), run_or_refuse():
        pass

    assert "WEERBAAR_LANGUAGE" in capsys.readouterr().err


def test_unknown_numbers_become_null(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": [float("nan"), 1.5], "é": (1,)})

    assert json.loads(capsys.readouterr().out) == {"a": [None, 1.5], "é": [1]}
