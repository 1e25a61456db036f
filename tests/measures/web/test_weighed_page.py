"""The page of a comparison in words and pictures: nothing is computed for it."""

from dataclasses import replace
from datetime import date

from tests.measures.web.weighings import TOWNS, example
from weerbaar.common.files import read_language
from weerbaar.measures.web.weighed_map import MapOf, map_part
from weerbaar.measures.web.weighed_page import page_of
from weerbaar.measures.weighing import NOW
from weerbaar.twin.turned_maps import Ground

EN = read_language("en")
AREA = '<use class="k-plain" fill="#fff" href="#area-{at}"/>'
DRAWN = MapOf(
    Ground("", "".join(AREA.format(at=at) for at in range(len(TOWNS))), TOWNS), tuple(TOWNS)
)


def test_a_council_reads_of_whom_the_figures_are_and_who_pays_what():
    found = example(clear=True)
    found = replace(found, identity=replace(found.identity, inhabitants=500_000.0))
    page = page_of(found, EN, date(2026, 11, 22), "Tiel")
    assert "not of Tiel alone (10,000 inhabitants)" in page.whose
    assert "Tiel" not in page.about
    parts = {part.ident: part for part in page.parts}
    costs = parts["costs"]
    assert any("part of Tiel by inhabitants" in line for line in costs.sentences)
    (payers,) = costs.shown
    assert [row[0] for row in payers.rows] == ["All 3 municipalities together"]
    assert any("not what the municipalities pay" in line for line in parts["short"].sentences)
    assert "15 minutes, in the whole region" in parts["people"].pictures[0].note


def test_what_is_lacked_and_what_is_taken_away_have_colours_and_a_legend_each():
    part = map_part(example(clear=True), DRAWN, "help_call", EN)
    assert part is not None
    now, *spared = (picture.svg for picture in part.pictures)
    assert 'class="k' in now
    assert 'class="s' not in now
    assert spared
    assert all('class="s' in one and 'class="k' not in one.replace("kx", "") for one in spared)
    (lacked, lacks), (taken, takes) = part.legends
    assert (lacks[0][0], takes[0][0]) == ("k0", "s0")
    assert lacks[-1][0] == takes[-1][0] == "kx"
    assert "too long" in lacked
    assert "taken away" in taken


def test_where_a_difference_is_not_sure_nothing_is_coloured():
    found = example()
    pairs = tuple(replace(pair, towns=()) if pair.one == NOW else pair for pair in found.pairs)
    part = map_part(replace(found, pairs=pairs), DRAWN, "help_call", EN)
    assert part is not None
    assert all('class="s' not in picture.svg for picture in part.pictures[1:])
