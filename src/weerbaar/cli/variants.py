"""The commands `weerbaar variant`: list, show, cost and weigh what can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from weerbaar.agenda.registers.files import read_register, read_registers
from weerbaar.agenda.registers.laws import LAWS, laws_of
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, Refused, refuse_if
from weerbaar.measures.budget import Bill, bill_of
from weerbaar.measures.catalogue import Measure, Rights
from weerbaar.measures.costs import counts_of
from weerbaar.measures.effects import variant_problems
from weerbaar.measures.euro_words import euro_band
from weerbaar.measures.files import (
    catalogue_by_name,
    read_budget_moments,
    read_own_figures,
    read_variant,
    variant_names,
)
from weerbaar.measures.flag_words import flag_sentences
from weerbaar.measures.measure_words import rights_in_words
from weerbaar.measures.moments import Decision, moments_of
from weerbaar.measures.money_words import (
    cost_sentence,
    decision_sentence,
    money_sentence,
    person_sentence,
    price_sentence,
)
from weerbaar.measures.objective_words import objective_sentences
from weerbaar.measures.own_figures import with_own
from weerbaar.measures.runner import NOT_SO_MANY, weigh_variants, weighing_problems
from weerbaar.measures.variant_form import variant_as_data
from weerbaar.measures.variants import Variant
from weerbaar.measures.verdict_words import (
    chance_sentence,
    change_sentences,
    equity_sentences,
    gain_sentences,
    side_name,
    town_sentences,
    turn_sentences,
    verdict_sentence,
)
from weerbaar.measures.warned import NO_LAWS, warnings_of
from weerbaar.measures.weighing import MOST_VARIANTS, SPARED, WORSE, Weighing
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.measures.weighing_tables import (
    cost_sheet,
    cost_table,
    need_table,
    weighing_sheets,
)
from weerbaar.region.files import read_region
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    DEFAULT_RUNS,
    OF_THE_PLACE,
    AsJson,
    Options,
    Output,
    Seed,
    prepare_twin,
    show_progress,
    write_tables,
)
from weerbaar.twin.files import make_room, output_problems
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

app = typer.Typer()

Name = Annotated[str, typer.Argument(help=say(mark("Name of a variant, or a TOML file.")))]
Names = Annotated[
    list[str], typer.Argument(help=say(mark("Names of variants, or TOML files; four at most.")))
]
Region = Annotated[str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))]
Own = Annotated[
    Path | None, typer.Option(help=say(mark("CSV file with your own figures of measures.")))
]
Outputs = tuple[tuple[str, Path], ...]


@app.command("list", help=say(mark("List the variants that ship with Weerbaar.")))
def list_variants(json: AsJson = False) -> None:
    """Lists name, what it is called, its years and its measures."""
    with run_or_refuse(json) as words:
        catalogue = catalogue_by_name()
        found = [read_variant(name, catalogue) for name in variant_names()]
        if json:
            print_json([variant_as_data(one) for one in found])
            return
        heads = (mark("Variant"), mark("Name"), mark("Years"), mark("Measures"))
        rows = [
            [one.variant, one.name(words.code), _years(one), str(len(_measures(one)))]
            for one in found
        ]
        print_table([words.text(head) for head in heads], rows)


@app.command(help=say(mark("Show a variant: what it chooses, when, and what it needs first.")))
def show(
    variant: Name,
    laws: Annotated[
        Path | None, typer.Option(help=say(mark("CSV or XLSX file of the register of laws.")))
    ] = None,
    json: AsJson = False,
) -> None:
    """Shows the choices of a variant by year, and everything that must be known of them."""
    with run_or_refuse(json) as words:
        catalogue = _catalogue()
        found = read_variant(variant, catalogue)
        register = read_registers()[LAWS]
        followed = laws_of(register, read_register(register, laws)) if laws else NO_LAWS
        flags = [one.words(words) for one in warnings_of(found, catalogue, followed)]
        if json:
            print_json({**variant_as_data(found), "good_to_know": flags})
            return
        print_note(f"{found.name(words.code)} ({_years(found)})")
        print_note(found.summary(words.code))
        heads = (mark("Year"), mark("Measure"), mark("What is chosen"))
        print_table([words.text(head) for head in heads], _choice_rows(found, catalogue, words))
        for line in flags:
            print_note(f"! {line}")


@app.command(help=say(mark("Reckon what variants cost, who pays when, and which budget decides.")))
def cost(
    variants: Names,
    region: Region = DEFAULT_REGION,
    own: Own = None,
    csv: Output = None,
    xlsx: Output = None,
    json: AsJson = False,
) -> None:
    """Prints euros by payer and year, and the decisions that they ask for."""
    with run_or_refuse(json) as words:
        outputs = _outputs(csv, xlsx)
        refuse_if([*_count_problems(variants, 1), *output_problems(outputs)])
        catalogue = _catalogue(own)
        chosen = _read(variants, catalogue)
        facts = read_region(region)
        refuse_if(p for one in chosen for p in variant_problems(one, catalogue, facts))
        counts = counts_of(facts)
        bills = [bill_of(one, catalogue, counts) for one in chosen]
        rows = read_budget_moments()
        today = date.today()
        decisions = [moments_of(bill.spent(), rows, today) for bill in bills]
        make_room(path for _, path in outputs)
        sheet = cost_sheet([(v, bill.spent()) for v, bill in zip(chosen, bills, strict=True)])
        write_tables({"costs": sheet}, words, csv, xlsx)
        if json:
            print_json([_cost_record(*one) for one in zip(chosen, bills, decisions, strict=True)])
            return
        for one in zip(chosen, bills, decisions, strict=True):
            _print_cost(*one, words)
        print_note(words.text(mark("In euros of today: the middle, and 8 of 10 draws.")))


@app.command(help=say(mark("Weigh up to four variants beside how it is now, on the same draws.")))
def weigh(
    variants: Names,
    region: Region = DEFAULT_REGION,
    scenario: Annotated[
        str,
        typer.Option(
            help=say(mark("Name of a scenario, or a TOML file.")), show_default=OF_THE_PLACE
        ),
    ] = "",
    runs: Annotated[
        int, typer.Option(help=say(mark("How many courses to draw of each variant.")))
    ] = DEFAULT_RUNS,
    month: Annotated[
        int | None,
        typer.Option(
            help=say(
                mark(
                    "When the crisis comes, in months from 1 January of the first year; default: "
                    "when all variants have run their years."
                )
            )
        ),
    ] = None,
    seed: Seed = 1,
    own: Own = None,
    csv: Output = None,
    xlsx: Output = None,
    json: AsJson = False,
) -> None:
    """Says what each variant brings, costs and asks, and where nobody can say which is best."""
    with run_or_refuse(json) as words:
        outputs = _outputs(csv, xlsx)
        refuse_if(_count_problems(variants, 2))
        catalogue = _catalogue(own)
        chosen = _read(variants, catalogue)
        options = Options(runs=runs, seed=seed, outputs=outputs)
        twin = prepare_twin(region, scenario, options)
        refuse_if(weighing_problems(chosen, catalogue, twin, month))
        make_room(path for _, path in outputs)
        with _progress(runs * (len(chosen) + 1), json) as tell:
            found = weigh_variants(twin, chosen, catalogue, draws=runs, month=month, tell=tell)
        write_tables(weighing_sheets(found), words, csv, xlsx)
        if json:
            print_json(weighing_as_data(found))
        else:
            _print_weighing(found, twin, words)


def _catalogue(own: Path | None = None) -> Mapping[str, Measure]:
    """The catalogue, with the own figures in a file where there is one."""
    catalogue = catalogue_by_name()
    return with_own(catalogue, read_own_figures(own, catalogue)) if own else catalogue


def _read(names: Sequence[str], catalogue: Mapping[str, Measure]) -> list[Variant]:
    """The variants by name; raises Refused with what is wrong with any of them."""
    problems: list[Problem] = []
    found = []
    for name in names:
        try:
            found.append(read_variant(name, catalogue))
        except Refused as refused:
            problems += refused.problems
    refuse_if(problems)
    return found


def _count_problems(names: Sequence[str], least: int) -> list[Problem]:
    if least <= len(names) <= MOST_VARIANTS:
        return []
    params = {"low": least, "high": MOST_VARIANTS}
    return [Problem(NOT_SO_MANY, value=len(names), params=params)]


def _outputs(csv: Path | None, xlsx: Path | None) -> Outputs:
    named = (("--csv", csv), ("--xlsx", xlsx))
    return tuple((option, path) for option, path in named if path)


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    with show_progress(total, quiet) as tell:
        yield lambda done, all_: tell(done)


def _years(variant: Variant) -> str:
    return f"{variant.first_year}–{variant.last_year}"


def _measures(variant: Variant) -> set[str]:
    return {choice.measure for choice in variant.choices}


def _choice_rows(
    variant: Variant, catalogue: Mapping[str, Measure], words: Language
) -> list[list[str]]:
    rows = []
    for one in sorted(variant.choices, key=lambda choice: (choice.year, choice.measure)):
        measure = catalogue[one.measure]
        names = {knob.knob: getattr(knob, f"name_{words.code}") for knob in measure.knobs}
        knobs = [f"{names[name]}: {words.figure(value)}" for name, value in one.knobs.items()]
        rows.append([str(one.year), measure.name(words.code), "; ".join(knobs)])
    return rows


def _cost_record(variant: Variant, bill: Bill, decisions: Sequence[Decision]) -> dict[str, object]:
    told = [asdict(one) for one in decisions]
    for decision in told:
        for moment in decision["moments"]:
            moment["on"] = moment["on"].isoformat()
    return {
        "variant": variant.variant,
        "total_eur": asdict(bill.total()),
        "spent": [asdict(one) for one in bill.spent()],
        "decisions": told,
    }


def _print_cost(
    variant: Variant, bill: Bill, decisions: Sequence[Decision], words: Language
) -> None:
    heads, rows = cost_table(variant, bill, words)
    total = mark("{name}: {eur} in all")
    eur = euro_band(bill.total(), words)
    title = words.text(total, name=variant.name(words.code), eur=eur)
    print_table(heads, rows, title)
    for decision in decisions:
        print_note(f"• {decision_sentence(decision, words)}")


def _print_weighing(found: Weighing, twin: Twin, words: Language) -> None:
    text, identity = words.text, found.identity
    sides = range(1, len(found.sides))
    told = mark("{region}, {scenario}: {draws} courses of each, {month} months from January {year}")
    scenario = identity.scenario_name_nl if words.code == "nl" else identity.scenario_name_en
    title = text(
        told,
        region=identity.region_name,
        scenario=scenario,
        draws=identity.draws,
        month=identity.month,
        year=str(identity.year),
    )
    print_table(*need_table(found, twin.library.needs, words), title)
    verdicts = [verdict_sentence(found, one, words) for one in found.verdicts]
    verdicts.append(chance_sentence(found, words))
    _print_lines(text(mark("Who does best, in hours per person")), verdicts)
    for side in sides:
        _print_lines(side_name(found, side, words), _side_lines(found, side, twin, words))
    pairs = [(one, other) for one in sides for other in sides if one < other]
    money = [money_sentence(found, *pair, words) for pair in pairs]
    prices = [price_sentence(found, turn, words) for turn in found.prices]
    _print_lines(text(mark("Costs")), [*money, *prices])
    turns = [line for pair in pairs for line in turn_sentences(found, *pair, words)]
    _print_lines(text(mark("What would turn the choice")), turns)
    print_note(text(SIMULATED))


def _side_lines(found: Weighing, side: int, twin: Twin, words: Language) -> list[str]:
    """What one variant brings, for whom, at which cost and asking what."""
    one = found.sides[side]
    lines = [cost_sentence(found, side, words), *change_sentences(found, side, words)]
    lines += gain_sentences(found, side, twin.library.groups, words)
    lines += equity_sentences(found, side, words) + town_sentences(found, side, words)
    lines += [
        person_sentence(found, row, words)
        for row in found.per_person
        if row.side == side and row.state in (SPARED, WORSE)
    ]
    tables = twin.library.needs, twin.library.indicators
    lines += objective_sentences(found, side, *tables, words)
    lines += flag_sentences(found.sides[side], words)
    for row in one.rights:
        grades = (row.data, row.coercion, row.speech, row.duration)
        if any(grades):
            rights = Rights(*grades, row.why_nl, row.why_en)
            name = row.name_nl if words.code == "nl" else row.name_en
            lines.append(f"{name}. {rights_in_words(rights, words)}")
    return lines


def _print_lines(title: str, lines: Sequence[str]) -> None:
    if lines:
        typer.echo(f"\n{title}")
        for line in lines:
            typer.echo(f"  • {line}")
