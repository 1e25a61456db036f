"""Key figures of CBS: a file of any edition becomes figures of areas, and of a region."""

import math
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from weerbaar.common.files import read_language
from weerbaar.common.refusals import Problem, Refused
from weerbaar.common.sheets import Cell, Sheet, filled_rows, sheet_of, text_sheet
from weerbaar.common.tables import Rows, joined_rows, parse_bytes
from weerbaar.region.build import build_region
from weerbaar.region.check import check_region
from weerbaar.region.key_figures import (
    FIGURES,
    KeyFigures,
    is_key_figures,
    key_figures_source,
    read_key_figures,
    with_key_figures,
)
from weerbaar.region.region import Library, Region
from weerbaar.region.sources import (
    SOURCE_NAMES,
    Place,
    SourceSet,
    parse_sources,
    wijken_from_key_figures,
)
from weerbaar.region.tables import AGES, AREAS, BUILT, KWB_COLUMNS

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "data" / "kwb"
TABLE = ROOT / "src/weerbaar/library/tables" / KWB_COLUMNS.file
Change = Callable[[str, str, Cell], Cell]


@pytest.fixture(scope="module")
def columns() -> Rows:
    rows, problems = parse_bytes(KWB_COLUMNS, TABLE.read_bytes(), TABLE.name)
    assert problems == []
    return rows


def sample(name: str = "kwb-2021.csv") -> Sheet:
    return text_sheet((SAMPLES / name).read_bytes(), name)


def read(sheet: Sheet, columns: Rows, level: str = "") -> KeyFigures:
    figures, problems = read_key_figures(sheet, columns, level)
    assert problems == []
    return figures


def changed(sheet: Sheet, change: Change) -> Sheet:
    """The sheet with each cell as `change` makes it of its area code, header and content."""
    lines = tuple(
        tuple(
            change(str(line[0]), name, cell) for name, cell in zip(sheet.header, line, strict=True)
        )
        for line in sheet.lines
    )
    return replace(sheet, lines=lines)


def with_cell(code: str, header: str, value: Cell) -> Sheet:
    return changed(sample(), lambda c, h, cell: value if (c, h) == (code, header) else cell)


def with_column(header: str, change: Callable[[float], Cell]) -> Sheet:
    def convert(_code: str, name: str, cell: Cell) -> Cell:
        text = str(cell).strip().replace(",", ".")
        return change(float(text)) if name == header and text != "." else cell

    return changed(sample(), convert)


def without(*headers: str) -> Sheet:
    sheet = sample()
    keep = [i for i, name in enumerate(sheet.header) if name not in headers]
    lines = tuple(tuple(line[i] for i in keep) for line in sheet.lines)
    return replace(sheet, header=tuple(sheet.header[i] for i in keep), lines=lines)


def only(sheet: Sheet, *codes: str) -> Sheet:
    kept = [i for i, line in enumerate(sheet.lines) if str(line[0]) in codes]
    lines, rows = tuple(sheet.lines[i] for i in kept), tuple(sheet.rows[i] for i in kept)
    return replace(sheet, lines=lines, rows=rows)


def the_problem(sheet: Sheet, columns: Rows, level: str = "") -> Problem:
    _, problems = read_key_figures(sheet, columns, level)
    assert len(problems) == 1, [p.message() for p in problems]
    return problems[0]


def areas_of(region: Region) -> dict[str, dict]:
    return {area["code"]: area for area in region.areas}


def same(first: object, second: object) -> bool:
    return first == second or (first != first and second != second)


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


def test_a_region_takes_the_figures_and_says_so(
    region: Region, library: Library, columns: Rows
) -> None:
    figures = read(sample(), columns)

    renewed, notes = with_key_figures(region, figures)

    assert check_region(renewed, library) == []
    assert renewed.inhabitants == 12050 + 9055 + 5250 + 2425 + 115 + 7650 + 1920
    area, before = areas_of(renewed)["WK900100"], areas_of(region)["WK900100"]
    assert (area["apartments"], area["household_size"]) == (0.59, 1.9)
    assert area["high_rise"] == pytest.approx(before["high_rise"] * 0.59 / before["apartments"])
    assert all(area[name] == before[name] for name in ("lon", "lat", "name", *BUILT))
    said = {(row["column"], row["key"]): row for row in renewed.provenance}
    assert said["household_size", ""]["source"] == "cbs-kwb-2021"
    assert not said["household_size", ""]["estimated"]
    assert said["household_size", ""]["rule"] == "Read from g_hhgro."
    assert said["high_rise", ""]["estimated"]
    (credit,) = [row for row in renewed.sources if row["source"] == "cbs-kwb-2021"]
    assert (credit["year"], credit["licence"], credit["credit"]) == (
        "2021",
        "CC BY 4.0",
        "Bron: CBS",
    )
    assert {"building-periods-stay", "areas-elsewhere", "figure-set-aside"} <= {
        note.code for note in notes
    }


