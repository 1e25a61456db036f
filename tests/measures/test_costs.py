"""What a measure alone costs: reckoned by hand, and nothing where nothing is taken."""

from tests.measures.example import content, parsed, radio
from tests.twin.small import small_region
from weerbaar.measures.budget import Bill, bill_of
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.costs import PAYER_ORDER, Counts, counts_of
from weerbaar.measures.variants import Choice, Variant

COUNTS = Counts(
    households=1000, inhabitants=2200, municipalities=1, areas=4, sites={"mobile_macro": 5}
)
TOWN, REGION = PAYER_ORDER.index("municipality"), PAYER_ORDER.index("safety_region")


def billed(
    measure: Measure, chosen: dict[str, float], draws: int, begins: int = 0, years: int = 1
) -> Bill:
    choice = Choice(measure.measure, chosen, 2027 + begins)
    alone = Variant("proef", "Proef", "Trial", "", "", 2027, years, (choice,))
    return bill_of(alone, {measure.measure: measure}, COUNTS, draws)


def drawn(share: float, begins: int = 0, draws: int = 200):
    """Cents by payer, year and draw."""
    bill = billed(radio(), {"share": share}, draws, begins, years=4)
    return bill.once + bill.yearly


def test_radios_for_half_of_a_thousand_homes_and_a_message_each_year() -> None:
    cents = drawn(0.5, begins=1, draws=4000)
    # 500 radios of 30 euros, once, in the year in which it begins.
    assert (cents[TOWN, 1] == 500 * 30 * 100).all()
    assert (cents[TOWN, [0, 2, 3]] == 0).all()
    bands = billed(radio(), {"share": 0.5}, 4000, 1, years=4).by_payer()
    assert set(bands) == {"municipality", "safety_region"}
    none, first, *later = bands["safety_region"]
    assert none.p50 == 0
    assert all(band == first for band in later)
    assert 900 < first.p10 < 1100
    assert 1900 < first.p50 < 2200
    assert 3700 < first.p90 < 4300


def test_a_measure_of_which_every_knob_stands_at_nothing_costs_nothing() -> None:
    assert not drawn(0.0).any()
    assert not drawn(0.5, begins=4).any()
    assert not drawn(0.5, begins=9).any()


def test_more_of_it_never_costs_less() -> None:
    few, many = drawn(0.3), drawn(0.4)
    assert (many >= few).all()


def test_things_are_counted_in_the_region() -> None:
    region = small_region()
    counts = counts_of(region)
    areas = region.areas
    homes = zip(areas["inhabitants"].tolist(), areas["household_size"].tolist(), strict=True)
    assert round(counts.households, 6) == round(sum(people / size for people, size in homes), 6)
    assert counts.households != areas["dwellings"].sum()
    assert counts.of("area") == len(region.areas)
    planned = region.sites["kind"][region.sites["planned"]]
    for kind in set(region.sites["kind"]) - set(planned):
        assert counts.of(f"site:{kind}") == (region.sites["kind"] == kind).sum()
    assert counts.of("site:castle") == 0


def with_costs(**changes: object):
    """The radio with what is paid once twice: by the town and by companies, changed as told."""
    data = content()
    town = data["costs"][0] | {"eur": {"p10": 20, "p50": 30, "p90": 50}} | changes
    data["costs"] = [town, town | {"payer": "companies"}]
    return parsed(data)


def test_two_who_pay_one_price_pay_more_in_the_same_draws() -> None:
    def paid(measure):
        once = billed(measure, {"share": 1.0}, 50).once
        return once[TOWN, 0], once[PAYER_ORDER.index("companies"), 0]

    town, companies = paid(with_costs(draw_with="kit"))
    assert (town == companies).all()
    assert len(set(town.tolist())) == 50
    town, companies = paid(with_costs())
    assert (town != companies).all()


def test_what_is_there_already_is_not_paid_again() -> None:
    data = content()
    data["knobs"][0] |= {"high": 240.0, "step": 24.0}
    hours = data["costs"][0] | {"per": "region", "has_already": {"p10": 24, "p50": 48, "p90": 96}}
    data["costs"] = [hours]

    def paid(asked: float):
        return billed(parsed(data), {"share": asked}, 200).once[TOWN, 0]

    assert (paid(12.0) == 0).all()
    some = (paid(48.0) > 0).mean()
    assert 0.4 < some < 0.6
    # Above all that anyone has, each hour costs the same.
    assert (paid(240.0) - paid(144.0) == 96 * 30 * 100).all()


def test_a_cost_of_two_knobs_is_paid_for_what_both_ask() -> None:
    data = content()
    data["knobs"].append(data["knobs"][0] | {"knob": "strict"})
    data["costs"] = [data["costs"][0] | {"times_knob": "strict"}]
    measure = parsed(data)

    def paid(**chosen: float):
        return billed(measure, chosen, 1).once[TOWN, 0, 0]

    assert paid(share=0.5, strict=0.5) == 250 * 30 * 100
    assert paid(share=0.5) == paid(strict=0.5) == 0


def test_of_two_knobs_each_site_pays_only_what_it_does_not_have_already() -> None:
    data = content()
    data["knobs"].append(data["knobs"][0] | {"knob": "sites"})
    more = {
        "times_knob": "sites",
        "per": "unit",
        "has_already": {"p10": 0.2, "p50": 0.2, "p90": 0.2},
    }
    data["costs"] = [data["costs"][0] | more]
    measure = parsed(data)

    def paid(share: float, sites: float):
        return billed(measure, {"share": share, "sites": sites}, 1).once[TOWN, 0, 0]

    # Many sites that each ask less than they have pay nothing, however many they are.
    assert paid(0.2, 1.0) == 0
    assert paid(0.7, 0.5) * 2 == paid(0.7, 1.0) > 0
