"""A person's own table: read as it was meant, or refused with every problem in its place."""

import csv
import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from weerbaar.common.refusals import Refused
from weerbaar.common.sheets import (
    MOST_ROWS,
    Cell,
    Sheet,
    header_names,
    parse_sheet,
    text_sheet,
    unknown_headers,
)
from weerbaar.common.tables import Column, Rows, Table, rows_of, text_of

WELLS = Table(
    "wells",
    "Wells of a village.",
    ("well",),
    (
        Column("well", "text", "", "Name of the well."),
        Column("depth_m", "number", "m", "How deep it is.", default=1.0, low=-400, high=4e6),
        Column("open_share", "share", "1", "Share of the year it is open.", default=1.0),
        Column("users", "integer", "persons", "Who draw from it.", default=0, low=0, high=5000),
        Column("public", "flag", "", "Open to all.", default=False),
        Column("cover", "choice", "", "What lies on it.", "none", choices=("none", "lid", "pump")),
        Column("dug", "date", "", "When it was dug.", default=""),
    ),
)
NAMES = {"Put": "well", "Diepte (m)": "depth_m", "Open": "open_share"}
WORDS = {"cover": {"geen": "none", "Deksel": "lid"}}


def read(text: str, encoding: str = "utf-8") -> tuple[Rows, list[tuple[str, int | None, str]]]:
    sheet = text_sheet(text.encode(encoding), "wells.csv")
    rows, _, problems = parse_sheet(WELLS, sheet, NAMES, WORDS)
    return rows, [(problem.code, problem.row, problem.column) for problem in problems]


def refusals(content: bytes | str) -> list[tuple[str, int | None]]:
    with pytest.raises(Refused) as refused:
        text_sheet(content.encode() if isinstance(content, str) else content, "wells.csv")
    return [(problem.code, problem.row) for problem in refused.value.problems]


def one(column: str, *cells: Cell) -> tuple[list[object], list[str]]:
    """What cells of one column become, and the codes of their problems."""
    lines = tuple((f"W{i}", cell) for i, cell in enumerate(cells))
    sheet = Sheet("w.xlsx", ("Put", column), lines, tuple(range(2, len(cells) + 2)))
    rows, _, problems = parse_sheet(WELLS, sheet, NAMES, WORDS)
    return [row[column] for row in rows], [problem.code for problem in problems]


def test_a_dutch_export_is_read_as_it_was_meant() -> None:
    text = (
        "sep=;\r\n;;\r\nPut;Diepte (m);OPEN SHARE;users;public;Cover;dug;\r\n"
        "Café;1.240,5;25 %;40;ja;deksel;21 november 2026;\r\n"
        ";;;;;;;\r\n"
        "Nieuw; 12 ;0,5;1 240;;;1-2-2026;\r\n;;;;;;;\r\n"
    )

    sheet = text_sheet(text.encode("cp1252"), "wells.csv")
    rows, lines, problems = parse_sheet(WELLS, sheet, NAMES, WORDS)

    assert problems == []
    assert (sheet.row, lines) == (3, (4, 6))
    assert list(rows) == [
        {
            "well": "Café",
            "depth_m": 1240.5,
            "open_share": 0.25,
            "users": 40,
            "public": True,
            "cover": "lid",
            "dug": "2026-11-21",
        },
        {
            "well": "Nieuw",
            "depth_m": 12.0,
            "open_share": 0.5,
            "users": 1240,
            "public": False,
            "cover": "none",
            "dug": "2026-02-01",
        },
    ]


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "well": st.text("abcXYZ ,;\t\"'é€-.+@", min_size=1).map(str.strip).filter(bool),
            "depth_m": st.floats(-400, 4e6),
            "open_share": st.floats(0, 1),
            "users": st.integers(0, 5000),
            "public": st.booleans(),
            "cover": st.sampled_from(["none", "lid", "pump"]),
            "dug": st.dates(date(1000, 1, 1)).map(date.isoformat) | st.just(""),
        }
    ),
    unique_by=lambda record: record["well"],
    min_size=1,
)


def written(rows: Rows, separator: str, sign: str) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=separator)
    writer.writerow(rows.table.names)
    for row in rows:
        texts = [text_of(column, row[column.name]) for column in rows.table.columns]
        kinds = [column.kind in ("number", "share") for column in rows.table.columns]
        pairs = zip(texts, kinds, strict=True)
        writer.writerow([text.replace(".", sign) if number else text for text, number in pairs])
    return sink.getvalue()


