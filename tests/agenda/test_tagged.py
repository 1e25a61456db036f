"""Measures, gaps, indicators and statements, each with its pillar and track, or with none."""

import csv
import io
import json

from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.agenda.example import answer, finding
from tests.agenda.registers.filled_in import rows_of_text
from tests.platform.community import Community, client_of, make_person
from weerbaar.agenda.files import read_gap_names
from weerbaar.agenda.gaps import FOUND, fold_answers
from weerbaar.agenda.registers.barometer import BAROMETER, series_of
from weerbaar.agenda.registers.files import read_waves
from weerbaar.agenda.tagged import (
    GAP,
    MEASURE,
    SORTS,
    asked_tagged,
    counts_of,
    tagged_gaps,
    tagged_indicators,
    tagged_measures,
    tagged_record,
    tagged_statements,
)
from weerbaar.agenda.web import actions
from weerbaar.cli.agenda import app
from weerbaar.common.language import ENGLISH
from weerbaar.measures.files import read_catalogue
from weerbaar.platform.web.models import Organisation
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.pillar_tags import MILITARY, NONE, SOCIETAL, letter_pillars

LIBRARY = read_twin_library()
TAXONOMY = LIBRARY.taxonomy
GAPS = [(gap, FOUND) for gap in fold_answers([answer(9, finding())])]
EVERY = [
    *tagged_gaps(GAPS, TAXONOMY, read_gap_names("en"), ENGLISH),
    *tagged_measures(read_catalogue(), ENGLISH),
    *tagged_indicators(LIBRARY.indicators, LIBRARY.pillar_tags, ENGLISH),
    *tagged_statements(series_of(list(read_waves())), LIBRARY.pillar_tags, ENGLISH),
]


def test_every_measure_gap_and_indicator_has_its_pillar_and_track():
    assert {one.sort for one in EVERY} == set(SORTS)
    records = [tagged_record(one, TAXONOMY) for one in EVERY]
    assert all(one["pillars"] and one["tracks"] for one in records)
    (water,) = (one for one in records if one["sort"] == GAP)
    assert (water["pillars"], water["tracks"]) == (["kamerbrief-2"], [SOCIETAL])
    assert water["state"] == "open"
    assert not asked_tagged(EVERY, TAXONOMY, pillar=NONE)


def test_counts_by_pillar_are_those_of_what_is_asked():
    for pillar, counts in counts_of(EVERY, TAXONOMY):
        kept = asked_tagged(EVERY, TAXONOMY, pillar=pillar)
        assert sum(counts.values()) == len(kept)
    military = asked_tagged(EVERY, TAXONOMY, track=MILITARY, sort=MEASURE)
    assert military
    assert all(set(one.pillars) & {"kamerbrief-5", "kamerbrief-6"} for one in military)
    assert len(counts_of(EVERY, TAXONOMY)) == len(letter_pillars(TAXONOMY)) + 1


def test_a_statement_of_ones_own_has_the_pillar_that_its_region_named():
    head = "survey,statement,wave,share,source,pillar\n"
    rows = rows_of_text(BAROMETER, head + "Eigen,wil reservist worden,2026,4,Peiling,5\n")
    bare = rows_of_text(BAROMETER, head.replace(",pillar", "") + "Eigen,wil wel,2026,4,Peiling\n")
    own = tagged_statements(series_of([*rows, *bare]), LIBRARY.pillar_tags, ENGLISH)
    assert [one.pillars for one in own] == [("kamerbrief-5",), ()]
    assert own[1].why == "Nobody has assigned it."


def find(town: Organisation) -> None:
    actions.keep_answer(town, answer(9, finding(), run="7b0d4e0e-3c39-4c4c-8f3e-0d8a3b2b9c10"))


def test_the_site_filters_and_exports_what_the_command_line_does(community: Community, tmp_path):
    find(community.town)
    petra = client_of(make_person("programme_manager", community.town, "Petra"))
    at = f"/organisations/{community.town.pk}/agenda/"
    petra.cookies["language"] = "en"
    assert "Tiel" in petra.get(at + "pillars/?pillar=kamerbrief-2&sort=gap").text
    assert petra.get(at + "pillars/?pillar=x&track=%00&sort=" + "9" * 5000).status_code == 200
    sheet = petra.get(at + "pillars.csv?track=military").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    shown = CliRunner().invoke(app, ["pillars", "--track", "military"])
    assert "bij twee pijlers" in " ".join(shown.output.split())
    done = CliRunner().invoke(app, ["pillars", "--track", "military", "--json"])
    assert len(rows) == len(json.loads(done.stdout))
    book = load_workbook(io.BytesIO(petra.get(at + "pillars.xlsx").content))
    assert book.active.max_row > len(rows)
    assert "400" in petra.get(at + "gaps/?track=societal").text
    assert "400" not in petra.get(at + "gaps/?track=military").text
    actions.add_commitment(
        community.town,
        {"kind": "assignment", "title": "Konvooien", "owner": "x", "pillar": "kamerbrief-6"},
        None,
    )
    assert "Konvooien" in petra.get(at + "?track=military").text
    assert "Konvooien" not in petra.get(at + "?track=societal").text


def test_gaps_of_answers_are_filtered_and_a_wrong_ending_is_refused(tmp_path):
    wrong = CliRunner().invoke(app, ["pillars", "--to", str(tmp_path / "a.pdf")])
    assert wrong.exit_code == 2
    assert CliRunner().invoke(app, ["pillars", "--sort", "x" * 9999]).exit_code == 2
    there = tmp_path / "a.xlsx"
    assert CliRunner().invoke(app, ["pillars", "--to", str(there)]).exit_code == 0
    assert load_workbook(there).active.max_row > len(read_catalogue())
