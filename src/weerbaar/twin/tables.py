"""The twin's library tables: needs, groups, homes, household stocks and parameters.

Their rows stand in `library/tables/*.csv`, each with its evidence. The order of rows in needs,
groups and homes is fixed here, because the kernel counts on it; `library.py` refuses another.
"""

from __future__ import annotations

from weerbaar.common.tables import Column, Table
from weerbaar.region.tables import EVIDENCE, STOCK_ORDER

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
)
GROUP_ORDER = ("care", "alone_65_plus", "company_65_plus", "family", "adult")
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
    "What people need, the norm, and how long they can do without.",
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
        Column("norm", "number", "see unit", "How much a person needs.", low=0, high=3000),
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
        _EVIDENCE,
        _SOURCE,
        Column("meaning", "text", "", "What it is."),
    ),
)

LIBRARY_TABLES = (NEEDS, GROUPS, HOMES, STOCKS, PARAMETERS)
