"""How a search is asked: which outcome, how many sets and draws, and when the crisis comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.composing import catalogue_hash
from weerbaar.measures.costs import CENTS, PAYER_ORDER
from weerbaar.measures.search.found import Asked
from weerbaar.measures.search.options import Frame, options_of, room_of
from weerbaar.measures.search.outcomes import HOURS, OUTCOMES
from weerbaar.measures.search.question import Option, Question, middle_cents
from weerbaar.measures.variants import Variant
from weerbaar.measures.verdicts import Least
from weerbaar.region.bundle import region_hash
from weerbaar.region.region import Region
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.turning import course_h
from weerbaar.twin.twin import Twin

MONTHS = 12
ENDS: Mapping[str, tuple[int, int]] = {
    "evaluations": (1, 2000),
    "screen_draws": (2, 200),
    "confirm_draws": (10, 2000),
    "confirm_sets": (1, 20),
    "years": (1, 30),
    "month": (0, 600),
    "positions": (1, 10),
    "first_year": (2020, 2100),
    "seed": (0, 2**31 - 1),
}
MOST_HOURS = 2000.0

NUMBER_OUTSIDE = ProblemKind(
    "number-of-search-outside",
    mark("{column} is {value}; it must be a whole number from {low} to {high}."),
    mark("Give a number between these."),
)
HOURS_OUTSIDE = ProblemKind(
    "hours-of-search-outside",
    mark("{column} is {value}; a short course lasts from 1 to {high} hours."),
    mark("Leave it out: then it lasts until a day after the last disruption."),
)
AFTER_ALL_YEARS = ProblemKind(
    "crisis-after-all-years",
    mark("The crisis comes after {value} months, and the measures are paid for {high} months."),
    mark("Let it come within these {high} months, or take more years."),
)
UNEQUAL_YEARS = ProblemKind(
    "variants-of-unequal-years",
    mark("The variants are not about the same years: {value}."),
    mark("Give them the same first year and as many years; else one is paid for longer."),
)
NO_SUCH_NEED = ProblemKind(
    "no-need-to-search-by",
    mark("There is no need “{value}”."),
    mark("Choose one of: {known}."),
)
NO_SUCH_OUTCOME = ProblemKind(
    "no-outcome-to-search-by",
    mark("There is no outcome “{value}”."),
    mark("Choose one of: {known}."),
)


@dataclass(frozen=True)
class Plan:
    """How a search goes.

    `need` is "" for the survival need that is lacked most as it is now. `month` is counted from 1
    January of the first year and is when the crisis comes; None is at the end of the last year.
    `screen_hours` is how long a short course lasts; 0 until a day after the last disruption.
    """

    need: str = ""
    outcome: str = HOURS
    first_year: int = 2027
    years: int = 4
    month: int | None = None
    positions: int = 3
    evaluations: int = 150
    screen_draws: int = 8
    screen_hours: float = 0.0
    confirm_draws: int = 40
    confirm_sets: int = 4
    seed: int = 1

    @property
    def at_month(self) -> int:
        """When the crisis comes, in months after 1 January of the first year."""
        return MONTHS * self.years if self.month is None else self.month

    @property
    def frame(self) -> Frame:
        """The years of all sets, and the positions."""
        return Frame(self.first_year, self.years, self.positions)


def plan_problems(plan: Plan) -> list[Problem]:
    """What is wrong with how a search is asked, each by the name of its option."""
    problems = []
    for name, (low, high) in ENDS.items():
        value = getattr(plan, name)
        if value is not None and not low <= value <= high:
            ends = {"low": low, "high": high}
            problems.append(Problem(NUMBER_OUTSIDE, column=_option(name), value=value, params=ends))
    if plan.screen_hours != 0 and not 1 <= plan.screen_hours <= MOST_HOURS:
        params = {"high": round(MOST_HOURS)}
        problems.append(
            Problem(HOURS_OUTSIDE, "", None, "--screen-hours", plan.screen_hours, params)
        )
    if plan.need and plan.need not in NEED_ORDER:
        known = {"known": ", ".join(NEED_ORDER)}
        problems.append(Problem(NO_SUCH_NEED, column="--need", value=plan.need, params=known))
    if plan.outcome not in OUTCOMES:
        known = {"known": ", ".join(OUTCOMES)}
        problems.append(
            Problem(NO_SUCH_OUTCOME, column="--outcome", value=plan.outcome, params=known)
        )
    return problems


def month_problems(plan: Plan) -> list[Problem]:
    """What is wrong where the crisis comes once nothing is paid for any more."""
    high = MONTHS * plan.years
    if plan.at_month <= high:
        return []
    params = {"high": high}
    return [Problem(AFTER_ALL_YEARS, column=_option("month"), value=plan.month, params=params)]


def plan_over(plan: Plan, variants: Sequence[Variant]) -> Plan:
    """The same plan over the years of variants, which all have the same.

    Raises Refused where they do not, or the crisis comes after them.
    """
    spans = {(one.first_year, one.last_year) for one in variants}
    if len(spans) > 1:
        told = ", ".join(f"{first}–{last}" for first, last in sorted(spans))
        raise Refused([Problem(UNEQUAL_YEARS, column="variants", value=told)])
    over = replace(plan, first_year=variants[0].first_year, years=variants[0].years)
    refuse_if(month_problems(over))
    return over


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def make_question(
    catalogue: Mapping[str, Measure],
    region: Region,
    plan: Plan,
    *,
    budget_eur: float | None = None,
    limits: Mapping[str, float] | None = None,
    required: Iterable[str] = (),
    excluded: Iterable[str] = (),
    apart: Iterable[tuple[str, str]] = (),
    most: int | None = None,
    required_variant: Variant | None = None,
    start: Variant | None = None,
) -> Question:
    """The question over the measures of a catalogue in a region; nothing is checked here.

    The measures of `required_variant` are required as they stand in it, those of `start` are
    options as they stand in it. Own figures are in the catalogue already.
    """
    held = {choice.measure for choice in required_variant.choices} if required_variant else set()
    sums = dict(limits or {})

    def fits(option: Option) -> bool:
        """Whether an option alone keeps to the budget and the limits."""
        if budget_eur is not None and middle_cents([option]) > CENTS * budget_eur:
            return False
        known = ((PAYER_ORDER.index(p), eur) for p, eur in sums.items() if p in PAYER_ORDER)
        return all(middle_cents([option], payer) <= CENTS * eur for payer, eur in known)

    options = options_of(catalogue, region, plan.frame, required_variant, start, fits)
    there = {option.measure for option in options}
    return Question(
        options=options,
        budget_eur=budget_eur,
        limits=sums,
        # A choice of a variant that takes nothing is no option, and asks for nothing.
        required=frozenset(required) | (held & there),
        excluded=frozenset(excluded),
        apart=tuple(apart),
        most=most,
        room=room_of(catalogue, region),
    )


def asked_of(
    twin: Twin,
    catalogue: Mapping[str, Measure],
    question: Question | None,
    plan: Plan,
    need: str,
    least: Least,
) -> Asked:
    """From what an answer came; without a question where variants were given.

    `least` is the smallest difference that counted in it.
    """
    region, scenario = twin.network.region, twin.scenario
    asked = question or Question(())
    return Asked(
        region=region.region,
        region_name=region.name,
        region_hash=region_hash(region),
        scenario=scenario.scenario,
        scenario_name_nl=scenario.name_nl,
        scenario_name_en=scenario.name_en,
        seed=twin.seed,
        version=version("weerbaar"),
        catalogue_hash=catalogue_hash(catalogue),
        need=need,
        chosen=bool(plan.need),
        outcome=plan.outcome,
        first_year=plan.first_year,
        years=plan.years,
        month=plan.at_month,
        budget_eur=asked.budget_eur,
        limits=dict(asked.limits),
        required=tuple(sorted(asked.required)),
        excluded=tuple(sorted(asked.excluded)),
        apart=asked.apart,
        most=asked.most,
        evaluations=plan.evaluations,
        screen_draws=plan.screen_draws,
        screen_hours=plan.screen_hours or course_h(scenario),
        confirm_draws=plan.confirm_draws,
        least_hours=least.hours,
        least_people=least.people,
    )
