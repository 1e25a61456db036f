"""Reads what goes into a letter from files, and writes letters.

What is filled in stands in a TOML file with the keys of `sending`; the agenda in the file of
commitments and in answers of the model; a weighing in JSON as `weerbaar variant weigh` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from weerbaar.agenda.answers import answered
from weerbaar.agenda.commitment_table import Known, commitment_table, commitments_in
from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.gaps import Answered, Gap, fold_answers
from weerbaar.agenda.letters.draft_agreement import AGREEMENT_CLAUSES
from weerbaar.agenda.letters.kit import MAYOR_STEPS, MAYOR_WORDS
from weerbaar.agenda.letters.matter import Names
from weerbaar.agenda.letters.resting import Basis
from weerbaar.agenda.letters.sending import (
    SENDING_KEYS,
    Sending,
    sending_of,
    sending_problems,
)
from weerbaar.common.csv_cells import parse_bytes
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.common.tables import Rows
from weerbaar.drawing.documents import Document
from weerbaar.drawing.files import document_pdf_bytes, document_word_bytes
from weerbaar.measures.weighing import Weighing
from weerbaar.measures.weighing_form import weighing_from_data
from weerbaar.platform.files import read_table
from weerbaar.twin.files import (
    NESTED_TOO_DEEP,
    NUMBER_TOO_LONG,
    TOO_LARGE,
    read_twin_library,
    toml_in,
    write_file,
)
from weerbaar.twin.reading import read_values

MOST_BYTES = 20_000_000
MOST_FILLED_BYTES = 100_000
MOST_NAME = 200
ENDINGS = {".pdf": document_pdf_bytes, ".docx": document_word_bytes}

NO_ENDING = ProblemKind(
    "letter-of-no-kind",
    mark("{value} is no file for a letter."),
    mark("Give it a name that ends in .pdf or .docx."),
)
NO_FILE = ProblemKind(
    "no-such-file-for-letter",
    mark("There is no file {value}."),
    mark("Give the path of a file that is there."),
)
NOT_JSON = ProblemKind(
    "file-is-no-json",
    mark("This file cannot be read as JSON."),
    mark("Give the file as Weerbaar wrote it."),
)
TOO_DEEP = ProblemKind(
    NESTED_TOO_DEEP.code, NESTED_TOO_DEEP.message, mark("Write one key and a text on each line.")
)
TOO_LONG_NUMBER = ProblemKind(
    NUMBER_TOO_LONG.code, NUMBER_TOO_LONG.message, mark("Write one key and a text on each line.")
)


def read_sending(path: Path | None) -> Sending:
    """What was filled in, from a TOML file; nothing where there is none. Raises Refused."""
    if path is None:
        return Sending()
    data = toml_in(_content(path, MOST_FILLED_BYTES), path.name, TOO_DEEP, TOO_LONG_NUMBER)
    if isinstance(data.get("date"), date):
        data = {**data, "date": str(data["date"])}
    problems: list[Problem] = []
    values = read_values(SENDING_KEYS, data, path.name, "", problems)
    refuse_if(problems)
    sending = sending_of(values)
    refuse_if(sending_problems(sending))
    return sending


def read_commitment_file(path: Path | None) -> tuple[Commitment, ...]:
    """The commitments in a CSV file; none where there is no file. Raises Refused."""
    if path is None:
        return ()
    kinds = read_kinds()
    content = _content(path, MOST_BYTES)
    rows, problems = parse_bytes(commitment_table(kinds), content, path.name)
    refuse_if(problems)
    names = iter(range(1, len(rows) + 1))
    read = commitments_in(rows, kinds, Known(), lambda: f"line-{next(names)}", path.name)
    refuse_if(read.problems)
    return read.commitments


def read_answer_files(paths: Sequence[Path]) -> tuple[tuple[Gap, ...], dict[str, Basis]]:
    """The gaps that answers in JSON files show, and by file what an answer rests on.

    Of the files of one question the one that was written last counts.
    """
    found: list[Answered] = []
    bases: dict[str, Basis] = {}
    for path in paths:
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else None
        data = read_json(path)
        if not isinstance(data, dict):
            raise Refused([Problem(NOT_JSON, path.name)])
        found.append(answered(data, changed or datetime.now(UTC), path.name, ()))
        bases[path.name] = basis_of_answer(data, path.name)
    return fold_answers(found), bases


def basis_of_answer(data: Mapping[str, Any], name: str = "", address: str = "") -> Basis:
    """What an answer rests on, as its own record says; empty where that does not say it."""
    numbers = {key: data.get(key) for key in ("runs", "seed")}
    runs, seed = (value if isinstance(value, int) else 0 for value in numbers.values())
    return Basis(
        "answer",
        name=name,
        address=address,
        region=str(data.get("region", ""))[:MOST_NAME],
        facts=str(data.get("region_hash", ""))[:MOST_NAME],
        scenario=str(data.get("scenario", ""))[:MOST_NAME],
        draws=runs,
        seed=seed,
        version=str(data.get("version", ""))[:MOST_NAME],
    )


def read_weighing(path: Path) -> Weighing:
    """The weighing in a JSON file; raises Refused where it is none."""
    return weighing_from_data(read_json(path))


def read_json(path: Path) -> Any:
    """What a JSON file holds; raises Refused where there is none or it cannot be read."""
    try:
        return json.loads(_content(path, MOST_BYTES))
    except (ValueError, RecursionError) as error:
        raise Refused([Problem(NOT_JSON, path.name)]) from error


@cache
def read_clauses() -> Rows:
    """The clauses of drafts of agreements; raises Refused where their table is damaged."""
    return read_table(AGREEMENT_CLAUSES)


@cache
def read_mayor_steps() -> Rows:
    """What letters ask of mayors."""
    return read_table(MAYOR_STEPS)


@cache
def read_mayor_words() -> Rows:
    """Words for a mayor to use."""
    return read_table(MAYOR_WORDS)


def names_in(language: Language) -> Names:
    """What needs and groups are called, as the library has it."""
    library, code = read_twin_library(), language.code
    return Names(
        needs={str(row["need"]): str(row[f"name_{code}"]) for row in library.needs},
        groups={str(row["group"]): str(row[f"name_{code}"]) for row in library.groups},
    )


def letter_problems(out: Path | None) -> list[Problem]:
    """Whether a letter can be written under this name."""
    wrong = out is not None and out.suffix.lower() not in ENDINGS
    return [Problem(NO_ENDING, column="--out", value=out)] if wrong else []


def write_letter(document: Document, out: Path) -> None:
    """Writes a letter as PDF or DOCX, by the ending of the file."""
    write_file(out, ENDINGS[out.suffix.lower()](document))


def today() -> date:
    """The day on which a letter is made."""
    return date.today()


def _content(path: Path, most: int) -> bytes:
    if not path.is_file():
        raise Refused([Problem(NO_FILE, value=path)])
    size = path.stat().st_size
    if size > most:
        raise Refused([Problem(TOO_LARGE, path.name, value=size, params={"high": most})])
    return path.read_bytes()
