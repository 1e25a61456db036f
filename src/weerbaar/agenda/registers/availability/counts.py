"""How many reservists can come by which day and in which month, as employers agreed: totals alone.

Rules:
1. A row is how many reservists of one employer and sector come in one window of days of one phase;
   who came in an earlier window is in the row of that one. No names.
2. Only what is agreed and still holds on the day of asking counts. What is being discussed is told
   beside it.
3. Of a row it is known how many others count on as well, by number or by share; else it is none at
   least, all at most, and in the middle the share that KVBK published (`reservist_figures.csv`);
   half where none was.
   In a total low ends are added, middles and high ends, so the band is the widest there is.
4. What others count on as well is told of a phase as one share, and is taken off all its windows,
   months and totals alike: nothing is told of one employer.
5. Who may not see small numbers is told one share of all phases together, in steps of STEP, and
   none where fewer than FEWEST employers said how many. All their counts are as in `suppression`.
6. Work stands empty where somebody is called, double claim or not, and nobody replaces them. Where
   nobody said how many are replaced, it lies between none and all.
7. A month counts who can come in it: from `from_month` up to `until_month`, over the turn of the
   year where the second is the earlier one. One of the two alone is the first or last month.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from weerbaar.agenda.registers.employers import MORE_THAN_ALL, counting_problems
from weerbaar.agenda.registers.register import band_of
from weerbaar.agenda.registers.suppression import is_small
from weerbaar.common.finding import Band
from weerbaar.common.refusals import Problem
from weerbaar.common.tables import Rows

Row = Mapping[str, Any]

AGREED, TALKING = "agreed", "talking"
FEWEST, STEP = 3, 0.05
PER_CENT, MONTHS, HALF = 100.0, 12, 0.5
WINDOW = re.compile(r"(\d{1,4})-(\d{0,4})")
COUNTS = ("reservists", "elsewhere", "replaced")


@dataclass(frozen=True)
class Claims:
    """On how many people others count as well: of how many, the count, and how many employers said
    so."""

    people: float
    employers: int
    count: Band

    @property
    def share(self) -> Band | None:
        """The share 0..1; None where there are no people."""
        if not self.people:
            return None
        low, middle, high = self.count.p10, self.count.p50, self.count.p90
        return Band(low / self.people, middle / self.people, high / self.people)


@dataclass(frozen=True)
class Sector:
    """The work of one sector: how many leave it, and of how many jobs nobody takes over."""

    sector: str
    leave: float
    empty: Band


@dataclass(frozen=True)
class Coming:
    """One phase: how many are promised by the end of each window, and in each month, together with
    the claims of others and what work stands empty. `talking` is what is being discussed."""

    phase: str
    by_window: tuple[tuple[str, float], ...]
    by_month: tuple[float, ...]
    claims: Claims
    sectors: tuple[Sector, ...]
    talking: float

    @property
    def promised(self) -> float:
        """All that are promised."""
        return self.by_window[-1][1] if self.by_window else 0.0


def days_of(window: str) -> tuple[int, int | None]:
    """The first and last day of a window such as `4-14`; None as the last one of `31-`.

    Raises ValueError for anything else.
    """
    found = WINDOW.fullmatch(window)
    if found is None:
        raise ValueError(f"not a window of days: {window}")
    return int(found[1]), int(found[2]) if found[2] else None


def coming_of(
    rows: Sequence[Row],
    known: tuple[Sequence[str], Sequence[str], Sequence[str]],
    today: date,
    published: float,
) -> list[Coming]:
    """What is promised in each phase that has rows.

    `known` are the phases, windows and sectors there are; `published` the share of rule 3, 0..1.
    """
    phases, windows, sectors = known
    order = sorted(windows, key=days_of)
    found = []
    for phase in phases:
        own = [row for row in rows if row["phase"] == phase]
        agreed = [row for row in own if counts(row, today)]
        if not own:
            continue
        months = tuple(
            _people(row for row in agreed if is_in(row, month)) for month in range(1, MONTHS + 1)
        )
        found.append(
            Coming(
                phase,
                tuple(_cumulative(agreed, order)),
                months,
                claims_of(agreed, published),
                tuple(_sectors(agreed, sectors)),
                _people(row for row in own if row["agreement"] == TALKING),
            )
        )
    return found


def counts(row: Row, today: date) -> bool:
    """Whether a row is agreed and still holds (rule 2)."""
    return row["agreement"] == AGREED and (not row["until"] or row["until"] >= today.isoformat())


def is_in(row: Row, month: int) -> bool:
    """Whether who is in a row can come in a month, 1 to 12 (rule 7)."""
    first, last = _month(row["from_month"], 1), _month(row["until_month"], MONTHS)
    return first <= month <= last if first <= last else month >= first or month <= last


def _month(value: Any, otherwise: int) -> int:
    return int(value) if str(value).isdigit() else otherwise


def _people(rows: Any) -> float:
    return math.fsum(float(row["reservists"]) for row in rows)


def _cumulative(rows: Sequence[Row], windows: Sequence[str]) -> list[tuple[str, float]]:
    total, found = 0.0, []
    for window in windows:
        total += _people(row for row in rows if row["window"] == window)
        found.append((window, total))
    return found


def claims_of(rows: Sequence[Row], published: float) -> Claims:
    """On how many people in these rows others count as well (rule 3)."""
    bands = [_claimed(row, published) for row in rows]
    ends = (math.fsum(getattr(one, end) for one in bands) for end in ("p10", "p50", "p90"))
    said = (row for row in rows if is_said(row))
    employers = {" ".join(str(row["employer"]).casefold().split()) for row in said}
    return Claims(_people(rows), len(employers), Band(*ends))


def is_said(row: Row) -> bool:
    """Whether an employer said how many others count on as well."""
    return not math.isnan(float(row["elsewhere"])) or band_of(row, "share") is not None


def _claimed(row: Row, published: float) -> Band:
    people, known, share = float(row["reservists"]), float(row["elsewhere"]), band_of(row, "share")
    if not math.isnan(known):
        return Band(known, known, known)
    if share is not None:
        low, middle, high = (people * end / PER_CENT for end in (share.p10, share.p50, share.p90))
        return Band(low, middle, high)
    return Band(0.0, (HALF if math.isnan(published) else published) * people, people)


def _sectors(rows: Sequence[Row], sectors: Sequence[str]) -> list[Sector]:
    found = []
    for sector in sectors:
        own = [row for row in rows if row["sector"] == sector]
        if not own:
            continue
        leave = _people(own)
        said = [row for row in own if not math.isnan(float(row["replaced"]))]
        replaced = math.fsum(float(row["replaced"]) for row in said)
        most = leave - replaced
        found.append(Sector(sector, leave, Band(most - (leave - _people(said)), most, most)))
    return found


def told_share(phase: Coming, all_phases: Claims, whole: bool) -> Band | None:
    """Which share others count on as well, as it may be told; None where it may not (rule 5)."""
    if whole:
        return phase.claims.share
    share = all_phases.share
    if all_phases.employers < FEWEST or share is None or is_small(all_phases.count.p50):
        return None
    low, middle, high = (round(end / STEP) * STEP for end in (share.p10, share.p50, share.p90))
    return Band(low, middle, high)


def left_of(promised: float, share: Band) -> Band:
    """How many of those promised are left once those whom others count on are taken off."""
    low, middle, high = (promised * (1.0 - end) for end in (share.p90, share.p50, share.p10))
    return Band(low, middle, high)


def has_few(rows: Sequence[Row]) -> bool:
    """Whether any count of the rows is one that who may not see small numbers does not see."""
    return any(is_small(float(row[name])) for row in rows for name in COUNTS)


def coming_problems(rows: Rows, file: str) -> list[Problem]:
    """People that are not whole, or more than there are."""
    problems = counting_problems(COUNTS, None, rows, file)
    for line, row in enumerate(rows, start=2):
        most = {"most": float(row["reservists"])}
        problems += [
            Problem(MORE_THAN_ALL, file, line, name, float(row[name]), most)
            for name in ("elsewhere", "replaced")
            if float(row[name]) > most["most"]
        ]
    return problems
