"""The areas of a region as a table: who lives there, how many sites, and how many are estimated."""

from __future__ import annotations

from dataclasses import dataclass

from weerbaar.common.language import Language, mark
from weerbaar.drawing.spreadsheets import Cell
from weerbaar.region.area import FEW, FEWEST_SHOWN
from weerbaar.region.region import Region


@dataclass(frozen=True)
class AreaRow:
    """One area; `share` is the estimated part of its sites, None where it has no site."""

    code: str
    name: str
    municipality: str
    inhabitants: float
    older: float
    sites: int
    estimated: int

    @property
    def share(self) -> float | None:
        """Part of the sites that is estimated."""
        return self.estimated / self.sites if self.sites else None


def area_rows(region: Region, municipality: str = "") -> list[AreaRow]:
    """The areas by municipality and name; of one municipality where one is asked for."""
    sites: dict[str, list[int]] = {}
    for area, estimated in zip(region.sites["area"], region.sites["estimated"], strict=True):
        counted = sites.setdefault(str(area), [0, 0])
        counted[0] += 1
        counted[1] += bool(estimated)
    rows = [
        AreaRow(
            area["code"],
            area["name"],
            area["municipality"],
            area["inhabitants"],
            area["inhabitants"] * area["share_65_plus"],
            *sites.get(area["code"], [0, 0]),
        )
        for area in region.areas
        if municipality in ("", area["municipality"])
    ]
    return sorted(rows, key=lambda row: (row.municipality, row.name, row.code))


def row_words(row: AreaRow, words: Language) -> tuple[str, str, str, str]:
    """People, those of 65 and over, sites and the estimated share, as a page shows them."""
    share = "-" if row.share is None else f"{words.number(100 * row.share)} %"
    older = words.number(row.older) if row.older >= FEWEST_SHOWN else words.text(FEW)
    return words.number(row.inhabitants), older, words.number(row.sites), share


def area_sheet(region: Region, words: Language) -> tuple[list[str], list[list[Cell]]]:
    """The whole table for a spreadsheet."""
    headings = (
        mark("code"),
        mark("area"),
        mark("municipality"),
        mark("inhabitants"),
        mark("of whom 65 and over"),
        mark("sites"),
        mark("of which estimated"),
    )
    rows: list[list[Cell]] = [
        [r.code, r.name, r.municipality, r.inhabitants, round(r.older), r.sites, r.estimated]
        for r in area_rows(region)
    ]
    return [words.text(heading) for heading in headings], rows
