"""What options for a market bring and disturb, as tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.common.tables import Rows
from weerbaar.drawing.charts import percent
from weerbaar.measures.labour.telling import rounded
from weerbaar.measures.market.products import BOUNDS, PRODUCT, RECKONING, Figures
from weerbaar.measures.market.rules import (
    Option,
    instrument_words,
    option_words,
    threshold_words,
)
from weerbaar.measures.market.scoring import (
    ASPECTS,
    GROUP_WORDS,
    NOTHING_AT,
    Answer,
    Outcome,
    outcome_named,
    worst_group,
)
from weerbaar.measures.measure_words import figure_in_words
from weerbaar.twin.influence_words import evidence_in_words

Table = tuple[list[str], list[list[str]]]
SHARES = ("moved", "false")
DECIMALS = 2

NOTHING_DONE = mark(
    "When nothing is done, people miss {days} days together: the days of everybody added up, half "
    "of what one uses as half a day. In {share} of the courses nobody misses anything."
)
SURE = mark(
    "The lightest that leaves at most {wanted} of that: {option}. In what it disturbs it is "
    "nowhere worse, and somewhere better, than all others that are sure to reach it, in at least "
    "9 of 10 courses."
)
ONLY = mark(
    "Of this alone it can be said that it leaves at most {wanted} of that: {option}. Others may do "
    "so too, but that is not sure. So which one is the lightest cannot be said."
)
NONE_LIGHTER = mark(
    "Several are sure to leave at most {wanted} of that. None of them is sure to be lighter than "
    "this one: {option}."
)
MANY = mark(
    "These are sure to leave at most {wanted} of that: {options}. Which of them is the lightest is "
    "not sure. Choose by what you least want to disturb."
)
NONE = mark(
    "Of no option it is sure that it leaves at most {wanted} of that, in 9 of 10 courses. Ask for "
    "less, or see to more reserve or more stock."
)
BEATEN = mark(
    "Of {count} of the {all} options another is better somewhere and worse nowhere, for sure. The "
    "table names them."
)
WORST = mark(
    "Worst off when nothing is done: people with {group}, who miss {days} days each. People with a "
    "low income miss {low} days each, others {other}."
)
EARLY = mark(
    "{instrument}, early against late: at {early} it starts in {early_false} of ordinary years "
    "though nothing is wrong, at {late} in {late_false}."
)
WAIT_ALL = mark(
    "It cannot be said for sure that people miss more if you act later: not even at the latest, in "
    "9 of 10 courses."
)
WAIT = mark(
    "Up to {late} it cannot be said for sure that people miss more if you act later; after that it "
    "can."
)
NO_WAIT = mark("People miss more if you act later, for sure: already at {late}.")
LATER_MORE = mark(
    "That is no proof that waiting is as good. At {late} people miss {more} days more, the mean of "
    "all courses: more in {worse} of them, less in {better}."
)
LATER_LESS = mark(
    "At {late} people miss {more} days less, the mean of all courses: more in {worse} of them, "
    "less in {better}."
)
NOT_ADDED = mark(
    "What an option disturbs stands in four figures that are not added up, and not set against "
    "what it brings either. How much of one is worth how much of another is a choice of people."
)
NO_PRICES = mark(
    "Prices, other products and trade outside the shops are not in it. Most figures are "
    "assumptions (A): fill in your own."
)
TURNS = mark(
    "{option}. How many missed days that spares each person depends most on one figure, {what}. "
    "Over the band of that figure it is {low} to {high} days."
)
WITHOUT_WORDS = mark("Missed days, all people together")


@dataclass(frozen=True)
class Named:
    """The tables by which options are named."""

    instruments: Rows
    indicators: Rows

    def option(self, option: Option, words: Language) -> str:
        """An option in words."""
        return option_words(option, self.instruments, self.indicators, words)

    def threshold(self, option: Option, words: Language) -> str:
        """When an option starts."""
        return threshold_words(option, self.indicators, words)


def number_words(value: float, words: Language) -> str:
    """A number in two digits, and no more than two decimals."""
    told = rounded(value)
    return words.number(told) if abs(told) >= 10 else words.figure(round(told, DECIMALS))


def band_words(band: Band, words: Language) -> str:
    """A band: the middle, and 8 of 10 courses."""
    low, middle, high = (number_words(end, words) for end in (band.p10, band.p50, band.p90))
    return middle if low == middle == high else f"{middle} ({low}–{high})"


def share_words(band: Band, words: Language) -> str:
    """A band of shares, as per cent."""
    hundred = Band(*(100 * end for end in (band.p10, band.p50, band.p90)))
    return f"{band_words(hundred, words)} %"


def aspect_words(outcome: Outcome, aspect: str, words: Language) -> str:
    """One of ASPECTS of an option, with its band."""
    band = outcome.bands[aspect]
    if aspect == "false":
        return percent(band.p50, words)
    return share_words(band, words) if aspect in SHARES else band_words(band, words)


def brings_table(answer: Answer, named: Named, words: Language) -> Table:
    """What each option brings: what people miss, and who."""
    heads = [
        mark("What people miss"),
        WITHOUT_WORDS,
        mark("Share of all use that is missed on the worst day"),
        mark("Missed days each: low income"),
        mark("Missed days each: other income"),
        mark("Missed days each: worst group"),
        ASPECTS["vital"],
    ]
    rows = [
        [
            upper(named.option(one.option, words)),
            band_words(one.people_days, words),
            share_words(one.peak, words),
            band_words(one.low, words),
            band_words(one.other, words),
            f"{band_words(one.bands['worst'], words)}",
            band_words(one.bands["vital"], words),
        ]
        for one in answer.outcomes
    ]
    return [words.text(head) for head in heads], rows


def disturbs_table(answer: Answer, named: Named, words: Language) -> Table:
    """What each option disturbs, each figure on its own, and what is said of it."""
    heads = [
        mark("What is disturbed"),
        ASPECTS["limited"],
        ASPECTS["moved"],
        ASPECTS["ruled"],
        mark("Starts on day"),
        mark("Starts in an ordinary year though nothing is wrong"),
        mark("What stands out"),
    ]
    rows = [
        [
            upper(named.option(one.option, words)),
            *(aspect_words(one, name, words) for name in ("limited", "moved", "ruled")),
            first_words(one, words),
            aspect_words(one, "false", words) if one.option.acts else "",
            ", ".join(marks_of(answer, one, words)),
        ]
        for one in answer.outcomes
    ]
    return [words.text(head) for head in heads], rows


def first_words(one: Outcome, words: Language) -> str:
    """The day on which a rule starts, where it does, and in how many courses it never does."""
    if not one.option.acts:
        return ""
    if one.first is None:
        return words.text(mark("never"))
    day = band_words(one.first, words)
    if not one.never:
        return day
    never = percent(one.never, words)
    return words.text(mark("{day}; never in {share}"), day=day, share=never)


def marks_of(answer: Answer, one: Outcome, words: Language) -> list[str]:
    """What is said of an option in a table."""
    name, verdict = one.option.option, answer.verdict
    told = []
    if name in verdict.reach:
        told.append(mark("sure to reach what is wanted"))
    if name in verdict.lightest:
        told.append(mark("lightest of these") if verdict.is_sure else mark("one of the lightest"))
    if name not in verdict.front:
        told.append(mark("another does better"))
    return [words.text(each) for each in told]


def curve_table(answer: Answer, named: Named, words: Language) -> Table:
    """One option from early to late."""
    heads = [
        mark("From early to late"),
        WITHOUT_WORDS,
        mark("Missed days each: worst group"),
        ASPECTS["limited"],
        mark("Starts on day"),
        mark("Starts in an ordinary year though nothing is wrong"),
        mark("Missed days more than at the earliest, a person, the mean"),
    ]
    along = answer.curve.outcomes if answer.curve else ()
    later = answer.curve.later if answer.curve else ()
    rows = [
        [
            upper(named.threshold(one.option, words)),
            band_words(one.people_days, words),
            band_words(one.bands["worst"], words),
            aspect_words(one, "limited", words),
            first_words(one, words),
            aspect_words(one, "false", words),
            number_words(more.mean, words),
        ]
        for one, more in zip(along, later, strict=True)
    ]
    return [words.text(head) for head in heads], rows


def sentences(answer: Answer, named: Named, words: Language) -> list[str]:
    """What the tables mean, and what is not in them."""
    nothing = answer.outcomes[NOTHING_AT]
    nobody = 1.0 - answer.scarce_courses / answer.courses
    days = band_words(nothing.people_days, words)
    found = [
        words.text(NOTHING_DONE, days=days, share=percent(nobody, words)),
        *([verdict_words(answer, named, words)] if len(answer.outcomes) > 1 else []),
        *_beaten_words(answer, words),
        _worst_words(nothing, words),
        *_curve_words(answer, named, words),
        *_turns_words(answer, named, words),
        words.text(NOT_ADDED),
        words.text(NO_PRICES),
    ]
    return [upper(line) for line in found]


def verdict_words(answer: Answer, named: Named, words: Language) -> str:
    """Which option is the lightest that reaches what is wanted, as sure as that is."""
    verdict, wanted = answer.verdict, percent(answer.wanted, words)
    if not verdict.reach:
        return words.text(NONE, wanted=wanted)
    if len(verdict.reach) == 1:
        only = _named(answer, verdict.reach, named, words)
        return words.text(ONLY, wanted=wanted, option=only)
    told = _named(answer, verdict.lightest, named, words)
    if verdict.is_sure:
        return words.text(SURE, wanted=wanted, option=told)
    if len(verdict.lightest) == 1:
        return words.text(NONE_LIGHTER, wanted=wanted, option=told)
    return words.text(MANY, wanted=wanted, options=told)


def _beaten_words(answer: Answer, words: Language) -> list[str]:
    every = len(answer.outcomes)
    beaten = every - len(answer.verdict.front)
    return [words.text(BEATEN, count=beaten, all=every)] if beaten else []


def _named(answer: Answer, options: Sequence[str], named: Named, words: Language) -> str:
    return "; ".join(named.option(outcome_named(answer, one).option, words) for one in options)


def _worst_words(nothing: Outcome, words: Language) -> str:
    group = worst_group(nothing)
    return words.text(
        WORST,
        group=words.text(GROUP_WORDS[group]),
        days=band_words(nothing.groups[group], words),
        low=band_words(nothing.low, words),
        other=band_words(nothing.other, words),
    )


def _curve_words(answer: Answer, named: Named, words: Language) -> list[str]:
    if answer.curve is None:
        return []
    along, wait = answer.curve.outcomes, answer.curve.not_apart_until
    first, last = along[0], along[-1]
    told = words.text(
        EARLY,
        instrument=instrument_words(first.option.instrument, named.instruments, words),
        early=named.threshold(first.option, words),
        late=named.threshold(last.option, words),
        early_false=percent(first.bands["false"].p50, words),
        late_false=percent(last.bands["false"].p50, words),
    )
    if wait == len(along) - 1:
        return [told, words.text(WAIT_ALL), _later_words(answer, wait, named, words)]
    message = WAIT if wait else NO_WAIT
    until = words.text(message, late=named.threshold(along[wait or 1].option, words))
    return [told, until, *([_later_words(answer, wait, named, words)] if wait else [])]


def _later_words(answer: Answer, at: int, named: Named, words: Language) -> str:
    """How much more people miss at a threshold that cannot be told apart from the earliest."""
    assert answer.curve is not None
    outcome, more = answer.curve.outcomes[at], answer.curve.later[at]
    together = more.mean * answer.people
    return words.text(
        LATER_MORE if together >= 0 else LATER_LESS,
        late=named.threshold(outcome.option, words),
        more=number_words(abs(together), words),
        worse=percent(more.worse, words),
        better=percent(more.better, words),
    )


def _turns_words(answer: Answer, named: Named, words: Language) -> list[str]:
    if answer.best is None or not answer.turns or not answer.turns[0].size:
        return []
    one = answer.turns[0]
    low, high = (number_words(end, words) for end in sorted((one.low, one.high)))
    what, option = words.text(BOUNDS[one.figure][2]), named.option(answer.best, words)
    return [words.text(TURNS, option=option, what=what, low=low, high=high)]


def figure_rows(figures: Figures, named: Named, words: Language) -> list[list[str]]:
    """Every figure: whose it is, what it is, the figure, its source and its evidence."""
    return [
        [
            _of_words(of, named, words),
            words.text(BOUNDS[name][2]),
            figure_in_words(one.figure, words),
            one.source_nl if words.code == "nl" else one.source_en,
            evidence_in_words(one.evidence, words),
        ]
        for (of, name), one in figures.items()
    ]


def _of_words(of: str, named: Named, words: Language) -> str:
    """Whose a figure is."""
    if of == PRODUCT:
        return words.text(mark("the product"))
    if of == RECKONING:
        return words.text(mark("how it is reckoned"))
    return instrument_words(of, named.instruments, words)
