"""What a variant changes: nothing at zero, never its own target for the worse."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tests.measures.example import content, parsed
from tests.twin.embedded import same
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH
from weerbaar.common.refusals import Refused
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.effects import highest, variant_problems, with_measures
from weerbaar.measures.files import read_catalogue
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.warned import warnings_of
from weerbaar.region.cut import cut_region
from weerbaar.region.files import read_library, read_region
from weerbaar.region.region import Region
from weerbaar.twin.drawing_case import make_case
from weerbaar.twin.ensemble import Run, run_once
from weerbaar.twin.knobs import choose
from weerbaar.twin.parsing import parse_scenario
from weerbaar.twin.runner import make_twin
from weerbaar.twin.stored.identity import identity_of
from weerbaar.twin.tables import FLOW_ORDER, NEED_ORDER
from weerbaar.twin.twin import Twin, parameter_values

DUTCH = read_language("nl")
LATER = 100
"""Months after which everything of the catalogue works."""
RUNS = (0, 1)
YEARS_AND_HOURS = ((2027, 24.0), (2028, 48.0))
KIND = "kind:"
FLOW = "flow:"
TARGETS: Mapping[str, tuple[str, ...]] = {
    "afspraak-apotheken": ("medicine", "kind:pharmacy"),
    "afspraak-brandstof": ("transport", "kind:filling_station", "flow:fuel_given"),
    "afspraak-winkels": ("food",),
    "boekje": ("water", "food", "information"),
    "buurtoefening": ("water", "food", "information"),
    "buurtvoorraad": ("water", "food"),
    "buurtnet": ("kind:supermarket", "kind:gp_practice", "kind:mobile_macro", "kind:hydrophore"),
    "gemeentehuis-aggregaat": ("kind:town_hall",),
    "kazerne-aggregaat": ("help_call", "kind:fire_station"),
    "leveringscontract": ("food", "kind:pharmacy"),
    "mobiele-aggregaten": ("flow:generators_busy",),
    "noodbedden": ("flow:patients_waiting",),
    "noodmunt": ("payment",),
    "noodpakket": ("water", "food", "information"),
    "noodradio": ("information",),
    "noodsteunpunt-aggregaat": ("water", "information", "help_call"),
    "noodsteunpunt-licht": ("water", "information", "help_call"),
    "omroep-brandstof": ("kind:broadcaster",),
    "opvang-ruimte": ("flow:arrivals_waiting",),
    "personeel-thuis": ("flow:presence",),
    "thuisaccu": ("power", "heat", "device"),
    "waterpakket": ("water",),
    "watertankwagens": ("water",),
    "zendmast-accu-24-uur": ("help_call", "kind:mobile_macro"),
    "zendmast-accu-8-uur": ("help_call", "kind:mobile_macro"),
    "ziekenhuis-brandstof": ("kind:hospital",),
}
"""What each measure is for: persons who lack a need, the level of a kind, or a flow."""
OF_ONE_KNOB: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("leveringscontract", "diesel"): ("flow:fuel_given",),
    ("leveringscontract", "water"): ("water",),
}
"""What a knob is for, where a measure promises several things."""
MORE_IS_BETTER = ("flow:presence", "flow:fuel_given", "flow:generators_busy")
TOGETHER = {
    "buurtnet": {"islands": 6.0, "hours": 24.0},
    "leveringscontract": {"shops": 6.0, "food_days": 7.0, "pharmacies": 3.0, "medicine_days": 7.0},
    "thuisaccu": {"share": 1.0, "islands": 1.0},
}
"""Knobs that do nothing without each other."""


@cache
def part() -> Region:
    """West Betuwe and Tiel: 16 areas, 6 fire stations and 19 planned support points."""
    return cut_region(read_region("gelderland-zuid"), read_library(), (), ["Tiel", "West Betuwe"])


SUPPLY = ["food_dc_outside", "medicine_wholesale", "payment_switch"]


def lost_twin(**lost: list[str]) -> Twin:
    """A hundred hours in frost without these kinds, with many to take in.

    No site lasts longer than a day, so that a long autonomy makes a difference within the run.
    """
    words = ("scenario", "name_nl", "name_en", "summary_nl", "summary_en", "source", "evidence")
    shocks = [{"name": name, "kinds": kinds, "duration_h": 100.0} for name, kinds in lost.items()]
    loads = [
        {"name": what, "what": what, "amount": amount, "duration_h": 24.0}
        for what, amount in (("arrivals", 4000.0), ("casualties", 150.0))
    ]
    data = {"schema": 1} | dict.fromkeys(words, "hard")
    data |= {"temperature_c": -2.0, "shocks": shocks, "loads": loads}
    library = read_library()
    rows = library.dependencies
    short = {f"t_p{q}": np.minimum(rows[f"t_p{q}"], 24.0) for q in (10, 50, 90)}
    library = replace(library, dependencies=replace(rows, columns={**rows.columns, **short}))
    return make_twin(part(), library, parse_scenario(data, "hard.toml"), hours=110.0)


@cache
def hard_twin() -> Twin:
    """Without power, water and supply, and without fuel from elsewhere."""
    return lost_twin(power=["mv_feeder"], water=["pressure_zone"], supply=[*SUPPLY, "fuel_depot"])


@cache
def supply_twin() -> Twin:
    """With power and water, and nothing that comes to the shops."""
    return lost_twin(supply=SUPPLY)


@cache
def scarce_twin() -> Twin:
    """Without power, and with far too little fuel for all who ask it."""
    return replace(lost_twin(power=["mv_feeder"]), fixed={"truck_litres": 100.0})


WORLDS: Mapping[str, Callable[[], Twin]] = {
    "afspraak-apotheken": supply_twin,
    "afspraak-brandstof": scarce_twin,
    "leveringscontract": supply_twin,
    "diesel": scarce_twin,
    "water": hard_twin,
}
"""Where a measure shows, or a knob of several, if not where all is lost."""


@cache
def catalogue() -> dict[str, Measure]:
    return {measure.measure: measure for measure in read_catalogue()}


@cache
def base_run(run: int) -> Run:
    return run_once(hard_twin(), run)


def test_a_knob_and_the_measure_that_does_the_same_are_one_truth() -> None:
    """Stations with a generator, on the page of the knobs and as a choice of a variant."""
    names = {str(r["knob"]): str(r["measure"]) for r in hard_twin().library.knobs if r["measure"]}
    assert names == {"fire_generators": "kazerne-aggregaat"}
    chosen = choose(hard_twin(), {"fire_generators": 3})
    measured = with_measures(
        hard_twin(), variant(taken("kazerne-aggregaat", stations=3)), catalogue(), LATER
    )
    (one,), (other,) = chosen.levers, measured.levers
    for part in ("measure", "what", "of", "input", "hours", "fuel_l_h", "fail_start"):
        assert getattr(one, part) == getattr(other, part), part
    assert set(one.sites) == set(other.sites[:3])
    for run in RUNS:
        assert same(run_once(chosen, run), run_once(measured, run))


def variant(*choices: Choice, years: int = 9) -> Variant:
    return Variant("proef", "Proef", "Trial", "", "", 2027, years, choices)


def taken(measure: str, year: int = 2027, **knobs: float) -> Choice:
    return Choice(measure, knobs, year)


def with_one(measure: str, month: int = LATER, **knobs: float) -> Twin:
    return with_measures(hard_twin(), variant(taken(measure, **knobs)), catalogue(), month)


def worth(run: Run, target: str) -> float:
    """How bad a target is in a run."""
    if target.startswith(KIND):
        kinds = hard_twin().network.kinds
        return -float(run.kinds[kinds.index(target.removeprefix(KIND))].sum())
    if target.startswith(FLOW):
        flow = float(run.flows[FLOW_ORDER.index(target.removeprefix(FLOW))].sum())
        return -flow if target in MORE_IS_BETTER else flow
    return float(run.cells[NEED_ORDER.index(target)].sum())


def codes(made: Variant, known: Mapping[str, Measure] | None = None) -> list[str]:
    return [p.code for p in variant_problems(made, known or catalogue(), part())]


def test_six_points_at_fire_stations_bring_water_and_news() -> None:
    """A newcomer's question: what do support points in our six fire stations bring?"""
    after = with_one("noodsteunpunt-aggregaat", points=6)
    before, now = base_run(0), run_once(after, 0)
    assert worth(now, "water") < worth(before, "water")
    assert worth(now, "information") < worth(before, "information")
    assert before.visits.sum() == 0 < now.visits.sum()


