"""What would help most: gaps, what measures were computed to bring, and what others offer.

Rules:
1. Each gap that is open and not accepted is told by the hours that all people together are short,
   with their band, as the answer has it in which the gap is shown; and by who is worst off in it.
2. A measure reaches a gap only where something that was computed and kept says so: a comparison of
   variants, or a search. It counts where that was the same crisis and place, where fewer hours for
   sure came out, and as the hours that were spared, with their band. Of a whole region sure is as
   the verdict of the comparison says, with what chance brings left out; of a municipality, of
   which a comparison gives no verdict, as its band says. Nothing is estimated here.
3. What is offered or agreed for a gap counts as far as its unit can be turned into hours: by the
   norm of the need (litres a day for each person), or as places for one person each. Commitments
   that are over count no more. What has another unit is told, and counts for nothing.
4. What is offered or agreed is what somebody typed, and nobody checked: it is told as at most so
   many hours, never more than are short, has no place among what was computed, and is no headline.
   What is left of a gap is its hours minus what is agreed, end by end, none below nought; an offer
   takes nothing off. What measures bring is not taken off: several of them would count the same
   hours twice.
5. Places are of what was computed for one need: something comes before another only where its band
   lies wholly above that of the other, or where both stood in one comparison and that one beat the
   other there. All else shares a place. A place is one more than the number of those that come
   before. The gaps of one need have places by what is left of them in the same way.
6. Hours of two needs are never added or put in one order: an hour without water is not an hour
   without money. Needs stand in the order of the model, which says nothing of what weighs more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from weerbaar.agenda.commitments import AGREED, OVER, WORKING, Commitment, Kinds, standing
from weerbaar.agenda.gaps import ACCEPTED, CLOSED, Gap
from weerbaar.agenda.hours import at_most, minus, plus, times
from weerbaar.agenda.units import same_unit
from weerbaar.common.finding import Band
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.measures.search.found import Found
from weerbaar.measures.search.outcomes import HOURS
from weerbaar.measures.weighing import NOW, Difference, Side, Weighing
from weerbaar.region.tables import EVIDENCE
from weerbaar.twin.tables import NEED_ORDER

NORM, PERSON = SERVES = ("norm", "person")
OFFERS = ("pledge", "agreement")
COMPARED, SEARCHED, OFFERED, PROMISED = SORTS = ("compared", "searched", "offered", "agreed")
DAY_H = 24.0
NOTHING = Band(0.0, 0.0, 0.0)

OFFER_UNITS = Table(
    "offer_units",
    "How far what is offered goes: which units of an offer can be turned into hours of a need.",
    ("need", "unit"),
    (
        Column("need", "choice", "", "The need.", choices=NEED_ORDER),
        Column("unit", "text", "", "Unit in which something is offered."),
        Column(
            "serves",
            "choice",
            "",
            "Whether it is used up by the norm of a day, or serves a person the whole time.",
            choices=SERVES,
        ),
        Column("amount", "number", "see serves", "Units of the norm, or persons, in one.", low=0),
        Column("source", "text", "", "On what that rests."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)


@dataclass(frozen=True)
class Measured:
    """What an answer tells of a need: hours short of all together, and how many lack it at most.

    `group` is who lacks it longest, `group_h` how many hours each of them; "" where that may not be
    told, or where no group stands out: then they are `alike`. `hours` is None where fewer than ten
    people lack it.
    """

    hours: Band | None
    peak: float
    group: str = ""
    low_income: bool = False
    group_h: float = 0.0
    alike: bool = False


@dataclass(frozen=True)
class Help:
    """Something that helps with a gap: what, how many hours it spares, and on what that rests.

    `hours` of what is offered or agreed go up to what it brings at most (rule 4). `sort` is one of
    SORTS, `measures` those of the catalogue that it is made of, `key` by what it
    is found again (a comparison, a search, a commitment) and `side` its place in there. `left` is
    what then remains, None where that was not computed. `beats` are places in the same comparison
    that it beats for sure.
    """

    sort: str
    gap: str
    names: tuple[str, str]
    hours: Band
    key: str = ""
    side: int = 0
    measures: tuple[str, ...] = ()
    left: Band | None = None
    beats: tuple[int, ...] = ()
    by_whom: str = ""

    @property
    def is_computed(self) -> bool:
        """Whether the model computed it; else somebody typed it (rule 4)."""
        return self.sort in (COMPARED, SEARCHED)

    def name(self, code: str) -> str:
        """What it is called."""
        return self.names[0] if code == "nl" else self.names[1]


@dataclass(frozen=True)
class Uncounted:
    """An offer for a gap that cannot be turned into hours, in its own words."""

    title: str
    by_whom: str
    amount: str


@dataclass(frozen=True)
class Short:
    """A gap with all that would help: its place among the gaps, what reaches it, what is offered.

    `left` is what remains after what is agreed (rule 4); `named` are measures that
    people named for it and of which nothing computed says what they bring.
    """

    gap: Gap
    state: str
    measured: Measured | None
    helps: tuple[Help, ...]
    uncounted: tuple[Uncounted, ...]
    named: tuple[str, ...]
    left: Band | None
    place: int = 0
    shared: int = 1

    def covered(self, sort: str) -> Band:
        """The hours that what is offered or agreed covers together, at most what is short."""
        found = plus([one.hours for one in self.helps if one.sort == sort])
        hours = self.measured.hours if self.measured else None
        return found if hours is None else at_most(found, hours)


@dataclass(frozen=True)
class Placed:
    """Something that helps with a need, with its place for that need and how many share it.

    What is offered or agreed has place 0: none (rule 4).
    """

    help: Help
    need: str
    place: int
    shared: int


@dataclass(frozen=True)
class Helping:
    """All open gaps and all that helps, both by need and in order; how many gaps are accepted."""

    shorts: tuple[Short, ...]
    helps: tuple[Placed, ...]
    accepted: int

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs in which something falls short, in the order of the model."""
        return tuple(dict.fromkeys(one.gap.need for one in self.shorts))


