"""The commands on measures, as a person gives them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from weerbaar.measures.cli import app
from weerbaar.measures.files import measure_names, read_catalogue, read_measure


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_measure_is_listed_with_whether_it_is_computed() -> None:
    listed = json.loads(run("list", "--json").stdout)
    assert sorted(row["measure"] for row in listed) == measure_names()
    computed = json.loads(run("list", "--computed", "--json").stdout)
    assert {row["state"] for row in computed} == {"computed"}
    assert f"{len(computed)} of {len(listed)} are computed" in run("list").output


def test_a_measure_is_shown_with_every_figure_and_its_source() -> None:
    for measure in read_catalogue():
        shown = run("show", measure.measure)
        assert shown.exit_code == 0, shown.output
        assert measure.name_en in shown.output
        assert all(entry in shown.output for entry in measure.ids)
        assert "months after the decision" in shown.output
        assert json.loads(run("show", measure.measure, "--json").stdout)["ids"]


def test_costs_are_told_by_payer_and_year() -> None:
    measure = read_measure("noodradio")
    knob = measure.knobs[0]
    chosen = f"{knob.knob}={knob.step:g}"
    facts = json.loads(run("cost", measure.measure, "--choose", chosen, "--json").stdout)
    assert facts["choices"] == {knob.knob: knob.step}
    for years in facts["eur"].values():
        assert len(years) == 4
        assert all(year["p10"] <= year["p50"] <= year["p90"] for year in years)
    assert any(year["p50"] > 0 for years in facts["eur"].values() for year in years)
    words = run("cost", measure.measure, "--choose", chosen)
    assert "euros of today" in words.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "toverstaf"), "no-such-measure"),
        (("cost", "toverstaf", "--choose", "x=1"), "no-such-measure"),
    ],
)
def test_what_is_not_there_is_refused_in_words(words: tuple[str, ...], code: str) -> None:
    refused = run(*words, "--json")
    assert refused.exit_code == 2
    assert code in refused.stdout + refused.stderr


def test_a_measure_is_tried_out_against_how_it_is_now() -> None:
    args = ("try", "waterpakket", "--choose", "share=1", "--month", "24", "--runs", "3")
    args += ("--scenario", "stroomuitval-72u")
    found = run(*args)
    assert found.exit_code == 0, found.output
    for told in ("24 months after the decision", "6 (3", "Drinking water", "Rights: "):
        assert told in found.output
    facts = json.loads(run(*args, "--json").stdout)
    assert facts["measure"] == "waterpakket"
    assert facts["lead_months"] == {"p10": 3, "p50": 6, "p90": 12}
    assert facts["identity"]["month"] == 24


def test_own_figures_count_where_a_measure_is_shown_and_reckoned(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    head = "measure,part,row,p50,p10,p90,owner,confidence,source,year\n"
    path.write_text(head + "noodradio,cost,1,12,10,15,VRGZ,high,offerte,2026\n", encoding="utf-8")
    shown = run("show", "noodradio", "--own", str(path))
    assert "offerte" in shown.output
    chosen = ("cost", "noodradio", "--choose", "share=1", "--json")
    ours, theirs = (
        json.loads(run(*chosen, *more).stdout)["eur"]["municipality"][0]["p50"]
        for more in ((), ("--own", str(path)))
    )
    assert theirs < 0.5 * ours


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("noodradio", "--choose", "share=2"), "share is 2"),
        (("noodradio", "--choose", "deel=1"), "no knob"),
        (("radio", "--choose", "share=1"), "no measure"),
        (("noodradio", "--choose", "share=1", "--month", "-1"), "--month"),
        (("noodradio", "--choose", "share=1", "--month", "9" * 400), "--month"),
        (("noodradio", "--choose", "share=1", "--own", "nergens.csv"), "nergens.csv"),
        (("noodradio", "--choose", "share=1", "--runs", "0"), "--runs"),
        (("kazerne-aggregaat", "--choose", "stations=99"), "stations is 99"),
        (("kazerne-aggregaat", "--choose", "stations=2.5"), "whole"),
        (("noodradio", "--choose", "share=1e999"), "no choice"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_words(args: tuple[str, ...], told: str) -> None:
    found = run("try", *args)
    assert found.exit_code == 2, found.output
    assert told in " ".join(found.output.split())
    assert "Traceback" not in found.output
