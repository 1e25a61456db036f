"""What variants bring in a memo: per need, against how it is now, and what overlaps."""

from __future__ import annotations

from weerbaar.agenda.letters.letter_parts import bars, line, told
from weerbaar.agenda.letters.matter import Matter
from weerbaar.agenda.letters.memo_money import RUN
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.charts import percent
from weerbaar.drawing.documents import (
    Block,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Table,
    Text,
    joined,
    typed,
)
from weerbaar.measures.money_words import person_sentence
from weerbaar.measures.verdict_words import chance_sentence, verdict_sentence
from weerbaar.measures.weighing import (
    COST,
    NOW,
    UNSURE,
    Difference,
    NeedFigure,
    Side,
    TownDifference,
    TownFigure,
)
from weerbaar.twin.wording import DASH, band_in_words, limit_in_words, people_in_words

SURVIVAL = "survival"
FEW = mark("fewer than 10")
LEAST_SHOWN = 0.05
"""Hours from which a number of one decimal is not nought."""


def effect_blocks(matter: Matter, language: Language) -> list[Block]:
    """The part on what each variant brings."""
    text = language.text
    needs = told_needs(matter)
    whole = mark("The figures in these tables are about the whole region {region}.")
    blocks: list[Block] = [
        Heading(text(mark("What it brings"))),
        Paragraph(told(language, whole, region=matter.weighing.identity.region_name)),
    ]
    if not needs:
        return [*blocks, Paragraph(told(language, mark("Nobody lacks anything on any side.")))]
    blocks += [_levels(matter, needs, language), _differences(matter, needs, language)]
    blocks += _own_town(matter, needs, language)
    blocks += _picture(matter, needs, language)
    blocks.append(Heading(text(mark("Which is best on what")), 2))
    blocks.append(Listing(_verdicts(matter, needs, language)))
    return [*blocks, *_per_person(matter, needs, language)]


def told_needs(matter: Matter) -> list[str]:
    """The needs that a memo tells of: those of survival, and where any variant stands out."""
    sides = matter.weighing.sides
    clear = {
        one.need
        for i, _ in matter.variants
        for one in matter.weighing.pair(NOW, i).needs
        if one.per_head.stands_out or one.beyond.stands_out
    }
    return [n.need for n in sides[NOW].needs if n.family == SURVIVAL or n.need in clear]


def people_cell(band: Band | None, language: Language) -> str:
    """A count of people with its band, for a cell."""
    if band is None:
        return language.text(FEW)
    low, middle, high = (people_in_words(v, language) for v in (band.p10, band.p50, band.p90))
    return middle if low == high else f"{middle} ({low}{DASH}{high})"


def hours_band(band: Band, language: Language) -> str:
    """Hours with their band, for a cell."""
    low, middle, high = (signed(v, language) for v in (band.p10, band.p50, band.p90))
    if low == middle == high:
        return middle
    return language.text(mark("{middle} ({low} to {high})"), middle=middle, low=low, high=high)


def signed(value: float, language: Language) -> str:
    """A number of one decimal with a real minus sign; nought has none."""
    shown = language.number(value, 1).replace("-", "−")
    return shown if abs(value) >= LEAST_SHOWN else language.number(0)


def difference_told(difference: Difference, language: Language) -> str:
    """A difference in hours per person with its band, and whether it is clear."""
    text = language.text
    clear = mark("clear") if difference.stands_out else mark("not clear")
    return f"{hours_band(difference.band, language)}, {text(clear)}"


def _levels(matter: Matter, needs: list[str], language: Language) -> Table:
    text = language.text
    rows = []
    for need in needs:
        figures = [figure_of(side, need) for side in matter.weighing.sides]
        estimated = figures[NOW].estimated
        share = "–" if estimated is None else percent(estimated, language)
        cells = [typed(people_cell(figure.beyond, language)) for figure in figures]
        rows.append((typed(limited(matter, need, language)), *cells, typed(share)))
    heads = [text(mark("Lacks it longer than")), *matter.labels(language), text(mark("Estimated"))]
    return Table(
        told(language, mark("People who lack it for too long, with the band"), RUN),
        tuple(heads),
        tuple(rows),
        (1.7, *(2.0 for _ in matter.weighing.sides), 1.2),
        told(
            language,
            mark(
                "The middle, and between brackets 8 of 10 courses. Estimated: the share that "
                "rests on estimated objects. Needs are not added up: one person can lack several."
            ),
        ),
    )


def figure_of(side: Side, need: str) -> NeedFigure:
    """How a side fares on a need that the weighing has."""
    return next(figure for figure in side.needs if figure.need == need)


def limited(matter: Matter, need: str, language: Language) -> str:
    """A need with the span from which lacking it is too long."""
    span = limit_in_words(figure_of(matter.weighing.sides[NOW], need).tolerance_h, language)
    told = mark("{need}, longer than {span}")
    return language.text(told, need=matter.names.need(need), span=span)


