"""Strategic dependencies: what comes from whom and where, and how much of it from one hand.

Rules:
1. A row is a share of one thing from one supplier at one site. Suppliers of one thing are its rows
   with the same name for `what`, capitals and spaces aside.
2. The concentration is the Herfindahl index: the sum of the squares of the shares, each between 0
   and 1. It is 1 with one supplier and 1/n with n equal ones. The largest share stands beside it.
3. A share that is estimated has a band; both figures then have one, from draws keyed by thing and
   row. Where all shares are known and their middles come to 1, those of a draw are put in
   proportion so that they do too; else they are where they come to more than 1.
4. What the shares leave over comes from somebody who is not in the list. It counts between none (it
   comes from very many) and the square of it (from one), at the same chance everywhere between
   (assumption, A). The largest share is the largest of who is in the list. Who has it is named
   alone only where the band of what they have over each other one lies above nothing; else all are
   named of whom that cannot be told, the largest middle first.
5. A thing of which no share is known, or none by country or site, has no figure.

Source of the index: Hirschman 1945 and Herfindahl 1950; the classes stand in
`concentration_classes.csv` with theirs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from babel import Locale
from numpy.typing import NDArray

from weerbaar.agenda.registers.register import (
    Register,
    band_columns,
    band_of,
    written,
)
from weerbaar.common.finding import Band
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.common.tables import Column, Rows, Table
from weerbaar.twin.draws import key_of, quantile, uniform_over

PER_CENT = 100.0
WHOLE = 99.5
"""From how many percent on the middles of shares come to all of it: whole percents are typed."""
MOST_MONTHS = 600.0
QUANTILES = (10, 50, 90)
DRAWS = 1_000
ROUNDING = 0.5
"""Shares that are rounded to whole per cents may come to a little more than 100."""
SHARE, REST = key_of("dependency share"), key_of("dependency rest")
SUPPLIER, COUNTRY, SITE = OVER = ("supplier", "country", "site")
KNOWN, ESTIMATED, NOT_KNOWN = ORIGINS = ("known", "estimated", "unknown")
INPUTS = ("", "power", "fuel", "water", "data", "goods", "oxygen")

TOGETHER_TOO_MUCH = ProblemKind(
    "shares-over-hundred",
    mark("The shares of {value} come to {sum} % together."),
    mark("Make them 100 % at most; what you do not know may be left out."),
)
NOT_A_COUNTRY = ProblemKind(
    "not-a-country",
    mark("{column} is “{value}”, which is no country."),
    mark("Give the two letters of the country, such as NL or DE, or its name."),
)
WITHOUT_BAND = ProblemKind(
    "estimated-without-band",
    mark("The share of {value} is said to be estimated, but has no lowest and highest."),
    mark("Give both, or say that the share is known."),
)
UNKNOWN_WITH_SHARE = ProblemKind(
    "unknown-with-share",
    mark("The share of {value} is said to be unknown, but a share is given."),
    mark("Leave it out, or say that it is known or estimated."),
)
KNOWN_WITHOUT_SHARE = ProblemKind(
    "known-without-share",
    mark("The share of {value} is said to be known or estimated, but is not given."),
    mark("Give it, or say that it is unknown."),
)

CONCENTRATION_CLASSES = Table(
    "concentration_classes",
    "From which Herfindahl index on a dependency is called spread out or concentrated.",
    ("class",),
    (
        written("class", "Its name in the code.", ...),
        Column("at_least", "share", "1", "From which index on."),
        written("name_nl", "Name on screen, in Dutch.", ...),
        written("name_en", "Name on screen, in English.", ...),
        written("source", "Where the bounds come from.", ...),
        written("evidence", "Evidence codes.", ...),
    ),
)
DEPENDENCIES_TABLE = Table(
    "strategic_dependencies",
    "What comes from which supplier, country and site, and what there is in its place.",
    ("what", "supplier", "site"),
    (
        written("what", "What you depend on.", ...),
        Column("input", "choice", "", "The input of the model that it is.", "", choices=INPUTS),
        written("supplier", "Who delivers it.", ...),
        written("country", "From which country it comes."),
        written("site", "At which site it is made or kept."),
        Column("origin", "choice", "", "How the share is known.", choices=ORIGINS),
        *band_columns("share", "%", "Share that comes from this supplier.", PER_CENT),
        Column(
            "alternative",
            "choice",
            "",
            "Whether there is something in its place.",
            "unknown",
            choices=("unknown", "none", "part", "full"),
        ),
        written("instead", "What that is."),
        *band_columns("months", "months", "Time until another supplier delivers.", MOST_MONTHS),
        written("source", "Where this comes from."),
        written("contact", "Whom to ask."),
    ),
)


@dataclass(frozen=True)
class Concentration:
    """How concentrated one thing is: its index and largest share, each a band between 0 and 1.

    `rest` is the middle of what the list leaves over, `largest` who may have the largest share.
    """

    what: str
    index: Band | None
    largest_share: Band | None
    largest: tuple[str, ...]
    rest: float
    suppliers: int
    estimated: bool


def name_of_country(written: str, code: str) -> str:
    """A country in words; as it was written where it is none that we know."""
    found = country_code(written)
    return str(Locale.parse(code).territories.get(found, written)) if found else written


def country_code(written: str) -> str:
    """The two letters of a country given by letters or by name in Dutch or English; "" for none."""
    return _countries().get(written.strip().casefold(), "")


@cache
def _countries() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "nl"):
        names = Locale.parse(language).territories
        found |= {str(n).casefold(): c for c, n in names.items() if len(c) == 2 and c.isalpha()}
    return found | {code.casefold(): code for code in found.values()}


def thing(row: Mapping[str, Any]) -> str:
    """By what the rows of one thing are known (rule 1)."""
    return " ".join(str(row["what"]).casefold().split())


def things(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """The rows of each thing, by name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (thing(row), row["supplier"], row["site"])):
        found.setdefault(thing(row), []).append(row)
    return found


