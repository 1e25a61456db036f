"""Any weighing is the same after it was written as JSON and read again."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.web.weighings import example
from weerbaar.common.finding import Band
from weerbaar.common.refusals import Refused
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.weighing import (
    Beaten,
    Difference,
    Identity,
    NeedDifference,
    Pair,
    PerPerson,
    PriceTurn,
    Side,
    SideCost,
    Spent,
    Verdict,
    Weighing,
)
from weerbaar.measures.weighing_form import weighing_as_data, weighing_from_data

FIGURES = st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.text(max_size=20)
BANDS = st.builds(Band, FIGURES, FIGURES, FIGURES)
COUNTS = st.integers(0, 10**6)
APART = st.builds(Difference, BANDS, st.booleans(), COUNTS, COUNTS)
CHOICES = st.builds(Choice, WORDS, st.dictionaries(WORDS, FIGURES, max_size=3), COUNTS)


def several(of: Any) -> Any:
    return st.lists(of, max_size=2).map(tuple)


SIDES = st.builds(
    Side,
    variant=st.builds(Variant, WORDS, WORDS, WORDS, WORDS, WORDS, COUNTS, COUNTS, several(CHOICES)),
    cost=st.builds(
        SideCost,
        several(st.builds(Spent, WORDS, COUNTS, BANDS, BANDS, BANDS)),
        st.just(()),
        BANDS,
        BANDS,
        BANDS,
    ),
    needs=st.just(()),
    groups=st.just(()),
    towns=st.just(()),
    flows=st.just(()),
    rights=st.just(()),
    flags=st.just(()),
)
PAIRS = st.builds(
    Pair,
    COUNTS,
    COUNTS,
    APART,
    several(
        st.builds(NeedDifference, WORDS, APART, APART, APART, st.none() | APART, st.none() | APART)
    ),
    st.just(()),
    st.just(()),
    st.just(()),
)
VERDICTS = st.builds(
    Verdict,
    WORDS,
    several(COUNTS),
    several(st.builds(Beaten, COUNTS, COUNTS)),
    several(st.tuples(COUNTS, COUNTS)),
    st.none() | COUNTS,
)
SPARED = st.builds(
    PerPerson,
    COUNTS,
    WORDS,
    WORDS,
    WORDS,
    st.none() | BANDS,
    st.none() | FIGURES,
    st.none() | FIGURES,
    st.none() | FIGURES,
)
PRICES = st.builds(PriceTurn, COUNTS, COUNTS, WORDS, FIGURES, st.none() | BANDS)
WEIGHINGS = st.builds(
    Weighing,
    identity=st.builds(
        Identity,
        inhabitants=FIGURES,
        step_h=FIGURES,
        hours=FIGURES,
        fixed=st.dictionaries(WORDS, FIGURES, max_size=2),
    ),
    sides=several(SIDES),
    pairs=several(PAIRS),
    verdicts=several(VERDICTS),
    per_person=several(SPARED),
    turns=st.just(()),
    prices=several(PRICES),
)


@given(WEIGHINGS)
@settings(max_examples=15, deadline=None)
def test_what_is_written_reads_back_the_same(weighing: Weighing) -> None:
    text = json.dumps(weighing_as_data(weighing), allow_nan=False)
    assert weighing_from_data(json.loads(text)) == weighing


def test_what_was_stored_before_a_verdict_told_of_chance_still_reads() -> None:
    stored = json.loads(json.dumps(weighing_as_data(example())))
    for verdict in stored["verdicts"]:
        del verdict["chance"]
    assert weighing_from_data(stored) == example()
    # What has no default must be there.
    del stored["verdicts"][0]["beaten"]
    with pytest.raises(Refused) as refused:
        weighing_from_data(stored)
    assert refused.value.problems[0].column == "weighing.verdicts[1].beaten"


def test_the_first_form_which_named_a_lead_by_middles_is_refused_in_words() -> None:
    with pytest.raises(Refused) as refused:
        weighing_from_data({**weighing_as_data(example()), "schema": 1})
    (problem,) = refused.value.problems
    assert (problem.code, problem.value) == ("other-schema", "1")
