"""The commands of whoever runs the site: its first organisation and people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weerbaar.common.cli import print_json, print_table, run_or_refuse, say
from weerbaar.common.files import read_bytes, write_whole
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.platform.audit import Entry, end_of, faults
from weerbaar.platform.files import read_roles
from weerbaar.platform.organisations import KINDS
from weerbaar.platform.runner import start_django
from weerbaar.platform.wire import ENDINGS, NOT_A_TRAIL, read_trail, trail_csv, trail_json

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
UNKNOWN_PERSON = ProblemKind(
    "unknown-person",
    mark("There is nobody with the address {value}."),
    mark("Check how it is written."),
)
JSON = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]
WORKER_INTERVAL_S = 1.0
NUMBER = say(mark("Number of the organisation."))

organisation_app = typer.Typer()
person_app = typer.Typer()
trail_app = typer.Typer()


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


@person_app.command(
    "erase", help=say(mark("Erase all that is kept of a person; the audit trail stays whole."))
)
def erase_person(
    email: Annotated[str, typer.Argument(help=say(mark("E-mail address of the person.")))],
) -> None:
    """Erases one person."""
    with run_or_refuse() as words:
        start_django()
        from weerbaar.platform.web import actions, queries

        found = queries.person_or_none(email)
        if found is None:
            raise Refused([Problem(UNKNOWN_PERSON, value=email)])
        actions.erase_person(found)
        typer.echo(words.text(mark("Erased.")))


@person_app.command("tidy", help=say(mark("Erase what is kept no longer; the site does it daily.")))
def tidy() -> None:
    """Erases what is due, as the table of personal data says."""
    with run_or_refuse() as words:
        start_django()
        from django.utils import timezone

        from weerbaar.platform.web import actions

        count = actions.erase_what_is_due(timezone.now())
        typer.echo(words.text(mark("Erased: {count} rows."), count=count))


@trail_app.command("verify", help=say(mark("Check that nothing was changed or taken out.")))
def verify(
    file: Annotated[
        Path | None, typer.Argument(help=say(mark("An export; without it, the site itself.")))
    ] = None,
    expect: Annotated[
        str, typer.Option(help=say(mark("An end that was written down: number:hash.")))
    ] = "",
    as_json: JSON = False,
) -> None:
    """Checks the chain, and says its end, to write down elsewhere."""
    with run_or_refuse(as_json) as words:
        found, expected = _trail(file)
        refuse_if([*faults(found, expected), *(faults(found, expect)[-1:] if expect else [])])
        end = end_of(found[-1]) if found else ""
        told = mark("The trail is whole: {count} entries. Write down its end elsewhere: {end}")
        record = {"entries": len(found), "end": end}
        _answer(record, words.text(told, count=len(found), end=end or "–"), as_json)


@trail_app.command("export", help=say(mark("Write the whole trail to a .csv or .json file.")))
def export(
    file: Annotated[Path, typer.Argument(help=say(mark("File to write.")))],
) -> None:
    """Writes the trail; people stand in it by pseudonym."""
    with run_or_refuse() as words:
        if file.suffix not in ENDINGS:
            raise Refused([Problem(NOT_A_TRAIL, file.name)])
        found, _ = _trail(None)
        text = trail_json(found) if file.suffix == ".json" else trail_csv(found)
        write_whole(file.absolute().parent, {file.name: text.encode()})
        typer.echo(words.text(mark("Written: {count} entries."), count=len(found)))


def worker(
    parent: Annotated[
        int,
        typer.Option(help=say(mark("Stop when this process is gone; 0 for none.")), hidden=True),
    ] = 0,
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help=say(mark("Stop when nothing waits any more.")))
    ] = False,
) -> None:
    """Carries out what waits."""
    with run_or_refuse() as words:
        start_django()
        from weerbaar.platform.web.worker import work

        typer.echo(words.text(mark("Working. Stop with Ctrl+C.")))
        work(WORKER_INTERVAL_S, parent, until_empty)


def _trail(file: Path | None) -> tuple[list[Entry], str]:
    """The entries of an export, or of the site with the end that the site itself holds."""
    if file is not None:
        return read_trail(read_bytes(file).decode("utf-8", "replace"), file.name), ""
    start_django()
    from weerbaar.platform.web import trail

    return list(trail.entries()), trail.expected_end()


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
