"""Every indicator and statement has a pillar of the letter, or says that it has none."""

import pytest

from weerbaar.agenda.registers.files import read_waves
from weerbaar.common.language import ENGLISH
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.pillar_tags import (
    INDICATOR,
    LETTER,
    MILITARY,
    NONE,
    SOCIETAL,
    STATEMENT,
    asked_problems,
    fits,
    letter_pillars,
    pillars_in,
    pillars_in_words,
    tags_of,
    tracks_in_words,
    tracks_of,
)

LIBRARY = read_twin_library()
TAXONOMY = LIBRARY.taxonomy


def test_convoys_stand_with_the_military_and_an_emergency_kit_with_society():
    tags = tags_of(LIBRARY.pillar_tags, INDICATOR)
    assert tags["T2"].pillar == "kamerbrief-6"
    assert tracks_of((tags["T2"].pillar,), TAXONOMY) == (MILITARY,)
    assert tracks_in_words((tags["area_behaviour"].pillar,), TAXONOMY, ENGLISH) == (
        "societal resilience"
    )
    assert tags["Q3"].pillar == "kamerbrief-2"
    assert pillars_in_words((), TAXONOMY, ENGLISH) == "not assigned"
    assert tags["Q3"].why("nl").startswith("Zegt hoe eerlijk")


def test_every_indicator_and_every_statement_that_ships_is_in_the_table_with_its_ground():
    indicators = tags_of(LIBRARY.pillar_tags, INDICATOR)
    statements = tags_of(LIBRARY.pillar_tags, STATEMENT)
    assert set(indicators) == {str(row["indicator"]) for row in LIBRARY.indicators}
    assert set(statements) == {str(row["statement"]) for row in read_waves()}
    for tag in (*indicators.values(), *statements.values()):
        assert tag.pillar in ("", *letter_pillars(TAXONOMY))
        assert tag.why_nl
        assert tag.why_en
        assert tag.source
        assert tag.evidence in ("S", "A")


def test_six_pillars_stand_in_two_tracks():
    four, two = pillars_in(SOCIETAL, TAXONOMY), pillars_in(MILITARY, TAXONOMY)
    assert four == tuple(f"{LETTER}{number}" for number in (1, 2, 3, 4))
    assert two == (f"{LETTER}5", f"{LETTER}6")
    assert "" in pillars_in(NONE, TAXONOMY)


@pytest.mark.parametrize(
    ("pillars", "pillar", "track", "found"),
    [
        (("kamerbrief-1", "kamerbrief-6"), "", MILITARY, True),
        (("kamerbrief-1", "kamerbrief-6"), "", SOCIETAL, True),
        (("kamerbrief-1",), "kamerbrief-6", "", False),
        (("nctv-1",), NONE, NONE, True),
        ((), "", SOCIETAL, False),
        (("kamerbrief-5",), NONE, "", False),
    ],
)
def test_what_stands_in_two_pillars_is_found_under_both(pillars, pillar, track, found: bool):
    assert fits(pillars, TAXONOMY, pillar, track) is found


def test_what_is_no_pillar_or_track_is_refused_in_words():
    codes = [one.kind.code for one in asked_problems(TAXONOMY, "nctv-1", "air")]
    assert codes == ["no-such-pillar-of-the-letter", "no-such-track"]
    assert asked_problems(TAXONOMY, NONE, NONE) == []
