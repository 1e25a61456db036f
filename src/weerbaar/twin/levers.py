"""Levers: what measures change in the runs of a twin.

Rules:
1. A lever has stages: the value of a knob, and how many months ago that was decided. It works once
   its lead time has passed, drawn in each run once for its measure. The latest stage that had its
   time holds; what was decided since to be less is less at once.
2. How much each unit of the knob brings is drawn once for each lever, and so is its half-life: of
   a unit 0.5 ** (months that it works / half-life) is left. Uptake is drawn once for a measure, at
   one quantile for all groups.
   A stage adds what it stands above the most that stood since it was last at 0: only that is new,
   the rest goes on fading. Who lowers the knob keeps the oldest. A stage that does it `again` makes
   all of it new. So what is new is what is paid for, see `measures/budget.py`.
3. Reach = value x amount x uptake x what is left, at most 1. Uptake is that of whom it concerns:
   people with a low income, people of 65 and over, others; who is both has the lower of the two.
   Where the twin tells no groups apart it is their mean by people: of each area for what it has by
   area (`BY_AREA`), else of the region.
4. `raise`: of whom or what lacks it yet, the reach gets it: v becomes 1 - (1 - v)(1 - reach). With
   several levers those who are left out are multiplied, so that nobody counts twice.
5. `scale`: v x (1 - (1 - amount) x value x uptake x left) for each lever, never below 0.
6. `set`: at least amount x value x left. Of several the highest holds.
   `spread`: what some have is shared with others: v / (1 - amount x value x left), at most 1. Where
   what is shared is made smaller by as much (`scale`), nothing is made of nothing.
7. `resource`: amount x value x left more. Several add up.
8. `stock`: that reach of people holds at least `at_least`. A stratum of households becomes the mean
   of its part of the mixture, so that a small reach counts too.
9. `equip`: the first amount x value of `sites` last at least `hours` without an input, unless their
   back-up fails to start: then they last as long as before. Without `fail_start` it fails where the
   back-up that the site had does. All three are drawn once for a measure, at one quantile for all
   that it equips: it buys one kind of back-up. `agree`: all `sites` last amount x value x left
   hours, likewise. Of several the longest holds. A generator that was added burns `fuel_l_h`, and
   fuel trucks fill its tank; at 0 none do.
10. `open`: the first amount x value of `sites` are there; in runs in which they are not open yet
    nobody goes there.
11. All is drawn by key of the measure and the lever: two variants compare run by run.

A value is what was drawn, or fixed, without levers; levers come last.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from weerbaar.twin.draws import key_of, quantile, uniform
from weerbaar.twin.reading import Figure, fixed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OPEN, EQUIP, AGREE, SET, RAISE, SCALE, SPREAD, RESOURCE, STOCK = WHATS = (
    "open",
    "equip",
    "agree",
    "set",
    "raise",
    "scale",
    "spread",
    "resource",
    "stock",
)
ON_PARAMETERS = (SET, RAISE, SCALE, SPREAD)
LEVER = key_of("lever")
NONE = fixed(0.0)
MOST_SPREAD = 0.05
"""What somebody who shares keeps at least."""
LOW_INCOME, OTHER = "prepared_low_income", "prepared_other"
OF_65_PLUS = ":65_plus"
"""Behind the name of a parameter: its value for people of 65 and over, where that differs."""
OLDER: Mapping[str, str] = {name: name + OF_65_PLUS for name in (LOW_INCOME, OTHER)}

BY_AREA = ("battery_low_rise", "battery_high_rise", "radio_other", "radio_prepared")
"""Parameters of which each area may have its own value."""
BEFORE = ":before"
"""Behind the name of such a parameter: its value without what groups take up differently."""


class Taken(NamedTuple):
    """The share of what is offered that each group takes up."""

    low_income: Figure
    other: Figure
    older: Figure


class Mix(NamedTuple):
    """Shares of the people of a region: with a low income, and of 65 and over; spread evenly."""

    low_income: float
    older: float


class Stage(NamedTuple):
    """The value of a knob, how many months ago that was decided, and whether all is done again."""

    value: float
    months: float
    again: bool = False


@dataclass(frozen=True)
class Lever:
    """One change that a measure makes; `stages` from the first decided to the last.

    `sites` are those that it may act on, in the order in which they are taken.
    """

    name: str
    measure: str
    what: str
    of: str
    amount: Figure
    stages: tuple[Stage, ...]
    lead_months: Figure
    input: str = ""
    hours: Figure = NONE
    fuel_l_h: Figure = NONE
    fail_start: Figure | None = None
    at_least: float = 0.0
    half_life_months: Figure | None = None
    uptake: Taken | None = None
    sites: tuple[str, ...] = ()

    def facts(self) -> dict[str, Any]:
        """What tells this lever from another, as plain values: for the identity of an ensemble."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain


