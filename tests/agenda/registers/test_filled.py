"""Registers go in and out of files and forms without a change, and changes are told row by row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agenda.registers.filled_in import CHLORINE, EMPLOYERS_TEXT, STEPS, rows_of_text
from weerbaar.agenda.registers.changes import (
    ADDED,
    CHANGED,
    REMOVED,
    compare_rows,
    plain,
    remove_row,
    row_from_plain,
)
from weerbaar.agenda.registers.dependencies import DEPENDENCIES
from weerbaar.agenda.registers.employers import EMPLOYERS
from weerbaar.agenda.registers.files import read_lists, read_registers
from weerbaar.agenda.registers.filled import register_sheet, row_as_filled, row_filled_in
from weerbaar.agenda.registers.processes import PROCESSES
from weerbaar.common.files import read_language
from weerbaar.common.refusals import Refused
from weerbaar.drawing.spreadsheets import table_csv

DUTCH = read_language("nl")
FULL = [(DEPENDENCIES, CHLORINE), (EMPLOYERS, EMPLOYERS_TEXT), (PROCESSES, STEPS)]


def plain_rows(rows):
    return [{name: plain(value) for name, value in row.items()} for row in rows]


@pytest.mark.parametrize("register", read_registers().values(), ids=lambda one: one.name)
def test_every_column_and_choice_of_a_register_has_words(register):
    assert set(register.headings) == set(register.table.names)
    for column in register.table.columns:
        if column.kind == "choice":
            assert set(register.choices[column.name]) == set(column.choices)
    for several in (register.filters, register.personal, register.counts):
        assert set(several) <= set(register.table.names)
    for code in ("nl", "en"):
        words = read_language(code)
        heads = [words.text(head) for head in register.headings.values()]
        assert len(set(heads)) == len(heads)


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize(("register", "text"), FULL, ids=lambda one: getattr(one, "name", ""))
def test_what_is_written_out_reads_back_as_the_same_rows(register, text, code):
    rows = rows_of_text(register, text)
    words = read_language(code)
    heads, lines = register_sheet(register, list(rows), words)
    again = rows_of_text(register, table_csv(heads, lines, decimal_comma=code == "nl"))
    assert plain_rows(again) == plain_rows(rows)
    for row in rows:
        filled, problems = row_filled_in(register, row_as_filled(register, row, words), [words])
        assert problems == []
        assert plain_rows([filled]) == plain_rows([row])


def test_a_change_tells_each_row_that_is_new_other_or_gone():
    before = list(rows_of_text(DEPENDENCIES, CHLORINE))
    coming = list(rows_of_text(DEPENDENCIES, CHLORINE.replace(",60,", ",50,")))[:2]
    coming.append(dict(coming[0]) | {"supplier": "East", "contact": "Ans de Wit"})
    change = compare_rows(DEPENDENCIES, before, coming)
    assert [(line.way, line.key) for line in change.lines] == [
        (CHANGED, "Chlorine | North | "),
        (ADDED, "Chlorine | East | "),
    ]
    (cell,) = change.lines[0].cells
    assert (cell.column, cell.before, cell.after) == ("share", 60.0, 50.0)
    contact = next(cell for cell in change.lines[1].cells if cell.column == "contact")
    assert (contact.before, contact.after) == (None, None)
    assert len(change.rows) == 4
    complete = compare_rows(DEPENDENCIES, before, coming, complete=True)
    assert [line.key for line in complete.lines if line.way == REMOVED] == ["Chlorine | West | "]
    assert len(complete.rows) == 3
    assert len(remove_row(DEPENDENCIES, before, "Chlorine | West | ").rows) == 2


@settings(max_examples=25)
@given(st.sets(st.integers(0, 2)), st.booleans())
def test_coming_in_twice_changes_nothing_the_second_time(which, complete):
    rows = list(rows_of_text(DEPENDENCIES, CHLORINE))
    coming = [rows[at] for at in sorted(which)]
    once = compare_rows(DEPENDENCIES, [], coming, complete)
    twice = compare_rows(DEPENDENCIES, list(once.rows), coming, complete)
    assert twice.lines == ()
    assert plain_rows(twice.rows) == plain_rows(once.rows)


def test_a_row_goes_through_json_and_back():
    row = rows_of_text(EMPLOYERS, EMPLOYERS_TEXT).row(3)
    stored = {name: plain(value) for name, value in row.items()}
    assert plain_rows([row_from_plain(EMPLOYERS, stored)]) == plain_rows([row])
    assert row_from_plain(EMPLOYERS, {"employer": "x", "function": "y", "people": 1})["until"] == ""


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("people", "9" * 400, "not-a-number"),
        ("people", "9" * 30, "out-of-range"),
        ("people", "many", "not-a-number"),
        ("people", "", "empty-cell"),
        ("employer", "\x00", "control-character"),
        ("employer", "x" * 3000, "cell-too-long"),
        ("agreement", "perhaps", "not-a-choice"),
        ("until", "2026-02-30", "not-a-date"),
        ("share", "101", "out-of-range"),
    ],
)
def test_what_somebody_fills_in_wrong_is_refused_in_words(name, value, code):
    filled = {"employer": "A", "function": "b", "people": "5"} | {name: value}
    row, problems = row_filled_in(EMPLOYERS, filled, [read_language("en")])
    assert row is None
    assert code in [problem.code for problem in problems]
    assert all(problem.message() and problem.remedy() for problem in problems)


def test_a_file_of_something_else_is_refused():
    with pytest.raises(Refused) as refused:
        rows_of_text(EMPLOYERS, CHLORINE)
    assert {problem.code for problem in refused.value.problems} >= {"unknown-column"}


def test_a_refusal_names_choices_and_meanings_in_the_language_of_who_reads_it():
    text = "employer,phase,window,sector\nMolen,conflict,day 0 to 3,graan\n"
    with pytest.raises(Refused) as refused:
        rows_of_text(read_lists()["availability"], text)
    told = [p.message(DUTCH) + p.remedy(DUTCH) for p in refused.value.problems]
    assert any("zorg, logistiek" in one for one in told)
    assert not any("guarding" in one for one in told)
    assert any("guarding" in p.remedy() for p in refused.value.problems)
    with pytest.raises(Refused) as refused:
        rows_of_text(read_lists()["answers"], "country\nNL\n")
    assert any("Dezelfde naam" in p.remedy(DUTCH) for p in refused.value.problems)
