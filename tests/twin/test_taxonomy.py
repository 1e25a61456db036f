"""Tags stand in lists of their own, each with its source; unknown ones are refused."""

from __future__ import annotations

import pytest

from weerbaar.twin.files import read_scenario, read_twin_library, scenario_names
from weerbaar.twin.tables import TAG_LISTS
from weerbaar.twin.taxonomy import check_tags, tag_names


def taxonomy():
    return read_twin_library().taxonomy


def test_the_lists_hold_what_the_documents_count():
    sizes = {name: len(tag_names(taxonomy(), name, "en")) for name in TAG_LISTS}
    assert sizes == {"pillars": 10, "interests": 6, "objectives": 7, "elements": 7}
    pillars = tag_names(taxonomy(), "pillars", "nl")
    assert sum(tag.startswith("kamerbrief-") for tag in pillars) == 6
    assert sum(tag.startswith("nctv-") for tag in pillars) == 4
    assert tag_names(taxonomy(), "objectives", "en")["5"] == "mass casualties"


def test_lists_of_pillars_point_at_each_other_and_stay_apart():
    near = {str(row["id"]): str(row["near"]).split() for row in taxonomy()}
    for tag, others in near.items():
        for other in others:
            assert tag in near[other]
            assert tag.split("-")[0] != other.split("-")[0]
    # The economy and the two military pillars have no counterpart among the four.
    assert [tag for tag, others in near.items() if tag.startswith("kamer") and not others] == [
        "kamerbrief-4",
        "kamerbrief-5",
        "kamerbrief-6",
    ]


def test_every_tag_has_two_names_and_a_source():
    for row in taxonomy():
        assert row["name_nl"]
        assert row["name_en"]
        assert row["source"].startswith("Seed 00")


def test_an_unknown_tag_is_refused_once_with_the_known_ones():
    tags = {"pillars": ["nctv-1", "nctv-9", "nctv-9"], "objectives": ["7"], "interests": ["fun"]}
    problems = check_tags(tags, taxonomy(), "x.toml")
    assert [(p.file, p.column, p.value) for p in problems] == [
        ("x.toml", "pillars", "nctv-9"),
        ("x.toml", "interests", "fun"),
    ]
    assert "legal_order" in problems[1].remedy()


REPLAYED = ("amsterdam-2017", "bommelerwaard-2007", "haaksbergen-2005", "zoelmond-2017")


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_that_is_no_replay_has_tags_in_each_list(name):
    tags = read_scenario(name).tags
    assert name in REPLAYED or all(tags.values())
