"""What contradicts each other is named, with both sums; what can be found is not refused."""

import pytest

from tests.measures.search.asked import asked, option
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.measures.search.portfolio import search
from weerbaar.measures.search.question import Question
from weerbaar.measures.search.refusing import least_set, question_problems

EUR = {"kit": 2_000_000.0, "mast": 1_100_000.0, "drill": 50_000.0}


def told(question: Question) -> str:
    return " ".join(
        f"{p.message(ENGLISH)} {p.remedy(ENGLISH)}" for p in question_problems(question)
    )


def need(*names: str) -> frozenset[str]:
    return frozenset(names)


def test_a_budget_below_what_is_required_is_refused_with_both_sums() -> None:
    question = asked(EUR, 2_000_000.0, required=need("kit", "mast"))
    assert told(question) == (
        "What is required costs 3,100,000 euros at least, and the budget is 2,000,000 euros. "
        "Raise the budget, or require less: kit, mast."
    )
    enough = asked(EUR, 3_100_000.0, required=need("kit", "mast"))
    assert not question_problems(enough)
    assert enough.terms.names_of(least_set(enough)) == {"kit", "mast"}


@pytest.mark.parametrize(
    ("question", "code", "words"),
    [
        (
            asked(EUR, 1e6, required=need("kit"), excluded=need("kit")),
            "required-and-excluded",
            "kit",
        ),
        (
            asked(EUR, 9e6, required=need("kit", "mast"), apart=(("kit", "mast"),)),
            "required-but-apart",
            "“kit” and “mast”",
        ),
        (asked(EUR, 9e6, apart=(("kit", "kit"),)), "apart-from-itself", "kit"),
        (
            asked(EUR, 9e6, required=need("kit", "mast"), most=1),
            "more-required-than-allowed",
            "2 measures are required, and at most 1",
        ),
        (
            asked(EUR, None, limits={"municipality": 1e6}, required=need("kit")),
            "limit-below-required",
            "municipality 2,000,000 euros at least, and may cost 1,000,000",
        ),
        (asked(EUR, 1e6, required=need("moat")), "measure-not-among-options", "moat"),
        (asked(EUR, 1e6, excluded=need("moat")), "measure-not-among-options", "moat"),
        (asked(EUR, 1e6, limits={"king": 1.0}), "no-such-payer", "king"),
        (asked(EUR, float("nan")), "sum-outside", "nan"),
        (asked(EUR, float("inf")), "sum-outside", "1,000,000,000,000"),
        (asked(EUR, -1.0), "sum-outside", "-1"),
        (asked(EUR, 1e6, limits={"state": 1e300}), "sum-outside", "1e300"),
        (asked(EUR, None), "no-budget", "No budget"),
        (asked(EUR, 1e6, most=0), "most-outside", "from 1 to 3"),
        (asked(EUR, 1e6, most=10**400), "most-outside", "from 1 to 3"),
        (asked(EUR, 1e6, excluded=need(*EUR)), "nothing-to-choose", "No measure"),
        (asked({}, 1e6), "nothing-to-choose", "No measure"),
    ],
)
def test_what_contradicts_each_other_is_named(question: Question, code: str, words: str) -> None:
    assert [problem.code for problem in question_problems(question)] == [code]
    assert words in told(question)
    with pytest.raises(Refused):
        search(question, lambda options: 0.0, 1, None)  # type: ignore[arg-type]


def test_too_little_room_for_what_is_required_is_told() -> None:
    options = (option("light", 1.0, takes=80), option("heavy", 1.0, takes=40))
    question = Question(
        options, budget_eur=9.0, required=need("light", "heavy"), room={"points": 114.0}
    )
    assert "asks for 120 places (points), and there are 114" in told(question)


def test_what_fits_one_by_one_but_not_together_is_told_with_all_that_was_asked() -> None:
    # The cheap position of kit is dear for the State, the other one for the municipality.
    options = (
        option("kit 1", 5e6, payer="state", measure="kit"),
        option("kit 2", 9e6, measure="kit"),
        option("mast", 4e6),
    )
    limits = {"state": 4e6, "municipality": 1e7}
    question = Question(options, limits=limits, required=need("kit", "mast"))
    (problem,) = question_problems(question)
    assert problem.code == "nothing-fits"
    assert "kit, mast, municipality ≤ 10 000 000, state ≤ 4 000 000" in told(question)


def test_that_nothing_fits_is_not_said_where_not_every_way_was_tried() -> None:
    # The only way that fits takes the dear position of a, which is tried last.
    options = [option("a 1", 1.0, payer="state", measure="a"), option("a 2", 60.0, measure="a")]
    for name in "bcdefgh":
        options += [option(f"{name} {k}", float(k), measure=name) for k in range(1, 5)]
    names = need(*"abcdefgh")
    question = Question(tuple(options), limits={"state": 0.0, "municipality": 67.0}, required=names)
    (problem,) = question_problems(question)
    assert problem.code == "not-all-ways-tried"
    assert "Only the first 4096 ways" in told(question)
    assert "There may be one" in told(question)
