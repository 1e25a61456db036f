"""The command that says how wrong variants can turn out, as a person types it."""

import pytest

from tests.cli.typed import assert_refused, record
from weerbaar.measures.search.form import regret_from_data


def test_how_wrong_a_variant_can_turn_out_is_told() -> None:
    scenario = ("--scenario", "stroomuitval-72u", "--runs", "10")
    words = ("measure", "regret", "eerst-thuis", *scenario)
    found = regret_from_data(record(*words))
    assert [one.scenario for one in found.scenarios] == ["stroomuitval-72u"]
    assert found.shown.least is None
    assert {one.need for one in found.by_need} > {found.asked.need}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("eerst-thuis", "--runs", "1"), "number-of-search-outside"),
        (("eerst-thuis",) * 7, "variants-to-hold-apart"),
        (("nergens",), "no-such-variant"),
        (("eerst-thuis", "--month", "600"), "crisis-after-all-years"),
    ],
)
def test_what_cannot_be_held_apart_is_refused(words: tuple[str, ...], code: str) -> None:
    assert_refused(["measure", "regret", *words], {code})
