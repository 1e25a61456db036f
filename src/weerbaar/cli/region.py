"""The group `weerbaar region`: the commands of its room, and those that run the twin."""

from __future__ import annotations

from weerbaar.cli.own_facts import diff, import_
from weerbaar.common.cli import say
from weerbaar.common.language import mark
from weerbaar.region.cli import app

app.command("import", help=say(mark("Take your own files into a region.")))(import_)
app.command(help=say(mark("Show what differs between two regions, and in the answer.")))(diff)
