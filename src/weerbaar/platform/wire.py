"""An audit trail as a file that travels: JSON (a list of entries) or CSV (a row for each)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, fields

from weerbaar.common.language import mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused
from weerbaar.platform.audit import Entry

NAMES = [field.name for field in fields(Entry)]
ENDINGS = (".csv", ".json")

NOT_A_TRAIL = ProblemKind(
    "not-a-trail",
    mark("This file is not an export of the audit trail."),
    mark("Give a .csv or .json file that “weerbaar audit-trail export” wrote."),
)


def trail_json(entries: Iterable[Entry]) -> str:
    """The entries as JSON."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1) + "\n"


def trail_csv(entries: Iterable[Entry]) -> str:
    """The entries as CSV; details as JSON in their cell."""
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES, lineterminator="\n")
    writer.writeheader()
    for entry in entries:
        details = json.dumps(entry.details, sort_keys=True, ensure_ascii=False)
        writer.writerow({**asdict(entry), "details": details})
    return text.getvalue()


def read_trail(text: str, file: str) -> list[Entry]:
    """The entries in the text of an export; raises Refused for any other file."""
    try:
        rows = (
            json.loads(text) if file.endswith(".json") else list(csv.DictReader(io.StringIO(text)))
        )
        return [_entry(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise Refused([Problem(NOT_A_TRAIL, file)]) from error


def _entry(row: dict[str, object]) -> Entry:
    values = {name: row[name] for name in NAMES}
    details = values["details"]
    if isinstance(details, str):
        details = json.loads(details)
    at = values["organisation"]
    return Entry(
        number=int(str(values["number"])),
        organisation=None if at in (None, "") else int(str(at)),
        details={str(name): str(value) for name, value in dict(details).items()},  # type: ignore[call-overload]
        **{n: str(values[n]) for n in ("at", "actor", "action", "subject", "previous", "hash")},
    )
