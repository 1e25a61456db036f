"""Registers that are lists: how they are declared, and what follows from their rows."""

from datetime import date

import pytest

from tests.agenda.registers.filled_in import rows_of_text
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.registers.files import read_lists
from weerbaar.agenda.registers.list_outcomes import (
    counts_of,
    missing_of,
    sooner_of,
    sums_of,
    times_of,
)
from weerbaar.agenda.registers.list_shown import Asked, list_shown
from weerbaar.agenda.registers.lists import LIST_TABLES, MARKS, list_problems
from weerbaar.agenda.registers.register import problems_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.common.tables import rows_of
from weerbaar.platform.files import read_table

TODAY = date(2026, 11, 22)
LISTS = read_lists()
SCREENING = """firm,asked_on,status,decided_on,adds_low,adds,adds_high,unit
Aegis,2026-01-01,cleared,2026-01-31,8,10,12,pieces/month
Borg,2026-02-01,cleared,2026-02-11,,5,,pieces/month
Castle,2026-03-01,refused,2026-06-09,,,,
Donjon,2026-09-23,with_bank,,,7,,pieces/month
Epee,2026-11-12,with_government,,,,,
Foil,2026-01-01,withdrawn,,,,,
"""
INITIATIVES = """municipality,initiative,instrument,asked_on,decided_on
Tiel,stock,grant,2026-01-01,2026-04-11
Druten,stock,exemption,2026-01-01,2026-01-21
Buren,pumps,grant,2026-10-01,
"""
QUESTIONS = """question,partner,status,asked_on,answered_on,returned
How long lasts insulin?,RIVM,answered,2026-01-01,2026-03-02,a table
Who comes to a point?,,open,2026-10-01,,
Who stays at home?,,stopped,2026-10-01,,
"""
CHALLENGES = """challenge,status,outcome,ask
Bridge in a night,solved,done in nine hours,head of logistics
Fuel by rail,working,,
"""
SAY = """question,subject,place,asked_on,answered_on,answer,result,changed
May it be quiet on Sunday?,noise,Oirschot,2026-05-01,2026-05-31,yes,changed,no flights on Sunday
Where do the trees go?,space,Oirschot,2026-05-01,2026-07-10,nowhere else,unchanged,law
"""
CAPABILITIES = """field,capability,needed_low,needed,needed_high,pool
logistics,run a rail yard,30,40,60,25
water,pump by hand,,10,,4
care,sort the wounded,,20,,
"""
POOLS = """employer,function,field,people,to_defence,elsewhere,both
Haulier,driver,logistics,200,20,30,5
"""


def shown_of(name, text, whole=True, commitments=()):
    rows = rows_of_text(LISTS[name], text)
    assert problems_of(LISTS[name], rows, "") == []
    return list_shown(
        LISTS[name], list(rows), Asked(ENGLISH, whole, TODAY, commitments, read_kinds())
    )


def table_of(found, title):
    return next(table.rows for table in found.tables if table.title == title)


def test_files_of_firms_wait_and_are_done_and_the_middle_comes_with_its_range():
    screening = LISTS["screening"]
    rows = list(rows_of_text(screening, SCREENING))
    times, sums, _ = screening.outcomes
    (found,) = times_of(screening, rows, times, TODAY)
    assert found.days == (10, 30, 100)
    assert found.middle == 30
    assert [(one.row["firm"], one.days) for one in found.waiting] == [("Donjon", 60), ("Epee", 10)]
    assert sums_of(screening, rows, sums) == [
        ("with_bank", "pieces/month", Band(7, 7, 7), 1),
        ("cleared", "pieces/month", Band(13, 15, 17), 2),
    ]
    told = shown_of("screening", SCREENING)
    assert table_of(told, "Done and waiting") == [
        ["Screening of security firms", "3", "30 (10–100)", "2", "60"]
    ]
    assert table_of(told, "What waits")[0] == ["Donjon", "23 September 2026", "60"]


def test_initiatives_are_told_by_instrument_and_what_speed_would_change():
    initiatives = LISTS["initiatives"]
    rows = list(rows_of_text(initiatives, INITIATIVES))
    times = initiatives.outcomes[0]
    grant, exemption = times_of(initiatives, rows, times, TODAY)
    assert (grant.group, grant.days, len(grant.waiting)) == ("grant", (100,), 1)
    assert (exemption.group, exemption.days) == ("exemption", (20,))
    assert sooner_of([grant, exemption], 56).days == 44
    assert "44 days sooner" in shown_of("initiatives", INITIATIVES).sentences[0]
    assert counts_of(initiatives, rows, initiatives.outcomes[1])["grant"] == 2


def test_a_question_that_nobody_works_on_and_a_challenge_without_outcome_are_named():
    told = shown_of("research", QUESTIONS)
    assert table_of(told, "Still empty: who works on it") == [["Who comes to a point?"]]
    told = shown_of("challenges", CHALLENGES)
    assert table_of(told, "Still empty: what came of it") == [["Fuel by rail"]]
    rows = list(rows_of_text(LISTS["challenges"], CHALLENGES))
    assert missing_of(LISTS["challenges"], rows[:1], LISTS["challenges"].outcomes[1]) == []


