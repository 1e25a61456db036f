"""A person takes own files into a region, and sees the facts and the answer move."""

import json
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

import weerbaar
from weerbaar.cli import app

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "samples"
DEFAULT = "gelderland-zuid"


@pytest.fixture(autouse=True)
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "140")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["region", *(str(argument) for argument in arguments)])


def answered(*arguments: object) -> dict:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_36_real_fire_stations_lower_the_estimated_share_and_move_the_answer() -> None:
    stations = SAMPLES / "kazernes-voorbeeld.csv"

    found = answered("import", DEFAULT, stations, "--complete", "--runs", 10)

    assert found["files"] == [{"file": "kazernes-voorbeeld.csv", "as": "sites"}]
    (kind,) = found["facts"]["kinds"]
    assert (kind["kind"], kind["after"], kind["estimated_after"]) == ("fire_station", 36, 0)
    assert kind["estimated_before"] == 36
    assert found["estimated_after"] < found["estimated_before"]
    help_call = next(m for m in found["answer"]["needs"] if m["need"] == "help_call")
    assert help_call["moves"]
    assert found["sentences"][0].startswith("Headline")
    again = answered("diff", DEFAULT, f"{DEFAULT}-eigen", "--runs", 10)
    assert again["facts"] == found["facts"]
    assert again["answer"] == found["answer"]


def test_every_sample_goes_in_at_once_and_twice_is_the_same() -> None:
    page = (SAMPLES.parent / "import-your-own-facts.md").read_text(encoding="utf-8")
    samples = sorted(SAMPLES / name for name in set(re.findall(r"\(samples/([\w.-]+)\)", page)))
    first = answered("import", DEFAULT, *samples, "--scenario", "none")
    again = answered("import", f"{DEFAULT}-eigen", *samples, "--scenario", "none")
    assert {file["as"] for file in first["files"]} == {
        "sites", "links", "autonomies", "stocks", "key-figures", "outlines", "facilities",
        "resources"
    }  # fmt: skip
    assert again["after"]["hash"] == first["after"]["hash"]


def test_one_bad_file_keeps_all_of_them_out(tmp_path: Path) -> None:
    bad = tmp_path / "slecht.csv"
    bad.write_text("soort;naam;lon;lat\nkasteel;Slot;5,5;51,9\napotheek;;5,5;\n", encoding="utf-8")
    refused = run("import", DEFAULT, SAMPLES / "kazernes-voorbeeld.csv", bad, "--json")
    assert refused.exit_code == 2
    problems = json.loads(refused.stdout)["problems"]
    assert {(p["file"], p["row"], p["code"]) for p in problems} == {
        ("slecht.csv", 2, "unknown-kind"),
        ("slecht.csv", 3, "empty-cell"),
    }
    assert not (tmp_path / "data" / "regions" / f"{DEFAULT}-eigen").exists()


def test_a_filled_form_says_which_headline_it_moves(tmp_path: Path) -> None:
    assert run("elicit", DEFAULT, "--process", "MOB", "--out", tmp_path).exit_code == 0
    assert (tmp_path / "MOB.pdf").read_bytes().startswith(b"%PDF")
    book = load_workbook(tmp_path / "MOB.xlsx")
    fill(book, "field", "organisation", {"W2": "Voorbeeld Telecom"})
    fill(book, "field", "date", {"W2": "21-11-2026"})
    times = {"A3": "60", "A4": "3 days", "A5": "90", "A9": "high"}
    fill(book, "consumer", "mobile_macro", times)
    book.save(tmp_path / "ingevuld.xlsx")

    found = answered("import", DEFAULT, tmp_path / "ingevuld.xlsx", "--runs", 10, "--full")

    (said,) = found["facts"]["statements"]
    assert (said["consumer"], said["hours"]) == ("mobile_macro", [60, 72, 90])
    assert said["organisation"] == "Voorbeeld Telecom"
    moved = {move["need"] for move in found["answer"]["needs"] if move["moves"]}
    assert "help_call" in moved
    assert found["sentences"]


def fill(book: Workbook, key: str, value: str, answers: dict[str, str]) -> None:
    """Fills boxes by their code in the first row of the form whose key column has this value."""
    (sheet,) = (sheet for sheet in book.worksheets if sheet["A1"].value == key)
    columns = {str(cell.value).split(" ")[0]: cell.column for cell in sheet[1]}
    line = next(row[0].row for row in sheet.iter_rows() if row[0].value == value)
    for code, answer in answers.items():
        sheet.cell(line, columns[code]).value = answer


def test_a_region_is_not_half_overwritten_by_a_refused_import(tmp_path: Path) -> None:
    answered("import", DEFAULT, SAMPLES / "kazernes-voorbeeld.csv", "--scenario", "none")
    folder = tmp_path / "data" / "regions" / f"{DEFAULT}-eigen"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert run("import", f"{DEFAULT}-eigen", tmp_path / "nowhere.csv").exit_code == 2
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--within", "-1"), "option-out-of-range"),
        (("--detail", "1e9"), "option-out-of-range"),
        (("--runs", "0"), "option-out-of-range"),
        (("--as", "magic"), "unknown-sort"),
        (("--as", "outlines"), "unknown-content"),
        (("--id", "../x"), "bad-identifier"),
        (("--scenario", "no-such"), "no-such-scenario"),
    ],
)
def test_a_wrong_option_is_refused(arguments: tuple[str, str], code: str) -> None:
    refused = run("import", DEFAULT, SAMPLES / "kazernes-voorbeeld.csv", *arguments, "--json")
    assert refused.exit_code == 2
    assert code in [problem["code"] for problem in json.loads(refused.stdout)["problems"]]


