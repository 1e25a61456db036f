"""What would help most: gaps, computed measures and offers side by side, with ties where unsure."""

import json
import uuid
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.agenda.example import answer, finding
from tests.measures.web.weighings import example
from tests.platform.community import Community, client_of, make_person
from weerbaar.agenda.commitments import Commitment, Quantity
from weerbaar.agenda.files import (
    measured_in,
    read_gap_names,
    read_kinds,
    read_norms,
    read_offer_units,
)
from weerbaar.agenda.gaps import ACCEPTED, FOUND, fold_answers
from weerbaar.agenda.helping import (
    COMPARED,
    OFFERED,
    PROMISED,
    SEARCHED,
    Around,
    Computed,
    Measured,
    helping_of,
    places,
)
from weerbaar.agenda.helping_shown import headlines, helping_sheets, worst_in_words
from weerbaar.agenda.web import actions
from weerbaar.cli.agenda import app
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.measures.search.found import Found
from weerbaar.measures.search.outcomes import HOURS
from weerbaar.measures.web.models import Weighed
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.twin.files import scenario_text
from weerbaar.twin.web.answering import keep_answer as keep_files
from weerbaar.twin.web.models import Run

JANUARY = "drie-dagen-januari"
REGION = "Gelderland-Zuid"
GAP_NAMES = read_gap_names("en")
TODAY = date(2026, 11, 22)
RUN = "7b0d4e0e-3c39-4c4c-8f3e-0d8a3b2b9c11"
HELD = frozenset({"help-call", "water-72h"})
CALLS, WATER = f"help_call|{REGION}|help-call", f"water|{REGION}|water-72h"
MEASURED = {
    CALLS: Measured(Band(2e6, 2.5e6, 3e6), 50_000, "care", True, 9.5),
    WATER: Measured(Band(8_000, 10_000, 40_000), 1_000, "65_plus", False, 12.0),
}


def answered(question: str = JANUARY):
    found = (finding("help_call", "help-call"), finding())
    return answer(9, *found, question=question, run=RUN, place=REGION, held=HELD)


GAPS = [(gap, FOUND) for gap in fold_answers([answered()])]


def pledge(name: str, number: float, unit: str, status: str = "open") -> Commitment:
    return Commitment(
        name,
        "pledge",
        f"Water van {name}",
        status,
        gap=WATER,
        partners=(name,),
        quantities=(Quantity(number, unit, "water"),),
    )


def around(*lines: Commitment) -> Around:
    by_gap = {WATER: lines, CALLS: ()}
    named = {CALLS: ("noodradio",), WATER: ()}
    return Around(by_gap, named, read_offer_units(), read_norms(), read_kinds(), TODAY)


def helping(*lines: Commitment, clear: bool = False, question: str = JANUARY, measured=MEASURED):
    kept = [Computed("kept", question, example(clear))]
    return helping_of(GAPS, lambda gap: measured.get(gap.gap), kept, around(*lines))


def test_gaps_measures_and_offers_stand_together_by_need_with_what_helps_most_for_each():
    brewery = pledge("brouwerij", 0.5, "m3")
    inhabitants = pledge("buurtgroep", 125, "l", "agreed")
    found = helping(brewery, inhabitants, clear=True)
    # A helpline has far more hours, and yet no need comes before another by its hours.
    water, calls = found.shorts
    assert found.needs == ("water", "help_call")
    assert (calls.place, water.place) == (1, 1)
    assert calls.measured is not None
    assert calls.measured.group == "care"
    # 500 litres at 3 a day for each person: 166.7 days, and so many hours at the most.
    assert water.covered(OFFERED) == Band(0, 500 / 3 * 24, 500 / 3 * 24)
    assert water.covered(PROMISED).p50 == pytest.approx(125 / 3 * 24)
    # What is only offered takes nothing off.
    assert water.left == Band(7_000, 9_000, 39_000)
    of_water = [one for one in found.helps if one.need == "water"]
    assert [(one.help.by_whom, one.place) for one in of_water] == [
        ("buurtgroep", 0),
        ("brouwerij", 0),
    ]
    first, second = (one for one in found.helps if one.need == "help_call")
    assert (first.help.sort, first.help.side, first.place) == (COMPARED, 1, 1)
    assert (second.help.side, second.place) == (2, 2)
    assert first.help.hours.p50 == pytest.approx(1e6)
    assert first.help.left is not None
    assert first.help.measures
    assert calls.named == ("noodradio",)
    told = headlines(found, GAP_NAMES, {}, ENGLISH)
    assert list(told) == ["water", "help_call"]
    assert "helps most" in told["help_call"]
    assert "nothing computed helps" in told["water"]


