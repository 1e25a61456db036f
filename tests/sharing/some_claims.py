"""Random claims and rules, for the properties of this room."""

from dataclasses import dataclass

from hypothesis import strategies as st

from weerbaar.sharing.claims import Claim, Rule
from weerbaar.sharing.tables import RULE_ORDER

NEEDS = (0.5, 1.0, 1.0, 1.1, 2.0, 3.0)
AMOUNTS = st.one_of(st.just(0.0), st.floats(0.01, 1e6), st.integers(0, 12).map(float))
WHOLE = st.integers(0, 12).map(float)


@dataclass(frozen=True)
class Case:
    """Claims, what there is to divide, by which rule and in which period."""

    claims: tuple[Claim, ...]
    supply: float
    rule: Rule
    period: int

    @property
    def asked(self) -> float:
        return sum(claim.amount for claim in self.claims)


@st.composite
def cases(draw: st.DrawFn, rules: tuple[str, ...] = RULE_ORDER, whole: bool | None = None) -> Case:
    """A division of 1 to 9 claims with a supply from nothing to more than enough."""
    split = draw(st.booleans()) if whole is None else whole
    names = draw(
        st.lists(st.text("abcxyz", min_size=1, max_size=4), min_size=1, max_size=9, unique=True)
    )
    claims = tuple(
        Claim(
            name,
            draw(WHOLE if split else AMOUNTS),
            draw(st.sampled_from(NEEDS)),
            draw(st.integers(1, 4)),
            draw(st.sampled_from(("civil", "military"))),
        )
        for name in names
    )
    asked = sum(claim.amount for claim in claims)
    part = draw(st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.2)))
    share = draw(st.sampled_from((0.0, 0.3, 0.5, 0.6, 1.0)))
    rule = Rule(draw(st.sampled_from(rules)), split, share, draw(st.integers(0, 99)))
    return Case(claims, part * asked, rule, draw(st.integers(0, 20)))
