"""Who does best: only where the draws say so, pair by pair."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.made import WATER, side
from tests.measures.web.weighings import NOTHING, example
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.measures.chance import by_chance, held, looked_at, toss
from weerbaar.measures.differing import difference_of, need_differences
from weerbaar.measures.files import read_least_differences
from weerbaar.measures.verdict_words import chance_sentence, verdict_sentence
from weerbaar.measures.verdicts import Least, least_of, verdict_on, verdicts_of
from weerbaar.measures.weighing import Beaten, Difference, Pair, Verdict

RUNS = 50
CHANCE = np.random.default_rng(7).normal(0, 1, (6, RUNS))


def verdict(*hours) -> Verdict:
    """The verdict on hours per person by side, each a value for each draw."""
    held = {
        (i, j): difference_of(np.asarray(hours[i], float), np.asarray(hours[j], float))
        for i, j in combinations(range(len(hours)), 2)
    }
    return verdict_on("water", range(len(hours)), held)


def test_who_is_lower_in_every_draw_does_best_although_the_bands_of_both_overlap() -> None:
    # Courses differ by ten hours, the variants by one: held run by run it is sure.
    now = 20 + 10 * CHANCE[0]
    found = verdict(now, now - 2, now - 3)
    assert found.best == 2
    assert found.unbeaten == (2,)
    assert set(found.beaten) == {Beaten(1, 0), Beaten(2, 0), Beaten(2, 1)}


def test_a_lower_middle_wins_nothing_where_the_draws_go_either_way() -> None:
    now = 20 + 10 * CHANCE[0]
    found = verdict(now, now - 3 + 2 * CHANCE[1], now - 4 + 2 * CHANCE[2])
    assert found.best is None
    assert found.unbeaten == (1, 2)
    assert {one.side for one in found.beaten} == {0}


def test_of_three_one_is_beaten_by_one_and_cannot_be_told_from_another() -> None:
    now = np.full(RUNS, 30.0)
    a, b = now - 10 + 3 * CHANCE[1], now - 8 + 3 * CHANCE[1]
    c = now - 9 + 3 * CHANCE[2]
    found = verdict(now, a, b, c)
    # a beats b, but c overlaps with both: nobody beats a, and yet it does not win.
    assert Beaten(1, 2) in found.beaten
    assert not {Beaten(1, 3), Beaten(3, 1), Beaten(2, 3), Beaten(3, 2)} & set(found.beaten)
    assert found.unbeaten == (1, 3)
    assert found.best is None


def test_who_beats_who_beats_a_third_need_not_beat_the_third() -> None:
    # In 8 of 100 draws b is lowest, in 8 others c: a loses to each seldom, and to c in both.
    runs = np.arange(100)
    a, b = np.zeros(100), np.where(runs < 8, -1.0, 1.0)
    c = np.where(runs < 8, -0.5, np.where(runs >= 92, -1.0, 3.0))
    found = verdict(a, b, c)
    assert set(found.beaten) == {Beaten(0, 1), Beaten(1, 2)}
    assert found.unbeaten == (0,)
    assert found.best is None


def test_what_is_the_same_in_every_draw_is_alike_and_nobody_wins() -> None:
    now = 20 + 10 * CHANCE[0]
    found = verdict(now, now.copy(), now * (1 + 1e-9))
    assert found.alike == ((0, 1), (0, 2), (1, 2))
    assert (found.best, found.beaten) == (None, ())


def test_a_variant_that_makes_it_worse_leaves_how_it_is_now_the_best() -> None:
    now = 20 + CHANCE[0]
    found = verdict(now, now + 1, now + 2)
    assert (found.best, found.unbeaten) == (0, (0,))


def test_fewer_than_ten_draws_name_nobody() -> None:
    assert verdict(np.full(9, 5.0), np.zeros(9)).best is None
    assert verdict(np.full(10, 5.0), np.zeros(10)).best == 1


def test_of_one_side_alone_nothing_is_the_best() -> None:
    assert verdict_on("cost", range(1, 2), {}).best is None


def pairs_of(*sides) -> list[Pair]:
    """The pairs of sides that differ in one need alone."""
    return [
        Pair(i, j, NOTHING, need_differences(sides[i], sides[j], [WATER]), (), (), ())
        for i, j in combinations(range(len(sides)), 2)
    ]


def test_a_trifle_that_is_sure_in_every_draw_makes_nobody_the_best() -> None:
    hours, people = np.full(RUNS, 2.0), np.full(RUNS, 1000.0)
    now, one = (side(h, peak=people, beyond=people) for h in (hours, hours - 0.05))
    least = Least(hours=0.1, people=100)
    (found, _) = verdicts_of(2, pairs_of(now, one), least)
    assert (found.best, found.beaten, found.slight) == (None, (), ((0, 1),))
    assert found.least == 0.1
    (sure, _) = verdicts_of(2, pairs_of(now, one), Least())
    assert (sure.best, sure.slight) == (1, ())


def test_few_hours_a_person_matter_where_many_people_are_spared_for_sure() -> None:
    hours, people = np.full(RUNS, 2.0), np.full(RUNS, 1000.0)
    now = side(hours, peak=people, beyond=people)
    one = side(hours - 0.05, peak=people, beyond=people - 300)
    (found, _) = verdicts_of(2, pairs_of(now, one), Least(hours=0.1, people=100))
    assert found.best == 1
    more = side(hours - 0.05, peak=people, beyond=people + 300)
    (other, _) = verdicts_of(2, pairs_of(now, more), Least(hours=0.1, people=100))
    assert (other.best, other.slight) == (None, ((0, 1),))


def test_the_least_that_matters_stands_in_a_table_with_its_reason() -> None:
    rows = read_least_differences()
    assert least_of(rows).hours > 0
    assert least_of(rows).people > 0
    assert all(row["source"] and row["evidence"] for row in rows)


def test_what_is_too_small_is_said_to_be_so() -> None:
    made = example(clear=True)
    words = read_language("en")
    alone = Verdict("help_call", (0, 1, 2), (), (), None, ((0, 1), (0, 2)), 0.1)
    told = verdict_sentence(made, alone, words)
    assert "no difference that matters" in told
    assert "less than 6 minutes a person" in told
    beaten = Verdict("help_call", (1,), (Beaten(1, 0),), (), None, ((1, 2),), 0.1)
    told = verdict_sentence(made, beaten, words)
    assert "Differences of less than 6 minutes a person were not counted." in told


SIDES = st.lists(st.lists(st.integers(-3, 3), min_size=12, max_size=12), min_size=2, max_size=5)


@given(SIDES)
@settings(max_examples=30)
def test_nobody_wins_whose_band_covers_zero_and_someone_is_never_beaten(hours) -> None:
    found = verdict(*hours)
    assert found.unbeaten
    for one in found.beaten:
        assert one.side not in found.unbeaten
        low, high = hours[one.by], hours[one.side]
        apart = np.subtract(high, low)
        assert np.quantile(apart, 0.1) > 0
    if found.best is not None:
        others = [hours[i] for i in range(len(hours)) if i != found.best]
        assert all(np.quantile(np.subtract(o, hours[found.best]), 0.1) > 0 for o in others)


@given(st.lists(st.floats(0, 100), min_size=10, max_size=20))
@settings(max_examples=20)
def test_a_side_held_against_itself_differs_nowhere(hours) -> None:
    one = side(hours, peak=hours, beyond=hours)
    (found,) = need_differences(one, one, [WATER])
    for apart in (found.per_head, found.peak, found.beyond, found.elder_gap, found.income_gap):
        assert apart is not None
        assert (apart.lower, apart.higher, apart.stands_out) == (0, 0, False)
        assert (apart.band.p10, apart.band.p50, apart.band.p90) == (0, 0, 0)


def test_a_difference_of_a_few_people_is_kept_as_fewer_than_ten() -> None:
    now, after = side(np.ones(20), peak=np.full(20, 1000)), side(np.ones(20), peak=np.full(20, 993))
    (found,) = need_differences(now, after, [WATER])
    assert found.peak.band.p50 == -5
    assert found.peak.sign == -1


def test_of_very_many_differences_one_that_chance_would_give_makes_no_winner() -> None:
    """Nine of ten courses seem sure for one need; of twenty needs two would by tosses alone."""
    hours = np.full(10, 20.0)
    lucky = hours - np.array([1.0, 1, 1, 1, 1, 1, 1, 1, 1, -1])
    pairs = pairs_of(side(hours), side(lucky))
    (alone, _) = verdicts_of(2, pairs, Least())
    assert (alone.best, alone.chance) == (1, ())
    unsure = side(hours + np.array([1.0, -1] * 5))
    more = [
        replace(pairs[0], needs=pairs[0].needs + pairs_of(side(hours), unsure)[0].needs * most)
        for most in (3, 4)
    ]
    assert verdicts_of(2, more[:1], Least())[0].best == 1
    (found, *_) = verdicts_of(2, more[1:], Least())
    assert (found.best, found.beaten, found.chance) == (None, (), ((0, 1),))
    words = read_language("nl")
    told = replace(found, question="help_call")
    assert "toeval" in verdict_sentence(example(), told, words)
    # In every one of fifty courses is no luck, however many are looked at.
    sure = pairs_of(side(np.full(50, 20.0)), side(np.full(50, 19.0)))
    many = [replace(sure[0], needs=sure[0].needs * 5000)]
    assert verdicts_of(2, many, Least())[0].best == 1


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_what_holds_among_more_differences_holds_among_fewer(lower: list[int]) -> None:
    def of(count: int) -> Difference:
        return Difference(Band(0.0, 0.0, 0.0), True, count, 20 - count)

    every = held([of(count) for count in lower])
    fewer = held([of(count) for count in lower[:-1]])
    assert all(now for before, now in zip(every, fewer, strict=False) if before)
    assert held([of(lower[0])]) == [toss(lower[0], 20 - lower[0]) <= 0.1]


def test_what_luck_makes_of_so_many_differences_is_told() -> None:
    assert toss(9, 1) == pytest.approx(22 / 1024)
    assert toss(5, 5) == 1.0 == toss(0, 0)
    assert by_chance(10) == pytest.approx(22 / 1024)
    made, words = example(), read_language("nl")
    few = chance_sentence(replace(made, identity=replace(made.identity, draws=10)), words)
    more = chance_sentence(replace(made, identity=replace(made.identity, draws=50)), words)
    assert "hoogstens 1 op 1.000" in more
    assert few != more
    many = replace(made.pairs[0], needs=made.pairs[0].needs * 100)
    ten = replace(made.identity, draws=10)
    assert "toeval" in chance_sentence(replace(made, identity=ten, pairs=(many,)), words)


@pytest.mark.parametrize(
    ("needs", "said"),
    [(2, "1 in 6"), (7, "1 in 2"), (8, "one of them may well"), (23, "some 2 of them")],
)
def test_luck_that_is_likely_is_never_told_as_a_chance_of_one_in_one(needs: int, said: str) -> None:
    # Of one pair of two variants: three differences of each need, and costs.
    made, words = example(), read_language("en")
    ten = replace(made.identity, draws=10)
    both = replace(
        made.pairs[2], needs=made.pairs[0].needs[:1] * needs, groups=(), towns=(), flows=()
    )
    assert said in chance_sentence(replace(made, identity=ten, pairs=(both,)), words)
    assert looked_at(replace(made, pairs=(both,)))[0] == 3 * needs + 1
