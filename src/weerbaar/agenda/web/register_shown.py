"""What the page of each register shows: pictures, sentences, tables and the rows themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.registers.barometer import band_in_words, change_in_words, series_of
from weerbaar.agenda.registers.dependencies import (
    COUNTRY,
    DEPENDENCIES,
    SITE,
    SUPPLIER,
    Concentration,
    class_words,
    concentration,
    largest_in_words,
    name_of_country,
    things,
)
from weerbaar.agenda.registers.dependency_facts import leaning_in_words, leaning_sites
from weerbaar.agenda.registers.doubles_shown import doubles_shown
from weerbaar.agenda.registers.employers import (
    EMPLOYERS,
    PARTS,
    double_of,
    people_words,
    reservists_taken,
)
from weerbaar.agenda.registers.files import (
    read_classes,
    read_portfolio,
    read_process_example,
    read_published_claims,
    read_reservist_figures,
    read_spreading_figures,
    read_waves,
)
from weerbaar.agenda.registers.filled import Out, register_sheet
from weerbaar.agenda.registers.lead_time import Courses, gained, lead_time, run_process
from weerbaar.agenda.registers.list_shown import Asked, list_shown
from weerbaar.agenda.registers.lists import SPREADING
from weerbaar.agenda.registers.pictures import (
    bars_of_waves_svg,
    bottleneck_words,
    concentration_svg,
    days_svg,
    days_words,
    series_svg,
    steps_svg,
)
from weerbaar.agenda.registers.processes import PROCESSES, VERSION_WORDS, processes_of
from weerbaar.agenda.registers.register import HIGH, LOW, Register, shown
from weerbaar.agenda.registers.shown import Picture, Shown, ShownTable
from weerbaar.agenda.registers.spreading.asked import USUAL, LookAhead
from weerbaar.agenda.registers.suppression import LITTLE, is_small
from weerbaar.common.language import Language, mark
from weerbaar.common.tables import rows_of
from weerbaar.region.files import read_library
from weerbaar.region.region import Region

PER_CENT = 100.0
MOST_PICTURES = 12
NOT_IN_LIST = ("source", "note", "instead", "agreed", "input", "origin")
"""Columns that stand on the page of a row and not in the list, which would grow too wide."""


@dataclass(frozen=True)
class Seeing:
    """Who looks: in which language, whether small numbers are shown, on which region and day.

    `commitments` are those of the agenda, None for who may not see them. `ahead` is how far ahead
    firms that learn are computed. `missing` gives the rows of missing capabilities.
    """

    words: Language
    whole: bool
    today: date
    region: Callable[[], Region] = field(repr=False)
    commitments: Callable[[], Sequence[Commitment] | None] = field(repr=False)
    ahead: LookAhead = USUAL
    missing: Callable[[], Sequence[Mapping[str, Any]]] = field(default=tuple, repr=False)


Rows = Sequence[Mapping[str, Any]]


def shown_above(register: Register, rows: Rows, seeing: Seeing) -> Shown:
    """What follows from the rows of a register."""
    if register.name in ABOVE:
        return ABOVE[register.name](rows, seeing)
    given = (seeing.words, seeing.whole, seeing.today, seeing.commitments(), read_kinds())
    figures = (list(read_spreading_figures()), read_published_claims(), seeing.ahead)
    missing = seeing.missing() if register.outcome(SPREADING) else ()
    return list_shown(register, rows, Asked(*given, *figures, missing))


def _dependencies(rows: Rows, seeing: Seeing) -> Shown:
    words = seeing.words
    each = things(rows_of(DEPENDENCIES.table, list(map(dict, rows)))).values()
    by_supplier = [concentration(one, SUPPLIER) for one in each]
    lines = []
    for one in each:
        found = concentration(one, SUPPLIER)
        lines.append(
            [
                found.what,
                str(found.suppliers),
                _index(found, words),
                largest_in_words(found, words),
                _index(concentration(one, COUNTRY), words),
                _index(concentration(one, SITE), words),
                words.text(mark("yes") if found.estimated else mark("no")),
            ]
        )
    heads = (
        mark("What"),
        mark("Suppliers"),
        mark("By supplier"),
        mark("Largest share"),
        mark("By country"),
        mark("By site"),
        mark("Estimated"),
    )
    svg = concentration_svg(by_supplier, read_classes(), words)
    note = words.text(
        mark(
            "0 is spread out over very many, 1 is all from one. From 0.1 on a part lies with few "
            "suppliers, from 0.2 on most; the bounds are those for markets of the European "
            "Commission (2004/C 31/03)."
        )
    )
    pictures = [Picture(words.text(mark("How concentrated")), svg, note)] if svg else []
    headings = [words.text(head) for head in heads]
    tables = [ShownTable(words.text(mark("For each thing")), headings, lines)] if lines else []
    return Shown(_leaning(rows, seeing), pictures, tables)


def _leaning(rows: Rows, seeing: Seeing) -> list[str]:
    """What the facts of the region say of each input that is named."""
    named: dict[str, str] = {}
    for row in rows:
        if row["input"]:
            named.setdefault(str(row["input"]), str(row["what"]))
    if not named:
        return []
    region, library = seeing.region(), read_library()
    found = ((what, leaning_sites(region, library, of)) for of, what in named.items())
    return [
        f"{what}: {leaning_in_words(sites, library, seeing.words)}"
        for what, sites in found
        if sites
    ]


def _index(found: Concentration, words: Language) -> str:
    if found.index is None:
        return words.text(mark("unknown"))
    low, middle, high = (
        words.number(end, 2) for end in (found.index.p10, found.index.p50, found.index.p90)
    )
    told = " / ".join(class_words(found.index, read_classes(), words.code))
    return f"{middle}, {told}" if low == high else f"{middle} ({low}–{high}), {told}"


def _employers(rows: Rows, seeing: Seeing) -> Shown:
    words, whole = seeing.words, seeing.whole
    doubles = [double_of(row) for row in rows]
    if not doubles:
        return Shown()
    heads = (EMPLOYERS.heading(name, words) for name in ("employer", "function"))
    shown_doubles = doubles_shown(doubles, whole, words, *heads)
    return shown_doubles + Shown(_reservists(rows, whole, words))


def _reservists(rows: Rows, whole: bool, words: Language) -> list[str]:
    """Of the reservists how many have a vital function, beside what was published."""
    found = reservists_taken(rows_of(EMPLOYERS.table, list(map(dict, rows))), whole)
    published = read_reservist_figures().row(0)
    told = mark("To compare: {name}: more than {low} % ({source}).")
    beside = words.text(
        told,
        name=published[f"name_{words.code}"],
        low=words.figure(published["low"]),
        source=published["source"],
    )
    if found is None or not found[1]:
        return [beside]
    if not whole and (is_small(found[0]) or is_small(found[1])):
        return [beside]
    taken = mark("Of {of} reservists at these employers {count} have a vital function ({share} %).")
    counts = {
        "of": people_words(found[1], whole, words),
        "count": people_words(found[0], whole, words),
    }
    share = words.number(PER_CENT * found[0] / found[1])
    return [words.text(taken, share=share, **counts), beside]


def _processes(rows: Rows, seeing: Seeing) -> Shown:
    words = seeing.words
    table = rows_of(PROCESSES.table, list(map(dict, rows)))
    sentences = []
    if not rows:
        table = read_process_example(words.code)
        told = mark(
            "This is an example: its steps and times are assumptions. Download it below, change it "
            "and take it in, and it is yours."
        )
        sentences.append(words.text(told))
    found = processes_of(table)
    courses = [run_process(one) for one in found]
    longest = max((float(each.days.max()) for each in courses), default=1.0)
    pictures: list[Picture] = []
    for at, each in enumerate(courses[:MOST_PICTURES]):
        pictures += _process_pictures(each, longest, words, at)
    for before, after in pairwise(courses):
        if before.process.name == after.process.name:
            told = mark("{process}: as it can be, it takes {days} less.")
            days = days_words(gained(before, after), words)
            sentences.append(words.text(told, process=before.process.name, days=days))
    tables = [_process_table(each, words) for each in courses[:MOST_PICTURES]]
    return Shown(sentences, pictures, tables)


def _process_pictures(each: Courses, longest: float, words: Language, at: int) -> list[Picture]:
    found = lead_time(each)
    process = each.process
    title = f"{process.name}, {words.text(VERSION_WORDS[process.version])}"
    told = [words.text(mark("In all {days}."), days=days_words(found.days, words))]
    if found.within_norm is not None and process.norm_days is not None:
        within = mark("Within {norm} working days in {share} of 100 courses.")
        norm, share = words.figure(process.norm_days), words.number(PER_CENT * found.within_norm)
        told.append(words.text(within, norm=norm, share=share))
    told.append(bottleneck_words(process, found, words))
    steps = words.text(mark("Steps"))
    note = words.text(mark("Each bar is when a step runs in the middle course, waiting included."))
    return [
        Picture(title, days_svg(each, found, longest, words, at), " ".join(told)),
        Picture(f"{steps}: {title}", steps_svg(each, found, longest, words, at), note),
    ]


def _process_table(each: Courses, words: Language) -> ShownTable:
    found = {step.number: step for step in lead_time(each).steps}
    heads = (mark("Step"), mark("What is done"), mark("Who"), mark("Takes"), mark("Without it"))
    rows = [
        [
            str(step.number),
            step.name,
            step.who,
            days_words(found[step.number].spent, words),
            days_words(found[step.number].gain, words),
        ]
        for step in each.process.steps
    ]
    title = f"{each.process.name}, {words.text(VERSION_WORDS[each.process.version])}"
    return ShownTable(title, [words.text(head) for head in heads], rows)


def _barometer(rows: Rows, seeing: Seeing) -> Shown:
    words = seeing.words
    series = series_of([*read_waves(), *rows])
    long = [one for one in series if len(one.points) > 1]
    pictures = [
        Picture(one.statement, series_svg(one, words, at), change_in_words(one, words))
        for at, one in enumerate(long[:MOST_PICTURES])
    ]
    note = words.text(
        mark(
            "Where the number of people asked is known, the band is Wilson's interval at 95 %. It "
            "holds for a plain random sample, so it is the narrowest it can be. Else it is unknown."
        )
    )
    title = words.text(mark("What people said last"))
    pictures.append(Picture(title, bars_of_waves_svg(series, words), note))
    heads = (
        mark("What people say"),
        mark("Wave"),
        mark("Share"),
        mark("Band"),
        mark("Survey"),
        mark("Source"),
        mark("Remark"),
    )
    lines = [
        [
            one.statement,
            point.wave,
            f"{words.number(PER_CENT * point.share)} %",
            band_in_words(point, words),
            one.survey,
            point.source,
            point.note,
        ]
        for one in series
        for point in one.points
    ]
    table = ShownTable(words.text(mark("All waves")), [words.text(h) for h in heads], lines)
    return Shown((), pictures, [table])


ABOVE: Mapping[str, Callable[[Rows, Seeing], Shown]] = {
    "dependencies": _dependencies,
    "employers": _employers,
    "processes": _processes,
    "barometer": _barometer,
}


def idea_words(number: int, words: Language) -> str:
    """An idea by its number and name."""
    idea = next((one for one in read_portfolio().ideas if one.number == number), None)
    return f"{number}. {idea.name(words.code)}" if idea else str(number)


def list_headings(register: Register, words: Language) -> list[str]:
    """The headings of the list of rows."""
    return [register.heading(name, words) for name in listed_columns(register)]


def listed_columns(register: Register) -> list[str]:
    """The columns of the list of rows; a band is one of them."""
    ends = {name + end for name in register.bands for end in (LOW, HIGH)}
    return [n for n in register.table.names if n not in ends and n not in NOT_IN_LIST]


def list_cells(
    register: Register, row: Mapping[str, Any], whole: bool, words: Language
) -> list[str]:
    """The cells of a row in the list, small numbers hidden where they must be."""
    return [_cell(register, row, name, whole, words) for name in listed_columns(register)]


def gives_away(register: Register, row: Mapping[str, Any], name: str, whole: bool) -> bool:
    """Whether a cell is a small number, or a share of few people, that may not be shown."""
    if whole or not register.counts:
        return False
    if name in register.counts:
        return is_small(float(row[name]))
    if name not in ("share", "share_low", "share_high") or math.isnan(float(row[name])):
        return False
    doubles = register.outcome("doubles")
    double = double_of(row, (doubles.of, doubles.to) if doubles else PARTS)
    few = double.count is not None and is_small(double.count.p50)
    return few or is_small(double.people)


def sheet_to_keep(
    register: Register, rows: Sequence[Mapping[str, Any]], whole: bool, words: Language
) -> tuple[list[str], list[list[Out]]]:
    """A register as a table to keep, small numbers hidden where they must be."""
    heads, lines = register_sheet(register, rows, words)
    names = register.table.names
    for row, line in zip(rows, lines, strict=True):
        for at, name in enumerate(names):
            if gives_away(register, row, name, whole):
                line[at] = LITTLE
    return heads, lines


def _cell(
    register: Register, row: Mapping[str, Any], name: str, whole: bool, words: Language
) -> str:
    if name in register.counts:
        return people_words(float(row[name]), whole, words)
    if gives_away(register, row, name, whole):
        return LITTLE
    told = shown(register, name, row[name], words)
    if name in register.bands and told:
        low, high = (shown(register, name + end, row[name + end], words) for end in (LOW, HIGH))
        return f"{told} ({low}–{high})" if low and low != high else told
    if name == "idea":
        return idea_words(int(row[name]), words)
    if name == "country" and told:
        return name_of_country(told, words.code)
    return told