@pytest.mark.parametrize("status", ["open", "agreed"])
def test_what_somebody_typed_never_comes_before_what_was_computed(status: str):
    """A pledge of a thousand million cubic metres that nobody checked is no winner."""
    kept = [Computed("s", JANUARY, searched(need="water"), ("Set", "Set"))]
    lines = around(pledge("piet", 1e9, "m3", status))
    found = helping_of(GAPS, lambda gap: MEASURED[gap.gap], kept, lines)
    water = [one for one in found.helps if one.need == "water"]
    assert [(one.help.sort, one.place) for one in water] == [
        (SEARCHED, 1),
        (OFFERED if status == "open" else PROMISED, 0),
    ]
    assert water[1].help.hours.p90 == 40_000
    assert "Set" in headlines(found, GAP_NAMES, {}, ENGLISH)["water"]
    (short,) = (one for one in found.shorts if one.gap.gap == WATER)
    assert (short.left == MEASURED[WATER].hours) == (status == "open")
    told = helping_sheets(found, GAP_NAMES, {}, ENGLISH)["what helps"][1]
    assert "at most 40,000 hours" in told[1]
    assert any("not checked" in cell for cell in told[1])


def test_what_overlaps_shares_a_place_and_no_winner_is_named():
    found = helping()
    assert [(one.place, one.shared) for one in found.helps] == [(1, 2), (1, 2)]
    assert "nobody can say" in headlines(found, GAP_NAMES, {}, ENGLISH)["help_call"]


def test_who_lacks_it_longest_is_told_only_where_one_group_stands_out():
    def measured(low: float, high: float) -> Measured | None:
        groups = [
            {"group": "care", "low_income": True, "hours_per_head": {"p10": 8, "p50": 9, "p90": 9}},
            {
                "group": "family",
                "low_income": False,
                "hours_per_head": {"p10": low, "p50": low, "p90": high},
            },
        ]
        need = {"need": "water", "person_hours": None, "peak_persons": None, "groups": groups}
        return measured_in({"needs": [need]}, "water")

    assert measured(5, 7.9) == Measured(None, 0.0, "care", True, 9.0)
    assert measured(5, 8.5) == Measured(None, 0.0, alike=True)
    told = worst_in_words(measured(5, 8.5), GAP_NAMES, ENGLISH)
    assert told == "no group clearly longer than the others"


BANDS = st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(lambda x: Band(*sorted(x)))


@settings(max_examples=30, deadline=None)
@given(st.lists(BANDS, max_size=6))
def test_one_place_comes_before_another_only_where_a_band_lies_wholly_above(bands: list[Band]):
    found = places(bands)
    assert not bands or min(found) == 1
    for one, i in zip(bands, found, strict=True):
        for other, j in zip(bands, found, strict=True):
            if one.p10 > other.p90:
                assert i < j


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1e9), st.sampled_from(["l", "m3"]))
def test_no_offer_covers_more_than_is_short_and_nothing_left_is_below_nought(
    number: float, unit: str
):
    (water,) = (one for one in helping(pledge("a", number, unit)).shorts if one.gap.gap == WATER)
    assert water.left is not None
    assert 0 <= water.left.p10 <= water.left.p50 <= water.left.p90
    assert water.covered(OFFERED).p90 <= 40_000


def test_what_is_over_or_in_another_unit_covers_nothing_and_is_told():
    dropped = pledge("a", 500, "l", "dropped")
    vans = pledge("garage", 3, "busjes")
    (water,) = (one for one in helping(dropped, vans).shorts if one.gap.gap == WATER)
    assert water.left == MEASURED[WATER].hours
    assert [(one.by_whom, one.amount) for one in water.uncounted] == [("garage", "3 busjes water")]


def test_a_comparison_of_another_crisis_or_place_or_that_is_not_sure_reaches_nothing():
    assert helping(question="orkaan").helps == ()
    unsure = example()
    told = [replace(one, beaten=()) for one in unsure.verdicts]
    kept = [Computed("kept", JANUARY, replace(unsure, verdicts=tuple(told)))]
    assert helping_of(GAPS, lambda gap: MEASURED[gap.gap], kept, around()).helps == ()


def searched(**more: object) -> Found:
    """A search for calling for help in the whole region, with one set that helps for sure."""
    asked = {
        "need": "help_call",
        "outcome": HOURS,
        "region_name": REGION,
        "scenario": JANUARY,
        **more,
    }
    part = SimpleNamespace(measure="noodradio")
    one = SimpleNamespace(
        parts=(part,), spared=Band(1e5, 2e5, 3e5), left=Band(2e6, 2.3e6, 2.9e6), stands_out=True
    )
    empty = Found(None, False, 1, False, None, (one,), ())  # type: ignore[arg-type]
    return replace(empty, asked=SimpleNamespace(**asked))