def test_a_point_at_a_fire_station_stands_there_in_the_place_of_the_nearest_planned_one() -> None:
    region = with_one("noodsteunpunt-aggregaat", points=6).network.region
    sites = region.sites
    points = sites.where(sites["kind"] == "noodsteunpunt")
    stations = sites.where(sites["kind"] == "fire_station")
    assert len(points) == 19
    where = {(row["lon"], row["lat"], row["area"]) for row in stations}
    assert sum((row["lon"], row["lat"], row["area"]) in where for row in points) == 6
    fed = {str(link["consumer"]): str(link["supplier"]) for link in region.links}
    for station in stations["site"]:
        assert fed[f"noodsteunpunt:{station}"] == fed[str(station)]


def test_light_points_are_those_of_the_knob_and_last_as_long() -> None:
    """The page of the knobs and the measure say the same of the same points."""
    knob = choose(hard_twin(), {"support_points": 8})
    assert same(run_once(with_one("noodsteunpunt-licht", points=8), 0), run_once(knob, 0))
    twin = make_twin(part(), read_library(), hard_twin().scenario, hours=1.0)
    light, heavy = (
        with_measures(twin, variant(taken(name, points=3)), catalogue(), LATER)
        for name in ("noodsteunpunt-licht", "noodsteunpunt-aggregaat")
    )
    for after in (light, heavy):
        inputs = after.network.inputs
        own = [i for i, name in enumerate(inputs.names) if name.startswith("noodsteunpunt:")]
        assert len(own) == 3
        assert {(inputs.p10[i], inputs.p50[i], inputs.p90[i]) for i in own} == {(2.0, 8.0, 24.0)}
    assert [lever.hours.p50 for lever in light.levers] == [0.0]
    assert [lever.hours.p50 for lever in heavy.levers] == [0.0, 72.0, 72.0]


