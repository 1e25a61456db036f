"""What is known of one area: who lives there, which sites serve it, and how sure that is.

Numbers of people under FEWEST_SHOWN are not told. Everything says whether it is estimated, and
where it comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import Language, mark
from weerbaar.region.overview import kind_names
from weerbaar.region.own_map import site_name
from weerbaar.region.region import Library, Region
from weerbaar.region.tables import AREAS

FEWEST_SHOWN = 10
FEW = mark("fewer than 10")

COUNTS = (
    ("inhabitants", mark("Inhabitants"), ""),
    ("share_0_14", mark("0 to 14 years old"), "inhabitants"),
    ("share_15_24", mark("15 to 24 years old"), "inhabitants"),
    ("share_25_44", mark("25 to 44 years old"), "inhabitants"),
    ("share_45_64", mark("45 to 64 years old"), "inhabitants"),
    ("share_65_plus", mark("65 and over"), "inhabitants"),
    ("income_low", mark("With a low income"), "inhabitants"),
    ("dwellings", mark("Dwellings"), ""),
    ("single_households", mark("Households of one person"), "households"),
    ("built_before_1945", mark("Dwellings from before 1945"), "dwellings"),
    ("apartments", mark("Apartments"), "dwellings"),
    ("high_rise", mark("Dwellings that need a pump for their water"), "dwellings"),
)
"""Column, what it is called, and of what it is a share."""

STANDS = "stands"
SERVICES: Mapping[str, str] = {
    "power": mark("electric power"),
    "tap": mark("tap water"),
    "upper_tap": mark("tap water in high-rise homes"),
    "shop": mark("shops for food"),
    "card": mark("paying by card"),
    "cash_machine": mark("cash machines"),
    "pharmacy": mark("pharmacy"),
    "fixed": mark("fixed internet and telephone"),
    "radio": mark("regional radio"),
    "answer": mark("answering of 112 calls"),
    "home_care": mark("care at home"),
    "fuel": mark("fuel for cars"),
    STANDS: mark("stands in this area"),
}


@dataclass(frozen=True)
class Figure:
    """A figure of an area in words, with its share of the whole, and where it comes from."""

    name: str
    value: str
    share: str
    estimated: bool
    source: str


SIZE_WORDS: Mapping[str, str] = {
    "micro": mark("1 to 9 people work there"),
    "small": mark("10 to 49 people work there"),
    "medium": mark("50 to 249 people work there"),
    "large": mark("250 people or more work there"),
}


@dataclass(frozen=True)
class Serving:
    """Sites of one kind that serve an area: with what, how many, and how sure."""

    service: str
    kind: str
    kind_name: str
    sites: tuple[str, ...]
    names: tuple[str, ...]
    estimated: int
    said: str
    only_stands: bool
    """Whether they only stand in the area, and serve others."""


def most_said(texts: Sequence[str]) -> str:
    """The text that stands most often, where it stands more than once: it is said once instead."""
    text, count = next(iter(Counter(text for text in texts if text).most_common(1)), ("", 0))
    return text if count > 1 else ""


def figures_of(region: Region, code: str, words: Language) -> list[Figure]:
    """Who lives in an area and in what homes; raises KeyError for an unknown area."""
    area = region.areas.row(region.areas.positions("code")[code])
    origin = _origins(region, code, words)
    wholes = {
        "inhabitants": area["inhabitants"],
        "dwellings": area["dwellings"],
        "households": area["inhabitants"] / area["household_size"],
    }
    found = []
    for column, name, whole in COUNTS:
        value = area[column] * wholes[whole] if whole else area[column]
        if value != value:
            continue
        hidden = 0.5 <= value < FEWEST_SHOWN
        number = words.text(FEW) if hidden else words.number(value)
        share = f"{words.number(100 * area[column])} %" if whole and not hidden else ""
        estimated, source = origin.get(column, (False, ""))
        found.append(Figure(words.text(name), number, share, estimated, source))
    return found


def _origins(region: Region, code: str, words: Language) -> dict[str, tuple[bool, str]]:
    """Of each column of areas whether it is estimated here, and the title of its source."""
    titles = _titles(region, words)
    said: dict[str, tuple[bool, str]] = {}
    # A row about this area goes before one about the whole column.
    for row in sorted(region.provenance, key=lambda row: str(row["key"])):
        if row["table"] == AREAS.name and row["key"] in ("", code):
            title = titles.get(row["source"], row["source"])
            said[row["column"]] = (bool(row["estimated"]), title)
    return said


def serving(region: Region, library: Library, code: str, words: Language) -> list[Serving]:
    """The sites that serve an area or stand in it, brought together by service and kind."""
    rows = {site["site"]: site for site in region.sites}
    blocks = {block["block"] for block in region.blocks if block["area"] == code}
    names, titles = kind_names(library, words.code), _titles(region, words)
    sizes = {row["site"]: words.text(SIZE_WORDS[row["size"]]) for row in region.sizes}
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for row in region.service:
        if row["place"] == code or row["place"] in blocks:
            site = rows[row["site"]]
            groups.setdefault((row["service"], site["kind"]), {})[row["site"]] = site
    served = {kind for _, kind in groups}
    for site in region.sites:
        if site["area"] == code and site["kind"] not in served:
            groups.setdefault((STANDS, site["kind"]), {})[site["site"]] = site
    return [
        _serving(service, kind, sites, names, titles, sizes, words)
        for (service, kind), sites in sorted(groups.items(), key=lambda one: _order(one[0], names))
    ]


def _order(group: tuple[str, str], names: Mapping[str, str]) -> tuple[bool, int, str]:
    service, kind = group
    known = list(SERVICES)
    at = known.index(service) if service in known else len(known)
    return service == STANDS, at, names[kind]


def _serving(
    service: str,
    kind: str,
    sites: Mapping[str, Any],
    names: Mapping[str, str],
    titles: Mapping[str, str],
    sizes: Mapping[str, str],
    words: Language,
) -> Serving:
    ordered = sorted(sites.values(), key=lambda site: site_name(site, names))
    said = sorted({titles.get(s["source"], s["source"]) for s in ordered if s["source"]})
    return Serving(
        service=words.text(SERVICES.get(service, service)),
        kind=kind,
        kind_name=names[kind],
        sites=tuple(site["site"] for site in ordered),
        names=tuple(_sized(site_name(site, names), sizes.get(site["site"])) for site in ordered),
        estimated=sum(bool(site["estimated"]) for site in ordered),
        said="; ".join(said),
        only_stands=service == STANDS,
    )


def _sized(name: str, size: str | None) -> str:
    """A name with how large the organisation says it is, where it says so."""
    return f"{name} ({size})" if size else name


def _titles(region: Region, words: Language) -> dict[str, str]:
    """The title of each source in words; what a person named stays as it is."""
    titles = zip(region.sources["source"], region.sources["title"], strict=True)
    return {source: words.text(str(title)) for source, title in titles}
