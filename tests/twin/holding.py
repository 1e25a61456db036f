"""A small answer held against the regional base level, for the tests of findings."""

from dataclasses import replace

import numpy as np

from tests.twin.small import blackout, small_twin
from weerbaar.common.finding import Band, Finding
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_profile
from weerbaar.twin.finding_tables import Findings
from weerbaar.twin.findings import Verdict, judge_norms
from weerbaar.twin.outcome import scope_of, summarise

REGIONAL = read_profile()


def held(hours: float = 48.0, municipality: str = "", **changes: object) -> Findings:
    """The base level held against a cold blackout of so many hours."""
    twin = small_twin(blackout(hours, **changes), norms=REGIONAL.norms)
    runs = [run_once(twin, 0)]
    outcome = summarise(twin, runs, scope_of(twin, municipality))
    verdicts = judge_norms(twin, runs, outcome, "en")
    return Findings(twin, outcome, REGIONAL, verdicts, "0" * 64, "1.0")


FOUND = held()


def finding(persons: float = 1000.0, **changes: object) -> Finding:
    """A norm that is missed for so many people, half of those who need it."""
    band, share = Band(persons, persons, persons), Band(0.5, 0.5, 0.5)
    about = ("Norm.", ("A",), ("family",), band, 17.0, 0.5, "A", "test", 2, 2, 0.0, 0.0, share)
    return replace(Finding("x", "heat", *about), **changes)  # type: ignore[arg-type]


def only(one: Finding, missed: bool = True) -> Findings:
    """An answer of one verdict, on both areas."""
    persons = np.array([one.persons.p50, 0.0])
    return replace(FOUND, verdicts=(Verdict(one, missed, persons, persons / 1000.0),))
