"""The commands on variants, as a person types them."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.typed import assert_refused, record, weerbaar
from weerbaar.measures.files import read_variant, variant_names
from weerbaar.measures.weighing_form import weighing_from_data

LIGHT, STATIONS = "114-lichte-punten", "36-kazernepunten"
OWN = """
schema = 1
variant = "eigen"
name_nl = "Eigen"
name_en = "Own"
first_year = 2028
years = 2

[[choices]]
measure = "{measure}"
year = {year}
knobs = {{ {knobs} }}
"""


def own(folder: Path, measure: str = "noodradio", year: int = 2028, knobs: str = "share = 0.1"):
    path = folder / "eigen.toml"
    path.write_text(OWN.format(measure=measure, year=year, knobs=knobs), encoding="utf-8")
    return str(path)


def test_what_ships_is_listed_and_shown_with_what_it_needs_first() -> None:
    assert [one["variant"] for one in record("variant", "list")] == variant_names()
    assert LIGHT in weerbaar("variant", "list").output
    for name in variant_names():
        shown = weerbaar("variant", "show", name)
        assert shown.exit_code == 0, shown.output
        assert read_variant(name).name("nl") in shown.output
        assert "heeft eerst iets nodig" in shown.output or "!" in shown.output
        assert record("variant", "show", name)["choices"]


def test_the_same_money_each_year_buys_light_points_or_points_in_stations(tmp_path: Path) -> None:
    figures, book = tmp_path / "k.csv", tmp_path / "k.xlsx"
    words = ("variant", "cost", LIGHT, STATIONS)
    result = weerbaar(*words, "--csv", str(figures), "--xlsx", str(book))
    assert result.exit_code == 0, result.output
    light, stations = record(*words)
    later = [
        sum(row["yearly"]["p50"] for row in one["spent"] if row["year"] == 2031)
        for one in (light, stations)
    ]
    assert abs(later[0] - later[1]) < 0.2 * later[0]
    # All that is yearly is new in the first year only; what is once comes with it.
    assert {row["year"] for row in light["decisions"]} == {2028}
    for row in light["decisions"]:
        assert [one["last"] for one in row["moments"]].count(True) == 1
    rows = list(csv.DictReader(figures.read_text(encoding="utf-8").splitlines()))
    assert {row["variant"] for row in rows} == {LIGHT, STATIONS}
    assert load_workbook(book).sheetnames[0] == "costs"


def test_variants_are_weighed_told_and_kept(tmp_path: Path) -> None:
    figures, book = tmp_path / "w.csv", tmp_path / "w.xlsx"
    words = ("variant", "weigh", LIGHT, own(tmp_path), "--runs", "2", "--csv", str(figures))
    result = weerbaar(*words, "--xlsx", str(book))
    assert result.exit_code == 0, result.output
    for told in (
        "Wie doet het het best, in uren per persoon",
        "Zoals het nu is",
        "Kosten",
        "miljoen (",
    ):
        assert told in result.output
    rows = list(csv.DictReader(figures.read_text(encoding="utf-8").splitlines()))
    assert {row["variant"] for row in rows} == {"now", LIGHT, "eigen"}
    assert {row["simulation"] for row in rows} == {"yes"}
    assert "verdicts" in load_workbook(book).sheetnames


def test_a_weighing_as_json_reads_back(tmp_path: Path) -> None:
    words = ("variant", "weigh", STATIONS, own(tmp_path), "--runs", "2", "--month", "0", "--json")
    found = weighing_from_data(json.loads(weerbaar(*words).stdout))
    assert [side.variant.variant for side in found.sides] == ["now", STATIONS, "eigen"]
    # On the first day nothing works yet, and of two draws nobody is called best.
    assert all(len(one.alike) == 3 for one in found.verdicts if one.question != "cost")
    assert (found.identity.draws, found.identity.month) == (2, 0)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["weigh", LIGHT], {"variants-to-weigh"}),
        (["weigh", *[LIGHT] * 5], {"variants-to-weigh"}),
        (["weigh", LIGHT, LIGHT, "--runs", "1"], {"variant-twice"}),
        (["weigh", LIGHT, "toverstaf"], {"no-such-variant"}),
        (["weigh", LIGHT, STATIONS, "--runs", "0"], {"option-out-of-range"}),
        (["weigh", LIGHT, STATIONS, "--month", "-1"], {"month-outside"}),
        (["weigh", LIGHT, STATIONS, "--region", "utopia"], {"no-region"}),
        (["weigh", LIGHT, STATIONS, "--scenario", "utopia"], {"no-such-scenario"}),
        (["weigh", LIGHT, STATIONS, "--csv", "/"], {"is-a-folder"}),
        (["cost", "toverstaf"], {"no-such-variant"}),
        (["cost", *[LIGHT] * 5], {"variants-to-weigh"}),
        (["cost", LIGHT, "--xlsx", "/"], {"is-a-folder"}),
        (["cost", LIGHT, "--own", "weg.csv"], {"no-own-figures"}),
        (["show", "toverstaf"], {"no-such-variant"}),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(words: list[str], codes: set[str]) -> None:
    assert_refused(["variant", *words], codes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"measure": "toverstaf"}, "unknown-measure-in-variant"),
        ({"knobs": "share = 7.0"}, "knob-of-measure-outside"),
        ({"year": 2035}, "year-outside-variant"),
        ({"measure": "noodsteunpunt-licht", "knobs": "points = 5000"}, "knob-of-measure-outside"),
    ],
)
def test_an_own_variant_that_is_not_in_order_is_refused(
    tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    path = own(tmp_path, **changes)  # type: ignore[arg-type]
    assert_refused(["variant", "cost", path], {code})
