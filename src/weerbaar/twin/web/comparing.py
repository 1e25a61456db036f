"""The answers of two states of facts, compared on the same crisis and draws, and kept."""

from __future__ import annotations

from importlib.metadata import version

from weerbaar.common.language import Language, mark
from weerbaar.region.region import Region
from weerbaar.twin.comparison_words import (
    Comparison,
    fairness_table,
    move_table,
    picture_svg,
    told_sentences,
)
from weerbaar.twin.difference import compare_answers
from weerbaar.twin.outcome import scope_of
from weerbaar.twin.web import ready

ANSWERS_KEPT = 20

compared = ready.Kept(ANSWERS_KEPT)


def comparison_of(
    before: str,
    after: str,
    municipality: str,
    draws: int,
    words: Language,
    region: Region | None = None,
) -> Comparison:
    """The answers of two states of facts by hash compared, on the usual scenario of the first.

    Where the second state is kept nowhere, `region` holds it.
    """
    key = (before, after, municipality, draws, words.code)
    return compared.get(key, lambda: _compare(before, after, municipality, draws, words, region))


def _compare(
    before: str,
    after: str,
    municipality: str,
    draws: int,
    words: Language,
    region: Region | None,
) -> Comparison:
    name = ready.usual_of(before)
    twin, runs_before = ready.side_of(before, name, draws)
    other, runs_after = ready.side_of(after, name, draws, region)
    areas = twin.network.region.areas
    scope = scope_of(twin, municipality if municipality in set(areas["municipality"]) else "")
    people = areas["inhabitants"]
    return Comparison(
        before=twin,
        after=other,
        scope=scope,
        inhabitants=float((people if scope.whole else people[scope.areas]).sum()),
        change=words.text(mark("the facts of today")),
        runs=draws,
        moves=tuple(compare_answers(twin, other, runs_before, runs_after, scope)),
        region_hash=before,
        version=version("weerbaar"),
    )


def answer_words(found: Comparison, words: Language) -> dict[str, object]:
    """What a template needs to tell a comparison."""
    tables = [move_table(found, words), fairness_table(found, words)]
    return {
        "scenario": found.before.scenario.name(words.code),
        "place": found.scope.name or found.before.network.region.name,
        "sentences": told_sentences(found, words),
        "picture": picture_svg(found, words),
        "tables": [table for table in tables if table],
        "runs": found.runs,
    }