def test_a_measure_at_zero_changes_nothing_to_the_last_bit() -> None:
    choices = [
        Choice(name, dict.fromkeys([knob.knob for knob in measure.knobs], 0.0), 2027)
        for name, measure in catalogue().items()
    ]
    assert len(choices) > 60
    after = with_measures(hard_twin(), variant(*choices), catalogue(), LATER)
    assert after is hard_twin()
    # Beside one that is taken it changes nothing either.
    one = taken("noodradio", share=0.5)
    others = [choice for choice in choices if choice.measure != "noodradio"]
    both = with_measures(hard_twin(), variant(one, *others), catalogue(), LATER)
    assert same(run_once(both, 0), run_once(with_one("noodradio", share=0.5), 0))


def test_what_is_not_computed_changes_nothing() -> None:
    data = content() | {"state": "not-computed", "lacking_nl": "Cijfers.", "lacking_en": "Figures."}
    del data["effects"]
    known = {"radio": parsed(data)}
    assert known["radio"].knobs
    assert not known["radio"].is_computed
    made = variant(taken("radio", share=1.0))
    assert with_measures(hard_twin(), made, known, LATER) is hard_twin()
    assert [one.code for one in warnings_of(made, known)] == ["not-computed"]
    computed = {"radio": parsed(content())}
    assert with_measures(hard_twin(), made, computed, LATER).levers


def steps(measure: Measure, knob: str) -> list[float]:
    high = highest(measure, {one.knob: one for one in measure.knobs}[knob], part())
    whole = high > 1 and float(high).is_integer()
    return [0.0, *(float(round(high * f)) if whole else high * f for f in (0.3, 1.0))]


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_stronger_knob_never_worsens_its_own_target(name: str) -> None:
    measure = catalogue()[name]
    for knob in measure.knobs:
        fixed = TOGETHER.get(name, {})
        values = steps(measure, knob.knob)
        own = OF_ONE_KNOB.get((name, knob.knob))
        world = WORLDS.get(knob.knob if own else name, hard_twin)()
        made = [variant(taken(name, **{**fixed, knob.knob: value})) for value in values]
        twins = [with_measures(world, one, catalogue(), LATER) for one in made]
        gained = 0.0
        for run in RUNS:
            runs = [run_once(twin, run) for twin in twins]
            for target in TARGETS[name]:
                found = [worth(one, target) for one in runs]
                for weak, strong in pairwise(found):
                    assert strong <= weak + 1e-6 * abs(weak) + 1e-3, (knob.knob, target, run)
                gained += found[0] - found[-1]
        # Else this would hold of a measure that does nothing.
        assert gained > 0.0, knob.knob


