"""Another place: Bonaire, Saba and Sint Eustatius, built from stated public figures.

The source set ships with the package, so that a reader can rebuild the region and change it.
"""

import json
import re
from collections import Counter
from importlib.resources import files as package_files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from weerbaar.cli import app
from weerbaar.common.refusals import Refused
from weerbaar.region.build import build_region
from weerbaar.region.bundle import region_files
from weerbaar.region.check import check_region
from weerbaar.region.distance import km_between
from weerbaar.region.files import read_library, read_region, read_sources
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import RESOURCE_ORDER

FOLDER = Path(str(package_files("weerbaar"))) / "library"
SOURCES = FOLDER / "sources" / "caribisch-nederland"
IDENT, NAME = "caribisch-nederland", "Caribisch Nederland"
INTERVAL = re.compile(r"([\d,]+) to ([\d,]+), our guess")
SAME_ISLAND = {"power_plant", "desalination", "fuel_terminal", "harbour", "airport", "mv_feeder"}


@pytest.fixture(scope="module")
def islands() -> Region:
    return read_region(IDENT)


def test_it_is_rebuilt_to_the_byte_from_its_own_source_set(tmp_path: Path) -> None:
    command = ["region", "build", str(SOURCES), "--id", IDENT, "--name", NAME, "--json"]

    result = CliRunner().invoke(app, [*command, "--out", str(tmp_path)])

    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["inhabitants"] == 31_980
    top = FOLDER / "regions" / IDENT
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {path.name: path.read_bytes() for path in top.iterdir()}
    assert found == region_files(read_region(IDENT))


def test_people_are_those_that_were_counted_on_each_island(islands: Region) -> None:
    people: Counter[str] = Counter()
    for area in islands.areas:
        people[area["municipality"]] += int(area["inhabitants"])

    assert people == {"Bonaire": 26_552, "Saba": 2_158, "Sint Eustatius": 3_270}


def test_it_has_no_problems_and_the_exported_bundle_neither(
    islands: Region, library: Library, tmp_path: Path
) -> None:
    bundle = tmp_path / "islands.zip"

    assert check_region(islands, library) == []
    assert CliRunner().invoke(app, ["region", "export", IDENT, "--to", str(bundle)]).exit_code == 0
    assert region_files(read_region(bundle)) == region_files(islands)


def test_every_column_says_its_source_and_none_is_of_the_european_netherlands(
    islands: Region,
) -> None:
    said = {row["column"]: row for row in islands.provenance if row["table"] == "areas"}

    assert set(said) == set(islands.areas.table.names)
    assert not {row["source"] for row in said.values()} & {"cbs-wijken-2022", "etlocal-2023"}
    assert {row["source"] for row in said.values()} <= set(islands.sources["source"])
    assert said["inhabitants"]["estimated"]
    assert not any(row["key"] for row in islands.provenance)


def test_what_is_divided_in_a_crisis_is_its_own_guess_with_an_interval(islands: Region) -> None:
    said = {row["resource"]: row for row in islands.resources}

    assert set(said) == set(RESOURCE_ORDER)
    for row in said.values():
        low, high = INTERVAL.match(row["note"]).groups()  # type: ignore
        assert float(low.replace(",", "")) <= row["amount"] <= float(high.replace(",", ""))
        assert row["evidence"] == "A"


def test_nothing_of_the_dutch_network_stands_here(islands: Region) -> None:
    kinds = Counter(islands.sites["kind"].tolist())

    assert not {"c2000_mast", "control_room_112", "hv_station", "waterworks"} & set(kinds)
    assert kinds["power_plant"] == kinds["desalination"] == kinds["harbour"] == 3
    assert kinds["control_room_911"] == 1


def test_no_island_is_served_or_supplied_from_another(islands: Region) -> None:
    island = {site["site"]: site["area"][:5] for site in islands.sites}
    kind = dict(zip(islands.sites["site"], islands.sites["kind"], strict=True))
    crossed = [
        row
        for row in islands.service
        if row["service"] != "answer" and island[row["site"]] != row["place"][:5]
    ]
    shipped = [
        row
        for row in islands.links
        if kind[row["supplier"]] in SAME_ISLAND
        and island[row["supplier"]] != island[row["consumer"]]
    ]

    assert crossed == []
    assert shipped == []


def test_water_depends_on_power_and_both_on_the_ship(islands: Region) -> None:
    suppliers: dict[str, set[str]] = {}
    for row in islands.links:
        suppliers.setdefault(row["consumer"], set()).add(row["supplier"])
    above, waiting = set(), {"pressure_zone:BQ-SA-01:1"}
    while waiting:
        above |= waiting
        waiting = set().union(*(suppliers.get(site, set()) for site in waiting)) - above

    assert {name.split(":")[0] for name in above} >= {
        "desalination",
        "mv_feeder",
        "power_plant",
        "fuel_terminal",
        "harbour",
    }


def test_a_kind_that_is_placed_oddly_or_is_not_there_is_refused(
    tmp_path: Path, library: Library
) -> None:
    for path in SOURCES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "placing.csv").write_text(
        "kind,basis,ratio,least,placing,evidence,note\n"
        "castle,count,1,none,named,A,\n"
        "mv_feeder,count,1,none,share,A,\n"
        "pharmacy,count,0,none,share,A,\n",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        build_region(read_sources(tmp_path), library, "", IDENT, NAME)

    found = {(problem.kind.code, problem.row) for problem in refused.value.problems}
    assert {("unknown-kind", 2), ("other-feeder", 3), ("no-ratio", 4)} <= found


def test_a_source_that_nobody_knows_is_refused(tmp_path: Path, library: Library) -> None:
    for path in SOURCES.iterdir():
        if path.name != "sources.csv":
            (tmp_path / path.name).write_bytes(path.read_bytes())

    with pytest.raises(Refused) as refused:
        build_region(read_sources(tmp_path), library, "", IDENT, NAME)

    codes = {problem.kind.code for problem in refused.value.problems}
    assert codes == {"unknown-source"}


def test_the_islands_lie_where_the_distance_says(islands: Region) -> None:
    areas = islands.areas
    rincon = areas.row(areas.positions("code")["BQ-BO-01"])
    km = km_between(rincon["lon"], rincon["lat"], areas["lon"], areas["lat"])

    assert km[areas["municipality"] == "Bonaire"].max() < 20
    assert 750 < km[areas["municipality"] == "Saba"].min() < 850
    assert read_library().extents.row(0)["timezone"] == "America/Kralendijk"
