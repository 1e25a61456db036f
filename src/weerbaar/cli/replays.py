"""The command `weerbaar twin replay`: a real outage again, held against what was seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.region.bundle import region_hash
from weerbaar.region.files import region_names
from weerbaar.twin.cli import (
    MAX_RUNS,
    AsJson,
    Options,
    Seed,
    option_problems,
    out_of_range,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.files import read_replay
from weerbaar.twin.replaying import Replay, Verdict, check_replay, make_replay, replay_runs
from weerbaar.twin.twin import Twin

REPLAY_RUNS = 20
REPLAY_SCHEMA = 1
MET, MISSED, NOT_MEASURED = mark("met"), mark("missed"), mark("not measured")

NOT_BUILT = ProblemKind(
    "region-not-built",
    mark("The region “{value}” of this replay does not ship with Weerbaar."),
    mark("Make it first, or give another with --region: {commands}."),
)


def replay(
    name: Annotated[
        str, typer.Argument(help=say(mark("Name of a replay, such as zoelmond-2017.")))
    ],
    region: Annotated[
        str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))
    ] = "",
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = REPLAY_RUNS,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Runs a replay and says of each band whether it is met."""
    with run_or_refuse(json) as words:
        chosen = make_replay(read_replay(name))
        place = region or chosen.region
        wrong = out_of_range("--runs", runs, 1, MAX_RUNS)
        options = Options(seed=seed, step=chosen.step_h)
        if place not in region_names() and not region:
            params = {"commands": "; ".join(chosen.commands)}
            not_built = Problem(NOT_BUILT, value=place, params=params)
            raise Refused([*wrong, *option_problems(options), not_built])
        twin = prepare_twin(place, chosen.scenario, options, wrong)
        refuse_if(check_replay(chosen, twin.network.region))
        with show_progress(runs, json) as tell:
            verdicts = replay_runs(chosen, twin, runs, tell)
        if json:
            print_json(_replay_record(chosen, twin, runs, verdicts))
        else:
            _print_verdicts(twin, verdicts, words)


def _replay_record(
    chosen: Replay, twin: Twin, runs: int, verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    """A replay as plain values; `high` is null where a band has no upper end."""
    return {
        "schema": REPLAY_SCHEMA,
        "simulation": True,
        "replay": chosen.scenario,
        "region": twin.network.region.region,
        "region_hash": region_hash(twin.network.region),
        "runs": runs,
        "seed": twin.seed,
        "step_h": twin.dt,
        "version": version("weerbaar"),
        "bands": [
            asdict(verdict.band)
            | {
                "measured": verdict.measured,
                "error": verdict.error,
                "verdict": _verdict(verdict),
            }
            for verdict in verdicts
        ],
    }


def _verdict(verdict: Verdict) -> str:
    """Met, missed or not measured; the last counts as missed."""
    if math.isnan(verdict.measured):
        return NOT_MEASURED
    return MET if verdict.met else MISSED


def _measured(verdict: Verdict, words: Language) -> str:
    if math.isnan(verdict.measured):
        return "–"
    error = "" if math.isnan(verdict.error) else words.figure(float(f"{verdict.error:.1g}"))
    measured = words.figure(float(f"{verdict.measured:.3g}"))
    return f"{measured} ± {error}" if error else measured


def _print_verdicts(twin: Twin, verdicts: Sequence[Verdict], words: Language) -> None:
    headings = (mark("Claim"), mark("Low"), mark("High"), mark("Measured"), mark("Verdict"))
    rows = [
        (
            words.text(verdict.band.claim),
            words.figure(verdict.band.low),
            words.figure(verdict.band.high),
            _measured(verdict, words),
            words.text(_verdict(verdict)),
        )
        for verdict in verdicts
    ]
    print_table([words.text(h) for h in headings], rows, twin.scenario.name(words.code))
    met = sum(verdict.met for verdict in verdicts)
    print_note(words.text(mark("{met} of {all} bands are met."), met=met, all=len(verdicts)))
