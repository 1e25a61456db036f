"""The commands build, check, show and export, as a person gives them."""

import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from weerbaar.region.cli import app

SYNTHETIC = Path(__file__).resolve().parents[1] / "data" / "synthetic"


@pytest.fixture(autouse=True)
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "140")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_region_is_built_checked_shown_and_exported(synthetic: Path, tmp_path: Path) -> None:
    built = run("build", synthetic, "--safety-region", "VR99")
    assert built.exit_code == 0, built.output
    assert "38,210" in built.output

    checked = run("check", "proefland", "--json")
    assert checked.exit_code == 0
    facts = json.loads(checked.stdout)
    assert (facts["inhabitants"], facts["areas"], facts["problems"]) == (38_210, 7, [])
    assert facts["circles"] == []

    shown = run("show", "proefland", "--kinds", "hospital,fire_station")
    assert "hospital" in shown.output
    assert "supermarket" not in shown.output

    exported = run("export", "proefland", "--to", tmp_path / "out", "--bundle", "--json")
    bundle = Path(json.loads(exported.stdout)["file"])
    assert bundle.name == f"proefland-{facts['hash'][:12]}.zip"
    assert json.loads(run("check", bundle, "--json").stdout)["hash"] == facts["hash"]


def test_the_map_shows_areas_and_no_objects_unless_asked(synthetic: Path, tmp_path: Path) -> None:
    run("build", synthetic, "--safety-region", "VR99", "--out", tmp_path / "r")
    public, full = tmp_path / "public.html", tmp_path / "full.html"

    assert run("show", tmp_path / "r", "--out", public).exit_code == 0
    assert run("show", tmp_path / "r", "--out", full, "--full").exit_code == 0

    assert "Klein Damzicht" in public.read_text(encoding="utf-8")
    assert "Zandbank Ziekenhuis" not in public.read_text(encoding="utf-8")
    assert "confidential" not in public.read_text(encoding="utf-8").lower()
    assert "Zandbank Ziekenhuis" in full.read_text(encoding="utf-8")
    assert "CONFIDENTIAL" in full.read_text(encoding="utf-8")


def test_exports_name_objects_only_in_full(synthetic: Path, tmp_path: Path) -> None:
    run("build", synthetic, "--safety-region", "VR99", "--out", tmp_path / "r")

    for options, sheets in (((), 5), (("--full",), 9)):
        run("export", tmp_path / "r", "--to", tmp_path / "r.xlsx", *options)
        book = load_workbook(tmp_path / "r.xlsx")
        assert len(book.sheetnames) == sheets
        run("export", tmp_path / "r", "--to", tmp_path / "r.geojson", *options)
        text = (tmp_path / "r.geojson").read_text(encoding="utf-8")
        assert ("Zandbank Ziekenhuis" in text) == bool(options)
        assert len(json.loads(text)["features"]) >= 7
    run("export", tmp_path / "r", "--to", tmp_path / "r.csv", "--full")
    lines = (tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 8
    assert "Zandbank" not in "".join(lines)
    run("export", tmp_path / "r", "--to", tmp_path / "again")
    assert (tmp_path / "again" / "region.toml").exists()


def test_outlines_are_taken_along(synthetic: Path, tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[[3, 54], [3.1, 54], [3.1, 54.1], [3, 54]]]}
    feature = {"type": "Feature", "properties": {"code": "WK900300"}, "geometry": square}
    path = tmp_path / "outlines.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    built = run("build", synthetic, "--safety-region", "VR99", "--out", tmp_path / "r",
                "--outlines", path)  # fmt: skip

    assert built.exit_code == 0
    assert "WK900300" in (tmp_path / "r" / "outlines.geojson").read_text(encoding="utf-8")
    assert run("show", tmp_path / "r", "--out", tmp_path / "m.svg").exit_code == 0


