"""A bill as plain data that is kept with a decision, and as a table of payers and years.

Rules:
1. The data hold bands in euros: by payer and year what is paid once and what is paid yearly, and
   both together; of a year and of all years the sum over payers, taken draw by draw.
2. A table is made of the data alone, so that a bill that was kept shows as it was shown then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.measures.budget import Bill
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.costs import PAYER_ORDER, Cents, band_of
from weerbaar.measures.euro_words import euro_band, euros_in_words

SCHEMA = 1


@dataclass(frozen=True)
class CostTable:
    """Payers by years, in words; the last row is the sum of all where there are several.

    Each row has its head, the middle and the band of all years, and a cell for each year.
    """

    years: tuple[str, ...]
    rows: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    total: str


def costs_as_data(bill: Bill) -> dict[str, Any]:
    """The bill as data that JSON can hold (rule 1)."""
    both = bill.once + bill.yearly
    years = range(both.shape[1])
    return {
        "schema": SCHEMA,
        "first_year": bill.first_year,
        "payers": {
            payer: [
                {
                    "once": _band(bill.once[p, y]),
                    "yearly": _band(bill.yearly[p, y]),
                    "both": _band(both[p, y]),
                }
                for y in years
            ]
            for p, payer in enumerate(PAYER_ORDER)
            if both[p].any()
        },
        "of_payers": {
            payer: _band(both[p].sum(axis=0))
            for p, payer in enumerate(PAYER_ORDER)
            if both[p].any()
        },
        "of_years": [_band(both[:, y].sum(axis=0)) for y in years],
        "total": _band(bill.cents),
        "by_measure": {name: _band(cents) for name, cents in bill.by_measure.items()},
    }


def _band(cents: Cents) -> list[float]:
    band = band_of(cents)
    return [band.p10, band.p50, band.p90]


def years_of(data: Mapping[str, Any]) -> tuple[int, int]:
    """The first year of the data of a bill, and how many years it has."""
    return int(data["first_year"]), len(data["of_years"])


def cost_table(data: Mapping[str, Any], words: Language) -> CostTable:
    """The table of payers and years in the data of a bill (rule 2)."""
    first, count = years_of(data)
    rows = [
        _row(payer_name(payer, words), data["of_payers"][payer], [y["both"] for y in years], words)
        for payer, years in data["payers"].items()
    ]
    if len(rows) > 1:
        together = words.text(mark("together"))
        rows.append(_row(together, data["total"], data["of_years"], words))
    years = tuple(str(first + y) for y in range(count))
    return CostTable(years, tuple(rows), _told(data["total"], words))


def _row(
    name: str, total: Sequence[float], years: Sequence[Sequence[float]], words: Language
) -> tuple[str, str, str, tuple[str, ...]]:
    middle = euros_in_words(total[1], words)
    cells = tuple(_cell(band, words) for band in years)
    return name, middle, _told(total, words).removeprefix(middle).strip(), cells


def payer_name(payer: str, words: Language) -> str:
    """What a payer is called."""
    return words.text(PAYERS[payer]) if payer in PAYERS else payer


def differing_costs(
    before: Mapping[str, Any], after: Mapping[str, Any], words: Language
) -> list[tuple[str, str, str]]:
    """Where two bills are not told the same: whose, what it was, and what it is."""
    found = []
    payers = dict.fromkeys((*before["of_payers"], *after["of_payers"]))
    for payer in payers:
        was, now = (
            _told(data["of_payers"].get(payer, [0, 0, 0]), words) for data in (before, after)
        )
        name = payer_name(payer, words)
        found += [(name, was, now)] if was != now else []
    was, now = _told(before["total"], words), _told(after["total"], words)
    return [*found, (words.text(mark("together")), was, now)] if was != now else found


def _cell(band: Sequence[float], words: Language) -> str:
    """The middle alone: a cell of a year has no room for its band, which stands in the last."""
    return euros_in_words(band[1], words) if band[2] > 0 else words.text(mark("nothing"))


def _told(band: Sequence[float], words: Language) -> str:
    return euro_band(Band(*band), words)
