"""The command line: the rooms' commands together, and `up`, which serves the site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from weerbaar import __version__
from weerbaar.agenda.cli import app as agenda_app
from weerbaar.agenda.commitments import COMMITMENT_KINDS
from weerbaar.agenda.letters.cli import app as letter_app
from weerbaar.agenda.reminders import REMINDER_MOMENTS
from weerbaar.cli import reference as pages_of
from weerbaar.cli.cascade import cascade
from weerbaar.cli.choosing import knobs
from weerbaar.cli.comparing import compare
from weerbaar.cli.deciding import sensitivity
from weerbaar.cli.discovering import discover
from weerbaar.cli.ensembles import ensemble
from weerbaar.cli.examples import remove_examples
from weerbaar.cli.explaining import explain_command
from weerbaar.cli.grants import grants
from weerbaar.cli.limits import beds, routes
from weerbaar.cli.measured import indicators, sources
from weerbaar.cli.norms import app as profile_app
from weerbaar.cli.norms import findings
from weerbaar.cli.own_facts import diff, import_
from weerbaar.cli.regretting import regret
from weerbaar.cli.replays import replay
from weerbaar.cli.running import run
from weerbaar.cli.scenarios import app as scenario_app
from weerbaar.cli.searching import front, search
from weerbaar.cli.serve import serve_site
from weerbaar.cli.variants import app as variant_app
from weerbaar.common.cli import LANGUAGE_VARIABLE, language_code, run_or_refuse, say
from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.measures.cli import app as measure_app
from weerbaar.measures.deciding import LIBRARY_TABLES as DECIDING
from weerbaar.measures.files import read_budget_moments, read_least_differences
from weerbaar.measures.labour.schemes import LIBRARY_TABLES as LABOUR
from weerbaar.platform.cli import organisation_app, person_app, trail_app, worker
from weerbaar.platform.files import read_table
from weerbaar.platform.personal_data import PERSONAL_DATA
from weerbaar.platform.rights import PAGES, RIGHTS, ROLES
from weerbaar.region.cli import app as region_app
from weerbaar.region.files import read_library
from weerbaar.sharing.cli import app as sharing_app
from weerbaar.sharing.files import read_rules
from weerbaar.twin.cli import out_of_range
from weerbaar.twin.files import (
    profile_names,
    read_domains,
    read_profile,
    read_provisions,
    read_replay_misses,
    read_scenario,
    read_twin_library,
    scenario_names,
)

HIGHEST_PORT = 65_535

REFERENCE_IN_ENGLISH = ProblemKind(
    "reference-in-english",
    mark("The reference pages are in English, and the help of the commands now is not."),
    mark("Set {column} to en and run the command again."),
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=say(mark("Weerbaar: measure the resilience of a community and what would help.")),
)
region_app.command("import", help=say(mark("Take your own files into a region.")))(import_)
region_app.command(help=say(mark("Show what differs between two regions, and in the answer.")))(
    diff
)
twin_app = typer.Typer(no_args_is_help=True, help=say(mark("Simulate who lacks what, and why.")))
twin_app.command(help=say(mark("Run a scenario on a region and write the answer as a report.")))(
    run
)
twin_app.command(help=say(mark("Make many runs, keep them in a folder, and go on at any time.")))(
    ensemble
)
twin_app.command("explain", help=say(mark("Say why an area lacks a need at an hour.")))(
    explain_command
)
twin_app.command(help=say(mark("Run a real outage again and hold it against what was seen.")))(
    replay
)
twin_app.command(help=say(mark("Show who asked for crews, fuel and more, who got it, and why.")))(
    grants
)
twin_app.command(help=say(mark("Answer by indicators: NATO's objectives, recovery and fairness.")))(
    indicators
)
twin_app.command(
    help=say(mark("Say what evidence an answer rests on, and which assumptions move it most."))
)(sources)
twin_app.command(
    help=say(mark("Show in a graph of sites who fails with whom, and which end users lack what."))
)(cascade)
twin_app.command(help=say(mark("Show what can be chosen, and what holds now.")))(knobs)
twin_app.command(help=say(mark("Compare two variants of a scenario, course by course.")))(compare)
twin_app.command(help=say(mark("Hold an answer against a base level: norms with sources.")))(
    findings
)
twin_app.command(
    help=say(mark("Say which uncertain quantities decide, by themselves and together."))
)(sensitivity)
twin_app.command(help=say(mark("Say for which futures it goes wrong.")))(discover)
twin_app.command(help=say(mark("Say what keeps hospital beds from working first.")))(beds)
twin_app.command(help=say(mark("Compare what strengthening each road and railway does.")))(routes)
person_app.command(
    "remove-examples", help=say(mark("Erase the example people and their organisations."))
)(remove_examples)
app.add_typer(agenda_app, name="agenda")
app.add_typer(trail_app, name="audit-trail")
measure_app.command(help=say(mark("Search which measures bring most for a sum of money.")))(search)
measure_app.command(
    help=say(mark("Show sets that no other beats on cost, worst courses and who is worst off."))
)(front)
measure_app.command(help=say(mark("Say how wrong variants can turn out over scenarios.")))(regret)
app.add_typer(letter_app, name="letter")
app.add_typer(measure_app, name="measure")
app.add_typer(variant_app, name="variant")
app.add_typer(organisation_app, name="organisation")
app.add_typer(person_app, name="person")
app.add_typer(profile_app, name="profile")
app.add_typer(region_app, name="region")
app.add_typer(scenario_app, name="scenario")
app.add_typer(sharing_app, name="sharing")
app.add_typer(twin_app, name="twin")


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
    with run_or_refuse():
        # Help texts are worded when the commands are declared, so they cannot change language here.
        if language_code() != "en":
            raise Refused([Problem(REFERENCE_IN_ENGLISH, column=LANGUAGE_VARIABLE)])
        found = pages_of.pages(
            read_library(),
            read_twin_library(),
            [
                read_rules(),
                read_provisions(),
                read_domains(),
                read_replay_misses(),
                read_budget_moments(),
                read_least_differences(),
                *(read_table(table) for table in (*DECIDING, *LABOUR)),
                *(read_table(table) for table in (COMMITMENT_KINDS, REMINDER_MOMENTS)),
            ],
            [read_scenario(name) for name in scenario_names()],
            [read_profile(name) for name in profile_names()],
            [read_table(table) for table in (RIGHTS, ROLES, PAGES, PERSONAL_DATA)],
            typer.main.get_command(app),
        )
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in found.items():
            (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    """The entry point of the command `weerbaar`."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
