"""What limits hospitals, and what convoys need, as a person asks it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from weerbaar.cli import app


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEERBAAR_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "160")


def twin(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["twin", *map(str, arguments)])


def test_it_is_said_what_keeps_beds_from_working_first() -> None:
    place = ("caribisch-nederland", "", "--runs", 1)
    shown = twin("beds", *place)
    assert shown.exit_code == 0, shown.output
    for word in ("staff", "oxygen", "Patients who wait for a bed", "Simulation"):
        assert word in shown.output
    assert twin("beds", *place, "--more", -1).exit_code == 2


def test_each_route_is_compared_and_what_is_no_route_is_refused() -> None:
    place = ("gelderland-zuid", "doorvoer", "--runs", 1)
    shown = twin("convoys", *place, "--vehicles", 90)
    assert shown.exit_code == 0, shown.output
    assert "A15: bridges strengthened" in shown.output
    assert "Where each leads is left out" in shown.output
    for wrong in (("--closed", "road:nowhere"), ("--vehicles", "nan")):
        refused = twin("convoys", *place, *wrong)
        assert refused.exit_code == 2, (wrong, refused.output)
    assert twin("convoys", "caribisch-nederland", "orkaan", "--runs", 1).exit_code == 2
