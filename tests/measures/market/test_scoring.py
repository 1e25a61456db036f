"""What options bring and disturb: a verdict on made-up outcomes, and on the example that ships."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from weerbaar.cli import app
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.measures.labour.flow import band_of
from weerbaar.measures.market.customers import market_of
from weerbaar.measures.market.files import (
    parse_own,
    read_figures,
    read_indicators,
    read_instruments,
    read_options,
)
from weerbaar.measures.market.market_tables import market_sheets
from weerbaar.measures.market.pictures import alarms_svg, brings_svg, early_svg, limits_svg
from weerbaar.measures.market.products import Place, figures_of, reckoning_of, with_given
from weerbaar.measures.market.rules import Option, option_of, options_of
from weerbaar.measures.market.scoring import (
    ASPECTS,
    BRINGS,
    DISTURBS,
    Answer,
    Outcome,
    answer_of,
    curve_of,
    pairs_of,
    unbeaten,
    verdict_of,
)
from weerbaar.measures.market.swings import swings
from weerbaar.measures.market.telling import (
    Named,
    brings_table,
    curve_table,
    disturbs_table,
    sentences,
    verdict_words,
)
from weerbaar.measures.market.typed import FIELDS, read_typed

COURSES = 40
USUAL = reckoning_of(read_figures())
NOISE = np.linspace(0.9, 1.1, COURSES)
NAMED = Named(read_instruments(), read_indicators())


def outcome(name: str, **means: float) -> Outcome:
    """An outcome with such a mean in each aspect, spread by a tenth; 0 where nothing is said."""
    values = {aspect: means.get(aspect, 0.0) * NOISE for aspect in ASPECTS}
    band = Band(0.0, 0.0, 0.0)
    return Outcome(
        option=Option(name, "nothing" if name == "nothing" else "maximum", threshold=50.0),
        bands={aspect: band_of(each) for aspect, each in values.items()},
        values=values,
        means={aspect: float(each.mean()) for aspect, each in values.items()},
        people_days=band,
        peak=band,
        first=None,
        never=0.0,
        began=band,
        groups={},
        low=band,
        other=band,
    )


NOTHING = outcome("nothing", without=4.0, worst=6.0)


def answer(draws: int = 40, curve: bool = True, wanted: float = 0.9) -> Answer:
    figures = figures_of(read_figures(), Place(1_000.0, 0.4))
    options = options_of(read_options())
    return answer_of(
        figures,
        options,
        read_instruments(),
        read_indicators(),
        options[5] if curve else None,
        wanted,
        draws,
    )


@pytest.fixture(scope="module")
def shipped() -> Answer:
    return answer()


def test_the_lightest_that_reaches_what_is_wanted_is_named_only_where_it_is_sure():
    light = outcome("light", without=1.0, worst=2.0, limited=1.0, ruled=10.0)
    heavy = outcome("heavy", without=0.5, worst=1.0, limited=9.0, ruled=20.0)
    weak = outcome("weak", without=3.9, worst=6.0, ruled=1.0)
    found = verdict_of([NOTHING, light, heavy, weak], wanted=0.5)
    assert found.reach == ("light", "heavy")
    assert (found.lightest, found.is_sure) == (("light",), True)
    # Nobody is off the front: doing nothing disturbs nothing, and the heavy one brings most.
    assert set(found.front) == {"nothing", "light", "heavy", "weak"}
    # Two that are light each in another way: neither is named alone.
    other = outcome("other", without=1.0, worst=2.0, limited=3.0, ruled=5.0)
    found = verdict_of([NOTHING, light, other], wanted=0.5)
    assert (found.lightest, found.is_sure) == (("light", "other"), False)
    # What cannot be told apart is not sure either.
    same = outcome("same", without=1.0, worst=2.0, limited=1.0, ruled=10.0)
    found = verdict_of([NOTHING, light, same], wanted=0.5)
    assert (found.lightest, found.is_sure) == (("light", "same"), False)
    assert verdict_of([NOTHING, light, heavy], wanted=0.1).reach == ()


def test_where_one_alone_is_told_to_reach_it_nothing_says_that_it_is_the_lightest(shipped: Answer):
    heavy = outcome("heavy", without=0.5, worst=1.0, limited=9.0, ruled=20.0)
    weak = outcome("weak", without=3.9, worst=6.0, ruled=1.0)
    found = verdict_of([NOTHING, heavy, weak], wanted=0.5)
    assert (found.reach, found.lightest, found.is_sure) == (("heavy",), (), False)
    told = replace(shipped, outcomes=(NOTHING, heavy, weak), verdict=found, wanted=0.5)
    said = verdict_words(told, NAMED, ENGLISH)
    assert said.startswith("Of this alone it can be said that it leaves at most 50 %")
    assert "which one is the lightest cannot be said" in said
    marks = [row[-1] for row in disturbs_table(told, NAMED, ENGLISH)[1]]
    assert marks[1] == "sure to reach what is wanted"
    assert not any("lightest" in mark for mark in marks)


def test_what_brings_less_and_disturbs_more_is_off_the_front():
    good = outcome("good", without=1.0, worst=2.0, limited=1.0)
    bad = outcome("bad", without=2.0, worst=3.0, limited=2.0)
    assert verdict_of([NOTHING, good, bad], 0.9).front == ("nothing", "good")


def test_a_difference_in_few_courses_counts_for_nothing():
    # Better by a tenth in half of the courses and worse in the others.
    mixed = outcome("mixed", without=4.0, worst=6.0)
    swapped = dict(mixed.values) | {"without": 4.0 * NOISE[::-1]}
    mixed = Outcome(**{**mixed.__dict__, "values": swapped})
    pairs = pairs_of([NOTHING, mixed])
    assert not any(pairs.values())


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, 2.0, 3.0])] * 7), min_size=1, max_size=3))
def test_a_front_is_never_empty_and_doing_nothing_is_never_beaten_in_what_it_disturbs(
    means: list[tuple[float, ...]],
):
    named = [dict(zip(ASPECTS, each, strict=True)) for each in means]
    found = [outcome(str(i), **each) for i, each in enumerate(named)]
    every = [NOTHING, *found]
    pairs = pairs_of(every)
    for aspects in (tuple(ASPECTS), tuple(DISTURBS), tuple(BRINGS)):
        assert unbeaten(pairs, range(len(every)), aspects)
    assert 0 in unbeaten(pairs, range(len(every)), tuple(DISTURBS))


def test_what_is_not_told_apart_is_not_called_the_same(shipped: Answer):
    # The latest is worse in two thirds of the courses, and so cannot be told apart; it is no tie.
    late = outcome("late", without=1.0)
    values = np.where(np.arange(COURSES) % 3 > 0, 1.2, 0.9) * NOISE
    late = replace(late, values=dict(late.values) | {"without": values})
    curve = curve_of([outcome("early", without=1.0), late])
    assert curve.not_apart_until == 1
    assert curve.later[0].mean == 0
    assert curve.later[1].mean == pytest.approx(0.1, abs=0.02)
    assert curve.later[1].worse == pytest.approx(2 / 3, abs=0.02)
    assert curve.later[1].better == pytest.approx(1 / 3, abs=0.02)
    told = sentences(replace(shipped, curve=curve), NAMED, ENGLISH)
    assert any("no proof that waiting is as good" in line for line in told)
    assert any("more in 65 % of them, less in 35 %" in line for line in told)


def test_people_miss_more_for_sure_from_some_threshold_on():
    steps = [outcome(str(i), without=without) for i, without in enumerate((1.0, 1.0, 2.0, 3.0))]
    assert curve_of(steps).not_apart_until == 1
    assert curve_of(steps[:2]).not_apart_until == 1
    assert curve_of(steps[1:]).not_apart_until == 0


def test_the_example_tells_what_each_option_brings_and_disturbs_each_on_its_own(shipped: Answer):
    heads, rows = disturbs_table(shipped, NAMED, ENGLISH)
    assert len(rows) == len(read_options())
    assert all(len(row) == len(heads) for row in rows)
    by_name = {one.option.option: one for one in shipped.outcomes}
    reserve, take_over = by_name["reserve-early"], by_name["take-over"]
    assert reserve.means["without"] < by_name["nothing"].means["without"]
    assert reserve.means["limited"] == 0
    assert take_over.means["moved"] > reserve.means["moved"] > 0
    assert {by_name["nothing"].means[name] for name in DISTURBS} == {0.0}
    # Who has a low income is without for longer, when nothing is done.
    assert by_name["nothing"].low.p50 > by_name["nothing"].other.p50
    told = sentences(shipped, NAMED, ENGLISH)
    assert told[0].startswith("When nothing is done, people miss ")
    assert any("four figures that are not added up" in line for line in told)
    assert any("Release of a reserve, early against late" in line for line in told)
    assert verdict_words(shipped, NAMED, ENGLISH) in told
    assert any("spares each person depends most on one figure" in line for line in told)
    assert len(brings_table(shipped, NAMED, ENGLISH)[1]) == len(rows)
    assert len(curve_table(shipped, NAMED, ENGLISH)[1]) == 9


def test_it_is_told_on_which_figure_it_depends_what_an_option_brings():
    rows = with_given(read_figures(), ["supply=0", "lasts=30", "stock_days=4"])
    figures = figures_of(rows, Place(1_000.0, 0.4))
    rule = Option("r", "reserve", "stock", 50, 2, 60)
    turned = swings(figures, rule, read_instruments())
    # Nothing comes in at all: the reserve brings what it holds, about, as people hoard less.
    assert turned[0].figure == "reserve_days"
    assert (turned[0].low, turned[0].high) == pytest.approx((1, 7), rel=0.1)
    assert [one.size for one in turned] == sorted((one.size for one in turned), reverse=True)
    assert {one.figure for one in turned}.isdisjoint({"supply", "home_kit", "most"})
    middles = [f"{of}.{name}={one.figure.p50}" for (of, name), one in figures.items()]
    fixed = with_given(rows, middles)
    assert swings(figures_of(fixed, Place(1_000.0, 0.4)), rule, read_instruments()) == ()


def test_tables_and_pictures_hold_what_the_answer_holds(shipped: Answer):
    figures = figures_of(read_figures(), Place(1_000.0, 0.4))
    sheets = market_sheets(shipped, figures)
    assert list(sheets) == ["options", "groups", "early-late", "figures"]
    for heads, rows in sheets.values():
        assert rows
        assert all(len(row) == len(heads) for row in rows)
    for draw in (brings_svg, limits_svg, early_svg, alarms_svg):
        made = draw(shipped, NAMED, ENGLISH, "x")
        assert 'role="img"' in made
        assert "<desc" in made
        assert "nan" not in made


def test_an_option_is_typed_or_refused_in_words():
    found, problems = option_of("reserve:days:1,5:2:7", read_indicators())
    assert problems == []
    assert found is not None
    assert (found.instrument, found.threshold, found.ends_days) == ("reserve", 1.5, 7)
    for text, code in (
        ("", "market-no-option"),
        ("maximum:stock:50:2", "market-no-option"),
        ("nothing:stock:50:2:14", "market-no-option"),
        ("maximum:stock::2:14", "market-no-option"),
        ("maximum:stock:x:2:14", "typed-no-number"),
        ("maximum:stock:nan:2:14", "typed-no-number"),
        ("maximum:sales:50:2:14", "market-threshold-outside"),
        ("maximum:stock:50:1e400:14", "typed-no-number"),
        ("maximum:stock:50:99:14", "market-days-outside"),
        ("maximum:stock:50:2:1.5", "market-days-outside"),
    ):
        found, problems = option_of(text, read_indicators())
        assert found is None
        assert [one.code for one in problems] == [code]


def test_what_is_filled_in_becomes_figures_and_a_rule():
    typed = read_typed(
        {
            "supply": "40",
            "people": "12.500",
            "wanted": "50",
            "instrument": "maximum",
            "indicator": "days",
            "threshold": "1,5",
        },
        read_indicators(),
        USUAL,
    )
    assert typed.problems == ()
    assert dict(typed.given) == {("product", "supply"): 0.4, ("product", "people"): 12_500}
    assert typed.wanted == 0.5
    assert typed.own == Option("own", "maximum", "days", 1.5, 2, 14)
    assert typed.curve == typed.own
    assert read_typed({}, read_indicators(), USUAL).own is None


@given(
    st.dictionaries(
        st.sampled_from(
            [*(one.name for one in FIELDS), "wanted", "instrument", "threshold", "days_in_row"]
        ),
        st.text(max_size=12),
    )
)
def test_whatever_is_typed_is_taken_or_refused_in_words(values: dict[str, str]):
    typed = read_typed(values, read_indicators(), USUAL)
    assert all(problem.message(ENGLISH) for problem in typed.problems)


def test_figures_of_ones_own_go_before_ours_or_are_refused():
    own = parse_own(b"of,figure,p10,p50,p90\nproduct,supply,0.1,0.2,0.3\n", "eigen.csv")
    figures = figures_of(own, Place(1_000.0, 0.4))
    assert figures["product", "supply"].figure.p50 == 0.2
    assert figures["product", "stock_days"].figure.p50 == 4
    # An empty figure leaves ours.
    empty = parse_own(b"of,figure,p10,p50,p90\nproduct,supply,,,\n", "eigen.csv")
    assert figures_of(empty, Place(1_000.0, 0.4))["product", "supply"].figure.p50 == 0.5
    for line, code in (
        (b"product,supply,0.3,0.2,0.1", "market-figure-falls"),
        (b"product,supply,,2,", "market-figure-outside"),
        (b"product,most,,2,", "market-figure-elsewhere"),
        (b"reckoning,wanted,0.1,0.5,0.9", "market-figure-not-chosen"),
        (b"reckoning,quiet_days,,1.5,", "market-figure-not-chosen"),
    ):
        with pytest.raises(Refused) as caught:
            parse_own(b"of,figure,p10,p50,p90\n" + line + b"\n", "eigen.csv")
        assert [one.code for one in caught.value.problems] == [code]


def test_the_command_reads_a_number_as_the_page_does():
    rows = with_given(read_figures(), ["people=500.000", "stock_days=1.500", "maximum.most=1,5"])
    figures = figures_of(rows, Place(1_000.0, 0.4))
    assert figures["product", "people"].figure.p50 == 500_000
    assert figures["product", "stock_days"].figure.p50 == 1.5
    assert figures["maximum", "most"].figure.p50 == 1.5
    # What the page read as 1.125 people stays that: it is not read a second time.
    typed = read_typed({"people": "1.1250"}, read_indicators(), USUAL)
    assert dict(typed.given) == {("product", "people"): 1.125}
    for text, code in (
        ("people=many", "typed-no-number"),
        ("people=nan", "typed-no-number"),
        ("people=", "not-a-market-figure"),
        ("people", "not-a-market-figure"),
        ("nobody=1", "not-a-market-figure"),
        ("supply=9", "market-figure-outside"),
        ("supply=" + "9" * 400, "typed-no-number"),
    ):
        with pytest.raises(Refused) as caught:
            with_given(read_figures(), [text])
        assert [one.code for one in caught.value.problems] == [code]


def test_what_is_wanted_and_how_long_is_looked_are_figures_with_a_source():
    rows = with_given(read_figures(), ["reckoning.wanted=0.5", "reckoning.quiet_days=3"])
    figures = figures_of(rows, Place(1_000.0, 0.4))
    found = answer_of(
        figures, options_of(read_options())[:2], read_instruments(), read_indicators(), draws=5
    )
    assert found.wanted == 0.5
    assert market_of(figures, 1).quiet == 3
    typed = read_typed({}, read_indicators(), reckoning_of(rows))
    assert typed.wanted == 0.5
    assert (typed.curve.days_in_row, typed.curve.ends_days) == (2, 14)
    shipped = figures_of(read_figures(), Place(1_000.0, 0.4))
    assert all(
        one.source_nl and one.evidence for (of, _), one in shipped.items() if of == "reckoning"
    )


def test_the_command_says_the_same_for_people_and_for_programs(tmp_path):
    asked = ["measure", "market", "--draws", "20", "--only-own", "--set", "supply=0.3"]
    asked += ["--option", "reserve:stock:50:2:14"]
    book = tmp_path / "markt.csv"
    told = CliRunner().invoke(app, [*asked, "--json", "--csv", str(book)])
    assert told.exit_code == 0, told.output
    record = json.loads(told.stdout)
    assert [one["instrument"] for one in record["options"]] == ["nothing", "reserve"]
    assert record["figures"]["supply"]["figure"]["p50"] == 0.3
    assert len(record["early_to_late"]) == 9
    assert book.read_text().splitlines()[1].startswith("yes,nothing,nothing")
    for wrong in (["--set", "supply=9"], ["--option", "x"], ["--wanted", "2"], ["--draws", "0"]):
        refused = CliRunner().invoke(app, [*asked, *wrong, "--json"])
        assert refused.exit_code == 2
        assert "Traceback" not in refused.output
