"""The command line: the groups of commands, and `up`, which serves the site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from weerbaar import __version__
from weerbaar.cli.groups import EveryGroup
from weerbaar.common.cli import LANGUAGE_VARIABLE, language_code, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.platform.cli import worker

HIGHEST_PORT = 65_535

REFERENCE_IN_ENGLISH = ProblemKind(
    "reference-in-english",
    mark("The reference pages are in English, and the help of the commands now is not."),
    mark("Set {column} to en and run the command again."),
)

app = typer.Typer(
    cls=EveryGroup,
    no_args_is_help=True,
    add_completion=False,
    help=say(mark("Weerbaar: measure the resilience of a community and what would help.")),
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"Weerbaar {__version__}")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help=say(mark("Show the version."))
        ),
    ] = False,
) -> None:
    """What holds for every command."""


@app.command(help=say(mark("Serve the site on this computer, and open it in the browser.")))
def up(
    port: Annotated[
        int, typer.Option(help=say(mark("Port; 0 takes a free one when the usual one is taken.")))
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help=say(mark("Do not open the browser.")))
    ] = False,
    no_demo: Annotated[
        bool,
        typer.Option("--no-demo", help=say(mark("Make no example people, and let none in."))),
    ] = False,
) -> None:
    """Makes the first answer, and serves the site until the person stops it."""
    # Only here: what serves the site takes its time to be read.
    from weerbaar.cli.serve import serve_site
    from weerbaar.twin.cli import out_of_range

    with run_or_refuse() as words:
        refuse_if(out_of_range("--port", port, 0, HIGHEST_PORT))
        serve_site(port, not no_browser, not no_demo, words)


app.command(
    help=say(mark("Carry out the computations that wait on the site; it starts one itself."))
)(worker)


@app.command(hidden=True, help=say(mark("Write the reference pages to a folder.")))
def reference(
    folder: Annotated[Path, typer.Argument(help=say(mark("Folder to write to.")))],
) -> None:
    """Writes the pages that are made from tables and commands; `make reference` calls it."""
    from weerbaar.cli.references import write_pages

    with run_or_refuse():
        # Help texts are worded when the commands are declared, so they cannot change language here.
        if language_code() != "en":
            raise Refused([Problem(REFERENCE_IN_ENGLISH, column=LANGUAGE_VARIABLE)])
        write_pages(folder, typer.main.get_command(app))


def main() -> None:
    """The entry point of the command `weerbaar`."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
