"""Writing: what stands in a place is whole, whatever happens. Reading: whatever a person brings."""

import io
import os
import random
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from weerbaar.common.files import MOST_FILE_BYTES, read_bytes, read_sheets, sheets_of, write_whole
from weerbaar.common.refusals import Refused
from weerbaar.common.sheet_rows import parse_sheet
from weerbaar.common.tables import Column, Table, rows_of


def test_files_are_written_into_folders_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", {"a.txt": b"1", "b/c.txt": b"2"})

    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"new/a.txt", "new/b/c.txt"}
    assert (tmp_path / "new" / "b" / "c.txt").read_bytes() == b"2"


def test_a_disk_that_fills_up_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path, {"a.txt": b"old", "b.txt": b"old"})
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == "b.txt":
            raise OSError(28, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path, {"a.txt": b"new", "b.txt": b"new"}, last="a.txt")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_a_stop_between_two_files_leaves_the_last_one_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path, {"a.txt": b"old", "b.txt": b"old", "z.txt": b"old"})
    replace = os.replace

    def stopped(source: Path, target: Path) -> None:
        if Path(target).name == "z.txt":
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path, dict.fromkeys(("a.txt", "b.txt", "z.txt"), b"new"), last="a.txt")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.txt", "z.txt"]


SHEET = "xl/worksheets/sheet1.xml"
START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
WELLS = Table(
    "wells",
    "Wells of a village.",
    ("well",),
    (
        Column("well", "text", "", "Name of the well."),
        Column("depth_m", "number", "m", "How deep it is.", default=1.0),
        Column("open_share", "share", "1", "Share of the year it is open.", default=1.0),
        Column("users", "integer", "persons", "Who draw from it.", default=0),
        Column("public", "flag", "", "Open to all.", default=False),
        Column("dug", "date", "", "When it was dug.", default=""),
    ),
)


def workbook(*rows: list[object], change: Callable[[Worksheet], None] | None = None) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_members(content: bytes, changed: dict[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        members = {name: old.read(name) for name in old.namelist()} | changed
        for name, data in members.items():
            new.writestr(name, data)
    return stream.getvalue()


def with_rows(rows: str, after: str = "") -> bytes:
    """A workbook whose sheet has this XML for its rows."""
    xml = f"{START}<dimension ref='A1:XFD1048576'/><sheetData>{rows}</sheetData>{after}</worksheet>"
    return with_members(workbook(["a"]), {SHEET: xml.encode()})


def as_kept(number: float) -> float:
    """The number as a workbook keeps it: with 15 digits."""
    return float(f"{number:.15g}")


def refusals(content: bytes) -> list[tuple[str, int | None, str]]:
    with pytest.raises(Refused) as refused:
        sheets_of(content, "wells.xlsx")
    return [(problem.code, problem.row, problem.column) for problem in refused.value.problems]


def test_a_workbook_is_read_with_its_types_and_its_own_row_numbers(tmp_path: Path) -> None:
    content = workbook(
        [],
        ["Put", "Diep", "Open", "Sinds", None],
        ["Oud", 12, True, datetime(2026, 11, 21, 13, 30)],
        [],
        ["Nieuw", 0.5, None, date(2026, 2, 1)],
        [None, None, time(8, 30), timedelta(hours=30)],
    )
    (tmp_path / "wells.bin").write_bytes(content)

    (sheet,) = read_sheets(tmp_path / "wells.bin")

    assert (sheet.file, sheet.row, sheet.rows) == ("wells.bin", 2, (3, 5, 6))
    assert sheet.header == ("Put", "Diep", "Open", "Sinds")
    assert sheet.lines == (
        ("Oud", 12.0, True, date(2026, 11, 21)),
        ("Nieuw", 0.5, None, date(2026, 2, 1)),
        (None, None, "08:30:00", "1 day, 6:00:00"),
    )
    assert type(sheet.lines[0][3]) is date


def test_each_visible_sheet_that_is_not_empty_is_read_in_order() -> None:
    book = Workbook()
    book.worksheets[0].title = "Leeg"
    for name in ("B", "A", "Weg"):
        book.create_sheet(name).append([f"kop {name}"])
    book["Weg"].sheet_state = "hidden"

    sheets = sheets_of(saved(book), "wells.xlsx")

    assert [(sheet.file, sheet.header) for sheet in sheets] == [
        ("wells.xlsx [B]", ("kop B",)),
        ("wells.xlsx [A]", ("kop A",)),
    ]


def test_a_text_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "wells.xlsx").write_bytes(b"well;depth_m\nA;3\n")

    (sheet,) = read_sheets(tmp_path / "wells.xlsx")

    assert (sheet.file, sheet.lines) == ("wells.xlsx", (("A", "3"),))


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "well": st.text("abcXYZ ,;\"'é€-+@", min_size=1).map(str.strip).filter(bool),
                "depth_m": st.floats(-1e300, 1e300).map(as_kept),
                "open_share": st.floats(0, 1).map(as_kept),
                "users": st.integers(-(10**15), 10**15),
                "public": st.booleans(),
                "dug": st.dates(date(1900, 3, 1)).map(date.isoformat) | st.just(""),
            }
        ),
        unique_by=lambda record: record["well"],
        min_size=1,
        max_size=4,
    )
)
def test_rows_written_as_a_workbook_are_read_back_the_same(records) -> None:
    rows = rows_of(WELLS, records)
    lines = [
        [*list(row.values())[:-1], date.fromisoformat(row["dug"]) if row["dug"] else None]
        for row in rows
    ]

    (sheet,) = sheets_of(workbook(list(WELLS.names), *lines), "wells.xlsx")
    back, _, problems = parse_sheet(WELLS, sheet)

    assert problems == []
    assert list(back) == list(rows)


