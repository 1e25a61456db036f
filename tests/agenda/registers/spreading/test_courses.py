"""Firms that learn from stronger ones: what follows from measurements, ties and exercises."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import rows_of_text
from weerbaar.agenda.registers.files import read_lists, read_spreading_figures
from weerbaar.agenda.registers.list_shown import Asked, list_shown
from weerbaar.agenda.registers.register import problems_of
from weerbaar.agenda.registers.spreading.asked import LookAhead, read_look_ahead
from weerbaar.agenda.registers.spreading.courses import (
    exercises_of,
    figures_of,
    fitted,
    gaps,
    next_leaders,
    spread,
    with_leaders,
)
from weerbaar.agenda.registers.spreading.firms import Network, network_of, overdue
from weerbaar.agenda.registers.spreading.shown import _sure, look_ahead, measured_means, verdict
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH

SUPPLIERS = read_lists()["suppliers"]
FIGURES = figures_of(read_spreading_figures())
TODAY = date(2026, 11, 22)
SURE = {
    "learns": Band(0.1, 0.1, 0.1),
    "holds_weeks": Band(26, 26, 26),
    "half_life_years": Band(4, 4, 4),
    "alike": Band(0.5, 0.5, 0.5),
}
HEAD = "firm,measured_on,part,scale,level,asked,leaders,community,exercises,rhythm,last_on\n"
CHAIN = (
    HEAD
    + """Port,2026-11-01,leader,4,4,3,,,12,13,2026-10-01
