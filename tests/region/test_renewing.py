"""A region takes over the key figures of a file, says so, and notes what stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.region.kwb import areas_of, changed, only, read, same, sample, with_cell, without
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Rows
from weerbaar.region.check import check_region
from weerbaar.region.region import Library, Region
from weerbaar.region.renewing import with_key_figures
from weerbaar.region.tables import AREAS, BUILT


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
