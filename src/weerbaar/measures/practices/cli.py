"""The command `weerbaar measure practices`: what other countries do, and how to try it here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import refuse_if
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.measures.catalogue import Measure
from weerbaar.measures.files import catalogue_by_name
from weerbaar.measures.practices.files import read_countries, read_practices
from weerbaar.measures.practices.practice import (
    SECOND_HAND,
    Practice,
    asking_problems,
    country_name,
    country_names,
    measure_name,
    practice_sheet,
    wanted_practices,
)
from weerbaar.twin.cli import AsJson
from weerbaar.twin.files import write_file
from weerbaar.twin.influence_words import evidence_in_words

TITLE = mark("practices")


Country = Annotated[
    str, typer.Option(help=say(mark("Only of this country: its name, or two letters such as FI.")))
]
OfMeasure = Annotated[str, typer.Option("--measure", help=say(mark("Only for this measure.")))]
Csv = Annotated[Path | None, typer.Option(help=say(mark("CSV file to write.")))]
Xlsx = Annotated[Path | None, typer.Option(help=say(mark("Excel file to write.")))]


def practices(
    country: Country = "",
    measure: OfMeasure = "",
    csv: Csv = None,
    xlsx: Xlsx = None,
    json: AsJson = False,
) -> None:
    """Shows practices with their source, their conditions and the measures to try them with."""
    with run_or_refuse(json) as words:
        tell_practices(read_practices(), (country, measure), (csv, xlsx), words, json)


def tell_practices(
    every: Sequence[Practice],
    asked: tuple[str, str],
    into: tuple[Path | None, Path | None],
    words: Language,
    json: bool,
) -> None:
    """Tells those of a country and for a measure, and writes them as CSV and XLSX; raises Refused.

    A country is known by its letters or its name; capitals do not count.
    """
    countries, catalogue = read_countries(), catalogue_by_name()
    known = country_names(every, countries, words)
    written, measure = asked[0].strip(), asked[1]
    named = {name.casefold(): one for one, name in known.items()}
    named |= {one.casefold(): one for one in known}
    country = named.get(written.casefold(), written)
    refuse_if(asking_problems(country, measure, known, catalogue))
    found = wanted_practices(every, country, measure)
    sheet = practice_sheet(found, countries, catalogue, words)
    csv, xlsx = into
    if csv:
        write_file(csv, table_csv(*sheet).encode())
    if xlsx:
        write_file(xlsx, table_xlsx_bytes({words.text(TITLE): sheet}))
    if json:
        print_json([_record(one) for one in found])
        return
    _print(found, catalogue, words)


def _print(found: list[Practice], catalogue: Mapping[str, Measure], words: Language) -> None:
    countries = read_countries()
    heads = (mark("Practice"), mark("Countries"), mark("To try here"))
    lines = [
        [
            one.told(words.code).name,
            ", ".join(country_name(each, countries, words) for each in one.countries),
            "; ".join(measure_name(each, catalogue, words) for each in one.measures),
        ]
        for one in found
    ]
    print_table([words.text(head) for head in heads], lines)
    for one in found:
        told = one.told(words.code)
        print_note(f"• {told.name}: {told.what}")
        for head, text in (
            (mark("What must hold"), told.conditions),
            (mark("What is known"), told.known),
            (mark("What is not known"), told.unknown),
            (mark("Source"), ", ".join(part for part in (told.document, told.place) if part)),
            (mark("How sure"), evidence_in_words(one.evidence, words)),
            (mark("Written down by"), one.owner),
        ):
            if text:
                print_note(f"  {words.text(head)}: {text}")
    print_note(words.text(SECOND_HAND))


def _record(one: Practice) -> dict[str, Any]:
    """A practice for another program: in both languages, with its keys."""
    return {
        "practice": one.practice,
        "countries": list(one.countries),
        "measures": list(one.measures),
        "owner": one.owner,
        "evidence": one.evidence,
        "conditions_evidence": one.conditions_evidence,
        "nl": asdict(one.dutch),
        "en": asdict(one.english),
    }
