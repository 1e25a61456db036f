"""What every command of the command line shares: language, refusals as a listing, and JSON.

Answers go to standard output, what a person should know besides to standard error. A refused input
ends with exit code 2.
"""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from weerbaar.common.columns import column_widths, holds_figures
from weerbaar.common.files import LANGUAGES, read_language
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused

LANGUAGE_VARIABLE = "WEERBAAR_LANGUAGE"
DEFAULT_LANGUAGE = "nl"
REFUSED_EXIT = 2
MOST_OF_A_KIND = 8

UNKNOWN_LANGUAGE = ProblemKind(
    "unknown-language",
    mark("There is no language {value}."),
    mark("Give one of: {known}."),
)
CANNOT_USE_FILE = ProblemKind(
    "cannot-use-file",
    mark("The file or folder cannot be used: {value}."),
    mark("Check the name and whether you may read or write there."),
)


NOT_USED = mark("the computer does not allow it")
REASONS = {
    errno.ENOENT: mark("it does not exist"),
    errno.EACCES: mark("you may not read or write there"),
    errno.EPERM: mark("you may not read or write there"),
    errno.EROFS: mark("you may not read or write there"),
    errno.EISDIR: mark("it is a folder"),
    errno.ENOTDIR: mark("a part of its place is no folder"),
    errno.ENOSPC: mark("the disk is full"),
    errno.ENAMETOOLONG: mark("its name is too long"),
}


def language_code() -> str:
    """The language that the environment asks for; Dutch where it asks for none we have."""
    code = os.environ.get(LANGUAGE_VARIABLE, DEFAULT_LANGUAGE)
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def current_language() -> Language:
    """The language in which to speak to who runs the command."""
    return read_language(language_code())


def say(message: str, **params: object) -> str:
    """The message in the current language, its `{params}` filled in."""
    return current_language().text(message, **params)


@contextmanager
def run_or_refuse(as_json: bool = False) -> Iterator[Language]:
    """Runs a command's body; a Refused becomes a listing and exit code 2, never a traceback."""
    try:
        _check_language()
        yield current_language()
    except Refused as refused:
        print_problems(refused.problems, as_json)
        raise typer.Exit(REFUSED_EXIT) from refused
    except OSError as error:
        file = str(error.filename or "")
        print_problems([Problem(CANNOT_USE_FILE, file, value=reason(error))], as_json)
        raise typer.Exit(REFUSED_EXIT) from error


def reason(error: OSError) -> str:
    """Why the computer refused a file or folder, in the current language."""
    return say(REASONS.get(error.errno or 0, NOT_USED))


def print_problems(problems: Sequence[Problem], as_json: bool = False) -> None:
    """Writes problems as a table to standard error, or all of them as JSON to standard output.

    The table shows at most MOST_OF_A_KIND rows of one kind in one column and counts the others.
    """
    if as_json:
        language = current_language()
        print_json({"problems": [problem.as_record(language) for problem in problems]})
    else:
        _print_listing(problems, mark("What is wrong"))


def print_good_to_know(notes: Sequence[Problem]) -> None:
    """Writes what a person should know of an input that was accepted, as a table like problems."""
    if notes:
        _print_listing(notes, mark("Good to know"))


def _print_listing(problems: Sequence[Problem], told: str) -> None:
    language = current_language()
    table = Table(show_lines=True)
    for heading in (mark("Where"), told, mark("What to do")):
        table.add_column(language.text(heading), overflow="fold")
    for place, message, remedy in _lines(problems, language):
        table.add_row(Text(place), Text(message), Text(remedy))
    Console(stderr=True).print(table)


def print_json(value: Any) -> None:
    """Writes the value as JSON to standard output; a number that is not known becomes null."""
    typer.echo(json_text(value))


def json_text(value: Any) -> str:
    """The value as JSON; a number that is not known becomes null."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Writes a table to standard output; columns of figures are set to the right."""
    lines = any("\n" in cell for row in rows for cell in row)
    table = Table(title=Text(title) if title else None, title_justify="left", show_lines=lines)
    console = Console()
    widths = column_widths(headings, rows, console.width - 3 * len(headings) - 1)
    for i, heading in enumerate(headings):
        right = i > 0 and holds_figures([row[i] for row in rows])
        width = widths[i] if widths else None
        side: JustifyMethod = "right" if right else "left"
        table.add_column(Text(heading), justify=side, overflow="fold", width=width)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def print_note(text: str) -> None:
    """Writes a sentence for the person who runs the command to standard error."""
    Console(stderr=True, soft_wrap=True).print(Text(text))


def _check_language() -> None:
    code = os.environ.get(LANGUAGE_VARIABLE, DEFAULT_LANGUAGE)
    if code not in LANGUAGES:
        params = {"known": ", ".join(LANGUAGES)}
        raise Refused([Problem(UNKNOWN_LANGUAGE, LANGUAGE_VARIABLE, value=code, params=params)])


def _lines(problems: Sequence[Problem], language: Language) -> Iterator[tuple[str, str, str]]:
    shown: dict[tuple[str, str, str], int] = {}
    for problem in problems:
        group = (problem.code, problem.file, problem.column)
        shown[group] = shown.get(group, 0) + 1
        if shown[group] <= MOST_OF_A_KIND:
            yield problem.place(language), problem.message(language), problem.remedy(language)
    for (_, file, column), count in shown.items():
        if count > MOST_OF_A_KIND:
            place = ", ".join(part for part in (file, column) if part)
            more = mark("And {count} more like this.")
            yield place, language.text(more, count=count - MOST_OF_A_KIND), ""


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
