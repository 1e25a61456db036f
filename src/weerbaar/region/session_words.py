"""A chain session in words and as a picture: the question of now, and what was said so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.lasting import Bar, lasting_svg
from weerbaar.region.chain import lasting_of
from weerbaar.region.chain_words import band_words, hours_words, input_name, said_by
from weerbaar.region.region import Library, Region
from weerbaar.region.sessions import Process, Question, Said, said_about


@dataclass(frozen=True)
class Listed:
    """A question in the list of its process; `said` where somebody answered it."""

    row: Question
    words: str
    said: bool


def listed(process: Process, said: Sequence[Said], words: Language) -> list[Listed]:
    """The questions of a process, and which of them were answered."""
    return [
        Listed(
            question,
            f"{question.name}: {input_name(question.input, words)}",
            bool(said_about(question, said)),
        )
        for question in process.questions
    ]


def question_words(question: Question, words: Language) -> str:
    """The question as one asks it at the table."""
    return words.text(
        mark("{site}: how long does it go on without {input}?"),
        site=upper(question.name),
        input=input_name(question.input, words),
    )


def estimate_words(region: Region, library: Library, question: Question, words: Language) -> str:
    """What we take the answer to be up to now, and who said it.

    On a wall the ground of an estimate only draws the eye; the page of an area tells it.
    """
    lasting = lasting_of(region, library, question.consumer, question.input)
    said = said_by(lasting, words) if lasting.stated else words.text(mark("our estimate"))
    return f"{hours_words(lasting, words)} · {said}"


def said_in_words(said: Said, every: Sequence[Process], words: Language) -> tuple[str, str, str]:
    """What an answer is about, its hours, and on whom they lean."""
    questions = [one for process in every for one in process.questions]
    names = {one.consumer: one.name for one in questions}
    names |= {site: name for one in questions for site, name in one.leans_on}
    what = f"{names.get(said.consumer, said.consumer)}, {input_name(said.input, words)}"
    return what, band_words(said.hours, words), names.get(said.leans_on, said.leans_on)


def lasting_picture(
    process: Process, before: Region, library: Library, said: Sequence[Said], words: Language
) -> str:
    """For each question of a process the hours that were said, above our estimate, as SVG.

    Of single sites only those of which something was said; "" where nothing is left.
    """
    rows = []
    for question in process.questions:
        about = said_about(question, said)
        if question.leans_on and not about:
            continue
        ours = lasting_of(before, library, question.consumer, question.input)
        told = words.text(mark("before: {hours}"), hours=hours_words(ours, words))
        bars = [_bar(one, words) for one in about]
        bars.append(Bar(ours.p10, ours.p50, ours.p90, told, ours.stated))
        without = words.text(
            mark("{site}, without {input}"),
            site=upper(question.name),
            input=input_name(question.input, words),
        )
        rows.append((without, bars))
    label = words.text(mark("How long it lasts, in hours"))
    return lasting_svg(rows, label=label, hours=words.text(mark("hours"))) if rows else ""


def _bar(said: Said, words: Language) -> Bar:
    return Bar(*said.hours, f"{said.owner}: {band_words(said.hours, words)}", True)
