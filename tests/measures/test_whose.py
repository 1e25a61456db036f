"""Whose figures a weighing holds: a region, all its municipalities, and one of them."""

from dataclasses import replace

from tests.measures.web.weighings import TOWNS, example, staggered
from weerbaar.common.files import read_language
from weerbaar.measures.weighing import NOW
from weerbaar.measures.whose import (
    divided_sentence,
    own_part,
    own_sentences,
    paid_by,
    paid_words,
    payer_words,
    whose_people,
    whose_sums,
)

EN, NL = read_language("en"), read_language("nl")


def everybody(people: float = 500_000.0):
    """The example in a region of which all inhabitants have each need."""
    found = example()
    return replace(found, identity=replace(found.identity, inhabitants=people))


def plain(told: str) -> str:
    return told.replace("\u00a0", " ")


def test_a_council_reads_whose_the_sums_are_and_what_its_own_part_would_be():
    found = everybody()
    assert "whole region Gelderland-Zuid" in whose_sums(found, EN)
    assert payer_words(found, "municipality", EN) == "all 3 municipalities together"
    assert payer_words(found, "state", EN) == "the State"
    about = whose_people(found, "Tiel", EN)
    assert "(500,000 inhabitants), not of Tiel alone (10,000 inhabitants)" in about
    points, stations = (plain(told) for told in own_sentences(found, "Tiel", EN))
    assert "the part of Tiel by inhabitants would be about € 50,000 once" in points
    assert "about € 5,000 a year" in points
    assert "our estimate" in stations


def test_a_part_times_all_inhabitants_over_its_own_is_the_whole():
    found = everybody()
    part = own_part(found, "Buren")
    assert part is not None
    whole = paid_by(found.sides[1], "municipality")
    own = whole.part(part.share)
    assert own.once * found.identity.inhabitants / part.persons == whole.once
    assert own.most < whole.most


def test_what_rises_over_the_years_is_told_from_the_least_to_the_most() -> None:
    found = staggered(everybody())
    paid = paid_by(found.sides[1], "municipality")
    assert (paid.once, paid.least, paid.most, paid.total) == (860e3, 10e3, 370e3, 1_260e3)
    assert plain(paid_words(paid, EN)) == (
        "about € 860,000 once and from about € 10,000 to about € 370,000 a year"
    )
    own = plain(own_sentences(found, "Tiel", EN)[0])
    assert "from about € 200 to about € 7,400 a year" in own


def test_what_all_pay_together_is_told_apart_from_what_municipalities_pay():
    told = plain(divided_sentence(everybody(), EN))
    assert "All 3 municipalities together pay:" in told
    assert told.count("a year") == 2
    alone = everybody()
    assert divided_sentence(replace(alone, sides=alone.sides[: NOW + 2]), EN) == ""


def test_where_the_inhabitants_are_not_known_no_part_is_made_up():
    unknown = everybody(5e6)
    assert own_part(unknown, "Tiel") is None
    assert own_sentences(unknown, "Tiel", EN) == []
    assert own_sentences(everybody(), "", EN) == own_sentences(everybody(), "Elders", EN) == []
    assert "niet over Elders." in whose_people(everybody(), "Elders", NL)
    none = everybody()
    now = replace(none.sides[NOW], towns=())
    nowhere = replace(none, sides=(now, *none.sides[1:]))
    assert payer_words(nowhere, "municipality", EN) == "all municipalities together"
    assert len(TOWNS) == 3
