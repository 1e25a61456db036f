"""The command `weerbaar measure market`: early and light action on a scarce product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.common.tables import Rows
from weerbaar.measures.market.customers import DRAWS, MOST_DRAWS
from weerbaar.measures.market.files import (
    read_figures,
    read_indicators,
    read_instruments,
    read_options,
    read_own,
)
from weerbaar.measures.market.market_tables import market_sheets
from weerbaar.measures.market.products import (
    PRODUCT,
    Figures,
    figures_of,
    place_of,
    reckoning_of,
    with_given,
)
from weerbaar.measures.market.rules import (
    MOST_OPTIONS,
    Option,
    option_of,
    options_of,
    unique,
)
from weerbaar.measures.market.scoring import Answer, Outcome, answer_of
from weerbaar.measures.market.telling import (
    Named,
    brings_table,
    curve_table,
    disturbs_table,
    sentences,
)
from weerbaar.measures.market.typed import usual_curve
from weerbaar.region.files import read_region
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    AsJson,
    Output,
    RegionName,
    Seed,
    out_of_range,
    write_tables,
)
from weerbaar.twin.wording import SIMULATED

TOO_MANY = ProblemKind(
    "market-too-many",
    mark("There are {value} options, which is more than {high}."),
    mark("Ask for fewer at once, with --only-own for yours alone."),
)
EXAMPLE = mark(
    "Computed from the figures that ship, an example of a scarcity, and what you filled in."
)


def market(
    region: RegionName = DEFAULT_REGION,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help=say(mark("A figure of the product, such as stock_days=3, or maximum.most=2.")),
        ),
    ] = None,
    own: Annotated[
        Path | None, typer.Option(help=say(mark("CSV file with your own figures of a market.")))
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(
            help=say(mark("A rule of your own beside ours, such as maximum:stock:50:2:14.")),
        ),
    ] = None,
    only_own: Annotated[
        bool, typer.Option("--only-own", help=say(mark("Only your own rules, not ours.")))
    ] = False,
    early: Annotated[
        str | None,
        typer.Option(help=say(mark("The rule that is drawn from early to late."))),
    ] = None,
    wanted: Annotated[
        float | None,
        typer.Option(
            help=say(mark("Share of the missed days that may be left, of doing nothing."))
        ),
    ] = None,
    draws: Annotated[int, typer.Option(help=say(mark("How many courses.")))] = DRAWS,
    seed: Seed = 1,
    csv: Output = None,
    xlsx: Output = None,
    json: AsJson = False,
) -> None:
    """Sets trigger rules for a scarce product side by side: what they bring and disturb."""
    with run_or_refuse(json) as words:
        refuse_if(
            [
                *out_of_range("--draws", draws, 1, MOST_DRAWS),
                *([] if wanted is None else out_of_range("--wanted", wanted, 0, 1)),
            ]
        )
        rows = with_given(read_own(own) if own else read_figures(), change or ())
        figures = _figures(region, rows)
        options = _options(option or (), only_own)
        curve = _rules([early])[0] if early else usual_curve(reckoning_of(rows))
        answer = answer_of(
            figures, options, read_instruments(), read_indicators(), curve, wanted, draws, seed
        )
        write_tables(_sheets(answer, figures), words, csv, xlsx)
        if json:
            print_json(_record(answer, figures))
            return
        named = Named(read_instruments(), read_indicators())
        for table in (brings_table, disturbs_table, curve_table):
            print_table(*table(answer, named, words))
        for line in sentences(answer, named, words):
            print_note(f"• {line}")
        print_note(words.text(EXAMPLE))
        print_note(words.text(SIMULATED))


def _sheets(answer: Answer, figures: Figures) -> dict[str, tuple[Sequence[str], list[list[Any]]]]:
    sheets = market_sheets(answer, figures)
    return {name: (heads, [list(row) for row in rows]) for name, (heads, rows) in sheets.items()}


def _figures(region: str, rows: Rows) -> Figures:
    areas = read_region(region).areas
    return figures_of(rows, place_of(areas["inhabitants"], areas["income_low"]))


def _options(typed: Sequence[str], only_own: bool) -> list[Option]:
    """Doing nothing, the options that ship unless they are not wanted, and those typed."""
    shipped = options_of(read_options())
    found = unique([*(shipped[:1] if only_own else shipped), *_rules(typed)])
    if len(found) > MOST_OPTIONS:
        params = {"high": MOST_OPTIONS}
        refuse_if([Problem(TOO_MANY, value=len(found), params=params)])
    return found


def _rules(typed: Sequence[str]) -> list[Option]:
    found, problems = list[Option](), list[Problem]()
    for text in typed:
        one, wrong = option_of(text, read_indicators())
        problems += wrong
        if one is not None:
            found.append(one)
    refuse_if(problems)
    return found


def _record(answer: Answer, figures: Figures) -> dict[str, Any]:
    """The answer for another program."""
    return {
        "people": answer.people,
        "courses": answer.courses,
        "courses_with_missed_days": answer.scarce_courses,
        "wanted": answer.wanted,
        "options": [_outcome(one) for one in answer.outcomes],
        "verdict": asdict(answer.verdict),
        "early_to_late": [_outcome(one) for one in answer.curve.outcomes] if answer.curve else [],
        "turns_on": [asdict(one) for one in answer.turns],
        "not_told_apart_until": answer.curve.not_apart_until if answer.curve else None,
        "than_the_earliest": [asdict(one) for one in answer.curve.later] if answer.curve else [],
        "figures": {
            (name if of == PRODUCT else f"{of}.{name}"): asdict(one)
            for (of, name), one in figures.items()
        },
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    rule = asdict(one.option)
    if not one.option.acts:
        rule = {"option": one.option.option, "instrument": one.option.instrument}
    return rule | {
        "aspects": {name: asdict(band) for name, band in one.bands.items()},
        "people_days": asdict(one.people_days),
        "share_missed_on_the_worst_day": asdict(one.peak),
        "starts_on_day": asdict(one.first) if one.first else None,
        "never_starts": one.never,
        "groups": {name: asdict(band) for name, band in one.groups.items()},
        "low_income": asdict(one.low),
        "other_income": asdict(one.other),
    }
