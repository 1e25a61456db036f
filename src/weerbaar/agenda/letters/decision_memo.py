"""The decision memo (beslisnota): what is to be decided, by which power, at what cost, and instead
of what.

Every figure comes from the weighing, see `matter`. What only people know (cover, power where none
is written down) is filled in or stands as a place to fill in.
"""

from __future__ import annotations

from weerbaar.agenda.letters.letter_parts import close, document_of, head, told
from weerbaar.agenda.letters.matter import Matter
from weerbaar.agenda.letters.memo_asked import money_points
from weerbaar.agenda.letters.memo_effects import effect_blocks
from weerbaar.agenda.letters.memo_fairness import (
    equity_blocks,
    rights_blocks,
    risk_blocks,
    turn_blocks,
)
from weerbaar.agenda.letters.memo_money import RUN, money_blocks
from weerbaar.agenda.letters.resting import whose_figures
from weerbaar.agenda.letters.sending import Sending, filled
from weerbaar.common.language import Language, mark
from weerbaar.drawing.documents import (
    Block,
    Document,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Text,
    joined,
    typed,
)
from weerbaar.measures.euro_words import euro_band
from weerbaar.measures.weighing import NOW
from weerbaar.twin.wording import SIMULATED

KIND = mark("Decision memo")


def decision_memo(matter: Matter, sending: Sending, language: Language) -> Document:
    """The memo in one language."""
    text = language.text
    names = [side.variant.name(language.code) for _, side in matter.variants]
    title = text(mark("To decide: {names}"), names=_or(names, language))
    blocks: list[Block] = [
        head(sending, title, language),
        Paragraph(
            joined(
                typed(text(SIMULATED)),
                typed(whose_figures(matter.basis, matter.place, language)),
            ),
            "strip",
        ),
        *_points(matter, sending, language),
        *_why(matter, sending, language),
        *_power(matter, sending, language),
        *_alternatives(matter, language),
        *money_blocks(matter, sending, language),
        *effect_blocks(matter, language),
        *equity_blocks(matter, language),
        *rights_blocks(matter, language),
        *risk_blocks(matter, language),
        *turn_blocks(matter, language),
        Heading(text(mark("To conclude"))),
        *close(sending, language),
    ]
    return document_of(KIND, title, sending, blocks, {RUN: matter.basis}, language)


def _or(names: list[str], language: Language) -> str:
    if len(names) < 2:
        return "".join(names)
    first, last = ", ".join(names[:-1]), names[-1]
    return language.text(mark("{first} or {last}"), first=first, last=last)


def _points(matter: Matter, sending: Sending, language: Language) -> list[Block]:
    """The decision points; those of a decision that was taken are what was decided."""
    text = language.text
    decided = matter.decided
    if decided is not None:
        taken = mark("Decided on {day} by {whom}:")
        words = told(language, taken, day=language.day(decided.on), whom=decided.by_whom)
        points: list[Text] = [typed(decided.what), *money_points(matter, language)]
        heading = text(mark("What was decided"))
        return [Heading(heading), Paragraph(words), Listing(tuple(points), numbered=True)]
    blocks: list[Block] = [
        Heading(text(mark("Decision points"))),
        Paragraph(told(language, mark("It is proposed to decide:"))),
    ]
    points = [_choice(matter, language), *money_points(matter, language)]
    points += [typed(point) for point in sending.points]
    return [*blocks, Listing(tuple(points), numbered=True)]


def _choice(matter: Matter, language: Language) -> Text:
    if matter.proposed is None:
        options = [side.variant.name(language.code) for _, side in matter.variants]
        now = matter.weighing.sides[NOW].variant.name(language.code)
        named = _or([*options, now], language)
        left = mark("To choose between: {names}. Proposal: {missing}")
        missing = "".join(piece.words for piece in filled("", language))
        return told(language, left, names=named, missing=missing)
    side = matter.weighing.sides[matter.proposed]
    choose = mark("To choose “{name}”: {summary}")
    return told(
        language,
        choose,
        name=side.variant.name(language.code),
        summary=side.variant.summary(language.code),
    )


def _why(matter: Matter, sending: Sending, language: Language) -> list[Block]:
    identity = matter.weighing.identity
    nl = language.code == "nl"
    scenario = identity.scenario_name_nl if nl else identity.scenario_name_en
    case = mark(
        "The variants were held against this crisis: {scenario}, in {region}, {months} months "
        "after the start of {year}. Each side was run {draws} times, on the same draws."
    )
    reason = matter.decided.why if matter.decided is not None else sending.occasion
    return [
        Heading(language.text(mark("Why this lies before you"))),
        Paragraph(filled(reason, language)),
        Paragraph(
            told(
                language,
                case,
                RUN,
                scenario=scenario,
                region=identity.region_name,
                months=identity.month,
                year=identity.year,
                draws=language.number(identity.draws),
            )
        ),
    ]


def _power(matter: Matter, sending: Sending, language: Language) -> list[Block]:
    text, decided = language.text, matter.decided
    by_whom = decided.by_whom if decided else sending.decider
    power = decided.power if decided else sending.power
    return [
        Heading(text(mark("Who decides, and by which power"))),
        Facts(
            (
                (text(mark("Who decides")), filled(by_whom, language)),
                (text(mark("Power")), filled(power, language)),
            )
        ),
    ]


def _alternatives(matter: Matter, language: Language) -> list[Block]:
    """Every side with its costs, doing nothing among them; the letters are those of the tables."""
    items = []
    for i, side in enumerate(matter.weighing.sides):
        name, summary = side.variant.name(language.code), side.variant.summary(language.code)
        sentence = mark("**{label}: {name}.** {summary} Costs, all payers together: {eur}.")
        if i == NOW:
            sentence = mark(
                "**{label}: do nothing more ({name}).** It costs nothing extra. What people then "
                "lack stands in the column “{label}” of the tables below."
            )
        elif i == matter.proposed:
            sentence = mark(
                "**{label}, the proposal: {name}.** {summary} Costs, all payers together: {eur}."
            )
        label, cost = matter.label(i, language), euro_band(side.cost.total, language)
        items.append(
            told(language, sentence, RUN, label=label, name=name, summary=summary, eur=cost)
        )
    heading = language.text(mark("Alternatives, also doing nothing"))
    return [Heading(heading), Listing(tuple(items))]
