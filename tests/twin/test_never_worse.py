"""More stock, longer autonomy, a second feed: what helps must never make a total worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.twin.embedded import same, totals
from tests.twin.small import (
    blackout,
    changed,
    drawn_twin,
    flat_far_region,
    flat_library,
    longer,
    read_library,
    site,
    small_region,
    small_twin,
)
from weerbaar.common.tables import rows_of
from weerbaar.region.tables import STOCKS
from weerbaar.twin.ensemble import run_once
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.network import compile_network
from weerbaar.twin.state import HELP_CALL, POWER, WATER
from weerbaar.twin.twin import Twin


def stocked(factor):
    library = read_twin_library()
    stocks = library.stocks
    changes = {f"p{q}": stocks[f"p{q}"] * factor for q in (10, 50, 90)}
    return replace(library, stocks=changed(stocks, **changes))


SHOCKS = ({"kinds": ["hv_station"]}, {"kinds": ["internet_core"]}, {"kinds": ["waterworks"]})


@pytest.mark.parametrize("shock", SHOCKS, ids=lambda shock: shock["kinds"][0])
@pytest.mark.parametrize("seed", range(4))
def test_more_household_stock_never_worsens_a_total(shock, seed):
    scenario = blackout(96.0, **shock)
    few = run_once(drawn_twin(scenario, seed=seed), 0)
    network = compile_network(small_region(), read_library())
    more = run_once(Twin(network, stocked(1.7), scenario, norms=(), seed=seed), 0)
    assert (totals(more) <= totals(few) * (1 + 1e-6) + 1e-3).all()


def asked_here(*rows):
    """The small region in which stocks at home were asked: rows (stock, with a kit, p10 .. p90)."""
    names = ("stock", "prepared", "p10", "p50", "p90")
    rows = [dict(zip(names, row, strict=True)) for row in rows]
    return replace(small_region(), stocks=rows_of(STOCKS, rows))


def test_water_that_people_here_say_they_have_lasts_longer():
    # 12 litres in every home are 96 hours: of a cut of 72 nobody notices. Without them many do,
    # however much neighbours share.
    region = asked_here(*[("water", kit, 12.0, 12.0, 12.0) for kit in (False, True)])
    scenario = blackout(72.0, ["pressure_zone"])
    library, asked = (run_once(drawn_twin(scenario, r), 0) for r in (None, region))
    assert totals(library)[WATER] > 9_000.0
    assert totals(asked)[WATER] == 0.0
    assert np.array_equal(library.unmet[POWER], asked.unmet[POWER])


def test_a_region_that_says_what_the_library_says_of_stocks_gives_the_same_to_the_last_bit():
    rows = read_twin_library().stocks
    names = ("stock", "prepared", "p10", "p50", "p90")
    region = asked_here(*zip(*(rows[name].tolist() for name in names), strict=True))
    first, second = (run_once(drawn_twin(blackout(96.0), r), 1) for r in (None, region))
    assert same(first, second)


@pytest.mark.parametrize("shock", SHOCKS, ids=lambda shock: shock["kinds"][0])
@pytest.mark.parametrize("seed", range(4))
def test_longer_autonomy_never_worsens_a_total(shock, seed):
    scenario = blackout(96.0, **shock)
    short = run_once(drawn_twin(scenario, seed=seed), 0)
    network = compile_network(small_region(), longer(read_library(), 1.7))
    long = run_once(Twin(network, read_twin_library(), scenario, norms=(), seed=seed), 0)
    assert (totals(long) <= totals(short) * (1 + 1e-6) + 1e-3).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_second_feed_never_worsens_a_total(seed):
    # A second station in B also feeds the feeders; the shock hits the one in A.
    scenario = blackout(48.0, kinds=["hv_station"], areas=["A"])
    spare = [site("hv2", "hv_station", "B", lon=5.146)]
    feed = [{"consumer": "hv2", "input": "power", "supplier": "grid", "weight": 1.0}]
    both = [
        {"consumer": f, "input": "power", "supplier": "hv2", "weight": 1.0} for f in ("fA", "fB")
    ]
    plain = {"seed": seed, "fixed": {"battery_islands": 0.0}}
    one = run_once(drawn_twin(scenario, small_region(sites=spare, links=feed), **plain), 0)
    two = run_once(drawn_twin(scenario, small_region(sites=spare, links=feed + both), **plain), 0)
    assert totals(one)[POWER] == pytest.approx(96_000.0)
    assert totals(two).max() == 0.0


def test_the_queue_of_112_is_a_known_exception_more_people_elsewhere_make_b_wait():
    # B is dark in both. In the second hour (2.443 + 1) / 2 = 1.721 times normal is answered in
    # full; with A dark too 2.443 times is not. The masts of both are as full in both cases.
    library = flat_library(headroom=100.0)
    alone = run_once(small_twin(blackout(5.0, areas=["B"]), flat_far_region(), library), 0)
    together = run_once(small_twin(blackout(5.0), flat_far_region(), library), 0)
    assert alone.unmet[HELP_CALL, 1, 1] == pytest.approx(0.0, abs=1e-3)
    # 1 - max(0.85, 2 / 2.443) = 0.15.
    assert together.unmet[HELP_CALL, 1, 1] == pytest.approx(150.0, rel=1e-3)
