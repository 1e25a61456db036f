"""Sums of money in words: two digits, what was given as it is, and a band with its ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.measures.euro_words import euro_band, euros_in_words, given_euros

NL, EN = read_language("nl"), read_language("en")


def plain(told: str) -> str:
    """Without the marks that keep a sum on one line."""
    return told.replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("eur", "told"),
    [
        (0, "€ 0"),
        (7.6, "€ 8"),
        (994, "€ 990"),
        (1234, "€ 1.200"),
        (612_000, "€ 610.000"),
        (999_999, "€ 1,0 miljoen"),
        (7_553_753.79, "€ 7,6 miljoen"),
        (9_960_000, "€ 10 miljoen"),
        (4.4e7, "€ 44 miljoen"),
        (-5e6, "€ −5,0 miljoen"),
    ],
)
def test_a_sum_that_was_drawn_has_two_digits(eur: float, told: str) -> None:
    assert plain(euros_in_words(eur, NL)) == told


@pytest.mark.parametrize(
    ("eur", "told"),
    [(125_000, "€ 125,000"), (1_234_567, "€ 1,234,567"), (2e6, "€ 2.0 million"), (12.5, "€ 12")],
)
def test_a_sum_that_was_given_is_told_whole(eur: float, told: str) -> None:
    assert plain(given_euros(eur, EN)) == told


@pytest.mark.parametrize(
    ("band", "told"),
    [
        (Band(5.6e6, 7.6e6, 9.6e6), "€ 7,6 miljoen (5,6–9,6 miljoen)"),
        (Band(870_400, 951_000, 1.21e6), "€ 950.000 (870.000–1,2 miljoen)"),
        (Band(1234, 5678, 91011), "€ 5.700 (1.200–91.000)"),
        (Band(30, 30, 30), "€ 30"),
        (Band(1001, 1002, 1003), "€ 1.000"),
        (Band(0, 0, 0), "€ 0"),
    ],
)
def test_a_band_is_told_where_there_is_one(band: Band, told: str) -> None:
    assert plain(euro_band(band, NL)) == told


@given(st.floats(-1e12, 1e12))
def test_a_drawn_sum_that_is_given_again_reads_the_same(eur: float) -> None:
    rounded = float(f"{eur:.2g}")
    assert given_euros(rounded, NL) == euros_in_words(eur, NL)
