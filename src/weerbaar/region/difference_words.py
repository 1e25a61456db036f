"""What differs between two regions, in words: tables and lines for a screen, a page or a print.

What is compared stands in `difference`; here it only gets its names, units and order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import NO_UNIT
from weerbaar.region.difference import (
    ADDED,
    BETTER_KNOWN,
    CHANGED,
    GONE,
    ColumnChange,
    Difference,
    estimated_share,
    shown_sites,
    shown_statements,
)
from weerbaar.region.overview import kind_names
from weerbaar.region.questions import INPUT_WORDS
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AREAS

SORT_NAMES: Mapping[str, str] = {
    "outlines": mark("outlines of areas"),
    "key-figures": mark("key figures of areas"),
    "facilities": mark("facilities on the map"),
    "sites": mark("sites"),
    "links": mark("dependencies"),
    "autonomies": mark("autonomies"),
    "stocks": mark("stocks at home"),
    "resources": mark("crews, vehicles, beds and floor"),
    "routes": mark("roads and railways"),
    "sizes": mark("sizes of organisations"),
    "form": mark("a filled form"),
}
CHANGES: Mapping[str, str] = {
    ADDED: mark("added"),
    GONE: mark("gone"),
    BETTER_KNOWN: mark("better known"),
    CHANGED: mark("changed"),
}
SITES_COUNTED: Mapping[str, str] = {
    ADDED: mark("{count} new"),
    BETTER_KNOWN: mark("{count} in the place of an estimated one"),
    CHANGED: mark("{count} changed"),
    GONE: mark("{count} gone"),
}
SHARE = "1"
UNITS_SAID = (*NO_UNIT, "persons", "dwellings", "cars")
"""Units that the meaning of a figure says already."""
MEANINGS = {column.name: column.meaning for column in AREAS.columns}


@dataclass(frozen=True)
class ToldTable:
    """A table in words: its headings, its rows, and notes below it.

    `long` says that it may have very many rows, of which a screen shows the first.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    long: bool = False


def kinds_table(facts: Difference, library: Library, words: Language) -> ToldTable | None:
    """How many sites of each kind there were and are, and how many of them estimated."""
    names = kind_names(library, words.code)
    rows = [
        (
            names[k.kind],
            *(words.number(n) for n in (k.before, k.estimated_before, k.after, k.estimated_after)),
        )
        for k in facts.kinds
    ]
    headings = (
        mark("kind of site"),
        mark("before"),
        mark("of which estimated"),
        mark("now"),
        mark("of which estimated"),
    )
    return _table(headings, rows, words)


def sites_table(
    facts: Difference,
    regions: tuple[Region, Region],
    library: Library,
    words: Language,
    full: bool,
) -> ToldTable | None:
    """The sites that came, went or are known better; vital ones in full only."""
    names = kind_names(library, words.code)
    places = {area["code"]: area["name"] for region in regions for area in region.areas}
    rows = [
        (s.name or s.site, names[s.kind], places.get(s.area, s.area), words.text(CHANGES[s.what]))
        for s in shown_sites(facts, library, full)
    ]
    headings = (mark("object"), mark("kind of site"), mark("area"), mark("what changed"))
    return _table(headings, rows, words, long=True)


def columns_table(facts: Difference, words: Language) -> ToldTable | None:
    """The figures of areas that differ, and in how many areas."""
    rows = [
        (
            _figure_name(change, words),
            words.number(change.areas),
            _figure(change, change.before, words),
            _figure(change, change.after, words),
        )
        for change in facts.columns
    ]
    headings = (mark("figure"), mark("areas that differ"), mark("before"), mark("now"))
    note = mark("Counts are of all areas together; other figures are the mean per person.")
    return _table(headings, rows, words, (words.text(note),))


def statements_table(
    facts: Difference, library: Library, words: Language, full: bool
) -> ToldTable | None:
    """Who said how long what lasts; of vital and single sites in full only."""
    names = kind_names(library, words.code)
    rows = [
        (
            names.get(s.consumer, s.consumer),
            words.text(INPUT_WORDS.get(s.input, s.input)),
            " / ".join(words.number(hour, 0 if hour == int(hour) else 1) for hour in s.hours),
            s.organisation,
            words.day(s.date),
            words.text(CHANGES[s.what]),
        )
        for s in shown_statements(facts, library, full)
    ]
    headings = (
        mark("object"),
        mark("without"),
        mark("hours"),
        mark("who said so"),
        mark("date"),
        mark("what changed"),
    )
    return _table(headings, rows, words, long=True)


