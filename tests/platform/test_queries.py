"""What somebody may do and open, as pages and the menu ask it."""

import pytest
from django.http import Http404

from tests.platform.community import Community, make_community, make_person
from weerbaar.platform.rights import NOBODY, VISITOR, Owner
from weerbaar.platform.web import actions
from weerbaar.platform.web.queries import MOST_LEVELS, above, may, may_open, path_of, standing

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


def test_the_path_to_the_top_is_asked_at_once(community: Community, django_assert_num_queries):
    path = tuple(o.pk for o in (community.country, community.region, community.town))
    with django_assert_num_queries(1):
        assert path_of(community.group.pk) == (*path, community.group.pk)
    assert path_of(community.country.pk) == (community.country.pk,)
    assert above(community.town) == [community.country, community.region]


def test_the_path_in_a_tree_of_any_height_begins_at_its_top(community: Community):
    made = [community.group]
    while len(made) < 8:
        made.append(actions.add_organisation("Straat", "neighbourhood_group", made[-1]))
        assert path_of(made[-1].pk)[3:] == tuple(o.pk for o in made)


def test_a_ring_of_organisations_has_an_end_and_nobody_has_no_path(community: Community):
    type(community.town).objects.filter(pk=community.country.pk).update(parent=community.region)
    assert len(path_of(community.town.pk)) >= MOST_LEVELS
    for missing in (None, 10**6):
        with pytest.raises(Http404):
            path_of(missing)
