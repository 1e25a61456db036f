"""Norms in words: the table for a screen, and shares."""

from tests.twin.holding import FOUND, REGIONAL, finding
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.twin.finding_words import allowed_in_words, met_in_words, screen_table, share_in_words


def test_two_cold_days_read_worst_first_with_band_share_and_hour() -> None:
    """All 2,000 people are in a cold home for more than 12 hours: nobody may be."""
    table = screen_table(FOUND, ENGLISH)
    assert table is not None
    rows = {row.label: row.cells for row in table.rows}
    heat = rows["No one is in a cold home for more than 12 hours."]
    assert heat == ("2,000 people", "100 %", "no one", "hour 17", "all alike", "0 %")
    met = dict(met_in_words(FOUND, ENGLISH))
    assert met["Everyone has enough to eat for the first 72 hours."]
    assert not set(met) & set(rows)
    assert len(met) + len(rows) == len(REGIONAL.norms)


def test_a_share_has_its_band_and_nobody_is_a_word() -> None:
    assert share_in_words(finding(share=Band(0.2, 0.5, 0.61)), ENGLISH).startswith("50 % (20")
    assert share_in_words(finding(), ENGLISH) == "50 %"
    assert allowed_in_words(0.0, ENGLISH) == "no one"
    assert allowed_in_words(0.025, ENGLISH) == "2.5 %"