SOUND = workbook(["well", "depth_m"], ["A", 3.5], ["B", "=1+1"], ["C", date(2026, 1, 1)])


def outcome(content: bytes) -> str:
    try:
        return "read" if sheets_of(content, "any.xlsx") else "nothing"
    except Refused as refused:
        return "refused" if refused.problems else "nothing said"


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", SOUND]))
def test_any_bytes_are_read_or_refused(content: bytes, start: bytes) -> None:
    assert outcome(start + content) in ("read", "refused")


@given(
    st.sampled_from(["whole", *zipfile.ZipFile(io.BytesIO(SOUND)).namelist()]),
    st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=3)), min_size=1, max_size=5),
)
def test_a_workbook_with_changed_bytes_is_read_or_refused(
    part: str, changes: list[tuple[int, bytes]]
) -> None:
    whole = part == "whole"
    data = bytearray(SOUND if whole else zipfile.ZipFile(io.BytesIO(SOUND)).read(part))
    for at, piece in changes:
        at %= len(data)
        data[at : at + 1] = piece or b"\x00"
    content = bytes(data) if whole else with_members(SOUND, {part: bytes(data)})

    assert outcome(content) in ("read", "refused")


def test_a_workbook_that_is_cut_off_is_refused_wherever_it_was_cut() -> None:
    content = workbook(["well"], *([random.Random(1).random()] for _ in range(200)))

    for end in range(97, len(content), 97):
        assert refusals(content[:end]) == [("damaged-workbook", None, "")]


