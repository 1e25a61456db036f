"""Runs many runs, in threads by default (the kernel lets them work side by side)."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import refuse_if
from weerbaar.region.bundle import region_hash
from weerbaar.region.region import Library, Region
from weerbaar.twin.answer import Answer, Variant
from weerbaar.twin.checking import check_against
from weerbaar.twin.ensemble import Run, check_quiet, run_once
from weerbaar.twin.files import read_profile, read_twin_library
from weerbaar.twin.findings import find_gaps
from weerbaar.twin.indicators import area_values, find_indicators
from weerbaar.twin.kernel_parts import compile_part, parts_of
from weerbaar.twin.lasting import with_duration
from weerbaar.twin.memory import MEMORY_BYTES
from weerbaar.twin.network import compile_network
from weerbaar.twin.outcome import Outcome, scope_of, summarise
from weerbaar.twin.sampling import RHO, RHO_ENDS
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import exact_number

PART = 32
POINT = "noodsteunpunt"

Measured = TypeVar("Measured")


def make_twin(
    region: Region,
    library: Library,
    scenario: Scenario,
    planned: Collection[str] = (),
    seed: int = 1,
    dt: float = 1.0,
    hours: float = 0.0,
) -> Twin:
    """The twin of a region with the figures and norms that ship; `planned` kinds are switched on.

    Nothing is checked here.
    """
    on = tuple(sorted({*scenario.planned_sites, *planned}))
    return Twin(
        network=compile_network(region, library, on),
        library=read_twin_library(),
        scenario=replace(scenario, planned_sites=on),
        norms=read_profile().norms,
        seed=seed,
        dt=dt,
        hours=hours,
    )


def answer_of(
    region: Region,
    library: Library,
    scenario: Scenario,
    runs: int,
    seed: int = 1,
    tell: Callable[[int], None] = lambda done: None,
) -> tuple[Twin, list[Run]]:
    """The twin of a region in memory and its runs, as `difference.compare_answers` takes them.

    Raises Refused where the scenario does not fit, or where people lack something without a shock.
    """
    refuse_if(check_against(scenario, region, library))
    twin = make_twin(region, library, scenario, seed=seed)
    check_quiet(twin)
    return twin, run_many(twin, runs, tell)


def is_compiled() -> bool:
    """Whether the kernel was compiled before, and kept for this state of its sources."""
    folder = os.environ.get("NUMBA_CACHE_DIR")
    return folder is None or any(Path(folder).rglob("kernel.run_steps-*.nbc"))


def compile_kernel(twin: Twin) -> None:
    """Compiles the kernel for twins like this one, on all processors, and keeps it.

    Where a process dies, as it does when memory is short, the rest is compiled when it is called.
    """
    with (
        suppress(BrokenProcessPool),
        ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processes,
    ):
        list(processes.map(compile_part, parts_of(twin)))
    run_once(twin, 0)


def memory_room() -> int:
    """Bytes that the runs of one question may take: at most half of what this machine has."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return MEMORY_BYTES
    return min(MEMORY_BYTES, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2)


def run_many(
    twin: Twin,
    runs: int,
    tell: Callable[[int], None] = lambda done: None,
    executor: Executor | None = None,
) -> list[Run]:
    """The runs 0 to runs - 1, in order whatever the executor; `tell` hears how many are done."""
    if executor is not None:
        return _run_on(executor, twin, runs, tell)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        return _run_on(threads, twin, runs, tell)


def run_more(twin: Twin, made: Sequence[Run], runs: int, wanted: Callable[[], bool]) -> list[Run]:
    """The runs 0 to runs - 1, of which the first are `made` already.

    Where they are not `wanted` any more, it ends after those that are being made: then there are
    fewer.
    """

    def one(run: int) -> Run | None:
        return run_once(twin, run) if wanted() else None

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        more = list(threads.map(one, range(len(made), runs)))
    first_gap = next((i for i, run in enumerate(more) if run is None), len(more))
    return [*made, *(run for run in more[:first_gap] if run is not None)]


def _run_on(executor: Executor, twin: Twin, runs: int, tell: Callable[[int], None]) -> list[Run]:
    waiting = {executor.submit(run_once, twin, run): run for run in range(runs)}
    done: dict[int, Run] = {}
    try:
        for future in as_completed(waiting):
            done[waiting[future]] = future.result()
            tell(len(done))
    except BaseException:
        for future in waiting:
            future.cancel()
        raise
    return [done[run] for run in range(runs)]


