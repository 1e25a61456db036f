"""The commands `weerbaar agenda`: gaps, board, plan, lists in and out, and reminders.

They work on files; with --organisation on the agenda of the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.agenda.agreed import agreed_lines, what_is_agreed
from weerbaar.agenda.board import COLUMNS, Asked, make_board
from weerbaar.agenda.commitment_table import Known, texts_of
from weerbaar.agenda.commitments import Commitment, standing, standing_in_words
from weerbaar.agenda.files import (
    agenda_bytes,
    given_bytes,
    read_agenda,
    read_given,
    read_kinds,
    read_moments,
)
from weerbaar.agenda.importing import WouldChange, read_sheet
from weerbaar.agenda.letters.draft_agreement import (
    TEMPLATES,
    draft_agreement,
    draft_problems,
)
from weerbaar.agenda.letters.files import letter_problems, read_clauses, write_letter
from weerbaar.agenda.money_words import money_in_words
from weerbaar.agenda.pictures import plan_picture
from weerbaar.agenda.plan import days_in_words, make_plan
from weerbaar.agenda.registers.cli import add_to
from weerbaar.agenda.reminders import due_reminders, reminder_in_words
from weerbaar.agenda.runner import new_name, today
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.files import LANGUAGES, read_language, read_sheets, write_whole
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.drawing.documents import document_data, plain_text
from weerbaar.measures.effects import variant_problems
from weerbaar.measures.files import catalogue_by_name, measure_names, write_variant
from weerbaar.region.files import read_region
from weerbaar.twin.cli import DEFAULT_REGION

Region = Annotated[str, typer.Option(help=say(mark("Name of a region, or a folder or bundle.")))]
WRONG_ENDING = ProblemKind(
    "unknown-ending-of-agenda",
    mark("{value} does not end in {known}."),
    mark("Give the file another ending."),
)
NO_AGENDA = ProblemKind(
    "no-agenda-named",
    mark("It is not said of which agenda."),
    mark("Give a file, or the number of an organisation of the site with --organisation."),
)
NO_ORGANISATION = ProblemKind(
    "no-such-organisation-of-site",
    mark("There is no organisation with number {value}."),
    mark("See them all with “weerbaar organisation list”."),
)
NO_LINE = ProblemKind(
    "no-such-line-of-agenda",
    mark("There is no line “{value}” in this agenda."),
    mark("Give the name in the first column of the file."),
)
DAY, MOMENT = ["%Y-%m-%d"], ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]

app = typer.Typer()
add_to(app)
FileOrNone = Annotated[
    Path | None, typer.Argument(help=say(mark("Agenda, as a CSV or XLSX file.")))
]
Organisation = Annotated[
    int, typer.Option(help=say(mark("Number of an organisation: its agenda on the site.")))
]
Today = Annotated[
    datetime | None, typer.Option("--today", formats=DAY, help=say(mark("The day that it is.")))
]
AsJson = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]
Pillar = Annotated[
    str,
    typer.Option(help=say(mark("Only of this pillar, such as kamerbrief-2; none: not assigned."))),
]
Track = Annotated[
    str, typer.Option(help=say(mark("Only of this track: societal or military; none: neither.")))
]
To = Annotated[Path, typer.Option(help=say(mark("File to write: .csv or .xlsx.")))]


@app.command(help=say(mark("Show the board: what stands how, late first.")))
def board(
    file: FileOrNone = None,
    organisation: Organisation = 0,
    on: Today = None,
    owner: Annotated[str, typer.Option(help=say(mark("Only of this owner.")))] = "",
    kind: Annotated[str, typer.Option(help=say(mark("Only of this kind.")))] = "",
    late: Annotated[bool, typer.Option("--late", help=say(mark("Only what is late.")))] = False,
    page: Annotated[
        int, typer.Option(help=say(mark("Which page; a column shows 30 at once.")))
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Shows a page of the board."""
    with run_or_refuse(as_json) as words:
        lines, day = _lines(file, organisation), day_of(on)
        made = make_board(lines, read_kinds(), day, Asked(owner=owner, kind=kind, late=late), page)
        if as_json:
            print_json([_record(one, day) for one in lines])
            return
        for column in made.columns:
            if column.cards:
                title = f"{words.text(COLUMNS[column.column])} ({column.all})"
                rows = [_card(card.commitment, day, words) for card in column.cards]
                print_table(_heads(words), rows, title)
        if made.pages > 1:
            told = mark("Page {page} of {pages}: a column shows 30 at once.")
            print_note(words.text(told, page=made.page, pages=made.pages))
        print_note(words.text(mark("Lines: {count}."), count=made.count))


