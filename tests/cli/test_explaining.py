"""`weerbaar twin explain`, as a person types it."""

import pytest

from tests.cli.typed import assert_refused, record, weerbaar


def test_an_area_is_explained_down_to_the_root() -> None:
    said = record("twin", "explain", "WK026807", "heat", "20")
    assert said["area"] == "Dukenburg"
    assert [link["kind"] for link in said["chains"][0]] == ["mv_feeder", "hv_station"]
    assert "site" not in said["chains"][0][0]
    told = weerbaar("twin", "explain", "Dukenburg", "heat", "20", "--full")
    assert "hv_station:" in told.stdout


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["twin", "explain", "Atlantis", "heat", "3"], {"no-such-area"}),
        (["twin", "explain", "WK026807", "heat", "3", "--course", "-1"], {"option-out-of-range"}),
        (
            ["twin", "explain", "WK026807", "heat", "3", "--course", str(2**64)],
            {"option-out-of-range"},
        ),
        (["twin", "explain", "WK026807", "heat", "nan"], {"option-out-of-range"}),
        (["twin", "explain", "WK026807", "goud", "9999"], {"option-out-of-range", "no-such-need"}),
    ],
)
def test_a_question_that_has_no_answer_is_refused(words: list[str], codes: set[str]) -> None:
    assert_refused(words, codes)