def test_every_computed_measure_has_a_target_here() -> None:
    assert set(TARGETS) == {name for name, one in catalogue().items() if one.is_computed}


def test_shared_fuel_is_a_known_exception_a_station_takes_what_a_hospital_asks() -> None:
    """A measure may worsen what is no target of its own, where something scarce is shared."""
    twin = scarce_twin()
    made = variant(taken("kazerne-aggregaat", stations=6))
    after = with_measures(twin, made, catalogue(), LATER)
    before, now = (run_once(one, 0) for one in (twin, after))
    assert worth(now, "kind:hospital") > worth(before, "kind:hospital")
    assert worth(now, "kind:fire_station") < worth(before, "kind:fire_station")


def test_nothing_works_before_its_lead_time_and_all_of_it_long_after() -> None:
    lead = catalogue()["noodradio"].lead_months
    assert with_one("noodradio", month=0, share=1.0) is hard_twin()
    early = with_one("noodradio", month=round(lead.p50), share=1.0)
    works = [not same(run_once(early, run), base_run(run)) for run in range(4)]
    assert len(set(works)) == 2
    late = with_one("noodradio", month=LATER, share=1.0)
    assert not same(run_once(late, works.index(False)), base_run(works.index(False)))


def test_points_that_are_not_open_yet_are_visited_by_nobody() -> None:
    twin = with_one("noodsteunpunt-licht", month=12, points=19)
    runs = [run_once(twin, run) for run in range(5)]
    visited = [run.visits.sum() > 0 for run in runs]
    assert set(visited) == {True, False}
    closed = visited.index(False)
    assert runs[closed].unserved.sum() == 0.0
    assert np.array_equal(runs[closed].unmet, base_run(closed).unmet)


def test_kits_that_nobody_renews_wear_off() -> None:
    fresh, worn = (
        run_once(with_one("noodpakket", month=month, share=1.0), 0) for month in (24, 84)
    )
    assert worth(fresh, "water") < worth(worn, "water") < worth(base_run(0), "water")


def test_more_of_what_wears_off_makes_only_the_new_part_fresh_and_again_makes_all_so() -> None:
    """A second choice of half: lacking hours of water after seven years, by what it was."""

    def after(second: float | None, month: int = 84) -> float:
        later = [] if second is None else [taken("noodpakket", year=2031, share=second)]
        made = variant(taken("noodpakket", share=0.5), *later)
        return worth(run_once(with_measures(hard_twin(), made, catalogue(), month), 0), "water")

    alone, less, more, again = (after(second) for second in (None, 0.45, 0.55, 0.5))
    assert again < more < alone < less


def test_a_choice_of_a_later_year_counts_from_that_year() -> None:
    made = variant(taken("noodradio", year=2030, share=1.0))
    assert with_measures(hard_twin(), made, catalogue(), 36) is hard_twin()
    after = with_measures(hard_twin(), made, catalogue(), 36 + LATER)
    assert same(run_once(after, 0), run_once(with_one("noodradio", share=1.0), 0))


def test_two_measures_together_bring_more_than_each_and_no_more_than_both() -> None:
    one, other = taken("noodradio", share=0.5), taken("noodpakket", share=0.5)
    alone = [
        run_once(with_measures(hard_twin(), variant(c), catalogue(), LATER), 0)
        for c in (one, other)
    ]
    both = run_once(with_measures(hard_twin(), variant(one, other), catalogue(), LATER), 0)
    base = worth(base_run(0), "information")
    gains = [base - worth(run, "information") for run in (*alone, both)]
    assert max(gains[:2]) < gains[2] < gains[0] + gains[1]


def test_an_island_has_one_site_of_each_kind_on_one_feeder_and_later_hours_count_too() -> None:
    few = with_one("buurtnet", islands=3.0, hours=24.0)
    suppliers = {
        row["consumer"]: row["supplier"] for row in part().links if row["input"] == "power"
    }
    by_kind = [lever.sites[:3] for lever in few.levers]
    assert len(by_kind) == 6
    for island in range(3):
        there = [sites[island] for sites in by_kind if sites[island]]
        assert len({suppliers[site] for site in there}) == 1
        # Those with most come first.
        assert len(there) >= 5
    # The same islands later for 48 hours: each kind has a lever for 24 and one for 48 hours.
    first, later = (taken("buurtnet", year, islands=3.0, hours=h) for year, h in YEARS_AND_HOURS)
    twin = with_measures(hard_twin(), variant(first, later), catalogue(), 12 * 9)
    assert sorted({lever.hours.p50 for lever in twin.levers}) == [24.0, 48.0]
    shop = next(
        lever for lever in twin.levers if lever.of == "supermarket" and lever.hours.p50 == 48
    )
    assert [stage.value for stage in shop.stages] == [0.0, 3.0]