@dataclass(frozen=True)
class Computed:
    """A comparison or search that was kept, with the question that it answered and its key."""

    key: str
    question: str
    answer: Weighing | Found
    names: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Around:
    """What else is known: commitments by gap, measures named by gap, units, norms and the day.

    `norms` is how much of the unit of a norm one person needs in a day, by need.
    """

    commitments: Mapping[str, Sequence[Commitment]]
    named: Mapping[str, Sequence[str]]
    units: Rows
    norms: Mapping[str, float]
    kinds: Kinds
    today: date


Measure = Callable[[Gap], Measured | None]
"""Tells of a gap what its answer measured; None where that answer is kept no longer."""


def helping_of(
    gaps: Iterable[tuple[Gap, str]], measure: Measure, computed: Sequence[Computed], around: Around
) -> Helping:
    """Everything that would help, in order; `gaps` are each with its state."""
    every = list(gaps)
    going = [(gap, state) for gap, state in every if state not in (CLOSED, ACCEPTED)]
    made = [_short(gap, state, measure(gap), computed, around) for gap, state in going]
    found = {one.gap.need for one in made}
    needs = sorted(found, key=lambda need: (_order(need), need))
    shorts = [
        one
        for need in needs
        for one in _in_order([short for short in made if short.gap.need == need])
    ]
    helps = [
        placed
        for need in needs
        for placed in _placed(
            need, [h for one in shorts if one.gap.need == need for h in one.helps]
        )
    ]
    accepted = sum(state == ACCEPTED for _, state in every)
    return Helping(tuple(shorts), tuple(helps), accepted)


def _order(need: str) -> int:
    return NEED_ORDER.index(need) if need in NEED_ORDER else len(NEED_ORDER)


