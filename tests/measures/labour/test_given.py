"""Figures of service as people give them: on the command line and in a file."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from weerbaar.common.refusals import Refused
from weerbaar.measures.cli import app
from weerbaar.measures.labour.files import parse_own, read_figures
from weerbaar.measures.labour.given import read_vacancies, with_given

HEAD = "scheme,figure,p10,p50,p90,source,evidence\n"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "220")


def labour(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["labour", *map(str, arguments), "--draws", "50"])


def codes(given: list[str]) -> list[str]:
    with pytest.raises(Refused) as refused:
        with_given(read_figures(), given)
    return [problem.code for problem in refused.value.problems]


def of_file(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        parse_own((HEAD + text).encode(), "own.csv")
    return [problem.code for problem in refused.value.problems]


def test_three_ways_stand_side_by_side_and_say_what_is_not_known(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(HEAD + "duty,cohort,900,1000,1100,CBS 2025,O\nduty,from_care,,0.2,,count,O\n")
    shown = labour("--own", own, "--vacancies", "it=250", "--years", 3)
    assert shown.exit_code == 0, shown.output
    assert (
        "work otherwise: voluntary service, a duty to be a reservist, more reservists."
        in shown.output
    )
    assert "No vacancies are known for: Defence" in shown.output
    (told,) = json.loads(labour("--own", own, "--way", "duty", "--json").stdout)
    assert told["begins_a_year"] == {"p10": 900, "p50": 1000, "p90": 1100}
    assert len(told["by_year"]["net"]) == 10
    assert told["figures"]["gives_up"]["evidence"]
    assert told["figures"]["cohort"]["source_nl"] == "CBS 2025"
    assert told["sectors"][-1]["sector"] == "elsewhere"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("months=1e999", "not-a-labour-figure"),
        ("mnths=3", "not-a-labour-figure"),
        ("nobody.months=3", "not-a-labour-figure"),
        ("months", "not-a-labour-figure"),
        ("units=5", "not-a-labour-figure"),
        ("duty.units=5", "not-a-labour-figure"),
        ("orders.lasts=2.5", "labour-figure-not-whole"),
        ("orders.new=2", "labour-figure-outside"),
        ("months=2.5", "labour-figure-not-whole"),
        ("months=99", "labour-figure-outside"),
        ("duty.intakes=5", "labour-intakes"),
        ("duty.to_care=0.9", "labour-shares-above-one"),
    ],
)
def test_a_figure_that_is_none_is_refused(given: str, code: str) -> None:
    assert set(codes([given])) == {code}


def test_rows_of_a_file_are_refused_in_words() -> None:
    assert of_file("duty,gives_up,0.6,0.5,0.9,x,A\n") == ["labour-figure-falls"]
    assert of_file("duty,week,,0.3,,x,A\nduty,week,,0.4,,x,A\n") == ["duplicate-key"]
    assert of_file("duty,months,2,3,4,x,A\n") == ["labour-figure-not-whole"]
    assert of_file("duty,cohort,0,5,1e300,x,A\n") == ["labour-figure-outside"]
    assert of_file("duty,from_it,,0.6,,x,A\nduty,from_care,,0.6,,x,A\n")[0].endswith("above-one")


@pytest.mark.parametrize("given", ["care=-1", "care=x", "nurses=3", "care", "care=nan"])
def test_a_count_of_vacancies_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(Refused):
        read_vacancies([given])
    assert read_vacancies(["care=800"]) == {"care": 800}


def test_what_the_command_cannot_do_is_said_without_a_traceback() -> None:
    for wrong in (("--way", "nobody"), ("--years", 0), ("--own", "/nowhere"), ("--set", "\x00=1")):
        refused = labour(*wrong)
        assert refused.exit_code == 2, (wrong, refused.output)
        assert "Traceback" not in refused.output


def test_the_command_reads_a_count_as_the_page_does():
    rows = with_given(read_figures(), ["cohort=7.588", "months=6", "duty.gives_up=0.125"])
    told = {(row["scheme"], row["figure"]): row["p50"] for row in rows}
    assert told["duty", "cohort"] == 7_588
    assert told["duty", "gives_up"] == 0.125
    assert read_vacancies(["care=2.200", "it=800"]) == {"care": 2_200, "it": 800}
