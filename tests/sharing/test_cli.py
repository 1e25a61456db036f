"""The commands, as a person gives them."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from weerbaar.sharing.cli import app
from weerbaar.sharing.tables import RULE_ORDER

SAMPLE = Path(__file__).resolve().parents[2] / "docs/how-to/samples/aanvragen-voorbeeld.csv"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "160")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_person_sees_who_gets_what_and_why() -> None:
    done = run("divide", SAMPLE, "--supply", 100, "--rule", "priority")

    assert done.exit_code == 0, done.output
    assert "100 of 195 asked is granted" in done.output
    assert "• Gemeentehuis: Class 2 used up the supply; class 3 comes after it." in done.output


def test_all_rules_are_shown_side_by_side() -> None:
    done = run("divide", SAMPLE, "--supply", 100, "--civil-share", 0.6, "--compare")
    without = run("divide", SAMPLE, "--supply", 100, "--compare")

    assert all(name in done.output for name in ("equal loss", "lottery", "civil and military"))
    assert "smallest part" in done.output
    assert "add --civil-share" in without.output
    assert "add --civil-share" not in done.output


def test_json_holds_every_grant_with_its_reasons_and_all_rules() -> None:
    arguments = (SAMPLE, "--supply", 100, "--rule", "sides", "--civil-share", 0.6, "--whole")
    record = json.loads(run("divide", *arguments, "--compare", "--json").stdout)

    assert (record["rule"], record["whole"], record["civil_share"]) == ("sides", True, 0.6)
    assert record["granted"] == sum(grant["granted"] for grant in record["grants"]) == 100
    assert all(grant["reasons"] for grant in record["grants"])
    assert tuple(record["compared"]) == RULE_ORDER
    assert all(sum(grants.values()) == 100 for grants in record["compared"].values())


def test_the_answer_is_written_as_csv_and_as_a_workbook(tmp_path: Path) -> None:
    csv, book = tmp_path / "new" / "grants.csv", tmp_path / "grants.xlsx"

    assert run("divide", SAMPLE, "--supply", 100, "--out", csv).exit_code == 0
    assert run("divide", SAMPLE, "--supply", 100, "--compare", "--out", book).exit_code == 0

    lines = csv.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "claim,asked,granted,rule,reasons"
    assert len(lines) == 8
    assert load_workbook(book).sheetnames == ["grants", "compared", "Note"]


def test_a_long_list_is_cut_on_the_screen_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("claim,amount\n" + "".join(f"c{i:03},1\n" for i in range(60)))
    assert "20 more claims" in run("divide", path, "--supply", 10).output


def test_the_rules_say_what_they_favour_and_neglect() -> None:
    assert run("rules").output.count("Blind to:") == len(RULE_ORDER)
    assert [row["rule"] for row in json.loads(run("rules", "--json").stdout)] == list(RULE_ORDER)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("claim,amount\na,-1\n")
    done = run(
        *("divide", path, "--supply", -1, "--rule", "price", "--period", -1),
        *("--civil-share", 60, "--out", tmp_path / "a.pdf", "--json"),
    )
    problems = json.loads(done.stdout)["problems"]

    assert done.exit_code == 2
    assert [(p["code"], p["column"]) for p in problems] == [
        ("unknown-sharing-rule", "--rule"),
        ("option-out-of-range", "--supply"),
        ("option-out-of-range", "--civil-share"),
        ("option-out-of-range", "--period"),
        ("unknown-file-ending", "--out"),
        ("out-of-range", "amount"),
    ]
    assert all(p["message"] and p["remedy"] for p in problems)
    assert "your own" not in problems[-1]["message"], "that is no unit to say after a number"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--rule", "sides"), "no-civil-share"),
        (("--supply", "nan"), "option-out-of-range"),
        (("--supply", "inf"), "option-out-of-range"),
        (("--seed", "-1"), "option-out-of-range"),
    ],
)
def test_a_wrong_option_is_refused(arguments: tuple[str, ...], code: str) -> None:
    done = run("divide", SAMPLE, "--supply", 100, *arguments, "--json")
    assert done.exit_code == 2
    assert [p["code"] for p in json.loads(done.stdout)["problems"]] == [code]


def test_a_file_that_is_not_there_or_would_be_written_over_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(SAMPLE.read_bytes())

    gone = run("divide", tmp_path / "gone.csv", "--supply", 1, "--json")
    over = run("divide", path, "--supply", 1, "--out", path, "--json")

    assert [p["code"] for p in json.loads(gone.stdout)["problems"]] == ["not-a-file"]
    assert [p["code"] for p in json.loads(over.stdout)["problems"]] == ["over-itself"]
    assert path.read_bytes() == SAMPLE.read_bytes()
