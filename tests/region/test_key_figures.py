"""Key figures of CBS: a file of any edition becomes figures of areas, or is refused."""

import math
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.region.kwb import changed, only, read, same, sample, with_cell, without
from weerbaar.common.files import read_language
from weerbaar.common.refusals import Problem
from weerbaar.common.sheets import Cell, Sheet, filled_rows, sheet_of
from weerbaar.common.tables import Rows
from weerbaar.region.key_figures import FIGURES, is_key_figures, read_key_figures
from weerbaar.region.tables import AGES


def with_column(header: str, change: Callable[[float], Cell]) -> Sheet:
    def convert(_code: str, name: str, cell: Cell) -> Cell:
        text = str(cell).strip().replace(",", ".")
        return change(float(text)) if name == header and text != "." else cell

    return changed(sample(), convert)


def the_problem(sheet: Sheet, columns: Rows, level: str = "") -> Problem:
    _, problems = read_key_figures(sheet, columns, level)
    assert len(problems) == 1, [p.message() for p in problems]
    return problems[0]


def test_a_file_gives_the_figures_of_its_wijken(columns: Rows) -> None:
    figures = read(sample(), columns)
    area = figures.records["WK900100"]

    assert (figures.year, figures.level, figures.source) == ("2021", "wijk", "cbs-kwb-2021")
    assert len(figures.records) == 9
    assert (area["name"], area["municipality"]) == ("Veldmeer Centrum", "Veldmeer")
    assert area["municipality_code"] == "GM9001"
    assert (area["inhabitants"], area["dwellings"]) == (12050, 6050)
    assert area["share_65_plus"] == pytest.approx(1830 / 12050, abs=1e-6)
    assert area["single_households"] == pytest.approx(2960 / 6300, abs=1e-6)
    assert area["education_high"] == pytest.approx(3800 / 9000, abs=1e-6)
    assert (area["income_low"], area["income_high"]) == (0.458, 0.149)
    assert (area["apartments"], area["ownership"]) == (0.59, 0.41)
    assert (area["household_size"], area["cars_per_household"]) == (1.9, 0.8)
    assert area["electricity_kwh"] == 2310
    assert area["gas_kwh"] == pytest.approx(890 * 9.77)
    assert (area["area_km2"], area["urbanity"]) == (2.5, "extremely urbanised")
    assert figures.unknown_headers == ("ind_wbi", "a_man", "bev_dich", "pst_mvp", "ste_oad")
    assert figures.absent == {}


def test_another_edition_says_the_same_in_other_words(columns: Rows) -> None:
    old, new = read(sample(), columns), read(sample("kwb2024.csv"), columns)

    assert new.year == "2024"
    assert new.headers["education_high"] == ("a_opl_bvm", "a_opl_hvm", "a_opl_hw")
    for code, record in old.records.items():
        assert all(same(record[name], new.records[code][name]) for name in record)


def test_a_workbook_gives_the_same_figures_as_text(columns: Rows) -> None:
    def typed(cell: Cell) -> Cell:
        text = str(cell).strip().replace(",", ".")
        return float(text) if text.replace(".", "", 1).isdigit() else cell

    book, sheet, kept = Workbook(), sample(), BytesIO()
    book.active.append(["GWB_CODE_10 ", *sheet.header[1:]])
    for line in sheet.lines:
        book.active.append([line[0], *(typed(cell) for cell in line[1:])])
    book.save(kept)
    lines = load_workbook(kept, read_only=True).active.iter_rows(values_only=True)

    read_back, problems = sheet_of("kwb-2021.xlsx", filled_rows(list(lines), "kwb-2021.xlsx"))

    assert problems == []
    figures, expected = read(read_back, columns), read(sheet, columns)
    assert figures.year == "2021"
    for code, record in expected.records.items():
        assert all(same(record[name], figures.records[code][name]) for name in record)


@pytest.mark.parametrize(("level", "number"), [("gemeente", 4), ("wijk", 9), ("buurt", 10)])
def test_one_level_is_read(columns: Rows, level: str, number: int) -> None:
    assert len(read(sample(), columns, level).records) == number


@settings(max_examples=10)
@given(st.randoms())
def test_the_order_of_rows_does_not_matter(columns: Rows, random) -> None:
    sheet = sample()
    order = list(range(len(sheet.lines)))
    random.shuffle(order)
    lines, rows = [sheet.lines[i] for i in order], [sheet.rows[i] for i in order]

    mixed = read(replace(sheet, lines=tuple(lines), rows=tuple(rows)), columns)

    expected = read(sheet, columns)
    assert mixed.rows == expected.rows
    assert mixed.records.keys() == expected.records.keys()
    for code, record in expected.records.items():
        assert all(same(record[name], mixed.records[code][name]) for name in record)


