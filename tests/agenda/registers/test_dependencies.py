"""How concentrated a dependency is, with its band where shares are estimated."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import CHLORINE, rows_of_text
from weerbaar.agenda.registers.dependencies import (
    COUNTRY,
    DEPENDENCIES,
    class_words,
    concentration,
    country_code,
    largest_in_words,
    name_of_country,
    things,
)
from weerbaar.agenda.registers.dependency_facts import leaning_in_words, leaning_sites
from weerbaar.agenda.registers.files import read_classes
from weerbaar.agenda.registers.pictures import concentration_svg
from weerbaar.agenda.registers.register import problems_of
from weerbaar.common.language import ENGLISH
from weerbaar.region.files import read_library, read_region


def only(text: str, over: str = "supplier"):
    (rows,) = things(rows_of_text(DEPENDENCIES, text)).values()
    return concentration(rows, over)


def codes(text: str) -> list[str]:
    rows = rows_of_text(DEPENDENCIES, text)
    return [problem.code for problem in problems_of(DEPENDENCIES, rows, "file.csv")]


def test_three_known_suppliers_give_one_index_without_a_band():
    found = only(CHLORINE)
    assert found.index is not None
    assert found.index.p10 == pytest.approx(0.36 + 0.09 + 0.01)
    assert found.index.p10 == pytest.approx(found.index.p90)
    assert (found.largest, found.largest_share.p50) == (("North",), pytest.approx(0.6))
    assert largest_in_words(found, ENGLISH) == "North: 60 %"
    assert class_words(found.index, read_classes(), "en") == ("with few suppliers",)
    assert 'role="img"' in concentration_svg([found], read_classes(), ENGLISH)


def test_an_estimated_share_and_what_is_not_in_the_list_make_the_band_wide():
    text = "what,supplier,origin,share_low,share,share_high\nChip,A,estimated,20,40,70\n"
    found = only(text)
    assert found.estimated
    assert found.index.p10 < found.index.p50 < found.index.p90
    assert found.rest == pytest.approx(0.6, abs=0.05)
    # Between all the rest from very many and all of it from one.
    assert found.index.p10 > 0.2**2
    assert found.index.p90 < 0.7**2 + 0.8**2


def test_shares_that_come_to_all_of_it_keep_the_middle_that_was_typed():
    for middle, low, high in ((70, 60, 80), (90, 80, 95)):
        text = f"""what,supplier,origin,share_low,share,share_high
Flour,Mill,estimated,{low},{middle},{high}
Flour,Other,estimated,{100 - high},{100 - middle},{100 - low}
"""
        found = only(text)
        assert found.largest_share.p50 == pytest.approx(middle / 100, abs=0.012)
        assert found.rest == pytest.approx(0.0, abs=1e-9)


def test_the_largest_is_named_alone_only_where_bands_say_so():
    head = "what,supplier,origin,share_low,share,share_high\n"
    unsure = only(head + "Chip,A,estimated,20,40,60\nChip,B,estimated,25,42,55\nChip,C,known,,2,\n")
    assert unsure.largest == ("B", "A")
    told = largest_in_words(unsure, ENGLISH)
    assert told.startswith("B / A, nobody can say which: ")
    sure = only(head + "Chip,A,estimated,10,15,20\nChip,B,estimated,45,52,60\n")
    assert sure.largest == ("B",)
    same = only(head + "Chip,A,known,,30,\nChip,B,known,,30,\n")
    assert set(same.largest) == {"A", "B"}


def test_suppliers_in_one_country_count_as_one_when_asked_by_country():
    text = CHLORINE.replace("DE", "Nederland").replace("BE", "netherlands")
    assert only(text, COUNTRY).index.p10 == pytest.approx(1)
    assert only(text, COUNTRY).largest == ("NL",)
    assert name_of_country("NL", "nl") == "Nederland"
    assert country_code("Middle-earth") == ""


@settings(max_examples=30)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(lambda s: 0 < sum(s) <= 100))
def test_the_index_lies_between_its_bounds_and_the_order_of_rows_says_nothing(shares):
    lines = [f"X,s{i},known,{share}" for i, share in enumerate(shares)]
    head = "what,supplier,origin,share\n"
    found = only(head + "\n".join(lines))
    least = sum((share / 100) ** 2 for share in shares)
    assert least - 1e-9 <= found.index.p10 <= found.index.p90 <= 1 + 1e-9
    assert only(head + "\n".join(reversed(lines))) == found
    assert found.largest_share.p50 == pytest.approx(max(shares) / 100)


def test_a_thing_of_which_no_share_is_known_has_no_figure():
    found = only("what,supplier,origin\nChip,A,unknown\nChip,B,unknown\n")
    assert found.index is None
    assert found.suppliers == 2
    assert concentration_svg([found], read_classes(), ENGLISH) == ""


def test_the_facts_of_the_region_say_who_leans_on_it():
    region, library = read_region("gelderland-zuid"), read_library()
    found = leaning_sites(region, library, "fuel")
    assert found is not None
    assert found.sites > 0
    assert 0 <= found.estimated_share <= 1
    assert found.first_kind in leaning_in_words(found, library, ENGLISH) or found.lasts_h.p50 >= 0
    assert leaning_sites(region, library, "") is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("Chip,A,,known,,60,\nChip,B,,known,,60,", "shares-over-hundred"),
        ("Chip,A,Atlantis,known,,60,", "not-a-country"),
        ("Chip,A,,estimated,,60,", "estimated-without-band"),
        ("Chip,A,,unknown,,60,", "unknown-with-share"),
        ("Chip,A,,known,,,", "known-without-share"),
        ("Chip,A,,known,10,,", "half-a-band"),
        ("Chip,A,,known,70,60,80", "band-falls"),
        ("Chip,06-12345678,,known,,60,", "personal-data"),
    ],
)
def test_what_does_not_fit_together_is_refused(rows: str, code: str):
    head = "what,supplier,country,origin,share_low,share,share_high\n"
    assert code in codes(head + rows)
