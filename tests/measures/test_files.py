"""The catalogue as it ships: whole, honest about what is not computed, and complete."""

import re
from pathlib import Path

from weerbaar.measures.files import measure_names, read_catalogue
from weerbaar.twin.levers import AGREE, EQUIP, OPEN, SET

INVENTORY = Path(__file__).resolve().parents[2] / "docs" / "reference" / "traceability.csv"
IDEAS = {f"P{number:02}" for number in range(1, 38)}
CLASS_B = """
P02 P03 P04 P05 P06 P07 P08 P09 P10 P11 P14 P15 P16 P17 P19 P20 P21 P23 P24 P25 P26 P27 P28 P29
P30 P32 P33 P34 P35 P36 P37 S08 S10 S11 S12 S13 S14 S16 S17 S19 S20 S21 S23 S24 S25 S26 S27 K10
K11 K12 K13 K14 K15 K17 K21 K22 K24 K25 K26 K27 K31 K32 K33 K34 K35 K36 K38 K39 K42 K43 K46 K47
K49 K54 K55 R03 R07 M04 B06
"""


def test_every_idea_and_every_entry_that_asks_for_a_measure_has_one() -> None:
    answered = {ident for measure in read_catalogue() for ident in measure.ids}
    assert IDEAS | set(CLASS_B.split()) <= answered
    known = {line.partition(",")[0] for line in INVENTORY.read_text("utf-8").splitlines()}
    assert answered <= known


def test_at_least_fifteen_are_computed_and_the_others_say_what_is_lacking() -> None:
    found = read_catalogue()
    assert [measure.measure for measure in found] == measure_names()
    assert sum(measure.is_computed for measure in found) >= 15
    for measure in found:
        assert measure.is_computed or (measure.lacking_nl and measure.lacking_en)


def test_every_figure_has_a_source_and_its_evidence_and_an_assumption_has_a_band() -> None:
    for measure in read_catalogue():
        for part in (*measure.costs, *measure.effects):
            assert part.source_nl, measure.measure
            assert part.evidence, measure.measure
        assumed = [c.eur for c in measure.costs if c.evidence.split() == ["A"]]
        assumed += [
            e.amount
            for e in measure.effects
            if e.evidence.split() == ["A"] and e.lever not in (OPEN, AGREE, SET, EQUIP)
        ]
        equips = [e for e in measure.effects if e.lever == EQUIP]
        assumed += [e.hours for e in equips]
        assumed += [e.fuel_l_h for e in equips if e.fuel_l_h.p90 > 0]
        assumed += [e.fail_start for e in equips if e.fail_start is not None]
        assert all(not figure.fixed for figure in assumed), measure.measure


def test_what_is_computed_has_both_a_cost_and_someone_who_pays() -> None:
    for measure in read_catalogue():
        if measure.is_computed:
            assert any(cost.eur.p90 > 0 for cost in measure.costs), measure.measure


def test_every_figure_is_told_in_dutch_with_the_same_figures() -> None:
    for measure in read_catalogue():
        parts = [*measure.costs, *measure.effects, *([measure.uptake] if measure.uptake else [])]
        pairs = [(part.source_en, part.source_nl) for part in parts]
        pairs += [(effect.meaning_en, effect.meaning_nl) for effect in measure.effects]
        for english, dutch in pairs:
            assert dutch != english, measure.measure
            assert figures_in(english, ",") == figures_in(dutch, "."), (measure.measure, dutch)


def test_every_lead_time_is_told_in_dutch_with_the_same_figures() -> None:
    for measure in read_catalogue():
        english, dutch = measure.lead_source_en, measure.lead_source_nl
        assert dutch != english, measure.measure
        assert figures_in(english, ",") == figures_in(dutch, "."), (measure.measure, dutch)
        assert ("aanname" in dutch) == ("assum" in english), (measure.measure, dutch)


def figures_in(text: str, thousands: str) -> list[str]:
    """The figures in a text, in order of size of their digits, without signs between digits."""
    return sorted(
        found.strip(".,").replace(thousands, "").replace(",", ".").removesuffix(".")
        for found in re.findall(r"\d[\d.,]*", text)
    )
