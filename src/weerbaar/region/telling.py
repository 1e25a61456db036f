"""A problem with facts as somebody reads it who fills in a form, and not the command line.

Remedies are worded for both. What is for the command line alone stands in brackets, such as
(--complete), and falls away here; codes of kinds, of sorts of files and of inputs get their names.
"""

from __future__ import annotations

import re
from dataclasses import replace

from weerbaar.common.language import Language
from weerbaar.common.refusals import Problem
from weerbaar.region.difference_words import SORT_NAMES
from weerbaar.region.overview import kind_names
from weerbaar.region.questions import INPUT_WORDS
from weerbaar.region.region import Library

OPTION = re.compile(r" \(--[a-z-]+\)")
CODED = ("known", "kind", "consumer", "supplier")
"""Params that may hold codes."""
BETWEEN = ", "


def told_problem(problem: Problem, library: Library, words: Language) -> tuple[str, str, str]:
    """Where it stands in its file, what is wrong and what to do."""
    names = {code: words.text(name) for code, name in {**SORT_NAMES, **INPUT_WORDS}.items()}
    names |= kind_names(library, words.code)
    params = {
        name: _named(value, names) if name in CODED and isinstance(value, str) else value
        for name, value in problem.params.items()
    }
    told = replace(problem, params=params)
    place = replace(told, file="").place(words)
    return place, told.message(words), OPTION.sub("", told.remedy(words))


def _named(text: str, names: dict[str, str]) -> str:
    """The codes in a text by name; in the order of the names where there are several."""
    codes = text.split(BETWEEN)
    found = [names.get(code, code) for code in codes]
    return BETWEEN.join(found if found == codes else sorted(found, key=str.casefold))
