"""Key processes between civil and military organisations: their steps, as it is and as it can be.

Rules:
1. A process has a version as it is, and may have one as it can be. Which processes these are, the
   user says: the symposium speaks of ten and names one, a reservist brought in within three
   months.
2. A step has a number, who does it, the working days that it takes and that it waits before, each a
   band, and the chance that it must be done once more.
3. A step begins when all steps that it names in `after` are done; without any it begins at once.
   Steps that do not wait for each other run side by side. Steps may not wait in a circle.
4. The norm of a process is in working days and the same in each of its rows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weerbaar.agenda.registers.register import Register, band_columns, band_of, number, written
from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table

AS_IS, TO_BE = VERSIONS = ("as-is", "to-be")
VERSION_WORDS: Mapping[str, str] = {AS_IS: mark("as it is"), TO_BE: mark("as it can be")}
MOST_STEPS = 60
MOST_NUMBER = 999
MOST_DAYS = 2_000.0
MOST_AGAIN = 90.0
PER_CENT = 100.0
NONE = Band(0.0, 0.0, 0.0)

NO_SUCH_STEP = ProblemKind(
    "no-such-step",
    mark("Step {step} of {process} waits for step {value}, which is not there."),
    mark("Add that step first, or change what this one waits for."),
)
NOT_STEPS = ProblemKind(
    "not-steps",
    mark("{column} is “{value}”, which is no list of steps."),
    mark("Give the numbers of steps with spaces between, or nothing."),
)
IN_A_CIRCLE = ProblemKind(
    "steps-in-a-circle",
    mark("In {value} these steps wait for each other: {steps}."),
    mark("Let at least one of them begin without the others."),
)
TOO_MANY_STEPS = ProblemKind(
    "too-many-steps",
    mark("{value} has more than {most} steps."),
    mark("Put steps together, or make two processes of it."),
)
OTHER_NORM = ProblemKind(
    "other-norm",
    mark("The rows of {value} have different norms: {norms}."),
    mark("Give one norm in working days, or leave it out."),
)

PROCESSES_TABLE = Table(
    "processes",
    "Steps of key processes between civil and military organisations.",
    ("process", "version", "step"),
    (
        written("process", "Name of the process.", ...),
        Column("version", "choice", "", "As it is or as it can be.", choices=VERSIONS),
        Column("step", "integer", "", "Number of the step.", low=1, high=MOST_NUMBER),
        written("name", "What is done.", ...),
        written("who", "Which organisation or function does it."),
        written("after", "Numbers of the steps that must be done before."),
        Column("days_low", "number", "working days", "Work.", low=0, high=MOST_DAYS),
        Column("days", "number", "working days", "Work, the middle.", low=0, high=MOST_DAYS),
        Column("days_high", "number", "working days", "Work at most.", low=0, high=MOST_DAYS),
        *band_columns("wait", "working days", "Waiting before the work begins.", MOST_DAYS),
        Column(
            "again",
            "number",
            "%",
            "Chance that it must be done once more.",
            0.0,
            low=0,
            high=MOST_AGAIN,
        ),
        number("norm", "working days", "In how many days all of it should be done.", MOST_DAYS),
        written("source", "Where the times come from; an assumption says so."),
    ),
)


@dataclass(frozen=True)
class Step:
    """One step: bands in working days, `again` a chance 0..1."""

    number: int
    name: str
    who: str
    after: tuple[int, ...]
    days: Band
    wait: Band
    again: float
    source: str


@dataclass(frozen=True)
class Process:
    """One version of a process; its steps stand so that each comes after those it waits for."""

    name: str
    version: str
    steps: tuple[Step, ...]
    norm_days: float | None


def processes_of(rows: Rows) -> list[Process]:
    """The processes in the rows of the register, by name, as it is first.

    Raises ValueError for rows that `PROCESSES.check` would refuse.
    """
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((str(row["process"]), str(row["version"])), []).append(row)
    keys = sorted(found, key=lambda key: (key[0], VERSIONS.index(key[1])))
    return [_process(name, version, found[name, version]) for name, version in keys]


def _process(name: str, version: str, rows: Sequence[Mapping[str, Any]]) -> Process:
    steps = [
        Step(
            number=int(row["step"]),
            name=str(row["name"]),
            who=str(row["who"]),
            after=steps_named(str(row["after"])),
            days=band_of(row, "days") or NONE,
            wait=band_of(row, "wait") or NONE,
            again=float(row["again"]) / PER_CENT,
            source=str(row["source"]),
        )
        for row in rows
    ]
    ordered, circle = in_order(steps)
    if circle:
        raise ValueError(f"steps in a circle: {circle}")
    norms = [float(row["norm"]) for row in rows if not math.isnan(float(row["norm"]))]
    return Process(name, version, ordered, norms[0] if norms else None)


def steps_named(written: str) -> tuple[int, ...]:
    """The numbers of steps in a cell; raises ValueError for what is none."""
    parts = written.replace(",", " ").split()
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        raise ValueError(written)
    return tuple(sorted({int(part) for part in parts}))


def in_order(steps: Sequence[Step]) -> tuple[tuple[Step, ...], tuple[int, ...]]:
    """The steps, each after those it waits for; and those that wait in a circle, which stay out."""
    waiting = {step.number: step for step in sorted(steps, key=lambda step: step.number)}
    known = set(waiting)
    ordered: list[Step] = []
    done: set[int] = set()
    while True:
        ready = [s for s in waiting.values() if set(s.after) & known <= done]
        if not ready:
            return tuple(ordered), tuple(waiting)
        for step in ready:
            ordered.append(waiting.pop(step.number))
            done.add(step.number)


def _check(rows: Rows, file: str) -> list[Problem]:
    problems: list[Problem] = []
    together: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = {}
    for line, row in enumerate(rows, start=2):
        together.setdefault((row["process"], row["version"]), []).append((line, row))
    for (name, _), numbered in together.items():
        if len(numbered) > MOST_STEPS:
            most = {"most": MOST_STEPS}
            problems.append(Problem(TOO_MANY_STEPS, file, None, "process", name, most))
            continue
        problems += _step_problems(name, numbered, file) or _circle(name, numbered, file)
        norms = {float(row["norm"]) for _, row in numbered if not math.isnan(row["norm"])}
        if len(norms) > 1:
            params = {"norms": ", ".join(f"{norm:g}" for norm in sorted(norms))}
            problems.append(Problem(OTHER_NORM, file, None, "norm", name, params))
    return problems


def _step_problems(
    name: str, numbered: Sequence[tuple[int, Mapping[str, Any]]], file: str
) -> list[Problem]:
    """Steps that wait for what is not there."""
    known = {int(row["step"]) for _, row in numbered}
    problems = []
    for line, row in numbered:
        try:
            named = steps_named(str(row["after"]))
        except ValueError:
            problems.append(Problem(NOT_STEPS, file, line, "after", row["after"]))
            continue
        params = {"step": int(row["step"]), "process": name}
        problems += [
            Problem(NO_SUCH_STEP, file, line, "after", number, params)
            for number in named
            if number not in known
        ]
    return problems


def _circle(
    name: str, numbered: Sequence[tuple[int, Mapping[str, Any]]], file: str
) -> list[Problem]:
    bare = [
        Step(int(row["step"]), "", "", steps_named(str(row["after"])), NONE, NONE, 0.0, "")
        for _, row in numbered
    ]
    _, circle = in_order(bare)
    params = {"steps": ", ".join(str(number) for number in circle)}
    return [Problem(IN_A_CIRCLE, file, None, "after", name, params)] if circle else []


PROCESSES = Register(
    name="processes",
    title=mark("Key processes with Defence"),
    about=mark("The steps of a process, how long it takes now and how long it could take."),
    table=PROCESSES_TABLE,
    headings={
        "process": mark("Process"),
        "version": mark("Version"),
        "step": mark("Step"),
        "name": mark("What is done"),
        "who": mark("Who does it"),
        "after": mark("Begins after steps"),
        "days_low": mark("Days of work, at least"),
        "days": mark("Days of work"),
        "days_high": mark("Days of work, at most"),
        "wait_low": mark("Days of waiting, at least"),
        "wait": mark("Days of waiting before"),
        "wait_high": mark("Days of waiting, at most"),
        "again": mark("Chance of doing it once more (%)"),
        "norm": mark("Norm for all of it (days)"),
        "source": mark("Source"),
    },
    choices={"version": VERSION_WORDS},
    filters=("process", "version"),
    check=_check,
    bands=("days", "wait"),
    hints={
        "after": mark("Numbers with spaces between. Nothing: it begins at once."),
        "days": mark("Working days. 8 of 10 times it lies between at least and at most."),
        "who": mark("An organisation or function, no name of a person."),
        "source": mark("Measured, or an assumption? Write it down."),
    },
)
