"""Whatever is done to a region's files, it is read with the same meaning or refused in full.

A case is known by its number and can be repeated by it: `judge(number, folder)`. `make test` tries
CASES in all, `make fuzz` many more.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.mutations.binary import BYTES
from tests.mutations.bundles import with_size, zip_of
from tests.mutations.cases import REGION_LEVELS, Mutant, mutate, named, proefland, proefland_files
from tests.mutations.facts import differences, facts
from tests.mutations.files import Files
from weerbaar.common.files import read_language
from weerbaar.common.refusals import Problem, Refused
from weerbaar.region.bundle import (
    MANIFEST,
    SEAL,
    files_hash,
    parse_region,
    region_files,
    region_hash,
)
from weerbaar.region.check import check_region
from weerbaar.region.files import REGION_FILES, bundle_bytes, read_library, read_region
from weerbaar.region.region import Region
from weerbaar.region.tables import TABLES
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_scenario, read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.twin import Twin

FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
PARTS = 20
CASES = 10_000 if FUZZ else 300
BUNDLES = 2_000 if FUZZ else 100
LONGEST_TEXT = 5000


def write(files: Files, folder: Path) -> Path:
    """The files in a folder of their own; None is a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "osm").mkdir(parents=True)
    for name, content in files.items():
        if content is None:
            (folder / name).mkdir(parents=True, exist_ok=True)
        else:
            (folder / name).write_bytes(content)
    return folder


def check_problems(problems: Sequence[Problem], files: Mapping[str, bytes | None]) -> None:
    """Every problem says where it stands, what is wrong and what to do, in both languages."""
    assert problems
    for problem in problems:
        assert problem.file, problem
        content = files.get(problem.file)
        if problem.row is not None and content:
            lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
            assert 1 <= problem.row <= lines, problem
        for code in ("nl", "en"):
            language = read_language(code)
            for text in (problem.message(language), problem.remedy(language)):
                assert 8 < len(text) < LONGEST_TEXT, problem
                assert text.isprintable(), problem
            assert problem.place(language)


def check_accepted(region: Region, files: Mapping[str, bytes | None]) -> None:
    """An accepted region holds all that was written, can be written again and can be run."""
    for table, rows in zip(TABLES, region.tables(), strict=True):
        assert differences(facts(files, table), rows) == [], table.name
    again = parse_region(region_files(region), read_library())
    assert region_hash(again) == region_hash(region)
    assert check_region(region, read_library()) == []
    check_run(region)


def check_run(region: Region) -> None:
    """A day without power leaves people who lack something: some, and never more than there are."""
    twin = Twin(
        compile_network(region, read_library()),
        read_twin_library(),
        read_scenario("stroomuitval-72u"),
        norms=(),
        hours=24.0,
    )
    run = run_once(twin, 0)
    persons = region.areas["inhabitants"]
    assert np.isfinite(run.unmet).all()
    assert (run.unmet >= 0).all()
    assert (run.unmet <= persons * (1 + 1e-6)).all()


def judge_files(mutant: Mutant, folder: Path) -> str:
    """The oracle for one folder; says how it ended."""
    try:
        region = read_region(write(mutant.files, folder))
    except Refused as refused:
        check_problems(refused.problems, mutant.files)
        return "refused"
    if mutant.same:
        assert region_hash(region) == region_hash(proefland())
    check_accepted(region, mutant.files)
    return "accepted"


def judge(number: int, folder: Path) -> str:
    """Reads the region of case `number` and holds what comes of it against the oracle."""
    mutant = mutate(proefland_files(), number, REGION_LEVELS)
    with named(str(mutant)):
        end = judge_files(mutant, folder)
        assert not mutant.same or end == "accepted"
    return end


def numbers(part: int, cases: int) -> range:
    return range(part * cases // PARTS, (part + 1) * cases // PARTS)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The kernels are compiled before the first case is timed."""
    check_run(proefland())


def test_a_region_as_it_was_written_is_read_checked_and_run(tmp_path: Path) -> None:
    files: Files = dict(proefland_files())
    assert {"outlines.geojson", "autonomies.csv", "stocks.csv", "osm/sites.csv"} <= set(files)
    assert judge_files(Mutant(0, files, (), same=True), tmp_path / "region") == "accepted"


def test_a_case_is_repeated_by_its_number() -> None:
    for number in range(40):
        one, two = (mutate(proefland_files(), number, REGION_LEVELS) for _ in range(2))
        assert (one.files, str(one)) == (two.files, str(two))


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(PARTS))
def test_a_changed_region_means_the_same_or_is_refused_with_place_and_remedy(
    part: int, tmp_path: Path
) -> None:
    ends = [judge(number, tmp_path / "region") for number in numbers(part, CASES)]
    assert set(ends) == {"accepted", "refused"}


