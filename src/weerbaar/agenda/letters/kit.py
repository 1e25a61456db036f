"""What is in the kit of a mayor: steps with how they stand, and words to use, from live data.

Rules:
1. The steps are data: what the letter of the NCTV to mayors and the letter of a safety region ask,
   each with its source. In how many days they are to be done is our assumption (A): the letters
   name no days.
2. A step is on the agenda where a line has its identifier; how it stands, whose it is and its last
   day are those of that line. Putting steps on the agenda adds none twice.
3. The words are data too: sentences in two languages with places to fill in, each with its source
   and when it is used. Figures come from the answer, and what has none is left out, not made up.
4. Inhabitants are told that somebody answers them, and where, only while somebody there does.
5. The tone is aware, not afraid: what falls short stands beside what one can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from weerbaar.agenda.commitments import Commitment, Kinds, standing_in_words
from weerbaar.agenda.letters.situation import Situation
from weerbaar.agenda.letters.work import Work
from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.region.tables import EVIDENCE

KEY = "mayor-"
"""With what the identifier of a line begins that is one of the steps."""
WHEN = ("always", "gaps", "none", "can", "home", "work", "asked", "unasked")
ALWAYS, GAPS, NO_GAPS, CAN, HOME, WORK, ASKED, UNASKED = WHEN
COUNCIL, INHABITANTS, MEDIA = AUDIENCES = ("council", "inhabitants", "media")
AUDIENCE_WORDS: Mapping[str, str] = {
    COUNCIL: mark("To the council"),
    INHABITANTS: mark("To inhabitants"),
    MEDIA: mark("To the press"),
}
NOT_YET = mark("not on the agenda yet")
STEPS_PILLAR = "kamerbrief-2"
MOST_DOING = 2

MAYOR_STEPS = Table(
    "mayor_steps",
    "What letters ask of mayors, as steps for the kit of a mayor.",
    ("step",),
    (
        Column("step", "text", "", "Identifier of the step."),
        Column("place", "integer", "", "Its place in the list.", low=1),
        Column("name_nl", "text", "", "What is done, Dutch."),
        Column("name_en", "text", "", "What is done, English."),
        Column("who_nl", "text", "", "Which function does it, Dutch."),
        Column("who_en", "text", "", "Which function does it, English."),
        Column("within_days", "integer", "d", "In how many days from its start.", low=1),
        Column("day_evidence", "text", "", "Evidence of these days."),
        Column("source_nl", "text", "", "Where it is asked, Dutch."),
        Column("source_en", "text", "", "Where it is asked, English."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)
MAYOR_WORDS = Table(
    "mayor_words",
    "Words for a mayor to use, with places to fill in from an answer and the agenda.",
    ("audience", "place"),
    (
        Column("audience", "choice", "", "To whom.", choices=AUDIENCES),
        Column("place", "integer", "", "Its place in what is said.", low=1),
        Column(
            "when", "choice", "", "When it is said: always, or where there is one.", choices=WHEN
        ),
        Column("text_nl", "text", "", "The sentences, Dutch."),
        Column("text_en", "text", "", "The sentences, English."),
        Column("source_nl", "text", "", "After which words they are made, Dutch."),
        Column("source_en", "text", "", "After which words they are made, English."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)


@dataclass(frozen=True)
class Step:
    """A step as it stands: what, who, by when, whether it is on the agenda, and where it is asked.

    `until` is its last day on the agenda, None where it has none; `days` how many it has else.
    """

    step: str
    name: str
    who: str
    days: int
    source: str
    on_agenda: bool
    state: str
    until: date | None

    @property
    def key(self) -> str:
        """The identifier of its line on the agenda."""
        return KEY + self.step


@dataclass(frozen=True)
class Speech:
    """What to say to somebody: the sentences, and after which sources they are made."""

    audience: str
    sentences: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it as one text."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Kit:
    """The kit: the situation (None before there is an answer), its map, steps, work and words.

    `map_of` is the need that the map shows, in words.
    """

    place: str
    situation: Situation | None
    map: str
    steps: tuple[Step, ...]
    work: Work | None
    speeches: tuple[Speech, ...]
    map_of: str = ""


def kit_of(
    place: str,
    situation: Situation | None,
    drawn: str,
    steps: Sequence[Step],
    work: Work | None,
    words: Rows,
    language: Language,
    map_of: str = "",
    asked_at: str = "",
) -> Kit:
    """The kit of a place; `words` are the rows of MAYOR_WORDS.

    `asked_at` is the address at which inhabitants offer something, "" where nobody answers them.
    """
    told = speeches(words, place, situation, work, language, asked_at)
    return Kit(place, situation, drawn, tuple(steps), work, told, map_of)


def steps_of(
    rows: Rows, commitments: Iterable[Commitment], kinds: Kinds, today: date, language: Language
) -> tuple[Step, ...]:
    """The steps in their order, each as it stands on the agenda (rule 2)."""
    lines = {one.commitment: one for one in commitments}
    code = language.code
    found = []
    for row in sorted(rows, key=lambda row: int(row["place"])):
        line = lines.get(KEY + str(row["step"]))
        state = language.text(NOT_YET)
        if line is not None:
            state = standing_in_words(line, kinds, today, language)
        found.append(
            Step(
                step=str(row["step"]),
                name=str(row[f"name_{code}"]),
                who=(line.owner if line else "") or str(row[f"who_{code}"]),
                days=int(row["within_days"]),
                source=str(row[f"source_{code}"]),
                on_agenda=line is not None,
                state=state,
                until=line.until if line else None,
            )
        )
    return tuple(found)


def step_texts(step: Step, today: date) -> dict[str, str]:
    """The cells of the line that puts a step on the agenda."""
    return {
        "kind": "assignment",
        "title": step.name,
        "status": "open",
        "owner": step.who,
        "until": (today + timedelta(days=step.days)).isoformat(),
        "pillar": STEPS_PILLAR,
        "source": step.source,
        "shared": "no",
    }


def speeches(
    rows: Rows,
    place: str,
    situation: Situation | None,
    work: Work | None,
    language: Language,
    asked_at: str = "",
) -> tuple[Speech, ...]:
    """What to say to each audience, with the figures that there are (rule 3)."""
    filled = _filled(place, situation, work, asked_at)
    found = []
    for audience in AUDIENCES:
        own = [row for row in rows if row["audience"] == audience and row["when"] in filled]
        own.sort(key=lambda row: int(row["place"]))
        told = [(row, _fill(str(row[f"text_{language.code}"]), filled)) for row in own]
        kept = [(row, text) for row, text in told if text]
        sources = dict.fromkeys(str(row[f"source_{language.code}"]) for row, _ in kept)
        found.append(Speech(audience, tuple(text for _, text in kept), tuple(sources)))
    return tuple(found)


Filled = Mapping[str, Mapping[str, str]]


def _filled(place: str, situation: Situation | None, work: Work | None, asked_at: str) -> Filled:
    """For each kind of moment that there is, what fills its places."""
    always = {"place": place}
    found: dict[str, dict[str, str]] = {ALWAYS: always}
    found |= {ASKED: {"address": asked_at}} if asked_at else {UNASKED: {}}
    if situation is not None:
        page = situation.page
        always |= {"case": f"{page.title} ({page.season})", "unknown": page.unknown}
        found |= _of_gaps(situation)
    going = [line for line in work.lines if not line.is_over] if work else []
    if going:
        names = "; ".join(line.title for line in going[:MOST_DOING])
        found[WORK] = {"lines": str(len(going)), "doing": names}
    return {when: {**always, **values} for when, values in found.items()}


def _of_gaps(situation: Situation) -> dict[str, dict[str, str]]:
    if not situation.page.gaps:
        return {NO_GAPS: {}}
    first = situation.page.gaps[0]
    told = "".join(words for words, _ in first.told.parts)
    found = {GAPS: {"first": told, "sure": first.sure, "whom": first.whom}}
    if first.provided:
        found[CAN] = {"can": first.provided[0].can, "cannot": first.provided[0].cannot}
    if first.home:
        found[HOME] = {"home": " ".join(words for words, _ in first.home)}
    return found


def _fill(text: str, filled: Filled) -> str:
    """A sentence with its places filled; "" where something for it is not there."""
    values = {name: value for each in filled.values() for name, value in each.items()}
    try:
        return " ".join(text.format(**values).split())
    except (KeyError, IndexError, ValueError):
        return ""
