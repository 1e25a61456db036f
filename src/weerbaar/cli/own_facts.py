"""The commands that join a region's facts to the twin's answer: `region import` and `region diff`.

They stand here because the room `region` lies below the twin and cannot ask it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.common.cli import (
    print_good_to_know,
    print_json,
    print_note,
    print_table,
    run_or_refuse,
    say,
)
from weerbaar.common.files import data_folder
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.region.bundle import MANIFEST, region_hash
from weerbaar.region.check import identifier_problems
from weerbaar.region.cli import SHIPPED_NAME, AsJson, Full, RegionName
from weerbaar.region.difference import (
    Difference,
    compare_regions,
    difference_record,
    estimated_share,
)
from weerbaar.region.difference_words import (
    SORT_NAMES,
    ToldTable,
    columns_table,
    counted_lines,
    hidden_statements,
    kinds_table,
    share_sentence,
    sites_table,
    statements_table,
)
from weerbaar.region.files import (
    read_library,
    read_own_file,
    read_region,
    shipped_regions,
    write_region,
)
from weerbaar.region.importing import SORTS, Imported, Options, OwnFile, import_facts
from weerbaar.region.region import Library, Region
from weerbaar.region.replacing import WITHIN_KM
from weerbaar.region.stating import ABOUT_SITES
from weerbaar.twin.cli import (
    MAX_RUNS,
    OF_THE_PLACE,
    out_of_range,
    show_progress,
    usual_scenario,
)
from weerbaar.twin.difference import (
    Move,
    compare_answers,
    headline_sentence,
    moves_record,
    sentences,
)
from weerbaar.twin.files import read_scenario
from weerbaar.twin.runner import answer_of

OWN = "-eigen"
FACTS_ONLY = "none"
FEW_RUNS = 20
MOST_KM, MOST_DETAIL_M = 100.0, 1000.0
MOST_LINES = 12

NAME_TAKEN = ProblemKind(
    "region-exists",
    mark("There is already a region {value}, and it may hold facts of your own."),
    mark("Import into {value} instead, give another --id, or say --replace to write over it."),
)

ScenarioName = Annotated[
    str,
    typer.Option(
        help=say(mark("Scenario whose answer is compared; “none” compares facts only.")),
        show_default=OF_THE_PLACE,
    ),
]
Runs = Annotated[int, typer.Option(help=say(mark("How many courses to draw for the answer.")))]


def import_(
    region: RegionName,
    files: Annotated[
        list[Path], typer.Argument(help=say(mark("CSV, XLSX, GeoJSON or GeoPackage files.")))
    ],
    sort: Annotated[
        str,
        typer.Option(
            "--as",
            help=say(
                mark("What the files hold, where that is not clear: {known}."),
                known=", ".join(SORTS),
            ),
        ),
    ] = "",
    within: Annotated[
        float,
        typer.Option(help=say(mark("Km within which a real site replaces an estimated one."))),
    ] = WITHIN_KM,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete", help=say(mark("The lists of sites have all of their kind in the region."))
        ),
    ] = False,
    source: Annotated[
        str, typer.Option(help=say(mark("Name of the source; default: the file.")))
    ] = "",
    level: Annotated[
        str, typer.Option(help=say(mark("Level of key figures: wijk, buurt or gemeente.")))
    ] = "",
    detail: Annotated[
        float, typer.Option(help=say(mark("Metres to which outlines are drawn; 0: every point.")))
    ] = 25.0,
    layer: Annotated[str, typer.Option(help=say(mark("Layer of a GeoPackage with several.")))] = "",
    id: Annotated[str, typer.Option(help=say(mark("Identifier of the new region.")))] = "",
    name: Annotated[str, typer.Option(help=say(mark("Name of the new region.")))] = "",
    out: Annotated[
        Path | None, typer.Option(help=say(mark("Folder to write to; default: your data folder.")))
    ] = None,
    replace_it: Annotated[
        bool,
        typer.Option(
            "--replace", help=say(mark("Write over a region of that name, with all it holds."))
        ),
    ] = False,
    scenario: ScenarioName = "",
    runs: Runs = FEW_RUNS,
    full: Full = False,
    json: AsJson = False,
) -> None:
    """Takes all files in, or none; writes a new region and shows what differs."""
    with run_or_refuse(json) as words:
        wrong = out_of_range("--within", within, 0, MOST_KM)
        wrong += out_of_range("--detail", detail, 0, MOST_DETAIL_M)
        wrong += out_of_range("--runs", runs, 1, MAX_RUNS)
        wrong += identifier_problems(id, "", "--id") if id else []
        before, own = _read_all(region, files, wrong)
        ident = id or before.region.removesuffix(OWN) + OWN
        folder = out or data_folder() / "regions" / ident
        same = Path(region).resolve() == folder.resolve() or (not out and region == ident)
        refuse_if(_taken_names(ident, folder, named=out is not None, again=same or replace_it))
        if scenario not in ("", FACTS_ONLY):
            read_scenario(scenario)
        today = date.today().isoformat()
        options = Options(sort, source, level, within, complete, detail, layer, today)
        found = import_facts(before, read_library(), own, options)
        after = replace(found.region, region=ident, name=name or before.name)
        write_region(after, folder)
        moves = _moves(before, after, scenario, runs, quiet=json)
        told = _Told(before, after, read_library(), moves, full)
        if json:
            record = _import_record(found, words, full) | _record(told, words)
            print_json(record | {"folder": str(folder)})
            return
        _print_notes(found, words, full)
        _print_difference(told, words)
        print_note(words.text(mark("Written to {path}."), path=folder))


def diff(
    before: RegionName,
    after: RegionName,
    scenario: ScenarioName = "",
    runs: Runs = FEW_RUNS,
    full: Full = False,
    json: AsJson = False,
) -> None:
    """Shows the difference in facts, and what it does to the answer of a scenario."""
    with run_or_refuse(json) as words:
        refuse_if(out_of_range("--runs", runs, 1, MAX_RUNS))
        old, new = read_region(before), read_region(after)
        moves = _moves(old, new, scenario, runs, quiet=json)
        told = _Told(old, new, read_library(), moves, full)
        if json:
            print_json(_record(told, words))
        else:
            _print_difference(told, words)


class _Told:
    """Two regions, what differs in their facts, and what moves in the answer."""

    def __init__(
        self, before: Region, after: Region, library: Library, moves: list[Move], full: bool
    ) -> None:
        self.before, self.after, self.library = before, after, library
        self.moves, self.full = moves, full
        self.facts: Difference = compare_regions(before, after)


def _read_all(
    region: str, files: Sequence[Path], wrong: Sequence[Problem]
) -> tuple[Region, list[OwnFile]]:
    """The region and the files; raises Refused with all that is wrong with any of them."""
    problems, own = list(wrong), []
    for path in files:
        try:
            own.append(read_own_file(path))
        except Refused as refused:
            problems += refused.problems
    refuse_if(problems)
    return read_region(region), own


def _taken_names(ident: str, folder: Path, *, named: bool, again: bool) -> list[Problem]:
    """A problem where the new region would hide or wipe out another one."""
    if not named and ident in shipped_regions():
        return [Problem(SHIPPED_NAME, column="--id", value=ident)]
    if (folder / MANIFEST).exists() and not again:
        return [Problem(NAME_TAKEN, column="--id", value=ident)]
    return []


def _moves(before: Region, after: Region, scenario: str, runs: int, *, quiet: bool) -> list[Move]:
    """What moves in the answer of a scenario; nothing where none is asked for."""
    if scenario == FACTS_ONLY:
        return []
    library = read_library()
    chosen = read_scenario(scenario or usual_scenario(before, library))
    with show_progress(2 * runs, quiet) as tell:
        twin, made = answer_of(before, library, chosen, runs, tell=tell)
        other, again = answer_of(after, library, chosen, runs, tell=tell)
    return compare_answers(twin, other, made, again)


def _record(told: _Told, words: Language) -> dict[str, Any]:
    return {
        "before": {"region": told.before.region, "hash": region_hash(told.before)},
        "after": {"region": told.after.region, "hash": region_hash(told.after)},
        "estimated_before": estimated_share(told.before),
        "estimated_after": estimated_share(told.after),
        "facts": difference_record(told.facts, told.library, told.full),
        "answer": moves_record(told.moves),
        "sentences": _answer(told, words),
    }


def _import_record(found: Imported, words: Language, full: bool) -> dict[str, Any]:
    return {
        "files": [{"file": file, "as": sort} for file, sort in found.sorts],
        "notes": [note.as_record(words) for note in _shown_notes(found, full)],
    }


def _shown_notes(found: Imported, full: bool) -> list[Problem]:
    """The notes that may be shown: in public none that names what somebody said of a site."""
    return [note for note in found.notes if full or note.kind not in ABOUT_SITES]


def _print_notes(found: Imported, words: Language, full: bool) -> None:
    for file, sort in found.sorts:
        held = words.text(SORT_NAMES[sort])
        print_note(words.text(mark("{file}: taken in as {sort}."), file=file, sort=held))
    shown = _shown_notes(found, full)
    print_good_to_know(shown)
    if len(shown) < len(found.notes):
        line = mark("Notes on what was said of sites: {count}; --full shows them.")
        print_note(words.text(line, count=words.number(len(found.notes) - len(shown))))


def _print_difference(told: _Told, words: Language) -> None:
    if told.facts.nothing:
        print_note(words.text(mark("The two regions hold the same facts.")))
    regions = (told.before, told.after)
    _print_table(kinds_table(told.facts, told.library, words), words)
    _print_table(sites_table(told.facts, regions, told.library, words, told.full), words)
    _print_table(columns_table(told.facts, words), words)
    _print_table(statements_table(told.facts, told.library, words, told.full), words)
    _print_hidden(told, words)
    for line in counted_lines(told.facts, words):
        print_note(line)
    if told.facts.kinds:
        print_note(share_sentence(*regions, words))
    for sentence in _answer(told, words):
        print_note(sentence)


def _answer(told: _Told, words: Language) -> list[str]:
    """What moves in the answer, the headline first; nothing where no scenario was asked for."""
    if not told.moves:
        return []
    return [headline_sentence(told.moves, words), *sentences(told.moves, words)]


def _print_table(table: ToldTable | None, words: Language) -> None:
    if table is None:
        return
    print_table(table.headings, table.rows[:MOST_LINES] if table.long else table.rows)
    _print_more(len(table.rows) if table.long else 0, words)
    for note in table.notes:
        print_note(note)


def _print_hidden(told: _Told, words: Language) -> None:
    hidden = hidden_statements(told.facts, told.library, told.full)
    if hidden:
        line = mark("Statements about vital or single sites: {count}; --full shows them.")
        print_note(words.text(line, count=words.number(hidden)))


def _print_more(count: int, words: Language) -> None:
    if count > MOST_LINES:
        more = mark("And {count} more; --json has them all.")
        print_note(words.text(more, count=words.number(count - MOST_LINES)))
