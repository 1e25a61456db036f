"""Barometers: what people say of themselves, wave after wave, with source, sample and band.

Rules:
1. A row is the share of the people asked who say something, in one wave of one survey.
2. Where the survey gives a band, that is the band. Else, where the number of people asked is known,
   it is Wilson's interval at 95 %: with n people, share p and z = 1.96,
   (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). It holds for a plain random sample; a panel
   that is weighted is less sure than that, so it is the narrowest it can be. Where such a band is
   one of two that lie apart, only that is told of a plain random sample and nothing of chance.
3. Where neither is known, the band is unknown and is told so. No number is filled in.
4. A wave is a year, a quarter (2024-Q2) or a month (2024-11); it stands at the middle of it.

Source of the interval: Wilson 1927, Journal of the American Statistical Association 22.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.agenda.registers.register import Register, number, written
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table

Z = 1.959963984540054
PER_CENT = 100.0
MOST_ASKED = 10_000_000
WAVE = re.compile(r"(19|20)\d\d(-Q[1-4]|-(0[1-9]|1[0-2]))?", re.ASCII)
MONTHS = 12
PILLARS = 6
PUBLISHED, WILSON, NO_BAND = "published", "wilson", "unknown"

NOT_A_WAVE = ProblemKind(
    "not-a-wave",
    mark("{column} is “{value}”, which is no wave."),
    mark("Write a year, a quarter or a month: 2024, 2024-Q2 or 2024-11."),
)
BAND_WITHOUT = ProblemKind(
    "published-band-does-not-hold",
    mark("The band of {value} does not lie around its share."),
    mark("Give lowest, share and highest in this order, or leave the band out."),
)

BAROMETER_TABLE = Table(
    "barometer",
    "Shares of people who say something in waves of surveys.",
    ("survey", "statement", "wave"),
    (
        written("survey", "Name of the survey, and who had it done.", ...),
        written("statement", "What people say.", ...),
        written("wave", "Year, quarter or month of the wave.", ...),
        Column("share", "number", "%", "Share who say so.", low=0, high=PER_CENT),
        number("n", "people", "How many people were asked.", MOST_ASKED, 1),
        number("share_low", "%", "Lower end that the survey gives.", PER_CENT),
        number("share_high", "%", "Upper end that the survey gives.", PER_CENT),
        written("source", "Where it stands.", ...),
        written("note", "What there is to know of it."),
        Column(
            "pillar",
            "integer",
            "",
            "Pillar of the letter, 1 to 6; 0 is not assigned here.",
            default=0,
            low=0,
            high=PILLARS,
        ),
    ),
)


@dataclass(frozen=True)
class Point:
    """One wave: when (in years, such as 2024.29), the share 0..1, its band and how that is known.

    `low` and `high` are None where the band is unknown.
    """

    wave: str
    at: float
    share: float
    low: float | None
    high: float | None
    known_by: str
    n: int | None
    source: str
    note: str
    pillar: int = 0


@dataclass(frozen=True)
class Series:
    """The waves of one statement of one survey, the earliest first."""

    survey: str
    statement: str
    points: tuple[Point, ...]

    @property
    def pillar(self) -> int:
        """The pillar of the letter that its waves name, the latest first; 0 where none does."""
        return next((one.pillar for one in reversed(self.points) if one.pillar), 0)


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's interval at 95 % of a share 0..1 of n people (rule 2)."""
    z2 = Z * Z
    middle = share + z2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)
    return max(low, 0.0), min(high, 1.0)


def moment_of(wave: str) -> float:
    """When a wave was, in years; raises ValueError for what is no wave (rule 4)."""
    if WAVE.fullmatch(wave) is None:
        raise ValueError(wave)
    year, _, part = wave.partition("-")
    if not part:
        return int(year) + 0.5
    if part.startswith("Q"):
        return int(year) + (3 * int(part[1:]) - 1.5) / MONTHS
    return int(year) + (int(part) - 0.5) / MONTHS


