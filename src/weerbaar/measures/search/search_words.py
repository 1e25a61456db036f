"""What a search found, in sentences and rows that a council can read.

Person-hours are told as hours per person who has the need. Where bands overlap nobody is said to be
best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.measures.catalogue import PAYERS, Measure
from weerbaar.measures.chance import fewest_draws
from weerbaar.measures.euro_words import euro_band, euros_in_words, given_euros
from weerbaar.measures.search.found import (
    Asked,
    AtWorst,
    BadCourses,
    Confirmed,
    Found,
    Part,
    Regret,
    Wrong,
)
from weerbaar.measures.search.front import MOST_ON_FRONT
from weerbaar.measures.search.outcomes import HOURS, worst_runs
from weerbaar.measures.search.regret import count_looked_at, worst_of
from weerbaar.measures.variants import Choice
from weerbaar.twin.difference import LACKING
from weerbaar.twin.discovery import FEWEST_RUNS
from weerbaar.twin.library import TwinLibrary
from weerbaar.twin.wording import people_in_words

MINUTES = 60
NO_DIFFERENCE = mark("no difference that matters")
NOTHING_TAKEN = mark("no measures")

SET_HEADS = (
    mark("Set of measures"),
    mark("Costs"),
    mark("Spared"),
    mark("Still left"),
    mark("Worst off"),
)
PART_HEADS = (mark("Measure"), mark("What is chosen"), mark("Costs"), mark("Lost without it"))
WRONG_HEAD = mark("Scenario")


def opening(found: Found, words: Language) -> str:
    """By what was searched, and among how many sets."""
    asked = found.asked
    told = mark("{lacking}, by {outcome}. Sets of measures that were tried: {count}.")
    hours, people = mark("hours without it"), mark("people who are without it too long")
    return words.text(
        told,
        lacking=words.text(LACKING[asked.need]),
        count=found.looked_at,
        outcome=words.text(hours if asked.outcome == HOURS else people),
    )


def verdict(found: Found, words: Language) -> str:
    """Which set is best, or that this cannot be said."""
    text = words.text
    if not any(one.stands_out for one in found.sets):
        told = mark(
            "None of these sets makes a difference here that is sure and large enough to matter. "
            "Look at another need, or give more money."
        )
        return text(told)
    if found.front:
        told = mark(
            "On cost, on the worst {worst} of {courses} courses and on who is worst off, none of "
            "the sets that were looked at again is better than any of these, by their middles. "
            "Where bands overlap it may be chance. Which weighs most is for you to say."
        )
        courses = found.asked.confirm_draws
        return text(told, worst=worst_runs(courses), courses=courses)
    if len(found.sets) == 1:
        return text(mark("One set was looked at again, so there is nothing to choose between."))
    near = [str(i) for i, one in enumerate(found.sets[1:], start=2) if not one.behind]
    if near:
        told = mark(
            "Nobody can say which is best: set 1 or set {others}. The difference may be chance, or "
            "is too small to matter."
        )
        return text(told, others=", ".join(near))
    return text(mark("Set 1 does more than the other sets here, in at least 9 of 10 courses."))


def group_names(library: TwinLibrary, words: Language) -> dict[str, str]:
    """The names of the groups, as the library has them."""
    rows = library.groups
    names = rows[f"name_{words.code}"]
    return {str(group): str(name) for group, name in zip(rows["group"], names, strict=True)}


def set_rows(found: Found, groups: Mapping[str, str], words: Language) -> list[list[str]]:
    """A row for each set: costs, what it spares, what is left, and who is worst off.

    `groups` are their names.
    """
    text, now = words.text, found.now
    rows = [
        [
            text(mark("as it is now")),
            euros_in_words(0.0, words),
            "",
            amount(found, now.left, words),
            _group(groups[now.group], now.group_low_income, now.group_hours, words),
        ]
    ]
    for i, one in enumerate(found.sets, start=1):
        spared = amount(found, one.spared, words)
        if not one.stands_out:
            spared = text(NO_DIFFERENCE)
        rows.append(
            [
                f"{i}",
                euro_band(one.eur, words),
                spared,
                amount(found, one.left, words),
                _group(groups[one.group], one.group_low_income, one.group_hours, words),
            ]
        )
    return rows


def part_rows(
    found: Found, one: Confirmed, catalogue: Mapping[str, Measure], words: Language
) -> list[list[str]]:
    """A row for each measure of a set."""
    return [
        [
            _name(part.measure, catalogue, words),
            chosen_in_words(part.choices, catalogue, words),
            euro_band(part.eur, words),
            _lost(found, part, words),
        ]
        for part in one.parts
    ]


def set_notes(found: Found, one: Confirmed, words: Language) -> list[str]:
    """What must be known of a set: how likely it costs too much, and what it needs first."""
    notes = [_worst_courses(found, one, words)] if found.front else []
    if one.overrun is not None and found.asked.budget_eur is not None:
        told = mark("The chance that it costs more than {budget} is {chance} in 100.")
        chance = round(100 * one.overrun)
        budget = given_euros(found.asked.budget_eur, words)
        notes.append(words.text(told, budget=budget, chance=chance))
    for payer, share in one.overruns.items():
        told = mark("The chance that {payer} pays more than {limit} is {chance} in 100.")
        limit = given_euros(found.asked.limits[payer], words)
        name = words.text(PAYERS[payer])
        notes.append(words.text(told, payer=name, limit=limit, chance=round(100 * share)))
    return [*notes, *(flag.text_nl if words.code == "nl" else flag.text_en for flag in one.flags)]


def closing(found: Found, catalogue: Mapping[str, Measure], words: Language) -> list[str]:
    """How it was come by, and what was left out."""
    asked = found.asked
    told = mark(
        "Tried on {few} short courses; the figures come from {many} other, whole courses. The "
        "first set is the best of some, so its own figures are a little too good."
    )
    few, many = asked.screen_draws, asked.confirm_draws
    if found.front:
        told = mark(
            "Tried by the worst {worst} of {few} short courses; the figures come from {many} "
            "other, whole courses. Of the sets that were tried {count} were looked at again at "
            "most, so a better one may have been missed."
        )
    notes = [
        crisis_sentence(asked, words),
        words.text(told, few=few, many=many, worst=worst_runs(few), count=MOST_ON_FRONT),
    ]
    notes += _least_of_sets(asked, words)
    if found.stopped:
        notes.append(words.text(mark("It was stopped: this is the best so far.")))
    if found.skipped:
        names = ", ".join(_name(name, catalogue, words) for name in found.skipped)
        notes.append(words.text(mark("Cannot be chosen in this region: {names}."), names=names))
    return notes


def amount(found: Found, band: Band | None, words: Language) -> str:
    """A figure with its band: people, or time per person; “fewer than 10” where it is so few."""
    if band is None:
        return words.text(mark("fewer than 10"))
    if found.asked.outcome != HOURS:
        low, middle, high = (
            _signed(people_in_words(abs(p), words), p) for p in (band.p10, band.p50, band.p90)
        )
    else:
        each = max(found.now.persons, 1.0)
        low, middle, high = (_time(p / each, words) for p in (band.p10, band.p50, band.p90))
    if low == high:
        return middle
    told = mark("{middle} ({low} to {high})")
    return words.text(told, middle=middle, low=low, high=high)


def chosen_in_words(
    choices: Sequence[Choice], catalogue: Mapping[str, Measure], words: Language
) -> str:
    """The knobs of a measure as they stand, with the year where there are several."""
    parts = []
    for choice in choices:
        known = catalogue[choice.measure].knobs if choice.measure in catalogue else ()
        shown = []
        for knob in known:
            value = choice.knobs.get(knob.knob, 0.0)
            if value == 0:
                continue
            name = knob.name_nl if words.code == "nl" else knob.name_en
            number = f"{words.number(100 * value)} %" if knob.unit == "1" else words.figure(value)
            shown.append(f"{name}: {number}")
        year = f"{choice.year}: " if len(choices) > 1 else ""
        parts.append(year + ", ".join(shown))
    return "; ".join(parts)


def wrong_rows(found: Regret, words: Language) -> list[list[str]]:
    """For each scenario how many hours per person more each side has than the best side there."""
    rows = []
    for one in found.scenarios:
        here = [w for w in found.shown.wrong if w.scenario == one.scenario]
        name = one.name_nl if words.code == "nl" else one.name_en
        alike = not any(w.stands_out for w in here)
        alone = sum(not w.stands_out for w in here) == 1
        rows.append([name, *(_more(w, alike, alone, words) for w in here)])
    return rows


def need_names(found: Regret, words: Language) -> list[tuple[str, str]]:
    """Each need by which it can be told, with in how many crises variants differ by it."""
    told = mark("{lacking} (differs in {count} of {all} crises)")
    return [
        (
            one.need,
            words.text(
                told,
                lacking=words.text(LACKING[one.need]),
                count=len(one.differ),
                all=len(found.scenarios),
            ),
        )
        for one in found.by_need
    ]


def need_sentence(found: Regret, words: Language) -> str:
    """By which need it is told, and why by that one."""
    lacking, differ = words.text(LACKING[found.asked.need]), found.shown.differ
    told = mark("Told by one need: {lacking}. You chose it.")
    if not found.asked.chosen:
        told = mark("Told by one need: {lacking}. By it they differ in the most crises.")
    if not found.asked.chosen and not differ:
        told = mark("Told by one need: {lacking}. By no need do they differ enough to count.")
    return words.text(told, lacking=lacking)


def regret_sentences(found: Regret, words: Language) -> list[str]:
    """How wrong each variant can turn out at most, and in which courses it does badly."""
    lines = [
        need_sentence(found, words),
        crisis_sentence(found.asked, words),
        _least_of_variants(found.asked, words),
    ]
    for side, variant in enumerate(found.variants, start=1):
        lines.append(_worst_sentence(found, side, variant.name(words.code), words))
        bad = found.shown.bad
        told = [_bad_sentence(one, words) for one in bad if one.side == side]
        if not told and found.asked.confirm_draws >= FEWEST_RUNS:
            none = mark("Nothing that was drawn tells its worst courses from the others.")
            told = [words.text(none)]
        lines += told
    least = found.shown.least
    if least is not None:
        name = found.variants[least - 1].name(words.code)
        others = [one for one in found.shown.worst if one.side != least]
        above = [_above(found, one, name, words) for one in others]
        said = words.text(mark("By this need least wrong at worst: {variant}."), variant=name)
        return [*lines, said, *above]
    if len(found.variants) == 1:
        return lines
    nobody = mark("Nobody can say with which of these it can turn out least wrong, by this need.")
    return [*lines, words.text(nobody)]


def _worst_sentence(found: Regret, side: int, variant: str, words: Language) -> str:
    """How much worse a variant is than the best at most, by the differences that count."""
    counts = [one for one in found.shown.wrong if one.side == side and one.stands_out]
    worst = worst_of(counts or found.shown.wrong, side)
    told = mark("{variant}: nowhere worse than the others here.")
    if counts:
        told = mark("{variant}: at worst {time} more per person than the best, in “{scenario}”.")
    elif worst.mean_more > 0.0:
        told = mark("{variant}: nowhere worse than the others by a difference that counts.")
    at = next(one for one in found.scenarios if one.scenario == worst.scenario)
    return words.text(
        told,
        variant=variant,
        time=_time(worst.mean_more, words),
        scenario=at.name_nl if words.code == "nl" else at.name_en,
    )


def left_out_names(found: Regret, words: Language) -> str:
    """The crises that do not fit the region, by name."""
    names = [one.name_nl if words.code == "nl" else one.name_en for one in found.left_out]
    return ", ".join(names)


def too_few_courses(found: Regret, words: Language) -> str:
    """What cannot be told of so few courses: what counts, and in which variants do badly."""
    runs = found.asked.confirm_draws
    if runs >= FEWEST_RUNS:
        return ""
    return " ".join(filter(None, (_too_few_to_count(found, words), _too_few_to_tell(runs, words))))


def _too_few_to_count(found: Regret, words: Language) -> str:
    """That nothing counted because so many differences were looked at in so few courses."""
    sides, crises = len(found.variants) + 1, len(found.scenarios)
    differences = count_looked_at(sides, crises, len(found.by_need))
    fewest = fewest_draws(differences)
    counted = any(one.stands_out for need in found.by_need for one in need.wrong)
    if counted or found.asked.confirm_draws >= fewest:
        return ""
    told = mark(
        "That nothing counts here may be because of the few courses: with {differences} "
        "differences to look at, one that is the same way in all {runs} can be chance. Take at "
        "least {fewest} courses."
    )
    return words.text(
        told,
        differences=words.number(differences),
        runs=found.asked.confirm_draws,
        fewest=fewest,
    )


def _too_few_to_tell(runs: int, words: Language) -> str:
    """Why it is not told in which courses variants do badly."""
    told = mark(
        "In which courses a variant does badly is not asked here: of {runs} courses of each that "
        "cannot be told, and {fewest} are needed."
    )
    return words.text(told, runs=runs, fewest=FEWEST_RUNS)


def _above(found: Regret, one: AtWorst, least: str, words: Language) -> str:
    """How much worse one variant turns out at its worst than the one that is named."""
    above = one.above_least
    low, middle, high = (_time(p, words) for p in (above.p10, above.p50, above.p90))
    told = mark("{variant}, at its worst: {middle} more ({low} to {high}) than {least}.")
    name = found.variants[one.side - 1].name(words.code)
    return words.text(told, variant=name, low=low, middle=middle, high=high, least=least)


def _worst_courses(found: Found, one: Confirmed, words: Language) -> str:
    """What is left with a set in its worst courses, and how far that would differ with others."""
    courses = found.asked.confirm_draws
    told = mark("In the worst {worst} of {courses} courses is left: {amount}.")
    left = None
    if one.worst_band is not None and one.worst_tenth is not None:
        left = Band(one.worst_band.p10, one.worst_tenth, one.worst_band.p90)
    amounts = amount(found, left, words)
    return words.text(told, worst=worst_runs(courses), courses=courses, amount=amounts)


def crisis_sentence(asked: Asked, words: Language) -> str:
    """When the crisis comes, by which much that fades has faded."""
    told = mark(
        "The crisis comes {months} months after 1 January {year}; what wears off counts less then."
    )
    return words.text(told, months=asked.month, year=str(asked.first_year))


def _least_of_sets(asked: Asked, words: Language) -> list[str]:
    """Which differences between sets were not counted, however sure."""
    people = words.number(asked.least_people)
    if asked.outcome != HOURS:
        told = mark("A difference of fewer than {people} people does not count.")
        return [words.text(told, people=people)] if asked.least_people > 0 else []
    told = mark(
        "A difference of less than {minutes} minutes a person does not count, unless it spares at "
        "least {people} people from being without it too long."
    )
    minutes = words.number(MINUTES * asked.least_hours)
    return [words.text(told, minutes=minutes, people=people)] if asked.least_hours > 0 else []


def _least_of_variants(asked: Asked, words: Language) -> str:
    """Which differences between variants in a scenario were not counted."""
    if asked.least_hours <= 0:
        return words.text(mark("What may be chance does not count."))
    told = mark("What may be chance, or is less than {minutes} minutes a person, does not count.")
    return words.text(told, minutes=words.number(MINUTES * asked.least_hours))


def _bad_sentence(bad: BadCourses, words: Language) -> str:
    limits = "; ".join(one.text_nl if words.code == "nl" else one.text_en for one in bad.limits)
    told = mark(
        "It does badly where: {limits}. Of the courses like that, {density} in 100 are among its "
        "worst fifth."
    )
    return words.text(told, limits=limits, density=round(100 * bad.density))


def _more(one: Wrong, alike: bool, alone: bool, words: Language) -> str:
    """One cell; where nothing stands out all are alike, and the best may share its place."""
    if alike:
        return words.text(NO_DIFFERENCE)
    if one.mean_more == 0.0:
        return words.text(mark("best here") if alone else mark("among the best here"))
    told = _time(one.mean_more, words)
    if not one.stands_out:
        return words.text(mark("{time} (does not count)"), time=told)
    return told


def _lost(found: Found, part: Part, words: Language) -> str:
    if part.adds is None:
        return words.text(mark("not looked at"))
    if not part.stands_out:
        return words.text(NO_DIFFERENCE)
    return amount(found, part.adds, words)


def _group(name: str, low_income: bool, hours: float, words: Language) -> str:
    if low_income:
        name = words.text(mark("{group}, low income"), group=name)
    return f"{name}: {_time(hours, words)}"


def _name(measure: str, catalogue: Mapping[str, Measure], words: Language) -> str:
    return catalogue[measure].name(words.code) if measure in catalogue else measure


def _signed(text: str, value: float) -> str:
    return f"−{text}" if value < 0 and text != "0" else text


def _time(hours: float, words: Language) -> str:
    """Hours, or minutes where it is less than one."""
    size = abs(hours)
    if size >= 1:
        told = words.text(mark("{hours} h"), hours=words.number(size, 1))
    elif 0 < size * MINUTES < 1:
        return words.text(mark("less than a minute"))
    else:
        told = words.text(mark("{minutes} min"), minutes=words.number(round(size * MINUTES)))
    return f"−{told}" if hours < 0 else told


def set_name(one: Confirmed, catalogue: Mapping[str, Measure], words: Language) -> str:
    """The measures of a set in a row."""
    names = [_name(part.measure, catalogue, words) for part in one.parts]
    return ", ".join(names) or words.text(NOTHING_TAKEN)
