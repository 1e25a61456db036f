"""What a decision memo is about: a weighing of variants, which one is proposed, and the names.

Rules:
1. The figures are those of the weighing as it was stored. Of a decision that was taken they are
   the frozen ones; nothing is reckoned again.
2. A decision that was taken says what, why and by which power (Awb, articles 3:46 and 3:47): one
   that lacks any of these is refused.
3. What is proposed must be a variant of the weighing. Without a proposal the memo puts the variants
   side by side and leaves the choice open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from weerbaar.agenda.letters.resting import Basis
from weerbaar.common.language import Language, mark, upper
from weerbaar.common.refusals import Problem, ProblemKind
from weerbaar.measures.moments import Decision as Moments
from weerbaar.measures.weighing import NOW, Side, Weighing

LACKS_GROUND = ProblemKind(
    "decision-lacks-ground",
    mark("The decision does not say {column}, and a decision must (Awb, art. 3:46 and 3:47)."),
    mark("Write it down with the decision, and make the memo again."),
)
NO_SUCH_PROPOSAL = ProblemKind(
    "no-such-proposal",
    mark("“{value}” is none of the variants that were weighed."),
    mark("Choose one of: {known}."),
)
LABELS = "ABCD"
NOTHING_WEIGHED = ProblemKind(
    "nothing-weighed",
    mark("There is nothing to weigh: no variant stands beside how it goes on now."),
    mark("Weigh at least one variant, and make the memo of that."),
)


@dataclass(frozen=True)
class Decided:
    """A decision that was taken: what, why, by whom, by which power, on which day."""

    what: str
    why: str
    by_whom: str
    power: str
    on: str


@dataclass(frozen=True)
class Names:
    """What needs and groups are called in the language of the memo."""

    needs: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def need(self, need: str) -> str:
        """A need with a capital."""
        return upper(self.needs.get(need, need))

    def group(self, group: str, low_income: bool, language: Language) -> str:
        """A group, with its income where that is low."""
        name = self.groups.get(group, group)
        return language.text(mark("{group}, low income"), group=name) if low_income else name


@dataclass(frozen=True)
class Matter:
    """All that goes into a memo.

    `proposed` is the side of the weighing that is proposed or was decided, None where it is left
    open. `place` is the municipality that the memo is for, "" for a region.
    """

    weighing: Weighing
    basis: Basis
    names: Names
    moments: Mapping[int, tuple[Moments, ...]]
    proposed: int | None = None
    decided: Decided | None = None
    place: str = ""

    def label(self, side: int, language: Language) -> str:
        """What a side is called in tables: now, A, B, C or D."""
        return LABELS[side - 1] if side != NOW else language.text(mark("Now"))

    def labels(self, language: Language) -> list[str]:
        """What all sides are called in tables."""
        return [self.label(i, language) for i in range(len(self.weighing.sides))]

    @property
    def variants(self) -> tuple[tuple[int, Side], ...]:
        """The sides with choices, each with its place in the weighing."""
        return tuple(enumerate(self.weighing.sides))[NOW + 1 :]


def proposed_side(weighing: Weighing, variant: str) -> int | None:
    """The place of a variant by its identifier; None where it was not weighed."""
    for i, side in enumerate(weighing.sides):
        if i != NOW and side.variant.variant == variant:
            return i
    return None


def proposal_problems(known: Sequence[str], proposal: str) -> list[Problem]:
    """Whether what is proposed is one of these (rule 3); `proposal` may be empty."""
    if not proposal or proposal in known:
        return []
    params = {"known": ", ".join(known)}
    return [Problem(NO_SUCH_PROPOSAL, value=proposal[:80], params=params)]


def matter_problems(weighing: Weighing, proposal: str, decided: Decided | None) -> list[Problem]:
    """What is wrong with a memo of a weighing (rules 2 and 3); `proposal` may be empty."""
    known = [side.variant.variant for side in weighing.sides[NOW + 1 :]]
    if not known:
        return [Problem(NOTHING_WEIGHED)]
    problems = proposal_problems(known, proposal)
    if decided is not None:
        lacking = [name for name in ("what", "why", "power") if not getattr(decided, name).strip()]
        problems += [Problem(LACKS_GROUND, column=name) for name in lacking]
    return problems
