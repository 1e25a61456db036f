"""What is chosen of a measure: the values of its knobs, checked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.measures.catalogue import ONCE, Measure
from weerbaar.measures.variants import Variant

NO_SUCH_KNOB = ProblemKind(
    "no-such-knob-of-measure",
    mark("This measure has no knob “{value}”."),
    mark("Choose one of: {known}."),
)
NOT_A_CHOICE = ProblemKind(
    "not-a-choice",
    mark("“{value}” is no choice."),
    mark("Write a knob, = and a number, such as {example}."),
)
KNOB_OUT_OF_RANGE = ProblemKind(
    "knob-of-measure-outside",
    mark("{name} is {value}; it must lie between {low} and {high}."),
    mark("Give a number between these."),
)


def read_choices(measure: Measure, given: Sequence[str]) -> dict[str, float]:
    """The values that were given as knob=number; raises Refused with every problem found."""
    problems, found = [], {}
    example = f"{measure.knobs[0].knob}={measure.knobs[0].step:g}" if measure.knobs else "-"
    for text in given:
        knob, equals, number = text.partition("=")
        value = _number(number)
        if not equals or value is None:
            problems.append(Problem(NOT_A_CHOICE, value=text, params={"example": example}))
        else:
            found[knob.strip()] = value
    refuse_if(problems + choice_problems(measure, found))
    return found


def choice_problems(measure: Measure, choices: Mapping[str, float]) -> list[Problem]:
    """What is wrong with the values of the knobs of a measure."""
    known = {knob.knob: knob for knob in measure.knobs}
    params = {"known": ", ".join(known) or "-"}
    problems = [
        Problem(NO_SUCH_KNOB, value=name, params=params) for name in choices if name not in known
    ]
    for name in choices.keys() & known.keys():
        knob, value = known[name], choices[name]
        if value != 0 and not knob.low <= value <= knob.high:
            ends = {"name": name, "low": f"{knob.low:g}", "high": f"{knob.high:g}"}
            problems.append(Problem(KNOB_OUT_OF_RANGE, value=f"{value:g}", params=ends))
    return problems


def done_again(measure: Measure, variant: Variant) -> frozenset[int]:
    """The years in which a measure that fades is done again: at the same knobs as before.

    Only of what is paid once: of another measure the same choice once more changes nothing.
    """
    fades = any(effect.half_life_months is not None for effect in measure.effects)
    if not fades or all(cost.when != ONCE for cost in measure.costs):
        return frozenset()
    own = [one for one in variant.choices if one.measure == measure.measure]
    own.sort(key=lambda one: one.year)
    taken = [{name: value for name, value in one.knobs.items() if value > 0} for one in own]
    return frozenset(
        own[i].year for i in range(1, len(own)) if taken[i] and taken[i] == taken[i - 1]
    )


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
