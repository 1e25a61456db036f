"""What a region writes down itself of what others do."""

from tests.agenda.registers.filled_in import rows_of_text
from weerbaar.agenda.registers.files import read_lists
from weerbaar.agenda.registers.own_practices import REGISTER, own_practices
from weerbaar.agenda.registers.register import problems_of
from weerbaar.measures.files import catalogue_by_name
from weerbaar.measures.practices.files import read_countries
from weerbaar.measures.practices.practice import wanted_practices

WRITTEN = """practice,country,what,conditions,measures,source
Shelters,finland; NO,Shelters below houses.,A law.,Opvang-ruimte; Agreements on fuel; magic,visit
Fuel,SE,Fuel at farms.,,,
"""
REGISTERED = read_lists()[REGISTER]


def made(text: str = WRITTEN):
    rows = rows_of_text(REGISTERED, text)
    assert problems_of(REGISTERED, rows, "") == []
    return own_practices(rows, "Tiel", read_countries(), catalogue_by_name())


def test_a_region_writes_a_practice_down_with_source_conditions_and_measure():
    shelters, _ = made(WRITTEN.replace("Fuel at farms.,,,", "Fuel at farms.,,,call"))
    assert shelters.countries == ("FI", "NO")
    assert shelters.measures == ("opvang-ruimte", "afspraak-brandstof", "magic")
    assert shelters.owner == "Tiel"
    assert shelters.told("nl") == shelters.told("en")
    assert (shelters.dutch.document, shelters.dutch.conditions) == ("visit", "A law.")
    assert shelters.evidence == shelters.conditions_evidence == ""


def test_it_is_found_by_the_same_country_and_measure_as_those_that_ship():
    found = made(WRITTEN.replace("Fuel at farms.,,,", "Fuel at farms.,,,call"))
    assert wanted_practices(found, "FI", "afspraak-brandstof") == [found[0]]
    assert wanted_practices(found, "SE") == [found[1]]
    assert found[1].measures == ()
