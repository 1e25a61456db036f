"""Norms as rows and records for files."""

from tests.twin.holding import FOUND, REGIONAL, finding, only
from weerbaar.common.finding import Band, GroupShare
from weerbaar.twin.finding_tables import (
    AREA_COLUMNS,
    FINDING_COLUMNS,
    GROUP_COLUMNS,
    TOWN_COLUMNS,
    area_rows,
    finding_rows,
    findings_record,
    group_rows,
    town_rows,
)
from weerbaar.twin.finding_words import hardest


def test_files_hold_every_norm_group_and_area() -> None:
    rows = [dict(zip(FINDING_COLUMNS, row, strict=True)) for row in finding_rows(FOUND)]
    assert [row["norm"] for row in rows] == [v.finding.norm for v in FOUND.verdicts]
    heat = next(row for row in rows if row["norm"] == "heat-12h")
    assert (heat["missed"], heat["persons_p50"], heat["severity"]) == ("yes", 2000.0, 1.0)
    assert heat["areas"] == "A B"
    assert "device-72h" not in {row[0] for row in group_rows(FOUND)}
    assert {row[0] for row in area_rows(FOUND)} == {
        v.finding.norm for v in FOUND.missed if v.finding.need != "device"
    }
    assert all(len(row) == len(GROUP_COLUMNS) for row in group_rows(FOUND))
    towns = [dict(zip(TOWN_COLUMNS, row, strict=True)) for row in town_rows(FOUND)]
    assert "device-72h" not in {row["norm"] for row in towns}
    assert {(row["municipality"], row["missed"]) for row in towns if row["norm"] == "heat-12h"} == {
        ("Testdorp", "yes")
    }
    assert all(len(row) == len(AREA_COLUMNS) for row in area_rows(FOUND))
    record = findings_record(FOUND)
    assert record["simulation"] is True
    assert len(record["findings"]) + len(record["met"]) == len(REGIONAL.norms)


def test_a_small_group_beside_large_ones_is_hidden_by_itself() -> None:
    few = GroupShare("family", Band(0.0, 6.0, 20.0), Band(0.0, 0.9, 1.0))
    many = GroupShare("adult", Band(900.0, 950.0, 990.0), Band(0.4, 0.5, 0.6))
    one = finding(by_group=(few, many))
    parts = findings_record(only(one))["findings"][0]["by_group"]
    assert (parts[0]["persons"]["p50"], parts[0]["share"]) == (None, None)
    assert parts[1]["share"] == {"p10": 0.4, "p50": 0.5, "p90": 0.6}
    assert hardest(one) is None  # of the groups that are told, none differs from another
