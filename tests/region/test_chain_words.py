"""A chain in words: how long each lasts, who says so, and how sure the sites are."""

import pytest

from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.region.chain import Lasting, chain_from
from weerbaar.region.chain_words import (
    band_words,
    chain_picture,
    count_words,
    hours_words,
    input_name,
    said_by,
    tie_rows,
)
from weerbaar.region.files import read_library, read_region

REGION, LIBRARY, DUTCH = read_region("gelderland-zuid"), read_library(), read_language("nl")
MASTS = [site["site"] for site in REGION.sites if site["kind"] == "mobile_macro"]


def test_a_chain_is_told_tie_by_tie_with_what_it_lasts_and_who_says_so():
    chain = chain_from(REGION, LIBRARY, MASTS[:3])
    rows = tie_rows(chain, LIBRARY, DUTCH)
    assert len(rows) == len(chain.ties)
    masts = [row for row in rows if row.consumer.startswith("Zendmast")]
    (mast,) = [row for row in masts if row.input == "stroom"]
    assert mast.hours == "2,5 uur (tussen 1 en 5)"
    assert mast.said.startswith("onze schatting: ")
    assert not mast.stated
    picture = chain_picture(chain, LIBRARY, DUTCH)
    assert picture.startswith("<svg")
    assert "zonder stroom: 2,5 uur" in picture


def lasting(p10: float, p50: float, p90: float, **said: str) -> Lasting:
    return Lasting("mobile_macro", "power", p10, p50, p90, **said)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ((0, 0, 0), "stops at once"),
        ((4, 4, 4), "4 hours"),
        ((1, 2.5, 5), "2.5 hours (between 1 and 5)"),
    ],
    ids=str,
)
def test_hours_are_as_exact_as_they_are(hours: tuple[float, float, float], told: str):
    assert hours_words(lasting(*hours), ENGLISH) == told


def test_what_somebody_said_keeps_both_its_ends():
    assert band_words((4.0, 4.0, 4.0), ENGLISH) == "4 hours (between 4 and 4)"


def test_who_said_it_goes_before_the_ground_of_an_estimate():
    said = {"organisation": "Telecom A", "date": "2026-03-03", "evidence": "A"}
    assert said_by(lasting(1, 2, 3, **said), ENGLISH) == "Telecom A, 3 March 2026"
    assert said_by(lasting(1, 2, 3), ENGLISH) == "our estimate: -"


def test_an_input_that_has_no_name_stands_as_it_is():
    assert input_name("magic", DUTCH) == "magic"


@pytest.mark.parametrize(
    ("estimated", "told"), [(0, "3, known"), (3, "3, estimated"), (1, "3, of which 1 estimated")]
)
def test_a_count_says_how_much_of_it_is_estimated(estimated: int, told: str):
    assert count_words(3, estimated, ENGLISH) == told