def test_a_figure_that_is_not_given_leaves_the_region_s_own(region: Region, columns: Rows) -> None:
    renewed, notes = with_key_figures(region, read(sample(), columns))
    said = {(row["column"], row["key"]): row for row in renewed.provenance}

    tiny, before = areas_of(renewed)["WK900202"], areas_of(region)["WK900202"]
    assert tiny["electricity_kwh"] == before["electricity_kwh"]
    assert said["electricity_kwh", ""]["estimated"]
    assert not said["electricity_kwh", "WK900100"]["estimated"]
    assert ("electricity_kwh", "WK900202") not in said
    assert said["income_low", "WK900202"]["estimated"]
    assert [note.value for note in notes if note.column == "electricity_kwh"] == [1]


def test_a_column_that_every_area_gets_loses_its_estimated_cells(
    region: Region, columns: Rows
) -> None:
    sheet = with_cell("WK900202", "p_ink_li", "36,0")

    renewed, _ = with_key_figures(region, read(sheet, columns))

    said = [row for row in renewed.provenance if row["column"] == "income_low"]
    assert [(row["key"], row["estimated"]) for row in said] == [("", False)]


@settings(max_examples=20)
@given(st.sets(st.sampled_from(["WK900100", "WK900101", "WK900200", "WK900300"]), min_size=1))
def test_areas_that_are_not_in_the_file_never_change(
    region: Region, library: Library, columns: Rows, codes: set[str]
) -> None:
    renewed, _ = with_key_figures(region, read(only(sample(), *codes), columns))

    after = areas_of(renewed)
    for code, area in areas_of(region).items():
        if code not in codes:
            assert all(same(area[name], after[code][name]) for name in AREAS.names)
    assert check_region(renewed, library) == []


@settings(max_examples=20)
@given(st.integers(1, 4000), st.integers(1, 2000))
def test_people_and_homes_are_those_of_the_file(
    region: Region, columns: Rows, people: int, homes: int
) -> None:
    given_ = {"a_inw": str(people * 5), "a_woning": str(homes), "a_65_oo": "."}
    sheet = changed(
        sample(), lambda code, h, cell: given_.get(h, cell) if code == "WK900300" else cell
    )

    renewed, _ = with_key_figures(region, read(sheet, columns))

    area = areas_of(renewed)["WK900300"]
    assert (area["inhabitants"], area["dwellings"]) == (people * 5, homes)


def test_taking_the_same_figures_twice_changes_nothing_more(region: Region, columns: Rows) -> None:
    figures = read(sample(), columns)
    once, _ = with_key_figures(region, figures)

    twice, _ = with_key_figures(once, figures)

    for one, other in zip(once.tables(), twice.tables(), strict=True):
        assert [*map(str, one)] == [*map(str, other)]


def test_other_borders_are_noted_by_municipality(region: Region, columns: Rows) -> None:
    sheet = with_cell("WK900101", "gwb_code_10", "WK900103")

    _, notes = with_key_figures(region, read(sheet, columns))

    borders = {note.code: note for note in notes}
    assert "WK900103" in borders["region-lacks-areas"].message()
    assert "WK900101" in borders["file-lacks-areas"].message()
    assert "GM9001" in borders["file-lacks-areas"].message()


def test_a_column_that_the_edition_lacks_is_noted(region: Region, columns: Rows) -> None:
    _, notes = with_key_figures(region, read(without("g_gas"), columns))

    (note,) = [note for note in notes if note.code == "column-stays"]
    assert note.column == "gas_kwh"
    assert "g_gas" in note.remedy()