@pytest.mark.parametrize(
    "text", ["", ".", "       .", ",", "x", "NaN", "-99999999", "-99997", -99995.0, "geheim", None]
)
def test_what_is_not_given_is_missing_and_counted(columns: Rows, text: Cell) -> None:
    figures = read(with_cell("WK900200", "p_koopw", text), columns)

    assert math.isnan(figures.records["WK900200"]["ownership"])
    assert figures.withheld["p_koopw"] == 2


@given(
    st.sampled_from(sample().header),
    st.one_of(st.none(), st.booleans(), st.floats(), st.dates(), st.text(max_size=8))
    | st.from_regex(r"-?[0-9.,]{1,400}", fullmatch=True),
)
def test_whatever_a_cell_holds_it_is_read_or_refused_with_its_place(
    columns: Rows, header: str, value: Cell
) -> None:
    figures, problems = read_key_figures(with_cell("WK900100", header, value), columns)

    assert problems or len(figures.records) == 9
    for problem in problems:
        assert problem.row in (4, 7)
        assert problem.message()
        assert problem.remedy()


def test_cars_of_a_lease_company_are_set_aside(columns: Rows) -> None:
    figures = read(sample(), columns)

    assert math.isnan(figures.records["WK900301"]["cars_per_household"])
    (note,) = figures.set_aside["WK900301"]
    assert (note.row, note.column) == (21, "g_pau_hh")
    assert "41.5" in note.message()


def test_cars_are_divided_by_households_where_they_are_not_given_so(columns: Rows) -> None:
    area = read(without("g_pau_hh"), columns).records["WK900100"]

    assert area["cars_per_household"] == pytest.approx(5100 / 6300, abs=1e-6)


def test_incomes_of_households_stand_in_for_those_of_persons(columns: Rows) -> None:
    figures = read(without("p_ink_li"), columns)

    assert figures.records["WK900100"]["income_low"] == 0.458
    assert figures.headers["income_low"] == ("p_hh_li",)


def test_codes_without_letters_take_them_from_the_kind_of_row(columns: Rows) -> None:
    def bare(_code: str, header: str, cell: Cell) -> Cell:
        # A spreadsheet program drops the zeros in front of a number.
        return float(str(cell)) if header == "gwb_code_8" else cell

    sheet = changed(without("gwb_code_10", "gwb_code"), bare)

    assert read(sheet, columns).records.keys() == read(sample(), columns).records.keys()


def test_what_an_edition_does_not_give_is_named_with_its_headers(columns: Rows) -> None:
    figures = read(without("g_gas", "a_65_oo"), columns)

    assert figures.absent["gas_kwh"] == ("g_gas",)
    assert figures.absent["share_65_plus"] == ("a_65_oo", "a_inw")
    assert set(figures.absent) == {"gas_kwh", *AGES}


@pytest.mark.parametrize(
    ("file", "year"), [("kwb.csv", "2024"), ("kwb-2024.csv", "2024"), ("kwb-2021.csv", "2024")]
)
def test_headers_tell_the_year_where_only_one_edition_has_them(
    columns: Rows, file: str, year: str
) -> None:
    # Education and building years are both named so in the edition of 2024 only.
    assert read(replace(sample("kwb2024.csv"), file=file), columns).year == year


def test_a_year_that_cannot_be_told_stays_empty(columns: Rows) -> None:
    figures = read(replace(sample(), file="kwb.csv"), columns)

    assert (figures.year, figures.source) == ("", "cbs-kwb")


def test_ages_that_rounding_makes_too_many_share_out_one(columns: Rows) -> None:
    ages = {"a_inw": 10.0, "a_00_14": 5.0, "a_15_24": 5.0, "a_25_44": 5.0, "a_45_64": 0.0}
    ages["a_65_oo"] = 0.0

    def tiny(code: str, header: str, cell: Cell) -> Cell:
        return ages.get(header, cell) if code == "WK900202" else cell

    area = read(changed(sample(), tiny), columns).records["WK900202"]

    assert sum(area[age] for age in AGES) == pytest.approx(1, abs=1e-5)


def test_a_missing_column_is_asked_for_by_name(columns: Rows) -> None:
    _, problems = read_key_figures(without("a_inw", "a_woning"), columns)

    assert [p.column for p in problems] == ["a_inw", "a_woning"]
    assert problems[0].remedy() == "Add the column a_inw: inhabitants"
    assert problems[0].remedy(read_language("nl")) == "Voeg de kolom a_inw toe: inwoners"


