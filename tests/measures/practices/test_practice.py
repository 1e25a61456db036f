"""The library of foreign practice: what it holds, what is found in it, and what it refuses."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from weerbaar.common.csv_cells import canonical_text, parse_bytes
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.measures.cli import app
from weerbaar.measures.files import catalogue_by_name
from weerbaar.measures.practices.files import parse_practices, read_countries, read_practices
from weerbaar.measures.practices.practice import (
    PRACTICES,
    country_names,
    practice_sheet,
    wanted_practices,
)

DUTCH = read_language("nl")
CATALOGUE = catalogue_by_name()
OF_THE_PANEL = {"FI", "UA", "RO", "DE"}
OF_THE_LETTER = {"SE", "FI", "EE", "LV", "LT", "BE", "LU", "GB"}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")


def run(*words: str):
    return CliRunner().invoke(app, ["practices", *words])


def test_a_finnish_contract_leads_from_its_source_to_a_measure_that_can_be_tried() -> None:
    """K43: lessons of named countries with their source, and product guarantees as a measure."""
    for country in OF_THE_PANEL | OF_THE_LETTER:
        lessons = [one.english for one in wanted_practices(read_practices(), country)]
        assert lessons
        assert all(told.what and told.document and told.place for told in lessons)
    found = wanted_practices(read_practices(), "FI", "leveringscontract")
    (one,) = found
    told = one.told("nl")
    assert "welke producten het garandeert" in told.what
    assert told.document.startswith("Kamerbrief")
    assert told.place.startswith("onderdeel 5")
    measure = CATALOGUE[one.measures[0]]
    assert measure.is_computed
    assert {knob.knob for knob in measure.knobs} >= {"shops", "pharmacies", "diesel", "water"}
    assert {effect.of for effect in measure.effects} >= {"supermarket", "fuel_trucks"}


def test_every_practice_has_its_source_its_conditions_and_a_measure_in_both_languages() -> None:
    """S18, and the countries that the panel and the letter name."""
    practices = read_practices()
    assert {each for one in practices for each in one.countries} >= OF_THE_PANEL | OF_THE_LETTER
    for one in practices:
        assert one.measures, one.practice
        assert set(one.measures) <= set(CATALOGUE), one.practice
        assert one.evidence, one.practice
        assert one.conditions_evidence, one.practice
        for told in (one.dutch, one.english):
            parts = vars(told)
            assert all(parts.values()), one.practice
            # One or two sentences, or three at most.
            assert told.what.count(". ") <= 2, one.practice
        assert one.dutch != one.english


@pytest.mark.parametrize("country", sorted(OF_THE_PANEL | OF_THE_LETTER))
def test_what_is_found_by_country_and_by_measure_is_what_is_asked(country: str) -> None:
    every = read_practices()
    of_country = wanted_practices(every, country)
    assert of_country
    assert all(country in one.countries for one in of_country)
    rest = [one for one in every if one not in of_country]
    assert not any(country in one.countries for one in rest)
    for measure in {each for one in of_country for each in one.measures}:
        both = wanted_practices(every, country, measure)
        assert both == [one for one in wanted_practices(every, "", measure) if one in of_country]
    assert wanted_practices(every) == list(every)


def test_the_table_tells_names_and_not_keys() -> None:
    own = replace(read_practices()[0], countries=("Noorwegen",), measures=("iets",), owner="Tiel")
    heads, rows = practice_sheet((*read_practices(), own), read_countries(), CATALOGUE, DUTCH)
    assert all(len(row) == len(heads) for row in rows)
    assert rows[0][heads.index("Landen")] == "Finland"
    assert "Contracten die levering beloven" in str(rows[0][heads.index("Hier te proberen")])
    assert rows[0][-1] == "hoort bij Weerbaar"
    # What is not known here stays as it was written.
    assert rows[-1][1] == "Noorwegen"
    assert rows[-1][-2:] == ["iets", "Tiel"]
    names = country_names(read_practices(), read_countries(), DUTCH)
    assert list(names.values()) == sorted(names.values())


def rewritten(**changed: str) -> bytes:
    """The practices that ship, the first of them changed."""
    content = (files("weerbaar") / "library" / "tables" / PRACTICES.file).read_bytes()
    rows, _ = parse_bytes(PRACTICES, content, PRACTICES.file)
    records = list(rows)
    return canonical_text(rows_of(PRACTICES, [records[0] | changed, *records[1:]])).encode()


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"countries": "FI XX"}, "no-such-country", "countries"),
        ({"countries": "FI FI"}, "practice-names-twice", "countries"),
        ({"measures": "leveringscontract magic"}, "practice-of-no-measure", "measures"),
        ({"measures": ""}, "empty-cell", "measures"),
        ({"conditions_nl": ""}, "empty-cell", "conditions_nl"),
        ({"document_en": ""}, "empty-cell", "document_en"),
        ({"practice": "se-leaflet"}, "duplicate-key", "practice"),
    ],
)
def test_a_row_that_lacks_something_or_names_what_is_not_there_is_refused(
    changed: dict[str, str], code: str, column: str
) -> None:
    with pytest.raises(Refused) as refused:
        parse_practices(rewritten(**changed), "p.csv")
    assert (code, column) in {(one.code, one.column) for one in refused.value.problems}


def test_what_is_not_changed_reads_back_the_same() -> None:
    assert set(parse_practices(rewritten(), "p.csv")) == set(read_practices())


def test_the_command_tells_source_conditions_and_measures_and_writes_tables(tmp_path) -> None:
    shown = run("--country", "ua", "--measure", "betaalnet-banken")
    assert shown.exit_code == 0
    assert "Banks that went on working" in shown.output
    assert "Round table" in shown.output
    assert "What must hold" in shown.output
    records = json.loads(run("--country", "romania", "--json").stdout)
    assert [one["practice"] for one in records] == ["ro-training"]
    assert records[0]["nl"]["known"] != records[0]["en"]["known"]
    csv, xlsx = tmp_path / "p.csv", tmp_path / "p.xlsx"
    assert run("--csv", str(csv), "--xlsx", str(xlsx)).exit_code == 0
    lines = csv.read_text("utf-8").splitlines()
    sheet = load_workbook(xlsx).active
    assert len(lines) == sheet.max_row == len(read_practices()) + 1


@pytest.mark.parametrize(
    ("option", "value"), [("--country", "XX"), ("--country", "9" * 400), ("--measure", "nothing")]
)
def test_the_command_refuses_in_words_what_is_not_there(option: str, value: str) -> None:
    found = run(option, value, "--json")
    assert found.exit_code == 2
    assert json.loads(found.stdout)["problems"][0]["value"] == value


def test_evidence_of_a_practice_is_told_apart_from_that_of_its_conditions() -> None:
    heads, rows = practice_sheet(read_practices(), read_countries(), CATALOGUE, ENGLISH)
    sure, conditions = heads.index("How sure"), heads.index("How sure that is")
    first = rows[0]
    assert (first[sure], first[conditions]) == ("said in a source document", "our assumption")