def places(bands: Sequence[Band], beats: Callable[[int, int], bool] | None = None) -> list[int]:
    """The place of each band, the highest first, where those that overlap share one (rule 5).

    `beats` says of two by their positions whether the first beats the second for sure otherwise.
    """

    def before(i: int, j: int) -> bool:
        apart = bands[i].p10 > bands[j].p90
        return apart or (beats is not None and not bands[j].p10 > bands[i].p90 and beats(i, j))

    count = range(len(bands))
    return [1 + sum(before(i, j) for i in count if i != j) for j in count]


def _in_order(shorts: Sequence[Short]) -> list[Short]:
    """Gaps of one need by what is left of them.

    Those whose hours are not known come last, without a place.
    """
    known = [one for one in shorts if one.left is not None]
    found = places([one.left or NOTHING for one in known])
    told = [
        replace(one, place=place, shared=found.count(place))
        for one, place in zip(known, found, strict=True)
    ]
    told.sort(key=lambda one: (one.place, -(one.left or NOTHING).p50, one.gap.gap))
    return [*told, *(one for one in shorts if one.left is None)]


def _placed(need: str, helps: Sequence[Help]) -> list[Placed]:
    """What helps with a need: what was computed by its place, then agreed, then offered."""
    helps = [one for one in helps if one.hours.p90 > 0]
    computed = [one for one in helps if one.is_computed]

    def beats(i: int, j: int) -> bool:
        one, other = computed[i], computed[j]
        same = one.key == other.key and one.gap == other.gap and one.sort == COMPARED == other.sort
        return same and other.side in one.beats

    found = places([one.hours for one in computed], beats)
    made = [
        Placed(one, need, place, found.count(place))
        for one, place in zip(computed, found, strict=True)
    ]
    made.sort(key=lambda one: (one.place, -one.help.hours.p50, one.help.names))
    typed = [Placed(one, need, 0, 1) for one in helps if not one.is_computed]
    return [*made, *sorted(typed, key=lambda one: (one.help.sort, one.help.names))]


def _short(
    gap: Gap, state: str, measured: Measured | None, computed: Sequence[Computed], around: Around
) -> Short:
    helps = [one for each in computed for one in _reaching(gap, each)]
    hours = measured.hours if measured else None
    lines = around.commitments.get(gap.gap, ())
    offers, uncounted = _offers(gap, lines, measured, around)
    reached = {name for one in helps for name in one.measures}
    named = tuple(one for one in around.named.get(gap.gap, ()) if one not in reached)
    covered = plus([one.hours for one in offers if one.sort == PROMISED])
    left = None if hours is None else minus(hours, covered)
    return Short(gap, state, measured, (*helps, *offers), tuple(uncounted), named, left)


# What was computed


def _reaching(gap: Gap, computed: Computed) -> list[Help]:
    """What a comparison or a search says that helps with a gap (rule 2)."""
    if all(computed.question != one.question for one in gap.seen if one.finding is not None):
        return []
    if isinstance(computed.answer, Weighing):
        return _compared(gap, computed, computed.answer)
    return _searched(gap, computed, computed.answer)


def _compared(gap: Gap, computed: Computed, weighing: Weighing) -> list[Help]:
    whole = gap.place == weighing.identity.region_name
    found = []
    for i, side in enumerate(weighing.sides):
        told = None
        if i != NOW:
            told = _of_region(gap, weighing, i) if whole else _of_town(gap, weighing, i)
        if told is None:
            continue
        spared, left, beats = told
        names = (side.variant.name_nl, side.variant.name_en)
        found.append(
            Help(COMPARED, gap.gap, names, spared, computed.key, i, _measures_of(side), left, beats)
        )
    return found


Told = tuple[Band, Band | None, tuple[int, ...]]


def _of_region(gap: Gap, weighing: Weighing, side: int) -> Told | None:
    """Hours spared in the whole region, what is left, whom this side beats; None unless sure."""
    verdict = next((one for one in weighing.verdicts if one.question == gap.need), None)
    pair = weighing.pair(NOW, side)
    apart = next((one.per_head for one in pair.needs if one.need == gap.need), None)
    then = next((one for one in weighing.sides[side].needs if one.need == gap.need), None)
    if verdict is None or apart is None or then is None:
        return None
    beats = tuple(one.side for one in verdict.beaten if one.by == side)
    if NOW not in beats:
        return None
    return _spared(apart, then.persons), times(then.per_head, then.persons), beats


