"""Flows and indicators in words: charts with a sentence, and tables of a report page."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import hour_words
from weerbaar.drawing.report import Curve, GroupRow, GroupTable
from weerbaar.twin.behind import Behind
from weerbaar.twin.indicators import NOT_MEASURED, UNUSED, Value
from weerbaar.twin.outcome import (
    BESIDE_HEADLINE,
    SUPPRESS_BELOW,
    NeedOutcome,
    Outcome,
    hidden_band,
)
from weerbaar.twin.regionwide import FlowOutcome
from weerbaar.twin.taxonomy import tag_names
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import DASH, FIXED_SPACE, need_name, times_in_words

NATO = "nato-"
TRIPLE_COLUMNS = ("robustness", "autonomy", "slope", "ttr50", "ttr90", "ttr95", "hysteresis")
EQUITY_COLUMNS = ("Q1_elder", "Q1_income", "Q2", "Q2_area", "Q3", "Q4_1", "Q13")
SHARE = "1"
LEAST_PERSONS = 0.5
NOT_MEASURED_AT_ALL = mark("not measured")
MILLION_DIGITS = 4
"""Digits that rounding to three leaves out of a number of a million or more."""
REGISTER_CODES = re.compile(r" \([A-Z]\d{2}(, [A-Z]\d{2})*\)")

UNITS: Mapping[str, str] = {
    "person-h": mark("{number} person-hours"),
    "person-d": mark("{number} person-days"),
    "patient-h": mark("{number} patient-hours"),
    "vehicle-h": mark("{number} vehicle-hours"),
    "persons": mark("{number} people"),
    "patients": mark("{number} patients"),
    "sites": mark("{number} sites"),
    "crews": mark("{number} crews"),
    "generators": mark("{number} generators"),
    "beds": mark("{number} beds"),
    "vehicles": mark("{number} vehicles"),
    "vehicles an hour": mark("{number} vehicles an hour"),
    "lorries": mark("{number} lorries"),
    "wagons": mark("{number} wagons"),
    "L": mark("{number} litres"),
    "L an hour": mark("{number} litres an hour"),
    "t": mark("{number} tonnes"),
    "t an hour": mark("{number} tonnes an hour"),
    "h": mark("{number} hours"),
    "h a person": mark("{number} hours a person"),
    "d": mark("{number} days"),
    "min": mark("{number} minutes"),
    "share an hour": mark("{number} % an hour"),
    "1": mark("{number} %"),
    "index": "{number}",
    "ratio": mark("{number} times"),
}
OBJECTIVES: Mapping[str, str] = {
    "nato-1": mark("Government"),
    "nato-2": mark("Energy"),
    "nato-3": mark("Reception"),
    "nato-4": mark("Food and water"),
    "nato-5": mark("Casualties"),
    "nato-6": mark("Communication"),
    "nato-7": mark("Transport"),
    "nato-8": mark("Payment"),
    "nato-9": mark("Trust"),
    "nato-10": mark("Data"),
}
ONE: Mapping[str, str] = {
    "sites": mark("{number} site"),
    "crews": mark("{number} crew"),
    "generators": mark("{number} generator"),
    "beds": mark("{number} bed"),
    "vehicles": mark("{number} vehicle"),
    "patients": mark("{number} patient"),
    "d": mark("{number} day"),
}
"""Units of which there is exactly one."""
FLOW_WORDS: Mapping[str, str] = {
    "highest": mark("At most {value}, around {moment}."),
    "lowest": mark("At its lowest {value}, around {moment}."),
    "total": mark("In all {value}."),
}


def number_in_words(value: float, unit: str, language: Language) -> str:
    """A number without its unit: shares as per cent, large ones in three digits, and millions."""
    if math.isinf(value):
        return language.text(mark("not"))
    if unit in (SHARE, "share an hour"):
        share = 100 * value
        return language.number(share, 1 if 0 < abs(share) < 9.95 else 0)
    if unit in ("index", "ratio"):
        return language.number(value, 3 if unit == "index" else 2)
    if abs(value) < 9.95 and unit in ("h", "h a person", "d", "min"):
        return language.number(value, 1)
    digits = max(0, len(str(int(abs(value)))) - 3)
    if digits >= MILLION_DIGITS:
        decimals = max(0, MILLION_DIGITS + 2 - digits)
        return language.text(
            mark("{number} million"), number=language.number(value / 1e6, decimals)
        )
    return language.number(round(value / 10**digits) * 10**digits)


def band_of_values(band: Band, unit: str, language: Language, named: bool = True) -> str:
    """The middle with its band and, where `named`, its unit; 1 to 9 people are not shown."""
    parts = (band.p10, band.p50, band.p90)
    if math.isnan(band.p50):
        return _interval(band, unit, language)
    if unit == "persons" and any(0.5 <= part < SUPPRESS_BELOW for part in parts):
        return language.text(mark("fewer than 10 people"))
    low, middle, high = (number_in_words(part, unit, language) for part in parts)
    said = _with_unit(middle, unit, language) if named else middle
    if low == high:
        return said
    if band.p10 < 0:
        apart = language.text(mark("{low} to {high}"), low=low, high=high)
        return f"{said} ({apart})"
    return f"{said} ({low}{DASH}{high})"


def amount_in_words(value: float, unit: str, language: Language) -> str:
    """A number with its unit; without one where the unit has no words."""
    number = number_in_words(value, unit, language)
    return _with_unit(number, unit, language) if unit in UNITS else number


def unit_in_words(unit: str, language: Language) -> str:
    """A unit by itself, for a heading; nothing where it has no words."""
    said = _with_unit("", unit, language) if unit in UNITS else ""
    return said.strip(f" {FIXED_SPACE}")


def _interval(band: Band, unit: str, language: Language) -> str:
    """“between 2 and 40 people”: an interval without a middle. Never “between 0 and 0”."""
    if unit == "persons" and band.p90 < LEAST_PERSONS:
        return language.text(mark("fewer than 1 person"))
    low, high = (number_in_words(part, unit, language) for part in (band.p10, band.p90))
    said = language.text(mark("between {low} and {high}"), low=low, high=high)
    return _with_unit(said, unit, language)


def _with_unit(number: str, unit: str, language: Language) -> str:
    """The number with its unit; no line breaks before a per cent sign."""
    words = ONE if number == "1" and unit in ONE else UNITS
    return language.text(words[unit], number=number).replace(" %", f"{FIXED_SPACE}%")


# Flows


def flow_name(twin: Twin, flow: str, language: Language) -> str:
    """The name of a flow, with a capital."""
    rows = twin.library.flows
    return upper(str(rows["name_" + language.code][rows.positions("flow")[flow]]))


def flow_curves(twin: Twin, outcome: Outcome, language: Language) -> tuple[Curve, ...]:
    """A small chart for each flow that is used and of which there is something to draw."""
    return tuple(
        _flow_curve(twin, outcome, flow, language) for flow in outcome.flows if is_drawn(flow)
    )


def is_drawn(flow: FlowOutcome) -> bool:
    """Whether a chart of a flow would show anything but a line at nought."""
    return flow.worst == "lowest" or any(_shown(flow, float(v)) > 0 for v in flow.p90)


def flow_in_words(flow: FlowOutcome, language: Language) -> str:
    """What a flow says: its highest or lowest value and when, or its total."""
    return language.text(
        FLOW_WORDS[flow.worst],
        value=band_of_values(flow.value, flow.value_unit, language),
        moment=hour_words(round(flow.worst_h), language),
    )


def behind_in_words(behind: Behind, language: Language) -> str:
    """What a figure of the region rests on: a share of estimated objects, or something else."""
    if behind.share is None:
        return language.text(mark("Rests on {why}."), why=language.text(behind.why))
    share = language.number(100 * behind.share)
    return language.text(mark("{share} % of what is behind it is estimated."), share=share)


def _flow_curve(twin: Twin, outcome: Outcome, flow: FlowOutcome, language: Language) -> Curve:
    p10, p50, p90 = (
        tuple(_shown(flow, float(v)) for v in curve) for curve in (flow.p10, flow.p50, flow.p90)
    )
    top = max((v for v in p90 if v == v), default=0.0)
    return Curve(
        key=flow.flow,
        label=flow_name(twin, flow.flow, language),
        note=f"{flow_in_words(flow, language)} {behind_in_words(flow.behind, language)}",
        hours=tuple(float(hour) for hour in outcome.hours),
        p10=p10,
        p50=p50,
        p90=p90,
        ceiling=1.0 if flow.unit == SHARE else round_ceiling(top),
        shock=(outcome.outage_from_h, outcome.outage_h.p50),
        unit="" if flow.unit == SHARE else language.text(UNITS[flow.unit], number="").strip(),
        worst=flow.worst,
    )


def _shown(flow: FlowOutcome, value: float) -> float:
    """What may be drawn: counts of 1 to 9 people are drawn as none."""
    return 0.0 if flow.counts_people and value < SUPPRESS_BELOW else value


def round_ceiling(top: float) -> float:
    """The least of 1, 2, 4, 5 and 8 times a power of ten, from 2 on, that is not under the top."""
    if top <= 2.0:
        return 2.0
    power = 10.0 ** math.floor(math.log10(top))
    return next(k * power for k in (1, 2, 4, 5, 8, 10) if k * power >= top)


def unused_in_words(twin: Twin, outcome: Outcome, language: Language) -> str:
    """Sentences that name the flows that hardly count, and those that nothing used."""
    small = [flow.flow for flow in outcome.flows if not is_drawn(flow)]
    said = (
        (mark("Hardly anything in any course: {names}."), small),
        (mark("Not used in this scenario: {names}."), outcome.unused_flows),
    )
    return " ".join(
        language.text(message, names=_names(twin, flows, language))
        for message, flows in said
        if flows
    )


def _names(twin: Twin, flows: Sequence[str], language: Language) -> str:
    return ", ".join(flow_name(twin, flow, language).lower() for flow in flows)


# Tables


def indicator_tables(
    twin: Twin,
    outcome: Outcome,
    values: Sequence[Value],
    language: Language,
    few: Sequence[str] | None = None,
) -> tuple[GroupTable, ...]:
    """NATO's objectives, then how each need withstands and recovers, then how fairly it falls.

    Of the columns by need only the `few` that are asked for, where some are.
    """
    if not values:
        return ()
    lacked = [need for need in outcome.needs if need.peak.p90 >= SUPPRESS_BELOW]
    text = language.text
    tables = [_nato(twin, outcome, values, language)]
    for columns, caption, note in (
        (
            TRIPLE_COLUMNS,
            mark("Withstand, absorb, recover"),
            mark(
                "The middle of all courses, between brackets 8 of 10. “Not”: never, or not within "
                "the calculation. A dash: fewer than 5 % lacked it. Later back than the supplier "
                "counts from the end of the last shock and of the repairs."
            ),
        ),
        (
            EQUITY_COLUMNS,
            mark("How fairly it falls"),
            mark(
                "In a ratio 1 is equal, and above 1.25 asks for attention. Concentration below 0 "
                "means that low incomes lack more. In the other indices 0 is equal. People on a "
                "device and groups under 10 people do not count here."
            ),
        ),
    ):
        if lacked:
            asked = [column for column in columns if few is None or column in few]
            rows = [_need_row(twin, need, asked, values, language) for need in lacked]
            heads = [_heading(twin, column, language) for column in asked]
            tables.append(
                GroupTable(text(caption), (text(mark("Need")), *heads), tuple(rows), text(note))
            )
    return tuple(tables)


def objectives_table(
    twin: Twin, outcome: Outcome, values: Sequence[Value], language: Language
) -> GroupTable | None:
    """The seven objectives of NATO: of each what this answer says, and what is not measured."""
    if not values:
        return None
    text = language.text
    names = tag_names(twin.library.taxonomy, "objectives", language.code)
    rows = []
    for number, name in names.items():
        told, missing = _of_objective(twin, outcome, values, f"{NATO}{number}", language)
        cells = ("; ".join(told) or text(NOT_MEASURED_AT_ALL), "; ".join(missing) or "–")
        rows.append(GroupRow(upper(name), cells))
    heads = (mark("Objective"), mark("What this answer says"), mark("Not measured"))
    note = mark(
        "What is not measured asks for a register or a survey: which one stands under “What we did "
        "not measure”. The middle of all courses, between brackets 8 of 10."
    )
    return GroupTable(
        text(mark("What this says of each objective")),
        tuple(text(head) for head in heads),
        tuple(rows),
        text(note),
    )


def _of_objective(
    twin: Twin, outcome: Outcome, values: Sequence[Value], family: str, language: Language
) -> tuple[list[str], list[str]]:
    """Of one objective: what is told, each with its value; and names of what is not measured."""
    indicators = twin.library.indicators
    place = indicators.positions("indicator")
    told, missing = [], []
    for value in values:
        row = indicators.row(place[value.indicator])
        name = str(row[f"name_{language.code}"])
        if row["family"] != family or value.about in BESIDE_HEADLINE or value.state == UNUSED:
            continue
        if value.state == NOT_MEASURED:
            missing.append(name)
        else:
            told.append(f"{name}: {value_in_words(twin, outcome, value, language)}")
    return told, missing


def not_measured(twin: Twin, language: Language) -> tuple[tuple[str, str], ...]:
    """Indicators that only a register gives, with that register."""
    return tuple(
        (upper(_objective_and_name(row, language)), register_name(row, language))
        for row in twin.library.indicators
        if row["given_by"] == "register"
    )


def register_name(row: Mapping[str, object], language: Language) -> str:
    """The register that would give an indicator, without the codes that the project gave it."""
    return REGISTER_CODES.sub("", str(row[f"register_{language.code}"]))


def _objective_and_name(row: Mapping[str, object], language: Language) -> str:
    """The name of an indicator, after NATO's objective where it is about one."""
    name, family = str(row[f"name_{language.code}"]), str(row["family"])
    return f"{language.text(OBJECTIVES[family])}: {name}" if family.startswith(NATO) else name


