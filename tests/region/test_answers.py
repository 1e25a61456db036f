from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.files import read_language, sheets_of
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Problem
from weerbaar.common.sheets import Sheet
from weerbaar.common.tables import rows_of
from weerbaar.drawing.files import form_xlsx_bytes
from weerbaar.region.answers import (
    IN_OWN_WORDS,
    OLDER_FORM,
    Answers,
    is_form,
    merge_answers,
    read_form,
    source_id,
)
from weerbaar.region.bundle import region_hash
from weerbaar.region.check import check_region
from weerbaar.region.questions import find_owner, make_form
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AUTONOMIES, PROCESSES

Fill = Mapping[str, object]
Ask = Callable[..., bytes]
HEAD: Fill = {"W2:2": "Ziekenhuis Verzonnen", "W2:4": "2026-11-21"}
TIMES: Fill = {"A3:2": 10, "A4:2": "1,5 dag", "A5:2": "3 dagen", "A9:2": "hoog"}


@pytest.fixture(scope="module")
def ask(region: Region, library: Library) -> Ask:
    path = "library/tables/process_owners.csv"
    owners, _ = parse_bytes(PROCESSES, (files("weerbaar") / path).read_bytes(), path)

    @cache
    def make(process: str = "HOS", full: bool = False, code: str = "en") -> bytes:
        owner = find_owner(owners, process)
        return form_xlsx_bytes(make_form(region, library, owner, read_language(code), full))

    return make


@pytest.fixture(scope="module")
def answered(ask: Ask) -> tuple[Sheet, ...]:
    return filled(ask(), HEAD, TIMES)


def filled(content: bytes, *fills: Fill) -> tuple[Sheet, ...]:
    """The form with these answers; `A3:2` is box A3 in row 2."""
    book = load_workbook(BytesIO(content))
    for place, value in [item for fill in fills for item in fill.items()]:
        code, _, row = place.partition(":")
        _put(book, code, int(row), value)
    stream = BytesIO()
    book.save(stream)
    return sheets_of(stream.getvalue(), "HOS.xlsx")


def _put(book: Workbook, code: str, row: int, value: object) -> None:
    for sheet in book.worksheets:
        for cell in sheet[1]:
            if str(cell.value).split(" ")[0] == code:
                sheet.cell(row, cell.column).value = value
                return
    raise AssertionError(code)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def refused(
    ask: Ask, region: Region, library: Library, *fills: Fill, process: str = "HOS"
) -> list[Problem]:
    return read_form(filled(ask(process), *fills), region, library)[1]


def test_what_a_hospital_fills_in_stands_in_the_region_with_who_said_it(
    ask: Ask, region: Region, library: Library
) -> None:
    more = {"A6:2": 20, "A7:2": "2 u", "A8:2": "0,5 %", "A10:2": "Diesel voor\neen week."}
    answers, problems = read_form(filled(ask(), HEAD, TIMES, more), region, library)
    assert problems == []
    told, notes = merge_answers(region, library, answers)
    assert notes == []
    assert list(told.autonomies) == [
        {
            "consumer": "hospital",
            "input": "power",
            "t_p10": 10,
            "t_p50": 36,
            "t_p90": 72,
            "floor": 0.2,
            "lag_h": 2,
            "fail_start": 0.005,
            "organisation": "Ziekenhuis Verzonnen",
            "confidence": "high",
            "date": "2026-11-21",
            "source": "said-ziekenhuis-verzonnen-2026-11-21",
            "note": "Diesel voor een week.",
        }
    ]
    source = told.sources.row(told.sources.positions("source")[answers.source])
    assert source["title"] == "Opgave van Ziekenhuis Verzonnen"
    assert source["year"] == "2026"
    assert check_region(told, library) == []


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize("process", ["EL", "DW", "HOS", "WAT"])
def test_an_empty_form_changes_nothing(
    ask: Ask, region: Region, library: Library, process: str, code: str, full: bool
) -> None:
    answers, problems = read_form(filled(ask(process, full, code), HEAD), region, library)
    assert problems == []
    told, notes = merge_answers(region, library, answers)
    assert notes == []
    assert region_hash(told) == region_hash(region)


