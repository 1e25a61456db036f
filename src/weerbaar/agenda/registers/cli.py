"""The commands `weerbaar agenda portfolio`, `matrix`, `dependencies`, `reservists`, `process`,
`barometer`, `answers`, `spreading`, `practices`, `list` and `payments`: registers from a file, or
what ships, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.agenda.files import read_agenda, read_kinds
from weerbaar.agenda.registers.answers.cli import answers
from weerbaar.agenda.registers.banking.cli import payments
from weerbaar.agenda.registers.barometer import (
    BAROMETER,
    band_in_words,
    change_in_words,
    series_of,
)
from weerbaar.agenda.registers.dependencies import (
    DEPENDENCIES,
    OVER,
    SUPPLIER,
    Concentration,
    class_words,
    concentration,
    largest_in_words,
    things,
)
from weerbaar.agenda.registers.doubles_shown import HEADS, double_lines, total_words
from weerbaar.agenda.registers.employers import (
    EMPLOYERS,
    double_of,
    shown_total,
)
from weerbaar.agenda.registers.files import (
    read_classes,
    read_lists,
    read_portfolio,
    read_process_example,
    read_published_claims,
    read_register,
    read_registers,
    read_spreading_figures,
    read_waves,
)
from weerbaar.agenda.registers.lead_time import (
    DRAWS,
    MOST_DRAWS,
    LeadTime,
    gained,
    lead_time,
    run_process,
)
from weerbaar.agenda.registers.list_shown import Asked, list_shown
from weerbaar.agenda.registers.matrix import BY, PILLARS, doings, group_rows, matrix_sheet
from weerbaar.agenda.registers.own_practices import REGISTER as PRACTICES
from weerbaar.agenda.registers.own_practices import own_practices
from weerbaar.agenda.registers.pictures import bottleneck_words, days_words
from weerbaar.agenda.registers.portfolio import portfolio_sheet
from weerbaar.agenda.registers.processes import PROCESSES, VERSION_WORDS, Process, processes_of
from weerbaar.agenda.registers.register import column_words
from weerbaar.agenda.registers.spreading.cli import spreading
from weerbaar.agenda.runner import new_name, today
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.parsing import NOT_A_CHOICE
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.measures.files import catalogue_by_name, read_catalogue
from weerbaar.measures.practices.cli import Country, Csv, OfMeasure, Xlsx, tell_practices
from weerbaar.measures.practices.files import read_countries, read_practices
from weerbaar.twin.cli import AsJson, out_of_range
from weerbaar.twin.files import read_twin_library

PER_CENT = 100.0
DAY = ["%Y-%m-%d"]
NO_PROCESS = ProblemKind(
    "no-such-process",
    mark("There is no process “{value}”."),
    mark("Choose one of: {known}."),
)
OwnFile = Annotated[Path, typer.Argument(help=say(mark("CSV or XLSX file of the register.")))]
MaybeFile = Annotated[
    Path | None,
    typer.Argument(help=say(mark("CSV or XLSX file of the register; without it, what ships."))),
]


def add_to(app: typer.Typer) -> None:
    """Adds the commands of the registers to those of the agenda."""
    for name, command, told in (
        ("portfolio", portfolio, mark("Show the 52 proposals, 37 ideas and 4 categories.")),
        ("matrix", matrix, mark("Show who does what: local, regional or the State.")),
        ("dependencies", dependencies, mark("Say how concentrated strategic dependencies are.")),
        ("reservists", reservists, mark("Say how many people are counted on twice.")),
        ("process", process, mark("Say how long a process takes, and where it gets stuck.")),
        ("barometer", barometer, mark("Show what people say, wave after wave, with its band.")),
        ("answers", answers, mark("Compare what helps when the largest supplier falls away.")),
        ("spreading", spreading, mark("Say how firms learn from stronger ones.")),
        ("practices", practices, mark("Tell what others do, with what you wrote down yourself.")),
        ("list", show_list, mark("Show what follows from a list: needs, files, questions.")),
        ("payments", payments, mark("Compute what banks say: who can pay, before and after.")),
    ):
        app.command(name, help=say(told))(command)


def portfolio(json: AsJson = False) -> None:
    """Lists the ideas, and the proposals that no idea names."""
    with run_or_refuse(json) as words:
        found, catalogue = read_portfolio(), {one.measure: one for one in read_catalogue()}
        if json:
            told = asdict(found) | {"ideas_without_proposal": found.ideas_without_proposal}
            print_json(told)
            return
        heads, rows = portfolio_sheet(found, {}, catalogue, words)
        print_table(heads[:-1], [row[:-1] for row in rows])


def matrix(
    by: Annotated[str, typer.Option(help=say(mark("By pillar or by working-group.")))] = PILLARS,
    json: AsJson = False,
) -> None:
    """Lists each measure with who decides on it."""
    with run_or_refuse(json) as words:
        refuse_if(_not_one_of("--by", by, BY))
        rows = doings(read_catalogue(), read_portfolio(), (), words.code)
        groups = group_rows(rows, by)
        if json:
            print_json([asdict(group) for group in groups])
            return
        print_table(*matrix_sheet(groups, by, read_twin_library().taxonomy, words))


def dependencies(
    file: OwnFile,
    over: Annotated[
        str, typer.Option(help=say(mark("Over supplier, country or site.")))
    ] = SUPPLIER,
    json: AsJson = False,
) -> None:
    """Prints the index and the largest share of each thing, with their bands."""
    with run_or_refuse(json) as words:
        refuse_if(_not_one_of("--over", over, OVER))
        rows = read_register(DEPENDENCIES, file)
        found = [concentration(each, over) for each in things(rows).values()]
        if json:
            print_json([asdict(one) for one in found])
            return
        heads = [
            mark("What"),
            mark("Concentration (0 to 1)"),
            mark("Largest share"),
            mark("Told"),
        ]
        print_table(
            [words.text(head) for head in heads], [_concentrated(one, words) for one in found]
        )


def _concentrated(one: Concentration, words: Language) -> list[str]:
    if one.index is None or one.largest_share is None:
        return [one.what, words.text(mark("no share is known")), "", ""]
    low, middle, high = (
        words.number(end, 2) for end in (one.index.p10, one.index.p50, one.index.p90)
    )
    told = ", ".join(class_words(one.index, read_classes(), words.code))
    largest = largest_in_words(one, words)
    return [one.what, f"{middle} ({low}–{high})", largest, told]


def reservists(
    file: OwnFile,
    whole: Annotated[
        bool,
        typer.Option("--whole", help=say(mark("Show numbers below 10 too; only for who may see."))),
    ] = False,
    json: AsJson = False,
) -> None:
    """Prints how many people are counted on twice together; of each employer with --whole alone."""
    with run_or_refuse(json) as words:
        doubles = [double_of(row) for row in read_register(EMPLOYERS, file)]
        lines = double_lines(doubles, words) if whole else []
        if json:
            names = ("employer", "function", "people", "counted_twice", "share", "left")
            total = shown_total(doubles, whole)
            print_json(
                {
                    "rows": [dict(zip(names, line, strict=True)) for line in lines],
                    "total": total and asdict(total),
                }
            )
            return
        if whole:
            heads = (mark("Employer"), mark("Vital function"), *HEADS)
            print_table([words.text(head) for head in heads], lines)
        print_note(total_words(doubles, whole, words))


def process(
    file: MaybeFile = None,
    name: Annotated[
        str, typer.Option("--process", help=say(mark("Name of one process; without it all.")))
    ] = "",
    draws: Annotated[int, typer.Option(help=say(mark("Number of computed courses.")))] = DRAWS,
    seed: Annotated[int, typer.Option(help=say(mark("Number that fixes all draws.")))] = 1,
    json: AsJson = False,
) -> None:
    """Prints for each process its lead time, the chance to make the norm, and its bottleneck."""
    with run_or_refuse(json) as words:
        refuse_if(out_of_range("--draws", draws, 10, MOST_DRAWS))
        rows = read_register(PROCESSES, file) if file else read_process_example(words.code)
        found = processes_of(rows)
        known = ", ".join(dict.fromkeys(one.name for one in found))
        chosen = [one for one in found if name in ("", one.name)]
        if not chosen:
            raise Refused([Problem(NO_PROCESS, value=name, params={"known": known})])
        courses = [run_process(one, draws, seed) for one in chosen]
        told = [(each.process, lead_time(each)) for each in courses]
        if json:
            print_json([_process_record(one, times) for one, times in told])
            return
        for one, times in told:
            _print_process(one, times, words)
        for before, after in pairwise(courses):
            if before.process.name == after.process.name:
                less = days_words(gained(before, after), words)
                print_note(words.text(mark("As it can be, it takes less: {days}."), days=less))


def _process_record(one: Process, times: LeadTime) -> dict[str, Any]:
    return {"process": one.name, "version": one.version, **asdict(times)}


def _print_process(one: Process, times: LeadTime, words: Language) -> None:
    gains = {step.number: step for step in times.steps}
    heads = (mark("Step"), mark("What is done"), mark("Who"), mark("Takes"), mark("Without it"))
    rows = [
        [
            str(step.number),
            step.name,
            step.who,
            days_words(gains[step.number].spent, words),
            days_words(gains[step.number].gain, words),
        ]
        for step in one.steps
    ]
    title = f"{one.name}, {words.text(VERSION_WORDS[one.version])}"
    print_table([words.text(head) for head in heads], rows, title)
    print_note(words.text(mark("In all {days}."), days=days_words(times.days, words)))
    if times.within_norm is not None and one.norm_days is not None:
        told = mark("Within {norm} working days in {share} of 100 courses.")
        share = words.number(PER_CENT * times.within_norm)
        print_note(words.text(told, norm=words.figure(one.norm_days), share=share))
    print_note(bottleneck_words(one, times, words))


def barometer(file: MaybeFile = None, json: AsJson = False) -> None:
    """Prints each wave with its band, or that its band is unknown."""
    with run_or_refuse(json) as words:
        rows = read_register(BAROMETER, file) if file else read_waves()
        series = series_of(list(rows))
        if json:
            print_json([asdict(one) for one in series])
            return
        heads = (mark("What people say"), mark("Wave"), mark("Share"), mark("Band"), mark("Source"))
        lines = [
            [
                one.statement,
                point.wave,
                f"{words.number(PER_CENT * point.share)} %",
                band_in_words(point, words),
                point.source,
            ]
            for one in series
            for point in one.points
        ]
        print_table([words.text(head) for head in heads], lines)
        for one in series:
            if len(one.points) > 1:
                print_note(f"{one.statement}. {change_in_words(one, words)}")


def show_list(
    name: Annotated[
        str, typer.Argument(help=say(mark("Name of the list; without it all lists.")))
    ] = "",
    file: Annotated[
        Path | None,
        typer.Argument(help=say(mark("CSV or XLSX file of the list; without it its columns."))),
    ] = None,
    agenda: Annotated[
        Path | None,
        typer.Option(help=say(mark("Agenda as a CSV or XLSX file: what is agreed or pledged."))),
    ] = None,
    whole: Annotated[
        bool,
        typer.Option("--whole", help=say(mark("Show numbers below 10 too; only for who may see."))),
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option("--today", formats=DAY, help=say(mark("The day that it is."))),
    ] = None,
    json: AsJson = False,
) -> None:
    """Prints what follows from the rows of a list; without a file its columns, or the lists."""
    with run_or_refuse(json) as words:
        lists = read_lists()
        if not name:
            known = {one.name: one.say(one.about, words) for one in lists.values()}
            _print_pairs(known, words, json)
            return
        every = read_registers() if file is None else lists
        refuse_if(_not_one_of("NAME", name, list(every)))
        one = every[name]
        if file is None:
            told = {each.name: column_words(one, each, words) for each in one.table.columns}
            _print_pairs(told, words, json)
            return
        rows = list(read_register(one, file))
        commitments = read_agenda(agenda, new_name) if agenda else ()
        day, figures = on.date() if on else today(), list(read_spreading_figures())
        given = (commitments, read_kinds(), figures, read_published_claims())
        asked = Asked(words, whole, day, *given)
        found = list_shown(one, rows, asked)
        if json:
            tables = [asdict(table) for table in found.tables]
            print_json({"sentences": list(found.sentences), "tables": tables})
            return
        for table in found.tables:
            print_table(table.headings, table.rows, table.title)
        for sentence in found.sentences:
            print_note(sentence)


def practices(
    file: OwnFile,
    country: Country = "",
    measure: OfMeasure = "",
    csv: Csv = None,
    xlsx: Xlsx = None,
    json: AsJson = False,
) -> None:
    """Shows the practices of a file beside those that ship, as the site does."""
    with run_or_refuse(json) as words:
        rows = read_register(read_lists()[PRACTICES], file)
        written = own_practices(rows, file.name, read_countries(), catalogue_by_name())
        every = (*read_practices(), *written)
        tell_practices(every, (country, measure), (csv, xlsx), words, json)


def _print_pairs(told: dict[str, str], words: Language, json: bool) -> None:
    if json:
        print_json(told)
        return
    heads = (words.text(mark("Name")), words.text(mark("What it holds")))
    print_table(heads, [list(pair) for pair in told.items()])


def _not_one_of(option: str, value: str, known: Sequence[str]) -> list[Problem]:
    if value in known:
        return []
    return [Problem(NOT_A_CHOICE, column=option, value=value, params={"choices": ", ".join(known)})]