def test_a_file_of_other_areas_is_refused_with_codes_of_both(region: Region, columns: Rows) -> None:
    with pytest.raises(Refused) as refused:
        with_key_figures(region, read(sample(), columns, "buurt"))

    (problem,) = refused.value.problems
    assert problem.code == "no-area-in-common"
    assert "BU90010000" in problem.message()
    assert "WK900100" in problem.message()


@pytest.mark.parametrize("header", ["a_inw", "a_woning"])
def test_an_area_that_would_be_empty_is_refused_with_its_place(
    region: Region, columns: Rows, header: str
) -> None:
    empty = {name: "0" for name in sample().header if name.startswith("a_")}
    given_ = empty if header == "a_inw" else {"a_woning": "0"}
    sheet = changed(
        sample(), lambda code, h, cell: given_.get(h, cell) if code == "WK900300" else cell
    )

    with pytest.raises(Refused) as refused:
        with_key_figures(region, read(sheet, columns))

    problem = refused.value.problems[0]
    assert (problem.code, problem.row, problem.column) == ("area-would-be-empty", 19, header)


BUURTEN: dict[str, Place] = {
    "BU90010000": (3.10, 54.10, 1.2),
    "BU90010001": (3.105, 54.09, 1.4),
    "BU90010100": (3.11, 54.07, 6.0),
    "BU90010200": (3.07, 54.09, 4.0),
    "BU90020000": (3.21, 54.12, 14.0),
    "BU90020100": (3.26, 54.09, 18.5),
    "BU90020200": (3.29, 54.11, 3.2),
    "BU90030000": (3.16, 54.01, 21.0),
    "BU90030100": (3.23, 54.03, 30.0),
}


def source_set(folder: Path, figures: KeyFigures, places: dict[str, Place]) -> SourceSet:
    names = [name for name in SOURCE_NAMES if (folder / name).is_file() and "wijken" not in name]
    contents = {name: (folder / name).read_bytes() for name in names}
    sources, problems = parse_sources(contents, figures, places)
    assert problems == []
    return sources


def credited(library: Library, figures: KeyFigures) -> Library:
    sources = joined_rows(library.sources.table, [library.sources, key_figures_source(figures)])
    return replace(library, sources=sources)


def test_a_region_of_buurten_is_built_from_the_figures(
    synthetic: Path, library: Library, columns: Rows
) -> None:
    figures = read(sample("kwb2024.csv"), columns, "buurt")
    sources = source_set(synthetic, figures, BUURTEN)

    built = build_region(sources, credited(library, figures), "VR99")

    assert check_region(built, library) == []
    areas = areas_of(built)
    assert set(areas) == set(BUURTEN) - {"BU90010200"}
    for code, area in areas.items():
        given_ = figures.records[code]
        for name in FIGURES:
            if figures.figure(code, name) is not None and name != "area_km2":
                assert area[name] == pytest.approx(given_[name], abs=1e-6), (code, name)
    assert areas["BU90010000"]["municipality"] == "Veldmeer"
    said = {(row["column"], row["key"]): row for row in built.provenance}
    assert not said["household_size", ""]["estimated"]
    assert said["household_size", ""]["source"] == "cbs-kwb-2024"
    assert said["electricity_kwh", ""]["estimated"]
    assert not said["electricity_kwh", "BU90010000"]["estimated"]
    assert said["income_low", "BU90020200"]["estimated"]
    assert said["lon", ""]["rule"] == "From the outline of the area."
    assert "cbs-wijken-2022" not in set(built.sources["source"])


def test_an_area_of_flats_in_a_municipality_said_to_have_none_is_built_like_the_rest(
    synthetic: Path, library: Library, columns: Rows
) -> None:
    figures = read(with_cell("BU90030000", "p_mgezw", "100"), columns, "buurt")
    sources = source_set(synthetic, figures, BUURTEN)
    energy = sources.tables["energy"]
    none = {
        name: np.zeros(len(energy)) if "apartments" in name else values
        for name, values in energy.columns.items()
    }
    houses = replace(sources, tables={**sources.tables, "energy": Rows(energy.table, none)})

    area = areas_of(build_region(houses, credited(library, figures), "VR99"))["BU90030000"]

    assert area["apartments"] == 1
    assert sum(area[name] for name in BUILT) == pytest.approx(1)