@app.command(help=say(mark("Show the plan in time, or draw it.")))
def plan(
    file: FileOrNone = None,
    organisation: Organisation = 0,
    on: Today = None,
    svg: Annotated[
        Path | None, typer.Option(help=say(mark("File to draw the plan in (.svg).")))
    ] = None,
    page: Annotated[int, typer.Option(help=say(mark("Which page.")))] = 1,
    as_json: AsJson = False,
) -> None:
    """Shows what lasts from when until when."""
    with run_or_refuse(as_json) as words:
        day = day_of(on)
        made = make_plan(_lines(file, organisation), read_kinds(), day, page)
        if svg is not None and made.rows:
            refuse_if(ending_problems(svg, (".svg",)))
            drawn = plan_picture(made, day, words).encode()
            write_whole(svg.absolute().parent, {svg.name: drawn})
        if as_json:
            print_json([_record(row.commitment, day) for row in made.rows])
            return
        heads = [mark("What"), mark("When"), mark("How it stands")]
        rows = [
            [
                row.commitment.title,
                days_in_words(row, words),
                standing_in_words(row.commitment, read_kinds(), day, words),
            ]
            for row in made.rows
        ]
        print_table([words.text(head) for head in heads], rows)
        if made.pages > 1:
            told = mark("Page {page} of {pages}.")
            print_note(words.text(told, page=made.page, pages=made.pages))


@app.command(help=say(mark("Write an agenda to a file that can be taken in again.")))
def export(
    to: To,
    file: FileOrNone = None,
    organisation: Organisation = 0,
) -> None:
    """Writes all lines."""
    with run_or_refuse() as words:
        refuse_if(ending_problems(to, (".csv", ".xlsx")))
        lines = _lines(file, organisation)
        write_whole(to.absolute().parent, {to.name: agenda_bytes(lines, to.suffix)})
        print_note(words.text(mark("Lines: {count}."), count=len(lines)))


