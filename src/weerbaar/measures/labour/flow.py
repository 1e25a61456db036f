"""What ways ask of people and bring, month by month, in many courses: service, orders, stocks.

Rules:
1. Groups begin at the first of a month, `intakes` times a year from month 0, in equal parts; of
   those asked a share takes part.
2. Who began k months ago still takes part with the chance s(k). Over the M months of service it
   falls from 1 to 1 - `drops_service`, evenly as a rate; after that each year 1 - `drops_year` of
   them stay. After M months and `years_after` years, in whole months, they have finished.
3. Conserved in each month and course: who began = in service + after service + stopped + finished.
4. Brought, in full-time workers: in service x `worth_service` + after service x `week` x
   `worth_after`. Of it the share `to_` a sector goes there.
5. Withdrawn from the labour market: (in service + after service x `week`) x `gives_up`, and what is
   spent on guidance: that same time x `guides`. What people give up is lost to the sectors they
   come from (`from_`), guidance to the sector that guides (`to_`). Sectors and elsewhere add up.
6. Who can be called: all in service and the share `comes` of those after service. Who is called
   after service leaves another job: (1 - `week`) x `gives_up` of each.
7. Each figure is drawn once in a course, by its name: two ways that share a figure share its draw,
   so that they differ by what differs. Shares are at most 1.
8. Which share of the vacancies of a sector is filled is said, as a band, only where it is known
   where people work otherwise (`from_`), and at least 9 of 10 courses bring work there on balance.
   Without `from_` no sector loses any paid work, so that a share would promise too much.
9. Nobody is counted in two ways at once, but ways are not added up either: a person can do one.
10. A long order takes units x jobs / 1,000 full-time jobs, an agreement on stocks the same for its
   units, and units x rotates x moves / 1,000 to replace them: growing evenly over `grows` months,
   until `lasts` years are over. Of those who do it a share `new` had no paid work; the others, and
   who guides them (`guides`), are withdrawn from the sectors that they come from (`from_`), or
   without those from the sector where the work is (`to_`), where they add to the vacancies.

A model of stocks and flows with fixed rates, no behaviour: wages and prices do not answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.finding import Band
from weerbaar.measures.labour.schemes import BOUNDS, MONTHS, Scheme
from weerbaar.twin.draws import key_of, quantile, uniform_over
from weerbaar.twin.reading import Figure, fixed

Floats = NDArray[np.float64]

DRAWS = 1_000
MOST_DRAWS = 5_000
MOST_YEARS = 40
LABOUR = key_of("labour")
QUANTILES = (10, 50, 90)
THOUSAND = 1_000.0


@dataclass(frozen=True)
class Flow:
    """What a way does in each month and course; all (months, draws), in persons or full-time
    workers. `began`, `stopped` and `finished` are counted from the start; `bound` are all who are
    at work for it, in full-time jobs."""

    scheme: Scheme
    began: Floats
    serving: Floats
    after: Floats
    stopped: Floats
    finished: Floats
    brings: Floats
    gives_up: Floats
    guides: Floats
    called: Floats
    leaves: Floats
    bound: Floats

    @property
    def years(self) -> int:
        """How many years it runs."""
        return len(self.began) // MONTHS

    @property
    def last(self) -> int:
        """The last year in which it stands, from 0."""
        lasts = self.scheme.whole("lasts") if self.scheme.asks else 0
        return min(lasts or self.years, self.years) - 1

    @property
    def withdrawn(self) -> Floats:
        """Full-time workers that the labour market misses (rule 5)."""
        return self.gives_up + self.guides

    @property
    def net(self) -> Floats:
        """What is brought less what is withdrawn."""
        return self.brings - self.withdrawn

    def in_year(self, values: Floats) -> Floats:
        """The mean over the months of each year, shape (years, draws)."""
        mean: Floats = values.reshape(self.years, MONTHS, -1).mean(axis=1)
        return mean


@dataclass(frozen=True)
class AtSector:
    """What a way does in one sector in the last year: full-time workers brought and withdrawn, and
    persons who come there when all are called.

    `fills` is the net as a share of open vacancies, None where it cannot be said (rule 8); `adds`
    what an order or stock takes as a share of them, None for other ways.
    """

    sector: str
    brings: Band
    withdrawn: Band
    net: Band
    vacancies: float | None
    fills: Band | None
    called: Band
    adds: Band | None = None


def run_scheme(scheme: Scheme, years: int, draws: int = DRAWS, seed: int = 1) -> Flow:
    """The courses of a way to let people serve, over so many years."""
    drawn = {name: _draw(scheme.figure(name), name, draws, seed) for name in BOUNDS}
    if scheme.asks:
        return _run_asked(scheme, drawn, years * MONTHS)
    begins = _draw(scheme.begins, "cohort", draws, seed, most=np.inf) * drawn["takes_part"]
    intakes = max(1, scheme.whole("intakes"))
    step, size = MONTHS // intakes, begins / intakes
    parts = _parts(drawn, scheme.whole("months"), years * MONTHS)
    serving, after, stopped, finished = (_over_groups(part, step) * size for part in parts)
    began = _over_groups(np.ones((years * MONTHS, 1)), step) * size
    full = serving + after * drawn["week"]
    return Flow(
        scheme=scheme,
        began=began,
        serving=serving,
        after=after,
        stopped=stopped,
        finished=finished,
        brings=serving * drawn["worth_service"] + after * drawn["week"] * drawn["worth_after"],
        gives_up=full * drawn["gives_up"],
        guides=full * drawn["guides"],
        called=serving + after * drawn["comes"],
        leaves=after * drawn["comes"] * (1.0 - drawn["week"]) * drawn["gives_up"],
        bound=full,
    )


def _run_asked(scheme: Scheme, drawn: Mapping[str, Floats], months: int) -> Flow:
    """The courses of an order or a stock (rule 10)."""
    jobs = drawn["units"] * (drawn["jobs"] + drawn["rotates"] * drawn["moves"]) / THOUSAND
    month = np.arange(months, dtype=np.float64)[:, np.newaxis]
    part = np.minimum((month + 1.0) / max(1, scheme.whole("grows")), 1.0)
    lasts = scheme.whole("lasts") * MONTHS or months
    bound = np.where(month < lasts, part, 0.0) * jobs
    nobody = np.zeros_like(bound)
    return Flow(
        scheme=scheme,
        began=nobody,
        serving=nobody,
        after=nobody,
        stopped=nobody,
        finished=nobody,
        brings=nobody,
        gives_up=bound * (1.0 - drawn["new"]),
        guides=bound * drawn["guides"],
        called=nobody,
        leaves=nobody,
        bound=bound,
    )


def _parts(
    drawn: Mapping[str, Floats], months: int, ages: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Of a group that began k months ago the shares in service, after it, stopped and finished;
    each (ages, draws), together 1 (rule 2)."""
    k = np.arange(ages, dtype=np.float64)[:, np.newaxis]
    stays = 1.0 - drawn["drops_service"] if months else np.ones_like(drawn["drops_service"])
    served = stays ** np.minimum(k / months, 1.0) if months else np.ones_like(k) * stays
    later = np.clip(k - months, 0.0, np.round(drawn["years_after"] * MONTHS))
    left = served * (1.0 - drawn["drops_year"]) ** (later / MONTHS)
    in_service = k < months
    over = k >= months + np.round(drawn["years_after"] * MONTHS)
    serving = np.where(in_service, left, 0.0)
    after = np.where(in_service | over, 0.0, left)
    finished = np.where(over & ~in_service, left, 0.0)
    return serving, after, 1.0 - left, finished


