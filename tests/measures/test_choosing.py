"""What is chosen of a measure is read, or refused with all that is wrong with it."""

import pytest

from tests.measures.example import radio
from weerbaar.common.refusals import Refused
from weerbaar.measures.choosing import read_choices


def codes(*given: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_choices(radio(), given)
    return [problem.code for problem in refused.value.problems]


def test_a_knob_has_a_value_with_a_point_or_a_comma() -> None:
    assert read_choices(radio(), ["share=0.5"]) == {"share": 0.5}
    assert read_choices(radio(), [" share = 0,5 "]) == {"share": 0.5}
    assert read_choices(radio(), []) == {}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("share", "not-a-choice"),
        ("share=much", "not-a-choice"),
        ("share=nan", "not-a-choice"),
        ("share=1e999", "not-a-choice"),
        ("masts=1", "no-such-knob-of-measure"),
        ("share=1.5", "knob-of-measure-outside"),
        ("share=-1", "knob-of-measure-outside"),
    ],
)
def test_what_cannot_be_chosen_is_refused(given: str, code: str) -> None:
    assert codes(given) == [code]


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert codes("masts=1", "share=2") == ["no-such-knob-of-measure", "knob-of-measure-outside"]
