"""Why an area lacks a need at an hour: the chain from the area back to the root."""

import pytest

from tests.twin.small import blackout, small_twin
from weerbaar.common.refusals import Refused
from weerbaar.twin.ensemble import trace_once
from weerbaar.twin.explain import explain, find_area


def test_no_calls_after_six_hours_because_the_mast_lost_its_feeder() -> None:
    """The mast bridges 2.5 hours, its median; the feeder fell at once."""
    twin = small_twin(blackout(24.0))
    run, trace = trace_once(twin, 0)
    found = explain(twin, run, trace, "A", "help_call", 6)
    chains = {tuple(link.kind for link in chain) for chain in found.chains}
    assert ("mobile_macro", "mv_feeder") in chains
    mast = next(c for c in found.chains if c[0].kind == "mobile_macro")
    assert mast[0].fell_h == 2
    assert mast[1].fell_h == 0
    assert found.persons > 500


def test_before_the_mast_falls_it_is_no_cause() -> None:
    twin = small_twin(blackout(24.0))
    run, trace = trace_once(twin, 0)
    kinds = {c[0].kind for c in explain(twin, run, trace, "A", "help_call", 1).chains}
    assert "mobile_macro" not in kinds


def test_an_area_that_lacks_nothing_has_no_chain() -> None:
    twin = small_twin(blackout(24.0, areas=["A"]))
    run, trace = trace_once(twin, 0)
    assert explain(twin, run, trace, "B", "heat", 5).chains == ()


def test_an_area_is_found_by_code_name_or_a_part_of_its_name() -> None:
    twin = small_twin()
    assert find_area(twin, "b") == find_area(twin, "Wijk B") == find_area(twin, "wijk b") == 1


@pytest.mark.parametrize(
    ("area", "need", "hour", "codes"),
    [
        ("Atlantis", "heat", 3, {"no-such-area"}),
        ("wijk", "heat", 3, {"no-such-area"}),
        ("A", "happiness", 3, {"no-such-need"}),
        ("A", "heat", 1e6, {"no-such-hour"}),
        ("A", "happiness", -1, {"no-such-need", "no-such-hour"}),
    ],
)
def test_what_is_not_there_is_refused(area: str, need: str, hour: float, codes: set[str]) -> None:
    twin = small_twin(blackout(6.0))
    run, trace = trace_once(twin, 0)
    with pytest.raises(Refused) as caught:
        explain(twin, run, trace, area, need, hour)
    assert {problem.code for problem in caught.value.problems} == codes