def test_an_outline_without_coordinates_is_refused_before_it_is_drawn(
    synthetic: Path, tmp_path: Path
) -> None:
    run("build", synthetic, "--safety-region", "VR99", "--out", tmp_path / "r")
    feature = '{"properties": {"code": "WK900300"}, "geometry": {"type": "Polygon", "coordinates": '
    for coordinates in ("null", "[[[NaN, 54], [3, 54], [3, 55], [NaN, 54]]]", "[" * 100_000):
        text = '{"features": [' + feature + coordinates + "}}]}"
        (tmp_path / "r" / "outlines.geojson").write_text(text, encoding="utf-8")

        for command in (("check",), ("show", "--out", tmp_path / "map.svg")):
            refused = run(*command, tmp_path / "r")
            assert refused.exit_code == 2
            assert "outlines.geojson" in refused.stderr


def test_public_maps_and_exports_place_no_vital_object(tmp_path: Path) -> None:
    vital = ["ehv_station", "hv_station", "waterworks", "broadcaster", "food_dc", "mobile_macro"]
    for name in ("map.html", "map.svg"):
        run("show", "gelderland-zuid", "--out", tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        for tooltip in re.findall("<title>[^<]*</title>", text):
            assert "kV station" not in tooltip
            assert "waterworks" not in tooltip
            assert "distribution centre" not in tooltip
    assert "supermarket *: " in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "waterworks *</td><td>9</td>" in (tmp_path / "map.html").read_text(encoding="utf-8")

    run("export", "gelderland-zuid", "--to", tmp_path / "r.geojson")
    collection = json.loads((tmp_path / "r.geojson").read_text(encoding="utf-8"))
    for feature in collection["features"]:
        assert not set(feature["properties"]["sites"]) & set(vital)
    assert collection["vital"]["food_dc"] == 1
    run("export", "gelderland-zuid", "--to", tmp_path / "r.csv")
    assert "waterworks" not in (tmp_path / "r.csv").read_text(encoding="utf-8")
    run("export", "gelderland-zuid", "--to", tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")
    assert "waterworks" not in [cell.value for cell in book["overview"][1]]
    assert ("waterworks", 9, 9) in [
        tuple(cell.value for cell in row)[:3] for row in book["vital"].iter_rows()
    ]

    run("show", "gelderland-zuid", "--out", tmp_path / "full.html", "--full")
    assert "waterworks *: 1" in (tmp_path / "full.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "atlantis"), "no-region"),
        (("build", "no-such-folder"), "no-source-folder"),
        (("show", "gelderland-zuid", "--out", "map.pdf"), "unknown-file-ending"),
        (("show", "gelderland-zuid", "--kinds", "castle"), "unknown-kind"),
        (("export", "gelderland-zuid", "--to", "region.pdf"), "unknown-file-ending"),
        (("build", str(SYNTHETIC), "--safety-region", "VR99", "--id", "../x"), "bad-identifier"),
        (("build", "."), "missing-source"),
        (("build", str(SYNTHETIC), "--outlines", "no-such-file"), "not-a-file"),
    ],
)
def test_a_mistake_ends_with_code_2_and_a_remedy(arguments: tuple[str, ...], code: str) -> None:
    refused = run(*arguments, "--json")

    assert refused.exit_code == 2
    problems = json.loads(refused.stdout)["problems"]
    assert problems[0]["code"] == code
    assert all(problem["remedy"] for problem in problems)
    assert run(*arguments).exit_code == 2


def test_a_broken_region_is_listed_with_file_row_and_column(
    synthetic: Path, tmp_path: Path
) -> None:
    run("build", synthetic, "--safety-region", "VR99", "--out", tmp_path / "r")
    areas = tmp_path / "r" / "areas.csv"
    areas.write_text(areas.read_text(encoding="utf-8").replace(",0.394,", ",39.4,"), "utf-8")

    refused = run("check", tmp_path / "r")

    assert refused.exit_code == 2
    assert "areas.csv, row 7, column income_low" in refused.stderr
    assert "Write 0.25 for 25 %." in refused.stderr