# Bundles.


def sealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members of a bundle of these files, with a hash that fits them."""
    return {**files, SEAL: f"{files_hash(files)}\n".encode()}


def judge_bundle(number: int, folder: Path) -> str:
    """A bundle whose bytes were changed is the same region or refused."""
    path = folder / "region.zip"
    mutant = mutate({path.name: bundle_bytes(proefland())}, number, (BYTES,))
    path.write_bytes(mutant.files[path.name] or b"")
    with named(str(mutant)):
        try:
            assert region_hash(read_region(path)) == region_hash(proefland())
        except Refused as refused:
            check_problems(refused.problems, {})
            return "refused"
    return "accepted"


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(PARTS))
def test_a_changed_bundle_is_the_same_region_or_refused(part: int, tmp_path: Path) -> None:
    ends = [judge_bundle(number, tmp_path) for number in numbers(part, BUNDLES)]
    # What is accepted is held to the same hash in judge_bundle; a changed zip file seldom is.
    assert "refused" in ends


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(PARTS))
def test_a_bundle_with_a_hash_that_fits_is_judged_as_the_folder_is(
    part: int, tmp_path: Path
) -> None:
    for number in numbers(part, BUNDLES):
        mutant = mutate(proefland_files(), number, REGION_LEVELS)
        files = {name: data for name, data in mutant.files.items() if data is not None}
        if not set(files) <= REGION_FILES:
            continue
        path = tmp_path / "region.zip"
        path.write_bytes(zip_of(sealed(files).items()))
        with named(str(mutant)):
            assert outcome(path) == outcome(write(dict(files), tmp_path / "region")), str(mutant)


def outcome(path: Path) -> object:
    """The hash of the region there, or the problems for which it is refused."""
    try:
        return region_hash(read_region(path))
    except Refused as refused:
        return [(p.code, p.file, p.row, p.column) for p in refused.problems]


# What the cases found, and hostile files.


def refusals(files: Mapping[str, bytes]) -> list[tuple[str, str, int | None]]:
    """Code, file and row of each problem for which these files are refused."""
    with pytest.raises(Refused) as refused:
        parse_region(files, read_library())
    check_problems(refused.value.problems, files)
    return [(problem.code, problem.file, problem.row) for problem in refused.value.problems]


def changed(name: str, old: str, new: str) -> dict[str, bytes]:
    """The region's files with the first `old` in one of them replaced."""
    text = proefland_files()[name].decode()
    assert old in text
    return {**proefland_files(), name: text.replace(old, new, 1).encode()}


def scaled(table: str, column: str, factor: float) -> dict[str, bytes]:
    """The region's files with all figures of one column in another unit."""
    header, *lines = (line.split(",") for line in text_of(table).splitlines())
    at = header.index(column)
    for line in lines:
        line[at] = f"{float(line[at]) * factor:g}" if line[at] else ""
    content = "\n".join(",".join(line) for line in [header, *lines])
    return {**proefland_files(), table: content.encode()}


def text_of(name: str) -> str:
    return proefland_files()[name].decode()


def test_a_site_that_stands_in_both_tables_is_refused() -> None:
    header, line, *_ = text_of("osm/sites.csv").splitlines()
    files = {**proefland_files(), "sites.csv": f"{text_of('sites.csv')}{line}\n".encode()}

    assert refusals(files) == [("duplicate-key", "osm/sites.csv", 2)]
    assert header == text_of("sites.csv").splitlines()[0]


def test_a_row_is_named_where_it_was_read_and_not_where_it_would_be_written() -> None:
    files = changed("osm/links.csv", "hv_station:oeverdam-50-kv,power", "hv_station:x,power")
    wrong = text_of("osm/links.csv").splitlines()
    row = next(i for i, line in enumerate(wrong) if line.startswith("hv_station:oeverdam-50-kv,po"))

    assert ("unknown-reference", "osm/links.csv", row + 1) in refusals(files)
    moved = {**proefland_files(), "sources.csv": text_of("sources.csv").split("osm")[0].encode()}
    assert ("unknown-reference", "osm/sites.csv", 2) in refusals(moved)