def _of_town(gap: Gap, weighing: Weighing, side: int) -> Told | None:
    """The same in a municipality, which a comparison tells of where it differs for sure."""
    towns = weighing.pair(NOW, side).towns
    at = (gap.need, gap.place)
    apart = next((o.per_head for o in towns if (o.need, o.municipality) == at), None)
    figures = weighing.sides[side].towns
    then = next((o for o in figures if (o.need, o.municipality) == at), None)
    if apart is None or then is None or apart.sign >= 0:
        return None
    return _spared(apart, then.persons), times(then.per_head, then.persons), ()


def _searched(gap: Gap, computed: Computed, found: Found) -> list[Help]:
    asked = found.asked
    whole = gap.place == asked.region_name
    if not whole or asked.need != gap.need or asked.outcome != HOURS:
        return []
    return [
        Help(
            SEARCHED,
            gap.gap,
            computed.names,
            one.spared,
            computed.key,
            at,
            tuple(dict.fromkeys(part.measure for part in one.parts)),
            one.left,
        )
        for at, one in enumerate(found.sets)
        if one.spared is not None and one.stands_out and one.spared.p10 > 0
    ]


def _measures_of(side: Side) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choice.measure for choice in side.variant.choices))


def _spared(apart: Difference, persons: float) -> Band:
    """Hours spared by all together; a difference is below zero where fewer hours are lacked."""
    band = apart.band
    return Band(-band.p90 * persons, -band.p50 * persons, -band.p10 * persons)


# What is offered


def _offers(
    gap: Gap, lines: Sequence[Commitment], measured: Measured | None, around: Around
) -> tuple[list[Help], list[Uncounted]]:
    """What commitments for a gap cover in hours, and those whose unit says nothing of hours."""
    counted, uncounted = [], []
    for one in lines:
        stands = standing(one, around.kinds, around.today)
        if one.kind not in OFFERS or stands in OVER:
            continue
        sort = PROMISED if stands in (AGREED, WORKING) else OFFERED
        by_whom = "; ".join(one.partners) or one.owner
        hours = _covered(gap.need, one, measured, around)
        if hours is None:
            amount = "; ".join(map(str, one.quantities))
            uncounted.append(Uncounted(one.title, by_whom, amount))
        else:
            names = (one.title, one.title)
            if sort == OFFERED:
                hours = replace(hours, p10=0.0)
            counted.append(Help(sort, gap.gap, names, hours, one.commitment, by_whom=by_whom))
    return counted, uncounted


def _covered(need: str, one: Commitment, measured: Measured | None, around: Around) -> Band | None:
    """The hours that the quantities of a commitment cover; None where no unit of it counts."""
    if measured is None or measured.hours is None:
        return None
    found = []
    for quantity in one.quantities:
        row = next(
            (
                row
                for row in around.units
                if row["need"] == need and same_unit(str(row["unit"]), quantity.unit)
            ),
            None,
        )
        if row is not None:
            found.append(_of_units(row, quantity.number, measured, around.norms))
    known = [band for band in found if band is not None]
    return at_most(plus(known), measured.hours) if known else None


def _of_units(
    row: Mapping[str, object], number: float, measured: Measured, norms: Mapping[str, float]
) -> Band | None:
    """Hours in so many units of an offer (rule 3)."""
    amount = number * float(str(row["amount"]))
    if row["serves"] == NORM:
        norm = norms.get(str(row["need"]), 0.0)
        hours = amount / norm * DAY_H if norm > 0 else 0.0
        return Band(hours, hours, hours)
    if measured.hours is None or not measured.peak:
        return None
    part = min(amount / measured.peak, 1.0)
    return times(measured.hours, part)
