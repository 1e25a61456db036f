"""The answer as tables of plain figures to take along, with what was given, to be read again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from weerbaar.common.finding import Band
from weerbaar.measures.production.outcome import band_of
from weerbaar.measures.production.telling import Told

Sheet = tuple[Sequence[str], list[list[Any]]]
ENDS = ("p10", "p50", "p90")


def sheets_of(told: Mapping[str, Told], given: Mapping[str, Sheet]) -> dict[str, Sheet]:
    """Products, sectors, Defence, firms and weeks under each rule, then what was given."""
    made: dict[str, Sheet] = {
        "products": _sheet({rule: one.products for rule, one in told.items()}),
        "sectors": _sheet({rule: one.sectors for rule, one in told.items()}),
        "defence": _sheet({rule: one.defence for rule, one in told.items()}),
        "switches": _sheet({"": next(iter(told.values())).costs}),
        "weeks": _weeks(told),
    }
    return made | dict(given)


def _sheet(records: Mapping[str, Sequence[Any]]) -> Sheet:
    """One row for each record, a band in three columns; what never comes is empty."""
    every = [(rule, one) for rule, listed in records.items() for one in listed]
    columns, rows = list[str](), list[list[Any]]()
    for rule, one in every:
        row: dict[str, Any] = {"rule": rule}
        for field in fields(one):
            row |= _cells(field.name, getattr(one, field.name))
        columns += [name for name in row if name not in columns]
        rows.append([row])
    return columns, [[row.get(name) for name in columns] for (row,) in rows]


def _cells(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Band):
        ends = {f"{name}_{end}": getattr(value, end) for end in ENDS}
        return {key: end if math.isfinite(end) else None for key, end in ends.items()}
    if isinstance(value, tuple):
        return {name: "; ".join(value)}
    if isinstance(value, bool):
        return {name: "yes" if value else "no"}
    return {name: value}


def _weeks(told: Mapping[str, Told]) -> Sheet:
    """The share of each product that is short in each week."""
    rows = [
        [rule, week + 1, name, band.p10, band.p50, band.p90]
        for rule, one in told.items()
        for week in range(one.course.weeks)
        for i, name in enumerate(one.course.case.products)
        for band in [band_of(one.course.short[week, i])]
    ]
    return ["rule", "week", "product", *ENDS], rows
