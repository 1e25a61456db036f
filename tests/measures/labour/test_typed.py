"""What a person fills in on the page of a period of service."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.common.language import ENGLISH
from weerbaar.measures.labour.files import read_figures
from weerbaar.measures.labour.flow import run_scheme
from weerbaar.measures.labour.given import with_given
from weerbaar.measures.labour.pictures import balance_svg, called_svg
from weerbaar.measures.labour.schemes import Place, schemes_of
from weerbaar.measures.labour.typed import FIELDS, read_typed


def test_days_and_hours_become_shares_of_a_week_and_the_rest_stays() -> None:
    typed = read_typed({"days": "2", "hours": "10", "months": "6", "vacancies_it": "250"})
    assert typed.problems == ()
    assert set(typed.given) == {"week=0.4", "gives_up=0.25", "months=6.0"}
    assert typed.vacancies == {"it": 250}
    rows = with_given(read_figures(), typed.given)
    duty = schemes_of(rows, Place(1000.0, 100.0))[0]
    assert (duty.whole("months"), duty.figure("week").p50) == (6, 0.4)
    assert duty.figure("takes_part").p50 == 0.7


def test_a_count_may_have_a_mark_for_thousands_as_it_stands_on_the_page() -> None:
    typed = read_typed({"cohort": "7.588", "vacancies_care": "2,200", "hours": "17,5"})
    assert set(typed.given) == {"cohort=7588.0", "gives_up=0.4375"}
    assert typed.vacancies == {"care": 2200}


@given(st.dictionaries(st.sampled_from([one.name for one in FIELDS]), st.text(max_size=12)))
def test_whatever_is_typed_is_taken_or_refused_in_words(values: dict[str, str]) -> None:
    typed = read_typed(values)
    assert all(problem.message(ENGLISH) for problem in typed.problems)
    with_given(read_figures(), typed.given)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("months", "x", "typed-no-number"),
        ("months", "nan", "typed-no-number"),
        ("months", "9" * 400, "typed-outside"),
        ("months", "2.5", "typed-not-listed"),
        ("intakes", "5", "typed-not-listed"),
        ("days", "6", "typed-outside"),
        ("vacancies_care", "-1", "typed-outside"),
    ],
)
def test_what_cannot_be_is_refused(name: str, text: str, code: str) -> None:
    typed = read_typed({name: text})
    assert [problem.code for problem in typed.problems] in ([code], ["typed-no-number"])
    assert (typed.given, typed.vacancies) == ((), {})


def test_pictures_say_in_words_what_they_show() -> None:
    for years in (1, 10):
        for scheme in schemes_of(read_figures(), Place(1000.0, 100.0)):
            flow = run_scheme(scheme, years, draws=10)
            for made in (balance_svg(flow, ENGLISH, "a"), called_svg(flow, ENGLISH, "b")):
                assert 'role="img"' in made
                assert "<desc" in made
                assert "nan" not in made


def test_an_order_is_filled_in_for_itself_and_in_one_sector() -> None:
    typed = read_typed({"orders_units": "7.500", "orders_new": "25", "orders_sector": "industry"})
    assert typed.problems == ()
    assert set(typed.given) == {"orders.units=7500.0", "orders.new=0.25", "orders.to_industry=1"}
    assert read_typed({"stocks_sector": "x\x00"}).problems[0].code == "service-no-sector"
    assert read_typed({"orders_lasts": "2.5"}).problems[0].code == "typed-not-listed"