def _differences(matter: Matter, needs: list[str], language: Language) -> Table:
    rows = []
    for need in needs:
        cells = [
            typed(difference_told(one.per_head, language))
            for i, _ in matter.variants
            for one in matter.weighing.pair(NOW, i).needs
            if one.need == need
        ]
        rows.append((typed(matter.names.need(need)), *cells))
    heads = (language.text(mark("Hours per person")), *matter.labels(language)[NOW + 1 :])
    return Table(
        told(language, mark("Difference with how it goes on now, in hours per person"), RUN),
        heads,
        tuple(rows),
        (1.7, *(2.2 for _ in matter.variants)),
        told(
            language,
            mark(
                "Below zero is better. Taken course by course, with the same courses for each; "
                "clear where 8 of 10 courses leave out zero."
            ),
        ),
    )


def _own_town(matter: Matter, needs: list[str], language: Language) -> list[Block]:
    """The same for the municipality of the memo (rule of letters: its own figures, or whose)."""
    if not matter.place:
        return []
    rows = []
    for need in needs:
        cells = []
        for i, _ in matter.variants:
            found = [t for t in matter.weighing.pair(NOW, i).towns if _is(t, need, matter.place)]
            cells += [typed(difference_told(one.per_head, language)) for one in found]
        now = [t for t in matter.weighing.sides[NOW].towns if _is(t, need, matter.place)]
        if now and len(cells) == len(matter.variants):
            people = typed(people_cell(now[0].beyond, language))
            rows.append((typed(limited(matter, need, language)), people, *cells))
    if not rows:
        none = mark("Of {place} by itself this weighing holds no figures.")
        return [Paragraph(told(language, none, RUN, place=matter.place))]
    heads = (
        language.text(mark("In {place}"), place=matter.place),
        language.text(mark("Now, people too long")),
        *matter.labels(language)[NOW + 1 :],
    )
    caption = mark("{place}: now, and the difference in hours per person")
    return [
        Table(
            told(language, caption, RUN, place=matter.place),
            heads,
            tuple(rows),
            (1.7, 2.0, *(2.2 for _ in matter.variants)),
        )
    ]


def _is(figure: TownFigure | TownDifference, need: str, town: str) -> bool:
    return figure.need == need and figure.municipality == town


def _picture(matter: Matter, needs: list[str], language: Language) -> list[Figure]:
    """The people on each side, for the need on which a variant makes the largest clear change."""
    changes = [
        (abs(one.per_head.band.p50), one.need)
        for i, _ in matter.variants
        for one in matter.weighing.pair(NOW, i).needs
        if one.need in needs and one.per_head.stands_out
    ]
    if not changes:
        return []
    need = max(changes)[1]
    rows = []
    for label, side in zip(matter.labels(language), matter.weighing.sides, strict=True):
        band = figure_of(side, need).beyond
        people = people_in_words(band.p50, language)
        note = language.text(mark("8 of 10 courses: {band}"), band=band_in_words(band, language))
        rows.append((f"{label}: {side.variant.name(language.code)}", band, people, note))
    said = "; ".join(f"{label}, {people}, {note}" for label, _, people, note in rows)
    caption = mark("{need}: people who lack it, in the whole region, with the band")
    alt = language.text(mark("Bars with bands. {rows}"), rows=said)
    return [bars(rows, told(language, caption, RUN, need=limited(matter, need, language)), alt)]


def _verdicts(matter: Matter, needs: list[str], language: Language) -> tuple[Text, ...]:
    """What can be said of all sides on each question, as the screen tells it."""
    weighing = matter.weighing
    told = [
        verdict_sentence(weighing, verdict, language)
        for verdict in weighing.verdicts
        if verdict.question in (COST, *needs)
    ]
    return tuple(line(one, RUN) for one in (*told, chance_sentence(weighing, language)))


def _per_person(matter: Matter, needs: list[str], language: Language) -> list[Block]:
    """Euros for each person spared, as the screen tells them; what is unsure is named together."""
    items: list[Text] = []
    for i, _ in matter.variants:
        own = [one for one in matter.weighing.per_person if one.side == i and one.need in needs]
        label = matter.label(i, language)
        for one in own:
            if one.state != UNSURE:
                sentence = person_sentence(matter.weighing, one, language)
                named = told(language, f"**{label}:**")
                items.append(joined(named, line(sentence, RUN)))
        unsure = [matter.names.need(one.need) for one in own if one.state == UNSURE]
        if unsure:
            sentence = mark("**{name}:** too unsure to name a sum for: {needs}.")
            items.append(told(language, sentence, RUN, name=label, needs="; ".join(unsure)))
    if not items:
        return []
    heading = language.text(mark("Euros for each person who is spared"))
    apart = mark(
        "The whole sum over the people of one need. A variant may help with several needs; "
        "these sums may not be added, nor divided over needs."
    )
    return [Heading(heading, 2), Listing(tuple(items)), Paragraph(told(language, apart))]
