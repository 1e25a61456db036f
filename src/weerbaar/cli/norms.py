"""The commands on norms: `weerbaar twin findings`, and `weerbaar profile` list, show and check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.language import Language, mark, upper
from weerbaar.common.refusals import Problem
from weerbaar.region.bundle import region_hash
from weerbaar.twin.cli import (
    DEFAULT_REGION,
    DEFAULT_RUNS,
    AsJson,
    Duration,
    Options,
    Output,
    RegionName,
    ScenarioName,
    Seed,
    Step,
    With,
    prepare_twin,
    read_named,
    show_progress,
    write_told,
)
from weerbaar.twin.files import (
    DEFAULT_PROFILE,
    make_room,
    profile_names,
    read_profile,
    read_twin_library,
)
from weerbaar.twin.finding_page import compose_page
from weerbaar.twin.finding_tables import Findings, findings_record, sheets_of
from weerbaar.twin.finding_words import allowed_in_words, met_in_words, screen_table
from weerbaar.twin.findings import judge_norms
from weerbaar.twin.outcome import scope_of, summarise
from weerbaar.twin.profile import Norm, Profile
from weerbaar.twin.runner import run_many
from weerbaar.twin.town_findings import (
    Town,
    estimated_in_words,
    lack_in_words,
    source_in_words,
    towns_of,
)
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import SIMULATED, exact_number

WIDE = 120
"""Characters from which a screen shows every column of a table."""
FEW = (0, 1, 2, 4, 5)
"""Columns of the table of norms that a narrow screen shows."""

app = typer.Typer()

ProfileName = Annotated[
    str, typer.Argument(help=say(mark("Name of a profile of norms, or a TOML file.")))
]


def findings(
    region: RegionName = DEFAULT_REGION,
    scenario: ScenarioName = "",
    profile: Annotated[
        str, typer.Option(help=say(mark("Name of a profile of norms, or a TOML file.")))
    ] = DEFAULT_PROFILE,
    municipality: Annotated[
        str, typer.Option(help=say(mark("Answer for one municipality only.")))
    ] = "",
    runs: Annotated[int, typer.Option(help=say(mark("How many courses to draw.")))] = DEFAULT_RUNS,
    duration: Duration = None,
    step: Step = 1.0,
    seed: Seed = 1,
    planned: With = None,
    csv: Output = None,
    xlsx: Output = None,
    html: Output = None,
    towns: Annotated[
        bool,
        typer.Option(
            "--towns", help=say(mark("Tell what each municipality lacks, not the region."))
        ),
    ] = False,
    json: AsJson = False,
) -> None:
    """Runs a scenario and holds the answer against a base level, the worst norm first."""
    with run_or_refuse(json) as words:
        named = (("--csv", csv), ("--xlsx", xlsx), ("--html", html))
        outputs = tuple((option, path) for option, path in named if path)
        options = Options(
            runs=runs,
            seed=seed,
            step=step,
            duration=duration,
            planned=tuple(planned or ()),
            municipality=municipality,
            outputs=outputs,
        )
        problems: list[Problem] = []
        chosen = read_named(read_profile, profile, problems)
        twin = prepare_twin(region, scenario, options, problems)
        assert chosen is not None
        make_room(path for _, path in outputs)
        twin = replace(twin, norms=chosen.norms)
        found = _held(twin, chosen, municipality, runs, words, quiet=json)
        write_told(sheets_of(found), lambda: compose_page(found, words), words, csv, xlsx, html)
        if json:
            print_json(findings_record(found))
        else:
            _print_findings(found, words, _print_towns if towns else _print_missed)
            if html:
                print_note(words.text(mark("Page: {path}"), path=html))


def _held(
    twin: Twin, profile: Profile, municipality: str, runs: int, words: Language, *, quiet: bool
) -> Findings:
    """The runs of a twin held against its norms."""
    with show_progress(runs, quiet) as tell:
        made = run_many(twin, runs, tell)
    outcome = summarise(twin, made, scope_of(twin, municipality))
    return Findings(
        twin=twin,
        outcome=outcome,
        profile=profile,
        verdicts=judge_norms(twin, made, outcome, words.code),
        region_hash=region_hash(twin.network.region),
        version=version("weerbaar"),
    )


def _print_findings(
    found: Findings, words: Language, print_lacks: Callable[[Findings, Language], None]
) -> None:
    """How many norms are missed, what is lacked, and what is met or cannot be said."""
    console, text = Console(), words.text
    console.print(
        Text(
            text(
                mark("{missed} of {all} norms of “{profile}” are not met."),
                missed=words.number(len(found.missed)),
                all=words.number(len(found.verdicts)),
                profile=found.profile.name(words.code),
            ),
            style="bold",
        )
    )
    print_lacks(found, words)
    for norm, said in met_in_words(found, words):
        console.print(Text(f"• {norm} {said}"))
    if found.not_held:
        told = mark("People with a medical device are told for the whole region only.")
        console.print(Text(text(told), style="dim"))
    print_note(text(SIMULATED))


def _print_missed(found: Findings, words: Language) -> None:
    """The norms that are missed in the whole scope, the worst first."""
    console, table = Console(), screen_table(found, words)
    if not table:
        return
    shown = range(len(table.columns)) if console.width >= WIDE else FEW
    rows = [[(row.label, *row.cells)[i] for i in shown] for row in table.rows]
    print_table([table.columns[i] for i in shown], rows, table.caption)
    console.print(Text(table.note, style="dim"))


def _print_towns(found: Findings, words: Language) -> None:
    """What each municipality lacks, with what is allowed and where the requirement comes from."""
    heads = (mark("Municipality"), mark("What it lacks"), mark("For whom"), mark("Source"))
    rows = []
    for town in towns_of(found.profile, found.verdicts, found.end_h):
        rows += [
            [
                town.name,
                one.norm.wording(words.code),
                f"{lack_in_words(one, words)} {estimated_in_words(one, words)}".strip(),
                source_in_words(one.norm, words),
            ]
            for one in town.lacking
        ] or [[town.name, _lacks_none(town, words), "", ""]]
    print_table([words.text(head) for head in heads], rows)


def _lacks_none(town: Town, words: Language) -> str:
    if not town.open:
        return words.text(mark("nothing"))
    return words.text(mark("nothing; of {count} it cannot be said"), count=town.open)


@app.command("list", help=say(mark("List the profiles of norms that ship with Weerbaar.")))
def list_profiles(json: AsJson = False) -> None:
    """Lists the profiles by name."""
    with run_or_refuse(json) as words:
        found = {name: read_profile(name) for name in profile_names()}
        if json:
            print_json([_listed(name, one, words) for name, one in found.items()])
            return
        headings = (mark("Profile"), mark("Name"), mark("Norms"), mark("Source"))
        rows = [
            (name, p.name(words.code), words.number(len(p.norms)), words.text(p.source))
            for name, p in found.items()
        ]
        print_table([words.text(heading) for heading in headings], rows)


def _listed(name: str, profile: Profile, words: Language) -> dict[str, Any]:
    return {
        "profile": name,
        "name": profile.name(words.code),
        "norms": len(profile.norms),
        "source": profile.source,
    }


@app.command("show", help=say(mark("Show the norms of a profile, each with its source.")))
def show_profile(profile: ProfileName, json: AsJson = False) -> None:
    """Shows every norm of a profile."""
    with run_or_refuse(json) as words:
        found = read_profile(profile)
        if json:
            print_json(asdict(found))
            return
        headings = (
            mark("Norm"),
            mark("Need"),
            mark("Longer than (hours)"),
            mark("Allowed"),
            mark("By hour"),
            mark("Source"),
        )
        rows = [_norm_row(norm, words) for norm in found.norms]
        print_table([words.text(h) for h in headings], rows, found.name(words.code))


def _norm_row(norm: Norm, words: Language) -> tuple[str, ...]:
    needs = read_twin_library().needs
    need = str(needs.row(needs.positions("need")[norm.need])[f"name_{words.code}"])
    return (
        norm.wording(words.code),
        upper(need),
        exact_number(norm.longer_than_h, words),
        allowed_in_words(norm.at_most_share, words),
        exact_number(norm.within_h, words),
        source_in_words(norm, words),
    )


@app.command("check", help=say(mark("Check a file with a profile of norms.")))
def check_profile(profile: ProfileName, json: AsJson = False) -> None:
    """Checks a profile; lists all problems at once."""
    with run_or_refuse(json) as words:
        found = read_profile(profile)
        if json:
            print_json({"profile": found.profile, "problems": []})
        else:
            print_note(words.text(mark("{name} is in order."), name=found.name(words.code)))
