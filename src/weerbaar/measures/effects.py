"""What a variant changes in the twin, so many months after it begins.

Rules:
1. A choice is decided on 1 January of its year. `month` counts from 1 January of the first year of
   the variant; what is decided later does not count yet. Lead time, decay and uptake are drawn in
   each run, see `levers`. What fades begins anew where it is done again, and paid again.
2. What is not computed changes nothing, and so does a knob at 0. What cannot work yet in any run is
   left out: then the twin is the one that was given.
3. A knob that counts sites goes no further than the region has them. Planned sites that are opened
   count once: what all measures that stand in a year open together is no more than was planned.
4. Measures that open sites of one kind take them one after the other, by name of the measure; first
   those that stand at another site, then the rest (see `building`).
5. Where a knob says how long sites last, they last `hours` times what it says, and each length that
   was chosen is a lever of its own, for what lasts at least so long; the longest holds. What asks
   one site of each island takes islands in the order of `building`, by the kinds that the whole
   measure asks.
6. Measures that equip sites of one kind take other sites, as long as there are: first those that
   are bound to a place (rules 4 and 5), then who lets them last longest, then by name. What is
   chosen beyond that is for a site that was equipped already, and is paid for all the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.measures.catalogue import OF_PEOPLE, Effect, Measure, MeasureKnob
from weerbaar.measures.choosing import KNOB_OUT_OF_RANGE, choice_problems, done_again
from weerbaar.measures.variants import Choice, Variant, standing_in
from weerbaar.region.region import Region
from weerbaar.twin.building import (
    one_of_each,
    ordered,
    site_at,
    stand_ins,
    still_without,
    with_levers,
)
from weerbaar.twin.levers import AGREE, EQUIP, OPEN, Lever, Stage, Taken, may_work, most_of
from weerbaar.twin.reading import Figure
from weerbaar.twin.twin import Twin

MONTHS = 12
SITES = "sites"
"""The unit of knobs that count whole sites."""
WHOLE = (SITES, "trucks", "generators", "beds")
"""Units of which there is no half."""
CLOSE = 1e-9

NO_MEASURE = ProblemKind(
    "no-such-measure-in-variant",
    mark("The variant names the measure “{value}”, which the catalogue does not have."),
    mark("Take a measure of the catalogue, or leave it out."),
)
YEAR_OUTSIDE = ProblemKind(
    "choice-outside-years",
    mark("{measure} is chosen in {value}; the variant goes from {low} to {high}."),
    mark("Choose a year between these."),
)
TWICE = ProblemKind(
    "chosen-twice",
    mark("{measure} is chosen twice in {value}."),
    mark("Choose it once in each year."),
)
NOT_WHOLE = ProblemKind(
    "knob-of-measure-not-whole",
    mark("{name} is {value}; it counts whole ones."),
    mark("Give a whole number."),
)
NOT_A_NUMBER = ProblemKind(
    "knob-of-measure-no-number",
    mark("{name} is “{value}”, which is not a number."),
    mark("Give a number."),
)
TOO_MANY_POINTS = ProblemKind(
    "more-than-planned",
    mark("In {year} these measures open {value} support points together: {measures}."),
    mark("The region plans {most}; choose so many at most, over all measures together."),
)

Pair = tuple[Effect, Lever]
Opened = Mapping[tuple[str, str], tuple[str, ...]]


def with_measures(
    twin: Twin, variant: Variant, catalogue: Mapping[str, Measure], month: int
) -> Twin:
    """The twin with what the variant has working so many months after it begins.

    Raises Refused with everything that is wrong with the variant, and ValueError for a twin in
    which something was chosen, or measures work, already.
    """
    refuse_if(variant_problems(variant, catalogue, twin.network.region))
    pairs = _pairs(variant, catalogue, month)
    hosts, opened = _opened(twin, pairs)
    return with_levers(twin, _sited(twin, pairs, opened, catalogue), hosts)


def _pairs(variant: Variant, catalogue: Mapping[str, Measure], month: int) -> list[Pair]:
    """Each effect that may work in some run, and its lever; by name of the measure."""
    found = []
    for name in sorted({choice.measure for choice in variant.choices}):
        measure, decided = catalogue[name], _decided(variant, name, month)
        again = done_again(measure, variant)
        for i, effect in enumerate(measure.effects if measure.is_computed else ()):
            for hours in _hours(effect, decided):
                stages = tuple(
                    Stage(_value(effect, one, hours), ago, one.year in again)
                    for one, ago in decided
                )
                lever = _lever(measure, i, stages, hours)
                if may_work(lever):
                    found.append((effect, lever))
    return found


def _hours(effect: Effect, decided: Sequence[tuple[Choice, float]]) -> Sequence[float]:
    """What the hours of an effect are multiplied by: one lever for each (rule 5)."""
    if not effect.hours_knob:
        return (1.0,)
    asked = {float(one.knobs.get(effect.hours_knob, 0.0)) for one, _ in decided}
    return sorted(asked - {0.0})


def _value(effect: Effect, one: Choice, hours: float) -> float:
    """The knob of an effect in a choice, 0 where that choice lets it last less long."""
    if effect.hours_knob and float(one.knobs.get(effect.hours_knob, 0.0)) < hours:
        return 0.0
    return float(one.knobs.get(effect.knob, 0.0))


def _decided(variant: Variant, name: str, month: int) -> list[tuple[Choice, float]]:
    """The choices of a measure that were decided by now, from first to last, and months ago."""
    own = sorted((one for one in variant.choices if one.measure == name), key=lambda one: one.year)
    ago = [month - MONTHS * (one.year - variant.first_year) for one in own]
    return [(one, float(m)) for one, m in zip(own, ago, strict=True) if m >= 0]


def _lever(measure: Measure, number: int, stages: tuple[Stage, ...], hours: float) -> Lever:
    """The lever of an effect of a measure, still without its sites."""
    effect = measure.effects[number]
    uptake = measure.uptake if effect.whose == OF_PEOPLE else None
    lasts = f"{hours:g} h|" if effect.hours_knob else ""
    return Lever(
        name=f"{measure.measure}|{lasts}{number + 1}",
        measure=measure.measure,
        what=effect.lever,
        of=effect.of,
        amount=effect.amount,
        stages=stages,
        lead_months=measure.lead_months,
        input=effect.input,
        hours=_times(effect.hours, hours),
        fuel_l_h=effect.fuel_l_h,
        fail_start=effect.fail_start,
        at_least=effect.at_least,
        half_life_months=effect.half_life_months,
        uptake=Taken(uptake.low_income, uptake.other, uptake.older) if uptake else None,
    )


def _times(figure: Figure, by: float) -> Figure:
    return Figure(figure.p10 * by, figure.p50 * by, figure.p90 * by)


def _place(effect: Effect) -> str:
    """What the opened sites of a measure go by: their kind, where they stand, and the knob.

    The sites at which they stand go by the kind of these.
    """
    return "|".join((effect.of, effect.at, effect.knob))


def _opened(twin: Twin, pairs: Sequence[Pair]) -> tuple[dict[str, list[str]], Opened]:
    """At which sites planned sites are built, by kind; and what each measure opens (rule 4)."""
    opens = sorted((one for one in pairs if one[0].lever == OPEN), key=lambda one: not one[0].at)
    hosts: dict[str, list[str]] = {}
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for effect, lever in opens:
        kind, most = effect.of, most_of(lever)
        if effect.at:
            there = hosts.setdefault(kind, [])
            new = [host for host in ordered(twin, effect.at) if host not in there][:most]
            there += new
            found[(lever.measure, _place(replace(effect, of=effect.at)))] = tuple(new)
            sites = [site_at(kind, host) for host in new]
        else:
            gone = set(stand_ins(twin.network.region, kind, hosts.get(kind, ())).values())
            gone |= {site for others in found.values() for site in others}
            sites = [site for site in ordered(twin, kind, True) if site not in gone][:most]
        found[(lever.measure, _place(effect))] = tuple(sites)
    return hosts, found


def _sited(
    twin: Twin, pairs: Sequence[Pair], opened: Opened, catalogue: Mapping[str, Measure]
) -> list[Lever]:
    """The levers with the sites that each may act on (rule 6)."""
    found = []
    taken: dict[tuple[str, str], set[str]] = {}
    for effect, lever in sorted(pairs, key=_turn):
        sites = _sites(twin, effect, lever, opened, catalogue)
        if lever.what == EQUIP:
            before = taken.setdefault((lever.of, lever.input), set())
            if not _is_bound(effect):
                sites = tuple(sorted(sites, key=before.__contains__))
            before.update(sites[: most_of(lever)])
        found.append(replace(lever, sites=sites))
    return found


def _turn(pair: Pair) -> tuple[bool, float, str]:
    """When a lever takes its sites: the least first."""
    effect, lever = pair
    return not _is_bound(effect), -lever.hours.p50, lever.name


def _is_bound(effect: Effect) -> bool:
    """Whether it can be only at certain sites."""
    return bool(effect.at or effect.within)


def _sites(
    twin: Twin,
    effect: Effect,
    lever: Lever,
    opened: Opened,
    catalogue: Mapping[str, Measure],
) -> tuple[str, ...]:
    """The sites that a lever may act on, in the order in which they are taken."""
    if effect.within:
        own = catalogue[lever.measure].effects
        kinds = {one.of for one in own if (one.within, one.knob) == (effect.within, effect.knob)}
        return one_of_each(twin, effect.within, effect.of, kinds)
    if effect.lever == OPEN or effect.at:
        return opened.get((lever.measure, _place(effect)), ())
    if effect.lever == EQUIP:
        return still_without(twin, effect.of, effect.input, effect.hours.p50)
    return ordered(twin, effect.of) if effect.lever == AGREE else ()


def variant_problems(
    variant: Variant, catalogue: Mapping[str, Measure], region: Region
) -> list[Problem]:
    """Everything that is refused about a variant in this region."""
    problems = []
    for number, choice in enumerate(variant.choices):
        measure = catalogue.get(choice.measure)
        if measure is None:
            problems.append(Problem(NO_MEASURE, value=choice.measure))
            continue
        problems += _year_problems(variant, number, choice)
        problems += _knob_problems(measure, choice, region)
    return problems or _together(variant, catalogue, region)


def _year_problems(variant: Variant, number: int, choice: Choice) -> list[Problem]:
    about = {"measure": choice.measure}
    if not variant.first_year <= choice.year <= variant.last_year:
        ends = {"low": str(variant.first_year), "high": str(variant.last_year)}
        return [Problem(YEAR_OUTSIDE, value=str(choice.year), params=about | ends)]
    before = variant.choices[:number]
    if any((one.measure, one.year) == (choice.measure, choice.year) for one in before):
        return [Problem(TWICE, value=str(choice.year), params=about)]
    return []


def _knob_problems(measure: Measure, choice: Choice, region: Region) -> list[Problem]:
    """What is wrong with the knobs of one choice (rule 3)."""
    strange = {name: value for name, value in choice.knobs.items() if not is_number(value)}
    if strange:
        return [
            Problem(NOT_A_NUMBER, value=value, params={"name": name})
            for name, value in strange.items()
        ]
    problems = choice_problems(measure, choice.knobs)
    for knob in measure.knobs:
        value = choice.knobs.get(knob.knob, 0.0)
        params = {"name": f"{measure.measure}: {knob.knob}"}
        if knob.unit in WHOLE and abs(value - round(value)) > CLOSE:
            problems.append(Problem(NOT_WHOLE, value=f"{value:g}", params=params))
        high = highest(measure, knob, region)
        if knob.high == math.inf and value > high:
            params |= {"low": "0", "high": f"{high:g}"}
            problems.append(Problem(KNOB_OUT_OF_RANGE, value=f"{value:g}", params=params))
    return problems


def is_number(value: object) -> bool:
    """Whether a knob can stand there; a variant from elsewhere may hold anything."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def highest(measure: Measure, knob: MeasureKnob, region: Region) -> float:
    """The highest value of a knob in a region: as many sites as it has where the knob has no end.

    Infinite where the knob has no end and acts on no sites.
    """
    if knob.high != math.inf:
        return knob.high
    own = [one for one in measure.effects if one.knob == knob.knob and one.lever in (OPEN, EQUIP)]
    counts = [_count_of(one, region) for one in own]
    return float(min(counts)) if counts else math.inf


