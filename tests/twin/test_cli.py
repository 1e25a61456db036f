"""What every command on the twin refuses: names that are not there, options out of bounds."""

import json
from pathlib import Path

import pytest

from tests.cli.typed import assert_refused, weerbaar, write_scenario
from weerbaar.twin.cli import DEFAULT_REGION, MOST_NUMBER, out_of_range


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_DATA_DIR", str(tmp_path / "data"))


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["twin", "run", "nergens", "niets"], {"no-region", "no-such-scenario"}),
        (["twin", "run", "--hours", "0"], {"zero-hours"}),
        (["twin", "run", "--duration", "-3"], {"zero-hours"}),
        (["twin", "run", "--runs", "0", "--step", "0"], {"option-out-of-range", "no-such-step"}),
        (["twin", "run", "--runs", "1", "--municipality", "Utrecht"], {"no-such-municipality"}),
        (["twin", "run", "--with", "kasteel"], {"unknown-planned-kind"}),
        (["twin", "run", "--seed", "-1"], {"option-out-of-range"}),
        (["twin", "run", "--seed", str(2**63)], {"option-out-of-range"}),
        (["twin", "run", "--hours", "nan", "--duration", "inf"], {"zero-hours"}),
        (["twin", "run", "--step", "nan"], {"no-such-step"}),
        (["twin", "run", "--step", "0.3"], {"no-such-step"}),
        (["twin", "run", "--duration", "4368"], {"lasts-too-long"}),
        (["twin", "run", "--step", "0.25", "--runs", "100000"], {"too-much-memory"}),
        (["twin", "run", "--language", "fr", "--out", "."], {"unknown-language", "is-a-folder"}),
        (
            ["twin", "run", "nergens", "niets", "--runs", "0", "--with", "kasteel"],
            {"no-region", "no-such-scenario", "option-out-of-range"},
        ),
        (
            ["twin", "run", "--with", "kasteel", "--municipality", "Tieel", "--seed", "-1"],
            {"unknown-planned-kind", "no-such-municipality", "option-out-of-range"},
        ),
    ],
)
def test_what_cannot_be_run_is_refused_with_a_remedy(words: list[str], codes: set[str]) -> None:
    assert_refused(words, codes)


def test_too_many_runs_are_refused_with_the_largest_number_that_fits() -> None:
    # 72 + 336 hours in steps of 0.25, 87 areas, 14 needs of 4 bytes: 8.0 MB a run, 503 in 4 GB.
    result = weerbaar("twin", "run", "--step", "0.25", "--runs", "504", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["column"]) == ("too-much-memory", "--runs")
    assert "503" in problem["remedy"]


def test_unknown_names_are_refused_by_check_and_run_alike(tmp_path: Path) -> None:
    path = write_scenario(
        tmp_path, kinds=["hv_station", "hv_statoin"], municipalities=["Tiel", "Tieel"]
    )
    check = ["scenario", "check", path]
    for words, codes in (
        (["twin", "run", DEFAULT_REGION, path], ["unknown-kind", "no-such-municipality"]),
        ([*check, "--region", DEFAULT_REGION], ["unknown-kind", "no-such-municipality"]),
        (check, ["unknown-kind"]),
    ):
        result = weerbaar(*words, "--json")
        assert result.exit_code == 2
        assert [p["code"] for p in json.loads(result.stdout)["problems"]] == codes


def test_a_number_that_has_only_a_least_value_is_told_no_highest() -> None:
    said = out_of_range("--run", -1, 0, MOST_NUMBER)[0].message()
    assert said == "--run is -1; it must be 0 or more."
    assert "between 1 and 9" in out_of_range("--runs", 0, 1, 9)[0].message()
