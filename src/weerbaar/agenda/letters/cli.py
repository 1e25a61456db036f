"""The commands `weerbaar letter`: council, decision, sheet and progress, as PDF or DOCX."""

from __future__ import annotations

import json as json_module
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from weerbaar.agenda.files import read_kinds
from weerbaar.agenda.letters.council_letter import council_letter
from weerbaar.agenda.letters.decision_memo import decision_memo
from weerbaar.agenda.letters.files import (
    letter_problems,
    names_in,
    read_answer_files,
    read_commitment_file,
    read_mayor_steps,
    read_mayor_words,
    read_sending,
    read_weighing,
    today,
    write_letter,
)
from weerbaar.agenda.letters.kit import kit_of, steps_of
from weerbaar.agenda.letters.matter import Matter, matter_problems, proposal_problems, proposed_side
from weerbaar.agenda.letters.mayor_kit import mayor_kit
from weerbaar.agenda.letters.progress_letter import ideas_told, progress_letter
from weerbaar.agenda.letters.resting import Basis
from weerbaar.agenda.letters.sending import Sending
from weerbaar.agenda.letters.situation import Situation, situation_of
from weerbaar.agenda.letters.town_map import telling_need, town_map
from weerbaar.agenda.letters.town_sheet import town_sheet
from weerbaar.agenda.letters.work import Work, work_of
from weerbaar.agenda.registers.files import read_portfolio, read_register
from weerbaar.agenda.registers.portfolio import PORTFOLIO
from weerbaar.common.cli import print_json, print_note, run_or_refuse, say
from weerbaar.common.files import read_language
from weerbaar.common.language import ENGLISH, Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, refuse_if
from weerbaar.drawing.documents import Document, document_data
from weerbaar.measures.files import catalogue_by_name, read_budget_moments, read_variant
from weerbaar.measures.moments import moments_of
from weerbaar.measures.runner import weigh_variants
from weerbaar.measures.variants import Variant
from weerbaar.measures.weighing import Weighing
from weerbaar.twin import runner
from weerbaar.twin.answer import Answer
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    DEFAULT_RUNS,
    AsJson,
    Options,
    RegionName,
    ScenarioName,
    Seed,
    option_problems,
    prepare_twin,
    show_progress,
)
from weerbaar.twin.council import compose_council
from weerbaar.twin.files import make_room, read_profile, read_provisions
from weerbaar.twin.tabulate import AREA_COLUMNS, area_rows
from weerbaar.twin.twin import Twin

app = typer.Typer()

OutFile = Annotated[
    Path | None, typer.Option(help=say(mark("File to write; it ends in .pdf or .docx.")))
]
LanguageOption = Annotated[str, typer.Option(help=say(mark("Language of the letter: nl or en.")))]
Town = Annotated[
    str, typer.Option(help=say(mark("Write for one municipality, with its own figures.")))
]
KIT_OF_NO_TOWN = ProblemKind(
    "kit-of-no-municipality",
    mark("A kit is for the mayor of one municipality, and none is named."),
    mark("Name it with --municipality."),
)
Runs = Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))]
Filled = Annotated[
    Path | None,
    typer.Option(help=say(mark("TOML file with what only you know: sender, date, reference."))),
]
CommitmentsFile = Annotated[
    Path | None, typer.Option(help=say(mark("CSV file with the commitments of the agenda.")))
]
Answers = Annotated[
    list[Path] | None,
    typer.Option("--answer", help=say(mark("JSON file of an answer, for the gaps of the agenda."))),
]


Write = Callable[[Situation, Work | None, Sending, str, Language], Document]
"""Writes a letter of a situation: the work, who sends it, the municipality and the language."""


def _of_situation(name: str, write: Write) -> Callable[..., None]:
    """The command of a letter that is made of one answer of the twin and of the agenda."""

    def command(
        region: RegionName = DEFAULT_REGION,
        scenario: ScenarioName = "",
        municipality: Town = "",
        runs: Runs = DEFAULT_RUNS,
        seed: Seed = 1,
        filled: Filled = None,
        commitments: CommitmentsFile = None,
        answer: Answers = None,
        language: LanguageOption = "",
        out: OutFile = None,
        json: AsJson = False,
    ) -> None:
        """Runs the twin, and writes the letter."""
        with run_or_refuse(json) as spoken:
            options = _options(municipality, runs, seed, language, out)
            words = read_language(language) if language else spoken
            sending, work = _filled(filled), _work(commitments, answer, words)
            told = _situation(name, region, scenario, options, words, json)
            _finish(write(told, work, sending, municipality, words), out, json)

    command.__name__ = name
    return command


