"""The figures of measures that are drawn once for each run, by the keys of their levers.

Which assumption would turn a choice is asked of these too: how soon a measure works, how much each
unit of its knob brings, how fast that fades, how many people take part, and how long a back-up that
it buys lasts, what that burns and how often it does not start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from weerbaar.common.language import Language, mark
from weerbaar.measures.catalogue import Measure
from weerbaar.twin.draws import key_of, uniform_over
from weerbaar.twin.influence import Factor
from weerbaar.twin.levers import LEVER, Lever
from weerbaar.twin.quantities import run_numbers
from weerbaar.twin.reading import Figure
from weerbaar.twin.twin import Twin

LEAD, AMOUNT, HALF_LIFE, UPTAKE = "lead", "amount", "half-life", "uptake"
HOURS, FUEL, FAILS = "hours", "fuel", "fails"
MONTHS, SHARE = "months", "1"
WORDS: Mapping[str, str] = {
    LEAD: mark("{measure}: months until it works"),
    AMOUNT: mark("{measure}: how much it brings"),
    HALF_LIFE: mark("{measure}: months until half of its effect is left"),
    UPTAKE: mark("{measure}: how many people take part"),
    HOURS: mark("{measure}: hours that its back-up lasts"),
    FUEL: mark("{measure}: litres an hour that its generator burns"),
    FAILS: mark("{measure}: how often its back-up does not start"),
}


def measure_factors(
    twins: Iterable[Twin], catalogue: Mapping[str, Measure], runs: Sequence[int]
) -> list[Factor]:
    """What is drawn of the levers of these twins, each figure once; those that are fixed left out.

    A name is the lever (measure and number of its effect), or the measure, then | and the part.
    """
    found: dict[str, Factor] = {}
    for twin in twins:
        for lever in twin.levers:
            measure = catalogue[lever.measure]
            for name, unit, figure, evidence in _figures(lever, measure):
                if name not in found and not figure.fixed:
                    numbers = run_numbers(twin, runs)
                    drawn = uniform_over(twin.seed, numbers, LEVER, key_of(name))
                    ends = figure.p10, figure.p50, figure.p90
                    found[name] = Factor(name, unit, *ends, evidence, drawn)
    return list(found.values())


def _figures(lever: Lever, measure: Measure) -> Iterable[tuple[str, str, Figure, str]]:
    """Name, unit, figure and evidence of all that is drawn of a lever."""
    effect = measure.effects[int(lever.name.rpartition("|")[2]) - 1]
    yield f"{lever.measure}|{LEAD}", MONTHS, lever.lead_months, measure.lead_evidence
    yield f"{lever.name}|{AMOUNT}", "", lever.amount, effect.evidence
    if lever.half_life_months is not None:
        yield f"{lever.name}|{HALF_LIFE}", MONTHS, lever.half_life_months, effect.evidence
    yield f"{lever.measure}|{HOURS}", "h", lever.hours, effect.evidence
    yield f"{lever.measure}|{FUEL}", "L an hour", lever.fuel_l_h, effect.evidence
    if lever.fail_start is not None:
        yield f"{lever.measure}|{FAILS}", SHARE, lever.fail_start, effect.evidence
    if measure.uptake is not None and lever.uptake is not None:
        # All groups take up at one quantile: that of most people stands for them.
        name = f"{lever.measure}|{UPTAKE}"
        yield name, SHARE, lever.uptake.other, measure.uptake.evidence


def measure_factor_name(name: str, catalogue: Mapping[str, Measure], language: Language) -> str:
    """What a figure of a measure is called on a screen."""
    measure, part = name.split("|")[0], name.rpartition("|")[2]
    return language.text(WORDS[part], measure=catalogue[measure].name(language.code))
