"""Quantities of agreements become stocks in the twin, by the knobs of the measures they name."""

from datetime import date

import pytest

from tests.measures.test_effects import part, supply_twin
from weerbaar.agenda.agreed import (
    NO_KNOB,
    NOT_IN_FORCE,
    agreed_lines,
    what_is_agreed,
)
from weerbaar.agenda.commitments import Commitment, Quantity
from weerbaar.agenda.files import read_kinds
from weerbaar.common.language import ENGLISH
from weerbaar.measures.effects import variant_problems, with_measures
from weerbaar.measures.files import catalogue_by_name, parse_variant_text, variant_text
from weerbaar.twin.ensemble import run_once

TODAY = date(2026, 11, 22)
CATALOGUE = catalogue_by_name()


def agreement(measure: str, *quantities: Quantity, status: str = "agreed", kind: str = "agreement"):
    title = f"{measure} {quantities[0]}"
    return Commitment(title, kind, title, status, quantities=quantities, measure=measure)


def agreed(*commitments: Commitment):
    return what_is_agreed(commitments, CATALOGUE, read_kinds(), TODAY, part())


def test_medicine_that_pharmacies_agreed_to_hold_lasts_longer_in_the_twin():
    found = agreed(agreement("afspraak-apotheken", Quantity(240, "uur", "")))
    (choice,) = found.variant.choices
    assert (choice.measure, choice.knobs, choice.year) == (
        "afspraak-apotheken",
        {"hours": 240},
        2026,
    )
    twin = supply_twin()
    then = with_measures(twin, found.variant, CATALOGUE, 47)
    pharmacy = twin.network.kinds.index("pharmacy")
    before, after = (run_once(one, 0).kinds[pharmacy].sum() for one in (twin, then))
    assert after > 2 * before > 0


def test_things_are_added_and_of_hours_the_least_counts():
    found = agreed(
        agreement("afspraak-winkels", Quantity(3, "winkels", ""), Quantity(72, "h", "")),
        agreement("afspraak-winkels", Quantity(2, "sites", ""), kind="pledge"),
        agreement("afspraak-winkels", Quantity(48, "uren", "stock_hours")),
    )
    (choice,) = found.variant.choices
    assert choice.knobs == {"shops": 5, "stock_hours": 48}
    assert parse_variant_text(variant_text(found.variant), "v.toml", CATALOGUE) == found.variant
    lines = agreed_lines(found, CATALOGUE, ENGLISH)
    assert lines[0][2:] == ["Agreements with supermarkets", "supermarkets with their own generator"]


def test_what_several_firms_guarantee_by_contract_sets_the_knobs_of_delivery_and_is_tried():
    """A region tries what Finland does: contracts with a guarantee of products (K43)."""
    name = "leveringscontract"
    found = agreed(
        agreement(name, Quantity(120, "m3/dag", "diesel")),
        agreement(name, Quantity(80, "m3/day", "diesel")),
        agreement(name, Quantity(60, "m3/dag", "drinkwater")),
        agreement(
            name,
            Quantity(3, "winkels", "supermarkten"),
            Quantity(5, "dagen", "eten"),
            Quantity(2, "locaties", "apotheken"),
            Quantity(4, "days", "medicine"),
        ),
        agreement(name, Quantity(3, "dagen", "eten")),
        agreement(name, Quantity(9000, "liter/dag", "diesel")),
    )
    (choice,) = found.variant.choices
    assert choice.knobs == {
        "shops": 3,
        "food_days": 3,
        "pharmacies": 2,
        "medicine_days": 4,
        "diesel": 200,
        "water": 60,
    }
    assert [why for *_, why in found.left] == [NO_KNOB]
    twin = supply_twin()
    then = with_measures(twin, found.variant, CATALOGUE, 60)
    kinds = [twin.network.kinds.index(kind) for kind in ("supermarket", "pharmacy")]
    before, after = (run_once(one, 0).kinds[kinds].sum(axis=1) for one in (twin, then))
    assert (after > before).all()


def test_words_that_two_knobs_share_say_of_neither():
    shared = agreement("leveringscontract", Quantity(3, "sites", "contract"))
    assert agreed(shared).left[0][2] == NO_KNOB


@pytest.mark.parametrize(
    ("commitment", "why"),
    [
        (agreement("afspraak-apotheken", Quantity(10, "m3", "")), NO_KNOB),
        (agreement("afspraak-apotheken", Quantity(72, "h", "insulin")), NO_KNOB),
        (agreement("afspraak-apotheken", Quantity(72, "h", ""), status="open"), NOT_IN_FORCE),
    ],
)
def test_what_sets_no_knob_is_told_with_why(commitment: Commitment, why: str):
    found = agreed(commitment)
    assert found.variant.choices == ()
    assert [reason for *_, reason in found.left] == [why]


def test_a_position_goes_no_further_than_its_knob_and_other_lines_are_left_alone():
    far = agreement("afspraak-apotheken", Quantity(1e12, "h", ""))
    plan = agreement("afspraak-apotheken", Quantity(24, "h", ""), kind="plan")
    unknown = agreement("no-such-measure", Quantity(24, "h", ""))
    found = agreed(far, plan, unknown)
    assert found.variant.choices[0].knobs == {"hours": 240}
    assert len(found.counted) == 1


@pytest.mark.parametrize(
    ("measure", "written", "unit", "taken"),
    [
        ("mobiele-aggregaten", 2.5, "stuks", 2),
        ("kazerne-aggregaat", 500, "kazernes", 6),
        ("kazerne-aggregaat", 1e308, "stuks", 6),
    ],
)
def test_a_position_can_stand_in_the_region_and_a_cut_is_told(measure, written, unit, taken):
    there = agreement(measure, Quantity(written, unit))
    found = agreed(there, *([there] if written > 1e9 else []))
    (cut,) = found.cut
    assert cut.taken == found.variant.choices[0].knobs[cut.knob] == taken
    assert cut.taken < written
    assert variant_problems(found.variant, CATALOGUE, part()) == []
    assert f"the model takes {cut.taken:g}" in agreed_lines(found, CATALOGUE, ENGLISH)[-1][3]