class Working(NamedTuple):
    """A lever in one run: its `amount`, value x what is left, and what each group takes up."""

    amount: float
    times: float
    low_income: float = 1.0
    other: float = 1.0
    older: float = 1.0

    @property
    def brings(self) -> float:
        """Amount x value x what is left."""
        return self.amount * self.times

    def count(self, most: int) -> int:
        """How many whole sites it takes, of at most so many."""
        return min(most, math.floor(self.brings + 0.5))

    def mean(self, mix: Mix) -> float:
        """The share that is taken up of all people."""
        young = mix.low_income * self.low_income + (1.0 - mix.low_income) * self.other
        old = mix.low_income * self.older_low + (1.0 - mix.low_income) * self.older
        return (1.0 - mix.older) * young + mix.older * old

    @property
    def older_low(self) -> float:
        """What people of 65 and over with a low income take up (rule 3)."""
        return min(self.low_income, self.older)


def draw_lever(lever: Lever, seed: int, run: int) -> Working:
    """The lever in one run, by key (rules 1 and 2)."""
    lead = _draw(lever.lead_months, f"{lever.measure}|lead", seed, run)
    value = _stands(lever.stages, lead)
    amount = _draw(lever.amount, f"{lever.name}|amount", seed, run)
    if value <= 0.0:
        return Working(amount, 0.0)
    times = value
    if lever.half_life_months is not None:
        half = _draw(lever.half_life_months, f"{lever.name}|half-life", seed, run)
        times = _left(lever.stages, lead, value, half)
    if lever.uptake is None:
        return Working(amount, times)
    key = f"{lever.measure}|uptake"
    taken = (min(1.0, _draw(figure, key, seed, run)) for figure in lever.uptake)
    return Working(amount, times, *taken)


def may_work(lever: Lever) -> bool:
    """Whether it works in any run at all."""
    lead = lever.lead_months
    soonest = max(0.0, lead.p10 - 0.25 * (lead.p50 - lead.p10))
    return _stands(lever.stages, soonest) > 0.0


def most_of(lever: Lever) -> int:
    """The number of sites that it takes in any run at most."""
    amount, least, most = lever.amount, math.inf, 0.0
    for stage in reversed(lever.stages):
        least = min(least, stage.value)
        most = max(most, least)
    return math.floor(most * (amount.p90 + 0.25 * (amount.p90 - amount.p50)) + 0.5)


def _stands(stages: Sequence[Stage], lead: float) -> float:
    """The value that holds (rule 1)."""
    least = math.inf
    for stage in reversed(stages):
        least = min(least, stage.value)
        if stage.months >= lead:
            return least
    return 0.0


def _left(stages: Sequence[Stage], lead: float, value: float, half: float) -> float:
    """What is left of this value, of which each unit fades from when it was new (rule 2)."""
    added: list[tuple[float, float]] = []
    most = 0.0
    for stage in stages:
        if stage.months < lead:
            break
        if stage.again or stage.value <= 0.0:
            added, most = [], 0.0
        if stage.value > most:
            added.append((stage.value - most, stage.months - lead))
            most = stage.value
    left, room = 0.0, value
    for units, works in added:
        left += min(units, room) * 0.5 ** (works / max(half, 1e-9))
        room = max(0.0, room - units)
    return left


def _draw(figure: Figure, key: str, seed: int, run: int) -> float:
    if figure.fixed:
        return figure.p50
    q = uniform(seed, run, np.array([LEVER]), key_of(key))
    p10, p50, p90 = (np.array([p]) for p in (figure.p10, figure.p50, figure.p90))
    return float(quantile(p10, p50, p90, q)[0])


def change_parameters(
    levers: Sequence[Lever], seed: int, run: int, values: Mapping[str, float], mix: Mix
) -> dict[str, float]:
    """The parameters of one run after what raises, scales or sets them.

    Where people of 65 and over take up otherwise, the names of `OLDER` are there too.
    """
    found = dict(values)
    for lever in levers:
        if lever.what not in ON_PARAMETERS:
            continue
        working = draw_lever(lever, seed, run)
        if working.times <= 0.0:
            continue
        if lever.of in BY_AREA and lever.uptake is not None:
            found.setdefault(lever.of + BEFORE, values[lever.of])
        for name, taken in _takers(lever, working, mix, found):
            was = found.get(name, found[lever.of])
            found[name] = _changed(lever.what, was, working, taken)
    return found


def by_area(
    levers: Sequence[Lever], seed: int, run: int, name: str, before: float, mixes: Sequence[Mix]
) -> Floats:
    """A parameter in one run in each area (A), after what those who live there take up."""
    found = np.full(len(mixes), before)
    for lever in levers:
        if lever.of != name or lever.what not in ON_PARAMETERS:
            continue
        working = draw_lever(lever, seed, run)
        if working.times > 0.0:
            pairs = zip(found.tolist(), mixes, strict=True)
            after = [_changed(lever.what, was, working, working.mean(mix)) for was, mix in pairs]
            found = np.array(after)
    return found


def _takers(
    lever: Lever, working: Working, mix: Mix, found: Mapping[str, float]
) -> list[tuple[str, float]]:
    """The values that a lever changes, the older first, and the share that takes it up."""
    older = OLDER.get(lever.of)
    if lever.uptake is None or older is None:
        taken = working.mean(mix)
        both = [(older, taken)] if older is not None and older in found else []
        return [*both, (lever.of, taken)]
    if lever.of == LOW_INCOME:
        return [(older, working.older_low), (lever.of, working.low_income)]
    return [(older, working.older), (lever.of, working.other)]