def concentration(
    rows: Sequence[Mapping[str, Any]], over: str = SUPPLIER, draws: int = DRAWS, seed: int = 1
) -> Concentration:
    """How concentrated one thing is over its suppliers, countries or sites.

    `rows` are those of one thing. Raises ValueError where there is none.
    """
    if not rows:
        raise ValueError("a thing has at least one row")
    estimated = any(row["origin"] == ESTIMATED for row in rows)
    told = str(rows[0]["what"]), len({str(row["supplier"]) for row in rows})
    found = hands_of(rows, over, draws, seed)
    if found is None:
        return Concentration(told[0], None, None, (), 1.0, told[1], estimated)
    largest = np.max(np.stack(list(found.totals.values()) or [np.zeros(draws)]), axis=0)
    return Concentration(
        told[0],
        _band(index_of(found)),
        _band(largest),
        who_is_largest(found.totals),
        float(np.median(found.rest)),
        told[1],
        estimated,
    )


@dataclass(frozen=True)
class Hands:
    """What each supplier, country or site has in each draw, what the list leaves over, and which
    part of the latter is one hand's (rule 4); all of shape (draws,)."""

    totals: Mapping[str, NDArray[np.float64]]
    rest: NDArray[np.float64]
    one_hand: NDArray[np.float64]


def hands_of(
    rows: Sequence[Mapping[str, Any]], over: str, draws: int = DRAWS, seed: int = 1
) -> Hands | None:
    """Who has which share of one thing; None where no share is known (rule 5)."""
    bands = [band_of(row, "share") for row in rows]
    names = [hand_of(row, over) for row in rows]
    if not any(band for band, name in zip(bands, names, strict=True) if name):
        return None
    shares = _drawn(rows, bands, draws, seed)
    totals = {name: _sum(shares, names, name) for name in dict.fromkeys(names) if name}
    rest = np.clip(1.0 - _all(totals, draws), 0.0, 1.0)
    one_hand = uniform_over(seed, np.arange(draws), key_of(thing(rows[0])), REST)
    return Hands(totals, rest, one_hand)


def index_of(hands: Hands) -> NDArray[np.float64]:
    """The Herfindahl index in each draw (rules 2 and 4)."""
    return sum((total**2 for total in hands.totals.values()), hands.one_hand * hands.rest**2)


def who_is_largest(totals: Mapping[str, NDArray[np.float64]]) -> tuple[str, ...]:
    """Who has the largest share, or all who may have it, the largest middle first (rule 4).

    `totals` has the share of each in each draw; draws are held against each other one by one.
    """
    order = sorted(totals, key=lambda name: (-float(np.median(totals[name])), name))
    if not order:
        return ()
    first = totals[order[0]]
    return tuple(n for n in order if n == order[0] or _band(first - totals[n]).p10 <= 0.0)


def largest_in_words(found: Concentration, words: Language) -> str:
    """Who has the largest share and how much it is; all who may have it where that is unsure."""
    if found.largest_share is None or not found.largest:
        return words.text(mark("unknown"))
    names = " / ".join(name_of_country(name, words.code) for name in found.largest)
    low, middle, high = (
        words.number(PER_CENT * end)
        for end in (found.largest_share.p10, found.largest_share.p50, found.largest_share.p90)
    )
    share = f"{middle} %" if low == high else f"{middle} % ({low}–{high})"
    if len(found.largest) == 1:
        return f"{names}: {share}"
    return words.text(mark("{names}, nobody can say which: {share}"), names=names, share=share)


def class_of(index: float, classes: Rows, code: str) -> str:
    """What an index is called, in words."""
    named = [row for row in classes if index >= row["at_least"]]
    return str(max(named, key=lambda row: row["at_least"])[f"name_{code}"])


def class_words(index: Band, classes: Rows, code: str) -> tuple[str, ...]:
    """What an index is called; two or three names where its band runs over a bound."""
    names = [class_of(value, classes, code) for value in (index.p10, index.p50, index.p90)]
    return tuple(dict.fromkeys(names))


def hand_of(row: Mapping[str, Any], over: str) -> str:
    """Whose a row is: its supplier, the two letters of its country, or its site; "" for nobody."""
    written = str(row[over])
    return (country_code(written) or written) if over == COUNTRY else " ".join(written.split())