def test_a_set_of_a_search_helps_with_the_need_that_was_searched_for_and_no_other():
    def helped(**more: object):
        kept = [Computed("s", JANUARY, searched(**more), ("Set", "Set"))]
        return helping_of(GAPS, lambda gap: MEASURED[gap.gap], kept, around()).helps

    (one,) = helped()
    assert (one.help.sort, one.help.measures) == (SEARCHED, ("noodradio",))
    assert (one.help.gap, one.help.hours) == (CALLS, Band(1e5, 2e5, 3e5))
    for other in ({"need": "food"}, {"outcome": "too_long"}, {"region_name": "Elders"}):
        assert helped(**other) == ()


def test_an_accepted_gap_is_counted_and_one_of_which_the_answer_is_gone_has_no_place():
    states = [(gap, ACCEPTED if gap.gap == WATER else FOUND) for gap, _ in GAPS]
    found = helping_of(states, lambda gap: None, [], around())
    assert found.accepted == 1
    (calls,) = found.shorts
    assert (calls.place, calls.left) == (0, None)


RECORD = {
    "needs": [
        {
            "need": "help_call",
            "person_hours": {"p10": 2e6, "p50": 2.5e6, "p90": 3e6},
            "peak_persons": {"p10": 1, "p50": 50_000, "p90": 60_000},
            "groups": [
                {"group": "care", "low_income": True, "hours_per_head": {"p50": 9.5}},
                {"group": "family", "low_income": False, "hours_per_head": None},
            ],
        },
        {"need": "water", "person_hours": None, "peak_persons": None, "groups": []},
    ]
}


def test_the_site_says_what_helps_and_takes_it_along(community: Community):
    petra = make_person("programme_manager", community.town, "Petra")
    client, run = client_of(petra), uuid.UUID(RUN)
    text = scenario_text(JANUARY)
    named = {"facts": "a", "scenario": text, "draws": 10, "seed": 1}
    Run.objects.create(pk=run, organisation=community.town, **named)
    calls, water = RECORD["needs"]
    water = water | {"person_hours": {"p10": 25_000, "p50": 30_000, "p90": 40_000}}
    keep_files(run, 1, {"answer.json": json.dumps({"needs": [calls, water]}).encode()})
    actions.keep_answer(community.town, answered())
    weighed = Weighed.objects.create(
        pk=uuid.uuid4(), organisation=community.town, data=weighing_as_data(example(True)), **named
    )
    line = {"kind": "pledge", "title": "Tankwagen", "partners": "brouwerij", "gap": WATER}
    actions.add_commitment(community.town, line | {"quantities": "3 m3 water"}, None)
    at = f"/organisations/{community.town.pk}/agenda/helps"
    page = client.get(at + "/").text
    assert f"/weighed/{weighed.pk}/" in page
    assert "2.500.000 uur" in page
    assert "9,5" in page
    assert "hoogstens 24.000 uur" in page
    assert "aangeboden, niet nagegaan" in page
    assert 'role="img"' in page
    heads, *lines = client.get(at + ".csv").text.splitlines()
    assert heads.lstrip("\ufeff").startswith("Simulatie;")
    assert len(lines) == 3
    assert all(line.startswith("ja;") for line in lines)
    assert "hoogstens 24.000 uur" in lines[0]
    assert client.get(at + ".xlsx").status_code == 200
    gone = client_of(make_person("inhabitant", community.town, "Els")).get(at + "/")
    assert gone.status_code == 403


def test_the_command_line_says_the_same_of_files(tmp_path):
    record = RECORD | {"place": REGION, "scenario": JANUARY, "findings": []}
    items = [{**vars(finding("help_call", "help-call"))}]
    for item in items:
        item |= {"persons": vars(item["persons"]), "share": vars(item["share"]), "by_group": []}
    record |= {"findings": {"held": sorted(HELD), "items": items}}
    (tmp_path / "answer.json").write_text(json.dumps(record))
    (tmp_path / "w.json").write_text(json.dumps(weighing_as_data(example(True))))
    call = ["helps", str(tmp_path / "answer.json"), "--computed", str(tmp_path / "w.json")]
    drawn = tmp_path / "a.svg"
    done = CliRunner().invoke(app, [*call, "--json", "--svg", str(drawn)])
    told = json.loads(done.stdout)
    assert [one["place"] for one in told["helps"]] == [1, 2]
    assert told["gaps"][0]["hours"] == {"p10": 2e6, "p50": 2.5e6, "p90": 3e6}
    assert "<svg" in drawn.read_text()
    (tmp_path / "w.json").write_text('{"sets": 10e400}')
    assert CliRunner().invoke(app, call).exit_code == 2
    (tmp_path / "w.json").write_text("[" * 100_000)
    assert CliRunner().invoke(app, call).exit_code == 2
