"""The twin's library tables: needs, groups, homes, household stocks and parameters.

Their rows stand in `library/tables/*.csv`, each with its evidence. The order of rows in needs,
groups and homes is fixed here, because the kernel counts on it; `library.py` refuses another.
"""

from __future__ import annotations

from weerbaar.common.tables import Column, Kind, Table
from weerbaar.region.tables import EVIDENCE, RESOURCE_ORDER, STOCK_ORDER, UNKNOWN, URBANITY
from weerbaar.twin.pillar_tags import PILLAR_TAGS

NEED_ORDER = (
    "power",
    "water",
    "water_basic",
    "water_hygiene",
    "food",
    "heat",
    "medicine",
    "device",
    "help_call",
    "information",
    "payment",
    "care",
    "sewage",
    "transport",
)
GROUP_ORDER = ("care", "alone_65_plus", "company_65_plus", "family", "adult")
LOAD_ORDER = (
    "rain",
    "arrivals",
    "casualties",
    "sick",
    "convoys",
    "absence",
    "school_closure",
    "military_fuel",
)
FLOW_ORDER = (
    "presence",
    "shifts_filled",
    "damaged",
    "crews_busy",
    "fuel_asked",
    "fuel_given",
    "generators_busy",
    "water_brought",
    "arrivals_housed",
    "arrivals_waiting",
    "arrivals_waiting_day",
    "beds_working",
    "patients",
    "patients_waiting",
    "vehicles_waiting",
    "vehicles_passed",
    "freight_displaced",
)
TAG_LISTS = ("pillars", "interests", "objectives", "elements")
INDICATOR_FAMILIES = (
    "triple",
    *(f"nato-{number}" for number in range(1, 11)),
    "area",
    "equity",
)
HOME_ORDER = ("old_low_rise", "new_low_rise", "high_rise")

_EVIDENCE = Column("evidence", "text", "", EVIDENCE + ".")
_SOURCE = Column("source", "text", "", "Source of the figures.", default="")


def _quantiles(name: str, unit: str, meaning: str) -> tuple[Column, ...]:
    words = ("1 in 10 is lower", "the middle", "1 in 10 is higher")
    return tuple(
        Column(f"{name}{q}", "number", unit, f"{meaning}: {word}.", low=0)
        for q, word in zip(("p10", "p50", "p90"), words, strict=True)
    )


