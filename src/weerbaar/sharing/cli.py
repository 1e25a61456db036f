"""The commands `weerbaar sharing`: divide what is scarce, and say what each rule does."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from weerbaar.common.cli import print_json, print_note, print_table, run_or_refuse, say
from weerbaar.common.files import write_whole
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.drawing.files import table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.sharing.claims import NO_SHARE, Claim, Rule
from weerbaar.sharing.files import read_claims, read_rules
from weerbaar.sharing.reasons import figure
from weerbaar.sharing.tables import MOST_AMOUNT, RULE_ORDER
from weerbaar.sharing.tabulate import (
    GRANT_COLUMNS,
    Division,
    compared_columns,
    compared_rows,
    division_record,
    grant_rows,
    make_division,
    rule_names,
    shown_rows,
    summary_rows,
    words_of,
)

UNKNOWN_RULE = ProblemKind(
    "unknown-sharing-rule",
    mark("There is no sharing rule {value}."),
    mark("Use one of: {known}."),
)
NO_CIVIL_SHARE = ProblemKind(
    "no-civil-share",
    mark("The rule sides needs to know which part is for the civil side."),
    mark("Add --civil-share with a number from 0 to 1: 0.6 is 60 %."),
)
OUT_OF_RANGE = ProblemKind(
    "option-out-of-range",
    mark("{column} is {value}; it must lie between {low} and {high}."),
    mark("Give another number."),
)
UNKNOWN_ENDING = ProblemKind(
    "unknown-file-ending",
    mark("The ending of {value} does not say what to make."),
    mark("Use one of: {known}."),
)
OVER_ITSELF = ProblemKind(
    "over-itself",
    mark("{value} is the file with the claims; it would be written over."),
    mark("Give the answer another name."),
)

ENDINGS = (".csv", ".xlsx")
MOST_SEED = 2**63 - 1
MOST_SHOWN = 40

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]


@app.command(help=say(mark("Divide a supply over claims, and say why each gets its part.")))
def divide(
    claims: Annotated[
        Path, typer.Argument(help=say(mark("CSV or XLSX file: claim, amount, need, class, side.")))
    ],
    supply: Annotated[float, typer.Option(help=say(mark("How much there is to divide.")))],
    rule: Annotated[
        str,
        typer.Option(
            help=say(mark("Sharing rule: equal, loss, need, priority, sides or lottery."))
        ),
    ] = "equal",
    whole: Annotated[
        bool, typer.Option("--whole", help=say(mark("Units that cannot be split, such as crews.")))
    ] = False,
    civil_share: Annotated[
        float | None,
        typer.Option(help=say(mark("Part for the civil side, 0 to 1; for the rule sides."))),
    ] = None,
    seed: Annotated[int, typer.Option(help=say(mark("Seed of the lots.")))] = 1,
    period: Annotated[
        int, typer.Option(help=say(mark("Number of the round: every round has its own lots.")))
    ] = 0,
    compare: Annotated[
        bool, typer.Option("--compare", help=say(mark("Show all rules side by side.")))
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help=say(mark("File to write: .csv or .xlsx.")))
    ] = None,
    json: AsJson = False,
) -> None:
    """Divides the supply over the claims in a file; prints who gets what and why."""
    with run_or_refuse(json) as words:
        problems = [
            *_option_problems(supply, rule, civil_share, seed, period),
            *_output_problems(claims, out),
        ]
        asked = _read(claims, whole, problems)
        refuse_if(problems)
        share = NO_SHARE if civil_share is None else civil_share
        division = make_division(asked, supply, Rule(rule, whole, share, seed), period, compare)
        if out is not None:
            write_whole(out.parent, {out.name: _written(out, division, words)})
        if json:
            print_json(division_record(division, words))
        else:
            _print_division(division, words)


@app.command(help=say(mark("Show the sharing rules: what each does, favours and neglects.")))
def rules(json: AsJson = False) -> None:
    """Shows the library's table of sharing rules."""
    with run_or_refuse(json) as words:
        found = read_rules()
        if json:
            print_json(list(found))
            return
        console = Console()
        for row in found:
            console.print()
            title = f"{row[f'name_{words.code}']} (--rule {row['rule']})"
            console.print(Text(title, style="bold"))
            for heading, name in (
                (mark("What it does"), "does"),
                (mark("Good for"), "favours"),
                (mark("Blind to"), "neglects"),
            ):
                line = f"{words.text(heading)}: {row[f'{name}_{words.code}']}"
                console.print(Text(line))


