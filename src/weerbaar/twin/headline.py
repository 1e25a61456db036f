"""What a scenario is called above a picture of one place, and what of the kind happened there.

A scenario in which nothing but power fails, for hours that it fixes, is called by those hours;
every other one by its own name.
"""

from __future__ import annotations

from collections.abc import Iterable

from weerbaar.common.language import Language, mark
from weerbaar.region.region import Library, Region
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.wording import FIXED_SPACE, exact_number

POWER = ("EHV", "EL")
"""Processes of the kinds of sites that bring power."""


def headline(scenario: Scenario, place: str, library: Library, language: Language) -> str:
    """Such as “72 hours without power in Dijkstad”; in words of the scenario for any other."""
    hours = hours_without_power(scenario, library)
    if hours is None:
        told = mark("{scenario} in {place}")
        return language.text(told, scenario=scenario.name(language.code), place=place)
    told = mark("{hours} hours without power in {place}")
    return language.text(told, hours=exact_number(hours, language), place=place)


def hours_without_power(scenario: Scenario, library: Library) -> float | None:
    """How long the power fails in a scenario in which nothing else does; None for any other."""
    processes = dict(zip(library.kinds["kind"], library.kinds["process"], strict=True))
    hit = {processes[kind] for shock in scenario.shocks for kind in shock.kinds}
    named = any(shock.sites for shock in scenario.shocks)
    lengths = {shock.duration_h for shock in scenario.shocks}
    if scenario.loads or named or len(lengths) != 1 or not hit <= set(POWER):
        return None
    (length,) = lengths
    return length.p50 if length.fixed else None


def season(scenario: Scenario, language: Language) -> str:
    """The scenario by its own name, with how cold it is outside."""
    degrees = scenario.temperature_c
    name = scenario.name(language.code)
    if not degrees.fixed:
        return name
    number = language.number(degrees.p50).replace("-", "−")
    return f"{name}, {number}{FIXED_SPACE}°C"


def happened_in(scenarios: Iterable[Scenario], region: Region, municipality: str) -> list[Scenario]:
    """Which of these scenarios of real outages hit areas of a municipality, or of the region."""
    areas = region.areas
    own = areas["municipality"] == municipality
    codes = {str(code) for code in areas["code"][own if municipality else own | True]}
    return [s for s in scenarios if any(codes & set(shock.areas) for shock in s.shocks)]
