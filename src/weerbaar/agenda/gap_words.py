"""A gap in words: what falls short, for how many, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from weerbaar.agenda.gaps import Gap
from weerbaar.common.finding import Band, Finding
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import percent
from weerbaar.twin.outcome import SUPPRESS_BELOW

FEW = mark("fewer than {count} people")
FOR = mark("{middle} people ({low} to {high})")
OF_ALL = mark("{middle} of everybody who needs it ({low} to {high})")
TITLE = mark("{need} in {place}")


@dataclass(frozen=True)
class GapNames:
    """What needs, groups, norms and scenarios are called in one language, each by its name.

    What this version does not know is told as it is.
    """

    needs: Mapping[str, str]
    groups: Mapping[str, str]
    norms: Mapping[str, str]
    scenarios: Mapping[str, str]

    def need(self, need: str) -> str:
        """What a need is called."""
        return self.needs.get(need, need)

    def group(self, group: str) -> str:
        """What a group is called."""
        return self.groups.get(group, group)

    def wording(self, finding: Finding) -> str:
        """The norm in words of this language, else as the answer tells it."""
        return self.norms.get(finding.norm, finding.wording)

    def question(self, question: str, words: Language) -> str:
        """The scenario to which an answer was, with its digits where it was changed or is own."""
        name, _, digits = question.partition(" ")
        told = self.scenarios.get(name, name)
        if not digits:
            return told
        own = mark("{scenario}, own version {digits}")
        return words.text(own, scenario=told, digits=digits)


def gap_title(gap: Gap, names: GapNames, words: Language) -> str:
    """What falls short, where and of which norm, in a line."""
    title = words.text(TITLE, need=upper(names.need(gap.need)), place=gap.place)
    return f"{title}: {names.wording(gap.finding)}"


def persons_in_words(finding: Finding, words: Language) -> str:
    """For how many people a norm is missed, with the band; few are not counted."""
    persons = finding.persons
    if persons.p50 < SUPPRESS_BELOW:
        return words.text(FEW, count=SUPPRESS_BELOW)
    low, middle, high = (
        words.number(_rough(value)) for value in (persons.p10, persons.p50, persons.p90)
    )
    return words.text(FOR, low=low, middle=middle, high=high)


def share_in_words(share: Band, words: Language) -> str:
    """Which share of the people it is, with the band."""
    low, middle, high = (percent(value, words) for value in (share.p10, share.p50, share.p90))
    return words.text(OF_ALL, low=low, middle=middle, high=high)


def _rough(value: float) -> float:
    """A count to two digits: a band says no more than that."""
    return float(f"{value:.2g}")
