"""The group `weerbaar measure`: the commands of its room, and those that run the twin."""

from __future__ import annotations

from weerbaar.cli.regretting import regret
from weerbaar.cli.searching import front, search
from weerbaar.common.cli import say
from weerbaar.common.language import mark
from weerbaar.measures.cli import app

app.command(help=say(mark("Search which measures bring most for a sum of money.")))(search)
app.command(
    help=say(mark("Show sets that no other beats on cost, worst courses and who is worst off."))
)(front)
app.command(help=say(mark("Say how wrong variants can turn out over scenarios.")))(regret)
