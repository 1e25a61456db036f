"""A region's own figures: they go before those of the catalogue, and say whose they are."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.example import radio
from weerbaar.common.refusals import Refused
from weerbaar.measures.budget import bill_of
from weerbaar.measures.costs import PAYER_ORDER, Counts
from weerbaar.measures.files import (
    own_figures_text,
    parse_own_figures,
    read_own_figures,
    write_own_figures,
)
from weerbaar.measures.own_figures import (
    COST,
    EFFECT,
    LEAD,
    OwnFigure,
    ends_of,
    own_problems,
    with_own,
)
from weerbaar.measures.variants import Choice, Variant
from weerbaar.region.tables import CONFIDENCE
from weerbaar.twin.reading import Figure

HEAD = "measure,part,row,p50,p10,p90,owner,confidence,source,year"
COUNTS = Counts(households=1000, inhabitants=2200, municipalities=1, areas=4, sites={})


def known():
    return {"radio": radio()}


def own(part: str = COST, key: str = "0", figure: Figure | None = None, **changes: object):
    made = OwnFigure(
        "radio", part, key, figure or Figure(10, 12, 15), "VRGZ", "high", "offerte", 2026
    )
    return replace(made, **changes)


def text(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def codes(*found: OwnFigure) -> list[str]:
    return [problem.code for problem in own_problems(known(), found)]


def test_an_offer_of_a_supplier_goes_before_our_guess() -> None:
    """Radios cost the region 12 euros, by an offer; the catalogue says 30."""
    measure = with_own(known(), [own()])["radio"]
    assert measure.costs[0].eur == Figure(10, 12, 15)
    assert measure.costs[0].source_nl == "VRGZ: offerte (2026)"
    assert measure.costs[0].evidence == "O"
    assert known()["radio"].costs[0].eur == Figure(30, 30, 30)
    alone = Variant("proef", "", "", "", "", 2027, 1, (Choice("radio", {"share": 1.0}, 2027),))
    once = bill_of(alone, {"radio": measure}, COUNTS, 500).once
    town = once[PAYER_ORDER.index("municipality"), 0] / 100_000
    assert 9.5 < town.min() < 10.5
    assert 15.0 < town.max() < 16.0


def test_own_figures_of_an_effect_and_of_the_lead_time_count_too() -> None:
    effect = own(EFFECT, figure=Figure(0.7, 0.8, 0.9))
    lead = own(LEAD, "", Figure(1, 1, 1))
    measure = with_own(known(), [effect, lead])["radio"]
    assert measure.effects[0].amount == Figure(0.7, 0.8, 0.9)
    assert measure.lead_months == Figure(1, 1, 1)
    assert measure.lead_evidence == "O"
    assert measure.costs == radio().costs


def test_a_file_with_one_number_gets_the_width_of_how_sure_one_is() -> None:
    rows = "radio,cost,1,40,,,gemeente,middle,aanbesteding,2026"
    (cost,) = parse_own_figures(text(rows), "own.csv", known())
    # Fairly sure: from half to twice as much.
    assert cost.figure == Figure(20, 40, 80)
    assert cost.evidence == "O A"
    rows = "radio,effect,1,0.8,,,gemeente,low,navraag,2026"
    (effect,) = parse_own_figures(text(rows), "own.csv", known())
    # A share of people never passes 1.
    assert effect.figure == Figure(0.2, 0.8, 1.0)
    rows = "radio,lead,0,4,3,6,gemeente,low,planning,2026"
    (lead,) = parse_own_figures(text(rows), "own.csv", known())
    assert (lead.figure, lead.evidence) == (Figure(3, 4, 6), "O")


@settings(max_examples=30)
@given(
    st.sampled_from([(COST, "0", 1e6), (COST, "1", 1e6), (EFFECT, "0", 1.0), (LEAD, "", 600.0)]),
    st.lists(st.floats(0, 1), min_size=3, max_size=3),
    st.sampled_from(CONFIDENCE),
)
def test_what_is_written_reads_back_the_same(
    place: tuple[str, str, float], shares: list[float], sure: str
) -> None:
    part, key, most = place
    figure = Figure(*(share * most for share in sorted(shares)))
    made = [own(part, key, figure, confidence=sure, owner='gemeente, afdeling "x"')]
    assert parse_own_figures(own_figures_text(made, known()).encode(), "x", known()) == made


def test_a_file_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    (lone,) = parse_own_figures(text("radio,lead,0,4,,,g,high,s,2026"), "own.csv", known())
    write_own_figures([own(), lone], known(), path)
    assert "de radio, municipality, once, household" in path.read_text(encoding="utf-8")
    assert read_own_figures(path, known()) == [own(), lone]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"measure": "castle"}, "own-figure-no-measure"),
        ({"key": "2"}, "own-figure-no-part"),
        ({"key": "9" * 5000}, "own-figure-no-part"),
        ({"key": "-1"}, "own-figure-no-part"),
        ({"part": "price"}, "own-figure-no-part"),
        ({"figure": Figure(3, 2, 4)}, "own-figure-falls"),
        ({"figure": Figure(math.nan, 2, 4)}, "own-figure-falls"),
        ({"figure": Figure(-1, 2, 4)}, "own-figure-outside"),
        ({"figure": Figure(1, 2, math.inf)}, "own-figure-outside"),
        ({"part": EFFECT, "figure": Figure(0.5, 1, 1.5)}, "own-figure-outside"),
        ({"confidence": "certain"}, "own-figure-confidence"),
        ({"owner": " "}, "own-figure-no-owner"),
        ({"source": ""}, "own-figure-no-owner"),
        ({"year": 0}, "own-figure-no-owner"),
        ({"owner": "jan@example.nl"}, "personal-data"),
    ],
)
def test_what_cannot_be_an_own_figure_is_refused(changes: dict[str, object], code: str) -> None:
    made = own(**changes)  # type: ignore[arg-type]
    assert codes(made) == [code]
    with pytest.raises(Refused):
        with_own(known(), [made])


@pytest.mark.parametrize("lever", ["scale", "set", "raise"])
@pytest.mark.parametrize("amount", [0.8, 8.0])
def test_what_is_a_share_in_the_catalogue_is_one_in_an_own_figure(
    lever: str, amount: float
) -> None:
    """Who multiplies the staff that stays at home by a million is asked to check the figure."""
    measure = radio()
    effect = replace(measure.effects[0], lever=lever, amount=Figure(amount, amount, amount))
    made = replace(measure, effects=(effect,))
    share = amount <= 1 or lever == "raise"
    assert ends_of(made, EFFECT, "0") == (0.0, 1.0 if share else 1e6)
    (problem,) = own_problems({"radio": made}, [own(EFFECT, figure=Figure(1, 2, 2e6))])
    assert problem.code == "own-figure-outside"


def test_two_own_figures_for_the_same_are_refused() -> None:
    assert codes(own(), own(figure=Figure(1, 2, 3))) == ["own-figure-twice"]
    assert codes(own(), own(key="1")) == []


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\xff",
        b"",
        b"measure,part\nradio,cost",
        text("radio,cost,1," + "9" * 400 + ",,,g,high,s,2026"),
        text("radio,cost,1,ten,,,g,high,s,2026"),
        text("radio,cost,1,10,5,,g,high,s,2026"),
        text("radio,cost,0,10,,,g,high,s,2026"),
        text("radio,lead,1,10,,,g,high,s," + "2" * 5000),
        text("radio,cost,1,10,,,\x00,high,s,2026"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        parse_own_figures(content, "own.csv", known())
    assert all(problem.file == "own.csv" for problem in caught.value.problems)
