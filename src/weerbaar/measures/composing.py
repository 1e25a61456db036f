"""Brings together what the runs of all sides say: the weighing itself.

Rules:
1. A need has a row where people lack it for LEAST_HOURS person-hours in some draw of some side.
2. What each side costs is drawn at least BILL_DRAWS times; the first draws go with the runs, so
   that euros and people are held together draw by draw.
3. A measure that is not computed changes nothing and costs what it costs: it is in the bill, with
   what is lacking.
4. Figures are kept with DIGITS digits: they say no more than that, and are stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from hashlib import sha256
from itertools import combinations
from typing import Any

import numpy as np

from weerbaar.common.finding import Band
from weerbaar.common.language import Language
from weerbaar.measures.budget import DRAWS as BILL_DRAWS
from weerbaar.measures.budget import Bill, bill_of
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.costs import CENTS, band_of, counts_of
from weerbaar.measures.differing import (
    coarse,
    difference_of,
    flow_differences,
    group_differences,
    group_of,
    need_differences,
    told_cells,
    told_towns,
    town_differences,
)
from weerbaar.measures.drawn import FLOWS, Drawn, Floats, prepare_towns
from weerbaar.measures.measure_factors import measure_factor_name, measure_factors
from weerbaar.measures.sparing import per_person, price_turns
from weerbaar.measures.turning import asked_of, turns_of
from weerbaar.measures.variants import Variant
from weerbaar.measures.verdicts import Least, verdicts_of
from weerbaar.measures.warned import warnings_of
from weerbaar.measures.weighing import (
    NOW,
    OF_MEASURE,
    Flag,
    FlowFigure,
    GroupFigure,
    Identity,
    MeasureCost,
    NeedFigure,
    Pair,
    RightsOf,
    Side,
    SideCost,
    TownFigure,
    Turn,
    Weighing,
)
from weerbaar.twin.apart import per_head
from weerbaar.twin.indicators import LEAST_HOURS
from weerbaar.twin.influence import factors_of
from weerbaar.twin.influence_words import factor_name
from weerbaar.twin.outcome import BESIDE_HEADLINE, bands, worst_tenth
from weerbaar.twin.stored.identity import identity_of
from weerbaar.twin.tables import NEED_ORDER
from weerbaar.twin.twin import Twin

NATO = "nato-"
DIGITS = 8
AS_IT_IS = ("now", "Zoals het nu is", "As it is now")


@dataclass(frozen=True)
class Runs:
    """What was run: the twin of each side, how it is now first, and their figures.

    `month` is counted from 1 January of the first year of all variants.
    """

    twins: Sequence[Twin]
    drawn: Sequence[Drawn]
    month: int


def compose_weighing(
    runs: Runs,
    variants: Sequence[Variant],
    catalogue: Mapping[str, Measure],
    version: str,
    languages: tuple[Language, Language],
    least: Least,
) -> Weighing:
    """The weighing of variants of which all sides were run on the same draws.

    `languages` are Dutch and English, in which assumptions are named; `least` is the smallest
    difference by which a side does best.
    """
    drawn, now = runs.drawn, runs.twins[NOW]
    every = [_as_it_is(variants), *variants]
    counts = counts_of(now.network.region)
    draws = max(BILL_DRAWS, drawn[NOW].runs)
    bills = [bill_of(one, catalogue, counts, draws, now.seed) for one in every]
    eur = [bill.cents[: drawn[NOW].runs] / CENTS for bill in bills]
    needs = [n for n in range(len(NEED_ORDER)) if any(_lacks(side, n) for side in drawn)]
    headline = [n for n in needs if NEED_ORDER[n] not in BESIDE_HEADLINE]
    pairs = _pairs(runs, bills, needs)
    made = Weighing(
        identity=_identity(runs, variants, catalogue, version),
        sides=tuple(_side(runs, i, one, bills[i], catalogue, needs) for i, one in enumerate(every)),
        pairs=pairs,
        verdicts=verdicts_of(len(every), pairs, least),
        per_person=tuple(
            row
            for i in range(1, len(every))
            for row in per_person(i, drawn[NOW], drawn[i], eur[i], headline)
        ),
        turns=_turns(runs, catalogue, headline, languages),
        prices=price_turns(drawn, eur, headline, [bill.total().p50 for bill in bills]),
    )
    found: Weighing = _rounded(made)
    return found


def catalogue_hash(catalogue: Mapping[str, Measure]) -> str:
    """The SHA-256 of all that a catalogue says, own figures included."""
    plain = {name: asdict(catalogue[name]) for name in sorted(catalogue)}
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def first_year(variants: Sequence[Variant]) -> int:
    """The year of which month 0 is the first: the first that any of the variants is about."""
    return min(one.first_year for one in variants)


def _as_it_is(variants: Sequence[Variant]) -> Variant:
    first, last = first_year(variants), max(one.last_year for one in variants)
    name, dutch, english = AS_IT_IS
    return Variant(name, dutch, english, "", "", first, last - first + 1)


def _lacks(side: Drawn, n: int) -> bool:
    return float(side.hours[:, n].max()) >= LEAST_HOURS


def _identity(
    runs: Runs, variants: Sequence[Variant], catalogue: Mapping[str, Measure], version: str
) -> Identity:
    twin = runs.twins[NOW]
    facts, region = identity_of(twin, version), twin.network.region
    return Identity(
        region=region.region,
        region_name=region.name,
        region_hash=facts["region_hash"],
        inhabitants=float(region.inhabitants),
        scenario=twin.scenario.scenario,
        scenario_name_nl=twin.scenario.name_nl,
        scenario_name_en=twin.scenario.name_en,
        scenario_hash=facts["scenario_hash"],
        planned=tuple(facts["planned"]),
        fixed=facts["fixed"],
        seed=twin.seed,
        draws=runs.drawn[NOW].runs,
        step_h=facts["step_h"],
        hours=facts["hours"],
        year=first_year(variants),
        month=runs.month,
        version=version,
        library_hash=facts["library_hash"],
        catalogue_hash=catalogue_hash(catalogue),
    )


def _side(
    runs: Runs,
    i: int,
    variant: Variant,
    bill: Bill,
    catalogue: Mapping[str, Measure],
    needs: Sequence[int],
) -> Side:
    twin, drawn = runs.twins[i], runs.drawn[i]
    towns = twin.once(prepare_towns).names
    chosen = [catalogue[name] for name in bill.by_measure]
    return Side(
        variant=variant,
        cost=_cost(variant, bill, chosen),
        needs=tuple(_need(twin, drawn, n) for n in needs),
        groups=tuple(row for n in needs for row in _groups(drawn, n)),
        towns=tuple(row for n in needs for row in _towns(drawn, n, towns)),
        flows=tuple(_flow(twin, drawn, f) for f in _used(runs)),
        rights=tuple(_rights(measure) for measure in chosen),
        flags=tuple(
            Flag(
                one.code,
                one.measure.measure,
                one.measure.name_nl,
                one.measure.name_en,
                one.why_nl,
                one.why_en,
            )
            for one in warnings_of(variant, catalogue)
        ),
    )


def _cost(variant: Variant, bill: Bill, chosen: Sequence[Measure]) -> SideCost:
    begins = {
        name: min(one.year for one in variant.choices if one.measure == name)
        for name in bill.by_measure
    }
    return SideCost(
        spent=bill.spent(),
        measures=tuple(
            MeasureCost(
                measure=one.measure,
                name_nl=one.name_nl,
                name_en=one.name_en,
                year=begins[one.measure],
                eur=band_of(bill.by_measure[one.measure]),
                computed=one.is_computed,
                lacking_nl=one.lacking_nl,
                lacking_en=one.lacking_en,
            )
            for one in chosen
        ),
        once=band_of(bill.once.sum(axis=(0, 1))),
        yearly=band_of(bill.yearly.sum(axis=(0, 1))),
        total=bill.total(),
    )


def _need(twin: Twin, drawn: Drawn, n: int) -> NeedFigure:
    row = twin.library.needs.row(n)
    heads = per_head(drawn.hours[:, n], drawn.persons[:, n])
    lost = float(drawn.lost[:, n].sum())
    return NeedFigure(
        need=NEED_ORDER[n],
        family=str(row["family"]),
        persons=float(np.median(drawn.persons[:, n])),
        tolerance_h=float(row["tolerance_h"]),
        per_head=_band(heads),
        worst_tenth=worst_tenth(heads.tolist()),
        peak=coarse(_band(drawn.peak[:, n])),
        beyond=coarse(_band(drawn.beyond[:, n])),
        estimated=1.0 - float(drawn.sure[:, n].sum()) / lost if lost > 0 else None,
    )


def _groups(drawn: Drawn, n: int) -> list[GroupFigure]:
    at = told_cells(drawn, n)
    persons = drawn.cell_persons[:, n, at]
    columns = zip(
        at.tolist(),
        np.median(persons, axis=0).tolist(),
        bands(per_head(drawn.cell_hours[:, n, at], persons)),
        bands(drawn.cell_beyond[:, n, at]),
        strict=True,
    )
    return [
        GroupFigure(NEED_ORDER[n], *group_of(cell), people, heads, coarse(beyond))
        for cell, people, heads, beyond in columns
    ]


def _towns(drawn: Drawn, n: int, names: Sequence[str]) -> list[TownFigure]:
    at = told_towns(drawn, n)
    persons = drawn.town_persons[:, n, at]
    columns = zip(
        at.tolist(),
        np.median(persons, axis=0).tolist(),
        bands(per_head(drawn.town_hours[:, n, at], persons)),
        bands(drawn.town_peak[:, n, at]),
        bands(drawn.town_beyond[:, n, at]),
        strict=True,
    )
    return [
        TownFigure(NEED_ORDER[n], names[town], people, heads, coarse(peak), coarse(beyond))
        for town, people, heads, peak, beyond in columns
    ]


def _used(runs: Runs) -> list[int]:
    """The indicators from flows that some run of some side used."""
    return [f for f in range(len(FLOWS)) if any(side.used[:, f].any() for side in runs.drawn)]


def _flow(twin: Twin, drawn: Drawn, f: int) -> FlowFigure:
    rows = twin.library.indicators
    row = rows.row(rows.positions("indicator")[FLOWS[f]])
    return FlowFigure(
        indicator=FLOWS[f],
        objective=int(str(row["family"]).removeprefix(NATO)),
        unit=str(row["unit"]),
        higher_is_better=row["better"] == "higher",
        value=_band(drawn.flows[:, f]),
    )


def _rights(measure: Measure) -> RightsOf:
    rights = asdict(measure.rights)
    return RightsOf(measure.measure, measure.name_nl, measure.name_en, **rights)


def _pairs(runs: Runs, bills: Sequence[Bill], needs: Sequence[int]) -> tuple[Pair, ...]:
    """Every pair of sides, the lower first; municipalities against how it is now only."""
    towns, used = runs.twins[NOW].once(prepare_towns).names, _used(runs)
    found = []
    for i, j in combinations(range(len(runs.drawn)), 2):
        one, other = runs.drawn[i], runs.drawn[j]
        found.append(
            Pair(
                one=i,
                other=j,
                cost=difference_of(bills[i].cents / CENTS, bills[j].cents / CENTS),
                needs=need_differences(one, other, needs),
                groups=group_differences(one, other, needs),
                towns=town_differences(one, other, needs, towns) if i == NOW else (),
                flows=flow_differences(one, other, used),
            )
        )
    return tuple(found)


def _turns(
    runs: Runs,
    catalogue: Mapping[str, Measure],
    needs: Sequence[int],
    languages: tuple[Language, Language],
) -> tuple[Turn, ...]:
    """What goes with each difference; figures of a measure only where a side of it has it."""
    numbers = range(runs.drawn[NOW].runs)
    model = factors_of(runs.twins[NOW], numbers)
    found: list[Turn] = []
    for pair in combinations(range(len(runs.drawn)), 2):
        own = measure_factors((runs.twins[side] for side in pair), catalogue, numbers)
        found += turns_of(asked_of(model, own), runs.drawn, [pair], needs)
    return tuple(_named(turn, runs.twins[NOW], catalogue, languages) for turn in found)


def _named(
    turn: Turn,
    twin: Twin,
    catalogue: Mapping[str, Measure],
    languages: tuple[Language, Language],
) -> Turn:
    """The turn with what its assumption is called in both languages."""
    dutch, english = (
        measure_factor_name(turn.assumption, catalogue, language)
        if turn.sort == OF_MEASURE
        else factor_name(twin, turn.assumption, language)
        for language in languages
    )
    return replace(turn, name_nl=dutch, name_en=english)


def _band(values: Floats) -> Band:
    (found,) = bands(values[:, None])
    return found


def _rounded(value: Any) -> Any:
    """A record with every figure in it rounded to DIGITS digits (rule 4)."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if type(value) is tuple:
        return tuple(_rounded(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _rounded(getattr(value, field.name)) for field in fields(value)}
        return type(value)(**parts)
    return value
