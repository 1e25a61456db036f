"""Key figures of areas as Statistics Netherlands publishes them (Kerncijfers wijken en buurten).

A file has one row for the country and for each municipality, wijk and buurt. Which of its columns
are read, and in which unit they stand, says the library's table of column names; nothing of that
stands here. Reading the file's bytes into a sheet is left to `common.sheets`; its cells are read
here, because one file of CBS has decimal commas in some columns and decimal points in others. How
a region takes the figures is left to `renewing`, how one is built from them to `spread`.

Rules:
1. A header is found whatever its capitals and the spaces around it; of the headers for one column
   the first by rank that has any figure is read. Others are listed, not refused.
2. One level is read: wijk, unless another is asked for. A code tells its level; where it stands
   without letters, the kind of row tells it.
3. An empty cell, a dot, a word for secret, or a whole number of -99990 or lower is a figure that is
   not given. So is a 0 in columns where the table says so.
4. Percentages become shares. Ages are divided by the inhabitants; where rounding to multiples of
   five makes them add up to more than AGES_OFF from 1, by their own sum. Ages of which one is not
   given count as not given together.
5. Households of one person are divided by households, a higher education by all whose education is
   counted, and cars by households where cars per household are not given.
6. A whole column in another unit is refused once: percentages that look like shares, and figures
   of which the middle lies beyond the bounds in the table.
7. A single figure outside the bounds of our column is set aside and noted, not refused: real files
   have them, such as cars of a lease company that stand at its address.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from weerbaar.common.language import mark
from weerbaar.common.parsing import (
    DUPLICATE_COLUMN,
    DUPLICATE_KEY,
    MISSING_COLUMN,
    NOT_A_WHOLE_NUMBER,
    OUT_OF_RANGE,
    bounds_refusal,
    number_refusal,
)
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.sheets import Cell, Sheet, one_line
from weerbaar.common.tables import Rows, rows_of
from weerbaar.region.tables import AGES, AREAS, SOURCES, URBANITY

NOT_A_CODE = ProblemKind(
    "not-an-area-code",
    mark("“{value}” is not the code of a Dutch municipality, wijk or buurt."),
    mark("Write a code such as GM0214, WK021400 or BU02140001, or remove the row."),
)
ABROAD_CODE = ProblemKind(
    "area-abroad",
    mark("{value} is an area of another country."),
    mark("Remove the row: only areas in the Netherlands are read."),
)
NO_SUCH_LEVEL = ProblemKind(
    "no-such-level",
    mark("The file has no rows of level {value}."),
    mark("Choose a level that it has: {known}."),
)
NOT_A_FIGURE = ProblemKind(
    "not-a-figure",
    mark("{column} is “{value}”, which is not a number."),
    mark("Write a number, or a dot where it is not known; the unit is {unit}."),
)
FIGURE_WITHOUT_UNIT = replace(
    NOT_A_FIGURE, remedy=mark("Write a number, or a dot where it is not known.")
)
LOOKS_LIKE_SHARES = ProblemKind(
    "looks-like-shares",
    mark("The figures in {column} look like shares: the highest is {value}."),
    mark("Give percentages, as Kerncijfers wijken en buurten does: 25 for a quarter."),
)
OTHER_UNIT = ProblemKind(
    "column-in-another-unit",
    mark("The figures in {column} seem to be in another unit: the middle one is {value}."),
    mark("Give the column in {unit}, as Kerncijfers wijken en buurten does."),
)
PARTS_AND_WHOLE = ProblemKind(
    "parts-and-whole",
    mark("{column} gives {value} together, but {whole} is {total}."),
    mark("Check the row: rounding to multiples of five does not explain this."),
)
SET_ASIDE = ProblemKind(
    "figure-set-aside",
    mark("{column} of {area} is {value}, not between {low} and {high} {unit}: it is not used."),
    mark("Nothing needs to be done; give another figure if you know it better."),
)

COUNTRY = "NL00"
LEVELS = {
    "gemeente": re.compile(r"GM\d{4}"),
    "wijk": re.compile(r"WK\d{4}[0-9A-Z]{2}"),
    "buurt": re.compile(r"BU\d{4}[0-9A-Z]{4}"),
}
DEFAULT_LEVEL = "wijk"
# For codes without letters: what comes before them, and how many characters they have.
BY_KIND_OF_ROW = {"gemeente": ("GM", 4), "wijk": ("WK", 6), "buurt": ("BU", 8)}
KIND_OF_COUNTRY = "land"
# Under this number CBS puts all that lies abroad.
ABROAD = "0998"
NOT_GIVEN = frozenset({"", ".", ",", "x", "nan", "na", "null", "none", "geheim", "onbekend"})
MOST_NOT_GIVEN = -99990
NUMBER = re.compile(r"-?(\d+([.,]\d*)?|[.,]\d+)")
THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+,\d*|-?\d{1,3}(\.\d{3}){2,}")
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
MOST_EXAMPLES = 3

# CBS rounds counts to a multiple of five, up or down.
ROUNDED_TO = 5
AGES_OFF = 0.05

COUNTED_AGES = {age: age.replace("share", "inhabitants") for age in AGES}
EDUCATION = ("education_counted_low", "education_counted_middle", "education_counted_high")
# Our columns that are computed: from which figures.
COMPUTED: Mapping[str, tuple[str, ...]] = {
    **{age: (counted, "inhabitants") for age, counted in COUNTED_AGES.items()},
    "single_households": ("households_of_one", "households"),
    "education_high": EDUCATION,
    "cars_per_household": ("cars", "households"),
}
AS_GIVEN = (
    "urbanity",
    "area_km2",
    "inhabitants",
    "dwellings",
    "income_low",
    "income_high",
    "ownership",
    "dwelling_value_keur",
    "household_size",
    "apartments",
    "cars_per_household",
    "electricity_kwh",
    "gas_kwh",
)
FIGURES = tuple(name for name in AREAS.names if name in AS_GIVEN or name in COMPUTED)

SOURCE = "cbs-kwb"
TITLE = "Kerncijfers wijken en buurten"
LICENCE = "CC BY 4.0"
CREDIT = "Bron: CBS"

Record = dict[str, Any]


@dataclass(frozen=True)
class KeyFigures:
    """The figures of the areas of one level, by area code, in the columns of our areas.

    A record holds code, name, municipality_code, municipality and FIGURES; NaN stands for a number
    that is not given, an empty text for such an urbanity. `rows` says on which row of the file an
    area stands, `headers` what a column was read from, `absent` which columns have no figure at
    all and the headers that would give them, `withheld` how many cells of a header have no figure,
    `set_aside` the figures that were not believed, by area code. `year` is empty where unknown.
    """

    file: str
    year: str
    level: str
    records: Mapping[str, Mapping[str, Any]]
    rows: Mapping[str, int] = field(default_factory=dict)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown_headers: tuple[str, ...] = ()
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    withheld: Mapping[str, int] = field(default_factory=dict)
    set_aside: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """Short name of the source, such as cbs-kwb-2021."""
        return f"{SOURCE}-{self.year}" if self.year else SOURCE

    def figure(self, code: str, column: str) -> Any:
        """The figure of an area; None where it is not given."""
        value = self.records.get(code, {}).get(column)
        return None if value == "" or value != value else value

    def rule(self, column: str) -> str:
        """What the column was read from, for its provenance."""
        return f"Read from {', '.join(self.headers.get(column, ()))}."


def read_key_figures(
    sheet: Sheet, columns: Rows, level: str = "", year: str = ""
) -> tuple[KeyFigures, list[Problem]]:
    """The figures of one level (wijk where none is named) and every problem of the file.

    `columns` is the library's table KWB_COLUMNS. With a problem the figures are not to be used.
    """
    file = _File(sheet, columns)
    wanted = level.strip().lower() or DEFAULT_LEVEL
    problems = file.header_problems()
    areas, found = _areas(file)
    problems += found
    chosen = {code: i for code, i in areas.items() if _level(code) == wanted}
    if not chosen and file.given("code"):
        problems.append(_no_such_level(file, wanted, areas))
    table, found = _cells(file, chosen)
    problems += found
    figures = KeyFigures(
        file=sheet.file,
        year=year or _year(file),
        level=wanted,
        records={},
        rows={code: sheet.rows[i] for code, i in chosen.items()},
        unknown_headers=file.unknown,
        withheld=table.withheld,
    )
    figures, found = _with_records(figures, file, table, chosen)
    return figures, sorted(problems + found, key=lambda p: p.row or 0)


def is_key_figures(sheet: Sheet, columns: Rows) -> bool:
    """Whether a sheet has the codes of areas and a figure of them, by names in KWB_COLUMNS."""
    file = _File(sheet, columns)
    figures = (row["column"] for row in file.known.values() if row["kind"] != "text")
    return bool(file.given("code")) and any(file.given(column) for column in figures)


def key_figures_source(figures: KeyFigures, source: str = "") -> Rows:
    """The row of the table of sources that credits the figures, under this or its usual name."""
    record = {
        "source": source or figures.source,
        "title": TITLE,
        "year": figures.year,
        "licence": LICENCE,
        "credit": CREDIT,
    }
    return rows_of(SOURCES, [record])


def code_examples(codes: Iterable[str]) -> str:
    """A few of the codes, and dots where there are more."""
    ordered = sorted(codes)
    shown = ", ".join(ordered[:MOST_EXAMPLES])
    return f"{shown}, …" if len(ordered) > MOST_EXAMPLES else shown or "-"


def said_by_file(figures: KeyFigures, column: str, key: str, source: str = "") -> Record:
    """The provenance of a column of the areas, or of one area's cell, that the file gave."""
    return {
        "table": AREAS.name,
        "column": column,
        "key": key,
        "source": source or figures.source,
        "evidence": "V",
        "estimated": False,
        "rule": figures.rule(column),
    }