Haulier,2025-11-01,supplier,4,1,3,Port,,12,26,2026-01-01
Haulier,2026-11-01,supplier,4,2,3,port ; Nobody,,12,26,2026-01-01
Cleaner,2026-11-01,supplier,4,2,3,,,0,,
Painter,2026-11-01,supplier,4,,3,,,,52,
Old hands,2026-11-01,experts,4,3.2,,,,,,
"""
)


def network(text: str, missing=()) -> Network:
    return network_of(list(rows_of_text(SUPPLIERS, text)), missing)


def shown(text: str):
    rows = rows_of_text(SUPPLIERS, text)
    assert problems_of(SUPPLIERS, rows, "") == []
    asked = Asked(ENGLISH, True, TODAY, (), {}, list(read_spreading_figures()))
    return list_shown(SUPPLIERS, list(rows), asked)


def test_a_leader_raises_its_supplier_and_who_is_alone_forgets():
    """Worked by hand: 12 exercises a year close 0.1 of the gap each, so that after a year 0.9 to
    the power 12 = 0.2824 of the gap of 2 is left: 4 - 0.565 = 3.435. Who never exercises has half
    of it left after four years."""
    found = spread(network(CHAIN), SURE, TODAY, years=4)
    names = [one.name for one in found.network.firms]
    assert names == ["Cleaner", "Haulier", "Old hands", "Port"]
    levels = 4 * found.levels[:, :, 0]
    assert levels[12, 1] == pytest.approx(4 - 2 * 0.9**12)
    assert levels[12, 1] == pytest.approx(3.435, abs=5e-4)
    assert levels[48, 0] == pytest.approx(1.0)
    assert levels[48, 2] == pytest.approx(3.2)
    assert np.allclose(levels[:, 3], 4.0)
    assert gaps(found)[0, 0] == pytest.approx(0.5)
    twice = 4 * spread(network(CHAIN), SURE, TODAY, years=1, more=12).levels[:, :, 0]
    assert twice[12, 1] == pytest.approx(4 - 2 * 0.9**24)
    assert twice[12, 0] == pytest.approx(2.0)


def test_a_leading_group_is_followed_from_measurements_to_who_stays_behind_and_who_is_overdue():
    """The whole sentence: levels measured, levels to come, what more brings, and the rhythm."""
    found = shown(CHAIN)
    tables = {table.title: table.rows for table in found.tables}
    firms = {row[0]: row for row in tables["Each firm, those that stay behind first"]}
    assert firms["Haulier"][2] == "1.0 (1 November 2025) → 2.0 (1 November 2026)"
    assert firms["Cleaner"][5] == "no"
    assert firms["Port"][5] == "yes"
    assert tables["Whose exercise is overdue"] == [
        ["Painter", "52", "never", "", ""],
        ["Haulier", "26", "1 January 2026", "", "143"],
    ]
    more, led = tables["What more would bring"]
    assert more[0] == "Exercises a year more for each: 1"
    assert led[0] == "One more leader for all who stay below: Port"
    suppliers, front = tables["Who gains, by 2029"]
    assert suppliers[:3] == ["supplier", "2", "2.0"]
    assert front[:4] == ["front-runner", "1", "4.0", "4.0"]
    told = " ".join(found.sentences)
    assert "1 of the 3 firms that agreed on a rhythm of exercise keep it." in told
    assert "At the level that is asked: 1 of 3 firms. In 2029 that is" in told
    assert "Without a level, so not computed: Painter." in told
    assert "not measured: Nobody." in told
    assert "is an assumption (A)" in told
    means = measured_means(network(CHAIN))
    assert [(day, 4 * level) for day, level in means] == [
        ("2025-11-01", pytest.approx(7 / 3)),
        ("2026-11-01", pytest.approx(8 / 3)),
    ]
    (picture,) = found.pictures
    assert picture.svg.count("<circle") == 2
    assert "<desc" in picture.svg


def test_missing_capabilities_a_pool_of_retired_people_and_what_they_pass_on_to_weaker_firms():
    """What is missing and how many retired people can do it; and what such a pool passes on: the
    weaker firm comes closer to the stronger, each draw, and stays behind without the pool."""
    lists = read_lists()["capabilities"]
    missing = "field,capability,place,needed,pool,level\nlogistics,run a rail yard,Tiel,40,25,100\n"
    pools = list(rows_of_text(lists, missing))
    asked = Asked(ENGLISH, True, TODAY, (), {})
    told = list_shown(lists, pools, asked)
    where, each = told.tables
    assert where.rows == [["Tiel", "logistics", "1", "15", "0"]]
    assert each.rows == [["logistics", "run a rail yard", "40", "25", "15"]]
    rows = HEAD + "Strong,2026-11-01,other,4,3,3,,,4,,\n"
    weak = rows + "Weak,2026-11-01,other,4,1,3,Strong; Run a rail yard,,4,,\n"
    taught = network(weak, pools)
    alone = network(rows + "Weak,2026-11-01,other,4,1,3,,,4,,\n", pools)
    # Without who stands ready in the register of what is missing, the weak learns of Strong alone.
    assert network(weak).unknown == ("Run a rail yard",)
    less = spread(network(weak), FIGURES, TODAY).levels[-1, 1]
    assert np.all(spread(taught, FIGURES, TODAY).levels[-1, 2] > less)
    on_page = Asked(ENGLISH, True, TODAY, (), {}, list(read_spreading_figures()), missing=pools)
    page = list_shown(SUPPLIERS, list(rows_of_text(SUPPLIERS, weak)), on_page)
    assert ["run a rail yard", "pool of experts", "4.0"] in [row[:3] for row in page.tables[0].rows]
    with_pool, without = (spread(one, FIGURES, TODAY) for one in (taught, alone))
    assert np.all(gaps(with_pool)[-1] < gaps(with_pool)[0])
    assert np.all(with_pool.levels[-1, 2] > without.levels[-1, 2])
    assert with_pool.levels[0, 2].max() < without.levels[0, 0].min() == 1.0
    assert [one.name for one in next_leaders(alone)] == ["run a rail yard"]


def test_no_firm_is_named_the_strongest_by_a_trifle_or_by_its_name():
    """Two that are equal, or differ by less than a tenth, are both named; the line names nobody."""
    weak = "Weak,2026-11-01,other,4,1,3,,,4,,\n"
    levels = {"Alpha": "3", "Zulu": "3"}
    for alpha, named in (("3", ["Alpha", "Zulu"]), ("3.01", ["Alpha", "Zulu"]), ("3.2", ["Alpha"])):
        levels["Alpha"] = alpha
        rows = [f"{name},2026-11-01,leader,4,{level},3,,,12,,\n" for name, level in levels.items()]
        text = HEAD + "".join(rows) + weak
        assert [one.name for one in next_leaders(network(text))] == named
        found = shown(text)
        (table,) = (t for t in found.tables if t.title == "What more would bring")
        assert ("cannot be said: Alpha, Zulu" in table.rows[1][0]) == (len(named) == 2)
        (picture,) = found.pictures
        assert "Alpha" not in picture.svg
        assert "Zulu" not in picture.svg
    wide = HEAD.replace(",level,", ",level_low,level,level_high,")
    wide += (
        "Alpha,2026-11-01,leader,4,2.5,3.5,4,3,,,12,,\nZulu,2026-11-01,leader,4,2,3,3.4,3,,,12,,\n"
    )
    wide += "Weak,2026-11-01,other,4,1,1,1,3,,,4,,\n"
    assert len(next_leaders(network(wide))) == 2


def test_how_much_firms_have_in_common_is_drawn_as_its_band_says():
    """With much in common firms are all fast or all slow, so that their mean is less sure; a band
    of `alike` from none to all is neither of its ends."""
    firms = "".join(f"F{at},2026-11-01,other,4,1,3,Port,,4,,\n" for at in range(8))
    one = network(HEAD + "Port,2026-11-01,leader,4,4,3,,,12,,\n" + firms)
    levels = {
        name: spread(one, {**FIGURES, "alike": band}, TODAY, 1).levels[-1, :8].mean(axis=0).std()
        for name, band in (("none", Band(0, 0, 0)), ("any", Band(0, 0, 1)), ("all", Band(1, 1, 1)))
    }
    assert levels["none"] < levels["any"] < levels["all"]


def test_a_mean_level_that_moves_too_little_to_be_said_is_not_told_as_higher():
    words = _sure("0.1 (-0.1 to 0.2)", np.linspace(-0.1, 0.2, 50), ENGLISH)
    assert words == "0.1 (-0.1 to 0.2), cannot be said"
    assert _sure("0.0", np.zeros(50), ENGLISH) == "0"
    assert _sure("0.2", np.full(50, 0.2), ENGLISH) == "0.2"


names = st.integers(0, 5)
firm = st.tuples(
    st.floats(0, 1), st.floats(0, 20), st.lists(names, max_size=3), st.sampled_from(["", "a", "b"])
)


def _text(firms) -> str:
    lines = [
        f"F{at},2026-01-01,other,100,{100 * level:.4f},50,{'; '.join(f'F{n}' for n in ties)},"
        f"{community},{exercises:.3f},,"
        for at, (level, exercises, ties, community) in enumerate(firms)
    ]
    return HEAD + "\n".join(lines) + "\n"


@settings(max_examples=25, deadline=None)
@given(st.lists(firm, min_size=1, max_size=6), st.floats(0.1, 12))
def test_more_exercises_and_more_ties_never_lower_a_firm_and_nobody_passes_the_best(firms, more):
    one = network(_text(firms))
    now = spread(one, FIGURES, TODAY, years=1)
    assert np.all(spread(one, FIGURES, TODAY, years=1, more=more).levels >= now.levels - 1e-12)
    assert np.all(now.levels <= now.levels[0].max(axis=0) + 1e-12)
    leaders = next_leaders(one)
    if leaders:
        led = spread(with_leaders(one, leaders), FIGURES, TODAY, years=1)
        assert np.all(led.levels >= now.levels - 1e-12)
    for at in range(len(one.firms)):
        if not one.sources(at):
            assert np.all(np.diff(now.levels[:, at], axis=0) <= 0)


def test_a_community_learns_from_its_strongest_as_if_each_named_all_others():
    apart = HEAD + "".join(
        f"{name},2026-01-01,other,4,{level},3,{ties},,6,,\n"
        for name, level, ties in (("A", 4, "B; C"), ("B", 1, "A; C"), ("C", 2, "A;B"))
    )
    together = HEAD + "".join(
        f"{name},2026-01-01,other,4,{level},3,,circle,6,,\n"
        for name, level in (("A", 4), ("B", 1), ("C", 2))
    )
    one, other = (spread(network(text), FIGURES, TODAY) for text in (apart, together))
    assert np.array_equal(one.levels, other.levels)


def test_the_rate_of_learning_comes_from_measurements_where_three_firms_were_measured_twice():
    """Three suppliers are put where rates of 0.05, 0.1 and 0.2 bring them in a year."""
    rows = "Port,2025-11-01,leader,100,90,,,,12,,\n"
    for at, rate in enumerate((0.05, 0.1, 0.2)):
        level = 90 - 60 * (1 - rate) ** 12
        rows += f"S{at},2025-11-01,supplier,100,30,,Port,,12,,\n"
        rows += f"S{at},2026-11-01,supplier,100,{level:.6f},,Port,,12,,\n"
    found = fitted(network(HEAD + rows), FIGURES, TODAY)
    assert found.firms == 3
    # Mean 0.1167, spread 0.0764, t of 2 degrees at 0.9 1.886: 0.1167 + 1.886 x 0.0764 x 1.155.
    assert (found.learns.p10, found.learns.p50, found.learns.p90) == pytest.approx(
        (0.0, 0.1, 0.283), abs=1e-3
    )
    fewer = network(HEAD + "".join(rows.splitlines(keepends=True)[:5]))
    assert fitted(fewer, FIGURES, TODAY) == type(found)(2, None)
    assert look_ahead(network(HEAD + rows), FIGURES, TODAY, 1).rate == found


def test_what_is_typed_on_the_page_is_read_or_refused_in_words():
    assert read_look_ahead({}) == (LookAhead(3, 1.0), [])
    assert read_look_ahead({"years": "5", "more": "2,5"}) == (LookAhead(5, 2.5), [])
    for values, code in (
        ({"years": "0"}, "not-years-ahead"),
        ({"years": "٣"}, "not-years-ahead"),
        ({"years": "9" * 400}, "not-years-ahead"),
        ({"more": "nan"}, "not-exercises-more"),
        ({"more": "-1"}, "not-exercises-more"),
        ({"more": "1e999"}, "not-exercises-more"),
    ):
        ahead, problems = read_look_ahead(values)
        assert ahead == LookAhead()
        assert [problem.code for problem in problems] == [code]


def test_exercises_follow_from_the_rhythm_only_where_it_is_kept():
    kept, late = (
        network(HEAD + f"A,2026-01-01,other,4,2,,,,,26,{day}\n").firms[0]
        for day in ("2026-10-01", "2026-01-01")
    )
    assert exercises_of(kept, TODAY) == 2.0
    assert exercises_of(late, TODAY) == 0.0
    assert overdue(network(CHAIN), TODAY)[0][1] is None
    assert [verdict(share) for share in (0.95, 0.5, 0.05)] == ["yes", "cannot be said", "no"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,2026-01-01,other,4,5,,,,,,\n", "level-above-scale"),
        ("A,2026-01-01,other,4,2,40,,,,,\n", "level-above-scale"),
        ("A,2026-01-01,other,4,2,,,,,,\nB,2026-01-01,other,100,2,,,,,,\n", "levels-on-two-scales"),
        (f"A,2026-01-01,other,4,2,,{';'.join(map(str, range(60)))},,,,\n", "too-many-leaders"),
        ("".join(f"F{n},2026-01-01,other,4,2,,,,,,\n" for n in range(301)), "too-many-firms"),
    ],
)
def test_what_cannot_be_is_refused(row: str, code: str):
    problems = problems_of(SUPPLIERS, rows_of_text(SUPPLIERS, HEAD + row), "")
    assert code in [problem.code for problem in problems]
