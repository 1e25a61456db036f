"""`weerbaar twin replay`, as a person types it."""

import json

import pytest

from tests.cli.typed import assert_refused, record, weerbaar
from weerbaar.twin.cli import DEFAULT_REGION


def test_a_replay_says_of_every_band_whether_it_is_met() -> None:
    said = record("twin", "replay", "zoelmond-2017", "--runs", "3")
    assert (said["simulation"], said["region"], said["runs"]) == (True, DEFAULT_REGION, 3)
    assert [band["verdict"] for band in said["bands"]] == ["met"] * 7
    first = said["bands"][0]
    assert (first["measure"], first["low"], first["high"]) == ("mobile_service", 0.1, 0.6)
    assert 0.1 <= first["measured"] <= 0.6
    assert first["error"] > 0
    told = weerbaar("twin", "replay", "zoelmond-2017", "--runs", "3")
    assert told.exit_code == 0, told.output
    assert "mobiele dienst" in told.stdout
    assert f"{first['measured']:.3g} ± {first['error']:.1g}".replace(".", ",") in told.stdout
    assert "7" in told.stderr


def test_a_band_without_an_upper_end_has_none_in_json() -> None:
    said = record("twin", "replay", "bommelerwaard-2007", "--runs", "1")
    bands = {band["id"]: band for band in said["bands"]}
    assert bands["mobile-at-the-edges"]["high"] is None
    assert bands["mobile-at-the-edges"]["verdict"] == "met"
    assert bands["few-visits-to-points"]["verdict"] == "missed"
    # One run does not say how sure it is.
    assert bands["few-visits-to-points"]["error"] is None


def test_a_replay_whose_region_is_not_there_tells_how_to_make_it() -> None:
    result = weerbaar("twin", "replay", "haaksbergen-2005", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["value"]) == ("region-not-built", "twente")
    assert "weerbaar region build SOURCE --safety-region VR05" in problem["remedy"]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["twin", "replay", "niets"], {"no-such-replay"}),
        (["twin", "replay", "../zoelmond-2017"], {"no-such-replay"}),
        (["twin", "replay", "zoelmond-2017", "--region", "nergens"], {"no-region"}),
        (["twin", "replay", "amsterdam-2017", "--region", DEFAULT_REGION], {"unknown-area"}),
        (
            ["twin", "replay", "amsterdam-2017", "--runs", "0", "--seed", "-1"],
            {"region-not-built", "option-out-of-range"},
        ),
    ],
)
def test_a_replay_that_cannot_be_run_is_refused(words: list[str], codes: set[str]) -> None:
    assert_refused(words, codes)
