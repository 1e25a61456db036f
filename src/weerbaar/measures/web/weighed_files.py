"""A comparison as files to keep: rows with numbers for a spreadsheet, and all of it as JSON.

Each row says that it is simulated and by which comparison it is; counts of 1 to 9 people are empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.cli import json_text
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import XLSX_TYPE, Cell, table_csv
from weerbaar.measures.weighing import NOW, Difference, Weighing
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.twin.wording import SIMULATED

FILES: Mapping[str, tuple[str, str]] = {
    "comparison.csv": ("text/csv", mark("Every figure as a row, to open in any program.")),
    "comparison.xlsx": (
        XLSX_TYPE,
        mark("The same as a workbook: costs, needs, groups, municipalities and differences."),
    ),
    "comparison.json": ("application/json", mark("The whole comparison, for another program.")),
}
"""What may be taken along, each with its type and what it holds."""

COLUMNS = (
    "simulation",
    "comparison",
    "sheet",
    "variant",
    "against",
    "figure",
    "need",
    "group",
    "low_income",
    "municipality",
    "payer",
    "year",
    "unit",
    "p10",
    "p50",
    "p90",
    "stands_out",
)
EUR, PEOPLE, HOURS = "EUR", "persons", "hours per person"
Row = Sequence[Cell]


@dataclass(frozen=True)
class _Place:
    """What a row is about; what is empty says nothing."""

    need: str = ""
    group: str = ""
    low_income: bool | None = None
    municipality: str = ""
    payer: str = ""
    year: int | None = None


NOWHERE = _Place()


def file_of(name: str, weighing: Weighing, key: str, words: Language) -> bytes:
    """The bytes of one of FILES; `key` is by what the comparison is found again."""
    if name.endswith(".json"):
        return json_text(weighing_as_data(weighing)).encode()
    rows = list(_rows(weighing, key, words))
    if name.endswith(".csv"):
        return table_csv(COLUMNS, rows, decimal_comma=words.code == "nl").encode("utf-8-sig")
    at = COLUMNS.index("sheet")
    sheets = {str(row[at]): (COLUMNS, [r for r in rows if r[at] == row[at]]) for row in rows}
    return table_xlsx_bytes(sheets, words.text(SIMULATED))


def _rows(weighing: Weighing, key: str, words: Language) -> Iterator[Row]:
    for i, side in enumerate(weighing.sides):
        name = side.variant.name(words.code) if i != NOW else words.text(mark("As it is now"))

        def row(
            sheet: str, figure: str, unit: str, band: Band | None, place: _Place, name: str = name
        ) -> Row:
            return _row(key, sheet, (name, ""), figure, unit, band, place, None)

        yield from _costs(weighing, i, row)
        yield from _people(weighing, i, row)
    for pair in weighing.pairs:
        names = [weighing.sides[place].variant.name(words.code) for place in (pair.other, pair.one)]

        def differs(
            figure: str, unit: str, found: Difference | None, place: _Place, named=tuple(names)
        ) -> Iterator[Row]:
            if found is not None:
                clear = found.stands_out
                yield _row(key, "differences", named, figure, unit, found.band, place, clear)

        yield from differs("total", EUR, pair.cost, NOWHERE)
        for need in pair.needs:
            at = _Place(need=need.need)
            yield from differs("hours", HOURS, need.per_head, at)
            yield from differs("people at the worst moment", PEOPLE, need.peak, at)
            yield from differs("people beyond the tolerance", PEOPLE, need.beyond, at)
            yield from differs("gap of elderly", HOURS, need.elder_gap, at)
            yield from differs("gap of low income", HOURS, need.income_gap, at)
        for group in pair.groups:
            at = _Place(group.need, group.group, group.low_income)
            yield from differs("hours", HOURS, group.per_head, at)
        for town in pair.towns:
            at = _Place(need=town.need, municipality=town.municipality)
            yield from differs("hours", HOURS, town.per_head, at)


Make = Callable[[str, str, str, Band | None, _Place], Row]


def _costs(weighing: Weighing, place: int, row: Make) -> Iterator[Row]:
    cost = weighing.sides[place].cost
    for figure, band in (("once", cost.once), ("yearly", cost.yearly), ("total", cost.total)):
        yield row("costs", figure, EUR, band, NOWHERE)
    for one in cost.spent:
        at = _Place(payer=one.payer, year=one.year)
        yield row("costs", "once", EUR, one.once, at)
        yield row("costs", "yearly", EUR, one.yearly, at)


def _people(weighing: Weighing, place: int, row: Make) -> Iterator[Row]:
    side = weighing.sides[place]
    for need in side.needs:
        at = _Place(need=need.need)
        yield row("needs", "hours", HOURS, need.per_head, at)
        yield row("needs", "people at the worst moment", PEOPLE, need.peak, at)
        yield row("needs", "people beyond the tolerance", PEOPLE, need.beyond, at)
    for group in side.groups:
        at = _Place(group.need, group.group, group.low_income)
        yield row("groups", "hours", HOURS, group.per_head, at)
        yield row("groups", "people beyond the tolerance", PEOPLE, group.beyond, at)
    for town in side.towns:
        at = _Place(need=town.need, municipality=town.municipality)
        yield row("municipalities", "hours", HOURS, town.per_head, at)
        yield row("municipalities", "people at the worst moment", PEOPLE, town.peak, at)
        yield row("municipalities", "people beyond the tolerance", PEOPLE, town.beyond, at)


def _row(
    key: str,
    sheet: str,
    names: tuple[str, ...],
    figure: str,
    unit: str,
    band: Band | None,
    place: _Place,
    clear: bool | None,
) -> Row:
    ends: Sequence[Cell] = (None, None, None) if band is None else (band.p10, band.p50, band.p90)
    return (
        "yes",
        key,
        sheet,
        names[0],
        names[1],
        figure,
        place.need,
        place.group,
        place.low_income,
        place.municipality,
        place.payer,
        place.year,
        unit,
        *ends,
        clear,
    )