def test_two_generators_for_one_station_count_once() -> None:
    stations = taken("kazerne-aggregaat", stations=6)
    points = taken("noodsteunpunt-aggregaat", points=6)
    one = with_measures(hard_twin(), variant(points), catalogue(), LATER)
    both = with_measures(hard_twin(), variant(points, stations), catalogue(), LATER)
    assert same(run_once(one, 0), run_once(both, 0))


def test_light_points_and_those_at_fire_stations_fill_the_plan_and_no_more() -> None:
    light, heavy = (
        taken("noodsteunpunt-licht", points=13),
        taken("noodsteunpunt-aggregaat", points=6),
    )
    twin = with_measures(hard_twin(), variant(light, heavy), catalogue(), LATER)
    sites = twin.network.sites
    assert sum(site.startswith("noodsteunpunt:") for site in sites) == 19
    assert len(set(sites)) == len(sites)
    more = variant(replace(light, knobs={"points": 14.0}), heavy)
    (problem,) = variant_problems(more, catalogue(), part())
    assert problem.code == "more-than-planned"
    assert "noodsteunpunt-licht (14)" in problem.message(ENGLISH)
    with pytest.raises(Refused):
        with_measures(hard_twin(), more, catalogue(), LATER)
    # In other years each is fine.
    later = (
        taken("noodsteunpunt-licht", year=2029, points=19),
        replace(heavy, knobs={"points": 0.0}, year=2029),
    )
    assert codes(variant(heavy, *later)) == []


def test_where_all_planned_points_are_open_a_measure_opens_none() -> None:
    on = make_twin(part(), read_library(), hard_twin().scenario, ("noodsteunpunt",), hours=60.0)
    after = with_measures(on, variant(taken("noodsteunpunt-licht", points=5)), catalogue(), LATER)
    assert same(run_once(after, 0), run_once(on, 0))


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (taken("bestaat-niet", share=1.0), "no-such-measure-in-variant"),
        (taken("noodradio", deel=1.0), "no-such-knob-of-measure"),
        (taken("noodradio", share=1.5), "knob-of-measure-outside"),
        (taken("noodradio", share=math.nan), "knob-of-measure-no-number"),
        (taken("zendmast-accu-8-uur", masts=math.inf), "knob-of-measure-no-number"),
        (taken("zendmast-accu-8-uur", masts=10**400), "knob-of-measure-no-number"),
        (taken("zendmast-accu-8-uur", masts="veel"), "knob-of-measure-no-number"),
        (taken("zendmast-accu-8-uur", masts=37.0), "knob-of-measure-outside"),
        (taken("zendmast-accu-8-uur", masts=2.5), "knob-of-measure-not-whole"),
        (taken("noodsteunpunt-aggregaat", points=7.0), "knob-of-measure-outside"),
        (taken("noodradio", year=2020, share=1.0), "choice-outside-years"),
    ],
)
def test_what_cannot_be_chosen_is_refused(choice: Choice, code: str) -> None:
    assert codes(variant(choice)) == [code]
    for language in (DUTCH, ENGLISH):
        problem = variant_problems(variant(choice), catalogue(), part())[0]
        assert "{" not in problem.message(language) + problem.remedy(language)


def test_a_measure_that_is_chosen_twice_in_a_year_is_refused() -> None:
    assert codes(variant(taken("noodradio", share=1.0), taken("noodradio", share=0.5))) == [
        "chosen-twice"
    ]


def test_what_has_to_be_known_is_told_and_allowed() -> None:
    made = variant(taken("thuisaccu", share=0.5, islands=1.0), taken("boekje", share=0.0), years=2)
    found = warnings_of(made, catalogue())
    assert [(one.measure.measure, one.code) for one in found] == [
        ("thuisaccu", "precondition"),
        ("thuisaccu", "works-late"),
        ("thuisaccu", "as-a-mean"),
    ]
    assert codes(made) == []
    assert "wetswijziging" in found[0].words(DUTCH)
    assert "2028" in found[1].words(ENGLISH)