def test_a_row_in_the_other_of_two_tables_is_read_all_the_same() -> None:
    first, *lines = text_of("osm/sites.csv").splitlines()
    moved = {
        **proefland_files(),
        "sites.csv": f"{text_of('sites.csv')}{lines[0]}\n".encode(),
        "osm/sites.csv": "\n".join([first, *lines[1:]]).encode(),
    }

    assert region_hash(parse_region(moved, read_library())) == region_hash(proefland())


@pytest.mark.parametrize("name", ["autonomies.csv", "stocks.csv", "outlines.geojson"])
def test_a_listed_file_that_is_gone_is_missed_though_a_region_may_do_without(name: str) -> None:
    files = {other: data for other, data in proefland_files().items() if other != name}

    assert refusals(files) == [("missing-file", name, None)]


def test_a_region_of_a_newer_program_with_files_unknown_here_is_refused() -> None:
    files = changed("region.toml", "[files]", '[files]\n"dykes.csv" = 1')

    assert refusals(files) == [("unknown-file", "region.toml", None)]


@pytest.mark.parametrize("listing", ["files = 3", "files = []", ""])
def test_a_region_without_a_list_of_files_is_refused(listing: str) -> None:
    whole = text_of("region.toml").split("#")[0] + listing

    assert refusals({**proefland_files(), "region.toml": whole.encode()}) == [
        ("missing-entry", "region.toml", None)
    ]


@pytest.mark.parametrize("version", ["true", "1.0", '"1"'])
def test_a_version_is_a_whole_number(version: str) -> None:
    files = changed("region.toml", '"areas.csv" = 1', f'"areas.csv" = {version}')

    assert refusals(files) == [("other-schema", "areas.csv", None)]


def test_a_table_that_is_never_kept_apart_is_not_passed_over_there() -> None:
    files = {**proefland_files(), "osm/areas.csv": proefland_files()["areas.csv"]}

    assert refusals(files) == [("not-kept-apart", "osm/areas.csv", None)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (proefland_files()[MANIFEST].decode().encode("utf-16"), "not-utf8"),
        (b"name = '" + b"\xe9" + b"'", "not-utf8"),
        (".".join("a" * 50_000).encode() + b" = 1", "bad-manifest"),
        (b"x = " + b"[" * 20_000, "bad-manifest"),
        (b"#" * 200_001, "file-too-large"),
    ],
    ids=["utf-16", "latin-1", "dots", "depth", "size"],
)
def test_a_manifest_that_cannot_be_read_is_refused_in_plain_words(
    content: bytes, code: str
) -> None:
    with named("reading the manifest", 5):
        assert refusals({**proefland_files(), MANIFEST: content}) == [(code, MANIFEST, None)]


@pytest.mark.parametrize("text", ["", "   ", "x" * 3000, "\\u001b[2J"])
def test_a_name_that_cannot_be_shown_is_refused(text: str) -> None:
    files = changed("region.toml", 'timezone = "Europe/Amsterdam"', f'timezone = "{text}"')

    assert [file for _, file, _ in refusals(files)] == [MANIFEST]


def test_outlines_of_which_lon_and_lat_changed_places_are_refused() -> None:
    whole = json.loads(text_of("outlines.geojson"))
    for feature in whole["features"]:
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"] = [[point[::-1] for point in ring]]
    files = {**proefland_files(), "outlines.geojson": json.dumps(whole).encode()}

    assert {code for code, _, _ in refusals(files)} == {"far-away"}


@pytest.mark.parametrize(
    ("table", "column", "factor"),
    [
        *(("areas.csv", name, 0.001) for name in ("electricity_kwh", "gas_kwh", "dwellings")),
        *(("areas.csv", name, 100) for name in ("share_0_14", "income_low", "high_rise")),
        *(("areas.csv", name, 1000) for name in ("inhabitants", "dwelling_value_keur", "lon")),
        ("blocks.csv", "share", 100),
        ("service.csv", "weight", 100),
        ("links.csv", "weight", 0.01),
        ("stocks.csv", "p50", 1000),
    ],
)
def test_a_column_in_another_unit_is_refused(table: str, column: str, factor: float) -> None:
    assert {file for _, file, _ in refusals(scaled(table, column, factor))} == {table}


def test_an_area_of_another_country_is_refused() -> None:
    files = changed("areas.csv", "3.21,54.12", "13.4,52.5")

    assert ("far-away", "areas.csv") in {(code, file) for code, file, _ in refusals(files)}


