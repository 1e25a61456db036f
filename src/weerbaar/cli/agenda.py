"""The group `weerbaar agenda`: the commands of its room, and those that read answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.agenda.cli import (
    MOMENT,
    AsJson,
    Pillar,
    Today,
    Track,
    app,
    day_of,
    ending_problems,
    organisation_of,
)
from weerbaar.agenda.commitments import Commitment
from weerbaar.agenda.files import (
    measured_in,
    read_agenda,
    read_answered,
    read_computed,
    read_gap_names,
    read_kinds,
    read_measured,
    read_norms,
    read_offer_units,
)
from weerbaar.agenda.gap_words import gap_title, persons_in_words
from weerbaar.agenda.gaps import GAP_STATES, NO_CARE, Answered, Gap, fold_answers, gap_state
from weerbaar.agenda.helping import Around, Helping, helping_of
from weerbaar.agenda.helping_shown import (
    gaps_pictures,
    headlines,
    helping_record,
    helping_sheets,
    helps_pictures,
    marked_sheets,
)
from weerbaar.agenda.offering import STATE_WORDS, state_of
from weerbaar.agenda.registers.barometer import series_of
from weerbaar.agenda.registers.files import read_waves
from weerbaar.agenda.runner import new_name, today
from weerbaar.agenda.tagged import (
    SORTS,
    Tagged,
    asked_tagged,
    counts_of,
    tagged_gaps,
    tagged_indicators,
    tagged_measures,
    tagged_record,
    tagged_sheet,
    tagged_statements,
)
from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.files import write_whole
from weerbaar.common.language import Language, mark, upper
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.measures.files import read_catalogue
from weerbaar.measures.listing import in_order
from weerbaar.twin.files import read_twin_library
from weerbaar.twin.pillar_tags import (
    asked_problems,
    fits,
    pillar_in_words,
    pillar_numbered,
    pillars_in_words,
    tracks_of,
)

NO_SUCH_SORT = ProblemKind(
    "no-such-sort-of-tagged",
    mark("“{value}” is no sort of what has a pillar."),
    mark("Use one of: {known}."),
)

MOMENTS_DIFFER = ProblemKind(
    "as-many-moments-as-answers",
    mark("There are {value} moments for {count} answers."),
    mark("Give --asked once for each answer, in the same order, or not at all."),
)


def gaps(
    answers: Annotated[
        list[Path], typer.Argument(help=say(mark("The answer.json of runs, in any order.")))
    ],
    asked: Annotated[
        list[datetime] | None,
        typer.Option(
            formats=MOMENT, help=say(mark("When each was asked; else when it was written."))
        ),
    ] = None,
    agenda: Annotated[
        Path | None, typer.Option(help=say(mark("Agenda, to see what is done about each gap.")))
    ] = None,
    pillar: Pillar = "",
    track: Track = "",
    on: Today = None,
    as_json: AsJson = False,
) -> None:
    """Folds the answers and shows each gap with its state."""
    with run_or_refuse(as_json) as words:
        moments = asked or []
        params = {"count": len(answers)}
        wrong = moments and len(moments) != len(answers)
        refuse_if(
            [Problem(MOMENTS_DIFFER, column="--asked", value=len(moments), params=params)]
            if wrong
            else []
        )
        taxonomy = read_twin_library().taxonomy
        refuse_if(asked_problems(taxonomy, pillar, track))
        given = [moments[i] if moments else None for i in range(len(answers))]
        every = fold_answers(map(read_answered, answers, given))
        found = [one for one in every if fits(_pillars(one), taxonomy, pillar, track)]
        lines = read_agenda(agenda, new_name) if agenda else ()
        states = [_state(gap, lines, day_of(on)) for gap in found]
        if as_json:
            records = zip(found, states, strict=True)
            print_json([_gap_record(gap, state) for gap, state in records])
            return
        names = read_gap_names(words.code)
        heads = [
            mark("Gap"),
            mark("For how many"),
            mark("How it stands"),
            mark("Pillar"),
            mark("Last seen"),
        ]
        rows = [
            [
                gap_title(gap, names, words),
                persons_in_words(gap.finding, words),
                words.text(GAP_STATES[state]),
                pillars_in_words(_pillars(gap), taxonomy, words),
                f"{gap.last_seen:%Y-%m-%d %H:%M}",
            ]
            for gap, state in zip(found, states, strict=True)
        ]
        print_table([words.text(head) for head in heads], rows)


def pillars(
    answers: Annotated[
        list[Path] | None,
        typer.Argument(help=say(mark("The answer.json of runs, for the gaps among them."))),
    ] = None,
    pillar: Pillar = "",
    track: Track = "",
    sort: Annotated[
        str, typer.Option(help=say(mark("Only measure, gap, indicator or statement.")))
    ] = "",
    to: Annotated[
        Path | None, typer.Option(help=say(mark("File to write: .csv or .xlsx.")))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Shows measures, gaps, indicators and statements, each with its pillar and track."""
    with run_or_refuse(as_json) as words:
        library = read_twin_library()
        refuse_if(asked_problems(library.taxonomy, pillar, track))
        refuse_if(ending_problems(to, (".csv", ".xlsx")) if to else [])
        params = {"known": ", ".join(SORTS)}
        wrong = sort not in ("", *SORTS)
        refuse_if([Problem(NO_SUCH_SORT, value=sort[:80], params=params)] if wrong else [])
        every = _tagged([read_answered(path, None) for path in answers or []], words)
        kept = asked_tagged(every, library.taxonomy, pillar, track, sort)
        if to:
            heads, rows = tagged_sheet(kept, library.taxonomy, words)
            made = table_csv(heads, rows).encode()
            if to.suffix == ".xlsx":
                made = table_xlsx_bytes({"pillars": (heads, rows)})
            write_whole(to.absolute().parent, {to.name: made})
        if as_json:
            print_json([tagged_record(one, library.taxonomy) for one in kept])
            return
        heads = [words.text(mark("Pillar")), *(words.text(told) for told in SORTS.values())]
        counts = [
            [pillar_in_words(name, library.taxonomy, words), *map(str, by_sort.values())]
            for name, by_sort in counts_of(kept, library.taxonomy)
        ]
        print_table(heads, counts)
        both = mark(
            "What stands in two pillars counts under both. Where an indicator or statement stands "
            "is our judgement, each with why and from where."
        )
        print_note(words.text(both))
        print_note(words.text(mark("--json and --to hold each of them.")))


