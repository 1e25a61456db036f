"""Who may do what: the rules of the docstring, and the table that ships."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weerbaar
from weerbaar.platform.files import read_pages, read_rights, read_roles
from weerbaar.platform.rights import (
    NOBODY,
    REACHES,
    ROLE_ORDER,
    VISITOR,
    Owner,
    Rights,
    Standing,
)

COUNTRY, REGION, TOWN, OTHER_TOWN = 1, 2, 3, 4
OF_TOWN = Owner((COUNTRY, REGION, TOWN))
OF_OTHER_TOWN = Owner((COUNTRY, REGION, OTHER_TOWN))
TABLE = Path(weerbaar.__file__).parent / "library" / "tables" / "rights.csv"


def anna(role: str, at: int) -> Standing:
    return Standing("anna", frozenset({(role, at)}))


def test_an_administrator_of_the_region_gives_roles_in_its_towns_and_one_of_a_town_only_there():
    rights = read_rights()
    assert rights.may(anna("administrator", REGION), "manage-people", OF_TOWN)
    assert rights.may(anna("administrator", TOWN), "manage-people", OF_TOWN)
    assert not rights.may(anna("administrator", TOWN), "manage-people", OF_OTHER_TOWN)
    assert not rights.may(anna("administrator", TOWN), "manage-people", Owner((COUNTRY, REGION)))
    assert not rights.may(anna("governor", TOWN), "manage-people", OF_TOWN)


def test_a_visitor_sees_what_is_public_and_nothing_else():
    rights = read_rights()
    public = {action for action in rights.cells if rights.may(VISITOR, action, OF_TOWN)}
    assert public == {"see-public-pages", "sign-in"}


def test_everyone_manages_their_own_account_and_nobody_elses():
    rights = read_rights()
    somebody = Standing("anna")
    assert rights.may(somebody, "manage-own-account", Owner(person="anna"))
    assert not rights.may(somebody, "manage-own-account", Owner(person="bert"))
    assert not rights.may(VISITOR, "manage-own-account", Owner(person=""))


STANDINGS = st.builds(
    Standing,
    st.sampled_from(["", "anna"]),
    st.frozensets(st.tuples(st.sampled_from(ROLE_ORDER), st.integers(1, 4)), max_size=4),
)
OWNERS = st.one_of(
    st.just(NOBODY),
    st.lists(st.integers(1, 4), unique=True, min_size=1).map(lambda path: Owner(tuple(path))),
    st.sampled_from(["anna", "bert"]).map(lambda person: Owner(person=person)),
)


@given(STANDINGS, OWNERS, st.sampled_from(sorted(read_rights().cells)), st.sampled_from(ROLE_ORDER))
def test_another_role_never_takes_a_right_away(standing, owner, action, role):
    rights = read_rights()
    more = Standing(standing.person, standing.roles | {(role, 2)})
    assert rights.may(more, action, owner) >= rights.may(standing, action, owner)


@given(OWNERS, st.sampled_from(ROLE_ORDER), st.integers(1, 4))
def test_a_wider_reach_takes_in_a_narrower_one(owner, role, at):
    by_reach = {
        reach: Rights({"act": {role: reach}}).may(anna(role, at), "act", owner) for reach in REACHES
    }
    assert not by_reach[""]
    assert by_reach["own"] <= by_reach["below"] <= by_reach["all"]


def test_roles_without_a_person_give_nothing():
    nobody = Standing("", frozenset({("administrator", COUNTRY)}))
    assert not read_rights().may(nobody, "manage-people", OF_TOWN)


@pytest.mark.parametrize("action", ["no-such-action", ""])
def test_an_action_that_is_not_in_the_table_is_refused(action: str):
    assert not read_rights().may(anna("administrator", COUNTRY), action, OF_TOWN)


def test_a_role_that_is_not_in_the_table_is_refused():
    assert not read_rights().may(anna("emperor", COUNTRY), "see-organisation", OF_TOWN)


def test_the_table_has_a_column_for_each_role_and_a_row_for_what_each_page_asks():
    with TABLE.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    assert tuple(header[6:]) == ROLE_ORDER == tuple(read_roles())
    assert {action for action, _ in read_pages().values()} <= set(read_rights().cells)