@app.command("import", help=say(mark("Take a list into an agenda: all of it, or nothing.")))
def import_(
    new: Annotated[Path, typer.Argument(help=say(mark("List to take in: CSV or XLSX.")))],
    into: Annotated[
        Path | None, typer.Option(help=say(mark("Agenda to change: a CSV file.")))
    ] = None,
    organisation: Organisation = 0,
    look: Annotated[
        bool, typer.Option("--look", help=say(mark("Only show what would change.")))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Shows what changes, and changes it."""
    with run_or_refuse(as_json) as words:
        if into is not None:
            refuse_if(ending_problems(into, (".csv", ".xlsx")))
        standing_lines = (
            () if into is not None and not into.exists() else _lines(into, organisation)
        )
        sheet, *_ = read_sheets(new)
        known = Known(measures=frozenset(measure_names()))
        would = read_sheet(sheet, standing_lines, read_kinds(), known, new_name)
        if not look:
            _take_in(would, standing_lines, into, organisation)
        if as_json:
            print_json([asdict(one) for one in would])
            return
        heads = [mark("What"), mark("Change")]
        rows = [[one.commitment.title, _change(one, words)] for one in would]
        print_table([words.text(head) for head in heads], rows)


@app.command(help=say(mark("Make a variant of what is agreed, that the model can compute.")))
def variant(
    file: FileOrNone = None,
    organisation: Organisation = 0,
    to: Annotated[Path | None, typer.Option(help=say(mark("File to write: .toml.")))] = None,
    on: Today = None,
    region: Region = DEFAULT_REGION,
    as_json: AsJson = False,
) -> None:
    """Tells which quantities set which knob of which measure, and which set none."""
    with run_or_refuse(as_json) as words:
        refuse_if(ending_problems(to, (".toml",)) if to else [])
        lines, languages = _lines(file, organisation), [read_language(code) for code in LANGUAGES]
        catalogue = catalogue_by_name()
        facts = read_region(region)
        found = what_is_agreed(lines, catalogue, read_kinds(), day_of(on), facts, languages)
        if to:
            refuse_if(variant_problems(found.variant, catalogue, facts))
            write_variant(found.variant, to)
        if as_json:
            print_json(asdict(found))
            return
        heads = [mark("What"), mark("How much"), mark("Measure"), mark("Sets")]
        print_table([words.text(head) for head in heads], agreed_lines(found, catalogue, words))


@app.command(help=say(mark("Say which reminders are due; each is given once.")))
def remind(
    file: FileOrNone = None,
    organisation: Organisation = 0,
    on: Today = None,
    given: Annotated[
        Path | None,
        typer.Option(help=say(mark("File in which is kept which reminders were given (.json)."))),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Gives what is due: from a file on the screen, of the site on the site and by mail."""
    with run_or_refuse(as_json) as words:
        day, kinds = day_of(on), read_kinds()
        if organisation:
            _give_on_site(organisation, day, words, as_json)
            return
        before = read_given(given) if given else frozenset()
        found = due_reminders(_lines(file, 0), kinds, read_moments(), before, day)
        if given:
            refuse_if(ending_problems(given, (".json",)))
            kept = given_bytes(before | {one.told for one in found})
            write_whole(given.absolute().parent, {given.name: kept})
        told = [reminder_in_words(one, kinds[one.commitment.kind].ends, words) for one in found]
        if as_json:
            print_json([{"role": o.role, "told": t} for o, t in zip(found, told, strict=True)])
            return
        heads = [mark("Role"), mark("Reminder")]
        rows = [[one.role, text] for one, text in zip(found, told, strict=True)]
        print_table([words.text(head) for head in heads], rows)


def _give_on_site(organisation: int, day: date, words: Language, as_json: bool) -> None:
    found = organisation_of(organisation)
    from weerbaar.agenda.web.reminding import remind as give

    count = give(found, day)
    if as_json:
        print_json({"given": count})
    else:
        typer.echo(words.text(mark("Reminders given: {count}."), count=count))


def _take_in(
    would: Sequence[WouldChange],
    before: Sequence[Commitment],
    into: Path | None,
    organisation: int,
) -> None:
    found = [one.commitment for one in would]
    if into is None:
        from weerbaar.agenda.web import actions

        actions.keep_commitments(organisation_of(organisation), found, None, actions.BY_IMPORT)
        return
    after = {one.commitment: one for one in (*before, *found)}
    write_whole(
        into.absolute().parent, {into.name: agenda_bytes(list(after.values()), into.suffix)}
    )


def _lines(file: Path | None, organisation: int) -> tuple[Commitment, ...]:
    """The lines of an agenda in a file, or of an organisation of the site."""
    if file is not None:
        return read_agenda(file, new_name)
    if not organisation:
        raise Refused([Problem(NO_AGENDA)])
    found = organisation_of(organisation)
    from weerbaar.agenda.web import queries

    return tuple(queries.commitments_of(found))


def organisation_of(number: int) -> Any:
    """The organisation of the site with this number; raises Refused where there is none."""
    from weerbaar.platform.runner import start_django

    start_django()
    from weerbaar.platform.web import queries

    found = queries.organisation_or_none(number) if 0 < number < 2**31 else None
    if found is None:
        raise Refused([Problem(NO_ORGANISATION, column="--organisation", value=number)])
    return found


def day_of(on: datetime | None) -> date:
    """The day that was named, else today."""
    return on.date() if on else today()


def _record(one: Commitment, day: date) -> dict[str, Any]:
    return texts_of(one) | {"standing": standing(one, read_kinds(), day)}


def _heads(words: Language) -> list[str]:
    heads = [mark("What"), mark("Kind"), mark("Who sees to it"), mark("Last day"), mark("Euros")]
    return [words.text(head) for head in heads]


def _card(one: Commitment, day: date, words: Language) -> list[str]:
    money = money_in_words(one.money, words) if one.money else ""
    until = one.until.isoformat() if one.until else ""
    return [one.title, read_kinds()[one.kind].name(words.code), one.owner, until, money]


def _change(one: WouldChange, words: Language) -> str:
    if one.is_new:
        return words.text(mark("new"))
    return ", ".join(one.changed) or words.text(mark("as it was"))


def ending_problems(path: Path, known: tuple[str, ...]) -> list[Problem]:
    """Whether a file can be written under this name."""
    params = {"known": ", ".join(known)}
    return [] if path.suffix in known else [Problem(WRONG_ENDING, value=path.name, params=params)]


@app.command("draft-agreement", help=say(mark("Make a draft agreement of a line of the agenda.")))
def draft(
    file: Annotated[Path, typer.Argument(help=say(mark("Agenda, as a CSV or XLSX file.")))],
    line: Annotated[str, typer.Option(help=say(mark("Which line: its name in the first column.")))],
    template: Annotated[
        str, typer.Option(help=say(mark("Which draft: agreement, stock, reservist or order.")))
    ] = next(iter(TEMPLATES)),
    out: Annotated[
        Path | None, typer.Option(help=say(mark("File to write; it ends in .pdf or .docx.")))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fills the clauses of a template with a line; writes it, or prints it."""
    with run_or_refuse(as_json) as words:
        refuse_if(letter_problems(out))
        lines = {one.commitment: one for one in read_agenda(file, new_name)}
        refuse_if([] if line in lines else [Problem(NO_LINE, value=line[:60])])
        refuse_if(draft_problems(lines[line], template))
        made = draft_agreement(lines[line], template, read_clauses(), words)
        if out:
            write_letter(made, out)
        if as_json:
            typer.echo(document_data(made))
        elif not out:
            typer.echo(plain_text(made))
