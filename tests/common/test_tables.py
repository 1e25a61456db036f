"""Rows of a table: typed columns, read row by row, by key and in part."""

import math

from tests.common.wells import OWN_WELLS as WELLS
from weerbaar.common.tables import joined_rows, rows_of, sorted_rows


def test_records_become_columns_and_are_read_back_by_row_and_key() -> None:
    rows = rows_of(WELLS, [{"well": "B", "depth_m": 3, "users": 40}, {"well": "A", "public": True}])

    assert rows["users"].tolist() == [40, 0]
    assert rows.row(0)["cover"] == "none"
    assert rows.positions("well") == {"B": 0, "A": 1}
    assert math.isnan(rows.row(1)["depth_m"])
    assert [row["well"] for row in rows.where(rows["public"])] == ["A"]
    assert sorted_rows(rows)["well"].tolist() == ["A", "B"]


def test_parts_of_a_table_join_in_order() -> None:
    parts = [rows_of(WELLS, [{"well": name, "depth_m": 3}]) for name in "BA"]

    assert joined_rows(WELLS, parts)["well"].tolist() == ["B", "A"]
    assert len(joined_rows(WELLS, [])) == 0
