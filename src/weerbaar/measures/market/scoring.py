"""What options for a market bring and what they disturb, held against each other.

Rules:
1. What an option brings are BRINGS: missed days for all people, for the group that is worst off and
   for vital users. A missed day is what one uses in a day; two halves are one. What it disturbs are
   DISTURBS: days on which somebody is held to less, the share of trade that leaves its ordinary
   way, days that it works, and the share of ordinary years in which it starts though nothing is
   wrong. Of all of these less is better. They are never added up, neither among themselves nor with
   what it brings (decision 0046).
2. Two options differ in an aspect by their difference in each course. It stands out by the rule of
   `twin.apart`. Courses in which both are nothing, as nobody goes without or no rule starts, say
   nothing and are left out. Of false alarms, which are yes or no, chance alone tells (rule 3).
3. Of all differences that are looked at only those count that are not by chance (`measures.chance`,
   Holm's way).
4. An option beats another where it is worse for sure in no aspect, and better for sure in one. The
   front are those that no other beats; where options beat each other in a circle, all of it stay.
5. The lightest that reaches what is wanted: of the options that bring missed days to at most the
   wanted share of those when nothing is done, in a way that stands out and counts, the one that
   beats all others in what they disturb alone. Where there is none, the lightest are those of them
   that no other beats in that, and of these those that no other beats in all. Where one alone is
   told to reach it, it is the lightest of nothing: the others may reach it too, untold.
6. Early against late: how much more each threshold leaves missed than the earliest one, and up to
   which one none can be told apart from it. Not told apart is not the same: the mean may differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.common.tables import Rows
from weerbaar.measures.chance import held
from weerbaar.measures.labour.flow import band_of
from weerbaar.measures.market.customers import (
    DRAWS,
    GROUPS,
    LOW,
    PEOPLE,
    VITAL,
    Floats,
    Market,
    market_of,
)
from weerbaar.measures.market.products import RECKONING, WANTED, Figures
from weerbaar.measures.market.rules import Option, early_to_late
from weerbaar.measures.market.swings import Swing, swings
from weerbaar.measures.market.trade import Courses, false_alarms, run_market
from weerbaar.measures.weighing import Difference
from weerbaar.twin.apart import apart_of, stands_out

BRINGS: Mapping[str, str] = {
    "without": mark("Missed days, a person"),
    "worst": mark("Missed days, a person in the group that is worst off"),
    "vital": mark("Missed days of vital users"),
}
DISTURBS: Mapping[str, str] = {
    "limited": mark("Days on which somebody is held to less, a person"),
    "moved": mark("Share of trade that leaves its ordinary way"),
    "ruled": mark("Days that it works"),
    "false": mark("Share of ordinary years in which it starts"),
}
ASPECTS = {**BRINGS, **DISTURBS}
GROUP_WORDS: Mapping[str, str] = dict(
    zip(
        GROUPS,
        (
            mark("low income, no kit"),
            mark("low income, with a kit"),
            mark("other income, no kit"),
            mark("other income, with a kit"),
            mark("vital users"),
        ),
        strict=True,
    )
)
NOTHING_AT = 0
YES_OR_NO = "false"


@dataclass(frozen=True)
class Outcome:
    """An option with each of ASPECTS as a band and (D) in each course.

    `people_days` are missed days of all people, `peak` the share of what people use that is missing
    on the worst day, `first`
    the day on which it starts where it does, and `never` the share of courses in which it never
    does. `groups` are missed days a person by group, `low` those of people with low incomes and
    `other` of others. `false` is a share of the courses: its band is that share three times.
    """

    option: Option
    bands: Mapping[str, Band]
    values: Mapping[str, Floats]
    means: Mapping[str, float]
    people_days: Band
    peak: Band
    first: Band | None
    never: float
    began: Band
    groups: Mapping[str, Band]
    low: Band
    other: Band


@dataclass(frozen=True)
class Verdict:
    """What the outcomes say: which options are on the front, which reach what is wanted, which of
    them are the lightest, none where only one reaches it, and whether the first of these beats all
    others in what it disturbs."""

    front: tuple[str, ...]
    reach: tuple[str, ...]
    lightest: tuple[str, ...]
    is_sure: bool
    compared: int


@dataclass(frozen=True)
class Later:
    """How many missed days a person more than at the earliest threshold: the mean, the band, and
    the shares of the courses in which it is worse and better."""

    mean: float
    band: Band
    worse: float
    better: float


@dataclass(frozen=True)
class Curve:
    """An option from early to late: the outcome at each threshold, what each leaves more than the
    earliest, and the place up to which none can be told apart from it (rule 6)."""

    outcomes: tuple[Outcome, ...]
    later: tuple[Later, ...]
    not_apart_until: int


@dataclass(frozen=True)
class Answer:
    """All that is said of a market: outcomes by option, the verdict, and a curve where asked.

    `turns` are the figures on which it depends what the `best` option brings, most first.
    """

    people: float
    courses: int
    lasts: Band
    scarce_courses: int
    outcomes: tuple[Outcome, ...]
    verdict: Verdict
    curve: Curve | None
    wanted: float
    best: Option | None
    turns: tuple[Swing, ...]


def answer_of(
    figures: Figures,
    options: Sequence[Option],
    instruments: Rows,
    indicators: Rows,
    curve: Option | None = None,
    wanted: float | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Answer:
    """What becomes of a market under each option, the first of which is doing nothing.

    `wanted` is the share of the missed days that may be left, by itself that of the figures. Raises
    ValueError where the first option does anything.
    """
    if not options or options[0].acts:
        raise ValueError("the first option is doing nothing")
    wanted = figures[RECKONING, WANTED].figure.p50 if wanted is None else wanted
    market = market_of(figures, draws, seed)
    steps = early_to_late(curve, indicators) if curve else []
    every = [*options, *steps]
    courses = run_market(market, every, instruments)
    alarms = alarms_of(figures, every, instruments, draws, seed)
    found = [outcome_of(market, courses, at, one, alarms[at]) for at, one in enumerate(every)]
    chosen, along = found[: len(options)], found[len(options) :]
    verdict = verdict_of(chosen, wanted)
    best = best_of(chosen, verdict)
    return Answer(
        people=market.people,
        courses=draws,
        lasts=band_of(market.drawn["lasts"]),
        scarce_courses=int((chosen[NOTHING_AT].values["without"] > 0).sum()),
        outcomes=tuple(chosen),
        verdict=verdict,
        curve=curve_of(along) if along else None,
        wanted=wanted,
        best=best.option if best else None,
        turns=swings(figures, best.option, instruments, seed) if best else (),
    )


def alarms_of(
    figures: Figures, options: Sequence[Option], instruments: Rows, draws: int, seed: int
) -> Floats:
    """In which ordinary courses each option starts, (O, D); the first option is doing nothing."""
    market = market_of(figures, draws, seed, ordinary=True)
    ordinary = run_market(market, options[:1], instruments, scarce=False)
    return false_alarms(market, ordinary, options)


def best_of(outcomes: Sequence[Outcome], verdict: Verdict) -> Outcome | None:
    """The lightest that reaches what is wanted, or what leaves people missing least; None where
    nothing is done."""
    among = verdict.lightest or verdict.reach
    named = [one for one in outcomes if one.option.option in among]
    acting = named or [one for one in outcomes if one.option.acts]
    return min(acting, key=lambda one: one.means["without"], default=None)


def outcome_of(
    market: Market, courses: Courses, at: int, option: Option, alarms: Floats
) -> Outcome:
    """What one option does, in bands and in each course."""
    by_group, share = courses.without[at], market.of_group
    people = share[:, PEOPLE] / market.persons[:, np.newaxis]
    without = (by_group[:, PEOPLE] * people).sum(axis=1)
    values = {
        "without": without,
        "worst": np.where(people > 0, by_group[:, PEOPLE], 0.0).max(axis=1),
        "vital": by_group[:, VITAL],
        "limited": courses.limited[at],
        "moved": courses.moved[at],
        "ruled": courses.ruled[at],
        "false": alarms,
    }
    first = courses.first[at]
    began = first[np.isfinite(first)]
    share_false = float(alarms.mean())
    bands = {name: band_of(each) for name, each in values.items()}
    low, other = (_mean_of(by_group, share, part) for part in (LOW, slice(LOW.stop, VITAL)))
    return Outcome(
        option=option,
        bands=bands | {YES_OR_NO: Band(share_false, share_false, share_false)},
        values=values,
        means={name: float(each.mean()) for name, each in values.items()},
        people_days=band_of(without * market.people),
        peak=band_of(courses.peak[at]),
        first=band_of(began) if len(began) else None,
        never=1.0 - len(began) / len(first),
        began=band_of(courses.began[at]),
        groups={name: band_of(by_group[:, g]) for g, name in enumerate(GROUPS)},
        low=band_of(low),
        other=band_of(other),
    )


def _mean_of(by_group: Floats, share: Floats, part: slice) -> Floats:
    total = np.maximum(share[:, part].sum(axis=1), 1e-12)
    mean: Floats = (by_group[:, part] * share[:, part]).sum(axis=1) / total
    return mean


def differ(one: Outcome, other: Outcome, aspect: str, part: float = 1.0) -> Difference:
    """How far `one` lies from that part of `other` in an aspect, course by course (rule 2)."""
    mine, theirs = one.values[aspect], part * other.values[aspect]
    apart = apart_of(theirs, mine)
    lower, higher = int((apart < 0).sum()), int((apart > 0).sum())
    if aspect == YES_OR_NO:
        return Difference(band_of(apart), lower != higher, lower, higher)
    apart = apart[(mine > 0) | (theirs > 0)]
    band = band_of(apart) if len(apart) else Band(0.0, 0.0, 0.0)
    return Difference(band, stands_out(band, len(apart)), lower, higher)


Pairs = Mapping[tuple[int, int, str], int]
"""For an option, another and an aspect: -1 where the first is lower for sure, 1 where higher."""


def pairs_of(outcomes: Sequence[Outcome]) -> Pairs:
    """Which options differ for sure, in each aspect (rules 2 and 3)."""
    keys = [
        (one, other, aspect)
        for one in range(len(outcomes))
        for other in range(one)
        for aspect in ASPECTS
    ]
    found = [differ(outcomes[one], outcomes[other], aspect) for one, other, aspect in keys]
    signs = {
        key: each.sign if counts else 0
        for key, each, counts in zip(keys, found, held(found), strict=True)
    }
    return signs | {(b, a, aspect): -sign for (a, b, aspect), sign in signs.items()}


def beats(pairs: Pairs, one: int, other: int, aspects: Sequence[str]) -> bool:
    """Whether an option is nowhere worse than another and somewhere better, for sure (rule 4)."""
    signs = [pairs[one, other, name] for name in aspects]
    return min(signs) < 0 and max(signs) <= 0


def unbeaten(pairs: Pairs, among: Sequence[int], aspects: Sequence[str]) -> list[int]:
    """Those that no other of them beats in these aspects, other than in a circle."""
    size = len(among)
    over = np.array([[a != b and beats(pairs, a, b, aspects) for b in among] for a in among])
    over = over.reshape(size, size)
    for k in range(size):
        over |= over[:, [k]] & over[[k], :]
    return [among[at] for at in range(size) if not np.any(over[:, at] & ~over[at, :])]


def verdict_of(outcomes: Sequence[Outcome], wanted: float) -> Verdict:
    """The front, and the lightest that reaches what is wanted (rules 4 and 5)."""
    pairs, every = pairs_of(outcomes), range(len(outcomes))
    nothing, light = outcomes[NOTHING_AT], tuple(DISTURBS)
    acting = [at for at in every if outcomes[at].option.acts]
    found = [differ(outcomes[at], nothing, "without", wanted) for at in acting]
    counts = zip(acting, found, held(found), strict=True)
    reach = [at for at, each, holds in counts if holds and each.sign < 0]
    told = reach if len(reach) > 1 else []
    lightest = unbeaten(pairs, unbeaten(pairs, told, light), tuple(ASPECTS))
    is_sure = len(lightest) == 1 and all(
        beats(pairs, lightest[0], other, light) for other in reach if other != lightest[0]
    )

    def named(places: Sequence[int]) -> tuple[str, ...]:
        return tuple(outcomes[at].option.option for at in places)

    front = unbeaten(pairs, every, tuple(ASPECTS))
    return Verdict(named(front), named(reach), named(lightest), is_sure, len(pairs) // 2)


def curve_of(outcomes: Sequence[Outcome]) -> Curve:
    """From early to late, and how much more later leaves missed (rule 6)."""
    found = [
        differ(one, outcomes[0], aspect) for one in outcomes[1:] for aspect in ("without", "worst")
    ]
    counts = [each.stands_out and holds for each, holds in zip(found, held(found), strict=True)]
    wait = 0
    for at in range(1, len(outcomes)):
        if any(counts[2 * (at - 1) : 2 * at]):
            break
        wait = at
    return Curve(tuple(outcomes), tuple(later_of(one, outcomes[0]) for one in outcomes), wait)


def later_of(one: Outcome, earliest: Outcome) -> Later:
    """How many missed days a person one outcome leaves more than the earliest, course by course."""
    more = one.values["without"] - earliest.values["without"]
    return Later(
        float(more.mean()), band_of(more), float((more > 0).mean()), float((more < 0).mean())
    )


def outcome_named(answer: Answer, option: str) -> Outcome:
    """The outcome of an option; raises KeyError where it is not there."""
    for one in answer.outcomes:
        if one.option.option == option:
            return one
    raise KeyError(option)


def worst_group(outcome: Outcome) -> str:
    """The group of people that misses most days, by the middle and then the high end."""
    people = [name for name in GROUPS if name != GROUPS[VITAL]]
    return max(people, key=lambda name: (outcome.groups[name].p50, outcome.groups[name].p90))