def _changed(what: str, value: float, working: Working, taken: float) -> float:
    """A parameter after one lever (rules 4 to 6)."""
    if what == RAISE:
        reach = min(1.0, working.brings * taken)
        return max(value, 1.0 - (1.0 - value) * (1.0 - reach))
    if what == SCALE:
        return value * max(0.0, 1.0 - (1.0 - working.amount) * working.times * taken)
    if what == SPREAD:
        return min(1.0, value / max(1.0 - working.brings * taken, MOST_SPREAD))
    return max(value, working.brings)


def added_resource(levers: Sequence[Lever], seed: int, run: int, resource: str) -> float:
    """How much of a resource levers bring in one run (rule 7)."""
    return math.fsum(
        draw_lever(lever, seed, run).brings
        for lever in levers
        if lever.what == RESOURCE and lever.of == resource
    )


def raise_stocks(
    levers: Sequence[Lever], seed: int, run: int, stocks: Mapping[str, Floats], mix: Mix
) -> dict[str, Floats]:
    """The stocks of one run by stratum, each (kits, K), after what people hold more (rule 8)."""
    found = dict(stocks)
    for lever in sorted((one for one in levers if one.what == STOCK), key=lambda one: one.at_least):
        working = draw_lever(lever, seed, run)
        reach = min(1.0, working.brings * working.mean(mix))
        if reach > 0.0:
            rows = [lift(row, lever.at_least, reach) for row in found[lever.of]]
            found[lever.of] = np.array(rows)
    return found


def lift(stock: Floats, least: float, reach: float) -> Floats:
    """Strata (K), from little to much, of which this share holds at least so much (rule 8)."""
    strata = len(stock)
    values = np.concatenate([stock, np.maximum(stock, least)])
    weights = np.repeat([(1.0 - reach) / strata, reach / strata], strata)
    order = np.argsort(values, kind="stable")
    upto = np.concatenate([[0.0], np.cumsum(weights[order])])
    summed = np.concatenate([[0.0], np.cumsum((weights * values)[order])])
    ends = np.interp(np.arange(strata + 1) / strata, upto, summed)
    return np.asarray(np.maximum(stock, np.diff(ends) * strata))


class BackUp(NamedTuple):
    """The back-up that a lever buys, as one run draws it.

    It lasts `hours` and burns `litres_h`; `fails` is its chance not to start, None for that of the
    back-up that the site had.
    """

    hours: float
    litres_h: float
    fails: float | None


def draw_backup(lever: Lever, seed: int, run: int) -> BackUp:
    """The back-up that a lever buys, by key of its measure (rule 9)."""
    hours = _draw(lever.hours, f"{lever.measure}|hours", seed, run)
    litres_h = _draw(lever.fuel_l_h, f"{lever.measure}|fuel", seed, run)
    if lever.fail_start is None:
        return BackUp(hours, litres_h, None)
    fails = _draw(lever.fail_start, f"{lever.measure}|fails", seed, run)
    return BackUp(hours, litres_h, min(1.0, fails))


class Added(NamedTuple):
    """Back-ups that levers add to inputs (m): the `hours` that they last, and what they burn."""

    hours: Floats
    litres_h: Floats


def add_backups(
    levers: Sequence[Lever],
    places: Sequence[Ints],
    seed: int,
    run: int,
    starts: Floats,
    fails: Floats,
) -> Added | None:
    """The back-ups that were added in one run, None where none was (rule 9).

    `places` are the inputs of the sites of each lever, -1 for what is not there; `starts` (m) the
    draws by which a back-up starts, `fails` (m) the chance that the one of the site does not.
    """
    found: Added | None = None
    for lever, inputs in zip(levers, places, strict=True):
        if lever.what not in (EQUIP, AGREE):
            continue
        working = draw_lever(lever, seed, run)
        if working.times <= 0.0:
            continue
        taken, bought = inputs, BackUp(working.brings, 0.0, None)
        if lever.what == EQUIP:
            taken = inputs[: working.count(len(inputs))]
            bought = draw_backup(lever, seed, run)
        taken = taken[taken >= 0]
        chance = fails[taken] if bought.fails is None else bought.fails
        found = found or Added(np.zeros(len(starts)), np.zeros(len(starts)))
        for kept, new in ((found.hours, bought.hours), (found.litres_h, bought.litres_h)):
            kept[taken] = np.maximum(kept[taken], np.where(starts[taken] < chance, 0.0, new))
    return found


def closed_sites(levers: Sequence[Lever], seed: int, run: int) -> set[str]:
    """Sites that levers open, and not yet in this run (rule 10)."""
    closed: set[str] = set()
    for lever in levers:
        if lever.what == OPEN:
            count = draw_lever(lever, seed, run).count(len(lever.sites))
            closed |= set(lever.sites[count:])
    return closed
