"""Divides one period again in the slow and obvious way, and says of each claim why it got its part.

`trace` gives the same grants as the compiled rules (a test holds the two against each other on
random cases) in exact fractions, and with each grant the reasons: what was asked, which rule, which
level, which class used up the supply, which lot. It takes the claims one after another from the one
that is met first, where the compiled code lifts a level for all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from weerbaar.common.language import Language, mark
from weerbaar.sharing.claims import Claim, Rule, lot_of

ROUNDED = 1_000_000
Grants = dict[str, Fraction]
Caps = Mapping[str, Fraction]

ENOUGH = mark("There is enough for everyone.")
NOTHING = mark("There is nothing to divide.")
ASKS_NOTHING = mark("It asks nothing.")
MET = mark("It asks no more than the equal part of {level}, so it gets all.")
AT_LEVEL = mark("Everyone who asks more than {level} gets {level}.")
EXTRA = mark("One unit more, by lot: {left} units were left for {count} claims; lot {lot}.")
NO_EXTRA = mark("No unit more, by lot: {left} units were left for {count} claims; lot {lot}.")
LOSS = mark("Everyone gives up {level}.")
ALL_LOST = mark("Everyone gives up {level}; it asks no more than that, so it gets nothing.")
NO_LOSS = mark(
    "No unit less, by lot: {left} units were to be given up by {count} claims; lot {lot}."
)
ONE_LOSS = mark(
    "One unit less, by lot: {left} units were to be given up by {count} claims; lot {lot}."
)
NEED_MET = mark("With a weight of {weight} for its need it gets all it asks.")
NEED_PART = mark(
    "Everyone gets {share} % of what is asked, times the weight of the need: {weight}."
)
ROUNDED_UP = mark("That is {exact}; rounded up, because its remainder is among the largest.")
ROUNDED_DOWN = mark(
    "That is {exact}; rounded down: other remainders are larger, or their lot came first."
)
EXACTLY = mark("That is {exact}.")
CLASS_MET = mark("There is enough for the whole of class {level}.")
CLASS_ENDS = mark("In class {level} the supply ends: {part} is left for {asked}.")
CLASS_LATE = mark("Class {level} used up the supply; class {own} comes after it.")
SIDE_PART = mark("The {side} side has {share} % of {supply}, which is {stated}; it gets {part}.")
SIDE_MORE = mark("The other side asks less than its part and leaves {extra}.")
SIDE_LESS = mark("It asks less than its part; {extra} goes to the other side.")
SIDE_MET = mark("There is enough for this whole side.")
LOT_MET = mark("Its lot is number {place} of {count}: there was enough left.")
LOT_ENDS = mark("Its lot is number {place} of {count}: it gets the {part} that was left.")
LOT_LATE = mark("Its lot is number {place} of {count}: nothing was left.")
SIDE_WORDS = {"civil": mark("civil"), "military": mark("military")}


@dataclass(frozen=True)
class Reason:
    """One sentence of why: an English text with places to fill in, and what stands there.

    A number in `params` is written as the language writes it, a text is translated.
    """

    text: str
    params: Mapping[str, float | str] = field(default_factory=dict)

    def words(self, language: Language) -> str:
        """The sentence in this language."""
        shown = {
            name: language.text(value) if isinstance(value, str) else figure(value, language)
            for name, value in self.params.items()
        }
        return language.text(self.text, **shown)


@dataclass(frozen=True)
class Award:
    """What one claim asked and got, by which rule, and why."""

    claim: str
    asked: float
    granted: float
    rule: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Parts:
    """Grants and reasons by name of claim."""

    grants: Grants
    reasons: dict[str, list[Reason]]


def figure(value: float, language: Language) -> str:
    """A number with at most two decimals, none where it is whole."""
    text = language.number(value, 2)
    return language.number(value) if language.number(round(value), 2) == text else text


def trace(claims: Sequence[Claim], supply: float, rule: Rule, period: int = 0) -> tuple[Award, ...]:
    """What each claim gets and why, in the order in which the claims were given.

    Names differ, amounts and supply are at least 0, and amounts are whole where the rule is; the
    grants are those of `rules.divide`.
    """
    ordered = sorted(claims, key=lambda claim: claim.claim)
    exact = Fraction(floor(supply)) if rule.whole else Fraction(supply)
    parts = _divided(ordered, exact, rule, period)
    return tuple(
        Award(
            claim.claim,
            claim.amount,
            float(parts.grants[claim.claim]),
            rule.rule,
            tuple(parts.reasons[claim.claim]),
        )
        for claim in claims
    )


def _divided(claims: Sequence[Claim], supply: Fraction, rule: Rule, period: int) -> _Parts:
    caps = {claim.claim: Fraction(claim.amount) for claim in claims}
    if sum(caps.values()) <= supply:
        return _Parts(caps, {name: [Reason(ENOUGH)] for name in caps})
    if supply == 0:
        return _Parts(dict.fromkeys(caps, Fraction(0)), _told(caps, Reason(NOTHING)))
    lots = {name: lot_of(rule.seed, period, name) for name in caps}
    if rule.rule == "equal":
        parts = _equally(caps, supply, rule.whole, lots)
    elif rule.rule == "loss":
        parts = _by_loss(caps, supply, rule.whole, lots)
    elif rule.rule == "need":
        parts = _by_need(claims, supply, rule.whole, lots)
    elif rule.rule == "priority":
        parts = _by_class(claims, supply, rule.whole, lots)
    elif rule.rule == "sides":
        parts = _by_side(claims, supply, rule, lots)
    else:
        parts = _by_lot(caps, supply, lots)
    nothing = {name: [Reason(ASKS_NOTHING)] for name, cap in caps.items() if cap == 0}
    return _Parts(parts.grants, parts.reasons | nothing)


def _level(caps: Caps, rates: Caps, supply: Fraction) -> Fraction:
    """The level at which min(cap, level x rate) adds up to the supply; the caps are more."""
    asking = [name for name in caps if caps[name] > 0]
    left, open_rate = supply, sum((rates[name] for name in asking), Fraction(0))
    for name in sorted(asking, key=lambda name: caps[name] / rates[name]):
        if caps[name] * open_rate > left * rates[name]:
            break
        left -= caps[name]
        open_rate -= rates[name]
    return left / open_rate


def _even(caps: Caps, supply: Fraction, whole: bool) -> Fraction:
    level = _level(caps, dict.fromkeys(caps, Fraction(1)), supply)
    return Fraction(floor(level)) if whole else level


def _first_lots(names: Sequence[str], count: Fraction, lots: Mapping[str, int]) -> set[str]:
    return set(sorted(names, key=lambda name: (lots[name], name))[: int(count)])


def _equally(caps: Caps, supply: Fraction, whole: bool, lots: Mapping[str, int]) -> _Parts:
    """The rule `equal`: everyone the same, nobody more than is asked."""
    level = _even(caps, supply, whole)
    grants = {name: min(cap, level) for name, cap in caps.items()}
    reasons = {
        name: [Reason(MET if cap <= level else AT_LEVEL, {"level": float(level)})]
        for name, cap in caps.items()
    }
    over = [name for name, cap in caps.items() if cap > level]
    left = supply - sum(grants.values())
    if whole and left:
        won = _first_lots(over, left, lots)
        for name in over:
            grants[name] += name in won
            text = EXTRA if name in won else NO_EXTRA
            reasons[name].append(_lot_reason(text, left, over, lots[name]))
    return _Parts(grants, reasons)


def _lot_reason(text: str, left: Fraction, names: Sequence[str], lot: int) -> Reason:
    return Reason(text, {"left": float(left), "count": len(names), "lot": lot_text(lot)})


def lot_text(lot: int) -> str:
    """A lot as people compare it: 16 signs, 0 to 9 and a to f; the lowest comes first."""
    return f"{lot:016x}"


def _by_loss(caps: Caps, supply: Fraction, whole: bool, lots: Mapping[str, int]) -> _Parts:
    """The rule `loss`: everyone is short of the same, nobody of more than is asked."""
    lacking = sum(caps.values(), Fraction(0)) - supply
    level = _even(caps, lacking, whole)
    losses = {name: min(cap, level) for name, cap in caps.items()}
    reasons = {
        name: [Reason(ALL_LOST if cap <= level else LOSS, {"level": float(level)})]
        for name, cap in caps.items()
    }
    over = [name for name, cap in caps.items() if cap > level]
    more = lacking - sum(losses.values())
    if whole and more:
        spared = _first_lots(over, len(over) - more, lots)
        for name in over:
            losses[name] += name not in spared
            text = NO_LOSS if name in spared else ONE_LOSS
            reasons[name].append(_lot_reason(text, more, over, lots[name]))
    return _Parts({name: cap - losses[name] for name, cap in caps.items()}, reasons)


def _by_need(
    claims: Sequence[Claim], supply: Fraction, whole: bool, lots: Mapping[str, int]
) -> _Parts:
    """The rule `need`: as much a unit of claim x need weight, nobody more than is asked."""
    caps = {claim.claim: Fraction(claim.amount) for claim in claims}
    weights = {claim.claim: Fraction(claim.need) for claim in claims}
    level = _level(caps, {name: caps[name] * weights[name] for name in caps}, supply)
    grants = {name: cap * min(Fraction(1), level * weights[name]) for name, cap in caps.items()}
    reasons = {
        name: [
            Reason(NEED_MET, {"weight": float(weight)})
            if level * weight >= 1
            else Reason(NEED_PART, {"share": float(100 * level), "weight": float(weight)})
        ]
        for name, weight in weights.items()
    }
    return _rounded(grants, supply, lots, reasons) if whole else _Parts(grants, reasons)


def _rounded(
    grants: Grants, supply: Fraction, lots: Mapping[str, int], reasons: dict[str, list[Reason]]
) -> _Parts:
    """Grants in whole units: rounded down, then one more for the largest remainders."""
    down = {name: Fraction(floor(grant)) for name, grant in grants.items()}
    rest = {name: round((grants[name] - down[name]) * ROUNDED) for name in grants}
    first = sorted((n for n in grants if rest[n]), key=lambda n: (-rest[n], lots[n], n))
    up = set(first[: int(supply - sum(down.values()))])
    for name, grant in grants.items():
        text = EXACTLY if not rest[name] else ROUNDED_UP if name in up else ROUNDED_DOWN
        reasons[name].append(Reason(text, {"exact": float(grant)}))
    return _Parts({name: down[name] + (name in up) for name in grants}, reasons)


def _by_class(
    claims: Sequence[Claim], supply: Fraction, whole: bool, lots: Mapping[str, int]
) -> _Parts:
    """The rule `priority`: class by class, equal in the class in which the supply ends."""
    grants: Grants = {}
    reasons: dict[str, list[Reason]] = {}
    left, ends = supply, 0
    for level in sorted({claim.priority for claim in claims}):
        caps = {c.claim: Fraction(c.amount) for c in claims if c.priority == level}
        asked = sum(caps.values(), Fraction(0))
        if ends:
            late = {"level": ends, "own": level}
            parts = _Parts(dict.fromkeys(caps, Fraction(0)), _told(caps, Reason(CLASS_LATE, late)))
        elif asked <= left:
            parts = _Parts(dict(caps), _told(caps, Reason(CLASS_MET, {"level": level})))
            left -= asked
            ends = 0 if left else level
        else:
            parts, ends = _equally(caps, left, whole, lots), level
            told = Reason(CLASS_ENDS, {"level": level, "part": float(left), "asked": float(asked)})
            parts = _Parts(parts.grants, {n: [told, *why] for n, why in parts.reasons.items()})
        grants |= parts.grants
        reasons |= parts.reasons
    return _Parts(grants, reasons)


def _told(caps: Caps, reason: Reason) -> dict[str, list[Reason]]:
    return {name: [reason] for name in caps}


def _by_side(
    claims: Sequence[Claim], supply: Fraction, rule: Rule, lots: Mapping[str, int]
) -> _Parts:
    """The rule `sides`: a stated share for each side, what one leaves for the other."""
    caps = {
        side: {c.claim: Fraction(c.amount) for c in claims if c.side == side} for side in SIDE_WORDS
    }
    asked = {side: sum(own.values(), Fraction(0)) for side, own in caps.items()}
    # As a person writes it: 0.3 is three tenths, not the float nearest to it.
    civil = Fraction(str(rule.civil_share)) * supply
    if rule.whole:
        civil = Fraction(floor(civil + Fraction(1, 2)))
    stated = {"civil": civil, "military": supply - civil}
    got = min(asked["civil"], max(civil, supply - asked["military"]))
    parts = {"civil": got, "military": supply - got}
    grants: Grants = {}
    reasons: dict[str, list[Reason]] = {}
    for side, own in caps.items():
        if asked[side] <= parts[side]:
            inner = _Parts(dict(own), _told(own, Reason(SIDE_MET)))
        else:
            inner = _equally(own, parts[side], rule.whole, lots)
        why = _side_reasons(side, supply, stated[side], parts[side], rule)
        grants |= inner.grants
        reasons |= {name: [*why, *inner.reasons[name]] for name in own}
    return _Parts(grants, reasons)


def _side_reasons(
    side: str, supply: Fraction, stated: Fraction, part: Fraction, rule: Rule
) -> list[Reason]:
    share = rule.civil_share if side == "civil" else 1 - rule.civil_share
    params: dict[str, float | str] = {
        "side": SIDE_WORDS[side],
        "share": round(100 * share, 6),
        "supply": float(supply),
        "stated": float(stated),
        "part": float(part),
    }
    reasons = [Reason(SIDE_PART, params)]
    if part != stated:
        extra = {"extra": abs(float(part - stated))}
        reasons.append(Reason(SIDE_MORE if part > stated else SIDE_LESS, extra))
    return reasons


def _by_lot(caps: Caps, supply: Fraction, lots: Mapping[str, int]) -> _Parts:
    """The rule `lottery`: all that is asked, in order of the lots, as long as there is some."""
    grants: Grants = {}
    reasons: dict[str, list[Reason]] = {}
    left = supply
    for place, name in enumerate(sorted(caps, key=lambda name: (lots[name], name)), start=1):
        grants[name] = min(caps[name], left)
        left -= grants[name]
        met, ends = grants[name] == caps[name], grants[name] > 0
        params = {"place": place, "count": len(caps), "part": float(grants[name])}
        text = LOT_MET if met else LOT_ENDS if ends else LOT_LATE
        reasons[name] = [Reason(text, params)]
    return _Parts(grants, reasons)
