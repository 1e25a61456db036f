"""What other countries do: a library of practices, and the measures to try them with here.

It answers what is done elsewhere, on what that rests, what must hold for it to work and with which
measure of the catalogue one could try it. Whether it would work here it does not say.

Rules:
1. A practice stands in one row of PRACTICES, with one or more countries of COUNTRIES (ISO 3166).
2. Each says what is done, what must hold for it to work, what is known of it and what is not, in
   which document that stands and where, and at least one measure of the catalogue. A row that lacks
   one of these, or names what is not there, is refused.
3. How sure it is that it is done, and how sure that its conditions are these, stand apart: the
   documents tell the first and seldom the second.
4. A practice that a region writes down itself has one language, and stands beside those that ship.
   A country or measure that is not known here stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.measures.catalogue import Measure
from weerbaar.twin.influence_words import evidence_in_words

NO_SUCH_COUNTRY = ProblemKind(
    "no-such-country",
    mark("“{value}” is no country of this library."),
    mark("Choose one of: {known}."),
)
NO_SUCH_MEASURE = ProblemKind(
    "practice-of-no-measure",
    mark("“{value}” is no measure of the catalogue."),
    mark("Take one of the list of measures: weerbaar measure list, or the page What can be done."),
)
NAMED_TWICE = ProblemKind(
    "practice-names-twice",
    mark("“{value}” stands twice in {column}."),
    mark("Name it once."),
)
SECOND_HAND = mark(
    "This is what Dutch documents tell, unless another source is named. The countries themselves "
    "were not asked."
)


def _both(name: str, meaning: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_nl", "text", "", f"{meaning} In Dutch."),
        Column(f"{name}_en", "text", "", f"{meaning} In English."),
    )


COUNTRIES = Table(
    "countries",
    "Countries of which practices are told.",
    ("country",),
    (
        Column("country", "text", "", "ISO 3166-1, two letters."),
        *_both("name", "What it is called."),
    ),
)
PRACTICES = Table(
    "practices",
    "What other countries do, on what that rests, and with which measure it could be tried here.",
    ("practice",),
    (
        Column("practice", "text", "", "Identifier: small letters, digits and dashes."),
        Column("countries", "text", "", "Countries that do it, with spaces between."),
        *_both("name", "Name on screen."),
        *_both("what", "What they do, in our own words."),
        *_both("conditions", "What must hold for it to work."),
        Column("conditions_evidence", "text", "", "Evidence codes of these conditions."),
        *_both("known", "What is known of it."),
        *_both("unknown", "What is not known of it."),
        *_both("document", "The document that tells of it."),
        *_both("place", "The place in that document."),
        Column("evidence", "text", "", "Evidence codes of what they do."),
        Column("measures", "text", "", "Measures to try it with, with spaces between."),
    ),
)
LIBRARY_TABLES = (COUNTRIES, PRACTICES)


@dataclass(frozen=True)
class Country:
    """A country, by its two letters."""

    country: str
    name_nl: str
    name_en: str

    def name(self, code: str) -> str:
        """What it is called."""
        return self.name_nl if code == "nl" else self.name_en


@dataclass(frozen=True)
class Told:
    """A practice in one language."""

    name: str
    what: str
    conditions: str
    known: str
    unknown: str
    document: str
    place: str


@dataclass(frozen=True)
class Practice:
    """What countries do elsewhere.

    `evidence` is of what they do, `conditions_evidence` of what must hold. `owner` is who wrote it
    down, "" where it ships.
    """

    practice: str
    countries: tuple[str, ...]
    dutch: Told
    english: Told
    evidence: str
    conditions_evidence: str
    measures: tuple[str, ...]
    owner: str = ""

    def told(self, code: str) -> Told:
        """Its words in a language."""
        return self.dutch if code == "nl" else self.english


def countries_of(rows: Rows) -> dict[str, Country]:
    """The countries in the rows of COUNTRIES, by their letters."""
    return {str(row["country"]): Country(**row) for row in rows}


def practice_problems(
    rows: Rows, countries: Mapping[str, Country], measures: Sequence[str], file: str
) -> list[Problem]:
    """What is wrong in rows of PRACTICES beside their cells (rules 1 and 2)."""
    lists = (
        ("countries", tuple(countries), NO_SUCH_COUNTRY),
        ("measures", measures, NO_SUCH_MEASURE),
    )
    problems = []
    for line, row in enumerate(rows, start=2):
        for column, known, kind in lists:
            named = str(row[column]).split()
            params = {"known": ", ".join(known)}
            problems += [
                Problem(kind, file, line, column, name, params)
                for name in named
                if name not in known
            ]
            twice = dict.fromkeys(name for name in named if named.count(name) > 1)
            problems += [Problem(NAMED_TWICE, file, line, column, name) for name in twice]
    return problems


def practices_of(rows: Rows) -> tuple[Practice, ...]:
    """The practices in the rows of PRACTICES, in their order."""
    return tuple(
        Practice(
            practice=str(row["practice"]),
            countries=tuple(str(row["countries"]).split()),
            dutch=_told(row, "nl"),
            english=_told(row, "en"),
            evidence=str(row["evidence"]),
            conditions_evidence=str(row["conditions_evidence"]),
            measures=tuple(str(row["measures"]).split()),
        )
        for row in rows
    )


def _told(row: Mapping[str, object], code: str) -> Told:
    names = ("name", "what", "conditions", "known", "unknown", "document", "place")
    return Told(*(str(row[f"{name}_{code}"]) for name in names))


def wanted_practices(
    practices: Iterable[Practice], country: str = "", measure: str = ""
) -> list[Practice]:
    """The practices of a country and for a measure; "" asks for nothing."""
    return [
        one
        for one in practices
        if (not country or country in one.countries) and (not measure or measure in one.measures)
    ]


def asking_problems(
    country: str, measure: str, countries: Mapping[str, str], measures: Mapping[str, Measure]
) -> list[Problem]:
    """What is asked for and not there; `countries` are names by what may be asked."""
    asked = (
        (country, tuple(countries), NO_SUCH_COUNTRY),
        (measure, tuple(measures), NO_SUCH_MEASURE),
    )
    return [
        Problem(kind, value=value, params={"known": ", ".join(known)})
        for value, known, kind in asked
        if value and value not in known
    ]


def country_names(
    practices: Iterable[Practice], countries: Mapping[str, Country], language: Language
) -> dict[str, str]:
    """The countries of these practices by what may be asked, in the order of their names."""
    found = {each for one in practices for each in one.countries}
    names = {each: country_name(each, countries, language) for each in found}
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def country_name(country: str, countries: Mapping[str, Country], language: Language) -> str:
    """What a country is called; what is not known here as it was written (rule 4)."""
    known = countries.get(country)
    return known.name(language.code) if known else country


def measure_name(measure: str, catalogue: Mapping[str, Measure], language: Language) -> str:
    """What a measure is called; what is not known here as it was written (rule 4)."""
    known = catalogue.get(measure)
    return known.name(language.code) if known else measure


COLUMNS = (
    mark("Practice"),
    mark("Countries"),
    mark("What they do"),
    mark("What must hold"),
    mark("How sure that is"),
    mark("What is known"),
    mark("What is not known"),
    mark("Document"),
    mark("Place in it"),
    mark("How sure"),
    mark("To try here"),
    mark("Written down by"),
)


def practice_sheet(
    practices: Iterable[Practice],
    countries: Mapping[str, Country],
    catalogue: Mapping[str, Measure],
    language: Language,
) -> tuple[list[str], list[list[str | int | float | None]]]:
    """The heads and rows of the table of practices."""
    heads = [language.text(head) for head in COLUMNS]
    return heads, [_row(one, countries, catalogue, language) for one in practices]


def _row(
    one: Practice,
    countries: Mapping[str, Country],
    catalogue: Mapping[str, Measure],
    language: Language,
) -> list[str | int | float | None]:
    told = one.told(language.code)
    return [
        told.name,
        ", ".join(country_name(each, countries, language) for each in one.countries),
        told.what,
        told.conditions,
        evidence_in_words(one.conditions_evidence, language),
        told.known,
        told.unknown,
        told.document,
        told.place,
        evidence_in_words(one.evidence, language),
        "; ".join(measure_name(each, catalogue, language) for each in one.measures),
        one.owner or language.text(mark("comes with Weerbaar")),
    ]
