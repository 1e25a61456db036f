"""Lines from somebody's file: what would change is told first, and one fault keeps all back."""

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from weerbaar.agenda.commitment_table import Known, commitments_csv
from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.importing import MOST_LINES, read_sheet
from weerbaar.common.files import sheets_of
from weerbaar.common.refusals import Refused

TANK = Commitment(
    "tank", "assignment", "Tankwagens huren", owner="VRGZ", until=date(2027, 1, 1), note="let op"
)


def read(text: str, standing: tuple[Commitment, ...] = (TANK,)):
    numbers = count(1)
    (sheet,) = sheets_of(text.encode(), "agenda.csv")
    return read_sheet(sheet, standing, read_kinds(), Known(), lambda: f"new-{next(numbers)}")


def codes(text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(Refused) as refused:
        read(text)
    return [(p.code, p.row, p.column) for p in refused.value.problems]


def test_a_line_that_stands_changes_and_another_is_new():
    changed, new = read(
        "commitment;kind;title;status;owner\n"
        "tank;assignment;Tankwagens kopen;working;VRGZ\n"
        ";open_question;Wie betaalt?;;\n"
    )
    assert not changed.is_new
    assert changed.changed == {
        "title": ("Tankwagens huren", "Tankwagens kopen"),
        "status": ("open", "working"),
    }
    assert changed.commitment.note == "let op"
    assert changed.commitment.until == TANK.until
    assert (new.is_new, new.commitment.commitment) == (True, "new-1")


def test_what_is_taken_along_and_taken_in_again_changes_nothing():
    guarded = replace(TANK, title="=1+1", partners=("-a", "b"))
    (one,) = read(commitments_csv([guarded]).replace("=1+1", "'=1+1"), (guarded,))
    assert not one.is_new
    assert one.changed == {}


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        ("kind,title\nopen_question,a\nopen_question,\n", "empty-cell", 3, "title"),
        ("kind,title\nwens,a\n", "not-a-choice", 2, "kind"),
        ("kind,title,until\nmilestone,a,gisteren\n", "not-a-date", 2, "until"),
        ("kind,title\nmilestone,a\n", "empty-cell", 2, "until"),
        ("title\na\n", "missing-column", 1, "kind"),
        (
            "commitment,kind,title,from\ntank,assignment,a,2028-01-01\n",
            "ends-before-it-starts",
            2,
            "until",
        ),
    ],
)
def test_a_fault_is_refused_with_its_row_and_column(text: str, code: str, row: int, column: str):
    assert (code, row, column) in codes(text)


def test_more_lines_than_fit_are_refused():
    text = "kind,title\n" + "open_question,a\n" * (MOST_LINES + 1)
    assert codes(text) == [("too-many-lines-for-agenda", None, "")]
