"""The commands `weerbaar firm`: the light audit of a firm, of many together, and of a region."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.audits.files import empty_answers, read_answers, read_audit
from weerbaar.audits.questions import HOURS, YES_NO, Audit
from weerbaar.audits.reckoning import Checked, Lasts, check_firm
from weerbaar.audits.runner import today
from weerbaar.audits.telling import (
    failure_rows,
    notes,
    tied_words,
    together_rows,
    weakest,
    weakest_points,
)
from weerbaar.audits.together import by_size, counted_sites, sizes_to_model, to_model
from weerbaar.audits.typed import Firm
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.csv_cells import canonical_text
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import refuse_if
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.region.files import read_library, read_region
from weerbaar.region.inputs import inputs_by_kind
from weerbaar.region.overview import kind_names
from weerbaar.twin.cli import DEFAULT_REGION, AsJson, Output, RegionName, out_of_range
from weerbaar.twin.files import make_room, write_file

ANSWER_WORDS = {HOURS: mark("hours"), YES_NO: mark("yes or no")}
FEW = mark(
    "Of fewer than 10 firms nothing is shown. The band is of chance alone: who answers was not "
    "drawn by lot."
)
NO_MODEL = mark("No firm says anything here that the model can take.")
NO_SIZES = mark("No firm here names its site and says how many people work there.")
Answers = Annotated[
    list[Path],
    typer.Argument(help=say(mark("CSV or XLSX files of answers, one firm a row."))),
]
app = typer.Typer(no_args_is_help=True)


@app.command(help=say(mark("Show the questions that a firm of a size gets.")))
def questions(
    staff: Annotated[
        int, typer.Option(help=say(mark("How many people work there, you included.")))
    ] = 1,
    out: Annotated[
        Path | None, typer.Option(help=say(mark("CSV file with the header of answers.")))
    ] = None,
    json: AsJson = False,
) -> None:
    """Prints the questions of the light audit for a size of firm."""
    with run_or_refuse(json) as words:
        refuse_if(out_of_range("--staff", staff, 1, 1_000_000))
        audit = read_audit()
        size = audit.size_of(staff)
        if out:
            make_room([out])
            write_file(out, empty_answers().encode())
        asked = audit.asked(size.size)
        if json:
            told = [asdict(one) for one in asked]
            print_json({"size": size.size, "audit": size.audit, "questions": told})
            return
        heads = [words.text(head) for head in (mark("Name"), mark("Question"), mark("Answer"))]
        rows = [
            [
                one.question,
                one.ask[words.code],
                words.text(ANSWER_WORDS.get(one.answer, ANSWER_WORDS[HOURS])),
            ]
            for one in asked
        ]
        print_table(heads, rows, size.names[words.code])


@app.command(help=say(mark("Say how long a firm goes on, and what to do first.")))
def check(files: Answers, json: AsJson = False) -> None:
    """Prints for each firm in a file how long it goes on, and its weakest points first."""
    with run_or_refuse(json) as words:
        audit = read_audit()
        firms = read_answers(files, words.code)
        found = [(firm, check_firm(audit, firm.size, firm.answers)) for firm in firms]
        if json:
            print_json([_record(audit, firm, checked) for firm, checked in found])
            return
        for firm, checked in found:
            _print(audit, firm, checked, words)


def _print(audit: Audit, firm: Firm, checked: Checked, words: Language) -> None:
    size = audit.size(firm.size).names[words.code]
    print_table(*failure_rows(checked, words), f"{firm.name}, {size}" if firm.name else size)
    if points := weakest(audit, checked, words):
        if tied := tied_words(checked, words):
            print_note(tied)
        heads = [words.text(h) for h in (mark("Weak point"), mark("Do this first"), mark("Time"))]
        told = [[f"{p.what}: {p.lasts} ({p.stops})", p.first, p.takes] for p in points]
        print_table(heads, told, firm.name)
    for note in notes(audit, checked, words):
        print_note(f"• {note}")


def _record(audit: Audit, firm: Firm, checked: Checked) -> dict[str, Any]:
    """A firm for another program; a most without end is null."""
    return {
        "firm": firm.name,
        "size": firm.size,
        "audit": audit.size(firm.size).audit,
        "goes_on": [
            {"fails": one.fails, **_hours(one.lasts), "stops": one.stops}
            for one in checked.failures
        ],
        "weakest": [
            {"point": one.name, **_hours(one.lasts), "stops_at": one.fails}
            | {"first": one.question.first, "takes": one.question.takes}
            | {"measure": one.question.measure}
            for one in weakest_points(checked)
        ],
        "find_out": [one.question for one in checked.find_out],
        "offers": firm.offers,
    }


def _hours(lasts: Lasts) -> dict[str, Any]:
    low, high = (None if math.isinf(end) else end for end in (lasts.low, lasts.high))
    return {"at_least_h": low, "at_most_h": high, "known": lasts.known}


@app.command(help=say(mark("Put the answers of many firms together, by size.")))
def together(
    files: Answers,
    autonomies: Annotated[
        Path | None,
        typer.Option(help=say(mark("CSV file to write for the import of a region."))),
    ] = None,
    sizes: Annotated[
        Path | None,
        typer.Option(help=say(mark("CSV file with the sizes of sites, for the same import."))),
    ] = None,
    csv: Output = None,
    xlsx: Output = None,
    json: AsJson = False,
) -> None:
    """Prints by size which share of the firms goes on for how long; few firms are not shown."""
    with run_or_refuse(json) as words:
        audit = read_audit()
        firms = read_answers(files, words.code)
        found = by_size(audit, firms)
        make_room(path for path in (autonomies, sizes, csv, xlsx) if path)
        sheet = together_rows(audit, found, words)
        if csv:
            write_file(csv, table_csv(*sheet).encode())
        if xlsx:
            write_file(xlsx, table_xlsx_bytes({words.text(mark("firm check")): sheet}))
        if autonomies:
            _write_autonomies(audit, firms, autonomies, words)
        if sizes:
            _write_sizes(firms, sizes, words)
        if json:
            print_json([asdict(one) for one in found])
            return
        print_table(*sheet)
        print_note(words.text(FEW))


def _write_autonomies(audit: Audit, firms: Sequence[Firm], path: Path, words: Language) -> None:
    inputs = {kind: list(needs) for kind, needs in inputs_by_kind(read_library()).items()}
    who = words.text(mark("firm check"))
    rows = to_model(audit, firms, inputs, today().isoformat(), who)
    if not len(rows):
        print_note(words.text(NO_MODEL))
        return
    write_file(path, canonical_text(rows).encode())


def _write_sizes(firms: Sequence[Firm], path: Path, words: Language) -> None:
    rows = sizes_to_model(firms, today().isoformat())
    if not len(rows):
        print_note(words.text(NO_SIZES))
        return
    write_file(path, canonical_text(rows).encode())


@app.command(help=say(mark("Count the places of a region by size of firm.")))
def sites(region: RegionName = DEFAULT_REGION, json: AsJson = False) -> None:
    """Prints which kinds of places of a region get which audit, by their usual size."""
    with run_or_refuse(json) as words:
        audit, there = read_audit(), read_region(region)
        found = counted_sites(audit, there.sites, there.sizes)
        if json:
            print_json(
                [
                    {"kind": kind, "size": size, "sites": count, "say_so": told}
                    | {"audit": audit.size(size).audit}
                    for (kind, size), (count, told) in found.items()
                ]
            )
            return
        names = kind_names(read_library(), words.code)
        heads = (mark("Kind"), mark("Size"), mark("Audit"), mark("Places"), mark("Say so"))
        audits = {"light": words.text(mark("light")), "full": words.text(mark("full"))}
        rows = [
            [
                names[kind],
                audit.size(size).names[words.code],
                audits[audit.size(size).audit],
                words.number(count),
                words.number(told),
            ]
            for (kind, size), (count, told) in found.items()
        ]
        print_table([words.text(head) for head in heads], rows)
        print_note(
            words.text(
                mark(
                    "Who says so stands in the facts of the region; the other sizes are our "
                    "assumption (A), by kind."
                )
            )
        )
