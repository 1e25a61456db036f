"""A weighing as tables: for a spreadsheet with a column for every figure, and for a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.common.tables import Rows
from weerbaar.measures.budget import Bill
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.euro_words import euros_in_words
from weerbaar.measures.variants import Variant
from weerbaar.measures.verdict_words import side_name
from weerbaar.measures.weighing import NOW, Side, Weighing
from weerbaar.twin.wording import hours_cell, people_in_words

Sheet = tuple[Sequence[str], list[list[Any]]]
ENDS = ("p10", "p50", "p90")


def weighing_sheets(weighing: Weighing) -> dict[str, Sheet]:
    """Every figure of a weighing by sheet: needs first, then costs, groups and all else."""
    return {
        "needs": _needs(weighing),
        "costs": cost_sheet([(side.variant, side.cost.spent) for side in weighing.sides]),
        "groups": _groups(weighing),
        "municipalities": _towns(weighing),
        "objectives": _flows(weighing),
        "pairs": _pairs(weighing),
        "verdicts": _verdicts(weighing),
        "euros a person": _per_person(weighing),
        "assumptions": _turns(weighing),
    }


def cost_sheet(costs: Iterable[tuple[Variant, Iterable[Any]]]) -> Sheet:
    """What each payer pays in each year for each variant; costs as in `weighing.Spent`."""
    kinds = ("once", "yearly", "of_which_new")
    columns = ["variant", "payer", "year", *_ends(*kinds)]
    rows = [
        [
            variant.variant,
            one.payer,
            one.year,
            *_of(one.once),
            *_of(one.yearly),
            *_of(one.rise),
        ]
        for variant, spent in costs
        for one in spent
    ]
    return columns, rows


def need_table(
    weighing: Weighing, needs: Rows, words: Language
) -> tuple[list[str], list[list[str]]]:
    """People at the worst moment and hours per person by need, a column for each side.

    `needs` is the table of needs of the twin.
    """
    heads = [words.text(mark("Need"))]
    heads += [side_name(weighing, side, words) for side in range(len(weighing.sides))]
    rows = []
    for i, one in enumerate(weighing.sides[NOW].needs):
        name = str(needs.row(needs.positions("need")[one.need])[f"name_{words.code}"])
        rows.append([upper(name), *(_need_cell(side, i, words) for side in weighing.sides)])
    return heads, rows


def _need_cell(side: Side, i: int, words: Language) -> str:
    one = side.needs[i]
    people = people_in_words(one.peak.p50, words)
    told = mark("{people} people; {hours} hours each")
    return words.text(told, people=people, hours=hours_cell(one.per_head, words))


def cost_table(variant: Variant, bill: Bill, words: Language) -> tuple[list[str], list[list[str]]]:
    """Who pays how much in which year: once + every year."""
    years = range(variant.first_year, variant.last_year + 1)
    by = {(one.payer, one.year): one for one in bill.spent()}
    rows = []
    for payer in PAYERS:
        if not any((payer, year) in by for year in years):
            continue
        cells = []
        for year in years:
            one = by.get((payer, year))
            parts = [] if one is None else [one.once.p50, one.yearly.p50]
            cells.append(" + ".join(euros_in_words(part, words) for part in parts) or "–")
        rows.append([upper(words.text(PAYERS[payer])), *cells])
    return [words.text(mark("Who pays: once + every year")), *map(str, years)], rows


def _ends(*names: str) -> list[str]:
    return [f"{name}_{end}" for name in names for end in ENDS]


def _of(band: Band | None) -> list[float | None]:
    return [None, None, None] if band is None else [band.p10, band.p50, band.p90]


def _needs(weighing: Weighing) -> Sheet:
    figures = ("hours_a_person", "people_at_worst", "people_beyond_tolerance")
    against = ("less_than_now", "people_less_than_now")
    columns = ["variant", "need", "persons", "tolerance_h", *_ends(*figures), "worst_tenth_h"]
    columns += ["estimated_share", *_ends(*against), "stands_out"]
    rows = []
    for i, side in enumerate(weighing.sides):
        for k, one in enumerate(side.needs):
            row = [side.variant.variant, one.need, one.persons, one.tolerance_h]
            row += [*_of(one.per_head), *_of(one.peak), *_of(one.beyond), one.worst_tenth]
            row += [one.estimated]
            if i == NOW:
                row += [*_of(None), *_of(None), None]
            else:
                apart = weighing.pair(NOW, i).needs[k]
                row += [*_of(apart.per_head.band), *_of(apart.peak.band)]
                row += [apart.per_head.stands_out]
            rows.append(row)
    return columns, rows


def _groups(weighing: Weighing) -> Sheet:
    columns = ["variant", "need", "group", "low_income", "persons"]
    columns += _ends("hours_a_person", "people_beyond_tolerance")
    rows = [
        [
            side.variant.variant,
            one.need,
            one.group,
            one.low_income,
            one.persons,
            *_of(one.per_head),
            *_of(one.beyond),
        ]
        for side in weighing.sides
        for one in side.groups
    ]
    return columns, rows


def _towns(weighing: Weighing) -> Sheet:
    columns = ["variant", "need", "municipality", "persons"]
    columns += _ends("hours_a_person", "people_at_worst", "people_beyond_tolerance")
    rows = [
        [
            side.variant.variant,
            one.need,
            one.municipality,
            one.persons,
            *_of(one.per_head),
            *_of(one.peak),
            *_of(one.beyond),
        ]
        for side in weighing.sides
        for one in side.towns
    ]
    return columns, rows


def _flows(weighing: Weighing) -> Sheet:
    columns = ["variant", "objective", "indicator", "unit", *_ends("value")]
    rows = [
        [side.variant.variant, one.objective, one.indicator, one.unit, *_of(one.value)]
        for side in weighing.sides
        for one in side.flows
    ]
    return columns, rows


def _pairs(weighing: Weighing) -> Sheet:
    columns = ["first", "second", "question", *_ends("second_minus_first"), "stands_out"]
    columns += ["lower_in_draws", "higher_in_draws"]
    rows = []
    for pair in weighing.pairs:
        names = [weighing.sides[side].variant.variant for side in (pair.one, pair.other)]
        told: Mapping[str, Any] = {"cost": pair.cost} | {n.need: n.per_head for n in pair.needs}
        for question, apart in told.items():
            row = [*names, question, *_of(apart.band), apart.stands_out]
            rows.append([*row, apart.lower, apart.higher])
    return columns, rows


def _verdicts(weighing: Weighing) -> Sheet:
    names = [side.variant.variant for side in weighing.sides]
    columns = ["question", "best", "beaten_by_nobody", "beaten"]
    rows = [
        [
            one.question,
            "" if one.best is None else names[one.best],
            ", ".join(names[side] for side in one.unbeaten),
            ", ".join(f"{names[b.by]} > {names[b.side]}" for b in one.beaten),
        ]
        for one in weighing.verdicts
    ]
    return columns, rows


def _per_person(weighing: Weighing) -> Sheet:
    columns = ["variant", "need", "counted", "state", *_ends("people_spared", "eur_a_person")]
    rows = [
        [
            weighing.sides[one.side].variant.variant,
            one.need,
            one.what,
            one.state,
            *_of(one.persons),
            one.p10,
            one.p50,
            one.p90,
        ]
        for one in weighing.per_person
    ]
    return columns, rows


def _turns(weighing: Weighing) -> Sheet:
    columns = ["first", "second", "need", "assumption", "of", "unit", *ENDS, "evidence"]
    columns += ["strength", *_ends("where_low", "where_high"), "turns", "at"]
    names = [side.variant.variant for side in weighing.sides]
    rows = [
        [
            names[one.one],
            names[one.other],
            one.need,
            one.assumption,
            one.sort,
            one.unit,
            one.p10,
            one.p50,
            one.p90,
            one.evidence,
            one.strength,
            *_of(one.low),
            *_of(one.high),
            one.turns,
            one.at,
        ]
        for one in weighing.turns
    ]
    return columns, rows