def test_measures_that_equip_the_same_take_other_sites_and_that_is_told() -> None:
    """Three stations with a support point have its generator: who buys more puts them elsewhere."""
    points = taken("noodsteunpunt-aggregaat", points=3)
    made = variant(points, taken("kazerne-aggregaat", stations=2))
    both = with_measures(hard_twin(), made, catalogue(), LATER)
    by_name = {lever.name: lever.sites for lever in both.levers}
    hosts, others = by_name["noodsteunpunt-aggregaat|3"], by_name["kazerne-aggregaat|1"]
    assert len(hosts) == 3
    assert not set(hosts) & set(others[:2])
    assert set(hosts) < set(others)
    alone = with_one("kazerne-aggregaat", stations=2).levers[0].sites
    assert set(alone) == set(others)
    assert alone[:2] == hosts[:2]
    told = {(one.measure.measure, one.code): one for one in warnings_of(made, catalogue())}
    assert told.keys() >= {("noodsteunpunt-aggregaat", "also-equipped")}
    assert ("kazerne-aggregaat", "also-equipped") not in told
    words = told[("noodsteunpunt-aggregaat", "also-equipped")].words(DUTCH)
    assert catalogue()["kazerne-aggregaat"].name_nl in words
    one = variant(points, taken("kazerne-aggregaat", stations=0))
    assert "also-equipped" not in {found.code for found in warnings_of(one, catalogue())}


def test_uptake_that_the_twin_cannot_tell_by_group_is_said_to_be_a_mean() -> None:
    told = {
        (name, found.code)
        for name, one in catalogue().items()
        for found in warnings_of(
            variant(taken(name, **{k.knob: 1.0 for k in one.knobs})), catalogue()
        )
        if found.code in ("not-by-group", "as-a-mean")
    }
    # Kits are counted by income; everybody takes bottles of water up alike.
    assert told == {(name, "as-a-mean") for name in ("buurtvoorraad", "noodradio", "thuisaccu")}
    battery = with_one("thuisaccu", share=1.0, islands=1.0).levers
    assert [lever.uptake is None for lever in battery] == [False, True]
    data = content()
    made = parsed(data | {"knobs": data["knobs"]})
    unknown = warnings_of(variant(taken("radio", share=1.0)), {"radio": made})
    assert [one.code for one in unknown] == ["not-by-group"]


def test_batteries_and_radios_come_less_where_more_people_have_a_low_income() -> None:
    before, _ = make_case(hard_twin(), 0)
    assert np.ptp(before.people.islanding, axis=0).max() == 0.0
    assert np.ptp(before.people.radio, axis=0).max() == 0.0
    both = taken("thuisaccu", share=1.0, islands=1.0), taken("noodradio", share=1.0)
    case, _ = make_case(with_measures(hard_twin(), variant(*both), catalogue(), LATER), 0)
    poor = np.argsort(part().areas["income_low"])
    for shares in (case.people.islanding[:, 0], case.people.radio[:, 0]):
        assert shares[poor[-1]] < shares[poor[0]]
    people = case.people.total
    mean = float(case.people.radio[:, 0] @ people / people.sum())
    drawn = parameter_values(with_one("noodradio", share=1.0), 0)["radio_other"]
    assert mean == pytest.approx(drawn, abs=0.003)


def test_measures_are_part_of_what_an_ensemble_is_of() -> None:
    one, other = (with_one("noodradio", share=share) for share in (0.5, 0.6))
    plain, first, second = (identity_of(twin, "1") for twin in (hard_twin(), one, other))
    assert plain["levers"] == []
    assert first != second
    assert {key for key in first if first[key] != plain[key]} == {"levers"}


def test_measures_are_taken_once_and_not_beside_choices() -> None:
    radio = with_one("noodradio", share=0.5)
    with pytest.raises(ValueError, match="once"):
        with_measures(radio, variant(taken("boekje", share=0.5)), catalogue(), LATER)
    with pytest.raises(ValueError, match="once"):
        choose(radio, {"mast_hours": 8.0})
    chosen = choose(hard_twin(), {"mast_hours": 8.0})
    with pytest.raises(ValueError, match="once"):
        with_measures(chosen, variant(taken("boekje", share=0.5)), catalogue(), LATER)
