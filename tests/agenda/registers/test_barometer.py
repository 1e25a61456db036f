"""What people say, wave after wave, with the band that the survey allows and no other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import rows_of_text
from weerbaar.agenda.registers.barometer import (
    BAROMETER,
    band_in_words,
    change_in_words,
    moment_of,
    point_of,
    series_of,
    wilson,
)
from weerbaar.agenda.registers.files import read_waves
from weerbaar.agenda.registers.pictures import bars_of_waves_svg, series_svg
from weerbaar.agenda.registers.register import problems_of
from weerbaar.common.language import ENGLISH

HEAD = "survey,statement,wave,share,n,share_low,share_high,source\n"


def test_who_took_no_action_rose_from_61_to_77_per_cent():
    series = series_of(list(read_waves()))
    (one,) = [s for s in series if s.statement.startswith("heeft geen actie")]
    assert [round(100 * point.share) for point in one.points] == [61, 77]
    assert "plain random sample" in change_in_words(one, ENGLISH)
    assert "+16" in change_in_words(one, ENGLISH)
    assert 'role="img"' in series_svg(one, ENGLISH, 0)
    assert "band unknown" in bars_of_waves_svg(series, ENGLISH)


def test_the_interval_is_wilsons():
    # Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263 and 15 of 148.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


@settings(max_examples=30)
@given(st.floats(0, 1), st.integers(1, 100_000))
def test_an_interval_holds_the_share_and_narrows_with_more_people(share: float, n: int):
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    more_low, more_high = wilson(share, 4 * n)
    assert more_high - more_low < high - low


def test_without_a_sample_or_a_band_the_band_is_unknown():
    text = HEAD + "B,yes,2024,40,,,,x\nB,no,2024,40,,35,46,x\nB,so,2024,40,900,,,x\n"
    unknown, given_band, asked = (point_of(row) for row in rows_of_text(BAROMETER, text))
    assert (unknown.low, unknown.high) == (None, None)
    assert band_in_words(unknown, ENGLISH) == "band unknown"
    assert band_in_words(given_band, ENGLISH) == "35 to 46 %, as published"
    assert "900 people" in band_in_words(asked, ENGLISH)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (",20,30", ",50,60", "it is more than chance."),
        (",20,30", ",24,60", "it may be chance."),
        ("900,,", "900,,", "a weighted panel is less sure than that."),
        (",20,30", "900,,", "a weighted panel is less sure than that."),
        (",20,30", ",,", "nobody can say whether that is more than chance."),
    ],
)
def test_only_published_bands_say_that_it_is_more_than_chance(first: str, last: str, told: str):
    text = HEAD + f"B,yes,2024,25,{first},x\nB,yes,2025,55,{last},x\n"
    (series,) = series_of(rows_of_text(BAROMETER, text))
    assert change_in_words(series, ENGLISH).endswith(told)


def test_no_figure_that_ships_has_a_number_of_people_without_saying_where_it_is_from():
    for row in read_waves():
        assert row["source"]
        assert row["n"] != row["n"] or "nctv.nl" in row["note"]


def test_waves_stand_in_the_order_of_time():
    waves = ["2022", "2024-Q2", "2024-11", "2023-06"]
    assert sorted(waves, key=moment_of) == ["2022", "2023-06", "2024-Q2", "2024-11"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("B,yes,spring,40,,,,x", "not-a-wave"),
        ("B,yes,2024-13,40,,,,x", "not-a-wave"),
        ("B,yes,٢٠٢٤,40,,,,x", "not-a-wave"),
        ("B,yes,2024,40,,41,46,x", "published-band-does-not-hold"),
        ("B,yes,2024,40,,30,,x", "published-band-does-not-hold"),
    ],
)
def test_a_wave_or_band_that_cannot_be_is_refused(row: str, code: str):
    rows = rows_of_text(BAROMETER, HEAD + row)
    assert [problem.code for problem in problems_of(BAROMETER, rows, "f")] == [code]