def test_two_organisations_answer_one_after_the_other(tmp_path: Path) -> None:
    region = DEFAULT
    for process, kind, name in (
        ("MOB", "mobile_macro", "Telecom A"),
        ("SUP", "supermarket", "Super B"),
    ):
        assert run("elicit", DEFAULT, "--process", process, "--out", tmp_path).exit_code == 0
        book = load_workbook(tmp_path / f"{process}.xlsx")
        fill(book, "field", "organisation", {"W2": name})
        fill(book, "field", "date", {"W2": "21-11-2026"})
        fill(book, "consumer", kind, {"A3": "10", "A4": "20", "A5": "30", "A9": "low"})
        book.save(tmp_path / f"{process}-ingevuld.xlsx")
        answers = tmp_path / f"{process}-ingevuld.xlsx"
        answered("import", region, answers, "--scenario", "none")
        region = f"{DEFAULT}-eigen"
    found = answered("diff", DEFAULT, region, "--scenario", "none", "--full")
    assert {s["organisation"] for s in found["facts"]["statements"]} == {"Telecom A", "Super B"}


def test_a_region_with_own_facts_is_not_written_over_by_accident(tmp_path: Path) -> None:
    stations, hours = SAMPLES / "kazernes-voorbeeld.csv", SAMPLES / "autonomie-voorbeeld.csv"
    answered("import", DEFAULT, stations, "--complete", "--scenario", "none")
    refused = run("import", DEFAULT, hours, "--scenario", "none", "--json")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["problems"][0]["code"] == "region-exists"
    kept = answered("import", f"{DEFAULT}-eigen", hours, "--scenario", "none")
    assert kept["facts"]["statements"]
    fresh = answered("import", DEFAULT, hours, "--scenario", "none", "--replace")
    assert fresh["facts"]["kinds"] == []


def test_a_shipped_name_and_a_form_that_stands_there_are_not_taken(tmp_path: Path) -> None:
    taken = run("import", DEFAULT, SAMPLES / "kazernes-voorbeeld.csv", "--id", DEFAULT, "--json")
    assert json.loads(taken.stdout)["problems"][0]["code"] == "name-of-shipped-region"
    assert run("elicit", DEFAULT, "--process", "EL", "--out", tmp_path).exit_code == 0
    again = run("elicit", DEFAULT, "--process", "EL", "--out", tmp_path, "--json")
    assert json.loads(again.stdout)["problems"][0]["code"] == "form-stands-there"
    assert run("elicit", DEFAULT, "--process", "EL", "--out", tmp_path, "--replace").exit_code == 0


def test_a_withdrawn_statement_is_a_difference_too() -> None:
    hours = SAMPLES / "autonomie-voorbeeld.csv"
    answered("import", DEFAULT, hours, "--scenario", "none")
    back = answered("diff", f"{DEFAULT}-eigen", DEFAULT, "--scenario", "none", "--full")
    assert not back["facts"]["nothing"]
    assert {s["what"] for s in back["facts"]["statements"]} == {"gone"}


def test_nothing_vital_is_named_or_told_unless_in_full(tmp_path: Path) -> None:
    said = tmp_path / "vitaal.csv"
    said.write_text(
        "object;zonder;kortste;meestal;langste;organisatie;zekerheid;datum\n"
        "waterworks:WK021600:1;stroom;1;2;3;Pompbedrijf;hoog;2026-11-20\n"
        "drinkwaterpompstation;stroom;1;2;3;Pompbedrijf;hoog;2026-11-20\n",
        encoding="utf-8",
    )
    sites = {s.split(",")[0] for s in _site_lines() if s.split(",")[1] == "waterworks"}
    said.write_text(said.read_text("utf-8").replace("waterworks:WK021600:1", min(sites)), "utf-8")
    region = DEFAULT
    for _ in range(2):
        shown = run("import", region, said, "--scenario", "none")
        as_json = run("diff", DEFAULT, f"{DEFAULT}-eigen", "--scenario", "none", "--json")
        for text in (shown.output, as_json.output):
            assert "Pompbedrijf" not in text
            assert not any(site in text for site in sites)
        region = f"{DEFAULT}-eigen"
    full = run("diff", DEFAULT, region, "--scenario", "none", "--full", "--json")
    assert "Pompbedrijf" in full.output


def _site_lines() -> list[str]:
    folder = Path(weerbaar.__file__).parent / "library" / "regions" / DEFAULT
    return (folder / "sites.csv").read_text(encoding="utf-8").splitlines()[1:]


def test_a_difference_is_told_in_words_and_no_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    answered("import", DEFAULT, SAMPLES / "kerncijfers-voorbeeld.csv", "--scenario", "none")
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "nl")
    told = run("diff", DEFAULT, f"{DEFAULT}-eigen", "--scenario", "none")
    assert told.exit_code == 0, told.output
    assert "Aandeel huishoudens van één" in told.stdout
    assert re.search(r"36,\d %", told.stdout)
    assert not re.search(r"[a-z]_[a-z]", told.stdout)
