"""Which law each measure waits for, and that whoever chooses the measure is told so."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.agenda.registers.filled_in import rows_of_text
from weerbaar.agenda.registers.files import read_registers
from weerbaar.agenda.registers.laws import laws_of
from weerbaar.cli.variants import app
from weerbaar.common.language import ENGLISH
from weerbaar.measures.files import catalogue_by_name
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.warned import warnings_of

REGISTER = read_registers()["laws"]
FILLED = """law,measures,stage,asked_on,decided_on
Battery act,thuisaccu;spoor-verbreden,second_chamber,2026-01-01,
Grid decree,thuisaccu,drafted,,
Service act,maatschappelijke-diensttijd,ended,2025-01-01,2026-01-01
"""


def stands(text: str = FILLED):
    return laws_of(REGISTER, rows_of_text(REGISTER, text))


def told(text: str) -> list[tuple[str, str]]:
    choice = Choice("thuisaccu", {"share": 0.5, "islands": 1.0}, 2027)
    variant = Variant("v", "v", "v", "v", "v", 2027, 10, (choice,))
    found = warnings_of(variant, catalogue_by_name(), stands(text))
    return [(one.code, one.words(ENGLISH)) for one in found if one.code != "as-a-mean"]


def test_a_measure_waits_for_the_law_that_is_least_far_until_all_are_in_force() -> None:
    found = stands()
    assert found["thuisaccu"].en == "Grid decree: the bill is being written"
    assert found["thuisaccu"].nl == "Grid decree: het voorstel wordt geschreven"
    assert found["spoor-verbreden"].en.startswith("Battery act: with the House")
    assert not found["maatschappelijke-diensttijd"].in_force
    no_law, precondition = told(FILLED)
    assert no_law[0] == "no-law-yet"
    assert "the law that it needs is not in force. Grid decree: the bill is" in no_law[1]
    assert precondition[0] == "precondition"
    done = FILLED.replace("second_chamber", "in_force").replace("drafted", "in_force")
    assert stands(done)["thuisaccu"].in_force
    assert told(done) == []
    # What nobody follows is told as before.
    assert [code for code, _ in told("law\n")] == ["precondition"]


@pytest.mark.parametrize("stage", [*REGISTER.choices["stage"]])
def test_one_law_that_stays_behind_holds_the_measure(stage: str) -> None:
    text = f"law,measures,stage\nA,thuisaccu,in_force\nB,thuisaccu,{stage}\n"
    assert stands(text)["thuisaccu"].in_force == (stage == "in_force")


def test_the_command_tells_the_stage_of_a_variant(tmp_path: Path) -> None:
    laws = tmp_path / "laws.csv"
    laws.write_text("law,measures,stage\nPoints act,noodsteunpunt-licht,first_chamber\n")
    shown = CliRunner().invoke(app, ["show", "114-lichte-punten", "--laws", str(laws), "--json"])
    assert shown.exit_code == 0
    assert "Points act: het ligt bij de Eerste Kamer" in shown.stdout
    wrong = CliRunner().invoke(app, ["show", "114-lichte-punten", "--laws", str(tmp_path / "none")])
    assert wrong.exit_code == 2
