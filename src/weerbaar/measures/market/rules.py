"""Trigger rules: when somebody acts on a market, with what, and when that ends by itself.

Rules:
1. An option is an instrument with an indicator, a threshold, a number of days in a row and a number
   of days after which it ends by itself. It starts where the indicator stands beyond the threshold
   at the end of so many days in a row.
2. Indicators: days of stock in trade; that stock as a share of the usual one; sales against normal;
   what comes in against normal. For sales beyond is above, for the others it is below.
3. The instrument works after its lag, until it ends. Then the days in a row are counted anew; where
   the indicator still stands beyond, it starts again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.measures.market.products import (
    MOST_ENDS,
    MOST_IN_ROW,
    NOTHING,
    SHIPPED,
    WRITTEN,
)
from weerbaar.measures.typed_number import number_in

STOCK, DAYS, SALES, SUPPLY = INDICATORS = ("stock", "days", "sales", "supply")
PER_CENT = "%"
MOST_OPTIONS = 12

MARKET_INSTRUMENTS = Table(
    "market_instruments",
    "What can be done about a scarce product.",
    ("instrument",),
    (
        Column("instrument", "choice", "", "Its name in the code.", choices=(NOTHING, *SHIPPED)),
        Column("name_nl", "text", "", "Its name in Dutch."),
        Column("name_en", "text", "", "Its name in English."),
        Column("what_nl", "text", "", "What it is, in Dutch."),
        Column("what_en", "text", "", "What it is, in English."),
        Column(
            "limits",
            "choice",
            "",
            "Who is limited: nobody, who wants over the most, all while it is short, or all.",
            choices=("nobody", "over", "short", "all"),
        ),
        Column(
            "moves",
            "choice",
            "",
            "What of trade leaves its ordinary way.",
            choices=("nothing", "released", "vital", "all"),
        ),
        Column("vital_first", "flag", "", "Whether vital users go first."),
    ),
)
MARKET_INDICATORS = Table(
    "market_indicators",
    "What a trigger rule looks at, and thresholds from early to late.",
    ("indicator",),
    (
        Column("indicator", "choice", "", "Its name in the code.", choices=INDICATORS),
        Column("name_nl", "text", "", "Its name in Dutch."),
        Column("name_en", "text", "", "Its name in English."),
        Column("unit", "choice", "", "Of the threshold.", choices=(PER_CENT, "days")),
        Column("below", "flag", "", "Whether it starts below the threshold, or above it."),
        Column("low", "number", "", "Lowest threshold."),
        Column("high", "number", "", "Highest threshold."),
        Column("steps", "text", "", "Thresholds of the curve, from early to late."),
    ),
)
MARKET_OPTIONS = Table(
    "market_options",
    "Options that are put side by side.",
    ("option",),
    (
        Column("option", "text", "", "Its name in the code."),
        Column("instrument", "choice", "", "What is done.", choices=(NOTHING, *SHIPPED)),
        Column("indicator", "text", "", "What the rule looks at.", ""),
        Column("threshold", "number", "", "Beyond what, in the unit of the indicator.", math.nan),
        Column("days_in_row", "integer", "days", "For how many days in a row.", 1, low=1),
        Column("ends_days", "integer", "days", "It ends by itself after so many.", 14, low=1),
    ),
)

NO_OPTION = ProblemKind(
    "market-no-option",
    mark("“{value}” is no option."),
    mark(
        "Write instrument:indicator:threshold:days in a row:ends after days, such as "
        "maximum:stock:50:2:14. Instruments are: {known}. Indicators are: {indicators}."
    ),
)
NO_THRESHOLD = ProblemKind(
    "market-threshold-outside",
    mark("The threshold of {why} is {value}, which is not possible here."),
    mark("Fill in a number from {low} to {high}."),
)
NO_DAYS = ProblemKind(
    "market-days-outside",
    mark("{why}: {value} is not possible here."),
    mark("Fill in a whole number from 1 to {high}."),
)
THRESHOLD = mark("Where it starts")
IN_ROW, ENDS = mark("Days in a row"), mark("Ends by itself after how many days")


@dataclass(frozen=True)
class Option:
    """A trigger rule with its instrument; `threshold` in the unit of the indicator."""

    option: str
    instrument: str
    indicator: str = STOCK
    threshold: float = math.nan
    days_in_row: int = 1
    ends_days: int = 14

    @property
    def acts(self) -> bool:
        """Whether anything is done at all."""
        return self.instrument != NOTHING


def options_of(rows: Rows) -> list[Option]:
    """The options of a table."""
    return [
        Option(
            str(row["option"]),
            str(row["instrument"]),
            str(row["indicator"]) or STOCK,
            float(row["threshold"]),
            int(row["days_in_row"]),
            int(row["ends_days"]),
        )
        for row in rows
    ]


def option_of(text: str, indicators: Rows) -> tuple[Option | None, list[Problem]]:
    """An option that was typed as instrument:indicator:threshold:days:ends, and what is wrong."""
    parts = [part.strip() for part in text.split(":")]
    params = {"known": ", ".join(SHIPPED), "indicators": ", ".join(INDICATORS)}
    unread = [Problem(NO_OPTION, value=text[:WRITTEN], params=params)]
    if len(parts) != 5 or parts[0] not in SHIPPED or parts[1] not in INDICATORS:
        return None, unread
    labels, every = (THRESHOLD, IN_ROW, ENDS), (-math.inf, math.inf)
    read = [number_in(part, label, every) for part, label in zip(parts[2:], labels, strict=True)]
    wrong = [problem for _, found in read for problem in found]
    threshold, in_row, ends = (value for value, _ in read)
    if wrong or threshold is None or in_row is None or ends is None:
        return None, wrong or unread
    found = Option(text[:WRITTEN], parts[0], parts[1], threshold)
    problems = [
        *threshold_problems(found, indicators),
        *day_problems(IN_ROW, in_row, MOST_IN_ROW),
        *day_problems(ENDS, ends, MOST_ENDS),
    ]
    if problems:
        return None, problems
    return Option(found.option, parts[0], parts[1], threshold, int(in_row), int(ends)), []


def threshold_problems(option: Option, indicators: Rows) -> list[Problem]:
    """What is wrong with the threshold of an option."""
    row = indicators.row(indicators.positions("indicator")[option.indicator])
    if row["low"] <= option.threshold <= row["high"]:
        return []
    params = {"why": option.indicator, "low": f"{row['low']:g}", "high": f"{row['high']:g}"}
    return [Problem(NO_THRESHOLD, value=f"{option.threshold:g}", params=params)]


def day_problems(what: str, days: float, most: int) -> list[Problem]:
    """What is wrong with a number of days, which is whole and at least 1."""
    if 1 <= days <= most and days == round(days):
        return []
    return [Problem(NO_DAYS, value=f"{days:g}", params={"why": what, "high": str(most)})]


def early_to_late(option: Option, indicators: Rows) -> list[Option]:
    """The same option at each threshold of the curve, from early to late."""
    row = indicators.row(indicators.positions("indicator")[option.indicator])
    return [
        Option(
            f"{option.instrument}@{step}",
            option.instrument,
            option.indicator,
            float(step),
            option.days_in_row,
            option.ends_days,
        )
        for step in str(row["steps"]).split()
    ]


def instrument_words(instrument: str, instruments: Rows, words: Language) -> str:
    """The name of an instrument."""
    return _named(instruments, "instrument", instrument, words)


def threshold_words(option: Option, indicators: Rows, words: Language) -> str:
    """When an option starts: `stock in trade below 70 %`."""
    place = indicators.positions("indicator").get(option.indicator)
    if place is None or not option.acts:
        return ""
    row = indicators.row(place)
    digits = 0 if option.threshold == round(option.threshold) else 2
    number = words.number(option.threshold, digits)
    told = f"{number} %" if row["unit"] == PER_CENT else number
    message = mark("{what} below {threshold}") if row["below"] else mark("{what} above {threshold}")
    return words.text(message, what=row[f"name_{words.code}"], threshold=told)


def option_words(option: Option, instruments: Rows, indicators: Rows, words: Language) -> str:
    """An option in words: what is done, and when it starts."""
    name = instrument_words(option.instrument, instruments, words)
    when = threshold_words(option, indicators, words)
    return words.text(mark("{instrument}: {when}"), instrument=name, when=when) if when else name


def _named(rows: Rows, key: str, value: str, words: Language) -> str:
    place = rows.positions(key).get(value)
    return value if place is None else str(rows[f"name_{words.code}"][place])


def unique(options: Sequence[Option]) -> list[Option]:
    """The options without those that say the same as an earlier one."""
    found: Mapping[tuple[object, ...], Option] = {
        (one.instrument, one.indicator, one.threshold, one.days_in_row, one.ends_days): one
        for one in reversed(options)
    }
    return [one for one in options if one in found.values()]
