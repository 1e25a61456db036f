"""What somebody may do and open, as pages and the menu ask it."""

import pytest

from tests.platform.community import Community, make_community, make_person
from weerbaar.platform.rights import NOBODY, VISITOR, Owner
from weerbaar.platform.web.queries import may, may_open, path_of, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def community() -> Community:
    return make_community()


def test_a_template_reads_what_somebody_may_do_to_an_organisation(community: Community):
    who = standing(make_person("programme_manager", community.town))
    here, elsewhere = may(who, community.town.pk), may(who, community.other_town.pk)
    assert (here["change_facts"], elsewhere["change_facts"]) == (True, False)
    assert here.keys() == elsewhere.keys()
    assert not any("-" in action for action in here)


def test_a_page_opens_for_its_own_people_and_for_nobody_from_elsewhere(community: Community):
    who = standing(make_person("programme_manager", community.town))
    town, other = (Owner(path_of(o.pk)) for o in (community.town, community.other_town))
    assert may_open("import-facts", who, town)
    assert not may_open("import-facts", who, other)
    assert not may_open("import-facts", VISITOR, town)
    assert not may_open("no-such-page", who, town)


def test_a_page_about_oneself_opens_whoever_owns_the_rest(community: Community):
    who = standing(make_person("inhabitant", community.town))
    assert may_open("mine", who, NOBODY)
    assert not may_open("mine", VISITOR, NOBODY)
