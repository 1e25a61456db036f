"""Quantities and boxes of futures in words for a screen."""

from __future__ import annotations

import numpy as np

from weerbaar.common.language import Language, mark, upper
from weerbaar.twin.discovery import Box, Limit
from weerbaar.twin.influence_words import SHARE, UNIT_WORDS, decimals, factor_name
from weerbaar.twin.quantities import Quantity
from weerbaar.twin.sensitivity import REST
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import FIXED_SPACE


def quantity_name(twin: Twin, name: str, language: Language) -> str:
    """What a quantity is called on a screen, with a capital."""
    if name == REST:
        return language.text(mark("All else that is drawn"))
    return upper(factor_name(twin, name, language))


def value_in_words(one: Quantity, quantile: float, language: Language) -> str:
    """The value of a quantity at a quantile, with its unit; a share as per cent."""
    value = float(one.value(np.asarray(quantile)))
    if one.unit == SHARE and one.p90 <= 1.0:
        return f"{language.number(100 * value, decimals(_round(100 * value)))}{FIXED_SPACE}%"
    number = language.number(_round(value), decimals(_round(value)))
    return language.text(UNIT_WORDS.get(one.unit, "{number} " + one.unit), number=number)


def limit_in_words(one: Quantity, limit: Limit, language: Language) -> str:
    """The interval of a quantity in a box."""
    low, high = (value_in_words(one, q, language) for q in (limit.low, limit.high))
    if limit.high >= 1.0:
        return language.text(mark("more than {low}"), low=low)
    if limit.low <= 0.0:
        return language.text(mark("less than {high}"), high=high)
    return language.text(mark("from {low} to {high}"), low=low, high=high)


def box_in_words(box: Box, language: Language) -> str:
    """How often it goes wrong in a box, and how much of all that goes wrong it holds."""
    fit = box.checked if box.checked.runs else box.found
    return language.text(
        mark(
            "Then it goes wrong in {density} of 100 courses. Of all courses in which it goes "
            "wrong, {coverage} in 100 are like this."
        ),
        density=language.number(100 * fit.density),
        coverage=language.number(100 * fit.coverage),
    )


def _round(value: float) -> float:
    """Two digits that say something, three from a hundred on: a limit is no measurement."""
    return float(f"{value:.3g}") if abs(value) >= 100 else float(f"{value:.2g}")
