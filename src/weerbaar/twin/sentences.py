"""The sentences of an answer: whole messages, so that each language keeps its own order."""

from __future__ import annotations

import math

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.report import (
    Sentence,
    words,
)
from weerbaar.region.extent import extent_of
from weerbaar.twin.answer import Answer
from weerbaar.twin.outcome import (
    BESIDE_HEADLINE,
    REGION_ONLY,
    SUPPRESS_BELOW,
    NeedOutcome,
    Outcome,
)
from weerbaar.twin.wording import (
    band_in_words,
    cause_in_words,
    exact_number,
    people_in_words,
    span_in_words,
    times_in_words,
)

UNLIKE = 1.05
HOURS_THAT_COUNT = 1.0
SHARE_THAT_COUNTS = 0.01
"""A ratio is told of a need that lasts an hour per person, or that one in a hundred lack at once.

Below both it compares next to nothing with next to nothing: six seconds of cold per person, of
which an old house in one village has twenty, is no sign of who suffers.
"""

ALIKE = mark(
    "Older people, people who need care and people with a low income are hit **about as hard** as "
    "others."
)
HARDLY_ANY = mark(
    "So few people lack heat, water, food or medicine that we **cannot say** who is hit hardest."
)
UNEQUAL = {
    ("elder", "heat"): mark(
        "People of 65 and over or in need of care are in the cold **{times} times** as long as "
        "others."
    ),
    ("elder", "water"): mark(
        "People of 65 and over or in need of care lack water **{times} times** as long as others."
    ),
    ("elder", "food"): mark(
        "People of 65 and over or in need of care lack food **{times} times** as long as others."
    ),
    ("elder", "medicine"): mark(
        "People of 65 and over or in need of care lack medicine **{times} times** as long as "
        "others."
    ),
    ("elder", "care"): mark(
        "People of 65 and over or in need of care miss care at home **{times} times** as long as "
        "others."
    ),
    ("income", "care"): mark(
        "People with a low income miss care at home **{times} times** as long as others."
    ),
    ("income", "heat"): mark(
        "People with a low income are in the cold **{times} times** as long as others."
    ),
    ("income", "water"): mark(
        "People with a low income lack water **{times} times** as long as others."
    ),
    ("income", "food"): mark(
        "People with a low income lack food **{times} times** as long as others."
    ),
    ("income", "medicine"): mark(
        "People with a low income lack medicine **{times} times** as long as others."
    ),
}


def tell_sentences(answer: Answer, language: Language) -> tuple[Sentence, ...]:
    """Three sentences: on calling for help, on the worst need, and on who is hit hardest."""
    outcome = answer.outcome
    return (
        _sentence_calls(answer, language),
        _sentence_worst(outcome, language),
        _sentence_unequal(outcome, language),
    )


def _sentence_calls(answer: Answer, language: Language) -> Sentence:
    text, outcome = language.text, answer.outcome
    need = outcome.need("help_call")
    half = _first_above(need.p50, 0.5 * need.persons, outcome.dt)
    if half is None and need.peak.p90 < SUPPRESS_BELOW:
        note = text(mark("In 9 of 10 courses fewer than 10 people cannot."))
        return Sentence(words(text(mark("Almost everyone **can call for help**."))), note)
    if half is None:
        message = mark(
            "At the worst moment **{people} people** cannot call for help and are not near a fire "
            "station or hospital."
        )
        people = people_in_words(need.peak.p50, language)
        note = text(mark("Likely {band}."), band=band_in_words(need.peak, language))
        note = f"{note} {_on_estimates(need, language)}".strip()
        return Sentence(words(text(message, people=people)), note)
    message = mark("Within **{span}** most people can no longer call, not even {number}.")
    network = answer.twin.network
    number = extent_of(network.region.areas, network.library)["emergency_number"]
    calls = text(message, span=span_in_words(half + outcome.dt, language), number=number)
    why = _why_no_calls(answer, need, language)
    sure = _how_sure_of_calls(need, outcome.dt, language)
    return Sentence(words(calls), sure, why)


def _how_sure_of_calls(need: NeedOutcome, dt: float, language: Language) -> str:
    """Within which hours 8 of 10 courses get there, and how much rests on estimates."""
    text, parts = language.text, []
    early, late = (_first_above(curve, 0.5 * need.persons, dt) for curve in (need.p90, need.p10))
    if early is not None and late is not None and late > early:
        told = mark("Likely within {low} to {high} hours.")
        hours = {"low": early + dt, "high": late + dt}
        parts.append(text(told, **{name: exact_number(h, language) for name, h in hours.items()}))
    elif late is not None:
        told = mark("In 9 of 10 courses within {span}.")
        parts.append(text(told, span=span_in_words(late + dt, language)))
    parts.append(_on_estimates(need, language))
    return " ".join(filter(None, parts))


