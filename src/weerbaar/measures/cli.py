"""The commands `weerbaar measure`: list, show and reckon the costs of measures."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import refuse_if
from weerbaar.measures.catalogue import OWNERS, PAYERS, Measure
from weerbaar.measures.choosing import read_choices
from weerbaar.measures.costs import bands_of, counts_of, draw_costs
from weerbaar.measures.files import read_catalogue, read_measure
from weerbaar.measures.measure_words import cost_rows, effect_rows, rights_in_words
from weerbaar.region.files import read_region
from weerbaar.twin.cli import DEFAULT_REGION, AsJson, RegionName, out_of_range

DRAWS = 1000
MOST_YEARS = 30

app = typer.Typer(no_args_is_help=True, help=say(mark("List, show and cost measures.")))

Name = Annotated[str, typer.Argument(help=say(mark("Name of a measure.")))]


@app.command("list", help=say(mark("List the measures of the catalogue.")))
def list_measures(
    computed: Annotated[
        bool, typer.Option("--computed", help=say(mark("Only those that are computed.")))
    ] = False,
    json: AsJson = False,
) -> None:
    """Lists name, who decides, and whether it is computed."""
    with run_or_refuse(json) as words:
        found = [one for one in read_catalogue() if one.is_computed or not computed]
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
def show(measure: Name, json: AsJson = False) -> None:
    """Shows one measure with every figure and its source."""
    with run_or_refuse(json) as words:
        found = read_measure(measure)
        if json:
            print_json(_record(found))
            return
        _print_measure(found, words)


@app.command(help=say(mark("Reckon what a measure costs in a region, by payer and year.")))
def cost(
    measure: Name,
    choose: Annotated[
        list[str], typer.Option(help=say(mark("A knob and its value, such as share=0.5.")))
    ],
    region: RegionName = DEFAULT_REGION,
    years: Annotated[int, typer.Option(help=say(mark("How many years.")))] = 4,
    json: AsJson = False,
) -> None:
    """Prints a band of euros for each payer and year."""
    with run_or_refuse(json) as words:
        refuse_if(out_of_range("--years", years, 1, MOST_YEARS))
        found = read_measure(measure)
        choices = read_choices(found, choose)
        counts = counts_of(read_region(region))
        cents = draw_costs(found, choices, counts, begins=0, years=years, draws=DRAWS)
        bands = bands_of(cents)
        if json:
            told = {payer: [asdict(band) for band in each] for payer, each in bands.items()}
            print_json({"measure": measure, "choices": choices, "eur": told})
            return
        heads = [words.text(mark("Who pays")), *(f"{year + 1}" for year in range(years))]
        rows = [
            [words.text(PAYERS[payer]), *(_euros(band, words) for band in each)]
            for payer, each in bands.items()
        ]
        print_table(heads, rows)
        print_note(words.text(mark("In euros of today: the middle, and 8 of 10 draws.")))


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
    print_note(found.name(words.code))
    print_note(found.what(words.code))
    if not found.is_computed:
        lacking = words.text(mark("Not computed. Lacking: {what}"), what=found.lacking(words.code))
        print_note(lacking)
    heads: list[Any] = [mark("What"), mark("Who pays"), mark("Euros"), mark("Source")]
    if found.costs:
        print_table([words.text(head) for head in heads], cost_rows(found, words))
    heads = [mark("Changes"), mark("By how much"), mark("Source")]
    if found.effects:
        print_table([words.text(head) for head in heads], effect_rows(found, words))
    print_note(rights_in_words(found.rights, words))


def _euros(band: Any, words: Language) -> str:
    if band.p90 == 0:
        return "0"
    # Two digits: a band of sums says no more than that.
    parts = (float(f"{euros:.2g}") for euros in (band.p10, band.p50, band.p90))
    low, middle, high = (words.number(euros) for euros in parts)
    return f"{middle} ({low}–{high})"
