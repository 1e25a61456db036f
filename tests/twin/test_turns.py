"""Turned knobs while people wait: seats, what is kept, and what gives way."""

from __future__ import annotations

from threading import Event, Lock, Thread

import pytest

from weerbaar.common.language import ENGLISH
from weerbaar.region.web.facts import version_of
from weerbaar.twin.ensemble import Run
from weerbaar.twin.web import turns
from weerbaar.twin.web.turns import ALL, FEW, Asked, Busy, Desk, Pages, Superseded

FACTS, STORY = "gelderland-zuid", "zoelmond-2017"


def asked(**choices: float) -> Asked:
    return Asked(FACTS, STORY, "", tuple(sorted(choices.items())), ())


def always() -> bool:
    return True


class Count:
    """Wants everything, and counts how often that is asked."""

    def __init__(self) -> None:
        self.number, self.lock = 0, Lock()

    def __call__(self) -> bool:
        with self.lock:
            self.number += 1
        return True


def made_of(question: Asked) -> tuple[Run, ...]:
    """The runs of a question that are kept until all of them are asked, or after that."""
    key = (version_of(question.facts), question)
    return tuple(turns.started.made[key].result().made[0])


def test_the_first_draws_are_the_first_of_all_and_are_made_once() -> None:
    question, asks = asked(mast_hours=5.0), Count()
    few = turns.view(question, FEW, ENGLISH, asks)
    first = made_of(question)
    assert [run.run for run in first] == list(range(FEW))
    # Whether it is still wanted is asked at the desk, and before each run that is made.
    assert asks.number == 1 + FEW
    whole = turns.view(question, ALL, ENGLISH, asks)
    assert all(now is then for now, then in zip(made_of(question), first, strict=True))
    assert asks.number == 1 + FEW + 1 + (ALL - FEW)
    assert (few.map_table, bool(whole.map_table)) == (None, True)


def test_the_same_question_costs_once_whoever_asks_it() -> None:
    first = turns.view(asked(mast_hours=6.0), FEW, ENGLISH, always)
    asks = Count()
    assert turns.view(asked(mast_hours=6.0), FEW, ENGLISH, asks) is first
    assert asks.number == 0


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
