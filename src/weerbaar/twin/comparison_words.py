"""A comparison of two variants in words: its page, its table for a screen, and rows for files.

Counts of 1 to 9 people are hidden, and with them the hours they lack; people on a medical device
are told for the whole region only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.drawing.differences import Span, difference_svg
from weerbaar.drawing.frames import framed_svg
from weerbaar.drawing.page import Page, PagePart, Picture
from weerbaar.drawing.report import GroupRow, GroupTable, Sentence, words
from weerbaar.twin.apart import FEWEST_RUNS
from weerbaar.twin.difference import (
    LACKING,
    Change,
    Move,
    headline_sentence,
    move_record,
    moves_record,
    sentences,
    tells_people,
)
from weerbaar.twin.influence_words import factor_name
from weerbaar.twin.knob_words import choices_in_words
from weerbaar.twin.outcome import BESIDE_HEADLINE, Scope, hidden_band
from weerbaar.twin.scenario import Scenario
from weerbaar.twin.twin import Twin
from weerbaar.twin.wording import DASH, SIMULATED, exact_number, hours_cell, kind_name

SHARE = "1"
SVG = "http://www.w3.org/2000/svg"
NOTHING = 0.005
"""Hours per person below which no difference is drawn: 18 seconds."""
FIGURES = ("person_hours", "hours_per_head", "peak_persons", "elder_gap", "income_gap")
PARTS = ("before", "after", "difference")
COMPARISON_COLUMNS = (
    "need",
    "family",
    "moves",
    "better_runs",
    "worse_runs",
    *(
        f"{figure}_{part}_{p}"
        for figure in FIGURES
        for part in PARTS
        for p in ("p10", "p50", "p90")
    ),
    "estimated_share_before",
    "estimated_share_after",
)


@dataclass(frozen=True)
class Sides:
    """What the two sides of a comparison are called, and the table of both."""

    first: str
    second: str
    caption: str
    moved: str


ABOVE_ZERO = mark("Above zero: they lack it for longer than others.")
VARIANTS = Sides(
    mark("First variant"),
    mark("Second variant"),
    mark("Hours per person, in both variants"),
    mark("From the first variant to the second, and how it moves course by course."),
)
FACTS = Sides(
    mark("Before"),
    mark("With your facts"),
    mark("Hours per person, before and after"),
    mark("From before to after, and how it moves course by course."),
)


@dataclass(frozen=True)
class Comparison:
    """Two answers compared: `moves` are as `difference.compare_answers` gives them.

    `change` says in words what is different in the second; `runs` are those of each.
    """

    before: Twin
    after: Twin
    scope: Scope
    inhabitants: float
    change: str
    runs: int
    moves: tuple[Move, ...]
    region_hash: str
    version: str


def change_in_words(before: Twin, after: Twin, language: Language) -> str:
    """What is different in the second variant; empty where nothing is."""
    parts = [_scenario_in_words(before.scenario, after.scenario, language)]
    new = set(after.scenario.planned_sites) - set(before.scenario.planned_sites)
    for kind in sorted(new):
        name = kind_name(after, kind, language).lower()
        parts.append(language.text(mark("with {kind}"), kind=name))
    parts += choices_in_words(before, after, language)
    chosen = {str(row["of"]) for row in after.library.knobs if row["knob"] in after.choices}
    for name, value in sorted(after.fixed.items()):
        if before.fixed.get(name) != value and name not in chosen:
            called = factor_name(after, name, language)
            number = _parameter_in_words(after, name, value, language)
            parts.append(
                language.text(mark("{parameter} is {value}"), parameter=called, value=number)
            )
    return "; ".join(part for part in parts if part)


def _scenario_in_words(before: Scenario, after: Scenario, language: Language) -> str:
    """What is different in the scenario, planned sites aside; empty where nothing is."""
    if after.scenario != before.scenario:
        return language.text(mark("scenario {name}"), name=after.name(language.code))
    if replace(after, planned_sites=before.planned_sites) == before:
        return ""
    lasting = {shock.duration_h for shock in after.shocks}
    if len(lasting) == 1 and lasting != {shock.duration_h for shock in before.shocks}:
        (hours,) = lasting
        told = mark("every shock lasts {hours} hours")
        return language.text(told, hours=exact_number(hours.p50, language))
    return language.text(mark("another version of the scenario"))


def _parameter_in_words(twin: Twin, name: str, value: float, language: Language) -> str:
    """A value of a parameter; a share as per cent."""
    rows = twin.library.parameters
    row = rows.row(rows.positions("parameter")[name])
    if row["unit"] == SHARE and row["p90"] <= 1:
        return f"{exact_number(100 * value, language)} %"
    return exact_number(value, language)


# For files


def comparison_record(found: Comparison) -> dict[str, Any]:
    """All of it as plain values, with the schema version of a difference."""
    return moves_record(found.moves) | {
        "region": found.before.network.region.region,
        "region_hash": found.region_hash,
        "place": found.scope.name,
        "before": _variant_record(found.before),
        "after": _variant_record(found.after),
        "runs": found.runs,
        "seed": found.before.seed,
        "step_h": found.before.dt,
        "version": found.version,
    }


def _variant_record(twin: Twin) -> dict[str, Any]:
    return {
        "scenario": twin.scenario.scenario,
        "planned_sites": list(twin.scenario.planned_sites),
        "fixed": dict(sorted(twin.fixed.items())),
        "choices": dict(sorted(twin.choices.items())),
    }


def comparison_rows(found: Comparison) -> list[list[Any]]:
    """One row for each need, columns COMPARISON_COLUMNS; hidden figures are None."""
    rows = []
    for move in found.moves:
        record = move_record(move)
        flat: dict[str, Any] = {}
        for figure in FIGURES:
            change = record[figure] or {}
            for part in PARTS:
                band = change.get(part) or {}
                for p in ("p10", "p50", "p90"):
                    flat[f"{figure}_{part}_{p}"] = band.get(p)
        values = record | flat | {"moves": "yes" if move.moves else "no"}
        rows.append([_rounded(values[column]) for column in COMPARISON_COLUMNS])
    return rows


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def sheets_of(found: Comparison) -> Mapping[str, tuple[Sequence[str], list[list[Any]]]]:
    """The rows of a workbook by the name of their sheet."""
    return {"comparison": (COMPARISON_COLUMNS, comparison_rows(found))}


# For a screen and the page


def told_sentences(found: Comparison, language: Language) -> list[str]:
    """What changes, the headline first."""
    if found.runs < FEWEST_RUNS:
        few = mark("Fewer than {runs} courses tell no difference from chance: draw more.")
        return [language.text(few, runs=language.number(FEWEST_RUNS))]
    told = [move for move in found.moves if not is_hidden(move) or tells_people(move)]
    return [headline_sentence(found.moves, language), *sentences(told, language)]


def _sides(found: Comparison, language: Language) -> Sides:
    """Variants where more differs than the facts alone, else the facts before and after."""
    return VARIANTS if change_in_words(found.before, found.after, language) else FACTS


def move_table(found: Comparison, language: Language) -> GroupTable:
    """Hours per person of each need on both sides, and in how many courses it is better."""
    text = language.text
    sides = _sides(found, language)
    rows = tuple(
        GroupRow(text(LACKING[move.need]), _move_cells(move, language))
        for move in found.moves
        if _anyone(move)
    )
    return GroupTable(
        text(sides.caption),
        (
            text(mark("Need")),
            text(sides.first),
            text(sides.second),
            text(mark("Difference")),
            text(mark("Courses better")),
            text(mark("Courses worse")),
        ),
        rows,
        text(
            mark(
                "The middle of all courses, between brackets 8 of 10 courses. The difference is "
                "taken course by course: both have the same draws."
            )
        ),
    )


def is_hidden(move: Move) -> bool:
    """Whether the figures of a move would give a count of 1 to 9 people away."""
    return move_record(move)["hours_per_head"] is None


def _anyone(move: Move) -> bool:
    """Whether anybody lacks the need in one of the two."""
    return max(move.peak.before.p90, move.peak.after.p90) > 0.5


def _move_cells(move: Move, language: Language) -> tuple[str, ...]:
    change = move.per_head
    return (
        _hours_or_few(change.before, move.peak.before, language),
        _hours_or_few(change.after, move.peak.after, language),
        "·" if is_hidden(move) else signed_hours(change.difference, language),
        f"{language.number(move.better)} / {language.number(move.runs)}",
        f"{language.number(move.worse)} / {language.number(move.runs)}",
    )


def _hours_or_few(hours: Band, peak: Band, language: Language) -> str:
    """Hours per person; of 1 to 9 people at the worst moment only that."""
    if hidden_band(peak):
        return language.text(mark("fewer than 10 people"))
    return hours_cell(hours, language)


def signed_hours(difference: Band, language: Language) -> str:
    """Hours more or less with their band, each with its sign."""
    digits = 1 if max(abs(difference.p10), abs(difference.p90)) < 10 else 0
    low, middle, high = (
        _signed(value, digits, language)
        for value in (difference.p10, difference.p50, difference.p90)
    )
    if low == high:
        return middle
    between = language.text(mark("{low} to {high}"), low=low, high=high)
    return f"{middle} ({between})"


def _signed(value: float, digits: int, language: Language) -> str:
    number = language.number(abs(value), digits)
    if number == language.number(0.0, digits):
        return language.number(0)
    return f"+{number}" if value > 0 else f"−{number}"


def fairness_table(found: Comparison, language: Language) -> GroupTable | None:
    """How the gaps of the vulnerable move beside each need that moves; None where none does."""
    text = language.text
    sides = _sides(found, language)
    rows = tuple(
        GroupRow(
            text(LACKING[move.need]),
            (_gap_cell(move, move.elder_gap, language), _gap_cell(move, move.income_gap, language)),
        )
        for move in found.moves
        if move.moves and not is_hidden(move) and (move.elder_gap or move.income_gap)
    )
    if not rows:
        return None
    return GroupTable(
        text(mark("For whom: hours per person more than others")),
        (
            text(mark("Need")),
            text(mark("65 and over, or dependent on care")),
            text(mark("People with a low income")),
        ),
        rows,
        f"{text(sides.moved)} {text(ABOVE_ZERO)}",
    )


def _gap_cell(move: Move, gap: Change | None, language: Language) -> str:
    if gap is None or is_hidden(move):
        return "·"
    one, other = (_signed(band.p50, 1, language) for band in (gap.before, gap.after))
    moved = signed_hours(gap.difference, language)
    return language.text(
        mark("from {one} to {other}; difference {moved}"), one=one, other=other, moved=moved
    )


def compose_page(found: Comparison, language: Language) -> Page:
    """The page of a comparison in one language."""
    text = language.text
    kind = mark("Region {place} · {people} inhabitants")
    if not found.scope.whole:
        kind = mark("Municipality of {place} · {people} inhabitants")
    fair = fairness_table(found, language)
    tables = (move_table(found, language), *([fair] if fair else []))
    return Page(
        language_code=language.code,
        place=text(kind, place=found.scope.name, people=language.number(found.inhabitants)),
        subtitle=text(mark("{runs} possible courses of each"), runs=language.number(found.runs)),
        title=text(
            mark("{scenario}: two variants"), scenario=found.before.scenario.name(language.code)
        ),
        mark=text(SIMULATED),
        sentences=_sentences(found, language),
        pictures=_pictures(found, language),
        share_map=None,
        parts=(
            PagePart("figures", text(mark("In figures")), tables=tables),
            _about(found, language),
        ),
    )


def _sentences(found: Comparison, language: Language) -> tuple[Sentence, ...]:
    second = language.text(mark("**Second variant:** {change}."), change=found.change)
    first = language.text(mark("The first is the scenario as it stands."))
    lines = [Sentence(words(second), first)]
    lines += [Sentence(words(line), "") for line in told_sentences(found, language)]
    return tuple(lines)


def _pictures(found: Comparison, language: Language) -> tuple[Picture, ...]:
    drawn = picture_svg(found, language)
    if not drawn:
        return ()
    note = mark(
        "Hours per person in the second variant less those in the first. Full: stands out from "
        "chance. Pale: may be chance."
    )
    told = language.text(note)
    alike = [language.text(LACKING[m.need]).lower() for m in _drawn(found) if not _differs(m)]
    if alike:
        same = mark("Without a difference: {needs}.")
        told += " " + language.text(same, needs=", ".join(alike))
    return (Picture(drawn, language.text(mark("What changes")), told),)


def standing_svg(found: Comparison, language: Language) -> str:
    """The same picture as a file: it says itself what it is of, and that it is simulated."""
    text = language.text
    drawn = picture_svg(found, language)
    place = text(
        mark("{place} · {scenario} · {runs} courses"),
        place=found.scope.name or found.before.network.region.name,
        scenario=found.before.scenario.name(language.code),
        runs=language.number(found.runs),
    )
    change = text(mark("Second variant: {change}"), change=found.change)
    title = text(mark("Difference in hours per person, with 8 of 10 courses"))
    if not drawn:
        drawn = f'<svg xmlns="{SVG}" viewBox="0 0 360 1"></svg>'
        change += ". " + text(mark("Nothing differs."))
    return framed_svg(drawn, [title, place, change], [text(SIMULATED)])


def picture_svg(found: Comparison, language: Language) -> str:
    """The difference of each need with its band, as SVG; empty where nobody lacks anything."""
    text = language.text
    spans = [
        Span(
            text(LACKING[move.need]),
            move.per_head.difference.p10,
            move.per_head.difference.p50,
            move.per_head.difference.p90,
            _span_words(move, language),
            move.moves,
        )
        for move in _drawn(found)
        if _differs(move)
    ]
    if not spans:
        return ""
    return difference_svg(
        spans,
        label=text(mark("Difference in hours per person, with 8 of 10 courses")),
        less=text(mark("better")),
        more=text(mark("worse")),
        ident="comparison",
    )


def _drawn(found: Comparison) -> list[Move]:
    """The needs that the picture is about."""
    return [
        move
        for move in found.moves
        if _anyone(move) and move.need not in BESIDE_HEADLINE and not is_hidden(move)
    ]


def _differs(move: Move) -> bool:
    """Whether the bands show a difference at all, be it by chance."""
    difference = move.per_head.difference
    return max(abs(difference.p10), abs(difference.p50), abs(difference.p90)) >= NOTHING


def _span_words(move: Move, language: Language) -> str:
    text, difference = language.text, move.per_head.difference
    return text(
        mark("{hours} hours; better in {better} of {all} courses, worse in {worse}"),
        hours=signed_hours(difference, language),
        better=language.number(move.better),
        worse=language.number(move.worse),
        all=language.number(move.runs),
    )


def _about(found: Comparison, language: Language) -> PagePart:
    text, twin = language.text, found.before
    step = language.number(twin.dt, 0 if twin.dt == int(twin.dt) else 2)
    pairs = (
        (text(mark("Region")), f"{twin.network.region.region} {found.region_hash[:12]}"),
        (text(mark("Scenario")), _scenarios(found)),
        (text(mark("Second variant")), found.change),
        (text(mark("Courses")), language.number(found.runs)),
        (text(mark("Seed")), str(twin.seed)),
        (text(mark("Step")), text(mark("{hours} hour"), hours=step)),
        (text(mark("Version")), f"Weerbaar {found.version}"),
    )
    return PagePart("about", text(mark("About this calculation")), pairs=pairs)


def _scenarios(found: Comparison) -> str:
    names = dict.fromkeys(twin.scenario.scenario for twin in (found.before, found.after))
    return f" {DASH} ".join(names)