class _File:
    """A sheet with the table of column names: which header stands where, and for which column."""

    def __init__(self, sheet: Sheet, columns: Rows) -> None:
        self.sheet = sheet
        self.known: dict[str, Record] = {row["header"]: row for row in columns}
        self.ranked: dict[str, list[str]] = {}
        for row in sorted(self.known.values(), key=lambda row: int(row["rank"])):
            self.ranked.setdefault(row["column"], []).append(row["header"])
        names = [name.strip().lower() for name in sheet.header]
        self.place = {name: i for i, name in reversed(list(enumerate(names)))}
        self.present = {
            column: [header for header in headers if header in self.place]
            for column, headers in self.ranked.items()
        }
        self.twice = [name for name, n in Counter(names).items() if n > 1 and name in self.known]
        self.unknown = tuple(
            written.strip()
            for name, written in zip(names, sheet.header, strict=True)
            if name and name not in self.known
        )

    def headers(self, column: str) -> Sequence[str]:
        """The headers that may give a column, by rank."""
        return self.ranked.get(column, ())

    def given(self, column: str) -> Sequence[str]:
        """Those of them that the file has."""
        return self.present.get(column, ())

    def written(self, header: str) -> str:
        """The header as the file writes it."""
        return self.sheet.header[self.place[header]].strip()

    def cell(self, i: int, header: str) -> Cell:
        """The cell of line i."""
        return self.sheet.lines[i][self.place[header]]

    def text(self, i: int, column: str) -> str:
        """The text of line i for a column: of the first header that has any; empty without."""
        texts = (one_line(self.cell(i, header)) for header in self.given(column))
        return next((text for text in texts if text), "")

    def header_problems(self) -> list[Problem]:
        """Headers that stand there twice, and required ones that do not."""
        twice = [
            Problem(DUPLICATE_COLUMN, self.sheet.file, 1, self.written(name)) for name in self.twice
        ]
        missing = [
            Problem(
                MISSING_COLUMN,
                self.sheet.file,
                1,
                row["header"],
                params={"meaning": row["meaning"]},
            )
            for row in self.known.values()
            if row["required"] and not self.given(row["column"])
        ]
        return twice + missing


