"""Checking: a sound region has no problems; each mistake is named with its place and remedy."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from weerbaar.common.refusals import Problem
from weerbaar.common.tables import Rows, rows_of, sorted_rows
from weerbaar.region.bundle import region_files
from weerbaar.region.check import check_library, check_region, find_circles
from weerbaar.region.files import read_region, region_names
from weerbaar.region.region import Library, Region

Rewrite = Callable[[dict[str, Any]], dict[str, Any] | None]


def changed(region: Region, table: str, rewrite: Rewrite, *more: dict[str, Any]) -> Region:
    """The region with each row of a table rewritten (None leaves it out) and more rows added."""
    rows: Rows = getattr(region, table)
    kept = [row for row in map(rewrite, rows) if row is not None]
    return replace(region, **{table: sorted_rows(rows_of(rows.table, [*kept, *more]))})


def with_cell(region: Region, table: str, key: str, column: str, value: Any) -> Region:
    name = getattr(region, table).table.key[0]

    def rewrite(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, column: value} if row[name] == key else row

    return changed(region, table, rewrite)


def without(region: Region, table: str, **match: str) -> Region:
    def rewrite(row: dict[str, Any]) -> dict[str, Any] | None:
        return None if all(row[name] == value for name, value in match.items()) else row

    return changed(region, table, rewrite)


def same(row: dict[str, Any]) -> dict[str, Any]:
    return row


def line_of(region: Region, problem: Problem) -> str:
    """The line of the file that a problem points to."""
    assert problem.row is not None
    return region_files(region)[problem.file].decode().splitlines()[problem.row - 1]


def only(region: Region, library: Library, code: str) -> Problem:
    """The one problem of a region, which has this code."""
    problems = check_region(region, library)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].message()
    assert problems[0].remedy()
    return problems[0]


def test_a_built_region_and_every_embedded_one_have_no_problems(
    region: Region, library: Library
) -> None:
    assert check_region(region, library) == []
    for name in region_names():
        assert check_region(read_region(name), library) == []


def test_sites_that_hold_each_other_up_are_named_and_not_refused(
    region: Region, library: Library
) -> None:
    loop = {"consumer": "grid:outside", "input": "power", "supplier": "mv_feeder:WK900100:1"}
    circular = changed(region, "links", same, {**loop, "weight": 1.0})
    need = {**library.dependencies.row(0), "consumer": "grid", "supplier": "mv_feeder"}
    grids = {**need, "consumer": "grid"}
    rows = rows_of(library.dependencies.table, [*library.dependencies, grids])

    assert check_region(circular, replace(library, dependencies=rows)) == []
    assert check_library(replace(library, dependencies=rows)) == []
    assert find_circles(region) == []
    assert find_circles(circular) == [
        [
            "ehv_station:hoogdal-380-kv",
            "grid:outside",
            "mv_feeder:WK900100:1",
            "hv_station:veldmeer-150-kv",
        ]
    ]


def test_a_site_may_need_itself(region: Region, library: Library) -> None:
    loop = {"consumer": "grid:outside", "input": "power", "supplier": "grid:outside", "weight": 1.0}

    assert find_circles(changed(region, "links", same, loop)) == [["grid:outside"]]


def test_where_losses_add_up_weights_need_not_make_a_whole(
    region: Region, library: Library
) -> None:
    def tenth(row: dict[str, Any]) -> dict[str, Any]:
        small = row["consumer"].startswith("waterworks") and row["input"] == "power"
        return {**row, "weight": 0.1} if small else row

    thin = changed(region, "links", tenth)
    codes = {problem.code for problem in check_region(thin, library)}
    adding = [
        {**row, "form": "linear"} if row["consumer"] == "waterworks" else row
        for row in library.dependencies
    ]
    rows = rows_of(library.dependencies.table, adding)

    assert codes == {"too-little-supply"}
    assert check_region(thin, replace(library, dependencies=rows)) == []


def test_a_service_that_no_site_gives_to_an_area(region: Region, library: Library) -> None:
    bad = without(region, "service", place="WK900300", service="tap")

    problem = only(bad, library, "unserved")

    assert problem.value == "WK900300"
    assert "tap" in problem.message()
    assert "pressure_zone" in problem.remedy()
    assert line_of(bad, problem).startswith("WK900300,")


def test_upper_floors_without_a_pump(region: Region, library: Library) -> None:
    bad = without(region, "service", place="WK900100/2", service="upper_tap")

    assert only(bad, library, "unserved").value == "WK900100/2"


def test_a_service_by_distance_without_any_site(region: Region, library: Library) -> None:
    masts = region.sites["kind"] == "mobile_macro"
    used = set(region.sites["site"][masts])
    bad = replace(
        region,
        sites=region.sites.where(~masts),
        links=region.links.where(np.array([c not in used for c in region.links["consumer"]])),
    )

    found = {(problem.code, problem.value) for problem in check_region(bad, library)}
    assert ("service-without-site", "mobile_macro") in found


def test_an_area_without_people(region: Region, library: Library) -> None:
    bad = with_cell(region, "areas", "WK900202", "inhabitants", 0.0)

    problem = only(bad, library, "area-without-people")

    assert line_of(bad, problem).startswith("WK900202,")


def test_a_share_above_1(region: Region, library: Library) -> None:
    bad = with_cell(region, "areas", "WK900300", "income_low", 39.4)

    problem = only(bad, library, "share-out-of-range")

    assert (problem.column, problem.value) == ("income_low", 39.4)
    assert "0.25 for 25 %" in problem.remedy()


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("inhabitants", 7.6, "people-and-homes"),
        ("inhabitants", 7_600_000.0, "unit-off-by-1000"),
        ("dwellings", 3.3, "people-and-homes"),
        ("area_km2", 21_000.0, "unit-off-by-1000"),
        ("dwelling_value_keur", 310_000.0, "unit-off-by-1000"),
        ("electricity_kwh", 3.1, "unit-off-by-1000"),
        ("gas_kwh", 7.6, "unit-off-by-1000"),
        ("gas_kwh", 7_200_000.0, "unit-off-by-1000"),
    ],
)
def test_a_unit_that_is_off_by_a_thousand(
    region: Region, library: Library, column: str, value: float, code: str
) -> None:
    bad = with_cell(region, "areas", "WK900300", column, value)

    found = [problem.code for problem in check_region(bad, library)]

    assert code in found


def test_a_negative_number(region: Region, library: Library) -> None:
    bad = with_cell(region, "areas", "WK900300", "dwellings", -1.0)

    assert only(bad, library, "out-of-range").column == "dwellings"


def test_a_figure_that_is_not_given(region: Region, library: Library) -> None:
    bad = with_cell(region, "areas", "WK900300", "income_low", float("nan"))

    assert only(bad, library, "empty-cell").column == "income_low"


def test_ages_that_do_not_add_up(region: Region, library: Library) -> None:
    bad = with_cell(region, "areas", "WK900300", "share_65_plus", 0.35)

    assert only(bad, library, "shares-do-not-add-up").value == "1.14"


def test_ages_of_a_hamlet_may_be_off_by_rounding(region: Region, library: Library) -> None:
    hamlet = with_cell(region, "areas", "WK900202", "share_65_plus", 0.36)

    assert check_region(hamlet, library) == []


def test_blocks_that_do_not_add_up(region: Region, library: Library) -> None:
    bad = with_cell(region, "blocks", "WK900100/1", "share", 0.5)

    problem = only(bad, library, "shares-do-not-add-up")

    assert problem.params["what"] == "WK900100"


def test_an_area_without_a_block(region: Region, library: Library) -> None:
    bad = without(region, "blocks", block="WK900202/1")
    codes = {problem.code for problem in check_region(bad, library)}

    assert codes == {"area-without-block", "unknown-reference"}


def test_a_region_without_any_block(region: Region, library: Library) -> None:
    bad = replace(region, blocks=rows_of(region.blocks.table, []))

    assert {problem.code for problem in check_region(bad, library)} == {"area-without-block"}


@pytest.mark.parametrize("table", ["areas", "sites"])
def test_a_region_without_any_area_or_site(region: Region, library: Library, table: str) -> None:
    rows: Rows = getattr(region, table)
    bad = replace(region, **{table: rows_of(rows.table, [])})

    assert only(bad, library, "table-without-rows").file == f"{table}.csv"


def test_a_block_fed_by_something_else(region: Region, library: Library) -> None:
    bad = with_cell(
        region, "blocks", "WK900100/1", "feeder", "hospital:zandbank-ziekenhuis-veldmeer"
    )

    assert only(bad, library, "not-a-feeder").file == "blocks.csv"


@pytest.mark.parametrize(
    ("table", "key", "column", "value"),
    [
        ("sites", "grid:outside", "kind", "gird"),
        ("sites", "town_hall:GM9001", "area", "WK1"),
        ("sites", "town_hall:GM9001", "source", "hearsay"),
        ("blocks", "WK900100/1", "feeder", "mv_feeder:WK900100:99"),
        ("links", "town_hall:GM9001", "supplier", "nobody"),
        ("service", "WK900300", "service", "taap"),
        ("provenance", "areas", "source", "hearsay"),
    ],
)
def test_a_reference_to_nothing(
    region: Region, library: Library, table: str, key: str, column: str, value: str
) -> None:
    bad = with_cell(region, table, key, column, value)

    found = [p for p in check_region(bad, library) if p.code == "unknown-reference"]

    assert (found[0].file, found[0].column, found[0].value) == (f"{table}.csv", column, value)


def test_provenance_of_a_column_that_does_not_exist(region: Region, library: Library) -> None:
    bad = with_cell(region, "provenance", "areas", "column", "colour")

    assert "areas.colour" in [problem.value for problem in check_region(bad, library)]


def test_a_site_without_what_its_kind_needs(region: Region, library: Library) -> None:
    bad = without(region, "links", consumer="town_hall:GM9001", input="power")

    problem = only(bad, library, "missing-input")

    assert "mv_feeder" in problem.remedy()
    assert line_of(bad, problem).startswith("town_hall:GM9001,")


def test_a_link_without_weight(region: Region, library: Library) -> None:
    bad = with_cell(region, "links", "hydrophore:WK900100:1", "weight", 0.0)

    assert {p.code for p in check_region(bad, library)} == {"link-without-weight"}


@pytest.mark.parametrize("weight", [0.01, 0.7, 0.99])
def test_links_that_give_too_little_in_peace(
    region: Region, library: Library, weight: float
) -> None:
    bad = with_cell(region, "links", "hydrophore:WK900100:1", "weight", weight)

    problems = check_region(bad, library)

    assert {p.code for p in problems} == {"too-little-supply"}
    assert {p.params["what"] for p in problems} == {
        "hydrophore:WK900100:1, power",
        "hydrophore:WK900100:1, water",
    }
    assert line_of(bad, problems[0]).startswith("hydrophore:WK900100:1,power,")
    assert "add up to at least 1" in problems[0].remedy()


def test_a_supplier_that_is_only_planned_gives_nothing_in_peace(
    region: Region, library: Library
) -> None:
    link = next(link for link in region.links if link["consumer"] == "hydrophore:WK900100:1")
    planned = {**region.sites.row(0), "site": "mv_feeder:new", "kind": "mv_feeder"}
    bad = changed(
        changed(
            region, "links", lambda row: {**row, "weight": 0.5} if row == link else row,
            {**link, "supplier": "mv_feeder:new", "weight": 0.5},
        ),
        "sites", same, {**planned, "planned": True},
    )  # fmt: skip

    assert "too-little-supply" in {problem.code for problem in check_region(bad, library)}


@pytest.mark.parametrize("ident", ["", "../x", "Regio", "a_b"])
def test_an_identifier_that_names_no_folder(region: Region, library: Library, ident: str) -> None:
    assert only(replace(region, region=ident), library, "bad-identifier").value == ident


def test_a_row_that_stands_twice(region: Region, library: Library) -> None:
    bad = changed(region, "blocks", same, next(iter(region.blocks)))

    assert "duplicate-key" in {problem.code for problem in check_region(bad, library)}


def test_an_area_far_from_all_others(region: Region, library: Library) -> None:
    bad = with_cell(region, "areas", "WK900301", "lat", 51.03)
    codes = [problem.code for problem in check_region(bad, library)]

    assert set(codes) == {"far-away"}


def test_a_region_with_its_coordinates_the_wrong_way_round_or_abroad(
    region: Region, library: Library
) -> None:
    swapped = dict(region.areas.columns)
    swapped["lon"], swapped["lat"] = swapped["lat"], swapped["lon"]
    abroad = with_cell(region, "areas", "WK900301", "lon", 13.4)

    turned = replace(region, areas=Rows(region.areas.table, swapped))
    codes = {p.code for p in check_region(turned, library)}
    assert "area-elsewhere" in codes
    told = [p for p in check_region(abroad, library) if p.code == "area-elsewhere"]
    assert [problem.value for problem in told] == ["WK900301"]


def test_a_site_far_from_its_area_or_without_a_place(region: Region, library: Library) -> None:
    far = with_cell(region, "sites", "town_hall:GM9001", "lon", 54.1)
    nowhere = with_cell(region, "sites", "town_hall:GM9001", "area", "")

    assert only(far, library, "far-away").file == "sites.csv"
    assert only(nowhere, library, "site-without-place").value == "town_hall:GM9001"


def test_a_problem_with_an_openstreetmap_site_points_to_its_own_file(
    region: Region, library: Library
) -> None:
    bad = with_cell(region, "sites", "hv_station:veldmeer-150-kv", "lon", 54.1)

    problem = only(bad, library, "far-away")

    assert problem.file == "osm/sites.csv"
    assert line_of(bad, problem).startswith("hv_station:veldmeer-150-kv,")


def test_many_mistakes_are_all_named_at_once(region: Region, library: Library) -> None:
    bad = with_cell(region, "areas", "WK900202", "inhabitants", 0.0)
    bad = with_cell(bad, "areas", "WK900300", "income_low", 39.4)
    bad = without(bad, "service", place="WK900300", service="tap")
    bad = with_cell(bad, "blocks", "WK900100/1", "share", 0.5)

    assert {problem.code for problem in check_region(bad, library)} == {
        "area-without-people",
        "share-out-of-range",
        "unserved",
        "shares-do-not-add-up",
    }


def test_the_library_has_no_problems_and_its_mistakes_are_named(library: Library) -> None:
    assert check_library(library) == []

    needs = list(library.dependencies)
    bad = rows_of(
        library.dependencies.table,
        [
            {**needs[0], "supplier": "mv_feeder"},
            {**needs[1], "t_p10": 9.0},
            {**needs[2], "supplier": "gird"},
            {**needs[3]},
            {**needs[0], "supplier": "hv_station", "form": "linear"},
        ],
    )
    none = library.kinds.where(library.kinds["placing"] != "feeder")
    problems = check_library(replace(library, dependencies=bad, kinds=none))

    assert {
        "not-rising",
        "unknown-reference",
        "mixed-forms",
        "not-one-feeder-kind",
    } == {problem.code for problem in problems}
