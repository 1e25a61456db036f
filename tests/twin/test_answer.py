"""The answer in words: sentences, redaction, suppression, and what we do not know."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.twin.small import blackout, drawn_twin, small_twin
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import render_report
from weerbaar.twin.answer import Answer, Variant
from weerbaar.twin.area_map import key_hours
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_profile
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.indicators import area_values, find_indicators
from weerbaar.twin.outcome import BESIDE_HEADLINE, scope_of, summarise
from weerbaar.twin.regionwide import FlowOutcome
from weerbaar.twin.reporting import compose_report
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.tabulate import (
    AREA_COLUMNS,
    FLOW_COLUMNS,
    answer_record,
    area_rows,
    flow_rows,
    held_norms,
    hour_columns,
)
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import (
    area_name,
    band_in_words,
    counted_people,
    people_in_words,
    span_in_words,
)

DUTCH = read_language("nl")


def answer_of(twin: Twin, municipality: str = "", full: bool = False) -> Answer:
    runs = [run_once(twin, run) for run in range(3)]
    outcome = summarise(twin, runs, scope_of(twin, municipality))
    findings = find_gaps(twin, runs, outcome, "nl")
    variants = {"kits": Variant("met noodpakket", outcome)}
    values, areas = find_indicators(twin, runs, outcome), area_values(twin, runs, outcome)
    return Answer(twin, outcome, variants, findings, "abc123" * 10, "0.1.0", full, values, areas)


@pytest.fixture(scope="module")
def cold() -> Answer:
    return answer_of(small_twin(blackout(48.0), norms=read_profile().norms))


def test_a_mayor_reads_what_happens_to_whom_and_what_to_do(cold: Answer) -> None:
    report = compose_report(cold, ENGLISH)
    said = ["".join(piece for piece, _ in s.words.parts) for s in report.sentences]
    assert len(said) == len(report.actions) == 3
    assert "can no longer call" in said[0]
    assert "are in a cold home" in said[1]
    assert report.mark.startswith("Simulation")
    assert report.watermark == ""
    assert report.findings is not None
    assert report.not_measured
    assert report.unknowns


def test_every_survival_need_can_be_the_worst_and_the_most_unequal(cold: Answer) -> None:
    """Whichever need is lacked longest, the page has a sentence for it."""
    much, twice = Band(1e7, 1e7, 1e7), Band(2.0, 2.0, 2.0)
    shape = cold.outcome.need("heat")
    for need in cold.outcome.needs:
        if need.family != "survival" or need.need in BESIDE_HEADLINE:
            continue
        worst = replace(shape, need=need.need, person_hours=much, elder_ratio=twice)
        others = tuple(worst if n.need == need.need else n for n in cold.outcome.needs)
        report = compose_report(replace(cold, outcome=replace(cold.outcome, needs=others)), ENGLISH)
        said = "".join(piece for piece, _ in report.sentences[1].words.parts)
        assert said.startswith("After"), need.need


def test_the_page_stands_alone_in_both_languages(cold: Answer) -> None:
    for language in (DUTCH, ENGLISH):
        page = render_report(compose_report(cold, language), language, read_template("report.html"))
        assert f'lang="{language.code}"' in page
        assert "src=" not in page
        assert "@import" not in page


def test_the_default_answer_names_processes_and_no_objects(cold: Answer) -> None:
    page = render_report(compose_report(cold, ENGLISH), ENGLISH, read_template("report.html"))
    record = json.dumps(answer_record(cold, ENGLISH))
    assert "medium-voltage feeder" in page
    assert "fA" not in record
    assert '"roots"' not in record


def test_the_full_answer_names_objects_and_is_marked_confidential(cold: Answer) -> None:
    full = replace(cold, full=True)
    report = compose_report(full, ENGLISH)
    assert report.watermark == "confidential"
    notes = [bar.note for _, bars in report.causes_by_need for bar in bars]
    assert any("fA" in note for note in notes)
    assert answer_record(full, ENGLISH)["confidential"] is True


def test_steps_in_which_a_circle_did_not_settle_are_told_in_figures_and_words(
    cold: Answer,
) -> None:
    unsettled = replace(cold, outcome=replace(cold.outcome, unsettled=12))
    for answer, steps in ((cold, 0), (unsettled, 12)):
        assert answer_record(answer, ENGLISH)["unsettled_steps"] == steps
        unknowns = compose_report(answer, ENGLISH).unknowns
        said = ["".join(piece for piece, _ in line.parts) for line in unknowns]
        assert any(line.startswith("In 12 steps") for line in said) == bool(steps)


def test_people_on_devices_stand_in_no_area(cold: Answer) -> None:
    rows = [dict(zip(AREA_COLUMNS, row, strict=True)) for row in area_rows(cold.outcome)]
    assert {row["need"] for row in rows} >= {"heat", "help_call"}
    assert "device" not in {row["need"] for row in rows}
    layers = {layer.key for layer in compose_report(cold, ENGLISH).area_map.layers}
    assert "device" not in layers


def test_small_counts_are_hidden_in_every_export() -> None:
    """One home in a hundred is high-rise: some five people lack water upstairs, which is hidden."""
    twin = small_twin(blackout(60.0))
    answer = answer_of(twin)
    rows = [dict(zip(AREA_COLUMNS, row, strict=True)) for row in area_rows(answer.outcome)]
    for row in rows:
        peak = row["peak_persons_p50"]
        assert peak is None or peak == 0 or peak >= 10 or peak < 0.5
    areas = twin.network.region.areas
    columns = hour_columns(answer.outcome, [str(c) for c in areas["code"]])
    lengths = {len(values) for values in columns.values()}
    assert len(lengths) == 1
    persons = columns["persons_p50"].to_pylist()
    assert all(p is None or p < 0.5 or p >= 10 for p in persons)
    assert [p is None for p in persons] == [s is None for s in columns["share_p50"].to_pylist()]


def test_the_hours_of_a_file_are_those_of_the_outcome_by_need_then_hour_then_area() -> None:
    twin = small_twin(blackout(60.0))
    outcome = answer_of(twin, "Testdorp").outcome
    columns = hour_columns(outcome, [str(c) for c in twin.network.region.areas["code"]])
    rows = len(columns["hour"])
    needs = [need.need for need in outcome.needs if need.need != "device"]
    assert rows == len(needs) * len(outcome.hours) * 2
    row = rows - 3
    place = columns["need"][row].as_py(), columns["hour"][row], columns["area"][row].as_py()
    assert place == (needs[-1], outcome.hours[-2], "B")
    assert columns["share_p50"][row].as_py() == outcome.shares[NEED_ORDER.index(needs[-1]), -2, 1]


def test_a_municipality_is_outlined_on_the_map_of_the_region() -> None:
    report = compose_report(answer_of(small_twin(), "Testdorp"), ENGLISH)
    assert report.area_map.outlined == {"A", "B"}
    assert "Municipality of Testdorp" in report.place


def test_the_map_of_a_crisis_of_weeks_opens_at_the_worst_hour() -> None:
    # Taps run dry after ten days, when waterworks have no fuel left.
    answer = answer_of(small_twin(blackout(400.0), hours=480.0))
    report = compose_report(answer, ENGLISH)
    shown = next(n for n in answer.outcome.needs if n.need == report.area_map.layers[0].key)
    assert report.area_map.key_hours[1] == int(shown.peak_h)
    assert report.area_map.key_hours == tuple(sorted(report.area_map.key_hours))


def test_the_map_of_a_need_that_all_lack_for_weeks_opens_where_it_turns(cold: Answer) -> None:
    """Everybody is cold from hour 30 on: at the worst hour and half of it all maps are alike."""
    soon = np.full_like(cold.outcome.need("heat").p50, 1000.0)
    soon[:30] = np.linspace(0.0, 1000.0, 30)
    long = replace(cold.outcome, outage_h=Band(336.0, 336.0, 336.0))
    heat = replace(cold.outcome.need("heat"), p50=soon, peak_h=float(len(soon) - 1))
    hours = key_hours(long, heat)
    assert hours[(len(hours) - 1) // 2] == 18


def test_the_map_opens_when_it_turns_from_a_few_to_many(cold: Answer) -> None:
    """Half of the highest point is reached after 41 hours; 48 is the round hour for it."""
    slow = np.zeros_like(cold.outcome.need("heat").p50)
    slow[30:40], slow[40:60] = 400.0, 1000.0
    heat = replace(cold.outcome.need("heat"), p50=slow, peak_h=40.0)
    assert len(slow) > 60
    hours = key_hours(cold.outcome, heat)
    assert hours[(len(hours) - 1) // 2] == 48
    assert hours == tuple(sorted(set(hours)))
    assert hours[-1] <= cold.outcome.hours[-1]


def test_areas_are_not_ranked_when_most_rests_on_estimates() -> None:
    twin = small_twin()
    guessed = replace(
        twin,
        network=replace(
            twin.network,
            graph=twin.network.graph._replace(estimated=twin.network.graph.estimated * 0 + 1),
        ),
    )
    report = compose_report(answer_of(guessed), ENGLISH)
    assert "rank no areas" in report.area_map.warning
    assert len(report.groups) == 1


def waiting(*persons: float) -> FlowOutcome:
    """So many people wait for a bed, hour by hour."""
    curve, most = np.array(persons), max(persons)
    value = Band(most, most, most)
    return FlowOutcome(
        "patients_waiting", "persons", "highest", value, "persons", curve, curve, curve, 1.0
    )


def with_flow(answer: Answer, flow: FlowOutcome) -> Answer:
    unused = tuple(name for name in answer.outcome.unused_flows if name != flow.flow)
    return replace(answer, outcome=replace(answer.outcome, flows=(flow,), unused_flows=unused))


def test_a_flow_that_is_used_is_drawn_and_told_and_the_others_are_named(cold: Answer) -> None:
    steps = len(cold.outcome.hours)
    report = compose_report(with_flow(cold, waiting(0, 40, *[0] * (steps - 2))), ENGLISH)
    assert [(curve.label, curve.unit) for curve in report.flows] == [
        ("Patients without a bed", "people")
    ]
    note = "At most 40 people, around hour 1. Rests on assumptions for the whole region."
    assert report.flows[0].note == note
    assert report.flows[0].ceiling == 40
    assert "patients without a bed" not in report.flows_note
    assert "crews at work" in report.flows_note
    assert "Patients without a bed" not in {f.label for f in compose_report(cold, ENGLISH).flows}


def test_a_flow_that_is_not_used_has_no_value_in_the_files(cold: Answer) -> None:
    rows = [dict(zip(FLOW_COLUMNS, row, strict=True)) for row in flow_rows(cold, ENGLISH)]
    idle = [row for row in rows if row["used"] == "no"]
    assert {"crews_busy", "patients_waiting"} <= {row["flow"] for row in idle}
    assert {row["value_p50"] for row in idle} == {None}
    records = answer_record(cold, ENGLISH)["flows"]
    told = [record for record in records if "value" in record or "curve" in record]
    assert {record["flow"] for record in told} == {
        row["flow"] for row in rows if row["used"] == "yes"
    }


def test_one_to_nine_patients_are_shown_nowhere(cold: Answer) -> None:
    steps = len(cold.outcome.hours)
    few = with_flow(cold, waiting(0, 7, *[0] * (steps - 2)))
    record = next(f for f in answer_record(few, ENGLISH)["flows"] if f["used"])
    assert record["value"] == {"p10": None, "p50": None, "p90": None}
    assert record["curve"]["p50"][1] is None
    report = compose_report(few, ENGLISH)
    assert report.flows == ()
    assert "Hardly anything in any course: patients without a bed." in report.flows_note


def test_an_answer_holds_its_indicators_with_their_equity(cold: Answer) -> None:
    said = answer_record(cold, ENGLISH)
    by_key = {(row["indicator"], row["about"]): row for row in said["indicators"]}
    heat = by_key[("E2", "heat")]
    need = next(need for need in said["needs"] if need["need"] == "heat")
    assert heat["p50"] == pytest.approx(need["person_hours"]["p50"])
    assert heat["elder_ratio"] == pytest.approx(need["equity"]["elder_ratio"]["p50"], abs=1e-5)
    assert heat["estimated_share"] == need["estimated_share"]
    assert by_key[("G2", "")]["state"] == "not_measured"
    assert by_key[("G2", "")]["p50"] is None
    assert {row["indicator"] for row in said["area_indicators"]} == {
        "area_autonomy",
        "area_ttr90",
    }


@pytest.mark.parametrize(
    ("persons", "words"),
    [(0, "0"), (4, "fewer than 10"), (47, "47"), (146, "150"), (3149, "3,100"), (14501, "15,000")],
)
def test_people_are_rounded_as_their_uncertainty_asks(persons: float, words: str) -> None:
    assert people_in_words(persons, ENGLISH) == words


def test_a_narrow_band_is_one_number() -> None:
    assert band_in_words(Band(3101, 3120, 3140), ENGLISH) == "about 3,100"
    assert band_in_words(Band(2400, 3100, 4000), DUTCH) == "tussen 2.400 en 4.000"


def test_where_the_middle_is_nobody_the_tenth_course_is_told() -> None:
    assert counted_people(Band(0, 0, 2400), ENGLISH) == (
        "mostly no one (in 1 of 10 courses 2,400 people)"
    )
    assert counted_people(Band(0, 0, 3), ENGLISH).startswith("0 people")


@pytest.mark.parametrize(("hours", "words"), [(9, "9 hours"), (119, "119 hours"), (581, "25 days")])
def test_long_spans_are_told_in_days(hours: float, words: str) -> None:
    assert span_in_words(hours, ENGLISH) == words


def test_where_everyone_can_call_the_page_does_not_count_nobody(cold: Answer) -> None:
    calls = replace(
        cold.outcome.need("help_call"),
        peak=Band(0.0, 0.0, 0.0),
        p50=np.zeros_like(cold.outcome.need("help_call").p50),
    )
    needs = tuple(calls if n.need == "help_call" else n for n in cold.outcome.needs)
    report = compose_report(replace(cold, outcome=replace(cold.outcome, needs=needs)), ENGLISH)
    said = "".join(piece for piece, _ in report.sentences[0].words.parts)
    assert said == "Almost everyone can call for help."


def test_numbers_before_names_of_wijken_are_left_out() -> None:
    assert area_name("Wijk 01 Beusichem") == "Beusichem"
    assert area_name("Wijk aan Zee") == "Wijk aan Zee"


def test_the_causes_of_a_need_add_up_to_its_mean_hours() -> None:
    """Causes are means over the runs; the middle of the runs is another number."""
    answer = answer_of(drawn_twin(blackout(24.0)))
    for need in answer_record(answer, ENGLISH)["needs"]:
        if need["person_hours"] is not None and need["causes"]:
            found = sum(cause["person_hours"] for cause in need["causes"])
            assert found == pytest.approx(need["person_hours_mean"], rel=1e-6), need["need"]


def test_a_picture_beside_this_one_has_its_estimated_share_and_equity_too(cold: Answer) -> None:
    said = answer_record(cold, ENGLISH)
    needs = {need["need"]: need for need in said["needs"]}
    for name, need in said["what_if"][0]["needs"].items():
        assert need["estimated_share"] == needs[name]["estimated_share"]
        np.testing.assert_equal(need["equity"], needs[name]["equity"])


def test_every_figure_that_is_told_says_what_of_it_rests_on_estimates(cold: Answer) -> None:
    said = answer_record(cold, ENGLISH)
    given = [row for row in said["indicators"] if row["state"] == "given"]
    used = [flow for flow in said["flows"] if flow["used"]]
    assert given
    assert used
    for row in (*given, *used):
        assert (row["estimated_share"] is None) == bool(row["estimated_why"]), row
    told = [dict(zip(FLOW_COLUMNS, row, strict=True)) for row in flow_rows(cold, ENGLISH)]
    by_name = {row["flow"]: row for row in told}
    assert all(by_name[f["flow"]]["estimated_why"] == f["estimated_why"] for f in used)


def test_no_report_speaks_of_a_wijk_or_a_safety_region_where_there_may_be_none(
    cold: Answer,
) -> None:
    """The islands have no safety region, no NL-Alert, and figures of no municipality."""
    page = render_report(compose_report(cold, ENGLISH), ENGLISH, read_template("report.html"))
    assert not re.search(r"\bwijk(en)?\b|safety region|municipality over", page)
    registers = [str(row["register_nl"]) for row in cold.twin.library.indicators]
    assert not [text for text in registers if "NL-Alert" in text or "veiligheidsregio" in text]


def test_an_answer_names_the_norms_that_it_was_held_against(cold: Answer) -> None:
    every = cold.twin.norms
    assert answer_record(cold, ENGLISH)["findings"]["held"] == held_norms(every, whole=True)
    assert held_norms(every, whole=True) == [norm.norm for norm in every]
    assert set(held_norms(every, whole=False)) < {norm.norm for norm in every}
