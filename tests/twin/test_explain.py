"""Why an area lacks a need at an hour: the chain from the area back to the root."""

import pytest

from tests.twin.small import blackout, small_twin
from weerbaar.common.refusals import Refused
from weerbaar.twin.cascade import kinds_in
from weerbaar.twin.ensemble import causes_at, trace_once
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


def test_what_stock_still_bridges_is_not_blamed() -> None:
    """Shops lose their power and their supplier at once. At hour 6 they are dark, not empty."""
    twin = small_twin(blackout(20.0, ["mv_feeder", "food_dc_outside"]))
    run, trace = trace_once(twin, 0)
    chains = explain(twin, run, trace, "A", "payment", 6).chains
    shop = next(chain for chain in chains if chain[0].kind == "supermarket")
    assert [link.kind for link in shop] == ["supermarket", "mv_feeder"]
    assert shop[1].site == "fA"
    assert shop[0].bridged_h == shop[0].fell_h - shop[1].fell_h


def test_an_empty_shop_is_told_by_its_supplier() -> None:
    twin = small_twin(blackout(300.0, ["food_dc_outside"]))
    run, trace = trace_once(twin, 0)
    shop = explain(twin, run, trace, "A", "food", 290).chains[0]
    assert [link.kind for link in shop] == ["supermarket", "food_dc_outside"]


@pytest.mark.parametrize("hour", [0, 1, 5, 30])
def test_every_chain_ends_where_its_cause_began(hour: int) -> None:
    """The kinds of a chain are those that the run latched, and its last site is the root.

    At hour 30 all is mended and some sites still start up: the suppliers between are back.
    """
    twin = small_twin(blackout(24.0, ["hv_station", "internet_core"]))
    run, trace = trace_once(twin, 0)
    sites = causes_at(twin, 0, hour)
    position = {name: i for i, name in enumerate(twin.network.sites)}
    for need in ("power", "help_call", "payment", "medicine", "water"):
        for chain in explain(twin, run, trace, "A", need, hour).chains:
            first = position[chain[0].site]
            assert position[chain[-1].site] == sites.root[first]
            kinds = [twin.network.kinds[k] for k in kinds_in(int(sites.chain[first]))]
            assert hour == 30 or [link.kind for link in chain] == kinds


def test_a_run_made_again_up_to_an_hour_is_that_run() -> None:
    twin = small_twin(blackout(24.0))
    _, trace = trace_once(twin, 0)
    for step in (0, 3, 26):
        assert causes_at(twin, 0, step).level.tolist() == trace[step].tolist()


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
