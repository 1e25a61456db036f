"""What a search found: the sets that were looked at again on other draws, and from what it came.

Rules:
1. A set is screened on few draws and short courses, and confirmed on more draws, of other numbers,
   and whole courses: what is told of it comes from the confirmation only.
2. The sets stand in the order of what they were confirmed to bring. That the first is the best of
   some makes its own figure a little too good; the others say how close they are.
3. `behind` says whether the first brings more than another in all but a tenth of the draws, by
   enough to matter, and still when it is reckoned with how many sets were looked at again (see
   `chance`); where not, no winner is named between the two. `stands_out` asks that of a set beside
   how it is now, and as much of one measure or need of a set.
4. What measures need first is told, not held against a set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from weerbaar.common.finding import Band
from weerbaar.measures.variants import Choice, Variant


@dataclass(frozen=True)
class Asked:
    """From what an answer came: the same again gives the same again.

    Sums are in euros over all years; `month` is counted from 1 January of the first year and is
    when the crisis comes. `need` is the need that was gone by, `chosen` whether it was asked. Below
    `least_hours` per person and `least_people` a difference does not count, however sure it is.
    """

    region: str
    region_name: str
    region_hash: str
    scenario: str
    scenario_name_nl: str
    scenario_name_en: str
    seed: int
    version: str
    catalogue_hash: str
    need: str
    chosen: bool
    outcome: str
    first_year: int
    years: int
    month: int
    budget_eur: float | None
    limits: Mapping[str, float]
    required: tuple[str, ...]
    excluded: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    most: int | None
    evaluations: int
    screen_draws: int
    screen_hours: float
    confirm_draws: int
    least_hours: float
    least_people: float


@dataclass(frozen=True)
class Flag:
    """What somebody must know of one measure: a code, and the text in two languages."""

    flag: str
    measure: str
    text_nl: str
    text_en: str


@dataclass(frozen=True)
class NeedSpared:
    """How many hours per person of one survival need are spared against how it is now."""

    need: str
    per_head: Band
    stands_out: bool


@dataclass(frozen=True)
class Part:
    """One measure of a set: its choices, what it costs, and what is lost without it.

    `adds` is None where that was not looked at.
    """

    measure: str
    choices: tuple[Choice, ...]
    eur: Band
    adds: Band | None
    stands_out: bool


@dataclass(frozen=True)
class Confirmed:
    """One set, looked at again on other draws.

    `overrun` is the chance that it costs more than the budget, `overruns` that of each payer with a
    limit. `spared` is the figure that was asked as it is now minus with the set, run by run;
    `less_than_first` how much less than the first set brings. `worst_band` is how far `worst_tenth`
    would differ, from p10 to p90, had other courses been drawn. The group is who is worst off. A
    figure of 1 to 9 people is None.
    """

    parts: tuple[Part, ...]
    eur: Band
    payers: Mapping[str, Band]
    overrun: float | None
    overruns: Mapping[str, float]
    spared: Band | None
    stands_out: bool
    less_than_first: Band | None
    behind: bool
    left: Band | None
    worst_tenth: float | None
    worst_band: Band | None
    group: str
    group_low_income: bool
    group_hours: float
    needs: tuple[NeedSpared, ...]
    flags: tuple[Flag, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All choices, by year and measure."""
        found = [choice for part in self.parts for choice in part.choices]
        return tuple(sorted(found, key=lambda one: (one.year, one.measure)))


@dataclass(frozen=True)
class Now:
    """How it is without measures, on the draws of the confirmation.

    `persons` are those who have the need at all. A figure of 1 to 9 people is None.
    """

    persons: float
    left: Band | None
    worst_tenth: float | None
    group: str
    group_low_income: bool
    group_hours: float


@dataclass(frozen=True)
class Found:
    """The answer of a search, or of a front: then no set comes before another.

    `looked_at` is how many sets were screened; `skipped` are the measures that are computed and
    cannot be chosen in this region.
    """

    asked: Asked
    front: bool
    looked_at: int
    stopped: bool
    now: Now
    sets: tuple[Confirmed, ...]
    skipped: tuple[str, ...]

    def variant(self, name: str, name_nl: str = "", name_en: str = "", place: int = 0) -> Variant:
        """One of the sets as a variant; raises IndexError where there is none at this place."""
        return Variant(
            variant=name,
            name_nl=name_nl or name,
            name_en=name_en or name_nl or name,
            summary_nl="",
            summary_en="",
            first_year=self.asked.first_year,
            years=self.asked.years,
            choices=self.sets[place].choices,
        )


@dataclass(frozen=True)
class Limited:
    """A quantity between two values of its own, in words too; None where it has no such end."""

    name: str
    text_nl: str
    text_en: str
    unit: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class BadCourses:
    """Courses in which a set does badly: limits, the share of them that is bad, and of all bad."""

    side: int
    scenario: str
    limits: tuple[Limited, ...]
    density: float
    coverage: float


@dataclass(frozen=True)
class Wrong:
    """One side in one scenario: hours per person, and how many more than the best side there.

    `more` is the band of that difference run by run, `mean_more` its mean, 0 for the best itself.
    """

    side: int
    scenario: str
    need: str
    per_head: Band
    mean_more: float
    more: Band
    stands_out: bool


@dataclass(frozen=True)
class AtWorst:
    """One variant at its worst over the scenarios, course by course, in hours per person.

    `more` is the band of the highest that it has more than the best of a scenario; `above_least`
    that of how much higher this is than of the variant whose worst is lowest on average, 0 for
    that one itself.
    """

    side: int
    more: Band
    above_least: Band
    stands_out: bool


@dataclass(frozen=True)
class Told:
    """A scenario by its names."""

    scenario: str
    name_nl: str
    name_en: str


@dataclass(frozen=True)
class OfNeed:
    """How wrong variants can turn out by one need.

    `differ` are the scenarios in which they differ for sure and by enough; one variant is held
    against how it is now. `worst` holds each variant. `least` is the side whose worst is lowest,
    None where that does not stand out; how it is now is not in the running.
    """

    need: str
    differ: tuple[str, ...]
    wrong: tuple[Wrong, ...]
    bad: tuple[BadCourses, ...]
    worst: tuple[AtWorst, ...]
    least: int | None


@dataclass(frozen=True)
class Regret:
    """How wrong each of some variants can turn out over scenarios, by each need apart.

    Side 0 is how it is now, side i the i-th variant. `left_out` are scenarios that do not fit this
    region. Of `asked` the scenario is the first, and the need the one that is told of.
    """

    asked: Asked
    variants: tuple[Variant, ...]
    scenarios: tuple[Told, ...]
    left_out: tuple[Told, ...]
    by_need: tuple[OfNeed, ...]
    stopped: bool

    @property
    def shown(self) -> OfNeed:
        """What is told: that of the need that was asked."""
        return next(one for one in self.by_need if one.need == self.asked.need)

    def told_by(self, need: str) -> Regret:
        """The same told by another need; unchanged where that was not looked at."""
        if all(one.need != need for one in self.by_need):
            return self
        return replace(self, asked=replace(self.asked, need=need, chosen=True))