@given(
    RECORDS.filter(lambda records: all("\t" not in record["well"] for record in records)),
    st.sampled_from(";,\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(".,"),
)
def test_rows_written_as_csv_are_read_back_the_same(records, separator, encoding, sign) -> None:
    rows = rows_of(WELLS, records)
    content = written(rows, separator, sign).encode(encoding)
    if encoding == "cp1252":
        # A few runs of letters in Windows-1252 are other letters in UTF-8, which goes first.
        assume(content.isascii() or not is_utf8(content))

    back, _, problems = parse_sheet(WELLS, text_sheet(content, "wells.csv"))

    assert problems == []
    assert list(back) == list(rows)


def is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@given(st.binary() | st.text('";,\t\r\nab=1.', max_size=60).map(str.encode))
def test_any_bytes_give_a_sheet_or_a_refusal(content: bytes) -> None:
    try:
        sheet = text_sheet(content, "any.csv")
    except Refused:
        return

    assert all(len(line) == len(sheet.header) for line in sheet.lines)
    assert len(sheet.rows) == len(sheet.lines)
    parse_sheet(WELLS, sheet)


CELLS = st.none() | st.floats() | st.booleans() | st.dates() | st.text(max_size=12)


@given(st.sampled_from(WELLS.names[1:]), st.lists(CELLS, max_size=8))
def test_any_cell_becomes_a_value_or_a_problem(column: str, cells: list[Cell]) -> None:
    values, _ = one(column, *cells)

    assert len(values) == len(cells)


def test_all_problems_come_at_once_with_the_row_and_the_name_the_person_wrote() -> None:
    text = "\nPut;Diepte (m);Users\nA;diep;2,5\n\nB;12 km;-1\nA;3;4\n"

    assert read(text)[1] == [
        ("not-a-number", 3, "Diepte (m)"),
        ("not-a-whole-number", 3, "Users"),
        ("not-a-number", 5, "Diepte (m)"),
        ("out-of-range", 5, "Users"),
        ("duplicate-key", 6, "Put"),
    ]


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


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.240,5", "1.240", "12"], [1240.5, 1240, 12]),
        (["52,1", "-3", "+4"], [52.1, -3, 4]),
        (["1,5E+03", ",5"], [1500, 0.5]),
        (["52.1", "1240", ".5", "1e2"], [52.1, 1240, 0.5, 100]),
        (["1,240.5", "2,000,000"], [1240.5, 2_000_000]),
        (["1 240", "1\xa0240", "1\u202f240", "1'240", "−3"], [1240, 1240, 1240, 1240, -3]),
        ([1240.5, "52,1"], [1240.5, 52.1]),
    ],
)
def test_a_sheet_has_one_decimal_sign(texts: list[Cell], values: list[float]) -> None:
    assert one("depth_m", *texts) == (values, [])


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        (["52,1", "52.12"], ["mixed-decimals"]),
        (["52,1", "1,240.5"], ["mixed-decimals"]),
        (["12 km"], ["not-a-number"]),
        (["25%"], ["not-a-number"]),
        (["1 24"], ["not-a-number"]),
        (["1.2.3"], ["not-a-number"]),
        (["٣"], ["not-a-number"]),
        (["nan", "inf", "1_0", "-", ","], ["not-a-number"] * 5),
        ([float("nan"), float("inf"), True], ["not-a-number"] * 3),
        ([date(2026, 1, 2), "1-2-2026", "1-2-26", "jan-24", "2-mrt"], ["number-became-date"] * 5),
    ],
)
def test_a_number_is_never_guessed_at(cells: list[Cell], codes: list[str]) -> None:
    assert one("depth_m", *cells)[1] == codes


def told(column: str, cell: Cell) -> str:
    """Message and remedy for a cell that is wrong."""
    sheet = Sheet("w.xlsx", ("Put", column), (("W1", cell),), (2,))
    (problem,) = parse_sheet(WELLS, sheet, NAMES, WORDS)[2]
    return f"{problem.message()} {problem.remedy()}"


def test_a_refusal_names_the_words_that_a_person_may_write() -> None:
    assert told("cover", "plank").endswith("Use one of: geen, Deksel, pump.")
    assert told("public", "maybe").endswith("Write yes, no, ja or nee.")


def test_a_refusal_names_a_unit_only_where_there_is_one() -> None:
    assert told("users", "many").endswith("Write only the number; the unit is persons.")
    assert told("open_share", "often").endswith("Write only the number.")


def test_the_decimal_sign_is_that_of_all_number_columns_together() -> None:
    assert read("well;depth_m;open_share\nA;52.12;0,5\n")[1] == [("mixed-decimals", 2, "depth_m")]


@pytest.mark.parametrize(
    ("cell", "share"), [("25%", 0.25), ("25 %", 0.25), ("12,5 %", 0.125), (0.25, 0.25), ("1", 1)]
)
def test_a_share_may_be_written_in_percents(cell: Cell, share: float) -> None:
    assert one("open_share", cell) == ([share], [])


