"""The tables of firms, orders and inputs: read from files, and refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from weerbaar.cli.measure import app
from weerbaar.common.files import read_language
from weerbaar.common.refusals import Refused
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.measures.production.files import (
    checked,
    given_in,
    given_sheets,
    read_example,
)

FIRMS = "firm,sector,product,unit,need,output,share,weeks,makes,made_unit,made\n"
BAKER = "Baker,food,bread,tonnes,food,100,0.5,4,rations,pieces,2\n"
NL = read_language("nl")
ORDERS = "makes,made_unit,amount\n"


def refused(*texts: str) -> list[str]:
    parts = zip(texts, ("firms", "orders", "inputs"), strict=False)
    contents = [(text.encode(), name) for text, name in parts if text]
    with pytest.raises(Refused) as found:
        checked(given_in(contents))
    return [problem.code for problem in found.value.problems]


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_example_is_marked_as_made_up_and_reads_back_as_it_is_written(code: str) -> None:
    example, words = read_example(code), read_language(code)
    case = checked(example)
    assert {one.firm.split()[0] for one in case.firms} == {
        "Voorbeeld" if code == "nl" else "Example"
    }
    written = [
        (table_csv(*sheet, decimal_comma=code == "nl").encode(), name)
        for name, sheet in given_sheets(example, words).items()
    ]
    assert checked(given_in(written)) == case


@pytest.mark.parametrize(
    ("firms", "orders", "inputs", "code"),
    [
        ("Baker,food,bread,t,food,100,1.2,4,rations,pcs,2\n", "", "", "share-out-of-range"),
        ("Baker,food,bread,t,pizza,100,0.5,4,rations,pcs,2\n", "", "", "production-unknown-need"),
        ("Baker,food,bread,t,food,100,0.5,,,,\n", "", "", "production-nothing-made"),
        (BAKER, "tanks,pieces,5\n", "", "production-nobody-makes"),
        (BAKER, "rations,boxes,5\n", "", "production-other-unit"),
        (BAKER + BAKER.replace("Baker", "B").replace("tonnes", "kg"), "", "",
         "production-other-unit"),
        (BAKER + BAKER.replace("Baker", "B").replace(",food,100", ",care,100"), "", "",
         "production-other-need"),
        (BAKER, "", "Butcher,bread,tonnes,1\n", "production-unknown-firm"),
        (BAKER, "", "Baker,flour,tonnes,1\n", "production-unknown-product"),
        (BAKER, "", "Baker,bread,tonnes,0.1\n", "production-loop"),
        (BAKER * 2, "", "", "duplicate-key"),
        ("", "", "", "production-no-firm"),
        ("".join(BAKER.replace("Baker", f"B{i}") for i in range(61)), "", "",
         "production-too-many"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(firms: str, orders: str, inputs: str, code: str) -> None:
    bought = "firm,product,unit,per_unit\n" + inputs if inputs else ""
    assert code in refused(FIRMS + firms, ORDERS + orders if orders else "", bought)


def test_a_band_that_falls_and_an_order_that_ends_early_are_refused() -> None:
    firms = FIRMS.replace("weeks,", "weeks,weeks_low,") + BAKER.replace(",4,", ",4,9,")
    assert refused(firms) == ["production-falls"]
    orders = "makes,made_unit,amount,from_week,until_week\nrations,pieces,5,9,3\n"
    assert refused(FIRMS + BAKER, orders) == ["production-ends-early"]


def test_a_dutch_refusal_names_needs_and_columns_as_they_stand_on_the_screen() -> None:
    firms = FIRMS.replace("weeks,", "weeks,weeks_low,") + BAKER.replace(",4,", ",4,9,")
    given = given_in([(firms.replace("tonnes,food", "tonnes,pizza").encode(), "firms")])
    with pytest.raises(Refused) as found:
        checked(given, "nl")
    told = " ".join(p.message(NL) + p.remedy(NL) for p in found.value.problems)
    assert "“Weken om om te schakelen” loopt niet van laag naar hoog" in told
    assert "zorg aan huis" in told
    assert "care" not in told


def test_another_file_or_the_same_table_twice_is_refused() -> None:
    assert refused("a,b\n1,2\n") == ["production-other-file"]
    assert refused(FIRMS + BAKER, FIRMS + BAKER) == ["production-twice"]


def test_the_command_answers_with_the_example_and_with_its_own_workbook(tmp_path: Path) -> None:
    book, runner = tmp_path / "a.xlsx", CliRunner()
    few = ["--draws", "5", "--weeks", "6", "--json"]
    first = runner.invoke(app, ["production", "--xlsx", str(book), *few])
    again = runner.invoke(app, ["production", str(book), *few])
    one, two = json.loads(first.stdout), json.loads(again.stdout)
    assert (one["example"], two["example"]) == (True, False)
    assert one["by_rule"] == two["by_rule"]
    wrong = runner.invoke(app, ["production", "--rule", "x", "--weeks", "0", "--json"])
    assert wrong.exit_code == 2
    codes = [problem["code"] for problem in json.loads(wrong.stdout)["problems"]]
    assert codes[0] == "no-such-division"
    assert len(codes) == 2
