"""The answer in words: sentences, redaction, suppression, and what we do not know."""

import json
from dataclasses import replace

import pytest

from tests.twin.small import blackout, small_twin
from weerbaar.common.files import read_language
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import render_report
from weerbaar.twin.answer import (
    Answer,
    Variant,
    area_name,
    band_in_words,
    compose_report,
    people_in_words,
)
from weerbaar.twin.ensemble import Twin, run_once
from weerbaar.twin.files import read_profile
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.tabulate import AREA_COLUMNS, answer_record, area_rows, hour_columns

DUTCH = read_language("nl")


def answer_of(twin: Twin, municipality: str = "", full: bool = False) -> Answer:
    runs = [run_once(twin, run) for run in range(3)]
    outcome = summarise(twin, runs, scope_of(twin, municipality))
    findings = find_gaps(twin, runs, outcome, "nl")
    variants = {"kits": Variant("met noodpakket", outcome)}
    return Answer(twin, outcome, variants, findings, "abc123" * 10, "0.1.0", full)


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
    assert all(p is None or p < 0.5 or p >= 10 for p in columns["persons_p50"])


def test_a_municipality_is_outlined_on_the_map_of_the_region() -> None:
    report = compose_report(answer_of(small_twin(), "Testdorp"), ENGLISH)
    assert report.area_map.outlined == {"A", "B"}
    assert "Municipality of Testdorp" in report.place


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
    assert "rank no wijken" in report.area_map.warning
    assert len(report.groups) == 1


@pytest.mark.parametrize(
    ("persons", "words"),
    [(0, "0"), (4, "fewer than 10"), (47, "47"), (146, "150"), (3149, "3,100"), (14501, "15,000")],
)
def test_people_are_rounded_as_their_uncertainty_asks(persons: float, words: str) -> None:
    assert people_in_words(persons, ENGLISH) == words


def test_a_narrow_band_is_one_number() -> None:
    assert band_in_words(Band(3101, 3120, 3140), ENGLISH) == "about 3,100"
    assert band_in_words(Band(2400, 3100, 4000), DUTCH) == "tussen 2.400 en 4.000"


def test_numbers_before_names_of_wijken_are_left_out() -> None:
    assert area_name("Wijk 01 Beusichem") == "Beusichem"
    assert area_name("Wijk aan Zee") == "Wijk aan Zee"
