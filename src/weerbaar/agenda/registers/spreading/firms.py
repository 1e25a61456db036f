"""Firms that learn from each other, as a list of measurements tells them.

Rules:
1. A row is one measurement of one firm on one day. Names are the same apart from capitals and
   spaces. Of a column other than the level the newest row that says it counts.
2. A firm learns from those that it names, and from all of its trusted community; never from itself.
   A name that is not among the measured ones is told, and brings nothing.
3. A firm of which no level is known stands in no course; it is told how many these are.
4. Experienced people who stand ready for what is missing (the register of capabilities) are a pool
   of experts by the name of what they can do, where their level is known: a share of the top of the
   scale. They are filled in there once; a row here of the same name goes before them.
5. All levels are measured on one scale, whose top is a value of the choice `scale`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from weerbaar.agenda.registers.register import HIGH, LOW
from weerbaar.agenda.registers.register import band_of as band_in
from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows

EXPERTS = "experts"
"""The part of a pool of experts: it is learned from, and is no firm."""
MOST_NAMED, MOST_FIRMS = 50, 300
PER_CENT = 100.0

TOO_MANY_NAMED = ProblemKind(
    "too-many-leaders",
    mark("{column} names more than {most} firms."),
    mark("Name those that it learns most from, or give all the same trusted community."),
)
TOO_MANY_FIRMS = ProblemKind(
    "too-many-firms",
    mark("This list would hold {value} firms; it may hold {most}."),
    mark("Leave out firms from which nobody learns and of which nothing is asked."),
)
ABOVE_SCALE = ProblemKind(
    "level-above-scale",
    mark("{column} is {value}, and the scale ends at {top}."),
    mark("Give a level on the scale that you measure with."),
)
TWO_SCALES = ProblemKind(
    "levels-on-two-scales",
    mark("This row is measured on another scale than the others."),
    mark("Put all rows on one scale; a file that you take in as the whole register does so."),
)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """A level on a day ("" where no day was said), as a share of the top of the scale."""

    on: str
    level: Band


@dataclass(frozen=True)
class Firm:
    """A firm or a pool of experts: what was measured, oldest first, and how it exercises.

    `asked` is the level asked of it, 0..1; None where a thing is not known.
    """

    key: str
    name: str
    part: str
    measured: tuple[Measured, ...]
    asked: float | None
    exercises: float | None
    rhythm_weeks: float | None
    last_on: str
    trained: str


@dataclass(frozen=True)
class Network:
    """Firms with the places of those that each names; `top` is that of the scale.

    `circles` are the places of the firms of each trusted community of two or more. `unknown` are
    names that firms learn from and that were not measured, `others` the firms of which no level is
    known: these only have a rhythm to keep.
    """

    firms: tuple[Firm, ...]
    ties: tuple[tuple[int, ...], ...]
    circles: tuple[tuple[int, ...], ...]
    top: float
    unknown: tuple[str, ...]
    others: tuple[Firm, ...]

    def sources(self, at: int) -> set[int]:
        """The places of all that a firm learns from."""
        around = (other for circle in self.circles if at in circle for other in circle)
        return {*self.ties[at], *around} - {at}


def network_of(rows: Sequence[Row], missing: Sequence[Row] = ()) -> Network:
    """The firms in the rows of a list, and the pools of experts among the rows of what is missing
    (rule 4)."""
    groups: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (_key(row["firm"]), str(row["measured_on"]))):
        groups.setdefault(_key(row["firm"]), []).append(row)
    firms = {key: _firm(key, own) for key, own in groups.items()}
    if firms:
        firms = {**{one.key: one for one in pools_in(missing)}, **firms}
    known = {key: at for at, key in enumerate(k for k, one in firms.items() if one.measured)}
    ties, unknown, circles = [], dict[str, str](), dict[str, list[int]]()
    for key, at in known.items():
        named = names_in(_newest(groups.get(key, []), "leaders"))
        ties.append(tuple(sorted({known[name] for name in named if name in known} - {at})))
        unknown |= {name: told for name, told in named.items() if name not in known}
        circles.setdefault(_key(_newest(groups.get(key, []), "community")), []).append(at)
    circles.pop("", None)
    tops = [float(row["scale"]) for row in rows]
    return Network(
        tuple(firms[key] for key in known),
        tuple(ties),
        tuple(tuple(circle) for circle in circles.values() if len(circle) > 1),
        tops[0] if tops else 1.0,
        tuple(sorted(unknown.values())),
        tuple(one for one in firms.values() if not one.measured),
    )


def pools_in(missing: Sequence[Row]) -> list[Firm]:
    """The pools of experienced people of whom a level is known, among what is missing (rule 4)."""
    found = []
    for row in missing:
        level = band_in(row, "level")
        if float(row["pool"]) > 0 and level is not None:
            share = Band(*(end / PER_CENT for end in (level.p10, level.p50, level.p90)))
            name = " ".join(str(row["capability"]).split())
            measured = (Measured("", share),)
            found.append(Firm(_key(name), name, EXPERTS, measured, None, None, None, "", ""))
    return found


def names_in(text: str) -> dict[str, str]:
    """The names with a semicolon between, as they are compared and as they were written."""
    found = {_key(name): " ".join(name.split()) for name in text.split(";")}
    found.pop("", None)
    return found


def _key(name: str) -> str:
    return " ".join(str(name).casefold().split())


def _firm(key: str, rows: Sequence[Row]) -> Firm:
    measured = [(row, band_in(row, "level")) for row in rows]
    top = float(rows[0]["scale"])
    asked, exercises, rhythm = (_number(rows, name) for name in ("asked", "exercises", "rhythm"))
    last = max((str(row["last_on"]) for row in rows), default="")
    return Firm(
        key,
        str(rows[-1]["firm"]),
        str(rows[-1]["part"]),
        tuple(
            Measured(str(row["measured_on"]), Band(b.p10 / top, b.p50 / top, b.p90 / top))
            for row, b in measured
            if b is not None
        ),
        None if asked is None else asked / top,
        exercises,
        rhythm,
        last,
        _newest([row for row in rows if str(row["last_on"]) == last], "trained"),
    )


def _newest(rows: Sequence[Row], name: str) -> str:
    return next((str(row[name]) for row in reversed(rows) if row[name]), "")


def _number(rows: Sequence[Row], name: str) -> float | None:
    told = [float(row[name]) for row in rows if not math.isnan(float(row[name]))]
    return told[-1] if told else None


def firm_places(network: Network) -> list[int]:
    """The places of the firms, pools of experts left out."""
    return [at for at, one in enumerate(network.firms) if one.part != EXPERTS]


def days_late(firm: Firm, today: date) -> int | None:
    """By how many days the agreed rhythm has passed since the last exercise; 0 or less where it is
    kept, None where no rhythm was agreed or no exercise was ever held."""
    if firm.rhythm_weeks is None or not firm.last_on:
        return None
    return (today - date.fromisoformat(firm.last_on)).days - round(7 * firm.rhythm_weeks)


def overdue(network: Network, today: date) -> list[tuple[Firm, int | None]]:
    """The firms that agreed on a rhythm and do not keep it, with the days since it was due; None
    where no exercise was ever held. Those first that never did, then those that are latest."""
    asked = [one for one in (*network.firms, *network.others) if one.rhythm_weeks is not None]
    found = [(one, days_late(one, today)) for one in asked]
    late = [(one, days) for one, days in found if days is None or days > 0]
    return sorted(late, key=lambda pair: (pair[1] is not None, -(pair[1] or 0), pair[0].key))


def with_rhythm(network: Network) -> int:
    """How many firms agreed on a rhythm."""
    return sum(one.rhythm_weeks is not None for one in (*network.firms, *network.others))


def level_problems(rows: Rows, file: str) -> list[Problem]:
    """Levels above the top of their scale, rows on another scale than the first, and too many
    firms or names to learn from."""
    problems, first = list[Problem](), str(rows.row(0)["scale"]) if len(rows) else ""
    firms = len({_key(name) for name in rows["firm"]})
    if firms > MOST_FIRMS:
        problems.append(Problem(TOO_MANY_FIRMS, file, value=firms, params={"most": MOST_FIRMS}))
    for line, row in enumerate(rows, start=2):
        top = float(row["scale"])
        if str(row["scale"]) != first:
            problems.append(Problem(TWO_SCALES, file, line, "scale", str(row["scale"])))
        if len(names_in(str(row["leaders"]))) > MOST_NAMED:
            params = {"most": MOST_NAMED}
            problems.append(Problem(TOO_MANY_NAMED, file, line, "leaders", params=params))
        problems += [
            Problem(ABOVE_SCALE, file, line, name, float(row[name]), {"top": top})
            for name in ("level" + LOW, "level", "level" + HIGH, "asked")
            if float(row[name]) > top
        ]
    return problems