def _over_groups(part: Floats, step: int) -> Floats:
    """The sum over groups that begin each `step` months; `part` by age in months (ages, draws)."""
    found = part.copy()
    for month in range(step, len(part)):
        found[month] += found[month - step]
    return found


def _draw(figure: Figure, name: str, draws: int, seed: int, most: float | None = None) -> Floats:
    """The figure in each course (rule 7), no higher than its bound."""
    if figure.fixed:
        return np.full(draws, figure.p50)
    q = uniform_over(seed, np.arange(draws), LABOUR, key_of(name))
    low, middle, high = (np.array([end]) for end in (figure.p10, figure.p50, figure.p90))
    return quantile(low, middle, high, q, most=BOUNDS[name][1] if most is None else most)


def at_sector(flow: Flow, sector: str, vacancies: float | None) -> AtSector:
    """What a way does in a sector, or ELSEWHERE, in the last year (rules 4 to 6)."""
    to, come = (flow.scheme.share_of(way, sector) for way in ("to_", "from_"))
    if flow.scheme.asks and not flow.scheme.share("from_"):
        come = to
    brings = flow.brings * to
    withdrawn = flow.gives_up * come + flow.guides * to
    net, called = brings - withdrawn, flow.called * to - flow.leaves * come
    on_balance = last_year(flow, net)
    is_sure = flow.scheme.share("from_") > 0.0 and on_balance.p10 > 0.0
    fills = last_year(flow, net / vacancies) if vacancies and is_sure else None
    asks = flow.scheme.asks and vacancies
    adds = last_year(flow, withdrawn / vacancies) if asks and vacancies else None
    return AtSector(
        sector=sector,
        brings=last_year(flow, brings),
        withdrawn=last_year(flow, withdrawn),
        net=on_balance,
        vacancies=vacancies,
        fills=fills,
        called=last_year(flow, called),
        adds=adds,
    )