def point_of(row: Mapping[str, Any]) -> Point:
    """One row as a point with its band."""
    share, n = float(row["share"]) / PER_CENT, float(row["n"])
    low, high = float(row["share_low"]) / PER_CENT, float(row["share_high"]) / PER_CENT
    ends: tuple[float | None, float | None] = (None, None)
    known_by = NO_BAND
    if not math.isnan(low) and not math.isnan(high):
        ends, known_by = (low, high), PUBLISHED
    elif not math.isnan(n):
        ends, known_by = wilson(share, int(n)), WILSON
    return Point(
        wave=str(row["wave"]),
        at=moment_of(str(row["wave"])),
        share=share,
        low=ends[0],
        high=ends[1],
        known_by=known_by,
        n=None if math.isnan(n) else int(n),
        source=str(row["source"]),
        note=str(row["note"]),
        pillar=int(row["pillar"]),
    )


def series_of(rows: Sequence[Mapping[str, Any]]) -> list[Series]:
    """The series in rows, the longest first; of two rows with one key the later counts."""
    found: dict[tuple[str, str], dict[str, Point]] = {}
    for row in rows:
        waves = found.setdefault((str(row["survey"]), str(row["statement"])), {})
        waves[str(row["wave"])] = point_of(row)
    series = [
        Series(survey, statement, tuple(sorted(waves.values(), key=lambda point: point.at)))
        for (survey, statement), waves in found.items()
    ]
    return sorted(series, key=lambda one: (-len(one.points), one.survey, one.statement))


def band_in_words(point: Point, words: Language) -> str:
    """The band of a point and how it is known."""
    if point.low is None or point.high is None:
        return words.text(mark("band unknown"))
    ends = {"low": _percent(point.low, words), "high": _percent(point.high, words)}
    if point.known_by == PUBLISHED:
        return words.text(mark("{low} to {high} %, as published"), **ends)
    told = mark("{low} to {high} % (95 %, reckoned from {n} people)")
    return words.text(told, n=words.number(point.n or 0), **ends)


def change_in_words(series: Series, words: Language) -> str:
    """How much a series changed from its first wave to its last, and whether the bands overlap."""
    if len(series.points) < 2:
        return ""
    first, last = series.points[0], series.points[-1]
    change = words.number(PER_CENT * (last.share - first.share))
    told = words.text(
        mark("From {first} to {last}: {change} percentage points."),
        first=first.wave,
        last=last.wave,
        change=change if change.startswith(("-", "−")) else f"+{change}",
    )
    return f"{told} {words.text(_verdict(first, last))}"


def _verdict(first: Point, last: Point) -> str:
    if first.low is None or first.high is None or last.low is None or last.high is None:
        return mark("A band is unknown, so nobody can say whether that is more than chance.")
    if first.low <= last.high and last.low <= first.high:
        return mark("The bands overlap: it may be chance.")
    if WILSON in (first.known_by, last.known_by):
        return mark(
            "The bands do not overlap. In a plain random sample it would be more than chance; "
            "a weighted panel is less sure than that."
        )
    return mark("The bands do not overlap: it is more than chance.")


def _percent(share: float, words: Language) -> str:
    return words.number(PER_CENT * share)


def _check(rows: Rows, file: str) -> list[Problem]:
    problems = []
    for line, row in enumerate(rows, start=2):
        if WAVE.fullmatch(row["wave"]) is None:
            problems.append(Problem(NOT_A_WAVE, file, line, "wave", row["wave"]))
        low, share, high = (float(row[name]) for name in ("share_low", "share", "share_high"))
        unknown = math.isnan(low), math.isnan(high)
        if unknown != (True, True) and (any(unknown) or not low <= share <= high):
            problems.append(Problem(BAND_WITHOUT, file, line, "share", row["statement"]))
    return problems


BAROMETER = Register(
    name="barometer",
    title=mark("Barometer"),
    about=mark("What people say of their own preparation, wave after wave."),
    table=BAROMETER_TABLE,
    headings={
        "survey": mark("Survey"),
        "statement": mark("What people say"),
        "wave": mark("Wave"),
        "share": mark("Share (%)"),
        "n": mark("People asked"),
        "share_low": mark("Lowest, as published (%)"),
        "share_high": mark("Highest, as published (%)"),
        "source": mark("Source"),
        "note": mark("Remark"),
        "pillar": mark("Pillar of the cabinet's letter (1 to 6)"),
    },
    choices={},
    filters=("survey", "statement"),
    check=_check,
    hints={
        "wave": mark("A year, a quarter or a month: 2024, 2024-Q2 or 2024-11."),
        "pillar": mark("0 for none: then that of the same statement that ships, if there is one."),
        "n": mark("Leave it empty where the source does not say it: the band is then unknown."),
    },
)