def _tagged(answers: Sequence[Answered], words: Language) -> list[Tagged]:
    """Everything that ships, and the gaps of these answers."""
    library = read_twin_library()
    gaps = [
        (gap, gap_state(gap, NO_CARE, (), read_kinds(), today())) for gap in fold_answers(answers)
    ]
    return [
        *tagged_gaps(gaps, library.taxonomy, read_gap_names(words.code), words),
        *tagged_measures(in_order(read_catalogue()), words),
        *tagged_indicators(library.indicators, library.pillar_tags, words),
        *tagged_statements(series_of(list(read_waves())), library.pillar_tags, words),
    ]


def _state(gap: Gap, lines: Sequence[Commitment], day: date) -> str:
    own = [one for one in lines if one.gap == gap.gap]
    return gap_state(gap, NO_CARE, own, read_kinds(), day)


def _gap_record(gap: Gap, state: str) -> dict[str, Any]:
    tracks = tracks_of(_pillars(gap), read_twin_library().taxonomy)
    told = {"state": state, "is_found": gap.is_found, "tracks": list(tracks)}
    record = asdict(gap) | told
    seen = [part | {"at": part["at"].isoformat()} for part in record["seen"]]
    moments = ("first_seen", "last_seen", "checked")
    return record | {"seen": seen} | {name: getattr(gap, name).isoformat() for name in moments}


def _pillars(gap: Gap) -> tuple[str, ...]:
    number = gap.finding.pillar
    return (pillar_numbered(number),) if number else ()


app.command(help=say(mark("Show the gaps that answers of the model find, one after the other.")))(
    gaps
)


