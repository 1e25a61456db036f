"""`weerbaar twin knobs` and `--choose`, as a person types them."""

from __future__ import annotations

import pytest

from tests.cli.typed import assert_refused, record, weerbaar
from weerbaar.cli.choosing import chosen_values

COMPARE = ["twin", "compare", "gelderland-zuid", "zoelmond-2017", "--runs", "2"]


def test_what_can_be_chosen_is_listed_with_what_holds_now() -> None:
    found = {knob["name"]: knob for knob in record("twin", "knobs")["knobs"]}
    assert (found["mast_hours"]["low"], found["mast_hours"]["high"]) == (0.0, 72.0)
    assert found["support_points"]["usual"] == 0.0
    assert found["kits_low_income"]["usual"] == 0.2
    told = weerbaar("twin", "knobs")
    assert told.exit_code == 0, told.output
    assert "geen afspraak" in told.stdout
    assert all(name in told.stdout for name in found)


def test_a_choice_is_compared_with_what_holds_now_and_told_in_words() -> None:
    said = record(*COMPARE, "--choose", "mast_hours=8")
    assert said["after"]["choices"] == {"mast_hours": 8.0}
    assert said["before"]["choices"] == {}
    (calls,) = (need for need in said["needs"] if need["need"] == "help_call")
    assert calls["person_hours"]["difference"]["p50"] < 0
    told = weerbaar(*COMPARE, "--choose", "mast_hours=8")
    assert "op accu doorgaat: 8" in " ".join(told.stdout.split())


def test_a_choice_that_is_no_choice_is_refused() -> None:
    assert_refused([*COMPARE, "--choose", "mast_hours"], {"not-a-choice"})
    assert_refused([*COMPARE, "--choose", "mast_hours=veel"], {"not-a-choice"})
    assert_refused([*COMPARE, "--choose", "masts=8"], {"no-such-knob"})
    assert_refused([*COMPARE, "--choose", "mast_hours=100"], {"knob-outside"})
    assert_refused([*COMPARE, "--choose", "fire_generators=1.5"], {"knob-outside"})


def test_a_choice_is_made_once() -> None:
    twice = ["--choose", "kits_other=0.5", "--choose", "kits_other=0.9"]
    assert_refused([*COMPARE, *twice], {"named-twice"})
    both = ["--choose", "kits_other=0.9", "--fixed", "prepared_other=0.1"]
    assert_refused([*COMPARE, *both], {"fixed-and-chosen"})


@pytest.mark.parametrize("text", ["x", "x=nan", "x=inf", "x=", "=", "x=1=2"])
def test_what_is_no_name_and_number_gives_no_value(text: str) -> None:
    values, problems = chosen_values([text])
    assert values == {}
    assert [problem.value for problem in problems] == [text]
