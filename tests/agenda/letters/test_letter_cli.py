"""The commands `weerbaar letter` write from files, and refuse in words before anything is run."""

import json
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from tests.agenda.letters.made import cold
from tests.measures.web.weighings import POINTS, STATIONS, example
from weerbaar.cli import app
from weerbaar.common.cli import json_text
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.twin.tabulate import finding_record

FILLED = 'organisation = "gemeente Dijkstad"\ncover = "Uit de reserve."\ndate = "2026-11-22"\n'
LINES = "commitment,kind,title,owner,until\na,assignment,Aggregaten plaatsen,brandweer,2026-01-01\n"


def run(*words: object):
    return CliRunner().invoke(app, ["letter", *map(str, words)])


@pytest.fixture
def weighing(tmp_path: Path) -> Path:
    path = tmp_path / "weighing.json"
    path.write_text(json.dumps(weighing_as_data(example())), encoding="utf-8")
    return path


def test_a_memo_of_a_stored_weighing_is_written_with_what_was_filled_in(tmp_path, weighing):
    filled, out = tmp_path / "filled.toml", tmp_path / "memo.docx"
    filled.write_text(FILLED, encoding="utf-8")
    more = ("--filled", filled, "--language", "en", "--out", out)
    told = run("decision", "--weighing", weighing, "--propose", STATIONS, *more)
    assert told.exit_code == 0, told.output
    text = "\n".join(p.text for p in docx.Document(BytesIO(out.read_bytes())).paragraphs)
    assert "B, the proposal" in text
    assert "Cover: Uit de reserve." in text


def test_progress_is_written_from_files_and_told_as_json(tmp_path):
    lines, answer = tmp_path / "agenda.csv", tmp_path / "answer.json"
    lines.write_text(LINES, encoding="utf-8")
    items = [finding_record(one) for one in cold().findings]
    record = {"findings": {"items": items}, "place": "Dijkstad", "scenario": "proef", "runs": 3}
    answer.write_text(json_text(record), encoding="utf-8")
    out = tmp_path / "progress.pdf"
    told = run(
        "progress", "Dijkstad", "--commitments", lines, "--answer", answer, "--out", out, "--json"
    )
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert found["simulation"] is True
    assert "Dijkstad" in found["title"]
    text = " ".join(p.extract_text() for p in PdfReader(BytesIO(out.read_bytes())).pages)
    assert "Aggregaten plaatsen" in text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("council", "--out", "letter.txt"), "letter-of-no-kind"),
        (("sheet", "--language", "de"), "unknown-language"),
        (("decision", "--weighing", "nowhere.json"), "no-such-file-for-letter"),
        (("progress", "X", "--filled", "nowhere.toml"), "no-such-file-for-letter"),
        (("council", "--runs", "0"), "option-out-of-range"),
    ],
)
def test_what_cannot_be_written_is_refused(words, code):
    told = run(*words, "--json")
    assert told.exit_code == 2
    assert [p["code"] for p in json.loads(told.stdout)["problems"]] == [code]


@pytest.mark.parametrize("content", ["[", "[]", '{"schema": 1}', "1" * 5000, "[" * 100_000])
def test_a_file_that_holds_no_weighing_is_refused(content, tmp_path):
    path = tmp_path / "weighing.json"
    path.write_text(content, encoding="utf-8")
    told = run("decision", "--weighing", path, "--json")
    assert told.exit_code == 2
    assert json.loads(told.stdout)["problems"]


def test_a_proposal_that_was_not_weighed_is_refused(weighing):
    told = run("decision", "--weighing", weighing, "--propose", "iets", "--json")
    assert json.loads(told.stdout)["problems"][0]["code"] == "no-such-proposal"


def test_a_proposal_that_is_not_weighed_is_refused_before_anything_is_run():
    variants = ("--variant", POINTS, "--variant", STATIONS, "--propose", "iets")
    told = run("decision", "nergens", *variants, "--json")
    assert [one["code"] for one in json.loads(told.stdout)["problems"]] == ["no-such-proposal"]


@pytest.mark.parametrize("text", ["date = 5", 'nothing = "x"', 'date = "soon"', "[["])
def test_what_is_filled_in_wrongly_is_refused(text, tmp_path):
    path = tmp_path / "filled.toml"
    path.write_text(text, encoding="utf-8")
    assert run("progress", "X", "--filled", path, "--json").exit_code == 2
