"""The commands `weerbaar measure`: list, show, cost and try out measures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import refuse_if
from weerbaar.measures.budget import bill_of
from weerbaar.measures.catalogue import OWNERS, PAYERS, Measure
from weerbaar.measures.choosing import read_choices
from weerbaar.measures.costs import counts_of
from weerbaar.measures.effects import MONTHS
from weerbaar.measures.euro_words import euro_band
from weerbaar.measures.files import (
    catalogue_by_name,
    read_catalogue,
    read_measure,
    read_own_figures,
)
from weerbaar.measures.flag_words import flag_sentences
from weerbaar.measures.labour.cli import labour
from weerbaar.measures.listing import PRECONDITION_WORDS, in_order
from weerbaar.measures.market.cli import market
from weerbaar.measures.measure_words import (
    figure_in_words,
    knob_rows,
    rights_in_words,
)
from weerbaar.measures.own_figures import with_own
from weerbaar.measures.practices.cli import practices
from weerbaar.measures.production.cli import production
from weerbaar.measures.routes.cli import routes
from weerbaar.measures.runner import MOST_MONTHS, weigh_variants, weighing_problems
from weerbaar.measures.telling import (
    Named,
    band_in_words,
    belongs_to,
    equity_sentence,
    no_knobs,
    reach_sentence,
    told_costs,
    told_effects,
    told_uptake,
)
from weerbaar.measures.variants import Choice, Variant
from weerbaar.measures.verdict_words import (
    change_sentences,
    equity_sentences,
    gain_sentences,
    town_sentences,
)
from weerbaar.measures.weighing import Weighing
from weerbaar.measures.weighing_form import weighing_as_data
from weerbaar.measures.weighing_tables import need_table
from weerbaar.region.files import read_library, read_region
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    DEFAULT_RUNS,
    OF_THE_PLACE,
    AsJson,
    Options,
    RegionName,
    Seed,
    out_of_range,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.influence_words import evidence_in_words
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED

MOST_YEARS = 30
LEAD = mark("It works {months} months after the decision, by its lead time.")

app = typer.Typer()

Name = Annotated[str, typer.Argument(help=say(mark("Name of a measure.")))]
Choose = Annotated[
    list[str], typer.Option(help=say(mark("A knob and its value, such as share=0.5.")))
]
Region = Annotated[str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))]
Scenario = Annotated[
    str,
    typer.Option(help=say(mark("Name of a scenario, or a TOML file.")), show_default=OF_THE_PLACE),
]
Own = Annotated[
    Path | None, typer.Option(help=say(mark("CSV file with your own figures of measures.")))
]

app.command(help=say(mark("Say what a duty to serve takes from work and brings.")))(labour)
app.command(
    help=say(
        mark(
            "Find ways for one heavy transport over the map, bridge by bridge, outside a scenario."
        )
    )
)(routes)
app.command(help=say(mark("Tell what other countries do, and how to try it here.")))(practices)
app.command(help=say(mark("Say what early action on a scarce product brings and disturbs.")))(
    market
)
app.command(help=say(mark("Say what comes up short where firms make for Defence.")))(production)


@app.command("list", help=say(mark("List the measures of the catalogue.")))
def list_measures(
    computed: Annotated[
        bool, typer.Option("--computed", help=say(mark("Only those that are computed.")))
    ] = False,
    json: AsJson = False,
) -> None:
    """Lists name, who decides, and whether it is computed."""
    with run_or_refuse(json) as words:
        found = in_order(one for one in read_catalogue() if one.is_computed or not computed)
        if json:
            print_json([_record(one) for one in found])
            return
        heads = (mark("Measure"), mark("Name"), mark("Who decides"), mark("Computed"))
        print_table(
            [words.text(head) for head in heads], [_row(measure, words) for measure in found]
        )
        count = sum(one.is_computed for one in found)
        told = mark("{computed} of {all} are computed. The others say what is lacking.")
        print_note(words.text(told, computed=count, all=len(found)))


@app.command(help=say(mark("Show a measure: what it is, costs and changes, and how sure that is.")))
def show(measure: Name, own: Own = None, json: AsJson = False) -> None:
    """Shows one measure with every figure and its source."""
    with run_or_refuse(json) as words:
        found = read_with_own(measure, own)[measure]
        if json:
            print_json(_record(found))
            return
        _print_measure(found, words)


@app.command(help=say(mark("Reckon what a measure costs in a region, by payer and year.")))
def cost(
    measure: Name,
    choose: Choose,
    region: RegionName = DEFAULT_REGION,
    years: Annotated[int, typer.Option(help=say(mark("How many years.")))] = 4,
    own: Own = None,
    json: AsJson = False,
) -> None:
    """Prints a band of euros for each payer and year."""
    with run_or_refuse(json) as words:
        refuse_if(out_of_range("--years", years, 1, MOST_YEARS))
        found = read_with_own(measure, own)[measure]
        choices = read_choices(found, choose)
        counts = counts_of(read_region(region))
        bands = bill_of(one_choice(found, choices, years), {measure: found}, counts).by_payer()
        if json:
            told = {payer: [asdict(band) for band in each] for payer, each in bands.items()}
            print_json({"measure": measure, "choices": choices, "eur": told})
            return
        heads = [words.text(mark("Who pays")), *(f"{year + 1}" for year in range(years))]
        rows = [
            [words.text(PAYERS[payer]), *(euro_band(band, words) for band in each)]
            for payer, each in bands.items()
        ]
        print_table(heads, rows)
        print_note(words.text(mark("In euros of today: the middle, and 8 of 10 draws.")))


@app.command("try", help=say(mark("Try out what a measure changes, for whom, and how sure it is.")))
def try_measure(
    measure: Name,
    choose: Choose,
    month: Annotated[
        int | None,
        typer.Option(
            help=say(
                mark(
                    "When the crisis comes, in months after the decision; default: when the "
                    "measure works almost surely."
                )
            )
        ),
    ] = None,
    region: Region = DEFAULT_REGION,
    scenario: Scenario = "",
    runs: Annotated[
        int, typer.Option(help=say(mark("How many courses to draw of each.")))
    ] = DEFAULT_RUNS,
    seed: Seed = 1,
    own: Own = None,
    json: AsJson = False,
) -> None:
    """Says what changes for each need, for whom, and how long it takes until the measure works."""
    with run_or_refuse(json) as words:
        refuse_if(out_of_range("--month", month or 0, 0, MOST_MONTHS))
        catalogue = read_with_own(measure, own)
        found = catalogue[measure]
        when = round(found.lead_months.p90) if month is None else month
        one = one_choice(found, read_choices(found, choose), max(1, when // MONTHS + 1))
        twin = prepare_twin(region, scenario, Options(runs=runs, seed=seed))
        refuse_if(weighing_problems([one], catalogue, twin, when))
        with show_progress(2 * runs, json) as tell:
            weighed = weigh_variants(
                twin, [one], catalogue, draws=runs, month=when, tell=lambda done, _: tell(done)
            )
        if json:
            lead = asdict(found.lead_months)
            print_json({"measure": measure, "lead_months": lead, **weighing_as_data(weighed)})
            return
        _print_trial(found, weighed, twin, words)


def one_choice(measure: Measure, choices: Mapping[str, float], years: int) -> Variant:
    """The variant in which a measure alone is taken at once, over so many years."""
    first = date.today().year
    names = (measure.name_nl, measure.name_en, measure.what_nl, measure.what_en)
    choice = Choice(measure.measure, choices, first)
    return Variant(measure.measure, *names, first, years, (choice,))


def read_with_own(name: str, own: Path | None) -> dict[str, Measure]:
    """The catalogue with the figures of a file, if any; raises Refused, also for another name."""
    read_measure(name)
    catalogue = catalogue_by_name()
    return with_own(catalogue, read_own_figures(own, catalogue)) if own else catalogue


def _print_trial(measure: Measure, found: Weighing, twin: Twin, words: Language) -> None:
    text, identity = words.text, found.identity
    told = mark("{region}, {scenario}: {draws} courses, {month} months after the decision")
    scenario = identity.scenario_name_nl if words.code == "nl" else identity.scenario_name_en
    title = text(
        told,
        region=identity.region_name,
        scenario=scenario,
        draws=identity.draws,
        month=identity.month,
    )
    print_table(*need_table(found, twin.library.needs, words), title)
    groups = twin.library.groups
    lines = [
        text(LEAD, months=figure_in_words(measure.lead_months, words)),
        *change_sentences(found, 1, words),
        *gain_sentences(found, 1, groups, words),
        *equity_sentences(found, 1, words),
        *town_sentences(found, 1, words),
        *flag_sentences(found.sides[1], words),
        rights_in_words(measure.rights, words),
    ]
    for line in lines:
        print_note(f"• {line}")
    print_note(text(SIMULATED))


def _record(measure: Measure) -> dict[str, Any]:
    """A measure for another program; a knob whose end the region says has none."""
    record = asdict(measure)
    for knob in record["knobs"]:
        knob["high"] = knob["high"] if math.isfinite(knob["high"]) else None
    return record


def _row(measure: Measure, words: Language) -> list[str]:
    owners = ", ".join(words.text(OWNERS[owner]) for owner in measure.owners)
    computed = words.text(mark("yes") if measure.is_computed else mark("no"))
    return [measure.measure, measure.name(words.code), owners, computed]


def _print_measure(found: Measure, words: Language) -> None:
    named, text = Named(read_library(), read_twin_library()), words.text
    print_note(f"{found.name(words.code)} ({found.measure})")
    print_note(found.what(words.code))
    if not found.is_computed:
        lacking = text(mark("Not computed. Lacking: {what}"), what=found.lacking(words.code))
        print_note(lacking)
    for head, line in _facts(found, named, words):
        print_note(f"• {head}: {line}")
    heads: list[Any] = [mark("Knob"), mark("What is chosen"), mark("Lowest"), mark("Highest")]
    if found.knobs:
        print_table([text(head) for head in heads], knob_rows(found, words))
    elif told := no_knobs(found, words):
        print_note(told)
    heads = [mark("What"), mark("Who pays"), mark("Euros"), mark("Source")]
    if found.costs:
        rows = [
            [row.what, row.who, row.amount, f"{row.source} ({row.evidence})"]
            for row in told_costs(found, named, words)
        ]
        print_table([text(head) for head in heads], rows)
    effects = told_effects(found, named, words)
    heads = [mark("Changes"), mark("By how much"), mark("Source")]
    if effects:
        rows = [[row.what, row.amount, f"{row.source} ({row.evidence})"] for row in effects]
        print_table([text(head) for head in heads], rows)
    for row in effects:
        print_note(f"• {row.why}")
    for row in told_uptake(found, words):
        print_note(text(mark("• Takes it up, {group}: {share}"), group=row.what, share=row.amount))
    told = equity_sentence(found, words) or reach_sentence(found, words)
    print_note(" ".join(filter(None, (told, rights_in_words(found.rights, words)))))


def _facts(found: Measure, named: Named, words: Language) -> list[tuple[str, str]]:
    """Who decides, what it needs first, when it works and to what it belongs."""
    text = words.text
    needs = found.precondition_nl if words.code == "nl" else found.precondition_en
    before = text(PRECONDITION_WORDS[found.precondition])
    lead = text(
        mark("{months} months after the decision"), months=band_in_words(found.lead_months, words)
    )
    evidence = evidence_in_words(found.lead_evidence, words)
    return [
        (text(mark("Who decides")), ", ".join(text(OWNERS[owner]) for owner in found.owners)),
        (text(mark("What it needs first")), ". ".join(filter(None, (before, needs)))),
        (text(mark("Before it works")), f"{lead} ({evidence})"),
        *((head, "; ".join(lines)) for head, lines in belongs_to(found, named, words)),
    ]
