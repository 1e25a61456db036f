"""Long orders and agreements on stocks: what they ask of the labour market, beside service."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.common.language import ENGLISH
from weerbaar.measures.labour.files import read_figures, read_sectors
from weerbaar.measures.labour.flow import Flow, at_sector, last_year, run_scheme
from weerbaar.measures.labour.given import with_given
from weerbaar.measures.labour.schemes import ELSEWHERE, SECTORS, Place, schemes_of
from weerbaar.measures.labour.telling import scheme_table, sector_table, sentences

ORDER = ["orders.units=5000", "orders.jobs=40", "orders.lasts=5", "orders.to_industry=1"]
STOCK = ["stocks.units=2000", "stocks.jobs=1", "stocks.rotates=2", "stocks.moves=0.5"]
VACANCIES = {"industry": 800.0, "logistics": 40.0}


def flows(*given: str, years: int = 8) -> dict[str, Flow]:
    schemes = schemes_of(with_given(read_figures(), given), Place(200_000.0, 24_000.0))
    return {one.scheme: run_scheme(one, years, draws=20) for one in schemes}


def test_orders_and_stocks_stand_beside_service_and_are_held_against_vacancies() -> None:
    found = list(flows(*ORDER, *STOCK, "stocks.to_logistics=1").values())
    heads, rows = scheme_table(found, ENGLISH)
    told = {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows}
    assert heads[1:] == [
        *("a duty to serve", "voluntary service", "a duty to be a reservist", "more reservists"),
        *("long orders, in year 5", "agreements on stocks"),
    ]
    # 5,000 units at 40 jobs for 1,000; 2,000 units at 1 job to keep and 2 x 0.5 to replace 1,000.
    assert told["People bound, in full-time jobs"]["long orders, in year 5"] == "200"
    assert told["On balance, in full-time jobs"]["agreements on stocks"] == "-4"
    assert told["People who come when called"]["long orders, in year 5"] == "–"
    assert told["People bound, in full-time jobs"]["a duty to serve"] not in ("0", "–")
    said = sentences(found, read_sectors(), VACANCIES, ENGLISH)
    assert any(
        "binds 200 full-time jobs for 5 years; 200 of them are taken" in line for line in said
    )
    assert "Long orders: in industry that comes on top of the open vacancies: 25 % more." in said
    assert any("in transport and storage that comes on top" in line for line in said)


def test_without_figures_they_are_not_filled_in_and_never_nought() -> None:
    found = list(flows().values())
    _, rows = scheme_table(found, ENGLISH)
    assert {row[-1] for row in rows} == {"–", "not filled in"}
    assert sector_table(found, read_sectors(), VACANCIES, ENGLISH)[1][0][-1] == "not filled in"
    said = sentences(found, read_sectors(), VACANCIES, ENGLISH)
    assert any(line.startswith("Agreements on stocks: not filled in.") for line in said)


def test_an_order_grows_ends_and_takes_fewer_where_workers_are_new() -> None:
    order = flows(*ORDER, "orders.grows=24", "orders.new=0.25")["orders"]
    by_year = order.in_year(order.bound)[:, 0]
    assert by_year[0] < by_year[1] < by_year[2] == 200.0
    assert (by_year[4], by_year[5]) == (200.0, 0.0)
    assert last_year(order, order.gives_up).p50 == 150.0


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 100), st.floats(0, 1), st.floats(0, 0.5))
def test_what_sectors_lose_adds_up_to_what_is_withdrawn(
    units: float, jobs: float, new: float, industry: float
) -> None:
    figures = {"units": units, "jobs": jobs, "new": new, "to_industry": industry, "guides": 0.1}
    order = flows(*(f"orders.{name}={value!r}" for name, value in figures.items()), years=2)[
        "orders"
    ]
    lost = sum(at_sector(order, name, None).withdrawn.p50 for name in (*SECTORS, ELSEWHERE))
    assert abs(lost - last_year(order, order.withdrawn).p50) <= 1e-9 * max(1.0, lost)
    assert last_year(order, order.net).p50 <= 0.0