def _read(path: Path, whole: bool, problems: list[Problem]) -> tuple[Claim, ...]:
    """The claims; what is wrong with the file is added to the problems."""
    try:
        return read_claims(path, whole)
    except Refused as refused:
        problems += refused.problems
        return ()


def _option_problems(
    supply: float, rule: str, civil_share: float | None, seed: int, period: int
) -> list[Problem]:
    problems = []
    if rule not in RULE_ORDER:
        known = {"known": ", ".join(RULE_ORDER)}
        problems.append(Problem(UNKNOWN_RULE, column="--rule", value=rule, params=known))
    if rule == "sides" and civil_share is None:
        problems.append(Problem(NO_CIVIL_SHARE, column="--civil-share"))
    bounds = (
        ("--supply", supply, MOST_AMOUNT),
        ("--civil-share", civil_share, 1),
        ("--seed", seed, MOST_SEED),
        ("--period", period, MOST_SEED),
    )
    for option, value, high in bounds:
        if value is not None and not (math.isfinite(value) and 0 <= value <= high):
            params = {"low": 0, "high": f"{high:g}" if isinstance(high, float) else high}
            problems.append(Problem(OUT_OF_RANGE, column=option, value=value, params=params))
    return problems


def _output_problems(claims: Path, out: Path | None) -> list[Problem]:
    if out is None:
        return []
    if out.suffix.lower() not in ENDINGS:
        params = {"known": ", ".join(ENDINGS)}
        return [Problem(UNKNOWN_ENDING, column="--out", value=out.name, params=params)]
    if out.exists() and claims.exists() and out.samefile(claims):
        return [Problem(OVER_ITSELF, column="--out", value=out.name)]
    return []


def _written(path: Path, division: Division, words: Language) -> bytes:
    """A CSV of the grants, or of the comparison where that was asked; a workbook has both."""
    compared = (compared_columns(division), compared_rows(division))
    grants = (GRANT_COLUMNS, grant_rows(division, words))
    if path.suffix.lower() == ".csv":
        return table_csv(*(compared if division.compared else grants)).encode()
    sheets = {"grants": grants, **({"compared": compared} if division.compared else {})}
    return table_xlsx_bytes(sheets, _note(division, words))


def _note(division: Division, words: Language) -> str:
    rule = division.rule
    facts = {
        mark("Sharing rule"): rule_names(read_rules(), words)[rule.rule],
        mark("To divide"): figure(division.supply, words),
        mark("Asked"): figure(division.asked, words),
        mark("Seed"): str(rule.seed),
        mark("Round"): str(division.period),
    }
    return "\n".join(f"{words.text(heading)}: {fact}" for heading, fact in facts.items())


def _print_division(division: Division, words: Language) -> None:
    """The grants as a table, then why; with all rules side by side where that was asked."""
    names = rule_names(read_rules(), words)
    title = words.text(
        mark("Rule “{rule}”: {granted} of {asked} asked is granted; there was {supply}."),
        rule=names[division.rule.rule],
        granted=figure(division.granted, words),
        asked=figure(division.asked, words),
        supply=figure(division.supply, words),
    )
    headings = [words.text(text) for text in (mark("Claim"), mark("Asked"), mark("Granted"))]
    rows = [row[:3] for row in grant_rows(division, words)[:MOST_SHOWN]]
    print_table(headings, shown_rows(rows, words), title)
    _print_reasons(division, words)
    if division.compared:
        columns = [*headings[:2], *(names[name] for name in division.compared)]
        shown = shown_rows(compared_rows(division)[:MOST_SHOWN], words)
        told = words.text(mark("All rules side by side"))
        print_table(columns, [*shown, *summary_rows(division, words)], told)
        if "sides" not in division.compared:
            print_note(words.text(mark("To see civil and military too, add --civil-share.")))
    hidden = len(division.awards) - MOST_SHOWN
    if hidden > 0:
        print_note(words.text(mark("{count} more claims: write all with --out."), count=hidden))


def _print_reasons(division: Division, words: Language) -> None:
    console = Console()
    for award in division.awards[:MOST_SHOWN]:
        line = Text("• ").append(f"{award.claim}: ", style="bold")
        console.print(line.append(words_of(award, words)))