def _count_of(effect: Effect, region: Region) -> int:
    """How many sites there are for an effect."""
    kind, planned = region.sites["kind"], region.sites["planned"]
    there = int(np.sum((kind == (effect.within or effect.at or effect.of)) & ~planned))
    if effect.lever != OPEN:
        return there
    most = int(np.sum((kind == effect.of) & planned))
    return min(most, there) if effect.at else most


def _together(variant: Variant, catalogue: Mapping[str, Measure], region: Region) -> list[Problem]:
    """More sites opened by several measures than were planned (rule 3), in the first such year."""
    for year in sorted({choice.year for choice in variant.choices}):
        opened: dict[str, dict[str, float]] = {}
        for name, knobs in standing_in(variant, year).items():
            for effect in catalogue[name].effects:
                if effect.lever == OPEN:
                    of = opened.setdefault(effect.of, {})
                    of[name] = of.get(name, 0.0) + knobs.get(effect.knob, 0.0)
        for kind, counts in opened.items():
            most = int(np.sum((region.sites["kind"] == kind) & region.sites["planned"]))
            if sum(counts.values()) > most:
                names = ", ".join(f"{name} ({count:g})" for name, count in counts.items() if count)
                params = {"year": str(year), "most": most, "measures": names}
                value = f"{sum(counts.values()):g}"
                return [Problem(TOO_MANY_POINTS, value=value, params=params)]
    return []
