"""The group `weerbaar twin`, one module for each question."""

from __future__ import annotations

import typer

from weerbaar.cli.cascade import cascade
from weerbaar.cli.choosing import knobs
from weerbaar.cli.comparing import compare
from weerbaar.cli.deciding import sensitivity
from weerbaar.cli.discovering import discover
from weerbaar.cli.ensembles import ensemble
from weerbaar.cli.explaining import explain_command
from weerbaar.cli.grants import grants
from weerbaar.cli.limits import beds, convoys
from weerbaar.cli.measured import indicators, sources
from weerbaar.cli.norms import findings
from weerbaar.cli.replays import replay
from weerbaar.cli.running import run
from weerbaar.common.cli import say
from weerbaar.common.language import mark

app = typer.Typer()
app.command(help=say(mark("Run a scenario on a region and write the answer as a report.")))(run)
app.command(help=say(mark("Make many runs, keep them in a folder, and go on at any time.")))(
    ensemble
)
app.command("explain", help=say(mark("Say why an area lacks a need at an hour.")))(explain_command)
app.command(help=say(mark("Run a real outage again and hold it against what was seen.")))(replay)
app.command(help=say(mark("Show who asked for crews, fuel and more, who got it, and why.")))(grants)
app.command(help=say(mark("Answer by indicators: NATO's objectives, recovery and fairness.")))(
    indicators
)
app.command(
    help=say(mark("Say what evidence an answer rests on, and which assumptions move it most."))
)(sources)
app.command(
    help=say(mark("Show in a graph of sites who fails with whom, and which end users lack what."))
)(cascade)
app.command(help=say(mark("Show what can be chosen, and what holds now.")))(knobs)
app.command(help=say(mark("Compare two variants of a scenario, course by course.")))(compare)
app.command(help=say(mark("Hold an answer against a base level: norms with sources.")))(findings)
app.command(help=say(mark("Say which uncertain quantities decide, by themselves and together.")))(
    sensitivity
)
app.command(help=say(mark("Say for which futures it goes wrong.")))(discover)
app.command(help=say(mark("Say what keeps hospital beds from working first.")))(beds)
app.command(
    help=say(
        mark(
            "Say how long convoys wait and which freight they displace in a scenario, and what "
            "works on roads and railways spare."
        )
    )
)(convoys)