@dataclass(frozen=True)
class _Cells:
    """Figures by header and area code in the units of the file; what has no figure is absent."""

    figures: Mapping[str, Mapping[str, float]]
    withheld: Mapping[str, int]


def _level(code: str) -> str:
    """The level of a code; empty for the country."""
    return next((level for level, form in LEVELS.items() if form.fullmatch(code)), "")


def _areas(file: _File) -> tuple[dict[str, int], list[Problem]]:
    """The line of each area by its code, of all levels, with the problems of the codes."""
    areas: dict[str, int] = {}
    problems: list[Problem] = []
    given = file.given("code")
    if not given:
        return areas, problems
    for i, line in enumerate(file.sheet.lines):
        if not any(one_line(cell) for cell in line):
            continue
        written = file.text(i, "code")
        code = _full_code(written.upper(), file.text(i, "level").lower())
        kind = _code_problem(code, areas)
        if kind is not None:
            column, value = file.written(given[0]), written or code
            row = file.sheet.rows[i]
            problems.append(Problem(kind, file.sheet.file, row, column, value))
        elif code != COUNTRY:
            areas[code] = i
    return areas, problems


def _full_code(code: str, kind_of_row: str) -> str:
    """The code with its letters, which the kind of row tells where the file leaves them out."""
    if not code or code == COUNTRY or _level(code):
        return code
    if kind_of_row == KIND_OF_COUNTRY and not code.strip("0"):
        return COUNTRY
    letters, length = BY_KIND_OF_ROW.get(kind_of_row, ("", 0))
    full = letters + code.zfill(length)
    return full if _level(full) else code


