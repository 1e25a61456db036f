"""What a figure in a letter rests on: which calculation, or which list on which day.

Rules:
1. Behind each figure or its table stands the mark of a footnote, and the footnote says with which
   facts, scenario, draws, seed and version it was made, and where that can be read or made again:
   the address of the page on the site, or the command.
2. In a letter of one municipality the figures are of that municipality, or the letter says of whom
   they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from weerbaar.common.language import Language, mark
from weerbaar.drawing.documents import Piece, Text, joined, say, typed

HASH_DIGITS = 12

Kind = Literal["answer", "weighing", "decision", "agenda", "portfolio"]

NAMES: dict[Kind, str] = {
    "answer": mark("Answer of the model"),
    "weighing": mark("Weighing of variants by the model"),
    "decision": mark("Decision, with the figures as they were when it was taken"),
    "agenda": mark("Agenda"),
    "portfolio": mark("Portfolio of proposals and ideas"),
}


@dataclass(frozen=True)
class Basis:
    """What figures rest on.

    `name` is the number of the run or weighing and `address` its page where it is stored; `command`
    makes it again where it is not. `place` is the municipality that the figures are about, "" for
    the whole region, of which `region` is the name. `facts` is the hash of the facts. A list of the
    agenda has no draws; it has the day `on` which it stood so.
    """

    kind: Kind
    name: str = ""
    address: str = ""
    command: str = ""
    place: str = ""
    region: str = ""
    facts: str = ""
    scenario: str = ""
    draws: int = 0
    seed: int = 0
    version: str = ""
    on: str = ""


def basis_note(basis: Basis, language: Language) -> Text:
    """The footnote of a figure (rule 1)."""
    text = language.text
    parts: list[Text] = [typed(text(NAMES[basis.kind]) + (":" if basis.draws else "."))]
    if basis.draws:
        told = mark("facts of {region} {hash}, scenario {scenario}, {runs} courses, seed {seed}.")
        parts.append(
            typed(
                text(
                    told,
                    region=basis.region,
                    hash=basis.facts[:HASH_DIGITS],
                    scenario=basis.scenario,
                    runs=language.number(basis.draws),
                    seed=basis.seed,
                )
            )
        )
        parts.append(say(text(mark("Weerbaar {version}."), version=basis.version)))
    if basis.on:
        day = language.day(basis.on)
        parts.append(typed(text(mark("As it stood on {day}."), day=day)))
    if basis.address:
        parts.append(typed(text(mark("To be read at:"))))
        parts.append((Piece(basis.address, href=basis.address),))
    if basis.command:
        parts.append(typed(text(mark("Made again by: {command}"), command=basis.command)))
    return joined(*parts)


def whose_figures(basis: Basis, place: str, language: Language) -> str:
    """Of whom the figures are, for a letter of this municipality; "" is a letter of the region."""
    text = language.text
    if basis.place and (not place or basis.place == place):
        return text(mark("The figures are about {place} itself."), place=basis.place)
    if basis.place:
        told = mark("The figures are about {other}, not about {place}.")
        return text(told, other=basis.place, place=place)
    if place:
        told = mark("The figures are about the whole region {region}, not about {place} alone.")
        return text(told, region=basis.region, place=place)
    return text(mark("The figures are about the whole region {region}."), region=basis.region)