app.command(help=say(mark("Write the letter that informs a council.")))(
    _of_situation("council", council_letter)
)
app.command(help=say(mark("Write one page of A4 about a municipality or region.")))(
    _of_situation("sheet", town_sheet)
)


@app.command(help=say(mark("Write the kit of a mayor: picture, next steps and words to use.")))
def kit(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    municipality: Town = "",
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = 1,
    filled: Filled = None,
    commitments: CommitmentsFile = None,
    answer: Answers = None,
    language: LanguageOption = "",
    out: OutFile = None,
    json: AsJson = False,
) -> None:
    """Runs the twin, and writes two to four pages to print."""
    with run_or_refuse(json) as spoken:
        refuse_if([] if municipality else [Problem(KIT_OF_NO_TOWN, column="--municipality")])
        options = _options(municipality, runs, seed, language, out)
        words = read_language(language) if language else spoken
        sending, work = _filled(filled), _work(commitments, answer, words)
        lines = read_commitment_file(commitments)
        steps = steps_of(read_mayor_steps(), lines, read_kinds(), today(), words)
        twin, found = _answered(region, scenario, options, json, words)
        situation = _told("kit", region, twin, found, options, words)
        drawn, need = "", ""
        if found.findings:
            rows = [dict(zip(AREA_COLUMNS, row, strict=True)) for row in area_rows(found.outcome)]
            need = telling_need(rows, [gap.need for gap in situation.page.gaps], municipality)
            drawn = town_map(twin.network.region, rows, need, municipality, words)
        named = names_in(words).need(need) if need else ""
        made = kit_of(municipality, situation, drawn, steps, work, read_mayor_words(), words, named)
        _finish(mayor_kit(made, sending, words), out, json)


@app.command(help=say(mark("Write a memo to decide between variants.")))
def decision(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    variant: Annotated[
        list[str] | None,
        typer.Option(help=say(mark("A variant by name, or its TOML file; up to four."))),
    ] = None,
    weighing: Annotated[
        Path | None,
        typer.Option(help=say(mark("JSON file of a weighing, instead of weighing anew."))),
    ] = None,
    propose: Annotated[
        str, typer.Option(help=say(mark("Name of the variant that is proposed.")))
    ] = "",
    month: Annotated[
        int | None,
        typer.Option(help=say(mark("Months after the start of the first year; default: the end."))),
    ] = None,
    municipality: Town = "",
    runs: Runs = DEFAULT_RUNS,
    seed: Seed = 1,
    filled: Filled = None,
    language: LanguageOption = "",
    out: OutFile = None,
    json: AsJson = False,
) -> None:
    """Writes decision points, power, costs and cover, alternatives, rights, risks and equity."""
    with run_or_refuse(json) as spoken:
        options = _options(municipality, runs, seed, language, out)
        words = read_language(language) if language else spoken
        sending = _filled(filled)
        if weighing is not None:
            weighed = read_weighing(weighing)
            command = f"weerbaar letter decision --weighing {weighing.name}"
        else:
            catalogue = catalogue_by_name()
            variants = [read_variant(name, catalogue) for name in variant or []]
            refuse_if(proposal_problems([one.variant for one in variants], propose))
            twin = prepare_twin(region, scenario, options)
            weighed = _weigh(twin, variants, month, options, json)
            named = " ".join(f"--variant {name}" for name in variant or [])
            command = _command("decision", region, weighed.identity.scenario, options, named)
        refuse_if(matter_problems(weighed, propose, None))
        matter = _matter(weighed, command, propose, municipality, words)
        _finish(decision_memo(matter, sending, words), out, json)


@app.command(help=say(mark("Write how far the agenda is.")))
def progress(
    place: Annotated[
        str, typer.Argument(help=say(mark("Whom the agenda is of: the name of a place.")))
    ],
    filled: Filled = None,
    commitments: CommitmentsFile = None,
    answer: Answers = None,
    portfolio: Annotated[
        Path | None, typer.Option(help=say(mark("CSV file with how far each idea is.")))
    ] = None,
    language: LanguageOption = "",
    out: OutFile = None,
    json: AsJson = False,
) -> None:
    """Writes the shortfalls with how they stand, the work, what is late, and the portfolio."""
    with run_or_refuse(json) as spoken:
        _options("", DEFAULT_RUNS, 1, language, out)
        words = read_language(language) if language else spoken
        work = _work(commitments, answer, words) or _no_work()
        statuses = {}
        if portfolio is not None:
            rows = read_register(PORTFOLIO, portfolio)
            statuses = {int(row["idea"]): str(row["status"]) for row in rows}
        basis = Basis("portfolio", on=today().isoformat())
        ideas = ideas_told(read_portfolio(), statuses, catalogue_by_name(), basis, words)
        _finish(progress_letter(work, ideas, _filled(filled), place, words), out, json)