def test_our_own_estimates_filled_in_are_read_back_as_they_are(
    ask: Ask, region: Region, library: Library
) -> None:
    book = load_workbook(BytesIO(ask(full=True)))
    sheet = book["Form"]
    needs = {(need["consumer"], need["input"]): need for need in library.dependencies}
    kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    expected = {}
    for row in range(2, sheet.max_row + 1):
        consumer, input_ = sheet.cell(row, 1).value, sheet.cell(row, 2).value
        need = needs[kind_of.get(consumer, consumer), input_]
        shown = [need["t_p10"], need["t_p50"], need["t_p90"], 100 * need["floor"], need["lag_h"]]
        # Less than one percent needs its sign.
        for column, value in enumerate([*shown, f"{100 * need['fail_start']:g}%", "low"], start=5):
            sheet.cell(row, column).value = value
        expected[consumer, input_] = need
    stream = BytesIO()
    book.save(stream)
    sheets = filled(stream.getvalue(), HEAD)
    answers, problems = read_form(sheets, region, library)
    assert problems == []
    assert len(answers.autonomies) == len(expected) > 3
    for said in answers.autonomies:
        need = expected[said["consumer"], said["input"]]
        for name in ("t_p10", "t_p50", "t_p90", "floor", "lag_h", "fail_start"):
            assert said[name] == pytest.approx(need[name])


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("21-11-2026", "2026-11-21"),
        ("1/2/2026", "2026-02-01"),
        ("1.2.2026", "2026-02-01"),
        ("1 2 2026", "2026-02-01"),
        (datetime(2026, 11, 21), "2026-11-21"),
        (date(2026, 11, 21), "2026-11-21"),
    ],
)
def test_a_date_is_read_as_people_write_it(
    ask: Ask, region: Region, library: Library, written: object, day: str
) -> None:
    answers, problems = read_form(filled(ask(), HEAD, TIMES, {"W2:4": written}), region, library)
    assert problems == []
    assert answers.date == day


def test_a_named_supplier_takes_the_place_of_ours(
    ask: Ask, region: Region, library: Library
) -> None:
    hospital = str(region.sites["site"][region.sites["kind"] == "hospital"][0])
    zones = [str(s) for s in region.sites["site"][region.sites["kind"] == "pressure_zone"]]
    book = load_workbook(BytesIO(ask()))
    sheet = book["Suppliers"]
    row = next(
        r
        for r in range(2, sheet.max_row + 1)
        if [sheet.cell(r, c).value for c in (1, 2)] == [hospital, "water"]
    )
    answers, problems = read_form(filled(ask(), HEAD, {f"B3:{row}": zones[-1]}), region, library)
    assert problems == []
    told, _ = merge_answers(region, library, answers)
    mine = (told.links["consumer"] == hospital) & (told.links["input"] == "water")
    assert list(told.links.where(mine)["supplier"]) == [zones[-1]]
    assert answers.source in set(told.provenance["source"])
    assert check_region(told, library) == []


def test_own_words_are_told_and_not_reckoned_with(
    ask: Ask, region: Region, library: Library
) -> None:
    words = {"C2:2": "De bevoorrading\nover water.", "W2:3": "Facilitair"}
    answers, problems = read_form(filled(ask(), HEAD, words), region, library)
    assert problems == []
    told, notes = merge_answers(region, library, answers)
    assert region_hash(told) == region_hash(region)
    texts = " ".join(note.message() for note in notes)
    assert "Ziekenhuis Verzonnen" in texts
    assert "De bevoorrading over water." in texts
    assert "Facilitair" in texts
    assert {note.kind for note in notes} <= {OLDER_FORM, IN_OWN_WORDS}


def test_a_form_of_an_earlier_state_is_read_with_a_note(
    ask: Ask, region: Region, library: Library
) -> None:
    sheets = filled(ask(), HEAD, TIMES)
    later = replace(region, name="Nieuw Proefland")
    answers, problems = read_form(sheets, later, library)
    assert problems == []
    assert codes(list(answers.notes)) == ["form-of-earlier-region"]
    assert len(answers.autonomies) == 1


def said_on(day: str, hours: float) -> Answers:
    source = source_id("Vitens", day)
    row = {"consumer": "waterworks", "input": "power", "t_p10": hours, "t_p50": hours}
    row |= {"t_p90": hours, "organisation": "Vitens", "confidence": "low", "date": day}
    rows = rows_of(AUTONOMIES, [{**row, "source": source}])
    return replace(NOTHING, autonomies=rows, organisation="Vitens", date=day, source=source)


