"""What a person states of a region: who supplies whom, how long it lasts, what is at home.

Rules:
1. A stated set of suppliers takes the place of all suppliers of that site and input, and is kept
   when links are made anew by rule. Sites are named by identifier, or by a name that only one has.
2. A stated autonomy or stock takes the place of an earlier one of the same organisation on the same
   site and input, or of the same stock, unless the earlier one is of a later day. What several
   organisations say of one kind stands side by side, see `agreed`.
3. Every statement names a source that stands in the region's table of sources.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows, Table, rows_of, sorted_rows
from weerbaar.region.check import (
    MOST_OFF,
    NO_WEIGHT,
    NOT_AN_INPUT,
    NOT_RISING,
    TOO_LITTLE,
    UNKNOWN_DEPENDENCY,
)
from weerbaar.region.inputs import inputs_by_kind, suppliers_in
from weerbaar.region.names import SiteNames, site_names
from weerbaar.region.region import Library, Region
from weerbaar.region.replacing import link_key
from weerbaar.region.tables import (
    AUTONOMIES,
    LINKS,
    PROVENANCE,
    RESOURCES,
    ROUTES,
    SIZES,
    SOURCES,
    STOCKS,
)

Record = Mapping[str, Any]

TELEPHONE = re.compile(r"(?<![\d.,])(?:\+31|0)[\s-]?\d(?:[\s-]?\d){8}(?!\d)")
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")

UNKNOWN_SITE = ProblemKind(
    "unknown-site",
    mark("There is no site “{value}” in this region."),
    mark("Use its identifier, or its name exactly as the region has it; import it first."),
)
MANY_SITES = ProblemKind(
    "many-sites",
    mark("{count} sites are called “{value}”."),
    mark("Use the identifier instead: {known}."),
)
FUTURE_DATE = ProblemKind(
    "date-in-the-future",
    mark("{column} is {value}, which is still to come."),
    mark("Check the year: a later day goes before all others."),
)
PERSONAL_DATA = ProblemKind(
    "personal-data",
    mark("{column} holds a telephone number or an e-mail address: “{value}”."),
    mark("Leave it out: the name of the organisation is enough."),
)
LATER_STANDS = ProblemKind(
    "later-stands",
    mark("For {value} the region has a statement of a later day, {date}; that one stays."),
    mark("Nothing to do, unless this one should count: then give it a later date."),
)
REPLACED = ProblemKind(
    "replaced-statement",
    mark("For {value} this takes the place of what {organisation} said on {date}."),
    mark("Nothing to do if that is right."),
)
ABOUT_SITES = (LATER_STANDS, REPLACED)
"""Notes that tell what an organisation said of a site; not for public eyes."""


@dataclass(frozen=True)
class Stated:
    """Rows of one of the tables of statements, with their file and their lines in it."""

    file: str
    rows: Rows
    lines: Sequence[int | None]

    def __iter__(self) -> Any:
        return zip(self.rows, self.lines, strict=True)


def holds_personal_data(text: str) -> bool:
    """Whether a text holds what leads to one person: a telephone number or an e-mail address."""
    return TELEPHONE.search(text) is not None or E_MAIL.search(text) is not None


def agreed(stated: Rows) -> Rows:
    """One row for each consumer and input: what all organisations that spoke say together.

    The shortest of the shortest, the mean of the middles and the longest of the longest; the mean
    of what else they say, as far as they do.
    """
    spoken: dict[tuple[str, str], list[Record]] = {}
    for row in stated:
        spoken.setdefault((row["consumer"], row["input"]), []).append(row)
    rows = [
        {
            **said[0],
            "t_p10": min(row["t_p10"] for row in said),
            "t_p50": mean(row["t_p50"] for row in said),
            "t_p90": max(row["t_p90"] for row in said),
            **{name: _mean_known(said, name) for name in ("floor", "lag_h", "fail_start")},
        }
        for _, said in sorted(spoken.items())
    ]
    return rows_of(AUTONOMIES, rows)


def _mean_known(said: Sequence[Record], name: str) -> float:
    known = [row[name] for row in said if not math.isnan(row[name])]
    return mean(known) if known else math.nan


def future_dates(stated: Stated, today: str) -> list[Problem]:
    """A problem for each row of which the day is still to come; none where today is not known."""
    return [
        Problem(FUTURE_DATE, stated.file, line, "date", row["date"])
        for row, line in stated
        if today and row.get("date", "") > today
    ]


def with_source(
    region: Region, source: str, title: str, year: str = "", licence: str = "", credit: str = ""
) -> Region:
    """The region with this source in its table of sources; one that stands there stays as it is."""
    if not source or source in set(region.sources["source"]):
        return region
    row = {"source": source, "title": title, "year": year, "licence": licence, "credit": credit}
    return replace(region, sources=sorted_rows(rows_of(SOURCES, [*region.sources, row])))


def with_links(region: Region, library: Library, stated: Stated, source: str) -> Region:
    """The region with these suppliers; rule 1. Raises Refused with every problem."""
    links, problems = _found_links(region, stated)
    problems += _link_problems(region, library, stated, links)
    refuse_if(problems)
    pairs = {(link["consumer"], link["input"]) for link in links}
    old = [x for x in region.links if (x["consumer"], x["input"]) not in pairs]
    new = rows_of(LINKS, [*old, *links])
    keys = {link_key(consumer, input_): (consumer, input_) for consumer, input_ in pairs}
    said = [
        row
        for row in region.provenance
        if (row["table"], row["column"]) != (LINKS.name, "supplier") or row["key"] not in keys
    ]
    sources = {link_key(x["consumer"], x["input"]): x["source"] or source for x in links}
    said += [
        {"table": LINKS.name, "column": "supplier", "key": key, "source": sources[key]}
        | {"evidence": "O", "estimated": False, "rule": ""}
        for key in keys
    ]
    provenance = sorted_rows(rows_of(PROVENANCE, said))
    return replace(region, links=sorted_rows(new), provenance=provenance)


def with_autonomies(
    region: Region, library: Library, stated: Stated, source: str
) -> tuple[Region, list[Problem]]:
    """The region with these autonomies, and notes on those replaced or left; rules 2 and 3.

    Raises Refused with every problem.
    """
    consumers, problems = _found_consumers(region, library, stated)
    problems += _rising(stated, ("t_p10", "t_p50", "t_p90"))
    refuse_if(problems)
    records = [
        {**row, "consumer": consumer, "source": row["source"] or source}
        for (row, _), consumer in zip(stated, consumers, strict=True)
    ]
    problems = [
        Problem(PERSONAL_DATA, stated.file, line, "note", row["note"])
        for row, line in stated
        if holds_personal_data(row["note"])
    ]
    refuse_if(problems)
    rows, notes = _merged(AUTONOMIES, region.autonomies, records, stated.file)
    return replace(region, autonomies=rows), notes


def with_stocks(region: Region, stated: Stated, source: str) -> tuple[Region, list[Problem]]:
    """The region with these household stocks, and notes on those replaced or left.

    Raises Refused with every problem.
    """
    refuse_if(_rising(stated, ("p10", "p50", "p90")))
    records = [{**row, "source": row["source"] or source} for row, _ in stated]
    rows, notes = _merged(STOCKS, region.stocks, records, stated.file)
    return replace(region, stocks=rows), notes


def with_resources(region: Region, stated: Stated, source: str) -> tuple[Region, list[Problem]]:
    """The region with what it has of crews, vehicles, beds and floor, and notes on the replaced."""
    records = [{**row, "source": row["source"] or source} for row, _ in stated]
    rows, notes = _merged(RESOURCES, region.resources, records, stated.file)
    return replace(region, resources=rows), notes


def with_routes(region: Region, stated: Stated, source: str) -> tuple[Region, list[Problem]]:
    """The region with what these roads and railways carry; a site may be given by its name.

    Raises Refused where there is no such site.
    """
    rows, notes = _merged(ROUTES, region.routes, _at_sites(region, stated, source), stated.file)
    return replace(region, routes=rows), notes


def with_sizes(region: Region, stated: Stated, source: str) -> tuple[Region, list[Problem]]:
    """The region with how large these sites say they are; a site may be given by its name.

    Raises Refused where there is no such site.
    """
    rows, notes = _merged(SIZES, region.sizes, _at_sites(region, stated, source), stated.file)
    return replace(region, sizes=rows), notes


def _at_sites(region: Region, stated: Stated, source: str) -> list[Record]:
    """What was stated with the identifier of each site; raises Refused where there is none."""
    names = site_names(region)
    records, problems = list[Record](), list[Problem]()
    for row, line in stated:
        found = _found(row["site"], names)
        if isinstance(found, ProblemKind):
            problems.append(_unfound(found, stated.file, line, "site", row["site"], names))
        else:
            records.append({**row, "site": found, "source": row["source"] or source})
    refuse_if(problems)
    return records


def _merged(
    table: Table, old: Rows, new: Sequence[Record], file: str
) -> tuple[Rows, list[Problem]]:
    """Old and new rows by key: the later day stays, of the same day the new one."""
    kept: dict[tuple[Any, ...], Record] = {_key(table, row): row for row in old}
    notes = []
    for row in new:
        key = _key(table, row)
        earlier = kept.get(key)
        value = ", ".join(str(part) for part in key)
        if earlier is not None and "date" in row and earlier["date"] > row["date"]:
            params = {"date": earlier["date"]}
            notes.append(Problem(LATER_STANDS, file, value=value, params=params))
            continue
        if earlier is not None and "organisation" in earlier:
            params = {name: earlier[name] for name in ("organisation", "date")}
            notes.append(Problem(REPLACED, file, value=value, params=params))
        kept[key] = row
    return sorted_rows(rows_of(table, list(kept.values()))), notes


def _key(table: Table, row: Record) -> tuple[Any, ...]:
    return tuple(row[name] for name in table.key)


def _rising(stated: Stated, names: Sequence[str]) -> list[Problem]:
    return [
        Problem(NOT_RISING, stated.file, line, names[1], " ".join(f"{x:g}" for x in figures))
        for row, line in stated
        for figures in [[row[name] for name in names]]
        if sorted(figures) != figures
    ]


def _found_consumers(
    region: Region, library: Library, stated: Stated
) -> tuple[list[str], list[Problem]]:
    """The site or kind each row speaks of, with a problem for each that does not take the input."""
    kinds = set(library.kinds["kind"])
    names = site_names(region)
    takes = inputs_by_kind(library)
    consumers, problems = [], []
    for row, line in stated:
        said = row["consumer"]
        found = said if said in kinds else _found(said, names)
        consumers.append(found if isinstance(found, str) else "")
        if isinstance(found, ProblemKind):
            problems.append(_unfound(found, stated.file, line, "consumer", said, names))
        elif row["input"] not in takes.get(names.kind_of.get(found, found), {}):
            known = ", ".join(sorted(takes.get(names.kind_of.get(found, found), {}))) or "-"
            params = {"consumer": said, "known": known}
            problems.append(Problem(NOT_AN_INPUT, stated.file, line, "input", row["input"], params))
    return consumers, problems


def _found_links(region: Region, stated: Stated) -> tuple[list[dict[str, Any]], list[Problem]]:
    names = site_names(region)
    links, problems = [], []
    for row, line in stated:
        link = dict(row)
        for column in ("consumer", "supplier"):
            found = _found(row[column], names)
            if isinstance(found, ProblemKind):
                problems.append(_unfound(found, stated.file, line, column, row[column], names))
            else:
                link[column] = found
        links.append(link)
    return links, problems


def _link_problems(
    region: Region, library: Library, stated: Stated, links: Sequence[Record]
) -> list[Problem]:
    kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    takes = inputs_by_kind(library)
    problems: list[Problem] = []
    totals: dict[tuple[str, str], float] = {}
    first: dict[tuple[str, str], int | None] = {}
    for link, line in zip(links, stated.lines, strict=True):
        ends = kind_of.get(link["consumer"]), kind_of.get(link["supplier"])
        if None in ends:
            continue
        if ends[1] not in suppliers_in(takes.get(str(ends[0]), {}).get(link["input"], ())):
            params = {"consumer": ends[0], "supplier": ends[1]}
            problems.append(
                Problem(UNKNOWN_DEPENDENCY, stated.file, line, "input", link["input"], params)
            )
        if link["weight"] <= 0:
            problems.append(Problem(NO_WEIGHT, stated.file, line, "weight", "0"))
        pair = (link["consumer"], link["input"])
        totals[pair] = totals.get(pair, 0.0) + link["weight"]
        first.setdefault(pair, line)
    for pair, total in totals.items():
        if 0 < total < 1 - MOST_OFF:
            params = {"what": ", ".join(pair)}
            value = f"{total:.4g}"
            problems.append(Problem(TOO_LITTLE, stated.file, first[pair], "weight", value, params))
    return problems


def _found(said: str, names: SiteNames) -> str | ProblemKind:
    """The one site that is meant, or why there is none."""
    meant = names.meant(said)
    return meant[0] if len(meant) == 1 else MANY_SITES if meant else UNKNOWN_SITE


def _unfound(
    kind: ProblemKind, file: str, line: int | None, column: str, said: str, names: SiteNames
) -> Problem:
    alike = names.meant(said)
    params = {"count": len(alike), "known": ", ".join(alike[:5])}
    return Problem(kind, file, line, column, said, params)
