"""Care at home: visits that are not made, for people who need care only."""

from __future__ import annotations

import numpy as np
import pytest

from tests.twin.small import blackout, read_library, site, small_region, small_twin
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.profile import Norm
from weerbaar.twin.state import CARE

TEAMS = ("home_care",)


def with_teams(*weights):
    """The small region with home-care teams in A that serve both areas by these weights."""
    names = [f"team {i}" for i in range(len(weights))]
    service = [
        {"place": where, "service": "home_care", "site": name, "weight": weight}
        for where in "AB"
        for name, weight in zip(names, weights, strict=True)
    ]
    return small_region(sites=[site(n, "home_care", "A") for n in names], service=service)


def run_with(scenario, region=None, hours=60.0, **changes):
    return run_once(small_twin(scenario, region or with_teams(1.0), hours=hours, **changes), 0)


def test_two_days_without_half_of_the_teams():
    # One of two teams of the same size is lost for 48 hours, in both areas. 20 % of 1,000 people
    # is 65 and over, of whom a fixed share needs care, and a share of the others; half of them is
    # not visited. For the first 24 hours each weighs 1, then up to 2 in the last.
    scenario = blackout(48.0, TEAMS, depth=0.5)
    run = run_with(scenario)
    care = run.persons[CARE].sum(axis=1)
    assert (run.persons[CARE][:, 2:] == 0.0).all()
    assert care[0] > 10.0
    assert run.unmet[CARE, :48, 0] == pytest.approx([care[0] / 2] * 48, rel=1e-6)
    assert not run.unmet[CARE, 48:].any()
    assert run.cells[CARE].sum(axis=1) == pytest.approx(24 * care)
    weights = [1.0] * 25 + [1 + (t - 24) / 24 for t in range(25, 48)]
    assert run.weighted[CARE] == pytest.approx(care / 2 * sum(weights), rel=1e-9)


def test_norms_count_who_went_without_for_longer():
    # Tolerance 24 h: of a loss of 30 hours all who are not visited are beyond it, of 20 hours none;
    # but those 20 hours are longer than a norm of 12.
    norm = Norm("n", "care", "", "", 12.0, 0.0, 336.0, 5, 2, "", "A")
    care = run_with(blackout(1.0, TEAMS)).persons[CARE].sum()
    for hours, beyond in ((30.0, 0.5 * care), (20.0, 0.0)):
        run = run_with(blackout(hours, TEAMS, depth=0.5), norms=(norm,))
        assert run.counts[1 + CARE].sum() == pytest.approx(beyond)
        assert run.counts[0].sum() == pytest.approx(0.5 * care)
        assert not run.counts[:, :, 2:][[0, 1 + CARE]].any()


def test_the_cause_is_the_team_that_is_lost():
    run = run_with(blackout(10.0, TEAMS), with_teams(0.6, 0.4))
    mine = run.causes.need == CARE
    kinds = read_library().kinds["kind"]
    chains = {kinds_in(chain) for chain in run.causes.chain[mine]}
    assert {tuple(kinds[k] for k in chain) for chain in chains} == {("home_care",)}
    assert run.causes.hours[mine].sum() == pytest.approx(run.cells[CARE].sum())
    assert (run.causes.how[mine] == 0).all()


def test_where_no_team_is_known_nobody_lacks_care():
    run = run_with(blackout(48.0), small_region())
    assert not run.unmet[CARE].any()
    assert run.persons[CARE].sum() > 0.0


def test_a_larger_loss_of_teams_never_leaves_fewer_without_care():
    lost = [run_with(blackout(9.0, TEAMS, depth=d)).cells[CARE].sum() for d in (0.0, 0.3, 0.7, 1.0)]
    assert lost[0] == 0.0
    assert np.all(np.diff(lost) > 0.0)
