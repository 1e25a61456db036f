"""Reads the room's tables from the library, and agendas and answers from files."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from weerbaar.agenda.answers import NOT_AN_ANSWER, answered
from weerbaar.agenda.commitment_table import Known, commitment_table, texts_of
from weerbaar.agenda.commitments import (
    COMMITMENT_KINDS,
    KIND_FIELDS,
    Commitment,
    Kind,
    field_names,
    kinds_of,
)
from weerbaar.agenda.gap_words import GapNames
from weerbaar.agenda.gaps import Answered
from weerbaar.agenda.helping import OFFER_UNITS, Computed, Measured
from weerbaar.agenda.importing import read_sheet
from weerbaar.agenda.offering import OFFER_MOMENTS
from weerbaar.agenda.offering import moments_of as offer_moments_of
from weerbaar.agenda.reminders import REMINDER_MOMENTS, Told, moments_of
from weerbaar.common.files import read_bytes, read_sheets
from weerbaar.common.finding import Band
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.common.tables import Rows
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.measures.files import measure_names
from weerbaar.measures.search.form import found_from_data
from weerbaar.measures.weighing_form import weighing_from_data
from weerbaar.platform.files import read_table
from weerbaar.twin.files import read_profile, read_scenario, read_twin_library, scenario_names

NOT_GIVEN = ProblemKind(
    "not-a-list-of-reminders",
    mark("This file does not hold which reminders were given."),
    mark("Give the file that an earlier --given made, or a name that is not there yet."),
)
NEITHER = ProblemKind(
    "neither-comparison-nor-search",
    mark("This is no comparison of variants and no answer of a search."),
    mark("Give what “weerbaar variant weigh --json” or “weerbaar measure search --json” wrote."),
)
ENDS = ("p10", "p50", "p90")


@cache
def read_kinds() -> dict[str, Kind]:
    """The kinds of commitments, by name in the order of their table."""
    return kinds_of(read_table(COMMITMENT_KINDS))


@cache
def read_field_names(code: str) -> dict[tuple[str, str], str]:
    """What columns are called in commitments of a kind, in a language, where that is other."""
    return field_names(read_table(KIND_FIELDS), code)


@cache
def read_offer_moments() -> tuple[tuple[int, str], ...]:
    """After how many days who is told that an offer waits, the earliest first."""
    return offer_moments_of(read_table(OFFER_MOMENTS))


@cache
def read_offer_units() -> Rows:
    """Which units of what is offered can be turned into hours of a need."""
    return read_table(OFFER_UNITS)


@cache
def read_norms() -> dict[str, float]:
    """How many litres of each need a person needs in a day, where it is reckoned in litres."""
    rows = ((str(row["need"]), float(row["norm"])) for row in read_twin_library().needs)
    return {need: norm for need, norm in rows if not math.isnan(norm)}


def measured_in(record: Mapping[str, Any], need: str) -> Measured | None:
    """What the record of an answer tells of a need; None where it does not hold that need."""
    try:
        found = next(one for one in record["needs"] if one["need"] == need)
        hours, peak = found["person_hours"], found["peak_persons"]
        groups = [one for one in found["groups"] if one["hours_per_head"]]
        longest = sorted(groups, key=lambda one: float(one["hours_per_head"]["p50"]))
        worst = longest[-1] if longest else None
        alike = worst is not None and any(
            float(one["hours_per_head"]["p90"]) >= float(worst["hours_per_head"]["p10"])
            for one in longest[:-1]
        )
        if worst is None or alike:
            worst = {"group": "", "low_income": False, "hours_per_head": {"p50": 0.0}}
        return Measured(
            None if hours is None else Band(*(float(hours[end]) for end in ENDS)),
            float((peak or {}).get("p50") or 0.0),
            str(worst["group"]),
            bool(worst["low_income"]),
            float(worst["hours_per_head"]["p50"]),
            alike,
        )
    except (KeyError, TypeError, ValueError, StopIteration, AttributeError, OverflowError):
        return None


def read_measured(path: Path) -> dict[str, Any]:
    """The record of an answer for `measured_in`; raises Refused where it is none."""
    try:
        found = json.loads(read_bytes(path))
    except (ValueError, RecursionError):
        raise Refused([Problem(NOT_AN_ANSWER, path.name)]) from None
    return found if isinstance(found, dict) else {}


def read_computed(path: Path) -> Computed:
    """A comparison or a search in a JSON file; raises Refused where it is neither."""
    try:
        data = json.loads(read_bytes(path))
    except (ValueError, RecursionError):
        raise Refused([Problem(NEITHER, path.name)]) from None
    is_search = isinstance(data, dict) and "sets" in data
    try:
        if is_search:
            found = found_from_data(data)
            return Computed(path.name, found.asked.scenario, found)
        weighing = weighing_from_data(data)
        return Computed(path.name, weighing.identity.scenario, weighing)
    except Refused as refused:
        raise Refused(replace(one, file=path.name) for one in refused.problems) from None


@cache
def read_moments() -> tuple[int, ...]:
    """How many days after its last day people are told of a commitment, the earliest first."""
    return moments_of(read_table(REMINDER_MOMENTS))


def read_agenda(path: Path, new_name: Callable[[], str]) -> tuple[Commitment, ...]:
    """The commitments in a CSV or XLSX file; raises Refused with every problem found."""
    sheet, *_ = read_sheets(path)
    known = Known(measures=frozenset(measure_names()))
    would = read_sheet(sheet, (), read_kinds(), known, new_name)
    return tuple(one.commitment for one in would)


def agenda_bytes(commitments: Sequence[Commitment], ending: str) -> bytes:
    """The commitments as the bytes of a CSV file, or of a workbook where `ending` is `.xlsx`."""
    names = commitment_table({}).names
    rows = [list(texts_of(one).values()) for one in commitments]
    if ending == ".xlsx":
        return table_xlsx_bytes({"commitments": (names, rows)})
    return table_csv(names, rows).encode()


@cache
def read_gap_names(code: str) -> GapNames:
    """What needs, groups, norms and scenarios that ship are called in a language."""
    library, norms = read_twin_library(), read_profile().norms
    return GapNames(
        {str(row["need"]): str(row[f"name_{code}"]) for row in library.needs},
        {str(row["group"]): str(row[f"name_{code}"]) for row in library.groups},
        {norm.norm: norm.wording(code) for norm in norms},
        {name: read_scenario(name).name(code) for name in scenario_names()},
    )


def read_answered(path: Path, at: datetime | None) -> Answered:
    """What gaps need of an answer's file; raises Refused where it holds no findings.

    Without a moment it is that of the file; a moment without a zone is here.
    """
    content = read_bytes(path)
    try:
        record = json.loads(content)
        found = record if isinstance(record, dict) else {}
    except (ValueError, RecursionError):
        raise Refused([Problem(NOT_AN_ANSWER, path.name)]) from None
    moment = at or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    held = [norm.norm for norm in read_profile().norms]
    try:
        aware = moment.astimezone(UTC)
        return answered(found, aware, path.name, held)
    except (OverflowError, OSError, ValueError):
        raise Refused([Problem(NOT_AN_ANSWER, path.name)]) from None
    except Refused as refused:
        raise Refused(replace(p, file=path.name) for p in refused.problems) from None


def read_given(path: Path) -> frozenset[Told]:
    """Which reminders were given before; none where the file is not there. Raises Refused."""
    if not path.exists():
        return frozenset()
    try:
        told = json.loads(read_bytes(path))
        return frozenset(
            (str(name), int(moment), date.fromisoformat(until)) for name, moment, until in told
        )
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise Refused([Problem(NOT_GIVEN, path.name)]) from None


def given_bytes(given: Collection[Told]) -> bytes:
    """The reminders that were given, as `read_given` reads them."""
    return json.dumps(sorted([name, moment, str(until)] for name, moment, until in given)).encode()
