"""The commands of whoever runs the site: its first organisation and people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.platform.files import read_roles
from weerbaar.platform.organisations import KINDS
from weerbaar.platform.runner import start_django

if TYPE_CHECKING:
    from weerbaar.platform.web.models import Organisation

UNKNOWN_ORGANISATION = ProblemKind(
    "unknown-organisation",
    mark("There is no organisation with number {value}."),
    mark("See them all with “weerbaar organisation list”."),
)
UNKNOWN_KIND = ProblemKind(
    "unknown-kind-of-organisation",
    mark("There is no kind of organisation {value}."),
    mark("Use one of: {known}."),
)
JSON = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]
NUMBER = say(mark("Number of the organisation."))

organisation_app = typer.Typer(
    no_args_is_help=True, help=say(mark("The organisations of the site."))
)
person_app = typer.Typer(no_args_is_help=True, help=say(mark("The people of the site.")))


@organisation_app.command("add", help=say(mark("Add an organisation to the site.")))
def add_organisation(
    name: Annotated[str, typer.Argument(help=say(mark("What it is called.")))],
    kind: Annotated[str, typer.Option(help=say(mark("One of: {known}."), known=", ".join(KINDS)))],
    below: Annotated[
        int, typer.Option(help=say(mark("Number of the one above it; 0 is none.")))
    ] = 0,
    as_json: JSON = False,
) -> None:
    """Adds one, at the top of the tree or below another."""
    with run_or_refuse(as_json) as words:
        if kind not in KINDS:
            params = {"known": ", ".join(KINDS)}
            raise Refused([Problem(UNKNOWN_KIND, column="--kind", value=kind, params=params)])
        start_django()
        from weerbaar.platform.web import actions

        made = actions.add_organisation(name, kind, _organisation(below) if below else None)
        told = words.text(mark("Added: {name}, number {number}."), name=made.name, number=made.pk)
        _answer({"number": made.pk, "name": made.name}, told, as_json)


@organisation_app.command("list", help=say(mark("Show the organisations of the site.")))
def list_organisations(as_json: JSON = False) -> None:
    """Shows all, with their number, kind and the number of the one above."""
    with run_or_refuse(as_json) as words:
        start_django()
        from weerbaar.platform.web import queries

        found = queries.all_organisations()
        if as_json:
            print_json([{"number": o.pk, "name": o.name, "kind": o.kind} for o in found])
            return
        headings = [mark("Number"), mark("Name"), mark("Kind"), mark("Below")]
        rows = [(str(o.pk), o.name, words.text(KINDS[o.kind]), str(o.parent or "")) for o in found]
        print_table([words.text(heading) for heading in headings], rows)


@person_app.command("add", help=say(mark("Give someone a role; says where to choose a password.")))
def add_person(
    email: Annotated[str, typer.Argument(help=say(mark("E-mail address to sign in with.")))],
    organisation: Annotated[int, typer.Option(help=NUMBER)],
    role: Annotated[
        str, typer.Option(help=say(mark("One of: {known}."), known=", ".join(read_roles())))
    ],
    name: Annotated[str, typer.Option(help=say(mark("What the person is called.")))] = "",
    as_json: JSON = False,
) -> None:
    """Adds the person where they are not there yet."""
    with run_or_refuse(as_json) as words:
        start_django()
        from weerbaar.platform.web import actions
        from weerbaar.platform.web.signing_in import first_password_path

        person = actions.add_person(email, name, role, _organisation(organisation))
        path = "" if person.has_usable_password() else first_password_path(person)
        _answer({"email": person.email, "path": path}, _told(person, path, words), as_json)


def _told(person: Any, path: str, words: Language) -> str:
    if not path:
        return words.text(mark("{name} has this role now."), name=person)
    told = mark(
        "{name} has this role now, and chooses a password at the address of the site with "
        "{path} behind it. It works once, for three days."
    )
    return words.text(told, name=person, path=path)


def _organisation(number: int) -> Organisation:
    from weerbaar.platform.web import queries

    found = queries.organisation_or_none(number)
    if found is None:
        raise Refused([Problem(UNKNOWN_ORGANISATION, value=number)])
    return found


def _answer(record: dict[str, Any], told: str, as_json: bool) -> None:
    if as_json:
        print_json(record)
    else:
        typer.echo(told)