def test_a_workbook_without_one_of_its_parts_is_read_or_refused() -> None:
    for name in zipfile.ZipFile(io.BytesIO(SOUND)).namelist():
        assert outcome(with_members(SOUND, {name: b""})) in ("read", "refused")
        assert outcome(with_members(SOUND, {name: b"<a/>"})) in ("read", "refused")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(SHEET, "w") as member,
    ):
        for _ in range(1000):
            member.write(bytes(1_000_000))
    content = stream.getvalue()

    tracemalloc.start()
    found = refusals(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == [("workbook-too-large", None, "")]
    assert peak < 5_000_000


def test_a_part_packed_far_tighter_than_a_table_can_be_is_refused() -> None:
    content = with_members(SOUND, {SHEET: b" " * 20_000_000})

    assert refusals(content) == [("workbook-too-large", None, "")]


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    content = with_members(SOUND, {SHEET: b" " * 20_000_000})
    size = (20_000_000).to_bytes(4, "little")

    assert refusals(content.replace(size, (1000).to_bytes(4, "little"))) == [
        ("damaged-workbook", None, "")
    ]


@pytest.mark.parametrize("part", [SHEET, "xl/theme/theme1.xml", "xl/media/picture.png"])
@pytest.mark.parametrize("summed", [0, 1000, 1001])
def test_a_part_that_hides_its_size_is_refused_without_unpacking_it(part: str, summed: int) -> None:
    """The directory says 1,000 bytes; with `summed` its checksum is that of so many bytes."""
    size = 30_000_000
    content = with_members(SOUND, {part: b" " * size})
    check = zipfile.ZipFile(io.BytesIO(content)).getinfo(part).CRC
    content = content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    if summed:
        other = zlib.crc32(b" " * summed)
        content = content.replace(check.to_bytes(4, "little"), other.to_bytes(4, "little"))

    tracemalloc.start()
    found = refusals(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == [("damaged-workbook", None, "")]
    assert peak < 5_000_000


def test_a_part_in_a_packing_that_no_spreadsheet_program_uses_is_refused() -> None:
    stream = io.BytesIO(SOUND)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/other.bin", b"a", zipfile.ZIP_BZIP2)

    assert refusals(stream.getvalue()) == [("unsafe-workbook", None, "")]


def test_a_row_too_long_to_hold_is_refused() -> None:
    noise = random.Random(1).randbytes(8_500_000).hex()
    content = with_rows(f'<row><c t="inlineStr"><is><t>{noise}</t></is></c></row>')

    assert refusals(content) == [("unsafe-workbook", None, "")]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_xml_that_declares_entities_is_refused(declared: str, part: str) -> None:
    xml = zipfile.ZipFile(io.BytesIO(SOUND)).read(part).decode()
    body = xml[xml.index("?>") + 2 :] if xml.startswith("<?xml") else xml

    content = with_members(SOUND, {part: (declared + body).encode()})
    assert refusals(content) == [("unsafe-workbook", None, "")]


def test_entities_hidden_in_another_encoding_are_refused_too() -> None:
    rows = "<sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row></sheetData>"
    xml = f"<!DOCTYPE a [<!ENTITY b 'bbbb'>]>{START}{rows}</worksheet>"

    content = with_members(SOUND, {SHEET: xml.encode("utf-16")})
    assert refusals(content) == [("damaged-workbook", None, "")]


def test_a_part_that_stands_in_the_file_twice_is_refused() -> None:
    stream = io.BytesIO(SOUND)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, START + "</worksheet>")

    assert refusals(stream.getvalue()) == [("unsafe-workbook", None, "")]


def test_an_archive_of_very_many_parts_is_refused() -> None:
    content = with_members(SOUND, {f"xl/{i}": b"" for i in range(10_001)})

    assert refusals(content) == [("unsafe-workbook", None, "")]


def test_a_part_with_a_password_is_refused() -> None:
    content = bytearray(SOUND)
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1

    assert refusals(bytes(content)) == [("old-workbook", None, "")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-workbook"),
        (with_members(SOUND, {"mimetype": b"application/vnd.oasis"}), "other-kind-of-file"),
        (with_members(SOUND, {"xl/workbook.bin": b""}), "other-kind-of-file"),
        (b"PK\x05\x06" + bytes(18), "other-kind-of-file"),
        (b"%PDF-1.7\n\x00\x01", "not-a-list"),
        (workbook(), "no-cells"),
    ],
)
def test_a_file_of_another_kind_is_refused(content: bytes, code: str) -> None:
    assert refusals(content) == [(code, None, "")]


def test_the_stored_outcome_of_a_formula_is_read() -> None:
    rows = (
        '<row><c t="str"><v>well</v></c><c t="str"><v>depth_m</v></c></row>'
        '<row><c t="str"><f>"A"</f><v>A</v></c><c><f>1+1.5</f><v>2.5</v></c></row>'
        '<row><c t="str"><v>B</v></c><c t="str"><f>""</f><v></v></c></row>'
    )

    (sheet,) = sheets_of(with_rows(rows), "wells.xlsx")

    assert sheet.lines == (("A", 2.5), ("B", None))


def test_a_formula_without_outcome_is_refused_with_its_cell() -> None:
    content = workbook(
        ["well", "depth_m"],
        ["A", "=1+1"],
        [],
        ["B", 3, "=A2"],
        ["C", ArrayFormula("B5", "=SUM(B2:B3)")],
    )

    with pytest.raises(Refused) as refused:
        sheets_of(content, "wells.xlsx")

    problems = refused.value.problems
    assert [(p.code, p.row, p.column, p.params["cell"]) for p in problems] == [
        ("formula-without-outcome", 2, "depth_m", "B2"),
        ("formula-without-outcome", 4, "C", "C4"),
        ("formula-without-outcome", 5, "depth_m", "B5"),
    ]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DELING.DOOR.0!"])
def test_an_error_in_a_cell_is_refused_with_its_cell(error: str) -> None:
    rows = (
        '<row><c t="str"><v>well</v></c><c t="str"><v>depth_m</v></c></row>'
        f'<row><c t="str"><v>A</v></c><c t="e"><f>1/0</f><v>{error}</v></c></row>'
    )

    with pytest.raises(Refused) as refused:
        sheets_of(with_rows(rows), "wells.xlsx")

    (problem,) = refused.value.problems
    assert (problem.code, problem.row, problem.column) == ("error-value", 2, "depth_m")
    assert problem.message() == f"Cell B2 holds the error {error}."


