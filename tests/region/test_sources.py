"""Source files with key figures in the place of the wijken: a region of other areas is built."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.region.kwb import areas_of, changed, read, sample, with_cell
from weerbaar.common.refusals import Refused
from weerbaar.common.sheets import Cell
from weerbaar.common.tables import Rows, joined_rows
from weerbaar.region.build import build_region
from weerbaar.region.check import check_region
from weerbaar.region.key_figures import FIGURES, KeyFigures, key_figures_source
from weerbaar.region.region import Library
from weerbaar.region.sources import (
    SOURCE_NAMES,
    Place,
    SourceSet,
    parse_sources,
    wijken_from_key_figures,
)
from weerbaar.region.tables import BUILT

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
