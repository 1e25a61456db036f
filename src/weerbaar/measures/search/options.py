"""The options that a catalogue gives in a region: each measure at some positions of its knobs.

Rules:
1. A measure that is computed can be chosen at `positions` parts of what its knobs allow, all knobs
   at the same part: with 3 at a third, two thirds and the whole, on the steps of each knob, and
   whole where it counts. A knob without an end goes as far as the region has sites for it. Where
   the whole is dearer than the budget or a limit, the highest part that is not takes its place;
   where none fits, the first step is the only option, so that it can be told what that costs.
   Knobs that are not for a search stay at 0.
2. A measure for which the region has nothing, and one whose knob has no end here, is left out.
3. Measures that are given with their positions (a variant that is required, or to start from) are
   options as they stand, also where they are not computed; of one that is required there is no
   other position.
4. Each option is decided in the first year, unless it was given otherwise. What it costs is drawn
   over all years of the variant. Planned sites are scarce: each that is opened is taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from weerbaar.measures.budget import bill_of
from weerbaar.measures.catalogue import Measure, MeasureKnob
from weerbaar.measures.choosing import choice_problems
from weerbaar.measures.costs import Counts, counts_of
from weerbaar.measures.effects import WHOLE, highest
from weerbaar.measures.search.question import Option
from weerbaar.measures.variants import Choice, Variant
from weerbaar.region.region import Region
from weerbaar.twin.levers import OPEN

POSITIONS = 3
COST_DRAWS = 500
CLOSE = 1e-9
HALVINGS = 8


@dataclass(frozen=True)
class Frame:
    """The years that all sets are about, and in how many positions a measure can be chosen."""

    first_year: int
    years: int
    positions: int = POSITIONS
    draws: int = COST_DRAWS

    def variant(self, choices: Sequence[Choice], name: str = "found", told: str = "") -> Variant:
        """A variant of these choices over the years."""
        ordered = tuple(sorted(choices, key=lambda one: (one.year, one.measure)))
        return Variant(
            name, told or name, told or name, "", "", self.first_year, self.years, ordered
        )


def options_of(
    catalogue: Mapping[str, Measure],
    region: Region,
    frame: Frame,
    required: Variant | None = None,
    start: Variant | None = None,
    fits: Callable[[Option], bool] = lambda option: True,
) -> tuple[Option, ...]:
    """The options in this region, by name; own figures are in the catalogue already.

    `fits` says whether an option alone keeps to budget and limits.
    """
    counts = counts_of(region)
    held = _choices_of(required)
    given = {**_choices_of(start), **held}
    found: dict[str, Option] = {}
    for name, measure in sorted(catalogue.items()):
        chosen = [] if name in held else _alone(measure, region, counts, frame, fits)
        if name in given:
            chosen.append(given[name])
        for choices in chosen:
            made = _option(measure, choices, counts, frame)
            found[made.option] = made
    return tuple(found[name] for name in sorted(found))


def options_in(variant: Variant) -> frozenset[str]:
    """The names of the options that a variant is."""
    return frozenset(option_name(choices) for choices in _choices_of(variant).values())


def option_name(choices: Sequence[Choice]) -> str:
    """A measure with its positions, such as `noodradio share=0.4`; the year where it differs."""
    first = choices[0]
    parts = [first.measure]
    for one in choices:
        parts += [f"{one.year}:"] if len(choices) > 1 else []
        parts += [f"{knob}={value:g}" for knob, value in sorted(one.knobs.items()) if value]
    return " ".join(parts)


def room_of(catalogue: Mapping[str, Measure], region: Region) -> dict[str, float]:
    """How many planned sites there are of each kind that measures open."""
    kinds = {
        effect.of for one in catalogue.values() for effect in one.effects if effect.lever == OPEN
    }
    sites = region.sites
    return {k: float(np.sum((sites["kind"] == k) & sites["planned"])) for k in sorted(kinds)}


def left_out(catalogue: Mapping[str, Measure], options: Sequence[Option]) -> list[str]:
    """The measures that are computed and cannot be chosen here (rule 2)."""
    there = {one.measure for one in options}
    return sorted(name for name, one in catalogue.items() if one.is_computed and name not in there)


def _choices_of(variant: Variant | None) -> dict[str, tuple[Choice, ...]]:
    """The choices of each measure of a variant that take anything, by year."""
    found: dict[str, tuple[Choice, ...]] = {}
    for one in sorted(variant.choices if variant else (), key=lambda choice: choice.year):
        found[one.measure] = (*found.get(one.measure, ()), one)
    return {
        name: own
        for name, own in found.items()
        if any(v > 0 for c in own for v in c.knobs.values())
    }


def _alone(
    measure: Measure,
    region: Region,
    counts: Counts,
    frame: Frame,
    fits: Callable[[Option], bool],
) -> list[tuple[Choice, ...]]:
    """A measure at each of its positions, decided in the first year (rule 4)."""

    def choices(knobs: dict[str, float]) -> tuple[Choice, ...]:
        return (Choice(measure.measure, knobs, frame.first_year),)

    def fit(knobs: dict[str, float]) -> bool:
        return fits(_option(measure, choices(knobs), counts, frame))

    return [choices(knobs) for knobs in _positions(measure, region, fit, frame.positions)]


def _positions(
    measure: Measure, region: Region, fits: Callable[[dict[str, float]], bool], many: int
) -> list[dict[str, float]]:
    """The knobs at each part, the lowest first, each once (rules 1 and 2)."""
    if not measure.is_computed:
        return []
    tops = {knob.knob: highest(measure, knob, region) for knob in measure.knobs}
    if not all(math.isfinite(top) for top in tops.values()):
        return []
    whole = _highest_part(lambda part: fits(_knobs_at(measure, tops, part)))
    found: list[dict[str, float]] = []
    for i in range(1, many + 1):
        knobs = _knobs_at(measure, tops, whole * i / many)
        if any(value > CLOSE for value in knobs.values()) and knobs not in found:
            found.append(knobs)
    found = found or [_least_knobs(measure, tops)]
    return [knobs for knobs in found if not choice_problems(measure, knobs) and any(knobs.values())]


def _highest_part(fits: Callable[[float], bool]) -> float:
    """The highest part that fits, to one in 256; 0 where none does. What fits, less fits too."""
    if fits(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _least_knobs(measure: Measure, tops: Mapping[str, float]) -> dict[str, float]:
    """All knobs at their first step."""
    turned = [knob for knob in measure.knobs if knob.search == "yes"]
    first = {knob.knob: max(knob.low, _step(knob)) for knob in turned}
    return {name: min(tops[name], value) for name, value in first.items()}


def _step(knob: MeasureKnob) -> float:
    return max(knob.step, 1.0) if knob.unit in WHOLE else knob.step


def _knobs_at(measure: Measure, tops: Mapping[str, float], part: float) -> dict[str, float]:
    """All knobs at a part of what they allow, down to their steps."""
    found = {}
    for knob in measure.knobs:
        top, step = tops[knob.knob], _step(knob)
        value = top if part >= 1.0 else math.floor(part * top / step + CLOSE) * step
        value = min(top, max(knob.low, value)) if knob.search == "yes" else 0.0
        found[knob.knob] = float(round(value) if knob.unit in WHOLE else round(value, 9))
    return found


def _option(measure: Measure, choices: tuple[Choice, ...], counts: Counts, frame: Frame) -> Option:
    uses: dict[str, float] = {}
    for effect in measure.effects:
        if effect.lever == OPEN:
            most = max(one.knobs.get(effect.knob, 0.0) for one in choices)
            uses[effect.of] = uses.get(effect.of, 0.0) + most
    alone = frame.variant(choices)
    bill = bill_of(alone, {measure.measure: measure}, counts, frame.draws)
    cents = (bill.once + bill.yearly).sum(axis=1)
    return Option(option_name(choices), measure.measure, cents, uses, choices)
