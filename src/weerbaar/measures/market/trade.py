"""The market of a scarce product, day by day, in many courses and under each option.

All amounts are days of normal use, all people a share of the users. One day, in this order:
1. What comes in: what refills the shelves to the usual stock, at most `catch_up`; in the scarcity
   at most `supply`; on a share `missed` of the ordinary days nothing. A reserve that is released
   brings what is then still lacking of that: goods are never released to shelves that are full.
2. Who notices: the share of yesterday's wishes that was not met, or how far the shelves are below
   `notices` of the usual stock, whichever is more. Of the others hears of it `hoard_hearsay` times
   that share, or the share `news` while the scarcity lasts (as in the twin's `hoarding`, rule 1).
   They are those who are quickest to hoard: each group has RANKS parts, from quick to never, of
   which the first are alarmed first. So some have a full cupboard while others find nothing.
3. What each wishes: the use of the day; what is lacking of the usual stock at home, at most
   `refill` a day; and who is alarmed `hoard_demand` - 1 extra until `hoard_days` extra stand at
   home. People with a low income can do `low_extra` of that. Vital users do not hoard.
4. An instrument that works takes `calms` of the hoarding away; it lets the share that complies buy
   at most `most` times the use of the day, but for vital users.
5. What is there goes to all in proportion to what they may buy; vital users go first where they
   have priority. Who takes over brings `keeps` of what comes in to its place.
6. Everybody uses: what is not bought and not at home goes without. Goods are conserved: shelves at
   the start + in = shelves + bought + what was not brought to its place.
7. The rule looks at the end of the day, and starts the day after (`rules`). It works after its lag,
   and ends by itself so many days later.
8. Ordinary days differ too: `day_spread`, `busy_weeks` of three busy days, `missed`. A course of
   `ordinary_days` without a scarcity tells how often a rule is a false alarm.
9. Draws are by name (`twin.draws`): every option sees the same course, so options differ by what
   they do. Days before the scarcity are in it, so that a rule may stand already when it begins.

No prices, no other products, no black market beyond those who do not comply, one shelf for all
shops. Of about 60 days, 200 courses and 20 options it takes under a second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.common.tables import Rows
from weerbaar.measures.market.customers import (
    GROUPS,
    NOBODY,
    PEOPLE,
    RANKS,
    Flags,
    Floats,
    Market,
    by_group,
)
from weerbaar.measures.market.products import WITHOUT
from weerbaar.measures.market.rules import DAYS, SALES, STOCK, Option

PER_CENT = 100.0


@dataclass(frozen=True)
class Courses:
    """What became of each of O options in each of D courses.

    `without` (O, D, G) missed days of a person of the group (of vital users: days of their use),
    over the whole course, where half of what one uses is half a day; `peak` (O, D) the largest
    share of what people use that is missing on one day; `limited` (O, D) days on which somebody is
    held to less, for each person; `moved` (O, D) the share of what
    was sold that left its ordinary way; `ruled` (O, D) days that it works; `began` (O, D) how often
    a rule started; `first` (O, D) the first day in force, counted from the start of the scarcity,
    NaN where never. `lacking` (O, T) the share of what people use that is missing on each day, the
    mean over the courses. `gone` (O, D) what came in less what was sold and lost, and `left` (O, D)
    what is on the shelves at the end, to check rule 6. `seen` (T, 3, D) are the shelves, sales and
    what came in at the end of each day under the first option.
    """

    without: Floats
    peak: Floats
    limited: Floats
    moved: Floats
    ruled: Floats
    began: Floats
    first: Floats
    lacking: Floats
    gone: Floats
    left: Floats
    seen: Floats


@dataclass(frozen=True)
class _Acts:
    """What the options do: figures (O, D) by name, and flags (O, 1)."""

    figures: Mapping[str, Floats]
    acts: Flags
    first: Flags
    limits: Mapping[str, Flags]
    moves: Mapping[str, Flags]


def _acts_of(market: Market, options: Sequence[Option], instruments: Rows) -> _Acts:
    rows = [instruments.row(instruments.positions("instrument")[o.instrument]) for o in options]
    drawn = {
        name: np.stack([market.of(one.instrument, name) for one in options]) for name in WITHOUT
    }
    drawn["lag"] = np.round(drawn["lag"])

    def flags(column: str, value: object) -> Flags:
        return np.array([[row[column] == value] for row in rows])

    return _Acts(
        figures=drawn,
        acts=np.array([[one.acts] for one in options]),
        first=flags("vital_first", True),
        limits={name: flags("limits", name) for name in ("over", "short", "all")},
        moves={name: flags("moves", name) for name in ("released", "vital", "all")},
    )


class _State:
    """Everything that changes from day to day, and the sums of it."""

    def __init__(self, market: Market, options: int) -> None:
        size, groups = (options, len(market.share)), (options, len(market.share), len(GROUPS))
        self.shelf = np.tile(market.drawn["stock_days"], (options, 1))
        self.home = np.tile(market.usual, (options, 1, 1))
        self.reserve = np.tile(market.drawn["reserve_days"], (options, 1))
        self.sold, self.short = np.ones(size), np.zeros(size)
        self.row, self.left, self.age = np.zeros(size), np.zeros(size), np.zeros(size)
        self.came, self.gone = np.ones(size), np.zeros(size)
        self.without, self.peak = np.zeros(groups), np.zeros(size)
        self.limited, self.moved, self.total = np.zeros(size), np.zeros(size), np.zeros(size)
        self.ruled, self.began = np.zeros(size), np.zeros(size)
        self.first = np.full(size, np.nan)
        self.lacking = np.zeros((options, market.days))
        self.seen = np.zeros((market.days, 3, len(market.share)))


def run_market(
    market: Market,
    options: Sequence[Option],
    instruments: Rows,
    scarce: bool = True,
) -> Courses:
    """The courses of the market under each option; without a scarcity where that is asked."""
    acts = _acts_of(market, options, instruments)
    state = _State(market, len(options))
    for day in range(market.days):
        during = (day >= market.quiet) & (day < market.ends) & scarce
        works = acts.acts & (state.left > 0) & (state.age >= acts.figures["lag"])
        released = _come_in(market, acts, state, day, during, works)
        bought = _sell(market, acts, state, day, during, works, released)
        _use(market, state, day, bought)
        state.seen[day] = state.shelf[0], state.sold[0], state.came[0]
        _count(market, acts, state, day, scarce)
        _look(market, acts, options, state)
    persons = market.persons
    return Courses(
        without=state.without / np.maximum(market.of_group, NOBODY),
        peak=state.peak / persons,
        limited=state.limited / persons,
        moved=state.moved / np.maximum(state.total, NOBODY),
        ruled=state.ruled,
        began=state.began,
        first=state.first,
        lacking=state.lacking,
        gone=state.gone,
        left=state.shelf,
        seen=state.seen,
    )


def _come_in(
    market: Market, acts: _Acts, state: _State, day: int, during: Flags, works: Flags
) -> Floats:
    """Fill the shelves (rule 1); returns what was released."""
    drawn, usual = market.drawn, market.drawn["stock_days"]
    most = np.where(during, np.minimum(drawn["supply"], drawn["catch_up"]), drawn["catch_up"])
    most = np.where(market.missed[day] & ~during, 0.0, most)
    wanted = np.maximum(0.0, state.sold + usual - state.shelf)
    state.came = np.minimum(wanted, most)
    lost = np.where(works, 1.0 - acts.figures["keeps"], 0.0) * state.came
    room = wanted - (state.came - lost)
    releases = np.where(works, acts.figures["releases"], 0.0)
    released = np.minimum(np.minimum(releases, state.reserve), room)
    state.reserve -= released
    state.shelf += state.came + released - lost
    state.gone += state.came + released - lost
    return released


def _alarmed(market: Market, acts: _Acts, state: _State, during: Flags, works: Flags) -> Floats:
    """The part of each rank of people that wants to hoard (rules 2 and 4), (O, D, RANKS)."""
    drawn = market.drawn
    seen = state.shelf / (drawn["notices"] * drawn["stock_days"])
    noticed = np.clip(np.maximum(state.short, 1.0 - seen), 0.0, 1.0)
    heard = np.maximum(drawn["hoard_hearsay"] * noticed, np.where(during, drawn["news"], 0.0))
    calms = np.where(works, acts.figures["calms"], 0.0)
    share = np.clip((noticed + (1.0 - noticed) * heard) * (1.0 - calms), 0.0, 1.0)
    found: Floats = np.clip(share[..., np.newaxis] * RANKS - np.arange(RANKS), 0.0, 1.0)
    return found


def _wish(
    market: Market, acts: _Acts, state: _State, day: int, during: Flags, works: Flags
) -> tuple[Floats, Floats]:
    """What each cell asks for, (O, D, C), and the share of people who are held to less (rule 3)."""
    drawn, need = market.drawn, market.use[day][:, np.newaxis]
    own = state.home - market.usual
    alarmed = _alarmed(market, acts, state, during, works)[..., market.rank]
    eager = alarmed * (drawn["hoard_demand"][:, np.newaxis] - 1.0)
    room = np.maximum(0.0, drawn["hoard_days"][:, np.newaxis] - np.maximum(0.0, own))
    wish = need + np.clip(-own, 0.0, drawn["refill"][:, np.newaxis])
    wish += np.minimum(eager * market.ahead, room)
    most = np.where(works, acts.figures["most"], math.inf)[..., np.newaxis] * need
    over = np.maximum(0.0, wish - most)
    over[..., -1] = 0.0
    complies = np.where(works, acts.figures["complies"], 0.0)
    held = complies * (market.share * (over > NOBODY)).sum(axis=2) * acts.limits["over"]
    return (wish - complies[..., np.newaxis] * over) * market.share, held


def _sell(
    market: Market,
    acts: _Acts,
    state: _State,
    day: int,
    during: Flags,
    works: Flags,
    released: Floats,
) -> Floats:
    """Sell what is on the shelves; returns what each cell bought (rules 4 and 5), (O, D, C)."""
    asked, held = _wish(market, acts, state, day, during, works)
    bought = _divided(asked, state.shelf, works & acts.first)
    sold, total = bought.sum(axis=2), asked.sum(axis=2)
    state.short = 1.0 - sold / np.maximum(total, NOBODY)
    state.shelf = np.maximum(0.0, state.shelf - sold)
    state.sold = sold
    state.total += sold
    everybody = acts.limits["all"] + acts.limits["short"] * (state.short > NOBODY)
    held += works * market.persons * everybody
    state.limited += held
    moved = released * acts.moves["released"] + bought[..., -1] * acts.moves["vital"]
    state.moved += np.where(works, moved + sold * acts.moves["all"], 0.0)
    state.gone -= sold
    return bought


def _divided(asked: Floats, there: Floats, vital_first: Flags) -> Floats:
    """What each cell gets of what is there (rule 5)."""
    total = asked.sum(axis=2)
    part = np.minimum(1.0, there / np.maximum(total, NOBODY))
    got = asked * part[..., np.newaxis]
    vital = np.minimum(asked[..., -1], there)
    rest = np.maximum(0.0, there - vital) / np.maximum(total - asked[..., -1], NOBODY)
    after = asked * np.minimum(1.0, rest)[..., np.newaxis]
    after[..., -1] = vital
    found: Floats = np.where(vital_first[..., np.newaxis], after, got)
    return found


def _use(market: Market, state: _State, day: int, bought: Floats) -> None:
    """Let everybody use of the day what they have, and count who goes without (rule 6)."""
    need = market.use[day][:, np.newaxis]
    state.home += bought / np.maximum(market.share, NOBODY) - need
    lacks = np.maximum(0.0, -state.home) / need
    state.home = np.maximum(0.0, state.home)
    lacks[lacks < NOBODY] = 0.0
    lacked = by_group(lacks * market.share, market.group)
    state.without += lacked
    lacking = lacked[..., PEOPLE].sum(axis=2)
    state.peak = np.maximum(state.peak, lacking)
    state.lacking[:, day] = (lacking / market.persons).mean(axis=1)


def _count(market: Market, acts: _Acts, state: _State, day: int, scarce: bool) -> None:
    in_force = acts.acts & (state.left > 0)
    state.ruled += in_force & (state.age >= acts.figures["lag"])
    quiet = market.quiet if scarce else 0
    if day >= quiet:
        begun = in_force & np.isnan(state.first)
        state.first = np.where(begun, day - quiet, state.first)
    state.age = np.where(in_force, state.age + 1.0, 0.0)
    state.left = np.where(in_force, state.left - 1.0, 0.0)


def _look(market: Market, acts: _Acts, options: Sequence[Option], state: _State) -> None:
    """See at the end of the day whether a rule starts (rule 7)."""
    usual = market.drawn["stock_days"]
    beyond = np.stack(
        [
            beyond_of(one, state.shelf[at], state.sold[at], state.came[at], usual)
            for at, one in enumerate(options)
        ]
    )
    row = np.array([[one.days_in_row] for one in options])
    ends = np.array([[one.ends_days] for one in options])
    idle = acts.acts & (state.left <= 0)
    state.row = np.where(beyond & idle, state.row + 1.0, 0.0)
    starts = state.row >= row
    state.began += starts
    state.left = np.where(starts, ends + acts.figures["lag"], state.left)
    state.age = np.where(starts, 0.0, state.age)
    state.row = np.where(starts, 0.0, state.row)


def beyond_of(option: Option, shelf: Floats, sold: Floats, came: Floats, usual: Floats) -> Flags:
    """Whether what is seen at the end of a day lies beyond the threshold of an option."""
    part = option.threshold / PER_CENT
    if option.indicator == SALES:
        return sold > part
    if option.indicator == DAYS:
        return shelf < option.threshold
    found: Flags = shelf < part * usual if option.indicator == STOCK else came < part
    return found


def false_alarms(market: Market, ordinary: Courses, options: Sequence[Option]) -> Floats:
    """Where a rule would start though nothing is wrong, (O, D): 1 or 0.

    `market` is the ordinary one. Until it starts a rule changes nothing, so that one run without
    any tells it of all of them.
    """
    usual, found = market.drawn["stock_days"], np.zeros((len(options), len(market.ends)))
    for at, option in enumerate(options):
        row = np.zeros(len(market.ends))
        for shelf, sold, came in ordinary.seen:
            row = np.where(beyond_of(option, shelf, sold, came, usual), row + 1.0, 0.0)
            found[at] = np.maximum(found[at], row >= option.days_in_row)
        found[at] *= option.acts
    return found
