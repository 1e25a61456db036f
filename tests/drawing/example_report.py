"""A report on a region that does not exist, for the tests of the page. Every figure is made up."""

import math

from weerbaar.drawing.cells import draw_cells
from weerbaar.drawing.report import (
    Action,
    AreaMap,
    CauseBar,
    Curve,
    GroupRow,
    GroupTable,
    MapLayer,
    Report,
    Sentence,
    SourceLine,
    words,
)

HOURS = tuple(float(hour) for hour in range(121))
MUNICIPALITIES = ("Examplestad", "Verzonnendam", "Nergenshuizen", "Fictiebroek", "Denkoord")
AREAS = 60
SUPPRESSED_AREA = 7
NOT_A_NUMBER = float("nan")


def example_points() -> list[tuple[float, float]]:
    """Sixty invented centres in km, in a long region along an invented river."""
    return [
        (
            4.2 * (i % 12) + 1.1 * math.sin(2.4 * i),
            4.0 * (i // 12) + 1.2 * math.cos(1.7 * i) + 2.2 * math.sin((i % 12) / 2.5),
        )
        for i in range(AREAS)
    ]


def rising(hour: float, middle: float, pace: float) -> float:
    """A smooth invented rise from 0 to 1 around an hour."""
    return 1 / (1 + math.exp(-(hour - middle) / pace))


def example_layer(key: str, label: str, middle: float) -> MapLayer:
    rows = tuple(
        tuple(
            NOT_A_NUMBER
            if area == SUPPRESSED_AREA
            else rising(hour, middle + 12 * math.sin(area * 1.3), 5 + area % 4)
            for area in range(AREAS)
        )
        for hour in HOURS
    )
    return MapLayer(key, label, "Share of the people in each area, in the middle run.", rows)


def example_map() -> AreaMap:
    town = [MUNICIPALITIES[min(i % 12 // 3 + (i // 12 > 3), 4)] for i in range(AREAS)]
    codes = tuple(f"WK{i:04d}" for i in range(AREAS))
    return AreaMap(
        codes=codes,
        names=tuple(f"Made-up area {i + 1}" for i in range(AREAS)),
        municipality_of=tuple(town),
        shapes=tuple(draw_cells(example_points(), [14.0 + i % 9 for i in range(AREAS)])),
        outlined=frozenset(c for c, t in zip(codes, town, strict=True) if t == "Verzonnendam"),
        hours=HOURS,
        layers=(
            example_layer("warmth", "Living in a house below 16 degrees", 26.0),
            example_layer("calling", "Cannot call, not even 112", 5.0),
            example_layer("water", "Too little water above the third floor", 60.0),
        ),
        chosen_layer="warmth",
        key_hours=(6, 24, 48, 72),
        warning="62 % of this picture rests on estimated sites. So we do not rank the areas.",
    )


def example_curve(key: str, label: str, middle: float, accent: bool = False) -> Curve:
    return Curve(
        key=key,
        label=label,
        note="Invented example.",
        hours=HOURS,
        p10=tuple(0.85 * rising(h, middle + 5, 6) for h in HOURS),
        p50=tuple(0.92 * rising(h, middle, 6) for h in HOURS),
        p90=tuple(rising(h, middle - 5, 6) for h in HOURS),
        ceiling=1.0,
        shock=(0.0, 72.0),
        nights=tuple((17.0 + 24 * day, 31.0 + 24 * day) for day in range(4)),
        accent=accent,
    )


def example_report(
    watermark: str = "", title: str = "72 hours without power in Verzonnendam"
) -> Report:
    """The report on Verzonnendam, as somebody there could open it."""
    return Report(
        language_code="en",
        place="Municipality of Verzonnendam · 27,145 inhabitants",
        subtitle="January, −5\u00a0°C",
        title=title,
        mark="Simulation. It could go like this; it is not happening now.",
        watermark=watermark,
        sentences=(
            Sentence(
                words("After **2 to 3 hours** most people can no longer call, not even 112."),
                "The batteries of the masts are empty by then. Source: invented.",
            ),
            Sentence(
                words(
                    "After **one night** about **3,100 people** sit in a house below 16 degrees."
                ),
                "Between 2,400 and 4,000. Old houses cool down first.",
            ),
            Sentence(
                words(
                    "Of the **people over 65 who live alone**, 1 in 4 has no one nearby to help."
                ),
                "This figure is an assumption; replace it with your own.",
            ),
        ),
        actions=(
            Action("See where an emergency support point helps most", "5 minutes, on the map"),
            Action("Fill in your own fire stations", "paste your spreadsheet", "sites.html"),
            Action("Discuss it with the council", "print this page", "#sources"),
        ),
        area_map=example_map(),
        curves=(
            example_curve("warmth", "In a house below 16 degrees", 26.0, accent=True),
            example_curve("calling", "Cannot call", 5.0),
            example_curve("water", "Too little water", 60.0),
            example_curve("food", "Too little food", 84.0),
        ),
        groups=(
            GroupTable(
                "More than 12 hours in a house below 16 degrees",
                ("Group", "People", "Between", "Share of the group"),
                (
                    GroupRow("65 and over, living alone", ("1,240", "900 and 1,600", "1 in 2")),
                    GroupRow("Family with young children", ("860", "610 and 1,050", "1 in 3")),
                    GroupRow("Low income", ("1,900", "1,400 and 2,300", "1 in 2")),
                ),
                "Someone can be in more than one group.",
            ),
        ),
        causes_by_need=(
            (
                "In a house below 16 degrees",
                (
                    CauseBar("The boiler has no power", 0.71, low=0.64, high=0.8),
                    CauseBar("The heat network has no pump", 0.22, "1 network in the region"),
                    CauseBar("No money for another way to heat", 0.07, low=0.02, high=0.12),
                ),
            ),
            (
                "Cannot call",
                (
                    CauseBar("The battery of the mast is empty", 0.66, low=0.5, high=0.78),
                    CauseBar("The phone at home is empty", 0.34, low=0.2, high=0.41),
                ),
            ),
        ),
        findings=GroupTable(
            "Against the base level",
            ("What falls short", "Norm", "Here", "For whom"),
            (
                GroupRow("Warmth in the first night", ("18 degrees", "14 degrees", "3,100 people")),
                GroupRow("Calling 112", ("always", "from hour 3 not", "24,000 people")),
            ),
            "Norms differ between sources; yours can be filled in.",
        ),
        what_if=GroupTable(
            "People in a house below 16 degrees",
            ("If", "People", "Between"),
            (
                GroupRow("The power is gone for 24 hours", ("1,150", "800 and 1,500")),
                GroupRow("The power is gone for 72 hours", ("3,100", "2,400 and 4,000")),
                GroupRow("Neighbours help each other more", ("2,700", "2,000 and 3,600")),
            ),
        ),
        unknowns=(
            words(
                "62 % of this picture rests on **estimated** sites, such as masts and substations. "
                "So we do not rank the areas."
            ),
            words("The hospitals were **not measured**."),
        ),
        not_measured=(
            ("Care at home", "the register of the home-care organisations"),
            ("Generators of companies", "the licences of the municipality"),
        ),
        not_modelled_note="Roads, fuel for cars and the news are not in this calculation.",
        sources=(
            SourceLine("Inhabitants and dwellings, invented", "CC0", "Made for a test."),
            SourceLine("Masts, invented", "CC0"),
        ),
        run_facts=(
            ("Region", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
            ("Scenario", "three-days-january"),
            ("Seed", "1"),
            ("Runs", "50"),
            ("Version", "0.1.0"),
        ),
    )