NOTHING, _ = read_form([], None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-01-01")])
def test_the_newer_answer_stays_in_whatever_order_they_come(
    region: Region, library: Library, days: tuple[str, str]
) -> None:
    hours = {"2026-01-01": 10.0, "2026-02-01": 20.0}
    told, notes = region, []
    for day in days:
        told, notes = merge_answers(told, library, said_on(day, hours[day]))
    assert list(told.autonomies["t_p50"]) == [20.0]
    assert len(notes) == 1


def test_a_source_is_named_after_organisation_and_day() -> None:
    assert source_id("Gemeente Één & Twee", "2026-01-02") == "said-gemeente-een-twee-2026-01-02"


def test_a_sheet_of_a_form_is_known_from_any_other(ask: Ask) -> None:
    sheets = filled(ask())
    assert [is_form(sheet) for sheet in sheets] == [False, True, True, True, True]
    assert not is_form(Sheet("x.csv", ("A1 cells", "name"), (), ()))


def test_only_the_usual_time_is_refused_and_asks_for_the_other_two(
    ask: Ask, region: Region, library: Library
) -> None:
    problems = refused(ask, region, library, HEAD, {"A4:3": 12, "A9:3": "low"})
    assert codes(problems) == ["time-missing", "time-missing"]
    assert [p.row for p in problems] == [3, 3]
    assert [p.column for p in problems] == ["A3 Shortest time (hours)", "A5 Longest time (hours)"]
    assert "shortest, the usual and the longest" in problems[0].remedy()
    assert "Form" in problems[0].file


@pytest.mark.parametrize(
    ("fill", "code"),
    [
        ({"A3:2": "lang"}, "not-a-time"),
        ({"A5:2": "1.240"}, "number-with-two-meanings"),
        ({"A3:2": 50}, "times-not-rising"),
        ({"A6:2": 101}, "not-a-percentage"),
        ({"A8:2": 0.05}, "percentage-below-1"),
        ({"A9:2": None}, "missing-answer"),
        ({"A9:2": "zeker"}, "not-a-confidence"),
        ({"W2:2": None}, "missing-answer"),
        ({"W2:2": "--"}, "missing-answer"),
        ({"W2:4": None}, "missing-answer"),
        ({"W2:4": "gisteren"}, "not-a-day"),
        ({"W2:4": "31-02-2026"}, "not-a-day"),
        ({"B4:2": 50}, "percentage-without-supplier"),
        ({"B3:2": "Nergens"}, "unknown-supplier"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_where_it_stands(
    ask: Ask, region: Region, library: Library, fill: Fill, code: str
) -> None:
    problems = refused(ask, region, library, HEAD, TIMES, fill)
    assert code in codes(problems)
    (place,) = fill
    found = next(problem for problem in problems if problem.code == code)
    assert found.row == int(place.split(":")[1])
    assert found.message(ENGLISH)
    assert found.remedy(ENGLISH)


def test_every_mistake_is_listed_at_once(ask: Ask, region: Region, library: Library) -> None:
    wrong = {"A3:2": "lang", "A6:2": 200, "A9:2": "zeker", "W2:4": "gisteren"}
    problems = refused(ask, region, library, HEAD, TIMES, wrong)
    assert sorted(codes(problems)) == [
        "not-a-confidence",
        "not-a-day",
        "not-a-percentage",
        "not-a-time",
    ]


def suppliers_of(region: Region, ask: Ask, input_: str) -> tuple[int, list[str]]:
    """The first row about an input, and the sites that can supply it."""
    sheet = load_workbook(BytesIO(ask()))["Suppliers"]
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 2).value == input_)
    kind = {"water": "pressure_zone", "power": "mv_feeder"}[input_]
    return row, [str(s) for s in region.sites["site"][region.sites["kind"] == kind]]


@pytest.mark.parametrize(
    ("shares", "same", "code"),
    [
        ((60, 30), False, "suppliers-give-too-little"),
        ((100, 0), False, "supplier-of-nothing"),
        ((100, 100), True, "row-answered-twice"),
    ],
)
def test_suppliers_that_cannot_be_are_refused(
    ask: Ask,
    region: Region,
    library: Library,
    shares: tuple[int, int],
    same: bool,
    code: str,
) -> None:
    row, sites = suppliers_of(region, ask, "power")
    names = (sites[0], sites[0] if same else sites[1])
    fill = {f"B3:{row + i}": name for i, name in enumerate(names)}
    fill |= {f"B4:{row + i}": share for i, share in enumerate(shares)}  # type: ignore[misc]
    assert codes(refused(ask, region, library, HEAD, fill)) == [code]


def test_a_supplier_whose_name_two_sites_have_is_refused(
    ask: Ask, region: Region, library: Library
) -> None:
    row, sites = suppliers_of(region, ask, "water")
    records = [
        {**site, "name": "Zone"} if site["site"] in sites[:2] else site for site in region.sites
    ]
    twins = replace(region, sites=rows_of(region.sites.table, records))
    _, problems = read_form(filled(ask(), HEAD, {f"B3:{row}": "zone"}), twins, library)
    assert codes(problems) == ["supplier-name-twice"]


def changed(sheets: tuple[Sheet, ...], old: str, new: str) -> list[Sheet]:
    return [
        replace(
            sheet,
            lines=tuple(
                tuple(c.replace(old, new) if isinstance(c, str) else c for c in line)
                for line in sheet.lines
            ),
        )
        for sheet in sheets
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("weerbaar-form 1", "weerbaar-form 2", "form-of-other-version"),
        ("weerbaar-form 1", "iets", "not-a-form"),
    ],
)
def test_a_form_that_is_not_of_this_region_is_refused(
    ask: Ask, region: Region, library: Library, old: str, new: str, code: str
) -> None:
    sheets = changed(filled(ask(), HEAD, TIMES), old, new)
    assert codes(read_form(sheets, region, library)[1]) == [code]


def test_a_form_is_read_into_any_region_of_the_same_areas_and_no_other(
    ask: Ask, region: Region, library: Library
) -> None:
    sheets = filled(ask(), HEAD, TIMES)
    renewed = replace(region, region="proefland-eigen")
    fewer = replace(region, areas=region.areas.where(region.areas["code"] != "WK900202"))

    answers, problems = read_form(sheets, renewed, library)
    assert problems == []
    assert len(answers.autonomies)
    assert codes(read_form(sheets, fewer, library)[1]) == ["form-of-other-region"]


def test_a_day_that_is_still_to_come_is_refused(ask: Ask, region: Region, library: Library) -> None:
    sheets = filled(ask(), HEAD, TIMES)
    assert codes(read_form(sheets, region, library, "2000-01-01")[1]) == ["date-in-the-future"]
    assert codes(read_form(sheets, region, library, "2999-01-01")[1]) == []


def test_the_kind_that_the_form_shows_as_supplier_changes_nothing(
    ask: Ask, region: Region, library: Library
) -> None:
    word = next(name for name in sorted(library.kinds["name_en"]) if "zone" in name)
    answers, problems = read_form(filled(ask(), HEAD, TIMES, {"B3:2": word}), region, library)
    assert problems == []
    assert len(answers.links) == 0


def test_a_file_without_the_sheet_of_who_answers_is_refused(
    ask: Ask, region: Region, library: Library
) -> None:
    sheets = [s for s in filled(ask(), HEAD, TIMES) if "field" not in s.header]
    assert codes(read_form(sheets, region, library)[1]) == ["not-a-form"]


def test_a_sheet_that_is_there_twice_is_refused(ask: Ask, region: Region, library: Library) -> None:
    sheets = filled(ask(), HEAD, TIMES)
    assert "form-part-twice" in codes(read_form([*sheets, sheets[2]], region, library)[1])


def test_a_form_without_one_of_its_columns_is_refused(
    ask: Ask, region: Region, library: Library
) -> None:
    sheets = [
        replace(s, header=tuple("" if h.startswith("A9 ") else h for h in s.header))
        for s in filled(ask(), HEAD, TIMES)
    ]
    (problem,) = read_form(sheets, region, library)[1]
    assert (problem.code, problem.row, problem.value) == ("not-a-form", 1, "A9")


def test_an_answer_about_a_site_that_is_gone_is_refused(
    ask: Ask, region: Region, library: Library
) -> None:
    sheets = changed(filled(ask(), HEAD, TIMES), "hospital", "gone")
    problems = read_form(sheets, region, library)[1]
    assert codes(problems) == ["unknown-question"]


ANY_CELL = st.one_of(st.none(), st.text(), st.floats(), st.booleans(), st.dates())


@given(st.data())
def test_whatever_stands_in_a_cell_the_form_is_read_or_refused(
    answered: tuple[Sheet, ...], region: Region, library: Library, data: st.DataObject
) -> None:
    none = {rows.table.name: rows_of(rows.table, []) for rows in region.tables()}
    sheets = list(answered)
    at = data.draw(st.integers(1, len(sheets) - 1))
    lines = [list(line) for line in sheets[at].lines]
    line = data.draw(st.sampled_from(lines))
    line[data.draw(st.integers(0, len(line) - 1))] = data.draw(ANY_CELL)
    sheets[at] = replace(sheets[at], lines=tuple(tuple(line) for line in lines))
    answers, problems = read_form(sheets, replace(region, **none), library)
    assert problems or len(answers.autonomies) <= 1
    assert all(problem.message() and problem.remedy() for problem in problems)
