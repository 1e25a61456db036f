"""What happens: a scenario, its shocks and weather, and the table of keys with their defaults.

Rules:
1. Every key is declared once in KEYS, SHOCK_KEYS or LOAD_KEYS; how a file is read by them stands in
   `parsing`.
2. A figure is one number (the scenario fixes it) or p10/p50/p90 (it is drawn in every run).
3. A shock hits sites of some kinds; areas, municipalities and a circle on the map each leave only
   the sites inside, and without these it hits the whole region. Sites that it names are hit too.
   Whether what it names is there, `checking` says.
4. Restoration `together` ends a shock for all its sites at once; `weibull` gives each site its own
   end, with the drawn duration as the median and steps between sites: a plateau, not an
   exponential. With `crews` the duration is the time before they can start, and a site comes back
   when its crew is done; see `crews`. How long a scenario can last stands in `lasting`.
5. A shock or load may belong to an element of its scenario, so that a scenario can be composed
   without it (see `composing`). What has no effect in the twin stands in `context`.
6. A load that counts people, vehicles or litres may say for how many inhabitants its amount is
   (`for_inhabitants`): its amount is then scaled by the inhabitants of the region. Rain, shares
   and what is already for each 100,000 inhabitants are the same for every region.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.tables import Column
from weerbaar.region.distance import km_between
from weerbaar.region.region import Region
from weerbaar.sharing.tables import RULE_ORDER
from weerbaar.twin.reading import Circle, Figure
from weerbaar.twin.tables import LOAD_ORDER

SCHEMA = 1

SAYS = "The scenario says it"
"""Source of a figure for which no document gives a default."""

MAX_HOURS = 24 * 7 * 26
RECOVERY_HOURS = 14 * 24.0
CREWS_HOURS = 28 * 24.0
"""Longest that a run waits for crews to mend what a shock broke."""


@dataclass(frozen=True)
class Shock:
    """One hit: on which sites, from when, how long and how deep (1 = nothing is left)."""

    name: str
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    municipalities: tuple[str, ...]
    circle: Circle | None
    sites: tuple[str, ...]
    from_h: Figure
    duration_h: Figure
    depth: Figure
    restoration: str
    weibull_k: float
    element: int = 0


@dataclass(frozen=True)
class Load:
    """Something that comes over the region for a time: rain, arrivals, convoys, absence ..."""

    name: str
    what: str
    amount: Figure
    from_h: Figure
    duration_h: Figure
    for_inhabitants: float | None = None
    element: int = 0

    def times(self, inhabitants: float) -> float:
        """What its amount is multiplied by in a region of so many inhabitants."""
        return 1.0 if self.for_inhabitants is None else inhabitants / self.for_inhabitants


@dataclass(frozen=True)
class Scenario:
    """One thing that may happen, with all defaults filled in. Hours count from the first shock."""

    scenario: str
    name_nl: str
    name_en: str
    summary_nl: str
    summary_en: str
    source: str
    evidence: str
    extent: str
    context_nl: str
    context_en: str
    pillars: tuple[str, ...]
    interests: tuple[str, ...]
    objectives: tuple[int, ...]
    shocks: tuple[Shock, ...]
    loads: tuple[Load, ...]
    start_hour: Figure
    temperature_c: Figure
    amplitude_c: float
    coldest_hour: float
    day_from: float
    day_to: float
    day_c: float
    night_c: float
    open_from: float
    open_to: float
    support_from: float
    support_to: float
    grid_outside: float
    suppliers_outside: float
    planned_sites: tuple[str, ...]
    shop_demand: Figure | None
    voucher_share: float
    voucher_from_h: float
    sharing_rule: str
    civil_share: float
    military_assistance: Figure
    defence_from_h: float
    shelter_m2: float
    convoy_class: float
    convoy_rail_share: float
    recovery_h: float
    second_duration_h: float

    def name(self, language: str) -> str:
        """The name on screen."""
        return self.name_nl if language == "nl" else self.name_en

    def summary(self, language: str) -> str:
        """What happens, in one or two sentences."""
        return self.summary_nl if language == "nl" else self.summary_en

    def context(self, language: str) -> str:
        """What belongs to it but has no effect in the twin."""
        return self.context_nl if language == "nl" else self.context_en

    @property
    def tags(self) -> dict[str, tuple[str, ...]]:
        """Its tags by list of the taxonomy."""
        objectives = tuple(str(number) for number in self.objectives)
        return {"pillars": self.pillars, "interests": self.interests, "objectives": objectives}


def _text(name: str, meaning: str, **extra: Any) -> Column:
    return Column(name, "text", "", meaning, **extra)


ELEMENT = Column(
    "element",
    "integer",
    "",
    "Element of the reference scenario that it belongs to, 1 to 7; 0 is none.",
    0,
    low=0,
    high=7,
    evidence="S",
    source="Seed 002: the seven elements of the reference scenario",
)


def _hour(name: str, meaning: str, default: float) -> Column:
    return Column(
        name,
        "number",
        "hour of day",
        meaning,
        default,
        low=0,
        high=24,
        evidence="A",
        source="An ordinary day",
    )


def _when() -> Column:
    """When a shock or load begins."""
    return Column(
        "from_h",
        "number",
        "h",
        "Hours after the start.",
        0.0,
        low=0,
        high=MAX_HOURS,
        evidence="A",
        source=f"{SAYS}; else from the start. No more than half a year is looked at",
    )


def _lasts(meaning: str) -> Column:
    """How long a shock or load lasts."""
    return Column(
        "duration_h",
        "number",
        "h",
        meaning,
        low=0.01,
        high=MAX_HOURS,
        evidence="A",
        source=f"{SAYS}, with a reason beside it. No more than half a year is looked at",
    )


KEYS: tuple[Column, ...] = (
    Column("schema", "integer", "", "Version of this form.", low=1, high=99),
    _text("scenario", "Identifier: small letters, digits and dashes."),
    _text("name_nl", "Name on screen, Dutch."),
    _text("name_en", "Name on screen, English."),
    _text("summary_nl", "What happens, Dutch."),
    _text("summary_en", "What happens, English."),
    _text("source", "Where the scenario comes from."),
    _text("evidence", "Evidence codes of its figures."),
    _text("extent", "How far it reaches, in words.", default="the whole region"),
    _text("context_nl", "What belongs to it but has no effect in the twin, Dutch.", default=""),
    _text("context_en", "What belongs to it but has no effect in the twin, English.", default=""),
    _text("pillars", "Pillars of resilience that it tests; see the taxonomy.", default=()),
    _text("interests", "National security interests that it harms; see the taxonomy.", default=()),
    Column(
        "objectives",
        "integer",
        "",
        "Resilience objectives of NATO that it touches, 1 to 7; see the taxonomy.",
        (),
        low=1,
        high=7,
        source="Seed 002: the seven resilience objectives of NATO",
    ),
    Column(
        "start_hour",
        "number",
        "hour of day",
        "Hour of the day at which it starts.",
        {"p10": 3.0, "p50": 12.0, "p90": 21.0},
        low=0,
        high=24,
        evidence="A",
        source="Any hour of the day may be the first; its tails are cut off",
    ),
    Column(
        "temperature_c",
        "number",
        "°C",
        "Mean temperature outside; the day's course is added to it.",
        {"p10": 2.0, "p50": 10.0, "p90": 18.0},
        low=-40,
        high=45,
        evidence="M",
        source="Winter, spring and summer of a mild sea climate",
    ),
    Column(
        "amplitude_c",
        "number",
        "°C",
        "How far the temperature swings around its mean in a day.",
        3.0,
        low=0,
        high=20,
        evidence="A",
        source="A mild sea climate",
    ),
    _hour("coldest_hour", "Hour of the day at which it is coldest.", 6.0),
    _hour("day_from", "Hour from which homes are heated to the day temperature.", 7.0),
    _hour("day_to", "Hour until which homes are heated to the day temperature.", 23.0),
    Column(
        "day_c",
        "number",
        "°C",
        "Indoors by day, before the shock.",
        20.0,
        low=5,
        high=30,
        evidence="A",
        source="An ordinary thermostat",
    ),
    Column(
        "night_c",
        "number",
        "°C",
        "Indoors by night, before the shock; people of 65 and over or in need of care stay warm.",
        17.0,
        low=5,
        high=30,
        evidence="A",
        source="An ordinary thermostat",
    ),
    _hour("open_from", "Hour at which shops open.", 8.0),
    _hour("open_to", "Hour at which shops close.", 20.0),
    _hour("support_from", "Hour at which support points open.", 8.0),
    _hour("support_to", "Hour at which support points close.", 22.0),
    Column(
        "grid_outside",
        "share",
        "1",
        "State of the grid outside the region: 1 works.",
        1.0,
        evidence="A",
        source="Whole, unless the scenario says otherwise",
    ),
    Column(
        "suppliers_outside",
        "share",
        "1",
        "State of the other suppliers outside the region: 1 works.",
        1.0,
        evidence="A",
        source="Whole, unless the scenario says otherwise",
    ),
    _text("planned_sites", "Kinds of planned sites that are switched on.", default=()),
    Column(
        "shop_demand",
        "number",
        "times normal",
        "How fast the shops sell out compared with normal, in the whole run. Left out, hoarding "
        "follows from the crisis itself.",
        None,
        low=0.1,
        high=20,
        evidence="V:25",
        source="Doubled in March 2020; a scale for scenarios, no default",
    ),
    Column(
        "voucher_share",
        "share",
        "1",
        "Share of people who get vouchers that shops take without a card or cash.",
        0.0,
        evidence="A",
        source="None, unless the scenario says otherwise (P28)",
    ),
    Column(
        "voucher_from_h",
        "number",
        "h",
        "Hours after the start from which vouchers are there.",
        0.0,
        low=0,
        high=MAX_HOURS,
        evidence="A",
        source="From the start, unless the scenario says otherwise (P28)",
    ),
    Column(
        "sharing_rule",
        "choice",
        "",
        "Rule by which crews, fuel, generators, water and beds are divided where there are too "
        "few.",
        "priority",
        choices=RULE_ORDER,
        evidence="A",
        source="Our choice: no document prescribes one (K16)",
    ),
    Column(
        "civil_share",
        "share",
        "1",
        "Part for the civil side under the rule sides.",
        0.5,
        evidence="A",
        source="Half each: no document prescribes a split (K41)",
    ),
    Column(
        "military_assistance",
        "share",
        "1",
        "How much of what Defence can bring here comes; 0 where the forces are elsewhere.",
        {"p10": 0.5, "p50": 1.0, "p90": 1.0},
        evidence="S A",
        source="S16 and R07: it may be none; the other figures are ours",
    ),
    Column(
        "defence_from_h",
        "number",
        "h",
        "Hours after the start from which what Defence brings is there.",
        24.0,
        low=0,
        high=MAX_HOURS,
        evidence="A",
        source="A day to ask, decide and drive",
    ),
    Column(
        "shelter_m2",
        "number",
        "m2 a person",
        "Covered floor that a person has in reception; the norm is 3.5, in the cold 4.5 to 5.5.",
        3.5,
        low=1,
        high=50,
        evidence="M",
        source="Sphere",
    ),
    Column(
        "convoy_class",
        "number",
        "MLC",
        "Military load class of the vehicles of convoys: weaker bridges do not bear them.",
        60.0,
        low=1,
        high=200,
        evidence="A",
        source="Between a lorry and a battle tank on its transporter",
    ),
    Column(
        "convoy_rail_share",
        "share",
        "1",
        "Share of the vehicles of convoys that go by rail where they can.",
        0.3,
        evidence="A",
        source="Heavy vehicles by train, others by road",
    ),
    Column(
        "recovery_h",
        "number",
        "h",
        "Hours simulated after the last shock; the run stops earlier once 95 % is normal.",
        RECOVERY_HOURS,
        low=1,
        high=RECOVERY_HOURS,
        evidence="A",
        source="Two weeks, as long as we look",
    ),
    Column(
        "second_duration_h",
        "number",
        "h",
        "A second duration that the result shows beside the first; 0 for none. Left out, where "
        "every shock's duration is fixed: a third of the longest in whole hours, at least 1. One "
        "that equals the longest is doubled.",
        None,
        low=0,
        high=MAX_HOURS,
        evidence="A",
        source="A third, to show how much hangs on the duration",
    ),
)

SHOCK_KEYS: tuple[Column, ...] = (
    _text("name", "What is hit, in words."),
    _text("kinds", "Kinds of sites that are hit, as in the table of kinds.", default=()),
    _text("areas", "Codes of the areas in which they are hit; empty for all.", default=()),
    _text("municipalities", "Names of municipalities in which they are hit.", default=()),
    _text("circle", "Circle on the map in which they are hit: lon, lat and km.", default=None),
    _text("sites", "Identifiers of sites that are hit besides, wherever they are.", default=()),
    _when(),
    _lasts("How long it lasts."),
    Column(
        "depth",
        "share",
        "1",
        "How much is lost: 1 is all.",
        1.0,
        evidence="A",
        source=f"{SAYS}; else all is lost",
    ),
    Column(
        "restoration",
        "choice",
        "",
        "Whether all sites come back together, one by one around the duration, or as crews mend "
        "them: then the duration is the time before crews can start.",
        "together",
        choices=("together", "weibull", "crews"),
        evidence="C A",
        source="Real outages come back in steps or by crews; the default is the simplest",
    ),
    Column(
        "weibull_k",
        "number",
        "1",
        "Shape of the steps in which sites come back; above 1 is a plateau.",
        2.5,
        low=0.5,
        high=10,
        evidence="C",
        source="Fit of Haaksbergen 2005: 1.84; other events up to 3.4",
    ),
    ELEMENT,
)

LOAD_KEYS: tuple[Column, ...] = (
    _text("name", "What comes, in words."),
    Column(
        "what",
        "choice",
        "",
        "What comes: rain (mm an hour), arrivals or casualties (persons a day), sick (persons a "
        "day for each 100,000 inhabitants), convoys (vehicles a day), absence (share of staff), "
        "school_closure (share of schools), military_fuel (L a day).",
        choices=LOAD_ORDER,
        evidence="S A",
        source="Seeds 002 and 003 name what comes, without figures; the units are ours",
    ),
    Column(
        "amount",
        "number",
        "see what",
        "How much comes.",
        low=0,
        high=10_000_000,
        evidence="A",
        source=f"{SAYS}, with a reason beside it. The bound only keeps out slips",
    ),
    _when(),
    _lasts("How long it comes."),
    Column(
        "for_inhabitants",
        "number",
        "inhabitants",
        "Number of inhabitants that the amount is for: arrivals, casualties, convoys and "
        "military_fuel are scaled by the inhabitants of the region over this number. Left out, "
        "the amount comes as it is, in whatever region.",
        None,
        low=1,
        high=10_000_000_000,
        evidence="A",
        source="Our assumption: what comes is in proportion to who lives there",
    ),
    ELEMENT,
)

PER_REGION = ("arrivals", "casualties", "convoys", "military_fuel")
"""Loads of which the amount is a number for the whole region, so that it can be scaled."""


def sites_of(shock: Shock, region: Region) -> NDArray[np.bool_]:
    """Which rows of the region's sites a shock hits, planned ones too; shape (sites)."""
    sites, areas = region.sites, region.areas
    hit: NDArray[np.bool_] = np.isin(sites["kind"], list(shock.kinds))
    if shock.areas or shock.municipalities:
        inside = np.isin(areas["municipality"], list(shock.municipalities))
        hit &= np.isin(sites["area"], [*shock.areas, *areas["code"][inside]])
    if circle := shock.circle:
        hit &= km_between(circle.lon, circle.lat, sites["lon"], sites["lat"]) <= circle.km
    if shock.sites:
        hit |= np.isin(sites["site"], list(shock.sites))
    return hit


def weibull_factor(q: float, k: float) -> float:
    """Duration at quantile q of a Weibull distribution with shape k, relative to its median."""
    return float((math.log(1.0 / (1.0 - q)) / math.log(2.0)) ** (1.0 / k))
