"""The command `weerbaar measure practices`: what other countries do, and how to try it here."""

from __future__ import annotations

from collections.abc import Mapping
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


def practices(
    country: Annotated[
        str, typer.Option(help=say(mark("Only of this country, by two letters such as FI.")))
    ] = "",
    measure: Annotated[str, typer.Option(help=say(mark("Only for this measure.")))] = "",
    csv: Annotated[Path | None, typer.Option(help=say(mark("CSV file to write.")))] = None,
    xlsx: Annotated[Path | None, typer.Option(help=say(mark("Excel file to write.")))] = None,
    json: AsJson = False,
) -> None:
    """Shows practices with their source, their conditions and the measures to try them with."""
    with run_or_refuse(json) as words:
        countries, catalogue, shipped = read_countries(), catalogue_by_name(), read_practices()
        asked = country.strip().upper()
        known = country_names(shipped, countries, words)
        refuse_if(asking_problems(asked, measure, known, catalogue))
        found = wanted_practices(shipped, asked, measure)
        sheet = practice_sheet(found, countries, catalogue, words)
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
            (mark("Source"), f"{told.document}, {told.place}"),
        ):
            print_note(f"  {words.text(head)}: {text}")
        print_note(f"  {words.text(mark('How sure'))}: {evidence_in_words(one.evidence, words)}")
    print_note(words.text(SECOND_HAND))


def _record(one: Practice) -> dict[str, Any]:
    """A practice for another program: in both languages, with its keys."""
    return {
        "practice": one.practice,
        "countries": list(one.countries),
        "measures": list(one.measures),
        "evidence": one.evidence,
        "conditions_evidence": one.conditions_evidence,
        "nl": asdict(one.dutch),
        "en": asdict(one.english),
    }
