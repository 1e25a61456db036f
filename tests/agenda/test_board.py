"""The board: columns with every card on some page, filters, and a picture of how it goes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.agenda.board import MOST_CARDS, OVER, Asked, make_board, status_of
from weerbaar.agenda.commitments import ENDED, OPEN, STATUSES, Commitment, Money
from weerbaar.agenda.files import read_kinds

KINDS = read_kinds()
TODAY = date(2026, 11, 22)
RULE = Commitment("rule", "paused_rule", "Rijtijden", "working", until=date(2026, 11, 1))
TANK = Commitment(
    "tank",
    "assignment",
    "Tankwagens huren",
    owner="veiligheidsregio",
    until=date(2026, 11, 20),
    money=Money(100, 200, 400),
    payer="state",
    gap="g",
)
LATER = replace(TANK, commitment="later", title="Afspraak maken", until=date(2027, 1, 1), gap="")


def names(board) -> dict[str, list[str]]:
    return {
        column.column: [c.commitment.commitment for c in column.cards] for column in board.columns
    }


def test_a_board_has_columns_by_how_things_stand_today_with_what_is_late_first():
    board = make_board([LATER, RULE, TANK], KINDS, TODAY, Asked())
    assert names(board) == {
        "open": ["tank", "later"],
        "agreed": [],
        "working": [],
        "done": [],
        OVER: ["rule"],
    }
    assert [card.late for card in board.columns[0].cards] == [True, False]
    assert board.columns[-1].cards[0].standing == ENDED


@settings(max_examples=25, deadline=None)
@given(statuses=st.lists(st.sampled_from(list(STATUSES)), max_size=100))
def test_every_card_stands_on_exactly_one_page(statuses: list[str]):
    every = [replace(TANK, commitment=str(i), status=status) for i, status in enumerate(statuses)]
    first = make_board(every, KINDS, TODAY, Asked())
    seen = []
    for page in range(1, first.pages + 1):
        board = make_board(every, KINDS, TODAY, Asked(), page)
        seen += [name for cards in names(board).values() for name in cards]
        assert all(len(column.cards) <= MOST_CARDS for column in board.columns)
        assert sum(column.all for column in board.columns) == len(every)
    assert sorted(seen) == sorted(one.commitment for one in every)


def test_the_31st_card_is_told_of_and_stands_on_the_next_page():
    every = [replace(TANK, commitment=f"{i:03}") for i in range(31)]
    (column, *_), board = (
        make_board(every, KINDS, TODAY, Asked()).columns,
        make_board(every, KINDS, TODAY, Asked(), 10**9),
    )
    assert (len(column.cards), column.after) == (30, 1)
    assert (board.page, board.pages) == (2, 2)
    assert len(board.columns[0].cards) == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(owner="veiligheidsregio"), {"tank", "later"}),
        (Asked(kind="paused_rule"), {"rule"}),
        (Asked(gap="g"), {"tank"}),
        (Asked(late=True), {"tank"}),
        (Asked(text="  TANKWAGENS "), {"tank"}),
        (Asked(text="x\x00"), set()),
    ],
)
def test_a_filter_shows_what_is_asked(asked: Asked, found: set[str]):
    board = make_board([LATER, RULE, TANK], KINDS, TODAY, asked)
    assert {name for cards in names(board).values() for name in cards} == found


def test_the_picture_counts_each_once_and_adds_what_is_not_dropped():
    dropped = replace(TANK, commitment="no", status="dropped")
    picture = status_of([LATER, RULE, TANK, dropped], KINDS, TODAY)
    assert sum(picture.by_status.values()) == sum(picture.by_kind.values()) == picture.count == 4
    assert (picture.by_status[OPEN], picture.by_status[ENDED], picture.late) == (2, 1, 1)
    assert picture.money == {"state": Money(200, 400, 800)}
    assert picture.total == Money(200, 400, 800)


def test_nothing_is_an_empty_board():
    board = make_board([], KINDS, TODAY, Asked(), -5)
    assert (board.count, board.page, board.pages) == (0, 1, 1)
    assert status_of([], KINDS, TODAY).total == Money(0, 0, 0)