def test_a_text_that_looks_like_a_formula_is_text() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A2"].data_type = "s"

    (sheet,) = sheets_of(workbook(["well"], ["=A1"], change=change), "wells.xlsx")

    assert sheet.lines == (("=A1",),)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("A2:B2", [("merged-cells", 2, "")]),
        ("A4:A5", [("merged-cells", 4, "")]),
        ("A1:A2", [("merged-cells", 1, "")]),
    ],
)
def test_merged_cells_in_the_table_are_refused(cells: str, found: list[object]) -> None:
    content = workbook(
        [],
        ["a", "b", "c"],
        ["d", "e", "f"],
        ["g", "h", "i"],
        change=lambda sheet: sheet.merge_cells(cells),
    )

    assert refusals(content) == found


def test_a_title_above_the_table_is_no_header_merged_or_not() -> None:
    content = workbook(
        ["Lijst van kazernes 2026", None, None],
        ["Peildatum 1 januari"],
        [],
        ["naam", "plaats", "post"],
        ["Kazerne Noord", "Proefstad", 1],
        ["Kazerne Zuid"],
        change=lambda sheet: sheet.merge_cells("A1:C1"),
    )

    (sheet,) = sheets_of(content, "kazernes.xlsx")

    assert (sheet.row, sheet.header) == (4, ("naam", "plaats", "post"))
    assert sheet.lines == (("Kazerne Noord", "Proefstad", 1.0), ("Kazerne Zuid", None, None))
    assert sheet.rows == (5, 6)


def test_a_table_of_one_column_has_no_title() -> None:
    (sheet,) = sheets_of(workbook(["naam"], ["Noord"], ["Zuid"]), "kazernes.xlsx")

    assert (sheet.header, sheet.rows) == (("naam",), (2, 3))


def test_merged_cells_outside_the_table_do_no_harm() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("A9:B9")

    (sheet,) = sheets_of(workbook([], ["a", "b"], ["c", "d"], change=change), "wells.xlsx")

    assert sheet.lines == (("c", "d"),)


def test_all_problems_of_all_sheets_come_at_once() -> None:
    book = Workbook()
    book.worksheets[0].append(["a", "a"])
    other = book.create_sheet("Twee")
    other.append(["a"])
    other.append(["=1"])

    with pytest.raises(Refused) as refused:
        sheets_of(saved(book), "w.xlsx")

    assert [(p.file, p.code) for p in refused.value.problems] == [
        ("w.xlsx [Sheet]", "duplicate-column"),
        ("w.xlsx [Twee]", "formula-without-outcome"),
    ]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too-many-columns"),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"/>', "too-many-rows"),
        ('<row r="1"><c r="A1"><v>' + "9" * 5000 + "</v></c></row>", "damaged-workbook"),
        ('<row r="1"><c r="A1"><v>' + "9" * 400 + "</v></c></row>", "damaged-workbook"),
        ('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "damaged-workbook"),
        ("<row>" * 5000 + "</row>" * 5000, "no-cells"),
    ],
)
def test_a_sheet_that_lies_or_runs_on_is_refused(rows: str, code: str) -> None:
    assert [found for found, _, _ in refusals(with_rows(rows))] == [code]


def test_a_lying_dimension_makes_no_cells() -> None:
    (sheet,) = sheets_of(with_rows("<row><c><v>1</v></c></row>"), "wells.xlsx")

    assert sheet.header == ("1",)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)

    tracemalloc.start()
    with pytest.raises(Refused) as refused:
        read_sheets(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    (problem,) = refused.value.problems
    assert problem.message() == "The file is 200 MB; a file is at most 150 MB."
    assert peak < 1_000_000


def test_a_file_of_exactly_the_most_bytes_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1234")

    assert read_bytes(tmp_path / "a", most=4) == b"1234"
    assert MOST_FILE_BYTES == 150_000_000
    with pytest.raises(Refused):
        read_bytes(tmp_path / "a", most=3)


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    paths = [tmp_path, tmp_path / "absent", tmp_path / "a\0b", Path(os.devnull)]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        paths.append(tmp_path / "pipe")

    for path in paths:
        with pytest.raises(Refused) as refused:
            read_bytes(path)
        assert [problem.code for problem in refused.value.problems] == ["not-a-file"]


def test_a_pdf_is_told_to_be_no_list():
    with pytest.raises(Refused) as refused:
        sheets_of(b"%PDF-1.7 Kazernes", "kazernes.pdf")
    assert refused.value.problems[0].code == "not-a-list"
