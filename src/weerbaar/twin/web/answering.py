"""Answers on disk, and the kind of job that makes one.

An answer lies in a folder of its own, with the number of its run. It is written beside that place
first, so that who finds the folder finds all of it. The same run gives the same answer, so a job
that is taken up again begins anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from weerbaar.common.cli import json_text
from weerbaar.common.files import LANGUAGES, data_folder
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Refused
from weerbaar.drawing.files import read_template
from weerbaar.drawing.report import Report, render_report
from weerbaar.drawing.spreadsheets import XLSX_TYPE
from weerbaar.platform.web.words import language
from weerbaar.platform.web.working import Held
from weerbaar.twin.answer import Answer
from weerbaar.twin.answer_tables import area_features
from weerbaar.twin.area_map import Shown, what_is_shown
from weerbaar.twin.files import (
    answer_csv_bytes,
    answer_parquet_bytes,
    answer_xlsx_bytes,
    shown_bytes,
    shown_of,
)
from weerbaar.twin.reporting import compose_report, shown_needs
from weerbaar.twin.runner import make_answers, pictures_of
from weerbaar.twin.tabulate import answer_record
from weerbaar.twin.web.models import Run
from weerbaar.twin.web.ready import check_room, twin_of_run
from weerbaar.twin.web.sheets import sheet_bytes

MAP = "map.npz"
SHEET = "council/"
"""Where the sheet of an answer lies, from the page of that answer."""
FILES: Mapping[str, tuple[str, str]] = {
    "areas.csv": ("text/csv", mark("Figures for each area and need, to open in any program.")),
    "tables.xlsx": (
        XLSX_TYPE,
        mark("All tables as a workbook: areas, flows and indicators."),
    ),
    "areas.geojson": (
        "application/geo+json",
        mark("Areas with their figures at the worst moment, for a map program."),
    ),
    "hours.parquet": (
        "application/vnd.apache.parquet",
        mark("Every hour of every area, for whoever computes further."),
    ),
    "answer.json": ("application/json", mark("The whole answer, for another program.")),
}
"""What may be taken along, each with its type and what it holds."""

BEGAN = mark("Began.")
AGAIN = mark("The computer that was at it stopped. We begin again from the start.")
RAN = mark("All courses are computed. Now the answer is written.")
DEAD = timedelta(days=1)


def make(held: Held, run: str) -> dict[str, Any]:
    """The kind of job `answer`: computes the answer of a run, and writes all of it or nothing."""
    found = Run.objects.get(pk=run)
    if has_answer(found.pk):
        return {"runs": found.draws}
    held.say(BEGAN if held.attempt == 1 else AGAIN)
    spoken = [language(code) for code in LANGUAGES]
    try:
        twin = twin_of_run(found)
        # It may be asked of a larger machine than this one.
        check_room(twin.network.region, twin.scenario, found.draws)
        total = found.draws * pictures_of(twin)
        told = _Progress(held, total)
        made = make_answers(twin, found.municipality, found.draws, False, spoken, told)
    except Refused as refused:
        for problem in refused.problems:
            held.say(problem.message(spoken[0]))
        raise
    held.say(RAN)
    files = files_of(dict(zip(LANGUAGES, zip(spoken, made, strict=True), strict=True)))
    held.tell(1.0)
    keep_answer(found.pk, held.attempt, files)
    return {"runs": found.draws}


class _Progress:
    """Tells a job how far it is, for each course that is done; also where it is asked to stop."""

    def __init__(self, held: Held, total: int) -> None:
        self.held, self.total, self.done = held, total, 0

    def __call__(self, done: int) -> None:
        self.done += 1
        self.held.tell(0.98 * self.done / self.total)


def files_of(spoken: Mapping[str, tuple[Language, Answer]]) -> dict[str, bytes]:
    """The files of an answer by name; a page in each language, figures in the first."""
    pages = {
        f"answer.{code}.html": render_report(
            _with_sheet(compose_report(answer, words), words), words, read_template("answer.html")
        ).encode()
        for code, (words, answer) in spoken.items()
    } | {sheet_name(code): sheet_bytes(answer, words) for code, (words, answer) in spoken.items()}
    words, answer = next(iter(spoken.values()))
    region = answer.twin.network.region
    shown = what_is_shown(region, answer.outcome, shown_needs(answer.outcome))
    return pages | {
        "answer.json": json_text(answer_record(answer, words)).encode(),
        "areas.csv": answer_csv_bytes(answer),
        "areas.geojson": json.dumps(area_features(answer), ensure_ascii=False).encode(),
        "hours.parquet": answer_parquet_bytes(answer),
        "tables.xlsx": answer_xlsx_bytes(answer, words),
        MAP: shown_bytes(shown),
    }


def _with_sheet(report: Report, words: Language) -> Report:
    """The report with the way to its sheet for the council, which lies beside it on the site."""
    told = words.text(mark("Print one page for mayor and council"))
    *others, discuss = report.actions
    return replace(report, actions=(*others, replace(discuss, note=told, href=SHEET)))


def sheet_name(code: str) -> str:
    """The file of the sheet for the council in a language."""
    return f"council.{code}.json"


def sheet_kept(run: UUID, code: str) -> dict[str, Any] | None:
    """The sheet for the council of an answer; None for one that was made before there were any."""
    path = answer_path(run, sheet_name(code))
    if not path.is_file():
        return None
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def answers_folder() -> Path:
    """Where the answers of all runs lie."""
    return data_folder() / "answers"


def answer_path(run: UUID, file: str = "") -> Path:
    """The folder of an answer, or a file in it."""
    folder = answers_folder() / str(run)
    return folder / file if file else folder


def has_answer(run: UUID) -> bool:
    """Whether the answer of a run is there, and so all of it."""
    return answer_path(run).is_dir()


def keep_answer(run: UUID, attempt: int, files: Mapping[str, bytes]) -> None:
    """Writes the files of an answer beside its place, then puts all of them there at once."""
    beside = answers_folder() / f".{run}-{attempt}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, content in files.items():
        (beside / name).write_bytes(content)
    try:
        beside.rename(answer_path(run))
    except OSError:
        # An attempt that was thought dead was first; its answer is the same.
        shutil.rmtree(beside, ignore_errors=True)
        if not has_answer(run):
            raise


def page_of(run: UUID, code: str) -> str:
    """The page of an answer in a language."""
    return answer_path(run, f"answer.{code}.html").read_text(encoding="utf-8")


def map_shown(run: UUID) -> Shown:
    """What the map of an answer shows."""
    return shown_of(answer_path(run, MAP).read_bytes())


def remove_without_run(now: datetime) -> int:
    """Removes answers whose run is erased, and what attempts that died left; how many folders."""
    folder = answers_folder()
    if not folder.is_dir():
        return 0
    # First what is on disk, then what is stored: a run is stored before its answer is written.
    there = list(folder.iterdir())
    known = {str(key) for key in Run.objects.values_list("pk", flat=True)}
    gone = [path for path in there if path.name not in known and _is_over(path, known, now)]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def _is_over(path: Path, known: set[str], now: datetime) -> bool:
    """Whether nobody writes this folder any more."""
    name = path.name
    if name.startswith(".") and name[1:].rpartition("-")[0] in known:
        return path.stat().st_mtime < (now - DEAD).timestamp()
    return True
