"""Knobs: choices that a council knows, each as a change of the twin.

Rules:
1. A knob stands in the table of knobs: what it does to what, and between which ends. Ends that the
   table leaves open are the number of sites that the region has.
2. `open`: so many of the planned sites of a kind are there, and the others are not.
3. `equip`: so many sites of a kind have a back-up for `hours` without an input, those that last as
   long already among them. What is new is a lever, the same as that of the measure that the table
   names, with its draws: its hours, what it burns, the fuel trucks that come, and how often it does
   not start. The others are as they were.
4. `agree`: every site of a kind lasts at least so many hours without an input.
5. `fix`: a parameter has this value in every run.
6. Sites are taken one by one, each where it lowers people times km to the nearest one most.
7. All else is drawn as before, so that two variants compare run by run.

A choice is a supposition and no fact: what it gives counts as an assumption, also where an
organisation stated otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows, sorted_rows
from weerbaar.region.placing import cover
from weerbaar.region.region import Region
from weerbaar.twin.levers import Lever, Stage
from weerbaar.twin.network import Inputs, compile_network
from weerbaar.twin.reading import Figure
from weerbaar.twin.reading import fixed as fixed_figure
from weerbaar.twin.twin import Twin

Record = Mapping[str, Any]

OPEN, EQUIP, AGREE, FIX = WHATS = ("open", "equip", "agree", "fix")
SUPPOSED = "A"
"""Evidence of what a choice gives."""
COUNTED = "sites"
"""The unit of knobs that count whole sites."""
NEAR = 3
ALMOST = 1e-9

NO_KNOB = ProblemKind(
    "no-such-knob",
    mark("There is no choice “{value}” here."),
    mark("Choose one of: {known}."),
)
KNOB_OUTSIDE = ProblemKind(
    "knob-outside",
    mark("{name} is {value}; it must lie between {low} and {high}, in steps of {step}."),
    mark("Give a number between these."),
)


@dataclass(frozen=True)
class Knob:
    """A choice: its name, what it does, its ends and step in its unit, and what holds without it.

    `row` is its row in the table of knobs.
    """

    name: str
    unit: str
    low: float
    high: float
    step: float
    usual: float
    row: Record

    def title(self, language: Language) -> str:
        """What it is called on a screen."""
        return str(self.row[f"name_{language.code}"])


def knobs_of(twin: Twin) -> list[Knob]:
    """The choices that this region has, with their ends and what holds now."""
    found = []
    for row in twin.library.knobs:
        sites = _takers(twin, row)
        if row["what"] != FIX and not len(sites):
            continue
        high = float(len(sites)) if np.isnan(row["high"]) else float(row["high"])
        usual = _usual(twin, row)
        low = usual if row["what"] == EQUIP else float(row["low"])
        ends = low, high, float(row["step"])
        found.append(Knob(str(row["knob"]), str(row["unit"]), *ends, usual, row))
    return found


def choose(twin: Twin, choices: Mapping[str, float]) -> Twin:
    """The twin after these choices, by name of a knob; raises Refused for what cannot be chosen.

    Raises ValueError for a twin of which something was chosen before, or in which measures work.
    """
    if twin.choices or twin.levers:
        raise ValueError("choices are made once, all together")
    known = {knob.name: knob for knob in knobs_of(twin)}
    refuse_if(_problems(known, choices))
    orders = twin.once(prepare_orders)
    chosen = [(known[name].row, float(choices[name])) for name in known if name in choices]
    twin = replace(_with_open(twin, chosen, orders), choices=dict(sorted(choices.items())))
    inputs, fixed = twin.network.inputs, dict(twin.fixed)
    levers: list[Lever] = []
    for row, value in chosen:
        if row["what"] == FIX:
            fixed[str(row["of"])] = value
        elif row["what"] == EQUIP:
            there = _equipped(twin, row)
            new = [name for name in orders[str(row["knob"])] if name not in there]
            names = new[: round(value) - len(there)]
            inputs = _supposed(inputs, row, names)
            levers += [_lever(row, names)] if names else []
        elif row["what"] == AGREE:
            inputs = _lasting(inputs, row, set(_takers(twin, row)["site"].tolist()), value)
    network = replace(twin.network, inputs=inputs)
    return replace(twin, network=network, fixed=fixed, levers=tuple(levers))


def _lever(row: Record, sites: Sequence[str]) -> Lever:
    """What these sites get, at once (rule 3)."""
    hours, fuel_l_h, fail_start = (
        Figure(*(float(row[f"{name}_{q}"]) for q in ("p10", "p50", "p90")))
        for name in ("hours", "fuel_l_h", "fail_start")
    )
    return Lever(
        name=f"{row['measure']}|{row['knob']}",
        measure=str(row["measure"]),
        what=EQUIP,
        of=str(row["of"]),
        amount=fixed_figure(1.0),
        stages=(Stage(float(len(sites)), 0.0),),
        lead_months=fixed_figure(0.0),
        input=str(row["input"]),
        hours=hours,
        fuel_l_h=fuel_l_h,
        fail_start=fail_start,
        sites=tuple(sites),
    )


def _with_open(
    twin: Twin, chosen: Sequence[tuple[Record, float]], orders: Mapping[str, Sequence[str]]
) -> Twin:
    """The twin with so many planned sites of each kind that is chosen (rule 2)."""
    counts = [(row, round(value)) for row, value in chosen if row["what"] == OPEN]
    if not counts:
        return twin
    kinds = {str(row["of"]) for row, _ in counts}
    others = tuple(kind for kind in twin.scenario.planned_sites if kind not in kinds)
    opened = [name for row, count in counts for name in orders[str(row["knob"])][:count]]
    network = compile_network(twin.network.region, twin.network.library, others, opened)
    return replace(twin, network=network, scenario=replace(twin.scenario, planned_sites=others))


def _problems(known: Mapping[str, Knob], choices: Mapping[str, float]) -> list[Problem]:
    problems = []
    for name, value in choices.items():
        knob = known.get(name)
        if knob is None:
            near = get_close_matches(name, list(known), NEAR, 0.3) or list(known)
            params = {"known": ", ".join(near)}
            problems.append(Problem(NO_KNOB, column="--choose", value=name, params=params))
        elif not knob.low <= value <= knob.high or not _in_steps(knob, value):
            ends = {key: f"{getattr(knob, key):g}" for key in ("low", "high", "step")}
            problem = Problem(
                KNOB_OUTSIDE, "", None, "--choose", f"{value:g}", {"name": name, **ends}
            )
            problems.append(problem)
    return problems


def _in_steps(knob: Knob, value: float) -> bool:
    """Whether a count is whole; other values may lie between two steps."""
    return knob.unit != COUNTED or abs(value - round(value)) < ALMOST


def _usual(twin: Twin, row: Record) -> float:
    """What holds where nothing is chosen; 0 where nothing was agreed."""
    of = str(row["of"])
    if row["what"] == FIX:
        rows = twin.library.parameters
        return float(twin.fixed.get(of, rows["p50"][rows.positions("parameter")[of]]))
    if row["what"] == OPEN:
        return float(len(_takers(twin, row)) if of in twin.scenario.planned_sites else 0)
    return float(len(_equipped(twin, row))) if row["what"] == EQUIP else 0.0


def _equipped(twin: Twin, row: Record) -> set[str]:
    """The sites of a knob that last as long already, by the middle of what is drawn."""
    inputs = twin.network.inputs
    lasting = {
        name
        for name, h in zip(inputs.names, inputs.p50.tolist(), strict=True)
        if h >= row["hours_p50"]
    }
    sites = (str(site) for site in _takers(twin, row)["site"])
    return {site for site in sites if f"{site}|{row['input']}" in lasting}


def _takers(twin: Twin, row: Record) -> Rows:
    """The sites that a knob is about: the planned ones of its kind, or those that are there."""
    return _of_kind(twin.network.region, str(row["of"]), row["what"] == OPEN)


def prepare_orders(twin: Twin) -> dict[str, list[str]]:
    """The sites of each knob that takes them one by one, in their order."""
    taken = [row for row in twin.library.knobs if row["what"] in (OPEN, EQUIP)]
    return {str(row["knob"]): _in_order(twin, row) for row in taken if len(_takers(twin, row))}


def _in_order(twin: Twin, row: Record) -> list[str]:
    """The sites of a knob in the order in which they are taken (rule 6)."""
    return in_order(twin.network.region, str(row["of"]), row["what"] == OPEN)


def in_order(region: Region, kind: str, planned: bool) -> list[str]:
    """Sites of a kind, planned or there, in the order in which they are taken (rule 6)."""
    # By name first: the order of rows must not decide between two that are equal.
    sites = sorted_rows(_of_kind(region, kind, planned))
    areas = region.areas
    people = dict(zip(areas["code"].tolist(), areas["inhabitants"].tolist(), strict=True))
    where = sites["area"].tolist()
    count = Counter(where)
    near = np.array([people.get(area, 0.0) / count[area] for area in where])
    taken = cover(sites["lon"], sites["lat"], near, len(where))
    return [str(sites["site"][i]) for i in taken]


def _of_kind(region: Region, kind: str, planned: bool) -> Rows:
    sites = region.sites
    return sites.where((sites["kind"] == kind) & (sites["planned"] == planned))


def _lasting(inputs: Inputs, row: Record, sites: Collection[str], hours: float) -> Inputs:
    """The inputs, of which these sites last at least so many hours without the one of the knob."""
    chosen = _chosen(inputs, row, sites)
    return replace(
        _supposed(inputs, row, sites),
        p10=np.where(chosen, np.maximum(inputs.p10, hours), inputs.p10),
        p50=np.where(chosen, np.maximum(inputs.p50, hours), inputs.p50),
        p90=np.where(chosen, np.maximum(inputs.p90, hours), inputs.p90),
    )


def _supposed(inputs: Inputs, row: Record, sites: Collection[str]) -> Inputs:
    """The inputs, of which what these sites last without the one of the knob is a supposition."""
    pairs = zip(inputs.evidence, _chosen(inputs, row, sites).tolist(), strict=True)
    evidence = tuple(SUPPOSED if mine else code for code, mine in pairs)
    return replace(inputs, evidence=evidence)


def _chosen(inputs: Inputs, row: Record, sites: Collection[str]) -> NDArray[np.bool_]:
    names = {f"{site}|{row['input']}" for site in sites}
    return np.array([name in names for name in inputs.names], bool)
