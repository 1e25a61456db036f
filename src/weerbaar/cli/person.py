"""The group `weerbaar person`: the commands of its room, and the one about the example people."""

from __future__ import annotations

from weerbaar.cli.examples import remove_examples
from weerbaar.common.cli import say
from weerbaar.common.language import mark
from weerbaar.platform.cli import person_app as app

app.command("remove-examples", help=say(mark("Erase the example people and their organisations.")))(
    remove_examples
)