def test_a_share_above_one_without_percent_sign_is_refused() -> None:
    assert one("open_share", 25.0, "25")[1] == ["share-out-of-range"] * 2


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 11, 21),
        46347.0,
        46347.75,
        "2026-11-21",
        "21-11-2026",
        "21/11/2026",
        "21.11.2026",
        "21 november 2026",
        "21 nov. 2026",
        "21 Nov 2026",
        "21-nov-2026",
    ],
)
def test_a_date_is_read_however_it_is_written(cell: Cell) -> None:
    assert one("dug", cell) == (["2026-11-21"], [])


@pytest.mark.parametrize(
    ("text", "day"),
    [("1 maart 2026", "2026-03-01"), ("1 mrt 2026", "2026-03-01"), ("1 May 2026", "2026-05-01")],
)
def test_months_have_dutch_and_english_names(text: str, day: str) -> None:
    assert one("dug", text) == ([day], [])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1-2-26", "short-year"),
        ("1 feb 26", "short-year"),
        ("31-2-2026", "not-a-date"),
        ("11/21/2026", "not-a-date"),
        ("1/2-2026", "not-a-date"),
        ("1 foo 2026", "not-a-date"),
        (20261121.0, "not-a-date"),
        (True, "not-a-date"),
    ],
)
def test_a_date_that_is_none_or_is_not_sure_is_refused(cell: Cell, code: str) -> None:
    assert one("dug", cell)[1] == [code]


def test_typed_cells_become_the_text_a_person_sees() -> None:
    cells = [1234.0, 0.5, date(2026, 11, 21), True, "\xa0 A\xa0B "]
    lines = tuple((cell,) for cell in cells)
    rows, _, problems = parse_sheet(WELLS, Sheet("w.xlsx", ("well",), lines, (2, 3, 4, 5, 6)))

    assert problems == []
    assert rows["well"].tolist() == ["1234", "0.5", "2026-11-21", "yes", "A B"]


def test_flags_and_choices_may_be_written_in_words() -> None:
    yes = ["ja", "JA", "yes", "x", "1", 1.0, True, "true", "WAAR"]
    no = ["nee", "no", "0", 0.0, False, "false", "Onwaar", None]

    assert one("public", *yes, *no) == ([True] * len(yes) + [False] * len(no), [])
    assert one("public", "misschien")[1] == ["not-a-flag"]
    assert one("cover", "GEEN", "deksel", "Pump") == (["none", "lid", "pump"], [])
    assert one("cover", "dak")[1] == ["not-a-choice"]


def test_headers_are_matched_without_regard_to_case_spaces_and_hyphens() -> None:
    sheet = text_sheet(b" WELL ;Depth-M;open\nA;3;1\n", "w.csv")

    assert header_names(WELLS, sheet, NAMES) == {
        "WELL": "well",
        "Depth-M": "depth_m",
        "open": "open_share",
    }


def test_two_headers_for_one_column_are_refused() -> None:
    assert read("well;Put;depth_m\nA;B;3\n")[1] == [("two-headers", 1, "Put")]


def test_an_unknown_header_that_is_almost_known_names_the_known_one() -> None:
    sheet = text_sheet(b"well;dept_m;colour\nA;3;red\n", "w.csv")
    _, _, problems = parse_sheet(WELLS, sheet)

    assert unknown_headers(WELLS, sheet) == ("dept_m", "colour")
    assert [problem.code for problem in problems] == ["unknown-column"] * 2
    assert "depth_m?" in problems[0].remedy()
    assert "did you mean" not in problems[1].remedy().lower()


def test_a_missing_column_is_one_problem() -> None:
    assert read("depth_m\n3\n4\n")[1] == [("missing-column", 1, "well")]


def test_a_table_may_let_other_columns_and_marks_for_unknown_pass() -> None:
    loose = Table(
        "loose",
        "Loose.",
        ("a",),
        (Column("a", "text", "", "A."), Column("b", "number", "", "B.", np.nan, low=0)),
        others=True,
        unknown=("-99", "."),
    )
    lines = (("k", 1.0, -99.0), ("l", None, "."))

    rows, _, problems = parse_sheet(loose, Sheet("l.xlsx", ("a", "x", "b"), lines, (2, 3)))

    assert problems == []
    assert np.isnan(rows["b"]).all()


def test_a_slip_in_a_name_is_refused_even_where_other_columns_pass() -> None:
    loose = replace(WELLS, others=True)
    sheet = Sheet("w.xlsx", ("well", "dept_m", "opn", "colour"), (("A", 3.0, 1.0, "red"),), (2,))

    _, _, problems = parse_sheet(loose, sheet, NAMES)

    slips = [problem for problem in problems if problem.code == "unknown-column"]
    assert [problem.column for problem in slips] == ["dept_m", "opn"]
    assert "depth_m?" in slips[0].remedy()
    assert "open?" in slips[1].remedy()
