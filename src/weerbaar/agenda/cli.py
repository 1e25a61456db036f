"""The commands `weerbaar agenda`: the registers, from what ships or from a person's own file."""

from __future__ import annotations

import typer

from weerbaar.agenda.registers.cli import add_to
from weerbaar.common.cli import say
from weerbaar.common.language import mark

app = typer.Typer(
    no_args_is_help=True,
    help=say(mark("Who does what by when: the agenda and its registers.")),
)
add_to(app)