def _code_problem(code: str, areas: Mapping[str, int]) -> ProblemKind | None:
    if code == COUNTRY:
        return None
    if not _level(code):
        return NOT_A_CODE
    if code[2:6] == ABROAD:
        return ABROAD_CODE
    return DUPLICATE_KEY if code in areas else None


def _no_such_level(file: _File, wanted: str, areas: Iterable[str]) -> Problem:
    present = {_level(code) for code in areas}
    known = ", ".join(level for level in LEVELS if level in present) or "-"
    return Problem(NO_SUCH_LEVEL, file.sheet.file, value=wanted, params={"known": known})


def _year(file: _File) -> str:
    """The year in the file's name, unless the headers deny it; else the one they all allow."""
    allowed = [_years(file.known[header]["editions"]) for header in file.known.keys() & file.place]
    common = set.intersection(*allowed) if allowed else set()
    named = set(YEAR.findall(file.sheet.file))
    found = named & common or common
    return found.pop() if len(found) == 1 else ""


def _years(editions: str) -> set[str]:
    """The years in a text such as 2019-2022 2025."""
    years: set[str] = set()
    for part in editions.split():
        first, _, last = part.partition("-")
        years |= {str(year) for year in range(int(first), int(last or first) + 1)}
    return years


def _cells(file: _File, chosen: Mapping[str, int]) -> tuple[_Cells, list[Problem]]:
    figures: dict[str, dict[str, float]] = {}
    withheld: dict[str, int] = {}
    problems: list[Problem] = []
    for header, row in file.known.items():
        if row["kind"] == "text" or header not in file.place:
            continue
        found, strange = _column(file, row, chosen)
        problems += strange
        wrong = _wrong_unit(file, row, sorted(found.values()))
        problems += [wrong] if wrong else _out_of_bounds(file, row, found, chosen)
        figures[header] = {} if wrong else found
        withheld[header] = len(chosen) - len(found) - len(strange)
    return _Cells(figures, withheld), problems


def _column(
    file: _File, row: Record, chosen: Mapping[str, int]
) -> tuple[dict[str, float], list[Problem]]:
    """The figures of one header by area code, and a problem for each cell that is no number."""
    found: dict[str, float] = {}
    problems = []
    for code, i in chosen.items():
        cell = file.cell(i, row["header"])
        number = _number(cell)
        if number is None:
            value = cell.isoformat() if isinstance(cell, date) else cell
            problem = NOT_A_FIGURE if row["unit"] else FIGURE_WITHOUT_UNIT
            problems.append(_cell_problem(problem, file, row, i, value))
        elif not math.isnan(number) and not (number == 0 and row["zero_unknown"]):
            found[code] = number
    return found, problems


def _number(cell: Cell) -> float | None:
    """The number in a cell, NaN where it says that there is none, None where it is no number."""
    if isinstance(cell, bool | date):
        return None
    if isinstance(cell, str):
        text = "".join(cell.split())
        if text.lower() in NOT_GIVEN:
            return math.nan
        if THOUSANDS.fullmatch(text):
            text = text.replace(".", "")
        elif not NUMBER.fullmatch(text):
            return None
        cell = float(text.replace(",", "."))
    if cell is None or math.isnan(cell):
        return math.nan
    if not math.isfinite(cell):
        return None
    return math.nan if cell <= MOST_NOT_GIVEN and cell == round(cell) else float(cell)


