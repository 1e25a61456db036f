"""What somebody must know of a measure of a variant, worded as the editor warns of it."""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.common.language import Language
from weerbaar.measures.variants import Variant
from weerbaar.measures.warned import ALSO_EQUIPPED as PAID_TWICE
from weerbaar.measures.warned import AS_A_MEAN as BY_MEAN
from weerbaar.measures.warned import NEEDS_FIRST, WORKS_LATE
from weerbaar.measures.warned import NOT_BY_GROUP as ALIKE_UNKNOWN
from weerbaar.measures.warned import NOT_COMPUTED as EFFECT_UNKNOWN
from weerbaar.measures.weighing import (
    ALSO_EQUIPPED,
    AS_A_MEAN,
    LATE,
    NOT_BY_GROUP,
    NOT_COMPUTED,
    PRECONDITION,
    Flag,
    Side,
)

FLAGS: Mapping[str, str] = {
    PRECONDITION: NEEDS_FIRST,
    LATE: WORKS_LATE,
    NOT_COMPUTED: EFFECT_UNKNOWN,
    NOT_BY_GROUP: ALIKE_UNKNOWN,
    AS_A_MEAN: BY_MEAN,
    ALSO_EQUIPPED: PAID_TWICE,
}


def flag_sentences(side: Side, words: Language) -> list[str]:
    """What must be known of the measures of a side: what they need first, and what is not there."""
    return [_sentence(side.variant, flag, words) for flag in side.flags]


def _sentence(variant: Variant, flag: Flag, words: Language) -> str:
    dutch = words.code == "nl"
    return words.text(
        FLAGS[flag.flag],
        measure=flag.name_nl if dutch else flag.name_en,
        why=flag.why_nl if dutch else flag.why_en,
        year=str(_begins(variant, flag.measure)),
        last=str(variant.last_year),
    )


def _begins(variant: Variant, measure: str) -> int:
    """The first year in which anything of a measure is chosen."""
    chosen = (
        one.year
        for one in variant.choices
        if one.measure == measure and any(value > 0 for value in one.knobs.values())
    )
    return min(chosen, default=variant.first_year)