def value_in_words(
    twin: Twin, outcome: Outcome, value: Value, language: Language, named: bool = True
) -> str:
    """What an indicator says; why it says nothing where it does not."""
    rows = twin.library.indicators
    row = rows.row(rows.positions("indicator")[value.indicator])
    if value.state == NOT_MEASURED:
        register = register_name(row, language)
        return language.text(mark("not measured: {register}"), register=register)
    if value.state == UNUSED or value.band is None:
        return language.text(mark("not used in this scenario"))
    if is_hidden(outcome, value):
        return language.text(mark("fewer than 10 people"))
    return band_of_values(value.band, str(row["unit"]), language, named)


def is_hidden(outcome: Outcome, value: Value) -> bool:
    """Whether a value is about a need that 1 to 9 people lack."""
    need = next((n for n in outcome.needs if n.need == value.about), None)
    return need is not None and hidden_band(need.peak)


def _heading(twin: Twin, indicator: str, language: Language) -> str:
    """The name of an indicator with its unit between brackets."""
    rows = twin.library.indicators
    row = rows.row(rows.positions("indicator")[indicator])
    unit = unit_in_words(str(row["unit"]), language)
    name = upper(str(row[f"name_{language.code}"])).replace(" %", f"{FIXED_SPACE}%")
    return f"{name} ({unit})" if unit else name