def _wrong_unit(file: _File, row: Record, figures: Sequence[float]) -> Problem | None:
    """The problem of a whole column that stands in another unit than the table says."""
    if not figures:
        return None
    place = (file.sheet.file, 1, file.written(row["header"]))
    # Whole numbers of 0 and 1 may be percentages; shares are not all whole.
    broken = any(figure != int(figure) for figure in figures)
    if row["kind"] == "percent" and broken and figures[-1] <= 1 and 0 < np.mean(figures) < 1:
        return Problem(LOOKS_LIKE_SHARES, *place, figures[-1])
    middle = float(np.median(figures))
    # A comparison with NaN, which stands for no bound, is false.
    if 0 < middle < row["least_median"] or middle > row["most_median"]:
        return Problem(OTHER_UNIT, *place, middle, {"unit": row["unit"]})
    return None


def _out_of_bounds(
    file: _File, row: Record, figures: Mapping[str, float], chosen: Mapping[str, int]
) -> list[Problem]:
    low, high = {"percent": (0, 100), "class": (1, len(URBANITY))}.get(row["kind"], (0, math.inf))
    whole = row["kind"] in ("count", "class")
    problems = []
    for code, figure in figures.items():
        if not low <= figure <= high:
            kind = bounds_refusal(OUT_OF_RANGE, figure, low, high)
            params = {"low": float(low), "high": float(high), "unit": row["unit"]}
            problems.append(_cell_problem(kind, file, row, chosen[code], figure, params))
        elif whole and figure != int(figure):
            kind = number_refusal(NOT_A_WHOLE_NUMBER, row["unit"])
            problems.append(_cell_problem(kind, file, row, chosen[code], figure))
    return problems


def _cell_problem(
    kind: ProblemKind,
    file: _File,
    row: Record,
    i: int,
    value: object,
    params: Mapping[str, object] | None = None,
) -> Problem:
    given = {"unit": row["unit"]} if params is None else params
    header, line = file.written(row["header"]), file.sheet.rows[i]
    return Problem(kind, file.sheet.file, line, header, value, given)


def _with_records(
    figures: KeyFigures, file: _File, cells: _Cells, chosen: Mapping[str, int]
) -> tuple[KeyFigures, list[Problem]]:
    """The figures with the records of the areas, and the problems of rows as a whole."""
    names = {row["column"] for row in file.known.values() if row["kind"] != "text"}
    used = {name: _used(file, cells, name) for name in names}
    records: dict[str, Record] = {}
    set_aside: dict[str, tuple[Problem, ...]] = {}
    problems: list[Problem] = []
    for code, i in chosen.items():
        raw = {name: _converted(file, cells, used[name], code) for name in names}
        problems += _row_problems(file, used, raw, i)
        record = {
            "code": code,
            "name": file.text(i, "name"),
            "municipality_code": f"GM{code[2:6]}",
            "municipality": file.text(i, "municipality"),
            **_figures(raw),
        }
        records[code], unlikely = _likely(record, file, used, i)
        if unlikely:
            set_aside[code] = tuple(unlikely)
    headers, absent = _read_from(file, used, records)
    whole = replace(figures, records=records, set_aside=set_aside, headers=headers, absent=absent)
    return whole, problems


def _used(file: _File, cells: _Cells, column: str) -> str:
    """The header that a column is read from: the first by rank that has a figure; else empty."""
    return next((header for header in file.given(column) if cells.figures.get(header)), "")


def _converted(file: _File, cells: _Cells, header: str, code: str) -> float:
    """An area's figure in our unit; NaN where it is not given."""
    if not header:
        return math.nan
    row, figure = file.known[header], cells.figures[header].get(code, math.nan)
    if row["kind"] == "percent":
        return figure / 100
    return figure * float(row["factor"])


