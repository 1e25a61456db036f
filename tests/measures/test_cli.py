"""The commands on measures, as a person gives them."""

import json

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
    assert [row["measure"] for row in listed] == measure_names()
    computed = json.loads(run("list", "--computed", "--json").stdout)
    assert {row["state"] for row in computed} == {"computed"}
    assert f"{len(computed)} of {len(listed)} are computed" in run("list").output


def test_a_measure_is_shown_with_every_figure_and_its_source() -> None:
    for measure in read_catalogue():
        shown = run("show", measure.measure)
        assert shown.exit_code == 0, shown.output
        assert measure.name_en in shown.output
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
