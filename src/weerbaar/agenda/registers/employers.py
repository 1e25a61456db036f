"""Agreements with employers, and how many people with a vital function are counted on twice.

Rules:
1. A row is a function at an employer: how many people hold it, and how many of them are also a
   reservist or a volunteer (fire brigade, Red Cross, support point) elsewhere. No names.
2. Who is both reservist and volunteer is counted once. Where nobody said how many are both, the
   number of people who are counted on twice lies between the larger of the two (all volunteers are
   reservists) and their sum, and no higher than all; the middle is as if the one said nothing of
   the other (assumption, A).
3. Where only a share of the people is known, with its band, the number is that share of them.
4. A row that says neither is not measured: it counts in no total, and the total says how many rows
   it rests on.
5. In a total the low ends are added, the middles and the high ends: employers may well err to the
   same side (they ask their people the same question), so the band is the widest there is.
6. Who may not see small numbers is told the total alone, to tens where it rests on a small number,
   and none where fewer than FEWEST employers said something: of one employer it is not told.

What to hold it against: fewer than 60 % of the reservists would be available in an Article 5
situation, says KVBK (`reservist_figures.csv`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from weerbaar.agenda.registers.register import (
    HIGH,
    LOW,
    Outcome,
    Register,
    band_columns,
    band_of,
    number,
    written,
)
from weerbaar.agenda.registers.suppression import LITTLE, is_small, rounded
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table

MOST_PEOPLE = 1_000_000
PER_CENT = 100.0

MORE_THAN_ALL = ProblemKind(
    "more-than-all",
    mark("{column} is {value}, and that is more than {most}."),
    mark("Check both numbers."),
)
NOT_WHOLE = ProblemKind(
    "not-whole-people",
    mark("{column} is {value}; people are counted whole."),
    mark("Give a whole number."),
)
BOTH_WITHOUT = ProblemKind(
    "both-without-parts",
    mark("{column} is given, but not how many are reservist and how many are volunteer."),
    mark("Give those two as well."),
)

RESERVIST_FIGURES = Table(
    "reservist_figures",
    "Published figures on reservists that a register is held against.",
    ("figure",),
    (
        written("figure", "Its name in the code.", ...),
        written("name_nl", "What it says, in Dutch.", ...),
        written("name_en", "What it says, in English.", ...),
        Column("low", "number", "%", "Lower bound.", low=0, high=100),
        Column("high", "number", "%", "Upper bound.", low=0, high=100),
        written("source", "Where it stands.", ...),
        written("evidence", "Evidence codes.", ...),
    ),
)
EMPLOYERS_TABLE = Table(
    "employers",
    "Agreements with employers on people with a vital function who are counted on elsewhere too.",
    ("employer", "function"),
    (
        written("employer", "The employer.", ...),
        written("function", "The vital function; no name of a person.", ...),
        Column("people", "integer", "people", "Who hold it.", low=0, high=MOST_PEOPLE),
        number("reservists", "people", "How many of them are reservists.", MOST_PEOPLE),
        number("volunteers", "people", "How many of them are volunteers elsewhere.", MOST_PEOPLE),
        number("both", "people", "How many of them are both.", MOST_PEOPLE),
        *band_columns("share", "%", "Share that is reservist or volunteer elsewhere.", PER_CENT),
        number("all_reservists", "people", "All reservists at this employer.", MOST_PEOPLE),
        Column(
            "agreement",
            "choice",
            "",
            "Whether there is an agreement.",
            "none",
            choices=("none", "talking", "agreed"),
        ),
        Column("until", "date", "", "Until when it holds.", ""),
        written("agreed", "What was agreed."),
        written("source", "Who said it, by function, and when."),
        written("contact", "Whom to ask."),
    ),
)
FEWEST = 3
"""From how many employers on a total is told to who may not see small numbers (rule 6)."""
PARTS = ("reservists", "volunteers")
"""The columns of the two sorts of people who are counted on elsewhere too."""
COUNTS = ("people", *PARTS, "both", "all_reservists")


@dataclass(frozen=True)
class Double:
    """How many people are counted on twice, of how many, at one employer for one function.

    None where it is not measured. `from_few` says that it was worked out from a count of 1 to 9.
    """

    employer: str
    function: str
    people: int
    count: Band | None
    exact: bool
    from_few: bool = False


@dataclass(frozen=True)
class DoubleTotal:
    """The same over all rows that say something; `rows` of `of` do. `share` is 0..1."""

    rows: int
    of: int
    people: float
    count: Band
    share: Band | None


def double_of(row: Mapping[str, Any], parts: tuple[str, str] = PARTS) -> Double:
    """How many people of a row are counted on twice (rules 2 to 4).

    `parts` are the columns of the two sorts of people, in another register than this one.
    """
    people = int(row["people"])
    count = _counted(row, people, parts)
    exact = count is not None and count.p10 == count.p90
    few = any(is_small(float(row[name])) for name in (*parts, "both"))
    return Double(str(row["employer"]), str(row["function"]), people, count, exact, few)


def _counted(row: Mapping[str, Any], people: int, parts: tuple[str, str]) -> Band | None:
    reservists, volunteers, both = (float(row[name]) for name in (*parts, "both"))
    known = [n for n in (reservists, volunteers) if not math.isnan(n)]
    if len(known) == 2 and not math.isnan(both):
        exact = reservists + volunteers - both
        return Band(exact, exact, exact)
    if len(known) == 2:
        low, high = max(known), min(sum(known), people)
        apart = sum(known) - (reservists * volunteers / people if people else 0.0)
        return Band(low, min(max(apart, low), high), high)
    share = band_of(row, "share")
    if share is not None:
        low, middle, high = (people * end / PER_CENT for end in (share.p10, share.p50, share.p90))
        return Band(low, middle, high)
    # One of the two alone: at least so many, and the others may all be the other.
    return Band(known[0], known[0], float(people)) if known else None


def total_of(doubles: Sequence[Double]) -> DoubleTotal:
    """The total over the rows that say something (rule 5)."""
    told = [one for one in doubles if one.count is not None]
    people = float(sum(one.people for one in told))
    bands = [one.count for one in told if one.count is not None]
    count = Band(*(math.fsum(getattr(b, end) for b in bands) for end in ("p10", "p50", "p90")))
    share = Band(count.p10 / people, count.p50 / people, count.p90 / people) if people else None
    return DoubleTotal(len(told), len(doubles), people, count, share)


def reservists_taken(rows: Rows, whole: bool = True) -> tuple[float, float] | None:
    """Of the reservists at the employers that say so, how many have a vital function: (n, of).

    To who may not see small numbers it is rounded to tens where it could give one away, and not
    told of fewer than FEWEST employers (rule 6).
    """
    told, employers = [], set()
    for row in rows:
        pair = float(row["reservists"]), float(row["all_reservists"])
        if not any(map(math.isnan, pair)):
            told.append(pair)
            employers.add(str(row["employer"]))
    if not told or (not whole and len(employers) < FEWEST):
        return None
    both = math.fsum(n for n, _ in told), math.fsum(of for _, of in told)
    few = not whole and any(is_small(n) or is_small(of) for n, of in told)
    return (rounded(both[0]), rounded(both[1])) if few else both


def shown_total(doubles: Sequence[Double], whole: bool) -> DoubleTotal | None:
    """The total as it may be shown (rule 6); None where it may not."""
    total = total_of(doubles)
    if whole:
        return total
    employers = {one.employer for one in doubles if one.count is not None}
    if len(employers) < FEWEST or is_small(total.count.p50):
        return None
    if not any(_is_few(one) for one in doubles):
        return total
    people = rounded(total.people)
    count = Band(*(rounded(end) for end in _ends(total.count)))
    ends = (min(end / people, 1.0) if people else 0.0 for end in _ends(count))
    return DoubleTotal(total.rows, total.of, people, count, Band(*ends) if people else None)


def _is_few(double: Double) -> bool:
    """Whether a row rests on a small number."""
    few = double.count is not None and is_small(double.count.p50)
    return few or double.from_few or is_small(double.people)


def count_words(double: Double, words: Language) -> str:
    """How many people of a row are counted on twice, in words."""
    if double.count is None:
        return words.text(mark("not measured"))
    return band_words(double.count, words)


def share_words(double: Double, words: Language) -> str:
    """Which share of the people that is."""
    if double.count is None or not double.people:
        return count_words(double, words) if double.count is None else ""
    ends = (min(PER_CENT * end / double.people, PER_CENT) for end in _ends(double.count))
    return band_words(Band(*ends), words) + " %"


def left_words(double: Double, words: Language) -> str:
    """How many people are left where those who are counted on twice are called away."""
    if double.count is None:
        return ""
    ends = (max(double.people - end, 0.0) for end in reversed(_ends(double.count)))
    return band_words(Band(*ends), words)


def band_words(band: Band, words: Language, whole: bool = True) -> str:
    """A band of people in words; an end of 1 to 9 is hidden where small numbers are."""
    low, middle, high = (_people(end, whole, words) for end in _ends(band))
    return middle if low == high else f"{middle} ({low}–{high})"


def people_words(count: float, whole: bool, words: Language) -> str:
    """A count of people as it may be shown; nothing where it is unknown."""
    return "" if math.isnan(count) else _people(count, whole, words)


def _people(count: float, whole: bool, words: Language) -> str:
    return LITTLE if not whole and is_small(count) else words.number(count)


def _ends(band: Band) -> tuple[float, float, float]:
    return band.p10, band.p50, band.p90


def counting_problems(
    counts: Sequence[str], parts: tuple[str, str] | None, rows: Rows, file: str
) -> list[Problem]:
    """Counts that are not whole, or more than they can be.

    `parts` are the columns of the two sorts of people, both of `people`; None where there are none.
    """
    problems: list[Problem] = []
    for line, row in enumerate(rows, start=2):
        problems += [
            Problem(NOT_WHOLE, file, line, name, float(row[name]))
            for name in counts
            if not math.isnan(float(row[name])) and float(row[name]) % 1
        ]
        if parts is None:
            continue
        problems += [
            Problem(MORE_THAN_ALL, file, line, name, float(row[name]), {"most": float(most)})
            for name, most in _most(row, parts).items()
            if float(row[name]) > most
        ]
        unknown = any(math.isnan(float(row[part])) for part in parts)
        if not math.isnan(float(row["both"])) and unknown:
            problems.append(Problem(BOTH_WITHOUT, file, line, "both", float(row["both"])))
    return problems


def _most(row: Mapping[str, Any], parts: tuple[str, str]) -> dict[str, float]:
    """What each count of a row can be at most."""
    people, (one, other) = float(row["people"]), (float(row[part]) for part in parts)
    found = dict.fromkeys(parts, people)
    if not math.isnan(one) and not math.isnan(other):
        found["both"] = min(one, other)
    return found


EMPLOYERS = Register(
    name="employers",
    title=mark("Reservists and employers"),
    about=mark("What you agreed with employers, and who is counted on twice in a crisis."),
    table=EMPLOYERS_TABLE,
    headings={
        "employer": mark("Employer"),
        "function": mark("Vital function"),
        "people": mark("People with this function"),
        "reservists": mark("Of them reservist"),
        "volunteers": mark("Of them volunteer elsewhere"),
        "both": mark("Of them both"),
        "share_low": mark("Share at least (%)"),
        "share": mark("Share that is reservist or volunteer (%)"),
        "share_high": mark("Share at most (%)"),
        "all_reservists": mark("All reservists at this employer"),
        "agreement": mark("Agreement"),
        "until": mark("Holds until"),
        "agreed": mark("What was agreed"),
        "source": mark("Source"),
        "contact": mark("Contact person"),
    },
    choices={
        "agreement": {
            "none": mark("none yet"),
            "talking": mark("being discussed"),
            "agreed": mark("agreed"),
        }
    },
    filters=("employer", "agreement"),
    check=partial(counting_problems, COUNTS, PARTS),
    bands=("share",),
    personal=("contact",),
    counts=COUNTS,
    in_total=(*PARTS, "both", "share" + LOW, "share", "share" + HIGH, "all_reservists"),
    outcomes=(Outcome("doubles", of=PARTS[0], to=PARTS[1]),),
    hints={
        "function": mark("The work, such as: nurse at the emergency department. No names."),
        "volunteers": mark("For example with the fire brigade, the Red Cross or a support point."),
        "share": mark("Only where you cannot count: with at least and at most."),
        "agreed": mark("Write nothing about the health of people."),
    },
)
