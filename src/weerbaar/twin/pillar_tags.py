"""In which pillar and track of the cabinet's letter things stand: indicators, statements, gaps.

Rules:
1. The letter has six pillars in two tracks: societal resilience (1 to 4) and military readiness
   (5 and 6). Which track a pillar is of stands in the taxonomy; a thing has the tracks of its
   pillars, and pillars of other lists (the four of the NCTV) have none.
2. Measures name their own pillars, and a gap has that of its norm. For indicators and for
   statements of surveys the table below says it, each with why, source and evidence.
3. What is in no pillar is told as not assigned: it is nothing that was forgotten, and nothing is
   guessed. It is in no track either, and is found by asking for what is not assigned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark, upper
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.region.tables import EVIDENCE

LETTER = "kamerbrief-"
SOCIETAL, MILITARY = TRACKS = ("societal", "military")
NONE = "none"
"""What asks for all that is not assigned (rule 3)."""
INDICATOR, STATEMENT = SORTS = ("indicator", "statement")
NOT_ASSIGNED = mark("not assigned")
TRACK_WORDS: Mapping[str, str] = {
    SOCIETAL: mark("societal resilience"),
    MILITARY: mark("military readiness"),
}

PILLAR_TAGS = Table(
    "pillar_tags",
    "In which of the six pillars of the cabinet's letter each indicator and each statement of a "
    "survey stands.",
    ("sort", "thing"),
    (
        Column("sort", "choice", "", "What it is.", choices=SORTS),
        Column("thing", "text", "", "The indicator by its name, or the statement word for word."),
        Column("pillar", "text", "", "Pillar of the taxonomy; empty is not assigned.", default=""),
        Column("why_nl", "text", "", "Why it stands there, Dutch."),
        Column("why_en", "text", "", "Why it stands there, English."),
        Column("source", "text", "", "On what that rests."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)

NO_SUCH_PILLAR = ProblemKind(
    "no-such-pillar-of-the-letter",
    mark("“{value}” is no pillar of the letter."),
    mark("Use one of: {known}."),
)
NO_SUCH_TRACK = ProblemKind(
    "no-such-track",
    mark("“{value}” is no track of the letter."),
    mark("Use one of: {known}."),
)


@dataclass(frozen=True)
class PillarTag:
    """In which pillar something stands, "" where it is not assigned, with why and on what basis."""

    pillar: str
    why_nl: str
    why_en: str
    source: str
    evidence: str

    def why(self, code: str) -> str:
        """Why it stands there."""
        return self.why_nl if code == "nl" else self.why_en


def tags_of(rows: Rows, sort: str) -> dict[str, PillarTag]:
    """The tag of each thing of a sort, by its name."""
    names = ("pillar", "why_nl", "why_en", "source", "evidence")
    return {
        str(row["thing"]): PillarTag(*(str(row[name]) for name in names))
        for row in rows
        if row["sort"] == sort
    }


def letter_pillars(taxonomy: Rows) -> tuple[str, ...]:
    """The pillars of the letter by name, in its order."""
    return tuple(
        str(row["id"])
        for row in taxonomy
        if row["list"] == "pillars" and str(row["id"]).startswith(LETTER)
    )


def of_letter(pillars: Iterable[str]) -> tuple[str, ...]:
    """Those of these pillars that are of the letter."""
    return tuple(one for one in pillars if one.startswith(LETTER))


def pillar_numbered(number: int) -> str:
    """The pillar of the letter with this number."""
    return f"{LETTER}{number}"


def tracks_of(pillars: Iterable[str], taxonomy: Rows) -> tuple[str, ...]:
    """The tracks of these pillars, societal first (rule 1); none where nothing is assigned."""
    track = {str(row["id"]): str(row["track"]) for row in taxonomy if row["list"] == "pillars"}
    found = {track.get(pillar, "") for pillar in pillars}
    return tuple(one for one in TRACKS if one in found)


def pillars_in(track: str, taxonomy: Rows) -> tuple[str, ...]:
    """The pillars of a track; of NONE those that are in no track, and "" for no pillar at all."""
    tagged = [row for row in taxonomy if row["list"] == "pillars"]
    found = tuple(str(row["id"]) for row in tagged if (str(row["track"]) or NONE) == track)
    return ("", *found) if track == NONE else found


def track_choices(words: Language) -> dict[str, str]:
    """What can be asked of tracks, each with its words."""
    return {one: words.text(told) for one, told in {**TRACK_WORDS, NONE: NOT_ASSIGNED}.items()}


def fits(pillars: Sequence[str], taxonomy: Rows, pillar: str = "", track: str = "") -> bool:
    """Whether something with these pillars is what is asked; "" asks nothing, NONE rule 3."""
    own = of_letter(pillars)
    return (not pillar or (pillar in own if pillar != NONE else not own)) and (
        not track or (track in tracks_of(own, taxonomy) if track != NONE else not own)
    )


def asked_problems(taxonomy: Rows, pillar: str, track: str) -> list[Problem]:
    """What is wrong with a pillar and a track that somebody asks for."""
    known = (*letter_pillars(taxonomy), NONE)
    asked = (
        (NO_SUCH_PILLAR, "--pillar", pillar, known),
        (NO_SUCH_TRACK, "--track", track, (*TRACKS, NONE)),
    )
    return [
        Problem(kind, column=name, value=value[:80], params={"known": ", ".join(names)})
        for kind, name, value, names in asked
        if value and value not in names
    ]


def pillar_in_words(pillar: str, taxonomy: Rows, words: Language) -> str:
    """A pillar with its number, such as “2. A ready and resilient society”; one that is unknown is
    told as not assigned."""
    row = next((row for row in taxonomy if row["id"] == pillar), None)
    if row is None:
        return upper(words.text(NOT_ASSIGNED))
    return f"{pillar.removeprefix(LETTER)}. {upper(str(row[f'name_{words.code}']))}"


def pillars_in_words(pillars: Sequence[str], taxonomy: Rows, words: Language) -> str:
    """The pillars of the letter among these, or that it is not assigned."""
    own = of_letter(pillars)
    told = "; ".join(pillar_in_words(one, taxonomy, words) for one in own)
    return told or words.text(NOT_ASSIGNED)


def tracks_in_words(pillars: Sequence[str], taxonomy: Rows, words: Language) -> str:
    """The tracks of these pillars, or that it is not assigned."""
    found = tracks_of(pillars, taxonomy)
    return "; ".join(words.text(TRACK_WORDS[one]) for one in found) or words.text(NOT_ASSIGNED)