def _options(municipality: str, runs: int, seed: int, language: str, out: Path | None) -> Options:
    """The options of a letter; raises Refused at once for a file that cannot be written."""
    refuse_if(letter_problems(out))
    outputs = (("--out", out),) if out else ()
    options = Options(
        runs=runs, seed=seed, municipality=municipality, language=language, outputs=outputs
    )
    refuse_if(option_problems(options))
    return options


def _filled(path: Path | None) -> Sending:
    return read_sending(path)


def _work(commitments: Path | None, answers: Sequence[Path] | None, words: Language) -> Work | None:
    """The agenda of the files that were named; None where none was."""
    if commitments is None and not answers:
        return None
    files = [path.name for path in (commitments, *(answers or ())) if path is not None]
    command = f"weerbaar letter progress ({', '.join(files)})"
    basis = Basis("agenda", on=today().isoformat(), command=command)
    gaps, runs = read_answer_files(answers or [])
    lines = read_commitment_file(commitments)
    norms = {norm.norm: norm.wording(words.code) for norm in read_profile().norms}
    return work_of(gaps, {}, lines, read_kinds(), today(), basis, words, norms=norms, runs=runs)


def _no_work() -> Work:
    return work_of(
        (), {}, (), read_kinds(), today(), Basis("agenda", on=today().isoformat()), ENGLISH
    )


def _situation(
    letter: str, region: str, scenario: str, options: Options, words: Language, quiet: bool
) -> Situation:
    """Runs the twin and brings together what a letter tells of its answer."""
    twin, answer = _answered(region, scenario, options, quiet, words)
    return _told(letter, region, twin, answer, options, words)


def _answered(
    region: str, scenario: str, options: Options, quiet: bool, words: Language
) -> tuple[Twin, Answer]:
    twin = prepare_twin(region, scenario, options)
    with show_progress(options.runs, quiet) as tell:
        made = runner.run_many(twin, options.runs, tell)
    return twin, runner.answer_from(twin, made, options.municipality, False, words)


def _told(
    letter: str, region: str, twin: Twin, answer: Answer, options: Options, words: Language
) -> Situation:
    """What a letter tells of an answer that was just made."""
    basis = Basis(
        "answer",
        command=_command(letter, region, twin.scenario.scenario, options),
        place="" if answer.outcome.scope.whole else answer.outcome.scope.name,
        region=twin.network.region.name,
        facts=answer.region_hash,
        scenario=twin.scenario.scenario,
        draws=options.runs,
        seed=options.seed,
        version=answer.version,
    )
    return situation_of(compose_council(answer, read_provisions(), words), answer.findings, basis)


def _command(letter: str, region: str, scenario: str, options: Options, more: str = "") -> str:
    """The command that makes the figures of a letter again."""
    place = f"--municipality {options.municipality}" if options.municipality else ""
    drawn = f"--runs {options.runs} --seed {options.seed}"
    parts = ("weerbaar letter", letter, region, scenario, more, place, drawn)
    return " ".join(filter(None, parts))


def _weigh(
    twin: Twin,
    variants: Sequence[Variant],
    month: int | None,
    options: Options,
    quiet: bool,
) -> Weighing:
    catalogue = catalogue_by_name()
    with show_progress(options.runs * (1 + len(variants)), quiet) as tell:
        return weigh_variants(
            twin,
            variants,
            catalogue,
            draws=options.runs,
            month=month,
            tell=lambda done, all_: tell(done),
        )


def _matter(
    weighed: Weighing,
    command: str,
    propose: str,
    municipality: str,
    words: Language,
) -> Matter:
    identity, moments = weighed.identity, read_budget_moments()
    basis = Basis(
        "weighing",
        command=command,
        region=identity.region_name,
        facts=identity.region_hash,
        scenario=identity.scenario,
        draws=identity.draws,
        seed=identity.seed,
        version=identity.version,
    )
    asked = {
        i: moments_of(side.cost.spent, moments, today()) for i, side in enumerate(weighed.sides)
    }
    return Matter(
        weighed,
        basis,
        names_in(words),
        asked,
        proposed_side(weighed, propose) if propose else None,
        place=municipality,
    )


def _finish(document: Document, out: Path | None, as_json: bool) -> None:
    """Writes the letter, tells it as JSON, or says how to have it written."""
    if out is not None:
        make_room([out])
        write_letter(document, out)
    if as_json:
        print_json(json_module.loads(document_data(document)) | {"simulation": True})
    elif out is not None:
        print_note(say(mark("Letter: {path}"), path=out))
    else:
        print_note(say(mark("Nothing is written yet. Name a file with --out letter.pdf.")))
