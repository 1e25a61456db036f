"""What holds of a variant in a year."""

from hypothesis import given
from hypothesis import strategies as st

from weerbaar.measures.variants import Choice, Variant, standing_in


def variant(*choices: Choice) -> Variant:
    return Variant("proef", "Proef", "Trial", "", "", 2027, 4, choices)


def test_a_later_choice_replaces_an_earlier_one_whole() -> None:
    made = variant(
        Choice("noodpakket", {"share": 0.2}, 2027),
        Choice("boekje", {"households": 1.0}, 2028),
        Choice("noodpakket", {"share": 0.5}, 2029),
    )
    assert standing_in(made, 2026) == {}
    assert standing_in(made, 2028) == {"noodpakket": {"share": 0.2}, "boekje": {"households": 1.0}}
    assert standing_in(made, 2030)["noodpakket"] == {"share": 0.5}
    assert made.last_year == 2030


def test_a_choice_of_zero_ends_a_measure() -> None:
    made = variant(Choice("boekje", {"n": 3.0}, 2027), Choice("boekje", {"n": 0.0}, 2029))
    assert "boekje" in standing_in(made, 2028)
    assert standing_in(made, 2029) == {}


@given(st.permutations([Choice("a", {"n": float(y)}, y) for y in (2027, 2028, 2029)]))
def test_the_order_of_choices_does_not_matter(choices: list[Choice]) -> None:
    assert standing_in(variant(*choices), 2028) == {"a": {"n": 2028.0}}
