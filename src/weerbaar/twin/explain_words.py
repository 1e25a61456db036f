"""Why an area lacks a need, in words: who lacks it, and each link of the chain behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from weerbaar.common.language import Language, mark
from weerbaar.twin.explain import Explanation, Link
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import area_name, kind_name, people_in_words


def headline(twin: Twin, found: Explanation, words: Language) -> str:
    """How many of the area lack the need at the hour."""
    needs = twin.library.needs
    return words.text(
        mark("{area}, hour {hour}: {people} of {all} people without {need}."),
        area=area_name(found.area),
        hour=hour_in_words(found.hour, words),
        people=_people(found, words),
        all=words.number(found.inhabitants),
        need=str(needs.row(needs.positions("need")[found.need])[f"name_{words.code}"]),
    )


def _people(found: Explanation, words: Language) -> str:
    """Who lack it; rounded, unless that would be more than there are."""
    if found.persons > found.inhabitants - 0.5:
        return words.number(found.inhabitants)
    return people_in_words(found.persons, words)


def told_once(chains: Iterable[Sequence[Link]], full: bool) -> Iterator[Sequence[Link]]:
    """The chains without those that read the same; in full all of them, since they name sites."""
    told: set[tuple[object, ...]] = set()
    for chain in chains:
        alike = tuple((x.kind, round(x.level, 2), round(x.fell_h, 1), x.estimated) for x in chain)
        if alike in told and not full:
            continue
        told.add(alike)
        yield chain


def link_in_words(twin: Twin, link: Link, words: Language, full: bool) -> str:
    """One link: what it is, how well it works, since when; with `full` which one it is."""
    line = words.text(
        mark("{label}: works at {level} %, fell in hour {hour}"),
        label=kind_name(twin, link.kind, words),
        level=words.number(100 * link.level),
        hour=hour_in_words(link.fell_h, words),
    )
    if link.bridged_h >= 0.5:
        line += words.text(
            mark(", {hours} h after what it depends on"), hours=hour_in_words(link.bridged_h, words)
        )
    if link.estimated:
        line += words.text(mark(" (estimated)"))
    return f"{line} [{_named(twin, link.site)}]" if full else line


def _named(twin: Twin, site: str) -> str:
    """A site by its name, where it has one, and its identifier."""
    sites = twin.network.region.sites
    name = str(sites["name"][sites.positions("site")[site]])
    return f"{name}, {site}" if name and name != site else site


def hour_in_words(hour: float, words: Language) -> str:
    """An hour with a decimal where it is not whole."""
    return words.number(hour, 1 if hour % 1 else 0)