def hidden_statements(facts: Difference, library: Library, full: bool) -> int:
    """How many statements may not be shown here."""
    return len(facts.statements) - len(shown_statements(facts, library, full))


def counted_lines(facts: Difference, words: Language) -> list[str]:
    """A line for what differs and is only counted."""
    counts = (
        (mark("Areas added: {count}."), len(facts.areas_added)),
        (mark("Areas gone: {count}."), len(facts.areas_gone)),
        (mark("Dependencies added: {count}."), facts.links_added),
        (mark("Dependencies gone: {count}."), facts.links_gone),
        (mark("Places with other sites serving them: {count}."), facts.service_changed),
        (mark("Areas with another outline: {count}."), facts.outlines_changed),
        (mark("Rows of stocks at home that differ: {count}."), facts.stocks_changed),
        (
            mark("Rows of crews, vehicles, beds and floor that differ: {count}."),
            facts.resources_changed,
        ),
        (mark("Rows of roads and railways that differ: {count}."), facts.routes_changed),
        (mark("Rows of sizes of organisations that differ: {count}."), facts.sizes_changed),
    )
    return [words.text(text, count=words.number(n)) for text, n in counts if n]


def changes_line(facts: Difference, words: Language) -> str:
    """How many sites are new, took the place of an estimated one, changed or went; else empty."""
    counts = Counter(site.what for site in facts.sites)
    parts = [
        words.text(text, count=words.number(counts[what]))
        for what, text in SITES_COUNTED.items()
        if counts[what]
    ]
    return words.text(mark("Sites: {parts}."), parts=", ".join(parts)) if parts else ""


def gone_warning(
    facts: Difference, before: Region, municipality: str, library: Library, words: Language
) -> str:
    """That sites go, of which kinds, and how many of them outside this municipality; else empty.

    `municipality` is empty where the whole region is meant.
    """
    gone = [site for site in facts.sites if site.what == GONE]
    if not gone:
        return ""
    names = kind_names(library, words.code)
    counts = sorted(Counter(names[site.kind] for site in gone).items())
    kinds = ", ".join(f"{name}: {words.number(count)}" for name, count in counts)
    told = words.text(
        mark("Mind: {count} sites of ours go ({kinds})."),
        count=words.number(len(gone)),
        kinds=kinds,
    )
    town = {area["code"]: area["municipality"] for area in before.areas}
    outside = sum(town.get(site.area) != municipality for site in gone)
    if municipality and outside:
        line = mark("Of those {count} stand outside {municipality}. Is your list about those too?")
        count = words.number(outside)
        told += " " + words.text(line, count=count, municipality=municipality)
    return told


def share_sentence(before: Region, after: Region, words: Language) -> str:
    """Which share of all sites was estimated, and is now."""
    one, other = (words.number(100 * estimated_share(region), 1) for region in (before, after))
    line = mark("Of all sites {before} % was estimated; now {after} %.")
    return words.text(line, before=one, after=other)


def _table(
    headings: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    words: Language,
    notes: tuple[str, ...] = (),
    long: bool = False,
) -> ToldTable | None:
    """The table with its headings in words; None where it has no rows."""
    worded = tuple(words.text(heading) for heading in headings)
    return ToldTable(worded, tuple(rows), notes, long) if rows else None


def _figure_name(change: ColumnChange, words: Language) -> str:
    """What a figure of areas says, with its unit unless that goes without saying."""
    meaning = words.text(MEANINGS[change.column]).rstrip(".")
    return meaning if change.unit in UNITS_SAID else f"{meaning} ({words.text(change.unit)})"


def _figure(change: ColumnChange, value: float, words: Language) -> str:
    """A count without decimals, a share as per cent, and another figure with two decimals."""
    if change.unit == SHARE:
        return f"{words.number(100 * value, 1)} %"
    return words.number(value, 0 if change.total else 2)