def _drawn(
    rows: Sequence[Mapping[str, Any]], bands: Sequence[Band | None], draws: int, seed: int
) -> NDArray[np.float64]:
    """The shares of each row in each draw, 0..1, shape (rows, draws); 0 where unknown (rule 3)."""
    runs = np.arange(draws)
    shares = np.zeros((len(rows), draws))
    for at, (row, band) in enumerate(zip(rows, bands, strict=True)):
        if band is None:
            continue
        key = key_of("|".join((thing(row), str(row["supplier"]), str(row["site"]))))
        q = uniform_over(seed, runs, key, SHARE)
        low, middle, high = (np.array([e / PER_CENT]) for e in (band.p10, band.p50, band.p90))
        shares[at] = quantile(low, middle, high, q, 0.0, 1.0)
    together = shares.sum(axis=0)
    middles = math.fsum(band.p50 for band in bands if band is not None)
    if None in bands or middles < WHOLE:
        together = np.maximum(together, 1.0)
    is_one = (together == 0.0) | np.isclose(together, 1.0)
    drawn: NDArray[np.float64] = shares / np.where(is_one, 1.0, together)
    return drawn


def _sum(shares: NDArray[np.float64], names: Sequence[str], name: str) -> NDArray[np.float64]:
    total: NDArray[np.float64] = shares[[at for at, n in enumerate(names) if n == name]].sum(axis=0)
    return total


def _all(totals: Mapping[str, NDArray[np.float64]], draws: int) -> NDArray[np.float64]:
    total: NDArray[np.float64] = sum(totals.values(), np.zeros(draws))
    return total


def _band(drawn: NDArray[np.float64]) -> Band:
    low, middle, high = (float(value) for value in np.percentile(drawn, QUANTILES))
    return Band(low, middle, high)


def _check(rows: Rows, file: str) -> list[Problem]:
    problems: list[Problem] = []
    for line, row in enumerate(rows, start=2):
        if row["country"] and not country_code(row["country"]):
            problems.append(Problem(NOT_A_COUNTRY, file, line, "country", row["country"]))
        kind = _share_problem(row)
        if kind is not None:
            problems.append(Problem(kind, file, line, "share", row["what"]))
    for found in things(rows).values():
        middles = [float(row["share"]) for row in found]
        together = math.fsum(m for m in middles if not math.isnan(m))
        if together > PER_CENT + ROUNDING * len(found):
            params = {"sum": float(f"{together:.4g}")}
            problem = Problem(TOGETHER_TOO_MUCH, file, None, "share", found[0]["what"], params)
            problems.append(problem)
    return problems


def _share_problem(row: Mapping[str, Any]) -> ProblemKind | None:
    """What is wrong between a share and how it is known; None where nothing is."""
    given = not math.isnan(float(row["share"]))
    if row["origin"] == NOT_KNOWN:
        return UNKNOWN_WITH_SHARE if given else None
    if not given:
        return KNOWN_WITHOUT_SHARE
    without = math.isnan(float(row["share_low"]))
    return WITHOUT_BAND if row["origin"] == ESTIMATED and without else None


INPUT_WORDS: Mapping[str, str] = {
    "": mark("none of these"),
    "power": mark("power"),
    "fuel": mark("fuel"),
    "water": mark("water"),
    "data": mark("data"),
    "goods": mark("goods"),
    "oxygen": mark("oxygen"),
}
DEPENDENCIES = Register(
    name="dependencies",
    title=mark("Strategic dependencies"),
    about=mark("What you depend on, who delivers it, and how long another one would take."),
    table=DEPENDENCIES_TABLE,
    headings={
        "what": mark("What"),
        "input": mark("Input of the model"),
        "supplier": mark("Supplier"),
        "country": mark("Country"),
        "site": mark("Site"),
        "origin": mark("How the share is known"),
        "share_low": mark("Share at least (%)"),
        "share": mark("Share (%)"),
        "share_high": mark("Share at most (%)"),
        "alternative": mark("Is there another way?"),
        "instead": mark("Which other way"),
        "months_low": mark("Months to replace, at least"),
        "months": mark("Months to replace"),
        "months_high": mark("Months to replace, at most"),
        "source": mark("Source"),
        "contact": mark("Contact person"),
    },
    choices={
        "input": INPUT_WORDS,
        "origin": {
            KNOWN: mark("known"),
            ESTIMATED: mark("estimated"),
            NOT_KNOWN: mark("unknown"),
        },
        "alternative": {
            "unknown": mark("unknown"),
            "none": mark("no"),
            "part": mark("for a part"),
            "full": mark("for all of it"),
        },
    },
    filters=("what", "country", "alternative"),
    check=_check,
    bands=("share", "months"),
    personal=("contact",),
    hints={
        "what": mark("Use the same name for each supplier of the same thing."),
        "country": mark("Two letters such as NL, or the name of the country."),
        "input": mark("Then you see beside it how many sites of your region lean on it."),
        "share": mark("With an estimate also give at least and at most: 8 of 10 times in between."),
    },
)