def _nato(twin: Twin, outcome: Outcome, values: Sequence[Value], language: Language) -> GroupTable:
    """What is measured; what only a register gives stands among what is not measured."""
    text, rows = language.text, twin.library.indicators
    place, found, unused = rows.positions("indicator"), [], []
    for value in values:
        row = rows.row(place[value.indicator])
        if not str(row["family"]).startswith(NATO) or value.state == NOT_MEASURED:
            continue
        label = _objective_and_name(row, language)
        if value.state == UNUSED:
            unused.append(label[:1].lower() + label[1:])
            continue
        if value.about and value.indicator == "W1":
            label += f" ({need_name(twin, value.about, language).lower()})"
        threshold = float(row["threshold"])
        found.append(
            GroupRow(
                label,
                (
                    value_in_words(twin, outcome, value, language),
                    "" if math.isnan(threshold) else _wanted(row, threshold, language),
                    _estimated(value, language),
                    _ratios(value, language),
                ),
            )
        )
    heads = (
        mark("NATO objective and indicator"),
        mark("Value"),
        mark("Should be"),
        mark("Rests on estimated objects"),
        mark("Older people / low incomes"),
    )
    note = mark(
        "Older people (65 and over or in need of care) and low incomes: how many times as many "
        "hours per person as others. An empty cell: not known for this figure. Figures for staff, "
        "beds, convoys and reception are of the whole region. Payment, trust and data are no NATO "
        "objectives; we added them."
    )
    notes = [text(note)]
    if unused:
        names = "; ".join(unused)
        notes.append(text(mark("Not used in this scenario: {names}."), names=names))
    return GroupTable(
        text(mark("By NATO objective")),
        tuple(text(head) for head in heads),
        tuple(found),
        " ".join(notes),
    )


