"""The table of claims that a person gives, and the library's table of sharing rules.

The order of the rules is fixed here, because the compiled code counts on it; `files.read_rules`
refuses another.
"""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.common.tables import Column, Table
from weerbaar.region.tables import EVIDENCE

RULE_ORDER = ("equal", "loss", "need", "priority", "sides", "lottery")
SIDE_ORDER = ("civil", "military")

MOST_AMOUNT = 1e12
LEAST_NEED, MOST_NEED = 0.01, 100.0
LAST_CLASS = 99

CLAIMS = Table(
    "claims",
    "Who asks how much of something scarce.",
    ("claim",),
    (
        Column("claim", "text", "", "Who asks: a name of its own."),
        Column("amount", "number", "your own", "How much is asked.", low=0, high=MOST_AMOUNT),
        Column(
            "need",
            "number",
            "1",
            "How heavily the need counts; 2 counts double.",
            default=1.0,
            low=LEAST_NEED,
            high=MOST_NEED,
        ),
        Column(
            "class",
            "integer",
            "",
            "Priority class; class 1 comes first.",
            default=1,
            low=1,
            high=LAST_CLASS,
        ),
        Column(
            "side",
            "choice",
            "",
            "Civil or military.",
            default="civil",
            choices=SIDE_ORDER,
        ),
    ),
)

HEADER_NAMES: Mapping[str, str] = {
    "aanvraag": "claim",
    "aanvrager": "claim",
    "wie": "claim",
    "naam": "claim",
    "name": "claim",
    "who": "claim",
    "hoeveel": "amount",
    "gevraagd": "amount",
    "aantal": "amount",
    "hoeveelheid": "amount",
    "asked": "amount",
    "gewicht": "need",
    "behoefte": "need",
    "weight": "need",
    "klasse": "class",
    "voorrang": "class",
    "priority": "class",
    "kant": "side",
    "zijde": "side",
}
CELL_WORDS: Mapping[str, Mapping[str, str]] = {
    "side": {
        "civiel": "civil",
        "civiele": "civil",
        "militair": "military",
        "militaire": "military",
        "defensie": "military",
    }
}


def _in_both(name: str, meaning: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_nl", "text", "", f"{meaning}, Dutch."),
        Column(f"{name}_en", "text", "", f"{meaning}, English."),
    )


SHARING_RULES = Table(
    "sharing_rules",
    "Rules by which something scarce is divided, what each favours and what it neglects.",
    ("rule",),
    (
        Column("rule", "choice", "", "Rule.", choices=RULE_ORDER),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        *_in_both("does", "What the rule does"),
        Column("parameters", "text", "", "Columns and options that the rule looks at.", default=""),
        *_in_both("favours", "Whom or what it favours"),
        *_in_both("neglects", "Whom or what it neglects"),
        Column("literature", "text", "", "Its name in the literature, and the source."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)

LIBRARY_TABLES = (SHARING_RULES,)
