"""The figures of a region's areas, renewed from a file of key figures.

Rules:
1. What is given for an area takes the place of the region's figure; what is not given leaves it.
   Areas, sites, blocks and links stay those of the region.
2. High-rise follows the apartments, in proportion; the building periods stay, since the file tells
   too few of them.
3. What the file gave says so: a column that it gave for all areas as a whole, else cell by cell.
4. What was not taken is noted: figures set aside or not given, and areas that only the file or only
   the region has, by municipality.
5. A file without any area of the region is refused, and one that leaves an area no people or homes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows, rows_of, sorted_rows
from weerbaar.region.key_figures import (
    FIGURES,
    KeyFigures,
    code_examples,
    key_figures_source,
    said_by_file,
)
from weerbaar.region.region import Region
from weerbaar.region.tables import AREAS, PROVENANCE, SOURCES

NO_AREA_IN_COMMON = ProblemKind(
    "no-area-in-common",
    mark("No area of the region stands in the file. The file has {theirs}; the region {ours}."),
    mark("Give the file of the same year and level as the region, with the region's areas in it."),
)
NOBODY_LEFT = ProblemKind(
    "area-would-be-empty",
    mark("Area {value} has 0 in {column} in the file."),
    mark("Take the area out of the file, or out of the region."),
)
PERIODS_STAY = ProblemKind(
    "building-periods-stay",
    mark("The building periods stay as they were: the file tells too few periods."),
    mark("Nothing needs to be done; give the periods per area if you know them better."),
)
ELSEWHERE = ProblemKind(
    "areas-elsewhere",
    mark(
        "Passed over, because they lie in other municipalities: {value} of the areas in the file."
    ),
    mark("Nothing needs to be done."),
)
REGION_LACKS = ProblemKind(
    "region-lacks-areas",
    mark(
        "The region lacks areas of municipality {municipality} that are in the file: {value} "
        "({codes})."
    ),
    mark("The borders may differ: use the file of the region's year, or build the region anew."),
)
FILE_LACKS = ProblemKind(
    "file-lacks-areas",
    mark(
        "The file lacks areas of municipality {municipality} that are in the region: {value} "
        "({codes})."
    ),
    mark("They keep their figures. Use the file of the region's year, or build the region anew."),
)
FIGURES_STAY = ProblemKind(
    "figures-stay",
    mark("Without {column} in the file, so they keep their figure: {value} of the areas."),
    mark("Nothing needs to be done; another year's file may give it."),
)
COLUMN_STAYS = ProblemKind(
    "column-stays",
    mark("The file has no figures for {column}; the region keeps its own."),
    mark("Another year's file may have them, in: {headers}."),
)


def with_key_figures(
    region: Region, figures: KeyFigures, source: str = ""
) -> tuple[Region, list[Problem]]:
    """The region with the figures that are given for its areas, and notes on what was not taken.

    `source` is the short name to credit, by default that of the figures. Areas, sites, blocks and
    links stay those of the region; high-rise follows the apartments. The result is still to be
    checked. Raises Refused where no area matches, or where one would have no people or homes.
    """
    codes = region.areas["code"].tolist()
    refuse_if(_mismatch(codes, figures))
    refuse_if(_empty_areas(codes, figures))
    name = source or figures.source
    credit = key_figures_source(figures, name)
    changed = replace(
        region,
        areas=_changed_areas(region.areas, figures),
        provenance=_changed_provenance(region.provenance, codes, figures, name),
        sources=_with_row(region.sources, credit),
    )
    return changed, _notes(region.areas, figures)


def _mismatch(codes: Sequence[str], figures: KeyFigures) -> list[Problem]:
    if set(codes) & figures.records.keys():
        return []
    params = {"theirs": code_examples(figures.records), "ours": code_examples(codes)}
    return [Problem(NO_AREA_IN_COMMON, figures.file, params=params)]


def _empty_areas(codes: Iterable[str], figures: KeyFigures) -> list[Problem]:
    return [
        Problem(
            NOBODY_LEFT, figures.file, figures.rows[code], ", ".join(figures.headers[name]), code
        )
        for code in codes
        for name in ("inhabitants", "dwellings")
        if figures.figure(code, name) == 0
    ]


def _changed_areas(areas: Rows, figures: KeyFigures) -> Rows:
    columns = {name: values.copy() for name, values in areas.columns.items()}
    for i, code in enumerate(areas["code"]):
        for name in FIGURES:
            value = figures.figure(code, name)
            if value is not None:
                columns[name][i] = value
        before, after = areas["apartments"][i], columns["apartments"][i]
        if before > 0:
            high_rise = float(areas["high_rise"][i] * after / before)
            columns["high_rise"][i] = round(min(high_rise, after), 6)
    return Rows(areas.table, columns)


def _changed_provenance(
    provenance: Rows, codes: Sequence[str], figures: KeyFigures, source: str
) -> Rows:
    """Provenance in which the columns and cells that the file gave name it as their source."""
    said = {(row["table"], row["column"], row["key"]): row for row in provenance}
    for name in FIGURES:
        given = [code for code in codes if figures.figure(code, name) is not None]
        whole = len(given) == len(codes)
        for code in given:
            said.pop((AREAS.name, name, code), None)
        for key in [""] if whole else given:
            said[AREAS.name, name, key] = said_by_file(figures, name, key, source)
    return sorted_rows(rows_of(PROVENANCE, list(said.values())))


def _with_row(sources: Rows, credit: Rows) -> Rows:
    name = credit["source"][0]
    others = [row for row in sources if row["source"] != name]
    return sorted_rows(rows_of(SOURCES, [*others, credit.row(0)]))


def _notes(areas: Rows, figures: KeyFigures) -> list[Problem]:
    codes = set(areas["code"])
    notes = [note for code in sorted(codes) for note in figures.set_aside.get(code, ())]
    notes += _border_notes(areas, figures)
    shared = codes & figures.records.keys()
    for name in FIGURES:
        missing = sum(figures.figure(code, name) is None for code in shared)
        if name in figures.absent:
            params = {"headers": ", ".join(figures.absent[name])}
            notes.append(Problem(COLUMN_STAYS, figures.file, None, name, params=params))
        elif missing:
            notes.append(Problem(FIGURES_STAY, figures.file, None, name, missing))
    return [*notes, Problem(PERIODS_STAY, figures.file)]


def _border_notes(areas: Rows, figures: KeyFigures) -> Iterator[Problem]:
    """Areas that only the file or only the region has, by municipality of the region."""
    ours: dict[str, set[str]] = {}
    for area in areas:
        ours.setdefault(area["municipality_code"], set()).add(area["code"])
    theirs: dict[str, set[str]] = {}
    for code, record in figures.records.items():
        theirs.setdefault(record["municipality_code"], set()).add(code)
    elsewhere = sum(len(theirs[name]) for name in theirs.keys() - ours.keys())
    if elsewhere:
        yield Problem(ELSEWHERE, figures.file, value=elsewhere)
    for name in sorted(ours):
        found = theirs.get(name, set())
        # An area where nobody lives is never part of a region.
        new = {code for code in found - ours[name] if _lived_in(figures, code)}
        for kind, codes in ((REGION_LACKS, new), (FILE_LACKS, ours[name] - found)):
            if codes:
                params = {"municipality": name, "codes": code_examples(codes)}
                yield Problem(kind, figures.file, value=len(codes), params=params)


def _lived_in(figures: KeyFigures, code: str) -> bool:
    return all(figures.figure(code, name) != 0 for name in ("inhabitants", "dwellings"))
