"""A measure, the list of measures and a bill in words: nothing is left out and none falls over."""

import pytest

from weerbaar.common.files import read_language
from weerbaar.measures.bill_words import (
    cost_table,
    costs_as_data,
    differing_costs,
)
from weerbaar.measures.budget import bill_of
from weerbaar.measures.costs import counts_of
from weerbaar.measures.deciding import DECIDERS, LEVELS, POWERS, decision_problems, powers_of
from weerbaar.measures.files import catalogue_by_name, read_variant
from weerbaar.measures.listing import Wanted, catalogue_sheet, in_order, wanted_measures
from weerbaar.measures.telling import (
    Named,
    belongs_to,
    equity_sentence,
    knob_words,
    no_knobs,
    reach_sentence,
    told_costs,
    told_effects,
    told_uptake,
)
from weerbaar.platform.files import read_table
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.files import read_twin_library

TAXONOMY = read_twin_library().taxonomy

NL, EN = read_language("nl"), read_language("en")
CATALOGUE = catalogue_by_name()
NAMED = Named(read_library(), read_twin_library())


def test_a_measure_is_told_with_names_bands_and_marks():
    kit = CATALOGUE["noodpakket"]
    cost = told_costs(kit, NAMED, NL)[0]
    assert (cost.who, cost.amount.replace("\u2060", "")) == (
        "bedrijven",
        "€ 39 (26–52) per huishouden, één keer",
    )
    assert "onze aanname" in cost.evidence
    assert "laag inkomen" in told_effects(kit, NAMED, NL)[0].what
    island = told_effects(CATALOGUE["buurtnet"], NAMED, EN)[0]
    assert island.what.startswith("one of each chosen neighbourhood, ")
    assert "times as long as is chosen" in island.what
    assert equity_sentence(kit, NL).startswith("Mensen met een laag inkomen doen minder vaak mee")


def test_a_back_up_is_told_with_how_long_it_lasts_what_it_burns_and_when_it_fails():
    (effect,) = told_effects(CATALOGUE["kazerne-aggregaat"], NAMED, NL)
    assert "72 (48–96) uur langer" in effect.what.replace("\u2060", "")
    told = effect.amount.replace("\u2060", "").replace("\xa0", " ")
    assert told == "verbruikt 8 (5–12) liter per uur, start niet in 3 (2–5) % van de gevallen"


@pytest.mark.parametrize("words", [NL, EN], ids=["nl", "en"])
def test_every_measure_of_the_catalogue_is_told_without_identifiers(words):
    for measure in CATALOGUE.values():
        rows = [*told_costs(measure, NAMED, words), *told_effects(measure, NAMED, words)]
        told = [row.what for row in rows] + [knob_words(knob, words) for knob in measure.knobs]
        told += [row.amount for row in told_uptake(measure, words)]
        assert not [text for text in told if "_" in text or "site:" in text]


@pytest.mark.parametrize("words", [NL, EN], ids=["nl", "en"])
def test_every_measure_tells_of_both_lists_of_pillars_and_of_what_cannot_be_chosen(words):
    for measure in CATALOGUE.values():
        heads = [head for head, _ in belongs_to(measure, NAMED, words)]
        assert len(heads) == len(set(heads)) >= 4
        assert all(lines for _, lines in belongs_to(measure, NAMED, words))
        assert bool(no_knobs(measure, words)) != measure.is_computed
    pairs = dict(belongs_to(CATALOGUE["financiering-veiligheidsbedrijven"], NAMED, EN))
    assert pairs["Pillars of the NCTV (four)"] == ["in none of these"]
    assert pairs["NATO objectives"] == ["none of them"]
    assert len(pairs["Pillars of the letter to Parliament (six)"]) == 2


def test_it_is_not_said_that_nobody_has_to_do_anything_where_people_must_prepare():
    assert "No figure says" in reach_sentence(CATALOGUE["personeel-thuis"], EN)
    assert "do nothing" in reach_sentence(CATALOGUE["kazerne-aggregaat"], EN)
    assert reach_sentence(CATALOGUE["noodradio"], EN) == ""


def test_the_project_ideas_come_first_and_then_the_others_by_entry():
    firsts = [one.ids for one in in_order(CATALOGUE.values())]
    idea = [any(entry.startswith("P") for entry in ids) for ids in firsts]
    assert firsts[0] == ("P01",)
    assert idea == sorted(idea, reverse=True)


def test_a_list_holds_what_is_asked_for_and_all_where_nothing_is():
    every = wanted_measures(CATALOGUE.values(), Wanted(), TAXONOMY, NL)
    assert len(every) == len(CATALOGUE)
    found = wanted_measures(
        CATALOGUE.values(), Wanted(owner="local", state="computed"), TAXONOMY, NL
    )
    assert found
    assert all(one.is_computed and "local" in one.owners for one in found)
    assert wanted_measures(CATALOGUE.values(), Wanted(text="NOODPAKKET in elk"), TAXONOMY, NL) == [
        CATALOGUE["noodpakket"]
    ]
    columns, rows = catalogue_sheet(every, TAXONOMY, NL)
    assert {len(row) for row in rows} == {len(columns)}


def test_a_bill_that_was_kept_shows_as_it_was_shown_then():
    variant = read_variant("36-kazernepunten")
    counts = counts_of(read_region("gelderland-zuid"))
    data = costs_as_data(bill_of(variant, CATALOGUE, counts, 50))
    table = cost_table(data, NL)
    years = range(variant.first_year, variant.last_year + 1)
    assert table.years == tuple(str(year) for year in years)
    assert table.rows[-1][0] == "samen"
    assert all(len(cells) == 4 for *_, cells in table.rows)
    assert differing_costs(data, data, NL) == []
    dearer = data | {"total": [2 * sum_ for sum_ in data["total"]]}
    assert [who for who, _, _ in differing_costs(data, dearer, NL)] == ["samen"]


def test_each_power_is_of_a_decider_and_each_decider_has_one():
    deciders, powers = read_table(DECIDERS), read_table(POWERS)
    assert {row["level"] for row in deciders} <= set(LEVELS)
    assert all(powers_of(str(row["decider"]), powers) for row in deciders)
    for row in powers:
        assert decision_problems(row["decider"], row["power"], deciders, powers) == []
        assert row["evidence"] in ("M", "A"), "nobody looked these articles up yet"


@pytest.mark.parametrize(
    ("decider", "power", "field"),
    [("koning", "council-budget", "by_whom"), ("mayor", "council-budget", "power")],
)
def test_a_power_of_another_is_refused(decider: str, power: str, field: str):
    tables = read_table(DECIDERS), read_table(POWERS)
    ((found, _),) = decision_problems(decider, power, *tables)
    assert found == field


def test_a_part_of_sites_is_told_as_a_share_and_what_is_small_keeps_its_digits() -> None:
    shops, *_, diesel, _ = told_effects(CATALOGUE["leveringscontract"], NAMED, NL)
    assert "voor elke eenheid van “dagen eten die elk van die winkels belooft”" in shops.what
    assert "bij 80" in shops.amount
    assert "0,0097" in diesel.amount
