"""The commands `weerbaar agenda` on files: gaps of answers, board, lists in and out, reminders."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.agenda.example import finding
from weerbaar.cli.agenda import app
from weerbaar.twin.tabulate import finding_record

AGENDA = (
    "commitment,kind,title,owner,until,gap,status,done_on\n"
    "tank,assignment,Tankwagens huren,VRGZ,2026-11-01,,open,\n"
    "water,assignment,Water kopen,VRGZ,2026-12-01,water|Tiel|water-72h,done,2026-11-22\n"
)


def call(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def answered(folder: Path, name: str, *findings) -> str:
    record = {
        "place": "Tiel",
        "scenario": "stroomuitval-72u",
        "findings": {"schema": 1, "items": [finding_record(one) for one in findings]},
    }
    (folder / name).write_text(json.dumps(record), encoding="utf-8")
    return str(folder / name)


@pytest.fixture
def agenda(tmp_path: Path) -> str:
    (tmp_path / "agenda.csv").write_text(AGENDA, encoding="utf-8")
    return str(tmp_path / "agenda.csv")


def test_answers_give_gaps_and_the_agenda_says_what_is_done_about_them(tmp_path: Path, agenda: str):
    first, clean = answered(tmp_path, "a.json", finding()), answered(tmp_path, "b.json")
    asked = ["--asked", "2026-11-20T09:00", "--asked", "2026-11-21T09:00"]
    day = ["--today", "2026-11-22", "--json"]
    code, told = call("gaps", first, "--asked", "2026-11-20T09:00", "--agenda", agenda, *day)
    (gap,) = json.loads(told)
    assert (code, gap["gap"], gap["state"]) == (0, "water|Tiel|water-72h", "unmeasured")
    for order in ([first, clean, *asked], [clean, first, *asked[2:], *asked[:2]]):
        (gap,) = json.loads(call("gaps", *order, *day)[1])
        assert gap["state"] == "closed"
    assert "Tiel" in call("gaps", first, clean)[1]


def test_the_board_and_the_plan_are_shown_and_drawn(tmp_path: Path, agenda: str):
    code, told = call("board", agenda, "--today", "2026-11-22", "--late")
    assert code == 0
    assert "Tankwagens" in told
    assert "Water kopen" not in told
    drawn = tmp_path / "plan.svg"
    code, told = call("plan", agenda, "--today", "2026-11-22", "--svg", str(drawn))
    assert code == 0
    assert drawn.read_text(encoding="utf-8").startswith("<svg")


def test_what_is_agreed_becomes_a_variant_in_a_file(tmp_path: Path):
    agenda, made = tmp_path / "agreed.csv", tmp_path / "agreed.toml"
    agenda.write_text(
        "kind,title,status,partners,activate,quantities,measure\n"
        "agreement,Pillen,agreed,apotheken,bel,120 uur; 4 m3 water,afspraak-apotheken\n",
        encoding="utf-8",
    )
    code, told = call("variant", str(agenda), "--to", str(made))
    assert code == 0
    assert "Pillen" in told
    assert "hours = 120" in made.read_text(encoding="utf-8")
    found = json.loads(call("variant", str(agenda), "--json")[1])
    assert (len(found["counted"]), len(found["left"])) == (1, 1)
    assert call("variant", str(agenda), "--to", str(tmp_path / "agreed.pdf"))[0] == 2
    assert call("variant", str(agenda), "--region", "no-such-place")[0] == 2
    assert call("variant")[0] == 2


def test_a_list_is_taken_in_whole_or_not_at_all_and_taken_along_again(tmp_path: Path, agenda: str):
    more = tmp_path / "more.csv"
    more.write_text("commitment,kind,title\ntank,assignment,Kopen\nn,open_question,Wie?\n")
    assert call("import", str(more), "--into", agenda, "--look")[0] == 0
    assert Path(agenda).read_text(encoding="utf-8") == AGENDA
    assert call("import", str(more), "--into", agenda)[0] == 0
    copy = tmp_path / "copy.xlsx"
    assert call("export", agenda, "--to", str(copy))[0] == 0
    lines = {line["commitment"]: line for line in json.loads(call("board", str(copy), "--json")[1])}
    assert set(lines) == {"tank", "water", "n"}
    assert (lines["tank"]["title"], lines["tank"]["until"]) == ("Kopen", "2026-11-01")
    stood = Path(agenda).read_bytes()
    more.write_text("kind,title\nopen_question,goed\nwens,fout\n")
    assert call("import", str(more), "--into", agenda)[0] == 2
    assert Path(agenda).read_bytes() == stood


def test_a_reminder_is_given_once(tmp_path: Path, agenda: str):
    asked = [
        "remind",
        agenda,
        "--today",
        "2026-11-22",
        "--json",
        "--given",
        str(tmp_path / "g.json"),
    ]
    (one,) = json.loads(call(*asked)[1])
    assert (one["role"], "Tankwagens" in one["told"]) == ("programme_manager", True)
    assert json.loads(call(*asked)[1]) == []


@pytest.mark.parametrize(
    "words",
    [
        ["board"],
        ["board", "nowhere.csv"],
        ["gaps", "nowhere.json"],
        ["export", "--to", "x.txt"],
        ["remind", "nowhere.csv"],
    ],
)
def test_what_cannot_be_done_is_refused_in_words(words: list[str], tmp_path: Path):
    assert call(*words)[0] == 2


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[" * 5000, '{"findings": 1, "place": 2}', "\x00"]
)
def test_what_is_no_answer_is_refused(text: str, tmp_path: Path):
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    assert call("gaps", str(tmp_path / "a.json"))[0] == 2


def test_an_answer_in_which_knobs_were_turned_tells_of_no_gap(tmp_path: Path):
    file = answered(tmp_path, "a.json", finding())
    record = json.loads(Path(file).read_text(encoding="utf-8"))
    Path(file).write_text(json.dumps(record | {"choices": {"points": 3}}), encoding="utf-8")
    assert call("gaps", file)[0] == 2


def test_as_many_moments_as_answers_are_asked_for(tmp_path: Path):
    file = answered(tmp_path, "a.json", finding())
    assert call("gaps", file, "--asked", "2026-11-20", "--asked", "2026-11-21")[0] == 2
