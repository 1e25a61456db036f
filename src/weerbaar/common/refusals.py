"""How the project says no: what is wrong, where it stands, and what to do about it.

A check collects Problems and raises Refused once, with all of them, so that a person mends a file
in one go. Texts are English here and are translated at the edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from weerbaar.common.language import ENGLISH, MOST_WRITTEN, Language, mark

TRANSLATED = frozenset({"meaning", "expected", "unit", "why"})
NO_UNIT = ("", "1", "see what", "your own")
"""What stands in the place of a unit and cannot be said after a number."""


@dataclass(frozen=True)
class ProblemKind:
    """A kind of mistake: a stable code, and two texts that may use {column}, {value} and params.

    The params in TRANSLATED are texts themselves and are translated too. A number that is a float
    or large is written as the language does. Where there is no unit, “ {unit}” falls away.
    """

    code: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Problem:
    """One mistake in one place. `row` is the line of the file, the header being line 1.

    What `params` hold that has words of its own in each language is a text by language code.
    """

    kind: ProblemKind
    file: str = ""
    row: int | None = None
    column: str = ""
    value: object = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable code of the kind of mistake."""
        return self.kind.code

    def place(self, language: Language = ENGLISH) -> str:
        """Where it stands, as `file, row 3, column x`; the parts that are known."""
        parts = [_shown(self.file)] if self.file else []
        if self.row is not None:
            parts.append(language.text(mark("row {row}"), row=self.row))
        if self.column.startswith("--"):
            parts.append(_shown(self.column))
        elif self.column:
            parts.append(language.text(mark("column {column}"), column=_shown(self.column)))
        return ", ".join(parts)

    def message(self, language: Language = ENGLISH) -> str:
        """What is wrong, in this language."""
        return self._fill(self.kind.message, language)

    def remedy(self, language: Language = ENGLISH) -> str:
        """What to do about it, in this language."""
        return self._fill(self.kind.remedy, language)

    def _fill(self, text: str, language: Language) -> str:
        given = {"column": self.column, "value": self.value, **self.params}
        params = {name: _in_words(value, language) for name, value in given.items()}
        for name in TRANSLATED & params.keys():
            params[name] = language.text(params[name])
        template = language.text(text)
        if given.get("unit") in NO_UNIT:
            template = template.replace(" {unit}", "")
        return template.format(**params)

    def as_record(self, language: Language = ENGLISH) -> dict[str, object]:
        """The problem as plain values, for `--json`."""
        return {
            "code": self.code,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": _text(self.value),
            "message": self.message(language),
            "remedy": self.remedy(language),
        }


MORE_PROBLEMS = ProblemKind(
    "more-problems",
    mark("More problems in this file: at least {value}."),
    mark("Mend the ones above first, and try again."),
)
MOST_PROBLEMS = 1_000
MOST_IN_TEXT = 50
NOT_WRITTEN = "…"
# A whole number from here on is written with marks for thousands; a year is not.
LARGE = 10_000


class Refused(Exception):
    """Raised when input cannot be accepted; holds every problem, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        told = self.problems[:MOST_IN_TEXT]
        super().__init__("; ".join(f"{p.place()}: {p.message()}" for p in told))


def _text(value: object) -> str:
    try:
        return str(value)
    except (ValueError, RecursionError):
        # Python writes no integer of more than 4,300 digits, nor what is nested too deep.
        return NOT_WRITTEN


def _in_words(value: object, language: Language) -> str:
    if isinstance(value, Mapping):
        value = value.get(language.code, next(iter(value.values()), ""))
    if isinstance(value, float):
        return language.figure(value)
    large = type(value) is int and LARGE <= abs(value) < MOST_WRITTEN
    return language.number(value) if large and isinstance(value, int) else _shown(value)


def _shown(value: object) -> str:
    """The value as text that cannot steer a terminal: what is not printable is escaped."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in _text(value))


def first_problems(problems: Iterable[Problem]) -> list[Problem]:
    """The first MOST_PROBLEMS of each file, and for each file how many more there are."""
    first = []
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.file] = counts.get(problem.file, 0) + 1
        if counts[problem.file] <= MOST_PROBLEMS:
            first.append(problem)
    return first + [
        Problem(MORE_PROBLEMS, file, value=count - MOST_PROBLEMS)
        for file, count in counts.items()
        if count > MOST_PROBLEMS
    ]


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise Refused when there is at least one problem."""
    found = tuple(problems)
    if found:
        raise Refused(found)
