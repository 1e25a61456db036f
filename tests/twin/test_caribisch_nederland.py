"""Another place runs: a hurricane and a missing ship on three islands, without a change of code."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from weerbaar.cli import app
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.ensemble import Run, check_quiet, run_once
from weerbaar.twin.files import read_scenario
from weerbaar.twin.runner import make_twin
from weerbaar.twin.state import FOOD, HEAT, POWER, WATER
from weerbaar.twin.twin import Twin

REGION, HURRICANE, SHIPS = "caribisch-nederland", "orkaan", "schepen-blijven-weg"


def twin_of(scenario: str, seed: int = 1) -> Twin:
    return make_twin(
        read_region(REGION), read_library(), read_scenario(scenario), (), seed, 1.0, 0.0
    )


def _first(run: Run, need: int) -> int:
    """The first hour at which more than 1,000 people lack a need; 9999 where that never is so."""
    over = np.flatnonzero(run.unmet[need].sum(axis=1) > 1000)
    return int(over[0]) if len(over) else 9999


@pytest.mark.parametrize("scenario", [HURRICANE, SHIPS])
def test_nobody_lacks_anything_before_the_storm(scenario: str) -> None:
    assert check_quiet(twin_of(scenario)) is None


def test_a_hurricane_takes_power_then_water_and_food_but_never_heat() -> None:
    runs = [run_once(twin_of(HURRICANE), run) for run in range(4)]

    for run in runs:
        people = run.persons.sum(axis=(1, 2))
        # All but the few homes with a battery that works without the grid.
        assert run.unmet[POWER].sum(axis=1).max() == pytest.approx(people[POWER], rel=0.01)
        assert run.unmet[HEAT].max() == 0
        dark, dry, hungry = (_first(run, need) for need in (POWER, WATER, FOOD))
        assert dark <= 6
        assert min(dry, hungry) > dark


def test_a_ship_that_stays_away_takes_food_before_it_takes_power() -> None:
    run = run_once(twin_of(SHIPS), 0)
    hungry = int(np.argmax(run.unmet[FOOD].sum(axis=1) > 1000))
    dark = int(np.argmax(run.unmet[POWER].sum(axis=1) > 1000))

    assert hungry > 48
    assert dark == 0 or hungry < dark


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("islands") / "report.html"
    words = ["twin", "run", REGION, HURRICANE, "--runs", "2", "--language", "en"]
    result = CliRunner().invoke(app, [*words, "--out", str(path)])
    assert result.exit_code == 0, result.output
    return path.read_text(encoding="utf-8")


def test_the_report_shows_the_islands_side_by_side_and_their_own_number(page: str) -> None:
    assert 'class="parted"' in page
    assert "stands side by side" in page
    for name in ("Bonaire", "Saba", "Sint Eustatius", "Rincon"):
        assert name in page
    assert "911" in page
    assert "not even 112" not in page


def test_the_report_names_no_european_place_or_source(page: str) -> None:
    for word in ("Gelder", "Nijmegen", "veiligheidsregio", "C2000", "ETLocal"):
        assert word not in page