def _on_estimates(need: NeedOutcome, language: Language) -> str:
    """How much of a need rests on estimated objects; nothing where none of it does."""
    if need.estimated_share < 0.005:
        return ""
    told = mark("{share} % rests on estimated objects.")
    return language.text(told, share=language.number(100 * need.estimated_share))


def _why_no_calls(answer: Answer, need: NeedOutcome, language: Language) -> str:
    """The note under the first sentence: the main cause, in words where we know them."""
    main = need.causes[0]
    if main.how == "site" and "mv_feeder" in main.chain and main.chain[0].startswith("mobile"):
        return language.text(
            mark("First too many people call at once; then the batteries of the masts are empty.")
        )
    cause = cause_in_words(answer.twin, main, language)
    return language.text(mark("Main cause: {cause}."), cause=cause)


def _first_above(curve: np.ndarray, limit: float, dt: float) -> float | None:
    """The first hour at which a curve stands above a limit."""
    above = np.flatnonzero(curve > limit)
    return float(above[0] * dt) if len(above) else None


def _sentence_worst(outcome: Outcome, language: Language) -> Sentence:
    text, need = language.text, outcome.worst
    survival = [n for n in outcome.needs if n.family == "survival"]
    if all(n.peak.p90 < SUPPRESS_BELOW for n in survival):
        return Sentence(
            words(text(mark("Heat, water, food and medicine **hold out** for almost everyone."))),
            text(mark("In 9 of 10 courses fewer than 10 people lack one of these.")),
        )
    at = _telling_step(need)
    span = span_in_words((at + 1) * outcome.dt, language)
    band = Band(float(need.p10[at]), float(need.p50[at]), float(need.p90[at]))
    messages = {
        "heat": mark("After **{span}** about **{people} people** are in a cold home."),
        "water": mark("After **{span}** about **{people} people** lack drinking water."),
        "food": mark("After **{span}** about **{people} people** have too little food."),
        "medicine": mark("After **{span}** about **{people} people** lack their medicine."),
        "care": mark("After **{span}** about **{people} people** miss care at home."),
        "device": mark(
            "After **{span}** about **{people} people** have no power for their medical device."
        ),
    }
    notes = {
        "heat": mark(
            "Likely {band}. Cold is below 16 degrees, and below 18 for people of 65 and over. Old "
            "houses cool fastest."
        ),
    }
    sentence = text(messages[need.need], span=span, people=people_in_words(band.p50, language))
    note = text(notes.get(need.need, mark("Likely {band}.")), band=band_in_words(band, language))
    note += " " + text(
        mark("In the worst tenth of courses {people}."),
        people=people_in_words(float(need.worst[at]), language),
    )
    return Sentence(words(sentence), f"{note} {_on_estimates(need, language)}".strip())


def _telling_step(need: NeedOutcome) -> int:
    """The step in which half of the peak is reached: when it turns from a few to many."""
    curve = need.p50 if need.p50.max() >= SUPPRESS_BELOW else need.p90
    return int(np.flatnonzero(curve >= 0.5 * curve.max())[0])


def _sentence_unequal(outcome: Outcome, language: Language) -> Sentence:
    text = language.text
    found = [
        (ratio.p50, who, need.need, ratio, need)
        for need in outcome.needs
        if need.family == "survival" and need.need not in (*REGION_ONLY, *BESIDE_HEADLINE)
        if counts(need)
        for who, ratio in (("elder", need.elder_ratio), ("income", need.income_ratio))
        if math.isfinite(ratio.p50)
    ]
    note = text(mark("Counted in hours per person."))
    if not found:
        return Sentence(words(text(HARDLY_ANY)), "")
    most = max(found, key=lambda one: one[:3])
    if most[0] < UNLIKE:
        return Sentence(words(text(ALIKE)), note)
    _, who, name, ratio, need = most
    low, high = (times_in_words(end, language) for end in (ratio.p10, ratio.p90))
    if low != high:
        told = mark("Counted in hours per person; likely {low} to {high} times.")
        note = text(told, low=low, high=high)
    return Sentence(
        words(text(UNEQUAL[(who, name)], times=times_in_words(ratio.p50, language))),
        f"{note} {_on_estimates(need, language)}".strip(),
    )


def counts(need: NeedOutcome) -> bool:
    """Whether so much is lacked that it makes sense to say for whom it is worse."""
    enough = need.persons > 0 and need.peak.p50 >= SHARE_THAT_COUNTS * need.persons
    return enough or need.per_head.p50 >= HOURS_THAT_COUNT
