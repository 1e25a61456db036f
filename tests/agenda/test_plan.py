"""The plan in time: what is drawn from when until when, and what is told apart."""

from datetime import date

from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.plan import MOST_ROWS, days_in_words, make_plan
from weerbaar.common.language import ENGLISH

KINDS = read_kinds()
TODAY = date(2026, 11, 22)
FROM, UNTIL = date(2026, 1, 1), date(2026, 6, 30)


def one(name: str, starts: date | None, until: date | None) -> Commitment:
    return Commitment(name, "assignment", name, starts=starts, until=until)


def test_what_has_days_is_drawn_in_their_order_and_what_has_none_is_told_apart():
    plan = make_plan(
        [one("c", None, None), one("b", None, UNTIL), one("a", FROM, UNTIL), one("o", UNTIL, None)],
        KINDS,
        TODAY,
    )
    assert [row.commitment.commitment for row in plan.rows] == ["a", "b", "o"]
    assert [days_in_words(row, ENGLISH) for row in plan.rows] == [
        "1 January 2026 to 30 June 2026",
        "on 30 June 2026",
        "from 30 June 2026",
    ]
    assert [row.late for row in plan.rows] == [True, True, False]
    assert [c.commitment for c in plan.without] == ["c"]


def test_every_line_stands_on_one_page():
    every = [one(f"{i:03}", FROM, UNTIL) for i in range(2 * MOST_ROWS + 1)]
    pages = [make_plan(every, KINDS, TODAY, page) for page in (1, 2, 3)]
    assert [row.commitment.commitment for page in pages for row in page.rows] == [
        o.commitment for o in every
    ]
    assert make_plan(every, KINDS, TODAY, 10**9).page == 3
