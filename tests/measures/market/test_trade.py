"""The market of a scarce product: a course by hand, conservation, false alarms, early and late."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.measures.market.customers import Market, market_of
from weerbaar.measures.market.files import read_figures, read_indicators, read_instruments
from weerbaar.measures.market.products import (
    PRODUCT,
    Figures,
    Place,
    figures_of,
    with_given,
)
from weerbaar.measures.market.rules import Option, early_to_late
from weerbaar.measures.market.scoring import alarms_of
from weerbaar.measures.market.trade import Courses, false_alarms, run_market

PLACE = Place(1_000.0, 0.4)
NOTHING = Option("nothing", "nothing")
QUIET = 14
CALM = [
    *("people=1000", "low=0.4", "stock_days=4", "supply=0", "lasts=10", "news=0", "notices=0.5"),
    *("hoard_demand=1", "hoard_hearsay=0", "hoard_days=7", "refill=0", "kit_low=0", "kit_other=0"),
    *("home_kit=3", "home_no_kit=3", "low_extra=0.5", "catch_up=2", "vital=0.1", "vital_home=0"),
    *("day_spread=0", "busy_weeks=0", "busy_demand=1", "missed=0", "reserve_days=2"),
]
AT_ONCE = [f"{name}.lag=0" for name in ("maximum", "reserve", "priority", "allotment", "take-over")]


def figures(*changes: str) -> Figures:
    return figures_of(with_given(read_figures(), [*CALM, *AT_ONCE, *changes]), PLACE)


def run(told: Figures, *options: Option, draws: int = 1) -> tuple[Market, Courses]:
    market = market_of(told, draws)
    return market, run_market(market, [NOTHING, *options], read_instruments())


def people_days(market: Market, courses: Courses) -> Sequence[float]:
    share = market.of_group[:, :4] / market.persons[:, np.newaxis]
    return [float(x) for x in (courses.without[:, :, :4] * share).sum(axis=2)[:, 0]]


def test_ten_days_without_supply_as_they_are_reckoned_by_hand():
    # Nothing comes in for 10 days and nobody hoards: the shops sell 4 days, cupboards hold 3.
    # So everybody is without for 3 days; vital users, who have nothing in stock, for 6.
    market, courses = run(figures())
    assert people_days(market, courses) == pytest.approx([3.0])
    assert courses.without[0, 0, 4] == pytest.approx(6.0)
    assert courses.lacking[0, QUIET + 6] == 0
    assert courses.lacking[0, QUIET + 7 : QUIET + 10] == pytest.approx([1.0] * 3)
    # A reserve of 2 days, released as soon as the shops are below half, takes 2 days away.
    release = Option("reserve", "reserve", "stock", 50, 1, 30)
    market, courses = run(figures("reserve.releases=1"), release)
    assert people_days(market, courses) == pytest.approx([3.0, 1.0])
    assert courses.first[1, 0] == 3
    assert courses.ruled[1, 0] == market.days - QUIET - 3
    assert courses.limited[1, 0] == 0


def test_priority_gives_vital_users_what_people_then_lack():
    rule = Option("priority", "priority", "stock", 100, 1, 60)
    market, courses = run(figures("supply=0.5", "lasts=20"), rule)
    assert courses.without[0, 0, 4] > 0
    assert courses.without[1, 0, 4] == pytest.approx(0, abs=1e-9)
    before, after = people_days(market, courses)
    assert after > before
    # What vital users gain, a tenth of the sale, is what people lose. Nine tenths are people's.
    assert 0.9 * (after - before) == pytest.approx(0.1 * courses.without[0, 0, 4])
    # Who is put behind, is so on each day on which not everybody gets what they ask.
    assert 0 < courses.limited[1, 0] < courses.ruled[1, 0]


def test_who_hoards_leaves_less_for_who_cannot_and_a_maximum_takes_that_away():
    hoards = ("supply=0.5", "lasts=20", "hoard_demand=2", "news=0.34", "low_extra=0", "refill=0.3")
    keeps = ("maximum.complies=1", "maximum.most=1")
    market, courses = run(figures(*hoards, *keeps), Option("m", "maximum", "days", 4, 1, 60))
    low, other = courses.without[0, 0, 0], courses.without[0, 0, 2]
    assert low > other
    assert courses.without[1, 0, 0] < low
    assert courses.limited[1, 0] > 0
    assert courses.moved[1, 0] == 0
    calm = people_days(*run(figures("supply=0.5", "lasts=20", "refill=0.3")))[0]
    assert people_days(market, courses)[0] > calm


def test_a_rule_ends_by_itself_and_starts_again_where_it_still_holds():
    rule = Option("m", "allotment", "supply", 50, 2, 3)
    _, courses = run(figures(), rule)
    # Supply is 0 on days 0 to 9: seen on 0 and 1, works 2 to 4; seen on 4 and 5, works 6 to 8;
    # seen on 8 and 9, works 10 to 12; then goods come in again.
    assert courses.first[1, 0] == 2
    assert courses.ruled[1, 0] == 9
    assert courses.began[1, 0] == 3
    # Where it never starts, it changes nothing at all.
    _, courses = run(figures(), Option("m", "allotment", "sales", 900, 1, 3))
    assert np.isnan(courses.first[1, 0])
    np.testing.assert_array_equal(courses.without[0], courses.without[1])


@settings(max_examples=15, deadline=None)
@given(
    supply=st.floats(0, 1),
    shares=st.tuples(*[st.floats(0, 1)] * 4),
    hoards=st.floats(1, 4),
    threshold=st.floats(1, 100),
)
def test_goods_are_conserved_and_nobody_is_without_more_than_all_days(
    supply: float, shares: tuple[float, float, float, float], hoards: float, threshold: float
):
    low, kit, news, missed = shares
    told = figures(
        *(f"supply={supply}", f"low={low}", f"kit_low={kit}", f"news={news}", "day_spread=0.2"),
        *(f"missed={0.9 * missed}", f"hoard_demand={hoards}", "busy_weeks=0.3", "refill=0.5"),
    )
    names = ("inform", "maximum", "reserve", "priority", "allotment", "take-over")
    options = [Option(name, name, "stock", threshold, 1, 7) for name in names]
    market, courses = run(told, *options, draws=3)
    np.testing.assert_allclose(market.drawn["stock_days"] + courses.gone, courses.left, atol=1e-9)
    assert courses.left.min() >= 0
    assert courses.without.min() >= 0
    assert courses.without.max() <= market.days
    assert courses.moved.min() >= 0
    assert courses.moved.max() <= 1 + 1e-9
    assert courses.limited.max() <= market.days


def test_an_earlier_rule_is_a_false_alarm_more_often_and_starts_no_later():
    told = figures_of(read_figures(), PLACE)
    market, year = market_of(told, 60), market_of(told, 60, ordinary=True)
    rule = Option("m", "maximum", "stock", 50, 2, 14)
    steps = early_to_late(rule, read_indicators())
    assert year.days == 365
    ordinary = run_market(year, [NOTHING], read_instruments(), scarce=False)
    alarms = false_alarms(year, ordinary, [NOTHING, *steps])
    shares = alarms.mean(axis=1)
    assert shares[0] == 0
    assert list(shares[1:]) == sorted(shares[1:], reverse=True)
    assert shares[1] > 0.2 > shares[-1]
    # The run without a rule tells of it what a run with it does.
    for at in (0, 4, 8):
        alone = run_market(year, [steps[at]], read_instruments(), scarce=False)
        np.testing.assert_array_equal(alone.began[0] > 0, alarms[1 + at] > 0)
    courses = run_market(market, steps, read_instruments())
    first = np.nan_to_num(courses.first, nan=999.0)
    assert np.all(np.diff(first, axis=0) >= 0)


def test_each_option_sees_the_same_course_whatever_stands_beside_it():
    told = figures_of(read_figures(), PLACE)
    rule = Option("r", "reserve", "stock", 50, 2, 14)
    _, beside = run(told, Option("m", "maximum", "stock", 70, 2, 14), rule, draws=20)
    _, alone = run(told, rule, draws=20)
    np.testing.assert_array_equal(beside.without[2], alone.without[1])
    np.testing.assert_array_equal(beside.without[0], alone.without[0])


def test_ordinary_weeks_leave_almost_nobody_without():
    told = figures_of(read_figures(), PLACE)
    market = market_of(told, 60)
    ordinary = run_market(market, [NOTHING], read_instruments(), scarce=False)
    assert ordinary.without.mean() < 0.01


def test_the_example_takes_its_figures_from_the_twin():
    told = figures_of(read_figures(), PLACE)
    assert told[PRODUCT, "hoard_demand"].figure.p50 == 1.7
    assert told[PRODUCT, "home_no_kit"].figure.p90 == 7
    assert told[PRODUCT, "people"].figure.p50 == PLACE.inhabitants
    rows = list(read_figures())
    sources = [(row["source_nl"], row["source_en"]) for row in rows]
    assert all(dutch and english and dutch != english for dutch, english in sources)
    assert all(("aanname" in nl) == ("assumption" in en) for nl, en in sources)
    assert all("A" in row["evidence"] for row in rows if "assumption" in row["source_en"])


def test_false_alarms_do_not_depend_on_the_scarcity():
    rules = [NOTHING, Option("m", "maximum", "stock", 70, 2, 14)]
    found = [
        alarms_of(figures_of(with_given(read_figures(), [given]), PLACE), rules, instruments, 20, 1)
        for instruments in [read_instruments()]
        for given in ("lasts=3", "lasts=120", "supply=0", "reserve_days=30")
    ]
    assert 0 < found[0][1].mean() < 1
    for one in found[1:]:
        np.testing.assert_array_equal(one, found[0])


def test_a_reserve_never_fills_the_shelves_beyond_the_usual_stock():
    given = ("lasts=5", "catch_up=10", "reserve_days=30", "reserve.releases=5", "refill=0.3")
    market = market_of(figures(*given), 1)
    release = Option("reserve", "reserve", "stock", 70, 1, 30)
    courses = run_market(market, [release], read_instruments())
    shelves = courses.seen[:, 0, 0]
    assert courses.ruled[0, 0] > 10
    assert shelves.min() < 4
    assert shelves.max() <= 4 + 1e-9
    # What is not needed is not released: what was sold did not grow by more than it fell short.
    assert 0 < courses.moved[0, 0] * market.days < 30


def test_half_a_portion_for_everybody_is_half_a_missed_day_and_not_half_of_the_people():
    _, courses = run(figures("supply=0.5", "stock_days=0.5", "home_kit=0", "home_no_kit=0"))
    assert 0 < courses.peak[0, 0] < 1
    assert courses.peak[0, 0] == pytest.approx(courses.lacking[0].max())
