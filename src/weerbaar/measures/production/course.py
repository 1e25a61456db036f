"""What becomes of civil supply while firms make for Defence, week by week, in many courses.

Rules, in the order of a week:
1. A product is delivered from what lay in stock at the start of the week, what was made in the week
   before, and what its buyers always had from elsewhere. Everybody who uses it wants as much as in
   a normal week; where there is less, all get the same part of it, firms and others alike.
2. A firm makes the least part that any of its inputs comes in (a share of its output); so a
   shortage goes one step on to buyers each week. What it makes for Defence takes the same inputs as
   the civil product that it gives up for it.
3. A firm gives up what the plan says, but no more than it has switched by then: its share grows
   evenly from nothing to the whole in the weeks that switching takes, as long as Defence orders
   it, and falls back as fast in weeks in which it does not. No firm makes more for Defence than is
   ordered: where figures are better than the middle, all switch a part less.
4. What of its output a firm does not give up it makes for civil use. Conserved for each product:
   stock and last week's make at the start + made + from elsewhere = delivered + stock and last
   week's make at the end.
5. Weeks to switch, what is made for Defence and stock are drawn once for each firm in a course, by
   its name: what differs between two plans, or two orders, is not the luck of the draw.

Left out: prices, what buyers find elsewhere when they must, stocks of inputs with buyers, overtime,
losses while a line is changed, and stocks that are made up again. By size a larger order never
makes any product less short; by least shortage that holds for the sum of rule 3 of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weerbaar.measures.production.case import Case, Firm
from weerbaar.measures.production.planning import (
    final_use,
    ordered_in,
    planned,
    switchable,
    uses_of,
)
from weerbaar.twin.draws import key_of, quantile, uniform_over
from weerbaar.twin.reading import Figure

Floats = NDArray[np.float64]

DRAWS, MOST_DRAWS = 200, 500
WEEKS, MOST_WEEKS = 52, 104


@dataclass(frozen=True)
class Course:
    """What happens in each week and course.

    By product, shape (weeks, products, draws): `short` (share of its use that is not delivered),
    `delivered`, `made` for civil use and `left` in stock, in units. By firm, shape (weeks, firms,
    draws): `switched`, `idle` (shares of its output that go to Defence, and that are not made for
    want of inputs) and `defence` (units for Defence). `ordered`, shape (weeks, ordered products).
    """

    case: Case
    plan: Floats
    stock: Floats
    elsewhere: Floats
    short: Floats
    delivered: Floats
    made: Floats
    left: Floats
    switched: Floats
    idle: Floats
    defence: Floats
    ordered: Floats

    @property
    def weeks(self) -> int:
        """How many weeks it runs."""
        return len(self.short)

    @property
    def lacking(self) -> Floats:
        """Units that people and others outside the list miss, shape (weeks, products, draws)."""
        missed: Floats = self.short * final_use(self.case)[:, np.newaxis]
        return missed


@dataclass(frozen=True)
class Drawn:
    """The uncertain figures of each firm, shape (firms, draws)."""

    weeks: Floats
    made: Floats
    stock: Floats


def run_case(case: Case, weeks: int, rule: str, draws: int = DRAWS, seed: int = 1) -> Course:
    """The courses of a case over so many weeks, with a plan by one of RULES."""
    return run_plan(case, planned(case, weeks, rule), drawn_for(case, draws, seed))


def drawn_for(case: Case, draws: int, seed: int) -> Drawn:
    """The figures of each firm in each course (rule 5)."""
    return Drawn(
        weeks=np.array([_draw(one, one.weeks, "weeks", draws, seed) for one in case.firms]),
        made=np.array([_draw(one, one.made, "made", draws, seed) for one in case.firms]),
        stock=np.array([_draw(one, one.stock, "stock", draws, seed) for one in case.firms]),
    )


def _draw(firm: Firm, figure: Figure, name: str, draws: int, seed: int) -> Floats:
    if figure.fixed:
        return np.full(draws, figure.p50)
    q = uniform_over(seed, np.arange(draws), key_of(firm.firm), key_of(f"production {name}"))
    low, middle, high = (np.array([end]) for end in (figure.p10, figure.p50, figure.p90))
    return quantile(low, middle, high, q)


def run_plan(case: Case, plan: Floats, drawn: Drawn) -> Course:
    """The courses of a plan, shape (weeks, firms) of civil units that each gives up."""
    weeks, draws = len(plan), drawn.weeks.shape[1]
    shape = _shape(case, weeks)
    output, uses = shape.output, shape.uses
    usual = shape.pooled(output)
    elsewhere, stock = uses - usual, shape.pooled(output * drawn.stock)
    short, delivered, made, left = (np.zeros((weeks, len(uses), draws)) for _ in range(4))
    switched, idle, defence = (np.zeros((weeks, len(output), draws)) for _ in range(3))
    held, fresh = stock, np.broadcast_to(usual, stock.shape)
    ready = np.zeros_like(drawn.weeks)
    for week in range(weeks):
        there = held + fresh + elsewhere
        delivered[week] = np.minimum(there, uses)
        left[week] = held = there - delivered[week]
        got = np.divide(delivered[week], uses, out=np.ones_like(held), where=uses > 0)
        short[week] = 1.0 - got
        runs = np.ones_like(drawn.weeks)
        if len(shape.buyers):
            least = np.minimum.reduceat(got[shape.bought], shape.starts, axis=0)
            runs[shape.buyers] = np.minimum(least, 1.0)
        step = np.where(shape.asked[week][:, np.newaxis], 1.0, -1.0) / np.maximum(drawn.weeks, 1.0)
        ready = np.clip(ready + step, 0.0, 1.0)
        given = _given_up(shape, plan[week], drawn, ready, week)
        made[week] = fresh = shape.pooled((output - given) * runs)
        switched[week] = np.divide(given, output, out=np.zeros_like(given), where=output > 0)
        idle[week], defence[week] = 1.0 - runs, given * drawn.made * runs
    flat = stock, np.broadcast_to(elsewhere, stock.shape)
    parts = short, delivered, made, left, switched, idle, defence
    return Course(case, plan, *flat, *parts, shape.ordered)


@dataclass(frozen=True)
class _Shape:
    """What of a case stays the same: the firms one product after the other and where in that each
    product starts, output and use (…, 1), who can give up how much (firms, 1), buyers, what they
    buy one after the other and where in that each buyer starts, orders by week, who makes what is
    ordered, and in which weeks that of each firm is (weeks, firms)."""

    by_product: NDArray[np.int64]
    firsts: NDArray[np.int64]
    output: Floats
    uses: Floats
    able: Floats
    buyers: NDArray[np.int64]
    bought: NDArray[np.int64]
    starts: NDArray[np.int64]
    ordered: Floats
    makers: NDArray[np.bool_]
    asked: NDArray[np.bool_]

    def pooled(self, values: Floats) -> Floats:
        """The sum over the firms of each product, of values by firm, shape (firms, draws)."""
        total: Floats = np.add.reduceat(values[self.by_product], self.firsts, axis=0)
        return total


def _shape(case: Case, weeks: int) -> _Shape:
    firms, products = case.firms, case.products
    place = {one.firm: i for i, one in enumerate(firms)}
    edges = sorted(
        (place[firm], products.index(name)) for (firm, name), n in case.inputs.items() if n
    )
    buyers, starts = np.unique([buyer for buyer, _ in edges], return_index=True)
    makes = np.array([products.index(one.product) for one in firms])
    ordered = np.array([list(ordered_in(case, week).values()) for week in range(weeks)])
    ordered = ordered.reshape(weeks, len(case.makes))
    makers = np.array([[one.makes == name for one in firms] for name in case.makes], dtype=bool)
    asked = (ordered > 0.0).astype(int) @ makers.reshape(len(case.makes), len(firms)) > 0
    return _Shape(
        by_product=np.argsort(makes, kind="stable"),
        firsts=np.unique(np.sort(makes), return_index=True)[1],
        output=np.array([one.output for one in firms])[:, np.newaxis],
        uses=uses_of(case)[:, np.newaxis],
        able=switchable(case)[:, np.newaxis],
        buyers=buyers.astype(np.int64),
        bought=np.array([bought for _, bought in edges], dtype=np.int64),
        starts=starts,
        ordered=ordered,
        makers=makers,
        asked=asked,
    )


def _given_up(shape: _Shape, plan: Floats, drawn: Drawn, ready: Floats, week: int) -> Floats:
    """Civil units that each firm gives up in a week (rule 3), shape (firms, draws)."""
    given: Floats = np.minimum(plan[:, np.newaxis], shape.able * ready)
    for ordered, makers in zip(shape.ordered[week], shape.makers, strict=True):
        would = (given * drawn.made)[makers].sum(axis=0)
        given[makers] *= np.divide(ordered, would, out=np.ones_like(would), where=would > ordered)
    return given