NEEDS = Table(
    "needs",
    "What people need, how much water that is, and how long they can do without.",
    ("need",),
    (
        Column("need", "choice", "", "Need.", choices=NEED_ORDER),
        Column(
            "family",
            "choice",
            "",
            "Survival needs make the headline; channels stand apart. Never summed across needs.",
            choices=("survival", "channel"),
        ),
        Column(
            "norm",
            "number",
            "see unit",
            "How much water a person needs; of other needs the model reads no amount.",
            float("nan"),
            low=0,
            high=3000,
        ),
        Column("unit", "text", "", "Unit of the norm.", default=""),
        Column(
            "tolerance_h",
            "number",
            "h",
            "Hours of lacking after which severity grows.",
            low=0.25,
            high=336,
        ),
        Column(
            "nato", "integer", "", "NATO objective it belongs to; 8 is payment.", low=1, high=10
        ),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        _EVIDENCE,
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

GROUPS = Table(
    "groups",
    "The partition of people, by precedence: a person is in the first group that fits.",
    ("group",),
    (
        Column("group", "choice", "", "Group.", choices=GROUP_ORDER),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        Column(
            "threshold_c", "number", "°C", "Indoor temperature that is too cold.", low=5, high=25
        ),
        Column("warm_at_night", "flag", "", "Whether the home is kept warm at night too."),
        _EVIDENCE,
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

HOMES = Table(
    "homes",
    "Classes of dwellings, and how fast they cool: T(t) = outside + (T0 - outside) exp(-t / tau).",
    ("home",),
    (
        Column("home", "choice", "", "Class of dwelling.", choices=HOME_ORDER),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        *_quantiles("tau_", "h", "Time constant of cooling"),
        _EVIDENCE,
        _SOURCE,
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

STOCKS = Table(
    "stocks",
    "What households have at home, as a distribution over households.",
    ("stock", "prepared"),
    (
        Column("stock", "choice", "", "What is in stock.", choices=STOCK_ORDER),
        Column("prepared", "flag", "", "For people with an emergency kit, or for others."),
        Column("unit", "text", "", "Unit of the figures."),
        *_quantiles("", "see unit", "Stock"),
        _EVIDENCE,
        _SOURCE,
        Column("meaning", "text", "", "What the figures say."),
    ),
)

PARAMETERS = Table(
    "parameters",
    "Parameters of the mechanisms, each with its interval and evidence.",
    ("parameter",),
    (
        Column("parameter", "text", "", "Name of the parameter."),
        Column("unit", "text", "", "Unit of the figures; 1 is a share or a ratio."),
        *_quantiles("", "see unit", "Value"),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        _EVIDENCE,
        _SOURCE,
        Column("meaning", "text", "", "What it is."),
    ),
)

CORRELATIONS = Table(
    "correlations",
    "Quantities that go together: who knows that one is high expects the other to be high too. "
    "They hold in an ensemble that is drawn by a design.",
    ("first", "second"),
    (
        Column("first", "text", "", "A parameter, or resource:NAME; see those tables."),
        Column("second", "text", "", "The one that goes with it."),
        Column(
            "correlation",
            "number",
            "1",
            "Spearman's rank correlation of the two.",
            low=-1,
            high=1,
        ),
        _EVIDENCE,
        _SOURCE,
        Column("meaning", "text", "", "Why they go together."),
    ),
)


def _maybe(name: str, kind: Kind, unit: str, meaning: str) -> tuple[Column, ...]:
    """The three quantiles of a figure that only some rows have."""
    return tuple(
        Column(f"{name}_{q}", kind, unit, f"{meaning} {q}.", default=UNKNOWN)
        for q in ("p10", "p50", "p90")
    )


KNOBS = Table(
    "knobs",
    "Choices that a council knows, each as a change of the twin. What it opens, equips or agrees "
    "holds for sites of a kind; what it fixes is a parameter.",
    ("knob",),
    (
        Column("knob", "text", "", "Name of the choice."),
        Column(
            "what",
            "choice",
            "",
            "open: so many planned sites; equip: so many sites last longer; agree: all last at "
            "least so long; fix: a parameter has this value.",
            choices=("open", "equip", "agree", "fix"),
        ),
        Column("of", "text", "", "Kind of site, or parameter."),
        Column("input", "text", "", "Input without which the sites last longer.", default=""),
        Column(
            "measure",
            "text",
            "",
            "Measure of the catalogue that equips sites alike: with its draws and its figures.",
            default="",
        ),
        *_maybe("hours", "number", "h", "Hours that equipped sites last."),
        *_maybe("fuel_l_h", "number", "L an hour", "What the generator of such a site burns."),
        *_maybe("fail_start", "share", "1", "Chance that its back-up does not start."),
        Column("unit", "text", "", "Unit of the choice: sites is a whole number of them."),
        Column("low", "number", "", "The least that can be chosen, in its unit."),
        Column(
            "high",
            "number",
            "",
            "The most that can be chosen, in its unit; empty: as many sites as the region has.",
            default=UNKNOWN,
        ),
        Column("step", "number", "", "By how much a slider moves, in its unit."),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        Column("help_nl", "text", "", "What a council should know of it, Dutch."),
        Column("help_en", "text", "", "What a council should know of it, English."),
        _EVIDENCE,
        _SOURCE,
        Column("meaning", "text", "", "What is chosen."),
    ),
)

SETTINGS = Table(
    "settings",
    "Parameters that a person may set on the page of the knobs: those that move the headline or "
    "another need most. The ends are p10 and p90 of the parameter where none stand here.",
    ("parameter",),
    (
        Column("parameter", "text", "", "Name of the parameter."),
        Column("theme_nl", "text", "", "What it is about, Dutch; rows of a theme stand together."),
        Column("theme_en", "text", "", "What it is about, English."),
        Column("low", "number", "", "The least it can be set to.", default=UNKNOWN),
        Column("high", "number", "", "The most it can be set to.", default=UNKNOWN),
    ),
)

RESOURCES = Table(
    "resources",
    "What there is to divide in a crisis, for each 100,000 inhabitants; a region's own figures go "
    "before these.",
    ("resource",),
    (
        Column("resource", "choice", "", "Resource.", choices=RESOURCE_ORDER),
        Column("unit", "text", "", "Unit of the figures."),
        *_quantiles("", "see unit", "For each 100,000 inhabitants"),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        _EVIDENCE,
        _SOURCE,
        Column("meaning", "text", "", "What it is."),
    ),
)

OPERATIONS = Table(
    "operations",
    "What it takes to keep a kind of site running, or to bring it back: crews, staff, generators "
    "and fuel. A kind that has no row needs none of these.",
    ("kind",),
    (
        Column("kind", "text", "", "Kind of site; see the table of kinds."),
        Column(
            "crew",
            "choice",
            "",
            "Resource that repairs it; empty: it cannot be repaired by crews.",
            default="",
            choices=("", *(name for name in RESOURCE_ORDER if name.startswith("crews_"))),
        ),
        *_quantiles("work_", "h", "Hours of work of one crew on a damaged one"),
        Column(
            "staff_full", "share", "1", "Share of its staff with which it works fully.", default=0.0
        ),
        Column("staff_floor", "share", "1", "Level that remains with nobody there.", default=1.0),
        Column(
            "generators",
            "number",
            "generators",
            "Mobile generators that it takes; 0: it cannot be fed by them.",
            0.0,
            low=0,
            high=1000,
        ),
        Column(
            "fuel_l_h",
            "number",
            "L an hour",
            "What its own generator burns; 0: it has none, or none that is brought fuel.",
            0.0,
            low=0,
            high=10_000,
        ),
        Column("priority", "integer", "", "Class in which it gets its turn; 1 first.", 3, low=1),
        Column("weight", "number", "1", "How much its need counts.", 1.0, low=0.01, high=100),
        _EVIDENCE,
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

FLOWS = Table(
    "flows",
    "What a run keeps of the whole region, hour by hour, beside the needs of people.",
    ("flow",),
    (
        Column("flow", "choice", "", "What is counted.", choices=FLOW_ORDER),
        Column("unit", "text", "", "Unit of its value in an hour."),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        Column(
            "worst",
            "choice",
            "",
            "Which value of a run says most: the highest, the lowest, or its total over time.",
            choices=("highest", "lowest", "total"),
        ),
        Column("meaning", "text", "", "What it is."),
    ),
)

SEWERS = Table(
    "sewers",
    "Which homes have a pressure sewer; all others drain to a pumping station.",
    ("urbanity",),
    (
        Column("urbanity", "choice", "", "Density of addresses, five classes.", choices=URBANITY),
        Column("pressure", "share", "1", "Share of homes with a pressure sewer."),
        _EVIDENCE,
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)


TAXONOMY = Table(
    "taxonomy",
    "Tags by which scenarios, measures and gaps are grouped.",
    ("list", "id"),
    (
        Column("list", "choice", "", "List that it stands in.", choices=TAG_LISTS),
        Column("id", "text", "", "Identifier of the tag."),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        Column(
            "track",
            "choice",
            "",
            "Track of the cabinet's letter that a pillar belongs to.",
            default="",
            choices=("", "societal", "military"),
        ),
        Column(
            "near",
            "text",
            "",
            "Tags that come closest, where two lists say alike what is not the same.",
            default="",
        ),
        Column("source", "text", "", "Where the list comes from."),
    ),
)

INDICATORS = Table(
    "indicators",
    "What an answer is measured by: how it withstands, absorbs and recovers, NATO's objectives, "
    "areas, and how fairly it falls.",
    ("indicator",),
    (
        Column("indicator", "text", "", "Indicator."),
        Column("family", "choice", "", "Family it belongs to.", choices=INDICATOR_FAMILIES),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        Column("unit", "text", "", "Unit of its value; 1 is a share or a ratio."),
        Column("better", "choice", "", "Which way is better.", choices=("lower", "higher", "none")),
        Column(
            "threshold",
            "number",
            "see unit",
            "Value that should be reached, where there is one.",
            float("nan"),
        ),
        Column("evidence", "text", "", "Evidence of the threshold.", default=""),
        Column(
            "given_by",
            "choice",
            "",
            "What gives its value: the model, or a register that is not there yet.",
            choices=("twin", "register"),
        ),
        Column("register_nl", "text", "", "What would give or improve it, Dutch."),
        Column("register_en", "text", "", "What would give or improve it, English."),
        Column(
            "figure",
            "number",
            "see figure_unit",
            "Figure that its formula reckons with, where there is one.",
            float("nan"),
        ),
        Column("figure_unit", "text", "", "Unit of that figure.", default=""),
        Column("figure_evidence", "text", "", "Evidence of that figure.", default=""),
        Column("meaning", "text", "", "What it is."),
    ),
)

LIBRARY_TABLES = (
    NEEDS,
    GROUPS,
    HOMES,
    STOCKS,
    PARAMETERS,
    RESOURCES,
    OPERATIONS,
    FLOWS,
    SEWERS,
    TAXONOMY,
    INDICATORS,
    CORRELATIONS,
    KNOBS,
    SETTINGS,
    PILLAR_TAGS,
)
