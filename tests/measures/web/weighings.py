"""A weighing that nobody computed: small, with round figures, for tests of what is made of it."""

from dataclasses import replace

from weerbaar.common.finding import Band
from weerbaar.measures.files import read_variant
from weerbaar.measures.variants import Variant
from weerbaar.measures.weighing import (
    COST,
    MODEL,
    NOT_COMPUTED,
    SPARED,
    UNSURE,
    Beaten,
    Difference,
    Flag,
    FlowDifference,
    FlowFigure,
    GroupDifference,
    GroupFigure,
    Identity,
    MeasureCost,
    NeedDifference,
    NeedFigure,
    Pair,
    PerPerson,
    PriceTurn,
    RightsOf,
    Side,
    SideCost,
    Spent,
    TownDifference,
    TownFigure,
    Turn,
    Verdict,
    Weighing,
)

NOBODY = Band(0.0, 0.0, 0.0)
TOWNS = ("Buren", "Tiel", "Culemborg")
POINTS, STATIONS = "114-lichte-punten", "36-kazernepunten"


def band(middle: float, part: float = 0.2) -> Band:
    """A band around a middle, as wide as a part of it."""
    return Band(middle * (1 - part), middle, middle * (1 + part))


def differs(middle: float, clear: bool = True) -> Difference:
    """A difference of a middle, that stands out or not."""
    if not clear:
        return Difference(Band(-abs(middle), middle, abs(middle)), False, 6, 4)
    low, high = sorted((middle * 0.8, middle * 1.2))
    return Difference(Band(low, middle, high), True, 10 * (middle < 0), 10 * (middle > 0))


NOTHING = differs(0.0, clear=False)


def variants() -> tuple[Variant, Variant]:
    """The two of the demonstration."""
    return read_variant(POINTS), read_variant(STATIONS)


def cost_of(variant: Variant, eur: float) -> SideCost:
    """A sum in the first year, and a tenth of it each year."""
    years = range(variant.first_year, variant.last_year + 1)
    spent = tuple(
        Spent(
            "municipality",
            year,
            band(eur) if year == variant.first_year else NOBODY,
            band(eur / 10),
            band(eur / 10) if year == variant.first_year else NOBODY,
        )
        for year in years
    )
    measures = tuple(
        MeasureCost(one.measure, "Een punt", "A point", one.year, band(eur), True, "", "")
        for one in variant.choices
    )
    total = eur * (1 + len(years) / 10)
    return SideCost(spent, measures, band(eur), band(total - eur), band(total))


def side_of(variant: Variant, eur: float, people: float) -> Side:
    """A side on which so many people cannot call for help too long."""
    nothing = not variant.choices
    return Side(
        variant=variant,
        cost=SideCost((), (), NOBODY, NOBODY, NOBODY) if nothing else cost_of(variant, eur),
        needs=(
            NeedFigure(
                "heat", "survival", 500_000.0, 12.0, band(20.0), 30.0, band(9e4), band(8e4), 0.6
            ),
            NeedFigure(
                "help_call",
                "channel",
                500_000.0,
                0.25,
                band(people / 1e4),
                people / 9e3,
                band(people * 2),
                band(people),
                0.9,
            ),
        ),
        groups=tuple(
            GroupFigure("help_call", group, low, 1000.0, band(people / 1e4), band(people / 100))
            for group in ("care", "family")
            for low in (False, True)
        ),
        towns=tuple(
            TownFigure("help_call", town, 10_000.0, band(5.0), band(4000.0), band(people / 50))
            for town in TOWNS
        ),
        flows=(FlowFigure("M2", 3, "1", True, band(0.2)),),
        rights=()
        if nothing
        else (RightsOf("m", "Een punt", "A point", 0, 1, 0, 0, "Omdat.", "Because."),),
        flags=()
        if nothing
        else (Flag(NOT_COMPUTED, "m", "Een punt", "A point", "een studie", "a study"),),
    )


