"""A table as CSV: its canonical text reads back the same, and bytes that are no CSV are refused."""

from hypothesis import given
from hypothesis import strategies as st

from tests.common.wells import OWN_WELLS as WELLS
from tests.common.wells import codes
from weerbaar.common.csv_cells import canonical_text, parse_bytes
from weerbaar.common.tables import rows_of

RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "well": st.text("abcXYZ ,\"'é-", min_size=1).map(str.strip).filter(bool),
            "depth_m": st.floats(0.5, 400),
            "open_share": st.floats(0, 1),
            "users": st.integers(0, 5000),
            "public": st.booleans(),
            "cover": st.sampled_from(["none", "lid", "pump"]),
        }
    ),
    unique_by=lambda record: record["well"],
    min_size=1,
)


@given(RECORDS, st.randoms())
def test_canonical_text_reads_back_the_same_whatever_the_order_of_rows(records, random) -> None:
    text = canonical_text(rows_of(WELLS, records))
    random.shuffle(records)

    assert canonical_text(rows_of(WELLS, records)) == text
    rows, problems = parse_bytes(WELLS, text.encode(), "wells.csv")
    assert problems == []
    assert canonical_text(rows) == text
    assert sorted(rows, key=str) == sorted(rows_of(WELLS, records), key=str)


def test_a_byte_order_mark_and_blank_last_lines_do_no_harm() -> None:
    rows, problems = parse_bytes(WELLS, "\ufeffwell,depth_m\r\nA,3\r\n\r\n".encode(), "wells.csv")

    assert problems == []
    assert len(rows) == 1


def test_an_empty_file_lacks_its_columns() -> None:
    _, problems = parse_bytes(WELLS, b"", "wells.csv")

    assert [problem.column for problem in problems] == ["well", "depth_m"]


def test_text_that_is_not_utf8_is_a_problem_and_no_traceback() -> None:
    _, problems = parse_bytes(WELLS, b"well,depth_m\n\xff\xfe,3\n", "wells.csv")

    assert [problem.code for problem in problems] == ["not-utf8"]


def test_a_cell_that_is_too_long_is_named_with_its_row_and_column() -> None:
    content = "well,depth_m\nA,3\nB,4\nC," + "5" * 200_000 + "\nD,6\n"

    assert codes(content) == [("cell-too-long", 4, "depth_m")]
