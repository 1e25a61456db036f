"""A place by domain: the names and what belongs to each are the user's."""

import pytest

from tests.twin.small import blackout, small_twin
from tests.twin.test_answer import answer_of
from weerbaar.common.language import ENGLISH
from weerbaar.twin.answer import Answer
from weerbaar.twin.domains import (
    MOST_DOMAINS,
    Domain,
    default_domains,
    domains_as_data,
    domains_from_data,
    make_domains,
    tell_domains,
)
from weerbaar.twin.files import read_domains
from weerbaar.twin.tables import NEED_ORDER


@pytest.fixture(scope="module")
def cold() -> Answer:
    return answer_of(small_twin(blackout(48.0)))


def test_a_place_is_seen_by_the_domains_that_somebody_named(cold: Answer):
    domains, problems = make_domains([" At  home ", "", "Help"], {"heat": 1, "help_call": 3})
    assert problems == []
    assert domains == (Domain("At home", ("heat",)), Domain("Help", ("help_call",)))
    home, help_ = tell_domains(cold, domains, ENGLISH)
    assert [line.need for line in home.lines] == ["Heat"]
    assert "people" in help_.lines[0].people


def test_what_ships_holds_every_need_once_in_both_languages():
    rows = read_domains()
    domains = default_domains(rows, "nl")
    assert len(domains) == MOST_DOMAINS
    assert sorted(n for d in domains for n in d.needs) == sorted(NEED_ORDER)
    assert [d.needs for d in domains] == [d.needs for d in default_domains(rows, "en")]


def test_what_is_stored_comes_back_the_same():
    domains = default_domains(read_domains(), "nl")
    assert domains_from_data(domains_as_data(domains)) == domains
    assert domains_from_data([{"name": "Old", "needs": ["heat", "gone"]}]) == (
        Domain("Old", ("heat",)),
    )


def test_a_domain_without_a_name_or_without_a_need_is_refused():
    _, problems = make_domains(["", "Empty"], {"heat": 1})
    codes = [problem.code for problem in problems]
    assert codes == ["domain-without-a-name", "domain-without-needs"]
    assert make_domains(["", ""], {}) == ((), [])


def test_a_need_of_the_region_only_is_not_told_of_a_part(cold: Answer):
    part = answer_of(cold.twin, str(cold.twin.network.region.areas["municipality"][0]))
    (told,) = tell_domains(part, [Domain("Devices", ("device",))], ENGLISH)
    assert told.lines == ()