def measure_many(
    twin: Twin,
    runs: int,
    measure: Callable[[Run], Measured],
    tell: Callable[[int], None] = lambda done: None,
) -> list[Measured]:
    """What `measure` makes of each of the runs 0 to runs - 1, in order; no run is kept."""

    def one(run: int) -> Measured:
        return measure(run_once(twin, run))

    done: list[Measured] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        # A part at a time, so that a run that fails, or a person who stops, stops the others.
        for first in range(0, runs, PART):
            for made in threads.map(one, range(first, min(first + PART, runs))):
                done.append(made)
                tell(len(done))
    return done


def pictures_of(twin: Twin) -> int:
    """How many pictures go into an answer: the first and its what-ifs."""
    return 1 + len(_variants(twin))


def make_answer(
    twin: Twin,
    municipality: str,
    runs: int,
    full: bool,
    words: Language,
    tell: Callable[[int], None] = lambda done: None,
) -> Answer:
    """Runs the twin and its what-if pictures, and brings them together."""
    return make_answers(twin, municipality, runs, full, [words], tell)[0]


def make_answers(
    twin: Twin,
    municipality: str,
    runs: int,
    full: bool,
    languages: Sequence[Language],
    tell: Callable[[int], None] = lambda done: None,
) -> list[Answer]:
    """The same answer in each of the languages; everything is run once."""
    made = run_many(twin, runs, tell)
    first = answer_from(twin, made, municipality, full, languages[0])
    outcome = first.outcome
    findings = [find_gaps(twin, made, outcome, words.code) for words in languages]
    # The runs of a country are gigabytes: they go before those of the next picture come.
    del made
    variants = {
        key: summarise(other, run_many(other, runs, tell), outcome.scope, by_hour=False)
        for key, other in _variants(twin).items()
    }
    return [
        replace(first, findings=found, variants=_named(twin, variants, words))
        for words, found in zip(languages, findings, strict=True)
    ]


def answer_from(
    twin: Twin, made: Sequence[Run], municipality: str, full: bool, words: Language
) -> Answer:
    """The answer that these runs give for the whole, or for one municipality; without what-ifs."""
    outcome = summarise(twin, made, scope_of(twin, municipality))
    return Answer(
        twin=twin,
        outcome=outcome,
        variants={},
        findings=find_gaps(twin, made, outcome, words.code),
        region_hash=region_hash(twin.network.region),
        version=version("weerbaar"),
        full=full,
        indicators=find_indicators(twin, made, outcome),
        area_indicators=area_values(twin, made, outcome),
    )


def _variants(twin: Twin) -> dict[str, Twin]:
    """The what-if pictures beside the first: second duration, support points, kits, rho."""
    out: dict[str, Twin] = {}
    second = twin.scenario.second_duration_h
    if second > 0:
        out["second"] = replace(twin, scenario=with_duration(twin.scenario, second))
    region, library = twin.network.region, twin.network.library
    planned = region.sites["kind"][region.sites["planned"]]
    if POINT in planned and not twin.scenario.planned_sites:
        out["support"] = replace(twin, network=compile_network(region, library, (POINT,)))
    kits = {"prepared_low_income": 1.0, "prepared_other": 1.0}
    out["kits"] = replace(twin, fixed={**twin.fixed, **kits})
    for value in RHO_ENDS:
        out[f"rho_{value:g}"] = replace(twin, fixed={**twin.fixed, RHO: value})
    return out


def _named(twin: Twin, variants: Mapping[str, Outcome], words: Language) -> dict[str, Variant]:
    """The outcomes of the what-if pictures by key, each with what it is called."""
    low, high = RHO_ENDS
    hours = exact_number(twin.scenario.second_duration_h, words)
    names = {
        "second": words.text(mark("If it lasts {hours} hours"), hours=hours),
        "support": words.text(mark("With the planned support points open")),
        "kits": words.text(mark("With an emergency kit in every home")),
        f"rho_{low:g}": words.text(
            mark("If sites have little in common (rho {rho})"), rho=words.number(low, 1)
        ),
        f"rho_{high:g}": words.text(
            mark("If sites have much in common (rho {rho})"), rho=words.number(high, 1)
        ),
    }
    return {key: Variant(names[key], outcome) for key, outcome in variants.items()}
