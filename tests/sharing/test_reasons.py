"""The reasons: in words, and of the same division as the compiled rules make."""

import pytest
from hypothesis import given

from tests.sharing.some_claims import Case, cases
from weerbaar.common.language import ENGLISH
from weerbaar.sharing.claims import Claim, Rule
from weerbaar.sharing.reasons import Award, lot_text, trace
from weerbaar.sharing.rules import divide

CLAIMS = (
    Claim("hospital", 40, 3, 1),
    Claim("convoy", 60, 1, 2, "military"),
    Claim("town hall", 20, 1, 3),
    Claim("shop", 10, 1, 3),
)


def told(awards: tuple[Award, ...]) -> dict[str, str]:
    return {a.claim: " ".join(reason.words(ENGLISH) for reason in a.reasons) for a in awards}


def test_a_priority_list_says_which_class_used_up_the_supply() -> None:
    awards = trace(CLAIMS, 70, Rule("priority"))

    assert [award.granted for award in awards] == [40, 30, 0, 0]
    assert told(awards) == {
        "hospital": "There is enough for the whole of class 1.",
        "convoy": "In class 2 the supply ends: 30 is left for 60. "
        "Everyone who asks more than 30 gets 30.",
        "town hall": "Class 2 used up the supply; class 3 comes after it.",
        "shop": "Class 2 used up the supply; class 3 comes after it.",
    }
    assert told(trace(CLAIMS, 100, Rule("priority")))["shop"].startswith("Class 2 used up")


@pytest.mark.parametrize(
    ("rule", "claim", "words"),
    [
        (Rule("equal"), "shop", "It asks no more than the equal part of 20, so it gets all."),
        (Rule("equal"), "convoy", "Everyone who asks more than 20 gets 20."),
        (Rule("loss"), "convoy", "Everyone gives up 16.67."),
        (
            Rule("loss"),
            "shop",
            "Everyone gives up 16.67; it asks no more than that, so it gets nothing.",
        ),
        (Rule("need"), "hospital", "With a weight of 3 for its need it gets all it asks."),
        (
            Rule("need", whole=True),
            "town hall",
            "Everyone gets 33.33 % of what is asked, times the weight of the need: 1. "
            "That is 6.67; rounded up, because its remainder is among the largest.",
        ),
        (
            Rule("sides", civil_share=0.2),
            "convoy",
            "The military side has 80 % of 70, which is 56; it gets 56. "
            "Everyone who asks more than 56 gets 56.",
        ),
        (
            Rule("sides", civil_share=0.1),
            "shop",
            "The civil side has 10 % of 70, which is 7; it gets 10. "
            "The other side asks less than its part and leaves 3. "
            "Everyone who asks more than 3.33 gets 3.33.",
        ),
        (Rule("lottery"), "convoy", "Its lot is number 1 of 4: there was enough left."),
        (Rule("lottery"), "shop", "Its lot is number 3 of 4: nothing was left."),
    ],
)
def test_each_rule_says_why(rule: Rule, claim: str, words: str) -> None:
    assert told(trace(CLAIMS, 70, rule))[claim] == words


def test_a_unit_by_lot_shows_the_lot() -> None:
    claims = (Claim("a", 3), Claim("b", 3))
    awards = trace(claims, 3, Rule("equal", whole=True))
    winner = max(awards, key=lambda award: award.granted)
    loser = min(awards, key=lambda award: award.granted)
    lots = {a.claim: str(a.reasons[-1].params["lot"]) for a in awards}

    assert (winner.granted, loser.granted) == (2, 1)
    assert lots[winner.claim] < lots[loser.claim]
    assert f"lot {lots[winner.claim]}" in told(awards)[winner.claim]
    assert len(lot_text(5)) == 16


@pytest.mark.parametrize("supply", [0, 1000])
def test_with_nothing_or_enough_there_is_nothing_to_choose(supply: float) -> None:
    words = set(told(trace(CLAIMS, supply, Rule("loss"))).values())
    assert len(words) == 1


@given(cases())
def test_the_slow_division_gives_the_grants_of_the_compiled_one(case: Case) -> None:
    awards = trace(case.claims, case.supply, case.rule, case.period)
    given = divide(case.claims, case.supply, case.rule, case.period)

    assert [award.claim for award in awards] == [claim.claim for claim in case.claims]
    assert [award.granted for award in awards] == pytest.approx(
        given.tolist(), rel=1e-9, abs=1e-9 * max(1, case.asked)
    )
    assert all(
        award.reasons and reason.words(ENGLISH) for award in awards for reason in award.reasons
    )
