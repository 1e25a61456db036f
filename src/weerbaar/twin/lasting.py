"""How long a scenario lasts: with its recovery, and with another duration of its shocks.

Rules:
1. Where the durations of all shocks are fixed, a second one goes beside them: a third of the
   longest in whole hours, at least 1, unless the scenario gives one. One that equals the longest is
   doubled. How long crews take is a result, so such a duration is not fixed.
2. No draw ends, with its recovery, after MAX_HOURS; the second duration neither.
"""

from __future__ import annotations

import math
from dataclasses import replace

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.twin.reading import LONG_TEXTS, Figure, fixed
from weerbaar.twin.scenario import CREWS_HOURS, MAX_HOURS, Scenario, Shock, weibull_factor

ZERO_HOURS = ProblemKind(
    "zero-hours",
    mark("{column} is {value}: there is nothing to simulate."),
    mark("Give at least one hour, and at most {high}."),
)
LASTS_TOO_LONG = ProblemKind(
    "lasts-too-long",
    mark("With its recovery the scenario can last {value} hours; at most {high} are simulated."),
    mark("Make the shocks or recovery_h shorter, or raise weibull_k: a low one gives a long tail."),
)


def with_duration(scenario: Scenario, hours: float) -> Scenario:
    """The scenario with every shock lasting so many hours; raises Refused for none or too many.

    What crews would mend lasts as long, too, and comes back by itself.
    """
    if not (math.isfinite(hours) and 0 < hours <= MAX_HOURS):
        params = {"high": MAX_HOURS}
        raise_zero = Problem(ZERO_HOURS, column="hours", value=hours, params=params)
        refuse_if([raise_zero])
    shocks = tuple(_lasting(shock, hours) for shock in scenario.shocks)
    uren = f"{hours:g}".replace(".", ",")
    made = replace(
        scenario,
        shocks=shocks,
        name_nl=f"{scenario.name_nl}, maar dan {uren} uur",
        name_en=f"{scenario.name_en}, but for {hours:g} h",
        summary_nl=_with(scenario.summary_nl, f"In dit beeld duurt het {uren} uur."),
        summary_en=_with(scenario.summary_en, f"In this picture it lasts {hours:g} h."),
    )
    was_drawn = not all(_is_fixed(shock) for shock in scenario.shocks)
    second = scenario.second_duration_h
    return with_second(made, None if was_drawn and not second else second)


def _with(summary: str, sentence: str) -> str:
    """The summary with a sentence more, where a scenario can hold it."""
    longer = f"{summary} {sentence}".lstrip()
    return longer if len(longer) <= LONG_TEXTS["summary_nl"] else summary


def too_long(scenario: Scenario, file: str, column: str = "shocks") -> list[Problem]:
    """A problem for the scenario, and for its second duration, that ends after MAX_HOURS."""
    problems = []
    shocks = scenario.shocks
    if second := scenario.second_duration_h:
        shocks = tuple(_lasting(shock, second) for shock in shocks)
    other = replace(scenario, shocks=shocks)
    for picture, at in ((scenario, column), (other, "second_duration_h")):
        hours = longest_h(picture) + picture.recovery_h
        if hours > MAX_HOURS:
            params = {"high": MAX_HOURS}
            problems.append(Problem(LASTS_TOO_LONG, file, None, at, math.ceil(hours), params))
    return problems[:1]


def with_second(scenario: Scenario, second: float | None) -> Scenario:
    """The scenario with this second duration, or without one its own by rule 1."""
    if second is None:
        second = _default_second(scenario)
    durations = [shock.duration_h for shock in scenario.shocks]
    if durations and all(_is_fixed(shock) for shock in scenario.shocks):
        longest = max(duration.p50 for duration in durations)
        if second == longest:
            second = 2 * longest
    return replace(scenario, second_duration_h=second)


def longest_h(scenario: Scenario) -> float:
    """The latest hour at which a shock or load can end, in the longest draw with every step."""
    ends = [_latest(load.from_h) + _latest(load.duration_h) for load in scenario.loads]
    for shock in scenario.shocks:
        start, top, stretch = _latest(shock.from_h), _latest(shock.duration_h), 1.0
        if shock.restoration == "weibull":
            stretch = weibull_factor(0.999, shock.weibull_k)
        longer = CREWS_HOURS if shock.restoration == "crews" else 0.0
        ends.append(start + top * stretch + longer)
    return max(ends)


def _latest(figure: Figure) -> float:
    """The highest value that can be drawn."""
    return figure.p90 + 0.25 * (figure.p90 - figure.p50)


def _lasting(shock: Shock, hours: float) -> Shock:
    """The shock lasting so many hours, whatever restores it."""
    restoration = "together" if shock.restoration == "crews" else shock.restoration
    return replace(shock, duration_h=fixed(hours), restoration=restoration)


def _is_fixed(shock: Shock) -> bool:
    """Whether the scenario fixes how long a shock lasts; what crews mend is a result."""
    return shock.duration_h.fixed and shock.restoration != "crews"


def _default_second(scenario: Scenario) -> float:
    """A third of the longest duration in whole hours, at least 1; none where one is drawn."""
    durations = [shock.duration_h for shock in scenario.shocks]
    if not durations or not all(_is_fixed(shock) for shock in scenario.shocks):
        return 0.0
    return max(1.0, float(round(max(duration.p50 for duration in durations) / 3)))
