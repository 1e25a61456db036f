"""A base level of resilience: norms to hold outcomes against, each with its source.

The documents disagree on norms, so they are data that a region chooses; see `library/profiles`.

Rules:
1. A profile has a norm, at most MAX_NORMS, and no two norms have one identifier.
2. A norm that allows as many hours as pass until it is counted can never be missed: it is refused.
3. Rules 1 (identifiers) and 2 are held against norms whose keys are in order by themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.common.language import mark
from weerbaar.common.records import OTHER_SCHEMA
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.tables import Column
from weerbaar.twin.reading import read_tables, read_values
from weerbaar.twin.tables import NEED_ORDER

SCHEMA = 1
MAX_NORMS = 100

NO_NORM = ProblemKind(
    "no-norm",
    mark("The profile has no norm."),
    mark("Add at least one [[norms]] table."),
)
TOO_MANY_NORMS = ProblemKind(
    "too-many-norms",
    mark("The profile has {value} norms; it may have at most {high}."),
    mark("Leave out norms, or make two profiles of it."),
)
SAME_NORM = ProblemKind(
    "same-norm",
    mark("Two norms are called “{value}”."),
    mark("Give each norm its own identifier."),
)
NEVER_MISSED = ProblemKind(
    "never-missed",
    mark("The norm {value} allows {longer} hours, counted at hour {within}: nobody can miss it."),
    mark("Make within_h larger than longer_than_h."),
)


@dataclass(frozen=True)
class Norm:
    """At most `at_most_share` of people lack `need` longer than `longer_than_h` by `within_h`."""

    norm: str
    need: str
    wording_nl: str
    wording_en: str
    longer_than_h: float
    at_most_share: float
    within_h: float
    nato_objective: int
    pillar: int
    source: str
    evidence: str

    def wording(self, language: str) -> str:
        """The norm in words."""
        return self.wording_nl if language == "nl" else self.wording_en


@dataclass(frozen=True)
class Profile:
    """A named list of norms."""

    profile: str
    name_nl: str
    name_en: str
    source: str
    norms: tuple[Norm, ...]

    def name(self, language: str) -> str:
        """The name on screen."""
        return self.name_nl if language == "nl" else self.name_en


PROFILE_KEYS: tuple[Column, ...] = (
    Column("schema", "integer", "", "Version of this form.", low=1, high=99),
    Column("profile", "text", "", "Identifier: small letters, digits and dashes."),
    Column("name_nl", "text", "", "Name on screen, Dutch."),
    Column("name_en", "text", "", "Name on screen, English."),
    Column("source", "text", "", "Where the list comes from."),
)

NORM_KEYS: tuple[Column, ...] = (
    Column("norm", "text", "", "Identifier: small letters, digits and dashes."),
    Column("need", "choice", "", "Need it is about.", choices=NEED_ORDER),
    Column("wording_nl", "text", "", "The norm in words, Dutch."),
    Column("wording_en", "text", "", "The norm in words, English."),
    Column("longer_than_h", "number", "h", "Hours of lacking that it allows.", low=0, high=336),
    Column("at_most_share", "share", "1", "Share of people for whom it may be missed."),
    Column("within_h", "number", "h", "Hour at which it is counted.", low=1, high=336),
    Column(
        "nato_objective",
        "integer",
        "",
        "NATO objective, 1 to 7; above 7 are ours: 8 payment, 9 trust, 10 data.",
        low=1,
        high=10,
    ),
    Column("pillar", "integer", "", "Pillar of the cabinet's letter, 1 to 6.", low=1, high=6),
    Column("source", "text", "", "Where the norm comes from."),
    Column("evidence", "text", "", "Evidence codes."),
)


def parse_profile(data: Mapping[str, Any], file: str) -> Profile:
    """The profile in the content of a TOML file; raises Refused with every problem found."""
    problems: list[Problem] = []
    top = {key: value for key, value in data.items() if key != "norms"}
    values = read_values(PROFILE_KEYS, top, file, "", problems, also=("norms",))
    if values.get("schema") not in (None, 0, SCHEMA):
        params = {"known": SCHEMA}
        problems.append(
            Problem(OTHER_SCHEMA, file, column="schema", value=values["schema"], params=params)
        )
    norms = _norms(data.get("norms", []), file, problems)
    refuse_if(problems)
    del values["schema"]
    return Profile(norms=tuple(Norm(**norm) for norm in norms), **values)


def _norms(listed: Any, file: str, problems: list[Problem]) -> list[dict[str, Any]]:
    """The values of each norm; raises Refused at once where there are too many."""
    if isinstance(listed, list) and len(listed) > MAX_NORMS:
        params = {"high": MAX_NORMS}
        raise Refused([Problem(TOO_MANY_NORMS, file, None, "norms", len(listed), params)])
    if isinstance(listed, list | tuple) and not listed:
        problems.append(Problem(NO_NORM, file, column="norms"))
    before = len(problems)
    norms = read_tables(NORM_KEYS, listed, file, "norms", problems)
    wrong = {problem.column.partition(".")[0] for problem in problems[before:]}
    problems += _norm_problems(norms, file, wrong)
    return norms


def _norm_problems(
    norms: Sequence[Mapping[str, Any]], file: str, wrong: Collection[str]
) -> list[Problem]:
    """What is wrong between keys and between norms (rule 3: those that are in order)."""
    problems, taken = [], set()
    for i, norm in enumerate(norms):
        at = f"norms[{i + 1}]"
        if at in wrong:
            continue
        if norm["norm"] in taken:
            problems.append(Problem(SAME_NORM, file, column=f"{at}.norm", value=norm["norm"]))
        taken.add(norm["norm"])
        if norm["longer_than_h"] >= norm["within_h"]:
            hours = {"longer": f"{norm['longer_than_h']:g}", "within": f"{norm['within_h']:g}"}
            problem = Problem(NEVER_MISSED, file, None, f"{at}.within_h", norm["norm"], hours)
            problems.append(problem)
    return problems
