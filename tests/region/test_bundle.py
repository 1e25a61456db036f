"""A region as files: canonical bytes, one hash for the same facts, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.common.refusals import Refused
from weerbaar.common.tables import Rows
from weerbaar.region.bundle import (
    SEAL,
    bundle_name,
    files_hash,
    parse_region,
    parse_sealed,
    region_files,
    region_hash,
)
from weerbaar.region.outlines import outlines_text
from weerbaar.region.region import Library, Region

SQUARE = {"type": "Polygon", "coordinates": [[[3, 54], [3.1, 54], [3.1, 54.1], [3, 54]]]}


def codes(files: dict[str, bytes], library: Library) -> list[str]:
    with pytest.raises(Refused) as refused:
        parse_region(files, library)
    return [problem.code for problem in refused.value.problems]


def test_a_region_becomes_files_and_comes_back_the_same(region: Region, library: Library) -> None:
    whole = replace(region, outlines={"WK900300": SQUARE})

    files = region_files(whole)
    back = parse_region(files, library)

    assert region_files(back) == files
    assert region_hash(back) == region_hash(whole)
    assert back.outlines == {"WK900300": SQUARE}
    assert bundle_name(whole) == f"proefland-{region_hash(whole)[:12]}.zip"


def test_what_derives_from_openstreetmap_stands_apart_with_its_licence(region: Region) -> None:
    files = {name: data.decode() for name, data in region_files(region).items()}

    assert "hv_station" not in files["sites.csv"]
    assert "hv_station" not in files["links.csv"]
    assert "hv_station:veldmeer-150-kv" in files["osm/sites.csv"]
    assert "Open Database License" in files["osm/LICENSE.md"]
    assert "OpenStreetMap contributors" in files["osm/LICENSE.md"]


def test_without_such_rows_there_is_no_such_folder(region: Region) -> None:
    licences = np.array(["Facts"] * len(region.sources), dtype=object)
    sources = Rows(region.sources.table, {**region.sources.columns, "licence": licences})

    assert not any(
        name.startswith("osm/") for name in region_files(replace(region, sources=sources))
    )


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_hash_does_not_depend_on_the_order_of_rows(region: Region, random) -> None:
    def shuffled(rows: Rows) -> Rows:
        order = np.array(random.sample(range(len(rows)), len(rows)), dtype=int)
        return Rows(rows.table, {name: values[order] for name, values in rows.columns.items()})

    mixed = replace(region, **{rows.table.name: shuffled(rows) for rows in region.tables()})

    assert region_hash(mixed) == region_hash(region)


def test_the_hash_depends_on_every_fact(region: Region) -> None:
    people = region.areas["inhabitants"].copy()
    people[0] += 1
    areas = Rows(region.areas.table, {**region.areas.columns, "inhabitants": people})

    assert region_hash(replace(region, areas=areas)) != region_hash(region)
    assert region_hash(replace(region, name="Ander")) != region_hash(region)
    assert region_hash(replace(region, outlines={"WK900300": SQUARE})) != region_hash(region)


def test_files_in_another_order_of_rows_are_read_alike(region: Region, library: Library) -> None:
    files = region_files(region)
    header, *lines = files["areas.csv"].decode().splitlines()
    files["areas.csv"] = "\n".join([header, *reversed(lines)]).encode()

    assert region_hash(parse_region(files, library)) == region_hash(region)


def test_a_mistake_in_a_file_in_any_order_is_named_with_its_own_line(
    region: Region, library: Library
) -> None:
    files = region_files(region)
    header, *lines = files["areas.csv"].decode().replace(",110,40,", ",0,40,").splitlines()
    files["areas.csv"] = "\n".join([header, *reversed(lines)]).encode()

    with pytest.raises(Refused) as refused:
        parse_region(files, library)

    (problem,) = refused.value.problems
    assert problem.code == "area-without-people"
    assert files["areas.csv"].decode().splitlines()[problem.row - 1].startswith("WK900202,")


def test_missing_files_are_all_named(region: Region, library: Library) -> None:
    files = region_files(region)
    del files["areas.csv"], files["sites.csv"]

    assert codes(files, library).count("missing-file") == 2
    assert set(codes({}, library)) == {"missing-file"}


def test_a_missing_column_is_named(region: Region, library: Library) -> None:
    files = region_files(region)
    files["areas.csv"] = files["areas.csv"].replace(b"inhabitants", b"people", 1)

    assert codes(files, library) == ["unknown-column", "missing-column"]


def test_a_share_above_1_and_a_word_for_a_number_are_named_together(
    region: Region, library: Library
) -> None:
    files = region_files(region)
    text = files["areas.csv"].decode()
    files["areas.csv"] = text.replace(",0.394,", ",39.4,").replace(",5200,", ",veel,").encode()

    assert codes(files, library) == ["not-a-number", "share-out-of-range"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"schema = 1", b"schema = 2", "other-schema"),
        (b'"areas.csv" = 1', b'"areas.csv" = 7', "other-schema"),
        (b"schema = 1", b"", "other-schema"),
        (b'name = "Proefland"', b"", "missing-entry"),
        (b"schema = 1", b"schema = [", "bad-manifest"),
    ],
)
def test_a_manifest_that_does_not_fit(
    region: Region, library: Library, old: bytes, new: bytes, code: str
) -> None:
    files = region_files(region)
    files["region.toml"] = files["region.toml"].replace(old, new, 1)

    assert code in codes(files, library)


def test_a_sealed_region_that_was_changed_is_refused(region: Region, library: Library) -> None:
    files = region_files(region)
    seal = {SEAL: files_hash(files).encode()}
    assert region_hash(parse_sealed({**files, **seal}, library, "x.zip")) == region_hash(region)

    files["areas.csv"] = files["areas.csv"].replace(b",5200,", b",5300,")
    with pytest.raises(Refused) as refused:
        parse_sealed({**files, **seal}, library, "x.zip")

    assert [problem.code for problem in refused.value.problems] == ["bundle-changed"]
    assert "Fetch the bundle again" in refused.value.problems[0].remedy()
    with pytest.raises(Refused, match="no hash"):
        parse_sealed(files, library, "x.zip")


def test_outlines_of_areas_that_are_not_there_are_named(region: Region, library: Library) -> None:
    text = outlines_text({"B": SQUARE, "A": SQUARE})
    files = {**region_files(region), "outlines.geojson": text.encode()}

    assert codes(files, library) == ["unknown-outline", "unknown-outline"]


@pytest.mark.parametrize("name", ["../../evil", "a/b", "a\\\\b", "UPPER", "a.b", "-a", "a" * 64])
def test_an_identifier_that_leads_elsewhere_is_refused(
    region: Region, library: Library, name: str
) -> None:
    files = region_files(region)
    files["region.toml"] = files["region.toml"].replace(b"proefland", name.encode())

    with pytest.raises(Refused) as refused:
        parse_region(files, library)

    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.column) == (
        "bad-identifier",
        "region.toml",
        "region",
    )
    assert "gelderland-zuid" in problem.remedy()


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        ("a = " + "[" * 100_000, "bad-manifest"),
        ("schema = " + "9" * 5001, "bad-manifest"),
        ("schema = " + "9" * 401, "other-schema"),
        ("schema = 0x" + "f" * 5001, "other-schema"),
        ('name = "a\\u0000b"', "control-character"),
        ('name = "a\\u001b[31mb"', "control-character"),
    ],
)
def test_a_manifest_of_extremes_is_refused_in_words(
    region: Region, library: Library, toml: str, code: str
) -> None:
    key = toml.split(" ")[0]
    lines = region_files(region)["region.toml"].decode().splitlines()
    kept = [line for line in lines if not line.startswith(f"{key} ")]
    files = {**region_files(region), "region.toml": "\n".join([toml, *kept]).encode()}

    with pytest.raises(Refused) as refused:
        parse_region(files, library)

    records = [problem.as_record() for problem in refused.value.problems]
    assert [record["code"] for record in records] == [code]
    assert "\x1b" not in str(records[0]["message"])
