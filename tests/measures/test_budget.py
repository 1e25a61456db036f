"""The bill of a variant: reckoned by hand, and what must hold of any bill."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.example import content, parsed, radio
from weerbaar.measures.budget import bill_of
from weerbaar.measures.choosing import done_again
from weerbaar.measures.costs import PAYER_ORDER, Counts
from weerbaar.measures.variants import Choice, Variant

COUNTS = Counts(households=1000, inhabitants=2200, municipalities=1, areas=4, sites={})
TOWN, REGION = PAYER_ORDER.index("municipality"), PAYER_ORDER.index("safety_region")


def siren():
    """A second measure: 100 euros a year for each one, and a pole of 1,000 euros once."""
    data = content()
    data["measure"] = "siren"
    data["knobs"][0] |= {"knob": "poles", "unit": "sites", "high": 50.0, "step": 1.0}
    once, yearly = data["costs"]
    once |= {"per": "unit", "knob": "poles", "eur": 1000, "what_en": "the pole"}
    yearly |= {"per": "unit", "knob": "poles", "eur": 100, "what_en": "the test"}
    data["effects"][0]["knob"] = "poles"
    return parsed(data)


def drill():
    """A third measure: 1,000 euros once for each, of which the effect fades."""
    data = content()
    data["measure"] = "drill"
    data["costs"] = [data["costs"][0] | {"eur": 10}]
    data["effects"][0]["half_life_months"] = 12
    return parsed(data)


CATALOGUE = {"radio": radio(), "siren": siren(), "drill": drill()}


def bill(*choices: Choice, draws: int = 20, years: int = 5):
    made = Variant("proef", "Proef", "Trial", "", "", 2027, years, choices)
    return bill_of(made, CATALOGUE, COUNTS, draws)


def poles(count: float, year: int) -> Choice:
    return Choice("siren", {"poles": count}, year)


def test_poles_that_are_added_lowered_raised_ended_and_begun_again() -> None:
    found = bill(poles(10, 2027), poles(15, 2028), poles(5, 2029), poles(16, 2030), poles(0, 2031))
    # Ten poles, then five more; five come down but stay in store, so of the sixteen one is new.
    assert found.once[TOWN, :, 0].tolist() == [10_000_00, 5_000_00, 0, 1_000_00, 0]
    assert found.yearly[REGION, :, 0].tolist() == [1_000_00, 1_500_00, 500_00, 1_600_00, 0]
    # New money: ten tests, five more, none, eleven more; what goes on is not new.
    assert found.rise[REGION, :, 0].tolist() == [1_000_00, 500_00, 0, 1_100_00, 0]
    assert found.total().p50 == 16_000 + 4_600


def test_who_ended_it_pays_again() -> None:
    found = bill(poles(4, 2027), poles(0, 2028), poles(3, 2030))
    assert found.once[TOWN, :, 0].tolist() == [4_000_00, 0, 0, 3_000_00, 0]
    assert found.yearly[REGION, :, 0].tolist() == [400_00, 0, 0, 300_00, 300_00]


def test_what_fades_and_is_done_again_is_paid_again_and_only_then_is_new() -> None:
    def half(year: int, share: float = 0.5) -> Choice:
        return Choice("drill", {"share": share}, year)

    found = bill(half(2027), half(2028, 0.6), half(2029, 0.5), half(2030, 0.5))
    assert found.once[TOWN, :, 0].tolist() == [5_000_00, 1_000_00, 0, 5_000_00, 0]
    made = Variant("proef", "", "", "", "", 2027, 5, (half(2027), half(2028), half(2029, 0.4)))
    assert done_again(drill(), made) == {2028}
    # Of what does not fade the same choice once more changes nothing.
    assert bill(poles(4, 2027), poles(4, 2028)).once[TOWN, :, 0].tolist() == [4_000_00, 0, 0, 0, 0]


def test_what_ends_makes_no_room_for_what_begins() -> None:
    made = bill(poles(20, 2027), poles(0, 2028), Choice("radio", {"share": 0.1}, 2028))
    before, after = made.yearly[REGION, :2].mean(axis=1)
    assert before == 2_000_00
    assert abs(after - before) < 1_000_00
    assert (made.rise[REGION, 1] == made.yearly[REGION, 1]).all()


CHOICES = st.lists(
    st.tuples(st.sampled_from(["radio", "siren"]), st.integers(2027, 2031), st.integers(0, 5)),
    max_size=6,
    unique_by=lambda one: one[:2],
).map(
    lambda rows: [
        Choice(name, {"share": n / 5} if name == "radio" else {"poles": float(n)}, year)
        for name, year, n in rows
    ]
)


@given(CHOICES, st.randoms())
@settings(max_examples=30)
def test_costs_add_draw_by_draw_in_any_order(choices: list[Choice], random) -> None:
    whole = bill(*choices)
    mixed = list(choices)
    random.shuffle(mixed)
    other = bill(*mixed)
    parts = [bill(*(one for one in choices if one.measure == name)) for name in CATALOGUE]
    for name in ("once", "yearly", "rise"):
        sums = getattr(whole, name)
        assert np.array_equal(sums, getattr(other, name))
        assert np.array_equal(sums, sum(getattr(part, name) for part in parts))
        assert (sums >= 0).all()
    assert np.array_equal(whole.cents, sum(whole.by_measure.values(), np.zeros(20, np.int64)))
    assert (whole.rise <= whole.yearly).all()


@given(CHOICES)
@settings(max_examples=20)
def test_everything_at_nothing_costs_nothing(choices: list[Choice]) -> None:
    nothing = [Choice(one.measure, dict.fromkeys(one.knobs, 0.0), one.year) for one in choices]
    found = bill(*nothing)
    assert not found.cents.any()
    assert found.spent() == ()