def test_what_stood_in_a_wijk_stands_in_its_largest_buurt(synthetic: Path, columns: Rows) -> None:
    # Wijk 00 of Hoogdal has another code now, so that its municipality tells where to look.
    def elsewhere(_code: str, header: str, cell: Cell) -> Cell:
        return "BU90030500" if header == "gwb_code_10" and cell == "BU90030000" else cell

    figures = read(changed(sample(), elsewhere), columns, "buurt")
    places = {**BUURTEN, "BU90030500": BUURTEN["BU90030000"]}
    sources = source_set(synthetic, figures, places)

    found = dict(
        zip(
            sources.tables["grid_nodes"]["v_id"],
            sources.tables["grid_nodes"]["wk_2022"],
            strict=True,
        )
    )
    assert found["1"] == "BU90010200"
    assert found["3"] == "BU90030500"
    assert found["6"] == "WK900400"
    assert next(iter(sources.tables["hospitals"]["wk_2022"])) == "BU90010100"


def test_a_surface_or_urbanity_that_is_not_given_says_what_stands_for_it(
    synthetic: Path, library: Library, columns: Rows
) -> None:
    gone = ("a_lan_ha", "a_opp_ha", "ste_mvs")
    sheet = changed(
        sample(), lambda code, h, cell: "." if code == "BU90030100" and h in gone else cell
    )
    figures = read(sheet, columns, "buurt")

    built = build_region(
        source_set(synthetic, figures, BUURTEN), credited(library, figures), "VR99"
    )

    area = areas_of(built)["BU90030100"]
    assert (area["area_km2"], area["urbanity"]) == (30.0, "not urbanised")
    said = {row["column"]: row for row in built.provenance if row["key"] == "BU90030100"}
    assert not said["area_km2"]["estimated"]
    assert said["urbanity"]["estimated"]


def test_an_area_without_outline_is_asked_for_where_people_live(columns: Rows) -> None:
    figures = read(sample(), columns, "buurt")
    places = {c: p for c, p in BUURTEN.items() if c not in ("BU90010001", "BU90010200")}

    _, problems = wijken_from_key_figures(figures, places)

    assert [(p.code, p.value, p.row) for p in problems] == [
        ("area-without-outline", "BU90010001", 6)
    ]


def test_an_area_without_people_may_lack_its_homes(columns: Rows) -> None:
    figures = read(with_cell("BU90010200", "a_woning", "."), columns, "buurt")

    rows, problems = wijken_from_key_figures(figures, BUURTEN)

    assert problems == []
    assert "BU90010200" in rows["code"]


def test_areas_of_municipalities_without_any_outline_are_left_out(columns: Rows) -> None:
    rows, problems = wijken_from_key_figures(read(sample(), columns, "buurt"), BUURTEN)

    assert problems == []
    assert set(rows["code"]) == set(BUURTEN)
    assert not any(code.startswith("GM9004") for code in rows["gm_code_2023"])


def test_outlines_of_another_level_are_refused_with_codes_of_both(columns: Rows) -> None:
    _, (problem,) = wijken_from_key_figures(read(sample(), columns), BUURTEN)

    assert problem.code == "no-outlines-of-areas"
    assert "WK900100" in problem.message()
    assert "BU90010000" in problem.message()


def test_an_area_of_which_the_homes_are_not_given_cannot_be_built(columns: Rows) -> None:
    figures = read(with_cell("BU90030100", "a_woning", "."), columns, "buurt")

    _, problems = wijken_from_key_figures(figures, BUURTEN)

    assert [(p.code, p.column, p.value) for p in problems] == [
        ("key-figure-not-given", "a_woning", "BU90030100")
    ]


def test_a_municipality_that_is_not_listed_is_refused_with_the_row_of_the_file(
    synthetic: Path, library: Library, columns: Rows
) -> None:
    def elsewhere(_code: str, header: str, cell: Cell) -> Cell:
        return str(cell).replace("BU9003", "BU9099") if header == "gwb_code_10" else cell

    figures = read(changed(sample(), elsewhere), columns, "buurt")
    places = {code.replace("BU9003", "BU9099"): place for code, place in BUURTEN.items()}

    with pytest.raises(Refused) as refused:
        build_region(source_set(synthetic, figures, places), credited(library, figures), "VR99")

    assert {(p.code, p.row) for p in refused.value.problems} == {
        ("unknown-municipality", 20),
        ("unknown-municipality", 22),
    }


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
