"""What a period of service takes from the labour market and brings, year by year."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.common.language import ENGLISH
from weerbaar.measures.labour.files import read_figures, read_sectors
from weerbaar.measures.labour.flow import (
    Flow,
    at_sector,
    calendar,
    last_year,
    run_scheme,
    swings,
)
from weerbaar.measures.labour.given import with_given
from weerbaar.measures.labour.schemes import (
    DUTY,
    ELSEWHERE,
    RESERVISTS,
    SECTORS,
    VOLUNTARY,
    Place,
    Scheme,
    Stated,
    schemes_of,
    vacancies_in,
)
from weerbaar.measures.labour.telling import sector_table, sentences
from weerbaar.twin.reading import Figure, fixed

PLACE = Place(inhabitants=100_000.0, aged_15_to_24=12_000.0)
BY_HAND = {
    "takes_part": 1.0,
    "months": 3.0,
    "week": 0.2,
    "years_after": 1.0,
    "intakes": 12.0,
    "gives_up": 0.5,
    "worth_service": 0.5,
    "worth_after": 1.0,
    "guides": 0.1,
    "comes": 0.5,
    "to_care": 0.25,
    "from_logistics": 0.4,
}


def scheme_of(begins: float = 1_200.0, **changes: float) -> Scheme:
    figures = BY_HAND | changes
    stated = {
        name: Stated(fixed(value), "verzonnen", "made up", "A") for name, value in figures.items()
    }
    return Scheme(DUTY, fixed(begins), stated)


def run(begins: float = 1_200.0, years: int = 3, **changes: float) -> Flow:
    return run_scheme(scheme_of(begins, **changes), years, draws=1)


def shipped() -> dict[str, Scheme]:
    return {one.scheme: one for one in schemes_of(read_figures(), PLACE)}


def test_a_year_of_service_as_it_is_reckoned_by_hand():
    # 100 people begin each month: 3 months x 100 in service, 12 months x 100 one day a week.
    flow = run()
    year = {name: last_year(flow, getattr(flow, name)).p50 for name in ("serving", "after")}
    assert year == {"serving": 300, "after": 1200}
    # 300 x 0.5 + 1,200 x 0.2; they give up half of 300 + 240 jobs, and a tenth guides them.
    assert last_year(flow, flow.brings).p50 == pytest.approx(390)
    assert last_year(flow, flow.gives_up).p50 == pytest.approx(270)
    assert last_year(flow, flow.guides).p50 == pytest.approx(54)
    assert last_year(flow, flow.net).p50 == pytest.approx(66)
    # Called: all 300, and half of 1,200, who leave half of the four days that they do not serve.
    assert last_year(flow, flow.called).p50 == pytest.approx(900)
    assert last_year(flow, flow.leaves).p50 == pytest.approx(600 * 0.8 * 0.5)
    care, logistics = at_sector(flow, "care", 420.0), at_sector(flow, "logistics", None)
    assert (care.brings.p50, care.withdrawn.p50) == pytest.approx((97.5, 13.5))
    assert care.fills is not None
    assert care.fills.p50 == pytest.approx(0.2)
    assert logistics.net.p50 == pytest.approx(-108)
    assert logistics.fills is None
    # Who stops: of 100 who began, 90 are there after one of two months, 81 after both.
    stops = run(months=2.0, drops_service=0.19)
    assert last_year(stops, stops.serving).p50 == pytest.approx(190)
    assert last_year(stops, stops.after).p50 == pytest.approx(12 * 81)


def test_one_group_a_year_leaves_months_in_which_nobody_serves():
    flow = run(intakes=1.0, years_after=0.0)
    assert [band.p50 for band in calendar(flow)] == [1200] * 3 + [0] * 9
    twice = [band.p50 for band in calendar(run(intakes=2.0, years_after=0.0))]
    assert twice == ([600] * 3 + [0] * 3) * 2


@settings(max_examples=30, deadline=None)
@given(
    months=st.integers(0, 24),
    years=st.integers(1, 6),
    stays=st.tuples(*[st.floats(0, 1)] * 3),
    late=st.floats(0, 8),
)
def test_people_are_conserved_and_sectors_add_up(
    months: int, years: int, stays: tuple[float, float, float], late: float
):
    service, yearly, week = stays
    changes = {"months": months, "drops_service": service, "drops_year": yearly, "week": week}
    flow = run(years=years, years_after=late, **changes)
    parts = flow.serving + flow.after + flow.stopped + flow.finished
    np.testing.assert_allclose(parts, flow.began, rtol=1e-9)
    assert min(one.min() for one in (flow.serving, flow.after, flow.stopped, flow.finished)) >= 0
    each = [at_sector(flow, sector, None).net.p50 for sector in (*SECTORS, ELSEWHERE)]
    assert sum(each) == pytest.approx(last_year(flow, flow.net).p50, abs=1e-6)
    longer = run(years=years, years_after=late, **(changes | {"months": months + 1}))
    assert np.all(longer.serving >= flow.serving - 1e-9)


def test_a_cohort_of_nobody_brings_and_takes_nothing():
    for scheme in (one for one in shipped().values() if not one.asks):
        flow = run_scheme(replace(scheme, begins=fixed(0.0)), 3, draws=20)
        for values in (flow.began, flow.brings, flow.withdrawn, flow.called, flow.leaves):
            assert not values.any()
        told = sentences([flow], read_sectors(), {}, ENGLISH)
        assert told[0].endswith("Give how many people are asked in a year (cohort).")


def test_what_ships_cannot_say_whether_a_duty_brings_work():
    duty, reservists = (run_scheme(shipped()[way], 10, 200) for way in (DUTY, RESERVISTS))
    band = last_year(duty, duty.net)
    assert band.p10 < 0 < band.p90
    assert last_year(reservists, reservists.net).p90 < 0
    assert swings(duty.scheme, 10)[0].figure == "gives_up"
    # A tenth of 12,000 people of 15 to 24; 2,400 of 17.6 million people go by inhabitants.
    assert duty.scheme.begins == fixed(1_200.0)
    assert reservists.scheme.begins.p50 == pytest.approx(2_400 * 100_000 / 17_588_925)
    assert vacancies_in(read_sectors(), PLACE)["care"] == pytest.approx(67_000 / 175.88925)
    assert vacancies_in(read_sectors(), PLACE)["it"] is None


def test_no_share_of_vacancies_is_told_of_a_sector_that_only_gains():
    counts = {**vacancies_in(read_sectors(), PLACE), "logistics": 5.0}
    duty = run_scheme(shipped()[DUTY], 10, 200)
    assert at_sector(duty, "care", 300.0).fills is None
    heads, rows = sector_table([duty], read_sectors(), counts, ENGLISH)
    assert heads[0] == "Jobs that people bring there, before what they give up elsewhere"
    assert not [cell for row in rows for cell in row if "%" in cell or "vacancies" in cell]


def test_a_share_of_vacancies_is_a_band_and_only_of_what_surely_brings_work():
    rows = with_given(read_figures(), ["from_it=0.9", "from_care=0.01"])
    duty = run_scheme(schemes_of(rows, PLACE)[0], 10, 200)
    counts = {"care": 400.0, "it": 400.0, "logistics": 5.0, "security": None}
    heads, told = sector_table([duty], read_sectors(), counts, ENGLISH)
    assert heads[0] == "Jobs on balance"
    care, security, it, logistics = (row[2] for row in told[:4])
    assert re.search(r": \d+ \(\d+–\d+\) % of the vacancies$", care)
    assert logistics.endswith(": more than the vacancies")
    assert not [cell for cell in (security, it) if "vacancies" in cell]


def test_what_people_did_is_the_middle_and_what_they_say_they_would_do_the_end():
    # CBS 2020: 3 % took part or does, 13 % say they would.
    takes_part = shipped()[VOLUNTARY].stated["takes_part"]
    assert takes_part.figure == Figure(0.01, 0.03, 0.13)
    assert takes_part.evidence.split() == ["V:CBS-MDT-2020", "A"]


def test_ways_that_share_a_figure_share_its_draw():
    duty = shipped()[DUTY]
    half = replace(duty, begins=Figure(*(end / 2 for end in (1_200.0,) * 3)))
    whole, part = (run_scheme(one, 4, 50).net for one in (duty, half))
    np.testing.assert_allclose(part, whole / 2)


def test_every_figure_that_ships_has_a_source_and_an_evidence_code():
    rows = list(read_figures())
    sources = [(row["source_nl"], row["source_en"]) for row in (*rows, *read_sectors())]
    assert all(dutch and english and dutch != english for dutch, english in sources)
    assert all(("aanname" in nl) == ("assumption" in en) for nl, en in sources)
    assert all(row["evidence"] for row in rows)
    assert all("A" in row["evidence"] for row in rows if "assumption" in row["source_en"])
    typed = with_given(read_figures(), ["months=6"])
    changed = [row for row in typed if row["figure"] == "months" and row["p50"] == 6]
    assert {row["evidence"] for row in changed} == {"O"}
