"""Turned knobs while people wait: seats, what is kept, and what gives way."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from weerbaar.common.language import ENGLISH
from weerbaar.twin.web import turns
from weerbaar.twin.web.turns import ALL, FEW, Asked, Busy, Desk, Pages, Superseded

FACTS, STORY = "gelderland-zuid", "zoelmond-2017"


def asked(**choices: float) -> Asked:
    return Asked(FACTS, STORY, "", tuple(sorted(choices.items())), ())


def always() -> bool:
    return True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the runs that are made while a test lasts."""
    numbers: list[int] = []
    real = turns.run_more

    def counted(twin, made, runs, wanted):  # type: ignore[no-untyped-def]
        found = real(twin, made, runs, wanted)
        numbers.extend(range(len(made), len(found)))
        return found

    monkeypatch.setattr(turns, "run_more", counted)
    return numbers


def test_the_first_draws_are_the_first_of_all_and_are_made_once(made: list[int]) -> None:
    turns.base_of(FACTS, STORY)
    made.clear()
    few = turns.view(asked(mast_hours=5.0), FEW, ENGLISH, always)
    assert made == list(range(FEW))
    whole = turns.view(asked(mast_hours=5.0), ALL, ENGLISH, always)
    assert made == list(range(ALL))
    assert (few.map_table, bool(whole.map_table)) == (None, True)


def test_the_same_question_costs_once_whoever_asks_it(made: list[int]) -> None:
    first = turns.view(asked(mast_hours=6.0), FEW, ENGLISH, always)
    made.clear()
    assert turns.view(asked(mast_hours=6.0), FEW, ENGLISH, always) is first
    assert made == []


def test_who_asks_something_newer_gives_up_what_was_asked_before() -> None:
    pages = Pages(2)
    older, newer = pages.asks("a", 1), pages.asks("a", 2)
    assert (older(), newer(), pages.asks("b", 1)()) == (False, True, True)
    with pytest.raises(Superseded):
        turns.view(asked(mast_hours=7.0), FEW, ENGLISH, older)
    assert turns.view(asked(mast_hours=7.0), FEW, ENGLISH, newer).curves


def test_of_many_open_pages_the_oldest_is_forgotten_and_never_stopped() -> None:
    pages = Pages(2)
    wanted = [pages.asks(name, 1) for name in ("a", "b", "c")]
    assert len(pages.newest) == 2
    assert all(one() for one in wanted)


def test_a_desk_gives_so_many_seats_lets_so_many_wait_and_refuses_the_next() -> None:
    desk, seated, done = Desk(1, 1, 30.0), Event(), Event()
    order: list[str] = []

    def sit(name: str) -> None:
        with desk.seat():
            order.append(name)
            seated.set()
            done.wait(30)

    first = Thread(target=sit, args=("first",))
    first.start()
    assert seated.wait(30)
    second = Thread(target=sit, args=("second",))
    second.start()
    while desk.places.acquire(blocking=False):
        # The second has not come to the desk yet.
        desk.places.release()
    with pytest.raises(Busy), desk.seat():
        order.append("third")
    done.set()
    first.join(30)
    second.join(30)
    assert order == ["first", "second"]
    with desk.seat():
        order.append("later")
    assert order[-1] == "later"


def test_who_waits_too_long_is_refused_and_leaves_no_seat_behind() -> None:
    desk = Desk(1, 1, 0.01)
    with desk.seat(), pytest.raises(Busy), desk.seat():
        pass
    with desk.seat():
        assert not desk.seats.acquire(blocking=False)