def test_a_file_without_codes_is_refused_and_nothing_else_is_said(columns: Rows) -> None:
    problem = the_problem(without("gwb_code_10", "gwb_code", "gwb_code_8"), columns)

    assert (problem.code, problem.column) == ("missing-column", "gwb_code_10")


@pytest.mark.parametrize(
    ("level", "known"), [("buurt", "gemeente, wijk"), ("straat", "gemeente, wijk")]
)
def test_a_level_without_rows_is_refused_with_those_there_are(
    columns: Rows, level: str, known: str
) -> None:
    problem = the_problem(only(sample(), "GM9001", "WK900100"), columns, level)

    assert (problem.code, problem.value) == ("no-such-level", level)
    assert known in problem.remedy()


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("gwb_code_10", "WK900101", "duplicate-key"),
        ("gwb_code_10", "9001-00", "not-an-area-code"),
        ("gwb_code_10", "BE900100", "not-an-area-code"),
        ("gwb_code_10", "WK099800", "area-abroad"),
        ("a_inw", "-5", "out-of-range"),
        ("a_inw", "12.050,5", "not-a-whole-number"),
        ("p_mgezw", "101", "out-of-range"),
        ("p_mgezw", "-1", "out-of-range"),
        ("ste_mvs", "6", "out-of-range"),
        ("g_ele", "veel", "not-a-figure"),
        ("g_ele", True, "not-a-figure"),
        ("a_1p_hh", "6315", "parts-and-whole"),
        ("a_65_oo", "8000", "parts-and-whole"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(
    columns: Rows, header: str, value: Cell, code: str
) -> None:
    codes = ("WK900100", "WK900101", "WK900300")
    problem = the_problem(only(with_cell("WK900100", header, value), *codes, str(value)), columns)

    assert problem.code == code
    assert problem.file == "kwb-2021.csv"
    assert header in problem.column
    # Of two rows with one code the second is the one too many.
    assert problem.row == (7 if code == "duplicate-key" else 4)
    assert problem.remedy()


def test_shares_where_percentages_belong_are_refused_once(columns: Rows) -> None:
    problem = the_problem(with_column("p_koopw", lambda value: value / 100), columns)

    assert (problem.code, problem.column, problem.row) == ("looks-like-shares", "p_koopw", 1)


@pytest.mark.parametrize(
    ("header", "factor", "unit"),
    [
        ("g_ele", 1e-3, "kWh a year"),
        ("g_gas", 9.77, "m3 a year"),
        ("g_gas", 1e-3, "m3 a year"),
        ("g_wozbag", 1e3, "thousand euro"),
        ("g_hhgro", 10, "persons"),
    ],
)
def test_a_column_in_another_unit_is_refused_once(
    columns: Rows, header: str, factor: float, unit: str
) -> None:
    problem = the_problem(with_column(header, lambda value: value * factor), columns)

    assert (problem.code, problem.column) == ("column-in-another-unit", header)
    assert unit in problem.remedy()


def test_all_problems_come_at_once(columns: Rows) -> None:
    bad = {("WK900100", "a_inw"): "-5", ("WK900300", "p_koopw"): "140", ("WK900301", "g_ele"): "?"}

    _, problems = read_key_figures(
        changed(sample(), lambda c, h, cell: bad.get((c, h), cell)), columns
    )

    assert [(p.row, p.column) for p in problems] == [
        (4, "a_inw"),
        (19, "p_koopw"),
        (21, "g_ele"),
    ]


def test_a_sheet_of_key_figures_is_known_by_its_headers(columns: Rows) -> None:
    assert is_key_figures(sample(), columns)
    assert is_key_figures(sample("kwb2024.csv"), columns)
    assert not is_key_figures(Sheet("x.csv", ("code", "name", "a_inw"), (), ()), columns)
    assert not is_key_figures(Sheet("x.csv", ("gwb_code", "regio"), (), ()), columns)


def test_every_header_of_the_table_leads_to_a_figure_or_helps_one(columns: Rows) -> None:
    headers = columns["header"].tolist()

    assert len(set(headers)) == len(headers)
    assert {row["column"] for row in columns if row["required"]} == {
        "code",
        "inhabitants",
        "dwellings",
    }
    gas = columns.row(columns.positions("header")["g_gas"])
    assert gas["factor"] == pytest.approx(35.17 / 3.6, abs=0.005)
    ours = {row["column"] for row in columns}
    assert {name for name in FIGURES if name in ours} >= {"gas_kwh", "apartments", "urbanity"}
