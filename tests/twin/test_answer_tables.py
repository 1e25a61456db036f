"""The files of an answer: every row says that it is simulated, and few people are not told."""

import json
from dataclasses import replace

import pytest

from tests.twin.small import blackout, small_twin
from tests.twin.test_answer import answer_of
from weerbaar.common.finding import Band
from weerbaar.common.language import ENGLISH
from weerbaar.twin.answer import Answer
from weerbaar.twin.answer_tables import answer_sheets, area_features, area_table, hour_table
from weerbaar.twin.files import read_profile


@pytest.fixture(scope="module")
def cold() -> Answer:
    return answer_of(small_twin(blackout(48.0), norms=read_profile().norms))


def test_every_row_of_every_table_says_that_it_is_simulated(cold: Answer) -> None:
    for columns, rows in answer_sheets(cold, ENGLISH).values():
        assert columns[0] == "simulation"
        assert {row[0] for row in rows} == {"yes"}
        assert {len(row) for row in rows} == {len(columns)}
    assert set(hour_table(cold)["simulation"].to_pylist()) == {"yes"}


def test_each_area_is_a_feature_once_with_the_figures_of_the_table(cold: Answer) -> None:
    features = area_features(cold)["features"]
    columns, rows = area_table(cold)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    assert len({f["id"] for f in features}) == len(features) == len({r["area"] for r in told})
    by_area = {f["id"]: f["properties"] for f in features}
    for row in told:
        properties = by_area[row["area"]]
        assert properties["simulation"] == "yes"
        assert properties[f"{row['need']}_people_p50"] == row["peak_persons_p50"]
        assert properties[f"{row['need']}_estimated_share"] == row["estimated_share"]


def test_an_area_without_an_outline_is_a_point_and_one_with_it_keeps_it(cold: Answer) -> None:
    region = cold.twin.network.region
    code = str(region.areas["code"][0])
    square = {"type": "Polygon", "coordinates": [[[5, 51], [6, 51], [6, 52], [5, 51]]]}
    network = replace(cold.twin.network, region=replace(region, outlines={code: square}))
    drawn = replace(cold, twin=replace(cold.twin, network=network))
    kinds = {f["id"]: f["geometry"] for f in area_features(drawn)["features"]}
    assert kinds.pop(code) == square
    assert {g["type"] for g in kinds.values()} <= {"Point"}


def test_a_band_with_a_count_of_1_to_9_is_left_out_whole(cold: Answer) -> None:
    areas = tuple(replace(a, peak=Band(0.0, 9.0, 400.0)) for a in cold.outcome.areas)
    few = replace(cold, outcome=replace(cold.outcome, areas=areas))
    text = json.dumps(area_features(few))
    assert "400.0" not in text
    assert '_people_p90": null' in text
