"""What becomes different by a choice, in a few tiles: of which need, how much, and its band.

Every difference is taken draw by draw, see `difference`; nothing is said to move that does not
stand out from chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.twin.comparison_words import is_hidden, signed_hours
from weerbaar.twin.difference import LACKING, Move, tells_people
from weerbaar.twin.outcome import BESIDE_HEADLINE
from weerbaar.twin.wording import band_in_words, people_in_words

MOST_TILES = 4


@dataclass(frozen=True)
class Tile:
    """One difference: of what, how much, its band, from how much to how much; `better` or not."""

    label: str
    figure: str
    unit: str
    band: str
    change: str
    estimated: str
    better: bool


def told_above(moves: Sequence[Move], nothing: bool, language: Language) -> str:
    """What to say above the tiles; empty where the tiles say it."""
    if nothing:
        return language.text(
            mark("This is how it is now. Turn a knob and see what becomes different.")
        )
    if not that_move(moves):
        return language.text(mark("No difference stands out from chance with this choice."))
    return ""


def that_move(moves: Sequence[Move]) -> list[Move]:
    """What differs and may be told, where it differs for most people and hours first."""
    told = [
        move
        for move in moves
        if move.moves
        and move.need not in BESIDE_HEADLINE
        and (not is_hidden(move) or tells_people(move))
    ]
    return sorted(told, key=lambda move: -abs(move.person_hours.difference.p50))


def tiles_of(moves: Sequence[Move], language: Language) -> tuple[Tile, ...]:
    """The largest differences, MOST_TILES at most."""
    return tuple(_tile(move, language) for move in that_move(moves)[:MOST_TILES])


def _tile(move: Move, language: Language) -> Tile:
    text = language.text
    estimated = ""
    if move.estimated_after:
        share = language.number(100 * move.estimated_after)
        estimated = text(mark("{share} % rests on estimated objects"), share=share)
    if not tells_people(move):
        return _hours_tile(move, estimated, language)
    peak = move.peak
    figure, between = _signed_people(peak.difference, language)
    return Tile(
        label=text(LACKING[move.need]),
        figure=figure,
        unit=text(mark("people at the worst moment")),
        band=between,
        change=_from_to(
            people_in_words(peak.before.p50, language),
            people_in_words(peak.after.p50, language),
            language,
        ),
        estimated=estimated,
        better=peak.difference.p50 < 0,
    )


def _hours_tile(move: Move, estimated: str, language: Language) -> Tile:
    head = move.per_head
    before, after = (language.number(b.p50, 1) for b in (head.before, head.after))
    figure, _, between = signed_hours(head.difference, language).partition(" (")
    return Tile(
        label=language.text(LACKING[move.need]),
        figure=figure,
        unit=language.text(mark("hours per person")),
        band=between.rstrip(")"),
        change=_from_to(before, after, language),
        estimated=estimated,
        better=head.difference.p50 < 0,
    )


def _from_to(before: str, after: str, language: Language) -> str:
    """From how much to how much; empty where rounding makes them the same."""
    if before == after:
        return ""
    return language.text(mark("{before} now, {after} with this"), before=before, after=after)


def _signed_people(difference: Band, language: Language) -> tuple[str, str]:
    """How many people more or fewer with their sign, and the band of that."""
    less = difference.p50 < 0
    size = Band(-difference.p90, -difference.p50, -difference.p10) if less else difference
    sign = "−" if less else "+"
    return sign + people_in_words(size.p50, language), band_in_words(size, language)
