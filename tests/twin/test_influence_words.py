"""What is drawn has a name and a unit in words; the codes stay in files."""

import re
from dataclasses import replace

import pytest

from tests.twin.small import blackout, drawn_twin, small_twin
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH, Language
from weerbaar.region.questions import INPUT_WORDS
from weerbaar.twin.files import read_scenario, read_twin_library, scenario_names
from weerbaar.twin.influence import Effect, Influence, factors_of
from weerbaar.twin.influence_words import (
    UNIT_WORDS,
    evidence_in_words,
    factor_name,
    interval_in_words,
)

DUTCH = read_language("nl")
CODE = re.compile(r"[a-z0-9]_[a-z0-9]|\|")


def influence(unit: str, p10: float, p90: float) -> Influence:
    none = Effect(0.0, 0.0, 0.0, 0.0)
    return Influence("x", unit, p10, (p10 + p90) / 2, p90, "A", none, none)


def test_a_person_reads_what_an_assumption_is_and_how_wide_it_is() -> None:
    twin = small_twin(blackout(24.0))
    assert factor_name(twin, "crew_call_out_h", ENGLISH) == "time until a crew begins"
    assert factor_name(twin, "mv_feeder|power", ENGLISH).startswith("how long without electric")
    assert factor_name(twin, "stock:water", DUTCH) == "drinkwater thuis, zonder noodpakket"
    assert interval_in_words(influence("h", 1, 6), ENGLISH) == "1\u2060–\u20606 hours"
    assert interval_in_words(influence("1", 0.05, 0.2), ENGLISH) == "5\u2060–\u206020\u00a0%"
    assert interval_in_words(influence("°C", -5, 3), ENGLISH) == "-5 / 3 °C"


@pytest.mark.parametrize("language", [ENGLISH, DUTCH], ids=["en", "nl"])
def test_no_figure_that_is_drawn_is_shown_by_its_code(language: Language) -> None:
    for name in scenario_names():
        twin = replace(drawn_twin(blackout(24.0)), scenario=read_scenario(name))
        for factor in factors_of(twin, range(1)):
            said = factor_name(twin, factor.name, language)
            assert said != factor.name, factor.name
            assert not CODE.search(said), said


def test_every_unit_and_every_input_has_words() -> None:
    library, twin = read_twin_library(), drawn_twin(blackout(24.0))
    units = {str(u) for rows in (library.parameters, library.resources) for u in rows["unit"]}
    assert units - set(UNIT_WORDS) - {"unit"} == set()
    assert {str(i) for i in twin.network.library.dependencies["input"]} <= set(INPUT_WORDS)


def test_evidence_is_told_once_for_each_sort() -> None:
    assert evidence_in_words("V:5 V:64 A", ENGLISH) == "seen in a public source; our assumption"