def pair_of(one: int, other: int, people: float, eur: float, clear: bool = True) -> Pair:
    """How two sides differ: on calling for help alone."""
    hours = differs(people / 1e4, clear)
    return Pair(
        one,
        other,
        cost=differs(eur, clear=False) if one else differs(eur),
        needs=(
            NeedDifference("heat", NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
            NeedDifference(
                "help_call", hours, differs(people * 2, clear), differs(people, clear), None, hours
            ),
        ),
        groups=tuple(
            GroupDifference("help_call", group, low, NOTHING if group == "care" else hours)
            for group in ("care", "family")
            for low in (False, True)
        ),
        towns=tuple(TownDifference("help_call", town, hours) for town in TOWNS) if not one else (),
        flows=(FlowDifference("M2", NOTHING),),
    )


def turn(turns: bool) -> Turn:
    """An assumption that turns which of the two is better, or does not."""
    bands = (band(-1.0), band(1.0)) if turns else (band(1.0), band(2.0))
    words = (
        "help_call",
        "mast_range",
        "bereik van een mast",
        "range of a mast",
        MODEL,
        "km",
        1.0,
        2.0,
        3.0,
        "A",
        0.7,
    )
    return Turn(1, 2, *words, *bands, turns, 2.1 if turns else None)


def example(clear: bool = False) -> Weighing:
    """Two variants beside how it is now; `clear` says whether one of them is better for sure."""
    points, stations = variants()
    words = {"name_nl": "Zoals het nu is", "name_en": "As it is now"}
    now = replace(points, variant="nu", choices=(), summary_nl="", summary_en="", **words)
    beaten = (Beaten(1, 0), Beaten(2, 0)) + ((Beaten(1, 2),) if clear else ())
    return Weighing(
        identity=Identity(
            *("gelderland-zuid", "Gelderland-Zuid", "a" * 64, 560_000.0, "drie-dagen-januari"),
            *("Drie dagen in januari", "Three days in January", "b" * 64, (), {}, 1, 50, 1.0, 96.0),
            *(points.first_year, 24, "0.7", "d" * 64, "c" * 64),
        ),
        sides=(
            side_of(now, 0.0, 50_000.0),
            side_of(points, 2.5e6, 30_000.0),
            side_of(stations, 2.6e6, 35_000.0),
        ),
        pairs=(
            pair_of(0, 1, -20_000.0, 3.5e6),
            pair_of(0, 2, -15_000.0, 3.6e6),
            pair_of(1, 2, 5_000.0, 1e5, clear),
        ),
        verdicts=(
            Verdict(COST, (0,), (Beaten(0, 1), Beaten(0, 2)), (), 0),
            Verdict("heat", (0, 1, 2), (), ((0, 1), (0, 2), (1, 2)), None),
            Verdict("help_call", (1,) if clear else (1, 2), beaten, (), 1 if clear else None),
        ),
        per_person=(
            PerPerson(1, "help_call", "beyond", SPARED, band(20_000), 120.0, 170.0, 260.0),
            PerPerson(2, "help_call", "beyond", SPARED, band(15_000), 180.0, 240.0, None),
            PerPerson(1, "heat", "beyond", UNSURE, NOBODY, None, None, None),
            PerPerson(2, "heat", "beyond", UNSURE, NOBODY, None, None, None),
        ),
        turns=(turn(True), turn(False)),
        prices=(PriceTurn(1, 2, "help_call", 3.5e6, Band(4.0e6, 4.8e6, 5.6e6)),),
    )


def staggered(found: Weighing) -> Weighing:
    """The same where generators come in the first year of a variant, and points in the last."""
    side = found.sides[1]
    first, last = side.variant.first_year, side.variant.last_year
    years = dict.fromkeys(range(first, last + 1), (0.0, 10000.0))
    years |= {first: (10e3, 10e3), last: (850e3, 370e3)}
    spent = tuple(
        Spent("municipality", year, band(once), band(yearly), NOBODY)
        for year, (once, yearly) in years.items()
    )
    sides = replace(side, cost=replace(side.cost, spent=spent, total=band(1_260e3)))
    return replace(found, sides=(found.sides[0], sides, *found.sides[2:]))
