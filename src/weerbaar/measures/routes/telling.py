"""What heavy transport over a network asks and gains, as tables and sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.measures.routes.network import RAIL, ROAD, Network
from weerbaar.measures.routes.passing import BEARS, DRAWN, EITHER, WEAK
from weerbaar.measures.routes.railways import UPGRADE_WORDS, Line, Upgraded
from weerbaar.measures.routes.trials import Answer, Bridge, Gained

Made = tuple[list[str], list[list[str]]]

NONE = "–"
DIGITS = 2
WAY_WORDS: Mapping[str, str] = {
    ROAD: mark("by road"),
    RAIL: mark("by railway"),
    EITHER: mark("by either"),
}
UNKNOWN_WORDS: Mapping[str, str] = {
    DRAWN: mark("draw it from the interval below"),
    BEARS: mark("suppose that it bears the transport"),
    WEAK: mark("suppose that it does not"),
}
TRACK_WORDS: Mapping[str, str] = {"wheels": mark("wheels"), "tracks": mark("tracks")}

NO_WAY = mark("From {start} to {end} there is no way for this transport in any of the courses.")
HAS_WAY = mark("From {start} to {end} there is a way in {share} of the courses: {hours} hours.")
WAY = mark("Most often, in {share} of the courses, the fastest way is {legs}.")
ROOM = mark(
    "All ways together let through {room} vehicles a day. The last of {vehicles} vehicles is there "
    "after {last} hours, where there is a way."
)
MOST = mark("Most trips hang on {bridge}: in {share} of the courses in which one is felt at all.")
MOST_ALIKE = mark(
    "Most trips hang as much on each of these: {bridges}. So it is in {share} of the courses in "
    "which a bridge is felt at all."
)
NO_MOST = mark(
    "On which bridge most trips hang cannot be said: none is it in at least 8 of 10 courses."
)
RAIL_BRIDGES = mark(
    "A bridge in a railway has no load class: what passes, and what works bring, stands with its "
    "railway."
)
UNKNOWN_CLASS = mark(
    "Of {count} of the {all} bridges the class is not known. It is drawn from an interval that is "
    "our assumption (A); ask the owner and fill it in."
)
SUPPOSED = mark(
    "Of {count} of the {all} bridges the class is not known; what they bear is supposed."
)
BEST = mark(
    "Strengthening {bridge} surely brings something: {hours} hours spared and {more} vehicles a "
    "day more."
)
NO_BEST = mark(
    "Of no single bridge is it sure, in 9 of 10 courses, that strengthening it brings this "
    "transport anything."
)
TRAINS = mark(
    "Where military trains go first, trains of travellers and firms are taken off; how many "
    "stands with each railway."
)
WORKS = mark("What works cost and how they hinder meanwhile is left out.")
NO_JAM = mark(
    "Computed from the figures in the table; jams, permits and the way back are left out. Without "
    "a bridge a road bears everything."
)


def in_digits(value: float, words: Language) -> str:
    """A number in two digits, as a band says no more than that; a dash where there is none."""
    if math.isnan(value):
        return NONE
    rounded = float(f"{value:.{DIGITS}g}") + 0.0
    return words.number(rounded, 0 if abs(rounded) >= 10 or rounded == round(rounded) else 1)


def band_words(band: Band, words: Language) -> str:
    """A band in words: the middle, and 8 of 10 courses."""
    low, middle, high = (in_digits(end, words) for end in (band.p10, band.p50, band.p90))
    if low == middle == high:
        return middle
    if band.p10 < 0:
        return words.text(mark("{middle} ({low} to {high})"), middle=middle, low=low, high=high)
    return f"{middle} ({low}–{high})"


def share_words(share: float, words: Language) -> str:
    """A share in per cent."""
    return f"{words.number(100 * share)} %"


def per_cent(band: Band) -> Band:
    """A band of shares in per cent."""
    return Band(*(100 * end for end in (band.p10, band.p50, band.p90)))


def class_words(bridge: Bridge, words: Language) -> str:
    """The load class of a bridge, as far as it is known; a railway has none."""
    if not bridge.roads:
        return words.text(mark("railway"))
    return words.text(mark("not known")) if bridge.known is None else words.number(bridge.known)


def bridge_table(answer: Answer, words: Language) -> Made:
    """What is felt when each bridge is lost."""
    heads = [
        mark("When this bridge is lost"),
        mark("Load class (MLC)"),
        mark("Lets it pass, % of courses"),
        mark("This transport loses the way it had, % of courses"),
        mark("Hours longer"),
        mark("Other trips cut, %"),
    ]
    rows = [
        [
            one.bridge.name,
            class_words(one.bridge, words),
            words.number(100 * one.bridge.bears),
            words.number(100 * one.cut),
            band_words(one.longer, words),
            band_words(per_cent(one.trips_cut), words),
        ]
        for one in sorted(answer.lost, key=lambda one: (-one.cut, one.bridge.name))
    ]
    return [words.text(head) for head in heads], rows


def gain_table(answer: Answer, words: Language) -> Made:
    """What strengthening each bridge brings, and all of them."""
    heads = [
        mark("When this bridge is strengthened"),
        mark("This transport gets a way, % of courses"),
        mark("Hours spared"),
        mark("Vehicles a day more"),
        mark("Other trips that get a way, %"),
    ]
    rows = [
        [
            gained_words(one, words),
            words.number(100 * one.opened),
            band_words(one.spared, words),
            band_words(one.more, words),
            band_words(per_cent(one.trips_opened), words),
        ]
        for one in answer.gained
    ]
    return [words.text(head) for head in heads], rows


def gained_words(one: Gained, words: Language) -> str:
    """The bridges that are strengthened."""
    if len(one.bridges) == 1:
        return one.bridges[0].name
    return words.text(mark("all {count} together"), count=len(one.bridges))


def line_table(lines: Sequence[Line], network: Network, words: Language) -> Made:
    """Each railway as it is: gauge, what passes, military trains and civil trains."""
    heads = [
        mark("Railway"),
        mark("Gauge, mm"),
        mark("Profile"),
        mark("Axle load, t"),
        mark("Lets the transport pass, % of courses"),
        mark("Military trains a day, civil trains first"),
        mark("Civil trains a day taken off, military trains first"),
    ]
    rows = []
    for line in lines:
        legs = [network.legs[i] for i in line.legs]
        rows.append(
            [
                line.name,
                _each([words.number(leg.gauge_mm) for leg in legs]),
                _each([leg.profile or words.text(mark("not known")) for leg in legs]),
                _each([_known(leg.axle_t, words) for leg in legs]),
                words.number(100 * line.passes),
                band_words(line.military, words),
                band_words(line.displaced, words),
            ]
        )
    return [words.text(head) for head in heads], rows


def _known(value: float, words: Language) -> str:
    return words.text(mark("not known")) if math.isnan(value) else in_digits(value, words)


def _each(told: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(told))


def upgrade_table(upgrades: Sequence[Upgraded], words: Language) -> Made:
    """What each upgrade of a railway does to military and civil trains, where it does anything."""
    heads = [
        mark("Railway and what it gets"),
        mark("Military trains a day more, civil trains first"),
        mark("Civil trains a day spared, military trains first"),
        mark("Hours spared"),
        mark("This transport gets a way by railway, % of courses"),
    ]
    rows = [
        [
            f"{one.line.name}: {words.text(UPGRADE_WORDS[one.upgrade])}",
            band_words(one.military, words),
            band_words(one.spared, words),
            band_words(one.hours, words),
            words.number(100 * one.opened),
        ]
        for one in upgrades
        if brings(one)
    ]
    return [words.text(head) for head in heads], rows


def brings(one: Upgraded) -> bool:
    """Whether an upgrade does anything, in more than 1 of 10 courses."""
    ends = [end for band in (one.military, one.spared, one.hours) for end in (band.p10, band.p90)]
    return bool(one.opened) or any(abs(end) > 0 for end in ends if not math.isnan(end))


def sentences(answer: Answer, words: Language) -> list[str]:
    """What the tables mean, on what they rest and what is not in them."""
    start, end = (answer.network.place(one).name for one in (answer.asked.start, answer.asked.end))
    found = []
    if not answer.joined:
        found.append(words.text(NO_WAY, start=start, end=end))
    else:
        told = {
            "share": share_words(answer.joined, words),
            "hours": band_words(answer.hours, words),
        }
        found.append(words.text(HAS_WAY, start=start, end=end, **told))
        legs = ", ".join(way_names(answer))
        found.append(words.text(WAY, share=share_words(answer.chosen, words), legs=legs))
        room = {"room": band_words(answer.room, words), "last": band_words(answer.last, words)}
        found.append(words.text(ROOM, vehicles=words.number(answer.asked.vehicles), **room))
    found += _bridge_sentences(answer, words)
    if answer.asked.way != ROAD:
        found.append(words.text(TRAINS))
    return [upper(line) for line in (*found, words.text(WORKS), words.text(NO_JAM))]


def way_names(answer: Answer) -> list[str]:
    """The roads, railways and bridges of the usual way, each once, in order."""
    told = []
    for i in answer.way:
        leg = answer.network.legs[i]
        told += [leg.name, *([leg.bridge] if leg.bridge else [])]
    return list(dict.fromkeys(told))


def _bridge_sentences(answer: Answer, words: Language) -> list[str]:
    if not answer.bridges:
        return []
    found = [words.text(NO_MOST)]
    share = share_words(answer.most_in, words)
    if len(answer.most) == 1:
        found = [words.text(MOST, bridge=answer.most[0].name, share=share)]
    elif answer.most:
        names = ", ".join(one.name for one in answer.most)
        found = [words.text(MOST_ALIKE, bridges=names, share=share)]
    sure = [one for one in answer.gained if len(one.bridges) == 1 and _is_sure(one)]
    for one in sure:
        told = {"hours": band_words(one.spared, words), "more": band_words(one.more, words)}
        found.append(words.text(BEST, bridge=one.bridges[0].name, **told))
    if not sure and answer.gained:
        found.append(words.text(NO_BEST))
    roads = [one for one in answer.bridges if one.roads]
    count = sum(one.known is None for one in roads)
    if count:
        told_of = UNKNOWN_CLASS if answer.asked.unknown == DRAWN else SUPPOSED
        found.append(words.text(told_of, count=count, all=len(roads)))
    if len(roads) < len(answer.bridges):
        found.append(words.text(RAIL_BRIDGES))
    return found


def _is_sure(one: Gained) -> bool:
    return one.opened >= 0.9 or one.spared.p10 > 0 or one.more.p10 > 0
