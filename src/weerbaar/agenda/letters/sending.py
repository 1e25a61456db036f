"""Who sends a letter to whom: what somebody fills in, because no record knows it.

Rules:
1. Nothing is made up. What is not filled in stands in the letter as a place to fill in.
2. A letter that is to be kept needs its day and its sender: without them nobody can say later by
   whom and when it was made (Archiefregeling, article 17).
3. A memo of a decision that was taken says why and by which power (Awb, articles 3:46 and 3:47);
   the decision itself holds both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column
from weerbaar.drawing.documents import Text, typed

MISSING = mark("[still to be filled in]")
MOST_LINE, MOST_TEXT, MOST_DAY = 200, 2000, 40
LINES = "\n"

TOO_LONG = ProblemKind(
    "letter-text-too-long",
    mark("{column} has {value} characters; it may have at most {most}."),
    mark("Say it shorter."),
)
NOT_A_DAY = ProblemKind(
    "letter-date-no-day",
    mark("{column} is “{value}”, which is no day."),
    mark("Write it as year-month-day, such as 2027-01-31."),
)
NOT_TO_KEEP = ProblemKind(
    "letter-lacks-what-law-asks",
    mark("{column} is empty, and a letter that is kept must have it (Archiefregeling, art. 17)."),
    mark("Fill it in, or make the letter without keeping it."),
)


@dataclass(frozen=True)
class Sending:
    """What is filled in of a letter; empty where it is not, `date` as year-month-day.

    `occasion` is why it is sent, `asked` what is asked of who reads it, a line for each point; both
    in the words of who sends it. Functions such as “de secretaris” stand beside names.
    `decider`, `power` and `cover` are for a memo.
    """

    organisation: str = ""
    addressee: str = ""
    date: str = ""
    reference: str = ""
    portfolio: str = ""
    occasion: str = ""
    asked: str = ""
    secretary: str = ""
    secretary_name: str = ""
    chair: str = ""
    chair_name: str = ""
    contact: str = ""
    decider: str = ""
    power: str = ""
    cover: str = ""

    @property
    def points(self) -> tuple[str, ...]:
        """What is asked, point by point."""
        return tuple(line.strip() for line in self.asked.split(LINES) if line.strip())


SENDING_KEYS: tuple[Column, ...] = (
    Column("organisation", "text", "", "Who sends it, such as the municipality with its name.", ""),
    Column("addressee", "text", "", "To whom, such as the council of the municipality.", ""),
    Column("date", "text", "", "The day of the letter, as year-month-day.", ""),
    Column("reference", "text", "", "The reference of the organisation.", ""),
    Column("portfolio", "text", "", "The function that is responsible.", ""),
    Column("occasion", "text", "", "Why it is sent now, in your own words.", ""),
    Column("asked", "text", "", "What is asked, a line for each point.", ""),
    Column("secretary", "text", "", "The function that signs on the left.", ""),
    Column("secretary_name", "text", "", "The name below it.", ""),
    Column("chair", "text", "", "The function that signs on the right.", ""),
    Column("chair_name", "text", "", "The name below it.", ""),
    Column("contact", "text", "", "Where to ask more: an office, no person.", ""),
    Column("decider", "text", "", "Who decides, for a memo.", ""),
    Column("power", "text", "", "By which power, with the article of the law.", ""),
    Column("cover", "text", "", "How the costs are covered.", ""),
)
LONG = ("occasion", "asked", "power", "cover")


def sending_of(values: Mapping[str, Any]) -> Sending:
    """What was filled in, from values by name; others are passed over."""
    known = {field.name for field in fields(Sending)}
    return Sending(**{name: str(value) for name, value in values.items() if name in known})


def sending_problems(sending: Sending, kept: bool = False) -> list[Problem]:
    """What is wrong with it: texts that are too long, and what law asks of what is kept."""
    problems = []
    for field in fields(Sending):
        size = len(getattr(sending, field.name))
        most = MOST_TEXT if field.name in LONG else MOST_LINE
        if size > most:
            params = {"most": most}
            problems.append(Problem(TOO_LONG, column=field.name, value=size, params=params))
    if sending.date and not _is_day(sending.date):
        problems.append(Problem(NOT_A_DAY, column="date", value=sending.date[:MOST_DAY]))
    if kept:
        lacking = [name for name in ("organisation", "date") if not getattr(sending, name)]
        problems += [Problem(NOT_TO_KEEP, column=name) for name in lacking]
    return problems


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def filled(words: str, language: Language) -> Text:
    """What was typed, or the place to fill it in (rule 1)."""
    return typed(words.strip() or language.text(MISSING))


def filled_day(day: str, language: Language) -> Text:
    """A day as people say it, or the place to fill it in."""
    return filled(language.day(day) if day else "", language)