def helps(
    answers: Annotated[
        list[Path], typer.Argument(help=say(mark("The answer.json of runs, in any order.")))
    ],
    agenda: Annotated[
        Path | None, typer.Option(help=say(mark("Agenda, with what is offered for each gap.")))
    ] = None,
    computed: Annotated[
        list[Path] | None,
        typer.Option(help=say(mark("JSON of a comparison or a search; again for more."))),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help=say(mark("File to write: .csv or .xlsx.")))
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option(
            help=say(mark("File to draw what helps in (.svg); for more needs each its own."))
        ),
    ] = None,
    on: Today = None,
    as_json: AsJson = False,
) -> None:
    """Puts gaps, what was computed and what is offered side by side, in order."""
    with run_or_refuse(as_json) as words:
        refuse_if(ending_problems(to, (".csv", ".xlsx")) if to else [])
        refuse_if(ending_problems(svg, (".svg",)) if svg else [])
        found = _helping(answers, agenda, computed or [], day_of(on))
        names = read_gap_names(words.code)
        measures = {one.measure: one.name(words.code) for one in read_catalogue()}
        sheets = helping_sheets(found, names, measures, words)
        if to:
            marked = marked_sheets(sheets, words)
            made = table_xlsx_bytes(marked)
            if to.suffix == ".csv":
                comma = words.code == "nl"
                made = table_csv(*next(iter(marked.values())), decimal_comma=comma).encode()
            write_whole(to.absolute().parent, {to.name: made})
        if svg:
            drawn = helps_pictures(found, names, measures, words)
            drawn = drawn or gaps_pictures(found, names, words)
            one = len(drawn) == 1
            files = {
                svg.name if one else f"{svg.stem}-{need}.svg": text.encode()
                for need, text in drawn.items()
            }
            write_whole(svg.absolute().parent, files)
        if as_json:
            print_json(helping_record(found))
            return
        for title, (heads, rows) in sheets.items():
            print_table(heads, rows, upper(title))
        for told in headlines(found, names, measures, words).values():
            print_note(told)


def _helping(
    answers: Sequence[Path], agenda: Path | None, computed: Sequence[Path], day: date
) -> Helping:
    lines = read_agenda(agenda, new_name) if agenda else ()
    records = {path.name: read_measured(path) for path in answers}
    gaps = fold_answers(read_answered(path, None) for path in answers)
    by_gap: dict[str, list[Commitment]] = {}
    for one in lines:
        by_gap.setdefault(one.gap, []).append(one)
    around = Around(by_gap, {}, read_offer_units(), read_norms(), read_kinds(), day)
    return helping_of(
        [(gap, _state(gap, lines, day)) for gap in gaps],
        lambda gap: measured_in(records.get(gap.run, {}), gap.need),
        [read_computed(path) for path in computed],
        around,
    )


def offers(
    organisation: Annotated[
        int, typer.Option(help=say(mark("Number of an organisation: its offers on the site.")))
    ],
    to: Annotated[
        Path | None, typer.Option(help=say(mark("File to write: .csv or .xlsx.")))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Shows the offers on the site, what waits for an answer first."""
    with run_or_refuse(as_json) as words:
        refuse_if(ending_problems(to, (".csv", ".xlsx")) if to else [])
        found = organisation_of(organisation)
        from weerbaar.agenda.web.offers import offered_of, offers_of

        rows = [(row, offered_of(row)) for row in offers_of(found)]
        heads = [words.text(head) for head in OFFER_HEADS]
        cells = [
            [
                row.title,
                row.quantities,
                row.by_whom or words.text(mark("a visitor of the site")),
                words.text(STATE_WORDS[state_of(offer, today())]),
                offer.answer_by.isoformat(),
                row.answer,
            ]
            for row, offer in rows
        ]
        if to:
            made = table_csv(heads, cells).encode()
            if to.suffix == ".xlsx":
                made = table_xlsx_bytes({"offers": (heads, cells)})
            write_whole(to.absolute().parent, {to.name: made})
        if as_json:
            names = ("title", "quantities", "by_whom", "state", "answer_by", "answer")
            states = [state_of(offer, today()) for _, offer in rows]
            told = [dict(zip(names, line, strict=True)) for line in cells]
            print_json([one | {"state": s} for one, s in zip(told, states, strict=True)])
            return
        print_table(heads, cells)


OFFER_HEADS = (
    mark("What"),
    mark("How much"),
    mark("By whom"),
    mark("How it stands"),
    mark("Answer by"),
    mark("Answer"),
)
app.command(help=say(mark("Show what people offer, and what waits for an answer.")))(offers)
_HELPS = mark("Say what would help most: gaps, what was computed, and what is offered.")
app.command(help=say(_HELPS))(helps)
app.command(help=say(mark("Show what stands in each pillar and track of the cabinet's letter.")))(
    pillars
)