def _row_problems(
    file: _File, used: Mapping[str, str], raw: Mapping[str, float], i: int
) -> Iterator[Problem]:
    """Ages that differ from the inhabitants, and more households of one person than households."""
    of_ages = sum(raw.get(name, math.nan) for name in COUNTED_AGES.values())
    people = raw.get("inhabitants", math.nan)
    off = abs(of_ages - people)
    if people >= 0 and off > ROUNDED_TO * (len(AGES) + 1) and off > AGES_OFF * people:
        parts = [used[name] for name in COUNTED_AGES.values()]
        yield _parts_problem(file, parts, used["inhabitants"], of_ages, people, i)
    alone, all_ = raw.get("households_of_one", math.nan), raw.get("households", math.nan)
    if alone > all_ + 2 * ROUNDED_TO:
        yield _parts_problem(file, [used["households_of_one"]], used["households"], alone, all_, i)


def _parts_problem(
    file: _File, parts: Sequence[str], whole: str, value: float, total: float, i: int
) -> Problem:
    column = ", ".join(file.written(part) for part in parts)
    params = {"whole": file.written(whole), "total": total}
    row = file.sheet.rows[i]
    return Problem(PARTS_AND_WHOLE, file.sheet.file, row, column, value, params)


def _figures(raw: Mapping[str, float]) -> Record:
    """Our columns from the figures of one row, by rules 4 and 5."""
    cars = raw.get("cars_per_household", math.nan)
    education = [raw.get(name, math.nan) for name in EDUCATION]
    computed = {
        **{name: raw.get(name, math.nan) for name in AS_GIVEN},
        **_ages(raw),
        "single_households": min(_ratio(raw, "households_of_one", "households"), 1.0),
        "education_high": education[-1] / sum(education) if sum(education) > 0 else math.nan,
        "cars_per_household": _ratio(raw, "cars", "households") if math.isnan(cars) else cars,
    }
    figures: Record = {name: round(computed[name], 6) for name in FIGURES}
    place = computed["urbanity"]
    known = 1 <= place <= len(URBANITY) and place == int(place)
    figures["urbanity"] = URBANITY[int(place) - 1] if known else ""
    return figures


def _ratio(raw: Mapping[str, float], part: str, whole: str) -> float:
    total = raw.get(whole, math.nan)
    return raw.get(part, math.nan) / total if total > 0 else math.nan


def _ages(raw: Mapping[str, float]) -> dict[str, float]:
    counts = {age: raw.get(name, math.nan) for age, name in COUNTED_AGES.items()}
    people, together = raw.get("inhabitants", math.nan), sum(counts.values())
    if not (people > 0 and together > 0):
        return dict.fromkeys(AGES, math.nan)
    whole = people if abs(together / people - 1) <= AGES_OFF else together
    return {age: count / whole for age, count in counts.items()}


def _likely(
    record: Record, file: _File, used: Mapping[str, str], i: int
) -> tuple[Record, list[Problem]]:
    """The record without the figures outside the bounds of our columns, and a note for each."""
    kept, notes = dict(record), []
    for name in FIGURES:
        column = AREAS.column(name)
        # People and homes are what the file is for: a 0 there has its own refusal.
        if column.kind != "number" or name in ("inhabitants", "dwellings"):
            continue
        if record[name] < column.low or record[name] > column.high:
            kept[name] = math.nan
            header = used[name] or used[COMPUTED[name][0]]
            low, high = float(column.low), float(column.high)
            params = {"area": record["code"], "low": low, "high": high, "unit": column.unit}
            place = (file.sheet.file, file.sheet.rows[i], file.written(header))
            notes.append(Problem(SET_ASIDE, *place, record[name], params))
    return kept, notes


def _read_from(
    file: _File, used: Mapping[str, str], records: Mapping[str, Record]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """By column the headers it was read from, and for columns without figures those it could be."""
    headers: dict[str, tuple[str, ...]] = {}
    absent: dict[str, tuple[str, ...]] = {}
    for name in FIGURES:
        parts = (name, *COMPUTED.get(name, ()))
        if all(record[name] == "" or record[name] != record[name] for record in records.values()):
            absent[name] = tuple(header for part in parts for header in file.headers(part))
        else:
            headers[name] = tuple(used[part] for part in parts if used.get(part))
    return headers, absent
