"""The commands of the registers, as a person gives them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.agenda.registers.filled_in import CHLORINE, EMPLOYERS_TEXT, STEPS
from weerbaar.agenda.cli import app


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def kept(folder: Path, text: str) -> Path:
    path = folder / "register.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_ships_is_shown_as_a_table_and_as_json():
    portfolio = json.loads(run("portfolio", "--json").stdout)
    assert portfolio["unnamed_proposals"] == [12, 14, 20, 35, 37, 40, 48]
    assert portfolio["ideas_without_proposal"] == [8, 21, 30]
    assert "not assigned" in run("portfolio").output
    for by in ("pillar", "working-group"):
        assert json.loads(run("matrix", "--by", by, "--json").stdout)[-1]["rows"]
        assert "the State" in run("matrix", "--by", by).output.replace("The State", "the State")
    assert "band unknown" in run("barometer").output
    assert json.loads(run("barometer", "--json").stdout)[0]["points"]


def test_how_long_a_process_takes_is_told_with_its_bottleneck(tmp_path: Path):
    told = run("process", "--draws", 200).output
    assert "As it can be, it takes less" in told
    assert "bottleneck" in told
    (found,) = json.loads(run("process", kept(tmp_path, STEPS), "--draws", 100, "--json").stdout)
    assert found["process"] == "Help"
    assert 0 <= found["within_norm"] <= 1


def test_concentration_and_double_counts_come_from_a_file(tmp_path: Path):
    told = run("dependencies", kept(tmp_path, CHLORINE))
    assert "with few suppliers" in told.output
    assert json.loads(run("dependencies", kept(tmp_path, CHLORINE), "--json").stdout)
    total = run("reservists", kept(tmp_path, EMPLOYERS_TEXT)).output
    assert "Of 310 people in this register 70 (60" in total
    assert "Hospital" not in total
    assert (
        "Left without them" in run("reservists", kept(tmp_path, EMPLOYERS_TEXT), "--whole").output
    )
    hidden = json.loads(run("reservists", kept(tmp_path, EMPLOYERS_TEXT), "--json").stdout)
    assert (hidden["total"]["rows"], hidden["rows"]) == (3, [])
    whole = run("reservists", kept(tmp_path, EMPLOYERS_TEXT), "--whole", "--json").stdout
    # Of 100 drivers 20 are counted on twice, so 80 are left; the site says so too.
    assert json.loads(whole)["rows"][2]["left"].startswith("80 ")


def test_a_list_is_held_against_the_agenda(tmp_path: Path):
    needs = "what,amount,unit,pledges\ngenerator,10,pieces,Four\n"
    agenda = tmp_path / "agenda.csv"
    agenda.write_text(
        "kind,title,status,partners,quantities\npledge,Four,agreed,Rent,4 pieces\n",
        encoding="utf-8",
    )
    given = ("list", "priorities", kept(tmp_path, needs), "--agenda", agenda)
    found = json.loads(run(*given, "--json").stdout)
    assert found["tables"][0]["rows"][0][:4] == ["generator", "10 pieces", "4 pieces", "6 pieces"]
    assert "6 pieces" in run(*given).output
    assert "priorities" in json.loads(run("list", "--json").stdout)
    assert "pledges" in run("list", "priorities").output
    assert "One of: care, logistics" in " ".join(run("list", "availability").output.split())
    assert "origin" in json.loads(run("list", "dependencies", "--json").stdout)


def test_what_firms_learn_is_told_and_given_to_another_program(tmp_path: Path):
    firms = (
        "firm,measured_on,part,scale,level,asked,leaders,exercises,rhythm\n"
        "Port,2026-11-01,leader,4,4,3,,12,\nHaulier,2026-11-01,supplier,4,1,3,Port,4,26\n"
    )
    given = ("spreading", kept(tmp_path, firms), "--today", "2026-11-22", "--years", 2)
    found = json.loads(run(*given, "--json").stdout)
    assert len(found["as_it_goes"]["mean_by_year"]) == 3
    now, more = (found[way]["firms"][0] for way in ("as_it_goes", "more_exercises"))
    assert (
        now["level_by_year"][0]
        == more["level_by_year"][0]
        == {"p10": 0.25, "p50": 0.25, "p90": 0.25}
    )
    assert now["level_by_year"][2]["p50"] < more["level_by_year"][2]["p50"]
    assert found["overdue"] == [{"firm": "Haulier", "days_late": None}]
    assert "In 2028" in run(*given).output
    listed = run("list", "suppliers", kept(tmp_path, firms), "--today", "2026-11-22").output
    assert "What more would bring" in listed


def test_answers_to_a_dependency_are_compared_from_two_files(tmp_path: Path):
    answers = tmp_path / "answers.csv"
    answers.write_text(
        "what,answer,kind,use,share,stock\nChlorine,Stock,stock,crisis,,10\n"
        "Chlorine,Second,substitute,always,30,\n",
        encoding="utf-8",
    )
    given = ("answers", kept(tmp_path, CHLORINE), answers)
    found = json.loads(run(*given, "--json", "--with", "Stock", "--with", "Second").stdout)
    assert found["falls_away"] == "North"
    assert [side["answers"] for side in found["sides"]][3] == ["Stock", "Second"]
    assert found["sides"][2]["concentration"]["supplier"]["p50"] == pytest.approx(0.28)
    assert len(found["sides"][0]["met_by_day"]) == 30
    assert found["least_unmet"] == ["Stock"]
    assert "North delivers 60 % of Chlorine" in run(*given).output
    for wrong in (("--days", 0), ("--what", "gold"), ("--cut", "Nobody"), ("--with", "Luck")):
        assert run(*given, *wrong).exit_code == 2


NO_LEVEL = "firm,measured_on,level\nPort,2026-11-01,\n"


def test_firms_without_any_level_are_refused_in_words(tmp_path: Path):
    refused = run("spreading", kept(tmp_path, NO_LEVEL), "--json")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["problems"][0]["code"] == "no-measured-firms"


def test_what_a_region_wrote_down_of_others_is_told_beside_what_ships(tmp_path):
    head = "practice,country,what,measures,source"
    text = f"{head}\nShelters,Finland; Norway,Below.,opvang-ruimte,visit\n"
    file = kept(tmp_path, text)
    found = json.loads(run("practices", file, "--country", "fi", "--json").stdout)
    assert len(found) > 1
    assert (found[-1]["practice"], found[-1]["measures"]) == ("own-1", ["opvang-ruimte"])
    assert found[0]["owner"] == ""
    assert "Shelters" in run("practices", file, "--country", "norway").output
    assert "Shelters" not in run("practices", file, "--country", "UA").output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("spreading", "/nowhere.csv", "--years", "99"), "option-out-of-range"),
        (("matrix", "--by", "colour"), "not-a-choice"),
        (("process", "--process", "Nothing"), "no-such-process"),
        (("process", "--draws", "0"), "option-out-of-range"),
        (("dependencies", "/nowhere.csv"), "not-a-file"),
        (("list", "treasure"), "not-a-choice"),
        (("practices", "/nowhere.csv"), "not-a-file"),
        (("list", "demand", "/nowhere.csv"), "not-a-file"),
        (("barometer", "/nowhere.csv"), "not-a-file"),
    ],
)
def test_what_cannot_be_is_refused_in_words(words: tuple[str, ...], code: str):
    refused = run(*words, "--json")
    assert refused.exit_code == 2
    assert code in [problem["code"] for problem in json.loads(refused.stdout)["problems"]]