def test_of_very_many_problems_the_first_are_told_and_the_others_counted() -> None:
    links = "consumer,input,supplier,weight\n" + "".join(f"a{i},x,b,1\n" for i in range(2000))
    with named("telling many problems"):
        found = refusals({**proefland_files(), "links.csv": links.encode()})

    assert [file for _, file, _ in found].count("links.csv") == 1001
    assert ("more-problems", "links.csv", None) in found


def test_a_table_with_too_many_lines_is_refused_before_it_is_read() -> None:
    many = {"links.csv": b"\n" * 1_000_001, "areas.csv": b"\n" * 20_001}
    with named("reading many lines", 5):
        found = refusals({**proefland_files(), **many})

    assert found == [("too-many-lines", "areas.csv", None), ("too-many-lines", "links.csv", None)]


@pytest.mark.parametrize("name", ["areas.csv", "osm/links.csv", "outlines.geojson", "region.toml"])
def test_a_file_of_200_mb_is_refused_by_its_size(tmp_path: Path, name: str) -> None:
    folder = write(dict(proefland_files()), tmp_path / "region")
    with (folder / name).open("ab") as stream:
        stream.truncate(200_000_000)

    with named("reading a large file", 5), pytest.raises(Refused) as refused:
        read_region(folder)

    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.value) == ("file-too-large", name, 200_000_000)


def test_what_is_no_file_in_a_region_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    folder = write(dict(proefland_files()), tmp_path / "region")
    for name in ("areas.csv", "stocks.csv", "osm/sites.csv"):
        (folder / name).unlink()
    os.mkfifo(folder / "areas.csv")
    (folder / "stocks.csv").mkdir()
    (folder / "osm/sites.csv").symlink_to("/dev/zero")

    with named("reading what is no file", 5), pytest.raises(Refused) as refused:
        read_region(folder)

    assert [(problem.code, problem.file) for problem in refused.value.problems] == [
        ("something-in-its-place", "areas.csv"),
        ("something-in-its-place", "osm/sites.csv"),
        ("something-in-its-place", "stocks.csv"),
    ]
    with named("reading a pipe", 5), pytest.raises(Refused, match="There is no region"):
        read_region(folder / "areas.csv")


def bundle_codes(content: bytes, folder: Path) -> set[str]:
    path = folder / "region.zip"
    path.write_bytes(content)
    with named("reading a hostile bundle", 10), pytest.raises(Refused) as refused:
        read_region(path)
    check_problems(refused.value.problems, {})
    return {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(
    "name", ["../areas.csv", "/areas.csv", "C:\\areas.csv", "osm/", "a.zip", "osm/areas.csv"]
)
def test_a_bundle_that_holds_more_than_a_region_is_refused(tmp_path: Path, name: str) -> None:
    members = sealed({**proefland_files(), name: zip_of([("areas.csv", b"x")])})

    assert bundle_codes(zip_of(members.items()), tmp_path) <= {
        "strange-file-in-bundle",
        "not-kept-apart",
    }


def test_a_link_in_a_bundle_is_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(proefland_files()["sources.csv"])
    files = {**proefland_files(), "sources.csv": str(secret).encode()}
    content = zip_of(sealed(files).items(), external_attr=0o120777 << 16, create_system=3)

    assert bundle_codes(content, tmp_path) == {"missing-column", "unknown-column"}


@pytest.mark.parametrize("said", [None, 10, 0, 4_000_000_000])
def test_a_bundle_that_unpacks_to_far_more_than_it_says_is_refused(
    tmp_path: Path, said: int | None
) -> None:
    bomb = zip_of(sealed({**proefland_files(), "areas.csv": bytes(100_000_000)}).items())
    content = bomb if said is None else with_size(bomb, "areas.csv", said)

    assert bundle_codes(content, tmp_path) <= {
        *("file-too-large", "bundle-damaged", "bundle-too-large", "bundle-changed"),
    }


def test_a_bundle_with_a_million_members_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    entry = zip_of([("a", b"")])
    at, end = entry.find(b"PK\x01\x02"), entry.find(b"PK\x05\x06")
    many = entry[at:end] * 500_000
    sizes = len(many).to_bytes(4, "little") + at.to_bytes(4, "little")
    content = entry[:at] + many + entry[end : end + 12] + sizes + entry[end + 20 :]

    assert bundle_codes(content, tmp_path) == {"not-a-bundle"}


def test_a_bundle_of_200_mb_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "region.zip"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)

    with pytest.raises(Refused) as refused:
        read_region(path)
    assert [problem.code for problem in refused.value.problems] == ["file-too-large"]
