"""A chain in words and as a picture: who leans on whom, how long each lasts, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.chains import Box, chain_svg
from weerbaar.region.chain import Chain, Lasting
from weerbaar.region.overview import kind_names
from weerbaar.region.questions import EVIDENCE_WORDS, INPUT_WORDS
from weerbaar.region.region import Library

BAND = mark("{hours} hours (between {low} and {high})")


@dataclass(frozen=True)
class TieRow:
    """One tie of a chain as a row of a table; `stated` where an organisation said the hours."""

    consumer: str
    input: str
    supplier: str
    hours: str
    said: str
    stated: bool


def chain_picture(chain: Chain, library: Library, words: Language) -> str:
    """The chain as SVG: from what serves people at the top to what all of it leans on below."""
    names = kind_names(library, words.code)
    steps: list[list[Box]] = []
    for one in chain.steps:
        lasting = [t.lasting for t in chain.ties if t.consumer == one.kind]
        lines = [count_words(one.sites, one.estimated, words)]
        lines += list(dict.fromkeys(_lasts(each, words) for each in lasting))
        while len(steps) <= one.step:
            steps.append([])
        steps[one.step].append(
            Box(one.kind, upper(names[one.kind]), tuple(lines), one.estimated > 0)
        )
    ties = [(tie.consumer, tie.supplier) for tie in chain.ties]
    return chain_svg(steps, ties, label=words.text(mark("On whom it leans, step by step")))


def tie_rows(chain: Chain, library: Library, words: Language) -> list[TieRow]:
    """The same chain as rows of a table, with who says it."""
    names = kind_names(library, words.code)
    return [
        TieRow(
            upper(names[tie.consumer]),
            input_name(tie.input, words),
            names[tie.supplier],
            hours_words(tie.lasting, words),
            said_by(tie.lasting, words),
            tie.lasting.stated,
        )
        for tie in chain.ties
    ]


def input_name(input_: str, words: Language) -> str:
    """What an input is called."""
    return words.text(INPUT_WORDS[input_]) if input_ in INPUT_WORDS else input_


def hours_words(lasting: Lasting, words: Language) -> str:
    """How long it lasts: the usual time, and between which times in 8 of 10 cases."""
    if lasting.p90 <= 0:
        return words.text(mark("stops at once"))
    low, middle, high = (_hours(h, words) for h in (lasting.p10, lasting.p50, lasting.p90))
    if low == high:
        return words.text(mark("{hours} hours"), hours=middle)
    return words.text(BAND, hours=middle, low=low, high=high)


def band_words(hours: tuple[float, float, float], words: Language) -> str:
    """Hours as p10, p50 and p90, with both ends also where these are the same."""
    low, middle, high = (_hours(h, words) for h in hours)
    return words.text(BAND, hours=middle, low=low, high=high)


def said_by(lasting: Lasting, words: Language) -> str:
    """Who says it, or on which ground we estimate it."""
    if lasting.stated:
        return f"{lasting.organisation}, {words.day(lasting.date)}"
    letters = dict.fromkeys(code.split(":")[0] for code in lasting.evidence.split())
    grounds = ", ".join(words.text(EVIDENCE_WORDS[c]) for c in letters if c in EVIDENCE_WORDS)
    return words.text(mark("our estimate: {ground}"), ground=grounds or "-")


def count_words(sites: int, estimated: int, words: Language) -> str:
    """How many sites there are, and how many of them are estimated."""
    if not estimated:
        return words.text(mark("{count}, known"), count=words.number(sites))
    if estimated == sites:
        return words.text(mark("{count}, estimated"), count=words.number(sites))
    return words.text(
        mark("{count}, of which {estimated} estimated"),
        count=words.number(sites),
        estimated=words.number(estimated),
    )


def _hours(hours: float, words: Language) -> str:
    return words.number(hours, 0 if hours == int(hours) else 1)


def _lasts(lasting: Lasting, words: Language) -> str:
    return words.text(
        mark("without {input}: {hours}"),
        input=input_name(lasting.input, words),
        hours=hours_words(lasting, words),
    )
