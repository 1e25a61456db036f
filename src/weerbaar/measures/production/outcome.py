"""What a course of production says: by civil product, need and sector, for Defence, and by firm.

Rules:
1. A product comes up short in the first week in which more than SEEN of its use is not delivered.
2. How short it is over all weeks is the mean of the shares; in weeks of its use that is a total.
3. A sector is the mean of its firms: by staff where all its firms tell it, else each alike.
4. What a firm's switch costs the civil side: the weeks of use of all civil products together that
   people miss where that firm alone switches all it can, for each hundredth of the order that it
   makes so. Firms that make the same for Defence are compared, on the same draws.
5. Where products are added up each counts alike: a week of use of one as much as a week of use of
   another. That is a choice, and said wherever such a sum stands.
6. A product is called the first, or the shortest, only where it is so for sure; else all that may
   be it are named (`lowest`). What never comes short counts as a week after the last.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.production.case import Case
from weerbaar.measures.production.course import Course, Drawn, run_plan
from weerbaar.measures.production.lowest import lowest_of
from weerbaar.measures.production.planning import RULES, final_use, ordered_in, switchable

Floats = NDArray[np.float64]

SEEN = 0.001
NEAR = 1e-9
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class ProductOutcome:
    """A civil product: the first week short (infinite where it never is), the mean share and the
    share in the worst week that is short, units that people miss, and the share of the courses in
    which it comes up short. `for_people` says whether others than the firms use it."""

    product: str
    unit: str
    need: str
    sectors: tuple[str, ...]
    for_people: bool
    first_week: Band
    share: Band
    worst: Band
    missed: Band
    in_courses: float
    noticed: tuple[str, ...]


@dataclass(frozen=True)
class NeedOutcome:
    """A need: its products, those short in half of the courses or more, and of these those that
    may come short first and those that may be shortest: one where it is sure (rule 6)."""

    need: str
    products: tuple[str, ...]
    short: tuple[str, ...]
    first: tuple[str, ...]
    shortest: tuple[str, ...]


@dataclass(frozen=True)
class SectorOutcome:
    """A sector: shares of its output that go to Defence and that are not made for want of inputs,
    over all weeks; people by that share, None where not all its firms tell their staff."""

    sector: str
    firms: int
    switched: Band
    idle: Band
    staff_switched: Band | None
    staff_idle: Band | None


@dataclass(frozen=True)
class DefenceOutcome:
    """A product for Defence over all weeks, in units; the first week in which all of the order is
    made, infinite where there is none."""

    makes: str
    unit: str
    ordered: float
    made: Band
    unmet: Band
    met_from: Band


@dataclass(frozen=True)
class FirmCost:
    """A firm that could switch alone: what it would make, and what that costs (rule 4)."""

    firm: str
    makes: str
    share_of_order: Band
    cost: Band


def band_of(values: Floats) -> Band:
    """The band over courses, of values that may be infinite."""
    low, middle, high = (float(np.quantile(values, at, method="inverted_cdf")) for at in QUANTILES)
    return Band(low, middle, high)


def missed_weeks(course: Course) -> Floats:
    """Weeks of use of all civil products that people miss, each alike (rule 5), by course."""
    people = final_use(course.case) > NEAR
    total: Floats = course.short[:, people].sum(axis=(0, 1))
    return total


def product_outcomes(course: Course) -> list[ProductOutcome]:
    """Each civil product, in the order of the firms (rules 1 and 2)."""
    final, found = final_use(course.case), []
    for i, product in enumerate(course.case.products):
        short, firm = course.short[:, i], course.case.maker_of(product)
        makers = [one for one in course.case.firms if one.product == product]
        found.append(
            ProductOutcome(
                product=product,
                unit=firm.unit,
                need=firm.need,
                sectors=tuple(dict.fromkeys(one.sector for one in makers)),
                for_people=bool(final[i] > NEAR),
                first_week=band_of(_first(short > SEEN)),
                share=band_of(short.mean(axis=0)),
                worst=band_of(short.max(axis=0)),
                missed=band_of(short.sum(axis=0) * final[i]),
                in_courses=float((short > SEEN).any(axis=0).mean()),
                noticed=tuple(dict.fromkeys(one.first for one in makers if one.first)),
            )
        )
    return found


def need_outcomes(course: Course, products: Sequence[ProductOutcome]) -> list[NeedOutcome]:
    """The needs by what of their products people miss; only products that people use count."""
    found = []
    for need in dict.fromkeys(one.need for one in products):
        own = [one for one in products if one.need == need and one.for_people]
        short = [one for one in own if one.in_courses >= 0.5]
        names = [one.product for one in short]
        by_course = course.short[:, [course.case.products.index(name) for name in names]]
        weeks = np.minimum(_first(by_course > SEEN), course.weeks + 1.0)
        found.append(
            NeedOutcome(
                need=need,
                products=tuple(one.product for one in own),
                short=tuple(names),
                first=tuple(names[i] for i in lowest_of(weeks)),
                shortest=tuple(names[i] for i in lowest_of(-by_course.mean(axis=0))),
            )
        )
    return found


def sector_outcomes(course: Course) -> list[SectorOutcome]:
    """Each sector, in the order of the firms (rule 3)."""
    firms, found = course.case.firms, []
    # What stands still makes neither: of a firm without inputs nothing counts as switched.
    idle = course.idle.mean(axis=0)
    switched = (course.switched * (1.0 - course.idle)).mean(axis=0)
    for sector in dict.fromkeys(one.sector for one in firms):
        own = [i for i, one in enumerate(firms) if one.sector == sector]
        told = [firms[i].staff for i in own]
        staff = [one for one in told if one is not None]
        known = len(staff) == len(own) and sum(staff) > 0
        weights = np.array(staff if known else np.ones(len(own)))[:, np.newaxis]
        to_defence, still = (weights * part[own] for part in (switched, idle))
        total = float(weights.sum())
        found.append(
            SectorOutcome(
                sector=sector,
                firms=len(own),
                switched=band_of(to_defence.sum(axis=0) / total),
                idle=band_of(still.sum(axis=0) / total),
                staff_switched=band_of(to_defence.sum(axis=0)) if known else None,
                staff_idle=band_of(still.sum(axis=0)) if known else None,
            )
        )
    return found


def defence_outcomes(course: Course) -> list[DefenceOutcome]:
    """Each product that Defence orders, in the order of the orders."""
    case, found = course.case, []
    for i, name in enumerate(case.makes):
        makers = [f for f, one in enumerate(case.firms) if one.makes == name]
        made, ordered = course.defence[:, makers].sum(axis=1), course.ordered[:, i]
        met = (made >= ordered[:, np.newaxis] * (1.0 - NEAR)) & (ordered > 0)[:, np.newaxis]
        unmet = np.maximum(ordered[:, np.newaxis] - made, 0.0).sum(axis=0)
        found.append(
            DefenceOutcome(
                makes=name,
                unit=case.firms[makers[0]].made_unit,
                ordered=float(ordered.sum()),
                made=band_of(made.sum(axis=0)),
                unmet=band_of(unmet),
                met_from=band_of(_first(met)),
            )
        )
    return found


def made_share(course: Course, name: str) -> list[Band]:
    """The share of what Defence orders of a product that is made, in each week; 1 without order."""
    makers = [f for f, one in enumerate(course.case.firms) if one.makes == name]
    made = course.defence[:, makers].sum(axis=1)
    ordered = course.ordered[:, course.case.makes.index(name)][:, np.newaxis]
    ordered = np.broadcast_to(ordered, made.shape)
    share = np.divide(made, ordered, out=np.ones_like(made), where=ordered > 0)
    return [band_of(row) for row in share]


def work_of(case: Case, weeks: int) -> int:
    """How much there is to compute: rows of the tables × weeks × courses of plans (rule 4)."""
    alone = sum(one.makes in case.makes and one.output * one.share > 0 for one in case.firms)
    rows = len(case.firms) + len(case.products) + len(case.inputs)
    return rows * weeks * (alone + len(RULES))


def firm_costs(case: Case, weeks: int, drawn: Drawn) -> list[FirmCost]:
    """What each firm that can switch to something ordered costs by itself (rule 4)."""
    asked = [ordered_in(case, week) for week in range(weeks)]
    able, found = switchable(case), []
    for i, one in enumerate(case.firms):
        ordered = math.fsum(week.get(one.makes, 0.0) for week in asked)
        if not ordered or not able[i]:
            continue
        plan = np.zeros((weeks, len(case.firms)))
        plan[:, i] = [able[i] if week.get(one.makes, 0.0) > 0 else 0.0 for week in asked]
        course = run_plan(case, plan, drawn)
        share = course.defence[:, i].sum(axis=0) / ordered
        missed = missed_weeks(course)
        cost = np.divide(missed, 100 * share, out=np.zeros_like(missed), where=share > NEAR)
        found.append(FirmCost(one.firm, one.makes, band_of(share), band_of(cost)))
    return found


def _first(hit: NDArray[np.bool_]) -> Floats:
    """The first week, from 1, in which it holds in each course; infinite where it never does."""
    return np.where(hit.any(axis=0), hit.argmax(axis=0) + 1.0, np.inf)
