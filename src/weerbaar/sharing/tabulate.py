"""A division as rows and records: for screen, JSON, CSV and XLSX; all rules side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from weerbaar.common.language import Language, mark
from weerbaar.common.tables import Rows
from weerbaar.sharing.claims import Claim, Rule
from weerbaar.sharing.reasons import Award, figure, trace
from weerbaar.sharing.tables import RULE_ORDER

SCHEMA = 1
GRANT_COLUMNS = ("claim", "asked", "granted", "rule", "reasons")


@dataclass(frozen=True)
class Division:
    """One supply divided over claims in one period: by the chosen rule, and by all others.

    `compared` is empty unless asked; the rule `sides` is in it only where a civil share is given.
    """

    claims: tuple[Claim, ...]
    supply: float
    rule: Rule
    period: int
    awards: tuple[Award, ...]
    compared: Mapping[str, tuple[Award, ...]]

    @property
    def asked(self) -> float:
        """All that is asked."""
        return sum(award.asked for award in self.awards)

    @property
    def granted(self) -> float:
        """All that is granted."""
        return sum(award.granted for award in self.awards)


def make_division(
    claims: Sequence[Claim], supply: float, rule: Rule, period: int = 0, compare: bool = False
) -> Division:
    """Divides by the rule, and by all rules where they are to be compared."""
    known = [name for name in RULE_ORDER if name != "sides" or rule.civil_share >= 0]
    compared = {
        name: trace(claims, supply, replace(rule, rule=name), period)
        for name in (known if compare else [])
    }
    awards = trace(claims, supply, rule, period)
    return Division(tuple(claims), supply, rule, period, awards, compared)


def words_of(award: Award, language: Language) -> str:
    """Why a claim got its part, in this language."""
    return " ".join(reason.words(language) for reason in award.reasons)


def rule_names(rules: Rows, language: Language) -> dict[str, str]:
    """The name on screen of each rule."""
    return {row["rule"]: row[f"name_{language.code}"] for row in rules}


def grant_rows(division: Division, language: Language) -> list[list[Any]]:
    """One row for each claim, columns GRANT_COLUMNS."""
    return [
        [award.claim, award.asked, award.granted, award.rule, words_of(award, language)]
        for award in division.awards
    ]


def compared_columns(division: Division) -> tuple[str, ...]:
    """The columns of `compared_rows`: claim, asked, and each rule that is compared."""
    return ("claim", "asked", *division.compared)


def compared_rows(division: Division) -> list[list[Any]]:
    """One row for each claim: what is asked, and what it gets under each rule."""
    return [
        [claim.claim, claim.amount, *(awards[i].granted for awards in division.compared.values())]
        for i, claim in enumerate(division.claims)
    ]


def summary_rows(division: Division, language: Language) -> list[list[str]]:
    """Under each compared rule: who gets all, who gets nothing, the smallest part of what is asked.

    Claims that ask nothing do not count.
    """
    counted = [
        [award for award in awards if award.asked > 0] for awards in division.compared.values()
    ]
    full = [sum(award.granted >= award.asked for award in awards) for awards in counted]
    none = [sum(award.granted == 0 for award in awards) for awards in counted]
    least = [min((a.granted / a.asked for a in awards), default=1.0) for awards in counted]
    return [
        [language.text(mark("gets all")), "", *map(str, full)],
        [language.text(mark("gets nothing")), "", *map(str, none)],
        [
            language.text(mark("smallest part")),
            "",
            *(f"{language.number(100 * part)} %" for part in least),
        ],
    ]


def shown_rows(rows: Sequence[Sequence[Any]], language: Language) -> list[list[str]]:
    """Rows for the screen: numbers with at most two decimals."""
    return [
        [cell if isinstance(cell, str) else figure(cell, language) for cell in row] for row in rows
    ]


def division_record(division: Division, language: Language) -> dict[str, Any]:
    """The whole division as plain values, with a schema version."""
    share = division.rule.civil_share
    return {
        "schema": SCHEMA,
        **asdict(division.rule),
        "civil_share": share if share >= 0 else None,
        "period": division.period,
        "supply": division.supply,
        "asked": division.asked,
        "granted": division.granted,
        "grants": [
            {
                "claim": award.claim,
                "asked": award.asked,
                "granted": award.granted,
                "reasons": [reason.words(language) for reason in award.reasons],
            }
            for award in division.awards
        ],
        "compared": {
            name: {award.claim: award.granted for award in awards}
            for name, awards in division.compared.items()
        },
    }
