"""Answers to a dependency side by side, when its largest supplier or country falls away.

Rules:
1. For so many days one supplier, or one country, delivers nothing; the others deliver what they do
   now, and so does what the list leaves over. A day asks one day's need.
2. A substitute delivers its share of the need once its time to begin has passed; one from who falls
   away delivers nothing. What is used again counts in the same way. With a smaller need a day asks
   so much less. An answer that is always in use has begun before.
3. A stock fills what is short, day by day, until its days of the whole need are gone.
4. Answers together: shares and days of stock add up, supply is never more than the need. What is
   unmet is in days of the need of now, for an answer by which less is needed as for all others:
   the same goods missing are as many days. Which part is met on a day is of the need of that day.
5. A year costs: what was filled in, the days of stock at their price, and of a substitute or of
   reuse that is always in use its share of what the need costs now, at its price factor less 1.
   What is bought in a crisis alone costs that for the days of the cut, told apart.
6. Concentration afterwards: what is always in use takes its share from the largest, no more than
   that one has. A substitute brings a hand of its own; what is used again comes from no supplier;
   with a smaller need shares are of what is left. Stock, and what is for a crisis alone, changes
   nothing of it.
7. All answers are run on the same draws, keyed by thing and answer. One leaves less unmet than
   another where the band of the differences leaves out zero and that holds among all pairs
   (`measures.chance`). One answer is said to leave least only where that is so against nothing and
   against each other answer by itself.

Left out: prices that rise in a crisis, what others then buy away, and transport.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.agenda.registers.dependencies import (
    COUNTRY,
    DRAWS,
    NOT_A_COUNTRY,
    SITE,
    SUPPLIER,
    Hands,
    country_code,
    hand_of,
    hands_of,
    index_of,
    thing,
    who_is_largest,
)
from weerbaar.agenda.registers.register import band_of as band_in
from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Rows
from weerbaar.measures.chance import held
from weerbaar.measures.weighing import Difference
from weerbaar.twin.apart import apart_of, stands_out
from weerbaar.twin.draws import key_of, quantile, uniform_over

WITHOUT_SIZE = ProblemKind(
    "answer-without-size",
    mark("Of {value} it is not said how much it brings ({column})."),
    mark("Give the days of a stock, and of all else the share of the need."),
)
WITHOUT_YEARLY = ProblemKind(
    "price-without-yearly",
    mark("{value} has a price factor, but not what the need costs a year now."),
    mark("Give that as well, or leave the price factor out."),
)

Floats = NDArray[np.float64]
Row = Mapping[str, Any]

SUBSTITUTE, REUSE, STOCK, LESS = KINDS = ("substitute", "reuse", "stock", "less")
ALWAYS = "always"
CUTS = (SUPPLIER, COUNTRY)
MOST_DAYS, MOST_ANSWERS = 730, 8
PER_CENT, DAYS_A_YEAR = 100.0, 365.0
QUANTILES = (10, 50, 90)
SHORT = 1e-6
"""So small a part of the need that is unmet is rounding."""


@dataclass(frozen=True)
class Side:
    """An answer, some together or none: which part of the need is met on each day, shape (days,
    draws), how many days' worth of the need of now is unmet, by draw, what a year costs (None where
    nobody said), what the cut costs on top, and how concentrated it is afterwards."""

    name: str
    answers: tuple[str, ...]
    met: Floats
    unmet: Floats
    cost: Floats | None
    cut_cost: Floats
    index: Mapping[str, Band]

    @property
    def short_days(self) -> Floats:
        """On how many days not all of the need is met, by draw."""
        found: Floats = (self.met < 1.0 - SHORT).sum(axis=0).astype(np.float64)
        return found


@dataclass(frozen=True)
class Weighed:
    """Answers to one thing. `cut` is who falls away and `others` who may be as large; `share` what
    the former has. `least` is the place of the answer that by itself leaves least unmet, None where
    none does; `less` are the pairs of places of which the first leaves less for sure. `left_out`
    are answers beyond MOST_ANSWERS, which are not compared.
    """

    what: str
    over: str
    days: int
    cut: str
    others: tuple[str, ...]
    share: Band
    sides: tuple[Side, ...]
    less: frozenset[tuple[int, int]]
    least: int | None
    left_out: int = 0


def weigh_answers(
    rows: Sequence[Row],
    answers: Sequence[Row],
    over: str,
    days: int,
    together: Sequence[str] = (),
    cut: str = "",
    draws: int = DRAWS,
) -> Weighed | None:
    """The answers to one thing beside nothing, and those together of which the names are given.

    `rows` and `answers` are those of one thing; `cut` who falls away, the largest where it is "".
    None where no share is known.
    """
    hands = hands_of(rows, over, draws)
    if hands is None:
        return None
    largest = who_is_largest(hands.totals)
    gone = cut if cut in hands.totals else largest[0]
    drawn = [_Drawn(one, thing(rows[0]), draws) for one in answers[:MOST_ANSWERS]]
    every = {name: hands_of(rows, name, draws) for name in (SUPPLIER, COUNTRY, SITE)}
    sets: list[tuple[_Drawn, ...]] = [(), *((one,) for one in drawn)]
    chosen = tuple(one for one in drawn if one.name in together)
    if len(chosen) > 1:
        sets.append(chosen)
    sides = tuple(_side(one, hands.totals[gone], gone, over, days, every) for one in sets)
    differences = {
        (i, j): _difference(sides[i].unmet, sides[j].unmet)
        for i, j in combinations(range(len(sides)), 2)
    }
    holds = dict(zip(differences, held(list(differences.values())), strict=True))
    less = {
        (j, i) if one.sign < 0 else (i, j)
        for (i, j), one in differences.items()
        if one.sign and holds[i, j]
    }
    alone = range(len(drawn) + 1)
    least = [at for at in alone if drawn and all((at, j) in less for j in alone if j != at)]
    return Weighed(
        str(rows[0]["what"]),
        over,
        days,
        gone,
        tuple(name for name in largest if name != gone),
        band_over(hands.totals[gone]),
        sides,
        frozenset(less),
        least[0] if least else None,
        max(len(answers) - MOST_ANSWERS, 0),
    )


class _Drawn:
    """An answer with its figures in each draw; shares 0..1, days, euros."""

    def __init__(self, row: Row, of: str, draws: int) -> None:
        self.row, self.name, self.kind = row, str(row["answer"]), str(row["kind"])
        self.always = row["use"] == ALWAYS
        key, runs = key_of(f"{of}|{self.name}"), np.arange(draws)

        def drawn(name: str, otherwise: float, part: float = 1.0) -> Floats:
            band = band_in(row, name)
            if band is None:
                return np.full(draws, otherwise)
            low, middle, high = (np.array([e * part]) for e in (band.p10, band.p50, band.p90))
            return quantile(low, middle, high, uniform_over(seed, runs, key, key_of(name)))

        seed = 1
        self.share = np.minimum(drawn("share", 0.0, 1 / PER_CENT), 1.0)
        self.after = np.zeros(draws) if self.always else drawn("after", 0.0)
        self.stock = drawn("stock", 0.0) if self.kind == STOCK else np.zeros(draws)
        self.share = np.zeros(draws) if self.kind == STOCK else self.share
        self.said = any(band_in(row, name) for name in ("cost", "day_cost", "price"))
        yearly = float(row["yearly"])
        dearer = drawn("price", 1.0) - 1.0
        self.bought = self.share * dearer * (0.0 if math.isnan(yearly) else yearly)
        self.cost = drawn("cost", 0.0) + self.stock * drawn("day_cost", 0.0)

    def hand(self, over: str) -> str:
        """Whose it is: by supplier, country or site."""
        if over == SITE:
            return ""
        return hand_of(self.row, over)


def _side(
    answers: tuple[_Drawn, ...],
    gone_share: Floats,
    gone: str,
    over: str,
    days: int,
    every: Mapping[str, Hands | None],
) -> Side:
    draws = gone_share.size
    day = np.arange(days)[:, np.newaxis]
    need, supply = np.ones((days, draws)), np.repeat((1.0 - gone_share)[np.newaxis], days, axis=0)
    stock, cost, cut_cost = np.zeros(draws), np.zeros(draws), np.zeros(draws)
    for one in answers:
        begun = day >= one.after
        fails = one.kind == SUBSTITUTE and one.hand(over) == gone
        if one.kind == LESS:
            need -= begun * one.share
        elif not fails:
            supply += begun * one.share
        stock += one.stock
        cost += one.cost + (one.bought if one.always else 0.0)
        if not one.always and not fails:
            cut_cost += one.bought * np.maximum(days - one.after, 0.0) / DAYS_A_YEAR
    need = np.maximum(need, 0.0)
    short = np.maximum(need - supply, 0.0)
    gone_before = np.cumsum(short, axis=0) - short
    short -= np.minimum(short, np.maximum(stock - gone_before, 0.0))
    met = 1.0 - np.divide(short, need, out=np.zeros_like(short), where=need > 0.0)
    always = [one for one in answers if one.always]
    return Side(
        " + ".join(one.name for one in answers),
        tuple(one.name for one in answers),
        met,
        short.sum(axis=0),
        cost if all(one.said for one in answers) else None,
        cut_cost,
        {
            name: band_over(_index_after(hands, name, always))
            for name, hands in every.items()
            if hands is not None
        },
    )


def _index_after(hands: Hands, over: str, answers: Sequence[_Drawn]) -> Floats:
    """The index once what is always in use has taken its share from the largest (rule 6)."""
    totals = dict(hands.totals)
    left = np.ones_like(hands.rest)
    for one in answers:
        largest = who_is_largest(totals)[0]
        moved = np.minimum(one.share, totals[largest])
        totals[largest] = totals[largest] - moved
        if one.kind == SUBSTITUTE:
            name = one.hand(over) or f"| {one.name}"
            totals[name] = totals.get(name, np.zeros_like(moved)) + moved
        if one.kind == LESS:
            left = left - moved
    part = np.maximum(left, SHORT)
    after = Hands({k: v / part for k, v in totals.items()}, hands.rest / part, hands.one_hand)
    return np.asarray(index_of(after))


def _difference(one: Floats, other: Floats) -> Difference:
    apart = apart_of(one, other)
    band = band_over(apart)
    return Difference(
        band, stands_out(band, apart.size), int((apart < 0).sum()), int((apart > 0).sum())
    )


def band_over(values: Floats) -> Band:
    """The middle, and the ends that 1 in 10 draws pass."""
    low, middle, high = (float(value) for value in np.percentile(values, QUANTILES))
    return Band(low, middle, high)


def answers_to(answers: Sequence[Row], what: str) -> list[Row]:
    """The answers to a thing, by its name as rows are compared."""
    return [row for row in answers if thing(row) == what]


def answer_problems(rows: Rows, file: str) -> list[Problem]:
    """Answers without a size, countries that are none, and prices of nobody knows how much."""
    problems = list[Problem]()
    for line, row in enumerate(rows, start=2):
        if row["country"] and not country_code(row["country"]):
            problems.append(Problem(NOT_A_COUNTRY, file, line, "country", row["country"]))
        size = "stock" if row["kind"] == STOCK else "share"
        if math.isnan(float(row[size])):
            problems.append(Problem(WITHOUT_SIZE, file, line, size, row["answer"]))
        if not math.isnan(float(row["price"])) and math.isnan(float(row["yearly"])):
            problems.append(Problem(WITHOUT_YEARLY, file, line, "yearly", row["answer"]))
    return problems
