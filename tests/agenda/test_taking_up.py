"""From a decided variant to lines of the agenda: each once, however often it is taken up."""

from dataclasses import replace
from datetime import date

import pytest

from weerbaar.agenda.agreed import is_unit
from weerbaar.agenda.commitment_table import Known, read_commitments, texts_of
from weerbaar.agenda.commitments import Commitment, Money
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.taking_up import Decided, lines_of, unit_in_words
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.measures.bill_words import costs_as_data
from weerbaar.measures.budget import bill_of
from weerbaar.measures.costs import Counts
from weerbaar.measures.files import read_measure
from weerbaar.measures.variants import Choice, Variant

COUNTS = Counts(100_000, 240_000, 14, 200, {"pharmacy": 30})
CATALOGUE = {name: read_measure(name) for name in ("noodradio", "afspraak-apotheken")}
CHOICES = (
    Choice("noodradio", {"share": 0.5}, 2027),
    Choice("afspraak-apotheken", {"hours": 48.0}, 2028),
    Choice("afspraak-apotheken", {"hours": 0.0}, 2029),
)
PILLARS = ("kamerbrief-1", "kamerbrief-2")


@pytest.fixture(scope="module")
def decided() -> Decided:
    knob = CATALOGUE["noodradio"].knobs[0].knob
    choices = (
        replace(CHOICES[0], knobs={knob: CATALOGUE["noodradio"].knobs[0].step}),
        *CHOICES[1:],
    )
    variant = Variant("v", "Thuis eerst", "Home first", "", "", 2027, 4, choices)
    costs = costs_as_data(bill_of(variant, CATALOGUE, COUNTS, 50))
    return Decided("7", variant, costs, "Decision “Home first”")


def take(decided: Decided, standing: list[Commitment] = []) -> dict[str, Commitment]:  # noqa: B006
    lines = lines_of(decided, CATALOGUE, PILLARS, standing, ENGLISH)
    return {line.after.commitment: line.after for line in lines}


def test_a_measure_becomes_an_assignment_and_a_milestone_within_its_lead_time(decided: Decided):
    lines = take(decided)
    todo = lines["decision.7.noodradio.2027"]
    works = lines["decision.7.noodradio.2027.works"]
    lead = CATALOGUE["noodradio"].lead_months
    assert (todo.kind, works.kind) == ("assignment", "milestone")
    assert todo.starts == date(2027, 1, 1)
    assert works.starts <= todo.until <= works.until
    assert (works.until - todo.starts).days == round(lead.p90 * 365.25 / 12)
    assert todo.quantities
    assert todo.pillar in PILLARS
    assert "decision.7.afspraak-apotheken.2029.works" not in lines
    assert "end it" in lines["decision.7.afspraak-apotheken.2029"].title


def test_each_payer_gets_a_line_for_each_year_with_the_band_that_was_known(decided: Decided):
    lines = [one for one in take(decided).values() if one.kind == "budget_line"]
    for one in lines:
        years = decided.costs["payers"][one.payer]
        low, middle, high = years[one.starts.year - decided.costs["first_year"]]["both"]
        drawn = [100 * float(f"{end:.2g}") for end in (low, middle, high)]
        assert one.money == Money(*(round(cents) for cents in drawn)), "no more digits than known"
        assert "whole region" in one.note or "all municipalities" in one.note
    paid = sum(
        1 for years in decided.costs["payers"].values() for sums in years if sums["both"][2] > 0
    )
    assert len(lines) == paid > 0


def test_taken_up_again_nothing_is_added_and_what_people_wrote_stays(decided: Decided):
    first = take(decided)
    name = "decision.7.noodradio.2027"
    first[name] = replace(first[name], status="working", owner="brandweer", note="loopt")
    moved = replace(first[name], title="Anders", until=date(2030, 1, 1))
    again = lines_of(decided, CATALOGUE, PILLARS, list((first | {name: moved}).values()), ENGLISH)
    assert {line.after.commitment for line in again} == set(first)
    assert {line.after.commitment: set(line.changed) for line in again if line.changed} == {
        name: {"title", "until"}
    }
    (line,) = (line for line in again if line.changed)
    assert (line.after.status, line.after.owner, line.after.note) == (
        "working",
        "brandweer",
        "loopt",
    )
    assert line.after == first[name]


def test_every_line_can_stand_in_the_table(decided: Decided):
    for one in take(decided).values():
        texts = texts_of(one)
        read = read_commitments(
            list(texts), [list(texts.values())], read_kinds(), Known(), lambda: "x"
        )
        assert read.commitments == (one,), read.problems


def test_a_measure_that_is_gone_from_the_catalogue_is_passed_over(decided: Decided):
    lines = lines_of(decided, {}, PILLARS, [], ENGLISH)
    assert {line.after.kind for line in lines} == {"budget_line"}


@pytest.mark.parametrize("code", ["nl", "en"])
def test_quantities_are_written_in_units_that_the_agenda_reads_back(code: str):
    words = read_language(code)
    units = {knob.unit for measure in CATALOGUE.values() for knob in measure.knobs}
    written = {unit: unit_in_words(unit, words) for unit in units}
    assert all(is_unit(unit, told) for unit, told in written.items())
    assert "sites" not in written.values()