def last_year(flow: Flow, values: Floats) -> Band:
    """The mean over the months of the last year in which it stands, as a band over the courses."""
    return band_of(flow.in_year(values)[flow.last])


def calendar(flow: Flow) -> list[Band]:
    """How many people can be called in each month of the last year."""
    return [band_of(row) for row in flow.called[-MONTHS:]]


def by_year(flow: Flow, values: Floats) -> list[Band]:
    """The mean over the months of each year, as bands over the courses."""
    return [band_of(row) for row in flow.in_year(values)]


@dataclass(frozen=True)
class Swing:
    """What a figure does to the balance of the last year: at its low end, and at its high end, all
    others in their middle."""

    figure: str
    low: float
    high: float

    @property
    def size(self) -> float:
        """How far apart the two are."""
        return abs(self.high - self.low)


def swings(scheme: Scheme, years: int) -> list[Swing]:
    """The figures that are not fixed, those first that move the balance most."""
    drawn = [(name, one.figure) for name, one in scheme.stated.items() if one.figure]
    loose = [(name, figure) for name, figure in drawn if not figure.fixed]
    found = [
        Swing(name, *(_balance(scheme, years, name, end) for end in (figure.p10, figure.p90)))
        for name, figure in loose
        if not name.startswith("cohort")
    ]
    return sorted(found, key=lambda one: (-one.size, one.figure))


def _balance(scheme: Scheme, years: int, name: str, value: float) -> float:
    """The balance of the last year with one figure at a value, the others in their middle."""
    middles = {
        other: replace(one, figure=fixed(value if other == name else one.figure.p50))
        for other, one in scheme.stated.items()
        if one.figure is not None
    }
    flow = run_scheme(Scheme(scheme.scheme, fixed(scheme.begins.p50), middles), years, draws=1)
    return float(flow.in_year(flow.net)[flow.last, 0])


def difference(one: Flow, other: Flow) -> Band:
    """How much more `one` brings on balance than `other` in the last year, course by course."""
    return band_of(one.in_year(one.net)[-1] - other.in_year(other.net)[-1])


def band_of(values: Floats) -> Band:
    """The middle, and the ends that 1 in 10 courses pass."""
    low, middle, high = (float(value) for value in np.percentile(values, QUANTILES))
    return Band(low, middle, high)
