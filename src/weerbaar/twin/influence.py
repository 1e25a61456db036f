"""What an answer rests on: the evidence of its figures, and which assumptions move it most.

Rules for the evidence:
1. Counted are the rows that this answer reads: parameters, needs, groups, homes, stocks, resources,
   operations and dependencies of kinds that the region has, sewers of the sorts of areas that it
   has, and the keys of the scenario. A row counts once, however many sites it stands for; what
   organisations state of themselves is a row of its own.
2. A row with several codes counts in equal parts for each, so that shares add up to 1. A row
   without a code counts as not stated.

Rules for the influence:
3. It is a screening on the runs themselves. Each figure that is drawn has a quantile in every run
   (see `draws`), known by key. Its influence is Spearman's rank correlation, over the runs, of
   that quantile with the outcome; the standard error is sqrt((1 - r^2) / (n - 2)).
4. Its effect is the mean outcome in the third of the runs where the figure is drawn highest minus
   that in the third where it is drawn lowest, with the standard error of that difference. Other
   figures vary at the same time: an effect holds on average over them.
5. With so many figures some correlate by chance. `chance` is the correlation that the largest of
   them passes in 1 of 20 answers in which none has any influence (Bonferroni, normal
   approximation).
6. rho is not drawn, and how alike sites are has no quantile: it is set to a low and a high value in
   turn, and the outcomes are compared draw by draw. It is always told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

# Its statistics take a second to load: `scipy.stats` does so when it is first asked.
import scipy
from numpy.typing import NDArray
from scipy.special import ndtri

from weerbaar.common.language import mark
from weerbaar.region.tables import STOCK_ORDER
from weerbaar.twin.drawing_case import prepare_hits
from weerbaar.twin.draws import key_of, uniform_over
from weerbaar.twin.ensemble import Run
from weerbaar.twin.network import STATED
from weerbaar.twin.quantities import quantile_column, quantities_of, run_numbers
from weerbaar.twin.reading import Figure
from weerbaar.twin.sampling import RHO, RHO_ENDS
from weerbaar.twin.scenario import KEYS
from weerbaar.twin.tables import HOME_ORDER, NEED_ORDER
from weerbaar.twin.twin import OF_RESOURCES, PARAMETER, Twin

Floats = NDArray[np.float64]

NOT_STATED = ""
CODES: Mapping[str, str] = {
    "S": mark("said in a source document"),
    "V": mark("seen in a public source"),
    "M": mark("not yet checked"),
    "A": mark("our assumption"),
    "C": mark("computed from what was said or seen"),
    "O": mark("said by the organisation that runs it"),
    NOT_STATED: mark("not stated"),
}
FEWEST_RUNS = 10
BY_CHANCE = 0.05


@dataclass(frozen=True)
class Evidence:
    """How much of what an answer reads has a code: rows that name it, and their share."""

    code: str
    rows: int
    share: float


@dataclass(frozen=True)
class Factor:
    """A figure that is drawn once for each run, with its quantile in each of them (n)."""

    name: str
    unit: str
    p10: float
    p50: float
    p90: float
    evidence: str
    quantiles: Floats


@dataclass(frozen=True)
class Effect:
    """How a figure goes with an outcome: rank correlation, and effect, each with its error.

    A correlation is NaN for rho, which is set instead of drawn.
    """

    correlation: float
    correlation_error: float
    effect: float
    effect_error: float

    @property
    def size(self) -> float:
        """How strong it is, whichever way; 0 where nothing is known."""
        return abs(self.correlation) if self.correlation == self.correlation else 0.0


@dataclass(frozen=True)
class Influence:
    """What one assumption does to the headline and to calling for help, in hours per person."""

    name: str
    unit: str
    p10: float
    p50: float
    p90: float
    evidence: str
    headline: Effect
    calls: Effect


# Evidence


def evidence_shares(rows: Iterable[str]) -> list[Evidence]:
    """Rows and shares by code, from the evidence of each row; the largest share first."""
    count: dict[str, int] = {}
    parts: dict[str, float] = {}
    total = 0
    for codes in rows:
        known = {code[:1] if code[:1] in CODES else NOT_STATED for code in codes.split()}
        total += 1
        for code in known or {NOT_STATED}:
            count[code] = count.get(code, 0) + 1
            parts[code] = parts.get(code, 0.0) + 1 / max(1, len(known))
    shares = [Evidence(code, count[code], parts[code] / total) for code in count]
    return sorted(shares, key=lambda e: (-e.share, e.code))


def evidence_rows(twin: Twin) -> dict[str, list[str]]:
    """The evidence of every row that this answer reads, by the table it stands in (rule 1)."""
    library, network = twin.library, twin.network
    kinds = {network.kinds[k - 1] for k in network.graph.kind}
    own = {(str(r["stock"]), bool(r["prepared"])) for r in network.region.stocks}
    has = {str(r["resource"]) for r in network.region.resources}
    sorts = {str(name) for name in network.region.areas["urbanity"]}
    return {
        "parameters": [str(e) for e in library.parameters["evidence"]],
        "needs": [str(e) for e in library.needs["evidence"]],
        "groups": [str(e) for e in library.groups["evidence"]],
        "homes": [str(e) for e in library.homes["evidence"]],
        "stocks": [
            *(str(r["evidence"]) for r in network.region.stocks),
            *(
                str(r["evidence"])
                for r in library.stocks
                if (str(r["stock"]), bool(r["prepared"])) not in own
            ),
        ],
        "resources": [
            *(str(r["evidence"]) for r in network.region.resources),
            *(str(r["evidence"]) for r in library.resources if str(r["resource"]) not in has),
        ],
        "operations": [str(r["evidence"]) for r in library.operations if str(r["kind"]) in kinds],
        "sewers": [str(r["evidence"]) for r in library.sewers if str(r["urbanity"]) in sorts],
        "dependencies": _dependency_rows(twin),
        "scenario": _scenario_rows(twin),
    }


def _dependency_rows(twin: Twin) -> list[str]:
    inputs = twin.network.inputs
    pairs = {
        (name if evidence == STATED else int(key), evidence)
        for name, key, evidence in zip(
            inputs.names, inputs.parameter_keys, inputs.evidence, strict=True
        )
    }
    return sorted(evidence for _, evidence in pairs)


def _scenario_rows(twin: Twin) -> list[str]:
    """A key at its default has the evidence of that; others, shocks and loads that of the file."""
    scenario = twin.scenario
    rows = []
    for key in KEYS:
        if key.kind == "text" or key.name in ("schema", "second_duration_h"):
            continue
        value = getattr(scenario, key.name, None)
        own = key.evidence if _same(value, key.default) else scenario.evidence
        rows.append(own or scenario.evidence)
    return rows + [scenario.evidence] * (len(scenario.shocks) + len(scenario.loads))


def _same(value: object, default: object) -> bool:
    if isinstance(value, Figure) and isinstance(default, Mapping):
        return (value.p10, value.p50, value.p90) == tuple(default.values())
    if isinstance(value, Figure):
        return value.fixed and value.p50 == default
    return value == default


# Influence


def factors_of(twin: Twin, runs: Sequence[int]) -> list[Factor]:
    """Every figure that is drawn once for each of these runs, with its quantiles (rule 3)."""
    found = [*_of_all(twin, runs), *_dependencies(twin, runs), *_at_home(twin, runs)]
    found += _work(twin, runs)
    return [factor for factor in found if factor.p10 < factor.p90]


def _of_all(twin: Twin, runs: Sequence[int]) -> list[Factor]:
    """Parameters, resources and figures of the scenario; rho is compared apart (rule 6)."""
    return [
        Factor(
            one.name.removeprefix(OF_RESOURCES),
            one.unit,
            one.p10,
            one.p50,
            one.p90,
            one.evidence,
            quantile_column(twin, runs, one.name),
        )
        for one in quantities_of(twin)
        if one.name != RHO
    ]


def _normal(twin: Twin, runs: Sequence[int], name: str) -> Floats:
    numbers = run_numbers(twin, runs)
    return np.asarray(ndtri(uniform_over(twin.seed, numbers, PARAMETER, key_of(name))))


def _dependencies(twin: Twin, runs: Sequence[int]) -> list[Factor]:
    """How long sites go without what they depend on, by kind and input; not what is stated."""
    network, found = twin.network, {}
    table = twin.network.library.dependencies
    used = {int(key) for key in network.inputs.parameter_keys}
    for row in table:
        name = f"{row['consumer']}|{row['input']}"
        if int(key_of(name)) not in used or not row["t_p10"] < row["t_p90"] or name in found:
            continue
        figures = (float(row["t_p10"]), float(row["t_p50"]), float(row["t_p90"]))
        drawn = _normal(twin, runs, name)
        found[name] = Factor(name, "h", *figures, str(row["evidence"]), drawn)
    return list(found.values())


def _at_home(twin: Twin, runs: Sequence[int]) -> list[Factor]:
    """Stocks of people without a kit (both share one draw), and how slowly homes cool."""
    library, own = twin.library, twin.network.region.stocks
    rows = {(str(r["stock"]), bool(r["prepared"])): r for r in (*library.stocks, *own)}
    found = []
    for name in STOCK_ORDER:
        row = rows[(name, False)]
        figures = library.stock(name, False, own)
        draws = _normal(twin, runs, f"stock:{name}")
        unit = str(rows[(name, False)].get("unit", ""))
        found.append(Factor(f"stock:{name}", unit, *figures, str(row["evidence"]), draws))
    for home, row in zip(HOME_ORDER, library.homes, strict=True):
        cooling = (float(row["tau_p10"]), float(row["tau_p50"]), float(row["tau_p90"]))
        draws = _normal(twin, runs, f"tau:{home}")
        found.append(Factor(f"tau:{home}", "h", *cooling, str(row["evidence"]), draws))
    return found


def _work(twin: Twin, runs: Sequence[int]) -> list[Factor]:
    """Hours of work of one crew, by kind of site that a shock leaves to crews."""
    network, operations = twin.network, twin.library.operations
    hits = zip(twin.scenario.shocks, twin.once(prepare_hits), strict=True)
    broken = {
        network.kinds[int(k) - 1]
        for shock, hit in hits
        if shock.restoration == "crews"
        for k in network.graph.kind[hit]
    }
    return [
        Factor(
            f"work:{row['kind']}",
            "h",
            float(row["work_p10"]),
            float(row["work_p50"]),
            float(row["work_p90"]),
            str(row["evidence"]),
            _normal(twin, runs, f"work:{row['kind']}"),
        )
        for row in operations
        if row["crew"] and str(row["kind"]) in broken
    ]


def hours_per_head(runs: Sequence[Run], need: str) -> Floats:
    """Person-hours without a need for each person who has it, in each run."""
    n = NEED_ORDER.index(need)
    return np.array(
        [float(run.cells[n].sum()) / max(float(run.persons[n].sum()), 1e-9) for run in runs]
    )


def influences(factors: Sequence[Factor], headline: Floats, calls: Floats) -> list[Influence]:
    """What every figure does, the strongest on the headline first; ties by name."""
    found = [
        Influence(
            factor.name,
            factor.unit,
            factor.p10,
            factor.p50,
            factor.p90,
            factor.evidence,
            effect_of(factor.quantiles, headline),
            effect_of(factor.quantiles, calls),
        )
        for factor in factors
    ]
    return sorted(found, key=lambda i: (-i.headline.size, i.name))


def effect_of(quantiles: Floats, outcome: Floats) -> Effect:
    """How an outcome goes with a figure over the runs (rules 3 and 4); at least FEWEST_RUNS."""
    count = len(outcome)
    if np.ptp(outcome) <= 0 or np.ptp(quantiles) <= 0:
        return Effect(0.0, 0.0, 0.0, 0.0)
    r = float(np.corrcoef(scipy.stats.rankdata(quantiles), scipy.stats.rankdata(outcome))[0, 1])
    order, third = np.argsort(quantiles, kind="stable"), max(2, count // 3)
    low, high = outcome[order[:third]], outcome[order[-third:]]
    error = np.sqrt((low.var(ddof=1) + high.var(ddof=1)) / third)
    return Effect(
        r,
        float(np.sqrt(max(0.0, 1.0 - r * r) / max(count - 2, 1))),
        float(high.mean() - low.mean()),
        float(error),
    )


def paired_effect(low: Floats, high: Floats) -> Effect:
    """The difference of two answers draw by draw, with the standard error of its mean (rule 6)."""
    apart = high - low
    error = float(apart.std(ddof=1) / np.sqrt(len(apart))) if len(apart) > 1 else float("nan")
    return Effect(float("nan"), float("nan"), float(apart.mean()), error)


def rho_influence(twin: Twin, headline: Effect, calls: Effect) -> Influence:
    """The row of rho, whose ends are those it was set to."""
    rows = twin.library.parameters
    row = rows.row(rows.positions("parameter")[RHO])
    low, high = RHO_ENDS
    return Influence(RHO, "1", low, float(row["p50"]), high, str(row["evidence"]), headline, calls)


def chance_bound(factors: int, runs: int) -> float:
    """The correlation that the largest of so many idle figures passes in 1 of 20 (rule 5)."""
    if factors < 1 or runs < 3:
        return 1.0
    return float(min(1.0, ndtri(1.0 - BY_CHANCE / (2 * factors)) / np.sqrt(runs - 1)))
