"""A file that a person made becomes a sheet of cells, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.common.wells import WELLS, read
from weerbaar.common.refusals import Refused
from weerbaar.common.sheet_rows import parse_sheet
from weerbaar.common.sheets import MOST_ROWS, text_sheet


def refusals(content: bytes | str) -> list[tuple[str, int | None]]:
    with pytest.raises(Refused) as refused:
        text_sheet(content.encode() if isinstance(content, str) else content, "wells.csv")
    return [(problem.code, problem.row) for problem in refused.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "Lijst van kazernes\nnaam,plaats\nNoord,Proefstad\n",
        "Lijst van kazernes;\nnaam;plaats\nNoord;Proefstad\n",
        "Kazernes, Utrecht\nnaam;plaats\nNoord;Proefstad\n",
        '"Kazernes; 2026",\nnaam,plaats\nNoord,Proefstad\n',
        "Kazernes\tUtrecht\nnaam;plaats\nNoord;Proefstad\n".replace("\t", " "),
    ],
)
def test_a_title_above_the_table_is_passed_over(text: str) -> None:
    sheet = text_sheet(text.encode(), "kazernes.csv")

    assert (sheet.row, sheet.header) == (2, ("naam", "plaats"))
    assert (sheet.rows, sheet.lines) == ((3,), (("Noord", "Proefstad"),))


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("", "no-cells", None),
        ("\n;;\n\n", "no-cells", None),
        (b"\x89PNG\r\n\x1a\n\0\0", "not-text", None),
        ("well;depth_m\nA\0;3\n", "not-text", None),
        ("well;depth_m\nA\x1b;3\n", "not-text", None),
        (b"well;depth_m\n\x81\xe9;3\n", "not-text", None),
        ("well;depth_m\n".encode("utf-16") + b"A", "not-text", None),
        ("well;depth_m".encode("utf-16-le"), "not-text", None),
        ("a;a\n1;2\n", "duplicate-column", 1),
        ("a;b\n\n1;2;3\n", "ragged-line", 3),
        ("a;b\n1\n", "ragged-line", 2),
        ('a;b\n1;"2\n', "not-csv", 2),
        ('sep=;\na;b\n1;"2\n', "not-csv", 3),
        ('a;b\n1;"2"3\n', "not-csv", 2),
        ("a;b\n1;=A1+3\n", "formula", 2),
        ("a;b\n1; =A1\n", "formula", 2),
        ("a;b\n1;" + "2" * 2001 + "\n", "cell-too-long", 2),
        ("a;b\n1;" + "2" * 200_000 + "\n", "cell-too-long", 2),
        (";".join(f"c{i}" for i in range(1_000_000)) + "\n1\n", "too-many-columns", 1),
        ("a\n" + "1\n" * (MOST_ROWS + 1), "too-many-rows", MOST_ROWS + 2),
        ("a\n" + "\n" * 1_100_000, "too-many-rows", None),
        ("a\n" + ";" * 20_000_001, "too-many-cells", None),
    ],
)
def test_a_file_is_refused_for(content: bytes | str, code: str, row: int | None) -> None:
    assert refusals(content) == [(code, row)]


def test_a_quote_at_the_top_of_a_large_file_is_named_and_not_read_to_the_end() -> None:
    content = b'a;b\n"1;2\n' + b"3;4\n" * 900_000

    assert refusals(content) == [("cell-too-long", 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_letters_of_a_file_are_told_by_its_bytes(encoding: str) -> None:
    sheet = text_sheet("well;prijs €\nCafé;3\n".encode(encoding), "wells.csv")

    assert (sheet.header, sheet.lines) == (("well", "prijs €"), (("Café", "3"),))


def test_utf8_with_a_stray_byte_is_read_as_windows_text() -> None:
    assert text_sheet(b"well\ncaf\xe9\n", "w.csv").lines == (("café",),)


def test_a_header_of_one_column_needs_no_separator() -> None:
    assert text_sheet(b"depth_m\n12,5\n", "w.csv").lines == (("12,5",),)


@pytest.mark.parametrize("text", ["diepte\n12,5\n13,5\n", "adres\nA 1, Stad\nB 2, Stad\n"])
def test_commas_below_the_header_of_one_column_divide_nothing(text: str) -> None:
    sheet = text_sheet(text.encode(), "w.csv")

    assert (len(sheet.header), len(sheet.lines)) == (1, 2)


def test_separators_within_quotes_do_not_count() -> None:
    sheet = text_sheet(b'"a,b,c";"d\n,,"\n1;2\n', "w.csv")

    assert sheet.header == ("a,b,c", "d\n,,")


def test_extra_cells_that_are_empty_do_no_harm_and_columns_without_name_must_be_empty() -> None:
    sheet = text_sheet(b";well;;depth_m;\n;A;;3;;;\n;B;;4;\n", "w.csv")
    assert (sheet.header, sheet.lines) == (("well", "depth_m"), (("A", "3"), ("B", "4")))

    assert read("well;;depth_m\nA;x;3\n")[1] == [("column-without-name", 1, "")]


@given(st.binary() | st.text('";,\t\r\nab=1.', max_size=60).map(str.encode))
def test_any_bytes_give_a_sheet_or_a_refusal(content: bytes) -> None:
    try:
        sheet = text_sheet(content, "any.csv")
    except Refused:
        return

    assert all(len(line) == len(sheet.header) for line in sheet.lines)
    assert len(sheet.rows) == len(sheet.lines)
    parse_sheet(WELLS, sheet)
