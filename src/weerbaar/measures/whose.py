"""Whose figures a weighing holds: those of a whole region, and what part of it a municipality is.

Rules:
1. Sums are those of all who pay in the region: "municipality" is all its municipalities together.
2. The own part of a municipality is its part of the inhabitants. It is our estimate (A), for
   nothing is agreed on how municipalities divide a bill; it is told only where the weighing holds
   the inhabitants of that municipality, on a need that everybody has.
3. What a payer pays is told by middles: bands of years do not add, so that sums are about. What
   comes back every year is told from the least to the most that it is in a year in which it comes.
"""

from __future__ import annotations

from dataclasses import dataclass

from weerbaar.common.language import Language, mark, upper
from weerbaar.measures.catalogue import PAYERS
from weerbaar.measures.euro_words import euros_in_words
from weerbaar.measures.weighing import NOW, Side, Weighing

TOWNS_PAY = "municipality"
EVERYBODY = 0.99
"""From this part of the inhabitants on a need is one that everybody has."""


@dataclass(frozen=True)
class OwnPart:
    """The inhabitants of a municipality and of its region."""

    town: str
    persons: float
    inhabitants: float

    @property
    def share(self) -> float:
        """Which part of the region the municipality is, 0 to 1."""
        return self.persons / self.inhabitants


@dataclass(frozen=True)
class Paid:
    """What a payer pays by the middles (rule 3), in euros.

    `once` over all years; `least` and `most` are what comes back every year, in the years in which
    it is lowest and highest. `total` is everything over all years.
    """

    once: float
    least: float
    most: float
    total: float

    def part(self, share: float) -> Paid:
        """A part of everything."""
        sums = (share * eur for eur in (self.once, self.least, self.most, self.total))
        return Paid(*sums)


def towns_of(weighing: Weighing) -> list[str]:
    """The municipalities that a weighing tells of."""
    return sorted({one.municipality for one in weighing.sides[NOW].towns})


def own_part(weighing: Weighing, town: str) -> OwnPart | None:
    """What part of the region a municipality is (rule 2); None where that is not known."""
    inhabitants, now = weighing.identity.inhabitants, weighing.sides[NOW]
    everybody = {n.need for n in now.needs if n.persons >= EVERYBODY * inhabitants}
    persons = [t.persons for t in now.towns if t.municipality == town and t.need in everybody]
    if not persons or inhabitants <= 0:
        return None
    return OwnPart(town, max(persons), inhabitants)


def paid_by(side: Side, payer: str) -> Paid:
    """What a payer pays on a side."""
    spent = [one for one in side.cost.spent if one.payer == payer]
    yearly = [one.yearly.p50 for one in spent if one.yearly.p50] or [0.0]
    once = sum(one.once.p50 for one in spent)
    return Paid(once, min(yearly), max(yearly), once + sum(yearly))


def payers_of(weighing: Weighing) -> list[str]:
    """Who pays anything on any side, in the order of payers."""
    paying = {one.payer for side in weighing.sides for one in side.cost.spent}
    return [payer for payer in PAYERS if payer in paying]


# In words


def payer_words(weighing: Weighing, payer: str, words: Language) -> str:
    """What a payer is called, and of the municipalities that it is all of them (rule 1)."""
    count = len(towns_of(weighing))
    if payer != TOWNS_PAY or count == 1:
        return words.text(PAYERS[payer]) if payer in PAYERS else payer
    if not count:
        return words.text(mark("all municipalities together"))
    return words.text(mark("all {count} municipalities together"), count=count)


def paid_words(paid: Paid, words: Language) -> str:
    """What is paid once apart from what comes back every year; nothing where nothing is paid."""
    parts = []
    if paid.once:
        parts.append(words.text(mark("about {sum} once"), sum=euros_in_words(paid.once, words)))
    least, most = (euros_in_words(eur, words) for eur in (paid.least, paid.most))
    if paid.most and least == most:
        parts.append(words.text(mark("about {sum} a year"), sum=most))
    elif paid.most:
        rising = mark("from about {least} to about {most} a year")
        parts.append(words.text(rising, least=least, most=most))
    return f" {words.text(mark('and'))} ".join(parts)


def whose_sums(weighing: Weighing, words: Language) -> str:
    """Of whom the sums of a weighing are (rule 1)."""
    told = mark("All sums are of the whole region {region}, of everybody who pays there together.")
    return words.text(told, region=weighing.identity.region_name)


def whose_people(weighing: Weighing, town: str, words: Language) -> str:
    """Of whom the figures of a page are: the region, with its inhabitants, and not one town."""
    identity = weighing.identity
    names = {"region": identity.region_name, "all": words.number(round(identity.inhabitants))}
    told = mark("The figures are of the whole region {region} ({all} inhabitants).")
    if not town:
        return words.text(told, **names)
    part = own_part(weighing, town)
    told = mark("The figures are of the whole region {region} ({all} inhabitants), not of {town}.")
    if part is not None:
        told = mark(
            "The figures are of the whole region {region} ({all} inhabitants), not of {town} alone "
            "({own} inhabitants)."
        )
        names["own"] = words.number(round(part.persons))
    return words.text(told, **names, town=town)


def own_sentences(weighing: Weighing, town: str, words: Language) -> list[str]:
    """What the own part of a municipality would be of what all of them pay (rule 2)."""
    part = own_part(weighing, town) if town else None
    if part is None:
        return []
    told = mark(
        "{name}: of what the municipalities pay, the part of {town} by inhabitants would be {sum}. "
        "This is our estimate: how municipalities divide it has to be agreed."
    )
    found = []
    for side in weighing.sides[NOW + 1 :]:
        sum_words = paid_words(paid_by(side, TOWNS_PAY).part(part.share), words)
        if sum_words:
            name = side.variant.name(words.code)
            found.append(words.text(told, name=name, town=town, sum=sum_words))
    return found


def divided_sentence(weighing: Weighing, words: Language) -> str:
    """What the municipalities pay on each side, beside that all pay about as much; "" for one."""
    paid = [(side, paid_by(side, TOWNS_PAY)) for side in weighing.sides[NOW + 1 :]]
    sums = [(side, one) for side, one in paid if one.total]
    if len(weighing.sides) <= NOW + 2 or not sums:
        return ""
    told = mark(
        "What all payers pay together is not what the municipalities pay. {who} pay: {sums}."
    )
    nothing = words.text(mark("nothing"))
    sides = "; ".join(
        f"{side.variant.name(words.code)}, {paid_words(one, words) or nothing}"
        for side, one in paid
    )
    who = payer_words(weighing, TOWNS_PAY, words)
    return words.text(told, who=upper(who), sums=sides)