def test_a_decision_is_timed_and_a_task_without_an_owner_is_named():
    text = "decision,by_whom,asked_on,decided_on\nOpen the hall,college,2026-09-01,2026-09-20\n"
    told = shown_of("decisions", text + "Longer hours,minister,2026-06-01,\n")
    assert table_of(told, "Done and waiting")[0][:3] == ["college", "1", "19"]
    assert table_of(told, "What waits") == [["Longer hours", "1 June 2026", "174"]]
    text = "task,street,town,region,state,owner\nCheck on neighbours,ring,list,,,street team\n"
    told = shown_of("tasks", text + "Bring water,,taps,trucks,,\n")
    assert table_of(told, "Still empty: who answers for it") == [["Bring water"]]


def test_a_say_tells_how_long_an_answer_took_and_whether_anything_changed():
    told = shown_of("participation", SAY)
    lines = table_of(told, "Done and waiting")
    assert [line[:3] for line in lines] == [
        ["space for Defence", "1", "70"],
        ["noise", "1", "30"],
    ]
    assert "something was changed" in told.pictures[-1].svg


def test_people_who_are_ready_stand_beside_those_needed_and_few_of_them_are_hidden():
    title = "Needed, ready and short"
    care, rail, water = sorted(table_of(shown_of("capabilities", CAPABILITIES), title))
    assert rail[2:] == ["40 (30–60)", "25", "15 (5–35)"]
    assert water[2:] == ["10", "4", "6"]
    assert care[3:] == ["nobody counted", "unknown"]
    hidden = shown_of("capabilities", CAPABILITIES, whole=False)
    assert sorted(table_of(hidden, title))[2][2:] == ["10", "<10", "not shown"]
    assert "pump by hand" not in hidden.pictures[0].svg


def test_what_is_missing_is_mapped_by_place_and_field_where_most_is_short_first():
    """Worked by hand: Tiel lacks 15 (5-35) and 4 people in logistics, Buren 20 of which nobody
    counted who is ready; what is solved is not missing."""
    text = "field,capability,place,needed_low,needed,needed_high,pool,status\n"
    text += "logistics,rail,Tiel,30,40,60,25,open\nlogistics,fork-lift,Tiel,,16,,12,open\n"
    text += "care,sort,Buren,,20,,,open\ncare,carry,Buren,,50,,0,filled\nwater,taps,,,9,,4,open\n"
    title = "Where something is missing"
    assert table_of(shown_of("capabilities", text), title) == [
        ["Tiel", "logistics", "2", "19 (9–39)", "0"],
        ["not said", "water", "1", "5", "0"],
        ["Buren", "care", "1", "unknown", "1"],
    ]
    assert table_of(shown_of("capabilities", text, whole=False), title)[1][3] == "not shown"


def test_shared_staff_is_counted_by_the_arithmetic_of_employers():
    (sentence,) = shown_of("pools", POOLS).sentences
    (line,) = table_of(shown_of("pools", POOLS), "How many are counted on twice")
    assert line[2:] == ["200", "45", "22 %", "155"]
    hidden = shown_of("pools", POOLS, whole=False)
    assert "fewer than 3 employers" in hidden.sentences[0]
    assert not hidden.tables
    assert not hidden.pictures
    assert sentence.startswith("Of 200 people in this register 45 are counted on twice: 22 %")


@pytest.mark.parametrize("one", LISTS.values(), ids=lambda one: one.name)
def test_every_list_that_ships_speaks_dutch_and_shows_nothing_where_it_is_empty(one):
    english = [one.title, one.about, *one.headings.values(), *(one.hints or {}).values()]
    english += [word for values in one.choices.values() for word in values.values()]
    assert set(english) <= set(one.dutch)
    assert list_shown(one, [], Asked(ENGLISH, True, TODAY, (), read_kinds())).tables == ()
    assert one.outcomes


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("screening", "firm,asked_on,adds\nA,2026-01-01,5\n", "amount-without-unit"),
        ("demand", "phase,kind,what,amount\nconflict,food,bread,5\n", "amount-without-unit"),
        (
            "screening",
            "firm,asked_on,decided_on\nA,2026-02-01,2026-01-01\n",
            "ends-before-it-starts",
        ),
        ("pools", POOLS.replace("20,30", "20,300"), "more-than-all"),
        ("capabilities", "field,capability,pool\na,b,1.5\n", "not-whole-people"),
        ("participation", "question,answer\na,call 0612345678\n", "personal-data"),
    ],
)
def test_what_cannot_be_is_refused(name, text, code):
    problems = problems_of(LISTS[name], rows_of_text(LISTS[name], text), "")
    assert code in [problem.code for problem in problems]


def test_a_key_that_must_be_there_is_asked_for():
    with pytest.raises(Refused):
        rows_of_text(LISTS["demand"], "kind,what\nfood,bread\n")


def test_a_declaration_that_names_what_is_not_there_is_refused():
    tables = [read_table(table) for table in LIST_TABLES]
    assert list_problems(*tables) == []
    lists, columns, choices, outcomes = tables
    for at, change in (
        (1, {"list": "treasure"}),
        (1, {"marks": "golden"}),
        (2, {"column": "colour"}),
        (3, {"of": "colour"}),
        (2, {"list": "availability", "column": "window", "value": "soon"}),
    ):
        changed = list(tables)
        first, *rest = tables[at]
        changed[at] = rows_of(tables[at].table, [{**first, **change}, *rest])
        assert list_problems(*changed)
    fewer = rows_of(columns.table, [row for row in columns if row["column"] != "unit"])
    assert {p.value for p in list_problems(lists, fewer, choices, outcomes)} >= {"unit"}
    assert len(MARKS) == 7
