"""Variants run and weighed on a small region: what is weighed, kept, and refused."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.example import content, parsed, radio
from tests.twin.small import area, blackout, drawn_twin, small_region
from weerbaar.common.files import read_language
from weerbaar.common.language import Language
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.composing import catalogue_hash
from weerbaar.measures.flag_words import flag_sentences
from weerbaar.measures.objective_words import objective_sentences
from weerbaar.measures.objectives import better, objectives_of
from weerbaar.measures.runner import over_the_same_years, usual_month, weigh_variants
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.verdict_words import (
    change_sentences,
    equity_sentences,
    gain_sentences,
    town_sentences,
    turn_sentences,
    verdict_sentence,
)
from weerbaar.measures.weighing import (
    COST,
    NOT_BY_GROUP,
    NOT_COMPUTED,
    NOW,
    PRECONDITION,
    UNSURE,
    Weighing,
)
from weerbaar.measures.weighing_form import weighing_as_data, weighing_from_data
from weerbaar.measures.weighing_tables import need_table, weighing_sheets

DRAWS = 20
ENGLISH = Language("en", {})


def promise() -> Measure:
    """A measure that costs as the radio does, and of which nothing is computed."""
    data = content()
    data |= {"measure": "belofte", "name_en": "A promise", "state": "not-computed"}
    data |= {"lacking_nl": "een proef", "lacking_en": "a trial", "precondition": "law"}
    data |= {"precondition_nl": "een wet", "precondition_en": "a law"}
    del data["effects"]
    return parsed(data)


CATALOGUE = {"radio": radio(), "belofte": promise()}


def variant(name: str, *choices: Choice, first_year: int = 2028) -> Variant:
    return Variant(name, name.title(), name.title(), "", "", first_year, 4, choices)


def radios(share: float, year: int = 2028) -> Choice:
    return Choice("radio", {"share": share}, year)


MANY, FEW = variant("veel", radios(1.0)), variant("weinig", radios(0.2))
PROMISED = variant("belofte", Choice("belofte", {"share": 1.0}, 2028))
NOTHING = variant("niets", radios(0.0))


@pytest.fixture(scope="module")
def twin():
    far = area("C", 5.3, municipality="Verdorp", municipality_code="GM9002")
    return drawn_twin(blackout(24.0), small_region(areas=[far]), hours=36.0)


@pytest.fixture(scope="module")
def weighing(twin) -> Weighing:
    return weigh_variants(twin, [MANY, FEW, PROMISED, NOTHING], CATALOGUE, draws=DRAWS)


def test_radios_for_everybody_inform_more_people_than_radios_for_a_few(weighing) -> None:
    now, many, few, *_ = weighing.sides
    assert (now.variant.variant, many.variant, few.variant) == ("now", MANY, FEW)
    verdict = weighing.verdict("information")
    assert verdict.best == 1
    assert weighing.pair(NOW, 2).needs  # and a few still help
    information = next(one for one in weighing.pair(1, 2).needs if one.need == "information")
    assert information.per_head.sign == 1
    # Radios change nothing else: heat is the same in every draw of every side.
    assert len(weighing.verdict("heat").alike) == 10
    assert many.cost.once.p50 == pytest.approx(5 * few.cost.once.p50, abs=0.05)
    assert few.cost.once.p50 > 0


def test_what_is_not_computed_stands_in_the_comparison_with_its_cost(weighing) -> None:
    promised = weighing.sides[3]
    (cost,) = promised.cost.measures
    assert (cost.measure, cost.computed, cost.lacking_en) == ("belofte", False, "a trial")
    assert cost.eur.p50 > 0
    assert {flag.flag for flag in promised.flags} == {NOT_COMPUTED, PRECONDITION}
    assert (NOW, 3) in weighing.verdict("information").alike
    assert {row.state for row in weighing.per_person if row.side == 3} == {UNSURE}
    told = " ".join(flag_sentences(promised, ENGLISH))
    assert "does not compute what this changes. Lacking: a trial" in told
    assert "needs something first. a law" in told


def test_that_uptake_is_not_by_income_is_told_beside_who_gains(weighing) -> None:
    assert NOT_BY_GROUP in {flag.flag for flag in weighing.sides[1].flags}
    assert "not computed by income or age" in " ".join(flag_sentences(weighing.sides[1], ENGLISH))


def test_a_knob_at_nothing_is_how_it_is_now_and_costs_nothing(weighing) -> None:
    for one in weighing.pair(NOW, 4).needs:
        assert (one.per_head.lower, one.per_head.higher, one.peak.stands_out) == (0, 0, False)
    assert weighing.pair(NOW, 4).groups == ()
    assert weighing.sides[4].cost.total.p90 == 0
    assert weighing.sides[4].cost.spent == ()
    # Costs are asked of the variants among themselves.
    assert weighing.verdict(COST).best == 4
    assert NOW not in weighing.verdict(COST).unbeaten


def test_a_weighing_is_the_same_after_it_was_stored(weighing) -> None:
    data = json.loads(json.dumps(weighing_as_data(weighing), allow_nan=False))
    assert weighing_from_data(data) == weighing
    identity = weighing.identity
    assert (identity.draws, identity.year, identity.month) == (DRAWS, 2028, 48)
    assert identity.catalogue_hash == catalogue_hash(CATALOGUE)
    assert len(identity.region_hash) == len(identity.scenario_hash) == 64


def test_own_figures_give_a_catalogue_another_hash() -> None:
    cheap = replace(radio(), costs=radio().costs[:1])
    assert catalogue_hash({"radio": cheap}) != catalogue_hash({"radio": radio()})


def test_the_same_again_gives_the_same_again_and_a_stop_what_was_made(twin, weighing) -> None:
    heard: list[tuple[int, int]] = []
    again = weigh_variants(
        twin,
        [MANY, FEW],
        CATALOGUE,
        draws=DRAWS,
        tell=lambda done, all_: heard.append((done, all_)),
        wanted=lambda: len(heard) < 30,
    )
    assert heard[-1] == (30, 60)
    assert again.identity.draws == 10
    with pytest.raises(Refused) as refused:
        weigh_variants(twin, [MANY], CATALOGUE, draws=DRAWS, wanted=lambda: False)
    assert refused.value.problems[0].code == "stopped-before-any-draw"


def test_a_variant_that_begins_later_works_later(twin) -> None:
    later = variant("later", radios(1.0, 2030), first_year=2030)
    found = weigh_variants(twin, [MANY, later], CATALOGUE, draws=10, month=24)
    assert found.identity.year == 2028
    assert (NOW, 2) in found.verdict("information").alike
    assert usual_month([MANY, later]) == 72


def test_with_few_draws_it_is_said_that_turns_are_not_asked(weighing) -> None:
    assert weighing.turns == ()
    (told,) = turn_sentences(weighing, NOW, 1, ENGLISH)
    assert told.startswith("With 20 courses it is not asked")
    assert "30 courses or more" in told


def test_every_sentence_is_told_in_both_languages(twin, weighing) -> None:
    for words in (ENGLISH, read_language("nl")):
        told = [verdict_sentence(weighing, one, words) for one in weighing.verdicts]
        for side in range(1, 5):
            told += change_sentences(weighing, side, words)
            told += gain_sentences(weighing, side, twin.library.groups, words)
            told += equity_sentences(weighing, side, words)
            told += town_sentences(weighing, side, words)
            told += turn_sentences(weighing, 1, 2, words)
            tables = twin.library.needs, twin.library.indicators
            told += objective_sentences(weighing, side, *tables, words)
        assert all(line and "{" not in line for line in told)
        heads, rows = need_table(weighing, twin.library.needs, words)
        assert len(heads) == 6
        assert {len(row) for row in rows} == {6}


def test_sheets_hold_a_row_for_every_figure(weighing) -> None:
    sheets = weighing_sheets(weighing)
    assert next(iter(sheets)) == "needs"
    for columns, rows in sheets.values():
        assert {len(row) for row in rows} <= {len(columns)}
    columns, rows = sheets["costs"]
    assert {row[columns.index("variant")] for row in rows} == {"veel", "weinig", "belofte"}


def test_objectives_hold_their_needs_and_say_what_no_model_measures(twin, weighing) -> None:
    library = twin.library
    found = objectives_of(weighing, 1, library.needs, library.indicators)
    by = {one.objective: one for one in found}
    assert {one.need for one in by[6].needs} >= {"information"}
    assert better(by[6])[0] >= 1
    assert by[1].needs == ()
    assert {"G1", "G2"} <= set(by[1].unmeasured)


def test_who_stops_counting_earlier_is_not_cheaper_for_it(twin) -> None:
    """The same choice over four years and over ten is the same, so it costs the same."""
    short, long = MANY, replace(MANY, variant="lang", years=10)
    found = weigh_variants(twin, [short, long], CATALOGUE, draws=10)
    one, other = found.sides[1:]
    assert one.cost == other.cost
    assert (one.variant.years, other.variant.years) == (10, 10)
    assert found.verdict(COST).best is None


def test_a_crisis_after_the_last_year_is_paid_for_until_it_comes(twin) -> None:
    found = weigh_variants(twin, [MANY], CATALOGUE, draws=10, month=85)
    assert [now.variant.last_year for now in found.sides] == [2035, 2035]
    assert max(row.year for row in found.sides[1].cost.spent) == 2035
    assert weighing_from_data(weighing_as_data(found)) == found


@given(st.lists(st.tuples(st.integers(2020, 2100), st.integers(1, 30)), min_size=1, max_size=4))
@settings(max_examples=20)
def test_all_go_over_the_same_years_and_none_over_fewer(spans: list[tuple[int, int]]) -> None:
    asked = [Variant(f"v{i}", "", "", "", "", *span) for i, span in enumerate(spans)]
    for month in (0, usual_month(asked), 1200):
        made = over_the_same_years(asked, month)
        assert len({(one.first_year, one.years) for one in made}) == 1
        assert all(a.first_year <= b.first_year for a, b in zip(made, asked, strict=True))
        assert all(a.last_year >= b.last_year for a, b in zip(made, asked, strict=True))
        assert 12 * made[0].years >= month


@pytest.mark.parametrize(
    ("variants", "month", "code"),
    [
        ([], None, "variants-to-weigh"),
        ([replace(MANY, variant=f"v{i}") for i in range(5)], None, "variants-to-weigh"),
        ([MANY, MANY], None, "variant-twice"),
        # How it is now has that name already.
        ([replace(MANY, variant="now")], None, "variant-twice"),
        ([MANY], -1, "month-outside"),
        ([MANY], 10**30, "month-outside"),
        ([variant("x", Choice("toverstaf", {}, 2028))], None, "no-such-measure-in-variant"),
        ([variant("x", radios(7.0))], None, "knob-of-measure-outside"),
    ],
)
def test_what_cannot_be_weighed_is_refused(twin, variants: Any, month: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        weigh_variants(twin, variants, CATALOGUE, draws=10, month=month)
    assert code in {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 1},
        {"schema": 3},
        {"schema": None},
        {"sides": 5},
        {"sides": [{}]},
        {"identity": None},
        {"pairs": {"one": 1}},
        {"turns": [[]]},
        {"verdicts": "x"},
    ],
)
def test_data_that_are_no_weighing_are_refused(weighing, change: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        weighing_from_data({**weighing_as_data(weighing), **change})
    assert refused.value.problems[0].message()


@pytest.mark.parametrize("data", [None, [], "x", 5, {}])
def test_what_is_no_table_is_no_weighing(data: Any) -> None:
    with pytest.raises(Refused):
        weighing_from_data(data)


def test_a_number_of_hundreds_of_digits_is_refused(weighing) -> None:
    data = weighing_as_data(weighing)
    data["identity"]["inhabitants"] = 10**400
    with pytest.raises(Refused) as refused:
        weighing_from_data(data)
    assert "inhabitants" in refused.value.problems[0].message()
    assert asdict(weighing.identity)["draws"] == DRAWS