def _wanted(row: Mapping[str, object], threshold: float, language: Language) -> str:
    """The value that should be reached, with its unit."""
    unit = str(row["unit"])
    number = language.figure(round(100 * threshold if unit == SHARE else threshold, 6))
    said = _with_unit(number, unit, language)
    words = mark("{number} or less") if row["better"] == "lower" else mark("{number} or more")
    return language.text(words, number=said)


def _estimated(value: Value, language: Language) -> str:
    if value.band is None or value.band.p90 <= 0:
        return ""
    if value.estimated_share is None:
        return language.text(value.estimated_why) if value.estimated_why else ""
    return f"{language.number(100 * value.estimated_share)} %"


def _ratios(value: Value, language: Language) -> str:
    pair = (value.elder_ratio, value.income_ratio)
    known = [ratio.p50 for ratio in pair if ratio is not None and math.isfinite(ratio.p50)]
    return " / ".join(times_in_words(ratio, language) for ratio in known) if len(known) == 2 else ""


def _need_row(
    twin: Twin,
    need: NeedOutcome,
    columns: Sequence[str],
    values: Sequence[Value],
    language: Language,
) -> GroupRow:
    rows = twin.library.indicators
    by_key = {(value.indicator, value.about): value for value in values}
    cells = []
    for column in columns:
        value = by_key.get((column, need.need))
        unit = str(rows["unit"][rows.positions("indicator")[column]])
        if value is None or value.band is None or hidden_band(need.peak):
            cells.append("–")
        else:
            cells.append(band_of_values(value.band, unit, language, named=False))
    return GroupRow(need_name(twin, need.need, language), tuple(cells))
