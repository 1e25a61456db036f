"""A gap in words: what falls short, for how many, and how it stands."""

from __future__ import annotations

from functools import lru_cache

from weerbaar.agenda.gaps import Gap
from weerbaar.common.finding import Band, Finding
from weerbaar.common.language import Language, mark, upper
from weerbaar.drawing.charts import percent
from weerbaar.twin.files import (
    read_profile,
    read_scenario,
    read_twin_library,
    scenario_names,
)
from weerbaar.twin.outcome import SUPPRESS_BELOW

FEW = mark("fewer than {count} people")
FOR = mark("{middle} people ({low} to {high})")
OF_ALL = mark("{middle} of everybody who needs it ({low} to {high})")
TITLE = mark("{need} in {place}")


def gap_title(gap: Gap, words: Language) -> str:
    """What falls short, where and of which norm, in a line."""
    need = need_name(gap.need, words.code)
    title = words.text(TITLE, need=upper(need), place=gap.place)
    return f"{title}: {norm_wording(gap.finding, words.code)}"


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


@lru_cache(maxsize=200)
def need_name(need: str, code: str) -> str:
    """What a need is called; one that this version does not know stays as it is."""
    rows = read_twin_library().needs
    return next((str(row[f"name_{code}"]) for row in rows if row["need"] == need), need)


@lru_cache(maxsize=2)
def _wordings(code: str) -> dict[str, str]:
    return {norm.norm: norm.wording(code) for norm in read_profile().norms}


def norm_wording(finding: Finding, code: str) -> str:
    """The norm in words of this language, else as the answer tells it."""
    return _wordings(code).get(finding.norm, finding.wording)


@lru_cache(maxsize=200)
def group_name(group: str, code: str) -> str:
    """What a group is called; one that this version does not know stays as it is."""
    rows = read_twin_library().groups
    return next((str(row[f"name_{code}"]) for row in rows if row["group"] == group), group)


def question_name(question: str, words: Language) -> str:
    """The scenario to which an answer was, with its digits where it was changed or is one's own."""
    name, _, digits = question.partition(" ")
    told = _scenario_name(name, words.code)
    return (
        words.text(mark("{scenario}, own version {digits}"), scenario=told, digits=digits)
        if (digits)
        else told
    )


@lru_cache(maxsize=200)
def _scenario_name(name: str, code: str) -> str:
    return read_scenario(name).name(code) if name in scenario_names() else name


def _rough(value: float) -> float:
    """A count to two digits: a band says no more than that."""
    return float(f"{value:.2g}")
