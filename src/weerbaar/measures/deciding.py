"""What was decided on a variant, by whom and by which power, and how it is shown again.

Rules:
1. A decision is taken by one of the deciders of the library, by a power that this decider has.
2. It is about one version of a variant. What was known of that version is frozen with it: the
   variant, what it costs, how it was weighed, and by which facts and catalogue.
3. What is frozen is never reckoned again. What a later day gives is told beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.region.tables import EVIDENCE

SCHEMA = 1
LEVELS = ("municipality", "safety_region", "state", "partner", "neighbourhood_group")
SHOWN = 40

DECIDERS = Table(
    "deciders",
    "Who can decide on a variant.",
    ("decider",),
    (
        Column("decider", "text", "", "Who decides, as the code names it."),
        Column("level", "choice", "", "At which level it stands.", choices=LEVELS),
        Column("name_nl", "text", "", "What it is called, in Dutch."),
        Column("name_en", "text", "", "What it is called, in English."),
    ),
)
POWERS = Table(
    "powers",
    "By which power a decider decides, and in which law it stands.",
    ("power",),
    (
        Column("power", "text", "", "The power, as the code names it."),
        Column("decider", "text", "", "Whose power it is."),
        Column("name_nl", "text", "", "What it is, in Dutch."),
        Column("name_en", "text", "", "What it is, in English."),
        Column("law", "text", "", "The law in which it stands."),
        Column("article", "text", "", "The article of that law."),
        Column("source", "text", "", "Where this row comes from."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)
NO_LAW = "geen"
"""What stands for a law and an article where somebody needs no power by law."""
LIBRARY_TABLES = (DECIDERS, POWERS)

NO_DECIDER = ProblemKind(
    "no-such-decider",
    mark("There is no “{value}” that decides."),
    mark("Choose one of the list."),
)
NOT_ITS_POWER = ProblemKind(
    "not-its-power",
    mark("This power does not belong to who decided: {value}."),
    mark("Choose one of the powers of who decided."),
)


def ground_of_power(row: Mapping[str, Any]) -> str:
    """The law and article of a power; "" where it asks for none."""
    return "" if row["law"] == NO_LAW else f"{row['law']}, {row['article']}"


def power_words(row: Mapping[str, Any], code: str) -> str:
    """What a power is called in a language, with its ground where it has one."""
    name, ground = str(row[f"name_{code}"]), ground_of_power(row)
    return f"{name} ({ground})" if ground else name


@dataclass(frozen=True)
class Frozen:
    """What stands with a decision, as data that JSON can hold (rule 2).

    `costs` and `weighing` are records as `costs_as_data` and `weighing_as_data` give them; None
    where there was none. `facts`, `catalogue` are hashes; `software` is the version of the program.
    """

    variant: Mapping[str, Any]
    costs: Mapping[str, Any]
    weighing: Mapping[str, Any] | None
    facts: str
    catalogue: str
    software: str


def frozen_as_data(frozen: Frozen) -> dict[str, Any]:
    """What is stored of it."""
    return {
        "schema": SCHEMA,
        "variant": dict(frozen.variant),
        "costs": dict(frozen.costs),
        "weighing": None if frozen.weighing is None else dict(frozen.weighing),
        "facts": frozen.facts,
        "catalogue": frozen.catalogue,
        "software": frozen.software,
    }


def frozen_from_data(data: Mapping[str, Any]) -> Frozen:
    """What was stored of it."""
    return Frozen(
        variant=data["variant"],
        costs=data["costs"],
        weighing=data.get("weighing"),
        facts=str(data["facts"]),
        catalogue=str(data["catalogue"]),
        software=str(data.get("software", "")),
    )


def decision_problems(
    decider: str, power: str, deciders: Rows, powers: Rows
) -> list[tuple[str, Problem]]:
    """What is wrong with who decided by which power (rule 1), each with its field."""
    if decider not in {str(name) for name in deciders["decider"]}:
        return [("by_whom", Problem(NO_DECIDER, value=decider[:SHOWN]))]
    whose = {str(row["power"]): str(row["decider"]) for row in powers}
    if whose.get(power) != decider:
        return [("power", Problem(NOT_ITS_POWER, value=power[:SHOWN]))]
    return []


def powers_of(decider: str, powers: Rows) -> list[Mapping[str, Any]]:
    """The powers that a decider has, in the order of the table."""
    return [row for row in powers if str(row["decider"]) == decider]


def deciders_at(levels: Sequence[str], deciders: Rows) -> list[Mapping[str, Any]]:
    """The deciders, those at these levels first, else in the order of the table."""
    return sorted(deciders, key=lambda row: str(row["level"]) not in levels)
