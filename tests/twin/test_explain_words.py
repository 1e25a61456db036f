"""Why an area lacks a need, in words."""

import pytest

from tests.twin.small import blackout, small_twin
from weerbaar.common.language import ENGLISH
from weerbaar.twin.explain import Explanation, Link
from weerbaar.twin.explain_words import headline, hour_in_words, link_in_words, told_once

TWIN = small_twin(blackout(24.0))
SITES = [str(site) for site in TWIN.network.region.sites["site"]]
KIND = str(TWIN.network.region.sites["kind"][0])


def lacking(persons: float, inhabitants: float, area: str = "Wijk 00 Kerkdriel") -> Explanation:
    return Explanation(area, "heat", 30.0, persons, inhabitants, (), ())


def link(site: str = SITES[0], **changes: float) -> Link:
    figures = {"level": 0.25, "fell_h": 2.0, "bridged_h": 0.0} | changes
    return Link(site, KIND, False, **figures)


@pytest.mark.parametrize(
    ("persons", "said"), [(10560.0, "10,560 of 10,560"), (10100.0, "10,000 of 10,560")]
)
def test_never_more_people_lack_it_than_there_are(persons: float, said: str) -> None:
    assert said in headline(TWIN, lacking(persons, 10560.0), ENGLISH)


def test_a_few_people_are_not_counted_and_an_area_goes_by_its_name() -> None:
    told = headline(TWIN, lacking(4.0, 900.0), ENGLISH)
    assert told.startswith("Kerkdriel, hour 30: fewer than 10 of 900 people")


def test_which_object_it_is_stands_only_in_the_full_account() -> None:
    assert "[" not in link_in_words(TWIN, link(), ENGLISH, full=False)
    assert link_in_words(TWIN, link(), ENGLISH, full=True).endswith(f"{SITES[0]}]")
    assert "25 %" in link_in_words(TWIN, link(), ENGLISH, full=False)


def test_what_was_bridged_is_told_and_half_an_hour_not() -> None:
    assert "after what it depends on" in link_in_words(TWIN, link(bridged_h=6), ENGLISH, False)
    assert "after what" not in link_in_words(TWIN, link(bridged_h=0.4), ENGLISH, False)


def test_chains_that_read_the_same_are_told_once_unless_they_name_sites() -> None:
    chains = ((link(SITES[0]),), (link(SITES[1]),), (link(SITES[0], fell_h=5.0),))
    assert len(list(told_once(chains, full=False))) == 2
    assert len(list(told_once(chains, full=True))) == 3


def test_an_hour_has_a_decimal_where_it_is_not_whole() -> None:
    assert (hour_in_words(3.0, ENGLISH), hour_in_words(3.5, ENGLISH)) == ("3", "3.5")
