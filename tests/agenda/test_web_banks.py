"""The register of banks on the site, and what the model makes of it."""

from tests.agenda.test_web_registers import adviser, at, community, english, take_in
from tests.platform.community import make_person
from tests.twin.small import small_twin
from weerbaar.agenda.registers.banking.said import banks_of
from weerbaar.agenda.web.paying_views import AskedPayments
from weerbaar.agenda.web.register_models import RegisterRow
from weerbaar.agenda.web.register_queries import stored_row

__all__ = ["adviser", "community"]

TEXT = """bank,function,data_h_low,data_h,data_h_high,needed,available,elsewhere,unattended
North,network,24,48,72,60,50,20,0
North,terminals,12,24,36,,,,
"""


def test_what_a_bank_says_is_computed_before_and_after_and_kept_from_others(adviser, community):
    empty = adviser.get(at(community, "banks", "paying/"))
    assert empty.status_code == 200
    assert "There are no rows of your own yet" in empty.text
    assert take_in(adviser, community, "banks", TEXT).status_code == 302
    page = adviser.get(at(community, "banks")).text
    assert "Compute who can pay then" in page
    assert "Too few people are left at North, payments network" in page
    wrong = adviser.get(at(community, "banks", "paying/"), {"scenario": "x" * 5000, "place": "Y"})
    assert wrong.status_code == 400
    assert "There is no scenario" in wrong.text
    part = adviser.get(at(community, "banks", "paying/"), {"part": "yes", "scenario": "x"})
    assert part.status_code == 400
    assert "There is no scenario" in part.text
    assert "<html" not in part.text
    first = adviser.get(at(community, "banks", "paying/"))
    assert 'hx-trigger="load"' in first.text
    # The whole answer takes half a minute; here only that the question asks another twin.
    asked = AskedPayments("", "", "", banks_of([stored_row(o).row for o in kept_rows()]))
    assert not asked.nothing
    (one,) = asked.turns(small_twin())
    assert "O" in one.network.inputs.evidence
    assert asked.shares == (1.0,)
    outsider = english(make_person("inhabitant", community.town, "Piet"))
    assert outsider.get(at(community, "banks", "paying/")).status_code in (403, 404)


def kept_rows():
    return RegisterRow.objects.filter(register="banks")
