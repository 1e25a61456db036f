"""The groups of commands, each read when somebody asks for it.

What commands stand on takes its time to be read: the twin its compiler, letters their writers. So
whoever asks for one group, or for help alone, waits for no other.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

from typer.core import TyperGroup
from typer.main import get_group

from weerbaar.common.cli import say
from weerbaar.common.language import mark

# For each group the module that declares its commands, their app in it, and its help.
GROUPS = {
    "agenda": ("cli.agenda", "app", mark("Who does what by when: gaps, board, plan, reminders.")),
    "audit-trail": (
        "platform.cli",
        "trail_app",
        mark("What was done on the site, in a chain that shows change."),
    ),
    "firm": ("audits.cli", "app", mark("How long a firm goes on: the light audit.")),
    "letter": (
        "agenda.letters.cli",
        "app",
        mark("Write letters from live figures, as PDF or DOCX."),
    ),
    "measure": ("cli.measure", "app", mark("List, show, cost and try out measures.")),
    "variant": (
        "cli.variants",
        "app",
        mark("List, show, cost and weigh variants: measures by year."),
    ),
    "organisation": ("platform.cli", "organisation_app", mark("The organisations of the site.")),
    "person": ("cli.person", "app", mark("The people of the site.")),
    "profile": ("cli.norms", "app", mark("List, show and check base levels: norms with sources.")),
    "region": ("cli.region", "app", mark("Build, check, show and export a region.")),
    "scenario": ("cli.scenarios", "app", mark("List, show and check scenarios.")),
    "sharing": (
        "sharing.cli",
        "app",
        mark("Divide what is scarce by a stated rule, with reasons."),
    ),
    "twin": ("cli.twin", "app", mark("Simulate who lacks what, and why.")),
}


class LaterGroup(TyperGroup):
    """A group whose commands are read when they are asked for."""

    def __init__(self, name: str, module: str, app: str, help_text: str) -> None:
        super().__init__(name=name, help=help_text, no_args_is_help=True)
        self.module, self.app = module, app
        # The empty table that was set just now hides the one below.
        del self.commands

    @cached_property
    def commands(self) -> dict[str, Any]:  # type: ignore[override]
        """The commands by name."""
        app = getattr(import_module(f"weerbaar.{self.module}"), self.app)
        return dict(get_group(app).commands)


class EveryGroup(TyperGroup):
    """The root of the commands: those it is given, and all groups."""

    def __init__(self, *, commands: dict[str, Any], **more: Any) -> None:
        groups = {
            name: LaterGroup(name, module, app, say(help_text))
            for name, (module, app, help_text) in GROUPS.items()
        }
        super().__init__(commands=commands | groups, **more)
