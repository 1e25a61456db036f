"""Languages: translated texts, and numbers as a reader expects them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.files import LANGUAGES, read_language
from weerbaar.common.language import ENGLISH, Language, mark


def test_a_text_is_translated_and_filled_in() -> None:
    dutch = Language("nl", {"{count} homes": "{count} woningen"})

    assert dutch.text(mark("{count} homes"), count=3) == "3 woningen"
    assert dutch.text("unknown {count}", count=3) == "unknown 3"
    assert ENGLISH.text("{count} homes", count=3) == "3 homes"


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert Language("nl").number(1240.5, 1) == "1.240,5"
    assert ENGLISH.number(1240.5, 1) == "1,240.5"
    assert ENGLISH.number(-0.2) == "0"


@given(st.floats(-1e15, 1e15))
def test_a_figure_is_read_back_as_the_number_it_was(value: float) -> None:
    assert float(ENGLISH.figure(value).replace(",", "")) == pytest.approx(value, 1e-13, 1e-12)


@given(st.floats())
def test_any_number_is_written_in_few_signs(value: float) -> None:
    assert 1 <= len(Language("nl").figure(value)) < 40


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_of_the_package_can_be_read(code: str) -> None:
    assert read_language(code).code == code


def test_another_language_is_unknown() -> None:
    with pytest.raises(KeyError):
        read_language("../nl")


def test_a_day_is_written_as_people_say_it_and_other_text_stays():
    assert read_language("nl").day("2026-11-22") == "22 november 2026"
    assert read_language("en").day("2026-11-22") == "22 November 2026"
    assert read_language("nl").day("vorig jaar") == "vorig jaar"
